/* Furniture: running heads and feet, page numbers, stamps. They are marked and recorded, never lost.
 *
 * Evidence is repetition: the same text, digits aside, in the same margin zone of many pages. Margins are not
 * fixed, so a zone is the first or last few rows of a page. A page number must also count as pages do, so
 * that "Appendix 1" and "Appendix 2" over two tables stay headings. Linear in lines. */
#include "ingest/labels.h"
#include "ingest/layout.h"

#include <math.h>
#include <string.h>

/* Rows from the edge that can be furniture. Three seen (stamp, running head, rule text); one for safety. */
enum { ZONE_ROWS = 4 };
/* Share of pages on which a line must stand: odd and even heads stand on half, and first pages differ. Of 202
 * council documents 81 repeat a line on 60 % of pages, 14 more on 40 to 60 %. */
static const float PAGE_SHARE = 0.4f;
/* Pages that a running head of a part must stand on, and their share of its stretch. Lists and tables over
 * five pages do not begin each page with the same words. */
enum { RUN_PAGES_MIN = 5 };
static const float RUN_SHARE = 0.9f;
/* White between the text and a page number, and a foot with more than that on its row, in font sizes. */
static const float NUMBER_GAP_EM = 0.8f, FOOT_GAP_EM = 1.5f;
/* Two lines are at the same place of their pages if they differ by no more than this much. */
static const float PLACE_PT = 20;

/* Page numbers of one form on one page, at most. */
enum { BESIDE_MAX = 4 };

typedef struct {
  uint32_t line, page;
  long number, last; /* the first and the last number in it, -1 none */
  guint text;        /* hash of it, spaces left out */
  float place;       /* distance from the top of the page, or from its foot */
} Sight;

typedef struct {
  GArray *sights;
  bool at_top;
} Group;

static void group_free(gpointer data) {
  Group *group = data;
  g_array_unref(group->sights);
  g_free(group);
}

/* "Appendix L", "Annex B: the plan": the letter counts as a number does. `key` is the text without spaces. */
static void fold_letter(const char *text, GString *key) {
  static const char *const names[] = {"appendix", "annexe", "annex", "schedule", "enclosure"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    size_t at = strlen(names[i]);
    if (!g_str_has_prefix(key->str, names[i]) || !g_ascii_isalpha(key->str[at])) continue;
    const char *letter = strchr(text, ' ');
    bool alone = letter && strlen(letter) > 1 && !g_ascii_isalnum(letter[2]);
    if (alone) key->str[at] = '@';
    return;
  }
}

/* Lower case, digits as '#', the letter of an appendix as '@', no spaces: what stays the same from page to
 * page. */
static char *repeat_key(const char *text, Sight *sight) {
  GString *key = g_string_new(NULL), *letters = g_string_new(NULL);
  sight->number = sight->last = -1;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (!g_unichar_isspace(c)) g_string_append_unichar(letters, c);
    if (g_unichar_isdigit(c)) {
      bool begins = g_ascii_isdigit(*p) && (p == text || !g_ascii_isdigit(p[-1]));
      if (begins) sight->last = strtol(p, NULL, 10);
      if (sight->number < 0) sight->number = sight->last;
      if (!key->len || key->str[key->len - 1] != '#')
        g_string_append_c(key, '#');
      else if (g_ascii_isspace(p[-1]))
        g_string_append(key, " #"); /* a telephone number is no page number */
    } else if (!g_unichar_isspace(c)) {
      g_string_append_unichar(key, g_unichar_tolower(c));
    }
  }
  fold_letter(text, key);
  sight->text = g_str_hash(letters->str);
  g_string_free(letters, TRUE);
  return g_string_free(key, FALSE);
}

/* "3", "- 3 -", "Page 3", "Page 3 of 12", "3 | Page", "3/12": what a page number looks like, digits folded.
 */
static bool is_page_number_key(const char *key) {
  static const char *const keys[] = {"#",       "-#-",      "\xE2\x80\x93#\xE2\x80\x93",
                                     "page#",   "page#of#", "#of#",
                                     "#/#",     "#|page",   "page#/#",
                                     "pg#",     "p#",       "p.#",
                                     "[page#]", "#|#",      "(#)"};
  for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
    if (g_str_equal(key, keys[i])) return true;
  return false;
}

static void see(GHashTable *groups, GPtrArray *order, const char *key, bool at_top, const Sight *sight) {
  g_autofree char *zoned = g_strdup_printf("%c%s", at_top ? '^' : '$', key);
  Group *group = g_hash_table_lookup(groups, zoned);
  if (!group) {
    group = g_new0(Group, 1);
    group->sights = g_array_new(FALSE, FALSE, sizeof(Sight));
    group->at_top = at_top;
    g_hash_table_insert(groups, g_steal_pointer(&zoned), group);
    g_ptr_array_add(order, group);
  }
  g_array_append_val(group->sights, *sight);
}

