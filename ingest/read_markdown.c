/* Markdown: md4c's events pushed into the builder as they come, after a pre-pass over the lines that lifts
 * TAB-separated runs into tables (CommonMark would take them for code). Stray HTML becomes emphasis or
 * nothing.
 *
 * CommonMark 0.30 with GFM tables; autolinks stay off, for they cost quadratic time on hostile input.
 * Linear. */
#include "ingest/readers.h"
#include "model/builder.h"

#include <libxml/HTMLparser.h>
#include <md4c.h>
#include <string.h>

/* A line with more pipes than this is no table row: the cost of a GFM table is rows times columns. Widest
 * real one seen in council papers: 24. */
enum { PIPES_MAX = 200 };

/* ---- pre-pass: TAB-separated runs */

static unsigned count_tabs_inside(const char *line) {
  unsigned tabs = 0;
  const char *p = line;
  bool leading_cell = *p == '\t'; /* an empty first cell, if more cells follow */
  while (*p == ' ' || *p == '\t') p++;
  for (; *p; p++)
    if (*p == '\t' && p[1] != '\t' && p[1] != '\0') tabs++;
  return tabs ? tabs + leading_cell : 0;
}

/* Number of lines from `at` on that look like rows of one tab-separated table. */
static guint tabbed_run(char **lines, guint at) {
  guint end = at;
  while (lines[end] && count_tabs_inside(lines[end]) > 0) end++;
  return end - at;
}

static void append_cell(GString *out, const char *cell) {
  g_string_append(out, "| ");
  for (const char *p = cell; *p; p++) {
    if (*p == '|') g_string_append_c(out, '\\');
    g_string_append_c(out, *p);
  }
  g_string_append_c(out, ' ');
}

static void append_pipe_row(GString *out, const char *line, guint width) {
  g_auto(GStrv) cells = g_strsplit(line, "\t", -1);
  guint n = 0;
  for (; cells[n] && n < width; n++) append_cell(out, g_strstrip(cells[n]));
  for (; n < width; n++) g_string_append(out, "| ");
  g_string_append(out, "|\n");
}

static void append_pipe_table(GString *out, char **lines, guint count) {
  guint width = 0;
  for (guint i = 0; i < count; i++) {
    guint cells = 1;
    for (const char *p = lines[i]; *p; p++) cells += *p == '\t';
    width = MAX(width, MIN(cells, PIPES_MAX));
  }
  g_string_append_c(out, '\n');
  for (guint i = 0; i < count; i++) {
    append_pipe_row(out, lines[i], width);
    for (guint c = 0; i == 0 && c < width; c++) g_string_append(out, "|---");
    if (i == 0) g_string_append(out, "|\n");
  }
  g_string_append_c(out, '\n');
}

/* Escapes the pipes of lines that have too many to be a row. */
static void append_line(GString *out, const char *line) {
  guint pipes = 0;
  for (const char *p = line; *p; p++) pipes += *p == '|';
  for (const char *p = line; *p; p++) {
    if (*p == '|' && pipes > PIPES_MAX) g_string_append_c(out, '\\');
    g_string_append_c(out, *p == '\f' ? '\n' : *p);
  }
  g_string_append_c(out, '\n');
}

/* A run of two tabbed lines or more is a table, except in a fence of code. */
static char *lift_tables(const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  GString *out = g_string_sized_new(strlen(text) + 64);
  bool fenced = false;
  for (guint i = 0; lines[i];) {
    if (g_str_has_prefix(lines[i], "```") || g_str_has_prefix(lines[i], "~~~")) fenced = !fenced;
    guint run = fenced ? 0 : tabbed_run(lines, i);
    if (run >= 2) {
      append_pipe_table(out, lines + i, run);
      i += run;
    } else {
      append_line(out, lines[i++]);
    }
  }
  return g_string_free(out, FALSE);
}

/* ---- events */

enum { STACK_MAX = 256 };

typedef struct {
  DocBuilder *b;
  unsigned quote;                                       /* depth of block quotes */
  unsigned strong, emphasis, struck, superscript, link; /* open spans of each */
  char *target;                                         /* of the open link */
  bool in_paragraph;
  bool ordered[STACK_MAX]; /* of the open lists */
  unsigned next[STACK_MAX];
  char delimiter[STACK_MAX];
  unsigned lists;
} Reader;

