/* Pictures and charts of a DOCX -> figures (ECMA-376 part 1, 20.1, 20.4, 21.2; VML: part 4, 19). */
#include "ingest/docx_priv.h"

#include <stdlib.h>
#include <string.h>

/* Smaller ones are icons and ticks: as pdf_figures.c. */
enum { SIDE_MIN_PT = 40, EMU_PER_PT = 12700 };

static const xmlNode *ancestor(const xmlNode *node, const char *const *names) {
  for (; node && node->type == XML_ELEMENT_NODE; node = node->parent)
    for (const char *const *name = names; *name; name++)
      if (xml_is(node, *name)) return node;
  return NULL;
}

/* "width:120pt" of a shape's style; a large number where it is not said in points. */
static double style_length(const char *style, const char *property) {
  const char *at = style ? strstr(style, property) : NULL;
  if (!at) return SIDE_MIN_PT;
  char *end;
  double length = g_ascii_strtod(at + strlen(property), &end);
  return g_str_has_prefix(end, "pt") ? length : SIDE_MIN_PT;
}

static bool is_small(const xmlNode *frame, const xmlNode *shape) {
  const xmlNode *extent = xml_child(frame, "extent");
  int least = SIDE_MIN_PT * EMU_PER_PT;
  if (extent)
    return xml_attribute_int(extent, "cx", least) < least || xml_attribute_int(extent, "cy", least) < least;
  const char *style = shape ? xml_attribute(shape, "style") : NULL;
  return style_length(style, "width:") < SIDE_MIN_PT || style_length(style, "height:") < SIDE_MIN_PT;
}

/* What a chart says: the kinds of its plots, and its words and values. */
static GBytes *chart_words(DocxReader *r, const char *part) {
  ZipPartState state;
  xmlDoc *doc = xml_part_open(r->zip, part, &state);
  const xmlNode *chart = xml_child(xml_root(doc, "chartSpace"), "chart");
  if (!chart) {
    if (doc) xmlFreeDoc(doc);
    return NULL;
  }
  GString *words = g_string_new(NULL);
  const xmlNode *area = xml_child(chart, "plotArea");
  for (const xmlNode *plot = area ? area->children : NULL; plot; plot = plot->next)
    if (plot->type == XML_ELEMENT_NODE) g_string_append_printf(words, "%s\n", (const char *)plot->name);
  xmlChar *text = xmlNodeGetContent(chart);
  g_string_append(words, text ? (const char *)text : "");
  xmlFree(text);
  xmlFreeDoc(doc);
  return g_string_free_to_bytes(words);
}

OfficeBlock *docx_picture_read(DocxReader *r, const xmlNode *node) {
  static const char *const frames[] = {"inline", "anchor", NULL}, *const shapes[] = {"shape", "rect", NULL};
  const xmlNode *frame = ancestor(node, frames), *shape = frame ? NULL : ancestor(node, shapes);
  const xmlNode *names = xml_child(frame, "docPr");
  const char *id = xml_attribute(node, xml_is(node, "blip") ? "embed" : "id");
  const char *target = id ? g_hash_table_lookup(r->parts, id) : NULL;
  if (!target || is_small(frame, shape)) return NULL;
  ZipPartState state;
  g_autofree char *part = docx_resolve(r->folder, target);
  g_autoptr(GBytes) bytes =
      xml_is(node, "chart") ? chart_words(r, part) : zip_part_read(r->zip, part, &state);
  const char *alt = names ? xml_attribute(names, "descr") : shape ? xml_attribute(shape, "alt") : NULL;
  return bytes ? office_figure_new(bytes, alt) : NULL;
}