static gint by_top(gconstpointer a, gconstpointer b, gpointer layout) {
  float x = layout_line(layout, *(const uint32_t *)a)->box.y0,
        y = layout_line(layout, *(const uint32_t *)b)->box.y0;
  if (x != y) return x < y ? -1 : 1;
  return *(const uint32_t *)a < *(const uint32_t *)b ? -1 : 1;
}

bool layout_same_row(const LayoutLine *a, const LayoutLine *b) {
  return fabsf((a->box.y0 + a->box.y1) - (b->box.y0 + b->box.y1)) < a->box.y1 - a->box.y0;
}

static bool same_row(const Layout *layout, uint32_t a, uint32_t b) {
  return layout_same_row(layout_line(layout, a), layout_line(layout, b));
}

/* "•" or "1." with its text beside it: the same on every page, and no furniture for that. */
static bool is_label_of_row(const Layout *layout, const GArray *sorted, uint32_t at, const char *text) {
  uint32_t index = g_array_index(sorted, uint32_t, at);
  bool beside = (at > 0 && same_row(layout, g_array_index(sorted, uint32_t, at - 1), index)) ||
                (at + 1 < sorted->len && same_row(layout, g_array_index(sorted, uint32_t, at + 1), index));
  Label label = label_parse(text);
  return beside && label.kind && !text[label.skip];
}

/* The lines of a page's first or last ZONE_ROWS rows, edge first. */
static void see_zone(const Layout *layout, const LayoutPage *page, const GArray *sorted, bool at_top,
                     GHashTable *groups, GPtrArray *order) {
  unsigned rows = 0;
  for (uint32_t i = 0; i < sorted->len; i++) {
    uint32_t at = at_top ? i : sorted->len - 1 - i;
    uint32_t index = g_array_index(sorted, uint32_t, at);
    uint32_t before = i ? g_array_index(sorted, uint32_t, at_top ? at - 1 : at + 1) : index;
    if (!i || !same_row(layout, before, index)) rows++;
    if (rows > ZONE_ROWS) return;
    const LayoutLine *line = layout_line(layout, index);
    if (line->role == LINE_CELL) return; /* a ruled table is text, and so is what stands within it */
    g_autofree char *text = layout_line_text(layout, line);
    if (is_label_of_row(layout, sorted, at, text)) continue;
    Sight sight = {
        .line = index, .page = line->page, .place = at_top ? line->box.y0 : page->height - line->box.y1};
    g_autofree char *key = repeat_key(text, &sight);
    see(groups, order, key, at_top, &sight);
  }
}

/* Distinct pages, pages whose number is the page's plus a constant, and pages whose place is that of the
 * first. */
typedef struct {
  uint32_t pages, counting, placed, plain;
} Tally;

static bool counts_pages(long a, long b, const Sight *before, const Sight *after) {
  return b - a == (long)after->page - (long)before->page;
}

/* The first of a page's sights, or one beside it, counts on from one of the page before: a page may have its own number
 * and that of a pack at one height. */
static bool counts_on(const Group *group, uint32_t first) {
  const Sight *s = &g_array_index(group->sights, Sight, first), *before = s - 1;
  uint32_t end = MIN(group->sights->len, first + BESIDE_MAX), start = first - MIN(first, BESIDE_MAX);
  for (uint32_t i = first; i < end && g_array_index(group->sights, Sight, i).page == s->page; i++) {
    const Sight *now = &g_array_index(group->sights, Sight, i);
    for (uint32_t j = start; j < first; j++) {
      const Sight *then = &g_array_index(group->sights, Sight, j);
      if (then->page != before->page) continue;
      if (counts_pages(then->number, now->number, then, now) ||
          counts_pages(then->last, now->last, then, now))
        return true;
    }
  }
  return false;
}

static Tally tally(const Layout *layout, const Group *group) {
  Tally t = {0};
  const Sight *first = &g_array_index(group->sights, Sight, 0);
  for (uint32_t i = 0; i < group->sights->len; i++) {
    const Sight *s = &g_array_index(group->sights, Sight, i), *before = i ? s - 1 : NULL;
    if (before && before->page == s->page) continue;
    t.pages++;
    const Sight *other = before ? before : i + 1 < group->sights->len ? s + 1 : s;
    t.plain += s->number < 0 || (other != s && other->text == s->text);
    t.counting += before && counts_on(group, i);
    t.placed += fabsf(s->place - first->place) <= PLACE_PT || layout->is_text;
  }
  return t;
}

