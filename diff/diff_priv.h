/* What the stages of diff/ share: words as numbers, units, beads. Nothing outside this folder includes it.
 *
 *     paper -> tokens -> words (numbers)     Two papers are compared as two arrays of words. A unit is a
 * block units  [first, end) of words  that holds words, and a table's row is one unit. A bead pairs runs
 *              beads  units <-> units        of units; within beads, words are paired with their peers.
 *
 * Sides are 0 and 1 in an order of the stages' own (see DiffMatch.swapped), so that every choice between
 * equals falls the same way whichever draft was named first: diff(b, a) mirrors diff(a, b) by construction.
 */
#pragma once

#include "diff/diff.h"
#include "model/words.h"

#define DIFF_NONE UINT32_MAX

/* --- words as numbers (tokens.c) --- */

/* Folded words of all papers of both sides, numbered from 1. */
typedef struct DiffVocabulary DiffVocabulary;
DiffVocabulary *vocabulary_new(void);
void vocabulary_free(DiffVocabulary *v);
const char *vocabulary_word(const DiffVocabulary *v, uint32_t id);
/* How much a word tells about what it stands in, 0 .. 1: a rare word much, "the" little. */
double vocabulary_weight(const DiffVocabulary *v, uint32_t id);
uint32_t vocabulary_count(const DiffVocabulary *v, uint32_t id, unsigned side);
/* Bits of the lexicon's lists that have the word, or a phrase that begins with it. */
uint32_t vocabulary_lists(const DiffVocabulary *v, uint32_t id);
/* True if the word stands somewhere in either draft without a capital: names do not. */
bool vocabulary_is_small(const DiffVocabulary *v, uint32_t id);
bool vocabulary_is_stop_word(const DiffVocabulary *v, uint32_t id);

typedef struct {
  uint32_t node;       /* of the paper */
  uint32_t start, end; /* bytes of its text */
  uint32_t id;
  WordKind kind; /* a number that only counts is punctuation */
} DiffToken;

enum { UNIT_TEXT, UNIT_HEADING, UNIT_ROW };

typedef struct {
  uint32_t node;                   /* the block, or the row */
  uint32_t first, end;             /* its words */
  uint32_t token_first, token_end; /* its tokens, punctuation among them */
  uint32_t key;                    /* equal for units of equal words, on both sides */
  uint32_t lead;                   /* key of what names it (a row's first words, "By:"), 0 none */
  uint32_t number;                 /* of the number that counts it, 0 none */
  uint32_t bead;                   /* DIFF_NONE: unmatched */
  uint8_t kind;                    /* UNIT_... */
  bool aside;                      /* particulars that the other paper does not have: no change of words */
} DiffUnit;

/* What became of a word. */
enum {
  WORD_LOST,   /* it has no counterpart: deleted, or inserted */
  WORD_KEPT,   /* its peer is in the same bead */
  WORD_MOVED,  /* its peer is elsewhere, moved with its sentence */
  WORD_COLUMN, /* it went or came with its whole column */
};

/* One paper, ready to be compared. */
typedef struct {
  const Doc *doc;
  GArray *tokens; /* DiffToken */
  GArray *units;  /* DiffUnit, in reading order */
  uint32_t word_count;
  uint32_t *word_id;    /* by word: its number in the vocabulary */
  uint32_t *word_token; /* by word: its token */
  uint32_t *peer;       /* by word: its word on the other side, DIFF_NONE */
  uint8_t *state;       /* by word: WORD_... */
  uint32_t *first_unit; /* by node, and one more: the first unit of it or after it */
  uint32_t *ordinal;    /* by node: its place among its siblings of a kind, from 1 */
  GHashTable *doubtful; /* by token: the number of its other reading, where a join in it is not certain */
  uint32_t *number_end; /* by node: bytes at its beginning that are a number which only counts, mostly 0 */
  GPtrArray *printed;   /* doc_printed_pages() */
} DiffPaperSide;

/* Numbers the words of all papers. `sides` has a GPtrArray of DiffPaperSide for each side. */
void tokens_read(DiffVocabulary *v, GPtrArray *sides[2], const DiffSide *given[2]);
void paper_side_free(DiffPaperSide *side);

static inline DiffUnit *side_unit(const DiffPaperSide *side, uint32_t i) {
  return &g_array_index(side->units, DiffUnit, i);
}
static inline DiffToken *side_token(const DiffPaperSide *side, uint32_t i) {
  return &g_array_index(side->tokens, DiffToken, i);
}
static inline const DiffToken *side_word(const DiffPaperSide *side, uint32_t word) {
  return side_token(side, side->word_token[word]);
}

/* False where a paper is written in another language: then the word lists of the classes find little in it. */
bool paper_is_english(const DiffVocabulary *v, const DiffPaperSide *side);

