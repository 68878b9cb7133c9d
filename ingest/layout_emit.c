/* Blocks -> builder: nests lists by indent, puts the pieces of tables into cells, and joins lines. */
#include "ingest/labels.h"
#include "ingest/layout.h"

#include <math.h>
#include <string.h>

/* Items whose labels stand within this of each other are of one list. */
static const float SAME_LEVEL_PT = 5;
/* A row of a table begins where the step from the line above is larger than the closest step by this factor. */
static const float ROW_STEP = 1.3f;
enum { NESTING_MAX = 16 };

typedef struct {
  const Layout *layout;
  DocBuilder *b;
  struct {
    float left;
    LabelKind kind;
    char style;
  } open[NESTING_MAX]; /* the lists that are open, each with an open item */
  unsigned depth;
} Emitter;

static void place(const Emitter *e, const LayoutLine *line) {
  uint32_t page = e->layout->has_pages ? layout_page(e->layout, line->page)->number : 0;
  doc_builder_place(e->b, page, page ? &line->box : NULL);
}

/* The words of a line, less `skip` bytes at its beginning. */
static void push_line(const Emitter *e, const LayoutLine *line, size_t skip) {
  bool first = true;
  for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++) {
    const LayoutWord *word = layout_word(e->layout, w);
    size_t space = first || word->glued ? 0 : 1, len = strlen(word->text);
    size_t cut = MIN(skip, space + len);
    skip -= cut;
    first = false;
    doc_builder_style(e->b, 0, "");
    if (space > cut) doc_builder_text(e->b, " ", 1);
    cut -= MIN(cut, space);
    if (cut == len) continue;
    doc_builder_style(e->b, word->style, "");
    doc_builder_text(e->b, word->text + cut, (gssize)(len - cut));
  }
  doc_builder_style(e->b, 0, "");
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

/* Closes what an item at this place is not within, and opens a list where it begins one. */
static void open_item(Emitter *e, const LayoutBlock *block) {
  Label label = label_parse(block->label);
  while (e->depth && e->open[e->depth - 1].left > block->left + SAME_LEVEL_PT) close_list(e);
  bool same = e->depth && fabsf(e->open[e->depth - 1].left - block->left) <= SAME_LEVEL_PT;
  if (same && e->open[e->depth - 1].kind != label.kind && label.kind == LABEL_BULLET) {
    /* bullets at the place of numbers are another list */
    close_list(e);
    same = false;
  }
  if (same) {
    doc_builder_close(e->b);
  } else if (e->depth < NESTING_MAX) {
    doc_builder_open(e->b, DOC_LIST);
    e->open[e->depth].left = block->left;
    e->open[e->depth].kind = label.kind;
    e->open[e->depth++].style = label.style;
  }
  doc_builder_open(e->b, DOC_ITEM);
  doc_builder_label(e->b, block->label);
}

static void emit_item(Emitter *e, const LayoutBlock *block) {
  place(e, layout_line(e->layout, g_array_index(block->lines, uint32_t, 0)));
  open_item(e, block);
  doc_builder_open(e->b, DOC_PARAGRAPH);
  push_block(e, block);
  doc_builder_close(e->b);
}

static void emit_paragraph(Emitter *e, const LayoutBlock *block) {
  if (!block->continues) close_lists(e);
  place(e, layout_line(e->layout, g_array_index(block->lines, uint32_t, 0)));
  doc_builder_open(e->b, DOC_PARAGRAPH);
  push_block(e, block);
  doc_builder_close(e->b);
}

static void emit_heading(Emitter *e, const LayoutBlock *block) {
  close_lists(e);
  place(e, layout_line(e->layout, g_array_index(block->lines, uint32_t, 0)));
  doc_builder_section(e->b, block->level, block->label ? block->label : "");
  push_block(e, block);
}

/* ---- tables */

typedef struct {
  const Emitter *e;
  const LayoutTable *table;
  const GArray *lines; /* uint32_t */
} Grid;

static const LayoutLine *grid_line(const Grid *g, uint32_t i) {
  return layout_line(g->e->layout, g_array_index(g->lines, uint32_t, i));
}

static float overlap(const DocBox *box, const LayoutColumn *column) {
  return MIN(box->x1, column->right) - MAX(box->x0, column->left);
}

/* First and last column that a piece lies in; where it lies in none, the nearest. */
static void columns_of(const Grid *g, const DocBox *box, uint32_t *first, uint32_t *last) {
  float nearest = -INFINITY;
  bool any = false;
  for (uint32_t c = 0; c < g->table->columns->len; c++) {
    float o = overlap(box, &g_array_index(g->table->columns, LayoutColumn, c));
    if (o > 0) {
      if (!any) *first = c;
      *last = c;
      any = true;
    } else if (!any && o > nearest) {
      nearest = o;
      *first = *last = c;
    }
  }
}

