/* Where the words of an HTML page go: the reader's state, and the steps that open and end its paragraphs. */
#pragma once

#include "ingest/html.h"

/* A picture: its bytes, or the name of its file where they are elsewhere. */
typedef struct {
  GBytes *bytes; /* or NULL */
  char *alt, *caption;
} HtmlFigure;

typedef struct {
  DocBuilder *b;
  HtmlPage page;
  unsigned style;
  const char *target;  /* of the link around; the tree's */
  bool leaf;           /* words go to the block that is open */
  const char *gap;     /* what parts blocks there: a space, in preformatted text a line end */
  bool at_pre;         /* a line end right after <pre> is none */
  bool open;           /* a paragraph is */
  bool in_word_item;   /* what opens now is an item's paragraph, not the end of its list */
  unsigned quote;      /* depth of quotations */
  GArray *indents;     /* int, of Word's open lists; each has an open item */
  GPtrArray *figures;  /* HtmlFigure: pictures within the open paragraph */
  const xmlNode *mark; /* the label's end: nothing before it is text; NULL none */
  char *number;        /* of the heading that comes: its list item's label */
  guint deleted, inserted;
  bool reject_changes; /* what was put in is left out, and the other way round */
} HtmlReader;

/* Ends the open paragraph; in a heading, cell or note it parts the words. */
void html_end_paragraph(HtmlReader *r);

/* The same before and after each block that is no paragraph of a list: Word's lists end there, too. */
void html_end_block(HtmlReader *r);

/* Words of the open block; outside of one they open a paragraph. */
void html_push_text(HtmlReader *r, const char *text);

/* An item of one of Word's lists: in the open list of that indent, or a new one. */
void html_open_word_item(HtmlReader *r, const char *label, int indent);

/* Of an <img>, for html_figure_free; NULL for one that is decoration (html_pictures.c). */
HtmlFigure *html_figure_read(const xmlNode *image);
void html_figure_free(gpointer figure);

/* The pictures met since the paragraph began. */
void html_push_figures(HtmlReader *r);
