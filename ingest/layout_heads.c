/* Running heads that no repetition proves: those that say the section of their page, and those that stand on one page only.
 *
 *     2. Value for money            9 pt      <- the words of a heading, in lesser type, at one place of several pages
 *
 *     2. Value for money           14 pt
 *
 * A head of one page is told by its place above the text of all other pages, or by being smaller than the text of a page
 * that has a number, too. Linear in lines. */
#include "ingest/layout.h"

#include <math.h>
#include <string.h>

/* White below a head, in font sizes: more than between lines, and for a head alone more than below a heading. */
static const float HEAD_GAP_EM = 0.8f, LONE_GAP_EM = 1.8f;
/* A head stands at one height of its pages, to so much. */
static const float PLACE_PT = 3;
/* The text of pages begins at one height, but for titles and the space above them. */
static const float TOPS_EM = 2;
/* The type of a heading is larger than that of a head by this; that of a head alone smaller than the text by that. */
static const float LARGER = 1.07f, SMALLER = 0.94f;
/* Pages with heads at one place, and share of those that say a heading of the paper. */
enum { SECTION_PAGES_MIN = 2, HEAD_BYTES_MAX = 120, LETTERS_MIN = 3 };
static const float SECTION_SHARE = 0.6f;

/* A line that may be a head: the first of its page but for other furniture. */
typedef struct {
  uint32_t line; /* UINT32_MAX for none */
  float gap;     /* white below it */
  bool section;  /* a heading says the same */
} Head;

static bool has_words(const Layout *layout, const LayoutLine *line) {
  unsigned letters = 0;
  g_autofree char *text = layout_line_text(layout, line);
  for (const char *p = text; *p; p = g_utf8_next_char(p)) letters += g_unichar_isalpha(g_utf8_get_char(p));
  return letters >= LETTERS_MIN;
}

/* The first line of the page that is no furniture, and how far below it the next row begins. */
static Head find_head(const Layout *layout, const LayoutPage *page) {
  Head head = {.line = UINT32_MAX, .gap = INFINITY};
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++) {
    const LayoutLine *line = layout_line(layout, i);
    bool higher = head.line == UINT32_MAX || line->box.y0 < layout_line(layout, head.line)->box.y0;
    if (line->role != LINE_FURNITURE && higher) head.line = i;
  }
  if (head.line == UINT32_MAX) return head;
  const LayoutLine *first = layout_line(layout, head.line);
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++) {
    const LayoutLine *line = layout_line(layout, i);
    if (line->role == LINE_FURNITURE || layout_same_row(first, line)) continue;
    head.gap = MIN(head.gap, line->box.y0 - first->box.y1);
  }
  bool plain = first->role == LINE_BODY && first->size_pt < LARGER * layout->body_size_pt;
  bool apart = head.gap > HEAD_GAP_EM * first->size_pt;
  return plain && apart && has_words(layout, first) ? head : (Head){.line = UINT32_MAX};
}

/* The letters and digits of a line, folded: a head may be in capitals. */
static char *key_of(const Layout *layout, const LayoutLine *line) {
  g_autofree char *text = layout_line_text(layout, line);
  GString *key = g_string_new(NULL);
  for (const char *p = text; *p; p = g_utf8_next_char(p))
    if (g_unichar_isalnum(g_utf8_get_char(p)))
      g_string_append_unichar(key, g_unichar_tolower(g_utf8_get_char(p)));
  return g_string_free(key, FALSE);
}

static bool is_heavier(const LayoutLine *heading, const LayoutLine *head) {
  bool bold = heading->style & DOC_STRONG && !(head->style & DOC_STRONG);
  return heading->size_pt > LARGER * head->size_pt || (bold && heading->size_pt >= head->size_pt);
}

/* Marks the heads whose words stand elsewhere in heavier type: entries of a table of contents are in no heavier one. */
static void match_headings(const Layout *layout, Head *heads) {
  g_autoptr(GHashTable) by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (uint32_t p = 0; p < layout->pages->len; p++)
    if (heads[p].line != UINT32_MAX)
      g_hash_table_insert(by_key, key_of(layout, layout_line(layout, heads[p].line)), &heads[p]);
  g_autoptr(GHashTable) said = g_hash_table_new(g_direct_hash, g_direct_equal);
  for (uint32_t i = 0; i < layout->lines->len && g_hash_table_size(by_key); i++) {
    const LayoutLine *line = layout_line(layout, i);
    layout_rest(layout, line->page);
    bool heavy = line->style & DOC_STRONG || line->size_pt > LARGER * layout->body_size_pt;
    if (line->role != LINE_BODY || !heavy) continue;
    g_autofree char *key = key_of(layout, line);
    const Head *head = g_hash_table_lookup(by_key, key);
    if (head && head->line != i && is_heavier(line, layout_line(layout, head->line)))
      g_hash_table_add(said, GUINT_TO_POINTER(g_str_hash(key)));
  }
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    if (heads[p].line == UINT32_MAX) continue;
    g_autofree char *key = key_of(layout, layout_line(layout, heads[p].line));
    heads[p].section = g_hash_table_contains(said, GUINT_TO_POINTER(g_str_hash(key)));
  }
}

