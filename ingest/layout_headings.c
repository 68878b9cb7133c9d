/* Which blocks are headings, and their levels.
 *
 * A heading is short, ends as no sentence does, and stands before text. In typeset pages it also differs
 * from the body: larger, bold, or numbered and alone; in plain text it stands alone on its line before
 * prose. Levels are the ranks of the styles that headings have (size, then weight, then capitals), and
 * within a style the depth of the number. Linear in blocks; the styles are few. */
#include "ingest/labels.h"
#include "ingest/layout.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* Longest heading: of 2,900 in council papers and standards drafts, 99 % have at most 110 characters. */
enum { HEADING_BYTES_MAX = 160, HEADING_LINES_MAX = 3, TEXT_HEADING_BYTES_MAX = 90 };
/* A numbered one that is bold as a whole, in minutes say: "90. 24/00109 - Transfer of ... from ... to ...". */
enum { BOLD_HEADING_BYTES_MAX = 260, BOLD_HEADING_LINES_MAX = 4 };
/* Larger than the body by this factor is heading type. */
static const float LARGER = 1.07f;
/* Small capitals are smaller than capitals by this, and stand as low, to so much of their size. */
static const float SMALL_CAPITALS = 0.88f, SMALL_CAPITALS_DROP = 0.3f;
/* "Report author:", at most. */
enum { KEY_BYTES_MAX = 30 };
/* Gap after a key, at least, in characters of plain text. */
static const float KEY_GAP_CELLS = 1.5f;
/* Prose that a heading of plain text introduces; and lines of it that tell its size. */
enum { PROSE_BYTES_MIN = 60, PROSE_LINES_MIN = 6 };

/* Headings in the type of the text: so much of the column at most, so many alike, and of all that are alike so many. */
static const float PLAIN_WIDTH_MAX = 0.8f, FAMILY_SHARE = 0.8f;
enum { FAMILY_MIN = 2, FAMILIES_MAX = 64 };

typedef struct {
  float size_pt;
  bool bold, italic, capitals;
  bool underlined; /* and nothing else that makes it one */
  unsigned depth;  /* of its number; 0 for none */
} Style;

/* Blocks that are marked alike, and how many of them stand before prose as headings do. */
typedef struct {
  Label mark;
  bool italic, bold;
  float size_pt;
  uint32_t members, before_prose;
} Family;

typedef struct {
  const Layout *layout;
  GArray *blocks;
} Finder;

static LayoutBlock *block_at(const Finder *f, uint32_t i) {
  return &g_array_index(f->blocks, LayoutBlock, i);
}

static const LayoutLine *first_line(const Finder *f, const LayoutBlock *block) {
  return layout_line(f->layout, g_array_index(block->lines, uint32_t, 0));
}

static char *block_text(const Finder *f, const LayoutBlock *block) {
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < block->lines->len; i++) {
    g_autofree char *text =
        layout_line_text(f->layout, layout_line(f->layout, g_array_index(block->lines, uint32_t, i)));
    g_string_append_printf(out, "%s%s", i ? " " : "", i ? text : text + MIN(block->skip, strlen(text)));
  }
  return g_string_free(out, FALSE);
}

/* Bytes of a block's text; of one longer than any heading, some number that is too large for one. */
static size_t block_bytes(const Finder *f, const LayoutBlock *block) {
  size_t bytes = 0, most = BOLD_HEADING_BYTES_MAX + block->skip;
  for (uint32_t i = 0; i < block->lines->len; i++) {
    const LayoutLine *line = layout_line(f->layout, g_array_index(block->lines, uint32_t, i));
    for (uint32_t w = line->first_word; w < line->first_word + line->word_count && bytes <= most; w++) {
      const LayoutWord *word = layout_word(f->layout, w);
      bytes += strlen(word->text) + (bytes > 0 && !(word->glued && w > line->first_word));
    }
  }
  return bytes - MIN(block->skip, bytes);
}

static bool is_all_bold(const Finder *f, const LayoutBlock *block) {
  for (uint32_t i = 0; i < block->lines->len; i++)
    if (!(layout_line(f->layout, g_array_index(block->lines, uint32_t, i))->style & DOC_STRONG)) return false;
  return true;
}

