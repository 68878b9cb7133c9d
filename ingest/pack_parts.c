/* Where the papers of a pack begin.
 *
 * No one sign is believed alone. For every page the signs that a paper begins there are summed up, those that
 * the paper before goes on are taken off, and the sum must reach a threshold. A file that shows no sign of
 * being a pack (an agenda, blank pages that say so, stamps beside page numbers, two heads "From: To:") must
 * reach a higher one. */
#include "ingest/labels.h"
#include "ingest/pack.h"
#include "ingest/titles.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* Weights. Chosen so that a head of its own, the pack's "Agenda Item" stamp or a restarted page number begin
 * a paper with one more sign, an appendix needs two, and no sum of layout alone (font, size, short page
 * before) ever does. Tried on the files of council_papers, the pack made of them, and 1,000 pages of
 * committee minutes and standards drafts that are one paper each. */
enum {
  SIGN_HEAD = 4,           /* "From: ... To: ... Subject: ..." */
  SIGN_HEAD_FIRST = 1,     /* ... over everything else */
  SIGN_MINUTES = 4,        /* "MINUTES of a meeting of ..." */
  SIGN_ITEM_STAMP = 4,     /* "Agenda Item 5" */
  SIGN_ITEM_PAGE = 4,      /* the agenda says "(Pages 19 - 24)", and this is page 19 */
  SIGN_ITEM_TITLE = 3,     /* a line that says what an item of the agenda says */
  SIGN_RESTART = 3,        /* its own page number is 1 again */
  SIGN_BLANK_SAID = 2,     /* after "This page is intentionally left blank" */
  SIGN_BLANK = 1,          /* after an empty page */
  SIGN_APPENDIX = 2,       /* "Appendix B" over it */
  SIGN_TITLE = 1,          /* a line of the highest rank at its top */
  SIGN_LARGEST = 2,        /* ... larger than any before it in the paper that is open */
  SIGN_TYPE = 1,           /* another font, or size of body type */
  SIGN_SHAPE = 1,          /* another size of page, or way round */
  SIGN_SHORT_BEFORE = 1,   /* the page before was not filled */
  SIGN_HEAD_CHANGED = 1,   /* a running head ended */
  SIGN_NUMBERS_END = 1,    /* page numbers stop */
  AGAINST_HEAD_KEPT = 3,   /* the running head goes on */
  AGAINST_NUMBERS = 2,     /* the page number goes on */
  AGAINST_OWN_NUMBERS = 5, /* ... and is not the pack's: "Page 2 of 5", or beside a stamp */
  AGAINST_NUMBERED = 2,    /* it begins with "3." or "(c)" */
  AGAINST_SENTENCE = 4,    /* it begins within a sentence */
  ENOUGH = 5,
  ENOUGH_ALONE = 7 /* in a file that shows no sign of a pack */
};
/* A page whose text ends above this share of its height was not filled. */
static const float FILLED = 0.7f;
/* Rows from the top in which a head, a title and an appendix's name stand. */
enum { HEAD_ROWS = 14, TITLE_ROWS = 8, NAME_ROWS = 3 };
/* Type larger than the body's by this factor is a title's; a centred line is this near to the middle, in
 * points. */
static const float LARGER = 1.1f, CENTRED_PT = 12;

typedef struct {
  char *key; /* of its title */
  TitleWords words;
  unsigned first; /* page that it says, 0 none */
} Item;

typedef struct {
  const GArray *pages;
  GArray *items;
  GHashTable *heads; /* first row of a page, digits alike -> how many pages have it */
  bool is_pack;
  bool stamped; /* one of the page numbers is the pack's */
} Pack;

static const PackPage *page_at(const GArray *pages, uint32_t i) { return &g_array_index(pages, PackPage, i); }
static const PackRow *row_at(const PackPage *page, uint32_t i) {
  return &g_array_index(page->rows, PackRow, i);
}
static const PackNumber *number_at(const PackPage *page, uint32_t i) {
  return &g_array_index(page->numbers, PackNumber, i);
}

/* ---- the agenda */

static void item_clear(gpointer item) { g_free(((Item *)item)->key); }

