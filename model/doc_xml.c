/* The canonical XML of a paper, as it is stored (docs/paper.rng), and back.
 *
 *     <paper format="redraft-paper/1">
 *       <particular key="title">...</particular>  <remark page="7" lost="true">...</remark>  <furniture page="1">...</furniture>
 *       <section level="2" number="1."><heading>Introduction</heading>
 *         <paragraph page="1" box="72.00 90.10 523.00 120.40">text <run style="strong">bold</run> commis<join kind="hyphen"/>-sioning</paragraph>
 *
 * A block a line, so that git's line diff stays small. Reading pushes into the builder, so that a stored file that
 * was tampered with cannot make a tree that no reader could. */
#include "model/builder.h"
#include "model/forms.h"

#include <libxml/xmlreader.h>
#include <libxml/xmlwriter.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK(redraft - doc - error - quark, doc_error)

static const char *const style_names[] = {"strong", "emphasis", "struck", "superscript", "link"};
static const char *const join_names[] = {"hyphen", "dropped", "space"};

/* ---- writing */

static void attribute(xmlTextWriter *w, const char *name, const char *value) {
  if (*value) xmlTextWriterWriteAttribute(w, BAD_CAST name, BAD_CAST value);
}

static void number_attribute(xmlTextWriter *w, const char *name, unsigned value, unsigned unless) {
  if (value != unless) xmlTextWriterWriteFormatAttribute(w, BAD_CAST name, "%u", value);
}

static void write_box(xmlTextWriter *w, const DocBox *box) {
  if (box->x0 == box->x1 && box->y0 == box->y1) return;
  char n[4][G_ASCII_DTOSTR_BUF_SIZE];
  const float values[] = {box->x0, box->y0, box->x1, box->y1};
  for (int i = 0; i < 4; i++) g_ascii_formatd(n[i], sizeof n[i], "%.2f", values[i]);
  xmlTextWriterWriteFormatAttribute(w, BAD_CAST "box", "%s %s %s %s", n[0], n[1], n[2], n[3]);
}

static void write_attributes(xmlTextWriter *w, const DocNode *node) {
  number_attribute(w, "level", node->level, 0);
  attribute(w, node->kind == DOC_SECTION ? "number" : "label", node->label);
  if (node->header) attribute(w, "header", "true");
  if (node->particulars) attribute(w, "role", "particulars");
  number_attribute(w, "colspan", node->colspan, 1);
  number_attribute(w, "rowspan", node->rowspan, 1);
  number_attribute(w, "page", node->page, 0);
  write_box(w, &node->box);
}

static void write_figure(xmlTextWriter *w, const DocFigure *figure) {
  attribute(w, "hash", figure->hash);
  attribute(w, "look", figure->look);
  attribute(w, "alt", figure->alt);
  attribute(w, "caption", figure->caption);
}

static void write_bytes(xmlTextWriter *w, const char *text, uint32_t start, uint32_t end) {
  g_autofree char *piece = g_strndup(text + start, end - start);
  xmlTextWriterWriteString(w, BAD_CAST piece);
}

static char *style_attribute(unsigned style) {
  GString *out = g_string_new(NULL);
  for (unsigned s = 0; s < G_N_ELEMENTS(style_names); s++)
    if (style & (1u << s)) g_string_append_printf(out, "%s%s", out->len ? " " : "", style_names[s]);
  return g_string_free(out, FALSE);
}

/* Bytes start .. end with the joins that lie there; `*join` is the next one. */
static void write_joined(xmlTextWriter *w, const DocNode *node, uint32_t start, uint32_t end,
                         uint32_t *join) {
  for (; *join < node->join_count && node->joins[*join].at < end; ++*join) {
    write_bytes(w, node->text, start, node->joins[*join].at);
    start = node->joins[*join].at;
    xmlTextWriterStartElement(w, BAD_CAST "join");
    attribute(w, "kind", join_names[node->joins[*join].kind]);
    xmlTextWriterEndElement(w);
  }
  write_bytes(w, node->text, start, end);
}

