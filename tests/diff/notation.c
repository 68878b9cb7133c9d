/* Papers and changes as text for tests. */
#include "notation.h"

#include "model/builder.h"

#include <string.h>

static const char *skip(const char *line, const char *prefix) {
  return g_str_has_prefix(line, prefix) ? line + strlen(prefix) : NULL;
}

/* "{-}", "{}", "{_}" are joins that are not certain. */
static void push_text(DocBuilder *b, const char *text) {
  static const struct {
    const char *mark, *text;
    DocJoinKind kind;
  } joins[] = {{"{-}", "-", DOC_JOIN_HYPHEN}, {"{}", "", DOC_JOIN_DROPPED}, {"{_}", " ", DOC_JOIN_SPACE}};
  const char *from = text;
  for (const char *p = text; *p;) {
    const char *after = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(joins) && !after; i++) {
      after = skip(p, joins[i].mark);
      if (!after) continue;
      doc_builder_text(b, from, p - from);
      doc_builder_join(b, joins[i].kind);
      doc_builder_text(b, joins[i].text, -1);
    }
    if (after)
      from = p = after;
    else
      p++;
  }
  doc_builder_text(b, from, -1);
}

static void push_block(DocBuilder *b, DocKind kind, const char *text) {
  doc_builder_open(b, kind);
  push_text(b, text);
  doc_builder_close(b);
}

static void push_section(DocBuilder *b, const char *line) {
  unsigned level = (unsigned)strspn(line, "#");
  const char *text = line + level + strspn(line + level, " ");
  gsize digits = strspn(text, "0123456789.");
  bool numbered = digits > 1 && text[digits] == ' ';
  g_autofree char *number = g_strndup(text, numbered ? digits : 0);
  doc_builder_section(b, level, number);
  push_text(b, numbered ? text + digits + 1 : text);
}

static void push_item(DocBuilder *b, const char *line) {
  g_auto(GStrv) parts = g_strsplit(line + 2, " ", 2);
  doc_builder_open(b, DOC_ITEM);
  doc_builder_label(b, parts[0]);
  push_block(b, DOC_PARAGRAPH, parts[1] ? parts[1] : "");
  doc_builder_close(b);
}

static void push_row(DocBuilder *b, const char *line, bool header) {
  g_autofree char *inner = g_strndup(line + 1, strlen(line) > 1 ? strlen(line) - 2 : 0);
  g_auto(GStrv) cells = g_strsplit(inner, "|", -1);
  doc_builder_open(b, DOC_ROW);
  for (char **cell = cells; *cell; cell++) {
    doc_builder_open(b, DOC_CELL);
    if (header) doc_builder_header(b);
    push_text(b, g_strstrip(*cell));
    doc_builder_close(b);
  }
  doc_builder_close(b);
}

typedef struct {
  DocBuilder *b;
  DocKind open; /* DOC_LIST, DOC_TABLE, or DOC_DOCUMENT for none */
} Reader;

static void in_container(Reader *r, DocKind kind) {
  if (r->open == kind) return;
  if (r->open != DOC_DOCUMENT) doc_builder_close(r->b);
  if (kind != DOC_DOCUMENT) doc_builder_open(r->b, kind);
  r->open = kind;
}

static void push_particulars(Reader *r, const char *line) {
  g_auto(GStrv) parts = g_strsplit(line, "=", 2);
  doc_builder_particular(r->b, parts[0], parts[1] ? parts[1] : "");
}

static void push_line(Reader *r, const char *line, const char *next) {
  const char *rest;
  if (*line == '-' && line[1] == ' ')
    in_container(r, DOC_LIST), push_item(r->b, line);
  else if (*line == '|')
    in_container(r, DOC_TABLE), push_row(r->b, line, next && g_str_has_prefix(next, "| ="));
  else if ((rest = skip(line, "=== page ")))
    doc_builder_place(r->b, (uint32_t)atoi(rest), NULL);
  else if ((rest = skip(line, "@")))
    push_particulars(r, rest);
  else if ((rest = skip(line, "???")))
    doc_builder_note(r->b, 0, true, "%s", rest);
  else {
    in_container(r, DOC_DOCUMENT);
    if (*line == '#')
      push_section(r->b, line);
    else if (*line == '!') {
      doc_builder_open(r->b, DOC_PARAGRAPH);
      doc_builder_mark_particulars(r->b);
      push_text(r->b, line + 1);
      doc_builder_close(r->b);
    } else if (*line)
      push_block(r->b, DOC_PARAGRAPH, line);
  }
}

static Doc *read_paper(const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  Reader r = {doc_builder_new(), DOC_DOCUMENT};
  for (char **line = lines; *line; line++)
    if (!g_str_has_prefix(*line, "| =")) push_line(&r, *line, line[1]);
  in_container(&r, DOC_DOCUMENT);
  return doc_builder_finish(r.b);
}

GPtrArray *notation_read(const char *text) {
  GPtrArray *papers = g_ptr_array_new_with_free_func((GDestroyNotify)doc_free);
  g_auto(GStrv) parts = g_strsplit(text, "%%\n", -1);
  for (char **part = parts; *part; part++) g_ptr_array_add(papers, read_paper(*part));
  return papers;
}

static void write_words(const DiffChange *change, GString *out) {
  for (uint32_t i = 0; i < change->word_count; i++) {
    const DiffWord *word = &change->words[i];
    g_autofree char *text = g_strstrip(g_strdup(word->text));
    if (word->op == DIFF_DELETED) g_string_append_printf(out, " [-%s-]", text);
    if (word->op == DIFF_INSERTED) g_string_append_printf(out, " {+%s+}", text);
  }
}

char *notation_write(const DiffReport *report) {
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < report->change_count; i++) {
    const DiffChange *change = &report->changes[i];
    const char *text = change->new_end.present ? change->new_end.text : change->old_end.text;
    g_string_append_printf(out, "%s%s %s", change->layout ? "layout " : "", diff_kind_name(change->kind),
                           change->block);
    if (change->kind == DIFF_RENUMBER)
      g_string_append_printf(out, ": %s → %s", change->old_end.text, change->new_end.text);
    else if (change->word_count == 0)
      g_string_append_printf(out, ": %s", text);
    else
      write_words(change, out);
    g_string_append_c(out, '\n');
  }
  return g_string_free(out, FALSE);
}

char *notation_write_classes(const DiffReport *report) {
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < report->change_count; i++)
    for (uint32_t k = 0; k < report->changes[i].class_count; k++) {
      const DiffClass *class = &report->changes[i].classes[k];
      g_string_append_printf(out, "%u %s: %s → %s (%s)\n", i + 1, diff_class_name(class->kind),
                             class->old_text, class->new_text, class->why);
    }
  return g_string_free(out, FALSE);
}

DiffReport *notation_diff(GPtrArray *old_papers, GPtrArray *new_papers, bool show_layout) {
  DiffSide a = {.name = "old", .papers = (const Doc *const *)old_papers->pdata, .count = old_papers->len};
  DiffSide b = {.name = "new", .papers = (const Doc *const *)new_papers->pdata, .count = new_papers->len};
  DiffOptions options = {.show_layout = show_layout};
  return diff_papers(&a, &b, &options);
}
