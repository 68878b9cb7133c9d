/* Watermarks: "DRAFT" in large type across the page, slanted or not, with the text set over it. Its letters would else
 * stand among the words of the lines that they cross. They are recorded and taken out before lines are made.
 *
 * Large type alone is a title; what tells a watermark is that words of the text stand within its letters. Cost: a sort of
 * the sizes of a page's words, and these times the large ones. */
#include "ingest/layout.h"
#include "ingest/pack.h"

#include <math.h>
#include <string.h>

/* Type larger than most of the page's by this factor; titles reach it, but nothing stands over them. Words of the text
 * have at most this size. Letters of one mark have the same size, to so much. */
static const float MARK_SIZE = 2.2f, TEXT_SIZE_MAX = 1.5f, SAME_SIZE = 0.02f;
/* Letters on one page: a long word or two. */
enum { LETTERS_MAX = 60 };
/* The same letter of the mark on another page stands at the same place. */
static const float SAME_PLACE_PT = 3;

static float usual_size(const Layout *layout, const LayoutPage *page) {
  g_autoptr(GArray) sizes = g_array_sized_new(FALSE, FALSE, sizeof(float), page->word_count);
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++)
    g_array_append_val(sizes, layout_word(layout, w)->size_pt);
  g_array_sort(sizes, layout_by_value);
  return sizes->len ? g_array_index(sizes, float, sizes->len / 2) : 0;
}

/* The words of a page in large type, as indices; none where there are too many. */
static GArray *large_words(const Layout *layout, const LayoutPage *page, float usual) {
  GArray *large = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++)
    if (layout_word(layout, w)->size_pt > MARK_SIZE * usual) g_array_append_val(large, w);
  if (large->len > LETTERS_MAX) g_array_set_size(large, 0);
  return large;
}

/* A word of the text has its middle within the letters. */
static bool lies_below_text(const Layout *layout, const LayoutPage *page, const LayoutWord *mark,
                            float usual) {
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    const LayoutWord *word = layout_word(layout, w);
    float x = (word->box.x0 + word->box.x1) / 2, y = (word->box.y0 + word->box.y1) / 2;
    if (word->size_pt > TEXT_SIZE_MAX * usual) continue;
    if (x > mark->box.x0 && x < mark->box.x1 && y > mark->box.y0 && y < mark->box.y1) return true;
  }
  return false;
}

static bool same_type(const LayoutWord *a, const LayoutWord *b) {
  return a->font == b->font && fabsf(a->size_pt - b->size_pt) <= SAME_SIZE * a->size_pt;
}

/* Drops the letters of the mark that `letter` is one of. */
static void drop_mark(const Layout *layout, const GArray *large, uint32_t letter, bool *drop) {
  for (uint32_t i = 0; i < large->len; i++) {
    uint32_t word = g_array_index(large, uint32_t, i);
    if (same_type(layout_word(layout, word), layout_word(layout, letter))) drop[word] = true;
  }
}

/* A letter of the mark that an earlier page has. */
static bool is_repeated(const Layout *layout, const GArray *marks, const LayoutWord *word) {
  for (uint32_t i = 0; i < marks->len; i++) {
    const LayoutWord *mark = layout_word(layout, g_array_index(marks, uint32_t, i));
    if (same_type(mark, word) && fabsf(mark->box.x0 - word->box.x0) < SAME_PLACE_PT &&
        fabsf(mark->box.y0 - word->box.y0) < SAME_PLACE_PT && g_str_equal(mark->text, word->text))
      return true;
  }
  return false;
}

bool pack_watermarks(const Layout *layout, bool *drop) {
  if (layout->is_text) return false; /* all of it is of one size */
  g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(uint32_t)); /* of the last page that has some */
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    const LayoutPage *page = layout_page(layout, p);
    float usual = usual_size(layout, page);
    g_autoptr(GArray) large = large_words(layout, page, usual);
    for (uint32_t i = 0; i < large->len; i++) {
      uint32_t w = g_array_index(large, uint32_t, i);
      const LayoutWord *word = layout_word(layout, w);
      if (!drop[w] && (is_repeated(layout, marks, word) || lies_below_text(layout, page, word, usual)))
        drop_mark(layout, large, w, drop);
    }
    for (uint32_t i = large->len; i-- > 0;)
      if (!drop[g_array_index(large, uint32_t, i)]) g_array_remove_index(large, i);
    if (large->len) {
      g_array_set_size(marks, 0);
      g_array_append_vals(marks, large->data, large->len);
    }
  }
  return marks->len > 0;
}
