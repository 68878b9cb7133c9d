/* Labels: what numbers or marks a heading, paragraph or list item and is no part of its words. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
  LABEL_NONE,
  LABEL_BULLET,  /* • - ◦ and the private-use bullets of symbol fonts */
  LABEL_DECIMAL, /* 1. 1) (1) 12 */
  LABEL_OUTLINE, /* 1.1 2.3.1; of headings also F.1 */
  LABEL_LETTER,  /* a) (a) B. */
  LABEL_ROMAN,   /* iv) (iv) IV. */
  LABEL_NAMED    /* Appendix A, Section 3, Part IV, Item 4: */
} LabelKind;

typedef struct {
  LabelKind kind;
  unsigned length; /* bytes of the label itself, without the space after it */
  unsigned skip;   /* bytes to where the text begins */
  unsigned value;  /* 4 for "4." "(d)" "iv)"; of the last part for an outline number */
  unsigned depth;  /* 1, or the number of parts of an outline number */
  char style;      /* what closes it: '.' ')' 'b' for both brackets, ':' or 0 for nothing */
} Label;

/* The label that a text begins with; kind LABEL_NONE and zeroes where there is none. What follows a label is
 * a space and more text, or nothing; a bracketed one may touch its text. A lone letter or number without a
 * closing mark is no label here. */
Label label_parse(const char *text);

/* As above for a heading, where "1 Introduction" and "1.2 Scope" are numbers too. */
Label label_parse_heading(const char *text);

/* True if b continues what a began: same kind and style, value one higher. */
bool label_follows(const Label *a, const Label *b);

/* How deep the label's number is: "3" and "3.0" are 1, "3.1" is 2; 0 for no label. */
unsigned label_depth(const Label *label);

/* True if b may be of the list that a is of: same kind, style and depth. */
bool label_same_family(const Label *a, const Label *b);

/* True if an item labelled b that stands at the place of an item labelled a is within it: a bullet or the first of
 * another sequence under a number, "1.1.1" under "1.1". */
bool label_nests(const Label *a, const Label *b);

/* Makes a lone i, v or x a letter if it goes on the letters of `before`: "(h) (i)". `text` is the label's own. */
void label_read_as_letter(const Label *before, Label *label, const char *text);
