/* What a PDF page shows that is no text: rules, edges of filled areas, drawn bullets. Seen on its picture. */
#pragma once

#include "ingest/layout.h"

#include <poppler.h>

/* A page rendered small and grey. Rendering reads the page once more, so it is only worth its time where the
 * words make something likely (layout_looks_tabular, layout_looks_indented). NULL for pages of absurd size. */
typedef struct PdfPicture PdfPicture;
PdfPicture *pdf_picture_new(PopplerPage *page);
void pdf_picture_free(PdfPicture *picture);

/* Adds to the page last added its level and upright rules, in points. */
void pdf_picture_rules(const PdfPicture *picture, Layout *layout);

/* Adds a word "\u2022" before each line of the page last added that has a drawn bullet before it: browsers
 * paint them as shapes. */
void pdf_picture_bullets(const PdfPicture *picture, Layout *layout);
