/* What a page draws besides its text: lines, fills and pictures, from its content stream. */
#pragma once

#include "ingest/pdf_file.h"
#include "model/doc.h"

typedef struct _cairo_surface cairo_surface_t;

/* A picture on the page. */
typedef struct {
  DocBox box;       /* points, y down, as the words of a Layout */
  PdfObject object; /* its stream, until pdf_file_release; PDF_NONE for an inline image */
} PdfImage;

typedef struct {
  cairo_surface_t *ink; /* CAIRO_FORMAT_A8, alpha = darkness, scaled */
  bool painted;         /* there is something on it */
  GArray *images;       /* PdfImage */
} PdfDrawing;

/* Draws the page's lines and fills, `scale` pixels a point, on a ground of width_pt x height_pt, which is the
 * page's size as its text is measured. NULL where the page's content cannot be had or its size is another. */
PdfDrawing *pdf_drawing_new(PdfFile *file, int page, double width_pt, double height_pt, double scale);
void pdf_drawing_free(PdfDrawing *drawing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfDrawing, pdf_drawing_free)
