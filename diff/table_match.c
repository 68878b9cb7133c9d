/* Tables: which columns belong together, and the words of rows cell by cell (stage 7).
 *
 *     Service | 2017/18  | 2018/19             columns by header and by how many rows agree in them,
 *     Service | 2017/18  | 2018/19  | Change   rows by the beads (they are units), cells by both
 *
 * A column that came or went is one change. Where the readers cut a table differently its cells prove
 * nothing, so a row is compared by cells only if that loses no more words than comparing it as one run.
 * O(rows columns^2), columns capped. */
#include "diff/diff_priv.h"

#include <stdlib.h>
#include <string.h>

/* Wider tables are compared by rows alone. */
enum { COLUMNS_MAX = 64 };
/* Two columns may be one if their cells agree this much on average, the header counting as HEADER_WEIGHT rows
 * and two empty cells as little; in the middle between columns that come and go (all rows differ) and columns
 * whose every number was updated (names agree). */
static const double COLUMN_MIN = 0.3, HEADER_WEIGHT = 2.0, EMPTY_WEIGHT = 0.05;
/* Fewer rows in common are no table: columns cannot be told from one row. */
enum { ROWS_MIN = 2 };
/* Columns that came or went must explain the table nearly as well as its runs of words do: one word in ten,
 * and two, may be met by chance. Where a reader cut one column in two they explain it much worse. */
/* A table that readers cut into other cells is compared without order if that leaves this share of the lost words. */
static const double BAG_SHARE = 0.25;
enum { COLUMN_SLACK = 10, COLUMN_SLACK_WORDS = 2 };

GArray *table_cells(const DiffPaperSide *side, uint32_t row_unit) {
  GArray *cells = g_array_new(FALSE, FALSE, sizeof(DiffCell));
  const DiffUnit *unit = side_unit(side, row_unit);
  const Doc *doc = side->doc;
  uint32_t word = unit->first, column = 0;
  for (uint32_t c = doc_first_child(doc, unit->node); c; c = doc_next_sibling(doc, c)) {
    const DocNode *node = doc_node(doc, c);
    DiffCell cell = {c, column, MAX(node->colspan, 1), word, word};
    while (word < unit->end && side_word(side, word)->node <= node->last) word++;
    cell.end = word;
    column += cell.columns;
    g_array_append_val(cells, cell);
  }
  return cells;
}

static uint32_t row_columns(const GArray *cells) {
  if (!cells->len) return 0;
  const DiffCell *last = &g_array_index(cells, DiffCell, cells->len - 1);
  return last->column + last->columns;
}

static uint32_t table_of(const Doc *doc, uint32_t row) {
  while (row && doc_node(doc, row)->kind != DOC_TABLE) row = doc_node(doc, row)->parent;
  return row;
}

static bool is_row_bead(const DiffMatch *m, const DiffBead *bead) {
  return bead_is_single(bead) && side_unit(m->side[0], bead->first[0])->kind == UNIT_ROW &&
         side_unit(m->side[1], bead->first[1])->kind == UNIT_ROW;
}

/* --- which tables --- */

typedef struct {
  uint32_t table[2], bead;
} RowPair;

static gint compare_rows(gconstpointer x, gconstpointer y) {
  const RowPair *a = x, *b = y;
  for (unsigned s = 0; s < 2; s++)
    if (a->table[s] != b->table[s]) return (a->table[s] > b->table[s]) - (a->table[s] < b->table[s]);
  return (a->bead > b->bead) - (a->bead < b->bead);
}

/* Beads of two rows, by table. */
static GArray *row_pairs(const DiffMatch *m) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(RowPair));
  for (guint k = 0; k < m->beads->len; k++) {
    const DiffBead *bead = match_bead(m, k);
    if (!is_row_bead(m, bead)) continue;
    RowPair pair = {.bead = k};
    for (unsigned s = 0; s < 2; s++)
      pair.table[s] = table_of(m->side[s]->doc, side_unit(m->side[s], bead->first[s])->node);
    g_array_append_val(list, pair);
  }
  g_array_sort(list, compare_rows);
  return list;
}

/* --- which columns --- */

typedef struct {
  double *score; /* by (column of side 0, column of side 1): sum of similarities */
  double *rows;  /* the same: how many rows could tell */
  double *agree; /* the same: of the header */
} Grid;

static bool is_empty(const DiffCell *cell) { return cell->first == cell->end; }

