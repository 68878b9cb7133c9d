/* Packs: several papers in one file with pages. What pages tell before they are laid out, and where papers
 * begin.
 *
 *     pages of words -> PackPage each -> weighed signs -> first pages of the papers, and the pack's own
 * stamps
 *
 * A pack is parted before its pages are laid out, so that each paper has type, margins and running heads of
 * its own, and is read as it would be if it were published alone. */
#pragma once

#include "ingest/layout.h"

/* A row of words near the top of a page. */
typedef struct {
  char *text, *key;
  DocBox box;
  float size_pt;
  bool bold;
} PackRow;

enum { PACK_PIECE_WORDS = 8 };

/* Words at a page's edge that stand together, as indices into the layout's. */
typedef struct {
  uint32_t words[PACK_PIECE_WORDS];
  uint32_t count;
} PackPiece;

/* A piece that says the page's number: "3", "Page 3", "Page 3 of 12". */
typedef struct {
  unsigned number, total; /* total 0: not said */
  bool named;             /* "Page" is said */
  bool at_top;
  float edge; /* from the top of the page, or from its foot */
  float size_pt;
  uint16_t font;
  PackPiece piece;
} PackNumber;

typedef struct {
  uint32_t number;              /* in the file */
  GArray *rows;                 /* PackRow: the first ones, without page numbers */
  GArray *numbers;              /* PackNumber */
  bool blank;                   /* nothing but page numbers and the mark of a blank page */
  bool says_blank;              /* "This page is intentionally left blank" */
  bool ends_open;               /* its last line ends within a sentence */
  float fill;                   /* share of the height down to its last text */
  float width, height, size_pt; /* size of most of its type */
  uint16_t font;                /* of most of its words */
  char *item;                   /* "5" of a stamp "Agenda Item 5" at its top, or NULL */
  PackNumber item_stamp;        /* where that stands */
} PackPage;

GArray *pack_pages(const Layout *layout); /* of PackPage, which it clears; the caller's */

/* Pages that begin a paper, as indices: a GArray of uint32_t, the first 0; the caller's. Linear in pages, and
 * in the agenda's items times pages. */
GArray *pack_parts(const GArray *pages);

/* Whether a page number counts through the whole file. */
bool pack_is_stamped(const GArray *pages);

/* Marks the words of what whoever made the pack put on its pages: the marks of blank pages, and where there
 * are several papers a page number that counts through the whole file and "Agenda Item 5" on first pages.
 * `drop` has a flag for each word of the layout. False if there is nothing to part or drop. */
bool pack_stamps(const Layout *layout, const GArray *pages, const GArray *parts, bool *drop);

/* Bytes that stay of a word marked in `drop`: none, but of a title that a leader touches
 * ("Introduction.....3") the title. */
size_t pack_kept_bytes(const char *text);

/* Marks line numbers at the left margins of pages; false where there are none. */
bool pack_margin_numbers(const Layout *layout, bool *drop);

/* Marks the leaders and page numbers in tables of contents; false where there are none. */
bool pack_contents(const Layout *layout, bool *drop);

/* Takes the words marked in `drop` out of a layout that has no lines yet. */
void pack_drop(Layout *layout, const bool *drop);

/* The pages first .. end (exclusive) as a layout of their own, without the words marked in `drop`; the
 * caller's. Its words' text stays the whole layout's. */
Layout *pack_slice(const Layout *layout, uint32_t first, uint32_t end, const bool *drop);
