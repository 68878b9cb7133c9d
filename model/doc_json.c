/* A paper as JSON, redraft-paper/1 (docs/paper.schema.json).
 *
 * Written straight into the text, member after member, each string by jansson: a tree of JSON values for each block took
 * four fifths of the time. A comma comes before each member and value but the first, which the last byte tells: only an
 * object or an array that was just opened ends in a brace or bracket that opens. */
#include "model/doc_json.h"
#include "model/forms.h"

#include <jansson.h>
#include <string.h>

static void append_block(GString *out, const Doc *doc, uint32_t i);

/* ---- text */

static int append_bytes(const char *bytes, size_t size, void *out) {
  g_string_append_len(out, bytes, (gssize)size);
  return 0;
}

/* Its text is UTF-8, as all that a paper holds. */
static void append_string(GString *out, const char *text, size_t length) {
  json_t *string = json_stringn_nocheck(text, length);
  json_dump_callback(string, append_bytes, out, JSON_COMPACT | JSON_ENCODE_ANY);
  json_decref(string);
}

/* Before a value of an array, or a member of an object. */
static void part(GString *out) {
  char last = out->str[out->len - 1];
  if (last != '[' && last != '{') g_string_append_c(out, ',');
}

static void put_key(GString *out, const char *key) {
  part(out);
  g_string_append_c(out, '"');
  g_string_append(out, key);
  g_string_append(out, "\":");
}

static void put_text(GString *out, const char *key, const char *text) {
  put_key(out, key);
  append_string(out, text, strlen(text));
}

static void put_text_if_any(GString *out, const char *key, const char *text) {
  if (*text) put_text(out, key, text);
}

static void put_number(GString *out, const char *key, unsigned number) {
  char digits[16];
  put_key(out, key);
  g_string_append_len(out, digits, g_snprintf(digits, sizeof digits, "%u", number));
}

static void put_flag(GString *out, const char *key, bool flag) {
  put_key(out, key);
  g_string_append(out, flag ? "true" : "false");
}

/* Takes the value over. */
static void put_value(GString *out, const char *key, json_t *value) {
  put_key(out, key);
  json_dump_callback(value, append_bytes, out, JSON_COMPACT);
  json_decref(value);
}

static void open_object(GString *out) {
  part(out);
  g_string_append_c(out, '{');
}

static void close_object(GString *out) { g_string_append_c(out, '}'); }

static void open_array(GString *out, const char *key) {
  put_key(out, key);
  g_string_append_c(out, '[');
}

static void close_array(GString *out) { g_string_append_c(out, ']'); }

static void put_page(GString *out, uint32_t page) {
  if (page) put_number(out, "page", page);
}

/* ---- blocks */

static void put_head(GString *out, const DocNode *node) {
  put_text(out, "type", doc_kind_name(node->kind));
  put_page(out, node->page);
  put_text_if_any(out, "why", node->why);
}

static void put_children(GString *out, const char *key, const Doc *doc, uint32_t i,
                         void (*append)(GString *, const Doc *, uint32_t)) {
  open_array(out, key);
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) append(out, doc, c);
  close_array(out);
}

static void put_section(GString *out, const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  put_key(out, "heading");
  g_string_append_c(out, '{');
  put_text(out, "text", node->text);
  put_text_if_any(out, "number", node->label);
  put_number(out, "level", node->level);
  close_object(out);
  put_children(out, "blocks", doc, i, append_block);
}

/* What a list flattened for its depth holds directly is an item without a label. */
static void append_item(GString *out, const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  open_object(out);
  put_text(out, "label", node->label);
  put_page(out, node->page);
  put_text_if_any(out, "why", node->why);
  if (node->kind == DOC_ITEM) {
    put_children(out, "blocks", doc, i, append_block);
  } else {
    open_array(out, "blocks");
    append_block(out, doc, i);
    close_array(out);
  }
  close_object(out);
}

