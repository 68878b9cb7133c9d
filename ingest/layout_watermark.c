/* Watermarks: a word in very large type across the text of a page, upright ("DRAFT") or slanted, where every letter or two
 * is a word of its own.
 *
 * Taken off before lines are made of the words, as its letters stand on the rows of the text. A title in such type stands
 * above the text and on one row. Cost: a look at the size of each word; more only where one is that large. */
#include "ingest/layout.h"

#include <math.h>

/* Type of watermarks, in points and in sizes of the text: Word sets 54 to 144, LibreOffice the width of the page. */
static const float SIZE_MIN_PT = 30, SIZE_MIN_TEXTS = 2.5f;
/* One size, as a share of it; and how many sizes of large type are looked at. */
static const float SAME_SIZE = 0.9f;
enum { SIZES_MAX = 4 };
/* Letters in a slanted line: fewer have no slant to be seen. How steep it may be, and how far a letter may lie off it, in
 * sizes of the type. */
enum { PIECES_MIN = 3, PIECES_MAX = 64 };
static const float SLOPE_MIN = 0.25f, SLOPE_MAX = 4, OFF_LINE_EM = 0.4f;

typedef struct {
  const Layout *layout;
  uint32_t first, end; /* words of the page */
  uint32_t pieces[PIECES_MAX], count;
} Mark;

static float middle_x(const LayoutWord *word) { return (word->box.x0 + word->box.x1) / 2; }
static float middle_y(const LayoutWord *word) { return (word->box.y0 + word->box.y1) / 2; }

/* The middle one of the sizes. */
static float text_size(const Mark *m) {
  g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t w = m->first; w < m->end; w++) g_array_append_val(sizes, layout_word(m->layout, w)->size_pt);
  g_array_sort(sizes, layout_by_value);
  return sizes->len ? g_array_index(sizes, float, sizes->len / 2) : 0;
}

/* The largest type on the page below `under`, 0 where none is that large. */
static float next_size(const Mark *m, float least, float under) {
  float size = 0;
  for (uint32_t w = m->first; w < m->end; w++) {
    float own = layout_word(m->layout, w)->size_pt;
    if (own >= least && own < under) size = MAX(size, own);
  }
  return size;
}

/* The words in type of a size; false where there are too many of them. */
static bool find_pieces(Mark *m, float size_pt) {
  m->count = 0;
  for (uint32_t w = m->first; w < m->end; w++) {
    float own = layout_word(m->layout, w)->size_pt;
    if (own > size_pt || own < SAME_SIZE * size_pt) continue;
    if (m->count == PIECES_MAX) return false;
    m->pieces[m->count++] = w;
  }
  return m->count > 0;
}

static gint by_middle(gconstpointer a, gconstpointer b, gpointer layout) {
  float x = middle_x(layout_word(layout, *(const uint32_t *)a)),
        y = middle_x(layout_word(layout, *(const uint32_t *)b));
  return (x > y) - (x < y);
}

/* From the first piece to the last the others lie on a line that is neither level nor upright. */
static bool is_slanted(const Mark *m) {
  if (m->count < PIECES_MIN) return false;
  const LayoutWord *first = layout_word(m->layout, m->pieces[0]),
                   *last = layout_word(m->layout, m->pieces[m->count - 1]);
  float across = middle_x(last) - middle_x(first), down = middle_y(last) - middle_y(first);
  float slope = across > 0 ? fabsf(down) / across : INFINITY;
  if (slope < SLOPE_MIN || slope > SLOPE_MAX) return false;
  for (uint32_t i = 1; i + 1 < m->count; i++) {
    const LayoutWord *piece = layout_word(m->layout, m->pieces[i]);
    float on = middle_y(first) + (middle_x(piece) - middle_x(first)) / across * down;
    if (fabsf(middle_y(piece) - on) > OFF_LINE_EM * piece->size_pt) return false;
  }
  return true;
}

static char *text_of(const Mark *m) {
  GString *text = g_string_new(NULL);
  for (uint32_t i = 0; i < m->count; i++) {
    const LayoutWord *word = layout_word(m->layout, m->pieces[i]);
    bool apart =
        i && !word->glued && middle_x(word) - middle_x(word - 1) > 0 && m->pieces[i] == m->pieces[i - 1] + 1;
    g_string_append_printf(text, "%s%s", apart && !is_slanted(m) ? " " : "", word->text);
  }
  return g_string_free(text, FALSE);
}

static void take_off(Layout *layout, const Mark *m) {
  uint32_t to = m->first;
  for (uint32_t w = m->first, next = 0; w < m->end; w++) {
    bool taken = false;
    for (next = 0; next < m->count && !taken; next++) taken = m->pieces[next] == w;
    if (!taken) *layout_word(layout, to++) = *layout_word(layout, w);
  }
  scratch_array_resize(layout->words, to);
  layout_page(layout, layout->pages->len - 1)->word_count = to - m->first;
}

static bool is_watermark(const Mark *m, const char *text) { return is_slanted(m) || layout_is_mark(text); }

void layout_take_watermark(Layout *layout, DocBuilder *b) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  Mark mark = {.layout = layout, .first = page->first_word, .end = page->first_word + page->word_count};
  float size = next_size(&mark, SIZE_MIN_PT, INFINITY);
  float least = size > 0 ? MAX(SIZE_MIN_PT, SIZE_MIN_TEXTS * text_size(&mark)) : INFINITY;
  for (unsigned tries = 0; tries < SIZES_MAX && size >= least; tries++) {
    bool few = find_pieces(&mark, size);
    g_qsort_with_data(mark.pieces, (gint)mark.count, sizeof *mark.pieces, by_middle, layout);
    g_autofree char *text = text_of(&mark);
    if (few && is_watermark(&mark, text)) {
      doc_builder_furniture(b, page->number, text);
      doc_builder_furniture_why(b, "a watermark: very large type across the text");
      take_off(layout, &mark);
      return;
    }
    size = next_size(&mark, SIZE_MIN_PT, SAME_SIZE * size);
  }
}
