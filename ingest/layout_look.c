/* A first look at the page last added, while its reader has it at hand: is a scan below it worth rendering for its
 * rules, and may it have bullets that are drawn? Two sorts a page. */
#include "ingest/layout_rows.h"

#include <math.h>

/* A page of so few rows may be one table. */
enum { SMALL_PAGE_ROWS = 5, WIDE_ROW_PIECES = 3, MARGIN_ROWS = 2 };
/* White before the first word of a line, in font sizes; and how much of its height a word shares with those of its own
 * line, at least: lines that are set close share a tenth of theirs with the next. */
static const float WHITE_EM = 2, LEVEL_SHARE = 0.5f;

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

/* On one line: boxes of lines that are set close, or in a tall font, overlap as well, but by less. */
static bool is_level(const DocBox *a, const DocBox *b) {
  float shared = MIN(a->y1, b->y1) - MAX(a->y0, b->y0);
  return shared > LEVEL_SHARE * MIN(a->y1 - a->y0, b->y1 - b->y0);
}

bool layout_starts_line(const Layout *layout, uint32_t index) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  const LayoutWord *word = layout_word(layout, index);
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    const DocBox *other = &layout_word(layout, w)->box;
    if (w != index && is_level(other, &word->box) && other->x0 < word->box.x0 &&
        other->x1 > word->box.x0 - WHITE_EM * word->size_pt)
      return false;
  }
  return true;
}
