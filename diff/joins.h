/* Words whose joins are not certain, when a paper is read. */
#pragma once

#include "diff/vocabulary.h"
#include "model/words.h"

/* Whether a node has words that may be read in two ways. */
bool joins_are_doubtful(const DocNode *node);

/* Whether a join that is not certain lies within a word of the node, or at its end. */
bool joins_touch(const DocNode *node, const Word *word);

/* Where neither form is certain anywhere the word goes without any hyphen: the other side may have broken it
 * at another one, and does the same. Where both are, it goes as it stands, and `*other` is the other form. */
uint32_t joins_number_with(DiffVocabulary *v, const DocNode *node, const Word *word, uint32_t *other);

/* "respon sible", "https://example.org/ papers": one word where the whole is a certain word and the pieces
 * are not all of them. Gives its number and how many words it takes, or 0. */
uint32_t joins_number_across(DiffVocabulary *v, const DocNode *node, const GArray *words, guint w, guint *taken);