/* Finds the numbers that only count, in the papers of both sides (numbering.c). */
void numbering_find(GPtrArray *sides[2]);
/* A row's, item's or block's number as it is written, "" if it has none. Caller frees. */
char *numbering_label(const DiffPaperSide *side, uint32_t node);

/* The first word at or after a token. */
uint32_t side_first_word_at(const DiffPaperSide *side, uint32_t token);

/* Units first <= i < end that stand in a node's subtree. */
void side_subtree_units(const DiffPaperSide *side, uint32_t node, uint32_t *first, uint32_t *end);
/* The unit that a word stands in. */
uint32_t side_unit_of_word(const DiffPaperSide *side, uint32_t word);

/* --- the matching --- */

enum {
  BEAD_EQUAL = 1,  /* the same words in the same order */
  BEAD_BAG = 2,    /* compared without regard to order: a table against its fragments */
  BEAD_MOVED = 4,  /* off the spine, and not carried by a container that moved */
  BEAD_CELLS = 8,  /* rows compared cell by cell */
  BEAD_FORCED = 16 /* paired by where it stands (a retitled section), whatever its words */
};

/* Which stage made a bead, for explain.c. */
typedef enum {
  STAGE_ANCHOR,
  STAGE_NEIGHBOUR,
  STAGE_EQUAL,
  STAGE_BEADS,
  STAGE_PLACE,
  STAGE_STREAM,
  STAGE_BAG,
  STAGE_PARTS,
  STAGE_FLAT,
  STAGE_CROSSED,
  STAGE_EXACT_MOVE,
  STAGE_FUZZY_MOVE,
  STAGE_CONTENT
} DiffStage;

typedef struct {
  uint32_t first[2], count[2]; /* units */
  unsigned flags;
  DiffStage stage;
} DiffBead;

/* A container (section, list, table) or sentence or column that moved or came or went as one. */
typedef struct {
  uint32_t node[2]; /* 0 where it is not */
} DiffContainerMove;

typedef struct {
  uint32_t first[2], end[2]; /* words */
} DiffSentenceMove;

typedef struct {
  uint32_t table[2];
  uint32_t columns[2];
  uint32_t *map[2]; /* by column: its column on the other side, DIFF_NONE */
  bool *moved;      /* by column of side 1 */
} DiffTablePair;

void table_pair_clear(void *pair); /* a DiffTablePair */

typedef struct DiffSequence DiffSequence;

typedef struct {
  DiffPaperSide *side[2];
  bool swapped; /* side 0 is the new one */
  DiffVocabulary *words;
  DiffSequence *sequence;
  GArray *beads;             /* DiffBead */
  GArray *containers;        /* DiffContainerMove */
  GArray *sentences;         /* DiffSentenceMove */
  GArray *tables;            /* DiffTablePair */
  uint32_t *section_peer[2]; /* by node: the section matched with it, 0 none */
  bool sections_known;       /* stage 2 is over */
  uint32_t layout_only;      /* differences of layout met on the way */
  bool flatly;               /* what little agrees is enough for the place at hand (flat.c) */
  bool capped;               /* some part was too big or too different to be compared in full */
} DiffMatch;

static inline DiffBead *match_bead(const DiffMatch *m, uint32_t i) {
  return &g_array_index(m->beads, DiffBead, i);
}
static inline unsigned match_old(const DiffMatch *m) { return m->swapped ? 1 : 0; }
static inline unsigned match_new(const DiffMatch *m) { return m->swapped ? 0 : 1; }
/* Words first <= i < end of a bead on a side. */
static inline uint32_t bead_first_word(const DiffMatch *m, const DiffBead *bead, unsigned s) {
  return side_unit(m->side[s], bead->first[s])->first;
}
static inline uint32_t bead_end_word(const DiffMatch *m, const DiffBead *bead, unsigned s) {
  return side_unit(m->side[s], bead->first[s] + bead->count[s] - 1)->end;
}
static inline bool bead_is_single(const DiffBead *bead) { return bead->count[0] == 1 && bead->count[1] == 1; }

/* Pairs runs of unmatched units. */
uint32_t match_add_bead(DiffMatch *m, uint32_t first0, uint32_t count0, uint32_t first1, uint32_t count1,
                        DiffStage stage, unsigned flags);

void match_drop_bead(DiffMatch *m, uint32_t index);
/* Indices of the beads in order of side 0: a GArray of uint32_t. */
GArray *match_beads_in_order(const DiffMatch *m);
/* Among the beads given, in that order: the heaviest run that both sides have in one order stays, the others
 * are marked BEAD_MOVED and counted. */
uint32_t match_mark_spine(DiffMatch *m, GArray *order);

