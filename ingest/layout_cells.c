/* Rows and cells of tables that have no uprights: which baselines are one row.
 *
 *      Issue        References     Fixed
 *      ----------------------------------     a rule between two baselines parts rows, where the table has rules;
 *      Allocator    P3980, P3796,  no         else a baseline goes on the cells above if every word that begins it
 *      Timing       LWG 4356                  could not have stood in the line above, and if it is not a row as full
 *      ----------------------------------     as rows are.
 *
 * Linear in the table's lines times its columns. */
#include "ingest/layout.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* Steps between baselines larger than the closest by this factor part rows; and where even the closest is
 * larger than this many font sizes, no cell has two lines. */
static const float ROW_STEP = 1.3f, LOOSE_STEP_EM = 1.9f;
/* Lines of one cell are set no further apart than so, in font sizes, where nothing else tells. */
static const float WRAPPED_STEP_EM = 1.65f;
/* Steps of so much of the closest are those of lines in a cell, where some rows at least stand further apart; then there
 * is room at the sides of cells, too, in font sizes. */
static const float CLOSE_STEP = 1.1f, PADDING_EM = 1.2f;
enum { PADDED_ROWS_MIN = 2 };
/* Steps up to so much of the closest are the same, all others are larger by so much at least: cells with a padding of 1.5
 * points above and below have rows that stand 1.2 times as far apart as their lines. */
static const float SAME_STEP = 1.04f, SPACED_STEP = 1.1f;
/* Baselines nearer than this share of a column's lines are of two cells, centred upon each other; and rows, at least. */
static const float INTERLEAVED = 0.8f;
enum { CENTRED_ROWS_MIN = 3 };
static const float MELTED_SHARE = 0.6f;
/* A column of amounts has so many at least, and they are the most of its pieces. */
enum { AMOUNTS_MIN = 2 };
/* A number that begins with 0 and has so many digits is no amount. */
enum { TELEPHONE_DIGITS_MIN = 4 };
/* Lines of a head. */
enum { HEAD_LINES_MAX = 4 };
/* Least space between the words of neighbouring columns, in font sizes. */
static const float COLUMN_SPACE_EM = 0.8f;

typedef struct {
  const Layout *layout;
  LayoutTable *table;
  GArray *baselines; /* Baseline */
  bool ruled;        /* rules part the rows */
  float closest;     /* step between baselines */
  bool padded;       /* some steps are clearly larger: rows have room around them, and columns have, too */
  uint32_t head;     /* baselines of a head whose cells stand at its foot; 0 for none */
  bool spaced;       /* only what stands further apart than the lines of a cell can begin a row */
  bool *amounts;     /* by column: whether it is one of amounts */
  uint32_t amount_columns;
  bool *begins; /* by baseline, of cells that are centred upon each other; else NULL */
} Grid;

typedef struct {
  uint32_t first, count; /* lines */
} Baseline;

static const LayoutLine *line_at(const Grid *g, uint32_t i) { return layout_line(g->layout, i); }
static const Baseline *baseline_at(const Grid *g, uint32_t i) {
  return &g_array_index(g->baselines, Baseline, i);
}
static float bottom_of(const Grid *g, uint32_t i) { return line_at(g, baseline_at(g, i)->first)->box.y1; }

static void collect_baselines(Grid *g) {
  g->baselines = g_array_new(FALSE, FALSE, sizeof(Baseline));
  for (uint32_t i = g->table->first_line; i <= g->table->last_line; i++) {
    if (line_at(g, i)->role == LINE_FURNITURE) continue;
    Baseline *last = g->baselines->len ? &g_array_index(g->baselines, Baseline, g->baselines->len - 1) : NULL;
    if (last && line_at(g, last->first)->row == line_at(g, i)->row) {
      last->count++;
      continue;
    }
    Baseline fresh = {i, 1};
    g_array_append_val(g->baselines, fresh);
  }
}

/* ---- columns */

