/* What builder.c and doc.c share and nobody else sees. */
#pragma once

#include "model/doc.h"

struct Doc {
  GArray *nodes;       /* DocNode */
  GArray *runs;        /* DocRun, by node in order */
  GArray *joins;       /* DocJoin, by node in order */
  GArray *particulars; /* DocParticular */
  GArray *notes;       /* DocNote */
  GArray *furniture;   /* DocFurniture */
  GStringChunk *strings;
};
