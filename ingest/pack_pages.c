/* What the pages of a file tell about the papers in it, from their words alone. Linear once the rows are
 * known. */
#include "ingest/labels.h"
#include "ingest/layout_rows.h"
#include "ingest/pack.h"
#include "model/text.h"

#include <string.h>

/* Rows kept of a page's top: a report's head with five lines of "From:" and a subject of three. Of the first
 * pages, where agendas stand, all rows are kept. */
enum { TOP_ROWS = 14, AGENDA_PAGES = 6, AGENDA_ROWS = 90 };
/* Rows at an edge among which page numbers and stamps stand. */
enum { EDGE_ROWS = 3 };
/* Words further apart than this, in font sizes, are pieces of their own: a stamp beside the paper's own
 * number. */
static const float PIECE_GAP_EM = 2;
enum { NUMBER_BYTES_MAX = 40, NUMBER_DIGITS_MAX = 4 };

static void row_clear(gpointer data) {
  PackRow *row = data;
  g_free(row->text);
  g_free(row->key);
}

static void page_clear(gpointer data) {
  PackPage *page = data;
  g_array_unref(page->rows);
  g_array_unref(page->numbers);
  g_free(page->item);
}

static char *words_text(const Region *r, uint32_t from, uint32_t to) {
  GString *out = g_string_new(NULL);
  for (uint32_t i = from; i < to; i++) {
    if (out->len && !region_word(r, i)->glued) g_string_append_c(out, ' ');
    g_string_append(out, region_word(r, i)->text);
  }
  return g_string_free(out, FALSE);
}

/* ---- page numbers */

static const char *skip_marks(const char *p) {
  while (*p && (strchr(" -|()[]~", *p) || g_str_has_prefix(p, "\xE2\x80\x93") ||
                g_str_has_prefix(p, "\xE2\x80\x94")))
    p = g_utf8_next_char(p);
  return p;
}

static const char *skip_digits(const char *p, unsigned *number) {
  size_t digits = strspn(p, "0123456789");
  if (!digits || digits > NUMBER_DIGITS_MAX) return NULL;
  *number = (unsigned)g_ascii_strtoull(p, NULL, 10);
  return p + digits;
}

/* "3", "- 3 -", "Page 3", "Page 3 of 12", "3/12", "3 | Page", and nothing else. */
static bool parse_number(const char *key, PackNumber *out) {
  const char *p = skip_marks(key);
  out->named = g_str_has_prefix(p, "page") || g_str_has_prefix(p, "pg") || (*p == 'p' && strspn(p + 1, ". "));
  if (out->named) p = skip_marks(p + strspn(p, "pageg."));
  p = skip_digits(p, &out->number);
  if (!p) return false;
  p = skip_marks(p);
  if (g_str_has_prefix(p, "of ") || *p == '/') {
    p = skip_digits(skip_marks(p + (*p == '/' ? 1 : 3)), &out->total);
    if (!p) return false;
  }
  p = skip_marks(p);
  if (g_str_equal(p, "page")) out->named = true, p += 4;
  return !*p;
}

static bool is_blank_mark(const char *key) {
  return strlen(key) < 80 && strstr(key, "blank") &&
         (strstr(key, "intentionally") || strstr(key, "left blank"));
}

/* "agenda item 5", "item no. 5a" and nothing else. */
static const char *item_of_stamp(const char *key) {
  if (!g_str_has_prefix(key, "agenda item") && !g_str_has_prefix(key, "item no")) return NULL;
  const char *p = key + strcspn(key, "0123456789");
  size_t len = strlen(p);
  return *p && len <= 4 && p - key <= 16 && strspn(p, "0123456789abcdefgh.") == len ? p : NULL;
}

typedef struct {
  const Region *region;
  PackPage *page;
} Look;

/* A piece of a row at the page's edge: a number, a stamp, or text (false). */
static bool look_at_piece(const Look *look, const Row *row, uint32_t from, uint32_t to, bool at_top) {
  if (to - from > PACK_PIECE_WORDS) return false;
  g_autofree char *text = words_text(look->region, from, to);
  if (strlen(text) > NUMBER_BYTES_MAX) return false;
  g_autofree char *key = text_key(text, -1);
  const LayoutWord *word = region_word(look->region, from);
  PackNumber number = {.at_top = at_top, .size_pt = word->size_pt, .font = word->font};
  for (uint32_t i = from; i < to; i++) number.piece.words[number.piece.count++] = look->region->words[i];
  number.edge = at_top ? row->box.y0 : look->page->height - row->box.y1;
  if (parse_number(key, &number)) {
    g_array_append_val(look->page->numbers, number);
    return true;
  }
  const char *item = at_top && !look->page->item ? item_of_stamp(key) : NULL;
  if (!item) return false;
  look->page->item = g_strdup(item);
  look->page->item_stamp = number;
  return true;
}