/* First and last column that a piece lies in; where it lies in none, the nearest. */
static void columns_of(const Grid *g, const DocBox *box, uint32_t *first, uint32_t *last) {
  float nearest = -INFINITY;
  bool any = false;
  *first = *last = 0;
  for (uint32_t c = 0; c < g->table->columns->len; c++) {
    const LayoutColumn *column = &g_array_index(g->table->columns, LayoutColumn, c);
    float overlap = MIN(box->x1, column->right) - MAX(box->x0, column->left);
    if (overlap > 0) {
      if (!any) *first = c;
      *last = c;
      any = true;
    } else if (!any && overlap > nearest) {
      nearest = overlap;
      *first = *last = c;
    }
  }
}

/* The first piece of a baseline that begins in a column, or the last: justified words stand in pieces. NULL for none. */
static const LayoutLine *find_piece(const Grid *g, uint32_t baseline, uint32_t column, bool want_last) {
  const Baseline *b = baseline_at(g, baseline);
  const LayoutLine *found = NULL;
  for (uint32_t i = b->first; i < b->first + b->count && (!found || want_last); i++) {
    uint32_t first, last;
    columns_of(g, &line_at(g, i)->box, &first, &last);
    if (first == column) found = line_at(g, i);
  }
  return found;
}

static const LayoutLine *piece_in(const Grid *g, uint32_t baseline, uint32_t column) {
  return find_piece(g, baseline, column, false);
}

/* The last piece in a column among baselines from .. at, at left out. */
static const LayoutLine *piece_above(const Grid *g, uint32_t from, uint32_t at, uint32_t column) {
  for (uint32_t i = at; i-- > from;) {
    const LayoutLine *piece = find_piece(g, i, column, true);
    if (piece) return piece;
  }
  return NULL;
}

/* ---- where rows begin */

/* A rule between the middles of two baselines parts them. */
static bool ruled_apart(const Grid *g, uint32_t above, uint32_t below) {
  const LayoutLine *a = line_at(g, baseline_at(g, above)->first),
                   *b = line_at(g, baseline_at(g, below)->first);
  float left = g_array_index(g->table->columns, LayoutColumn, 0).left;
  float right = g_array_index(g->table->columns, LayoutColumn, g->table->columns->len - 1).right;
  return layout_has_rule(g->layout, a->page, (a->box.y0 + a->box.y1) / 2, (b->box.y0 + b->box.y1) / 2, left,
                         right);
}

/* Rules part the rows of a table if they stand between more of its baselines than a head and a foot would
 * have. */
static bool has_row_rules(const Grid *g) {
  uint32_t rules = 0;
  for (uint32_t i = 1; i < g->baselines->len; i++) rules += ruled_apart(g, i - 1, i);
  return rules >= 3 || (rules >= 2 && rules + 1 >= g->baselines->len);
}

static float closest_step(const Grid *g) {
  float closest = INFINITY;
  for (uint32_t i = 1; i < g->baselines->len; i++) {
    float step = bottom_of(g, i) - bottom_of(g, i - 1);
    if (step > 0) closest = MIN(closest, step);
  }
  return closest;
}

/* Rows stand apart by more than the lines of a cell. */
static bool has_padding(const Grid *g) {
  uint32_t wide = 0, close = 0;
  for (uint32_t i = 1; i < g->baselines->len; i++) {
    float step = bottom_of(g, i) - bottom_of(g, i - 1);
    wide += step > ROW_STEP * g->closest;
    close += step > 0 && step < CLOSE_STEP * g->closest;
  }
  return wide >= PADDED_ROWS_MIN && close > 0;
}

/* The first word of `piece` would have fitted behind `above`: its author began a new line, and so a new row. */
static bool would_fit(const Grid *g, const LayoutLine *above, const LayoutLine *piece, uint32_t column) {
  bool close = piece->box.y1 - above->box.y1 < CLOSE_STEP * g->closest;
  float padding = g->padded && close ? PADDING_EM * piece->size_pt : 0;
  const GArray *columns = g->table->columns;
  const LayoutWord *word = layout_word(g->layout, piece->first_word);
  float right = column + 1 < columns->len
                    ? g_array_index(columns, LayoutColumn, column + 1).left - COLUMN_SPACE_EM * piece->size_pt
                    : g_array_index(columns, LayoutColumn, column).right;
  float space = g->layout->is_text ? TEXT_CELL_PT : 0.25f * piece->size_pt;
  return above->box.x1 + space + word->box.x1 - word->box.x0 < right - padding;
}

