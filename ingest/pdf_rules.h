/* Rules and edges of filled areas on a PDF page, seen on its picture. */
#pragma once

#include "ingest/layout.h"

#include <poppler.h>

/* Adds to the page last added the level and upright lines that the page shows, in points. Renders the page, so only worth
 * its time where a table is likely (layout_looks_tabular). */
void pdf_rules_find(PopplerPage *page, Layout *layout);
