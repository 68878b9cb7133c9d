/* Lines -> paragraphs and list items: where one ends and the next begins.
 *
 * A block ends at a gap, a change of type, a label, an indent, or a line that its author ended (the next
 * word would still have fitted). A block goes on across a page, a column or, in plain text, blank lines, if
 * its sentence does. Linear, but for a short look back for the item that a paragraph belongs to. */
#include "ingest/layout_blocks.h"
#include "ingest/refine.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* A pitch larger than the usual one by no more than this goes on with a sentence; and how much larger than the file's
 * a page's own usual pitch may be, of how many lines at least. */
static const float LOOSE_PITCH = 1.6f, PAGE_PITCH_MAX = 1.25f;
enum { PAGE_PITCHES_MIN = 8, WRAPPED_LINES_MIN = 4 };
/* Lines of one type whose pitch is larger by this are parted where a sentence ends: items set close, text set double. */
static const float SMALL_GAP = 1.1f;
/* Lines set single, in font sizes; and what is wider than any setting that is not double. */
static const float SINGLE_PITCH = 1.25f, WIDE_PITCH = 1.6f;
/* Type that is larger than the body's by this is set for display; LARGER in layout_headings.c begins lower. */
static const float DISPLAY_SIZE = 1.15f;
/* Lines of one title begin no further apart than this, in font sizes, unless they are centred. */
static const float DISPLAY_HANG_EM = 3;
/* Sizes that differ by more are different type. */
static const float SIZE_SPREAD = 0.06f;
/* How much room beyond the next word says that a line was ended by its author: a space and a bit, in font
 * sizes; in plain text, made from proportional type, the width of a line is less sure: a share of the
 * column. */
static const float ROOM_EM = 0.5f, ROOM_TEXT_SHARE = 0.08f;
/* A line of plain text alone between blank lines is no part of a sentence below this share of the column's width. */
static const float SHORT_LINE = 0.45f;
static const float FULL_LINE = 0.88f; /* of the column's width */
/* A justified line ends where its column does, to so much; chance puts one line in a hundred there. How many lines
 * above must do so, too. */
static const float JUSTIFIED_PT = 2;
enum { JUSTIFIED_LINES_MIN = 2 };
/* Items whose labels stand nearer are beside one another; what begins so far in, in font sizes, stands in a further
 * column; and how many items are looked back over for the one that a
 * paragraph goes on. */
static const float SAME_PLACE_PT = 3, COLUMN_SHIFT_EM = 8;
enum { ITEMS_BACK_MAX = 100 };

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

static bool has_open_bracket(const char *text) {
  int depth = 0;
  for (const char *p = text; *p; p++) depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
  return depth > 0;
}

/* "(see page" and "12). It was": one sentence, however short its line. */
static bool closes_bracket(const char *before, const char *after) {
  const char *close = strchr(after, ')'), *open = strchr(after, '(');
  return has_open_bracket(before) && close && (!open || close < open);
}

static bool starts_lower(const char *text) { return g_unichar_islower(first_character(text)); }

/* "(3.2)" and "100 days" begin no sentence, nor small letters. */
static bool starts_capital(const char *text) { return g_unichar_isupper(g_utf8_get_char(text)); }

/* The sentence of `before` is not at its end, and `after` can go on with it. */
static bool sentence_goes_on(const char *before, const char *after) {
  if (blocks_ends_sentence(before)) return false;
  gunichar last = last_character(before);
  return starts_lower(after) || last == ',' || text_is_hyphen(last) || has_open_bracket(before);
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
  if (line->box.x1 + slack >= line->right) return false; /* of most lines, and the words lie far off in memory */
  return line->box.x1 + first_word_width(k->layout, next) + slack < line->right;
}

static bool same_type(const LayoutLine *a, const LayoutLine *b) {
  return fabsf(a->size_pt - b->size_pt) <= SIZE_SPREAD * MAX(a->size_pt, b->size_pt);
}

static bool is_bold(const LayoutLine *line) { return (line->style & DOC_STRONG) != 0; }

static bool is_full(const LayoutLine *line) {
  return line->box.x1 - line->left >= FULL_LINE * (line->right - line->left);
}

static bool ends_at_edge(const LayoutLine *line) { return line->right - line->box.x1 < JUSTIFIED_PT; }

static const LayoutLine *line_of_block(const Blocker *k, const LayoutBlock *block, guint i) {
  return layout_line(k->layout, g_array_index(block->lines, uint32_t, i));
}

