/* The foreign libraries that a file is read with: a table of what it begins with and what that asks for. */
#define _GNU_SOURCE /* memmem */
#include "ingest/reader_needs.h"
#include "ingest/encodings.h"
#include "ingest/late_pdf.h"
#include "ingest/late_pictures.h"
#include "ingest/late_zip.h"
#include "ingest/readers.h"

#include <string.h>

/* Also an empty archive, which has another mark behind these letters. */
static bool zip_recognise(const char *data, gsize size, const char *name) {
  (void)name;
  return size >= 2 && memcmp(data, "PK", 2) == 0;
}

/* Pictures of papers, and those that lie in a page of HTML. */
static bool pictures_recognise(const char *data, gsize size, const char *name) {
  static const char mark[] = "data:image/";
  return zip_recognise(data, size, name) || pdf_recognise(data, size, name) ||
         memmem(data, size, mark, sizeof mark - 1) != NULL;
}

static const struct {
  guint needs;
  bool (*knows)(const char *data, gsize size, const char *name);
  Library *libraries[4];
  void (*load)(void); /* what is no library by name */
} table[] = {
    {READER_NEEDS_PDF, pdf_recognise, {&late_poppler, &late_qpdf, &late_deflate, &late_cairo}, NULL},
    {READER_NEEDS_ZIP, zip_recognise, {&late_zip}, NULL},
    {READER_NEEDS_PICTURES, pictures_recognise, {&late_png, &late_jpeg}, NULL},
    {READER_NEEDS_ENCODINGS, encodings_recognise, {NULL}, encodings_load},
};

guint reader_needs(GBytes *bytes) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  guint needs = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
    if (size && table[i].knows(data, size, NULL)) needs |= table[i].needs;
  return needs;
}

void reader_load(guint needs) {
  for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
    if ((needs & table[i].needs) && table[i].load) table[i].load();
    for (size_t k = 0; (needs & table[i].needs) && k < G_N_ELEMENTS(table[i].libraries); k++)
      if (table[i].libraries[k]) library_load(table[i].libraries[k]);
  }
}