/* The words after the label are all bold: "(a)" itself is often not. */
static bool is_text_bold(const Finder *f, const LayoutBlock *block) {
  if (is_all_bold(f, block)) return true;
  if (!block->skip || block->lines->len > 1) return false;
  const LayoutLine *line = first_line(f, block);
  for (uint32_t w = line->first_word + 1; w < line->first_word + line->word_count; w++)
    if (!(layout_word(f->layout, w)->style & DOC_STRONG)) return false;
  return line->word_count > 1;
}

/* Each line of it; an address is underlined for being a link. */
static bool is_underlined(const Finder *f, const LayoutBlock *block, const char *text) {
  if (strstr(text, "www.") || strstr(text, "://") || strchr(text, '@')) return false;
  for (uint32_t i = 0; i < block->lines->len; i++) {
    const LayoutLine *line = layout_line(f->layout, g_array_index(block->lines, uint32_t, i));
    for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++)
      if (layout_word(f->layout, w)->link) return false;
    if (!layout_is_underlined(f->layout, line)) return false;
  }
  return true;
}

static bool is_capitals(const char *text) {
  unsigned upper = 0;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_islower(c)) return false;
    upper += g_unichar_isupper(c) != 0;
  }
  return upper >= 3;
}

/* The size of a block's type: of small capitals, that of the capital before them. */
static float type_size(const Finder *f, const LayoutBlock *block) {
  const LayoutLine *line = first_line(f, block);
  for (uint32_t w = line->first_word; w + 1 < line->first_word + line->word_count; w++) {
    const LayoutWord *word = layout_word(f->layout, w), *next = word + 1;
    bool level = fabsf(next->box.y1 - word->box.y1) < SMALL_CAPITALS_DROP * word->size_pt;
    bool smaller = next->size_pt < SMALL_CAPITALS * word->size_pt && next->size_pt == line->size_pt;
    if (next->glued && level && smaller && g_unichar_isupper(g_utf8_get_char(word->text)))
      return word->size_pt;
  }
  return line->size_pt;
}

static Style style_of(const Finder *f, const LayoutBlock *block, const char *text) {
  const LayoutLine *line = first_line(f, block);
  float size = type_size(f, block);
  Style style = {.size_pt = roundf(size * 2) / 2,
                 .bold = is_text_bold(f, block),
                 .italic = (line->style & DOC_EMPHASIS) != 0};
  style.capitals = is_capitals(text);
  bool other = style.bold || style.capitals || size > f->layout->body_size_pt * LARGER;
  style.underlined = !other && !f->layout->is_text && is_underlined(f, block, text);
  style.depth = label_depth(&block->mark);
  unsigned drawn = layout_word(f->layout, line->first_word)->underline;
  style.bold |= drawn == 2; /* "=" ranks above "-" */
  style.underlined |= drawn == 1;
  return style;
}

static unsigned signs_of(const Finder *f, const LayoutBlock *block, const Style *style) {
  unsigned signs = style->depth ? SIGN_NUMBERED : 0;
  bool drawn = layout_word(f->layout, first_line(f, block)->first_word)->underline;
  if (f->layout->is_text) return signs | (drawn ? SIGN_UNDERLINED : SIGN_ALONE);
  if (type_size(f, block) > f->layout->body_size_pt * LARGER) signs |= SIGN_LARGER;
  if (style->underlined) signs |= SIGN_UNDERLINED;
  return signs | (style->bold ? SIGN_BOLD : 0) | (style->capitals ? SIGN_CAPITALS : 0);
}

/* ---- is it one */

static bool ends_as_heading(const char *text) {
  size_t len = strlen(text);
  const char *open = strrchr(text, '(');
  return len > 0 && !strchr(".,;", text[len - 1]) && !(open && !strchr(open, ')')); /* "... (see page" */
}

static bool starts_as_heading(const char *text) {
  while (*text && strchr("\"'([", *text)) text++;
  gunichar c = g_utf8_get_char(text);
  return !g_unichar_islower(c) || c == 0;
}

/* Labels that headings carry: "1", "1.", "1.1", "A.", "IV."; not bullets, and not "(a)" or "a)". */
static bool is_heading_label(const char *label) {
  if (!label) return true;
  Label parsed = label_parse(label);
  if (parsed.kind == LABEL_BULLET || parsed.style == 'b' || parsed.style == ')') return false;
  return !g_ascii_islower(*label);
}

