/* Columns of a page: a gutter that a run of rows leaves free between two like columns.
 *
 * Columns of a table leave such a gutter, too. Columns of prose are told from them by lines that fill their column with
 * words; and whatever they hold, by lines that are not level with those beside them, as rows of a table are. Cost:
 * rows times the places where a gutter is looked for, and a sort of its words for each gutter found. */
#include "ingest/layout_rows.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* A gutter between columns: narrowest width in font sizes, fewest rows beside it, fewest lines on each side,
 * how unlike the columns' widths may be (share of the wider), where it is looked for (share of the region's
 * width), and how finely. Chosen on two- and three-column papers set by five programs. */
static const float GUTTER_EM = 0.6f, NARROW_GUTTER_EM = 0.3f;
enum { GUTTER_ROWS_MIN = 5, NARROW_GUTTER_ROWS_MIN = 12, GUTTER_SIDE_LINES_MIN = 4 };
static const float COLUMN_WIDTH_SPREAD = 0.2f;
static const float GUTTER_FROM = 0.25f, GUTTER_TO = 0.75f, GUTTER_STEP_PT = 2;
/* So near to a word's edge, in steps, a place may be rounded to either side of it. */
static const float PLACE_SLACK = 0.01f;
/* A line across the columns above or below them: its words do not begin where the right column does, to so
 * much, or stand further in than an indent, and what stands over the gutter is no wider than a space. */
static const float EDGE_PT = 2, SPACE_EM = 0.5f, INDENT_MAX_EM = 6;
/* Gaps between paragraphs stand at the same heights on both sides of a column border of a table, and at
 * unlike ones in columns of prose: share from which on they are a table's. */
static const float ALIGNED_GAPS = 0.7f;
static const float PARAGRAPH_GAP_EM = 0.7f, ALIGNED_PT = 3;
/* Share of a column's width that its lines fill on average in prose; cells of a table fill less. */
static const float PROSE_FILL = 0.62f;
/* Words a line of prose has on average, at least; and the share of its lines that may stand in pieces. */
enum { PROSE_WORDS = 3 };
static const float PROSE_PARTED = 0.3f;
/* Lines are level to so much, by chance one in ten is; columns have so many lines each at least beside one another, and
 * of the fewer no larger share is level. */
static const float LEVEL_PT = 0.5f, UNEVEN_SHARE = 0.4f;
enum { UNEVEN_LINES_MIN = 10 };

/* Keys and values: most lines are level, and so few begin with a small letter; of prose, two lines in three do. */
static const float LEVEL_SHARE = 0.6f, SMALL_SHARE = 0.25f;

/* Share of the lines of a list in columns that begin with a bullet; and how unlike the columns' widths may be, as words of a
 * list are short. */
static const float LIST_SHARE = 0.6f, LIST_WIDTH_SPREAD = 0.5f;

/* Number of the row's words that end left of x; the next one begins right of it, or x is not free. */
static uint32_t words_left_of(const Region *r, const Row *row, float x, bool *free) {
  uint32_t n = 0;
  while (n < row->count && region_word(r, row->first + n)->box.x1 <= x) n++;
  *free = n == row->count || region_word(r, row->first + n)->box.x0 >= x;
  return n;
}

/* A row as a scan from left to right sees it: how many of its words end left of x, and what x is between. */
typedef struct {
  uint32_t left_of;
  bool free;
  float end, begin; /* of the words on either side of x, or infinite */
} Scan;

static void scan_to(const Region *r, uint32_t at, float x, Scan *scan) {
  const Row *row = region_row(r, at);
  while (scan->left_of < row->count && region_word(r, row->first + scan->left_of)->box.x1 <= x)
    scan->left_of++;
  uint32_t n = row->first + scan->left_of;
  scan->end = scan->left_of ? region_word(r, n - 1)->box.x1 : -INFINITY;
  scan->begin = scan->left_of < row->count ? region_word(r, n)->box.x0 : INFINITY;
  scan->free = scan->begin >= x;
}

/* Takes a row into a run that leaves x free. False, and the run as it was, if too little of the gutter would
 * be left. */
static bool extend_run(const Region *r, uint32_t at, const Scan *scan, LayoutGutter *run) {
  float left = MAX(run->left, scan->end), right = MIN(run->right, scan->begin);
  if (!scan->free || right - left < NARROW_GUTTER_EM * r->layout->body_size_pt) return false;
  run->left = left;
  run->right = right;
  run->both += isfinite(scan->end) && isfinite(scan->begin);
  run->to = at + 1;
  return true;
}

