/* Two plain forms: the words, a block a line; and the dump, a fact a line, for goldens and for looking. */
#include "model/forms.h"

#include <string.h>

static void append_row_text(GString *out, const Doc *doc, uint32_t row) {
  for (uint32_t c = doc_first_child(doc, row); c; c = doc_next_sibling(doc, c)) {
    g_autofree char *text = doc_subtree_text(doc, c, " ");
    g_string_append_printf(out, "%s%s", c > row + 1 ? "\t" : "", text);
  }
  g_string_append_c(out, '\n');
}

char *doc_to_text(const Doc *doc) {
  GString *out = g_string_new(NULL);
  const char *pending = ""; /* an item's label stands before its first block's words */
  for (uint32_t i = 1; i < doc_count(doc); i++) {
    const DocNode *node = doc_node(doc, i);
    if (node->kind == DOC_ROW) {
      append_row_text(out, doc, i);
      i = node->last;
    } else if (node->kind == DOC_ITEM) {
      pending = node->label;
    } else if (doc_kind_has_text(node->kind)) {
      const char *label = *node->label ? node->label : pending;
      g_string_append_printf(out, "%s%s%s\n", label, *label ? " " : "", node->text);
      pending = "";
    }
  }
  return g_string_free(out, FALSE);
}

static void append_attributes(GString *out, const DocNode *node) {
  if (node->level) g_string_append_printf(out, " level=%u", node->level);
  if (*node->label) g_string_append_printf(out, " label=\"%s\"", node->label);
  if (node->header) g_string_append(out, " header");
  if (node->particulars) g_string_append(out, " particulars");
  if (node->colspan > 1) g_string_append_printf(out, " colspan=%u", node->colspan);
  if (node->rowspan > 1) g_string_append_printf(out, " rowspan=%u", node->rowspan);
  if (node->page) g_string_append_printf(out, " page=%u", node->page);
  if (node->figure && *node->figure->hash) g_string_append_printf(out, " hash=%.12s", node->figure->hash);
  if (node->figure && *node->figure->look)
    g_string_append_printf(out, " size=%.*s", (int)strcspn(node->figure->look, ":"), node->figure->look);
  if (node->figure && *node->figure->alt) g_string_append_printf(out, " alt=\"%s\"", node->figure->alt);
  if (node->figure && *node->figure->caption)
    g_string_append_printf(out, " caption=\"%s\"", node->figure->caption);
  for (uint32_t j = 0; j < node->join_count; j++)
    g_string_append_printf(out, " join=%u%c", node->joins[j].at, "hds"[node->joins[j].kind]);
}

char *doc_to_dump(const Doc *doc) {
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < doc_particular_count(doc); i++)
    g_string_append_printf(out, "particular %s: %s\n", doc_particular_at(doc, i)->key,
                           doc_particular_at(doc, i)->value);
  for (uint32_t i = 0; i < doc_note_count(doc); i++) {
    const DocNote *note = doc_note_at(doc, i);
    g_string_append_printf(out, "note%s page=%u: %s\n", note->lost ? " lost" : "", note->page, note->what);
  }
  for (uint32_t i = 0; i < doc_furniture_count(doc); i++)
    g_string_append_printf(out, "furniture page=%u: %s\n", doc_furniture_at(doc, i)->page,
                           doc_furniture_at(doc, i)->text);
  for (uint32_t i = 1; i < doc_count(doc); i++) {
    const DocNode *node = doc_node(doc, i);
    g_string_append_printf(out, "%*s%s", 2 * (node->depth - 1), "", doc_kind_name(node->kind));
    append_attributes(out, node);
    if (*node->text) g_string_append_printf(out, ": %s", node->text);
    g_string_append_c(out, '\n');
  }
  return g_string_free(out, FALSE);
}
