/* Labels: what numbers or marks a heading, paragraph or list item and is no part of its words. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
  LABEL_NONE,
  LABEL_BULLET,  /* • - ◦ and the private-use bullets of symbol fonts */
  LABEL_DECIMAL, /* 1. 1) (1) 12 */
  LABEL_OUTLINE, /* 1.1 2.3.1 */
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