DiffMatch *match_new_pair(DiffVocabulary *v, DiffSequence *sequence, DiffPaperSide *a, DiffPaperSide *b,
                          bool swapped);
void match_free(DiffMatch *m);
void match_reset(DiffMatch *m);           /* as it was when it was made */
uint32_t match_lost(const DiffMatch *m); /* words of both sides without a counterpart */

/* --- sequences (sequence.c) --- */

DiffSequence *sequence_new(void);
void sequence_free(DiffSequence *s);
/* A longest common subsequence: match[i] is the index in b of a[i], or DIFF_NONE. False where the two differ
 * so much that a shorter one was settled for. */
bool sequence_match(DiffSequence *s, const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m,
                    uint32_t *match);
/* The heaviest subsequence with increasing positions; positions are below `limit`. */
void sequence_heaviest(const uint32_t *position, const uint64_t *weight, uint32_t count, uint32_t limit,
                       bool *kept);

/* --- spans and their alignment (beads.c) --- */

/* A run of words of one side: a unit or a sentence. */
typedef struct {
  uint32_t first, end;
  uint32_t key, lead, number;
  uint8_t kind;
} DiffSpan;

static inline DiffSpan span_of_unit(const DiffUnit *unit) {
  return (DiffSpan){unit->first, unit->end, unit->key, unit->lead, unit->number, unit->kind};
}

/* Spans i of side 0 and j of side 1 that belong together. */
typedef struct {
  uint32_t first[2], count[2];
} DiffSpanPair;

/* Likeness below which two spans in one place, or a block and one that stands elsewhere, are two texts. */
extern const double SPANS_PAIR_MIN, SPANS_PAIR_ROW_MIN, MOVES_FUZZY_MIN;

/* Aligns two runs of spans in order; appends DiffSpanPair to `out`. */
void spans_align(DiffMatch *m, const DiffSpan *a, uint32_t n, const DiffSpan *b, uint32_t count, GArray *out);
/* 0 .. 1 over the words, rare ones counting more. */
double spans_similarity(const DiffMatch *m, uint32_t first0, uint32_t end0, uint32_t first1, uint32_t end1);
/* Shared words without regard to order, unweighted. */
uint32_t spans_shared_words(const DiffMatch *m, uint32_t first0, uint32_t end0, uint32_t first1,
                            uint32_t end1);

/* --- all words as one sequence (flat_path.c) --- */

typedef struct {
  GArray *words[2]; /* uint32_t: the words of each side that did not move */
  uint32_t *match;  /* by index of the first: index of the second, DIFF_NONE */
  uint32_t lost;    /* words that it does not match, of both sides */
} DiffPath;

DiffPath *path_new(DiffMatch *m); /* marks the spine; NULL for papers that are too long for it */
void path_free(DiffPath *path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiffPath, path_free)

/* Blocks that the path runs through together, where it keeps many more words than the matching: a GArray of a unit of
 * either side. */
GArray *crossed_find(const DiffMatch *m, const DiffPath *path);

/* --- stages --- */

void anchors_match(DiffMatch *m); /* 1 */
void gaps_match(DiffMatch *m);    /* 3, on what lies between the anchors; calls stage 4 */
/* After 6: not many more words lost than a flat comparison loses, all at once or, without a path, place by place. */
void flat_bound(DiffMatch *m, const DiffPath *path);
bool flat_is_exceeded(const DiffMatch *m, const DiffPath *path);
bool restructure_streams(DiffMatch *m, uint32_t a0, uint32_t a1, uint32_t b0, uint32_t b1); /* 4 */
void restructure_bags(DiffMatch *m, uint32_t a0, uint32_t a1, uint32_t b0, uint32_t b1);    /* 4 */
void restructure_set_heads_aside(
    DiffMatch *m);                        /* 4: heads of tables that a reader found again on the next page */
void parts_match(DiffMatch *m);           /* 4, after the gaps: one block that has several among more */
void restructure_tables(DiffMatch *m);    /* 4, after the gaps: tables that the readers cut into other rows */
void moves_match(DiffMatch *m);           /* 5: blocks */
void sections_match(DiffMatch *m);        /* 2 */
/* The section that a unit is directly in, 0 before the first heading; a heading's is the one above its own. */
uint32_t section_of_unit(const DiffPaperSide *side, uint32_t unit);
void tables_match(DiffMatch *m);          /* 7: columns, then the words of rows */
void refine_beads(DiffMatch *m);          /* 6 */
void moves_match_sentences(DiffMatch *m); /* 5: sentences, after 6 */
void refine_phrases(DiffMatch *m);        /* 6: what is left in common after those */
void moves_mark(DiffMatch *m);            /* which beads moved, and which containers */