static bool is_agenda(const PackPage *page) {
  for (uint32_t i = 0; i < MIN(page->rows->len, TITLE_ROWS); i++)
    if (g_str_has_prefix(row_at(page, i)->key, "agenda") && strlen(row_at(page, i)->key) < 30) return true;
  return false;
}

/* "(pages 19 - 24)", or "19 - 24" at the end; cuts it off. */
static unsigned take_page_range(char *key) {
  char *p = strstr(key, "(page");
  if (p) {
    unsigned first = (unsigned)g_ascii_strtoull(p + strcspn(p, "0123456789)"), NULL, 10);
    *p = '\0';
    return first;
  }
  size_t end = strlen(key), at = end;
  while (at && strchr("0123456789 -", key[at - 1])) at--;
  bool range = at && key[at] == ' ' && strchr(key + at, '-') && g_ascii_isdigit(key[end - 1]);
  unsigned first = range ? (unsigned)g_ascii_strtoull(key + at + 1, NULL, 10) : 0;
  if (first) key[at] = '\0';
  return first;
}

static void add_item(GArray *items, GString *text) {
  Item item = {.key = g_strdup(text->str)};
  item.first = take_page_range(item.key);
  title_words(item.key, &item.words);
  if (*item.key)
    g_array_append_val(items, item);
  else
    item_clear(&item);
  g_string_truncate(text, 0);
}

/* Rows that begin with a number, and those below that go on with them. */
static void read_items(GArray *items, const PackPage *page) {
  enum { ITEM_ROWS = 4 };
  g_autoptr(GString) text = g_string_new(NULL);
  unsigned rows = 0;
  for (uint32_t i = 0; i < page->rows->len; i++) {
    const char *key = row_at(page, i)->key;
    Label label = label_parse_heading(row_at(page, i)->text);
    bool numbered = label.kind == LABEL_DECIMAL && key[label.skip];
    if (text->len && (numbered || ++rows >= ITEM_ROWS)) add_item(items, text);
    if (numbered) rows = 0;
    if (numbered || text->len)
      g_string_append_printf(text, "%s%s", text->len ? " " : "",
                             key + (numbered ? MIN(label.skip, strlen(key)) : 0));
  }
  if (text->len) add_item(items, text);
}

static GArray *find_items(const GArray *pages) {
  enum { AGENDA_LATEST = 3, AGENDA_LONGEST = 3 };
  GArray *items = g_array_new(FALSE, TRUE, sizeof(Item));
  g_array_set_clear_func(items, item_clear);
  for (uint32_t i = 0; i < MIN(pages->len, AGENDA_LATEST); i++) {
    if (!is_agenda(page_at(pages, i))) continue;
    for (uint32_t p = i; p < MIN(pages->len, i + AGENDA_LONGEST) && !page_at(pages, p)->blank; p++)
      read_items(items, page_at(pages, p));
    break;
  }
  return items;
}

/* ---- what a page says */

/* "from:", "report of", "to:": lines of a report's head. Which one, from 1; 0 for none. */
static unsigned head_line(const char *key) {
  static const char *const heads[][5] = {
      {"from:", "by:", "report from:", "report author:", "author:"},
      {"report of", "report by", "report of:"},
      {"to:", "report to", "decision maker:", "meeting:"},
      {"subject:", "title:", "report title:", "report subject:", "title of report:"},
      {"classification:", "decision no", "decision number", "key decision", "exempt"},
      {"cabinet member:", "portfolio holder:", "lead member:", "lead officer:", "ward"},
      {"date:", "date of meeting:", "meeting date:"}};
  for (unsigned h = 0; h < G_N_ELEMENTS(heads); h++)
    for (size_t i = 0; i < G_N_ELEMENTS(heads[h]) && heads[h][i]; i++)
      if (*key == *heads[h][i] && g_str_has_prefix(key, heads[h][i])) return h + 1;
  return 0;
}

/* Two different lines of a head, one of them from whom or about what: the note "To: ..." of a letter is none,
 * nor is an e-mail, which says when it was sent. Gives the first row of it, from 1; 0 for none. */
