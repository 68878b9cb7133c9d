/* Facts of each line for the making of blocks: its text, its label and whether the label is believed.
 *
 * A label is believed where a sequence confirms it ("2." after "1." at the same x), or where a block begins
 * anyway and a sequence could begin there. Linear, but for a bounded look around for the neighbours of a label. */
#include "ingest/layout_blocks.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* Same place for two labels. */
static const float LABEL_PLACE_PT = 7;
/* The words of an item and the lines that hang below them begin within so much. */
static const float HANGING_PT = 3;
/* How many labels away a neighbour in the sequence may stand. */
enum { LABEL_REACH = 60 };
/* "From:      Name": longest key, and narrowest gap after it in font sizes. */
enum { KEY_BYTES_MAX = 30 };
static const float KEY_GAP_EM = 0.9f;
/* It is wider than the other spaces of its line by this, which may be stretched; and titles are larger than the text by that. */
static const float STRETCHED_GAP = 1.3f, TITLE_SIZE = 1.15f;
/* A line that ends before this share of its column's width was ended by its writer. */
static const float ENDED_LINE = 0.8f;
/* Digits of a bare number that may be a label: years and amounts have more. */
enum { TABBED_DIGITS_MAX = 2 };

bool blocks_ends_sentence(const char *text) {
  const char *end = text + strlen(text);
  for (const char *p = g_utf8_find_prev_char(text, end); p; p = g_utf8_find_prev_char(text, p)) {
    gunichar c = g_utf8_get_char(p);
    if (c == '.' || c == '?' || c == '!') return true;
    if (c != ')' && c != ']' && c != '"' && c != '\'' && c != 0x2019 && c != 0x201D)
      return c == ':' && p + 1 == end;
  }
  return false;
}

float blocks_pitch_em(const LayoutLine *above, const LayoutLine *below) {
  return (below->box.y1 - above->box.y1) / MAX(below->size_pt, 1);
}

bool blocks_same_flow(const LayoutLine *a, const LayoutLine *b) {
  return a->page == b->page && a->left == b->left && b->box.y0 > a->box.y0;
}

/* ---- labels */

/* As far in, in the page or in the columns that they stand in. */
static bool same_place(const LayoutLine *a, const LayoutLine *b) {
  return fabsf(a->box.x0 - b->box.x0) < LABEL_PLACE_PT ||
         fabsf((a->box.x0 - a->left) - (b->box.x0 - b->left)) < LABEL_PLACE_PT;
}

/* "1.2" after "1.1", "2.1" after "1.7", "1.1.1" after "1.1": outline numbers that come in order. */
static bool outline_advances(const char *a, const char *b) {
  for (;;) {
    char *end_a, *end_b;
    guint64 x = g_ascii_strtoull(a, &end_a, 10), y = g_ascii_strtoull(b, &end_b, 10);
    if (x != y) return y == x + 1;
    if (*end_b != '.' || !g_ascii_isdigit(end_b[1])) return false;
    if (*end_a != '.' || !g_ascii_isdigit(end_a[1])) return true;
    a = end_a + 1;
    b = end_b + 1;
  }
}

static bool are_neighbours(const Blocker *k, uint32_t i, uint32_t j) {
  const LineFacts *a = &k->facts[i], *b = &k->facts[j];
  if (a->label.kind == LABEL_OUTLINE && b->label.kind == LABEL_OUTLINE)
    return outline_advances(a->text, b->text);
  return same_place(layout_line(k->layout, i), layout_line(k->layout, j)) &&
         label_follows(&a->label, &b->label);
}

/* In another column or page, where items may be indented from another edge. */
static bool is_apart(const Blocker *k, uint32_t i, uint32_t j) {
  const LayoutLine *a = layout_line(k->layout, i), *b = layout_line(k->layout, j);
  return !k->layout->is_text && (a->page != b->page || a->left != b->left);
}

/* The nearest label of its kind, `step` of `numbered` away and on, is its neighbour in another column. */
static uint32_t find_across(const Blocker *k, const GArray *numbered, uint32_t at, int step) {
  uint32_t line = g_array_index(numbered, uint32_t, at);
  const Label *own = &k->facts[line].label;
  if (own->kind == LABEL_OUTLINE) return 0;
  for (int64_t i = (int64_t)at + step, d = 0; i >= 0 && i < numbered->len && d < LABEL_REACH;
       i += step, d++) {
    uint32_t other = g_array_index(numbered, uint32_t, (uint32_t)i);
    const Label *label = &k->facts[other].label;
    if (!label_same_family(own, label)) continue;
    bool follows = step < 0 ? label_follows(label, own) : label_follows(own, label);
    return follows && is_apart(k, line, other) ? other + 1 : 0;
  }
  return 0;
}

/* The line, from 1, that is the neighbour before or after the numbered line at `at` of `numbered` in the sequence; 0 for
 * none. */
