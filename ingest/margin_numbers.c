/* Line numbers at the left margin: "1 2 3 ..." beside every line, or every fifth. They are recorded and taken
 * out before lines are made, as they would else be a column of their own. Linear in rows,
 * once these are known. */
#include "ingest/layout_rows.h"
#include "ingest/pack.h"

#include <math.h>
#include <string.h>

/* So many numbers in one column make it sure on a page; fewer than every line's share of rows must be spaced
 * evenly. */
enum { NUMBERS_MIN = 5, NUMBERS_MIN_SPACED = 4, STEP_MAX = 10 };
/* They stand apart from the text by this much, in font sizes, and within this of one another's right or left
 * edges. */
static const float GAP_EM = 0.5f, PLACE_PT = 3;
/* Share of the page's rows that a number at every line stands on: blank rows and tables have none. */
static const float ROWS_SHARE = 0.7f;
/* Lines that numbering covers at least, and the share of them that may stand in pieces. */
enum { LINES_MIN = 12 };
static const float PARTED_SHARE = 0.3f;

typedef struct {
  uint32_t word; /* in the layout */
  unsigned value;
  uint32_t row;
} Number;

static bool parse_integer(const char *text, unsigned *value) {
  size_t digits = strspn(text, "0123456789");
  if (!digits || digits > 4 || text[digits]) return false;
  *value = (unsigned)g_ascii_strtoull(text, NULL, 10);
  return true;
}

static bool same_column(const LayoutWord *a, const LayoutWord *b) {
  return fabsf(a->box.x0 - b->box.x0) < PLACE_PT || fabsf(a->box.x1 - b->box.x1) < PLACE_PT;
}

/* The rows' first words that are numbers and stand apart from text that does not begin left of them. */
static GArray *find_numbers(const Region *r) {
  GArray *numbers = g_array_new(FALSE, FALSE, sizeof(Number));
  for (uint32_t i = 0; i < r->rows->len; i++) {
    const Row *row = region_row(r, i);
    const LayoutWord *word = region_word(r, row->first);
    Number number = {.word = r->words[row->first], .row = i};
    if (row->count > 1 && region_word(r, row->first + 1)->box.x0 - word->box.x1 < GAP_EM * word->size_pt)
      continue;
    if (parse_integer(word->text, &number.value)) g_array_append_val(numbers, number);
  }
  return numbers;
}

/* Of the numbers those that stand left of all that is none. */
static void keep_outer(const Region *r, GArray *numbers) {
  float text = INFINITY;
  for (uint32_t i = 0, n = 0; i < r->rows->len; i++) {
    bool numbered = n < numbers->len && g_array_index(numbers, Number, n).row == i;
    n += numbered;
    if (!numbered) text = MIN(text, region_word(r, region_row(r, i)->first)->box.x0);
  }
  for (uint32_t i = numbers->len; i-- > 0;)
    if (layout_word(r->layout, g_array_index(numbers, Number, i).word)->box.x1 > text)
      g_array_remove_index(numbers, i);
}

/* Numbers go up by as much as their rows go down, give or take a row; and what stands beside them is prose, not the
 * cells of a table whose rows are numbered. */
static bool counts_lines(const Region *r, const GArray *numbers, unsigned step) {
  uint32_t parted = 0, rows = 0;
  for (uint32_t i = 0; i < numbers->len; i++) {
    const Number *n = &g_array_index(numbers, Number, i);
    const Row *row = region_row(r, n->row);
    Row beside = {.first = row->first + 1, .count = row->count - 1};
    parted += beside.count > 1 && region_pieces(r, &beside) > 1;
    rows += i && n->row - (n - 1)->row <= step + 1;
    if (i && n->row - (n - 1)->row > step + 1 && step == 1) return false;
    if (i && n->row - (n - 1)->row + 1 < step) return false;
  }
  if (2 * (rows + 1) < numbers->len) return false;
  return (float)parted <= PARTED_SHARE * (float)numbers->len && numbers->len * step >= LINES_MIN;
}

