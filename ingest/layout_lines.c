/* Words -> lines in reading order.
 *
 *   1. rows       words whose middles lie within each other's height share a baseline
 *   2. columns    a gutter that many consecutive rows leave free, with text of like width on both sides
 *   3. lines      within a column, a row is parted at wide gaps (cells of a table part there; the pieces of a
 *                 line of prose are put together again by layout_merge_rows once the tables are known)
 *
 * Follows the projection profiles of Nagy and Seth's X-Y cut (1984), but over rows and not pixels, and cuts columns
 * only where both sides read as prose, since the columns of a table must stay in their rows.
 * Cost: a sort a page, then linear but for the gutter search (rows times candidate gaps). */
#include "ingest/layout.h"

#include <math.h>
#include <string.h>

/* Two words are on one row if the middle of the smaller is within the other, less this share of its height at both
 * edges: superscripts stay in, the next line stays out even when set solid. */
static const float ROW_INSET = 0.12f;
/* Narrowest gap that parts a row, in font sizes: word spaces of justified lines reach 0.8, cell borders begin at 0.9. */
static const float SEGMENT_GAP_EM = 0.95f;
/* In plain text two spaces part. */
static const float TEXT_GAP_CELLS = 1.5f;
/* Words that touched in the source but not on their row do not. */
static const float TOUCH_EM = 0.3f;
/* A gutter between columns: narrowest width in font sizes, fewest rows beside it, and how unlike the columns' widths
 * may be (share of the wider). Chosen on two-column conference and newsletter pages. */
static const float GUTTER_EM = 0.9f;
enum { GUTTER_ROWS_MIN = 5, GUTTER_SIDE_LINES_MIN = 4 };
static const float COLUMN_WIDTH_SPREAD = 0.2f;
/* Share of a column's width that its lines fill on average in prose; cells of a table fill less. */
static const float PROSE_FILL = 0.62f;

typedef struct {
  uint32_t first, count; /* into an array of word indices, by x */
  DocBox box;
  bool placed;
} Row;

static float middle(const DocBox *box) { return (box->y0 + box->y1) / 2; }

static void box_include(DocBox *box, const DocBox *by) {
  box->x0 = MIN(box->x0, by->x0);
  box->y0 = MIN(box->y0, by->y0);
  box->x1 = MAX(box->x1, by->x1);
  box->y1 = MAX(box->y1, by->y1);
}

static gint by_middle(gconstpointer a, gconstpointer b, gpointer layout) {
  const LayoutWord *x = layout_word(layout, *(const uint32_t *)a), *y = layout_word(layout, *(const uint32_t *)b);
  float mx = middle(&x->box), my = middle(&y->box);
  if (mx != my) return mx < my ? -1 : 1;
  return *(const uint32_t *)a < *(const uint32_t *)b ? -1 : 1;
}

static gint by_left(gconstpointer a, gconstpointer b, gpointer layout) {
  const LayoutWord *x = layout_word(layout, *(const uint32_t *)a), *y = layout_word(layout, *(const uint32_t *)b);
  if (x->box.x0 != y->box.x0) return x->box.x0 < y->box.x0 ? -1 : 1;
  return *(const uint32_t *)a < *(const uint32_t *)b ? -1 : 1;
}

/* Whether a word belongs to the row that `tallest` stands for. */
static bool on_row(const DocBox *tallest, const DocBox *word) {
  const DocBox *small = word->y1 - word->y0 < tallest->y1 - tallest->y0 ? word : tallest;
  const DocBox *large = small == word ? tallest : word;
  float inset = ROW_INSET * (large->y1 - large->y0), m = middle(small);
  return m > large->y0 + inset && m < large->y1 - inset;
}

/* The page's words by row, each row from left to right; `order` gets the word indices. */
static GArray *find_rows(const Layout *layout, const LayoutPage *page, GArray *order) {
  GArray *rows = g_array_new(FALSE, TRUE, sizeof(Row));
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) g_array_append_val(order, w);
  g_array_sort_with_data(order, by_middle, (gpointer)layout);
  DocBox tallest = {0};
  for (uint32_t i = 0; i < order->len; i++) {
    const LayoutWord *word = layout_word(layout, g_array_index(order, uint32_t, i));
    Row *row = rows->len ? &g_array_index(rows, Row, rows->len - 1) : NULL;
    if (row && on_row(&tallest, &word->box)) {
      row->count++;
      box_include(&row->box, &word->box);
      if (word->box.y1 - word->box.y0 > tallest.y1 - tallest.y0) tallest = word->box;
    } else {
      Row fresh = {.first = i, .count = 1, .box = word->box};
      tallest = word->box;
      g_array_append_val(rows, fresh);
    }
  }
  for (uint32_t i = 0; i < rows->len; i++) {
    const Row *row = &g_array_index(rows, Row, i);
    g_qsort_with_data(&g_array_index(order, uint32_t, row->first), (gint)row->count, sizeof(uint32_t), by_left, (gpointer)layout);
  }
  return rows;
}

/* ---- columns */

typedef struct {
  float left, right;
} Gap;

