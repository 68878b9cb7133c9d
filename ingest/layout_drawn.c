/* Tables and underlines that plain text draws with characters, which are no words themselves.
 *
 *      Depot        Routes      ==== =====      a   | b        +-----+-----+
 *      ---------- --------      1    One       ---- +----      | a   | b   |
 *      Dunmarsh         14      2    Two        1   | 2        +=====+=====+
 *      Netherby          9      ==== =====      3   | 4        | 1   | 2   |
 *                                                              +-----+-----+
 *
 * So write pandoc (simple, multiline and grid tables), reStructuredText, databases, and browsers of text with their boxes. A rule
 * of several pieces gives the columns; rows around it belong to it as long as no word of theirs stands across two columns. What
 * rows are is told by the rules between them, by blank lines within a frame, else by lines. Linear, but for the rows of a table,
 * which are looked at again where another rule follows; capped by CELLS_MAX. */
#include "ingest/layout_rows.h"

#include <math.h>
#include <string.h>

/* Dashes that are a rule, and no sign of a list or a word left out. */
enum { DASHES_MIN = 3 };
/* Lines that a head has at most; and cells of a table: more are data, not a paper's. */
enum { HEAD_ROWS_MAX = 8, CELLS_MAX = 5000, COLUMNS_MAX = 64 };
/* A frame is as wide as the columns in it, to so many characters. */
enum { FRAME_SLACK = 3 };
/* A line that underlines another is as long, to so many. */
enum { UNDERLINE_SLACK = 2 };

typedef enum { ROW_WORDS, ROW_RULE } RowKind;

/* A line with words in it. */
typedef struct {
  uint32_t first, count; /* words */
  unsigned line;         /* of the page, from 0 */
  RowKind kind;
  bool crossed, doubled; /* of a rule: it has crossings; it is drawn with "=" */
} DrawnRow;

/* Columns of characters, the end exclusive. */
typedef struct {
  unsigned from, to;
} Piece;

typedef struct {
  Layout *layout;
  uint32_t page;
  GArray *rows;  /* DrawnRow of the page */
  bool *drop;    /* by word of the page: drawing, and part of a table that was found */
} Drawing;

/* A table as it is found: its columns, and the rows of characters that each of its own has. */
typedef struct {
  GArray *columns; /* Piece */
  GArray *bands;   /* Piece, of indices into rows */
  uint32_t first, last; /* of the drawing's rows that it takes, inclusive */
  bool barred;          /* bars part its cells, and may leave some out */
} DrawnTable;

static const DrawnRow *row_at(const Drawing *d, uint32_t i) { return &g_array_index(d->rows, DrawnRow, i); }
static const Piece *piece_at(const GArray *pieces, uint32_t i) { return &g_array_index(pieces, Piece, i); }
static unsigned column_at(float x_pt) { return (unsigned)lroundf(x_pt / TEXT_CELL_PT); }

/* ---- characters */

static bool is_dash(gunichar c) {
  static const gunichar others[] = {0x2010, 0x2013, 0x2014, 0x2500, 0x2501, 0x2550, 0x2574, 0x2576};
  if (c == '-' || c == '=' || c == '_') return true;
  for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
    if (others[i] == c) return true;
  return false;
}

static bool is_bar(gunichar c) { return c == '|' || c == 0x2502 || c == 0x2503 || c == 0x2551; }

/* Where rules meet, and the ends of bars: the box characters but for the plain strokes. */
static bool is_crossing(gunichar c) { return c == '+' || is_bar(c) || (c >= 0x250C && c <= 0x256C && !is_dash(c)); }

static bool is_bar_word(const LayoutWord *word) {
  gunichar c = g_utf8_get_char(word->text);
  return is_bar(c) && !*g_utf8_next_char(word->text);
}

/* ---- the rows of a page */

/* Counts the dashes of a word that is drawing and nothing else; false for any other. */
static bool is_drawing(const char *text, unsigned *dashes, DrawnRow *row) {
  for (; *text; text = g_utf8_next_char(text)) {
    gunichar c = g_utf8_get_char(text);
    if (is_dash(c))
      ++*dashes;
    else if (is_crossing(c))
      row->crossed = true;
    else if (c != ':') /* says how a column is set */
      return false;
    row->doubled |= c == '=' || c == 0x2550;
  }
  return true;
}

