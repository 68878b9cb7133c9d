/* The tree's accessors: everything here is a loop over the pre-order array. */
#include "model/doc_priv.h"
#include "model/memory.h"
#include "model/text.h"

#include <string.h>

enum { KEYS_CHUNK_BYTES = 4096 };

Doc *doc_new(gsize chunk_bytes) {
  Doc *doc = g_new0(Doc, 1);
  doc->nodes = g_array_new(FALSE, TRUE, sizeof(DocNode));
  doc->runs = g_array_new(FALSE, TRUE, sizeof(DocRun));
  doc->joins = g_array_new(FALSE, TRUE, sizeof(DocJoin));
  doc->figures = g_array_new(FALSE, TRUE, sizeof(DocFigure));
  doc->particulars = g_array_new(FALSE, TRUE, sizeof(DocParticular));
  doc->notes = g_array_new(FALSE, TRUE, sizeof(DocNote));
  doc->furniture = g_array_new(FALSE, TRUE, sizeof(DocFurniture));
  doc->strings = g_rc_box_new(DocStrings);
  doc->strings->chunk = g_string_chunk_new(chunk_bytes);
  doc->keys = g_ptr_array_new();
  return doc;
}

static void strings_clear(gpointer strings) { g_string_chunk_free(((DocStrings *)strings)->chunk); }

void doc_free(Doc *doc) {
  if (!doc) return;
  g_array_unref(doc->nodes);
  g_array_unref(doc->runs);
  g_array_unref(doc->joins);
  g_array_unref(doc->figures);
  g_array_unref(doc->particulars);
  g_array_unref(doc->notes);
  g_array_unref(doc->furniture);
  g_rc_box_release_full(doc->strings, strings_clear);
  if (doc->borrowed) g_rc_box_release_full(doc->borrowed, strings_clear);
  g_ptr_array_unref(doc->keys);
  if (doc->key_strings) g_string_chunk_free(doc->key_strings);
  g_clear_pointer(&doc->bytes, g_bytes_unref);
  g_free(doc);
}

uint32_t doc_count(const Doc *doc) { return doc->nodes->len; }

const DocNode *doc_node(const Doc *doc, uint32_t index) {
  g_assert(index < doc->nodes->len);
  return &g_array_index(doc->nodes, DocNode, index);
}

const char *doc_key(const Doc *doc, const DocNode *node) {
  if (!*node->text) return "";
  if (!doc->keys->len) {
    g_ptr_array_set_size(doc->keys, (gint)doc->nodes->len);
    ((Doc *)doc)->key_strings = g_string_chunk_new(KEYS_CHUNK_BYTES);
  }
  gpointer *key = &doc->keys->pdata[node - doc_node(doc, 0)];
  if (!*key) {
    g_autofree char *made = text_key(node->text, -1);
    *key = g_string_chunk_insert(doc->key_strings, made);
  }
  return *key;
}

void doc_forget_nodes(Doc *doc, uint32_t first, uint32_t end) {
  const DocNode *nodes = (const DocNode *)(gconstpointer)doc->nodes->data;
  memory_give_back(nodes + first, nodes + end);
}

