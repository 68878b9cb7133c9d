/* What the files of the HTML reader share: the parsed tree, what an element is, and what of a page is the
 * paper. */
#pragma once

#include "ingest/ingest.h"
#include "model/builder.h"

#include <libxml/tree.h>

/* ---- html_parse.c */

/* The tree of a file's bytes, the caller's. Elements deeper than the reader's walk can go are left out and
 * their text is kept in the deepest one that stands. Notes go to the builder. */
xmlDoc *html_parse(GBytes *bytes, DocBuilder *notes, GError **error);

/* ---- html_elements.c: what an element is, by its name and attributes */

typedef enum {
  HTML_INLINE, /* its words are those of the block around it; every element that is not known */
  HTML_BLOCK,  /* parts words and paragraphs: p, div, section ... */
  HTML_HEADING,
  HTML_LIST,
  HTML_ITEM,  /* outside of a list */
  HTML_TERMS, /* dl */
  HTML_TABLE,
  HTML_QUOTE,
  HTML_PREFORMATTED,
  HTML_BREAK,
  HTML_RULE,
  HTML_IMAGE,
  HTML_DELETED,
  HTML_INSERTED,
  HTML_GONE, /* never text: script, style, form controls ... */
  HTML_KINDS
} HtmlKind;

HtmlKind html_kind(const xmlNode *node);      /* HTML_INLINE for what is no element */
unsigned html_own_style(const xmlNode *node); /* DOC_STRONG ... that the element itself adds */

bool html_is(const xmlNode *node, const char *name);

/* Borrowed from the tree, "" where there is none. */
const char *html_attribute(const xmlNode *node, const char *name);
bool html_has_class(const xmlNode *node, const char *class_name); /* no matter which case */

/* A property of the style attribute, without white space at its ends; NULL where it is not there. Caller
 * frees. */
char *html_css(const xmlNode *node, const char *property);

/* The next node after `node` in the order of the text within `root`, not going below `node` if `skip_below`.
 */
xmlNode *html_next(const xmlNode *root, xmlNode *node, bool skip_below);

/* Appends the words of a subtree, parted where blocks part them; what is never text is left out. */
void html_append_words(GString *out, xmlNode *node);

/* ---- html_page.c: the paper, and what the site put around it */

typedef struct {
  xmlNode *body, *main; /* `main` is `body` where nothing narrower is the paper */
  xmlNode *title;       /* the one h1 outside of a `main` that has none, or NULL */
  GHashTable *levels;   /* class -> outline level that the style sheet gives it (Word) */
  GHashTable *displays; /* classes that it does not show, or shows as blocks */
  GHashTable *bold;     /* classes whose words it sets in bold */
  unsigned deepest;     /* level of the headings that `main` marks as such; 0 without any */
  bool is_site;         /* it has the parts of a web site's page */
  bool header_is_title; /* the page's header holds its only h1 */
} HtmlPage;

/* NULL-safe for a tree without a body. Clear with html_page_clear. */
void html_page_init(HtmlPage *page, xmlDoc *tree);
void html_page_clear(HtmlPage *page);

bool html_is_hidden(const HtmlPage *page, const xmlNode *node);
bool html_is_shown_as_block(const HtmlPage *page,
                            const xmlNode *node); /* of an inline element: <span> as a line */
bool html_is_furniture(const HtmlPage *page, xmlNode *node);

/* Records what stands outside of `main` as furniture. */
void html_page_outside(const HtmlPage *page, DocBuilder *b);
void html_record_furniture(DocBuilder *b, xmlNode *node);

/* ---- html_word.c: what Word writes instead of headings and lists */

/* 1 .. 9 where a paragraph or heading element is a heading, else 0. */
unsigned html_heading_level(const HtmlPage *page, const xmlNode *node);

/* 1 .. 9 where a paragraph that nothing marks looks like a heading, else 0 (html_look.c). */
unsigned html_look_level(const HtmlPage *page, xmlNode *paragraph);

/* The label that Word wrote into a paragraph or heading as text: its words, and the node at which the text
 * begins (that node and all before it are the label). NULL where there is none. Caller frees. */
char *html_word_label(const HtmlPage *page, xmlNode *block, xmlNode **mark);

/* How far in a list paragraph stands: compares with that of its neighbours only. */
int html_word_indent(const xmlNode *block);

/* ---- html_lists.c, html_tables.c */

/* The label of the `index`th item (from 0) of a list, by type, start and value. Caller frees. */
char *html_item_label(const xmlNode *list, const xmlNode *item, int *next);
int html_list_start(const xmlNode *list);

/* True for a table that only arranges blocks on the page. */
bool html_is_layout_table(xmlNode *table);
