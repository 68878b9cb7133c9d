/* Rows within the cells of ruled tables: many tables rule their columns, head and total, and no more.
 *
 *      +-----------+--------+       The lines of these cells stand level, and each was ended by its author, as the
 *      | Bulgaria  |   2.3  |       next line's first word would have fitted behind it: they are rows. The lines of
 *      | Cyprus    |   0.2  |       a cell of prose were wrapped, and do not fit.
 *      +-----------+--------+
 *
 * Linear in the lines of a row times its cells. */
#include "ingest/layout.h"

#include <math.h>

/* Share of a row's line ends that were their author's, from which on its lines are rows. */
static const float ENDED_SHARE = 0.7f;
/* Lines whose feet are nearer than this share of their size stand level. */
static const float LEVEL_EM = 0.4f;
/* Space that a cell keeps clear at its right side, in font sizes. */
static const float PADDING_EM = 0.6f;

typedef struct {
  const Layout *layout;
  LayoutTable *table;
  uint32_t first, count; /* cells of the row */
  GArray *feet;          /* float: the baselines of its lines, ascending */
} RowSplit;

static const LayoutLine *line_of(const RowSplit *s, const LayoutCell *cell, uint32_t i) {
  return layout_line(s->layout, g_array_index(cell->lines, uint32_t, i));
}

static LayoutCell *cell_of(const RowSplit *s, uint32_t i) {
  return &g_array_index(s->table->cells, LayoutCell, s->first + i);
}

static void collect_feet(RowSplit *s) {
  g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(float));
  float size = 1;
  for (uint32_t c = 0; c < s->count; c++) {
    for (uint32_t i = 0; i < cell_of(s, c)->lines->len; i++) {
      g_array_append_val(all, line_of(s, cell_of(s, c), i)->box.y1);
      size = MAX(size, line_of(s, cell_of(s, c), i)->size_pt);
    }
  }
  g_array_sort(all, layout_by_value);
  for (uint32_t i = 0; i < all->len; i++) {
    float foot = g_array_index(all, float, i);
    if (!s->feet->len || foot - g_array_index(s->feet, float, s->feet->len - 1) > LEVEL_EM * size)
      g_array_append_val(s->feet, foot);
  }
}

static uint32_t foot_of(const RowSplit *s, const LayoutLine *line) {
  uint32_t nearest = 0;
  for (uint32_t i = 1; i < s->feet->len; i++)
    if (fabsf(g_array_index(s->feet, float, i) - line->box.y1) <
        fabsf(g_array_index(s->feet, float, nearest) - line->box.y1))
      nearest = i;
  return nearest;
}

/* The next line's first word would have fitted behind this one. */
static bool was_ended(const RowSplit *s, const LayoutCell *cell, uint32_t i) {
  const LayoutLine *line = line_of(s, cell, i), *next = line_of(s, cell, i + 1);
  const LayoutWord *word = layout_word(s->layout, next->first_word);
  return line->box.x1 + 0.25f * line->size_pt + word->box.x1 - word->box.x0 + PADDING_EM * line->size_pt <
         cell->box.x1;
}

/* Whether most line ends of the row's cells were their author's, in two cells or more, and most of its
 * baselines are shared by cells. */
static bool is_several_rows(const RowSplit *s) {
  uint32_t ends = 0, ended = 0, tall = 0, lines = 0;
  for (uint32_t c = 0; c < s->count; c++) {
    const LayoutCell *cell = cell_of(s, c);
    tall += cell->lines->len >= 2;
    lines += cell->lines->len;
    for (uint32_t i = 0; i + 1 < cell->lines->len; i++, ends++) ended += was_ended(s, cell, i);
  }
  bool shared = lines >= 2 * s->feet->len - s->feet->len / 3;
  return tall >= 2 && s->feet->len >= 2 && shared && (float)ended >= ENDED_SHARE * (float)ends;
}

/* Lays the row's cells out anew, a row a baseline. */
static void split_cells(const RowSplit *s, GArray *cells) {
  uint32_t row = cell_of(s, 0)->row;
  for (uint32_t f = 0; f < s->feet->len; f++) {
    for (uint32_t c = 0; c < s->count; c++) {
      const LayoutCell *from = cell_of(s, c);
      LayoutCell cell = *from;
      cell.row = row + f;
      cell.lines = g_array_new(FALSE, FALSE, sizeof(uint32_t));
      for (uint32_t i = 0; i < from->lines->len; i++)
        if (foot_of(s, line_of(s, from, i)) == f)
          g_array_append_val(cell.lines, g_array_index(from->lines, uint32_t, i));
      g_array_append_val(cells, cell);
    }
  }
}

/* A row that no cell reaches into from above, or out of below. */
static bool is_closed(const LayoutTable *table, uint32_t row) {
  for (uint32_t c = 0; c < table->cells->len; c++) {
    const LayoutCell *cell = &g_array_index(table->cells, LayoutCell, c);
    if (cell->row <= row && cell->row + cell->rowspan > row && cell->rowspan > 1) return false;
  }
  return true;
}

static void keep_cells(const RowSplit *s, GArray *cells, uint32_t shift) {
  for (uint32_t c = 0; c < s->count; c++) {
    LayoutCell cell = *cell_of(s, c);
    cell.lines = g_array_copy(cell.lines);
    cell.row += shift;
    g_array_append_val(cells, cell);
  }
}

void layout_split_rows(const Layout *layout, LayoutTable *table) {
  GArray *cells = g_array_new(FALSE, TRUE, sizeof(LayoutCell));
  g_array_set_clear_func(cells, layout_cell_clear);
  uint32_t shift = 0;
  for (uint32_t c = 0; c < table->cells->len;) {
    RowSplit s = {
        .layout = layout, .table = table, .first = c, .feet = g_array_new(FALSE, FALSE, sizeof(float))};
    uint32_t row = g_array_index(table->cells, LayoutCell, c).row, before = cells->len;
    while (c + s.count < table->cells->len && g_array_index(table->cells, LayoutCell, c + s.count).row == row)
      s.count++;
    collect_feet(&s);
    if (is_closed(table, row) && is_several_rows(&s)) {
      split_cells(&s, cells);
      for (uint32_t i = before; i < cells->len; i++) g_array_index(cells, LayoutCell, i).row += shift;
      shift += s.feet->len - 1;
    } else {
      keep_cells(&s, cells, shift);
    }
    c += s.count;
    g_array_unref(s.feet);
  }
  g_array_unref(table->cells);
  table->cells = cells;
  table->rows += shift;
}