static void mark(Layout *layout, uint32_t index, FurnitureSign sign) {
  LayoutLine *line = layout_line(layout, index);
  line->role = LINE_FURNITURE;
  line->sign = sign;
  line->on_pages = 1;
}

static bool same_place(const Layout *layout, const Head *a, const Head *b) {
  if (a->line == UINT32_MAX || b->line == UINT32_MAX) return false;
  const LayoutLine *x = layout_line(layout, a->line), *y = layout_line(layout, b->line);
  return fabsf(x->box.y0 - y->box.y0) < PLACE_PT && fabsf(x->size_pt - y->size_pt) < 0.1f;
}

/* All heads at the place of one that says a heading, if most of them do. */
static void mark_sections(Layout *layout, Head *heads) {
  match_headings(layout, heads);
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    uint32_t placed = 0, said = 0;
    for (uint32_t q = 0; heads[p].section && q < layout->pages->len; q++) {
      if (!same_place(layout, &heads[p], &heads[q])) continue;
      placed++;
      said += heads[q].section;
    }
    if (said < SECTION_PAGES_MIN || (float)said < SECTION_SHARE * (float)placed) continue;
    Head place = heads[p];
    for (uint32_t q = 0; q < layout->pages->len; q++) {
      if (!same_place(layout, &place, &heads[q])) continue;
      if (q != p) mark(layout, heads[q].line, FURNITURE_SECTION);
      if (q != p) heads[q].line = UINT32_MAX;
    }
    mark(layout, place.line, FURNITURE_SECTION);
    heads[p].line = UINT32_MAX;
  }
}

/* ---- heads of one page */

/* Where a page's text begins, the row of a head left out. */
static float text_top(const Layout *layout, const LayoutPage *page, const LayoutLine *head) {
  float top = INFINITY;
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++) {
    const LayoutLine *line = layout_line(layout, i);
    if (line->role != LINE_FURNITURE && !(head && layout_same_row(head, line))) top = MIN(top, line->box.y0);
  }
  return top;
}

/* By page: text_top. */
static float *text_tops(const Layout *layout) {
  float *tops = g_new(float, layout->pages->len + 1);
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    layout_rest(layout, p);
    tops[p] = text_top(layout, layout_page(layout, p), NULL);
  }
  return tops;
}

/* Where the text of any other page of this form begins at the highest. */
static float highest_text(const Layout *layout, const float *tops, uint32_t page) {
  float top = INFINITY;
  const LayoutPage *self = layout_page(layout, page);
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    const LayoutPage *other = layout_page(layout, p);
    if (p != page && other->width == self->width && other->height == self->height)
      top = MIN(top, tops[p]);
  }
  return top;
}

static bool has_foot(const Layout *layout, const LayoutPage *page) {
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++)
    if (layout_line(layout, i)->role == LINE_FURNITURE && layout_line(layout, i)->box.y0 > page->height / 2)
      return true;
  return false;
}

/* On the page of a paper of one page, whose number is at its foot, in small type; or on a later page, above where the text
 * of all others begins. */
static bool is_lone_head(const Layout *layout, const float *tops, uint32_t page, const Head *head) {
  const LayoutLine *line = layout_line(layout, head->line);
  if (head->gap < LONE_GAP_EM * line->size_pt || !isfinite(head->gap)) return false;
  g_autofree char *text = layout_line_text(layout, line);
  size_t len = strlen(text);
  if (len > HEAD_BYTES_MAX || strchr(".:;,", text[len - 1])) return false;
  if (layout->pages->len == 1)
    return line->size_pt < SMALLER * layout->body_size_pt && has_foot(layout, layout_page(layout, page));
  float top = page ? highest_text(layout, tops, page) : 0;
  return isfinite(top) && line->box.y1 + HEAD_GAP_EM * line->size_pt < top &&
         text_top(layout, layout_page(layout, page), line) > top - TOPS_EM * line->size_pt;
}

static void mark_row(Layout *layout, uint32_t head) {
  const LayoutPage *page = layout_page(layout, layout_line(layout, head)->page);
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++)
    if (i != head && layout_same_row(layout_line(layout, head), layout_line(layout, i)))
      mark(layout, i, FURNITURE_HEAD);
  mark(layout, head, FURNITURE_HEAD);
}

void layout_heads(Layout *layout) {
  if (layout->is_text || !layout->pages->len) return;
  g_autofree Head *heads = g_new(Head, layout->pages->len);
  uint32_t found = 0;
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    layout_rest(layout, p);
    heads[p] = find_head(layout, layout_page(layout, p));
    found += heads[p].line != UINT32_MAX;
  }
  if (found >= SECTION_PAGES_MIN) mark_sections(layout, heads);
  g_autofree float *tops = text_tops(layout);
  uint32_t lone = UINT32_MAX, lones = 0;
  for (uint32_t p = 0; p < layout->pages->len && lones < 2; p++) {
    if (heads[p].line == UINT32_MAX || !is_lone_head(layout, tops, p, &heads[p])) continue;
    lone = heads[p].line;
    lones++;
  }
  if (lones == 1) mark_row(layout, lone);
}
