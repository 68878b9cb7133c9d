/* A paper with the evidence for each of its blocks: what `redraft extract --explain` prints.
 *
 *     p. 3  heading 2  2. Business Rates
 *           all bold; number "2." follows "1. Introduction" on page 1; style 1 of the 2 that headings have here
 */
#include "report/report.h"

/* Characters of a block's text that are shown, and columns that its reason is set in. */
enum { SHOWN_CHARACTERS = 64, REASON_INDENT = 6 };

static void append_place(GString *out, uint32_t page) {
  if (page) g_string_append_printf(out, "p. %u  ", page);
}

static void append_reason(GString *out, const char *why) {
  if (*why) g_string_append_printf(out, "%*s%s\n", REASON_INDENT, "", why);
}

/* The first characters of a text on one line. */
static char *shorten(const char *text) {
  bool cut = g_utf8_strlen(text, -1) > SHOWN_CHARACTERS;
  g_autofree char *shown = cut ? g_utf8_substring(text, 0, SHOWN_CHARACTERS) : g_strdup(text);
  g_strdelimit(shown, "\n", ' ');
  return g_strconcat(shown, cut ? "\xE2\x80\xA6" : "", NULL);
}

static void append_text(GString *out, const char *label, const char *text) {
  g_autofree char *shown = shorten(text);
  if (*label) g_string_append_printf(out, "  %s", label);
  if (*shown) g_string_append_printf(out, "  %s", shown);
  g_string_append_c(out, '\n');
}

static void append_table(GString *out, const Doc *doc, uint32_t table) {
  uint32_t rows = 0, columns = 0;
  for (uint32_t r = doc_first_child(doc, table); r; r = doc_next_sibling(doc, r), rows++) {
    uint32_t width = 0;
    for (uint32_t c = doc_first_child(doc, r); c; c = doc_next_sibling(doc, c))
      width += doc_node(doc, c)->colspan;
    columns = MAX(columns, width);
  }
  g_autofree char *size = g_strdup_printf("%u rows, %u columns", rows, columns);
  append_text(out, "", size);
}

/* An item is told with the words of its first block, which is not told again. */
static void append_node(GString *out, const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  append_place(out, node->page);
  g_string_append(out, node->kind == DOC_SECTION ? "heading" : doc_kind_name(node->kind));
  if (node->level) g_string_append_printf(out, " %u", node->level);
  uint32_t first = node->kind == DOC_ITEM ? doc_first_child(doc, i) : 0;
  if (node->kind == DOC_TABLE)
    append_table(out, doc, i);
  else
    append_text(out, node->label, first ? doc_node(doc, first)->text : node->text);
  append_reason(out, node->why);
}

static void append_furniture(GString *out, const Doc *doc) {
  for (uint32_t i = 0; i < doc_furniture_count(doc); i++) {
    const DocFurniture *f = doc_furniture_at(doc, i);
    append_place(out, f->page);
    g_string_append(out, "furniture");
    append_text(out, "", f->text);
    append_reason(out, f->why);
  }
}

static bool is_told(const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  bool first_of_item = doc_node(doc, node->parent)->kind == DOC_ITEM && i == node->parent + 1;
  return node->kind != DOC_LIST && !(first_of_item && !*node->why);
}

static void append_paper(GString *out, const Doc *doc) {
  append_furniture(out, doc);
  for (uint32_t i = 1; i < doc_count(doc); i++) {
    if (is_told(doc, i)) append_node(out, doc, i);
    if (doc_node(doc, i)->kind == DOC_TABLE) i = doc_node(doc, i)->last;
  }
}

char *report_write_explanation(const Doc *const *papers, size_t count) {
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < count; i++) {
    const char *title = doc_particular(papers[i], "title");
    if (count > 1)
      g_string_append_printf(out, "%spaper %zu%s%s\n\n", i ? "\n" : "", i + 1, title ? ": " : "",
                             title ? title : "");
    append_paper(out, papers[i]);
  }
  return g_string_free(out, FALSE);
}