static void grid_add_row(const DiffMatch *m, Grid *grid, const DiffBead *bead) {
  g_autoptr(GArray) a = table_cells(m->side[0], bead->first[0]), b = table_cells(m->side[1], bead->first[1]);
  bool header = true;
  for (guint i = 0; i < a->len; i++)
    header &= doc_node(m->side[0]->doc, g_array_index(a, DiffCell, i).node)->header;
  double weight = header ? HEADER_WEIGHT : 1;
  for (guint i = 0; i < a->len; i++)
    for (guint j = 0; j < b->len; j++) {
      const DiffCell *x = &g_array_index(a, DiffCell, i), *y = &g_array_index(b, DiffCell, j);
      if (x->columns > 1 || y->columns > 1) continue;
      uint32_t at = x->column * COLUMNS_MAX + y->column;
      double tells = is_empty(x) && is_empty(y) ? EMPTY_WEIGHT : weight;
      double similarity = is_empty(x) != is_empty(y) ? 0
                          : is_empty(x)              ? 1
                                        : spans_similarity(m, x->first, x->end, y->first, y->end);
      grid->score[at] += tells * similarity;
      grid->rows[at] += tells;
      if (header) grid->agree[at] = similarity;
    }
}

/* Most alike first; among equals the ones that stand at the same place. */
static void pair_columns_by_score(const Grid *grid, DiffTablePair *pair) {
  for (;;) {
    double best = COLUMN_MIN;
    uint32_t a = DIFF_NONE, b = DIFF_NONE, apart = 0;
    for (uint32_t c = 0; c < pair->columns[0]; c++)
      for (uint32_t d = 0; d < pair->columns[1]; d++) {
        if (pair->map[0][c] != DIFF_NONE || pair->map[1][d] != DIFF_NONE) continue;
        double rows = grid->rows[c * COLUMNS_MAX + d],
               score = rows > 0 ? grid->score[c * COLUMNS_MAX + d] / rows : 0;
        uint32_t distance = c > d ? c - d : d - c;
        if (score < best || (score == best && a != DIFF_NONE && distance >= apart)) continue;
        best = score, a = c, b = d, apart = distance;
      }
    if (a == DIFF_NONE) return;
    pair->map[0][a] = b, pair->map[1][b] = a;
  }
}

/* Columns whose every number was updated: between the same neighbours on both sides there are as many of
 * them, or they have one name. */
static void pair_columns_by_place(const Grid *grid, DiffTablePair *pair) {
  for (uint32_t c = 0, end; c < pair->columns[0]; c = end) {
    end = c + 1;
    if (pair->map[0][c] != DIFF_NONE) continue;
    uint32_t d = c == 0                             ? 0
                 : pair->map[0][c - 1] == DIFF_NONE ? DIFF_NONE
                                                    : pair->map[0][c - 1] + 1,
             stop = d;
    if (d == DIFF_NONE) continue;
    while (end < pair->columns[0] && pair->map[0][end] == DIFF_NONE) end++;
    while (stop < pair->columns[1] && pair->map[1][stop] == DIFF_NONE) stop++;
    bool as_many = stop - d == end - c;
    for (; c < end && d < stop; c++, d++)
      if (as_many || grid->agree[c * COLUMNS_MAX + d] > 0.5) pair->map[0][c] = d, pair->map[1][d] = c;
  }
}

static void mark_moved_columns(DiffTablePair *pair) {
  uint32_t position[COLUMNS_MAX], from[COLUMNS_MAX], count = 0;
  uint64_t weight[COLUMNS_MAX];
  bool kept[COLUMNS_MAX];
  pair->moved = g_new0(bool, pair->columns[1] + 1);
  for (uint32_t d = 0; d < pair->columns[1]; d++)
    if (pair->map[1][d] != DIFF_NONE) position[count] = pair->map[1][d], weight[count] = 1, from[count++] = d;
  sequence_heaviest(position, weight, count, COLUMNS_MAX, kept);
  for (uint32_t k = 0; k < count; k++) pair->moved[from[k]] = !kept[k];
}

/* Columns of tables whose rows are the beads first .. end of the list. False where they are too many or none.
 */
