/* An XML part of an office file: parsed without network, document type or entities, and walked by local
 * names.
 *
 * Namespaces are not looked at: the strict and the transitional form of WordprocessingML, and the versions of
 * OpenDocument, differ in nothing else, and no two elements that matter share a local name. */
#pragma once

#include "ingest/zip_part.h"
#include "model/builder.h"

#include <libxml/tree.h>

/* The part, the caller's to xmlFreeDoc; NULL where there is nothing to be had. A damaged part gives what
 * stands before the damage, with state ZIP_PART_DAMAGED. A document type declaration is damage: neither
 * ECMA-376 (part 2, 6.2.5) nor ODF knows one. Elements nest 256 deep at most, so that recursion over them is
 * safe. */
xmlDoc *xml_part_open(ZipParts *zip, const char *name, ZipPartState *state);

/* As above for a part without which the paper can be read in part; where it is not whole, a note says so. */
xmlDoc *xml_part_open_noted(ZipParts *zip, const char *name, DocBuilder *notes);

bool xml_is(const xmlNode *node, const char *name); /* an element of this local name */
/* An attribute by its local name; NULL where there is none. Valid as long as the part. */
const char *xml_attribute(const xmlNode *node, const char *name);
bool xml_attribute_is(const xmlNode *node, const char *name, const char *value);
/* A whole number; `otherwise` where there is none, or no number. Clamped to +-1,000,000. */
int xml_attribute_int(const xmlNode *node, const char *name, int otherwise);

xmlNode *xml_child(const xmlNode *node,
                   const char *name); /* the first of that name, or NULL; node may be NULL */
xmlNode *xml_next(const xmlNode *node, const char *name); /* the next sibling of that name, or NULL */
xmlNode *xml_root(const xmlDoc *doc, const char *name);   /* NULL where the root is another, or doc NULL */