static void tell_kind(const Drawing *d, DrawnRow *row) {
  unsigned dashes = 0;
  for (uint32_t w = row->first; w < row->first + row->count; w++)
    if (!is_drawing(layout_word(d->layout, w)->text, &dashes, row)) return;
  if (dashes >= DASHES_MIN) row->kind = ROW_RULE;
}

static void collect_rows(Drawing *d) {
  const LayoutPage *page = layout_page(d->layout, d->page);
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count;) {
    float top = layout_word(d->layout, w)->box.y0;
    DrawnRow row = {.first = w, .line = (unsigned)lroundf(top / TEXT_LINE_PT)};
    while (w < page->first_word + page->word_count && layout_word(d->layout, w)->box.y0 == top) w++;
    row.count = w - row.first;
    tell_kind(d, &row);
    g_array_append_val(d->rows, row);
  }
}

static bool follows(const Drawing *d, uint32_t above, uint32_t below) {
  return below < d->rows->len && row_at(d, below)->line == row_at(d, above)->line + 1;
}

/* The pieces of a rule: dashes without a space or a crossing between them. Caller frees. */
static GArray *pieces_of(const Drawing *d, const DrawnRow *row) {
  GArray *pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
  for (uint32_t w = row->first; w < row->first + row->count; w++) {
    const LayoutWord *word = layout_word(d->layout, w);
    unsigned at = column_at(word->box.x0);
    bool open = false;
    for (const char *p = word->text; *p; p = g_utf8_next_char(p), at++) {
      bool part = !is_crossing(g_utf8_get_char(p));
      Piece fresh = {at, at + 1};
      if (part && open)
        g_array_index(pieces, Piece, pieces->len - 1).to++;
      else if (part)
        g_array_append_val(pieces, fresh);
      open = part;
    }
  }
  return pieces;
}

/* ---- rows and columns */

/* The column that a word stands in, at least in part; the last for what stands beyond it. -1 where it is across two, or before
 * the first. */
static int column_of(const GArray *columns, const LayoutWord *word) {
  unsigned from = column_at(word->box.x0), to = column_at(word->box.x1);
  for (uint32_t c = 0; c < columns->len; c++) {
    bool last = c + 1 == columns->len;
    if (!last && from >= piece_at(columns, c)->to) continue;
    bool within = to > piece_at(columns, c)->from && (last || to <= piece_at(columns, c + 1)->from);
    return within ? (int)c : -1;
  }
  return -1;
}

/* How many columns the words of a row stand in; 0 where one of them stands in none. */
static unsigned columns_filled(const Drawing *d, const GArray *columns, uint32_t i) {
  const DrawnRow *row = row_at(d, i);
  int before = -1;
  unsigned filled = 0;
  for (uint32_t w = row->first; w < row->first + row->count; w++) {
    int column = column_of(columns, layout_word(d->layout, w));
    if (column < 0) return 0;
    filled += column != before;
    before = column;
  }
  return filled;
}

static bool fits(const Drawing *d, const GArray *columns, uint32_t i) {
  return row_at(d, i)->kind == ROW_WORDS && columns_filled(d, columns, i) > 0;
}

/* A rule around these columns: one piece over all of them, or the same pieces again. */
static bool is_frame(const Drawing *d, const GArray *columns, uint32_t i) {
  if (i >= d->rows->len || row_at(d, i)->kind != ROW_RULE || row_at(d, i)->crossed) return false;
  g_autoptr(GArray) pieces = pieces_of(d, row_at(d, i));
  if (pieces->len != 1 && pieces->len != columns->len) return false;
  unsigned from = piece_at(pieces, 0)->from, to = piece_at(pieces, pieces->len - 1)->to;
  return from <= piece_at(columns, 0)->from + FRAME_SLACK &&
         to + FRAME_SLACK >= piece_at(columns, columns->len - 1)->to;
}

static void add_band(DrawnTable *t, uint32_t from, uint32_t to) {
  Piece band = {from, to};
  if (from < to) g_array_append_val(t->bands, band);
}

/* ---- columns by the pieces of a rule */

