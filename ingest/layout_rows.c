/* Words whose middles lie within each other's height share a baseline. Two sorts a region. */
#include "ingest/layout_rows.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* Two words are on one row if the middle of the smaller is within the other, less this share of its height
 * at both edges: superscripts stay in, the next line stays out even when set solid. */
static const float ROW_INSET = 0.12f;

/* Words raised or lowered: how much smaller than their neighbours, how far into their height, how near
 * beside a word (in font sizes), how near before one, and how many in a row. Ordinals and note references in
 * council papers are 0.58 to 0.7 of their line. */
static const float SCRIPT_SIZE = 0.8f, SCRIPT_REACH = 0.12f, BESIDE_EM = 0.3f, BEFORE_EM = 1.4f;
enum { SCRIPTS_MAX = 8 };
/* Longest label: "1.1.1", "(viii)". */
enum { LABEL_BYTES_MAX = 6 };
/* Pages whose rows are kept, 3 kB each. */
enum { KEPT_PAGES = 1000 };

/* The spaces of a justified line are all as wide, to so much, and no wider; of how many words at least. */
static const float STRETCHED_SPREAD = 1.35f, STRETCHED_EM_MAX = 1.6f;
enum { STRETCHED_WORDS_MIN = 6 };

static float middle(const DocBox *box) { return (box->y0 + box->y1) / 2; }

void layout_box_include(DocBox *box, const DocBox *by) {
  box->x0 = MIN(box->x0, by->x0);
  box->y0 = MIN(box->y0, by->y0);
  box->x1 = MAX(box->x1, by->x1);
  box->y1 = MAX(box->y1, by->y1);
}

static gint by_middle(gconstpointer a, gconstpointer b, gpointer layout) {
  const LayoutWord *x = layout_word(layout, *(const uint32_t *)a),
                   *y = layout_word(layout, *(const uint32_t *)b);
  float mx = middle(&x->box), my = middle(&y->box);
  if (mx != my) return mx < my ? -1 : 1;
  return *(const uint32_t *)a < *(const uint32_t *)b ? -1 : 1;
}

static gint by_left(gconstpointer a, gconstpointer b, gpointer layout) {
  const LayoutWord *x = layout_word(layout, *(const uint32_t *)a),
                   *y = layout_word(layout, *(const uint32_t *)b);
  if (x->box.x0 != y->box.x0) return x->box.x0 < y->box.x0 ? -1 : 1;
  return *(const uint32_t *)a < *(const uint32_t *)b ? -1 : 1;
}

/* Whether a word belongs to the row that `tallest` stands for. */
static bool on_row(const DocBox *tallest, const DocBox *word) {
  if (word->y0 == tallest->y0 && word->y1 == tallest->y1) return word->y1 > word->y0; /* as most are */
  const DocBox *small = word->y1 - word->y0 < tallest->y1 - tallest->y0 ? word : tallest;
  const DocBox *large = small == word ? tallest : word;
  float inset = ROW_INSET * (large->y1 - large->y0), m = middle(small);
  return m > large->y0 + inset && m < large->y1 - inset;
}

/* ---- what is raised or lowered beside a word, but too far to share its row: "3rd", a reference to a note */

static float row_size(const Region *r, const Row *row) {
  float size = 0;
  for (uint32_t i = row->first; i < row->first + row->count; i++)
    size = MAX(size, region_word(r, i)->size_pt);
  return size;
}

static bool stands_beside(const Region *r, const LayoutWord *small, const Row *row) {
  for (uint32_t i = row->first; i < row->first + row->count; i++) {
    const LayoutWord *word = region_word(r, i);
    if (fabsf(small->box.x0 - word->box.x1) < BESIDE_EM * word->size_pt) return true;
    float before = word->box.x0 - small->box.x1; /* the number of a note, before its text */
    if (i == row->first && before > -1 && before < BEFORE_EM * word->size_pt) return true;
  }
  return false;
}

/* Whether a row holds nothing but small words that stand beside words of its neighbour and reach into its
 * height. */
static bool is_script_of(const Region *r, const Row *row, const Row *neighbour) {
  float height = neighbour->box.y1 - neighbour->box.y0;
  if (row->count > SCRIPTS_MAX || row_size(r, row) > SCRIPT_SIZE * row_size(r, neighbour)) return false;
  if (row->box.y1 < neighbour->box.y0 + SCRIPT_REACH * height ||
      row->box.y0 > neighbour->box.y1 - SCRIPT_REACH * height)
    return false;
  for (uint32_t i = row->first; i < row->first + row->count; i++)
    if (!stands_beside(r, region_word(r, i), neighbour)) return false;
  return true;
}

/* Rows are consecutive stretches of the words, so two neighbours become one by their counts. */
static void merge_scripts(Region *r) {
  uint32_t kept = 0;
  for (uint32_t i = 1; i < r->rows->len; i++) {
    Row *last = &g_array_index(r->rows, Row, kept), row = *region_row(r, i);
    if (is_script_of(r, last, &row) || is_script_of(r, &row, last)) {
      last->count += row.count;
      last->mixed = true;
      layout_box_include(&last->box, &row.box);
    } else {
      g_array_index(r->rows, Row, ++kept) = row;
    }
  }
  g_array_set_size(r->rows, MIN(kept + 1, r->rows->len));
}

