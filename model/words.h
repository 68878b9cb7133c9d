/* Words of this domain: what a reader of committee papers would call one word.
 *
 * Unicode's word breaks split "£1.2m" after the pound and "2018/19" at the slash (UAX #29, section 4), so the
 * tokens are ours: a stretch without white space, less the punctuation at its ends. Inside it stays whole:
 *   £1,310,000   12.5%   2018/19   s.100B(4)(b)   3.2   co-located   C++26   name@example.org   https://...
 * Punctuation is a token of its own, so that it can be compared and shown, and never counts as a word. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
  WORD_PLAIN,
  WORD_NUMBER,     /* 7  1,310,000  2018/19  3.2  19th */
  WORD_MONEY,      /* £1.2m  $5,000  €3bn */
  WORD_PERCENTAGE, /* 12.5%  +9.2%  -3% */
  WORD_REFERENCE,  /* s.100B(4)(b)  (b)  [12] */
  WORD_EMAIL,
  WORD_URL,
  WORD_PUNCTUATION
} WordKind;

/* Bytes start <= i < end of the text. */
typedef struct {
  uint32_t start, end;
  WordKind kind;
} Word;

/* The words and punctuation of a text in order: a GArray of Word, the caller's. */
GArray *words_split(const char *text);

/* The same into an array of Word that is used again, in place of what it held. */
void words_split_into(GArray *words, const char *text);

/* Number of words, punctuation not counted. */
uint32_t words_count(const char *text);