static bool match_columns(const DiffMatch *m, const GArray *list, guint first, guint end,
                          DiffTablePair *pair) {
  pair->columns[0] = pair->columns[1] = 0;
  for (guint k = first; k < end; k++)
    for (unsigned s = 0; s < 2; s++) {
      g_autoptr(GArray) cells =
          table_cells(m->side[s], match_bead(m, g_array_index(list, RowPair, k).bead)->first[s]);
      pair->columns[s] = MAX(pair->columns[s], row_columns(cells));
    }
  if (!pair->columns[0] || !pair->columns[1] || MAX(pair->columns[0], pair->columns[1]) > COLUMNS_MAX)
    return false;
  enum { CELLS = COLUMNS_MAX * COLUMNS_MAX };
  Grid grid = {g_new0(double, CELLS), g_new0(double, CELLS), g_new0(double, CELLS)};
  for (guint k = first; k < end; k++)
    grid_add_row(m, &grid, match_bead(m, g_array_index(list, RowPair, k).bead));
  for (unsigned s = 0; s < 2; s++) {
    pair->map[s] = g_new(uint32_t, pair->columns[s]);
    for (uint32_t c = 0; c < pair->columns[s]; c++) pair->map[s][c] = DIFF_NONE;
  }
  pair_columns_by_score(&grid, pair);
  pair_columns_by_place(&grid, pair);
  mark_moved_columns(pair);
  g_free(grid.score);
  g_free(grid.rows);
  g_free(grid.agree);
  return true;
}

static bool has_column_change(const DiffTablePair *pair) {
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t c = 0; c < pair->columns[s]; c++)
      if (pair->map[s][c] == DIFF_NONE) return true;
  for (uint32_t d = 0; d < pair->columns[1]; d++)
    if (pair->moved[d]) return true;
  return false;
}

/* --- the words of a row --- */

/* Cells with the words of columns that came or went set aside, the others compared with their counterparts.
 */
static void refine_cells(DiffMatch *m, const DiffTablePair *pair, const GArray *a, const GArray *b) {
  const GArray *cells[2] = {a, b};
  for (unsigned s = 0; s < 2; s++)
    for (guint i = 0; i < cells[s]->len; i++) {
      const DiffCell *cell = &g_array_index(cells[s], DiffCell, i);
      if (cell->columns > 1 || pair->map[s][cell->column] != DIFF_NONE) continue;
      for (uint32_t w = cell->first; w < cell->end; w++) m->side[s]->state[w] = WORD_COLUMN;
    }
  for (guint i = 0; i < a->len; i++)
    for (guint j = 0; j < b->len; j++) {
      const DiffCell *x = &g_array_index(a, DiffCell, i), *y = &g_array_index(b, DiffCell, j);
      bool same = x->columns == 1 && y->columns == 1 ? pair->map[0][x->column] == y->column : i == j;
      if (same && x->first < x->end && y->first < y->end) refine_words(m, x->first, x->end, y->first, y->end);
    }
}

/* Compares a row one way; gives the words that it leaves unexplained, those of whole columns among them. */
static uint32_t refine_row(DiffMatch *m, const DiffTablePair *pair, DiffBead *bead, bool by_cells) {
  uint32_t first[2], end[2], lost = 0;
  for (unsigned s = 0; s < 2; s++) {
    first[s] = bead_first_word(m, bead, s), end[s] = bead_end_word(m, bead, s);
    refine_reset(m, s, first[s], end[s]);
  }
  bead->flags = by_cells ? bead->flags | BEAD_CELLS : bead->flags & ~(unsigned)BEAD_CELLS;
  if (by_cells) {
    g_autoptr(GArray) a = table_cells(m->side[0], bead->first[0]),
                      b = table_cells(m->side[1], bead->first[1]);
    refine_cells(m, pair, a, b);
  } else {
    refine_words(m, first[0], end[0], first[1], end[1]);
  }
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t w = first[s]; w < end[s]; w++) lost += m->side[s]->state[w] != WORD_KEPT;
  return lost;
}

static bool same_words(const DiffMatch *m, const DiffCell *a, const DiffCell *b) {
  return a->end - a->first == b->end - b->first &&
         memcmp(m->side[0]->word_id + a->first, m->side[1]->word_id + b->first,
                (a->end - a->first) * sizeof(uint32_t)) == 0;
}

/* Every cell stands in the other row, be it in another place: then it is the writer who changed their places. */
static bool cells_changed_places(const DiffMatch *m, const DiffBead *bead) {
  g_autoptr(GArray) a = table_cells(m->side[0], bead->first[0]), b = table_cells(m->side[1], bead->first[1]);
  for (guint i = 0; i < a->len; i++) {
    bool found = false;
    for (guint j = 0; j < b->len && !found; j++)
      found = same_words(m, &g_array_index(a, DiffCell, i), &g_array_index(b, DiffCell, j));
    if (!found) return false;
  }
  return true;
}