/* The rule above the head, or the rule itself where there is no head: a head without a frame has one line. */
static uint32_t find_top(const Drawing *d, const GArray *columns, uint32_t rule, bool *framed) {
  uint32_t top = rule;
  while (top && rule - top < HEAD_ROWS_MAX && follows(d, top - 1, top) && fits(d, columns, top - 1)) top--;
  *framed = top && follows(d, top - 1, top) && is_frame(d, columns, top - 1);
  if (*framed) return top - 1;
  bool head = top < rule && columns_filled(d, columns, rule - 1) > 1;
  return head ? rule - 1 : rule;
}

/* The rule that ends the rows from `from` on, over blank lines where `blanks` says so; 0 for none. */
static uint32_t find_closing(const Drawing *d, const GArray *columns, uint32_t from, bool blanks, bool *blank) {
  *blank = false;
  for (uint32_t i = from; i < d->rows->len; i++) {
    if (!follows(d, i - 1, i)) *blank = true;
    if (*blank && (!blanks || row_at(d, i)->line > row_at(d, i - 1)->line + 2)) return 0;
    if (is_frame(d, columns, i)) return i > from ? i : 0;
    if (!fits(d, columns, i)) return 0;
  }
  return 0;
}

/* Rows from .. to, a line each, or parted by blank lines. Where "=" draws the rules, a line with nothing in the first column
 * goes on the one above. */
static void add_rows(const Drawing *d, DrawnTable *t, uint32_t from, uint32_t to, bool by_blanks, bool doubled) {
  uint32_t begun = from;
  for (uint32_t i = from + 1; i < to; i++) {
    bool goes_on = by_blanks ? follows(d, i - 1, i)
                             : doubled && column_of(t->columns, layout_word(d->layout, row_at(d, i)->first)) > 0;
    if (goes_on) continue;
    add_band(t, begun, i);
    begun = i;
  }
  add_band(t, begun, to);
}

/* Rows that nothing ends but a blank line or what fits no column. */
static uint32_t open_end(const Drawing *d, const GArray *columns, uint32_t rule) {
  uint32_t end = rule + 1;
  while (follows(d, end - 1, end) && fits(d, columns, end)) end++;
  return end;
}

static bool find_by_pieces(const Drawing *d, uint32_t rule, DrawnTable *t) {
  bool framed, blank, doubled = row_at(d, rule)->doubled;
  t->first = find_top(d, t->columns, rule, &framed);
  bool head = t->first < rule;
  add_band(t, t->first + framed, rule);
  uint32_t closing = find_closing(d, t->columns, rule + 1, framed || !head, &blank);
  if (!closing && !head) return false;
  uint32_t end = closing ? closing : open_end(d, t->columns, rule);
  bool more = closing && !head && !blank && follows(d, closing, closing + 1) && fits(d, t->columns, closing + 1);
  if (more) add_band(t, rule + 1, closing); /* it was the head */
  uint32_t from = more ? closing + 1 : rule + 1;
  if (more) closing = find_closing(d, t->columns, from, false, &blank);
  if (more) end = closing ? closing : open_end(d, t->columns, from - 1);
  add_rows(d, t, from, end, closing && blank, doubled);
  t->last = closing ? closing : end - 1;
  return t->bands->len > (head || more ? 1 : 0);
}

/* ---- columns by bars and crossings */

/* The row has a bar between these columns, behind the c-th. */
static bool has_bar_behind(const Drawing *d, const GArray *columns, uint32_t row, uint32_t c) {
  const DrawnRow *r = row_at(d, row);
  unsigned at = piece_at(columns, c)->to;
  for (uint32_t w = r->first; w < r->first + r->count; w++)
    if (is_bar_word(layout_word(d->layout, w)) && column_at(layout_word(d->layout, w)->box.x0) == at) return true;
  return false;
}

static bool is_barred(const Drawing *d, const GArray *columns, uint32_t row) {
  if (row_at(d, row)->kind == ROW_RULE) return row_at(d, row)->crossed;
  for (uint32_t c = 0; c + 1 < columns->len; c++)
    if (has_bar_behind(d, columns, row, c)) return true;
  const LayoutWord *first = layout_word(d->layout, row_at(d, row)->first); /* one cell over all columns */
  return is_bar_word(first) && column_at(first->box.x1) == piece_at(columns, 0)->from;
}

/* The first word of a row that is no bar stands in the first column. */
static bool begins_at_first(const Drawing *d, const GArray *columns, uint32_t row) {
  const DrawnRow *r = row_at(d, row);
  for (uint32_t w = r->first; w < r->first + r->count; w++)
    if (!is_bar_word(layout_word(d->layout, w)))
      return layout_word(d->layout, w)->box.x0 < (float)piece_at(columns, 0)->to * TEXT_CELL_PT;
  return false;
}

