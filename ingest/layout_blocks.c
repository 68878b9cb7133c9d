/* Lines -> paragraphs and list items: where one ends and the next begins.
 *
 * A block ends at a gap, a change of type, a label, an indent, or a line that its author ended (the next
 * word would still have fitted). A block goes on across a page, a column or, in plain text, blank lines, if
 * its sentence does. Labels are believed where a sequence confirms them ("2." after "1." at the same x), or
 * where a block begins anyway. Linear, but for a bounded look around for the neighbours of a label. */
#include "ingest/labels.h"
#include "ingest/layout.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* A pitch between lines larger than the usual one by this factor parts blocks: word processors set
 * paragraphs apart by 0.4 lines or more, and lines within one vary by less than 0.15. */
static const float PITCH_SPREAD = 1.22f, LOOSE_PITCH = 1.6f, PAGE_PITCH_MAX = 1.25f;
enum { PAGE_PITCHES_MIN = 8 };
/* Sizes that differ by more are different type. */
static const float SIZE_SPREAD = 0.06f;
/* An indent counts from this share of the font size on. */
static const float INDENT_EM = 0.8f;
/* How much room beyond the next word says that a line was ended by its author: a space and a bit, in font
 * sizes; in plain text, made from proportional type, the width of a line is less sure: a share of the
 * column. */
static const float ROOM_EM = 0.5f, ROOM_TEXT_SHARE = 0.08f;
/* Same place for two labels. */
static const float LABEL_PLACE_PT = 7;
/* How many labels away a neighbour in the sequence may stand. */
enum { LABEL_REACH = 60 };
static const float FULL_LINE = 0.88f; /* of the column's width */
/* "From:      Name": longest key, and narrowest gap after it in font sizes. */
enum { KEY_BYTES_MAX = 30 };
static const float KEY_GAP_EM = 0.9f;

typedef struct {
  char *text;
  Label label;     /* kind LABEL_NONE where it has none, or one that is not believed */
  float text_left; /* where the words after the label, or after "Key:" and a gap, begin */
  bool doubted;    /* a label without words */
  bool hangs;      /* it begins with "Key:" and a gap */
} LineFacts;

typedef struct {
  const Layout *layout;
  LineFacts *facts;
  const uint32_t *table_of; /* by line: number of its table from 1, 0 none */
  float *pitch_em;          /* by page: usual distance of lines, in font sizes */
  float body_left;          /* of plain text: where lines begin that nothing indents */
  GArray *blocks;
} Blocker;

void layout_block_clear(gpointer data) {
  LayoutBlock *block = data;
  g_array_unref(block->lines);
  g_free(block->label);
}

/* ---- the text's own evidence */

static gunichar first_character(const char *text) {
  while (*text && !g_unichar_isalnum(g_utf8_get_char(text))) text = g_utf8_next_char(text);
  return g_utf8_get_char(text);
}

static gunichar last_character(const char *text) {
  const char *end = text + strlen(text), *last = g_utf8_find_prev_char(text, end);
  return last ? g_utf8_get_char(last) : 0;
}

static bool ends_sentence(const char *text) {
  const char *end = text + strlen(text);
  for (const char *p = g_utf8_find_prev_char(text, end); p; p = g_utf8_find_prev_char(text, p)) {
    gunichar c = g_utf8_get_char(p);
    if (c == '.' || c == '?' || c == '!') return true;
    if (c != ')' && c != ']' && c != '"' && c != '\'' && c != 0x2019 && c != 0x201D)
      return c == ':' && p + 1 == end;
  }
  return false;
}

static bool has_open_bracket(const char *text) {
  int depth = 0;
  for (const char *p = text; *p; p++) depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
  return depth > 0;
}

static bool starts_lower(const char *text) { return g_unichar_islower(first_character(text)); }

/* The sentence of `before` is not at its end, and `after` can go on with it. */
static bool sentence_goes_on(const char *before, const char *after) {
  if (ends_sentence(before)) return false;
  gunichar last = last_character(before);
  return starts_lower(after) || last == ',' || text_is_hyphen(last) || has_open_bracket(before);
}

/* ---- labels */

static bool same_place(const LayoutLine *a, const LayoutLine *b) {
  return fabsf(a->box.x0 - b->box.x0) < LABEL_PLACE_PT;
}

