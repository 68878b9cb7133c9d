/* A first look at the page last added, while its reader has it at hand: is a scan below it worth rendering for its
 * rules, and may it have bullets that are drawn? Two sorts a page. */
#include "ingest/labels.h"
#include "ingest/layout_rows.h"

#include <math.h>

/* A page of so few rows may be one table. */
enum { SMALL_PAGE_ROWS = 5, WIDE_ROW_PIECES = 3, MARGIN_ROWS = 2 };
/* Lines so far in from the left edge of most, in font sizes, may be items of a list. */
static const float INDENT_MIN_EM = 1, INDENT_MAX_EM = 8;
/* Two words begin at one edge. */
static const float SAME_EDGE_PT = 2;
/* White before the first word of a line, in font sizes. */
static const float WHITE_EM = 2;

static Region last_page(const Layout *layout) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  Region r = {.layout = layout, .words = g_new(uint32_t, page->word_count + 1), .count = page->word_count};
  for (uint32_t i = 0; i < page->word_count; i++) r.words[i] = page->first_word + i;
  layout_find_rows(&r);
  return r;
}

static void region_clear(Region *r) {
  g_array_unref(r->rows);
  g_free(r->words);
}

/* A row of three pieces, the page's head and foot left out: two may be a name and an office. */
static bool has_wide_row(const Region *r) {
  for (uint32_t i = MARGIN_ROWS; i + MARGIN_ROWS < r->rows->len; i++)
    if (region_pieces(r, region_row(r, i)) >= WIDE_ROW_PIECES) return true;
  return false;
}

/* Rows that share a gap between pieces, or one row of many; a page of few rows is always worth a look. */
bool layout_looks_tabular(const Layout *layout) {
  Region r = last_page(layout);
  g_autoptr(GArray) gaps = layout_common_gaps(&r);
  bool wide = has_wide_row(&r);
  bool small = r.count && r.rows->len <= SMALL_PAGE_ROWS;
  region_clear(&r);
  return gaps->len > 0 || wide || small;
}

/* The left edge of the text: that below which a fifth of the rows begin. */
static float left_edge(const Region *r) {
  g_autoptr(GArray) lefts = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = 0; i < r->rows->len; i++) g_array_append_val(lefts, region_row(r, i)->box.x0);
  g_array_sort(lefts, layout_by_value);
  return lefts->len ? g_array_index(lefts, float, lefts->len / 5) : 0;
}

static bool is_label(const LayoutWord *word) {
  g_autofree char *text = g_strconcat(word->text, " x", NULL);
  return label_parse(text).kind != LABEL_NONE;
}

/* What stands at x goes on the row above: that begins there, or the words after its label do. */
static bool goes_on(const Region *r, const Row *above, float x) {
  if (fabsf(region_word(r, above->first)->box.x0 - x) < SAME_EDGE_PT) return true;
  return above->count > 1 && is_label(region_word(r, above->first)) &&
         fabsf(region_word(r, above->first + 1)->box.x0 - x) < SAME_EDGE_PT;
}

/* A line further in than the text, without a label, that begins something: an item whose bullet is not text,
 * perhaps. */
bool layout_looks_indented(const Layout *layout) {
  Region r = last_page(layout);
  float left = left_edge(&r);
  bool indented = false;
  for (uint32_t i = 1; i < r.rows->len && !indented; i++) {
    const LayoutWord *word = region_word(&r, region_row(&r, i)->first);
    float indent = (word->box.x0 - left) / MAX(word->size_pt, 1);
    bool further_in = indent >= INDENT_MIN_EM && indent <= INDENT_MAX_EM;
    indented = further_in && !is_label(word) && !goes_on(&r, region_row(&r, i - 1), word->box.x0);
  }
  region_clear(&r);
  return indented;
}

bool layout_starts_line(const Layout *layout, uint32_t index) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  const LayoutWord *word = layout_word(layout, index);
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    const DocBox *other = &layout_word(layout, w)->box;
    bool level = other->y0 < word->box.y1 && other->y1 > word->box.y0;
    if (w != index && level && other->x0 < word->box.x0 &&
        other->x1 > word->box.x0 - WHITE_EM * word->size_pt)
      return false;
  }
  return true;
}
