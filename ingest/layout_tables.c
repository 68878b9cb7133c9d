/* Tables without uprights: runs of rows whose pieces stand in common columns.
 *
 *      Service         2017/18       2018/19      <- three lines on one baseline: a row of three cells
 *      Acute           £1,200,000    £1,310,000
 *      Mental health   £410,250      £432,000
 *      services                                   <- one line within a column: the cell above goes on
 *
 * Columns are the connected parts of all pieces' extents on the x axis, as in Nurminen's thesis (2013, section 3.3) but over lines
 * and not words. Cost: linear in lines, with a sort per table. */
#include "ingest/labels.h"
#include "ingest/layout.h"

#include <math.h>
#include <string.h>

/* A table has at least so many rows of two pieces or more. */
enum { ROWS_MIN = 2, ROWS_MIN_OF_TWO_COLUMNS = 3 };
/* The number of an item has so many digits at most: longer ones are years, and amounts. */
enum { NUMBER_DIGITS_MAX = 3 };
/* Within a table, the next row is at most this many line heights further down. */
static const float ROW_GAP_MAX = 3.2f;
/* Space above a line that goes on the last row's cell, at most, in font sizes; or as a share of that between rows. */
static const float TAIL_GAP_EM = 0.35f, TAIL_GAP_SHARE = 0.85f;
/* A line that is larger than a row's last cell by this is not of the table. */
static const float HEADING_SIZE = 1.1f;
/* Lines of a head above its last. */
enum { HEAD_LINES_MAX = 3 };
/* A line wider than this share of the column of text is a paragraph and ends the table. */
static const float CELL_WIDTH_MAX = 0.72f;

typedef struct {
  uint32_t first, count; /* lines on one baseline */
} Row;

static GArray *collect_rows(const Layout *layout, uint32_t from, uint32_t to) {
  GArray *rows = g_array_new(FALSE, TRUE, sizeof(Row));
  for (uint32_t i = from; i < to; i++) {
    const LayoutLine *line = layout_line(layout, i);
    if (line->role != LINE_BODY) continue;
    Row *last = rows->len ? &g_array_index(rows, Row, rows->len - 1) : NULL;
    if (last && layout_line(layout, last->first)->row == line->row && last->first + last->count == i) {
      last->count++;
      continue;
    }
    Row fresh = {i, 1};
    g_array_append_val(rows, fresh);
  }
  return rows;
}

/* A bullet of plain characters, which is one only with its words beside it. */
static bool is_bare_mark(const char *text) {
  static const char *const marks[] = {"o", "*", "-", "\xE2\x80\x93", "\xE2\x80\x94"};
  for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
    if (g_str_equal(text, marks[i])) return true;
  return false;
}

/* "1.1   Text", "•   Text", "By:   Name": one line of prose in two pieces. */
static bool is_label_row(const Layout *layout, const Row *row) {
  if (row->count != 2) return false;
  g_autofree char *first = layout_line_text(layout, layout_line(layout, row->first));
  Label label = label_parse_heading(first);
  if (!label.kind) label = label_parse(first);
  if (label.kind == LABEL_BULLET || (label.kind && !first[label.skip])) return true;
  size_t len = strlen(first);
  if (is_bare_mark(first)) return true;
  if (*first == '[' && first[len - 1] == ']') return true; /* the key of a reference: "[RFC2119]" */
  if (strspn(first, "0123456789.") == len && len <= 6)
    return layout_line(layout, row->first + 1)->box.x1 - layout_line(layout, row->first + 1)->box.x0 >
           0.4f * (layout_line(layout, row->first)->right - layout_line(layout, row->first)->left);
  return len > 1 && len < 30 && first[len - 1] == ':';
}

static float row_top(const Layout *layout, const Row *row) { return layout_line(layout, row->first)->box.y0; }

static float row_bottom(const Layout *layout, const Row *row) {
  float bottom = 0;
  for (uint32_t i = row->first; i < row->first + row->count; i++)
    bottom = MAX(bottom, layout_line(layout, i)->box.y1);
  return bottom;
}

/* ---- columns */