static void write_inline(xmlTextWriter *w, const DocNode *node) {
  uint32_t at = 0, join = 0;
  for (uint32_t r = 0; r < node->run_count; r++) {
    const DocRun *run = &node->runs[r];
    write_joined(w, node, at, run->start, &join);
    g_autofree char *style = style_attribute(run->style);
    xmlTextWriterStartElement(w, BAD_CAST "run");
    attribute(w, "style", style);
    attribute(w, "target", run->target);
    write_joined(w, node, run->start, run->end, &join);
    xmlTextWriterEndElement(w);
    at = run->end;
  }
  write_joined(w, node, at, (uint32_t)strlen(node->text), &join);
}

static void write_node(xmlTextWriter *w, const Doc *doc, uint32_t i) {
  const DocNode *node = doc_node(doc, i);
  xmlTextWriterStartElement(w, BAD_CAST doc_kind_name(node->kind));
  write_attributes(w, node);
  if (node->figure) write_figure(w, node->figure);
  bool in_heading = node->kind == DOC_SECTION || (node->kind == DOC_CELL && node->last > i);
  if (in_heading) xmlTextWriterStartElement(w, BAD_CAST "heading");
  if (doc_kind_has_text(node->kind)) write_inline(w, node);
  if (in_heading) xmlTextWriterEndElement(w);
  for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
    xmlTextWriterWriteRaw(w, BAD_CAST "\n");
    write_node(w, doc, c);
  }
  if (node->last > i) xmlTextWriterWriteRaw(w, BAD_CAST "\n");
  xmlTextWriterEndElement(w);
}

static void write_fact(xmlTextWriter *w, const char *element, const char *key, const char *value,
                       uint32_t page, bool lost) {
  xmlTextWriterStartElement(w, BAD_CAST element);
  if (key) attribute(w, "key", key);
  number_attribute(w, "page", page, 0);
  if (lost) attribute(w, "lost", "true");
  xmlTextWriterWriteString(w, BAD_CAST value);
  xmlTextWriterEndElement(w);
  xmlTextWriterWriteRaw(w, BAD_CAST "\n");
}

static void write_facts(xmlTextWriter *w, const Doc *doc) {
  for (uint32_t i = 0; i < doc_particular_count(doc); i++) {
    const DocParticular *p = doc_particular_at(doc, i);
    write_fact(w, "particular", p->key, p->value, 0, false);
  }
  for (uint32_t i = 0; i < doc_note_count(doc); i++) {
    const DocNote *n = doc_note_at(doc, i);
    write_fact(w, "remark", NULL, n->what, n->page, n->lost);
  }
  for (uint32_t i = 0; i < doc_furniture_count(doc); i++) {
    const DocFurniture *f = doc_furniture_at(doc, i);
    write_fact(w, "furniture", NULL, f->text, f->page, false);
  }
}

char *doc_to_xml(const Doc *doc) {
  xmlBuffer *buffer = xmlBufferCreate();
  xmlTextWriter *w = xmlNewTextWriterMemory(buffer, 0);
  xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
  xmlTextWriterStartElement(w, BAD_CAST "paper");
  attribute(w, "format", "redraft-paper/1");
  xmlTextWriterWriteRaw(w, BAD_CAST "\n");
  write_facts(w, doc);
  for (uint32_t c = doc_first_child(doc, 0); c; c = doc_next_sibling(doc, c)) {
    write_node(w, doc, c);
    xmlTextWriterWriteRaw(w, BAD_CAST "\n");
  }
  xmlTextWriterEndElement(w);
  xmlTextWriterEndDocument(w);
  xmlFreeTextWriter(w);
  char *xml = g_strdup((const char *)xmlBufferContent(buffer));
  xmlBufferFree(buffer);
  return xml;
}

