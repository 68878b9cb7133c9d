/* Lists and numbered headings of an ODT: their labels, counted as they come. */
#pragma once

#include "ingest/odt_styles.h"

enum { ODT_LEVELS = 10 };

typedef struct OdtLists OdtLists;

OdtLists *odt_lists_new(const xmlDoc *styles, const xmlDoc *content); /* either may be NULL */
void odt_lists_free(OdtLists *l);

/* Around the items of a text:list. */
void odt_lists_enter(OdtLists *l, const xmlNode *list);
void odt_lists_leave(OdtLists *l);

unsigned odt_lists_depth(const OdtLists *l); /* open lists */
int odt_lists_id(const OdtLists *l);         /* the same for lists that count together */
int odt_lists_indent(
    const OdtLists *l); /* of the innermost level's text, in twentieths of a point; 0 unknown */

/* Counts on in the innermost open list, and gives the item's label; "" where the level shows nothing. Caller
 * frees. */
char *odt_lists_item(OdtLists *l, const xmlNode *item);

/* The same for a heading that stands in no list: by the outline style. Level from 1. */
char *odt_lists_heading(OdtLists *l, const xmlNode *heading, int level);
