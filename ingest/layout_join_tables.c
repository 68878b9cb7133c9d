/* Tables that go on over a page break: one block and one table, without the head rows that the new page
 * repeats. Linear. */
#include "ingest/layout.h"

#include <math.h>
#include <string.h>

/* The same column on two pages begins, or ends, within so much. */
static const float COLUMN_PLACE_PT = 8;

static LayoutBlock *block_at(const GArray *blocks, uint32_t i) {
  return &g_array_index(blocks, LayoutBlock, i);
}
static LayoutTable *table_at(const GArray *tables, uint32_t i) {
  return &g_array_index(tables, LayoutTable, i);
}
static LayoutCell *cell_at(const LayoutTable *table, uint32_t i) {
  return &g_array_index(table->cells, LayoutCell, i);
}

static char *cell_text(const Layout *layout, const LayoutCell *cell) {
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < cell->lines->len; i++) {
    g_autofree char *text =
        layout_line_text(layout, layout_line(layout, g_array_index(cell->lines, uint32_t, i)));
    g_string_append_printf(out, "%s ", text);
  }
  return g_string_free(out, FALSE);
}

static bool same_cell(const Layout *layout, const LayoutCell *a, const LayoutCell *b) {
  g_autofree char *x = cell_text(layout, a), *y = cell_text(layout, b);
  return a->row == b->row && a->column == b->column && g_str_equal(x, y);
}

/* Number of cells at the beginning of `next` that repeat those of `table`, whole rows with words only. */
static uint32_t repeated_cells(const Layout *layout, const LayoutTable *table, const LayoutTable *next) {
  uint32_t same = 0, most = MIN(table->cells->len, next->cells->len), words = 0;
  while (same < most && same_cell(layout, cell_at(table, same), cell_at(next, same)))
    words += cell_at(next, same++)->lines->len;
  while (same && same < next->cells->len && cell_at(next, same)->row == cell_at(next, same - 1)->row) same--;
  return words ? same : 0;
}

static bool same_columns(const GArray *a, const GArray *b) {
  if (a->len != b->len) return false;
  for (uint32_t c = 0; c < a->len; c++) {
    const LayoutColumn *x = &g_array_index(a, LayoutColumn, c), *y = &g_array_index(b, LayoutColumn, c);
    if (fabsf(x->left - y->left) > COLUMN_PLACE_PT && fabsf(x->right - y->right) > COLUMN_PLACE_PT)
      return false;
  }
  return true;
}

static void record_cells(const Layout *layout, const LayoutTable *table, uint32_t cells, uint32_t page,
                         DocBuilder *b) {
  for (uint32_t c = 0; c < cells; c++) {
    g_autofree char *text = cell_text(layout, cell_at(table, c));
    doc_builder_furniture(b, page, text);
    doc_builder_furniture_why(b, "the head of a table that goes on from the page before, repeated");
  }
}

static uint32_t page_of(const Layout *layout, const LayoutBlock *block, bool last) {
  uint32_t line = g_array_index(block->lines, uint32_t, last ? block->lines->len - 1 : 0);
  return layout_line(layout, line)->page;
}

static bool is_next_page(const Layout *layout, const LayoutBlock *block, const LayoutBlock *next) {
  if (block->kind != BLOCK_TABLE || next->kind != BLOCK_TABLE) return false;
  return page_of(layout, next, false) == page_of(layout, block, true) + 1;
}

/* A cell that a page break cut: the row goes on where its first cell is empty and the words of others are
 * not at an end. */
static bool goes_on(const LayoutTable *table, const LayoutTable *next, uint32_t first) {
  const LayoutCell *cell = cell_at(next, first);
  bool any = false;
  if (cell->lines->len || table->rows == 0) return false;
  for (uint32_t c = first; c < next->cells->len && cell_at(next, c)->row == cell->row; c++)
    any = any || cell_at(next, c)->lines->len;
  return any;
}

/* Appends a cell's lines to the cell of the last row in the same column. */
static void extend_last_row(LayoutTable *table, const LayoutCell *cell) {
  for (uint32_t c = table->cells->len; c-- > 0;) {
    LayoutCell *above = cell_at(table, c);
    if (above->column != cell->column) continue;
    g_array_append_vals(above->lines, cell->lines->data, cell->lines->len);
    return;
  }
}

/* Moves the cells of `next` from `first` on below those of `table`. */
static void append_cells(LayoutTable *table, LayoutTable *next, uint32_t first) {
  uint32_t last_row = first < next->cells->len ? cell_at(next, first)->row : 0;
  uint32_t old_rows = table->rows, old_cells = table->cells->len;
  bool cut = first < next->cells->len && goes_on(table, next, first);
  uint32_t shift = old_rows - last_row - (cut ? 1 : 0);
  for (uint32_t c = first; c < next->cells->len; c++) {
    LayoutCell cell = *cell_at(next, c);
    if (cut && cell.row == last_row) {
      g_array_set_size(table->cells, old_cells);
      extend_last_row(table, &cell);
      continue;
    }
    cell.lines = g_array_copy(cell.lines);
    cell.row += shift;
    g_array_append_val(table->cells, cell);
    table->rows = MAX(table->rows, cell.row + cell.rowspan);
  }
}

static bool join(const Layout *layout, const GArray *tables, LayoutBlock *block, LayoutBlock *next,
                 DocBuilder *b) {
  if (!is_next_page(layout, block, next)) return false;
  LayoutTable *table = table_at(tables, block->table), *more = table_at(tables, next->table);
  uint32_t head = repeated_cells(layout, table, more);
  if (head == more->cells->len) head = 0;
  if (table->columns->len != more->columns->len || (!head && !same_columns(table->columns, more->columns)))
    return false;
  record_cells(layout, more, head, layout_page(layout, page_of(layout, next, false))->number, b);
  append_cells(table, more, head);
  g_array_append_vals(block->lines, next->lines->data, next->lines->len);
  return true;
}

void layout_join_tables(const Layout *layout, GArray *tables, GArray *blocks, DocBuilder *b) {
  uint32_t kept = 0;
  for (uint32_t i = 1; i < blocks->len; i++) {
    LayoutBlock *next = block_at(blocks, i);
    if (join(layout, tables, block_at(blocks, kept), next, b))
      layout_block_clear(next);
    else
      *block_at(blocks, ++kept) = *next;
  }
  g_array_set_clear_func(blocks, NULL);
  g_array_set_size(blocks, MIN(kept + 1, blocks->len));
  g_array_set_clear_func(blocks, layout_block_clear);
}
