/* Whether two texts are titles of one thing: an agenda's item, and the paper that it announces. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The telling words of a title, the first of them; they borrow the key. */
enum { TITLE_WORDS_MAX = 40 };
typedef struct {
  struct {
    const char *at;
    size_t len;
  } words[TITLE_WORDS_MAX];
  unsigned count;
} TitleWords;

void title_words(const char *key, TitleWords *words);
bool title_words_agree(const TitleWords *item, const TitleWords *title);

/* Both are keys (model/text.h). Dates, numbers and small words count for nothing: agendas abbreviate them. */
bool titles_agree(const char *item_key, const char *title_key);

/* Business that stands on every agenda ("Apologies", "Minutes of the last meeting") and so tells no paper. */
bool title_is_standing(const char *item_key);
