/* Styles of an ODT: what paragraphs and spans look like. */
#pragma once

#include "ingest/xml_part.h"

typedef struct OdtStyles OdtStyles;

typedef struct {
  bool strong, emphasis, struck, raised, capitals, hidden, underline;
  float size_pt;                                 /* 0 unknown */
  bool title, quote, listing, contents, caption; /* by the names of the paragraph's style and its parents */
  int indent;                                    /* of a paragraph, in twentieths of a point; 0 none */
} OdtLook;

OdtStyles *odt_styles_new(const xmlDoc *styles, const xmlDoc *content); /* either may be NULL */
void odt_styles_free(OdtStyles *s);

OdtLook odt_styles_paragraph(const OdtStyles *s, const char *name); /* name may be NULL */
OdtLook odt_styles_span(const OdtStyles *s, const OdtLook *around, const char *name);

/* A length (ODF 1.3 part 3, 18.3.18) in twentieths of a point; 0 where there is none. */
int odt_length(const char *length);
