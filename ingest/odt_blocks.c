/* Paragraphs, lists and tables of an ODT -> blocks (ODF 1.3 part 3, 5.1 to 5.4, 9.1). */
#include "ingest/odt_priv.h"
#include "model/text.h"

#include <string.h>

/* Repeated rows and cells (19.676, 19.679) are for spreadsheets; of a text, so many in all are read, of so
 * many bytes each. */
enum { REPEATS_MAX = 20000, REPEAT_BYTES = 64, REPEAT_MAX = 1024, SPAN_MAX = 1000 };

/* Text carried over from a paragraph whose end was a rejected insertion, or NULL. */
typedef OfficeText Carried;

static Carried *read_children(OdtReader *r, const xmlNode *container, Carried *carried);

/* ---- paragraphs and headings */

static void read_note(OdtReader *r, const xmlNode *note) {
  g_autoptr(GPtrArray) inside = office_blocks_new(), none = office_blocks_new();
  const xmlNode *body = xml_child(note, "note-body"), *citation = xml_child(note, "note-citation");
  GPtrArray *outer = r->blocks;
  char *label = g_steal_pointer(&r->label);
  r->blocks = inside;
  r->in_note = true;
  if (body) odt_blocks_read(r, body);
  r->in_note = false;
  r->blocks = outer;
  r->label = label;
  OfficeBlock *block = office_block_new(OFFICE_NOTE);
  if (citation && citation->children && citation->children->content)
    block->label = g_strdup((const char *)citation->children->content);
  office_blocks_flatten(inside, block->text, none);
  office_blocks_add(r->blocks, block);
}

static void read_picture(OdtReader *r, const xmlNode *node) {
  OfficeBlock *figure = odt_picture_read(r, node);
  if (figure) office_blocks_add(r->blocks, figure);
}

static void read_waiting(OdtReader *r) {
  g_autoptr(GPtrArray) waiting = r->waiting;
  r->waiting = g_ptr_array_new();
  for (guint i = 0; i < waiting->len; i++) {
    const xmlNode *node = waiting->pdata[i];
    if (xml_is(node, "note"))
      read_note(r, node);
    else if (xml_is(node, "image") || xml_is(node, "object"))
      read_picture(r, node);
    else
      odt_blocks_read(r, node);
  }
}

static OfficeKind kind_of(const OdtLook *look) {
  if (look->listing) return OFFICE_PREFORMATTED;
  return look->quote ? OFFICE_QUOTE : OFFICE_PARAGRAPH;
}

static void take_item(OdtReader *r, OfficeBlock *block) {
  unsigned depth = odt_lists_depth(r->lists);
  if (!depth) return;
  block->list = odt_lists_id(r->lists);
  block->depth = depth - 1;
  if (block->indent <= 0) block->indent = odt_lists_indent(r->lists);
  block->label = g_steal_pointer(&r->label);
  if (block->label && !*block->label) g_clear_pointer(&block->label, g_free);
  if (block->kind == OFFICE_HEADING) {
    if (block->label && text_label_is_bullet(block->label))
      g_clear_pointer(&block->label, g_free); /* numbers nothing */
    return;
  }
  if (block->label)
    block->kind = OFFICE_ITEM;
  else
    block->continues = true;
}

static void take_heading(OdtReader *r, const xmlNode *node, const OdtLook *look, OfficeBlock *block) {
  int level = xml_attribute_int(node, "outline-level", 1);
  bool heading = xml_is(node, "h");
  block->title = !heading && look->title;
  if (!heading && !look->title) return;
  block->kind = OFFICE_HEADING;
  block->level = heading ? (unsigned)CLAMP(level, 1, 9) : 1;
  if (!heading || odt_lists_depth(r->lists) || office_text_is_blank(block->text)) return;
  block->label = odt_lists_heading(r->lists, node, level);
  if (!*block->label) g_clear_pointer(&block->label, g_free);
}