typedef struct {
  float left, right; /* extent of the words on this side */
  float filled;      /* sum of line widths */
  uint32_t lines, words;
  uint32_t bulleted; /* lines that begin with a bullet */
  uint32_t small;    /* and with a small letter */
  uint32_t parted;   /* lines in pieces, as rows of a table are */
  float widest;      /* line of several words in one piece */
  GArray *gaps;      /* float: tops of lines after a paragraph's gap */
  GArray *feet;      /* float: where lines end below */
  float bottom;
} Side;

static void side_add(Side *side, const DocBox *box, float size_pt) {
  if (side->lines && box->y0 - side->bottom > PARAGRAPH_GAP_EM * size_pt)
    g_array_append_val(side->gaps, box->y0);
  side->left = side->lines ? MIN(side->left, box->x0) : box->x0;
  side->right = side->lines ? MAX(side->right, box->x1) : box->x1;
  side->filled += box->x1 - box->x0;
  side->bottom = box->y1;
  g_array_append_val(side->feet, box->y1);
  side->lines++;
}

static bool is_bullet(const LayoutWord *word) {
  const char *text = word->text;
  bool one = *text && !*g_utf8_next_char(text);
  return one && (*text == 'o' || text_is_bullet(g_utf8_get_char(text)));
}

/* The words of rows from .. to on one side of x, as lines of their own: the lines of two columns share no baselines, so
 * that rows of both are mixed. */
static Side side_new(const Region *r, const LayoutGutter *run, bool on_left) {
  Side side = {.gaps = g_array_new(FALSE, FALSE, sizeof(float)),
               .feet = g_array_new(FALSE, FALSE, sizeof(float))};
  float x = (run->left + run->right) / 2;
  g_autofree uint32_t *words = g_new(uint32_t, r->count + 1);
  Region part = {.layout = r->layout, .words = words};
  for (uint32_t i = run->from; i < run->to; i++)
    for (uint32_t w = region_row(r, i)->first; w < region_row(r, i)->first + region_row(r, i)->count; w++)
      if ((region_word(r, w)->box.x1 <= x) == on_left) words[part.count++] = r->words[w];
  layout_find_rows(&part);
  for (uint32_t i = 0; i < part.rows->len; i++) {
    const Row *row = region_row(&part, i);
    side_add(&side, &row->box, region_word(&part, row->first)->size_pt);
    side.words += row->count;
    side.small += g_unichar_islower(g_utf8_get_char(region_word(&part, row->first)->text));
    side.bulleted += row->count > 1 && is_bullet(region_word(&part, row->first));
    bool parted = region_pieces(&part, row) > 1;
    side.parted += parted;
    if (!parted && row->count > PROSE_WORDS) side.widest = MAX(side.widest, row->box.x1 - row->box.x0);
  }
  g_array_unref(part.rows);
  return side;
}

static void side_clear(Side *side) {
  g_array_unref(side->gaps);
  g_array_unref(side->feet);
}

static bool is_prose(const Side *side) {
  if (side->words < PROSE_WORDS * side->lines || (float)side->parted > PROSE_PARTED * (float)side->lines)
    return false;
  return side->lines >= GUTTER_SIDE_LINES_MIN &&
         side->filled / (float)side->lines >= PROSE_FILL * (side->right - side->left);
}

/* How many of the heights in a stand in b, too; both ascend. */
static uint32_t aligned(const GArray *a, const GArray *b, float within) {
  uint32_t n = 0;
  for (uint32_t i = 0, j = 0; i < a->len && j < b->len;) {
    float x = g_array_index(a, float, i), y = g_array_index(b, float, j);
    n += fabsf(x - y) < within;
    if (x < y)
      i++;
    else
      j++;
  }
  return n;
}

static bool is_of_table(const Side *a, const Side *b) {
  uint32_t fewer = MIN(a->gaps->len, b->gaps->len);
  return fewer >= 2 && (float)aligned(a->gaps, b->gaps, ALIGNED_PT) >= ALIGNED_GAPS * (float)fewer;
}

/* The heights from .. to among some; the caller's. */
static GArray *between(const GArray *heights, float from, float to) {
  GArray *part = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = 0; i < heights->len; i++)
    if (g_array_index(heights, float, i) >= from - LEVEL_PT &&
        g_array_index(heights, float, i) <= to + LEVEL_PT)
      g_array_append_val(part, g_array_index(heights, float, i));
  return part;
}

/* Lines that stand beside others but level with none are of columns, whatever they hold: the rows of a table are
 * level. */