static bool begins_lower(const Grid *g, const LayoutLine *piece) {
  return g_unichar_islower(g_utf8_get_char(layout_word(g->layout, piece->first_word)->text));
}

/* Words that no cell ends with. */
static bool is_joining(const char *word) {
  static const char *const words[] = {"a",  "an", "and", "as",  "at", "by",   "for",  "from", "in",
                                      "of", "on", "or",  "the", "to", "with", "than", "&",    "that"};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_str_equal(word, words[i])) return true;
  return false;
}

static bool ends_open(const Grid *g, const LayoutLine *piece) {
  const char *text = layout_word(g->layout, piece->first_word + piece->word_count - 1)->text;
  const char *last = g_utf8_find_prev_char(text, text + strlen(text));
  if (piece->word_count > 1 && is_joining(text)) return true;
  return last && (*last == ',' || *last == '(' || text_is_hyphen(g_utf8_get_char(last)));
}

bool layout_is_amount(const Layout *layout, const LayoutLine *piece) {
  const char *text = layout_word(layout, piece->first_word)->text;
  size_t digits = 0, letters = 0;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    digits += g_ascii_isdigit(*p);
    letters += g_unichar_isalpha(g_utf8_get_char(p));
  }
  bool telephone = text[0] == '0' && g_ascii_isdigit(text[1]) && digits >= TELEPHONE_DIGITS_MIN;
  return piece->word_count <= 2 && digits > 0 && letters <= 1 && !telephone;
}

static bool is_figure(const Grid *g, const LayoutLine *piece) { return layout_is_amount(g->layout, piece); }

/* "18 January" and "01622 277802" may go on, or be cut. */
static bool is_lone_figure(const Grid *g, const LayoutLine *piece) {
  return piece->word_count == 1 && is_figure(g, piece);
}

/* What the pieces of a baseline say of whether they go on the cells above. */
typedef struct {
  uint32_t pieces, fit, mid_sentence;
  uint32_t wrapped; /* mid-sentence, and would not have fitted */
  uint32_t amounts; /* below another amount of the open row */
  bool key_fits;    /* the first column's would have fitted: a key of its own */
} Signs;

static Signs read_signs(const Grid *g, uint32_t row, uint32_t at) {
  Signs signs = {0};
  for (uint32_t c = 0; c < g->table->columns->len; c++) {
    const LayoutLine *piece = piece_in(g, at, c), *above = piece ? piece_above(g, row, at, c) : NULL;
    signs.pieces += piece != NULL;
    if (!above) continue;
    bool figures = is_figure(g, above) && is_figure(g, piece), open = ends_open(g, above);
    bool fit = figures || (!open && would_fit(g, above, piece, c)), mid = open || begins_lower(g, piece);
    signs.fit += fit;
    signs.mid_sentence += mid;
    signs.amounts += is_lone_figure(g, above) && is_lone_figure(g, piece);
    signs.wrapped += mid && !fit;
    signs.key_fits |= c == 0 && fit;
  }
  return signs;
}

/* Which columns hold amounts, the most of their pieces. */
static void find_amounts(Grid *g) {
  g->amounts = g_new0(bool, g->table->columns->len + 1);
  for (uint32_t c = 1; c < g->table->columns->len; c++) {
    uint32_t pieces = 0, figures = 0;
    for (uint32_t b = 0; b < g->baselines->len; b++) {
      const LayoutLine *piece = piece_in(g, b, c);
      pieces += piece != NULL;
      figures += piece && is_lone_figure(g, piece);
    }
    g->amounts[c] = figures >= AMOUNTS_MIN && 2 * figures > pieces;
    g->amount_columns += g->amounts[c];
  }
}