/* "h) i)": a lone i, v or x may be a letter. */
static bool label_continues(const Label *a, const Label *b, const char *b_text) {
  if (label_follows(a, b)) return true;
  const char *mark = b_text + (*b_text == '(');
  if (a->kind != LABEL_LETTER || b->kind != LABEL_ROMAN || a->style != b->style || g_ascii_isalpha(mark[1]))
    return false;
  return (unsigned)(g_ascii_tolower(*mark) - 'a') + 1 == a->value + 1;
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
         label_continues(&a->label, &b->label, b->text);
}

/* Whether the numbered line at `at` in `numbered` has its neighbour before or after it in the sequence. */
static bool is_confirmed(const Blocker *k, const GArray *numbered, uint32_t at) {
  uint32_t line = g_array_index(numbered, uint32_t, at);
  for (uint32_t d = 1; d <= LABEL_REACH; d++) {
    if (at >= d && are_neighbours(k, g_array_index(numbered, uint32_t, at - d), line)) return true;
    if (at + d < numbered->len && are_neighbours(k, line, g_array_index(numbered, uint32_t, at + d)))
      return true;
  }
  return false;
}

static float pitch_em(const LayoutLine *above, const LayoutLine *below) {
  return (below->box.y1 - above->box.y1) / MAX(below->size_pt, 1);
}

static bool same_flow(const LayoutLine *a, const LayoutLine *b) {
  return a->page == b->page && a->left == b->left && b->box.y0 > a->box.y0;
}

/* A label whose sequence is not seen is believed at the beginning of a block, if a sequence could begin
 * there. */
static bool begins_block(const Blocker *k, uint32_t i) {
  if (i == 0) return true;
  const LayoutLine *line = layout_line(k->layout, i), *above = layout_line(k->layout, i - 1);
  if (!same_flow(above, line) || k->table_of[i - 1]) return true;
  return pitch_em(above, line) > PITCH_SPREAD * k->pitch_em[line->page];
}

static bool believe_bullet(const Blocker *k, uint32_t i) {
  gunichar c = g_utf8_get_char(k->facts[i].text);
  if (text_is_bullet(c) || i == 0 || begins_block(k, i)) return true;
  const LayoutLine *line = layout_line(k->layout, i), *above = layout_line(k->layout, i - 1);
  bool list_above = k->facts[i - 1].label.kind == LABEL_BULLET && same_place(line, above);
  bool indented = line->box.x0 > line->left + INDENT_EM * line->size_pt;
  return list_above || indented || ends_sentence(k->facts[i - 1].text);
}

static void drop_label(LineFacts *f) { f->label = (Label){0}; }

/* A label with nothing after it has its words on the next line, if that is no label, too: figures on an axis
 * are none. */
static bool is_bare(const Blocker *k, uint32_t i) { return !k->facts[i].text[k->facts[i].label.skip]; }

static bool has_words(const Blocker *k, uint32_t i) {
  if (!is_bare(k, i)) return true;
  uint32_t next = i + 1;
  return next < k->layout->lines->len && same_flow(layout_line(k->layout, i), layout_line(k->layout, next)) &&
         !k->facts[next].label.kind && !k->table_of[next];
}

