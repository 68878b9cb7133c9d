/* A word processor's paper as a row of blocks, before it is decided what they are.
 *
 *     DOCX, ODT  ->  OfficeBlock OfficeBlock OfficeBlock ...  ->  office_headings  ->  office_emit  ->
 * DocBuilder
 *
 * Both formats say of a paragraph what it looks like and in part what it is; headings that are only bold, and
 * items that belong together, are found by looking at the blocks around them. A blocks array owns all below
 * it. */
#pragma once

#include "model/builder.h"

/* Text with styled runs, as in a DocBuilder but not normalised: '\n' is a line that its author ended, '\t' a
 * tab. */
enum {
  OFFICE_UNDERLINE = 1 << 8
}; /* a style beside those of DocRun, for finding headings: the paper has no such style */

typedef struct {
  gsize end; /* of the run; it begins where the one before ends */
  unsigned style;
  char *target; /* of a link, or NULL */
} OfficeRun;

typedef struct {
  GString *text;
  GArray *runs;  /* OfficeRun, of all the text */
  float size_pt; /* of the type of its first words; 0 unknown */
} OfficeText;

OfficeText *office_text_new(void);
void office_text_free(OfficeText *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OfficeText, office_text_free)
void office_text_add(OfficeText *t, const char *text, gssize len, unsigned style, const char *target);
/* The size of the type of `text`, which was just added; the first that is not blank counts. */
void office_text_set_size(OfficeText *t, const char *text, float size_pt);
void office_text_append(OfficeText *t, const OfficeText *from, gsize start,
                        gsize end); /* bytes of another's text */
bool office_text_is_blank(const OfficeText *t);
void office_text_emit(const OfficeText *t, DocBuilder *b); /* into the block that is open */

typedef struct {
  OfficeText *text;
  unsigned colspan, rowspan;
  bool header;
} OfficeCell;

typedef enum {
  OFFICE_PARAGRAPH,
  OFFICE_ITEM,
  OFFICE_HEADING,
  OFFICE_TABLE,
  OFFICE_NOTE,
  OFFICE_QUOTE,
  OFFICE_PREFORMATTED,
  OFFICE_FIGURE
} OfficeKind;

typedef struct {
  OfficeKind kind;
  unsigned level;   /* of a heading, from 1 */
  bool title;       /* a heading above the first level */
  bool by_look;     /* a heading that no style says is one */
  bool by_number;   /* a sentence in a heading style, which is there for its number */
  char *label;      /* of an item or heading; NULL none */
  int list;         /* items of one numbering share it */
  unsigned depth;   /* of an item in its list, from 0 */
  bool continues;   /* a paragraph of the item before it that its numbering says belongs to it */
  int indent;       /* of the text from the margin, in twentieths of a point; 0 none or unknown */
  bool contents;    /* a line of a table of contents */
  OfficeText *text; /* not of a table */
  GPtrArray *rows;  /* of a table: a GArray of OfficeCell each */
  bool caption;     /* in the style of captions */
  GBytes *picture;  /* of a figure: its bytes, or what it says; NULL unknown */
  char *alt;        /* of a figure, or NULL */
} OfficeBlock;

OfficeBlock *office_block_new(OfficeKind kind);
void office_block_free(gpointer block);
GPtrArray *office_blocks_new(void); /* of OfficeBlock, which it frees */

/* A figure, of bytes and a text that may be NULL, both copied or referred to. */
OfficeBlock *office_figure_new(GBytes *picture, const char *alt);

/* Takes the block. Lines that the author ended become paragraphs of their own; blocks without words are
 * dropped. */
void office_blocks_add(GPtrArray *blocks, OfficeBlock *block);

/* All words of the blocks of a cell or note into one text, labels among them; notes and figures go to `notes`. Empties
 * `blocks`. */
void office_blocks_flatten(GPtrArray *blocks, OfficeText *out, GPtrArray *notes);

/* Records the words of each block as furniture, as those of headers and footers are, and empties the array. With `seen`, a
 * set of strings, the same words are recorded once. */
void office_blocks_to_furniture(GPtrArray *blocks, GHashTable *seen, DocBuilder *b);

GArray *office_row_new(GPtrArray *rows); /* a further row of a table */
OfficeCell *office_cell_new(GArray *row, unsigned colspan, unsigned rowspan,
                            bool header); /* valid until the next one */

/* Finds headings among bold lines, and paragraphs among headings; then gives every heading its level. */
void office_headings(GPtrArray *blocks);

/* Pushes the blocks: sections by their levels, items nested by their numbering or their indent. */
void office_emit(const GPtrArray *blocks, DocBuilder *b);