static Carried *read_paragraph(OdtReader *r, const xmlNode *node, Carried *carried) {
  OdtLook look = odt_styles_paragraph(r->styles, xml_attribute(node, "style-name"));
  OfficeText *text = carried ? carried : office_text_new();
  odt_text_read(r, node, &look, text);
  if (r->dropping) return text;
  OfficeBlock *block = office_block_new(kind_of(&look));
  office_text_free(block->text);
  block->text = text;
  block->indent = look.indent;
  block->contents = look.contents || r->in_contents;
  block->caption = look.caption;
  take_heading(r, node, &look, block);
  if (!office_text_is_blank(text)) take_item(r, block);
  office_blocks_add(r->blocks, block);
  read_waiting(r);
  return NULL;
}

/* ---- lists */

static Carried *read_list(OdtReader *r, const xmlNode *list, Carried *carried) {
  odt_lists_enter(r->lists, list);
  for (const xmlNode *item = list->children; item; item = item->next) {
    if (!xml_is(item, "list-item") && !xml_is(item, "list-header")) continue;
    const xmlNode *first = item->children;
    while (first &&
           (first->type != XML_ELEMENT_NODE || xml_is(first, "number") || xml_is(first, "soft-page-break")))
      first = first->next;
    bool labelled = xml_is(item, "list-item") && first && (xml_is(first, "p") || xml_is(first, "h"));
    g_free(r->label);
    r->label = labelled ? odt_lists_item(r->lists, item) : NULL;
    carried = read_children(r, item, carried);
  }
  g_clear_pointer(&r->label, g_free);
  odt_lists_leave(r->lists);
  return carried;
}

/* ---- tables */

/* What is repeated is weighed with its text, as a few bytes of source may stand for a gigabyte. */
static guint repeats_of(OdtReader *r, const xmlNode *node, const char *name) {
  int repeats = CLAMP(xml_attribute_int(node, name, 1), 1, REPEAT_MAX);
  if (repeats == 1) return 1;
  xmlChar *text = xmlNodeGetContent(node);
  gsize weight = (gsize)(repeats - 1) * (1 + strlen(text ? (const char *)text : "") / REPEAT_BYTES);
  xmlFree(text);
  if (weight > REPEATS_MAX - r->repeats) {
    r->repeats_capped = true;
    return 1;
  }
  r->repeats += (guint)weight;
  return (guint)repeats;
}

static void read_cell(OdtReader *r, const xmlNode *node, OfficeText *out, GPtrArray *notes) {
  g_autoptr(GPtrArray) inside = office_blocks_new();
  GPtrArray *outer = r->blocks;
  char *label = g_steal_pointer(&r->label);
  r->blocks = inside;
  odt_blocks_read(r, node);
  r->blocks = outer;
  r->label = label;
  office_blocks_flatten(inside, out, notes);
}

/* Covered cells (9.1.5) belong to the one that spans them. */
static void read_row(OdtReader *r, const xmlNode *node, bool header, GArray *row, GPtrArray *notes) {
  for (const xmlNode *cell = xml_child(node, "table-cell"); cell; cell = xml_next(cell, "table-cell")) {
    guint repeats = repeats_of(r, cell, "number-columns-repeated");
    unsigned across = (unsigned)CLAMP(xml_attribute_int(cell, "number-columns-spanned", 1), 1, SPAN_MAX);
    unsigned down = (unsigned)CLAMP(xml_attribute_int(cell, "number-rows-spanned", 1), 1, SPAN_MAX);
    g_autoptr(OfficeText) text = office_text_new();
    read_cell(r, cell, text, notes);
    for (guint i = 0; i < repeats; i++)
      office_text_append(office_cell_new(row, across, down, header)->text, text, 0, text->text->len);
  }
}