/* Takes an extent into the columns, which stay apart and ascending: those that it touches become one. */
static void add_extent(GArray *columns, LayoutColumn extent) {
  uint32_t at = 0;
  while (at < columns->len && g_array_index(columns, LayoutColumn, at).right <= extent.left) at++;
  while (at < columns->len && g_array_index(columns, LayoutColumn, at).left < extent.right) {
    const LayoutColumn *touched = &g_array_index(columns, LayoutColumn, at);
    extent.left = MIN(extent.left, touched->left);
    extent.right = MAX(extent.right, touched->right);
    g_array_remove_index(columns, at);
  }
  g_array_insert_val(columns, at, extent);
}

/* The columns with the pieces of one more row; a row of one piece adds nothing. Caller frees. */
static GArray *with_row(const Layout *layout, const GArray *columns, const Row *row) {
  GArray *wider = g_array_copy((GArray *)columns);
  for (uint32_t i = row->first; row->count > 1 && i < row->first + row->count; i++) {
    const DocBox *box = &layout_line(layout, i)->box;
    add_extent(wider, (LayoutColumn){box->x0, box->x1});
  }
  return wider;
}

/* The column that a piece lies in, alone; -1 where it lies in none or in several. */
static int column_of(const GArray *columns, const DocBox *box) {
  int found = -1;
  for (uint32_t c = 0; c < columns->len; c++) {
    const LayoutColumn *column = &g_array_index(columns, LayoutColumn, c);
    if (box->x1 <= column->left || box->x0 >= column->right) continue;
    if (found >= 0) return -1;
    found = (int)c;
  }
  return found;
}

/* ---- extent */

/* Whether a row of one piece can go on a cell: within a column, or starting at one, and no paragraph. */
static bool continues_cell(const Layout *layout, const Row *row, const GArray *columns) {
  const LayoutLine *line = layout_line(layout, row->first);
  if (line->box.x1 - line->box.x0 > CELL_WIDTH_MAX * (line->right - line->left)) return false;
  return column_of(columns, &line->box) >= 0;
}

static bool is_near(const Layout *layout, const Row *above, const Row *below) {
  const LayoutLine *a = layout_line(layout, above->first), *b = layout_line(layout, below->first);
  if (a->page != b->page || a->left != b->left) return false;
  return row_top(layout, below) - row_bottom(layout, above) < ROW_GAP_MAX * MAX(a->size_pt, b->size_pt);
}

/* Whether columns still are what they were, now that another row of several pieces has been taken in: a row
 * that melts columns together is not of this table. */
static bool keeps_columns(const GArray *before, const GArray *after) {
  return after->len >= 2 && (before->len < 2 || after->len >= before->len);
}

/* A bullet, or a number with its mark, begins something of its own. */
static LabelKind label_of(const Layout *layout, const LayoutLine *line) {
  g_autofree char *text = layout_line_text(layout, line);
  return label_parse(text).kind;
}

/* Rows from `from` on that belong to one table: the end (exclusive), `from` if there is none. The columns
 * are set, the caller's. */
static uint32_t table_end(const Layout *layout, const GArray *rows, uint32_t from, GArray **columns_out) {
  uint32_t full = 0, end = from;
  GArray *columns = g_array_new(FALSE, FALSE, sizeof(LayoutColumn));
  for (uint32_t r = from; r < rows->len; r++) {
    const Row *row = &g_array_index(rows, Row, r);
    if (r > from && !is_near(layout, row - 1, row)) break;
    if (row->count == 1) {
      bool bullet = label_of(layout, layout_line(layout, row->first)) == LABEL_BULLET;
      if (bullet || !continues_cell(layout, row, columns)) break;
      continue;
    }
    GArray *wider = with_row(layout, columns, row);
    if (is_label_row(layout, row) || !keeps_columns(columns, wider)) {
      g_array_unref(wider);
      break;
    }
    g_array_unref(columns);
    columns = wider;
    full++;
    end = r + 1;
  }
  bool enough = columns->len >= 2 && full >= (columns->len == 2 ? ROWS_MIN_OF_TWO_COLUMNS : ROWS_MIN);
  *columns_out = columns;
  return enough ? end : from;
}

