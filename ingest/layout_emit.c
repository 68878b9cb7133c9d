/* Blocks -> builder: nests lists by indent, and joins lines. */
#include "ingest/labels.h"
#include "ingest/layout.h"

#include <math.h>
#include <string.h>

/* Items whose labels stand within this of each other are of one list. */
static const float SAME_LEVEL_PT = 5;
enum { NESTING_MAX = 16 };
/* White at the sides of a cell: word processors set 5.4 or 2.8 points, browsers 0.75. A line is full with less room than so
 * many letters. */
static const float CELL_PADDING_MAX_PT = 5.7f, LETTERS_OF_ROOM = 1.3f;

typedef struct {
  const Layout *layout;
  const GArray *tables;
  DocBuilder *b;
  struct {
    float left;
    Label mark;
  } open[NESTING_MAX]; /* the lists that are open, each with an open item */
  unsigned depth;
} Emitter;

static void place(const Emitter *e, const LayoutLine *line) {
  uint32_t page = e->layout->has_pages ? layout_page(e->layout, line->page)->number : 0;
  doc_builder_place(e->b, page, page ? &line->box : NULL);
}

/* A word, less the rest of the `skip` bytes at its line's beginning. */
static void push_word(const Emitter *e, const LayoutWord *word, bool first, size_t *skip) {
  size_t space = first || word->glued ? 0 : 1, len = strlen(word->text);
  size_t cut = MIN(*skip, space + len);
  *skip -= cut;
  if (word->note) return; /* the note itself stands behind the block */
  doc_builder_style(e->b, 0, "");
  if (space > cut) doc_builder_text(e->b, " ", 1);
  cut -= MIN(cut, space);
  if (cut == len) return;
  const char *address = word->link ? e->layout->links->pdata[word->link - 1] : "";
  doc_builder_style(e->b, word->style | (word->link ? DOC_LINK : 0), address);
  doc_builder_text(e->b, word->text + cut, (gssize)(len - cut));
}

static bool is_plain(const Layout *layout, const LayoutLine *line) {
  for (uint32_t w = line->first_word; !layout->is_text && w < line->first_word + line->word_count; w++) {
    const LayoutWord *word = layout_word(layout, w);
    if (word->style || word->link || word->note || word->glued) return false;
  }
  return true;
}

static void push_plain_line(const Emitter *e, const LayoutLine *line, size_t skip) {
  size_t len = strlen(line->text), cut = MIN(skip, len);
  doc_builder_text(e->b, line->text + cut, (gssize)(len - cut));
}

/* The words of a line, less `skip` bytes at its beginning: a plain line in one go, else word by word. */
static void push_line(const Emitter *e, const LayoutLine *line, size_t skip) {
  doc_builder_style(e->b, 0, "");
  if (is_plain(e->layout, line)) {
    push_plain_line(e, line, skip);
    return;
  }
  for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++)
    push_word(e, layout_word(e->layout, w), w == line->first_word, &skip);
  doc_builder_style(e->b, 0, "");
}

/* Of the block just opened. */
static void say_why(const Emitter *e, const LayoutBlock *block) {
  if (!doc_builder_explains(e->b)) return;
  g_autofree char *why = layout_explain(e->layout, e->tables, block);
  doc_builder_why(e->b, why);
}

static void push_block(const Emitter *e, const LayoutBlock *block) {
  for (uint32_t i = 0; i < block->lines->len; i++) {
    const LayoutLine *line = layout_line(e->layout, g_array_index(block->lines, uint32_t, i));
    if (i) {
      place(e, line);
      doc_builder_line_end(e->b);
    }
    push_line(e, line, i ? 0 : block->skip);
  }
}

/* ---- lists */

static void close_list(Emitter *e) {
  doc_builder_close(e->b);
  doc_builder_close(e->b);
  e->depth--;
}

static void close_lists(Emitter *e) {
  while (e->depth) close_list(e);
}

static bool is_at(const Emitter *e, unsigned list, const LayoutBlock *block) {
  return fabsf(e->open[list].left - block->left) <= SAME_LEVEL_PT;
}

/* The list among those open at this place that has the item's family of labels; -1 for none. */
static int list_at(const Emitter *e, const LayoutBlock *block) {
  for (unsigned list = e->depth; list-- > 0 && is_at(e, list, block);)
    if (label_same_family(&e->open[list].mark, &block->mark)) return (int)list;
  return -1;
}

static void open_list(Emitter *e, const LayoutBlock *block) {
  doc_builder_open(e->b, DOC_LIST);
  e->open[e->depth].left = block->left;
  e->open[e->depth++].mark = block->mark;
}

