/* Where plain text was wrapped: one heading, address or row that sticks out does not make the column wider.
 *
 * Lines that another follows without a blank line between them end near the width that the text was wrapped at, most
 * of them; where they do, no line's column is taken to be wider. Text with a paragraph a line has no such width.
 * Linear. */
#include "ingest/layout.h"

#include <math.h>

/* So many lines tell. Of them this share may stick out; of the others so many must end in the last part of the width.
 * Ragged lines of 72 characters end within the last eight; in text that was never wrapped lengths are anything. */
enum { LINES_MIN = 20 };
/* Characters stand on a grid, so lines are counted by the column they end at; longer ones were not wrapped. */
enum { COLUMNS_MAX = 4000 };
static const float OUT_SHARE = 0.02f, NEAR_SHARE = 0.5f, NEAR_WIDTH = 0.8f;
/* Text made from proportional type varies by so much: columns may be so much wider than the lines that tell. */
static const float PROPORTIONAL = 1.08f;

static bool same_row(const LayoutLine *a, const LayoutLine *b) {
  return a->page == b->page && a->box.y0 == b->box.y0;
}

static bool goes_on(const LayoutLine *line, const LayoutLine *next) {
  return line->page == next->page && next->box.y0 - line->box.y0 < 1.5f * line->size_pt;
}

/* How many lines end at each column, of those that stand alone in their rows and are followed by another. */
typedef struct {
  guint lines, at[COLUMNS_MAX + 1];
} Ends;

static void count_ends(const Layout *layout, Ends *ends) {
  for (uint32_t i = 0; i + 1 < layout->lines->len; i++) {
    const LayoutLine *line = layout_line(layout, i), *next = line + 1;
    bool beside = same_row(line, next) || (i && same_row(line, line - 1));
    if (beside || !goes_on(line, next)) continue;
    ends->at[(guint)MIN(roundf(line->box.x1 / TEXT_CELL_PT), COLUMNS_MAX)]++;
    ends->lines++;
  }
}

/* Below which this share of the lines end. */
static float end_of_share(const Ends *ends, float share) {
  guint column = 0, before = (guint)(share * (float)(ends->lines - 1));
  for (guint lines = ends->at[0]; lines <= before && column < COLUMNS_MAX; lines += ends->at[column]) column++;
  return (float)column * TEXT_CELL_PT;
}

/* The width that the text was wrapped at, INFINITY if it was not. */
static float wrap_width(const Layout *layout) {
  Ends ends = {0};
  count_ends(layout, &ends);
  if (ends.lines < LINES_MIN) return INFINITY;
  float width = end_of_share(&ends, 1 - OUT_SHARE), middle = end_of_share(&ends, 1 - NEAR_SHARE);
  bool near = middle >= NEAR_WIDTH * width && width < COLUMNS_MAX * TEXT_CELL_PT;
  return near ? PROPORTIONAL * width : INFINITY;
}

void layout_wrap(Layout *layout) {
  float width = wrap_width(layout);
  for (uint32_t i = 0; i < layout->lines->len; i++) {
    LayoutLine *line = layout_line(layout, i);
    if (line->left < width / 2) line->right = MIN(line->right, MAX(width, line->box.x1));
  }
}