/* Whether a row holds anything but page numbers and stamps. */
static bool look_at_edge(const Look *look, const Row *row, bool at_top) {
  bool text = false;
  uint32_t from = row->first, end = row->first + row->count;
  for (uint32_t i = from + 1; i <= end; i++) {
    if (i < end && region_word(look->region, i)->box.x0 - region_word(look->region, i - 1)->box.x1 <
                       PIECE_GAP_EM * region_word(look->region, i)->size_pt)
      continue;
    text = !look_at_piece(look, row, from, i, at_top) || text;
    from = i;
  }
  return text;
}

/* ---- the rest of a page */

static void add_row(const Look *look, const Row *row, char *text) {
  PackRow out = {.text = text, .key = text_key(text, -1), .box = row->box, .bold = true};
  for (uint32_t i = row->first; i < row->first + row->count; i++) {
    const LayoutWord *word = region_word(look->region, i);
    out.size_pt = MAX(out.size_pt, word->size_pt);
    out.bold = out.bold && (word->style & DOC_STRONG);
  }
  g_array_append_val(look->page->rows, out);
}

static bool ends_sentence(const char *text) {
  size_t len = strlen(text);
  return !len || strchr(".?!:;)", text[len - 1]) || g_str_has_suffix(text, "\xE2\x80\x9D") ||
         g_str_has_suffix(text, "\xE2\x80\x99");
}

/* The font and size that most words have, by the majority vote of Boyer and Moore (1981): a page of many
 * fonts may get another, which costs a weak sign. */
static void find_type(const Look *look) {
  int votes = 0;
  uint32_t count = look->region->layout->is_text ? MIN(look->region->count, 1) : look->region->count;
  for (uint32_t i = 0; i < count; i++) { /* plain text has one type */
    const LayoutWord *word = region_word(look->region, i);
    bool same = word->font == look->page->font && word->size_pt == look->page->size_pt;
    if (votes == 0) {
      look->page->font = word->font;
      look->page->size_pt = word->size_pt;
      votes = 1;
    } else {
      votes += same ? 1 : -1;
    }
  }
}

static void look_at_rows(const Look *look, uint32_t rows_max) {
  const GArray *rows = look->region->rows;
  PackPage *page = look->page;
  for (uint32_t i = 0; i < rows->len; i++) {
    const Row *row = region_row(look->region, i);
    bool top = i < EDGE_ROWS, foot = i + EDGE_ROWS >= rows->len;
    if ((top || foot) && !look_at_edge(look, row, top && i < rows->len - i)) continue;
    bool last = foot || i + EDGE_ROWS + 1 == rows->len;
    page->fill = page->height > 0 ? row->box.y1 / page->height : 0;
    if (page->rows->len >= rows_max && !last) continue;
    char *text = words_text(look->region, row->first, row->first + row->count);
    page->ends_open = !ends_sentence(text);
    if (page->rows->len < rows_max)
      add_row(look, row, text);
    else
      g_free(text);
  }
}

static void look_at_page(const Layout *layout, uint32_t index, PackPage *page) {
  Look look = {.region = layout_page_rows(layout, index), .page = page};
  find_type(&look);
  look_at_rows(&look, index < AGENDA_PAGES ? AGENDA_ROWS : TOP_ROWS);
  page->blank = page->rows->len == 0;
  if (page->rows->len == 1)
    page->blank = page->says_blank = is_blank_mark(g_array_index(page->rows, PackRow, 0).key);
}

GArray *pack_pages(const Layout *layout) {
  GArray *pages = g_array_sized_new(FALSE, TRUE, sizeof(PackPage), layout->pages->len);
  g_array_set_clear_func(pages, page_clear);
  for (uint32_t i = 0; i < layout->pages->len; i++) {
    const LayoutPage *source = layout_page(layout, i);
    PackPage page = {.number = source->number, .width = source->width, .height = source->height};
    page.rows = g_array_new(FALSE, TRUE, sizeof(PackRow));
    page.numbers = g_array_new(FALSE, TRUE, sizeof(PackNumber));
    g_array_set_clear_func(page.rows, row_clear);
    layout_rest(layout, i);
    look_at_page(layout, i, &page);
    g_array_append_val(pages, page);
  }
  return pages;
}
