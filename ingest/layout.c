/* The arrays of a Layout, and the order of the passes over them. */
#include "ingest/layout_rows.h"

#include "ingest/pack.h"
#include "ingest/refine.h"
#include "model/memory.h"

#include <string.h>

/* A rule runs along a row if it covers this share of it; an underlined word does not. */
static const float RULE_SHARE = 0.6f;
/* Where an underline lies from the bottom of its line's box, in font sizes; how far it may reach beyond the words; and how much
 * of them it must run under. Word, LibreOffice and browsers draw it 0.02 to 0.15 above the bottom. */
static const float UNDERLINE_HIGHEST_EM = 0.35f, UNDERLINE_LOWEST_EM = 0.1f, UNDERLINE_SLACK_PT = 4,
                   UNDERLINE_SHARE = 0.9f;
/* English prose has 5.2 to 6.1 bytes for a word and the space behind it. */
enum { BYTES_A_WORD = 5 };
/* Sizes of type that are told apart in a line. */
enum { SIZES_MAX = 8 };
/* Words of a page, more than most have, and as many as most have; and of how many pages at most. */
enum { EXPECTED_WORDS = 800, USUAL_WORDS = 300, EXPECTED_PAGES_MAX = 10000 };
/* After so many pages memory is let go. */
enum { REST_PAGES = 64 };

void layout_cell_clear(gpointer data) { g_array_unref(((LayoutCell *)data)->lines); }

void layout_table_clear(gpointer data) {
  LayoutTable *table = data;
  g_array_unref(table->columns);
  g_array_unref(table->cells);
}

Layout *layout_new(Scratch *scratch) {
  Layout *layout = g_new0(Layout, 1);
  layout->pages = g_array_new(FALSE, TRUE, sizeof(LayoutPage));
  layout->lines = scratch_array_new(sizeof(LayoutLine), 0, NULL);
  layout->scratch = scratch;
  layout->words = scratch_array_new(sizeof(LayoutWord), 0, NULL);
  layout->rules = g_array_new(FALSE, TRUE, sizeof(LayoutRule));
  layout->frames = g_array_new(FALSE, TRUE, sizeof(LayoutFrame));
  layout->pictures = g_array_new(FALSE, TRUE, sizeof(LayoutPicture));
  layout->grids = g_array_new(FALSE, TRUE, sizeof(LayoutTable));
  g_array_set_clear_func(layout->grids, layout_table_clear);
  layout->runs = g_array_new(FALSE, TRUE, sizeof(LayoutRun));
  g_array_set_clear_func(layout->runs, layout_stream_clear);
  layout->links = g_ptr_array_new_with_free_func(g_free);
  layout->rows = g_ptr_array_new_with_free_func(layout_rows_free);
  layout->strings = g_string_chunk_new(16 * 1024);
  return layout;
}

/* An array that grows is copied over and over. */
static void make_room(Layout *layout, guint words, Scratch *scratch) {
  scratch_array_free(layout->words);
  layout->words = scratch_array_new(sizeof(LayoutWord), words, scratch);
}

void layout_expect(Layout *layout, unsigned pages) {
  guint words = layout->scratch ? USUAL_WORDS : EXPECTED_WORDS;
  make_room(layout, MIN(pages, EXPECTED_PAGES_MAX) * words, layout->scratch);
}

void layout_trim(const Layout *layout) {
  if (layout->words->scratch) memory_trim();
}

void layout_rest(const Layout *layout, uint32_t page) {
  scratch_array_rest(layout->words, page / REST_PAGES);
  scratch_array_rest(layout->lines, page / REST_PAGES);
}

void layout_forget_words(Layout *layout, uint32_t first, uint32_t end) {
  memory_give_back(layout_word(layout, first), layout_word(layout, end));
}

Layout *layout_new_text(char *text) {
  Layout *layout = layout_new(NULL);
  make_room(layout, (guint)(strlen(text) / BYTES_A_WORD), NULL);
  layout->text = text;
  layout->is_text = true;
  return layout;
}

void layout_free(Layout *layout) {
  if (!layout) return;
  g_array_unref(layout->pages);
  scratch_array_free(layout->lines);
  scratch_array_free(layout->words);
  g_array_unref(layout->rules);
  g_array_unref(layout->pictures);
  g_array_unref(layout->grids);
  g_array_unref(layout->runs);
  g_ptr_array_unref(layout->links);
  g_ptr_array_unref(layout->rows);
  g_array_unref(layout->frames);
  g_string_chunk_free(layout->strings);
  g_free(layout->text);
  g_free(layout);
}

