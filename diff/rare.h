/* An index of spans by their rare words: which span is most like this one, wherever it stands. */
#pragma once

#include "diff/diff_priv.h"

typedef struct DiffRareIndex DiffRareIndex;

/* Over spans of side `s`, which are borrowed. */
DiffRareIndex *rare_index_new(const DiffMatch *m, unsigned s, const DiffSpan *spans, uint32_t count);
void rare_index_free(DiffRareIndex *index);

/* The span most like `probe`, a span of the other side, if it is at least `least` similar, else DIFF_NONE. */
uint32_t rare_index_best(DiffRareIndex *index, const DiffSpan *probe, double least, double *similarity);