/* Rules part all rows, or only the head from the rest: then each of the lines below it begins in the first column. */
static bool is_by_lines(const Drawing *d, const DrawnTable *t, uint32_t end) {
  unsigned groups = 0, lines = 0;
  for (uint32_t i = t->first; i < end; i++) {
    bool words = row_at(d, i)->kind == ROW_WORDS;
    if (row_at(d, i)->doubled && row_at(d, i)->crossed) return false;
    if (words && !begins_at_first(d, t->columns, i)) return false;
    groups += words && (i == t->first || row_at(d, i - 1)->kind == ROW_RULE);
    lines += words;
  }
  return groups <= 2 && lines > groups;
}

static bool find_by_bars(const Drawing *d, uint32_t rule, DrawnTable *t) {
  uint32_t end = rule + 1;
  t->barred = true;
  t->first = rule;
  while (t->first && follows(d, t->first - 1, t->first) && is_barred(d, t->columns, t->first - 1)) t->first--;
  while (end < d->rows->len && follows(d, end - 1, end) && is_barred(d, t->columns, end)) end++;
  bool by_lines = is_by_lines(d, t, end);
  for (uint32_t i = t->first, from = i; i <= end; i++) {
    bool rules = i == end || row_at(d, i)->kind == ROW_RULE;
    if (!rules && !by_lines) continue;
    add_band(t, from, rules ? i : i + 1);
    from = i + 1;
  }
  t->last = end - 1;
  return t->bands->len > 1;
}

/* ---- what was found */

static float top_of(const Drawing *d, uint32_t row) { return (float)row_at(d, row)->line * TEXT_LINE_PT; }

/* Half way between two columns; the outer ones reach as far as their words do. */
static float edge_behind(const GArray *columns, uint32_t c, float right) {
  if (c + 1 == columns->len) return right;
  return (float)(piece_at(columns, c)->to + piece_at(columns, c + 1)->from) * TEXT_CELL_PT / 2;
}

static float right_of(const Drawing *d, const DrawnTable *t) {
  float right = (float)piece_at(t->columns, t->columns->len - 1)->to * TEXT_CELL_PT;
  for (uint32_t i = t->first; i <= t->last; i++)
    right = MAX(right, layout_word(d->layout, row_at(d, i)->first + row_at(d, i)->count - 1)->box.x1);
  return right + TEXT_CELL_PT;
}

/* The cell behind the c-th column is another one in this row. */
static bool parts_cells(const Drawing *d, const DrawnTable *t, const Piece *band, uint32_t c) {
  for (uint32_t i = band->from; t->barred && i < band->to; i++)
    if (!has_bar_behind(d, t->columns, i, c)) return false;
  return true;
}

static void add_cells(const Drawing *d, const DrawnTable *t, uint32_t row, LayoutTable *table) {
  const Piece *band = piece_at(t->bands, row);
  float left = table->box.x0, top = top_of(d, band->from), bottom = top_of(d, band->to - 1) + TEXT_LINE_PT;
  for (uint32_t c = 0, first = 0; c < t->columns->len; c++) {
    if (c + 1 < t->columns->len && !parts_cells(d, t, band, c)) continue;
    float right = edge_behind(t->columns, c, table->box.x1);
    LayoutCell cell = {.row = row, .column = first, .rowspan = 1, .colspan = c + 1 - first};
    cell.box = (DocBox){left, top, right, bottom};
    cell.lines = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_array_append_val(table->cells, cell);
    left = right;
    first = c + 1;
  }
}

static void add_table(const Drawing *d, const DrawnTable *t) {
  LayoutTable table = {.page = d->page, .first_line = 1, .last_line = 0, .rows = t->bands->len};
  unsigned left = piece_at(t->columns, 0)->from;
  table.box = (DocBox){left ? (float)(left - 1) * TEXT_CELL_PT : 0, top_of(d, t->first), right_of(d, t),
                       top_of(d, t->last) + TEXT_LINE_PT};
  table.columns = g_array_new(FALSE, FALSE, sizeof(LayoutColumn));
  table.cells = g_array_new(FALSE, TRUE, sizeof(LayoutCell));
  g_array_set_clear_func(table.cells, layout_cell_clear);
  for (uint32_t c = 0; c < t->columns->len; c++) {
    LayoutColumn column = {c ? edge_behind(t->columns, c - 1, 0) : table.box.x0,
                           edge_behind(t->columns, c, table.box.x1)};
    g_array_append_val(table.columns, column);
  }
  for (uint32_t row = 0; row < t->bands->len; row++) add_cells(d, t, row, &table);
  g_array_append_val(d->layout->grids, table);
}