/* One past the last line that stands on the baseline of line `from`. */
static uint32_t baseline_end(const Grid *g, uint32_t from) {
  uint32_t to = from + 1;
  while (to < g->lines->len && grid_line(g, to)->row == grid_line(g, from)->row) to++;
  return to;
}

static float closest_step(const Grid *g) {
  float closest = INFINITY;
  for (uint32_t i = 0; i < g->lines->len;) {
    uint32_t next = baseline_end(g, i);
    if (next < g->lines->len) {
      float step = grid_line(g, next)->box.y1 - grid_line(g, i)->box.y1;
      if (step > 0) closest = MIN(closest, step);
    }
    i = next;
  }
  return closest;
}

/* Whether the baseline that begins at line `at` begins a row. The first column speaks for it, and so does a step
 * larger than those between the lines of one cell; a baseline of few pieces goes on the cells above. */
static bool begins_row(const Grid *g, uint32_t above, uint32_t at, float closest) {
  uint32_t pieces = baseline_end(g, at) - at, first = 0, last = 0;
  columns_of(g, &grid_line(g, at)->box, &first, &last);
  float step = grid_line(g, at)->box.y1 - grid_line(g, above)->box.y1;
  bool spaced = step > ROW_STEP * closest, dense = closest > 1.45f * grid_line(g, at)->size_pt && !g->e->layout->is_text;
  if (first == 0 && pieces > 1) return true;
  if (dense) return true; /* every step is too large for lines of one cell */
  return spaced;
}

static void emit_cell(const Grid *g, uint32_t from, uint32_t to, uint32_t column, bool header) {
  uint32_t span = 1;
  doc_builder_open(g->e->b, DOC_CELL);
  if (header) doc_builder_header(g->e->b);
  bool any = false;
  for (uint32_t i = from; i < to; i++) {
    uint32_t first = 0, last = 0;
    columns_of(g, &grid_line(g, i)->box, &first, &last);
    if (first != column) continue;
    place(g->e, grid_line(g, i));
    if (any) doc_builder_line_end(g->e->b);
    push_line(g->e, grid_line(g, i), 0);
    span = MAX(span, last - first + 1);
    any = true;
  }
  doc_builder_span(g->e->b, span, 1);
  doc_builder_close(g->e->b);
}

static bool is_header(const Grid *g, uint32_t from, uint32_t to) {
  if (from > 0) return false;
  for (uint32_t i = from; i < to; i++)
    if (!(grid_line(g, i)->style & DOC_STRONG)) return false;
  return true;
}

static uint32_t span_at(const Grid *g, uint32_t from, uint32_t to, uint32_t column) {
  uint32_t span = 1;
  for (uint32_t i = from; i < to; i++) {
    uint32_t first = 0, last = 0;
    columns_of(g, &grid_line(g, i)->box, &first, &last);
    if (first == column) span = MAX(span, last - first + 1);
  }
  return span;
}

static void emit_row(const Grid *g, uint32_t from, uint32_t to) {
  place(g->e, grid_line(g, from));
  doc_builder_open(g->e->b, DOC_ROW);
  bool header = is_header(g, from, to);
  for (uint32_t c = 0; c < g->table->columns->len; c += span_at(g, from, to, c)) emit_cell(g, from, to, c, header);
  doc_builder_close(g->e->b);
}

static void emit_table(Emitter *e, const LayoutBlock *block, const LayoutTable *table) {
  Grid g = {e, table, block->lines};
  close_lists(e);
  place(e, grid_line(&g, 0));
  doc_builder_open(e->b, DOC_TABLE);
  float closest = closest_step(&g);
  uint32_t row = 0, above = 0;
  for (uint32_t i = 0; i < block->lines->len; i = baseline_end(&g, i)) {
    if (i && begins_row(&g, above, i, closest)) {
      emit_row(&g, row, i);
      row = i;
    }
    above = i;
  }
  emit_row(&g, row, block->lines->len);
  doc_builder_close(e->b);
}

void layout_emit(const Layout *layout, const GArray *tables, const GArray *blocks, DocBuilder *b) {
  Emitter e = {.layout = layout, .b = b};
  for (uint32_t i = 0; i < blocks->len; i++) {
    const LayoutBlock *block = &g_array_index(blocks, LayoutBlock, i);
    switch (block->kind) {
    case BLOCK_HEADING: emit_heading(&e, block); break;
    case BLOCK_ITEM: emit_item(&e, block); break;
    case BLOCK_TABLE: emit_table(&e, block, &g_array_index(tables, LayoutTable, block->table)); break;
    case BLOCK_PARAGRAPH: emit_paragraph(&e, block); break;
    }
  }
  close_lists(&e);
}
