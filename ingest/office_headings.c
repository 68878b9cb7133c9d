/* Which blocks of a word processor's paper are headings, and their levels.
 *
 * A style says so, most often; but council papers have bold paragraphs where styles should be, and numbered
 * paragraphs in heading styles for the sake of their numbers. The rules for bold lines are those of
 * layout_headings.c, so that a paper and its print give the same tree: short, ends as no sentence does, all
 * bold or larger or in capitals, and text follows before long. Their levels are the ranks of their looks
 * below the levels that styles gave. Linear. */
#include "ingest/labels.h"
#include "ingest/office_blocks.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* As in layout_headings.c: 99 % of headings have at most 110 characters. */
enum { LEVEL_MAX = 9, HEADING_BYTES_MAX = 160, PROSE_BYTES_MIN = 60, LOOK_AHEAD = 3 };
/* A heading style on a sentence as long is there for its number. Longest real heading with a full stop
 * seen: 71. */
enum { SENTENCE_BYTES_MIN = 100 };
static const float LARGER = 1.07f;

typedef struct {
  float size_pt;
  bool capitals, emphasis;
  bool underlined; /* and nothing else that makes it a heading */
  unsigned depth;  /* of its number; 0 for none */
} Look;

typedef struct {
  GPtrArray *blocks;
  float body_pt;                 /* 0 unknown */
  float level_pt[LEVEL_MAX + 1]; /* type of the headings that styles gave this level; 0 none */
} Finder;

static OfficeBlock *block_at(const Finder *f, guint i) { return f->blocks->pdata[i]; }

static const char *text_of(const OfficeBlock *block) {
  return block->text ? block->text->text->str : "";
} /* none of a table */

static float block_size(const OfficeBlock *block) { return block->text ? block->text->size_pt : 0; }

/* Bytes of the text without the spaces at its end. */
static size_t text_length(const OfficeBlock *block) {
  size_t len = strlen(text_of(block));
  while (len && g_ascii_isspace(text_of(block)[len - 1])) len--;
  return len;
}

/* Of all the text from a byte on. */
static bool has_style_from(const OfficeText *t, unsigned style, gsize at) {
  for (guint i = 0; i < t->runs->len; i++) {
    const OfficeRun *run = &g_array_index(t->runs, OfficeRun, i);
    for (; at < run->end; at++)
      if (!(run->style & style) && !g_ascii_isspace(t->text->str[at])) return false;
  }
  return true;
}

static bool has_style(const OfficeText *t, unsigned style) { return has_style_from(t, style, 0); }

/* But for a number that was typed before it. An address is underlined for being a link. */
static bool is_underlined(const OfficeBlock *block) {
  const char *text = block->text->text->str;
  if (strstr(text, "www.") || strstr(text, "://") || strchr(text, '@')) return false;
  for (guint i = 0; i < block->text->runs->len; i++)
    if (g_array_index(block->text->runs, OfficeRun, i).style & DOC_LINK) return false;
  Label label = label_parse(text);
  return has_style_from(block->text, OFFICE_UNDERLINE, label.kind ? label.skip : 0);
}

static bool is_capitals(const char *text) {
  unsigned upper = 0;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    if (g_unichar_islower(g_utf8_get_char(p))) return false;
    upper += g_unichar_isupper(g_utf8_get_char(p)) != 0;
  }
  return upper >= 3;
}

static bool is_larger(const Finder *f, const OfficeBlock *block) {
  return f->body_pt > 0 && block_size(block) > f->body_pt * LARGER;
}

/* ---- is it one */

static bool starts_as_heading(const char *text) {
  while (*text && strchr("\"'([ \t", *text)) text++;
  return *text && !g_unichar_islower(g_utf8_get_char(text));
}

/* "By: A. Nother" */
static bool is_key_line(const char *text) {
  const char *colon = strchr(text, ':');
  return colon && colon - text < 30 && (colon[1] == ' ' || colon[1] == '\t');
}

static bool is_heading_label(const char *label) {
  if (!label) return true;
  Label parsed = label_parse(label);
  return parsed.kind != LABEL_BULLET && parsed.style != 'b' && parsed.style != ')' &&
         !g_ascii_islower(*label) && g_ascii_isalnum(*label);
}

