/* Pictures and charts of an ODT -> figures (ODF 1.3 part 3, 10.4). */
#include "ingest/odt_priv.h"

/* Smaller ones are icons and ticks: as pdf_figures.c, in twentieths of a point. */
enum { SIDE_MIN = 40 * 20 };

static bool is_small(const xmlNode *frame) {
  const char *width = xml_attribute(frame, "width"), *height = xml_attribute(frame, "height");
  return (width && odt_length(width) < SIDE_MIN) || (height && odt_length(height) < SIDE_MIN);
}

/* What a chart says: its words and values; NULL of another object, as a formula. */
static GBytes *chart_words(OdtReader *r, const char *folder) {
  ZipPartState state;
  g_autofree char *part = g_strconcat(folder, "/content.xml", NULL);
  xmlDoc *doc = xml_part_open(r->zip, part, &state);
  const xmlNode *body = xml_child(xml_root(doc, "document-content"), "body"),
                *chart = xml_child(body, "chart");
  xmlChar *text = chart ? xmlNodeGetContent(chart) : NULL;
  GBytes *bytes = text ? g_bytes_new(text, (gsize)xmlStrlen(text)) : NULL;
  xmlFree(text);
  if (doc) xmlFreeDoc(doc);
  return bytes;
}

/* The text of svg:desc, else of svg:title; NULL where there is none. Caller frees. */
static char *alternative(const xmlNode *frame) {
  const xmlNode *named = xml_child(frame, "desc") ? xml_child(frame, "desc") : xml_child(frame, "title");
  xmlChar *text = named ? xmlNodeGetContent(named) : NULL;
  char *copy = g_strdup((const char *)text);
  xmlFree(text);
  return copy;
}

OfficeBlock *odt_picture_read(OdtReader *r, const xmlNode *node) {
  const char *target = xml_attribute(node, "href");
  if (!target || is_small(node->parent)) return NULL;
  if (g_str_has_prefix(target, "./")) target += 2;
  ZipPartState state;
  g_autoptr(GBytes) bytes =
      xml_is(node, "object") ? chart_words(r, target) : zip_part_read(r->zip, target, &state);
  g_autofree char *alt = alternative(node->parent);
  return bytes ? office_figure_new(bytes, alt) : NULL;
}
