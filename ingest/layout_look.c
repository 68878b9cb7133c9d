/* A first look at the page last added, while its reader has it at hand: is its picture worth rendering? Two sorts a page. */
#include "ingest/layout_rows.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* Rows in pieces that make a page worth a look for rules, those of a head and a foot not counted; a page of few rows is
 * always worth it. */
enum { TABULAR_ROWS_MIN = 2, MARGIN_ROWS = 1 };
/* Lines so far in from the left edge of most, in font sizes, may be items of a list. */
static const float INDENT_MIN_EM = 1, INDENT_MAX_EM = 8;
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

bool layout_looks_tabular(const Layout *layout) {
  Region r = last_page(layout);
  uint32_t parted = 0;
  for (uint32_t i = MARGIN_ROWS; i + MARGIN_ROWS < r.rows->len; i++) parted += region_pieces(&r, region_row(&r, i)) > 1;
  bool small = r.rows->len <= 4 * MARGIN_ROWS;
  region_clear(&r);
  return parted >= TABULAR_ROWS_MIN || small;
}

static gint by_float(gconstpointer a, gconstpointer b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

/* The left edge of the text: that below which a fifth of the rows begin. */
static float left_edge(const Region *r) {
  g_autoptr(GArray) lefts = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = 0; i < r->rows->len; i++) g_array_append_val(lefts, region_row(r, i)->box.x0);
  g_array_sort(lefts, by_float);
  return lefts->len ? g_array_index(lefts, float, lefts->len / 5) : 0;
}

bool layout_looks_indented(const Layout *layout) {
  Region r = last_page(layout);
  float left = left_edge(&r);
  bool indented = false;
  for (uint32_t i = 0; i < r.rows->len && !indented; i++) {
    const LayoutWord *word = region_word(&r, region_row(&r, i)->first);
    float indent = (word->box.x0 - left) / MAX(word->size_pt, 1);
    indented = indent >= INDENT_MIN_EM && indent <= INDENT_MAX_EM;
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
    if (w != index && level && other->x0 < word->box.x0 && other->x1 > word->box.x0 - WHITE_EM * word->size_pt) return false;
  }
  return true;
}