static void believe_labels(Blocker *k) {
  g_autoptr(GArray) numbered = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  uint32_t n = k->layout->lines->len;
  g_autofree bool *confirmed = g_new0(bool, n + 1);
  for (uint32_t i = n; i-- > 0;)
    if (k->facts[i].label.kind && !has_words(k, i)) k->facts[i].doubted = true;
  for (uint32_t i = 0; i < n; i++) {
    if (k->facts[i].doubted) drop_label(&k->facts[i]);
    if (k->facts[i].label.kind > LABEL_BULLET) g_array_append_val(numbered, i);
  }
  for (uint32_t j = 0; j < numbered->len; j++)
    confirmed[g_array_index(numbered, uint32_t, j)] = is_confirmed(k, numbered, j);
  for (uint32_t i = 0; i < n; i++) {
    LineFacts *f = &k->facts[i];
    if (f->label.kind == LABEL_BULLET && !believe_bullet(k, i)) drop_label(f);
    if (f->label.kind <= LABEL_BULLET || confirmed[i]) continue;
    bool may_begin = f->label.value == 1 || f->label.kind == LABEL_OUTLINE || f->label.kind == LABEL_DECIMAL;
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

/* "From:      Name, office": bytes of the key with its colon, if a gap of a column follows. */
static unsigned key_length(const Layout *layout, const LayoutLine *line) {
  unsigned bytes = 0;
  for (uint32_t w = line->first_word; w + 1 < line->first_word + line->word_count && bytes < KEY_BYTES_MAX;
       w++) {
    const LayoutWord *word = layout_word(layout, w), *next = word + 1;
    bytes += (unsigned)strlen(word->text);
    if (g_str_has_suffix(word->text, ":"))
      return next->box.x0 - word->box.x1 > KEY_GAP_EM * line->size_pt ? bytes : 0;
    bytes += !next->glued;
  }
  return 0;
}

/* ---- breaks between lines */

static float first_word_width(const Layout *layout, const LayoutLine *line) {
  const LayoutWord *word = layout_word(layout, line->first_word);
  return word->box.x1 - word->box.x0;
}

/* The next line's first word would have fitted: the line was ended on purpose. */
static bool has_room(const Blocker *k, const LayoutLine *line, const LayoutLine *next) {
  float slack = k->layout->is_text ? TEXT_CELL_PT + ROOM_TEXT_SHARE * (line->right - line->left)
                                   : ROOM_EM * line->size_pt;
  return line->box.x1 + first_word_width(k->layout, next) + slack < line->right;
}

static bool same_type(const LayoutLine *a, const LayoutLine *b) {
  return fabsf(a->size_pt - b->size_pt) <= SIZE_SPREAD * MAX(a->size_pt, b->size_pt);
}

static bool is_bold(const LayoutLine *line) { return (line->style & DOC_STRONG) != 0; }

static bool is_full(const LayoutLine *line) {
  return line->box.x1 - line->left >= FULL_LINE * (line->right - line->left);
}

/* Across a page, a column, or blank lines of plain text. */
static bool goes_on_across(const Blocker *k, uint32_t above, uint32_t below) {
  const LayoutLine *a = layout_line(k->layout, above), *b = layout_line(k->layout, below);
  const char *before = k->facts[above].text, *after = k->facts[below].text;
  if (!same_type(a, b) || is_bold(a) != is_bold(b)) return false;
  if (sentence_goes_on(before, after)) return true;
  return !k->layout->is_text && !ends_sentence(before) && is_full(a) && !has_room(k, a, b);
}

/* Within a block: the pitch its lines have, else the usual one. */
static float block_pitch(const Blocker *k, const LayoutBlock *block) {
  uint32_t page = layout_line(k->layout, g_array_index(block->lines, uint32_t, block->lines->len - 1))->page;
  if (block->lines->len < 2) return k->pitch_em[page];
  const LayoutLine *a = layout_line(k->layout, g_array_index(block->lines, uint32_t, block->lines->len - 2));
  const LayoutLine *b = layout_line(k->layout, g_array_index(block->lines, uint32_t, block->lines->len - 1));
  return same_flow(a, b) ? MAX(pitch_em(a, b), 1) : k->pitch_em[page];
}

/* The line stands where a new paragraph would: further in than the lines of this block, or left of an item's
 * words. */
static bool is_shifted(const LayoutBlock *block, const LayoutLine *above, const LayoutLine *line) {
  float step = INDENT_EM * line->size_pt;
  if (block->kind == BLOCK_ITEM)
    return line->box.x0 < block->left - step || line->box.x0 > block->text_left + 2.5f * step;
  if (block->lines->len == 1) return line->box.x0 > above->box.x0 + step;
  return fabsf(line->box.x0 - above->box.x0) > step;
}

static bool is_centred(const LayoutLine *a, const LayoutLine *b) {
  float ca = a->box.x0 + a->box.x1, cb = b->box.x0 + b->box.x1;
  return fabsf(ca - cb) < 4 && fabsf(ca - a->left - a->right) < 6;
}

/* The line stands under the value of a "Key:   value" line. */
static bool hangs_under(const Blocker *k, const LayoutBlock *block, const LayoutLine *line) {
  return k->facts[g_array_index(block->lines, uint32_t, 0)].hangs &&
         fabsf(line->box.x0 - block->text_left) < 3;
}

/* A line set a little further down than its neighbours, in the middle of a sentence that filled the line
 * above. */
static bool is_loose_line(const Blocker *k, const LayoutBlock *block, uint32_t above, uint32_t below) {
  const LayoutLine *a = layout_line(k->layout, above), *b = layout_line(k->layout, below);
  const char *before = k->facts[above].text, *after = k->facts[below].text;
  bool near = pitch_em(a, b) < LOOSE_PITCH * block_pitch(k, block);
  return near && same_type(a, b) && !ends_sentence(before) && starts_lower(after) && !has_room(k, a, b);
}

static bool breaks_on_page(const Blocker *k, const LayoutBlock *block, uint32_t above, uint32_t below) {
  const LayoutLine *a = layout_line(k->layout, above), *b = layout_line(k->layout, below);
  const char *before = k->facts[above].text, *after = k->facts[below].text;
  bool wide = pitch_em(a, b) > PITCH_SPREAD * block_pitch(k, block);
  if (wide && k->layout->is_text) return !goes_on_across(k, above, below);
  if (wide) return !is_loose_line(k, block, above, below);
  if (!same_type(a, b)) return true;
  if (k->facts[below].hangs) return true;
  if (hangs_under(k, block, b)) return false;
  bool room = has_room(k, a, b), lower = starts_lower(after);
  if (is_bold(a) != is_bold(b) &&
      (room || (is_bold(a) && !ends_sentence(before) && block->lines->len == 1 && !is_full(a))))
    return !lower || is_bold(b);
  if (is_centred(a, b)) return ends_sentence(before) && room;
  if (is_shifted(block, a, b)) return !sentence_goes_on(before, after);
  if (!room || lower) return false;
  return ends_sentence(before) || a->box.x1 - a->left < 0.8f * (a->right - a->left);
}

static bool breaks(const Blocker *k, const LayoutBlock *block, uint32_t above, uint32_t below) {
  if (k->facts[below].label.kind) return true;
  if (same_flow(layout_line(k->layout, above), layout_line(k->layout, below)))
    return breaks_on_page(k, block, above, below);
  return !goes_on_across(k, above, below);
}

/* ---- bullets lost in raw text: their lines begin one space in, after a line that announces a list */

static bool is_lost_bullet(const Blocker *k, const LayoutBlock *block, uint32_t i) {
  if (!k->layout->is_text || !block || k->facts[i].label.kind) return false;
  float indent = layout_line(k->layout, i)->box.x0 - k->body_left;
  if (indent < 0.5f * TEXT_CELL_PT || indent > 1.5f * TEXT_CELL_PT) return false;
  uint32_t above = g_array_index(block->lines, uint32_t, block->lines->len - 1);
  bool announced = last_character(k->facts[above].text) == ':';
  bool in_list =
      block->kind == BLOCK_ITEM && g_strcmp0(block->label, "\xE2\x80\xA2") == 0 && block->skip == 0;
  return announced || in_list;
}

/* ---- blocks */

static LayoutBlock *begin_block(Blocker *k, uint32_t i, LayoutBlockKind kind) {
  const LineFacts *f = &k->facts[i];
  LayoutBlock block = {.kind = kind, .lines = g_array_new(FALSE, FALSE, sizeof(uint32_t))};
  block.left = layout_line(k->layout, i)->box.x0;
  block.text_left = f->text_left;
  if (kind == BLOCK_ITEM) {
    block.skip = f->label.skip;
    block.label = f->label.kind ? g_strndup(f->text, f->label.length) : g_strdup("\xE2\x80\xA2");
  }
  g_array_append_val(k->blocks, block);
  return &g_array_index(k->blocks, LayoutBlock, k->blocks->len - 1);
}

/* A paragraph that stands where the words of the item before it stand is a further paragraph of it. */
static bool continues_item(const LayoutBlock *item, const LayoutBlock *block) {
  if (!item || (item->kind != BLOCK_ITEM && !item->continues) || block->kind != BLOCK_PARAGRAPH) return false;
  return item->text_left > item->left + 3 && fabsf(block->left - item->text_left) < 4;
}

/* "(a)" alone on its line: its words follow on the next. */
static bool is_bare_label(const Blocker *k, const LayoutBlock *block) {
  uint32_t first = g_array_index(block->lines, uint32_t, 0);
  return block->kind == BLOCK_ITEM && block->lines->len == 1 && block->skip &&
         !k->facts[first].text[block->skip];
}

static void take_line(Blocker *k, uint32_t i, LayoutBlock **open) {
  LayoutBlock *block = *open;
  bool item = k->facts[i].label.kind != LABEL_NONE;
  bool lost = is_lost_bullet(k, block, i);
  uint32_t above = block ? g_array_index(block->lines, uint32_t, block->lines->len - 1) : 0;
  bool fresh = !block || lost || (breaks(k, block, above, i) && !(is_bare_label(k, block) && !item));
  if (fresh) {
    block = begin_block(k, i, item || lost ? BLOCK_ITEM : BLOCK_PARAGRAPH);
    LayoutBlock *before = k->blocks->len > 1 ? block - 1 : NULL;
    block->continues = continues_item(before, block);
    if (block->continues) block->text_left = before->text_left, block->left = before->left;
  }
  g_array_append_val(block->lines, i);
  *open = block;
}

static void take_table(Blocker *k, uint32_t i) {
  LayoutBlock *block = begin_block(k, i, BLOCK_TABLE);
  uint32_t number = k->table_of[i];
  block->table = number - 1;
  for (; i < k->layout->lines->len && (k->table_of[i] == number || !k->table_of[i]); i++)
    if (k->table_of[i] == number) g_array_append_val(block->lines, i); /* furniture may lie between */
}

/* ---- measures */

/* Distances of the lines from .. to (exclusive) in running text, ascending. */
static GArray *collect_pitches(const Layout *layout, uint32_t from, uint32_t to) {
  GArray *pitches = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = from + 1; i < to; i++) {
    const LayoutLine *a = layout_line(layout, i - 1), *b = layout_line(layout, i);
    if (!same_flow(a, b) || !same_type(a, b) || a->role != b->role) continue;
    float pitch = pitch_em(a, b);
    if (pitch > 0.8f && pitch < 3) g_array_append_val(pitches, pitch);
  }
  g_array_sort(pitches, layout_by_value);
  return pitches;
}

/* The usual pitch of the file is that below which 40 % of all pitches lie, as gaps between blocks only ever add to it.
 * A page may be set wider, as code in a file sets a narrow one; by how much is bounded, for there are pages that are
 * all gaps. */
static float *usual_pitches(const Layout *layout) {
  g_autoptr(GArray) all = collect_pitches(layout, 0, layout->lines->len);
  float *usual = g_new(float, layout->pages->len + 1);
  float file = all->len ? g_array_index(all, float, all->len * 2 / 5) : 1.25f;
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    const LayoutPage *page = layout_page(layout, p);
    g_autoptr(GArray) own = collect_pitches(layout, page->first_line, page->first_line + page->line_count);
    float pitch = own->len >= PAGE_PITCHES_MIN ? g_array_index(own, float, own->len / 5) : file;
    usual[p] = layout->is_text ? 1 : CLAMP(pitch, file, PAGE_PITCH_MAX * file);
  }
  return usual;
}