/* What lies between the page's edge and the line must be furniture, too. */
static bool is_outermost(const Layout *layout, const GArray *sorted, uint32_t line, bool at_top) {
  for (uint32_t i = 0; i < sorted->len; i++) {
    uint32_t index = g_array_index(sorted, uint32_t, at_top ? i : sorted->len - 1 - i);
    if (index == line || same_row(layout, index, line)) return true;
    if (layout_line(layout, index)->role != LINE_FURNITURE) return false;
  }
  return false;
}

/* A short line set apart from the text by a gap. */
static bool stands_apart(const Layout *layout, uint32_t line, const GArray *sorted, bool at_top,
                         float gap_em) {
  const LayoutLine *self = layout_line(layout, line);
  float nearest = INFINITY;
  for (uint32_t i = 0; i < sorted->len; i++) {
    const LayoutLine *other = layout_line(layout, g_array_index(sorted, uint32_t, i));
    if (other == self || same_row(layout, line, g_array_index(sorted, uint32_t, i))) continue;
    float gap = at_top ? other->box.y0 - self->box.y1 : self->box.y0 - other->box.y1;
    nearest = MIN(nearest, gap);
  }
  return nearest > gap_em * self->size_pt;
}

static GArray *sorted_lines(const Layout *layout, const LayoutPage *page) {
  GArray *sorted = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), page->line_count);
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++)
    g_array_append_val(sorted, i);
  g_array_sort_with_data(sorted, by_top, (gpointer)layout);
  return sorted;
}

static void mark_line(Layout *layout, uint32_t index, FurnitureSign sign, uint32_t pages) {
  LayoutLine *line = layout_line(layout, index);
  if (line->role == LINE_FURNITURE) return;
  line->role = LINE_FURNITURE;
  line->sign = sign;
  line->on_pages = pages;
}

static void mark_group(Layout *layout, const Group *group) {
  Tally t = tally(layout, group);
  bool same = t.plain * 10 >= t.pages * 6;
  for (uint32_t i = 0; i < group->sights->len; i++)
    mark_line(layout, g_array_index(group->sights, Sight, i).line,
              same ? FURNITURE_REPEATED : FURNITURE_COUNTS, t.pages);
}

static bool shares_row(const Layout *layout, uint32_t line) {
  const LayoutLine *self = layout_line(layout, line);
  bool before =
      line > 0 && layout_line(layout, line - 1)->page == self->page && same_row(layout, line, line - 1);
  return before || (line + 1 < layout->lines->len && layout_line(layout, line + 1)->page == self->page &&
                    same_row(layout, line, line + 1));
}

/* A running head of one appendix among several: on nearly every page of a long stretch. The head of a long
 * table is repeated so, too, but has other cells beside it. */
static bool is_long_run(const Layout *layout, const Group *group, const Tally *t) {
  const Sight *first = &g_array_index(group->sights, Sight, 0),
              *last = &g_array_index(group->sights, Sight, group->sights->len - 1);
  for (uint32_t i = 0; i < group->sights->len; i++)
    if (shares_row(layout, g_array_index(group->sights, Sight, i).line)) return false;
  return t->pages >= RUN_PAGES_MIN && (float)t->pages >= RUN_SHARE * (float)(last->page - first->page + 1);
}

/* Repeated text is furniture if it is the same on every page, or if its number counts the pages. */
static bool is_furniture(const Layout *layout, const Group *group, uint32_t pages) {
  Tally t = tally(layout, group);
  if (t.pages < 2 || 2 * t.placed <= t.pages) return false; /* of two pages, both */
  if ((float)t.pages < PAGE_SHARE * (float)pages && !is_long_run(layout, group, &t)) return false;
  return t.plain * 10 >= t.pages * 6 || (t.counting + 1) * 10 >= t.pages * 6;
}

/* The page's number in the file, or in the paper: a pack holds several. */
static bool is_own_number(const Layout *layout, const LayoutPage *page, long number) {
  return number == (long)page->number || number == (long)(page->number - layout_page(layout, 0)->number) + 1;
}

/* What stands on the row of the page's number is a running foot, too, though its page be the only one: a reference, the
 * paper's name, the address that a browser printed. Farther from the text than its lines are from one another. */
static void mark_row_of_number(Layout *layout, uint32_t number, const GArray *sorted, bool at_top) {
  if (!stands_apart(layout, number, sorted, at_top, FOOT_GAP_EM)) return;
  for (uint32_t i = 0; i < sorted->len; i++) {
    uint32_t index = g_array_index(sorted, uint32_t, i);
    if (index != number && same_row(layout, index, number)) mark_line(layout, index, FURNITURE_BESIDE, 1);
  }
}