/* The table's rules go on below this line, so it is of the table. */
static bool has_rule_below(const Layout *layout, const LayoutLine *line, const GArray *columns) {
  float left = g_array_index(columns, LayoutColumn, 0).left,
        right = g_array_index(columns, LayoutColumn, columns->len - 1).right;
  return layout_has_rule(layout, line->page, (line->box.y0 + line->box.y1) / 2, line->box.y1 + line->size_pt,
                         left, right);
}

/* The last word of the piece above in the same column ends in a hyphen. */
static bool is_broken_word(const Layout *layout, const Row *above, const GArray *columns, int column) {
  for (uint32_t i = above->first; i < above->first + above->count; i++) {
    const LayoutLine *line = layout_line(layout, i);
    if (column_of(columns, &line->box) != column) continue;
    return g_str_has_suffix(layout_word(layout, line->first_word + line->word_count - 1)->text, "-");
  }
  return false;
}

/* The first word of a line would not have fitted behind the piece above in the first column: it was wrapped. */
static bool is_wrapped(const Layout *layout, const Row *above, const LayoutLine *line,
                       const GArray *columns) {
  const LayoutLine *piece = layout_line(layout, above->first);
  const LayoutWord *word = layout_word(layout, line->first_word);
  if (column_of(columns, &piece->box) != 0 || piece->font != line->font || piece->style != line->style)
    return false;
  float space = 0.25f * line->size_pt, width = word->box.x1 - word->box.x0;
  return piece->box.x1 + space + width > g_array_index(columns, LayoutColumn, 0).right;
}

static bool begins_lower(const Layout *layout, const LayoutLine *line) {
  return g_unichar_islower(g_utf8_get_char(layout_word(layout, line->first_word)->text));
}

/* The least space between full rows from .. end. */
static float closest_rows(const Layout *layout, const GArray *rows, uint32_t from, uint32_t end) {
  float closest = INFINITY;
  for (uint32_t r = from + 1; r < end; r++) {
    const Row *row = &g_array_index(rows, Row, r), *above = row - 1;
    if (row->count > 1 && above->count > 1)
      closest = MIN(closest, row_top(layout, row) - row_bottom(layout, above));
  }
  return isfinite(closest) ? closest : 0;
}

/* Bold below a row that is not, or larger: what stands below the table has begun. */
static bool is_set_as_heading(const Layout *layout, const Row *above, const LayoutLine *line) {
  const LayoutLine *last = layout_line(layout, above->first + above->count - 1);
  bool bold = line->style & DOC_STRONG && !(last->style & DOC_STRONG);
  return !layout->is_text && (bold || line->size_pt > HEADING_SIZE * last->size_pt);
}

/* After its last full row a table's last cells may go on: for a line set as close as the lines of one cell, and closer
 * than its rows, for the rest of a broken word, or as far as its rules go. */
static uint32_t take_tail(const Layout *layout, const GArray *rows, uint32_t from, uint32_t end,
                          const GArray *columns) {
  float row_gap = closest_rows(layout, rows, from, end);
  for (uint32_t ruled = end; ruled < rows->len; ruled++) {
    const Row *row = &g_array_index(rows, Row, ruled);
    if (row->count > 1 || !is_near(layout, row - 1, row) || !continues_cell(layout, row, columns)) break;
    if (is_set_as_heading(layout, row - 1, layout_line(layout, row->first))) break;
    if (has_rule_below(layout, layout_line(layout, row->first), columns)) end = ruled + 1;
  }
  for (; end < rows->len; end++) {
    const Row *above = &g_array_index(rows, Row, end - 1), *row = above + 1;
    if (row->count > 1 || !is_near(layout, above, row) || !continues_cell(layout, row, columns)) break;
    const LayoutLine *line = layout_line(layout, row->first);
    int column = column_of(columns, &line->box);
    float gap = row_top(layout, row) - row_bottom(layout, above);
    bool close = gap <= TAIL_GAP_EM * line->size_pt || gap < TAIL_GAP_SHARE * row_gap;
    if (label_of(layout, line) != LABEL_NONE) break;
    bool goes_on = column > 0 || begins_lower(layout, line) ||
                   is_broken_word(layout, above, columns, column) ||
                   (above->count > 1 && is_wrapped(layout, above, line, columns));
    if (layout->is_text || !close || !goes_on) break;
  }
  return end;
}

