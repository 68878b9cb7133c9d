/* Papers of the two sides, paired. */
#pragma once

#include "diff/diff_priv.h"

/* By paper of side 0: its partner on side 1, or DIFF_NONE. Caller frees. */
uint32_t *papers_pair(GPtrArray *sides[2]);

/* Share of common words, 0 .. 1 (Dice). */
double paper_similarity(const DiffPaperSide *a, const DiffPaperSide *b);
