/* Hyphens at the ends of lines: do they belong to the word? */
#pragma once

#include "model/doc.h"

typedef struct Hyphens Hyphens;

/* What the nodes from .. to (exclusive) of a raw paper say. Each paper has its own: what a pack's other papers write must
 * not change how it is read. */
Hyphens *hyphens_learn(const Doc *raw, uint32_t from, uint32_t to);
void hyphens_free(Hyphens *hyphens);

/* Whether the hyphen at byte `at` of the text of one of those nodes belongs to the line end and not to the word. Kept by
 * default: 92 of 110 decidable ones in council papers are real. */
bool hyphens_is_line_end_only(const Hyphens *hyphens, const char *text, uint32_t at);
