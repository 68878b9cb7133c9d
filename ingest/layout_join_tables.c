/* Tables that go on over the end of a page or column: one block and one table, without the head rows that are repeated
 * there. Linear. */
#include "ingest/layout.h"
#include "ingest/layout_blocks.h"

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

/* `shift`: how far right b's are for standing in the next column of the page. */
static bool same_columns(const GArray *a, const GArray *b, float shift) {
  if (a->len != b->len) return false;
  for (uint32_t c = 0; c < a->len; c++) {
    const LayoutColumn *x = &g_array_index(a, LayoutColumn, c), *y = &g_array_index(b, LayoutColumn, c);
    if (fabsf(x->left + shift - y->left) > COLUMN_PLACE_PT &&
        fabsf(x->right + shift - y->right) > COLUMN_PLACE_PT)
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

static const LayoutLine *end_line(const Layout *layout, const LayoutBlock *block, bool last) {
  return layout_line(layout, g_array_index(block->lines, uint32_t, last ? block->lines->len - 1 : 0));
}

static uint32_t page_of(const Layout *layout, const LayoutBlock *block, bool last) {
  return end_line(layout, block, last)->page;
}

/* On the next page, or in the next column of this one: `shift` is how far right that is. */
static bool is_next_part(const Layout *layout, const LayoutBlock *block, const LayoutBlock *next,
                         float *shift) {
  *shift = 0;
  if (block->kind != BLOCK_TABLE || next->kind != BLOCK_TABLE) return false;
  uint32_t above = page_of(layout, block, true), below = page_of(layout, next, false);
  const LayoutLine *a = end_line(layout, block, true), *b = end_line(layout, next, false);
  if (below == above + 1) return true;
  *shift = b->left - a->left;
  return below == above && b->left >= a->right && b->box.y0 < a->box.y0;
}

/* The cell of a table's last row in a column; NULL for none. */
static LayoutCell *last_in_column(const LayoutTable *table, uint32_t column) {
  for (uint32_t c = table->cells->len; c-- > 0;)
    if (cell_at(table, c)->column == column) return cell_at(table, c);
  return NULL;
}

/* The cell's words go on those of the cell that the break cut. */
static bool continues_cell(const Layout *layout, const LayoutTable *table, const LayoutCell *cell) {
  const LayoutCell *above = last_in_column(table, cell->column);
  if (!above || !above->lines->len) return false;
  g_autofree char *before = cell_text(layout, above), *text = cell_text(layout, cell);
  return g_unichar_islower(g_utf8_get_char(text)) && !blocks_ends_sentence(g_strchomp(before));
}

/* The cell is an amount, and so is the one above: they are of two rows. */
static bool is_further_amount(const Layout *layout, const LayoutTable *table, const LayoutCell *cell) {
  const LayoutCell *above = last_in_column(table, cell->column);
  return above && above->lines->len && cell->lines->len &&
         layout_is_amount(layout, layout_line(layout, g_array_index(above->lines, uint32_t, 0))) &&
         layout_is_amount(layout, layout_line(layout, g_array_index(cell->lines, uint32_t, 0)));
}

/* A row that a break cut goes on where its first cell is empty and others are not, or where some are empty and the words
 * of all others are in the middle of a sentence. */
static bool goes_on(const Layout *layout, const LayoutTable *table, const LayoutTable *next, uint32_t first) {
  const LayoutCell *cell = cell_at(next, first);
  uint32_t empty = 0, full = 0, open = 0;
  for (uint32_t c = first; c < next->cells->len && cell_at(next, c)->row == cell->row; c++) {
    bool words = cell_at(next, c)->lines->len > 0;
    full += words;
    empty += !words;
    open += words && continues_cell(layout, table, cell_at(next, c));
    if (is_further_amount(layout, table, cell_at(next, c))) return false;
  }
  if (!full || table->rows == 0) return false;
  return !cell->lines->len || (empty && open == full);
}

/* Appends a cell's lines to the cell of the last row in the same column. */
static void extend_last_row(LayoutTable *table, const LayoutCell *cell) {
  LayoutCell *above = last_in_column(table, cell->column);
  if (above) g_array_append_vals(above->lines, cell->lines->data, cell->lines->len);
}

/* Moves the cells of `next` from `first` on below those of `table`. */
static void append_cells(const Layout *layout, LayoutTable *table, LayoutTable *next, uint32_t first) {
  uint32_t last_row = first < next->cells->len ? cell_at(next, first)->row : 0;
  uint32_t old_rows = table->rows, old_cells = table->cells->len;
  bool cut = first < next->cells->len && goes_on(layout, table, next, first);
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
  float shift;
  if (!is_next_part(layout, block, next, &shift)) return false;
  LayoutTable *table = table_at(tables, block->table), *more = table_at(tables, next->table);
  uint32_t head = repeated_cells(layout, table, more);
  if (head == more->cells->len) head = 0;
  if (table->columns->len != more->columns->len ||
      (!head && !same_columns(table->columns, more->columns, shift)))
    return false;
  record_cells(layout, more, head, layout_page(layout, page_of(layout, next, false))->number, b);
  append_cells(layout, table, more, head);
  g_array_append_vals(block->lines, next->lines->data, next->lines->len);
  return true;
}

void layout_join_tables(const Layout *layout, GArray *tables, GArray *blocks, DocBuilder *b) {
  uint32_t kept = 0;
  for (uint32_t i = 1; i < blocks->len; i++) {
    LayoutBlock *next = block_at(blocks, i);
    layout_rest(layout, page_of(layout, next, false));
    if (join(layout, tables, block_at(blocks, kept), next, b))
      layout_block_clear(next);
    else
      *block_at(blocks, ++kept) = *next;
  }
  g_array_set_clear_func(blocks, NULL);
  g_array_set_size(blocks, MIN(kept + 1, blocks->len));
  g_array_set_clear_func(blocks, layout_block_clear);
}
