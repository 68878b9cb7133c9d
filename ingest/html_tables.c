/* Tables that hold data, and those that only arrange a page. */
#include "ingest/html.h"

#include <stdlib.h>
#include <string.h>

/* A cell with more paragraphs than this holds running text. */
enum { CELL_BLOCKS_MAX = 12 };
/* A table of data has so many cells for each that holds a table. */
enum { NESTED_CELLS_MIN = 3 };

typedef struct {
  unsigned rows, widest; /* cells in the row that has most */
  unsigned cells;
  unsigned nested, headings, caption, header_cells;
  unsigned most_blocks; /* paragraphs in one cell */
} Shape;

static bool is_cell(const xmlNode *node) { return html_is(node, "td") || html_is(node, "th"); }

static unsigned count_cells(const xmlNode *row) {
  unsigned cells = 0;
  for (const xmlNode *node = row->children; node; node = node->next) cells += is_cell(node);
  return cells;
}

static unsigned count_blocks(xmlNode *cell) {
  unsigned blocks = 0;
  for (xmlNode *node = cell; node; node = html_next(cell, node, false)) blocks += html_is(node, "p");
  return blocks;
}

static Shape measure(xmlNode *table) {
  Shape shape = {0};
  bool below = false;
  for (xmlNode *node = table->children; node; node = html_next(table, node, below)) {
    below = html_is(node, "table");
    shape.nested += below;
    shape.headings += html_kind(node) == HTML_HEADING;
    shape.caption += html_is(node, "caption") || html_is(node, "thead");
    shape.header_cells += html_is(node, "th");
    shape.cells += is_cell(node);
    if (is_cell(node)) shape.most_blocks = MAX(shape.most_blocks, count_blocks(node));
    if (!html_is(node, "tr")) continue;
    shape.rows++;
    shape.widest = MAX(shape.widest, count_cells(node));
  }
  return shape;
}

bool html_is_layout_table(xmlNode *table) {
  const char *role = html_attribute(table, "role");
  if (g_str_equal(role, "presentation") || g_str_equal(role, "none")) return true;
  Shape shape = measure(table);
  if (shape.header_cells || shape.caption) return shape.nested && shape.headings;
  bool arranges = shape.nested && (shape.rows < 2 || shape.nested * NESTED_CELLS_MIN > shape.cells);
  return shape.widest <= 1 || arranges || shape.headings || shape.most_blocks > CELL_BLOCKS_MAX;
}
