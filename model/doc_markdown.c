/* A paper as CommonMark, one sentence a line: `git diff`, `git log -L` and `git blame` then work by
 * sentences. Tables are GFM pipe tables, so merged cells show once and empty after. */
#include "model/forms.h"
#include "model/sentences.h"
#include "model/text.h"

#include <string.h>

static void indent(GString *out, unsigned columns) {
  for (unsigned i = 0; i < columns; i++) g_string_append_c(out, ' ');
}

/* Characters that CommonMark would read as markup (spec 0.30, section 2.4). */
static void append_escaped(GString *out, const char *text, gsize len) {
  for (gsize i = 0; i < len; i++) {
    if (strchr("\\`*_[]<>|", text[i])) g_string_append_c(out, '\\');
    g_string_append_c(out, text[i] == '\n' ? ' ' : text[i]);
  }
}

static const char *marker(unsigned style) {
  if (style & DOC_STRUCK) return "~~";
  if (style & DOC_STRONG) return "**";
  return style & DOC_EMPHASIS ? "*" : "";
}

/* Whether two runs in a row are of one link: "13th March" has two letters raised. */
static bool is_one_link(const char *text, const DocRun *a, const DocRun *b) {
  bool meets = a->end == b->start || (a->end + 1 == b->start && text[a->end] == ' ');
  return meets && *a->target && g_str_equal(a->target, b->target);
}

/* A run, or the part of one link that it is. */
static void append_run(GString *out, const char *text, const DocRun *run, bool opens, bool closes) {
  uint32_t start = run->start, stop = run->end;
  while (start < run->end && text[start] == ' ') start++;
  while (stop > start && text[stop - 1] == ' ') stop--;
  bool link = *run->target && stop > start, whole = opens && closes;
  const char *mark = stop > start ? marker(run->style) : "";
  append_escaped(out, text + run->start, start - run->start);
  g_string_append_printf(out, "%s%s%s", whole ? mark : "", link && opens ? "[" : "", whole ? "" : mark);
  append_escaped(out, text + start, stop - start);
  if (!whole) g_string_append(out, mark);
  if (link && closes) g_string_append_printf(out, "](<%s>)", run->target);
  if (whole) g_string_append(out, mark);
  append_escaped(out, text + stop, run->end - stop);
}

/* Bytes start .. end of a node's text with its emphasis. */
static void append_inline(GString *out, const DocNode *node, uint32_t start, uint32_t end) {
  uint32_t at = start;
  for (uint32_t r = 0; r < node->run_count; r++) {
    DocRun run = node->runs[r];
    bool opens = !r || run.start <= start || !is_one_link(node->text, &node->runs[r - 1], &run);
    bool closes = r + 1 == node->run_count || run.end >= end || !is_one_link(node->text, &run, &node->runs[r + 1]);
    run.start = MAX(run.start, start), run.end = MIN(run.end, end);
    if (run.start >= run.end) continue;
    append_escaped(out, node->text + at, run.start - at);
    append_run(out, node->text, &run, opens, closes);
    at = run.end;
  }
  append_escaped(out, node->text + at, end - at);
}

/* A line must not begin as a heading, list or quote would. */
static void append_line(GString *out, const DocNode *node, uint32_t start, uint32_t end, unsigned columns) {
  indent(out, columns);
  const char *text = node->text + start;
  size_t digits = strspn(text, "0123456789");
  if (strchr("#+-=", *text)) g_string_append_c(out, '\\');
  if (digits && (text[digits] == '.' || text[digits] == ')') && start + digits < end) {
    g_string_append_len(out, text, (gssize)digits);
    g_string_append_c(out, '\\');
    start += (uint32_t)digits;
  }
  append_inline(out, node, start, end);
  g_string_append_c(out, '\n');
}

/* The first line stands where the output is, the others `columns` in. */
static void append_sentences(GString *out, const DocNode *node, unsigned columns, bool first_in_place) {
  g_autoptr(GArray) sentences = sentences_split(node->text);
  for (guint i = 0; i < sentences->len; i++) {
    const Sentence *s = &g_array_index(sentences, Sentence, i);
    append_line(out, node, s->start, s->end, first_in_place && i == 0 ? 0 : columns);
  }
}

static void append_node(GString *out, const Doc *doc, uint32_t i, unsigned columns, bool in_place);

static void append_children(GString *out, const Doc *doc, uint32_t i, unsigned columns, bool first_in_place) {
  bool in_place = first_in_place;
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
    append_node(out, doc, c, columns, in_place);
    in_place = false;
  }
}