static uint32_t find_neighbour(const Blocker *k, const GArray *numbered, uint32_t at) {
  uint32_t line = g_array_index(numbered, uint32_t, at);
  for (uint32_t d = 1; d <= LABEL_REACH; d++) {
    if (at >= d && are_neighbours(k, g_array_index(numbered, uint32_t, at - d), line))
      return g_array_index(numbered, uint32_t, at - d) + 1;
    if (at + d < numbered->len && are_neighbours(k, line, g_array_index(numbered, uint32_t, at + d)))
      return g_array_index(numbered, uint32_t, at + d) + 1;
  }
  uint32_t before = find_across(k, numbered, at, -1);
  return before ? before : find_across(k, numbered, at, 1);
}

/* A label whose sequence is not seen is believed at the beginning of a block, if a sequence could begin
 * there. */
static bool begins_block(const Blocker *k, uint32_t i) {
  if (i == 0) return true;
  const LayoutLine *line = layout_line(k->layout, i), *above = layout_line(k->layout, i - 1);
  if (!blocks_same_flow(above, line) || k->table_of[i - 1]) return true;
  return blocks_pitch_em(above, line) > BLOCK_PITCH_SPREAD * k->pitch_em[line->page];
}

/* The line above begins where this one's words do, behind the label: it hangs in an item, and this is the next. */
static bool follows_hanging(const Blocker *k, uint32_t i) {
  const LayoutLine *line = layout_line(k->layout, i), *above = layout_line(k->layout, i - 1);
  return blocks_same_flow(above, line) && fabsf(above->box.x0 - k->facts[i].text_left) < HANGING_PT;
}

static bool believe_bullet(const Blocker *k, uint32_t i) {
  gunichar c = g_utf8_get_char(k->facts[i].text);
  if (text_is_bullet(c) || i == 0 || begins_block(k, i)) return true;
  const LayoutLine *line = layout_line(k->layout, i), *above = layout_line(k->layout, i - 1);
  bool list_above = k->facts[i - 1].label.kind == LABEL_BULLET && same_place(line, above);
  bool indented = line->box.x0 > line->left + BLOCK_INDENT_EM * line->size_pt;
  /* in raw text nothing is indented, but a line that was ended on purpose is short */
  bool ended = k->layout->is_text && above->box.x1 - above->left < ENDED_LINE * (above->right - above->left);
  return list_above || indented || ended || follows_hanging(k, i) ||
         blocks_ends_sentence(k->facts[i - 1].text);
}

static void drop_label(LineFacts *f) { f->label = (Label){0}; }

/* A label with nothing after it has its words on the next line, if that is no label, too: figures on an axis
 * are none. */
static bool is_bare(const Blocker *k, uint32_t i) { return !k->facts[i].text[k->facts[i].label.skip]; }

static bool has_words(const Blocker *k, uint32_t i) {
  if (!is_bare(k, i)) return true;
  uint32_t next = i + 1;
  return next < k->layout->lines->len &&
         blocks_same_flow(layout_line(k->layout, i), layout_line(k->layout, next)) &&
         !k->facts[next].label.kind && !k->table_of[next];
}

/* "(h) (i) (j)": a lone i, v or x after its neighbour in the alphabet is a letter. */
static void read_letters(Blocker *k, const GArray *numbered) {
  for (uint32_t j = 0; j < numbered->len; j++) {
    uint32_t line = g_array_index(numbered, uint32_t, j);
    LineFacts *f = &k->facts[line];
    for (uint32_t d = 1; d <= MIN(j, LABEL_REACH) && f->label.kind == LABEL_ROMAN; d++) {
      uint32_t before = g_array_index(numbered, uint32_t, j - d);
      if (same_place(layout_line(k->layout, before), layout_line(k->layout, line)))
        label_read_as_letter(&k->facts[before].label, &f->label, f->text);
    }
  }
}

void blocks_believe_labels(Blocker *k) {
  g_autoptr(GArray) numbered = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  uint32_t n = k->layout->lines->len;
  for (uint32_t i = n; i-- > 0;)
    if (k->facts[i].label.kind && !has_words(k, i)) k->facts[i].doubted = true;
  for (uint32_t i = 0; i < n; i++) {
    if (k->facts[i].doubted) drop_label(&k->facts[i]);
    if (k->facts[i].label.kind > LABEL_BULLET) g_array_append_val(numbered, i);
  }
  read_letters(k, numbered);
  for (uint32_t j = 0; j < numbered->len; j++)
    k->facts[g_array_index(numbered, uint32_t, j)].neighbour = find_neighbour(k, numbered, j);
  for (uint32_t i = 0; i < n; i++) {
    LineFacts *f = &k->facts[i];
    if (f->label.kind == LABEL_BULLET && !believe_bullet(k, i)) drop_label(f);
    if (f->label.kind <= LABEL_BULLET || f->neighbour) continue;
    bool may_begin = !f->tabbed && (f->label.value == 1 || f->label.kind == LABEL_OUTLINE ||
                                    f->label.kind == LABEL_DECIMAL);
    if (!may_begin || !begins_block(k, i)) drop_label(f);
  }
}

