/* The evidence that the passes kept for a block, in words for people: "bold; 14 pt, the text has 11 pt; number "2." after
 * "1."". */
#include "ingest/layout.h"

#include <string.h>

/* Bytes of another line that are quoted. */
enum { QUOTE_BYTES = 24 };

static void say(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(GString *out, const char *format, ...) {
  if (out->len) g_string_append(out, "; ");
  va_list args;
  va_start(args, format);
  g_string_append_vprintf(out, format, args);
  va_end(args);
}

static const LayoutLine *first_line(const Layout *layout, const LayoutBlock *block) {
  return layout_line(layout, g_array_index(block->lines, uint32_t, 0));
}

static uint32_t page_of(const Layout *layout, const LayoutLine *line) {
  return layout_page(layout, line->page)->number;
}

/* ---- what parted it from the block before */

static void say_parting(GString *out, const LayoutWhy *why) {
  static const char *const words[] = {
      [PARTED_FIRST] = "begins after a table, or the page",
      [PARTED_COLUMN] = "begins a page or column, and the sentence before it has ended",
      [PARTED_SIZE] = "its type is of another size than the line above",
      [PARTED_WEIGHT] = "bold type begins or ends here",
      [PARTED_KEY] = "a key with a colon and a gap after it",
      [PARTED_CENTRED] = "centred, and the sentence above has ended",
      [PARTED_INDENT] = "begins further in or out than the lines above",
      [PARTED_ROOM] = "its first word would have fitted on the line above, which was ended on purpose",
  };
  if (why->parted == PARTED_GAP)
    say(out, "a gap above: %.2f font sizes from line to line, within its paragraph %.2f", (double)why->gap_em,
        (double)why->usual_em);
  else if (why->parted < G_N_ELEMENTS(words) && words[why->parted])
    say(out, "%s", words[why->parted]);
}

/* ---- labels */

static void say_label(GString *out, const Layout *layout, const LayoutBlock *block) {
  static const char *const kinds[] = {
      [LABEL_BULLET] = "bullet", [LABEL_DECIMAL] = "number",     [LABEL_OUTLINE] = "outline number",
      [LABEL_LETTER] = "letter", [LABEL_ROMAN] = "roman number", [LABEL_NAMED] = "name and number"};
  if (block->why.parted == PARTED_BULLET) {
    say(out, "indented after a line that ends in a colon: its bullet was lost");
    return;
  }
  if (!block->label || !block->mark.kind) return;
  say(out, "%s \"%s\"", kinds[block->mark.kind], block->label);
  if (!block->why.neighbour) {
    if (block->mark.kind > LABEL_BULLET) g_string_append(out, ", which could begin a sequence");
    return;
  }
  const LayoutLine *other = layout_line(layout, block->why.neighbour - 1);
  bool before = block->why.neighbour - 1 < g_array_index(block->lines, uint32_t, 0);
  g_autofree char *text = layout_line_text(layout, other);
  const char *end = g_utf8_find_next_char(text + MIN(strlen(text), QUOTE_BYTES), NULL);
  bool cut = strlen(text) > QUOTE_BYTES;
  g_autofree char *quote = cut ? g_strndup(text, (gsize)(end - text)) : g_strdup(text);
  g_string_append_printf(out, " %s \"%s%s\"", before ? "follows" : "goes before", quote,
                         cut ? "\xE2\x80\xA6" : "");
  if (layout->has_pages) g_string_append_printf(out, " on page %u", page_of(layout, other));
}

/* ---- kinds */

static void explain_heading(GString *out, const Layout *layout, const LayoutBlock *block) {
  unsigned signs = block->why.signs;
  double size = (double)first_line(layout, block)->size_pt, body = (double)layout->body_size_pt;
  if (signs & SIGN_LARGER) say(out, "%.1f pt, the text has %.1f pt", size, body);
  if (signs & SIGN_BOLD) say(out, "all bold");
  if (signs & SIGN_CAPITALS) say(out, "all capitals");
  if (signs & SIGN_UNDERLINED) say(out, "all underlined");
  if (signs & SIGN_ALONE) say(out, "alone on its line, short, and before prose, a table or a list");
  say_label(out, layout, block);
  say(out, "no sentence ends in it");
  say(out, "style %u of the %u that headings have here", block->why.rank, block->why.ranks);
  if (block->level > block->why.rank) g_string_append_printf(out, ", and deeper by its number");
}

static void explain_item(GString *out, const Layout *layout, const LayoutBlock *block) {
  say_label(out, layout, block);
  if (!layout->is_text) say(out, "%.0f pt from the left", (double)block->left);
}

static void explain_paragraph(GString *out, const Layout *layout, const LayoutBlock *block) {
  const LayoutLine *line = first_line(layout, block);
  if (line->role == LINE_ASIDE)
    say(out, line->frame ? "in a box beside the text" : "set sideways beside the text");
  if (block->continues) say(out, "stands under the words of the item before it");
  say_parting(out, &block->why);
}

static uint32_t pages_of(const Layout *layout, const LayoutBlock *block) {
  const LayoutLine *last = layout_line(layout, g_array_index(block->lines, uint32_t, block->lines->len - 1));
  return page_of(layout, last) - page_of(layout, first_line(layout, block)) + 1;
}

static void explain_table(GString *out, const Layout *layout, const GArray *tables,
                          const LayoutBlock *block) {
  const LayoutTable *table = &g_array_index(tables, LayoutTable, block->table);
  bool ruled = table->box.x1 > table->box.x0;
  if (ruled)
    say(out, "rules cross to a lattice of %u columns and %u rows", table->columns->len, table->rows);
  else
    say(out, "%u rows whose pieces stand in %u common columns", table->rows, table->columns->len);
  if (layout->has_pages && pages_of(layout, block) > 1)
    say(out, "goes on over %u pages", pages_of(layout, block));
}

static void explain_note(GString *out, const LayoutBlock *block) {
  say(out, "small type at the foot of the page, begun by the small number \"%s\"", block->label);
}

char *layout_explain(const Layout *layout, const GArray *tables, const LayoutBlock *block) {
  GString *out = g_string_new(NULL);
  switch (block->kind) {
  case BLOCK_HEADING: explain_heading(out, layout, block); break;
  case BLOCK_ITEM: explain_item(out, layout, block); break;
  case BLOCK_TABLE: explain_table(out, layout, tables, block); break;
  case BLOCK_NOTE: explain_note(out, block); break;
  case BLOCK_PARAGRAPH: explain_paragraph(out, layout, block); break;
  }
  return g_string_free(out, FALSE);
}