/* Words lost without regard to order, as where a reader took the lines of several cells for one cell. */
static uint32_t lost_as_bag(DiffMatch *m, const DiffBead *bead) {
  uint32_t first[2], end[2], lost = 0;
  for (unsigned s = 0; s < 2; s++) {
    first[s] = bead_first_word(m, bead, s), end[s] = bead_end_word(m, bead, s);
    refine_reset(m, s, first[s], end[s]);
  }
  refine_bag(m, first[0], end[0], first[1], end[1]);
  for (unsigned s = 0; s < 2; s++) lost += refine_lost(m, s, first[s], end[s]);
  return lost;
}

/* Rows whose words are nearly all the same, in another order: left to stage 6 as bags. False if they are not that. */
static bool take_as_bags(DiffMatch *m, const GArray *list, guint first, guint end, uint32_t lost) {
  uint32_t as_bag = 0;
  g_autofree bool *shuffled = g_new0(bool, end - first);
  for (guint k = first; k < end; k++) {
    DiffBead *bead = match_bead(m, g_array_index(list, RowPair, k).bead);
    uint32_t by_words = refine_row(m, NULL, bead, false), by_bag = by_words ? lost_as_bag(m, bead) : 0;
    shuffled[k - first] = by_bag < by_words && !cells_changed_places(m, bead);
    as_bag += shuffled[k - first] ? by_bag : by_words;
  }
  if (as_bag > BAG_SHARE * lost) return false;
  for (guint k = first; k < end; k++) {
    DiffBead *bead = match_bead(m, g_array_index(list, RowPair, k).bead);
    if (shuffled[k - first]) bead->flags |= BEAD_BAG;
    for (unsigned s = 0; s < 2; s++)
      refine_reset(m, s, bead_first_word(m, bead, s), bead_end_word(m, bead, s));
  }
  return true;
}

/* Rows of a table pair, by cells or as runs of words, whichever explains more; where columns came or went the
 * choice is the whole table's. False where the columns turned out to be the readers' and not the writers'. */
static bool refine_table(DiffMatch *m, const DiffTablePair *pair, const GArray *list, guint first,
                         guint end) {
  bool columns_change = has_column_change(pair);
  uint32_t all_words = 0, all_cells = 0;
  g_autofree bool *cells_better = g_new0(bool, end - first);
  for (guint k = first; k < end; k++) {
    DiffBead *bead = match_bead(m, g_array_index(list, RowPair, k).bead);
    uint32_t by_words = refine_row(m, pair, bead, false);
    uint32_t by_cells = by_words || columns_change ? refine_row(m, pair, bead, true) : 0;
    all_words += by_words, all_cells += by_cells;
    cells_better[k - first] = by_words && by_cells <= by_words;
  }
  if (all_words && take_as_bags(m, list, first, end, MIN(all_words, columns_change ? all_cells : all_words)))
    return false;
  bool columns = columns_change && all_cells <= all_words + all_words / COLUMN_SLACK + COLUMN_SLACK_WORDS;
  for (guint k = first; k < end; k++)
    refine_row(m, pair, match_bead(m, g_array_index(list, RowPair, k).bead),
               columns || (!columns_change && cells_better[k - first]));
  return columns || !columns_change;
}

void tables_match(DiffMatch *m) {
  g_autoptr(GArray) list = row_pairs(m);
  for (guint first = 0, end; first < list->len; first = end) {
    const RowPair *rows = &g_array_index(list, RowPair, first);
    DiffTablePair pair = {.table = {rows->table[0], rows->table[1]}};
    for (end = first; end < list->len; end++)
      if (memcmp(g_array_index(list, RowPair, end).table, pair.table, sizeof pair.table) != 0) break;
    if (end - first < ROWS_MIN || !match_columns(m, list, first, end, &pair)) continue;
    if (refine_table(m, &pair, list, first, end))
      g_array_append_val(m->tables, pair);
    else
      table_pair_clear(&pair);
  }
}

const DiffTablePair *tables_pair_of_row(const DiffMatch *m, const DiffBead *bead) {
  uint32_t table[2];
  for (unsigned s = 0; s < 2; s++)
    table[s] = table_of(m->side[s]->doc, side_unit(m->side[s], bead->first[s])->node);
  for (guint k = 0; k < m->tables->len; k++) {
    const DiffTablePair *pair = &g_array_index(m->tables, DiffTablePair, k);
    if (pair->table[0] == table[0] && pair->table[1] == table[1]) return pair;
  }
  return NULL;
}