static bool is_uneven(const Side *a, const Side *b) {
  if (a->words < 2 * a->lines || b->words < 2 * b->lines || !a->lines || !b->lines) return false;
  float from = MAX(g_array_index(a->feet, float, 0), g_array_index(b->feet, float, 0));
  float to = MIN(g_array_index(a->feet, float, a->lines - 1), g_array_index(b->feet, float, b->lines - 1));
  g_autoptr(GArray) left = between(a->feet, from, to), right = between(b->feet, from, to);
  uint32_t fewer = MIN(left->len, right->len);
  return fewer >= UNEVEN_LINES_MIN && (float)aligned(left, right, LEVEL_PT) <= UNEVEN_SHARE * (float)fewer;
}

/* Each line stands level with one beside it, and few go on in the middle of a sentence: keys and their values. */
static bool is_of_keys(const Side *a, const Side *b) {
  uint32_t fewer = MIN(a->lines, b->lines), level = aligned(a->feet, b->feet, LEVEL_PT);
  bool begun =
      (float)a->small < SMALL_SHARE * (float)a->lines && (float)b->small < SMALL_SHARE * (float)b->lines;
  return begun && (float)level >= LEVEL_SHARE * (float)fewer;
}

static bool is_list(const Side *side) {
  return side->lines >= GUTTER_SIDE_LINES_MIN && (float)side->bulleted >= LIST_SHARE * (float)side->lines;
}

/* The run parts two columns of like width: of prose, of lines that are not level, or of a list. */
static bool is_gutter(const Region *r, const LayoutGutter *run) {
  Side left = side_new(r, run, true), right = side_new(r, run, false);
  float a = left.right - left.left, b = right.right - right.left;
  bool alike = fabsf(a - b) <= COLUMN_WIDTH_SPREAD * MAX(a, b);
  bool prose =
      is_prose(&left) && is_prose(&right) && !is_of_table(&left, &right) && !is_of_keys(&left, &right);
  bool uneven = is_uneven(&left, &right);
  bool list = is_list(&left) && is_list(&right) && fabsf(a - b) <= LIST_WIDTH_SPREAD * MAX(a, b);
  side_clear(&left);
  side_clear(&right);
  return list || (alike && (prose || uneven));
}

/* The longest run of rows that leave x free; `scans` are those of an x further left, or of none. */
static LayoutGutter longest_run(const Region *r, float x, Scan *scans) {
  LayoutGutter best = {0}, run = {.left = -INFINITY, .right = INFINITY};
  for (uint32_t i = 0; i < r->rows->len; i++) {
    scan_to(r, i, x, &scans[i]);
    if (!extend_run(r, i, &scans[i], &run)) {
      run = (LayoutGutter){.from = i, .to = i, .left = -INFINITY, .right = INFINITY};
      if (!extend_run(r, i, &scans[i], &run)) run.from = run.to = i + 1;
    }
    if (run.both > best.both || (run.from == best.from && run.both)) best = run;
  }
  return best;
}

/* Spaces of justified lines stand above one another by chance: a narrow gutter needs more rows. */
static bool has_rows(const Region *r, const LayoutGutter *run) {
  bool wide = run->right - run->left >= GUTTER_EM * r->layout->body_size_pt;
  return run->to - run->from >= (wide ? GUTTER_ROWS_MIN : NARROW_GUTTER_ROWS_MIN);
}

/* Where the right column begins: the median of where the right parts of the run's rows begin. */
static float right_edge(const Region *r, const LayoutGutter *run) {
  g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = run->from; i < run->to; i++) {
    bool free;
    uint32_t n = words_left_of(r, region_row(r, i), (run->left + run->right) / 2, &free);
    if (n < region_row(r, i)->count)
      g_array_append_val(edges, region_word(r, region_row(r, i)->first + n)->box.x0);
  }
  g_array_sort(edges, layout_by_value);
  return edges->len ? g_array_index(edges, float, edges->len / 2) : run->right;
}

static float left_end(const Region *r) {
  float left = INFINITY;
  for (uint32_t i = 0; i < r->rows->len; i++) left = MIN(left, region_row(r, i)->box.x0);
  return left;
}

/* A line across both columns may have a word space over the gutter: it does not begin anew where the column
 * does. */
static bool spans(const Region *r, uint32_t at, const LayoutGutter *run, float edge) {
  const Row *row = region_row(r, at);
  bool free;
  uint32_t n = words_left_of(r, row, (run->left + run->right) / 2, &free);
  if (n == 0 || n == row->count) return false;
  const LayoutWord *left = region_word(r, row->first + n - 1), *right = region_word(r, row->first + n);
  if (right->box.x0 - left->box.x1 >= SPACE_EM * right->size_pt) return false;
  bool centred = row->box.x0 >
                 left_end(r) + INDENT_MAX_EM * right->size_pt; /* no line of the left column begins there */
  return centred || fabsf(right->box.x0 - edge) > EDGE_PT;
}

