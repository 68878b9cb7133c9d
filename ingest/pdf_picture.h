/* What a PDF page shows that is no text: rules, edges of filled areas, drawn bullets. Seen on a picture of it. */
#pragma once

#include "ingest/late_pdf.h"
#include "ingest/layout.h"
#include "ingest/pdf_drawing.h"

/* Pixels a point of a picture. */
#define PDF_PICTURE_SCALE 1.5

/* A page small and dark on white. */
typedef struct {
  int width, height;
  int top, bottom;      /* rows that are not white: top .. bottom (exclusive) */
  const guint8 *painted; /* by row, 0 where it is white; or NULL where that is not known */
  gsize stride;
  const guchar *ink; /* a byte a pixel: 0 white .. 255 black */
  cairo_surface_t *surface;
} PdfPicture;

/* Of what the page draws, until the next one is drawn; or of all of it: rendering reads the page once more, so it
 * is only for pages whose text lies on a scan. False for pages of absurd size. */
bool pdf_picture_of_drawing(PdfPicture *picture, const PdfDrawing *drawing);
bool pdf_picture_of_page(PdfPicture *picture, PopplerPage *page);
void pdf_picture_clear(PdfPicture *picture);

/* Adds to the page last added its level and upright rules, in points. */
void pdf_picture_rules(const PdfPicture *picture, Layout *layout);

/* Adds a word "\u2022" before each line of the page last added that has a drawn bullet before it: browsers
 * paint them as shapes. */
void pdf_picture_bullets(const PdfPicture *picture, Layout *layout);