/* The line above of justified text: in the block, or in the one before it less the last, which is never stretched. */
static const LayoutLine *line_above(const Blocker *k, const LayoutBlock **block, guint *line) {
  for (; !*line; *line = (*block)->lines->len - 1)
    if (--*block < &g_array_index(k->blocks, LayoutBlock, 0)) return NULL;
  return line_of_block(k, *block, --*line);
}

/* The last line of a justified paragraph is not stretched: one that is has the rest on the next page, be it at the end
 * of a sentence. What is too short to tell is set as what stands above it in its column. */
static bool is_stretched(const Blocker *k, const LayoutBlock *block) {
  guint at = block->lines->len - 1;
  const LayoutLine *last = line_of_block(k, block, at), *above;
  if (k->layout->is_text || !at || !ends_at_edge(last)) return false;
  for (unsigned seen = 0; seen < JUSTIFIED_LINES_MIN; seen++)
    if (!(above = line_above(k, &block, &at)) || above->page != last->page ||
        fabsf(above->right - last->right) > JUSTIFIED_PT || !ends_at_edge(above))
      return false;
  return true;
}

/* In one font, and as far in from the side of its column. */
static bool is_set_alike(const LayoutLine *a, const LayoutLine *b) {
  return a->font == b->font && fabsf((a->box.x0 - a->left) - (b->box.x0 - b->left)) < SAME_PLACE_PT;
}

/* A line alone and short, then a blank line, in plain text: a heading, though a name in small letters begins what is
 * below it. */
static bool is_short_alone(const Blocker *k, const LayoutBlock *block, const LayoutLine *a,
                           const LayoutLine *b) {
  return k->layout->is_text && a->page == b->page && block->lines->len == 1 && block->kind != BLOCK_ITEM &&
         last_character(k->facts[g_array_index(block->lines, uint32_t, 0)].text) != ',' &&
         a->box.x1 - a->left < SHORT_LINE * (a->right - a->left);
}

/* Across a page, a column, or blank lines of plain text. */
static bool goes_on_across(const Blocker *k, const LayoutBlock *block, uint32_t above, uint32_t below) {
  const LayoutLine *a = layout_line(k->layout, above), *b = layout_line(k->layout, below);
  const char *before = k->facts[above].text, *after = k->facts[below].text;
  if (!same_type(a, b) || is_bold(a) != is_bold(b)) return false;
  if (is_short_alone(k, block, a, b)) return false;
  if (sentence_goes_on(before, after)) return true;
  if (is_stretched(k, block) && is_set_alike(a, b)) return true;
  /* in plain text blank lines part, "[4]" follows "[3]", and a block beside others may be full of few words */
  bool parted = a->page == b->page || *after == '[' ||
                a->box.x1 < SHORT_LINE * layout_page(k->layout, a->page)->width;
  if (k->layout->is_text && parted) return false;
  return !blocks_ends_sentence(before) && is_full(a) && !has_room(k, a, b);
}

/* Within a block: the pitch its lines have, else the usual one. */
static float block_pitch(const Blocker *k, const LayoutBlock *block) {
  uint32_t page = layout_line(k->layout, g_array_index(block->lines, uint32_t, block->lines->len - 1))->page;
  if (block->lines->len < 2) return k->pitch_em[page];
  const LayoutLine *a = layout_line(k->layout, g_array_index(block->lines, uint32_t, block->lines->len - 2));
  const LayoutLine *b = layout_line(k->layout, g_array_index(block->lines, uint32_t, block->lines->len - 1));
  return blocks_same_flow(a, b) ? MAX(blocks_pitch_em(a, b), 1) : k->pitch_em[page];
}

/* How far right of its page's first column the column begins that a line stands in; 0 in the first, whose left edge is
 * known to so much only. */
static float column_shift(const Blocker *k, const LayoutLine *line) {
  float shift = line->left - k->page_left[line->page];
  return shift > COLUMN_SHIFT_EM * line->size_pt ? shift : 0;
}

/* Where a line begins, all columns laid on the first: lists go on from one to the next. */
static float place_of(const Blocker *k, const LayoutLine *line) {
  return line->box.x0 - column_shift(k, line);
}

/* The line stands where a new paragraph would: further in than the lines of this block, or left of an item's
 * words. */
static bool is_shifted(const Blocker *k, const LayoutBlock *block, const LayoutLine *above,
                       const LayoutLine *line) {
  float step = BLOCK_INDENT_EM * line->size_pt, place = place_of(k, line);
  if (block->kind == BLOCK_ITEM) return place < block->left - step || place > block->text_left + 2.5f * step;
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
         fabsf(place_of(k, line) - block->text_left) < 3;
}