/* Units between two beads that keep their order. */
typedef struct {
  uint32_t first[2], end[2];
} DiffGap;
void gaps_each(DiffMatch *m, void (*step)(DiffMatch *, const DiffGap *, void *), void *data);
void gaps_pair(DiffMatch *m, const DiffGap *gap); /* its free units, by beads */

/* Words of a paired run (6). */
void refine_bead(DiffMatch *m, DiffBead *bead);
void refine_bead_phrases(DiffMatch *m, const DiffBead *bead);
void refine_words(DiffMatch *m, uint32_t first0, uint32_t end0, uint32_t first1, uint32_t end1);
void refine_bag(DiffMatch *m, uint32_t first0, uint32_t end0, uint32_t first1, uint32_t end1);
uint32_t refine_lost(const DiffMatch *m, unsigned s, uint32_t first, uint32_t end); /* WORD_LOST among them */
void refine_keep(DiffMatch *m, uint32_t word0, uint32_t word1); /* makes two words peers */
void refine_reset(DiffMatch *m, unsigned s, uint32_t first, uint32_t end);
/* True for two words that are one if a join that is not certain is read the other way. */
bool refine_may_be_one(const DiffMatch *m, uint32_t word0, uint32_t word1);
/* Sentences of a run of words: a GArray of DiffSpan. */
GArray *sentence_spans(const DiffPaperSide *side, uint32_t first, uint32_t end);
/* True where a sentence runs on from the word before `word` to it, though they stand in different blocks. */
bool sentence_runs_on(const DiffPaperSide *side, uint32_t word);

/* Cells of a row as runs of words with their column (7). */
typedef struct {
  uint32_t node, column, columns;
  uint32_t first, end; /* words; equal where it is empty */
} DiffCell;
GArray *table_cells(const DiffPaperSide *side, uint32_t row_unit);
/* The tables that the rows of a bead stand in, NULL where they were not compared by columns. */
const DiffTablePair *tables_pair_of_row(const DiffMatch *m, const DiffBead *bead);

/* --- the result --- */

/* What the change list is made in: it owns every string and array of the report. */
typedef struct {
  DiffReport report; /* first: a DiffReport is the beginning of one */
  GStringChunk *strings;
  GPtrArray *blocks;   /* arrays, freed with g_free */
  GArray *changes;     /* DiffChange */
  GArray *papers;      /* DiffPaper */
  GArray *reasons;     /* const char * */
  GArray *sections;    /* DiffSection */
  GArray *explanation; /* const char * */
  bool show_layout;
  uint32_t explain; /* the number of the change to explain */
} DiffResult;

const char *result_string(DiffResult *r, const char *text, gssize len);
void *result_take_array(DiffResult *r, GArray *array, uint32_t *count); /* frees the GArray, keeps its data */

/* Particulars on one side only, before the changes are told. */
void particulars_compare(DiffResult *r, DiffMatch *m, DiffPaper *paper);
/* Appends the changes of a pair of papers, and counts. */
void changes_tell(DiffResult *r, DiffMatch *m, uint32_t paper);
/* A paper on one side only. */
void changes_tell_paper(DiffResult *r, DiffVocabulary *v, const DiffPaperSide *side, bool is_new,
                        uint32_t paper);

/* Classes of a change (8): what is asked about is tokens `first` .. `end` of each side (old, new); `all` says
 * that every word of them counts as changed. */
typedef struct {
  DiffVocabulary *words;
  const DiffPaperSide *side[2]; /* old, new; NULL where there is none */
  uint32_t first[2], end[2];
  bool all;
  const char *block;
  const char *const *section; /* headings above */
  const char *own[2];         /* whole text of each side, NULL none */
} DiffClassQuery;
GArray *classes_find(DiffResult *r, const DiffClassQuery *query); /* DiffClass */
void classes_add(DiffResult *r, GArray *classes, DiffClassKind kind, const char *old_text,
                 const char *new_text, const char *why);

/* A stretch of tokens that means one thing: "19 April 2018", "seven of the eight". */
typedef struct {
  DiffClassKind kind;
  uint32_t first, end; /* tokens */
} DiffEntity;
/* Those that begin at tokens from .. to, of which first .. end may be looked at; appends DiffEntity in order.
 */
void entities_find(const DiffVocabulary *v, const DiffPaperSide *side, const uint32_t bounds[2],
                   uint32_t from, uint32_t to, GArray *out);
/* The value of an amount, percentage or number as written ("£1.2m", "seven"); false if it has none. */
bool entity_value(const char *text, double *value);
/* A date with its day and month; year 0 where none is said. */
typedef struct {
  int day, month, year;
} DiffDate;
bool entity_date(const char *text, DiffDate *date);

unsigned rank_change(const DiffChange *change);
void rank_verdict(DiffResult *r);