/* Where lines begin that nothing indents: the lower quartile. */
static float usual_left(const Layout *layout) {
  g_autoptr(GArray) lefts = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = 0; i < layout->lines->len; i++) g_array_append_val(lefts, layout_line(layout, i)->box.x0);
  if (!lefts->len) return 0;
  g_array_sort(lefts, layout_by_value);
  return g_array_index(lefts, float, lefts->len / 4);
}

static LineFacts *collect_facts(const Layout *layout, const uint32_t *table_of) {
  LineFacts *facts = g_new0(LineFacts, layout->lines->len + 1);
  for (uint32_t i = 0; i < layout->lines->len; i++) {
    const LayoutLine *line = layout_line(layout, i);
    facts[i].text = layout_line_text(layout, line);
    if (line->role == LINE_BODY && !table_of[i]) facts[i].label = label_parse(facts[i].text);
    unsigned key = facts[i].label.kind ? 0 : key_length(layout, line);
    facts[i].hangs = key > 0;
    facts[i].text_left = left_of_byte(layout, line, facts[i].text, key ? key + 1 : facts[i].label.skip);
  }
  return facts;
}

static uint32_t *number_tables(const Layout *layout, const GArray *tables) {
  uint32_t *table_of = g_new0(uint32_t, layout->lines->len + 1);
  for (uint32_t t = 0; t < tables->len; t++) {
    const LayoutTable *table = &g_array_index(tables, LayoutTable, t);
    for (uint32_t i = table->first_line; i <= table->last_line; i++)
      if (layout_line(layout, i)->role != LINE_FURNITURE) table_of[i] = t + 1;
  }
  return table_of;
}

