/* The pictures of a PDF's pages that may be figures. */
#pragma once

#include "ingest/layout.h"
#include "ingest/pdf_drawing.h"

/* What is known of the pictures so far: one that stands on many pages is looked at once. */
typedef struct PdfFigures PdfFigures;
PdfFigures *pdf_figures_new(void);
void pdf_figures_free(PdfFigures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfFigures, pdf_figures_free)

/* True where a picture covers most of a page of this size: a scan, and the text is what was recognised on it. */
bool pdf_figures_on_scan(const PdfDrawing *drawing, double width_pt, double height_pt);

/* Adds the pictures that were drawn to the page last added to the layout, whose words are in; and where these speak of a
 * figure, the areas of lines and fills as well. */
void pdf_figures_read(PdfFigures *figures, const PdfDrawing *drawing, Layout *layout);