static void drop_drawing(Drawing *d, const DrawnTable *t) {
  uint32_t first_word = layout_page(d->layout, d->page)->first_word;
  for (uint32_t i = t->first; i <= t->last; i++) {
    const DrawnRow *row = row_at(d, i);
    for (uint32_t w = row->first; w < row->first + row->count; w++)
      d->drop[w - first_word] = row->kind == ROW_RULE || (t->barred && is_bar_word(layout_word(d->layout, w)));
  }
}

/* The table around a rule; gives the row behind it, or behind the rule where there is none. */
static uint32_t take_table(Drawing *d, uint32_t rule, uint32_t from) {
  DrawnTable t = {.columns = pieces_of(d, row_at(d, rule)), .bands = g_array_new(FALSE, FALSE, sizeof(Piece))};
  uint32_t end = rule + 1;
  t.last = rule;
  bool several = t.columns->len > 1 && t.columns->len <= COLUMNS_MAX;
  bool found = several && (row_at(d, rule)->crossed ? find_by_bars(d, rule, &t) : find_by_pieces(d, rule, &t));
  if (found && t.first >= from && t.bands->len * t.columns->len <= CELLS_MAX) {
    add_table(d, &t);
    drop_drawing(d, &t);
  }
  if (found || t.barred) end = t.last + 1; /* other rules among the same bars find no more */
  g_array_unref(t.columns);
  g_array_unref(t.bands);
  return end;
}

/* A rule as long as the only line above it makes that a heading. */
static bool take_underline(Drawing *d, uint32_t rule) {
  const DrawnRow *row = row_at(d, rule), *above = rule ? row - 1 : NULL;
  if (!above || row->count != 1 || row->crossed || above->kind != ROW_WORDS || !follows(d, rule - 1, rule)) return false;
  if (rule > 1 && follows(d, rule - 2, rule - 1) && row_at(d, rule - 2)->kind == ROW_WORDS) return false;
  const DocBox *first = &layout_word(d->layout, above->first)->box, *drawn = &layout_word(d->layout, row->first)->box,
               *last = &layout_word(d->layout, above->first + above->count - 1)->box;
  const float slack = UNDERLINE_SLACK * TEXT_CELL_PT;
  if (fabsf(drawn->x0 - first->x0) > slack || fabsf(drawn->x1 - last->x1) > slack) return false;
  for (uint32_t w = above->first; w < above->first + above->count; w++)
    layout_word(d->layout, w)->underline = row->doubled ? 2 : 1;
  d->drop[row->first - layout_page(d->layout, d->page)->first_word] = true;
  return true;
}

static void keep_words(const Drawing *d) {
  LayoutPage *page = layout_page(d->layout, d->page);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < page->word_count; i++)
    if (!d->drop[i]) *layout_word(d->layout, page->first_word + kept++) = *layout_word(d->layout, page->first_word + i);
  page->word_count = kept;
  layout_forget_rows(d->layout, d->page);
}

static void tables_on_page(Layout *layout, uint32_t number) {
  bool drew = false;
  g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(DrawnRow));
  g_autofree bool *drop = g_new0(bool, layout_page(layout, number)->word_count + 1);
  Drawing d = {layout, number, rows, drop};
  collect_rows(&d);
  for (uint32_t i = 0, from = 0; i < rows->len;) {
    bool rule = row_at(&d, i)->kind == ROW_RULE, underline = rule && i > from && take_underline(&d, i);
    uint32_t end = rule && !underline ? take_table(&d, i, from) : i + 1;
    if (end > i + 1) from = end;
    drew |= underline || end > i + 1;
    i = end;
  }
  if (drew) keep_words(&d);
}

void layout_drawn(Layout *layout) {
  for (uint32_t p = 0; p < layout->pages->len; p++) tables_on_page(layout, p);
}