static uint32_t find_head(const PackPage *page) {
  unsigned seen = 0, kinds = 0;
  uint32_t first = 0;
  for (uint32_t i = 0; i < MIN(page->rows->len, HEAD_ROWS); i++) {
    unsigned h = head_line(row_at(page, i)->key);
    if (g_str_has_prefix(row_at(page, i)->key, "sent:")) return 0;
    if (h && !first) first = i + 1;
    kinds += h && !(seen & 1u << h);
    seen |= h ? 1u << h : 0;
  }
  bool head = kinds >= 2 && (seen & (1u << 1 | 1u << 2 | 1u << 4)) && (kinds >= 3 || (seen & (1u << 3)));
  return head ? first : 0;
}

/* "MINUTES of a meeting of ..." anywhere near the top; a title that ends in "minutes". */
static bool has_minutes(const PackPage *page) {
  enum { NAME_BYTES_MAX = 60 };
  for (uint32_t i = 0; i < MIN(page->rows->len, TITLE_ROWS); i++) {
    const PackRow *row = row_at(page, i);
    bool names = g_str_has_suffix(row->key, "minutes") && strlen(row->key) < NAME_BYTES_MAX &&
                 label_parse(row->text).kind == LABEL_NONE;
    if (names && (row->bold || row->size_pt > LARGER * page->size_pt)) return true;
    if (g_str_has_prefix(row->key, "minutes of a meeting") ||
        g_str_has_prefix(row->key, "minutes of the meeting of") ||
        g_str_has_prefix(row->key, "minutes of the proceedings"))
      return true;
  }
  return false;
}

static bool has_appendix(const PackPage *page) {
  static const char *const names[] = {"appendix", "annex", "annexe", "enclosure"};
  for (uint32_t i = 0; i < MIN(page->rows->len, NAME_ROWS); i++)
    for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
      const char *key = row_at(page, i)->key, *rest = key + strlen(names[n]);
      if (!g_str_has_prefix(key, names[n]) || (*rest && *rest != ' ')) continue;
      if (!*rest || (strlen(rest) <= 4 && g_ascii_isalnum(rest[1])) ||
          (g_ascii_isalnum(rest[1]) && rest[2] && strchr(" :.-", rest[2])))
        return strlen(key) < 90;
    }
  return false;
}

static bool is_announced(const Pack *pack, const char *key) {
  TitleWords title;
  title_words(key, &title);
  for (uint32_t k = 0; k < pack->items->len; k++) {
    const Item *item = &g_array_index(pack->items, Item, k);
    if (title_words_agree(&item->words, &title) && !title_is_standing(item->key)) return true;
  }
  return false;
}

static bool has_item_title(const Pack *pack, const PackPage *page) {
  for (uint32_t i = 0; pack->items->len && i < MIN(page->rows->len, TITLE_ROWS); i++) {
    const char *next = i + 1 < page->rows->len ? row_at(page, i + 1)->key : "";
    const char *key = row_at(page, i)->key;
    const char *colon = strchr(key, ':'); /* "subject: ..." */
    g_autofree char *two = g_strdup_printf("%s %s", colon && colon - key < 20 ? colon + 1 : key, next);
    if (is_announced(pack, key) || is_announced(pack, two)) return true;
  }
  return false;
}

static bool is_item_page(const Pack *pack, const PackPage *page) {
  for (uint32_t k = 0; k < pack->items->len; k++)
    for (uint32_t i = 0; i < page->numbers->len; i++) {
      unsigned first = g_array_index(pack->items, Item, k).first;
      if (first && number_at(page, i)->named && number_at(page, i)->number == first) return true;
    }
  return false;
}

static float largest(const PackPage *page) {
  float size = 0;
  for (uint32_t i = 0; i < MIN(page->rows->len, TITLE_ROWS); i++) size = MAX(size, row_at(page, i)->size_pt);
  return size;
}

/* A short line in large type, or bold in the middle of the page, no smaller than the title of the paper
 * before. */
static bool has_title(const PackPage *page, const PackPage *start) {
  enum { TITLE_BYTES_MAX = 90 };
  for (uint32_t i = 0; i < MIN(page->rows->len, NAME_ROWS); i++) {
    const PackRow *row = row_at(page, i);
    bool centred = fabsf((row->box.x0 + row->box.x1) / 2 - page->width / 2) < CENTRED_PT &&
                   row->box.x1 - row->box.x0 < 0.8f * page->width;
    bool type = row->size_pt > LARGER * page->size_pt || (row->bold && centred);
    if (type && strlen(row->text) < TITLE_BYTES_MAX && row->size_pt >= largest(start) * 0.97f) return true;
  }
  return false;
}

