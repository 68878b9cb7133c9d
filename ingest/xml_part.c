/* An XML part of an office file, by libxml2's tree. */
#include "ingest/xml_part.h"

#include <libxml/parser.h>
#include <string.h>

/* A document type is refused as soon as it begins, before an entity of it can be declared. */
static void refuse_document_type(void *user, const xmlChar *name, const xmlChar *public_id,
                                 const xmlChar *system_id) {
  (void)name, (void)public_id, (void)system_id;
  xmlStopParser(user);
}

static xmlDoc *parse(GBytes *bytes, ZipPartState *state) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  xmlParserCtxt *context = xmlNewParserCtxt();
  context->sax->internalSubset = refuse_document_type;
  int options =
      XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA;
  xmlDoc *doc = xmlCtxtReadMemory(context, data, (int)size, NULL, NULL, options);
  if (!context->wellFormed) *state = ZIP_PART_DAMAGED;
  xmlFreeParserCtxt(context);
  if (doc && xmlDocGetRootElement(doc)) return doc;
  *state = ZIP_PART_DAMAGED;
  if (doc) xmlFreeDoc(doc);
  return NULL;
}

xmlDoc *xml_part_open(ZipParts *zip, const char *name, ZipPartState *state) {
  g_autoptr(GBytes) bytes = zip_part_read(zip, name, state);
  return bytes ? parse(bytes, state) : NULL;
}

xmlDoc *xml_part_open_noted(ZipParts *zip, const char *name, DocBuilder *notes) {
  static const char *const what[] = {[ZIP_PART_OK] = "",
                                     [ZIP_PART_MISSING] = "",
                                     [ZIP_PART_DAMAGED] = "is damaged",
                                     [ZIP_PART_TOO_LARGE] = "is too large",
                                     [ZIP_PART_ENCRYPTED] = "is encrypted"};
  ZipPartState state;
  xmlDoc *doc = xml_part_open(zip, name, &state);
  if (*what[state]) doc_builder_note(notes, 0, true, "%s %s", name, what[state]);
  return doc;
}

bool xml_is(const xmlNode *node, const char *name) {
  return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

const char *xml_attribute(const xmlNode *node, const char *name) {
  for (const xmlAttr *a = node ? node->properties : NULL; a; a = a->next) {
    if (strcmp((const char *)a->name, name) != 0) continue;
    return a->children && a->children->content ? (const char *)a->children->content : "";
  }
  return NULL;
}

bool xml_attribute_is(const xmlNode *node, const char *name, const char *value) {
  return g_strcmp0(xml_attribute(node, name), value) == 0;
}

int xml_attribute_int(const xmlNode *node, const char *name, int otherwise) {
  const char *value = xml_attribute(node, name);
  char *end = NULL;
  gint64 number = value ? g_ascii_strtoll(value, &end, 10) : 0;
  return value && end != value ? (int)CLAMP(number, -1000000, 1000000) : otherwise;
}

xmlNode *xml_child(const xmlNode *node, const char *name) {
  for (xmlNode *child = node ? node->children : NULL; child; child = child->next)
    if (xml_is(child, name)) return child;
  return NULL;
}

xmlNode *xml_next(const xmlNode *node, const char *name) {
  for (xmlNode *next = node->next; next; next = next->next)
    if (xml_is(next, name)) return next;
  return NULL;
}

xmlNode *xml_root(const xmlDoc *doc, const char *name) {
  xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
  return root && xml_is(root, name) ? root : NULL;
}
