/* Words by row: what layout_lines and layout_look build on. */
#pragma once

#include "ingest/layout.h"

/* Narrowest gap that parts a row, in font sizes: word spaces of justified lines reach 0.8, cell borders
 * begin at 0.9. */
#define LAYOUT_PIECE_GAP_EM 0.95f

/* Words on one baseline: a stretch of a region's words, from left to right. */
typedef struct {
  uint32_t first, count;
  DocBox box;
  bool mixed; /* until layout_find_rows is done: not in that order yet */
} Row;

/* Words of a page, as indices; layout_find_rows brings them into order by row and fills `rows` (of Row), the
 * caller's. */
typedef struct {
  const Layout *layout;
  uint32_t *words;
  uint32_t count;
  GArray *rows;
} Region;

void layout_find_rows(Region *r);

/* All words of a page by row; kept by the layout, as several passes ask for them, until its words change, when
 * layout_forget_rows must be told. Of the many pages of a long file they are found anew, and gone with the next page's. */
const Region *layout_page_rows(const Layout *layout, uint32_t page);
void layout_forget_rows(const Layout *layout, uint32_t page);
/* Tells that all words of a page have moved to lower numbers by so many, in their order. */
void layout_move_rows(const Layout *layout, uint32_t page, uint32_t by);
static inline const LayoutWord *region_word(const Region *r, uint32_t i) {
  return layout_word(r->layout, r->words[i]);
}
static inline const Row *region_row(const Region *r, uint32_t i) { return &g_array_index(r->rows, Row, i); }

/* Pieces of a row that stand apart as cells do; a label before its text is no piece. */
uint32_t region_pieces(const Region *r, const Row *row);

/* The spaces between a row's words may be wide, but are alike, and few words are figures: a line of prose that is
 * stretched, or the head of even columns. */
bool region_has_even_spaces(const Region *r, const Row *row);

void layout_box_include(DocBox *box, const DocBox *by);

/* A place x that a run of rows, from .. to (exclusive), leaves free between columns, and how far the free
 * space there reaches in any of them. */
typedef struct {
  uint32_t from, to;
  float x, low, high;
  bool figures; /* most of what stands behind it is figures */
  bool edge;    /* x is where words of most rows begin */
} LayoutGap;

/* The gaps that runs of rows in pieces have in common: a GArray of LayoutGap, the caller's. */
GArray *layout_common_gaps(const Region *r);

/* Sets parts[i] where the i-th word of a row begins a piece because of a common gap. */
void layout_part_row(const Region *r, uint32_t row, const GArray *gaps, bool *parts);

/* The runs of rows that streams of white part into columns: a GArray of LayoutRun that clears them, the caller's; their
 * rows are numbered as in the region. */
GArray *layout_streams(const Region *r);

/* Sets parts[i] where the i-th word of a row of the run begins a piece because of a stream. */
void layout_part_at_streams(const Region *r, uint32_t row, const LayoutRun *run, bool *parts);

/* A free stretch between the columns of rows from .. to (exclusive). */
typedef struct {
  uint32_t from, to, both; /* `both`: rows with words on either side */
  float left, right;
} LayoutGutter;

/* Finds the gutter that parts a region's rows into columns; false where they are one. */
bool layout_find_gutter(const Region *r, LayoutGutter *gutter);

/* Gutters that the pages so far have shown, and on how many of them: columns of a paper are those of its other pages. */
enum { LAYOUT_KNOWN_GUTTERS_MAX = 4 };
typedef struct {
  float left, right;
  uint32_t pages, last_page; /* index of the page */
} LayoutKnownGutter;
typedef struct {
  LayoutKnownGutter gutters[LAYOUT_KNOWN_GUTTERS_MAX];
  uint32_t count;
} LayoutGutters;

/* Takes a gutter found on a page, by its index, into those that are known. */
void layout_learn_gutter(LayoutGutters *known, const Layout *layout, uint32_t page,
                         const LayoutGutter *gutter);

/* Finds a gutter that at least half of the pages before this one have and that rows of the region leave free: in place of
 * the one given, if there is any, where it parts more rows. False for none. */
bool layout_find_known_gutter(const Region *r, const LayoutGutters *known, uint32_t page,
                              LayoutGutter *gutter);