/* A number with text behind it on its row numbers that: a heading, or a row. */
static bool is_before_text(const Layout *layout, const GArray *sorted, uint32_t number) {
  for (uint32_t i = 0; i < sorted->len; i++) {
    uint32_t index = g_array_index(sorted, uint32_t, i);
    const LayoutLine *line = layout_line(layout, index);
    bool behind = line->role != LINE_FURNITURE && line->box.x0 > layout_line(layout, number)->box.x1;
    if (behind && same_row(layout, index, number)) return true;
  }
  return false;
}

/* A page's own number without repetition to prove it: "Page 3 of 12" anywhere at the edge, a bare number only
 * if it stands apart, behind what else is on its row, and is the page's number. */
static void mark_lone_numbers(Layout *layout, const LayoutPage *page, const GArray *sorted) {
  for (unsigned side = 0; side < 2; side++) {
    bool at_top = side == 0;
    for (uint32_t i = 0; i < sorted->len; i++) {
      uint32_t index = g_array_index(sorted, uint32_t, at_top ? i : sorted->len - 1 - i);
      if (!is_outermost(layout, sorted, index, at_top)) break;
      g_autofree char *text = layout_line_text(layout, layout_line(layout, index));
      Sight sight;
      g_autofree char *key = repeat_key(text, &sight);
      if (!is_page_number_key(key) || !stands_apart(layout, index, sorted, at_top, NUMBER_GAP_EM)) continue;
      bool says_page = strstr(key, "page") != NULL || strstr(key, "of") != NULL;
      bool own = is_own_number(layout, page, sight.number) && !is_before_text(layout, sorted, index);
      if (!says_page && !own) continue;
      mark_line(layout, index, FURNITURE_NUMBER, 1);
      if (says_page || strchr(key, '/')) mark_row_of_number(layout, index, sorted, at_top);
    }
  }
}

/* "DRAFT", "OFFICIAL - SENSITIVE", "Not for publication" alone. */
bool layout_is_mark(const char *text) {
  static const char *const marks[] = {"draft",
                                      "final draft",
                                      "confidential",
                                      "restricted",
                                      "official",
                                      "official sensitive",
                                      "private and confidential",
                                      "private & confidential",
                                      "not for publication",
                                      "draft not for publication",
                                      "strictly confidential",
                                      "unclassified",
                                      "not protectively marked",
                                      "embargoed",
                                      "commercial in confidence"};
  g_autoptr(GString) words =
      g_string_new(NULL); /* without what joins them: "OFFICIAL-SENSITIVE", "(Draft)" */
  for (const char *p = text; *p; p++) {
    if (g_ascii_isalpha(*p) || *p == '&')
      g_string_append_c(words, g_ascii_tolower(*p));
    else if (g_ascii_isdigit(*p))
      return false;
    else if (words->len && words->str[words->len - 1] != ' ')
      g_string_append_c(words, ' ');
  }
  g_strchomp(words->str);
  for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
    if (g_str_equal(words->str, marks[i])) return true;
  return false;
}

/* "Agenda Item 7" in the right half of the head of a paper's first page: stamped there by who made a pack. The number, NULL
 * for another line. */
static const char *stamped_item(const Layout *layout, const LayoutLine *line, const char *text, bool at_top) {
  static const char stamp[] = "agenda item ";
  const LayoutPage *page = layout_page(layout, line->page);
  const char *number = text + strlen(stamp);
  bool right = !layout->is_text && at_top && line->page == 0 && line->box.x0 > page->width / 2;
  if (!right || g_ascii_strncasecmp(text, stamp, strlen(stamp)) != 0 || !g_ascii_isdigit(*number))
    return NULL;
  size_t digits = strspn(number, "0123456789");
  return digits <= 3 && !number[digits + (g_ascii_isalpha(number[digits]) != 0)] ? number : NULL;
}

/* A mark needs no repetition, as papers of one page carry it, too; but it must be at the edge of its page. */
static void mark_marks(Layout *layout, const GArray *sorted, DocBuilder *b) {
  for (unsigned side = 0; side < 2; side++) {
    bool at_top = side == 0;
    for (uint32_t i = 0; i < sorted->len; i++) {
      uint32_t index = g_array_index(sorted, uint32_t, at_top ? i : sorted->len - 1 - i);
      if (!is_outermost(layout, sorted, index, at_top)) break;
      g_autofree char *text = layout_line_text(layout, layout_line(layout, index));
      const char *item = stamped_item(layout, layout_line(layout, index), text, at_top);
      if (item || layout_is_mark(text)) mark_line(layout, index, FURNITURE_MARK, 1);
      if (item) doc_builder_particular(b, "item", item);
    }
  }
}

