/* The part of a page that is seen, and where a place in the page's own space is on it. */
#pragma once

#include "ingest/pdf_file.h"
#include "model/doc.h"

typedef struct {
  double x0, y0, x1, y1; /* in the page's space */
  int turn;              /* quarters, clockwise */
} PdfSheet;

/* False where the page has no such part, or one of another size than width_pt x height_pt, on which its text is
 * measured: then nothing would be found at its place. */
bool pdf_sheet_read(PdfFile *file, PdfObject page, double width_pt, double height_pt, PdfSheet *sheet);

/* From the page's space, y up, to points on the sheet, y down: x' = m[0] x + m[2] y + m[4], y' = m[1] x + m[3] y + m[5]. */
void pdf_sheet_matrix(const PdfSheet *sheet, double m[6]);

/* A rectangle of the page's space, given by two opposite corners. */
DocBox pdf_sheet_box(const PdfSheet *sheet, const double corners[4]);
