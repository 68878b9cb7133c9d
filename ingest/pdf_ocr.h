/* Scanned pages of a PDF, recognised. */
#pragma once

#include "ingest/late_pdf.h"
#include "ingest/layout.h"

/* Renders a page, has it recognised by the program, and adds its words to the layout's last page. What came
 * of it, good or bad, becomes a note. */
void pdf_ocr_page(PopplerPage *page, uint32_t number, const char *program, Layout *layout, DocBuilder *notes);