static void trim_spanning(const Region *r, LayoutGutter *run) {
  float edge = right_edge(r, run);
  while (run->from < run->to && spans(r, run->from, run, edge)) run->from++;
  while (run->to > run->from && spans(r, run->to - 1, run, edge)) run->to--;
}

/* The places where a gutter is looked for: x = first + i * GUTTER_STEP_PT for i below `count`. */
typedef struct {
  float first;
  uint32_t count;
} Places;

static Places gutter_places(const Region *r) {
  float left = INFINITY, right = -INFINITY;
  for (uint32_t i = 0; i < r->rows->len; i++) {
    left = MIN(left, region_row(r, i)->box.x0);
    right = MAX(right, region_row(r, i)->box.x1);
  }
  float from = left + GUTTER_FROM * (right - left), to = left + GUTTER_TO * (right - left);
  return (Places){from, to > from ? (uint32_t)ceilf((to - from) / GUTTER_STEP_PT) : 0};
}

/* Marks the places that a space between two words lies over, if a gutter could: a run without one has words on
 * one side only. On a page of one column most places have none. */
static bool *places_in_gaps(const Region *r, const Places *places) {
  bool *marked = g_new0(bool, places->count + 1);
  float least = NARROW_GUTTER_EM * r->layout->body_size_pt;
  for (uint32_t i = 0; i < r->rows->len; i++) {
    const Row *row = region_row(r, i);
    for (uint32_t w = row->first + 1; w < row->first + row->count; w++) {
      float from = region_word(r, w - 1)->box.x1, to = region_word(r, w)->box.x0;
      if (to - from < least) continue;
      float low = floorf((from - places->first) / GUTTER_STEP_PT),
            high = ceilf((to - places->first) / GUTTER_STEP_PT);
      for (float p = MAX(low, 0); p <= high && p < (float)places->count; p++) marked[(uint32_t)p] = true;
    }
  }
  return marked;
}

/* Sets the bits of the places that a word of a row lies over, which ends every run there. A word begins before such a
 * place and ends after it; near its edges a place is left out. */
static void set_covered(const Region *r, const Row *row, const Places *places, uint64_t *bits) {
  float reached = 0; /* in places: how far right the words so far go */
  for (uint32_t w = row->first; w < row->first + row->count; w++) {
    const DocBox *box = &region_word(r, w)->box;
    float from = ceilf((box->x0 - places->first) / GUTTER_STEP_PT + PLACE_SLACK),
          to = ceilf((box->x1 - places->first) / GUTTER_STEP_PT - PLACE_SLACK);
    from = MAX(from, reached);
    reached = MAX(reached, MIN(to, (float)places->count));
    for (uint32_t p = (uint32_t)MIN(from, reached); p < (uint32_t)reached; p++)
      bits[p / 64] |= (uint64_t)1 << p % 64;
  }
}

/* Unmarks the places where no run of rows is long enough for a gutter: on a page of one column almost all. The last
 * rows are kept as bits, so that all places are looked at at once. */
static void unmark_short_runs(const Region *r, const Places *places, bool *marked) {
  uint32_t words = places->count / 64 + 1, rows = r->rows->len;
  g_autofree uint64_t *covered = g_new0(uint64_t, GUTTER_ROWS_MIN * words), *run = g_new0(uint64_t, words);
  for (uint32_t i = 0; i < rows; i++) {
    uint64_t *own = covered + i % GUTTER_ROWS_MIN * words;
    memset(own, 0, words * sizeof *own);
    set_covered(r, region_row(r, i), places, own);
    for (uint32_t w = 0; i + 1 >= GUTTER_ROWS_MIN && w < words; w++) {
      uint64_t any = 0;
      for (uint32_t last = 0; last < GUTTER_ROWS_MIN; last++) any |= covered[last * words + w];
      run[w] |= ~any;
    }
  }
  for (uint32_t p = 0; p < places->count; p++) marked[p] = marked[p] && run[p / 64] >> p % 64 & 1;
}

static bool same_run(const LayoutGutter *a, const LayoutGutter *b) {
  return a->from == b->from && a->to == b->to && a->left == b->left && a->right == b->right;
}

/* More rows with words on either side, or else more rows: a gutter further left may end where a longer line begins. */
static bool is_better(const LayoutGutter *run, const LayoutGutter *than) {
  if (run->both != than->both) return run->both > than->both;
  return run->both && run->to - run->from > than->to - than->from;
}