/* No longer than headings are. */
static bool is_short(const Finder *f, const LayoutBlock *block) {
  if (block->lines->len > BOLD_HEADING_LINES_MAX) return false;
  size_t bytes = block_bytes(f, block);
  if (block->lines->len <= HEADING_LINES_MAX && bytes <= HEADING_BYTES_MAX) return true;
  return block->label && is_all_bold(f, block) && block->lines->len <= BOLD_HEADING_LINES_MAX &&
         bytes <= BOLD_HEADING_BYTES_MAX;
}

static bool can_be_heading(const Finder *f, const LayoutBlock *block) {
  return (block->kind == BLOCK_PARAGRAPH || block->kind == BLOCK_ITEM) && is_short(f, block);
}

/* Underlined, where the words of the items stand, and before the next of them: "Visit Kent" between 1.14 and 1.15. */
static bool heads_items(const Finder *f, uint32_t i, const char *text) {
  const LayoutBlock *next = i + 1 < f->blocks->len ? block_at(f, i + 1) : NULL;
  return next && next->kind == BLOCK_ITEM && !next->continues && next->left < block_at(f, i)->text_left &&
         is_underlined(f, block_at(f, i), text);
}

/* In larger type at the head of a page or column: that the items of the page before have words at its place is chance. */
static bool heads_page(const Finder *f, const LayoutBlock *block) {
  return block->why.parted == PARTED_COLUMN &&
         first_line(f, block)->size_pt > f->layout->body_size_pt * LARGER;
}

static bool reads_as_heading(const Finder *f, uint32_t i, const char *text) {
  const LayoutBlock *block = block_at(f, i);
  if (block->continues && !heads_page(f, block) && !heads_items(f, i, text)) return false;
  return text_has_letter(text) && ends_as_heading(text) && is_heading_label(block->label);
}

/* What a heading of plain text stands before: prose, a table, or a list. */
static bool is_prose(const Finder *f, const LayoutBlock *block) {
  if (block->kind == BLOCK_TABLE) return true;
  g_autofree char *text = block_text(f, block);
  size_t len = strlen(text);
  bool ended = len > 20 && strchr(".:;", text[len - 1]);
  return ended || (len >= PROSE_BYTES_MIN && (block->lines->len > 1 || !f->layout->is_text));
}

static const LayoutBlock *after(const Finder *f, uint32_t i) {
  return i + 1 < f->blocks->len ? block_at(f, i + 1) : NULL;
}

/* The next block is prose, or begins a list of another kind of label: "2. Next steps" before "(a) ...". */
static bool has_own_text(const Finder *f, const LayoutBlock *block, const LayoutBlock *next) {
  if (next->kind != BLOCK_ITEM) return is_prose(f, next);
  Label own = block->mark, below = next->mark;
  bool at_margin = first_line(f, block)->box.x0 - first_line(f, block)->left < TEXT_CELL_PT;
  return at_margin && below.value <= 1 && (own.kind != below.kind || own.style != below.style);
}

/* "To:      Cabinet": a line of a report's head. */
static bool has_key_gap(const Finder *f, const LayoutLine *line) {
  for (uint32_t w = line->first_word; w + 1 < line->first_word + line->word_count; w++) {
    const LayoutWord *word = layout_word(f->layout, w);
    if (g_str_has_suffix(word->text, ":"))
      return word[1].box.x0 - word->box.x1 > KEY_GAP_CELLS * TEXT_CELL_PT;
  }
  return false;
}

/* A heading in plain text: alone on its line, before prose; or numbered, and before something numbered
 * otherwise. */
static bool is_text_heading(const Finder *f, uint32_t i, const char *text) {
  const LayoutBlock *block = block_at(f, i), *next = after(f, i);
  size_t len = strlen(text);
  if (layout_word(f->layout, first_line(f, block)->first_word)->underline) return true;
  if (has_key_gap(f, first_line(f, block))) return false;
  if (!next || len > TEXT_HEADING_BYTES_MAX || text[len - 1] == ':') return false;
  if (block->kind == BLOCK_ITEM) return block->skip && has_own_text(f, block, next);
  return first_line(f, block)->box.x0 - first_line(f, block)->left < 2 * TEXT_CELL_PT &&
         next->kind != BLOCK_ITEM && is_prose(f, next);
}