static void set_style(Reader *r) {
  unsigned style = (r->strong ? DOC_STRONG : 0) | (r->emphasis ? DOC_EMPHASIS : 0) |
                   (r->struck ? DOC_STRUCK : 0) | (r->superscript ? DOC_SUPERSCRIPT : 0) |
                   (r->link ? DOC_LINK : 0);
  doc_builder_style(r->b, style, r->target ? r->target : "");
}

static void enter_list(Reader *r, bool ordered, unsigned start, char delimiter) {
  doc_builder_open(r->b, DOC_LIST);
  if (r->lists < STACK_MAX) {
    r->ordered[r->lists] = ordered;
    r->next[r->lists] = start;
    r->delimiter[r->lists] = delimiter;
  }
  r->lists++;
}

static void enter_item(Reader *r) {
  doc_builder_open(r->b, DOC_ITEM);
  unsigned i = MIN(r->lists, STACK_MAX) - 1;
  g_autofree char *label =
      r->ordered[i] ? g_strdup_printf("%u%c", r->next[i]++, r->delimiter[i]) : g_strdup("\xE2\x80\xA2");
  doc_builder_label(r->b, label);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *user) {
  Reader *r = user;
  switch (type) {
  case MD_BLOCK_QUOTE: r->quote++; break;
  case MD_BLOCK_UL: enter_list(r, false, 0, 0); break;
  case MD_BLOCK_OL: {
    const MD_BLOCK_OL_DETAIL *ol = detail;
    enter_list(r, true, ol->start, ol->mark_delimiter);
    break;
  }
  case MD_BLOCK_LI: enter_item(r); break;
  case MD_BLOCK_H: doc_builder_section(r->b, ((MD_BLOCK_H_DETAIL *)detail)->level, ""); break;
  case MD_BLOCK_CODE: doc_builder_open(r->b, DOC_PREFORMATTED); break;
  case MD_BLOCK_HTML:
  case MD_BLOCK_P:
    r->in_paragraph = true;
    doc_builder_open(r->b, r->quote ? DOC_QUOTE : DOC_PARAGRAPH);
    break;
  case MD_BLOCK_TABLE: doc_builder_open(r->b, DOC_TABLE); break;
  case MD_BLOCK_TR: doc_builder_open(r->b, DOC_ROW); break;
  case MD_BLOCK_TH:
    doc_builder_open(r->b, DOC_CELL);
    doc_builder_header(r->b);
    break;
  case MD_BLOCK_TD: doc_builder_open(r->b, DOC_CELL); break;
  default: break;
  }
  return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *user) {
  (void)detail;
  Reader *r = user;
  r->in_paragraph = false;
  r->strong = r->emphasis = r->struck = r->superscript = 0; /* HTML left open ends with its block */
  set_style(r);
  switch (type) {
  case MD_BLOCK_QUOTE: r->quote--; break;
  case MD_BLOCK_UL:
  case MD_BLOCK_OL:
    r->lists--;
    doc_builder_close(r->b);
    break;
  case MD_BLOCK_LI:
  case MD_BLOCK_CODE:
  case MD_BLOCK_HTML:
  case MD_BLOCK_P:
  case MD_BLOCK_TABLE:
  case MD_BLOCK_TR:
  case MD_BLOCK_TH:
  case MD_BLOCK_TD: doc_builder_close(r->b); break;
  default: break;
  }
  return 0;
}

static int change_span(Reader *r, MD_SPANTYPE type, void *detail, int by) {
  switch (type) {
  case MD_SPAN_EM: r->emphasis += (unsigned)by; break;
  case MD_SPAN_STRONG: r->strong += (unsigned)by; break;
  case MD_SPAN_DEL: r->struck += (unsigned)by; break;
  case MD_SPAN_A: {
    const MD_ATTRIBUTE *href = &((MD_SPAN_A_DETAIL *)detail)->href;
    g_clear_pointer(&r->target, g_free);
    if (by > 0) r->target = g_strndup(href->text, href->size);
    r->link += (unsigned)by;
    break;
  }
  default: return 0;
  }
  set_style(r);
  return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *user) {
  return change_span(user, type, detail, 1);
}
static int leave_span(MD_SPANTYPE type, void *detail, void *user) {
  return change_span(user, type, detail, -1);
}

