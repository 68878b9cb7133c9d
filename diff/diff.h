/* Two lists of papers -> what really changed between them, as data.
 *
 * Nothing is called back while the algorithm runs and nothing is printed here: reports only read the result.
 * The order of arguments is always (old, new). Same input, same result, byte for byte. */
#pragma once

#include "model/doc.h"

typedef enum {
  DIFF_INSERT,
  DIFF_DELETE,
  DIFF_EDIT,
  DIFF_MOVE,
  DIFF_SPLIT,       /* one block became several */
  DIFF_MERGE,       /* several became one */
  DIFF_RESTRUCTURE, /* the same words as blocks of another kind */
  DIFF_RENUMBER,
  DIFF_RETITLE,
  DIFF_RELEVEL,
  DIFF_KINDS
} DiffKind;

typedef enum { DIFF_EQUAL, DIFF_DELETED, DIFF_INSERTED } DiffOp;

/* A stretch of the two texts, deletions before insertions. Equal and inserted stretches put together are the
 * new text to the byte; equal and deleted ones are the old text but for marks, capitals and white space. Not
 * so for rows, which are put together from their cells, and for restructured text, of which only what differs
 * is told. */
typedef struct {
  DiffOp op;
  const char *text;
} DiffWord;

typedef enum {
  DIFF_CLASS_RECOMMENDATION,
  DIFF_CLASS_MONEY,
  DIFF_CLASS_PERCENTAGE,
  DIFF_CLASS_NUMBER,
  DIFF_CLASS_DATE,
  DIFF_CLASS_PERSON,
  DIFF_CLASS_ORGANISATION,
  DIFF_CLASS_ROLE,
  DIFF_CLASS_MODALITY,
  DIFF_CLASS_NEGATION,
  DIFF_CLASS_QUALIFIER,
  DIFF_CLASS_REFERENCE,
  DIFF_CLASS_LEGAL,
  DIFF_CLASS_PROMISE,
  DIFF_CLASS_EXEMPT,
  DIFF_CLASS_CONTACT,
  DIFF_CLASS_HEADING,
  DIFF_CLASS_TABLE,
  DIFF_CLASS_FIGURE,
  DIFF_CLASS_LINK,
  DIFF_CLASS_TYPOGRAPHY,
  DIFF_CLASS_RENUMBERING,
  DIFF_CLASS_LAYOUT,
  DIFF_CLASSES
} DiffClassKind;

/* What a change touches, with the words of each side ("" where there are none) and why it is said. */
typedef struct {
  DiffClassKind kind;
  const char *old_text, *new_text, *why;
  bool same_value; /* written in another way: £1.2m and £1,200,000 */
} DiffClass;

/* One side of a change. `node` is an index into that side's paper; `text` the words that the change is about.
 */
typedef struct {
  bool present;
  uint32_t node;
  const char *text;
  uint32_t page; /* 0 unknown */
  const char *path;
  const char *printed; /* the number printed on that page, or NULL */
} DiffEnd;

typedef struct {
  DiffKind kind;
  bool moved;
  bool layout;          /* of layout or typography only: counted, not listed by default */
  uint32_t paper;       /* index into the report's papers */
  const char *block;    /* paper section paragraph sentence list item table row column cell note figure */
  const char **section; /* headings it stands under (new side, else old), outermost first; NULL-ended */
  DiffEnd old_end, new_end;
  const DiffWord *words; /* none for whole insertions and deletions, pure moves, renumberings */
  uint32_t word_count;
  const DiffClass *classes;
  uint32_t class_count;
  unsigned rank; /* how much it matters, higher first */
} DiffChange;

/* A particular that the two papers do not share: changed, or on one side only (NULL on the other). */
typedef struct {
  const char *key, *old_value, *new_value;
} DiffParticular;

/* A pair of papers, or a paper on one side only (-1 on the other). */
typedef struct {
  int old_paper, new_paper;
  const char *title; /* of the new one, else of the old one */
  const DiffParticular *particulars;
  uint32_t particular_count;
} DiffPaper;

typedef enum {
  DIFF_VERDICT_NONE,
  DIFF_VERDICT_LAYOUT,
  DIFF_VERDICT_MINOR,
  DIFF_VERDICT_MAJOR,
  DIFF_VERDICT_UNKNOWN
} DiffVerdict;

typedef struct {
  uint32_t inserted, deleted, edited, moved, split, merged, renumbered, restructured;
  uint32_t words_inserted, words_deleted;
  uint32_t layout_only; /* blocks whose words agree and whose line breaks, typography or structure do not */
} DiffSummary;

/* One side: a file or a stored version with the papers in it. Borrowed; must outlive the report. */
typedef struct {
  const char *name;
  const char *sha256; /* of the source, NULL unknown */
  const Doc *const *papers;
  size_t count;
  bool levels_unknown; /* the source tells no heading levels (plain text): none is said to have changed */
  const char *
      reader; /* the format it was read from ("pdf"), NULL unknown: figures are known alike in one format only */
} DiffSide;

/* A section of a pair of papers, and how much changed in it: in itself, what lies in sections below it is told of
 * those. */
typedef struct {
  uint32_t paper;      /* index into the report's papers */
  const char *heading; /* with its number; "" for what stands before the first heading */
  uint32_t level;      /* how deep it lies, 1 outermost; 0 before the first heading */
  bool in_old, in_new;
  uint32_t old_page, new_page; /* 0 unknown */
  bool moved, renumbered;
  uint32_t changes, words_inserted, words_deleted; /* 0 changes: safe to skip */
  uint32_t first_change;                           /* its number in the list, from 1; 0 none */
  unsigned rank;                                   /* of its weightiest change */
} DiffSection;

typedef struct {
  bool show_layout; /* list what is of layout or typography only, too */
  uint32_t explain; /* the number of a change, from 1, to say more of; 0 none */
} DiffOptions;

typedef struct {
  DiffSide old_side, new_side;
  bool complete; /* every paper of both sides was read whole */
  DiffVerdict verdict;
  const char **reasons; /* NULL-ended */
  DiffSummary summary;
  const DiffPaper *papers;
  uint32_t paper_count;
  const DiffSection *sections; /* of each pair of papers, in reading order of the new side */
  uint32_t section_count;
  uint32_t explained;        /* the number of the change that `explanation` is about, 0 none */
  const char **explanation;  /* why it was matched so, a sentence each, NULL-ended */
  const DiffChange *changes; /* in reading order of the new side, deletions where they stood */
  uint32_t change_count;
} DiffReport;

/* Compares two files' papers. `options` may be NULL. Never fails; the caller frees the report, which owns
 * every string reachable from it. */
DiffReport *diff_papers(const DiffSide *old_side, const DiffSide *new_side, const DiffOptions *options);
void diff_report_free(DiffReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiffReport, diff_report_free)

/* Share of words the two papers have in common, 0 .. 1 (Dice over bags of word keys); cheap. */
double diff_similarity(const Doc *a, const Doc *b);

const char *diff_kind_name(DiffKind kind);
const char *diff_class_name(DiffClassKind kind);
const char *diff_verdict_name(DiffVerdict verdict);