/* Whether no word of the row crosses the gap; `*sides` gets bit 1 for words left of it, bit 2 for words right. */
static bool leaves_free(const Layout *layout, const GArray *order, const Row *row, Gap gap, unsigned *sides) {
  for (uint32_t i = row->first; i < row->first + row->count; i++) {
    const DocBox *box = &layout_word(layout, g_array_index(order, uint32_t, i))->box;
    if (box->x1 <= gap.left + 0.5f) *sides |= 1;
    else if (box->x0 >= gap.right - 0.5f) *sides |= 2;
    else return false;
  }
  return true;
}

typedef struct {
  float left, right; /* extent of the words on this side */
  float filled;      /* sum of line widths */
  uint32_t lines;
} Side;

static void side_add(Side *side, float left, float right) {
  if (right <= left) return;
  side->left = side->lines ? MIN(side->left, left) : left;
  side->right = side->lines ? MAX(side->right, right) : right;
  side->filled += right - left;
  side->lines++;
}

/* Extent of a row's words left and right of a gap. */
static void measure_row(const Layout *layout, const GArray *order, const Row *row, Gap gap, Side *left, Side *right) {
  float l0 = INFINITY, l1 = -INFINITY, r0 = INFINITY, r1 = -INFINITY;
  for (uint32_t i = row->first; i < row->first + row->count; i++) {
    const DocBox *box = &layout_word(layout, g_array_index(order, uint32_t, i))->box;
    bool on_left = box->x1 <= gap.left + 0.5f;
    float *from = on_left ? &l0 : &r0, *to = on_left ? &l1 : &r1;
    *from = MIN(*from, box->x0);
    *to = MAX(*to, box->x1);
  }
  side_add(left, l0, l1);
  side_add(right, r0, r1);
}

static bool is_prose(const Side *side) {
  return side->lines >= GUTTER_SIDE_LINES_MIN && side->filled / (float)side->lines >= PROSE_FILL * (side->right - side->left);
}

/* Rows from .. to (exclusive) part at the gap into two columns of prose of like width. */
static bool is_gutter(const Layout *layout, const GArray *order, const GArray *rows, uint32_t from, uint32_t to, Gap gap) {
  Side left = {0}, right = {0};
  for (uint32_t i = from; i < to; i++) measure_row(layout, order, &g_array_index(rows, Row, i), gap, &left, &right);
  if (!is_prose(&left) || !is_prose(&right)) return false;
  float a = left.right - left.left, b = right.right - right.left;
  return fabsf(a - b) <= COLUMN_WIDTH_SPREAD * MAX(a, b);
}

/* The widest gap of a row that could be a gutter. */
static bool widest_gap(const Layout *layout, const GArray *order, const Row *row, Gap *gap) {
  float best = 0;
  for (uint32_t i = row->first + 1; i < row->first + row->count; i++) {
    const LayoutWord *a = layout_word(layout, g_array_index(order, uint32_t, i - 1));
    const LayoutWord *b = layout_word(layout, g_array_index(order, uint32_t, i));
    float width = b->box.x0 - a->box.x1;
    if (width < GUTTER_EM * MAX(a->size_pt, 6) || width <= best) continue;
    best = width;
    *gap = (Gap){a->box.x1, b->box.x0};
  }
  return best > 0;
}

/* Narrows a gap to what the row leaves free of it. */
static void narrow(const Layout *layout, const GArray *order, const Row *row, Gap *gap) {
  float centre = (gap->left + gap->right) / 2;
  for (uint32_t i = row->first; i < row->first + row->count; i++) {
    const DocBox *box = &layout_word(layout, g_array_index(order, uint32_t, i))->box;
    if (box->x1 <= centre) gap->left = MAX(gap->left, box->x1);
    else if (box->x0 >= centre) gap->right = MIN(gap->right, box->x0);
  }
}

/* From row `from` on: the end of the longest run of rows that leave the gap free, narrowing it as they go. */
static uint32_t gutter_run(const Layout *layout, const GArray *order, const GArray *rows, uint32_t from, Gap *gap) {
  uint32_t to = from;
  for (; to < rows->len; to++) {
    const Row *row = &g_array_index(rows, Row, to);
    unsigned sides = 0;
    Gap kept = *gap;
    narrow(layout, order, row, &kept);
    float size = layout_word(layout, g_array_index(order, uint32_t, row->first))->size_pt;
    if (!leaves_free(layout, order, row, kept, &sides) || kept.right - kept.left < GUTTER_EM * MAX(size, 6)) break;
    *gap = kept;
  }
  return to;
}

/* ---- lines */

typedef struct {
  Layout *layout;
  GArray *order;
  GArray *words; /* the layout's words in their new order */
  uint32_t page, row;
} LineMaker;

static float dominant_size(const Layout *layout, const LayoutLine *line) {
  const LayoutWord *longest = layout_word(layout, line->first_word);
  for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++)
    if (strlen(layout_word(layout, w)->text) > strlen(longest->text)) longest = layout_word(layout, w);
  return longest->size_pt;
}