/* Closes what an item at this place is not within, and opens a list where it begins one. "(a)" or a bullet at the place
 * of "1." is within that item, as is "1.1.1" within "1.1"; "2." ends it. */
static void open_item(Emitter *e, const LayoutBlock *block) {
  while (e->depth && e->open[e->depth - 1].left > block->left + SAME_LEVEL_PT) close_list(e);
  bool beside = e->depth && is_at(e, e->depth - 1, block);
  int list = beside ? list_at(e, block) : -1;
  while (list < 0 && e->depth && is_at(e, e->depth - 1, block) &&
         !label_nests(&e->open[e->depth - 1].mark, &block->mark))
    close_list(e);
  while (list >= 0 && (int)e->depth > list + 1) close_list(e);
  if (list >= 0 || e->depth == NESTING_MAX)
    doc_builder_close(e->b);
  else
    open_list(e, block);
  doc_builder_open(e->b, DOC_ITEM);
  doc_builder_label(e->b, block->label);
  say_why(e, block);
}

static void emit_item(Emitter *e, const LayoutBlock *block) {
  place(e, layout_line(e->layout, g_array_index(block->lines, uint32_t, 0)));
  open_item(e, block);
  doc_builder_open(e->b, DOC_PARAGRAPH);
  push_block(e, block);
  doc_builder_close(e->b);
}

static void emit_paragraph(Emitter *e, const LayoutBlock *block) {
  while (e->depth && (!block->continues || e->open[e->depth - 1].left > block->left + SAME_LEVEL_PT))
    close_list(e);
  place(e, layout_line(e->layout, g_array_index(block->lines, uint32_t, 0)));
  doc_builder_open(e->b, DOC_PARAGRAPH);
  say_why(e, block);
  push_block(e, block);
  doc_builder_close(e->b);
}

static void emit_note(Emitter *e, const LayoutBlock *block) {
  place(e, layout_line(e->layout, g_array_index(block->lines, uint32_t, 0)));
  doc_builder_open(e->b, DOC_NOTE);
  doc_builder_label(e->b, block->label);
  say_why(e, block);
  push_block(e, block);
  doc_builder_close(e->b);
}

static void emit_heading(Emitter *e, const LayoutBlock *block) {
  close_lists(e);
  place(e, layout_line(e->layout, g_array_index(block->lines, uint32_t, 0)));
  doc_builder_section(e->b, block->level, block->label ? block->label : "");
  say_why(e, block);
  push_block(e, block);
}

/* ---- tables */

static bool is_bold_cell(const Layout *layout, const LayoutCell *cell) {
  for (uint32_t i = 0; i < cell->lines->len; i++)
    if (!(layout_line(layout, g_array_index(cell->lines, uint32_t, i))->style & DOC_STRONG)) return false;
  return true;
}

/* A first row whose words are all bold is the table's head. */
static bool has_head(const Layout *layout, const LayoutTable *table) {
  bool any = false;
  for (uint32_t c = 0; c < table->cells->len; c++) {
    const LayoutCell *cell = &g_array_index(table->cells, LayoutCell, c);
    if (cell->row > 0) break;
    if (!is_bold_cell(layout, cell)) return false;
    any = any || cell->lines->len > 0;
  }
  return any;
}

/* A line of one word; words of other type may be glued to it. */
static bool is_one_word(const Layout *layout, const LayoutLine *line) {
  for (uint32_t w = line->first_word + 1; w < line->first_word + line->word_count; w++)
    if (!layout_word(layout, w)->glued) return false;
  return line->word_count > 0;
}

/* White behind a line of a cell: up to the edge of a ruled one, else up to the padding of the next column. */
static float room_behind(const LayoutTable *table, const LayoutCell *cell, const LayoutLine *line) {
  if (cell->box.x1 > cell->box.x0) {
    float padding = CLAMP(line->box.x0 - cell->box.x0, 0, CELL_PADDING_MAX_PT);
    return cell->box.x1 - cell->box.x0 - 2 * padding - (line->box.x1 - line->box.x0);
  }
  uint32_t next = cell->column + cell->colspan;
  if (next >= table->columns->len) return line->right - line->box.x1;
  return g_array_index(table->columns, LayoutColumn, next).left - 2 * CELL_PADDING_MAX_PT - line->box.x1;
}

/* No letter more would have gone between the edges of the cell. */
static bool fills_cell(const Layout *layout, const LayoutTable *table, const LayoutCell *cell,
                       const LayoutLine *line) {
  const LayoutWord *last = layout_word(layout, line->first_word + line->word_count - 1);
  float letter = (last->box.x1 - last->box.x0) / (float)MAX(g_utf8_strlen(last->text, -1), 1);
  return room_behind(table, cell, line) < LETTERS_OF_ROOM * letter;
}

