/* Filling the vocabulary: only tokens.c and joins.c do. Reading it is in diff_priv.h. */
#pragma once

#include "diff/diff_priv.h"

/* The number of a folded word, a new one where it had none. */
uint32_t vocabulary_add(DiffVocabulary *v, const char *text, gsize len);
/* Of a word as it is written. */
uint32_t vocabulary_number(DiffVocabulary *v, const char *text, gsize len);
void vocabulary_mark_small(DiffVocabulary *v, uint32_t id);
void vocabulary_count_word(DiffVocabulary *v, uint32_t id, unsigned side);

/* A certain word stands somewhere in either draft with no doubtful join in it. */
void vocabulary_mark_certain(DiffVocabulary *v, uint32_t id);
bool vocabulary_is_certain(const DiffVocabulary *v, const char *text, gsize len);