/* ---- reading */

static char *get(xmlTextReader *r, const char *name) {
  xmlChar *value = xmlTextReaderGetAttribute(r, BAD_CAST name);
  char *copy = g_strdup(value ? (const char *)value : "");
  xmlFree(value);
  return copy;
}

static unsigned get_number(xmlTextReader *r, const char *name, unsigned otherwise) {
  g_autofree char *value = get(r, name);
  return *value ? (unsigned)MIN(g_ascii_strtoull(value, NULL, 10), G_MAXINT32) : otherwise;
}

static bool get_box(xmlTextReader *r, DocBox *box) {
  g_autofree char *value = get(r, "box");
  if (!*value) return false;
  char *p = value;
  float *const to[] = {&box->x0, &box->y0, &box->x1, &box->y1};
  for (int i = 0; i < 4; i++) *to[i] = (float)g_ascii_strtod(p, &p);
  return true;
}

static int find_name(const char *name, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (g_str_equal(name, names[i])) return (int)i;
  return -1;
}

static int find_kind(const char *name) {
  for (int k = DOC_SECTION; k < DOC_KINDS; k++)
    if (g_str_equal(name, doc_kind_name((DocKind)k))) return k;
  return -1;
}

static void begin_node(xmlTextReader *r, DocBuilder *b, DocKind kind) {
  DocBox box;
  bool has_box = get_box(r, &box);
  doc_builder_place(b, get_number(r, "page", 0), has_box ? &box : NULL);
  g_autofree char *label = get(r, kind == DOC_SECTION ? "number" : "label");
  g_autofree char *header = get(r, "header"), *role = get(r, "role");
  if (kind == DOC_SECTION) {
    doc_builder_section(b, get_number(r, "level", 1), label);
  } else {
    doc_builder_open(b, kind);
    doc_builder_label(b, label);
  }
  if (g_str_equal(header, "true")) doc_builder_header(b);
  if (g_str_equal(role, "particulars")) doc_builder_mark_particulars(b);
  doc_builder_span(b, get_number(r, "colspan", 1), get_number(r, "rowspan", 1));
}

static void begin_figure(xmlTextReader *r, DocBuilder *b) {
  g_autofree char *hash = get(r, "hash"), *look = get(r, "look"), *alt = get(r, "alt"),
                  *caption = get(r, "caption");
  doc_builder_figure(b, &(DocFigure){hash, look, alt, caption});
}

static void begin_run(xmlTextReader *r, DocBuilder *b) {
  g_autofree char *names = get(r, "style"), *target = get(r, "target");
  g_auto(GStrv) list = g_strsplit(names, " ", -1);
  unsigned style = 0;
  for (char **name = list; *name; name++) {
    int s = find_name(*name, style_names, G_N_ELEMENTS(style_names));
    if (s >= 0) style |= 1u << s;
  }
  doc_builder_style(b, style, target);
}

static char *inner_text(xmlTextReader *r) {
  xmlChar *text = xmlTextReaderReadString(r);
  char *copy = g_strdup(text ? (const char *)text : "");
  xmlFree(text);
  return copy;
}

/* True where the element was a fact of the paper and not part of its text. */
static bool read_fact(xmlTextReader *r, DocBuilder *b, const char *name) {
  if (xmlTextReaderDepth(r) != 1) return false;
  if (g_str_equal(name, "particular")) {
    g_autofree char *key = get(r, "key"), *value = inner_text(r);
    doc_builder_particular(b, key, value);
  } else if (g_str_equal(name, "furniture")) {
    g_autofree char *text = inner_text(r);
    doc_builder_furniture(b, get_number(r, "page", 0), text);
  } else if (g_str_equal(name, "remark")) {
    g_autofree char *text = inner_text(r), *lost = get(r, "lost");
    doc_builder_note(b, get_number(r, "page", 0), g_str_equal(lost, "true"), "%s", text);
  } else {
    return false;
  }
  return true;
}

