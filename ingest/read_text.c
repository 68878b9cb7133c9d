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

static LayoutWord word_at(const char *text, unsigned column, unsigned columns, unsigned row) {
  float left = (float)column * TEXT_CELL_PT, top = (float)row * TEXT_LINE_PT;
  return (LayoutWord){
      .text = text,
      .box = {left, top, left + (float)columns * TEXT_CELL_PT, top + TEXT_LINE_PT},
      .size_pt = TEXT_LINE_PT,
  };
}

/* Bytes of the white space at p: a space, a tab or U+00A0; 0 for none. */
static unsigned blank_bytes(const char *p) {
  if (*p == ' ' || *p == '\t') return 1;
  return p[0] == '\xC2' && p[1] == '\xA0' ? 2 : 0;
}

/* --- tables whose cells are parted by tabs --- */

/* Lines that follow one another with as many tabs each: their cells are laid out below one another, whatever their
 * lengths. Lines whose tabs only fill up to a stop have more of them where the words are fewer. */
enum { TABS_MAX = 64, TAB_LINES_MIN = 2, TAB_GAP = 3 };
typedef struct {
  const char *end;               /* of the lines */
  unsigned tabs;                 /* of each, 0: not such lines */
  unsigned column[TABS_MAX + 1]; /* where each cell begins */
} TabLines;

static unsigned count_tabs(const char *line, const char *end) {
  unsigned tabs = 0;
  while ((line = memchr(line, '\t', (size_t)(end - line)))) tabs++, line++;
  return tabs;
}

static const char *line_end(const char *line, const char *end) {
  const char *stop = memchr(line, '\n', (size_t)(end - line));
  return stop ? stop : end;
}

static void widen_cells(const char *line, const char *end, unsigned width[]) {
  unsigned cell = 0, columns = 0;
  for (const char *p = line; p <= end; p++) {
    if (p < end && *p != '\t') {
      columns += (*p & 0xC0) != 0x80;
      continue;
    }
    width[cell] = MAX(width[cell], columns);
    cell++, columns = 0;
  }
}

static void find_tab_lines(TabLines *run, const char *line, const char *end) {
  unsigned width[TABS_MAX + 1] = {0}, lines = 0;
  const char *stop = line_end(line, end);
  run->tabs = count_tabs(line, stop);
  run->end = stop;
  if (!run->tabs || run->tabs > TABS_MAX) {
    run->tabs = 0;
    return;
  }
  for (const char *p = line; p < end; p = stop + 1, lines++) {
    stop = line_end(p, end);
    if (count_tabs(p, stop) != run->tabs) break;
    widen_cells(p, stop, width);
    run->end = stop;
  }
  run->column[0] = 0;
  for (unsigned k = 0; k < run->tabs; k++) run->column[k + 1] = run->column[k] + width[k] + TAB_GAP;
  if (lines < TAB_LINES_MIN) run->tabs = 0;
}

/* --- words --- */

/* The upright stroke of a drawn table. It becomes a word of its own, "|", as nothing parts it from the longest cell of a
 * column. */
static bool is_stroke(const char *p) {
  return *p == '\xE2' && ((p[1] == '\x94' && (p[2] == '\x82' || p[2] == '\x83')) || (p[1] == '\x95' && p[2] == '\x91'));
}
enum { STROKE_BYTES = 3 };

/* The end of the word at p, and how many columns it takes: one for each character. What ends a line is no letter. */
static char *word_end(char *p, const char *end, unsigned *columns) {
  char *start = p;
  unsigned further = 0; /* bytes of characters of more than one */
  for (;; p++) {
    while ((gint8)*p > ' ') p++; /* ASCII, that is */
    if (p == end || blank_bytes(p) || is_stroke(p)) break;
    further += (*p & 0xC0) == 0x80;
  }
  *columns = (unsigned)(p - start) - further;
  return p;
}

/* One line's words; returns the number of columns it takes. White space becomes the NUL that ends the word before it: a
 * copy of each word would cost more than all else here. */
static unsigned add_line(ScratchArray *words, const TabLines *run, char *line, char *end, unsigned row) {
  guint at = words->len;
  scratch_array_resize(words, at + (guint)(end - line) / 2 + 1); /* room for as many as there can be */
  LayoutWord *next = &g_array_index(words, LayoutWord, at);
  unsigned column = 0, tabs = 0, columns;
  for (char *p = line; p < end;) {
    unsigned blank = blank_bytes(p);
    if (blank) {
      bool cell_ends = *p == '\t' && run->tabs;
      column = cell_ends ? run->column[++tabs] : column + (*p == '\t' ? TAB_STOP - column % TAB_STOP : 1);
      memset(p, '\0', blank);
      p += blank;
      continue;
    }
    if (is_stroke(p)) {
      memcpy(p, "\0|", STROKE_BYTES); /* the end of the word before it, itself, and its own end */
      *next++ = word_at(p + 1, column++, 1, row);
      p += STROKE_BYTES;
      continue;
    }
    const char *word = p;
    p = word_end(p, end, &columns);
    *next++ = word_at(word, column, columns, row);
    column += columns;
  }
  *end = '\0';
  scratch_array_resize(words, (guint)(next - (LayoutWord *)(gpointer)words->data));
  return column;
}

static void add_page(Layout *layout, char *text, char *end, uint32_t number) {
  unsigned row = 0, width = 0;
  TabLines run = {.end = text};
  layout_add_page(layout, number, 0, 0);
  for (char *line = text; line < end; row++) {
    char *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop) stop = end;
    if (line >= run.end) find_tab_lines(&run, line, end);
    unsigned columns = add_line(layout->words, &run, line, stop, row);
    width = MAX(width, columns);
    line = stop + 1;
  }
  LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  page->word_count = layout->words->len - page->first_word;
  page->width = (float)width * TEXT_CELL_PT;
  page->height = (float)row * TEXT_LINE_PT;
}

Doc *read_text(GBytes *bytes, const IngestHints *hints, GError **error) {
  g_autoptr(DocBuilder) b = doc_builder_new();
  if (hints->explain) doc_builder_explain(b);
  char *text = read_decoded(bytes, b, error);
  if (!text) return NULL;
  g_autoptr(Layout) layout = layout_new_text(text);
  char *feed = strchr(text, '\f'), *end = text + strlen(text);
  layout->has_pages = feed != NULL;
  uint32_t number = 1;
  for (char *page = text; page < end; number++, feed = strchr(page, '\f')) {
    char *stop = feed ? feed : end;
    add_page(layout, page, stop, number);
    page = feed ? feed + 1 : end;
  }
  layout_build(layout, b);
  return doc_builder_finish(g_steal_pointer(&b));
}
