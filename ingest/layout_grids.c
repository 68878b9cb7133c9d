/* Ruled tables: rules that cross make a lattice, the lattice has cells, and cells between which no rule stands are one.
 *
 *      +------+------+      x and y of the rules, clustered, are the lines of the lattice; each piece of a line
 *      |  a   |  b   |      is there or not; a cell grows to the right and down until it meets one that is.
 *      +------+      |
 *      |  c          |
 *      +-------------+
 *
 * The lattice of Camelot (its documentation, "How it works") over rules found on a picture of what the page draws. A frame around text is one
 * cell, and no table. Cost: rules squared within a page, which are few, capped by RULES_MAX. */
#include "ingest/layout_rows.h"

#include <math.h>
#include <string.h>

/* Rules nearer than this are one line; rules that miss each other by less meet. Double borders are 2 to 3
 * points apart, and the flattest rows of real tables 7 points high. */
static const float SAME_LINE_PT = 3.5f, MEET_PT = 2;
/* Share of a cell's side that a rule must cover to part it from its neighbour. */
static const float COVERS = 0.55f;
/* A page with more is a drawing. */
enum { RULES_MAX = 1500, CELLS_MAX = 5000 };
/* Share of a table's cells with words in them, at least: a chart's grid has none. */
static const float FILLED_MIN = 0.25f;
/* Words in a box of text, and beside it: fewer are a cell, or a picture's. */
enum { FRAME_WORDS_MIN = 4 };
/* Share of the rows of words within cells that may stand in pieces. */
static const float PARTED_MAX = 0.3f;

typedef struct {
  const LayoutRule *rules;
  uint32_t count;
  uint32_t *parent; /* union-find over the rules */
} Rules;

static bool is_level(const LayoutRule *r) { return r->y1 - r->y0 < r->x1 - r->x0; }

static uint32_t find(Rules *r, uint32_t i) {
  while (r->parent[i] != i) i = r->parent[i] = r->parent[r->parent[i]];
  return i;
}

static bool meet(const LayoutRule *level, const LayoutRule *upright) {
  return upright->x0 > level->x0 - MEET_PT && upright->x0 < level->x1 + MEET_PT &&
         level->y0 > upright->y0 - MEET_PT && level->y0 < upright->y1 + MEET_PT;
}

/* An upright of a table stands between level rules; the stem of a letter reaches none, or one. */
static bool stands_between(const Rules *r, const LayoutRule *upright) {
  float first = NAN;
  for (uint32_t i = 0; i < r->count; i++) {
    if (!is_level(&r->rules[i]) || !meet(&r->rules[i], upright)) continue;
    if (!isnan(first) && fabsf(r->rules[i].y0 - first) > SAME_LINE_PT) return true;
    if (isnan(first)) first = r->rules[i].y0;
  }
  return false;
}

static void unite(Rules *r) {
  for (uint32_t i = 0; i < r->count; i++) r->parent[i] = i;
  for (uint32_t j = 0; j < r->count; j++) {
    if (is_level(&r->rules[j]) || !stands_between(r, &r->rules[j])) continue;
    for (uint32_t i = 0; i < r->count; i++)
      if (is_level(&r->rules[i]) && meet(&r->rules[i], &r->rules[j])) r->parent[find(r, i)] = find(r, j);
  }
}

/* ---- the lattice of one component */

typedef struct {
  GArray *xs, *ys;        /* float: its lines, ascending */
  GPtrArray *rules;       /* const LayoutRule * */
  uint32_t columns, rows; /* one less than the lines */
} Lattice;

/* Values nearer than SAME_LINE_PT to the first of a cluster are one, at its mean. */
static GArray *cluster(GArray *values) {
  g_array_sort(values, layout_by_value);
  GArray *lines = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = 0; i < values->len;) {
    float sum = 0, first = g_array_index(values, float, i);
    uint32_t n = 0;
    for (; i < values->len && g_array_index(values, float, i) - first < SAME_LINE_PT; i++, n++)
      sum += g_array_index(values, float, i);
    float mean = sum / (float)n;
    g_array_append_val(lines, mean);
  }
  return lines;
}

/* A side that is not ruled ends where the rules across end. */
static void add_open_sides(GArray *values, float low, float high) {
  float least = INFINITY, most = -INFINITY;
  for (uint32_t i = 0; i < values->len; i++) {
    least = MIN(least, g_array_index(values, float, i));
    most = MAX(most, g_array_index(values, float, i));
  }
  if (low < least - 2 * SAME_LINE_PT) g_array_append_val(values, low);
  if (high > most + 2 * SAME_LINE_PT) g_array_append_val(values, high);
}

