/* A paper as JSON, redraft-paper/1 (docs/paper.schema.json). */
#include "model/forms.h"
#include "model/doc_json.h"

#include <jansson.h>
#include <stdlib.h>

static json_t *block_to_json(const Doc *doc, uint32_t i);

static void set_page(json_t *object, const DocNode *node) {
  if (node->page) json_object_set_new(object, "page", json_integer(node->page));
}

static json_t *children_to_json(const Doc *doc, uint32_t i) {
  json_t *blocks = json_array();
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c))
    json_array_append_new(blocks, block_to_json(doc, c));
  return blocks;
}

static void section_to_json(json_t *block, const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  json_t *heading = json_pack("{s:s}", "text", node->text);
  if (*node->label) json_object_set_new(heading, "number", json_string(node->label));
  json_object_set_new(heading, "level", json_integer(node->level));
  json_object_set_new(block, "heading", heading);
  json_object_set_new(block, "blocks", children_to_json(doc, i));
}

/* What a list flattened for its depth holds directly is an item without a label. */
static json_t *item_blocks(const Doc *doc, uint32_t i) {
  if (doc_node(doc, i)->kind == DOC_ITEM) return children_to_json(doc, i);
  json_t *blocks = json_array();
  json_array_append_new(blocks, block_to_json(doc, i));
  return blocks;
}

static void list_to_json(json_t *block, const Doc *doc, uint32_t i) {
  json_t *items = json_array();
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
    json_t *item = json_pack("{s:s, s:o}", "label", doc_node(doc, c)->label, "blocks", item_blocks(doc, c));
    set_page(item, doc_node(doc, c));
    json_array_append_new(items, item);
  }
  json_object_set_new(block, "items", items);
}

static json_t *row_to_json(const Doc *doc, uint32_t i) {
  json_t *cells = json_array();
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
    const DocNode *cell = doc_node(doc, c);
    g_autofree char *text = doc_subtree_text(doc, c, " ");
    json_array_append_new(cells, json_pack("{s:s, s:b, s:i, s:i}", "text", text, "header", cell->header,
                                           "colspan", cell->colspan, "rowspan", cell->rowspan));
  }
  return json_pack("{s:o}", "cells", cells);
}

static void table_to_json(json_t *block, const Doc *doc, uint32_t i) {
  json_t *rows = json_array();
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c))
    json_array_append_new(rows, row_to_json(doc, c));
  json_object_set_new(block, "rows", rows);
}

static json_t *runs_to_json(const DocNode *node) {
  static const char *const names[] = {"strong", "emphasis", "struck", "superscript", "link"};
  json_t *runs = json_array();
  for (uint32_t r = 0; r < node->run_count; r++) {
    const DocRun *run = &node->runs[r];
    g_autofree char *text = g_strndup(node->text + run->start, run->end - run->start);
    json_t *styles = json_array();
    for (unsigned s = 0; s < G_N_ELEMENTS(names); s++)
      if (run->style & (1u << s)) json_array_append_new(styles, json_string(names[s]));
    json_t *entry = json_pack("{s:s, s:o}", "text", text, "styles", styles);
    if (*run->target) json_object_set_new(entry, "target", json_string(run->target));
    json_array_append_new(runs, entry);
  }
  return runs;
}

static void text_to_json(json_t *block, const DocNode *node) {
  json_object_set_new(block, "text", json_string(node->text));
  if (*node->label) json_object_set_new(block, "label", json_string(node->label));
  if (node->particulars) json_object_set_new(block, "role", json_string("particulars"));
  if (node->run_count) json_object_set_new(block, "runs", runs_to_json(node));
}

static json_t *block_to_json(const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  json_t *block = json_pack("{s:s}", "type", doc_kind_name(node->kind));
  switch (node->kind) {
  case DOC_SECTION: section_to_json(block, doc, i); break;
  case DOC_LIST: list_to_json(block, doc, i); break;
  case DOC_TABLE: table_to_json(block, doc, i); break;
  default: text_to_json(block, node); break;
  }
  set_page(block, node);
  return block;
}

json_t *doc_notes_json(const Doc *doc) {
  json_t *notes = json_array();
  for (uint32_t i = 0; i < doc_note_count(doc); i++) {
    const DocNote *note = doc_note_at(doc, i);
    json_t *entry = json_object();
    if (note->page) json_object_set_new(entry, "page", json_integer(note->page));
    json_object_set_new(entry, "what", json_string(note->what));
    json_object_set_new(entry, "lost", json_boolean(note->lost));
    json_array_append_new(notes, entry);
  }
  return notes;
}

json_t *doc_particulars_json(const Doc *doc) {
  json_t *particulars = json_object();
  for (uint32_t i = 0; i < doc_particular_count(doc); i++) {
    const DocParticular *p = doc_particular_at(doc, i);
    json_object_set_new(particulars, p->key, json_string(p->value));
  }
  return particulars;
}

static json_t *furniture_to_json(const Doc *doc) {
  json_t *furniture = json_array();
  for (uint32_t i = 0; i < doc_furniture_count(doc); i++) {
    const DocFurniture *f = doc_furniture_at(doc, i);
    json_t *entry = json_object();
    if (f->page) json_object_set_new(entry, "page", json_integer(f->page));
    json_object_set_new(entry, "text", json_string(f->text));
    json_array_append_new(furniture, entry);
  }
  return furniture;
}

static json_t *doc_json(const Doc *doc) {
  return json_pack("{s:s, s:b, s:o, s:o, s:o, s:o}", "format", "redraft-paper/1", "complete",
                   doc_complete(doc), "notes", doc_notes_json(doc), "particulars", doc_particulars_json(doc),
                   "furniture", furniture_to_json(doc), "blocks", children_to_json(doc, 0));
}

/* jansson allocates with malloc; the callers of the forms free with g_free, which is free since GLib 2.46. */
static char *take(json_t *json) {
  char *text = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  return text;
}

char *doc_to_json(const Doc *doc) { return take(doc_json(doc)); }

char *doc_papers_to_json(const Doc *const *papers, size_t count) {
  if (count == 1) return doc_to_json(papers[0]);
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++) json_array_append_new(array, doc_json(papers[i]));
  return take(json_pack("{s:s, s:o}", "format", "redraft-paper/1", "papers", array));
}