static void read_rows(OdtReader *r, const xmlNode *node, bool header, GPtrArray *rows, GPtrArray *notes) {
  for (const xmlNode *child = node->children; child; child = child->next) {
    if (xml_is(child, "table-header-rows")) read_rows(r, child, true, rows, notes);
    if (xml_is(child, "table-rows") || xml_is(child, "table-row-group"))
      read_rows(r, child, header, rows, notes);
    if (!xml_is(child, "table-row") || !xml_child(child, "table-cell")) continue;
    guint repeats = repeats_of(r, child, "number-rows-repeated");
    for (guint i = 0; i < repeats; i++) read_row(r, child, header, office_row_new(rows), notes);
  }
}

/* The only cell of a table that has one: a frame around text, and no table. */
static const xmlNode *framed(const xmlNode *table) {
  const xmlNode *row = xml_child(table, "table-row"), *cell = xml_child(row, "table-cell");
  bool alone = cell && !xml_child(table, "table-header-rows") && !xml_child(table, "table-rows") &&
               !xml_child(table, "table-row-group") && !xml_next(row, "table-row") &&
               !xml_next(cell, "table-cell");
  return alone && xml_attribute_int(cell, "number-columns-repeated", 1) == 1 &&
                 xml_attribute_int(row, "number-rows-repeated", 1) == 1
             ? cell
             : NULL;
}

static void read_table(OdtReader *r, const xmlNode *table) {
  const xmlNode *frame = framed(table);
  if (frame) {
    odt_blocks_read(r, frame);
    return;
  }
  g_autoptr(GPtrArray) notes = office_blocks_new();
  OfficeBlock *block = office_block_new(OFFICE_TABLE);
  block->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  read_rows(r, table, false, block->rows, notes);
  office_blocks_add(r->blocks, block);
  while (notes->len) g_ptr_array_add(r->blocks, g_ptr_array_steal_index(notes, 0));
}

/* ---- containers */

/* What holds blocks and is none itself. */
static bool is_wrapper(const xmlNode *node) {
  static const char *const names[] = {"section",
                                      "index-body",
                                      "index-title",
                                      "text-box",
                                      "table-of-content",
                                      "illustration-index",
                                      "table-index",
                                      "object-index",
                                      "user-index",
                                      "alphabetical-index",
                                      "bibliography",
                                      "numbered-paragraph",
                                      "frame",
                                      "g",
                                      "custom-shape",
                                      "rect",
                                      "a"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (xml_is(node, names[i])) return true;
  return false;
}

static Carried *read_child(OdtReader *r, const xmlNode *child, Carried *carried) {
  static const OdtLook plain = {0};
  if (xml_is(child, "p") || xml_is(child, "h")) return read_paragraph(r, child, carried);
  if (xml_is(child, "list")) return read_list(r, child, carried);
  if (xml_is(child, "table")) read_table(r, child);
  if (xml_is(child, "image") || xml_is(child, "object")) read_picture(r, child);
  if (xml_is(child, "change") || xml_is(child, "change-start") || xml_is(child, "change-end")) {
    bool deletion = xml_is(child, "change");
    OfficeText *text = deletion && !carried ? office_text_new() : carried;
    odt_text_change(r, child, &plain, text);
    return text;
  }
  bool outer = r->in_contents;
  if (is_wrapper(child)) {
    r->in_contents = outer || xml_is(child, "table-of-content");
    carried = read_children(r, child, carried);
    r->in_contents = outer;
  }
  return carried;
}

static Carried *read_children(OdtReader *r, const xmlNode *container, Carried *carried) {
  for (const xmlNode *child = container->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE) carried = read_child(r, child, carried);
  return carried;
}

void odt_blocks_read(OdtReader *r, const xmlNode *container) {
  Carried *left = read_children(r, container, NULL);
  if (!left) return;
  OfficeBlock *block = office_block_new(OFFICE_PARAGRAPH);
  office_text_append(block->text, left, 0, left->text->len);
  office_text_free(left);
  office_blocks_add(r->blocks, block);
}
