/* A small document that is kept open, so that poppler keeps its tables. */
#include "ingest/pdf_warm.h"
#include "ingest/late_pdf.h"

/* One empty page. Its table of objects is left to be found, as no offset then needs to be right. */
static const char page[] = "%PDF-1.4\n"
                           "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                           "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                           "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
                           "trailer<</Root 1 0 R/Size 4>>\n%%EOF\n";

static void be_silent(const char *domain, GLogLevelFlags level, const char *message, gpointer user) {
  (void)domain, (void)level, (void)message, (void)user;
}

void pdf_warm(void) {
  static PopplerDocument *kept;
  if (kept) return;
  guint handler = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, be_silent, NULL);
  g_autoptr(GBytes) bytes = g_bytes_new_static(page, sizeof page - 1);
  kept = poppler_document_new_from_bytes(bytes, NULL, NULL);
  g_log_remove_handler("Poppler", handler);
}
