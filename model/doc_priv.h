/* What builder.c, doc_binary.c and doc.c share and nobody else sees. */
#pragma once

#include "model/doc.h"

/* Strings in a g_rc_box, as a paper that is made of another has most of its texts where they stand there. */
typedef struct {
  GStringChunk *chunk;
} DocStrings;

struct Doc {
  GArray *nodes;       /* DocNode */
  GArray *runs;        /* DocRun, by node in order */
  GArray *joins;       /* DocJoin, by node in order */
  GArray *figures;     /* DocFigure, one for each node of the kind, in their order */
  GArray *particulars; /* DocParticular */
  GArray *notes;       /* DocNote */
  GArray *furniture;   /* DocFurniture */
  DocStrings *strings;
  DocStrings *borrowed; /* of the paper that it was made of; or NULL */
  GBytes *bytes;        /* what it was read from, where its strings stand there; else NULL */
  GPtrArray *keys;      /* by node, const char *: NULL where none was asked for; empty where none at all was */
  GStringChunk *key_strings; /* NULL before the first */
};

/* Without a node; its strings gather in chunks of so many bytes, or of one string where that is longer. */
Doc *doc_new(gsize chunk_bytes);
