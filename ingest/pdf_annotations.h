/* What lies on a PDF page besides its content: links, and the values of a form's fields. */
#pragma once

#include "ingest/layout.h"
#include "ingest/pdf_sheet.h"

/* Gives the words of the page last added that lie under a link its address, and adds the words of the fields
 * that are filled in. Cost: annotations times the page's words. */
void pdf_annotations_read(PdfFile *file, PdfObject page, const PdfSheet *sheet, Layout *layout);
