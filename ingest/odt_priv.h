/* What the files of the ODT reader share: read_odt.c opens the parts, odt_blocks.c walks paragraphs, lists
 * and tables, odt_text.c what stands inside a paragraph. */
#pragma once

#include "ingest/odt_lists.h"
#include "ingest/office_blocks.h"

typedef struct {
  OdtStyles *styles;
  OdtLists *lists;
  ZipParts *zip;
  GHashTable *changes; /* id -> text:insertion or text:deletion */
  bool reject;         /* tracked changes are rejected */
  GPtrArray *blocks;   /* where blocks go */
  GPtrArray *waiting;  /* text boxes and notes that follow the paragraph */
  const char *target;  /* of the link around */
  char *label;         /* of the list item whose first paragraph is still to come */
  bool in_margin, in_note, in_contents;
  unsigned dropping;                            /* inside so many rejected insertions */
  unsigned put_in, taken_out, comments, hidden; /* seen in the source */
  guint repeats;                                /* cells and rows that stand for several, so far */
  bool repeats_capped;
} OdtReader;

/* The blocks inside an office:text, a cell, a text box ...: appended to r->blocks. */
void odt_blocks_read(OdtReader *r, const xmlNode *container);

/* The text of a paragraph or heading, appended; text boxes and notes in it are put in r->waiting. */
void odt_text_read(OdtReader *r, const xmlNode *paragraph, const OdtLook *look, OfficeText *out);

/* A draw:image, or a draw:object that is a chart -> figure; NULL for one that is none (odt_pictures.c). */
OfficeBlock *odt_picture_read(OdtReader *r, const xmlNode *node);

/* A mark of a tracked change, in or between paragraphs; `out` may be NULL. */
void odt_text_change(OdtReader *r, const xmlNode *mark, const OdtLook *look, OfficeText *out);
