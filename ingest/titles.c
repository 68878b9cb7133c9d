/* Titles compared as sets of their telling words. Linear in words times words; titles are short. */
#include "ingest/titles.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

/* A telling word has at least so many letters; a title of fewer such words tells nothing. */
enum { WORD_BYTES_MIN = 4, WORDS_MIN = 2, WORDS_MAX = 40 };
/* Share of the item's words that the title must have, and of the title's that the item must: agendas shorten
 * titles
 * ("Q3" for "Quarter 3"), papers add to them ("(MTFP)"). Body text that mentions an item has many words
 * besides. */
static const float OF_ITEM = 0.7f, OF_TITLE = 0.5f;

typedef struct {
  const char *at;
  size_t len;
} Piece;

static bool is_filler(const char *word, size_t len) {
  static const char *const fillers[] = {"page",    "pages",    "report",   "item",   "with",    "from",
                                        "that",    "this",     "attached", "follow", "january", "february",
                                        "march",   "april",    "june",     "july",   "august",  "september",
                                        "october", "november", "december", "held",   "meeting"};
  for (size_t i = 0; i < G_N_ELEMENTS(fillers); i++)
    if (strlen(fillers[i]) == len && strncmp(fillers[i], word, len) == 0) return true;
  return false;
}

/* Bytes beyond ASCII belong to words: letters with accents. */
static bool is_word_byte(char c) { return g_ascii_isalnum(c) || (unsigned char)c >= 0x80; }

static unsigned telling_words(const char *key, Piece *words) {
  unsigned n = 0;
  for (const char *p = key; *p && n < WORDS_MAX;) {
    if (!is_word_byte(*p)) {
      p++;
      continue;
    }
    const char *start = p;
    bool digit = false;
    for (; *p && is_word_byte(*p); p++) digit = digit || g_ascii_isdigit(*p);
    size_t len = (size_t)(p - start);
    if (!digit && len >= WORD_BYTES_MIN && !is_filler(start, len)) words[n++] = (Piece){start, len};
  }
  return n;
}

static unsigned shared_words(const Piece *a, unsigned a_count, const Piece *b, unsigned b_count) {
  unsigned shared = 0;
  for (unsigned i = 0; i < a_count; i++) {
    bool found = false;
    for (unsigned j = 0; j < b_count && !found; j++)
      found = a[i].len == b[j].len && strncmp(a[i].at, b[j].at, a[i].len) == 0;
    shared += found;
  }
  return shared;
}

bool titles_agree(const char *item_key, const char *title_key) {
  Piece item[WORDS_MAX], title[WORDS_MAX];
  unsigned items = telling_words(item_key, item), titles = telling_words(title_key, title);
  if (items < WORDS_MIN || titles < WORDS_MIN) return false;
  return (float)shared_words(item, items, title, titles) >= OF_ITEM * (float)items &&
         (float)shared_words(title, titles, item, items) >= OF_TITLE * (float)titles;
}

bool title_is_standing(const char *item_key) {
  static const char *const standing[] = {
      "apolog",       "declaration",     "minutes",      "urgent",         "any other business",
      "exclusion of", "public question", "date of next", "membership",     "substitut",
      "introduction", "announcement",    "webcast",      "matters arising"};
  for (size_t i = 0; i < G_N_ELEMENTS(standing); i++)
    if (g_str_has_prefix(item_key, standing[i])) return true;
  return false;
}