bool layout_find_gutter(const Region *r, LayoutGutter *gutter) {
  LayoutGutter seen = {0}; /* the run last looked at, as one is found at each place of its width */
  *gutter = (LayoutGutter){0};
  if (r->rows->len < GUTTER_ROWS_MIN) return false;
  Places places = gutter_places(r);
  g_autofree bool *in_gap = places_in_gaps(r, &places);
  unmark_short_runs(r, &places, in_gap);
  g_autofree Scan *scans = g_new0(Scan, r->rows->len);
  for (uint32_t i = 0; i < places.count; i++) {
    if (!in_gap[i]) continue;
    LayoutGutter run = longest_run(r, places.first + (float)i * GUTTER_STEP_PT, scans);
    if (!is_better(&run, gutter) || same_run(&run, &seen)) continue;
    seen = run;
    trim_spanning(r, &run);
    if (has_rows(r, &run) && is_gutter(r, &run)) *gutter = run;
  }
  return gutter->both > 0;
}

/* ---- gutters that the pages before have shown */

/* How many pages of those so far must have a gutter for a page to be believed to have it on less evidence: one in so many. */
enum { KNOWN_PAGES_OF = 2, KNOWN_ROWS_MIN = 2, KNOWN_SHOWN_ROWS_MIN = 5 };
/* A line of a column fills so much of it. */
static const float KNOWN_FILL = 0.8f;

void layout_learn_gutter(LayoutGutters *known, const Layout *layout, uint32_t page,
                         const LayoutGutter *gutter) {
  bool wide = gutter->right - gutter->left >= GUTTER_EM * layout->body_size_pt;
  if (!wide || gutter->both < KNOWN_SHOWN_ROWS_MIN) return;
  for (uint32_t i = 0; i < known->count; i++) {
    LayoutKnownGutter *like = &known->gutters[i];
    float left = MAX(like->left, gutter->left), right = MIN(like->right, gutter->right);
    if (right - left < GUTTER_EM * layout->body_size_pt) continue;
    like->pages += like->last_page != page;
    like->last_page = page;
    like->left = left;
    like->right = right;
    return;
  }
  if (known->count == LAYOUT_KNOWN_GUTTERS_MAX) return;
  known->gutters[known->count++] = (LayoutKnownGutter){gutter->left, gutter->right, 1, page};
}

/* Whether no word of the row lies in the gutter, as narrow as one may be: no line of the pages so far need have been full.
 * `both` where words lie on either side of it. */
static bool leaves_free(const Region *r, const Row *row, const LayoutKnownGutter *known, bool *both) {
  bool free;
  float left = MAX(known->left, known->right - GUTTER_EM * r->layout->body_size_pt);
  uint32_t n = words_left_of(r, row, left, &free);
  *both = n > 0 && n < row->count;
  return n == row->count || region_word(r, row->first + n)->box.x0 >= known->right;
}

static LayoutGutter known_run(const Region *r, const LayoutKnownGutter *known) {
  LayoutGutter best = {0}, run = {.left = known->left, .right = known->right};
  for (uint32_t i = 0; i < r->rows->len; i++) {
    bool both;
    if (!leaves_free(r, region_row(r, i), known, &both)) {
      run.from = i + 1;
      run.both = 0;
      continue;
    }
    run.to = i + 1;
    run.both += both;
    if (run.both > best.both || (run.from == best.from && run.both)) best = run;
  }
  return best;
}

/* What is beside the gutter is no table: a line of prose fills one of the columns, unless all pages before have it, and gaps
 * are not level. */
static bool holds_columns(const Region *r, const LayoutGutter *run, bool always) {
  Side left = side_new(r, run, true), right = side_new(r, run, false);
  bool full = left.widest > KNOWN_FILL * (left.right - left.left) ||
              right.widest > KNOWN_FILL * (right.right - right.left);
  bool table = is_of_table(&left, &right);
  side_clear(&left);
  side_clear(&right);
  bool parted = (float)(left.parted + right.parted) > PROSE_PARTED * (float)(left.lines + right.lines);
  return (full || (always && !parted)) && !table;
}

bool layout_find_known_gutter(const Region *r, const LayoutGutters *known, uint32_t page,
                              LayoutGutter *gutter) {
  for (uint32_t i = 0; i < known->count; i++) {
    if (KNOWN_PAGES_OF * known->gutters[i].pages < page) continue;
    LayoutGutter run = known_run(r, &known->gutters[i]);
    bool always = known->gutters[i].pages == page; /* all pages before have it */
    if (run.both >= KNOWN_ROWS_MIN && is_better(&run, gutter) && holds_columns(r, &run, always))
      *gutter = run;
  }
  return gutter->both > 0;
}