static uint32_t page_of_block(const Blocker *k, uint32_t block) {
  const GArray *lines = g_array_index(k->blocks, LayoutBlock, block).lines;
  return layout_line(k->layout, g_array_index(lines, uint32_t, 0))->page;
}

/* A line beside the text is a paragraph after the blocks that begin on its page. */
static void insert_asides(Blocker *k) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < k->layout->lines->len; i++) {
    const LayoutLine *line = layout_line(k->layout, i);
    if (line->role != LINE_ASIDE) continue;
    while (at < k->blocks->len && page_of_block(k, at) <= line->page) at++;
    LayoutBlock block = {.kind = BLOCK_PARAGRAPH, .lines = g_array_new(FALSE, FALSE, sizeof(uint32_t))};
    block.left = block.text_left = line->box.x0;
    g_array_append_val(block.lines, i);
    g_array_insert_val(k->blocks, at, block);
  }
}

static bool refers_to(const Blocker *k, const LayoutBlock *block, uint32_t note) {
  for (uint32_t i = 0; i < block->lines->len; i++) {
    const LayoutLine *line = layout_line(k->layout, g_array_index(block->lines, uint32_t, i));
    for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++)
      if (layout_word(k->layout, w)->note == note && line->role != LINE_NOTE) return true;
  }
  return false;
}