/* Columns of amounts that have a piece on baselines from .. to (exclusive). */
static uint32_t count_amounts(const Grid *g, uint32_t from, uint32_t to) {
  uint32_t n = 0;
  for (uint32_t c = 0; c < g->table->columns->len; c++)
    for (uint32_t b = from; g->amounts[c] && b < to; b++) {
      if (!piece_in(g, b, c)) continue;
      n++;
      break;
    }
  return n;
}

/* The widest that the column's pieces show it to be, and the word would still have fitted: a line that was ended. */
static bool fits_within(const Grid *g, const LayoutLine *above, const LayoutLine *piece, uint32_t column) {
  const LayoutWord *word = layout_word(g->layout, piece->first_word);
  float right = g_array_index(g->table->columns, LayoutColumn, column).right;
  return above->box.x1 + 0.25f * piece->size_pt + word->box.x1 - word->box.x0 < right;
}

/* Baseline `at` has no amount, though rows have some, and the open row has its own: it goes on the row's words, but for a
 * line alone in the first column, which names the group that follows if the one above was ended. */
static bool lacks_amounts(const Grid *g, uint32_t row, uint32_t at, const Signs *signs) {
  if (g->layout->is_text || 2 * count_amounts(g, row, at) <= g->amount_columns ||
      count_amounts(g, at, at + 1))
    return false;
  const LayoutLine *piece = piece_in(g, at, 0), *above = piece ? piece_above(g, row, at, 0) : NULL;
  if (!piece) return true;
  if (signs->pieces > 1) return signs->fit < signs->pieces;
  return above && (ends_open(g, above) || begins_lower(g, piece) || !fits_within(g, above, piece, 0));
}

/* The first column goes on in the middle of a sentence: "Council Chamber, Sessions House," and "County Hall". What stands
 * beside it begins no row either. */
static bool first_goes_on(const Grid *g, uint32_t row, uint32_t at) {
  const LayoutLine *piece = piece_in(g, at, 0), *above = piece ? piece_above(g, row, at, 0) : NULL;
  return above && ends_open(g, above);
}

/* What stands below a piece of the open row is an amount as that is, or is not full of words and begins others. */
static bool shows_row(const Grid *g, uint32_t row, uint32_t at) {
  uint32_t pieces = 0, begun = 0;
  for (uint32_t c = 0; c < g->table->columns->len; c++) {
    const LayoutLine *piece = piece_in(g, at, c), *above = piece ? piece_above(g, row, at, c) : NULL;
    if (!piece) continue;
    pieces++;
    if (!above || (is_figure(g, piece) && is_figure(g, above))) return true;
    begun += fits_within(g, above, piece, c) && !begins_lower(g, piece) && !ends_open(g, above);
  }
  return begun && (pieces == g->table->columns->len || (pieces > 1 && begun == pieces));
}

/* Whether baseline `at` begins a row, where the open one began with baseline `row`. */
static bool begins_row(const Grid *g, uint32_t row, uint32_t at) {
  float step = bottom_of(g, at) - bottom_of(g, at - 1), size = line_at(g, baseline_at(g, at)->first)->size_pt;
  if (line_at(g, baseline_at(g, at)->first)->page != line_at(g, baseline_at(g, at - 1)->first)->page)
    return true;
  if (at < g->head) return false;
  if (g->begins) return g->begins[at];
  if (g->ruled) return ruled_apart(g, at - 1, at);
  if (ruled_apart(g, at - 1, at)) return true; /* the rule under a head */
  if (g->spaced) return step >= SAME_STEP * g->closest;
  Signs signs = read_signs(g, row, at);
  bool full = signs.pieces == g->table->columns->len;
  if (full && !signs.fit && 2 * signs.wrapped > signs.pieces) return false;
  if (full) return signs.fit || signs.mid_sentence < signs.pieces;
  if (g->amount_columns && step < WRAPPED_STEP_EM * size && lacks_amounts(g, row, at, &signs)) return false;
  if (!g->layout->is_text && (g->closest > LOOSE_STEP_EM * size || step > ROW_STEP * g->closest)) return true;
  if (g->layout->is_text && step > 1.5f * TEXT_LINE_PT && piece_in(g, at, 0)) return true;
  bool begun = signs.pieces > 1 && signs.fit == signs.pieces && !signs.mid_sentence;
  if (signs.amounts && !signs.wrapped && (begun || signs.amounts > 1))
    return true; /* of a group that the first column names once */
  if (!piece_in(g, at, 0) || first_goes_on(g, row, at)) return false;
  return signs.key_fits || signs.fit > signs.wrapped;
}