static void start_line(LineMaker *m, const LayoutWord *word) {
  LayoutLine line = {.page = m->page, .row = m->row, .first_word = m->words->len, .box = word->box, .style = ~0u, .font = word->font};
  g_array_append_val(m->layout->lines, line);
}

/* Words order[from..to) as lines, parted at wide gaps. */
static void make_lines(LineMaker *m, uint32_t from, uint32_t to) {
  const LayoutWord *before = NULL;
  for (uint32_t i = from; i < to; i++) {
    LayoutWord word = *layout_word(m->layout, g_array_index(m->order, uint32_t, i));
    float limit = m->layout->is_text ? TEXT_GAP_CELLS * TEXT_CELL_PT : SEGMENT_GAP_EM * MAX(word.size_pt, before ? before->size_pt : 0);
    float gap = before ? word.box.x0 - before->box.x1 : 0;
    if (!before || gap > limit) start_line(m, &word);
    word.glued = word.glued && before && gap < TOUCH_EM * word.size_pt;
    LayoutLine *line = layout_line(m->layout, m->layout->lines->len - 1);
    box_include(&line->box, &word.box);
    line->style &= word.style | DOC_SUPERSCRIPT;
    line->word_count++;
    g_array_append_val(m->words, word);
    before = &g_array_index(m->words, LayoutWord, m->words->len - 1);
  }
  m->row++;
}

/* One column of rows from .. to: all words, or those on one side of a gutter (side 1 left, 2 right). */
static void make_column(LineMaker *m, const GArray *rows, uint32_t from, uint32_t to, Gap gap, unsigned side) {
  uint32_t first = m->layout->lines->len;
  for (uint32_t i = from; i < to; i++) {
    const Row *row = &g_array_index(rows, Row, i);
    uint32_t split = row->first;
    while (side && split < row->first + row->count && layout_word(m->layout, g_array_index(m->order, uint32_t, split))->box.x1 <= gap.left + 0.5f)
      split++;
    uint32_t a = side == 2 ? split : row->first, b = side == 1 ? split : row->first + row->count;
    if (b > a) make_lines(m, a, b);
  }
  float left = INFINITY, right = -INFINITY;
  for (uint32_t i = first; i < m->layout->lines->len; i++) {
    left = MIN(left, layout_line(m->layout, i)->box.x0);
    right = MAX(right, layout_line(m->layout, i)->box.x1);
  }
  for (uint32_t i = first; i < m->layout->lines->len; i++) {
    layout_line(m->layout, i)->left = left;
    layout_line(m->layout, i)->right = right;
  }
}

/* Columns within columns (three abreast) are found by the same step on each side's own rows; two suffice for what
 * committee papers show. */
static void make_page(LineMaker *m) {
  LayoutPage *page = layout_page(m->layout, m->page);
  g_array_set_size(m->order, 0);
  g_autoptr(GArray) rows = find_rows(m->layout, page, m->order);
  page->first_line = m->layout->lines->len;
  uint32_t plain_from = 0;
  for (uint32_t i = 0; i < rows->len;) {
    Gap gap;
    uint32_t to = i;
    if (!m->layout->is_text && widest_gap(m->layout, m->order, &g_array_index(rows, Row, i), &gap)) {
      to = gutter_run(m->layout, m->order, rows, i, &gap);
      if (to - i < GUTTER_ROWS_MIN || !is_gutter(m->layout, m->order, rows, i, to, gap)) to = i;
    }
    if (to == i) {
      i++;
      continue;
    }
    make_column(m, rows, plain_from, i, gap, 0);
    make_column(m, rows, i, to, gap, 1);
    make_column(m, rows, i, to, gap, 2);
    plain_from = i = to;
  }
  make_column(m, rows, plain_from, rows->len, (Gap){0, 0}, 0);
  page->line_count = m->layout->lines->len - page->first_line;
}

/* ---- */

static gint by_size(gconstpointer a, gconstpointer b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

/* The size that most characters have, found as the median over characters: headings and notes are the fewer. */
static float body_size(const Layout *layout) {
  g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t w = 0; w < layout->words->len; w++) {
    const LayoutWord *word = layout_word(layout, w);
    for (glong c = 0; c < MIN(g_utf8_strlen(word->text, -1), 20); c++) g_array_append_val(sizes, word->size_pt);
  }
  if (!sizes->len) return TEXT_LINE_PT;
  g_array_sort(sizes, by_size);
  return g_array_index(sizes, float, sizes->len / 2);
}

void layout_lines(Layout *layout) {
  layout->body_size_pt = body_size(layout);
  LineMaker m = {.layout = layout};
  m.order = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  m.words = g_array_sized_new(FALSE, TRUE, sizeof(LayoutWord), layout->words->len);
  for (m.page = 0; m.page < layout->pages->len; m.page++) make_page(&m);
  g_array_unref(m.order);
  g_array_unref(layout->words);
  layout->words = m.words;
  for (uint32_t i = 0; i < layout->lines->len; i++) layout_line(layout, i)->size_pt = dominant_size(layout, layout_line(layout, i));
}
