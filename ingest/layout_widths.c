/* How wide columns are: from their left edge to where their longest lines end.
 *
 * A line that could have held the next word was ended by its author, so the width must be the text's own: running heads
 * and feet, which may be set wider, are left out, and a page of few lines takes the width that others have. Cost: lines
 * times the columns of their page. */
#include "ingest/layout.h"

#include <math.h>

/* Columns of pages begin at the same place within this; pages of more lines show their column's width themselves; and how
 * many columns tell what is usual. */
static const float SAME_LEFT_PT = 3;
enum { FEW_LINES = 12, COLUMNS_MAX = 50 };

/* ---- without furniture */

static bool is_text(const LayoutLine *line) { return line->role == LINE_BODY || line->role == LINE_NOTE; }

/* The lines of the page from `at` on that share a column with it: its extent by those of the text. False if none is. */
static bool measure_column(const Layout *layout, const LayoutPage *page, uint32_t at, LayoutColumn *column) {
  const LayoutLine *like = layout_line(layout, at);
  *column = (LayoutColumn){INFINITY, -INFINITY};
  for (uint32_t i = at; i < page->first_line + page->line_count; i++) {
    const LayoutLine *line = layout_line(layout, i);
    if (line->left != like->left || line->right != like->right || !is_text(line)) continue;
    column->left = MIN(column->left, line->box.x0);
    column->right = MAX(column->right, line->box.x1);
  }
  return column->left < column->right;
}

static void set_column(Layout *layout, const LayoutPage *page, uint32_t at, LayoutColumn column) {
  LayoutColumn old = {layout_line(layout, at)->left, layout_line(layout, at)->right};
  for (uint32_t i = at; i < page->first_line + page->line_count; i++) {
    LayoutLine *line = layout_line(layout, i);
    if (line->left != old.left || line->right != old.right) continue;
    line->left = column.left;
    line->right = column.right;
  }
}

/* A column that its furniture made wider. */
static void narrow_columns(Layout *layout, const LayoutPage *page) {
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++) {
    const LayoutLine *line = layout_line(layout, i);
    bool widest = line->box.x0 == line->left || line->box.x1 == line->right;
    LayoutColumn column;
    if (line->role != LINE_FURNITURE || !widest) continue;
    uint32_t first = page->first_line;
    while (layout_line(layout, first)->left != line->left || layout_line(layout, first)->right != line->right)
      first++;
    if (measure_column(layout, page, first, &column)) set_column(layout, page, first, column);
  }
}

/* ---- of pages with few lines */

/* The column of a page that has one; false for a page with several, or none. */
static bool lone_column(const Layout *layout, const LayoutPage *page, LayoutColumn *column) {
  const LayoutLine *first = NULL;
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++) {
    const LayoutLine *line = layout_line(layout, i);
    if (line->role != LINE_BODY) continue;
    if (!first) first = line;
    if (line->left != first->left || line->right != first->right) return false;
  }
  if (first) *column = (LayoutColumn){first->left, first->right};
  return first != NULL;
}

static uint32_t count_text(const Layout *layout, const LayoutPage *page) {
  uint32_t lines = 0;
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++)
    lines += is_text(layout_line(layout, i));
  return lines;
}

/* The median of where the columns end that begin at `left` on pages of this width. */
static float usual_right(const Layout *layout, float page_width, float left) {
  g_autoptr(GArray) rights = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t p = 0; p < layout->pages->len && rights->len < COLUMNS_MAX; p++) {
    LayoutColumn column;
    const LayoutPage *page = layout_page(layout, p);
    if (page->width != page_width || !lone_column(layout, page, &column)) continue;
    if (fabsf(column.left - left) < SAME_LEFT_PT) g_array_append_val(rights, column.right);
  }
  g_array_sort(rights, layout_by_value);
  return rights->len ? g_array_index(rights, float, rights->len / 2) : 0;
}

/* A page with few lines shows less of its column's width than the other pages do. */
static void widen_columns(Layout *layout) {
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    const LayoutPage *page = layout_page(layout, p);
    LayoutColumn column;
    if (count_text(layout, page) > FEW_LINES || !lone_column(layout, page, &column)) continue;
    float right = usual_right(layout, page->width, column.left);
    for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++) {
      LayoutLine *line = layout_line(layout, i);
      if (line->role == LINE_BODY) line->right = MAX(line->right, right);
    }
  }
}

void layout_widths(Layout *layout) {
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    layout_rest(layout, p);
    narrow_columns(layout, layout_page(layout, p));
  }
  if (!layout->is_text) widen_columns(layout);
}