/* How far the values of such lines reach on a page: those of this block, and those of other keys. */
static float reach_of_values(const Blocker *k, const LayoutBlock *block) {
  uint32_t first = g_array_index(block->lines, uint32_t, 0), page = layout_line(k->layout, first)->page;
  float reach = 0;
  for (guint i = 0; i < block->lines->len; i++) reach = MAX(reach, line_of_block(k, block, i)->box.x1);
  for (uint32_t i = layout_page(k->layout, page)->first_line; i < first; i++)
    if (k->facts[i].hangs && fabsf(k->facts[i].text_left - k->facts[first].text_left) < SAME_PLACE_PT)
      reach = MAX(reach, layout_line(k->layout, i)->box.x1);
  return reach;
}

/* A further name under "From:   name": its first word had room where other values have words. */
static bool is_further_name(const Blocker *k, const LayoutBlock *block, uint32_t above, uint32_t below) {
  const LayoutLine *a = layout_line(k->layout, above), *b = layout_line(k->layout, below);
  const LineFacts *first = &k->facts[g_array_index(block->lines, uint32_t, 0)];
  if (!starts_capital(k->facts[below].text) || !flow_names_people(first->text)) return false;
  return a->box.x1 + first_word_width(k->layout, b) + ROOM_EM * a->size_pt < reach_of_values(k, block);
}

/* The line stands where the words of the item above it stand. */
static bool hangs_in_item(const Blocker *k, const LayoutBlock *block, const LayoutLine *line) {
  return block->kind == BLOCK_ITEM && block->text_left > block->left + SAME_PLACE_PT &&
         fabsf(place_of(k, line) - block->text_left) < SAME_PLACE_PT;
}

/* A line set a little further down than its neighbours, in the middle of a sentence that filled the line above, or
 * under the words of its item. */
static bool is_loose_line(const Blocker *k, const LayoutBlock *block, uint32_t above, uint32_t below) {
  const LayoutLine *a = layout_line(k->layout, above), *b = layout_line(k->layout, below);
  const char *before = k->facts[above].text, *after = k->facts[below].text;
  bool near = blocks_pitch_em(a, b) < LOOSE_PITCH * block_pitch(k, block);
  bool hangs = hangs_in_item(k, block, b) && is_full(a);
  if (!near || !same_type(a, b) || blocks_ends_sentence(before)) return false;
  bool capital = starts_capital(after);
  return has_room(k, a, b) ? hangs && !capital : hangs || !capital;
}

/* What is bold as a whole ends where its author ended the line, be the next word a small letter's. */
static bool is_whole_bold(const Blocker *k, const LayoutBlock *block) {
  for (uint32_t i = 0; i < block->lines->len; i++)
    if (!is_bold(layout_line(k->layout, g_array_index(block->lines, uint32_t, i)))) return false;
  return true;
}

/* A numbered heading: label and all. What is set otherwise below it is another block, even where the last line is
 * full. */
static bool is_label_bold(const Blocker *k, const LayoutBlock *block) {
  return block->label && is_whole_bold(k, block);
}

/* Type of titles and headings: their authors end lines where they like, and part two of them by a gap. */
static bool is_display(const Blocker *k, const LayoutLine *line) {
  return !k->layout->is_text && line->size_pt > DISPLAY_SIZE * k->layout->body_size_pt;
}

/* Type of another kind within a line, or one that reaches less far down, pushes it off its neighbours. */
static bool is_one_type(const Layout *layout, const LayoutLine *line) {
  for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++) {
    const LayoutWord *word = layout_word(layout, w);
    if (word->font != line->font || word->size_pt != line->size_pt || word->note) return false;
  }
  return true;
}

static bool is_one_type_of_both(const Layout *layout, const LayoutLine *a, const LayoutLine *b) {
  float tall_a = a->box.y1 - a->box.y0, tall_b = b->box.y1 - b->box.y0;
  return a->font == b->font && fabsf(tall_a - tall_b) <= SIZE_SPREAD * MAX(tall_a, tall_b) &&
         is_one_type(layout, a) && is_one_type(layout, b);
}

/* A little more white than between the lines of a paragraph, where a sentence ended and one begins: paragraphs of an item
 * are often set closer than others, and those of a text that is set double differ from its lines by little. */
