/* Words broken at the ends of lines: do the hyphen, or in a cell the space, belong to the text? */
#pragma once

#include "model/doc.h"

typedef struct Hyphens Hyphens;

/* What the nodes from .. to (exclusive) of a raw paper say. Each paper has its own: what a pack's other papers write must
 * not change how it is read. */
Hyphens *hyphens_learn(const Doc *raw, uint32_t from, uint32_t to);
void hyphens_free(Hyphens *hyphens);

/* Whether what the end of a line put into a word goes from that join of one of those nodes: a hyphen that is none of the
 * word, or the space at the edge of a cell. Hyphens are kept by default: 92 of 110 decidable ones in council papers are
 * real. */
bool hyphens_is_mended(const Hyphens *hyphens, const DocNode *node, const DocJoin *join);
