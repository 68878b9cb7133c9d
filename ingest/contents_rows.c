/* Tables of contents on pages: the leaders and page numbers at the ends of their rows are furniture, as they
 * change with the layout. What is left are the titles, which flow_contents makes a list of. Linear once the
 * rows are known. */
#include "ingest/layout_rows.h"
#include "ingest/pack.h"
#include "model/text.h"

#include <string.h>

/* Rows that must end so before any is believed, and rows in a row without a number, which wrapped titles
 * have. */
enum { ENTRIES_MIN = 3, WRAPPED_MAX = 2, LEADER_DOTS_MIN = 3, NUMBER_BYTES_MAX = 5 };
/* White before a number that no leader leads to, in font sizes. */
static const float GAP_EM = 1.5f;

typedef struct {
  uint32_t first_drop; /* of the row's words, the first of the leader or the number */
  unsigned number;
} Ending;

static unsigned leader_dots(const char *text) {
  unsigned dots = 0;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (c != '.' && c != 0x2026 && c != 0xB7 && c != '_') return 0;
    dots += c == 0x2026 ? LEADER_DOTS_MIN : 1;
  }
  return dots;
}

size_t pack_kept_bytes(const char *text) {
  size_t end = strlen(text);
  while (end && g_ascii_isdigit(text[end - 1])) end--;
  size_t title = end;
  while (title && text[title - 1] == '.') title--;
  return end - title >= LEADER_DOTS_MIN ? title : 0;
}

static bool parse_page(const char *text, unsigned *number) {
  size_t digits = strspn(text, "0123456789");
  *number = (unsigned)g_ascii_strtoull(text, NULL, 10);
  return digits && !text[digits] && digits < NUMBER_BYTES_MAX;
}

/* Whether a row ends in a number after a leader, or after white where `bare` allows it. */
static bool find_ending(const Region *r, const Row *row, bool bare, Ending *end) {
  uint32_t last = row->first + row->count - 1, at = last;
  unsigned dots = 0;
  const char *text = region_word(r, last)->text;
  size_t kept = pack_kept_bytes(text);
  end->first_drop = last;
  size_t leader = strspn(text + kept, ".");
  if (leader >= LEADER_DOTS_MIN && parse_page(text + kept + leader, &end->number))
    return true; /* "Introduction.....3", ".....3" */
  if (row->count < 2 || !parse_page(region_word(r, last)->text, &end->number)) return false;
  while (at > row->first + 1) {
    unsigned more = leader_dots(region_word(r, at - 1)->text);
    if (!more) break;
    dots += more;
    at--;
  }
  if (pack_kept_bytes(region_word(r, at - 1)->text)) { /* "Introduction....." and the number */
    dots += LEADER_DOTS_MIN;
    at--;
  }
  end->first_drop = dots >= LEADER_DOTS_MIN ? at : last;
  float gap = region_word(r, last)->box.x0 - region_word(r, last - 1)->box.x1;
  return dots >= LEADER_DOTS_MIN || (bare && gap > GAP_EM * region_word(r, last)->size_pt);
}

static bool says_contents(const Region *r, const Row *row) {
  if (row->count > 4) return false;
  g_autoptr(GString) text = g_string_new(NULL);
  for (uint32_t i = row->first; i < row->first + row->count; i++)
    g_string_append(text, region_word(r, i)->text);
  g_autofree char *key = text_key(text->str, -1);
  return g_str_equal(key, "contents") || g_str_equal(key, "tableofcontents") ||
         g_str_equal(key, "contents:") || g_str_equal(key, "contentspage");
}

static void drop_ending(const Region *r, const Row *row, const Ending *end, bool *drop) {
  for (uint32_t i = end->first_drop; i < row->first + row->count; i++) drop[r->words[i]] = true;
}

/* A run of rows from `at` that end in numbers which never fall; drops them if they are enough. Returns its
 * end. */
static uint32_t drop_run(const Region *r, uint32_t at, bool bare, bool *drop, bool *any) {
  g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  unsigned before = 0, wrapped = 0;
  uint32_t i = at;
  for (; i < r->rows->len && wrapped <= WRAPPED_MAX; i++) {
    Ending end;
    bool ends = find_ending(r, region_row(r, i), bare, &end) && end.number >= before;
    wrapped = ends ? 0 : wrapped + 1;
    if (!ends) continue;
    before = end.number;
    g_array_append_val(rows, i);
  }
  for (guint k = 0; rows->len >= ENTRIES_MIN && k < rows->len; k++) {
    const Row *row = region_row(r, g_array_index(rows, uint32_t, k));
    Ending end;
    *any = find_ending(r, row, bare, &end) || *any;
    drop_ending(r, row, &end, drop);
  }
  return rows->len ? g_array_index(rows, uint32_t, rows->len - 1) + 1 : at;
}

static bool look_at_page(const Region *r, bool *drop) {
  bool any = false, bare = false;
  for (uint32_t i = 0; i < r->rows->len;) {
    Ending end;
    bool head = says_contents(r, region_row(r, i));
    if (head || find_ending(r, region_row(r, i), false, &end)) {
      bare = head;
      uint32_t next = drop_run(r, head ? i + 1 : i, bare, drop, &any);
      i = MAX(next, i + 1);
    } else {
      i++;
    }
  }
  return any;
}

/* Only pages where it can be. */
static bool may_have_contents(const Layout *layout, const LayoutPage *page) {
  unsigned leaders = 0;
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    const char *text = layout_word(layout, w)->text;
    leaders += *text == '.' || pack_kept_bytes(text);
    bool contents = (*text == 'C' || *text == 'c') && (text[1] == 'O' || text[1] == 'o') && /* few go on so */
                    g_ascii_strncasecmp(text, "contents", 8) == 0;
    if (contents || leaders >= ENTRIES_MIN) return true;
  }
  return false;
}

bool pack_contents(const Layout *layout, bool *drop) {
  bool any = false;
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    const LayoutPage *page = layout_page(layout, p);
    layout_rest(layout, p);
    if (!may_have_contents(layout, page)) continue;
    any = look_at_page(layout_page_rows(layout, p), drop) || any;
  }
  return any;
}