/* A line of a letter head or contact block is bold, too: a heading has text after it before long. */
static bool leads_somewhere(const Finder *f, uint32_t i) {
  for (uint32_t j = i + 1; j < f->blocks->len && j <= i + 3; j++) {
    if (block_at(f, j)->kind != BLOCK_PARAGRAPH || is_prose(f, block_at(f, j))) return true;
    if (!is_text_bold(f, block_at(f, j)) &&
        first_line(f, block_at(f, j))->size_pt <= f->layout->body_size_pt * LARGER)
      return true;
  }
  return false;
}

/* "Report author: Name". "Appendix A: Name" is named by its label. */
static bool is_key_line(const char *text) {
  const char *colon = strchr(text, ':');
  return colon && colon - text < KEY_BYTES_MAX && colon[1] == ' ' &&
         label_parse_heading(text).kind != LABEL_NAMED;
}

static bool is_key_block(const Finder *f, uint32_t i) {
  if (i >= f->blocks->len || block_at(f, i)->kind == BLOCK_TABLE) return false;
  g_autofree char *text = block_text(f, block_at(f, i));
  return is_key_line(text);
}

/* One of the lines that say who reports what to whom: in the type of a heading, and numbered or alone among other
 * blocks, "16. Application 1107: change of use" is a heading. "31.7.3: Specializations" names a clause of another paper. */
static bool is_particular(const Finder *f, uint32_t i, const char *text) {
  const LayoutBlock *block = block_at(f, i);
  if (!is_key_line(text)) return false;
  if (!is_all_bold(f, block) || g_ascii_isdigit(*text)) return true;
  return !block->label && (is_key_block(f, i + 1) || (i && is_key_block(f, i - 1)));
}

static bool is_set_heading(const Finder *f, uint32_t i, const char *text) {
  const LayoutBlock *block = block_at(f, i);
  float size = type_size(f, block), body = f->layout->body_size_pt;
  if (size <= body * LARGER && is_particular(f, i, text) && !is_underlined(f, block, text)) return false;
  if (size > body * LARGER) return leads_somewhere(f, i) || size > body * 1.25f;
  if (size < body / LARGER) return false;
  if (is_text_bold(f, block)) return leads_somewhere(f, i);
  bool capitals = is_capitals(text) && strlen(text) > 4 && block->lines->len == 1;
  return (capitals || is_underlined(f, block, text)) && leads_somewhere(f, i);
}

/* ---- headings in the type of the text

   "3.1 Clock", "Routes and depots" in italics: alone on a line before prose they are headings where all that is numbered
   or set so is. A list of short points has some before another, a paragraph ends as a sentence does. */

/* A line that prose follows, and no further part of an item; one in italics may also stand before a list or a table. "2.1"
 * below "2" is an entry of the contents, too. */
static bool stands_before_prose(const Finder *f, uint32_t i, const char *text) {
  const LayoutBlock *block = block_at(f, i), *next = after(f, i);
  const LayoutLine *line = first_line(f, block);
  if (!next || next->continues) return false;
  bool italic = line->style & DOC_EMPHASIS && !(first_line(f, next)->style & DOC_EMPHASIS);
  bool contents = next->mark.kind == LABEL_OUTLINE && !(italic && is_prose(f, next));
  bool before_list =
      next->kind == BLOCK_ITEM && !contents && (block->label ? has_own_text(f, block, next) : italic);
  bool before_table = next->kind == BLOCK_TABLE && italic;
  if (next->kind != BLOCK_PARAGRAPH && !before_list && !before_table) return false;
  bool set_apart = block->label && (line->style & DOC_EMPHASIS) && leads_somewhere(f, i);
  if (!before_list && !is_prose(f, next) && !set_apart) return false;
  if (block->lines->len > 1 || strlen(text) > TEXT_HEADING_BYTES_MAX || is_key_line(text)) return false;
  return g_unichar_isalnum(g_utf8_get_char(text)) && text[strlen(text) - 1] != ':' &&
         line->box.x1 - line->left < PLAIN_WIDTH_MAX * (line->right - line->left);
}

