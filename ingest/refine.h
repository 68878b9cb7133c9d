/* What every reader's paper goes through: mending, particulars, and parting into several papers. */
#pragma once

#include "ingest/ingest.h"
#include "ingest/labels.h"
#include "model/builder.h"

/* The papers in a raw one, whose nodes are gone after it: a GPtrArray of Doc that frees them, the caller's; at least one.
 *   - page numbers and blank-page marks that stand as blocks become furniture; a paragraph that they cut is
 * joined;
 *   - numbers of headings and labels of items are set apart from the text;
 *   - line-end hyphens are resolved where the paper itself shows the word;
 *   - particulars are read, and their lines marked;
 *   - a cover report and what is attached to it become papers of their own. */
GPtrArray *refine_papers(Doc *raw, const IngestHints *hints);

/* For readers: what comes next is on this page or later, and begins a further paper. */
void refine_mark_part(DocBuilder *raw, uint32_t page);

/* ---- the steps; `flow` is the blocks that stand directly in the document or a section, in reading order, but for the
 * figures */

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
  uint32_t part_page; /* where the reader said that a paper begins, its first page; else 0 */
  bool particulars;   /* a line that particulars were read from */
  bool is_date;       /* a line, or heading, that is a date and nothing more */
  bool is_entry;      /* of the table of contents: a list's item, whatever it looked like */
  bool is_title;      /* a paragraph that is the paper's title: plain text shows no type */
  Label label;        /* of a paragraph that is one of a numbered sequence */
} FlowBlock;

GArray *flow_collect(const Doc *raw); /* of FlowBlock */

/* Below, the blocks from .. to (exclusive) are one paper's, as far as is known by then. */

/* Marks furniture among the blocks, paragraphs that it or a page break has cut, and labelled paragraphs. */
void flow_mend(const Doc *raw, GArray *flow, uint32_t from, uint32_t to);

/* Marks the entries of tables of contents. */
void flow_contents(const Doc *raw, GArray *flow, uint32_t from, uint32_t to);

/* Marks where a further paper begins. */
void flow_part(const Doc *raw, GArray *flow, uint32_t from, uint32_t to);

/* Reads the particulars of blocks from .. to (exclusive), one paper's, into the builder and marks their
 * lines. */
void flow_particulars(const Doc *raw, GArray *flow, uint32_t from, uint32_t to, DocBuilder *b);

/* True for a line "From: name" or the like. */
bool flow_names_people(const char *line);

/* Of those: what agendas and minutes say of their meeting (committee, meeting_date), giving a title to file
 * such a paper under, or NULL where it is neither; and what a report recommends. */
char *flow_meeting(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to, DocBuilder *b);
void flow_recommendation(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to, DocBuilder *b);

/* True for a block that heads what stands after a report's text ("contact details"). */
bool flow_is_end_matter(const Doc *raw, const DocNode *node);

/* True for a key that is the name of a body that meets ("adult care committee"). */
bool flow_names_body(const char *key);

/* What the papers of one file have in common: the meeting, and the items of its agenda; `name` is the file's,
 * or NULL. */
typedef struct FlowPack FlowPack;
FlowPack *flow_pack_new(const char *name);
void flow_pack_free(FlowPack *pack);

/* Gives a paper what its own particulars `facts` do not say (committee, meeting_date, item, title); to be
 * called for the papers in their order, as the first may be the agenda that the rest is on. */
void flow_pack_give(FlowPack *pack, const Doc *raw, const GArray *flow, uint32_t from, uint32_t to,
                    const Doc *facts, DocBuilder *b);
