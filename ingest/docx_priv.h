/* What the files of the DOCX reader share: read_docx.c opens the parts, docx_blocks.c walks paragraphs and
 * tables, docx_text.c the runs of a paragraph. */
#pragma once

#include "ingest/docx_numbering.h"
#include "ingest/office_blocks.h"

/* A complex field (ECMA-376 part 1, 17.16.18) that is open; it may span paragraphs. */
typedef struct {
  GString *instruction;
  bool in_result; /* its separator has come */
  bool hidden;    /* its result is no text */
  char *target;   /* of a hyperlink, or NULL */
} DocxField;

typedef struct {
  DocxStyles *styles;
  DocxNumbering *numbering;
  GHashTable *targets; /* id of a relationship -> target, of the main part: links */
  GHashTable *parts;   /* the same for pictures and charts */
  ZipParts *zip;
  const char *folder;               /* of the main part */
  GHashTable *footnotes, *endnotes; /* id -> w:footnote, w:endnote */
  bool reject;                      /* tracked changes are rejected */
  GPtrArray *blocks;                /* where blocks go */
  GArray *fields;                   /* DocxField */
  const char *target;               /* of the w:hyperlink around */
  GPtrArray *waiting;               /* text boxes and notes that follow the paragraph */
  bool in_margin, in_note;
  unsigned footnote_count, endnote_count;
  unsigned put_in, taken_out, comments, hidden, chunks; /* seen in the source */
} DocxReader;

/* The blocks inside a w:body, w:tc, w:txbxContent ...: appended to r->blocks. */
void docx_blocks_read(DocxReader *r, const xmlNode *container);

/* The text of a paragraph, appended; text boxes and notes in it are put in r->waiting. */
void docx_text_read(DocxReader *r, const xmlNode *paragraph, const DocxRunLook *look, OfficeText *out);

/* A picture or chart of the main part (a:blip, v:imagedata, c:chart) -> figure; NULL for one that is none (docx_pictures.c). */
OfficeBlock *docx_picture_read(DocxReader *r, const xmlNode *node);

/* A target is relative to the folder of the part that names it, or begins with a slash (part 2, 6.5.3). Caller frees. */
char *docx_resolve(const char *folder, const char *target);

/* The one of the choices of an mc:AlternateContent that is read (part 3, 9.3); NULL if it has none. */
xmlNode *docx_choice(const xmlNode *alternate);

/* Whether a tracked change (w:ins, w:del, w:moveFrom, w:moveTo) means that what it holds is not there. */
bool docx_is_dropped(const DocxReader *r, const xmlNode *change);

void docx_fields_clear(DocxReader *r);