/* Rows have space around them, if little: the closest baselines go on the cells above, every one of them, and some stand
 * clearly further apart. A baseline that begins a row by all its other signs says that there is no such space. */
static bool is_spaced(const Grid *g) {
  uint32_t wide = 0, row = 0;
  if (g->layout->is_text || g->ruled) return false;
  for (uint32_t i = MAX(g->head, 1); i < g->baselines->len; i++) {
    float step = bottom_of(g, i) - bottom_of(g, i - 1);
    bool close = step < SAME_STEP * g->closest;
    if (close ? shows_row(g, row, i) : step < SPACED_STEP * g->closest) return false;
    if (close) continue;
    wide++;
    row = i;
  }
  return wide >= PADDED_ROWS_MIN && wide + 1 < g->baselines->len;
}

/* ---- cells that are centred upon each other: the lines of one stand between those of its neighbour
 *
 *                     The contract is let
 *      Highways       again in autumn, as     120      the lines of a cell stand closer than those of two cells; what
 *                     was said.                        overlaps in height is one row
 */

/* The closest that two lines of one column stand. */
static float closest_in_column(const Grid *g) {
  float closest = INFINITY;
  for (uint32_t c = 0; c < g->table->columns->len; c++) {
    float before = -INFINITY;
    for (uint32_t b = 0; b < g->baselines->len; b++) {
      if (!piece_in(g, b, c)) continue;
      if (bottom_of(g, b) > before) closest = MIN(closest, bottom_of(g, b) - before);
      before = bottom_of(g, b);
    }
  }
  return closest;
}

static bool is_interleaved(const Grid *g, float pitch) {
  for (uint32_t b = 1; b < g->baselines->len; b++) {
    float step = bottom_of(g, b) - bottom_of(g, b - 1);
    if (step > 0 && step < INTERLEAVED * pitch) return true;
  }
  return false;
}

/* No row begins between lines of a column that stand close, nor between baselines of which one reaches into the other. */
static void join_blocks(const Grid *g, float pitch) {
  for (uint32_t c = 0; c < g->table->columns->len; c++) {
    uint32_t last = UINT32_MAX;
    for (uint32_t b = 0; b < g->baselines->len; b++) {
      if (!piece_in(g, b, c)) continue;
      float step = last == UINT32_MAX ? INFINITY : bottom_of(g, b) - bottom_of(g, last);
      for (uint32_t i = last + 1; step > 0 && step < SPACED_STEP * pitch && i <= b; i++) g->begins[i] = false;
      last = b;
    }
  }
  for (uint32_t b = 1; b < g->baselines->len; b++) {
    float step = bottom_of(g, b) - bottom_of(g, b - 1);
    if (step > 0 && step < INTERLEAVED * pitch) g->begins[b] = false;
  }
}

/* Rows with two amounts in a column, too many of them, melt what are rows of their own. */
static bool melts_amounts(const Grid *g) {
  uint32_t figures = 0, melted = 0;
  for (uint32_t c = 0; c < g->table->columns->len; c++) {
    uint32_t in_row = 0;
    for (uint32_t b = 0; g->amounts[c] && b < g->baselines->len; b++) {
      if (g->begins[b]) in_row = 0;
      if (!piece_in(g, b, c) || !is_lone_figure(g, piece_in(g, b, c))) continue;
      figures++;
      melted += in_row++ > 0;
    }
  }
  return (float)melted > MELTED_SHARE * (float)figures;
}