/* Behind the block that refers to the note; without one, behind those that begin on its page. */
static uint32_t place_of_note(const Blocker *k, uint32_t note, uint32_t page) {
  uint32_t after = 0;
  for (uint32_t i = 0; i < k->blocks->len; i++) {
    if (refers_to(k, &g_array_index(k->blocks, LayoutBlock, i), note)) return i + 1;
    if (page_of_block(k, i) <= page) after = i + 1;
  }
  return after;
}

/* A footnote stands behind the block that refers to it, so that the text goes on over the page's foot. */
static void insert_notes(Blocker *k) {
  LayoutBlock *open = NULL, block = {0};
  for (uint32_t i = 0; i <= k->layout->lines->len; i++) {
    const LayoutLine *line = i < k->layout->lines->len ? layout_line(k->layout, i) : NULL;
    if (line && line->role != LINE_NOTE) continue;
    if (open && (!line || line->note != open->note)) {
      uint32_t at =
          place_of_note(k, block.note, layout_line(k->layout, g_array_index(block.lines, uint32_t, 0))->page);
      while (at < k->blocks->len && g_array_index(k->blocks, LayoutBlock, at).kind == BLOCK_NOTE) at++;
      g_array_insert_val(k->blocks, at, block);
      open = NULL;
    }
    if (!line) return;
    if (!open) {
      block = (LayoutBlock){
          .kind = BLOCK_NOTE, .note = line->note, .lines = g_array_new(FALSE, FALSE, sizeof(uint32_t))};
      block.label = g_strdup(layout_word(k->layout, line->first_word)->text);
      open = &block;
    }
    g_array_append_val(block.lines, i);
  }
}

GArray *layout_blocks(const Layout *layout, const GArray *tables) {
  g_autofree uint32_t *table_of = number_tables(layout, tables);
  Blocker k = {.layout = layout,
               .table_of = table_of,
               .pitch_em = usual_pitches(layout),
               .body_left = usual_left(layout)};
  k.facts = collect_facts(layout, table_of);
  k.blocks = g_array_new(FALSE, TRUE, sizeof(LayoutBlock));
  g_array_set_clear_func(k.blocks, layout_block_clear);
  believe_labels(&k);
  LayoutBlock *open = NULL;
  uint32_t taken = 0; /* tables come in order */
  for (uint32_t i = 0; i < layout->lines->len; i++) {
    LineRole role = layout_line(layout, i)->role;
    if (role != LINE_BODY && role != LINE_CELL) continue;
    if (!table_of[i]) {
      take_line(&k, i, &open);
    } else if (table_of[i] > taken) {
      take_table(&k, i);
      taken = table_of[i];
      open = NULL;
    }
  }
  insert_asides(&k);
  insert_notes(&k);
  for (uint32_t i = 0; i < layout->lines->len; i++) g_free(k.facts[i].text);
  g_free(k.facts);
  g_free(k.pitch_em);
  return k.blocks;
}