/* What is numbered alike, or set in italics without a number. False for text that nothing marks. */
static bool family_of(const Finder *f, const LayoutBlock *block, Family *family) {
  if (block->kind != BLOCK_PARAGRAPH && block->kind != BLOCK_ITEM) return false;
  const LayoutLine *line = first_line(f, block);
  family->italic = (line->style & DOC_EMPHASIS) != 0;
  family->bold = (line->style & DOC_STRONG) != 0;
  family->size_pt = roundf(line->size_pt * 2) / 2;
  family->mark = block->mark;
  if (block->label) return is_heading_label(block->label) && block->mark.kind != LABEL_BULLET;
  return family->italic && block->kind == BLOCK_PARAGRAPH && !block->continues;
}

static bool same_family(const Family *a, const Family *b) {
  if (a->italic && (a->bold != b->bold || a->size_pt != b->size_pt)) return false;
  return a->italic == b->italic && label_same_family(&a->mark, &b->mark);
}

static Family *find_family(GArray *families, const Family *like) {
  for (uint32_t i = 0; i < families->len; i++)
    if (same_family(&g_array_index(families, Family, i), like)) return &g_array_index(families, Family, i);
  if (families->len == FAMILIES_MAX) return NULL;
  g_array_append_val(families, *like);
  return &g_array_index(families, Family, families->len - 1);
}

static bool is_plain_candidate(const Finder *f, uint32_t i) {
  const LayoutBlock *block = block_at(f, i);
  if (!can_be_heading(f, block)) return false;
  g_autofree char *text = block_text(f, block);
  return reads_as_heading(f, i, text) && (block->label || starts_as_heading(text)) &&
         stands_before_prose(f, i, text);
}

/* The families of the paper, and how many of each stand as headings do. */
static GArray *count_families(const Finder *f) {
  GArray *families = g_array_new(FALSE, TRUE, sizeof(Family));
  for (uint32_t i = 0; i < f->blocks->len && !f->layout->is_text; i++) {
    layout_rest(f->layout, first_line(f, block_at(f, i))->page);
    Family like = {0}, *family = family_of(f, block_at(f, i), &like) ? find_family(families, &like) : NULL;
    if (!family) continue;
    family->members++;
    family->before_prose += is_plain_candidate(f, i);
  }
  return families;
}

static bool is_plain_heading(const Finder *f, uint32_t i, GArray *families) {
  Family like = {0}, *family = family_of(f, block_at(f, i), &like) ? find_family(families, &like) : NULL;
  return family && family->before_prose >= FAMILY_MIN &&
         (float)family->before_prose >= FAMILY_SHARE * (float)family->members && is_plain_candidate(f, i);
}

/* ---- levels */

static int compare_styles(const Style *a, const Style *b) {
  if (a->size_pt != b->size_pt) return a->size_pt > b->size_pt ? -1 : 1;
  if (a->bold != b->bold) return a->bold ? -1 : 1;
  if (a->capitals != b->capitals) return a->capitals ? -1 : 1;
  if (a->underlined != b->underlined) return a->underlined ? -1 : 1;
  if (a->italic != b->italic) return a->italic ? 1 : -1;
  return 0;
}

static gint by_style(gconstpointer a, gconstpointer b) { return compare_styles(a, b); }

/* The numbers of a style are deeper than those of the style above, be there some that are not: "3.3.1" is the rule, "C.2"
 * in the same type the exception. */
static void deepen_ranks(GArray *ranks) {
  for (uint32_t i = 1; i < ranks->len; i++) {
    Style *style = &g_array_index(ranks, Style, i);
    const Style *above = style - 1;
    if (style->depth && above->depth) style->depth = MAX(style->depth, above->depth + 1);
  }
}

static uint32_t first_of(const GArray *styles, const Style *style) {
  uint32_t at = 0;
  while (compare_styles(&g_array_index(styles, Style, at), style) != 0) at++;
  return at;
}

/* Italics are no rank: of two styles that differ in them alone, the one that a paper has first is the higher. */
static void order_italics(GArray *ranks, const GArray *styles) {
  for (uint32_t i = 1; i < ranks->len; i++) {
    Style *style = &g_array_index(ranks, Style, i), *above = style - 1, upright = *style;
    upright.italic = above->italic;
    if (compare_styles(&upright, above) != 0 || first_of(styles, style) > first_of(styles, above)) continue;
    upright = *above;
    *above = *style;
    *style = upright;
  }
}

