/* A scanned page -> a grey picture in memory -> tesseract -> words. */
#include "ingest/pdf_ocr.h"

#include "ingest/late_pdf.h"
#include "ingest/ocr.h"

#include <math.h>
#include <string.h>

/* What tesseract was trained for. A page so large that it would have more dots than this (A2) is rendered
 * coarser. */
static const double DOTS_A_POINT = 300.0 / 72;
static const double DOTS_MAX = 40e6;

typedef struct {
  int width, height;
  double points; /* a dot's size */
} Size;

static bool measure(PopplerPage *page, Size *size) {
  double width_pt, height_pt;
  poppler_page_get_size(page, &width_pt, &height_pt);
  if (!(width_pt >= 8 && height_pt >= 8 && width_pt < 20000 && height_pt < 20000)) return false;
  double scale = MIN(DOTS_A_POINT, sqrt(DOTS_MAX / (width_pt * height_pt)));
  *size = (Size){(int)ceil(width_pt * scale), (int)ceil(height_pt * scale), 1 / scale};
  return true;
}

static cairo_surface_t *render(PopplerPage *page, const Size *size) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, size->width, size->height);
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  cairo_scale(cr, 1 / size->points, 1 / size->points);
  poppler_page_render(page, cr);
  cairo_destroy(cr);
  cairo_surface_flush(surface);
  return surface;
}

/* Rec. 601 weights, to an eighth. */
static guchar grey_of(guint32 rgb) {
  return (guchar)(((rgb >> 16 & 255) * 2 + (rgb >> 8 & 255) * 5 + (rgb & 255)) >> 3);
}

/* Netpbm's grey map: a header, then a byte a dot. NULL where there is no memory for the page. */
static GBytes *picture_of(cairo_surface_t *surface, const Size *size) {
  const guchar *data = cairo_image_surface_get_data(surface);
  if (!data) return NULL;
  g_autofree char *header = g_strdup_printf("P5\n%d %d\n255\n", size->width, size->height);
  gsize stride = (gsize)cairo_image_surface_get_stride(surface), width = (gsize)size->width,
        start = strlen(header);
  gsize bytes = start + width * (gsize)size->height;
  char *picture = g_malloc(bytes), *to = picture + start;
  memcpy(picture, header, start);
  for (int y = 0; y < size->height; y++) {
    const guint32 *row = (const guint32 *)(const void *)(data + (gsize)y * stride);
    for (gsize x = 0; x < width; x++) *to++ = (char)grey_of(row[x]);
  }
  return g_bytes_new_take(picture, bytes);
}

static GBytes *paint_page(PopplerPage *page, const Size *size) {
  cairo_surface_t *surface = render(page, size);
  GBytes *picture = picture_of(surface, size);
  cairo_surface_destroy(surface);
  return picture;
}

static void note_count(DocBuilder *notes, uint32_t number, const OcrCount *count) {
  if (!count->words)
    doc_builder_note(notes, number, true, "scanned page, tesseract found no text in it");
  else if (!count->doubtful)
    doc_builder_note(notes, number, false, "recognised by tesseract, confidence %.0f %%", count->confidence);
  else
    doc_builder_note(notes, number, false,
                     "recognised by tesseract, confidence %.0f %%, %u of %u words below %d %%",
                     count->confidence, count->doubtful, count->words, OCR_CONFIDENCE_MIN);
}

void pdf_ocr_page(PopplerPage *page, uint32_t number, const char *program, Layout *layout,
                  DocBuilder *notes) {
  Size size;
  bool sized = measure(page, &size);
  g_autoptr(GBytes) picture = sized ? paint_page(page, &size) : NULL;
  g_autofree char *failure = NULL, *tsv = picture ? ocr_run(program, picture, &failure) : NULL;
  if (tsv) {
    OcrCount count = ocr_add_words(layout, tsv, size.points);
    note_count(notes, number, &count);
    return;
  }
  const char *why = failure ? failure : sized ? "no memory for its picture" : "no size for a page of words";
  doc_builder_note(notes, number, true, "scanned page, not recognised: %s", why);
}
