/* A paper as one immutable array of nodes in pre-order.
 *
 *     index   0         1        2          3       4     5          6
 *     kind    document  section  paragraph  list    item  paragraph  table ...
 *     last    n-1       ...      2          5       5     5          ...
 *
 * A walk is a loop over the indices, a subtree is `index .. last`, and a fact about nodes is an array with the
 * same index. Index 0 is the document; as it is nobody's child, 0 also says "none" where a child is returned.
 *
 * Ownership: a Doc owns its nodes and every string reachable from it; all stay valid until doc_free. Text is
 * valid UTF-8 in NFC with single spaces (preformatted text keeps its line feeds) and is never NULL. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  DOC_DOCUMENT,
  DOC_SECTION, /* its text is the heading, its label the heading's number */
  DOC_PARAGRAPH,
  DOC_LIST,
  DOC_ITEM, /* its label is the marker, "(a)"; its words are in its children */
  DOC_TABLE,
  DOC_ROW,
  DOC_CELL,
  DOC_NOTE, /* footnote or endnote */
  DOC_FIGURE,
  DOC_QUOTE,
  DOC_PREFORMATTED,
  DOC_KINDS
} DocKind;

/* Inline styles, a set. */
enum { DOC_STRONG = 1, DOC_EMPHASIS = 2, DOC_STRUCK = 4, DOC_SUPERSCRIPT = 8, DOC_LINK = 16 };

/* In points, y down from the top of the page; all zero where the source has no pages. */
typedef struct {
  float x0, y0, x1, y1;
} DocBox;

/* A styled stretch of a node's text: bytes start <= i < end. Runs ascend, do not overlap, and cover only text
 * that is not plain. `target` is the address of a link, "" otherwise. */
typedef struct {
  uint32_t start, end;
  unsigned style;
  const char *target;
} DocRun;

/* A place where the source broke a word and its reading is not certain; `at` is a byte offset in the text.
 * HYPHEN  the text has a hyphen at `at`; it may belong to the line end only   commis-sioning / commissioning
 * DROPPED the text has nothing at `at`; a hyphen was taken out there           colocated / co-located SPACE
 * the text has a space at `at`; it may be a break within a word        respon sible / responsible */
typedef enum { DOC_JOIN_HYPHEN, DOC_JOIN_DROPPED, DOC_JOIN_SPACE } DocJoinKind;
typedef struct {
  uint32_t at;
  DocJoinKind kind;
} DocJoin;

/* What is known of a picture, "" for what is not. Its words stand in no node's text: the caption is a paragraph
 * beside it, and an alternative text is not seen on paper. */
typedef struct {
  const char *hash; /* of its bytes as they are embedded, or of what they say: hex */
  const char *look; /* what it looks like (model/look.h) */
  const char *alt, *caption;
} DocFigure;

typedef struct {
  DocKind kind : 8;
  uint8_t level;    /* of a section's heading, 1 the highest; 0 for the rest */
  bool header;      /* a cell or row of a table's head */
  bool particulars; /* a line that particulars were read from ("By: ...") */
  uint16_t depth;   /* document 0 */
  uint16_t colspan, rowspan;
  uint32_t parent;  /* index; the document's is 0 */
  uint32_t last;    /* last descendant, itself where it has none */
  uint32_t page; /* of its beginning, counted from 1 in the file; 0 unknown */
  DocBox box;    /* on that page */
  const char *label;
  const char *text; /* as shown */
  const DocRun *runs;
  const DocJoin *joins;
  uint32_t run_count, join_count;
  const DocFigure *figure; /* of a figure; else NULL */
  const char *why; /* what spoke for its kind and place, in words; "" where the reader was not asked */
} DocNode;
G_STATIC_ASSERT(sizeof(DocNode) <= 96); /* 5,000 pages have half a million */

typedef struct {
  const char *key, *value;
} DocParticular;

/* Something odd about the source, with its place; `lost` says that text may be missing because of it. */
typedef struct {
  uint32_t page; /* 0: the whole file */
  bool lost;
  const char *what;
} DocNote;

/* A line taken for furniture: running head, page number, stamp. */
typedef struct {
  uint32_t page;
  const char *text;
  const char *why; /* as of a node */
} DocFurniture;

typedef struct Doc Doc;

void doc_free(Doc *doc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Doc, doc_free)

uint32_t doc_count(const Doc *doc); /* at least 1 */
const DocNode *doc_node(const Doc *doc, uint32_t index);

/* A node's text as compared, text_key() of it; made when it is first asked for, as few are, and valid as the text is. */
const char *doc_key(const Doc *doc, const DocNode *node);

/* Gives back the memory of nodes that nobody asks for any more, first .. end (exclusive): for whoever makes another paper of
 * a long one. */
void doc_forget_nodes(Doc *doc, uint32_t first, uint32_t end);

/* The first join at or after byte `at` of the node's text, join_count for none; they ascend. */
uint32_t doc_join_from(const DocNode *node, uint32_t at);

/* The first child, and the next sibling, of a node: an index, or 0 for none. */
uint32_t doc_first_child(const Doc *doc, uint32_t index);
uint32_t doc_next_sibling(const Doc *doc, uint32_t index);

/* False where text of the source could not be read: some note has `lost` set. */
bool doc_complete(const Doc *doc);

uint32_t doc_particular_count(const Doc *doc);
const DocParticular *doc_particular_at(const Doc *doc, uint32_t i); /* in the order they were found */
const char *doc_particular(const Doc *doc, const char *key);        /* its value, or NULL */

uint32_t doc_note_count(const Doc *doc);
const DocNote *doc_note_at(const Doc *doc, uint32_t i);

uint32_t doc_furniture_count(const Doc *doc);
const DocFurniture *doc_furniture_at(const Doc *doc, uint32_t i);

uint32_t doc_page_count(const Doc *doc); /* highest page of a node, 0 without pages */

/* The numbers printed on the pages ("12", "iv"), by page in the file; the caller's. NULL where a page has none. */
GPtrArray *doc_printed_pages(const Doc *doc);
const char *doc_printed_page(const GPtrArray *printed, uint32_t page);

/* True for the kinds whose words are their own text: section (heading), paragraph, cell, note, quote,
 * preformatted. */
bool doc_kind_has_text(DocKind kind);
const char *doc_kind_name(DocKind kind); /* "section" ... */

/* All words of the subtree in reading order, labels left out, blocks parted by `separator`. Caller frees. */
char *doc_subtree_text(const Doc *doc, uint32_t index, const char *separator);

/* Where a node stands: "/section[2]/table[1]/row[3]", counted from 1 among its siblings of a kind. Caller
 * frees. */
char *doc_path(const Doc *doc, uint32_t index);

/* The headings above a node (itself not among them), outermost first, each "number text". A NULL-ended array
 * for g_strfreev. */
char **doc_section_path(const Doc *doc, uint32_t index);

/* Same nodes, texts, attributes and particulars. */
bool doc_equal(const Doc *a, const Doc *b);