static void begin_element(xmlTextReader *r, DocBuilder *b, const char *name) {
  int kind = find_kind(name);
  if (kind >= 0) {
    begin_node(r, b, (DocKind)kind);
    if (kind == DOC_FIGURE) begin_figure(r, b);
    if (xmlTextReaderIsEmptyElement(r)) doc_builder_close(b);
  } else if (g_str_equal(name, "run")) {
    begin_run(r, b);
  } else if (g_str_equal(name, "join")) {
    g_autofree char *value = get(r, "kind");
    int join = find_name(value, join_names, G_N_ELEMENTS(join_names));
    if (join >= 0) doc_builder_join(b, (DocJoinKind)join);
  }
}

static void end_element(DocBuilder *b, const char *name) {
  int kind = find_kind(name);
  if (g_str_equal(name, "run"))
    doc_builder_style(b, 0, "");
  else if (kind >= DOC_SECTION)
    doc_builder_close(b);
}

static bool in_preformatted(xmlTextReader *r) {
  for (const xmlNode *node = xmlTextReaderCurrentNode(r); node; node = node->parent)
    if (node->name && g_str_equal((const char *)node->name, "preformatted")) return true;
  return false;
}

/* Handles the node the reader is at; a fact's inside is skipped. Returns what xmlTextReaderRead would. */
static int read_step(xmlTextReader *r, DocBuilder *b) {
  const char *name = (const char *)xmlTextReaderConstName(r);
  switch (xmlTextReaderNodeType(r)) {
  case XML_READER_TYPE_ELEMENT:
    if (read_fact(r, b, name)) return xmlTextReaderNext(r);
    begin_element(r, b, name);
    break;
  case XML_READER_TYPE_END_ELEMENT: end_element(b, name); break;
  case XML_READER_TYPE_TEXT:
  case XML_READER_TYPE_CDATA:
  case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
  case XML_READER_TYPE_WHITESPACE: {
    const char *text = (const char *)xmlTextReaderConstValue(r);
    bool between_blocks = *text == '\n' && strspn(text, "\n ") == strlen(text);
    if (!between_blocks || in_preformatted(r)) doc_builder_text(b, text, -1);
    break;
  }
  default: break;
  }
  return xmlTextReaderRead(r);
}

static bool is_paper(xmlTextReader *r) {
  if (!g_str_equal((const char *)xmlTextReaderConstName(r), "paper")) return false;
  g_autofree char *format = get(r, "format");
  return g_str_equal(format, "redraft-paper/1");
}

static void on_xml_error(void *user, const char *message, xmlParserSeverities severity,
                         xmlTextReaderLocatorPtr at) {
  (void)severity;
  GString *first = user;
  if (first->len == 0) g_string_printf(first, "line %d: %s", xmlTextReaderLocatorLineNumber(at), message);
  g_strchomp(first->str);
}

Doc *doc_from_xml(const char *xml, gsize len, GError **error) {
  g_autoptr(GString) problem = g_string_new(NULL);
  xmlTextReader *r = len <= G_MAXINT
                         ? xmlReaderForMemory(xml, (int)len, NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_HUGE)
                         : NULL;
  if (r) xmlTextReaderSetErrorHandler(r, on_xml_error, problem);
  g_autoptr(DocBuilder) b = doc_builder_new();
  int more = r ? xmlTextReaderRead(r) : -1;
  if (more == 1 && !is_paper(r)) {
    g_string_assign(problem, "not a redraft-paper/1");
    more = -1;
  }
  while (more == 1) more = read_step(r, b);
  if (r) xmlFreeTextReader(r);
  if (more == 0) return doc_builder_finish(g_steal_pointer(&b));
  g_set_error(error, DOC_ERROR, DOC_ERROR_XML, "xml: %s", problem->len ? problem->str : "cannot be read");
  return NULL;
}