uint32_t doc_join_from(const DocNode *node, uint32_t at) {
  uint32_t low = 0, high = node->join_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (node->joins[middle].at < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

uint32_t doc_first_child(const Doc *doc, uint32_t index) {
  return doc_node(doc, index)->last > index ? index + 1 : 0;
}

uint32_t doc_next_sibling(const Doc *doc, uint32_t index) {
  if (index == 0) return 0;
  const DocNode *node = doc_node(doc, index);
  return node->last < doc_node(doc, node->parent)->last ? node->last + 1 : 0;
}

bool doc_complete(const Doc *doc) {
  for (uint32_t i = 0; i < doc->notes->len; i++)
    if (g_array_index(doc->notes, DocNote, i).lost) return false;
  return true;
}

uint32_t doc_particular_count(const Doc *doc) { return doc->particulars->len; }

const DocParticular *doc_particular_at(const Doc *doc, uint32_t i) {
  g_assert(i < doc->particulars->len);
  return &g_array_index(doc->particulars, DocParticular, i);
}

const char *doc_particular(const Doc *doc, const char *key) {
  for (uint32_t i = 0; i < doc->particulars->len; i++)
    if (g_str_equal(doc_particular_at(doc, i)->key, key)) return doc_particular_at(doc, i)->value;
  return NULL;
}

uint32_t doc_note_count(const Doc *doc) { return doc->notes->len; }

const DocNote *doc_note_at(const Doc *doc, uint32_t i) {
  g_assert(i < doc->notes->len);
  return &g_array_index(doc->notes, DocNote, i);
}

uint32_t doc_furniture_count(const Doc *doc) { return doc->furniture->len; }

const DocFurniture *doc_furniture_at(const Doc *doc, uint32_t i) {
  g_assert(i < doc->furniture->len);
  return &g_array_index(doc->furniture, DocFurniture, i);
}

uint32_t doc_page_count(const Doc *doc) {
  uint32_t pages = 0;
  for (uint32_t i = 0; i < doc->nodes->len; i++) pages = MAX(pages, doc_node(doc, i)->page);
  return pages;
}

static const struct {
  const char *name;
  bool has_text;
} kinds[DOC_KINDS] = {
    [DOC_DOCUMENT] = {"document", false},
    [DOC_SECTION] = {"section", true},
    [DOC_PARAGRAPH] = {"paragraph", true},
    [DOC_LIST] = {"list", false},
    [DOC_ITEM] = {"item", false},
    [DOC_TABLE] = {"table", false},
    [DOC_ROW] = {"row", false},
    [DOC_CELL] = {"cell", true},
    [DOC_NOTE] = {"note", true},
    [DOC_FIGURE] = {"figure", false},
    [DOC_QUOTE] = {"quote", true},
    [DOC_PREFORMATTED] = {"preformatted", true},
};

bool doc_kind_has_text(DocKind kind) { return kinds[kind].has_text; }
const char *doc_kind_name(DocKind kind) { return kinds[kind].name; }

char *doc_subtree_text(const Doc *doc, uint32_t index, const char *separator) {
  GString *out = g_string_new(NULL);
  for (uint32_t i = index; i <= doc_node(doc, index)->last; i++) {
    const DocNode *node = doc_node(doc, i);
    if (!*node->text) continue;
    if (out->len) g_string_append(out, separator);
    g_string_append(out, node->text);
  }
  return g_string_free(out, FALSE);
}

static void path_append(const Doc *doc, uint32_t index, GString *out) {
  if (index == 0) return;
  const DocNode *node = doc_node(doc, index);
  path_append(doc, node->parent, out);
  unsigned position = 1;
  for (uint32_t s = doc_first_child(doc, node->parent); s != index; s = doc_next_sibling(doc, s))
    if (doc_node(doc, s)->kind == node->kind) position++;
  g_string_append_printf(out, "/%s[%u]", doc_kind_name(node->kind), position);
}

char *doc_path(const Doc *doc, uint32_t index) {
  GString *out = g_string_new(index ? NULL : "/");
  path_append(doc, index, out);
  return g_string_free(out, FALSE);
}

char **doc_section_path(const Doc *doc, uint32_t index) {
  GPtrArray *path = g_ptr_array_new();
  for (uint32_t i = index; i != 0;) {
    i = doc_node(doc, i)->parent;
    const DocNode *node = doc_node(doc, i);
    if (node->kind != DOC_SECTION) continue;
    g_ptr_array_insert(path, 0, g_strdup_printf("%s%s%s", node->label, *node->label ? " " : "", node->text));
  }
  g_ptr_array_add(path, NULL);
  return (char **)g_ptr_array_free(path, FALSE);
}

static bool runs_equal(const DocNode *a, const DocNode *b) {
  if (a->run_count != b->run_count) return false;
  for (uint32_t i = 0; i < a->run_count; i++) {
    const DocRun *x = &a->runs[i], *y = &b->runs[i];
    if (x->start != y->start || x->end != y->end || x->style != y->style || strcmp(x->target, y->target) != 0)
      return false;
  }
  return true;
}

static bool joins_equal(const DocNode *a, const DocNode *b) {
  if (a->join_count != b->join_count) return false;
  for (uint32_t i = 0; i < a->join_count; i++)
    if (a->joins[i].at != b->joins[i].at || a->joins[i].kind != b->joins[i].kind) return false;
  return true;
}

static bool boxes_equal(DocBox a, DocBox b) {
  return a.x0 == b.x0 && a.y0 == b.y0 && a.x1 == b.x1 && a.y1 == b.y1;
}

static bool figures_equal(const DocFigure *a, const DocFigure *b) {
  if (!a || !b) return a == b;
  return strcmp(a->hash, b->hash) == 0 && strcmp(a->look, b->look) == 0 && strcmp(a->alt, b->alt) == 0 &&
         strcmp(a->caption, b->caption) == 0;
}

static bool nodes_equal(const DocNode *a, const DocNode *b) {
  return a->kind == b->kind && a->parent == b->parent && a->last == b->last && a->level == b->level &&
         a->header == b->header && a->particulars == b->particulars && a->colspan == b->colspan &&
         a->rowspan == b->rowspan && a->page == b->page && boxes_equal(a->box, b->box) &&
         strcmp(a->label, b->label) == 0 && strcmp(a->text, b->text) == 0 && runs_equal(a, b) &&
         joins_equal(a, b) && figures_equal(a->figure, b->figure);
}

bool doc_equal(const Doc *a, const Doc *b) {
  if (doc_count(a) != doc_count(b) || doc_particular_count(a) != doc_particular_count(b) ||
      doc_note_count(a) != doc_note_count(b) || doc_furniture_count(a) != doc_furniture_count(b))
    return false;
  for (uint32_t i = 0; i < doc_count(a); i++)
    if (!nodes_equal(doc_node(a, i), doc_node(b, i))) return false;
  for (uint32_t i = 0; i < doc_particular_count(a); i++) {
    const DocParticular *x = doc_particular_at(a, i), *y = doc_particular_at(b, i);
    if (strcmp(x->key, y->key) != 0 || strcmp(x->value, y->value) != 0) return false;
  }
  for (uint32_t i = 0; i < doc_note_count(a); i++) {
    const DocNote *x = doc_note_at(a, i), *y = doc_note_at(b, i);
    if (x->page != y->page || x->lost != y->lost || strcmp(x->what, y->what) != 0) return false;
  }
  for (uint32_t i = 0; i < doc_furniture_count(a); i++) {
    const DocFurniture *x = doc_furniture_at(a, i), *y = doc_furniture_at(b, i);
    if (x->page != y->page || strcmp(x->text, y->text) != 0) return false;
  }
  return true;
}