/* ---- what it has in common with the page before */

typedef struct {
  unsigned on, own_on, restart, ended;
} Numbers;

/* How the page numbers of two pages go together; blank pages between may be counted or not. */
static Numbers compare_numbers(const PackPage *before, const PackPage *page) {
  Numbers n = {0};
  for (uint32_t i = 0; i < page->numbers->len; i++) {
    const PackNumber *number = number_at(page, i);
    bool on = false;
    for (uint32_t j = 0; j < before->numbers->len && !on; j++) {
      const PackNumber *other = number_at(before, j);
      bool kind = other->named == number->named && other->total == number->total;
      on = kind && (number->number == other->number + 1 ||
                    number->number == other->number + (page->number - before->number));
    }
    n.on += on;
    n.own_on += on && number->total;
    n.restart += !on && number->number == 1;
  }
  n.ended = before->numbers->len > page->numbers->len;
  return n;
}

/* The same first row but for digits, as a running head has it. */
static bool same_head(const PackPage *a, const PackPage *b) {
  if (!a->rows->len || !b->rows->len) return false;
  const char *x = row_at(a, 0)->key, *y = row_at(b, 0)->key;
  for (; *x && *y; x++, y++)
    if (*x != *y && !(g_ascii_isdigit(*x) && g_ascii_isdigit(*y))) return false;
  return !*x && !*y;
}

/* The page's first row with its digits alike, as a running head has it on every page. Caller frees. */
static char *head_shape(const PackPage *page) {
  char *shape = g_strdup(page->rows->len ? row_at(page, 0)->key : "");
  for (char *p = shape; *p; p++)
    if (g_ascii_isdigit(*p)) *p = '0';
  return shape;
}

static GHashTable *count_heads(const GArray *pages) {
  GHashTable *heads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (uint32_t i = 0; i < pages->len; i++) {
    char *shape = head_shape(page_at(pages, i));
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(heads, shape));
    g_hash_table_insert(heads, shape, GUINT_TO_POINTER(count + 1));
  }
  return heads;
}

/* A mark that most pages carry ("OFFICIAL") is no paper's running head. */
static bool is_mark_of_all(const Pack *pack, const PackPage *page) {
  g_autofree char *shape = head_shape(page);
  return 2 * GPOINTER_TO_UINT(g_hash_table_lookup(pack->heads, shape)) > pack->pages->len;
}

/* The first row that the page before does not have, too. */
static const PackRow *first_own_row(const PackPage *before, const PackPage *page) {
  uint32_t i = same_head(before, page) ? 1 : 0;
  return i < page->rows->len ? row_at(page, i) : NULL;
}

/* Over a head, a number that goes on is more likely the pack's. */
static int weigh_numbers(const Pack *pack, const Numbers *n, bool head) {
  int sum = n->restart ? SIGN_RESTART : 0;
  if (n->ended && !n->restart) sum += SIGN_NUMBERS_END;
  if (n->own_on || n->on >= 2) return sum - AGAINST_OWN_NUMBERS;
  if (n->on && !n->restart && !n->ended && !pack->stamped && !head) sum -= AGAINST_NUMBERS;
  return sum;
}

/* The largest type near the tops of pages from .. to. */
static float largest_of(const GArray *pages, uint32_t from, uint32_t to) {
  float size = 0;
  for (uint32_t i = from; i <= to; i++) size = MAX(size, largest(page_at(pages, i)));
  return size;
}

/* "Agenda Item 6" on one page after another is a running head of that item. */
static bool has_own_stamp(const PackPage *before, const PackPage *page) {
  return page->item && !(before && g_strcmp0(before->item, page->item) == 0);
}

