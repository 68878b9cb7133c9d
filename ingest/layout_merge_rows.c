/* Outside of tables the pieces of a row become one line again. Linear. */
#include "ingest/layout.h"

static void merge_into(const Layout *layout, LayoutLine *line, const LayoutLine *next) {
  line->word_count += next->word_count;
  line->box.x0 = MIN(line->box.x0, next->box.x0);
  line->box.y0 = MIN(line->box.y0, next->box.y0);
  line->box.x1 = MAX(line->box.x1, next->box.x1);
  line->box.y1 = MAX(line->box.y1, next->box.y1);
  line->style &= next->style;
  float size = layout_line_size(layout, line);
  if (size == next->size_pt && size != line->size_pt)
    line->font = next->font; /* "1" in small type beside it */
  line->size_pt = size;
}

static void renumber_tables(GArray *tables, const uint32_t *number) {
  for (uint32_t t = 0; t < tables->len; t++) {
    LayoutTable *table = &g_array_index(tables, LayoutTable, t);
    table->first_line = number[table->first_line];
    table->last_line = number[table->last_line];
    for (uint32_t c = 0; c < table->cells->len; c++) {
      GArray *lines = g_array_index(table->cells, LayoutCell, c).lines;
      for (uint32_t i = 0; i < lines->len; i++)
        g_array_index(lines, uint32_t, i) = number[g_array_index(lines, uint32_t, i)];
    }
  }
}

static bool *lines_in_tables(const Layout *layout, const GArray *tables) {
  bool *inside = g_new0(bool, layout->lines->len + 1);
  for (uint32_t t = 0; t < tables->len; t++) {
    const LayoutTable *table = &g_array_index(tables, LayoutTable, t);
    for (uint32_t i = table->first_line; i <= table->last_line; i++) inside[i] = true;
  }
  return inside;
}

/* In place: a line never moves down. */
void layout_merge_rows(Layout *layout, GArray *tables) {
  g_autofree bool *inside = lines_in_tables(layout, tables);
  g_autofree uint32_t *number = g_new0(uint32_t, layout->lines->len + 1);
  uint32_t kept = 0;
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    LayoutPage *page = layout_page(layout, p);
    uint32_t first = kept;
    layout_rest(layout, p);
    for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++) {
      const LayoutLine *line = layout_line(layout, i);
      LayoutLine *last = kept > first ? layout_line(layout, kept - 1) : NULL;
      bool joins = last && !inside[i] && !inside[i - 1] && last->row == line->row &&
                   last->role == line->role && line->role == LINE_BODY;
      if (joins)
        merge_into(layout, last, line);
      else
        *layout_line(layout, kept++) = *line;
      number[i] = kept - 1;
    }
    page->first_line = first;
    page->line_count = kept - first;
  }
  scratch_array_resize(layout->lines, kept);
  renumber_tables(tables, number);
}
