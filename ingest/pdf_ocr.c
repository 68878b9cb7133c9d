/* A scanned page -> a grey picture in a folder of its own, gone afterwards -> tesseract -> words. */
#include "ingest/pdf_ocr.h"

#include "ingest/ocr.h"

#include <cairo.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>

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

/* Netpbm's grey map: a header, then a byte a dot. */
static bool write_picture(cairo_surface_t *surface, const Size *size, const char *path) {
  const guchar *data = cairo_image_surface_get_data(surface);
  FILE *out = data ? g_fopen(path, "wbx") : NULL;
  if (!out) return false;
  gsize stride = (gsize)cairo_image_surface_get_stride(surface), width = (gsize)size->width;
  g_autofree guchar *grey = g_malloc(width);
  bool written = fprintf(out, "P5\n%d %d\n255\n", size->width, size->height) > 0;
  for (int y = 0; written && y < size->height; y++) {
    const guint32 *row = (const guint32 *)(const void *)(data + (gsize)y * stride);
    for (gsize x = 0; x < width; x++) grey[x] = grey_of(row[x]);
    written = fwrite(grey, 1, width, out) == width;
  }
  return fclose(out) == 0 && written;
}

static bool save_page(PopplerPage *page, const Size *size, const char *path) {
  cairo_surface_t *surface = render(page, size);
  bool saved = write_picture(surface, size, path);
  cairo_surface_destroy(surface);
  return saved;
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

static void recognise(PopplerPage *page, uint32_t number, const char *program, const char *picture,
                      Layout *layout, DocBuilder *notes) {
  Size size;
  g_autofree char *failure = NULL, *tsv = NULL;
  if (!measure(page, &size))
    failure = g_strdup("no size for a page of words");
  else if (save_page(page, &size, picture))
    tsv = ocr_run(program, picture, &failure);
  if (tsv) {
    OcrCount count = ocr_add_words(layout, tsv, size.points);
    note_count(notes, number, &count);
  } else {
    doc_builder_note(notes, number, true, "scanned page, not recognised: %s",
                     failure ? failure : "its picture cannot be written");
  }
}

void pdf_ocr_page(PopplerPage *page, uint32_t number, const char *program, Layout *layout,
                  DocBuilder *notes) {
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("redraft-ocr-XXXXXX", &error);
  if (!folder) {
    doc_builder_note(notes, number, true, "scanned page, not recognised: %s", error->message);
    return;
  }
  g_autofree char *picture = g_build_filename(folder, "page.pgm", NULL);
  recognise(page, number, program, picture, layout, notes);
  g_unlink(picture);
  g_rmdir(folder);
}
