/* What every reader's paper goes through: mending, particulars, and parting into several papers. */
#pragma once

#include "ingest/ingest.h"
#include "ingest/labels.h"
#include "model/builder.h"

/* The papers in a raw one: a GPtrArray of Doc that frees them, the caller's; at least one.
 *   - page numbers and blank-page marks that stand as blocks become furniture; a paragraph that they cut is joined;
 *   - numbers of headings and labels of items are set apart from the text;
 *   - line-end hyphens are resolved where the paper itself shows the word;
 *   - particulars are read, and their lines marked;
 *   - a cover report and what is attached to it become papers of their own. */
GPtrArray *refine_papers(const Doc *raw, const IngestHints *hints);

/* ---- the steps; `flow` is the blocks that stand directly in the document or a section, in reading order */

typedef enum {
  FLOW_KEEP,
  FLOW_FURNITURE,  /* a page number, a repeated head, a blank-page mark */
  FLOW_JOIN_BEFORE /* goes on the paragraph before it */
} FlowFate;

typedef struct {
  uint32_t node;
  FlowFate fate;
  bool blank_page; /* furniture that says so */
  bool starts_paper;
  bool particulars; /* a line that particulars were read from */
  bool is_date;     /* a line, or heading, that is a date and nothing more */
  bool is_title;    /* a paragraph that is the paper's title: plain text shows no type */
  Label label;      /* of a paragraph that is one of a numbered sequence */
} FlowBlock;

GArray *flow_collect(const Doc *raw); /* of FlowBlock */

/* Marks furniture among the blocks, paragraphs that it or a page break has cut, and labelled paragraphs. */
void flow_mend(const Doc *raw, GArray *flow);

/* Marks where a further paper begins. */
void flow_part(const Doc *raw, GArray *flow);

/* Reads the particulars of blocks from .. to (exclusive), one paper's, into the builder and marks their lines. */
void flow_particulars(const Doc *raw, GArray *flow, uint32_t from, uint32_t to, DocBuilder *b);