static bool is_small_gap(const Blocker *k, const LayoutBlock *block, uint32_t above, uint32_t below) {
  const LayoutLine *a = layout_line(k->layout, above), *b = layout_line(k->layout, below);
  return !k->layout->is_text && blocks_pitch_em(a, b) > SMALL_GAP * block_pitch(k, block) &&
         starts_capital(k->facts[below].text) && blocks_ends_sentence(k->facts[above].text) &&
         is_one_type_of_both(k->layout, a, b);
}

static LayoutParting parts_on_page(const Blocker *k, const LayoutBlock *block, uint32_t above,
                                   uint32_t below) {
  const LayoutLine *a = layout_line(k->layout, above), *b = layout_line(k->layout, below);
  const char *before = k->facts[above].text, *after = k->facts[below].text;
  bool wide = blocks_pitch_em(a, b) > BLOCK_PITCH_SPREAD * block_pitch(k, block);
  if (wide) {
    bool goes_on =
        k->layout->is_text ? goes_on_across(k, block, above, below) : is_loose_line(k, block, above, below);
    return goes_on ? PARTED_NOT : PARTED_GAP;
  }
  if (!same_type(a, b)) return PARTED_SIZE;
  if (is_small_gap(k, block, above, below)) return PARTED_GAP;
  if (k->facts[below].hangs) return PARTED_KEY;
  if (hangs_under(k, block, b)) return is_further_name(k, block, above, below) ? PARTED_ROOM : PARTED_NOT;
  bool room = has_room(k, a, b), lower = starts_lower(after);
  if (room && layout_is_code(k->layout, a) && layout_is_code(k->layout, b)) return PARTED_ROOM;
  if (is_bold(a) && !is_bold(b) && !lower && is_label_bold(k, block)) return PARTED_WEIGHT;
  if (is_bold(a) != is_bold(b) &&
      (room || (is_bold(a) && !blocks_ends_sentence(before) && block->lines->len == 1 && !is_full(a))))
    return !lower || is_bold(b) || (room && is_whole_bold(k, block)) ? PARTED_WEIGHT : PARTED_NOT;
  if (is_centred(a, b)) return blocks_ends_sentence(before) && room ? PARTED_CENTRED : PARTED_NOT;
  bool hangs = fabsf(b->box.x0 - a->box.x0) < DISPLAY_HANG_EM * a->size_pt;
  if (is_display(k, a) && hangs && is_bold(a) == is_bold(b) && !blocks_ends_sentence(before))
    return PARTED_NOT;
  if (is_shifted(k, block, a, b)) return sentence_goes_on(before, after) ? PARTED_NOT : PARTED_INDENT;
  if (!room || lower || (hangs_in_item(k, block, b) && sentence_goes_on(before, after))) return PARTED_NOT;
  if (closes_bracket(before, after)) return PARTED_NOT;
  bool ended = blocks_ends_sentence(before) || a->box.x1 - a->left < 0.8f * (a->right - a->left);
  return ended ? PARTED_ROOM : PARTED_NOT;
}

static LayoutParting parts(const Blocker *k, const LayoutBlock *block, uint32_t above, uint32_t below) {
  if (k->facts[below].label.kind) return PARTED_LABEL;
  if (blocks_same_flow(layout_line(k->layout, above), layout_line(k->layout, below)))
    return parts_on_page(k, block, above, below);
  return goes_on_across(k, block, above, below) ? PARTED_NOT : PARTED_COLUMN;
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
  const LayoutLine *line = layout_line(k->layout, i);
  block.left = place_of(k, line);
  block.text_left = f->text_left - column_shift(k, line);
  if (kind == BLOCK_ITEM) {
    block.skip = f->label.skip;
    block.mark = f->label.kind ? f->label : (Label){.kind = LABEL_BULLET, .depth = 1};
    block.label = f->label.kind ? g_strndup(f->text, f->label.length) : g_strdup("\xE2\x80\xA2");
  }
  g_array_append_val(k->blocks, block);
  return &g_array_index(k->blocks, LayoutBlock, k->blocks->len - 1);
}

/* A paragraph that stands where the words of an item before it stand is a further paragraph of it: of the nearest, or of
 * one that the items since are nested in. NULL for none. */