/* The distinct styles, highest first, each with the shallowest depth its numbers have. */
static GArray *rank_styles(const GArray *styles) {
  g_autoptr(GArray) sorted = g_array_copy((GArray *)styles);
  g_array_sort(sorted, by_style);
  GArray *ranks = g_array_new(FALSE, FALSE, sizeof(Style));
  for (uint32_t i = 0; i < sorted->len; i++) {
    const Style *style = &g_array_index(sorted, Style, i);
    Style *last = ranks->len ? &g_array_index(ranks, Style, ranks->len - 1) : NULL;
    if (!last || compare_styles(last, style) != 0)
      g_array_append_val(ranks, *style);
    else if (style->depth && (!last->depth || style->depth < last->depth))
      last->depth = style->depth;
  }
  order_italics(ranks, styles);
  deepen_ranks(ranks);
  return ranks;
}

/* Rank of each heading's style, from 1; numbers deeper than the style's shallowest add their difference. */
static void set_levels(const Finder *f, const GArray *headings, const GArray *styles) {
  g_autoptr(GArray) ranks = rank_styles(styles);
  for (uint32_t h = 0; h < headings->len; h++) {
    const Style *style = &g_array_index(styles, Style, h);
    unsigned rank = 0;
    while (compare_styles(&g_array_index(ranks, Style, rank), style) != 0) rank++;
    unsigned shallowest = g_array_index(ranks, Style, rank).depth;
    unsigned deeper = style->depth > shallowest && shallowest ? style->depth - shallowest : 0;
    LayoutBlock *block = block_at(f, g_array_index(headings, uint32_t, h));
    block->level = MIN(rank + 1 + deeper, 9);
    block->why.rank = rank + 1;
    block->why.ranks = ranks->len;
  }
}

/* "1 Introduction" with no mark after the number is no list label, but a heading's number. */
static void take_number(LayoutBlock *block, const char *text) {
  if (block->label) return;
  Label label = label_parse_heading(text);
  if (!label.kind || !text[label.skip] || label.kind == LABEL_NAMED) return;
  block->skip = label.skip;
  block->mark = label;
  block->label = g_strndup(text, label.length);
}

static void add_line_sizes(const Finder *f, const LayoutBlock *block, GArray *sizes) {
  for (uint32_t i = 0; i < block->lines->len; i++)
    g_array_append_val(sizes, layout_line(f->layout, g_array_index(block->lines, uint32_t, i))->size_pt);
}

/* The size that most lines of blocks of several lines have; of all words where there are too few. */
static float prose_size(const Finder *f) {
  g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(float));
  for (uint32_t i = 0; i < f->blocks->len && !f->layout->is_text; i++) {
    const LayoutBlock *block = block_at(f, i);
    bool text = block->kind == BLOCK_PARAGRAPH || block->kind == BLOCK_ITEM;
    if (text && block->lines->len > 1) add_line_sizes(f, block, sizes);
  }
  if (sizes->len < PROSE_LINES_MIN) return f->layout->body_size_pt;
  g_array_sort(sizes, layout_by_value);
  return g_array_index(sizes, float, sizes->len / 2);
}

void layout_headings(Layout *layout, GArray *blocks) {
  Finder f = {layout, blocks};
  layout->body_size_pt = prose_size(&f); /* a paper of tables has most words in their type */
  g_autoptr(GArray) headings = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                    styles = g_array_new(FALSE, FALSE, sizeof(Style));
  g_autoptr(GArray) families = count_families(&f);
  for (uint32_t i = 0; i < blocks->len; i++) {
    LayoutBlock *block = block_at(&f, i);
    if (block->kind == BLOCK_TABLE || block->kind == BLOCK_NOTE) continue;
    if (!can_be_heading(&f, block)) continue;
    layout_rest(layout, first_line(&f, block)->page);
    g_autofree char *text = block_text(&f, block);
    if (!reads_as_heading(&f, i, text)) continue;
    bool numbered_type =
        block->label && !layout->is_text; /* "3.14.5 baselineGuid property" in heading type */
    if (!numbered_type && !starts_as_heading(text)) continue;
    bool found = layout->is_text ? is_text_heading(&f, i, text)
                                 : is_set_heading(&f, i, text) || is_plain_heading(&f, i, families);
    if (!found) continue;
    take_number(block, text);
    Style style = style_of(&f, block, text);
    block->kind = BLOCK_HEADING;
    block->why.signs = signs_of(&f, block, &style);
    g_array_append_val(headings, i);
    g_array_append_val(styles, style);
  }
  set_levels(&f, headings, styles);
}