static bool is_before(const Region *r, uint32_t i, float at, float before) {
  return at < before || (at == before && r->words[i] < r->words[i - 1]);
}

static void take_word(Region *r, uint32_t i, DocBox *tallest) {
  const DocBox *box = &region_word(r, i)->box;
  Row *row = r->rows->len ? &g_array_index(r->rows, Row, r->rows->len - 1) : NULL;
  if (!row || !on_row(tallest, box)) {
    Row fresh = {.first = i, .count = 1, .box = *box};
    *tallest = *box;
    g_array_append_val(r->rows, fresh);
    return;
  }
  row->count++;
  row->mixed = row->mixed || is_before(r, i, box->x0, region_word(r, i - 1)->box.x0);
  layout_box_include(&row->box, box);
  if (box->y1 - box->y0 > tallest->y1 - tallest->y0) *tallest = *box;
}

/* Text comes in order mostly, and sorting it again would cost more than all else here. False where a word stands above the
 * one before it. */
static bool gather_rows(Region *r) {
  DocBox tallest = {0};
  float before = -INFINITY;
  for (uint32_t i = 0; i < r->count; i++) {
    float at = middle(&region_word(r, i)->box);
    if (is_before(r, i, at, before)) return false;
    before = at;
    take_word(r, i, &tallest);
  }
  return true;
}

static void sort_words(Region *r, uint32_t first, uint32_t count, GCompareDataFunc compare) {
  g_qsort_with_data(r->words + first, (gint)count, sizeof(uint32_t), compare, (gpointer)r->layout);
}

void layout_find_rows(Region *r) {
  r->rows = g_array_new(FALSE, TRUE, sizeof(Row));
  if (!gather_rows(r)) {
    g_array_set_size(r->rows, 0);
    sort_words(r, 0, r->count, by_middle);
    gather_rows(r);
  }
  if (!r->layout->is_text) merge_scripts(r);
  for (uint32_t i = 0; i < r->rows->len; i++)
    if (region_row(r, i)->mixed) sort_words(r, region_row(r, i)->first, region_row(r, i)->count, by_left);
}

/* ---- the rows of a page */

void layout_rows_free(gpointer rows) {
  Region *r = rows;
  if (!r) return;
  g_array_unref(r->rows);
  g_free(r->words);
  g_free(r);
}

const Region *layout_page_rows(const Layout *layout, uint32_t index) {
  if (layout->rows->len < layout->pages->len) g_ptr_array_set_size(layout->rows, (gint)layout->pages->len);
  if (index > KEPT_PAGES) layout_forget_rows(layout, index - 1);
  if (layout->rows->pdata[index]) return layout->rows->pdata[index];
  const LayoutPage *page = layout_page(layout, index);
  Region *r = layout->rows->pdata[index] = g_new0(Region, 1);
  *r = (Region){.layout = layout, .words = g_new(uint32_t, page->word_count + 1), .count = page->word_count};
  for (uint32_t i = 0; i < page->word_count; i++) r->words[i] = page->first_word + i;
  layout_find_rows(r);
  return r;
}

void layout_forget_rows(const Layout *layout, uint32_t index) {
  if (index < layout->rows->len) g_clear_pointer(&layout->rows->pdata[index], layout_rows_free);
}

void layout_move_rows(const Layout *layout, uint32_t index, uint32_t by) {
  const Region *r = index < layout->rows->len ? layout->rows->pdata[index] : NULL;
  for (uint32_t i = 0; r && i < r->count; i++) r->words[i] -= by;
}

uint32_t region_pieces(const Region *r, const Row *row) {
  uint32_t pieces = 1;
  for (uint32_t i = row->first + 1; i < row->first + row->count; i++) {
    const LayoutWord *a = region_word(r, i - 1), *b = region_word(r, i);
    bool label = i == row->first + 1 && strlen(a->text) <= LABEL_BYTES_MAX;
    pieces += b->box.x0 - a->box.x1 > LAYOUT_PIECE_GAP_EM * b->size_pt && !(label && row->count > 4);
  }
  return pieces;
}

bool region_has_even_spaces(const Region *r, const Row *row) {
  float narrowest = INFINITY, widest = 0;
  uint32_t figures = 0;
  for (uint32_t i = row->first + 1; i < row->first + row->count; i++) {
    const LayoutWord *a = region_word(r, i - 1), *b = region_word(r, i);
    float gap = (b->box.x0 - a->box.x1) / MAX(b->size_pt, 1);
    if (b->grid || a->grid) return false;
    if (b->glued) continue;
    narrowest = MIN(narrowest, gap);
    widest = MAX(widest, gap);
    figures += !text_has_letter(b->text);
  }
  return row->count >= STRETCHED_WORDS_MIN && widest <= STRETCHED_EM_MAX &&
         widest <= STRETCHED_SPREAD * narrowest && figures <= row->count / 3;
}