/* A rule below the row runs along the table: the row is the last of its head. */
static bool has_head_rule(const Layout *layout, const GArray *rows, uint32_t r, const GArray *columns) {
  const Row *row = &g_array_index(rows, Row, r), *below = row + 1;
  if (r + 1 >= rows->len || layout_line(layout, below->first)->page != layout_line(layout, row->first)->page)
    return false;
  float left = g_array_index(columns, LayoutColumn, 0).left,
        right = g_array_index(columns, LayoutColumn, columns->len - 1).right;
  return layout_has_rule(layout, layout_line(layout, row->first)->page,
                         (row_top(layout, row) + row_bottom(layout, row)) / 2,
                         (row_top(layout, below) + row_bottom(layout, below)) / 2, left, right);
}

/* Cells of a head stand at its foot, so that the first line of the tallest is alone above the first full row: where the
 * table begins, which is not before `least`. */
static uint32_t take_head(const Layout *layout, const GArray *rows, uint32_t least, uint32_t from,
                          const GArray *columns) {
  if (layout->is_text || !has_head_rule(layout, rows, from, columns)) return from;
  for (uint32_t taken = 0; from > least && taken < HEAD_LINES_MAX; taken++, from--) {
    const Row *row = &g_array_index(rows, Row, from), *above = row - 1;
    const LayoutLine *line = layout_line(layout, above->first);
    if (above->count > 1 || !is_near(layout, above, row) || column_of(columns, &line->box) < 1) break;
    if (row_top(layout, row) - row_bottom(layout, above) > TAIL_GAP_EM * line->size_pt) break;
  }
  return from;
}

static void add_table(GArray *tables, const GArray *rows, uint32_t from, uint32_t end, GArray *columns) {
  const Row *first = &g_array_index(rows, Row, from), *last = &g_array_index(rows, Row, end - 1);
  LayoutTable table = {
      .first_line = first->first, .last_line = last->first + last->count - 1, .columns = columns};
  table.cells = g_array_new(FALSE, TRUE, sizeof(LayoutCell));
  g_array_set_clear_func(table.cells, layout_cell_clear);
  g_array_append_val(tables, table);
}

/* Whether all pieces of a row lie in columns of their own among these. */
static bool fits_columns(const Layout *layout, const Row *row, const GArray *columns) {
  int before = -1;
  for (uint32_t i = row->first; i < row->first + row->count; i++) {
    int column = column_of(columns, &layout_line(layout, i)->box);
    if (column <= before) return false;
    before = column;
  }
  return row->count > 1;
}

/* A table at the foot of a page goes on at the head of the next, be it for a single row: the end of its rows
 * there. */
static uint32_t carried_end(const Layout *layout, const GArray *rows, const GArray *columns) {
  uint32_t end = 0;
  for (uint32_t r = 0; r < rows->len; r++) {
    const Row *row = &g_array_index(rows, Row, r);
    if (r && !is_near(layout, row - 1, row)) break;
    if (fits_columns(layout, row, columns))
      end = r + 1;
    else if (row->count > 1 || !end || !continues_cell(layout, row, columns))
      break;
  }
  return end;
}

/* The table that ends with the page's last line of text, or NULL. */
static const LayoutTable *table_at_foot(const Layout *layout, const LayoutPage *page, const GArray *tables) {
  const LayoutTable *last = tables->len ? &g_array_index(tables, LayoutTable, tables->len - 1) : NULL;
  if (!last || last->first_line < page->first_line) return NULL;
  for (uint32_t i = last->last_line + 1; i < page->first_line + page->line_count; i++)
    if (layout_line(layout, i)->role == LINE_BODY) return NULL;
  return last;
}

/* All pieces of a row, as one line. */
static LayoutLine whole_row(const Layout *layout, const Row *row) {
  LayoutLine whole = *layout_line(layout, row->first);
  for (uint32_t i = row->first + 1; i < row->first + row->count; i++)
    whole.word_count += layout_line(layout, i)->word_count;
  return whole;
}

