/* Telling a matching as changes: what changes.c, change_words.c and change_shape.c share. */
#pragma once

#include "diff/diff_priv.h"

/* A change on its way into the list, with its place in it: the unit of the new paper that it stands at or,
 * for what was taken out, before. */
typedef struct {
  DiffChange change;
  uint32_t place, rank_in_place;
} DiffTold;

typedef struct {
  DiffResult *r;
  DiffMatch *m;
  unsigned side_of[2]; /* [0] the old draft's side, [1] the new one's */
  uint32_t paper;
  uint32_t *slot; /* by unit of the old paper: the unit of the new one before which it stood */
  GArray *told;   /* DiffTold */
} DiffTeller;

enum { OLD, NEW };

static inline DiffPaperSide *teller_side(const DiffTeller *t, unsigned which) {
  return t->m->side[t->side_of[which]];
}

/* --- change_words.c --- */

/* Builds the words of a change; old and new tokens are given in order, stretch by stretch. */
typedef struct {
  const DiffTeller *t;
  GArray *ops;                /* Piece */
  uint32_t deleted, inserted; /* words */
  bool typography;            /* some punctuation, quotation mark or capital differs */
  bool capitals;              /* a word differs in nothing but its capitals, and is told */
} DiffOps;

typedef struct {
  uint32_t token_first[2], token_end[2]; /* old, new */
} DiffTokenRange;

void ops_init(DiffOps *ops, const DiffTeller *t);
void ops_clear(DiffOps *ops);
/* Words that are in the same order on both sides. */
void ops_add(DiffOps *ops, DiffTokenRange range);
/* Only what was lost: for words compared without order. */
void ops_add_lost(DiffOps *ops, DiffTokenRange range);
void ops_add_space(DiffOps *ops);
bool ops_differ(const DiffOps *ops);
void ops_take(DiffOps *ops, DiffChange *change);

/* Text of tokens first .. end as it stands in the paper, blocks parted by a space; with `words_only` less words that moved
 * away and numbers that only count. */
char *tokens_text(const DiffPaperSide *side, uint32_t first, uint32_t end, bool words_only);
/* The tokens around words first .. end: with the punctuation after the last. */
void words_tokens(const DiffPaperSide *side, uint32_t first, uint32_t end, uint32_t *token_first,
                  uint32_t *token_end);

/* --- changes.c --- */

DiffTold *teller_add(DiffTeller *t, DiffKind kind, const char *block);
/* Where a change stands; `unit` of the old paper or of the new one. */
void teller_place(DiffTeller *t, DiffTold *told, unsigned which, uint32_t unit);
void teller_set_end(DiffTeller *t, DiffChange *change, unsigned which, uint32_t node, const char *text);
void teller_set_section(DiffTeller *t, DiffChange *change);
/* Classes of the change over tokens; `words_first`.. of each side. */
void teller_classify(DiffTeller *t, DiffChange *change, const DiffTokenRange *range, bool all);
void teller_add_class(DiffTeller *t, DiffChange *change, DiffClassKind kind, const char *old_text,
                      const char *new_text, const char *why);
const char *teller_block(const DiffPaperSide *side, uint32_t node);
char *row_text(const DiffPaperSide *side, uint32_t row);

/* --- change_shape.c: sections, lists, columns, numbers and levels --- */

void shape_tell_containers(DiffTeller *t);
void shape_tell_sentences(DiffTeller *t);
void shape_tell_columns(DiffTeller *t);
void shape_tell_numbers(DiffTeller *t);
void shape_tell_levels(DiffTeller *t);

/* --- figures.c --- */

void figures_tell(DiffTeller *t);

/* --- sections.c and explain.c, on the finished list --- */

/* The sections of the pair, from its changes, which begin at `first_change` of the list. */
void sections_tell(DiffTeller *t, guint first_change);
void explain_change(DiffResult *r, const DiffMatch *m, const DiffChange *change);