static bool can_be_heading(const OfficeBlock *block) {
  if ((block->kind != OFFICE_PARAGRAPH && block->kind != OFFICE_ITEM) || block->continues || block->contents)
    return false;
  size_t len = text_length(block);
  if (!len || len > HEADING_BYTES_MAX || strchr(".,;", text_of(block)[len - 1])) return false;
  return text_has_letter(text_of(block)) && starts_as_heading(text_of(block)) && is_heading_label(block->label);
}

static bool is_prose(const OfficeBlock *block) {
  size_t len = text_length(block);
  return len >= PROSE_BYTES_MIN || (len > 20 && strchr(".:;", text_of(block)[len - 1]));
}

/* A line of a letter head or contact block is bold, too: a heading has text after it before long. */
static bool leads_somewhere(const Finder *f, guint i) {
  for (guint j = i + 1; j < f->blocks->len && j <= i + LOOK_AHEAD; j++) {
    const OfficeBlock *next = block_at(f, j);
    if (next->kind == OFFICE_HEADING) continue;
    if (next->kind != OFFICE_PARAGRAPH || is_prose(next)) return true;
    if (!has_style(next->text, DOC_STRONG) && !is_larger(f, next)) return true;
  }
  return false;
}

static bool looks_like_heading(const Finder *f, guint i) {
  const OfficeBlock *block = block_at(f, i);
  if (!can_be_heading(block)) return false;
  bool larger = is_larger(f, block);
  bool underlined = is_underlined(block);
  if (is_key_line(text_of(block)) && !larger && !underlined) return false;
  if (f->body_pt > 0 && block_size(block) > 0 && block_size(block) < f->body_pt / LARGER) return false;
  bool capitals = text_length(block) > 4 && is_capitals(text_of(block));
  bool set_apart = larger || underlined || capitals || has_style(block->text, DOC_STRONG);
  return set_apart && leads_somewhere(f, i);
}

/* A numbered paragraph in the style of a heading. */
static bool is_sentence(const OfficeBlock *block) {
  size_t len = text_length(block);
  if (block->kind != OFFICE_HEADING || block->title) return false;
  return len > 2 * HEADING_BYTES_MAX || (len > SENTENCE_BYTES_MIN && strchr(".;:", text_of(block)[len - 1]));
}

/* ---- levels */

static Look look_of(const Finder *f, const OfficeBlock *block) {
  Look look = {.size_pt = roundf(block_size(block) * 2) / 2, .capitals = is_capitals(text_of(block))};
  look.emphasis = has_style(block->text, DOC_EMPHASIS);
  look.underlined = !look.capitals && !has_style(block->text, DOC_STRONG) && !is_larger(f, block);
  g_autofree char *whole = g_strdup_printf("%s %s", block->label ? block->label : "", text_of(block));
  look.depth = label_parse_heading(g_strchug(whole)).depth;
  return look;
}

static gint compare_looks(gconstpointer one, gconstpointer other) {
  const Look *a = one, *b = other;
  if (a->size_pt != b->size_pt) return a->size_pt > b->size_pt ? -1 : 1;
  if (a->capitals != b->capitals) return a->capitals ? -1 : 1;
  if (a->underlined != b->underlined) return a->underlined ? 1 : -1;
  return (int)a->emphasis - (int)b->emphasis;
}

/* The distinct looks, highest first, each with the shallowest depth that its numbers have. */
static GArray *rank_looks(const GArray *looks) {
  g_autoptr(GArray) sorted = g_array_copy((GArray *)looks);
  g_array_sort(sorted, compare_looks);
  GArray *ranks = g_array_new(FALSE, FALSE, sizeof(Look));
  for (guint i = 0; i < sorted->len; i++) {
    const Look *look = &g_array_index(sorted, Look, i);
    Look *last = ranks->len ? &g_array_index(ranks, Look, ranks->len - 1) : NULL;
    if (!last || compare_looks(last, look) != 0)
      g_array_append_val(ranks, *look);
    else if (look->depth && (!last->depth || look->depth < last->depth))
      last->depth = look->depth;
  }
  return ranks;
}

/* Headings in larger type than the body stand beside those of styles in such type, the others below them all.
 */
