/* What the maker of a pack put on the papers' pages, and a paper's pages without it. Linear in words. */
#include "ingest/layout_rows.h"
#include "ingest/pack.h"

#include <math.h>
#include <string.h>

/* Share of pages that the pack's own page number stands on; stamps differ in place by no more than this. */
static const float STAMPED_SHARE = 0.85f, PLACE_PT = 4;
/* The first pages may have no number. */
enum { FIRST_STAMPED = 4 };

static const PackPage *page_at(const GArray *pages, uint32_t i) { return &g_array_index(pages, PackPage, i); }
static const PackNumber *number_at(const PackPage *page, uint32_t i) {
  return &g_array_index(page->numbers, PackNumber, i);
}

static bool same_type(const PackNumber *a, const PackNumber *b) {
  return a->font == b->font && fabsf(a->size_pt - b->size_pt) < 0.2f;
}

static bool looks_like(const PackNumber *a, const PackNumber *b) {
  return a->named == b->named && a->at_top == b->at_top && a->total == b->total && same_type(a, b) &&
         fabsf(a->edge - b->edge) <= PLACE_PT;
}

static void drop_piece(const PackPiece *piece, bool *drop) {
  for (uint32_t w = 0; w < piece->count; w++) drop[piece->words[w]] = true;
}

/* Pages with a number like this one that counts as it does; with `drop`, marks their words. */
static unsigned count_stamped(const GArray *pages, const PackNumber *like, const PackPage *of, bool *drop) {
  unsigned n = 0;
  for (uint32_t p = 0; p < pages->len; p++) {
    const PackPage *page = page_at(pages, p);
    for (uint32_t i = 0; i < page->numbers->len; i++) {
      const PackNumber *number = number_at(page, i);
      bool counts =
          number->number - page->number == like->number - of->number; /* unsigned, so that it may wrap */
      if (!counts || !looks_like(number, like)) continue;
      if (drop) drop_piece(&number->piece, drop);
      n++;
      break;
    }
  }
  return n;
}

/* A page number that counts through the whole file; with `drop`, marks its words. */
static bool find_stamps(const GArray *pages, bool *drop) {
  for (uint32_t p = 0; p < MIN(pages->len, FIRST_STAMPED); p++)
    for (uint32_t i = 0; i < page_at(pages, p)->numbers->len; i++) {
      const PackNumber *number = number_at(page_at(pages, p), i);
      if ((float)count_stamped(pages, number, page_at(pages, p), NULL) < STAMPED_SHARE * (float)pages->len)
        continue;
      if (drop) count_stamped(pages, number, page_at(pages, p), drop);
      return true;
    }
  return false;
}

bool pack_is_stamped(const GArray *pages) { return find_stamps(pages, NULL); }

/* Whether the page's stamped number is in the type of its "Agenda Item 5", or another page has the same at
 * the same place: one that an author wrote stands where its author liked. */
static bool is_stamped_item(const GArray *pages, uint32_t p, const bool *drop) {
  const PackPage *page = page_at(pages, p);
  for (uint32_t i = 0; i < page->numbers->len; i++)
    if (drop[number_at(page, i)->piece.words[0]] && same_type(number_at(page, i), &page->item_stamp))
      return true;
  for (uint32_t q = 0; q < pages->len; q++)
    if (q != p && page_at(pages, q)->item && looks_like(&page->item_stamp, &page_at(pages, q)->item_stamp))
      return true;
  return false;
}

static void drop_item_stamps(const GArray *pages, bool *drop) {
  for (uint32_t p = 0; p < pages->len; p++)
    if (page_at(pages, p)->item && is_stamped_item(pages, p, drop))
      drop_piece(&page_at(pages, p)->item_stamp.piece, drop);
}

/* The mark of a blank page is no text of the paper before it. */
static void drop_blank_marks(const Layout *layout, const GArray *pages, bool *drop) {
  for (uint32_t p = 0; p < pages->len; p++) {
    const LayoutPage *page = layout_page(layout, p);
    for (uint32_t w = 0; page_at(pages, p)->says_blank && w < page->word_count; w++)
      drop[page->first_word + w] = true;
  }
}

bool pack_stamps(const Layout *layout, const GArray *pages, const GArray *parts, bool *drop) {
  bool any = parts->len > 1;
  for (uint32_t p = 0; p < pages->len && !any; p++) any = page_at(pages, p)->says_blank;
  drop_blank_marks(layout, pages, drop);
  if (parts->len < 2) return any;
  find_stamps(pages, drop);
  drop_item_stamps(pages, drop);
  return true;
}

/* What of a word is left where it was marked; false for nothing. The strings take a title that a leader touched. */
static bool keep_word(LayoutWord *word, bool dropped, GStringChunk *strings) {
  if (!dropped) return true;
  size_t kept = pack_kept_bytes(word->text);
  /* its box stays: entries without their leaders, of numbers and titles with white between, would look like a table */
  if (kept) word->text = g_string_chunk_insert_len(strings, word->text, (gssize)kept);
  return kept > 0;
}

void pack_drop(Layout *layout, const bool *drop) {
  uint32_t to = 0;
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    LayoutPage *page = layout_page(layout, p);
    uint32_t first = page->first_word, end = page->first_word + page->word_count;
    page->first_word = to;
    layout_rest(layout, p);
    for (uint32_t w = first; w < end; w++) {
      LayoutWord word = *layout_word(layout, w);
      if (keep_word(&word, drop[w], layout->strings)) *layout_word(layout, to++) = word;
    }
    page->word_count = to - page->first_word;
    if (page->word_count == end - first)
      layout_move_rows(layout, p, first - page->first_word);
    else
      layout_forget_rows(layout, p);
  }
  scratch_array_resize(layout->words, to);
}

static void add_word(Layout *slice, LayoutWord word, bool dropped) {
  if (keep_word(&word, dropped, slice->strings)) *(LayoutWord *)scratch_array_add(slice->words) = word;
}

Layout *pack_slice(const Layout *layout, uint32_t first, uint32_t end, const bool *drop) {
  Layout *slice = layout_new(layout->scratch);
  layout_expect(slice, end - first);
  slice->is_text = layout->is_text;
  slice->has_pages = layout->has_pages;
  g_ptr_array_unref(slice->links);
  slice->links = g_ptr_array_ref(layout->links);
  for (uint32_t p = first; p < end; p++) {
    const LayoutPage *page = layout_page(layout, p);
    layout_rest(layout, p);
    layout_rest(slice, p);
    layout_add_page(slice, page->number, page->width, page->height);
    LayoutPage *copy = layout_page(slice, slice->pages->len - 1);
    for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++)
      add_word(slice, *layout_word(layout, w), drop[w]);
    copy->word_count = slice->words->len - copy->first_word;
    for (uint32_t r = page->first_rule; r < page->first_rule + page->rule_count; r++)
      layout_add_rule(slice, &g_array_index(layout->rules, LayoutRule, r));
    for (uint32_t i = 0; i < layout->pictures->len; i++) {
      const LayoutPicture *picture = &g_array_index(layout->pictures, LayoutPicture, i);
      if (picture->page == p) layout_add_picture(slice, picture);
    }
  }
  return slice;
}