static int weigh_text(const Pack *pack, const PackPage *before, const PackPage *start, const PackPage *page) {
  int sum = 0;
  const PackRow *first = first_own_row(before, page);
  uint32_t head = find_head(page);
  if (head) sum += SIGN_HEAD + (head <= NAME_ROWS ? SIGN_HEAD_FIRST : 0);
  if (has_minutes(page)) sum += SIGN_MINUTES;
  if (has_own_stamp(before, page)) sum += SIGN_ITEM_STAMP;
  if (has_item_title(pack, page)) sum += SIGN_ITEM_TITLE;
  if (is_item_page(pack, page)) sum += SIGN_ITEM_PAGE;
  if (has_appendix(page)) sum += SIGN_APPENDIX;
  if (has_title(page, start)) sum += SIGN_TITLE;
  if (!first) return sum;
  Label label = label_parse(first->text);
  if (label.kind && label.value != 1) sum -= AGAINST_NUMBERED;
  if (before->ends_open && g_unichar_islower(g_utf8_get_char(first->text))) sum -= AGAINST_SENTENCE;
  return sum;
}

/* `before` is the last page that is not blank, `start` the first of the paper that is open. */
static int weigh(const Pack *pack, uint32_t before, uint32_t start, uint32_t at) {
  const PackPage *page = page_at(pack->pages, at), *last = page_at(pack->pages, before);
  Numbers numbers = compare_numbers(last, page);
  int sum = weigh_text(pack, last, page_at(pack->pages, start), page) +
            weigh_numbers(pack, &numbers, find_head(page) > 0);
  if (has_title(page, page_at(pack->pages, start)) &&
      largest(page) > LARGER * largest_of(pack->pages, start, before))
    sum += SIGN_LARGEST;
  bool said = false;
  for (uint32_t i = before + 1; i < at; i++) said = said || page_at(pack->pages, i)->says_blank;
  if (at > before + 1) sum += said ? SIGN_BLANK_SAID : SIGN_BLANK;
  if (page->font != last->font || fabsf(page->size_pt - last->size_pt) > 0.5f) sum += SIGN_TYPE;
  if (fabsf(page->width - last->width) > 10 || fabsf(page->height - last->height) > 10) sum += SIGN_SHAPE;
  if (last->fill < FILLED) sum += SIGN_SHORT_BEFORE;
  if (same_head(last, page) && !is_mark_of_all(pack, page)) sum -= AGAINST_HEAD_KEPT;
  if (before > start && same_head(page_at(pack->pages, before - 1), last) && !same_head(last, page))
    sum += SIGN_HEAD_CHANGED;
  return sum;
}

/* ---- the file as a whole */

static bool shows_pack(const Pack *pack) {
  uint32_t heads = 0, said = 0, beside = 0, stamps = 0;
  for (uint32_t i = 0; i < pack->pages->len; i++) {
    const PackPage *page = page_at(pack->pages, i);
    heads += find_head(page) > 0;
    said += page->says_blank;
    stamps += has_own_stamp(i ? page - 1 : NULL, page);
    beside += page->numbers->len >= 2;
  }
  return pack->items->len || heads >= 2 || said || stamps >= 2 ||
         (pack->pages->len > 2 && beside * 2 > pack->pages->len);
}

static GArray *part(const Pack *pack) {
  GArray *parts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  uint32_t start = 0, before = UINT32_MAX;
  g_array_append_val(parts, start);
  for (uint32_t i = 0; i < pack->pages->len; i++) {
    if (page_at(pack->pages, i)->blank) continue;
    if (before != UINT32_MAX && weigh(pack, before, start, i) >= (pack->is_pack ? ENOUGH : ENOUGH_ALONE)) {
      start = i;
      g_array_append_val(parts, start);
    }
    before = i;
  }
  return parts;
}

GArray *pack_parts(const GArray *pages) {
  Pack pack = {.pages = pages, .items = find_items(pages), .heads = count_heads(pages)};
  pack.is_pack = shows_pack(&pack);
  GArray *parts = part(&pack);
  if (parts->len > 1 &&
      pack_is_stamped(pages)) { /* numbers that go on across papers are the pack's, and say nothing of them */
    g_array_unref(parts);
    pack.stamped = true;
    parts = part(&pack);
  }
  g_hash_table_unref(pack.heads);
  g_array_unref(pack.items);
  return parts;
}
