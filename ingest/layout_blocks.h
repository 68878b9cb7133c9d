/* What the passes that make blocks of lines share: the facts of each line, and the blocks as they grow. */
#pragma once

#include "ingest/labels.h"
#include "ingest/layout.h"

/* A pitch between lines larger than the usual one by this factor parts blocks: word processors set
 * paragraphs apart by 0.4 lines or more, and lines within one vary by less than 0.15. */
#define BLOCK_PITCH_SPREAD 1.22f
/* An indent counts from this share of the font size on. */
#define BLOCK_INDENT_EM 0.8f

typedef struct {
  const char *text;   /* in the layout's strings */
  Label label;        /* kind LABEL_NONE where it has none, or one that is not believed */
  float text_left;    /* where the words after the label, or after "Key:" and a gap, begin */
  bool doubted;       /* a label without words */
  uint32_t neighbour; /* the line, from 1, whose label is next to it in the sequence; 0 none */
  bool hangs;         /* it begins with "Key:" and a gap */
  bool tabbed;        /* the label is a bare number that a gap sets apart: only a sequence makes it one */
} LineFacts;

typedef struct {
  const Layout *layout;
  LineFacts *facts;
  const uint32_t *table_of; /* by line: number of its table from 1, 0 none */
  float *pitch_em;          /* by page: usual distance of lines, in font sizes */
  float *page_left;         /* by page: where its first column begins */
  float body_left;          /* of plain text: where lines begin that nothing indents */
  GArray *blocks;
} Blocker;

/* The facts of all lines, an array by line; the caller's. */
LineFacts *blocks_collect_facts(const Layout *layout, const uint32_t *table_of);

/* Drops the labels that neither a sequence nor their place confirms. */
void blocks_believe_labels(Blocker *k);

bool blocks_ends_sentence(const char *text);

/* Distance of two lines in font sizes; and whether one follows the other down a column of one page. */
float blocks_pitch_em(const LayoutLine *above, const LayoutLine *below);
bool blocks_same_flow(const LayoutLine *a, const LayoutLine *b);

/* Puts what stands beside the text, and footnotes, among the blocks. */
void blocks_insert_asides(Blocker *k);
void blocks_insert_notes(Blocker *k);