static bool is_first_row(const Layout *layout, const GArray *sorted, uint32_t line) {
  return same_row(layout, line, g_array_index(sorted, uint32_t, 0)) ||
         same_row(layout, line, g_array_index(sorted, uint32_t, sorted->len - 1));
}

/* The first cell of a row that a page begins with, and of another row at the head of another page: its other cells
 * are no furniture. Beside a running head, in the page's first row, there may well stand what differs. */
static bool is_cell_of_text(const Layout *layout, const LayoutPage *page, const GArray *sorted,
                            uint32_t line) {
  if (is_first_row(layout, sorted, line)) return false;
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++)
    if (i != line && layout_line(layout, i)->role != LINE_FURNITURE && same_row(layout, line, i)) return true;
  return false;
}

static void unmark_cells(Layout *layout, const LayoutPage *page, const GArray *sorted) {
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++)
    if (layout_line(layout, i)->role == LINE_FURNITURE && is_cell_of_text(layout, page, sorted, i))
      layout_line(layout, i)->role = LINE_BODY;
}

/* A repeated line that text stands outside of is text. */
static void unmark_inner(Layout *layout, const LayoutPage *page, const GArray *sorted) {
  for (uint32_t i = page->first_line; i < page->first_line + page->line_count; i++) {
    LayoutLine *line = layout_line(layout, i);
    if (line->role == LINE_FURNITURE && !is_outermost(layout, sorted, i, true) &&
        !is_outermost(layout, sorted, i, false))
      line->role = LINE_BODY;
  }
}

static void say_why(DocBuilder *b, const LayoutLine *line, uint32_t pages) {
  static const char *const words[] = {
      [FURNITURE_REPEATED] = "the same words",
      [FURNITURE_COUNTS] = "the same words but for a number that counts as pages do",
      [FURNITURE_NUMBER] = "the page's own number at its edge, apart from the text",
      [FURNITURE_BESIDE] = "beside the page's own number at its edge, apart from the text",
      [FURNITURE_MARK] = "a mark at the edge of the page that says nothing of the paper's matter",
      [FURNITURE_SECTION] = "the words of a heading, in lesser type, at the head of its pages",
      [FURNITURE_HEAD] = "above the text of the page, and apart from it"};
  g_autoptr(GString) why = g_string_new(words[line->sign]);
  if (line->sign == FURNITURE_REPEATED || line->sign == FURNITURE_COUNTS)
    g_string_append_printf(why, " at the same place of %u of %u pages", line->on_pages, pages);
  doc_builder_furniture_why(b, why->str);
}

static void record(const Layout *layout, uint32_t pages, DocBuilder *b) {
  for (uint32_t i = 0; i < layout->lines->len; i++) {
    const LayoutLine *line = layout_line(layout, i);
    if (line->role != LINE_FURNITURE) continue;
    layout_rest(layout, line->page);
    g_autofree char *text = layout_line_text(layout, line);
    doc_builder_furniture(b, layout_page(layout, line->page)->number, text);
    if (doc_builder_explains(b)) say_why(b, line, pages);
  }
}

void layout_furniture(Layout *layout, DocBuilder *b) {
  if (!layout->has_pages) return;
  g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, group_free);
  g_autoptr(GPtrArray) order = g_ptr_array_new(),
                       sorted = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    LayoutPage *page = layout_page(layout, p);
    layout_rest(layout, p);
    g_ptr_array_add(sorted, sorted_lines(layout, page));
    see_zone(layout, page, sorted->pdata[p], true, groups, order);
    see_zone(layout, page, sorted->pdata[p], false, groups, order);
  }
  uint32_t written = 0; /* pages with words on them */
  for (uint32_t p = 0; p < layout->pages->len; p++) written += layout_page(layout, p)->line_count > 0;
  for (guint g = 0; g < order->len; g++)
    if (is_furniture(layout, order->pdata[g], written)) mark_group(layout, order->pdata[g]);
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    layout_rest(layout, p);
    unmark_cells(layout, layout_page(layout, p), sorted->pdata[p]);
    unmark_inner(layout, layout_page(layout, p), sorted->pdata[p]);
    mark_marks(layout, sorted->pdata[p], b);
    mark_lone_numbers(layout, layout_page(layout, p), sorted->pdata[p]);
  }
  layout_heads(layout);
  record(layout, written, b);
}
