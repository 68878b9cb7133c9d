/* Words that classes are told by. English; lower case as in keys. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  LEXICON_NUMBERS,
  LEXICON_FRACTIONS,
  LEXICON_MULTIPLIERS,
  LEXICON_ORDINAL_ENDS,
  LEXICON_MONTHS,
  LEXICON_WEEKDAYS,
  LEXICON_HALF_DAYS,
  LEXICON_BEFORE_MONTH,
  LEXICON_SEASONS,
  LEXICON_MODALITY,
  LEXICON_DECISIONS,
  LEXICON_NEGATION,
  LEXICON_QUALIFIERS,
  LEXICON_REFERENCES,
  LEXICON_LAWS,
  LEXICON_PROMISES,
  LEXICON_EXEMPT,
  LEXICON_TITLES,
  LEXICON_ORGANISATIONS,
  LEXICON_ROLES,
  LEXICON_ROLE_MODIFIERS,
  LEXICON_PLACES,
  LEXICON_JOINERS,
  LEXICON_NOT_NAMES,
  LEXICON_COMMON,
  LEXICON_LISTS
} LexiconList;

bool lexicon_has(LexiconList list, const char *word);
/* A bit, 1 << list, for each list that has the word or a phrase that begins with it. */
uint32_t lexicon_lists(const char *word);
const char *lexicon_at(LexiconList list, size_t i); /* entries in order, then NULL */

/* "rose" and "fell", "lawful" and "unlawful", either way round (opposites.c). */
bool lexicon_are_opposites(const char *a, const char *b);

/* The value of a number in words, "seven", "twenty-one"; false if it is none. */
bool lexicon_number(const char *text, double *value);
/* "note", "notes", "noted": what a committee does with a paper. */
bool lexicon_is_decision(const char *word);

/* "first", "twenty-first", "21st". */
bool lexicon_is_ordinal(const char *text);