gint layout_by_value(gconstpointer a, gconstpointer b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

/* The words of a plain text stand in it one behind another, a NUL where each space was. False where there was more than
 * one between two. */
static bool append_stretch(const LayoutWord *first, const LayoutWord *last, GString *out) {
  gsize len = (gsize)(last->text - first->text) + strlen(last->text), at = out->len;
  g_string_append_len(out, first->text, (gssize)len);
  for (char *p = out->str + at + strlen(out->str + at), *end = out->str + out->len; p < end; p += strlen(p)) {
    *p++ = ' ';
    if (*p) continue;
    g_string_truncate(out, at);
    return false;
  }
  return true;
}

void layout_append_words(const Layout *layout, uint32_t from, uint32_t to, GString *out) {
  if (layout->text && !out->len && from < to &&
      append_stretch(layout_word(layout, from), layout_word(layout, to - 1), out))
    return;
  gsize len = out->len, most = len;
  for (uint32_t w = from; w < to; w++) most += strlen(layout_word(layout, w)->text) + 1;
  g_string_set_size(out, most); /* once, and not for every word */
  char *end = out->str + len;
  for (uint32_t w = from; w < to; w++) {
    const LayoutWord *word = layout_word(layout, w);
    if (end > out->str && !word->glued) *end++ = ' ';
    end = stpcpy(end, word->text);
  }
  g_string_truncate(out, (gsize)(end - out->str));
}

char *layout_line_text(const Layout *layout, const LayoutLine *line) {
  GString *out = g_string_new(NULL);
  layout_append_words(layout, line->first_word, line->first_word + line->word_count, out);
  return g_string_free(out, FALSE);
}

float layout_line_size(const Layout *layout, const LayoutLine *line) {
  if (layout->is_text) return TEXT_LINE_PT; /* all of it has that size */
  struct {
    float size_pt;
    size_t bytes;
  } sizes[SIZES_MAX] = {0};
  unsigned count = 0, most = 0;
  for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++) {
    const LayoutWord *word = layout_word(layout, w);
    unsigned i = 0;
    while (i < count && sizes[i].size_pt != word->size_pt) i++;
    if (i == SIZES_MAX) break;
    if (i == count) sizes[count++].size_pt = word->size_pt;
    sizes[i].bytes += strlen(word->text);
    if (sizes[i].bytes > sizes[most].bytes) most = i;
  }
  return sizes[most].size_pt;
}

void layout_add_page(Layout *layout, uint32_t number, float width, float height) {
  LayoutPage page = {.number = number,
                     .width = width,
                     .height = height,
                     .first_word = layout->words->len,
                     .first_rule = layout->rules->len};
  g_array_append_val(layout->pages, page);
}

void layout_add_word(Layout *layout, const LayoutWord *word) {
  LayoutWord copy = *word;
  copy.text = g_string_chunk_insert_const(layout->strings, word->text);
  *(LayoutWord *)scratch_array_add(layout->words) = copy;
  layout_page(layout, layout->pages->len - 1)->word_count++;
}

void layout_add_rule(Layout *layout, const LayoutRule *rule) {
  g_array_append_val(layout->rules, *rule);
  layout_page(layout, layout->pages->len - 1)->rule_count++;
}

void layout_add_picture(Layout *layout, const LayoutPicture *picture) {
  LayoutPicture copy = *picture;
  copy.page = layout->pages->len - 1;
  copy.hash = g_string_chunk_insert_const(layout->strings, picture->hash);
  copy.look = g_string_chunk_insert_const(layout->strings, picture->look);
  g_array_append_val(layout->pictures, copy);
}

/* Links of one address come one after the other: an annotation for each of its lines. */
uint16_t layout_add_link(Layout *layout, const char *address) {
  guint count = layout->links->len;
  if (count && g_str_equal(layout->links->pdata[count - 1], address)) return (uint16_t)count;
  if (count == G_MAXUINT16) return 0;
  g_ptr_array_add(layout->links, g_strdup(address));
  return (uint16_t)(count + 1);
}

bool layout_has_rule(const Layout *layout, uint32_t page, float top, float bottom, float left, float right) {
  const LayoutPage *p = layout_page(layout, page);
  for (uint32_t i = p->first_rule; i < p->first_rule + p->rule_count; i++) {
    const LayoutRule *rule = &g_array_index(layout->rules, LayoutRule, i);
    if (rule->y0 != rule->y1 || rule->y0 < top || rule->y0 > bottom) continue;
    if (MIN(right, rule->x1) - MAX(left, rule->x0) >= RULE_SHARE * (right - left)) return true;
  }
  return false;
}