/* "// Missing", "# See 3.14.5" and the like, behind the first word of a row. */
static bool has_comment(const Layout *layout, const Row *row) {
  LayoutLine whole = whole_row(layout, row);
  for (uint32_t w = whole.first_word + 1; w < whole.first_word + whole.word_count; w++) {
    const char *text = layout_word(layout, w)->text;
    bool last = w + 1 == whole.first_word + whole.word_count;
    if (g_str_has_prefix(text, "//") || g_str_has_prefix(text, "/*") || (g_str_equal(text, "#") && !last))
      return true;
  }
  return false;
}

/* Most of its rows begin with code, or end with a comment on some. */
static bool is_code(const Layout *layout, const GArray *rows, uint32_t from, uint32_t end) {
  uint32_t code = 0, comments = 0, full = 0;
  for (uint32_t r = from; r < end; r++) {
    const Row *row = &g_array_index(rows, Row, r);
    LayoutLine whole = whole_row(layout, row);
    code += layout_is_code(layout, layout_line(layout, row->first)) || layout_is_code(layout, &whole);
    full += row->count > 1;
    comments += row->count > 1 && has_comment(layout, row);
  }
  return 2 * code > end - from || 2 * comments > full;
}

/* ---- rows that white parts into columns */

static const LayoutRun *run_of(const Layout *layout, const Row *row) {
  uint32_t number = layout_line(layout, row->first)->row;
  for (uint32_t i = 0; i < layout->runs->len; i++) {
    const LayoutRun *run = &g_array_index(layout->runs, LayoutRun, i);
    if (number >= run->first_row && number < run->end_row) return run;
  }
  return NULL;
}

/* The column between a run's borders that a piece lies in; -1 where it lies across one. */
static int between_borders(const LayoutRun *run, const DocBox *box) {
  uint32_t c = 0;
  while (c < run->borders->len && g_array_index(run->borders, float, c) <= box->x0) c++;
  if (c < run->borders->len && g_array_index(run->borders, float, c) < box->x1) return -1;
  return (int)c;
}

/* The extents of the pieces in each of a run's columns, from rows .. end; the caller's. */
static GArray *run_columns(const Layout *layout, const GArray *rows, uint32_t from, uint32_t end,
                           const LayoutRun *run) {
  GArray *columns = g_array_new(FALSE, FALSE, sizeof(LayoutColumn));
  for (uint32_t c = 0; c <= run->borders->len; c++) {
    LayoutColumn none = {INFINITY, -INFINITY};
    g_array_append_val(columns, none);
  }
  const Row *first = &g_array_index(rows, Row, from), *last = &g_array_index(rows, Row, end - 1);
  for (uint32_t i = first->first; i < last->first + last->count; i++) {
    const DocBox *box = &layout_line(layout, i)->box;
    int c = between_borders(run, box);
    if (c < 0) continue;
    LayoutColumn *column = &g_array_index(columns, LayoutColumn, (uint32_t)c);
    column->left = MIN(column->left, box->x0);
    column->right = MAX(column->right, box->x1);
  }
  for (uint32_t c = columns->len; c-- > 0;)
    if (g_array_index(columns, LayoutColumn, c).left > g_array_index(columns, LayoutColumn, c).right)
      g_array_remove_index(columns, c);
  return columns;
}

/* "1   Budget webpage": in two columns, an item of a list. */
static bool is_numbered(const Layout *layout, const Row *row) {
  if (row->count != 2) return false;
  const LayoutLine *first = layout_line(layout, row->first), *second = first + 1;
  const char *number = layout_word(layout, first->first_word)->text;
  size_t digits = strspn(number, "0123456789");
  bool bare = first->word_count == 1 && digits && digits <= NUMBER_DIGITS_MAX && !number[digits];
  return bare && g_unichar_isalpha(g_utf8_get_char(layout_word(layout, second->first_word)->text));
}

/* Pieces of the row lie together in one of the run's columns: the rows of two tables, of which the one
 * is white where the other has words, have fewer columns together. */