/* A word that is longer than its cell is wide is broken where the cell ends: "Managem" and "ent". */
static bool may_break_word(const Layout *layout, const LayoutTable *table, const LayoutCell *cell,
                           const LayoutLine *line, const LayoutLine *next) {
  if (layout->is_text || !is_one_word(layout, line)) return false;
  const char *text = layout_word(layout, line->first_word + line->word_count - 1)->text;
  const char *last = g_utf8_find_prev_char(text, text + strlen(text));
  return last && g_unichar_isalpha(g_utf8_get_char(last)) &&
         g_unichar_islower(g_utf8_get_char(layout_word(layout, next->first_word)->text)) &&
         fills_cell(layout, table, cell, line);
}

static void emit_cell(const Emitter *e, const LayoutTable *table, const LayoutCell *cell, bool header) {
  if (cell->lines->len) place(e, layout_line(e->layout, g_array_index(cell->lines, uint32_t, 0)));
  doc_builder_open(e->b, DOC_CELL);
  if (header) doc_builder_header(e->b);
  doc_builder_span(e->b, cell->colspan, cell->rowspan);
  for (uint32_t i = 0; i < cell->lines->len; i++) {
    const LayoutLine *line = layout_line(e->layout, g_array_index(cell->lines, uint32_t, i));
    const LayoutLine *above = i ? layout_line(e->layout, g_array_index(cell->lines, uint32_t, i - 1)) : NULL;
    place(e, line);
    if (above && may_break_word(e->layout, table, cell, above, line)) doc_builder_join(e->b, DOC_JOIN_SPACE);
    if (above) doc_builder_line_end(e->b);
    push_line(e, line, 0);
  }
  doc_builder_close(e->b);
}

static void emit_table(Emitter *e, const LayoutBlock *block, const LayoutTable *table) {
  close_lists(e);
  place(e, layout_line(e->layout, g_array_index(block->lines, uint32_t, 0)));
  doc_builder_open(e->b, DOC_TABLE);
  say_why(e, block);
  bool head = has_head(e->layout, table);
  uint32_t row = UINT32_MAX;
  for (uint32_t c = 0; c < table->cells->len; c++) {
    const LayoutCell *cell = &g_array_index(table->cells, LayoutCell, c);
    if (cell->row != row) {
      if (c) doc_builder_close(e->b);
      doc_builder_open(e->b, DOC_ROW);
      row = cell->row;
    }
    emit_cell(e, table, cell, head && row == 0);
  }
  if (table->cells->len) doc_builder_close(e->b);
  doc_builder_close(e->b);
}

/* ---- figures: within the item that is open, where one is */

static void emit_figure(const Emitter *e, const LayoutPicture *picture) {
  doc_builder_place(e->b, layout_page(e->layout, picture->page)->number, &picture->box);
  doc_builder_open(e->b, DOC_FIGURE);
  doc_builder_figure(e->b, &(DocFigure){picture->hash, picture->look, "", ""});
  if (doc_builder_explains(e->b))
    doc_builder_why(e->b,
                    picture->drawn ? "lines and fills with a caption beside them" : "a picture on the page");
  doc_builder_close(e->b);
}

/* Those that stand before block `i`; returns the next one. */
static uint32_t emit_figures(const Emitter *e, const GArray *figures, uint32_t next, uint32_t i) {
  for (; next < figures->len; next++) {
    const LayoutFigure *figure = &g_array_index(figures, LayoutFigure, next);
    if (figure->before > i) break;
    emit_figure(e, &g_array_index(e->layout->pictures, LayoutPicture, figure->picture));
  }
  return next;
}

void layout_emit(const Layout *layout, const GArray *tables, const GArray *blocks, const GArray *figures,
                 DocBuilder *b) {
  doc_builder_expect(b, blocks->len);
  Emitter e = {.layout = layout, .tables = tables, .b = b};
  uint32_t figure = 0;
  for (uint32_t i = 0; i < blocks->len; i++) {
    figure = emit_figures(&e, figures, figure, i);
    const LayoutBlock *block = &g_array_index(blocks, LayoutBlock, i);
    layout_rest(layout, layout_line(layout, g_array_index(block->lines, uint32_t, 0))->page);
    switch (block->kind) {
    case BLOCK_HEADING: emit_heading(&e, block); break;
    case BLOCK_ITEM: emit_item(&e, block); break;
    case BLOCK_TABLE: emit_table(&e, block, &g_array_index(tables, LayoutTable, block->table)); break;
    case BLOCK_PARAGRAPH: emit_paragraph(&e, block); break;
    case BLOCK_NOTE: emit_note(&e, block); break;
    }
  }
  emit_figures(&e, figures, figure, blocks->len);
  close_lists(&e);
}