static Lattice lattice_new(Rules *r, uint32_t root) {
  Lattice l = {.rules = g_ptr_array_new()};
  g_autoptr(GArray) xs = g_array_new(FALSE, FALSE, sizeof(float)),
                    ys = g_array_new(FALSE, FALSE, sizeof(float));
  float x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
  for (uint32_t i = 0; i < r->count; i++) {
    const LayoutRule *rule = &r->rules[i];
    if (find(r, i) != root) continue;
    g_ptr_array_add(l.rules, (gpointer)rule);
    if (is_level(rule))
      g_array_append_val(ys, rule->y0);
    else
      g_array_append_val(xs, rule->x0);
    x0 = MIN(x0, rule->x0);
    x1 = MAX(x1, rule->x1);
    y0 = MIN(y0, rule->y0);
    y1 = MAX(y1, rule->y1);
  }
  add_open_sides(xs, x0, x1);
  add_open_sides(ys, y0, y1);
  l.xs = cluster(xs);
  l.ys = cluster(ys);
  l.columns = l.xs->len ? l.xs->len - 1 : 0;
  l.rows = l.ys->len ? l.ys->len - 1 : 0;
  return l;
}

static void lattice_clear(Lattice *l) {
  g_ptr_array_unref(l->rules);
  g_array_unref(l->xs);
  g_array_unref(l->ys);
}

static float line_x(const Lattice *l, uint32_t i) { return g_array_index(l->xs, float, i); }
static float line_y(const Lattice *l, uint32_t i) { return g_array_index(l->ys, float, i); }

/* Length of from .. to that level rules at y cover, or upright ones at x. */
static float covered(const Lattice *l, bool level, float at, float from, float to) {
  float sum = 0;
  for (uint32_t i = 0; i < l->rules->len; i++) {
    const LayoutRule *rule = l->rules->pdata[i];
    if (is_level(rule) != level || fabsf((level ? rule->y0 : rule->x0) - at) > SAME_LINE_PT) continue;
    float a = MAX(from, level ? rule->x0 : rule->y0), b = MIN(to, level ? rule->x1 : rule->y1);
    sum += MAX(0, b - a);
  }
  return MIN(sum, to - from);
}

/* A rule stands to the right of, or below, the lattice cell. */
static bool closed_right(const Lattice *l, uint32_t row, uint32_t column) {
  float from = line_y(l, row), to = line_y(l, row + 1);
  return covered(l, false, line_x(l, column + 1), from, to) >= COVERS * (to - from);
}

static bool closed_below(const Lattice *l, uint32_t row, uint32_t column) {
  float from = line_x(l, column), to = line_x(l, column + 1);
  return covered(l, true, line_y(l, row + 1), from, to) >= COVERS * (to - from);
}

static void add_cell(const Lattice *l, LayoutTable *table, bool *taken, uint32_t row, uint32_t column) {
  uint32_t right = column + 1, below = row + 1;
  while (right < l->columns && !taken[row * l->columns + right] && !closed_right(l, row, right - 1)) right++;
  for (bool open = true; open && below < l->rows;) {
    for (uint32_t c = column; c < right; c++)
      open = open && !closed_below(l, below - 1, c) && !taken[below * l->columns + c];
    if (open) below++;
  }
  for (uint32_t r = row; r < below; r++)
    for (uint32_t c = column; c < right; c++) taken[r * l->columns + c] = true;
  LayoutCell cell = {.row = row, .column = column, .rowspan = below - row, .colspan = right - column};
  cell.box = (DocBox){line_x(l, column), line_y(l, row), line_x(l, right), line_y(l, below)};
  cell.lines = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_array_append_val(table->cells, cell);
}

static bool holds(const DocBox *box, const DocBox *word) {
  float x = (word->x0 + word->x1) / 2, y = (word->y0 + word->y1) / 2;
  return x > box->x0 && x < box->x1 && y > box->y0 && y < box->y1;
}

/* What the words in a table's cells show: cells with words, and rows of words, those in several pieces among
 * them; and cells over several columns that hold such a row. */
typedef struct {
  uint32_t filled, rows, parted, open;
} Content;

static void look_into(const Layout *layout, const LayoutPage *page, const LayoutCell *cell,
                      Content *content) {
  const DocBox *box = &cell->box;
  uint32_t parted = content->parted;
  Region r = {.layout = layout, .words = g_new(uint32_t, page->word_count + 1)};
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++)
    if (holds(box, &layout_word(layout, w)->box)) r.words[r.count++] = w;
  layout_find_rows(&r);
  content->filled += r.count > 0;
  content->rows += r.rows->len;
  for (uint32_t i = 0; i < r.rows->len; i++) content->parted += region_pieces(&r, region_row(&r, i)) > 1;
  content->open += cell->colspan > 1 && content->parted > parted;
  g_array_unref(r.rows);
  g_free(r.words);
}