static const LayoutBlock *item_of(const Blocker *k, const LayoutBlock *block) {
  float least = INFINITY; /* where the outermost item since begins */
  if (block->kind != BLOCK_PARAGRAPH) return NULL;
  for (uint32_t i = k->blocks->len - 1, seen = 0; i-- > 0 && seen < ITEMS_BACK_MAX; seen++) {
    const LayoutBlock *item = &g_array_index(k->blocks, LayoutBlock, i);
    if (item->kind != BLOCK_ITEM && !item->continues) return NULL;
    bool holds = item->left < least - SAME_PLACE_PT;
    if (holds && item->text_left > item->left + SAME_PLACE_PT && fabsf(block->left - item->text_left) < 4)
      return item;
    least = MIN(least, item->left);
  }
  return NULL;
}

/* "(a)" alone on its line: its words follow on the next. */
static bool is_bare_label(const Blocker *k, const LayoutBlock *block) {
  uint32_t first = g_array_index(block->lines, uint32_t, 0);
  return block->kind == BLOCK_ITEM && block->lines->len == 1 && block->skip &&
         !k->facts[first].text[block->skip];
}

/* What parts line i from the open block; PARTED_NOT where it goes on. */
static LayoutParting parting_of(const Blocker *k, const LayoutBlock *block, uint32_t i) {
  bool item = k->facts[i].label.kind != LABEL_NONE;
  if (!block) return item ? PARTED_LABEL : PARTED_FIRST;
  if (is_lost_bullet(k, block, i)) return PARTED_BULLET;
  if (is_bare_label(k, block) && !item) return PARTED_NOT;
  return parts(k, block, g_array_index(block->lines, uint32_t, block->lines->len - 1), i);
}

static LayoutWhy reason_of(const Blocker *k, const LayoutBlock *block, uint32_t i, LayoutParting parted) {
  LayoutWhy why = {.parted = parted, .neighbour = k->facts[i].neighbour};
  if (!block || parted != PARTED_GAP) return why;
  uint32_t above = g_array_index(block->lines, uint32_t, block->lines->len - 1);
  why.gap_em = blocks_pitch_em(layout_line(k->layout, above), layout_line(k->layout, i));
  why.usual_em = block_pitch(k, block);
  return why;
}

static void take_line(Blocker *k, uint32_t i, LayoutBlock **open) {
  LayoutParting parted = parting_of(k, *open, i);
  if (parted != PARTED_NOT) {
    LayoutWhy why = reason_of(k, *open, i, parted);
    bool item = k->facts[i].label.kind != LABEL_NONE || parted == PARTED_BULLET;
    LayoutBlock *block = *open = begin_block(k, i, item ? BLOCK_ITEM : BLOCK_PARAGRAPH);
    const LayoutBlock *of = item_of(k, block);
    block->why = why;
    block->continues = of != NULL;
    if (of) block->text_left = of->text_left, block->left = of->left;
  }
  g_array_append_val((*open)->lines, i);
}

static void take_table(Blocker *k, uint32_t i) {
  LayoutBlock *block = begin_block(k, i, BLOCK_TABLE);
  uint32_t number = k->table_of[i];
  block->table = number - 1;
  for (; i < k->layout->lines->len && (k->table_of[i] == number || !k->table_of[i]); i++)
    if (k->table_of[i] == number) g_array_append_val(block->lines, i); /* furniture may lie between */
}

/* ---- measures */

/* Whether the line below goes on a sentence that fills the line above: no new block, be the gap what it may. */
static bool is_wrapped(const Blocker *k, const LayoutLine *a, const LayoutLine *b) {
  const char *begins = layout_word(k->layout, b->first_word)->text;
  const char *ends = layout_word(k->layout, a->first_word + a->word_count - 1)->text;
  return starts_lower(begins) && !blocks_ends_sentence(ends) && is_full(a) && !has_room(k, a, b);
}

/* Distances of the lines from .. to (exclusive) in running text, ascending: of all, or of those only that are wrapped. */
static GArray *collect_pitches(const Blocker *k, uint32_t from, uint32_t to, bool wrapped) {
  GArray *pitches = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = from + 1; i < to; i++) {
    const LayoutLine *a = layout_line(k->layout, i - 1), *b = layout_line(k->layout, i);
    layout_rest(k->layout, b->page);
    if (!blocks_same_flow(a, b) || !same_type(a, b) || a->role != b->role || k->table_of[i]) continue;
    if (wrapped && !is_wrapped(k, a, b)) continue;
    float pitch = blocks_pitch_em(a, b);
    if (pitch > 0.8f && pitch < 3) g_array_append_val(pitches, pitch);
  }
  g_array_sort(pitches, layout_by_value);
  return pitches;
}

/* The usual pitch of the file is that below which 40 % of all pitches lie, as gaps between blocks only ever add to it; in a
 * paper of short paragraphs most are gaps, and the lines that are wrapped tell, few as they may be where all lines stand apart.
 */
