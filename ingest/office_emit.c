/* Blocks of a word processor's paper -> builder: what closes and opens the lists around an item. */
#include "ingest/office_blocks.h"
#include "ingest/picture.h"

#include <string.h>

/* An open list, with an open item. */
typedef struct {
  int list;
  unsigned depth;
  int indent;
} Open;

typedef struct {
  DocBuilder *b;
  GArray *open; /* Open, outermost first */
} Emitter;

enum { OPEN_MAX = 32 };

static const Open *innermost(const Emitter *e) {
  return e->open->len ? &g_array_index(e->open, Open, e->open->len - 1) : NULL;
}

/* Of the block just opened. */
static void say_why(const Emitter *e, const OfficeBlock *block) {
  const char *why = "";
  if (block->by_number)
    why = "a sentence in the style of a heading: the style is there for its number";
  else if (block->kind == OFFICE_HEADING && block->by_look)
    why = "no style says so, but it is short, bold, underlined, larger or in capitals, and text follows";
  else if (block->kind == OFFICE_HEADING)
    why = block->title ? "the style of a title" : "the style of a heading, or its outline level";
  else if (block->kind == OFFICE_ITEM)
    why = "numbering or bullets of the document";
  if (doc_builder_explains(e->b) && *why) doc_builder_why(e->b, why);
}

static void close_list(Emitter *e) {
  doc_builder_close(e->b); /* item */
  doc_builder_close(e->b); /* list */
  g_array_set_size(e->open, e->open->len - 1);
}

static void close_lists(Emitter *e) {
  while (e->open->len) close_list(e);
}

/* Below what stands open: a deeper level of its own numbering, or further in than another one's text. */
static bool nests_in(const OfficeBlock *item, const Open *open) {
  if (item->list == open->list) return item->depth > open->depth;
  return item->indent > open->indent && open->indent > 0;
}

static void emit_item(Emitter *e, const OfficeBlock *block) {
  const Open *open = innermost(e);
  bool sibling = false;
  while (open && !nests_in(block, open) && !sibling) {
    sibling = block->list == open->list && block->depth == open->depth;
    if (!sibling) close_list(e);
    open = innermost(e);
  }
  if (sibling)
    doc_builder_close(e->b);
  else if (e->open->len < OPEN_MAX) {
    Open opened = {block->list, block->depth, block->indent};
    doc_builder_open(e->b, DOC_LIST);
    g_array_append_val(e->open, opened);
  } else {
    doc_builder_close(e->b);
  }
  doc_builder_open(e->b, DOC_ITEM);
  if (block->label) doc_builder_label(e->b, block->label);
  say_why(e, block);
  doc_builder_open(e->b, DOC_PARAGRAPH);
  office_text_emit(block->text, e->b);
  doc_builder_close(e->b);
}

/* A paragraph goes on an item if its numbering says so, or where it is set in as far as the item's text. */
static void emit_paragraph(Emitter *e, const OfficeBlock *block, DocKind kind) {
  const Open *open = innermost(e);
  bool by_depth = block->continues && open;
  while (open && by_depth && open->depth > block->depth && e->open->len > 1) {
    close_list(e);
    open = innermost(e);
  }
  while (open && !by_depth && (block->indent <= 0 || block->indent < open->indent || open->indent <= 0)) {
    close_list(e);
    open = innermost(e);
  }
  doc_builder_open(e->b, kind);
  say_why(e, block);
  office_text_emit(block->text, e->b);
  doc_builder_close(e->b);
}

static void emit_cell(Emitter *e, const OfficeCell *cell) {
  doc_builder_open(e->b, DOC_CELL);
  doc_builder_span(e->b, cell->colspan, cell->rowspan);
  if (cell->header) doc_builder_header(e->b);
  office_text_emit(cell->text, e->b);
  doc_builder_close(e->b);
}

static void emit_table(Emitter *e, const OfficeBlock *block) {
  doc_builder_open(e->b, DOC_TABLE);
  for (guint r = 0; r < block->rows->len; r++) {
    const GArray *row = block->rows->pdata[r];
    doc_builder_open(e->b, DOC_ROW);
    for (guint c = 0; c < row->len; c++) emit_cell(e, &g_array_index(row, OfficeCell, c));
    doc_builder_close(e->b);
  }
  doc_builder_close(e->b);
}

static void emit_heading(Emitter *e, const OfficeBlock *block) {
  doc_builder_section(e->b, block->level, block->label ? block->label : "");
  say_why(e, block);
  office_text_emit(block->text, e->b);
}

static void emit_note(Emitter *e, const OfficeBlock *block) {
  doc_builder_open(e->b, DOC_NOTE);
  if (block->label) doc_builder_label(e->b, block->label);
  office_text_emit(block->text, e->b);
  doc_builder_close(e->b);
}

/* A picture before all words is of the letter-head. A style may say what is its caption, whatever the words. */
static void emit_figure(Emitter *e, const GPtrArray *blocks, guint i) {
  const OfficeBlock *block = blocks->pdata[i], *below = i + 1 < blocks->len ? blocks->pdata[i + 1] : NULL,
                    *above = i ? blocks->pdata[i - 1] : NULL;
  if (!above) return;
  const OfficeBlock *caption = below && below->caption ? below : above->caption ? above : NULL;
  picture_push(e->b, block->picture, block->alt ? block->alt : "", caption ? caption->text->text->str : "");
}

void office_emit(const GPtrArray *blocks, DocBuilder *b) {
  Emitter e = {b, g_array_new(FALSE, FALSE, sizeof(Open))};
  for (guint i = 0; i < blocks->len; i++) {
    const OfficeBlock *block = blocks->pdata[i];
    bool in_list = block->kind == OFFICE_ITEM || block->kind == OFFICE_PARAGRAPH ||
                   block->kind == OFFICE_NOTE || block->kind == OFFICE_QUOTE ||
                   block->kind == OFFICE_PREFORMATTED || block->kind == OFFICE_FIGURE;
    if (!in_list) close_lists(&e);
    switch (block->kind) {
    case OFFICE_HEADING: emit_heading(&e, block); break;
    case OFFICE_TABLE: emit_table(&e, block); break;
    case OFFICE_ITEM: emit_item(&e, block); break;
    case OFFICE_NOTE: emit_note(&e, block); break;
    case OFFICE_PARAGRAPH: emit_paragraph(&e, block, DOC_PARAGRAPH); break;
    case OFFICE_QUOTE: emit_paragraph(&e, block, DOC_QUOTE); break;
    case OFFICE_FIGURE: emit_figure(&e, blocks, i); break;
    case OFFICE_PREFORMATTED: emit_paragraph(&e, block, DOC_PREFORMATTED); break;
    }
  }
  close_lists(&e);
  g_array_unref(e.open);
}