/* The rule of a table or of a page goes on beyond the words; an underline is cut where a descender is. */
static bool runs_under(const Layout *layout, const LayoutLine *line, float left) {
  const LayoutPage *p = layout_page(layout, line->page);
  float top = line->box.y1 - UNDERLINE_HIGHEST_EM * line->size_pt,
        bottom = line->box.y1 + UNDERLINE_LOWEST_EM * line->size_pt;
  float covered = 0, right = line->box.x1;
  for (uint32_t i = p->first_rule; i < p->first_rule + p->rule_count; i++) {
    const LayoutRule *rule = &g_array_index(layout->rules, LayoutRule, i);
    if (rule->y0 != rule->y1 || rule->y0 < top || rule->y0 > bottom || rule->x1 < left || rule->x0 > right)
      continue;
    if (rule->x0 < left - UNDERLINE_SLACK_PT || rule->x1 > right + UNDERLINE_SLACK_PT) return false;
    covered += MIN(right, rule->x1) - MAX(left, rule->x0);
  }
  return covered >= UNDERLINE_SHARE * (right - left);
}

bool layout_is_underlined(const Layout *layout, const LayoutLine *line) {
  if (runs_under(layout, line, line->box.x0)) return true;
  return line->word_count > 1 && runs_under(layout, line, layout_word(layout, line->first_word + 1)->box.x0);
}

/* All passes over the pages of one paper. */
static void build_paper(Layout *layout, DocBuilder *b) {
  layout_turn(layout);
  if (layout->is_text)
    layout_drawn(layout);
  else
    layout_grids(layout);
  layout_lines(layout);
  layout_trim(layout);
  if (layout->is_text) layout_wrap(layout);
  layout_furniture(layout, b);
  layout_widths(layout);
  g_autoptr(GArray) tables = layout_tables(layout);
  layout_merge_rows(layout, tables);
  layout_cells(layout, tables);
  layout_notes(layout);
  g_autoptr(GArray) blocks = layout_blocks(layout, tables);
  layout_trim(layout);
  layout_join_tables(layout, tables, blocks, b);
  layout_headings(layout, blocks);
  g_autoptr(GArray) figures = layout_figures(layout, tables, blocks);
  layout_emit(layout, tables, blocks, figures, b);
}

static void record_stamp(DocBuilder *b, uint32_t page, GString *text) {
  doc_builder_furniture(b, page, text->str);
  doc_builder_furniture_why(b, "a stamp of the pack, a mark under the text, a line number, or the leader of a table of contents");
  g_string_truncate(text, 0);
}

/* Words that a stamp is made of follow one another. */
static void record_stamps(const Layout *layout, const bool *drop, DocBuilder *b) {
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    const LayoutPage *page = layout_page(layout, p);
    layout_rest(layout, p);
    g_autoptr(GString) text = g_string_new(NULL);
    for (uint32_t w = page->first_word; w <= page->first_word + page->word_count; w++) {
      bool in_page = w < page->first_word + page->word_count;
      const char *word = in_page ? layout_word(layout, w)->text : "";
      if (in_page && drop[w])
        g_string_append_printf(text, "%s%s", text->len && !layout_word(layout, w)->glued ? " " : "",
                               word + pack_kept_bytes(word));
      else if (text->len)
        record_stamp(b, page->number, text);
    }
  }
}

static void forget_pages(Layout *layout, uint32_t first, uint32_t end) {
  const LayoutPage *from = layout_page(layout, first), *to = layout_page(layout, end - 1);
  layout_forget_words(layout, from->first_word, to->first_word + to->word_count);
  for (uint32_t p = first; p < end; p++) layout_forget_rows(layout, p);
}

/* Each part is a layout of its own for as long as it is built. What is one part becomes it in its place: a long paper's
 * words are not held twice. */
static void build_pack(Layout *layout, const GArray *parts, const bool *drop, DocBuilder *b) {
  record_stamps(layout, drop, b);
  if (parts->len == 1) {
    pack_drop(layout, drop);
    build_paper(layout, b);
    return;
  }
  for (uint32_t i = 0; i < parts->len; i++) {
    uint32_t first = g_array_index(parts, uint32_t, i),
             end = i + 1 < parts->len ? g_array_index(parts, uint32_t, i + 1) : layout->pages->len;
    g_autoptr(Layout) paper = pack_slice(layout, first, end, drop);
    forget_pages(layout, first, end);
    if (i) refine_mark_part(b, layout_page(layout, first)->number);
    build_paper(paper, b);
  }
}

void layout_build(Layout *layout, DocBuilder *b) {
  g_autoptr(GArray) pages = pack_pages(layout), parts = pack_parts(pages);
  g_autofree bool *drop = g_new0(bool, layout->words->len + 1);
  bool stamped = pack_stamps(layout, pages, parts, drop), numbered = pack_margin_numbers(layout, drop);
  bool contents = pack_contents(layout, drop);
  g_clear_pointer(&pages, g_array_unref);
  if (stamped || numbered || contents)
    build_pack(layout, parts, drop, b);
  else
    build_paper(layout, b);
}