static bool melts_pieces(const Layout *layout, const Row *row, const LayoutRun *run) {
  for (uint32_t i = row->first + 1; i < row->first + row->count; i++) {
    const LayoutLine *line = layout_line(layout, i);
    if (between_borders(run, &line->box) == between_borders(run, &line[-1].box)) return true;
  }
  return false;
}

/* The rows from `from` on that are of its run: the end (exclusive), `from` if they are no table. The columns are set, the
 * caller's. */
static uint32_t run_table_end(const Layout *layout, const GArray *rows, uint32_t from, GArray **columns_out) {
  const LayoutRun *run = run_of(layout, &g_array_index(rows, Row, from));
  uint32_t end = from, full = 0, labels = 0, melted = 0;
  *columns_out = NULL;
  for (; run && end < rows->len; end++) {
    const Row *row = &g_array_index(rows, Row, end);
    if (layout_line(layout, row->first)->row >= run->end_row) break;
    full += row->count > 1;
    labels += is_label_row(layout, row) || is_numbered(layout, row);
    melted += melts_pieces(layout, row, run);
  }
  if (end == from || 2 * labels >= full || 2 * melted > full) return from;
  GArray *columns = run_columns(layout, rows, from, end, run);
  bool enough = columns->len >= 2 && full >= (columns->len == 2 ? ROWS_MIN_OF_TWO_COLUMNS : ROWS_MIN);
  if (!enough) {
    g_array_unref(columns);
    return from;
  }
  *columns_out = columns;
  return end;
}

static void tables_on_page(const Layout *layout, uint32_t number, GArray *tables) {
  const LayoutPage *page = layout_page(layout, number);
  const LayoutTable *carried = number ? table_at_foot(layout, layout_page(layout, number - 1), tables) : NULL;
  g_autoptr(GArray) rows = collect_rows(layout, page->first_line, page->first_line + page->line_count);
  uint32_t begun = carried ? carried_end(layout, rows, carried->columns) : 0;
  if (begun) {
    begun = take_tail(layout, rows, 0, begun, carried->columns);
    add_table(tables, rows, 0, begun, g_array_copy(carried->columns));
  }
  for (uint32_t r = begun, least = begun; r < rows->len;) {
    const Row *row = &g_array_index(rows, Row, r);
    GArray *columns = NULL;
    uint32_t end = run_table_end(layout, rows, r, &columns);
    if (end == r && (row->count < 2 || is_label_row(layout, row))) {
      r++;
      continue;
    }
    if (end == r) end = table_end(layout, rows, r, &columns);
    if (end == r) {
      g_array_unref(columns);
      r++;
      continue;
    }
    end = take_tail(layout, rows, r, end, columns);
    if (is_code(layout, rows, r, end)) {
      g_array_unref(columns);
      r = end;
      continue;
    }
    add_table(tables, rows, take_head(layout, rows, least, r, columns), end, columns);
    least = r = end;
  }
}

static gint by_first_line(gconstpointer a, gconstpointer b) {
  uint32_t x = ((const LayoutTable *)a)->first_line, y = ((const LayoutTable *)b)->first_line;
  return (x > y) - (x < y);
}

/* Moves the ruled tables that have lines into the array. */
static void take_grids(Layout *layout, GArray *tables) {
  g_array_set_clear_func(layout->grids, NULL);
  for (uint32_t g = 0; g < layout->grids->len; g++) {
    LayoutTable *grid = &g_array_index(layout->grids, LayoutTable, g);
    if (grid->first_line <= grid->last_line)
      g_array_append_val(tables, *grid);
    else
      layout_table_clear(grid);
  }
  g_array_set_size(layout->grids, 0);
  g_array_set_clear_func(layout->grids, layout_table_clear);
}

GArray *layout_tables(Layout *layout) {
  GArray *tables = g_array_new(FALSE, TRUE, sizeof(LayoutTable));
  g_array_set_clear_func(tables, layout_table_clear);
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    layout_rest(layout, p);
    tables_on_page(layout, p, tables);
  }
  take_grids(layout, tables);
  g_array_sort(tables, by_first_line);
  return tables;
}