/* Each number is the one before it plus the same step, in one column, left of all other text. */
static unsigned run_step(const Region *r, const GArray *numbers) {
  const Number *first = &g_array_index(numbers, Number, 0);
  unsigned step = g_array_index(numbers, Number, 1).value - first->value;
  for (uint32_t i = 1; i < numbers->len; i++) {
    const Number *a = &g_array_index(numbers, Number, i - 1), *b = a + 1;
    if (b->value - a->value != step ||
        !same_column(layout_word(r->layout, a->word), layout_word(r->layout, b->word)))
      return 0;
  }
  float right = layout_word(r->layout, first->word)->box.x1;
  for (uint32_t i = 0; i < numbers->len; i++)
    right = MAX(right, layout_word(r->layout, g_array_index(numbers, Number, i).word)->box.x1);
  uint32_t inside = 0;
  for (uint32_t i = 0; i < r->rows->len; i++)
    inside += region_word(r, region_row(r, i)->first)->box.x0 < right;
  return inside == numbers->len ? step : 0;
}

/* Drops a page number at the column's end, which belongs to another sequence. */
static void trim_ends(GArray *numbers) {
  if (numbers->len < 3) return;
  const Number *n = (const Number *)(gpointer)numbers->data;
  uint32_t last = numbers->len - 1;
  if (n[last].value - n[last - 1].value != n[last - 1].value - n[last - 2].value)
    g_array_set_size(numbers, last);
  else if (n[1].value - n[0].value != n[2].value - n[1].value)
    g_array_remove_index(numbers, 0);
}

/* The step of the numbering beside a page's lines; 0 for none. Numbers of every fifth line say enough by their place:
 * lines of tables are often not counted. */
static unsigned numbering(const Region *r, const GArray *numbers) {
  if (numbers->len < NUMBERS_MIN_SPACED) return 0;
  unsigned step = run_step(r, numbers);
  if (!step || !counts_lines(r, numbers, step)) return 0;
  if (step > 1) return step <= STEP_MAX ? step : 0;
  return numbers->len >= NUMBERS_MIN && (float)numbers->len >= ROWS_SHARE * (float)r->rows->len ? 1 : 0;
}

/* The numbering that a page has shown: its step, and one of its numbers. */
typedef struct {
  unsigned step;
  LayoutWord word;
} Numbering;

/* A page of few lines, in a file whose lines are numbered: what stands where the numbers do. */
static void keep_like(const Region *r, GArray *numbers, const Numbering *like) {
  for (uint32_t i = numbers->len; i-- > 0;) {
    const Number *n = &g_array_index(numbers, Number, i);
    if (!same_column(layout_word(r->layout, n->word), &like->word) || n->value % like->step) g_array_remove_index(numbers, i);
  }
}

static bool drop_numbers(const Layout *layout, uint32_t p, Numbering *seen, bool *drop) {
  const Region *r = layout_page_rows(layout, p);
  g_autoptr(GArray) numbers = find_numbers(r);
  keep_outer(r, numbers);
  g_autoptr(GArray) run = g_array_copy(numbers);
  trim_ends(run);
  unsigned step = numbering(r, run);
  if (step) *seen = (Numbering){step, *layout_word(layout, g_array_index(run, Number, 0).word)};
  if (seen->step)
    keep_like(r, numbers, seen);
  else
    g_array_set_size(numbers, 0);
  for (uint32_t i = 0; i < numbers->len; i++) drop[g_array_index(numbers, Number, i).word] = true;
  return numbers->len > 0;
}

bool pack_margin_numbers(const Layout *layout, bool *drop) {
  bool any = false;
  Numbering seen = {0};
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    bool known = seen.step != 0;
    layout_rest(layout, p);
    any |= drop_numbers(layout, p, &seen, drop);
    for (uint32_t before = 0; !known && seen.step && before < p; before++)
      drop_numbers(layout, before, &seen, drop);
  }
  return any;
}