static void append_cell(GString *out, const Doc *doc, uint32_t i) {
  const DocNode *cell = doc_node(doc, i);
  g_autofree char *text = doc_subtree_text(doc, i, " ");
  open_object(out);
  put_text(out, "text", text);
  put_flag(out, "header", cell->header);
  put_number(out, "colspan", cell->colspan);
  put_number(out, "rowspan", cell->rowspan);
  close_object(out);
}

static void append_row(GString *out, const Doc *doc, uint32_t i) {
  open_object(out);
  put_children(out, "cells", doc, i, append_cell);
  close_object(out);
}

static void append_run(GString *out, const DocNode *node, const DocRun *run) {
  static const char *const names[] = {"strong", "emphasis", "struck", "superscript", "link"};
  open_object(out);
  put_key(out, "text");
  append_string(out, node->text + run->start, run->end - run->start);
  open_array(out, "styles");
  for (unsigned s = 0; s < G_N_ELEMENTS(names); s++) {
    if (!(run->style & (1u << s))) continue;
    part(out);
    append_string(out, names[s], strlen(names[s]));
  }
  close_array(out);
  put_text_if_any(out, "target", run->target);
  close_object(out);
}

static void put_text_block(GString *out, const DocNode *node) {
  put_text(out, "text", node->text);
  put_text_if_any(out, "label", node->label);
  if (node->particulars) put_text(out, "role", "particulars");
  if (!node->run_count) return;
  open_array(out, "runs");
  for (uint32_t r = 0; r < node->run_count; r++) append_run(out, node, &node->runs[r]);
  close_array(out);
}

static void put_figure(GString *out, const DocFigure *figure) {
  put_text_if_any(out, "hash", figure->hash);
  put_text_if_any(out, "alt", figure->alt);
  put_text_if_any(out, "caption", figure->caption);
}

static void append_block(GString *out, const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  open_object(out);
  put_head(out, node);
  switch (node->kind) {
  case DOC_SECTION: put_section(out, doc, i); break;
  case DOC_LIST: put_children(out, "items", doc, i, append_item); break;
  case DOC_TABLE: put_children(out, "rows", doc, i, append_row); break;
  case DOC_FIGURE: put_figure(out, node->figure); break;
  default: put_text_block(out, node); break;
  }
  close_object(out);
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

static void put_furniture(GString *out, const Doc *doc) {
  open_array(out, "furniture");
  for (uint32_t i = 0; i < doc_furniture_count(doc); i++) {
    const DocFurniture *f = doc_furniture_at(doc, i);
    open_object(out);
    put_page(out, f->page);
    put_text(out, "text", f->text);
    put_text_if_any(out, "why", f->why);
    close_object(out);
  }
  close_array(out);
}

/* The pages that have a printed number. */
static void put_pages(GString *out, const Doc *doc) {
  g_autoptr(GPtrArray) printed = doc_printed_pages(doc);
  open_array(out, "pages");
  for (uint32_t page = 1; page < printed->len; page++) {
    const char *number = doc_printed_page(printed, page);
    if (!number) continue;
    open_object(out);
    put_number(out, "page", page);
    put_text(out, "printed", number);
    close_object(out);
  }
  close_array(out);
}

static void append_paper(GString *out, const Doc *doc) {
  g_string_append_c(out, '{');
  put_text(out, "format", "redraft-paper/1");
  put_flag(out, "complete", doc_complete(doc));
  put_value(out, "notes", doc_notes_json(doc));
  put_value(out, "particulars", doc_particulars_json(doc));
  put_furniture(out, doc);
  put_pages(out, doc);
  put_children(out, "blocks", doc, 0, append_block);
  close_object(out);
}

void doc_append_papers_json(GString *out, const Doc *const *papers, size_t count) {
  if (count == 1) {
    append_paper(out, papers[0]);
    return;
  }
  g_string_append_c(out, '{');
  put_text(out, "format", "redraft-paper/1");
  open_array(out, "papers");
  for (size_t i = 0; i < count; i++) {
    part(out);
    append_paper(out, papers[i]);
  }
  close_array(out);
  close_object(out);
}

char *doc_to_json(const Doc *doc) {
  GString *out = g_string_new(NULL);
  append_paper(out, doc);
  return g_string_free(out, FALSE);
}
