/* Readers push a paper into a DocBuilder; it alone normalises text and decides what nodes there are.
 *
 *     doc_builder_section(b, 2, "1.");  doc_builder_text(b, "Introduction", -1);
 *     doc_builder_open(b, DOC_PARAGRAPH);  doc_builder_text(b, "The paper", -1);  doc_builder_close(b);
 *
 * Text pushed between a section's beginning and its first child is its heading. Blocks that stay empty leave no
 * node. Nesting beyond 64 is flattened into the deepest container, counted and noted; no text is lost by it.
 * Calls never fail: what a reader cannot know (invalid UTF-8, a close too many) is repaired here. */
#pragma once

#include "model/doc.h"

enum { DOC_DEPTH_MAX = 64 };

typedef struct DocBuilder DocBuilder;

DocBuilder *doc_builder_new(void);
void doc_builder_free(DocBuilder *b); /* without finishing */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DocBuilder, doc_builder_free)

/* So many nodes are to come, more or less: an array that grows is copied over and over. Of use before the first one. */
void doc_builder_expect(DocBuilder *b, uint32_t nodes);

/* Where what follows comes from. The box may be NULL. A node's page is that of its beginning; its box grows
 * with the places of all its text on that page. */
void doc_builder_place(DocBuilder *b, uint32_t page, const DocBox *box);

/* Opens a block inside the innermost open one. A section opened this way must be closed as any other. */
void doc_builder_open(DocBuilder *b, DocKind kind);
void doc_builder_close(DocBuilder *b);

/* Closes every open section of this level or deeper, with what is open inside them, and opens one there: the
 * way of sources whose headings carry levels (1 .. 9) and no ends. `number` may be "". */
void doc_builder_section(DocBuilder *b, unsigned level, const char *number);

/* Attributes of the innermost open block. */
void doc_builder_label(DocBuilder *b, const char *label);
void doc_builder_span(DocBuilder *b, unsigned colspan, unsigned rowspan);
void doc_builder_header(DocBuilder *b);
void doc_builder_mark_particulars(DocBuilder *b);
void doc_builder_figure(DocBuilder *b, const DocFigure *figure); /* of an open figure */

/* Text of the innermost open block, `len` bytes or up to NUL for -1, in the style last set. White space of
 * any kind collapses into single spaces across calls (not in preformatted blocks). Text outside a block that
 * holds text opens a paragraph of its own. */
void doc_builder_text(DocBuilder *b, const char *text, gssize len);
void doc_builder_style(DocBuilder *b, unsigned style, const char *target);

/* Records that the join at this point of the text is uncertain: call before the hyphen or space in doubt
 * (HYPHEN, SPACE), or where a hyphen was taken out (DROPPED). */
void doc_builder_join(DocBuilder *b, DocJoinKind kind);

/* A line of the source ended here within running text. The next text follows after a space; or, where the
 * line ended in a hyphen within a word, at once, with the join recorded (HYPHEN before a small letter,
 * DROPPED for a soft hyphen). A hyphen before "and" or "or" keeps its space: "short- and long-term". */
void doc_builder_line_end(DocBuilder *b);

/* Bytes start <= i < end of a node's text in another paper with their styles and joins; end may lie beyond
 * it. */
void doc_builder_copy_text(DocBuilder *b, const Doc *from, uint32_t index, uint32_t start, uint32_t end);

/* Facts about the paper. A second value for the same key is ignored, as is an empty one. */
void doc_builder_particular(DocBuilder *b, const char *key, const char *value);
void doc_builder_note(DocBuilder *b, uint32_t page, bool lost, const char *format, ...) G_GNUC_PRINTF(4, 5);
void doc_builder_furniture(DocBuilder *b, uint32_t page, const char *text);

/* Whether this paper is to say why its blocks are what they are: readers look, as the words cost time. */
void doc_builder_explain(DocBuilder *b);
bool doc_builder_explains(const DocBuilder *b);

/* Why the innermost open block is what it is; and why the line last recorded is furniture. */
void doc_builder_why(DocBuilder *b, const char *why);
void doc_builder_furniture_why(DocBuilder *b, const char *why);

/* Closes what is open and gives the paper; the builder is freed. */
Doc *doc_builder_finish(DocBuilder *b);