static float file_pitch(const Blocker *k) {
  g_autoptr(GArray) all = collect_pitches(k, 0, k->layout->lines->len, false);
  g_autoptr(GArray) wrapped = collect_pitches(k, 0, k->layout->lines->len, true);
  float usual = all->len ? g_array_index(all, float, all->len * 2 / 5) : SINGLE_PITCH;
  if (wrapped->len < WRAPPED_LINES_MIN && usual <= WIDE_PITCH) return usual;
  if (!wrapped->len) return SINGLE_PITCH;
  return MIN(usual, g_array_index(wrapped, float, wrapped->len / 2));
}

/* Lines of plain text stand on a grid. */
static float *text_pitches(const Layout *layout) {
  float *usual = g_new(float, layout->pages->len + 1);
  for (uint32_t p = 0; p < layout->pages->len; p++) usual[p] = 1;
  return usual;
}

/* A page may be set wider, as code in a file sets a narrow one; by how much is bounded, for there are pages that are all
 * gaps. */
static float *usual_pitches(const Blocker *k) {
  const Layout *layout = k->layout;
  if (layout->is_text) return text_pitches(layout);
  float *usual = g_new(float, layout->pages->len + 1), file = file_pitch(k);
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    const LayoutPage *page = layout_page(layout, p);
    g_autoptr(GArray) own = collect_pitches(k, page->first_line, page->first_line + page->line_count, false);
    float pitch = own->len >= PAGE_PITCHES_MIN ? g_array_index(own, float, own->len / 5) : file;
    usual[p] = CLAMP(pitch, file, PAGE_PITCH_MAX * file);
  }
  return usual;
}

/* Where the first column of each page begins. */
static float *left_edges(const Layout *layout) {
  float *lefts = g_new(float, layout->pages->len + 1);
  for (uint32_t p = 0; p < layout->pages->len; p++) lefts[p] = layout_page(layout, p)->width;
  for (uint32_t i = 0; i < layout->lines->len; i++) {
    const LayoutLine *line = layout_line(layout, i);
    layout_rest(layout, line->page);
    if (line->role == LINE_BODY) lefts[line->page] = MIN(lefts[line->page], line->left);
  }
  return lefts;
}

/* Where lines begin that nothing indents: the lower quartile. */
static float usual_left(const Layout *layout) {
  g_autoptr(GArray) lefts = g_array_sized_new(FALSE, FALSE, sizeof(float), layout->lines->len);
  float least = INFINITY;
  uint32_t there = 0; /* lines that begin at the least */
  for (uint32_t i = 0; i < layout->lines->len; i++) {
    float left = layout_line(layout, i)->box.x0;
    g_array_append_val(lefts, left);
    there = left < least ? 1 : there + (left == least);
    least = MIN(least, left);
  }
  if (!lefts->len) return 0;
  if (there > lefts->len / 4) return least; /* as in most papers: no need to sort */
  g_array_sort(lefts, layout_by_value);
  return g_array_index(lefts, float, lefts->len / 4);
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

GArray *layout_blocks(const Layout *layout, const GArray *tables) {
  g_autofree uint32_t *table_of = number_tables(layout, tables);
  Blocker k = {.layout = layout,
               .table_of = table_of,
               .page_left = left_edges(layout),
               .body_left = layout->is_text ? usual_left(layout) : 0};
  k.pitch_em = usual_pitches(&k);
  k.facts = blocks_collect_facts(layout, table_of);
  k.blocks = g_array_sized_new(FALSE, TRUE, sizeof(LayoutBlock), layout->lines->len); /* most are fewer */
  g_array_set_clear_func(k.blocks, layout_block_clear);
  blocks_believe_labels(&k);
  LayoutBlock *open = NULL;
  uint32_t taken = 0; /* tables come in order */
  for (uint32_t i = 0; i < layout->lines->len; i++) {
    LineRole role = layout_line(layout, i)->role;
    layout_rest(layout, layout_line(layout, i)->page);
    if (role != LINE_BODY && role != LINE_CELL) continue;
    if (!table_of[i]) {
      take_line(&k, i, &open);
    } else if (table_of[i] > taken) {
      take_table(&k, i);
      taken = table_of[i];
      open = NULL;
    }
  }
  blocks_insert_asides(&k);
  blocks_insert_notes(&k);
  g_free(k.facts);
  g_free(k.pitch_em);
  g_free(k.page_left);
  return k.blocks;
}