static void find_centred(Grid *g) {
  float pitch = closest_in_column(g);
  uint32_t rows = 1;
  if (g->layout->is_text || !isfinite(pitch) || !is_interleaved(g, pitch)) return;
  g->begins = g_new(bool, g->baselines->len + 1);
  for (uint32_t b = 0; b < g->baselines->len; b++) g->begins[b] = true;
  join_blocks(g, pitch);
  for (uint32_t b = 1; b < g->baselines->len; b++) rows += g->begins[b];
  if (rows < CENTRED_ROWS_MIN || melts_amounts(g)) g_clear_pointer(&g->begins, g_free);
}

/* ---- cells */

static void add_cell(Grid *g, uint32_t row, uint32_t column) {
  LayoutCell cell = {.row = row, .column = column, .rowspan = 1, .colspan = 1};
  cell.lines = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_array_append_val(g->table->cells, cell);
}

static LayoutCell *cell_at(Grid *g, uint32_t first_cell, uint32_t column) {
  return &g_array_index(g->table->cells, LayoutCell, first_cell + column);
}

/* A cell covers the columns that its widest piece lies in; the empty cells there go. */
static void merge_spans(Grid *g, uint32_t first_cell) {
  for (uint32_t c = first_cell; c < g->table->cells->len; c++) {
    LayoutCell *cell = &g_array_index(g->table->cells, LayoutCell, c);
    uint32_t span = cell->colspan;
    while (cell->colspan > 1 && span > 1 && c + 1 < g->table->cells->len) {
      if (g_array_index(g->table->cells, LayoutCell, c + 1).lines->len) break;
      g_array_remove_index(g->table->cells, c + 1);
      span--;
    }
    g_array_index(g->table->cells, LayoutCell, c).colspan -= span - 1;
  }
}

static void make_row(Grid *g, uint32_t from, uint32_t to) {
  uint32_t first_cell = g->table->cells->len, row = g->table->rows++;
  for (uint32_t c = 0; c < g->table->columns->len; c++) add_cell(g, row, c);
  for (uint32_t b = from; b < to; b++) {
    for (uint32_t i = baseline_at(g, b)->first; i < baseline_at(g, b)->first + baseline_at(g, b)->count;
         i++) {
      uint32_t first, last;
      columns_of(g, &line_at(g, i)->box, &first, &last);
      LayoutCell *cell = cell_at(g, first_cell, first);
      g_array_append_val(cell->lines, i);
      cell->colspan = MAX(cell->colspan, last - first + 1);
    }
  }
  merge_spans(g, first_cell);
}

/* The first baselines are one row where a rule stands below them, they are set close, and the first has nothing in the first
 * column: cells that stand at the foot of a head. */
static uint32_t find_head(const Grid *g) {
  if (g->layout->is_text || !g->baselines->len || piece_in(g, 0, 0)) return 0;
  for (uint32_t i = 1; i < MIN(g->baselines->len, HEAD_LINES_MAX + 1); i++) {
    if (ruled_apart(g, i - 1, i)) return i;
    if (bottom_of(g, i) - bottom_of(g, i - 1) > ROW_STEP * g->closest) return 0;
  }
  return 0;
}

static void make_cells(const Layout *layout, LayoutTable *table) {
  Grid g = {.layout = layout, .table = table};
  collect_baselines(&g);
  g.closest = closest_step(&g);
  g.padded = has_padding(&g);
  g.ruled = has_row_rules(&g);
  g.head = find_head(&g);
  g.spaced = is_spaced(&g);
  find_amounts(&g);
  if (!g.ruled) find_centred(&g);
  uint32_t row = 0;
  for (uint32_t i = 1; i < g.baselines->len; i++) {
    if (!begins_row(&g, row, i)) continue;
    make_row(&g, row, i);
    row = i;
  }
  if (g.baselines->len) make_row(&g, row, g.baselines->len);
  g_array_unref(g.baselines);
  g_free(g.amounts);
  g_free(g.begins);
}

void layout_cells(const Layout *layout, GArray *tables) {
  for (uint32_t t = 0; t < tables->len; t++) {
    LayoutTable *table = &g_array_index(tables, LayoutTable, t);
    layout_rest(layout, table->page);
    if (!table->cells->len)
      make_cells(layout, table);
    else if (!layout->is_text) /* what is drawn with characters is parted by them */
      layout_split_rows(layout, table);
  }
}
