/* Tables that go on over a page break: one block, without the head row that the new page repeats. Linear. */
#include "ingest/layout.h"

#include <math.h>
#include <string.h>

/* The same column on two pages begins, or ends, within so much. */
static const float COLUMN_PLACE_PT = 8;

static LayoutBlock *block_at(const GArray *blocks, uint32_t i) { return &g_array_index(blocks, LayoutBlock, i); }

static const LayoutLine *nth_line(const Layout *layout, const LayoutBlock *block, uint32_t i) {
  return layout_line(layout, g_array_index(block->lines, uint32_t, i));
}

/* Number of the block's lines, from line `from` on, that stand on one baseline. */
static uint32_t baseline_length(const Layout *layout, const LayoutBlock *block, uint32_t from) {
  uint32_t n = 1;
  while (from + n < block->lines->len && nth_line(layout, block, from + n)->row == nth_line(layout, block, from)->row) n++;
  return n;
}

static bool same_line(const Layout *layout, const LayoutBlock *a, const LayoutBlock *b, uint32_t i) {
  g_autofree char *x = layout_line_text(layout, nth_line(layout, a, i)), *y = layout_line_text(layout, nth_line(layout, b, i));
  return g_str_equal(x, y);
}

/* Lines at the beginning of `next` that repeat those of `block`, whole baselines only; 0 if not even the first does. */
static uint32_t repeated_head(const Layout *layout, const LayoutBlock *block, const LayoutBlock *next) {
  uint32_t repeated = 0, most = MIN(block->lines->len, next->lines->len);
  while (repeated < most) {
    uint32_t n = baseline_length(layout, next, repeated), same = 0;
    while (same < n && repeated + same < most && same_line(layout, block, next, repeated + same)) same++;
    if (same < n) break;
    repeated += n;
  }
  return repeated;
}

static bool same_columns(const GArray *a, const GArray *b) {
  if (a->len != b->len) return false;
  for (uint32_t c = 0; c < a->len; c++) {
    const LayoutColumn *x = &g_array_index(a, LayoutColumn, c), *y = &g_array_index(b, LayoutColumn, c);
    if (fabsf(x->left - y->left) > COLUMN_PLACE_PT && fabsf(x->right - y->right) > COLUMN_PLACE_PT) return false;
  }
  return true;
}

static void widen(GArray *columns, const GArray *by) {
  for (uint32_t c = 0; c < columns->len; c++) {
    LayoutColumn *x = &g_array_index(columns, LayoutColumn, c);
    const LayoutColumn *y = &g_array_index(by, LayoutColumn, c);
    x->left = MIN(x->left, y->left);
    x->right = MAX(x->right, y->right);
  }
}

static void record_head(const Layout *layout, const LayoutBlock *block, uint32_t lines, DocBuilder *b) {
  for (uint32_t i = 0; i < lines; i++) {
    const LayoutLine *line = nth_line(layout, block, i);
    g_autofree char *text = layout_line_text(layout, line);
    doc_builder_furniture(b, layout_page(layout, line->page)->number, text);
  }
}

static bool continues(const Layout *layout, const GArray *tables, const LayoutBlock *block, const LayoutBlock *next, uint32_t *head) {
  if (block->kind != BLOCK_TABLE || next->kind != BLOCK_TABLE) return false;
  const LayoutLine *last = nth_line(layout, block, block->lines->len - 1), *first = nth_line(layout, next, 0);
  if (first->page != last->page + 1) return false;
  const GArray *a = g_array_index(tables, LayoutTable, block->table).columns, *b = g_array_index(tables, LayoutTable, next->table).columns;
  *head = repeated_head(layout, block, next);
  if (*head == next->lines->len) *head = 0;
  return a->len == b->len && (*head > 0 || same_columns(a, b));
}

void layout_join_tables(const Layout *layout, const GArray *tables, GArray *blocks, DocBuilder *b) {
  uint32_t kept = 0;
  for (uint32_t i = 1; i < blocks->len; i++) {
    LayoutBlock *block = block_at(blocks, kept), *next = block_at(blocks, i);
    uint32_t head = 0;
    if (!continues(layout, tables, block, next, &head)) {
      *block_at(blocks, ++kept) = *next;
      continue;
    }
    record_head(layout, next, head, b);
    g_array_append_vals(block->lines, &g_array_index(next->lines, uint32_t, head), next->lines->len - head);
    widen(g_array_index(tables, LayoutTable, block->table).columns, g_array_index(tables, LayoutTable, next->table).columns);
    g_array_unref(next->lines);
  }
  g_array_set_clear_func(blocks, NULL);
  g_array_set_size(blocks, MIN(kept + 1, blocks->len));
  g_array_set_clear_func(blocks, layout_block_clear);
}