/* One tag, "<b>" or "</strong class=x>": its emphasis is kept, <br> is a space, anything else vanishes. */
static void apply_tag(Reader *r, const char *tag, gsize len) {
  static const struct {
    const char *name;
    gsize offset;
  } known[] = {{"b", G_STRUCT_OFFSET(Reader, strong)},       {"strong", G_STRUCT_OFFSET(Reader, strong)},
               {"i", G_STRUCT_OFFSET(Reader, emphasis)},     {"em", G_STRUCT_OFFSET(Reader, emphasis)},
               {"s", G_STRUCT_OFFSET(Reader, struck)},       {"del", G_STRUCT_OFFSET(Reader, struck)},
               {"sup", G_STRUCT_OFFSET(Reader, superscript)}};
  bool closes = len > 1 && tag[1] == '/';
  const char *name = tag + 1 + closes;
  gsize size = 0;
  while (name + size < tag + len && g_ascii_isalnum(name[size])) size++;
  if ((size == 2 && g_ascii_strncasecmp(name, "br", 2) == 0)) doc_builder_text(r->b, " ", 1);
  for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
    if (strlen(known[i].name) != size || g_ascii_strncasecmp(name, known[i].name, size) != 0) continue;
    unsigned *open = G_STRUCT_MEMBER_P(r, known[i].offset);
    *open = closes ? 0 : 1;
    set_style(r);
  }
}

/* Raw HTML, inline or a block of it: comments and tags go, words stay. */
static void push_html(Reader *r, const char *text, gsize len) {
  const char *end = text + len;
  while (text < end) {
    const char *tag = memchr(text, '<', (gsize)(end - text));
    if (!tag) tag = end;
    if (tag > text) doc_builder_text(r->b, text, tag - text);
    if (tag == end) break;
    const char *shut = memchr(tag, '>', (gsize)(end - tag));
    text = shut ? shut + 1 : end;
    if (shut) apply_tag(r, tag, (gsize)(shut - tag));
  }
}

static void push_character(Reader *r, gunichar c) {
  char utf8[6];
  bool valid = c > 0 && g_unichar_validate(c);
  doc_builder_text(r->b, utf8, g_unichar_to_utf8(valid ? c : 0xFFFD, utf8));
}

static void push_entity(Reader *r, const char *text, gsize len) {
  g_autofree char *name = g_strndup(text + 1, len - 2); /* without & and ; */
  bool hex = name[0] == '#' && (name[1] == 'x' || name[1] == 'X');
  const htmlEntityDesc *entity = htmlEntityLookup(BAD_CAST name);
  if (name[0] == '#')
    push_character(r, (gunichar)MIN(g_ascii_strtoull(name + 1 + hex, NULL, hex ? 16 : 10), G_MAXINT32));
  else if (entity)
    push_character(r, entity->value);
  else
    doc_builder_text(r->b, text, (gssize)len);
}

/* A line that its author ended on purpose is a paragraph of its own, except in a cell or a heading. */
static void push_hard_break(Reader *r) {
  if (!r->in_paragraph) {
    doc_builder_line_end(r->b);
    return;
  }
  doc_builder_close(r->b);
  doc_builder_open(r->b, r->quote ? DOC_QUOTE : DOC_PARAGRAPH);
}

static int push_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user) {
  Reader *r = user;
  switch (type) {
  case MD_TEXT_NULLCHAR: doc_builder_text(r->b, "\xEF\xBF\xBD", 3); break;
  case MD_TEXT_BR: push_hard_break(r); break;
  case MD_TEXT_SOFTBR: doc_builder_line_end(r->b); break;
  case MD_TEXT_ENTITY: push_entity(r, text, size); break;
  case MD_TEXT_HTML: push_html(r, text, size); break;
  default: doc_builder_text(r->b, text, size); break;
  }
  return 0;
}

Doc *read_markdown(GBytes *bytes, const IngestHints *hints, GError **error) {
  (void)hints;
  g_autoptr(DocBuilder) b = doc_builder_new();
  g_autofree char *text = read_decoded(bytes, b, error);
  if (!text) return NULL;
  g_autofree char *lifted = lift_tables(text);
  Reader r = {.b = b};
  static const MD_PARSER parser = {
      .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_COLLAPSEWHITESPACE,
      .enter_block = enter_block,
      .leave_block = leave_block,
      .enter_span = enter_span,
      .leave_span = leave_span,
      .text = push_text,
  };
  int failed = md_parse(lifted, (MD_SIZE)strlen(lifted), &parser, &r);
  g_free(r.target);
  if (failed) {
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "markdown: out of memory");
    return NULL;
  }
  return doc_builder_finish(g_steal_pointer(&b));
}