static unsigned base_level(const Finder *f, const Look *look, unsigned deepest) {
  unsigned above = 0;
  for (unsigned level = 1; level <= deepest; level++) above += f->level_pt[level] > look->size_pt;
  return f->body_pt > 0 && look->size_pt > f->body_pt * LARGER ? above : deepest;
}

static void set_levels(const Finder *f, const GArray *found, const GArray *looks, unsigned deepest) {
  g_autoptr(GArray) ranks = rank_looks(looks);
  for (guint i = 0; i < found->len; i++) {
    const Look *look = &g_array_index(looks, Look, i);
    unsigned rank = 0, beside = 0, base = base_level(f, look, deepest);
    for (; compare_looks(&g_array_index(ranks, Look, rank), look) != 0; rank++)
      beside += base_level(f, &g_array_index(ranks, Look, rank), deepest) == base;
    unsigned shallowest = g_array_index(ranks, Look, rank).depth;
    unsigned deeper = shallowest && look->depth > shallowest ? look->depth - shallowest : 0;
    block_at(f, g_array_index(found, guint, i))->level = MIN(base + beside + 1 + deeper, LEVEL_MAX);
  }
}

/* ---- the passes */

/* The size of most of the text. */
static float find_body_size(const GPtrArray *blocks) {
  enum { SIZES = 400 }; /* half points */
  g_autofree gsize *bytes = g_new0(gsize, SIZES);
  guint best = 0;
  for (guint i = 0; i < blocks->len; i++) {
    const OfficeBlock *block = blocks->pdata[i];
    if (block->kind != OFFICE_PARAGRAPH && block->kind != OFFICE_ITEM) continue;
    guint size = (guint)CLAMP(lroundf(block_size(block) * 2), 0, SIZES - 1);
    bytes[size] += block->text->text->len;
    if (bytes[size] > bytes[best]) best = size;
  }
  return (float)best / 2;
}

static void demote_sentences(const Finder *f) {
  for (guint i = 0; i < f->blocks->len; i++) {
    OfficeBlock *block = block_at(f, i);
    if (!is_sentence(block)) continue;
    block->kind = block->label ? OFFICE_ITEM : OFFICE_PARAGRAPH;
    block->by_number = true;
  }
}

/* Headings go down by one below a title, which no level of a style stands for. */
static unsigned shift_below_title(Finder *f) {
  unsigned deepest = 0;
  bool titled = false;
  for (guint i = 0; i < f->blocks->len; i++)
    titled = titled || (block_at(f, i)->kind == OFFICE_HEADING && block_at(f, i)->title);
  for (guint i = 0; i < f->blocks->len; i++) {
    OfficeBlock *block = block_at(f, i);
    if (block->kind != OFFICE_HEADING) continue;
    block->level = block->title ? 1 : MIN(block->level + titled, LEVEL_MAX);
    f->level_pt[block->level] = MAX(f->level_pt[block->level], block_size(block));
    deepest = MAX(deepest, block->level);
  }
  return deepest;
}

/* Figures part no text. */
static GPtrArray *without_figures(const GPtrArray *blocks) {
  GPtrArray *words = g_ptr_array_new();
  for (guint i = 0; i < blocks->len; i++)
    if (((OfficeBlock *)blocks->pdata[i])->kind != OFFICE_FIGURE) g_ptr_array_add(words, blocks->pdata[i]);
  return words;
}

void office_headings(GPtrArray *all) {
  g_autoptr(GPtrArray) blocks = without_figures(all);
  Finder f = {.blocks = blocks, .body_pt = find_body_size(blocks)};
  g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint)),
                    looks = g_array_new(FALSE, FALSE, sizeof(Look));
  demote_sentences(&f);
  unsigned deepest = shift_below_title(&f);
  for (guint i = 0; i < blocks->len; i++) {
    if (!looks_like_heading(&f, i)) continue;
    Look look = look_of(&f, block_at(&f, i));
    g_array_append_val(found, i);
    g_array_append_val(looks, look);
  }
  for (guint i = 0; i < found->len; i++) {
    OfficeBlock *block = block_at(&f, g_array_index(found, guint, i));
    block->kind = OFFICE_HEADING;
    block->by_look = true;
  }
  set_levels(&f, found, looks, deepest);
}
