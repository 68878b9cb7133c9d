/* A paper as JSON, redraft-paper/1 (docs/paper.schema.json).
 *
 * Written block by block: jansson makes the text of what holds no blocks, and of the head of what does, whose
 * blocks then follow. So a paper of thousands of pages is never a tree of JSON values as well. */
#include "model/doc_json.h"
#include "model/forms.h"

#include <jansson.h>

static void append_block(GString *out, const Doc *doc, uint32_t i);

/* ---- text */

static int append_bytes(const char *bytes, size_t size, void *out) {
  g_string_append_len(out, bytes, (gssize)size);
  return 0;
}

/* Takes the value over. */
static void append_json(GString *out, json_t *value) {
  json_dump_callback(value, append_bytes, out, JSON_COMPACT);
  json_decref(value);
}

/* An object with a last member that is an array still to be written: {"type":"list","items":[ */
static void open_array(GString *out, json_t *head, const char *member) {
  append_json(out, head);
  g_string_truncate(out, out->len - 1);
  g_string_append_printf(out, "%s\"%s\":[", out->str[out->len - 1] == '{' ? "" : ",", member);
}

static void close_array(GString *out) { g_string_append(out, "]}"); }

/* Before a value of an array. */
static void part(GString *out) {
  if (out->str[out->len - 1] != '[') g_string_append_c(out, ',');
}

static void set_page(json_t *object, const DocNode *node) {
  if (node->page) json_object_set_new(object, "page", json_integer(node->page));
}

static void set_why(json_t *object, const char *why) {
  if (*why) json_object_set_new(object, "why", json_string(why));
}

/* ---- blocks */

static json_t *block_head(const DocNode *node) {
  json_t *head = json_pack("{s:s}", "type", doc_kind_name(node->kind));
  set_page(head, node);
  set_why(head, node->why);
  return head;
}

static void append_children(GString *out, const Doc *doc, uint32_t i) {
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
    part(out);
    append_block(out, doc, c);
  }
}

static void append_section(GString *out, const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  json_t *block = block_head(node), *heading = json_pack("{s:s}", "text", node->text);
  if (*node->label) json_object_set_new(heading, "number", json_string(node->label));
  json_object_set_new(heading, "level", json_integer(node->level));
  json_object_set_new(block, "heading", heading);
  open_array(out, block, "blocks");
  append_children(out, doc, i);
  close_array(out);
}

/* What a list flattened for its depth holds directly is an item without a label. */
static void append_item(GString *out, const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  json_t *item = json_pack("{s:s}", "label", node->label);
  set_page(item, node);
  set_why(item, node->why);
  open_array(out, item, "blocks");
  if (node->kind == DOC_ITEM)
    append_children(out, doc, i);
  else
    append_block(out, doc, i);
  close_array(out);
}

static void append_list(GString *out, const Doc *doc, uint32_t i) {
  open_array(out, block_head(doc_node(doc, i)), "items");
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
    part(out);
    append_item(out, doc, c);
  }
  close_array(out);
}

static void append_row(GString *out, const Doc *doc, uint32_t i) {
  open_array(out, json_object(), "cells");
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
    const DocNode *cell = doc_node(doc, c);
    g_autofree char *text = doc_subtree_text(doc, c, " ");
    part(out);
    append_json(out, json_pack("{s:s, s:b, s:i, s:i}", "text", text, "header", cell->header, "colspan",
                               cell->colspan, "rowspan", cell->rowspan));
  }
  close_array(out);
}

static void append_table(GString *out, const Doc *doc, uint32_t i) {
  open_array(out, block_head(doc_node(doc, i)), "rows");
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
    part(out);
    append_row(out, doc, c);
  }
  close_array(out);
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

static void append_text_block(GString *out, const DocNode *node) {
  json_t *block = block_head(node);
  json_object_set_new(block, "text", json_string(node->text));
  if (*node->label) json_object_set_new(block, "label", json_string(node->label));
  if (node->particulars) json_object_set_new(block, "role", json_string("particulars"));
  if (node->run_count) json_object_set_new(block, "runs", runs_to_json(node));
  append_json(out, block);
}

static void append_figure(GString *out, const DocNode *node) {
  json_t *block = block_head(node);
  const char *const members[][2] = {
      {"hash", node->figure->hash}, {"alt", node->figure->alt}, {"caption", node->figure->caption}};
  for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
    if (*members[i][1]) json_object_set_new(block, members[i][0], json_string(members[i][1]));
  append_json(out, block);
}

static void append_block(GString *out, const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  switch (node->kind) {
  case DOC_SECTION: append_section(out, doc, i); break;
  case DOC_LIST: append_list(out, doc, i); break;
  case DOC_TABLE: append_table(out, doc, i); break;
  case DOC_FIGURE: append_figure(out, node); break;
  default: append_text_block(out, node); break;
  }
}

/* ---- papers */

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
    set_why(entry, f->why);
    json_array_append_new(furniture, entry);
  }
  return furniture;
}

/* The pages that have a printed number. */
static json_t *pages_to_json(const Doc *doc) {
  json_t *pages = json_array();
  g_autoptr(GPtrArray) printed = doc_printed_pages(doc);
  for (uint32_t page = 1; page < printed->len; page++) {
    const char *number = doc_printed_page(printed, page);
    if (number) json_array_append_new(pages, json_pack("{s:i, s:s}", "page", (int)page, "printed", number));
  }
  return pages;
}

static void append_paper(GString *out, const Doc *doc) {
  open_array(out,
             json_pack("{s:s, s:b, s:o, s:o, s:o, s:o}", "format", "redraft-paper/1", "complete",
                       doc_complete(doc), "notes", doc_notes_json(doc), "particulars",
                       doc_particulars_json(doc), "furniture", furniture_to_json(doc), "pages",
                       pages_to_json(doc)),
             "blocks");
  append_children(out, doc, 0);
  close_array(out);
}

void doc_append_papers_json(GString *out, const Doc *const *papers, size_t count) {
  if (count == 1) {
    append_paper(out, papers[0]);
    return;
  }
  open_array(out, json_pack("{s:s}", "format", "redraft-paper/1"), "papers");
  for (size_t i = 0; i < count; i++) {
    part(out);
    append_paper(out, papers[i]);
  }
  close_array(out);
}

char *doc_to_json(const Doc *doc) {
  GString *out = g_string_new(NULL);
  append_paper(out, doc);
  return g_string_free(out, FALSE);
}
