/* A first look at the page last added, while its reader has it at hand: is a scan below it worth rendering for its
 * rules, and may it have bullets that are drawn? Two sorts a page. */
#include "ingest/labels.h"
#include "ingest/layout_rows.h"

#include <math.h>

/* A page of so few rows may be one table. */
enum { SMALL_PAGE_ROWS = 5, WIDE_ROW_PIECES = 3, MARGIN_ROWS = 2 };
/* Lines so far in from the left edge of most, in font sizes, may be items of a list. */
static const float INDENT_MIN_EM = 1, INDENT_MAX_EM = 8;
/* Columns stand so far apart, in font sizes; and so many lines begin at the edge of one. */
static const float COLUMN_EM = 1.2f;
enum { COLUMN_LINES_MIN = 5 };
/* Two words begin at one edge. */
static const float SAME_EDGE_PT = 2;
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

/* Where the words of a row begin that have white before them, but for its first: the lines of further columns. */
static GArray *further_lefts(const Region *r) {
  GArray *lefts = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = 0; i < r->rows->len; i++) {
    const Row *row = region_row(r, i);
    for (uint32_t w = row->first + 1; w < row->first + row->count; w++) {
      const LayoutWord *word = region_word(r, w);
      if (word->box.x0 - region_word(r, w - 1)->box.x1 > COLUMN_EM * word->size_pt)
        g_array_append_val(lefts, word->box.x0);
    }
  }
  g_array_sort(lefts, layout_by_value);
  return lefts;
}

/* In a further column, lines further in than most there. */
static bool has_indented_column(const Region *r, float size_pt) {
  g_autoptr(GArray) lefts = further_lefts(r);
  uint32_t first = 0;
  for (uint32_t i = 1; i < lefts->len; i++) {
    float left = g_array_index(lefts, float, first), indent = g_array_index(lefts, float, i) - left;
    if (indent < SAME_EDGE_PT) continue;
    if (i - first >= COLUMN_LINES_MIN && indent >= INDENT_MIN_EM * size_pt &&
        indent <= INDENT_MAX_EM * size_pt)
      return true;
    if (i - first < COLUMN_LINES_MIN || indent > INDENT_MAX_EM * size_pt) first = i;
  }
  return false;
}

/* A line further in than the text, without a label: an item whose bullet is not text, perhaps. That the words of a
 * numbered paragraph above begin there, too, says nothing: lists stand at their place. */
bool layout_looks_indented(const Layout *layout) {
  Region r = last_page(layout);
  float left = left_edge(&r);
  bool indented = r.count && has_indented_column(&r, MAX(region_word(&r, 0)->size_pt, 1));
  for (uint32_t i = 1; i < r.rows->len && !indented; i++) {
    const LayoutWord *word = region_word(&r, region_row(&r, i)->first);
    float indent = (word->box.x0 - left) / MAX(word->size_pt, 1);
    indented = indent >= INDENT_MIN_EM && indent <= INDENT_MAX_EM && !is_label(word);
  }
  region_clear(&r);
  return indented;
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