/* Few empty cells, as a chart's grid would have; and few rows in pieces within a cell: then the rules part only some of
 * the columns, as the edges of shaded rows do, and what the words show is the better evidence. */
static bool is_table(const Layout *layout, const LayoutPage *page, const LayoutTable *table) {
  const GArray *cells = table->cells;
  Content content = {0};
  for (uint32_t c = 0; c < cells->len; c++)
    look_into(layout, page, &g_array_index(cells, LayoutCell, c), &content);
  if (2 * content.open >= table->rows) return false;
  return content.filled >= 2 && (float)content.filled >= FILLED_MIN * (float)cells->len &&
         (float)content.parted <= PARTED_MAX * (float)content.rows;
}

/* A box with words in it that words stand beside: they are read apart. One that spans the text is only drawn around it. */
static void take_frame(Layout *layout, uint32_t page, const Lattice *l) {
  LayoutFrame frame = {page, {line_x(l, 0), line_y(l, 0), line_x(l, 1), line_y(l, 1)}};
  const LayoutPage *p = layout_page(layout, page);
  uint32_t inside = 0, beside = 0, bold = 0;
  if (!closed_right(l, 0, 0) || !closed_below(l, 0, 0)) return;
  for (uint32_t w = p->first_word; w < p->first_word + p->word_count; w++) {
    const DocBox *box = &layout_word(layout, w)->box;
    float middle = (box->y0 + box->y1) / 2;
    bool out = box->x1 <= frame.box.x0 || box->x0 >= frame.box.x1;
    bool in = holds(&frame.box, box);
    inside += in;
    bold += in && layout_word(layout, w)->style & DOC_STRONG;
    beside += out && middle > frame.box.y0 && middle < frame.box.y1;
  }
  bool text = inside >= FRAME_WORDS_MIN && bold < inside; /* else a heading on a ground of its own */
  if (text && beside >= FRAME_WORDS_MIN) g_array_append_val(layout->frames, frame);
}

/* A lattice of two columns or more whose cells hold words is a table. */
static void take_lattice(Layout *layout, uint32_t page, const Lattice *l) {
  if (l->columns == 1 && l->rows == 1) take_frame(layout, page, l);
  if (l->columns < 2 || l->rows < 1 || l->columns * l->rows > CELLS_MAX) return;
  LayoutTable table = {.page = page, .first_line = 1, .last_line = 0, .rows = l->rows};
  table.box = (DocBox){line_x(l, 0), line_y(l, 0), line_x(l, l->columns), line_y(l, l->rows)};
  table.columns = g_array_new(FALSE, FALSE, sizeof(LayoutColumn));
  table.cells = g_array_new(FALSE, TRUE, sizeof(LayoutCell));
  g_array_set_clear_func(table.cells, layout_cell_clear);
  for (uint32_t c = 0; c < l->columns; c++) {
    LayoutColumn column = {line_x(l, c), line_x(l, c + 1)};
    g_array_append_val(table.columns, column);
  }
  g_autofree bool *taken = g_new0(bool, (gsize)l->columns * l->rows);
  for (uint32_t r = 0; r < l->rows; r++)
    for (uint32_t c = 0; c < l->columns; c++)
      if (!taken[r * l->columns + c]) add_cell(l, &table, taken, r, c);
  if (is_table(layout, layout_page(layout, page), &table))
    g_array_append_val(layout->grids, table);
  else
    layout_table_clear(&table);
}

static void grids_on_page(Layout *layout, uint32_t number) {
  const LayoutPage *page = layout_page(layout, number);
  if (page->rule_count < 4 || page->rule_count > RULES_MAX) return;
  Rules r = {.rules = &g_array_index(layout->rules, LayoutRule, page->first_rule), .count = page->rule_count};
  r.parent = g_new(uint32_t, r.count);
  unite(&r);
  for (uint32_t i = 0; i < r.count; i++) {
    if (find(&r, i) != i) continue;
    Lattice l = lattice_new(&r, i);
    take_lattice(layout, number, &l);
    lattice_clear(&l);
  }
  g_free(r.parent);
}

void layout_grids(Layout *layout) {
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    layout_rest(layout, p);
    grids_on_page(layout, p);
  }
}
