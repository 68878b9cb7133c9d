/* Titles compared as sets of their telling words. Linear in words times words; titles are short. */
#include "ingest/titles.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

/* A telling word has at least so many letters; a title of fewer such words tells nothing. */
enum { WORD_BYTES_MIN = 4, WORDS_MIN = 2 };
/* Share of the item's words that the title must have, and of the title's that the item must: agendas shorten
 * titles
 * ("Q3" for "Quarter 3"), papers add to them ("(MTFP)"). Body text that mentions an item has many words
 * besides. */
static const float OF_ITEM = 0.7f, OF_TITLE = 0.5f;

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

void title_words(const char *key, TitleWords *out) {
  out->count = 0;
  for (const char *p = key; *p && out->count < TITLE_WORDS_MAX;) {
    if (!is_word_byte(*p)) {
      p++;
      continue;
    }
    const char *start = p;
    bool digit = false;
    for (; *p && is_word_byte(*p); p++) digit = digit || g_ascii_isdigit(*p);
    size_t len = (size_t)(p - start);
    if (digit || len < WORD_BYTES_MIN || is_filler(start, len)) continue;
    out->words[out->count].at = start;
    out->words[out->count++].len = len;
  }
}

static bool has_word(const TitleWords *title, const char *word, size_t len) {
  for (unsigned i = 0; i < title->count; i++)
    if (title->words[i].len == len && strncmp(title->words[i].at, word, len) == 0) return true;
  return false;
}

static unsigned shared_words(const TitleWords *a, const TitleWords *b) {
  unsigned shared = 0;
  for (unsigned i = 0; i < a->count; i++) shared += has_word(b, a->words[i].at, a->words[i].len);
  return shared;
}

bool title_words_agree(const TitleWords *item, const TitleWords *title) {
  if (item->count < WORDS_MIN || title->count < WORDS_MIN) return false;
  return (float)shared_words(item, title) >= OF_ITEM * (float)item->count &&
         (float)shared_words(title, item) >= OF_TITLE * (float)title->count;
}

bool titles_agree(const char *item_key, const char *title_key) {
  TitleWords item, title;
  title_words(item_key, &item);
  title_words(title_key, &title);
  return title_words_agree(&item, &title);
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
