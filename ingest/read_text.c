/* Plain text, mostly the raw text of a PDF with or without -layout: characters on a grid, form feeds part
 * pages. */
#include "ingest/layout.h"
#include "ingest/readers.h"
#include "model/text.h"

#include <string.h>

enum { TAB_STOP = 8 };

static bool is_empty(const char *text) {
  while (g_ascii_isspace(*text)) text++;
  return !*text;
}

char *read_decoded(GBytes *bytes, DocBuilder *notes, GError **error) {
  gsize size, invalid = 0;
  const char *data = g_bytes_get_data(bytes, &size);
  g_autofree char *text = text_decode(data, size, &invalid);
  if (is_empty(text)) {
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_EMPTY, "no text in it");
    return NULL;
  }
  if (invalid) doc_builder_note(notes, 0, true, "%zu bytes are not valid text and show as U+FFFD", invalid);
  return g_steal_pointer(&text);
}

/* The word is cut out of the line for as long as it is copied. */
static void add_word(Layout *layout, char *text, char *end, unsigned column, unsigned columns, unsigned row) {
  char after = *end;
  float left = (float)column * TEXT_CELL_PT, top = (float)row * TEXT_LINE_PT;
  LayoutWord word = {
      .text = text,
      .box = {left, top, left + (float)columns * TEXT_CELL_PT, top + TEXT_LINE_PT},
      .size_pt = TEXT_LINE_PT,
  };
  *end = '\0';
  layout_add_word(layout, &word);
  *end = after;
}

static bool is_blank(gunichar c) { return c == ' ' || c == '\t' || c == 0xA0; }

/* One line's words; returns the number of columns it takes. */
static unsigned add_line(Layout *layout, char *line, char *end, unsigned row) {
  unsigned column = 0;
  for (char *p = line; p < end;) {
    gunichar c = g_utf8_get_char(p);
    if (is_blank(c)) {
      column += c == '\t' ? TAB_STOP - column % TAB_STOP : 1;
      p = g_utf8_next_char(p);
      continue;
    }
    char *word = p;
    unsigned start = column;
    for (; p < end && !is_blank(g_utf8_get_char(p)); p = g_utf8_next_char(p)) column++;
    add_word(layout, word, p, start, column - start, row);
  }
  return column;
}

static void add_page(Layout *layout, char *text, char *end, uint32_t number) {
  unsigned row = 0, width = 0;
  layout_add_page(layout, number, 0, 0);
  for (char *line = text; line < end; row++) {
    char *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop) stop = end;
    unsigned columns = add_line(layout, line, stop, row);
    width = MAX(width, columns);
    line = stop + 1;
  }
  LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  page->width = (float)width * TEXT_CELL_PT;
  page->height = (float)row * TEXT_LINE_PT;
}

Doc *read_text(GBytes *bytes, const IngestHints *hints, GError **error) {
  (void)hints;
  g_autoptr(DocBuilder) b = doc_builder_new();
  if (hints->explain) doc_builder_explain(b);
  g_autofree char *text = read_decoded(bytes, b, error);
  if (!text) return NULL;
  g_autoptr(Layout) layout = layout_new();
  layout->is_text = true;
  layout->has_pages = strchr(text, '\f') != NULL;
  uint32_t number = 1;
  for (char *page = text; *page; number++) {
    char *end = page + strcspn(page, "\f");
    add_page(layout, page, end, number);
    page = *end ? end + 1 : end;
  }
  layout_build(layout, b);
  return doc_builder_finish(g_steal_pointer(&b));
}
