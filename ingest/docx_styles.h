/* styles.xml of a DOCX: what a paragraph or run inherits. */
#pragma once

#include "ingest/xml_part.h"

typedef struct DocxStyles DocxStyles;

/* Properties of a run. Toggles are -1 where nothing is said, else 0 or 1. */
typedef struct {
  int bold, italic, strike, caps, hidden, underline;
  int raised;      /* superscript */
  int half_points; /* of the type; 0 where nothing is said */
} DocxRunLook;

/* Properties of a paragraph, from its style and then its own. */
typedef struct {
  int outline; /* 0 .. 8, 9 body text, -1 nothing said */
  bool title, quote, listing, contents, caption;
  int num_id, ilvl;   /* -1 nothing said; num_id 0 takes a numbering away */
  bool own_numbering; /* said by the paragraph itself, not its style */
  int left;           /* indent in twentieths of a point; -1 nothing said */
  const char *style;  /* id, or NULL; valid as long as the part it was read from */
} DocxParagraphLook;

DocxStyles *docx_styles_new(const xmlDoc *part); /* part may be NULL */
void docx_styles_free(DocxStyles *styles);

/* What a paragraph (its w:pPr, or NULL) looks like, and its text before its runs say otherwise. */
DocxParagraphLook docx_styles_paragraph(const DocxStyles *styles, const xmlNode *properties,
                                        DocxRunLook *run);

/* What a run (its w:rPr, or NULL) in such a paragraph looks like. */
DocxRunLook docx_styles_run(const DocxStyles *styles, const DocxRunLook *paragraph,
                            const xmlNode *properties);

/* The numbering that a numbering style names (ECMA-376 part 1, 17.9.27), or -1. */
int docx_styles_number_of(const DocxStyles *styles, const char *id);