static float width_of_bytes(const LayoutLine *line, const char *text, unsigned bytes) {
  glong all = g_utf8_strlen(text, -1), part = g_utf8_strlen(text, (gssize)bytes);
  return all ? (line->box.x1 - line->box.x0) * (float)part / (float)all : 0;
}

/* The left edge of the word that byte `skip` of the line begins. */
static float left_of_byte(const Layout *layout, const LayoutLine *line, const char *text, unsigned skip) {
  size_t at = 0;
  for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++) {
    const LayoutWord *word = layout_word(layout, w);
    if (at && !word->glued) at++;
    if (at >= skip) return word->box.x0;
    at += strlen(word->text);
  }
  return line->box.x0 + width_of_bytes(line, text, skip);
}

/* The widest space of the line's words, the one behind `but` left out. */
static float widest_space(const Layout *layout, const LayoutLine *line, const LayoutWord *but) {
  float widest = 0;
  for (uint32_t w = line->first_word; w + 1 < line->first_word + line->word_count; w++) {
    const LayoutWord *word = layout_word(layout, w);
    if (word != but) widest = MAX(widest, word[1].box.x0 - word->box.x1);
  }
  return widest;
}

/* A gap of a column, and no space of a line that is stretched, nor of a title. */
static bool has_column_gap(const Layout *layout, const LayoutLine *line, const LayoutWord *word) {
  float gap = word[1].box.x0 - word->box.x1;
  bool title = !layout->is_text && line->size_pt > TITLE_SIZE * layout->body_size_pt;
  return gap > KEY_GAP_EM * line->size_pt && !title && gap > STRETCHED_GAP * widest_space(layout, line, word);
}

/* "From:      Name, office": bytes of the key with its colon, if a gap of a column follows. */
static unsigned key_length(const Layout *layout, const LayoutLine *line) {
  unsigned bytes = 0;
  for (uint32_t w = line->first_word; w + 1 < line->first_word + line->word_count && bytes < KEY_BYTES_MAX;
       w++) {
    const LayoutWord *word = layout_word(layout, w), *next = word + 1;
    bytes += (unsigned)strlen(word->text);
    if (g_str_has_suffix(word->text, ":")) return has_column_gap(layout, line, word) ? bytes : 0;
    bytes += !next->glued;
  }
  return 0;
}

/* "1      Budget webpage": a bare number that a gap sets apart may be a label; in plain text it is a cell as well. */
static Label tabbed_number(const Layout *layout, const LayoutLine *line) {
  const LayoutWord *number = layout_word(layout, line->first_word), *next = number + 1;
  size_t digits = strlen(number->text);
  if (layout->is_text || line->word_count < 2 || digits > TABBED_DIGITS_MAX) return (Label){0};
  if (strspn(number->text, "0123456789") != digits || *number->text == '0') return (Label){0};
  if (next->box.x0 - number->box.x1 <= KEY_GAP_EM * line->size_pt) return (Label){0};
  return (Label){.kind = LABEL_DECIMAL,
                 .length = (unsigned)digits,
                 .skip = (unsigned)digits + 1,
                 .value = (unsigned)g_ascii_strtoull(number->text, NULL, 10),
                 .depth = 1};
}

static void find_label(const Layout *layout, const LayoutLine *line, LineFacts *facts) {
  facts->label = label_parse(facts->text);
  if (facts->label.kind) return;
  facts->label = tabbed_number(layout, line);
  facts->tabbed = facts->label.kind != LABEL_NONE;
}

LineFacts *blocks_collect_facts(const Layout *layout, const uint32_t *table_of) {
  LineFacts *facts = g_new0(LineFacts, layout->lines->len + 1);
  g_autoptr(GString) text = g_string_new(NULL);
  for (uint32_t i = 0; i < layout->lines->len; i++) {
    LayoutLine *line = layout_line(layout, i);
    layout_rest(layout, line->page);
    g_string_truncate(text, 0);
    layout_append_words(layout, line->first_word, line->first_word + line->word_count, text);
    line->text = facts[i].text = g_string_chunk_insert_len(layout->strings, text->str, (gssize)text->len);
    if (line->role == LINE_BODY && !table_of[i]) find_label(layout, line, &facts[i]);
    unsigned key = facts[i].label.kind || !strchr(facts[i].text, ':') ? 0 : key_length(layout, line);
    facts[i].hangs = key > 0;
    facts[i].text_left = left_of_byte(layout, line, facts[i].text, key ? key + 1 : facts[i].label.skip);
  }
  return facts;
}
