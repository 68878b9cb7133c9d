/* The table of written forms, and what each does with several papers. */
#include "model/forms.h"
#include "model/doc_json.h"

#include <string.h>

static char *write_json(const Doc *const *papers, size_t count) {
  GString *out = g_string_new(NULL);
  doc_append_papers_json(out, papers, count);
  g_string_append_c(out, '\n');
  return g_string_free(out, FALSE);
}

static char *write_xml(const Doc *const *papers, size_t count) {
  if (count == 1) return doc_to_xml(papers[0]);
  GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<papers>\n");
  for (size_t i = 0; i < count; i++) {
    g_autofree char *xml = doc_to_xml(papers[i]);
    g_string_append(out, strchr(xml, '\n') + 1); /* without its XML declaration */
  }
  g_string_append(out, "</papers>\n");
  return g_string_free(out, FALSE);
}

static char *write_each(const Doc *const *papers, size_t count, char *(*write)(const Doc *),
                        const char *between) {
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < count; i++) {
    g_autofree char *text = write(papers[i]);
    if (i) g_string_append(out, between);
    g_string_append(out, text);
  }
  return g_string_free(out, FALSE);
}

static char *write_markdown(const Doc *const *papers, size_t count) {
  return write_each(papers, count, doc_to_markdown, "\n---\n\n");
}
static char *write_text(const Doc *const *papers, size_t count) {
  return write_each(papers, count, doc_to_text, "\f\n");
}
static char *write_dump(const Doc *const *papers, size_t count) {
  return write_each(papers, count, doc_to_dump, "\n");
}

static const DocForm forms[] = {
    {"json", write_json, "JSON, redraft-paper/1 (docs/paper.schema.json)"},
    {"xml", write_xml, "the stored form (docs/paper.rng)"},
    {"markdown", write_markdown, "CommonMark, one sentence a line"},
    {"text", write_text, "the words, a block a line"},
    {"dump", write_dump, "every fact on a line"},
};

const DocForm *doc_form_at(size_t i) { return i < G_N_ELEMENTS(forms) ? &forms[i] : NULL; }

const DocForm *doc_form_find(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
    if (g_str_equal(forms[i].name, name)) return &forms[i];
  return NULL;
}
