/* What a page draws besides its text: lines, fills and pictures, from its content stream. */
#pragma once

#include "ingest/pdf_sheet.h"

typedef struct _cairo_surface cairo_surface_t;

/* A picture on the page. */
typedef struct {
  DocBox box;       /* points, y down, as the words of a Layout */
  PdfObject object; /* its stream, until pdf_file_release; PDF_NONE for an inline image */
  GBytes *data;     /* of an inline image */
} PdfImage;

/* A line or area that was painted. */
typedef struct {
  DocBox box; /* points, y down */
} PdfMark;

/* A ground to draw page after page on. What a page drew stays until the next one is drawn. */
typedef struct {
  PdfFile *file;
  double scale;         /* pixels a point */
  cairo_surface_t *ink; /* CAIRO_FORMAT_A8, alpha = darkness; at least as large as the page */
  int width, height;    /* of the page, in pixels */
  int top, bottom;      /* rows that something is painted on: top .. bottom (exclusive) */
  GByteArray *painted;  /* by row of the page: 0 where nothing is */
  GArray *images;       /* PdfImage */
  GArray *marks;        /* PdfMark */
} PdfDrawing;

PdfDrawing *pdf_drawing_new(PdfFile *file, double scale); /* borrows the file */
void pdf_drawing_free(PdfDrawing *drawing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfDrawing, pdf_drawing_free)

/* Draws the lines and fills of a page. False where its content cannot be had, or it is of absurd size. */
bool pdf_drawing_page(PdfDrawing *drawing, PdfObject page, const PdfSheet *sheet);