static void append_list(GString *out, const Doc *doc, uint32_t i, unsigned columns) {
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
    const char *label = doc_node(doc, c)->label;
    bool plain = !*label || text_label_is_bullet(label);
    size_t digits = strspn(label, "0123456789");
    bool ordered = digits && digits < 10 && label[digits] == '.' && !label[digits + 1];
    g_autofree char *mark = plain     ? g_strdup("- ")
                            : ordered ? g_strdup_printf("%s ", label)
                                      : g_strdup_printf("- %s ", label);
    indent(out, columns);
    g_string_append(out, mark);
    if (!doc_first_child(doc, c)) g_string_append_c(out, '\n');
    append_children(out, doc, c, columns + (unsigned)(plain || !ordered ? 2 : digits + 2), true);
  }
}

static void append_row(GString *out, const Doc *doc, uint32_t row, unsigned width, unsigned columns) {
  unsigned cells = 0;
  indent(out, columns);
  for (uint32_t c = doc_first_child(doc, row); c; c = doc_next_sibling(doc, c)) {
    g_autofree char *text = doc_subtree_text(doc, c, " ");
    g_string_append(out, "| ");
    append_escaped(out, text, strlen(text));
    for (unsigned s = 0; s < doc_node(doc, c)->colspan; s++, cells++) g_string_append(out, s ? "| " : " ");
  }
  for (; cells < width; cells++) g_string_append(out, "| ");
  g_string_append(out, "|\n");
}

static unsigned row_width(const Doc *doc, uint32_t row) {
  unsigned cells = 0;
  for (uint32_t c = doc_first_child(doc, row); c; c = doc_next_sibling(doc, c))
    cells += doc_node(doc, c)->colspan;
  return cells;
}

static void append_table(GString *out, const Doc *doc, uint32_t i, unsigned columns) {
  unsigned width = 1;
  for (uint32_t r = doc_first_child(doc, i); r; r = doc_next_sibling(doc, r))
    width = MAX(width, row_width(doc, r));
  bool first = true;
  for (uint32_t r = doc_first_child(doc, i); r; r = doc_next_sibling(doc, r)) {
    append_row(out, doc, r, width, columns);
    if (!first) continue;
    first = false;
    indent(out, columns);
    for (unsigned c = 0; c < width; c++) g_string_append(out, "|---");
    g_string_append(out, "|\n");
  }
}

static void append_heading(GString *out, const DocNode *node) {
  for (unsigned l = 0; l < MIN(node->level, 6); l++) g_string_append_c(out, '#');
  g_string_append_c(out, ' ');
  if (*node->label) g_string_append_printf(out, "%s ", node->label);
  append_inline(out, node, 0, (uint32_t)strlen(node->text));
  g_string_append_c(out, '\n');
}

static void append_preformatted(GString *out, const DocNode *node, unsigned columns) {
  g_auto(GStrv) lines = g_strsplit(node->text, "\n", -1);
  for (char **line = lines; *line; line++) {
    indent(out, columns + 4);
    g_string_append_printf(out, "%s\n", *line);
  }
}

/* A picture is not kept beside the text: what stands for its address is its hash. */
static void append_figure(GString *out, const DocFigure *figure) {
  g_string_append(out, "![");
  append_escaped(out, *figure->alt ? figure->alt : figure->caption,
                 strlen(*figure->alt ? figure->alt : figure->caption));
  g_string_append_printf(out, "](<figure:%s>)\n", figure->hash);
}

static void append_node(GString *out, const Doc *doc, uint32_t i, unsigned columns, bool in_place) {
  const DocNode *node = doc_node(doc, i);
  if (!in_place && out->len) g_string_append_c(out, '\n');
  switch (node->kind) {
  case DOC_SECTION:
    append_heading(out, node);
    append_children(out, doc, i, columns, false);
    break;
  case DOC_LIST:
    if (in_place) g_string_append_c(out, '\n');
    append_list(out, doc, i, columns);
    break;
  case DOC_TABLE:
    if (in_place) g_string_append_c(out, '\n');
    append_table(out, doc, i, columns);
    break;
  case DOC_FIGURE:
    if (!in_place) indent(out, columns);
    append_figure(out, node->figure);
    break;
  case DOC_PREFORMATTED: append_preformatted(out, node, columns); break;
  case DOC_QUOTE:
    g_string_append(out, "> ");
    append_sentences(out, node, columns, true);
    break;
  case DOC_NOTE:
    g_string_append_printf(out, "[^%s]: ", *node->label ? node->label : "note");
    append_sentences(out, node, columns + 4, true);
    break;
  default: append_sentences(out, node, columns, in_place); break;
  }
}

char *doc_to_markdown(const Doc *doc) {
  GString *out = g_string_new(NULL);
  append_children(out, doc, 0, 0, true);
  return g_string_free(out, FALSE);
}
