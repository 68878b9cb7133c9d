/* numbering.xml of a DOCX: the labels of numbered paragraphs, counted as they come. */
#pragma once

#include "ingest/docx_styles.h"

enum { DOCX_LEVELS = 9 };

typedef struct DocxNumbering DocxNumbering;

DocxNumbering *docx_numbering_new(const xmlDoc *part, const DocxStyles *styles); /* part may be NULL */
void docx_numbering_free(DocxNumbering *n);

/* Whether a paragraph of this look is numbered: then its numbering's id (the same for all that count
 * together), its level, and the indent of its text where its numbering says one (else -1). */
bool docx_numbering_of(const DocxNumbering *n, const DocxParagraphLook *look, int *list, int *level,
                       int *left);

/* Counts on, and gives the label: "1.", "(a)", a bullet; "" where the level shows nothing. Caller frees. */
char *docx_numbering_next(DocxNumbering *n, int num_id, int level);
