/* Paragraphs and tables of a DOCX -> blocks (ECMA-376 part 1, 17.2, 17.3.1, 17.4). */
#include "ingest/docx_priv.h"

#include "ingest/office_number.h"
#include "model/text.h"

#include <string.h>

enum { SPAN_MAX = 63 }; /* Word knows no more columns (MS-OI29500, 2.1.131) */

static bool is_on(const xmlNode *properties, const char *name) {
  const xmlNode *node = xml_child(properties, name);
  const char *value = node ? xml_attribute(node, "val") : NULL;
  return node &&
         !(value && (g_str_equal(value, "0") || g_str_equal(value, "false") || g_str_equal(value, "off")));
}

/* ---- paragraphs */

/* A paragraph whose mark is gone runs on into the next one (17.13.5.15). */
static bool mark_is_gone(DocxReader *r, const xmlNode *properties) {
  static const char *const changes[] = {"ins", "del", "moveFrom", "moveTo"};
  const xmlNode *mark = xml_child(properties, "rPr");
  for (size_t i = 0; mark && i < G_N_ELEMENTS(changes); i++) {
    const xmlNode *change = xml_child(mark, changes[i]);
    if (change && docx_is_dropped(r, change)) return true;
  }
  return false;
}

/* The properties before a tracked change of them, where changes are rejected (17.13.5.29). */
static const xmlNode *properties_of(const DocxReader *r, const xmlNode *paragraph) {
  const xmlNode *now = xml_child(paragraph, "pPr"), *change = r->reject ? xml_child(now, "pPrChange") : NULL;
  const xmlNode *before = xml_child(change, "pPr");
  return before ? before : now;
}

static OfficeKind kind_of(const DocxParagraphLook *look) {
  if (look->listing) return OFFICE_PREFORMATTED;
  return look->quote ? OFFICE_QUOTE : OFFICE_PARAGRAPH;
}

static void take_numbering(DocxReader *r, const DocxParagraphLook *look, bool own_indent,
                           OfficeBlock *block) {
  int list, level, left;
  if (!docx_numbering_of(r->numbering, look, &list, &level, &left)) return;
  block->label = docx_numbering_next(r->numbering, look->num_id, level);
  block->list = list;
  block->depth = (unsigned)level;
  if (left >= 0 && !own_indent) block->indent = left;
  bool silent = !*block->label;
  if (silent) g_clear_pointer(&block->label, g_free);
  if (block->kind == OFFICE_HEADING) {
    if (block->label && text_label_is_bullet(block->label))
      g_clear_pointer(&block->label, g_free); /* numbers nothing */
    return;
  }
  if (silent)
    block->continues = true; /* the numbering shows nothing: a further paragraph of the item */
  else
    block->kind = OFFICE_ITEM;
}

static OfficeBlock *make_block(DocxReader *r, const xmlNode *properties, const DocxParagraphLook *look,
                               OfficeText *text) {
  OfficeBlock *block = office_block_new(kind_of(look));
  office_text_free(block->text);
  block->text = text;
  block->indent = MAX(look->left, 0);
  block->contents = look->contents;
  block->caption = look->caption;
  block->title = look->title && look->outline < 0;
  if (block->title || (look->outline >= 0 && look->outline < 9)) {
    block->kind = OFFICE_HEADING;
    block->level = block->title ? 1 : (unsigned)look->outline + 1;
  }
  bool counts = !office_text_is_blank(text); /* an empty paragraph shows its number, but says nothing */
  if (counts) take_numbering(r, look, xml_child(properties, "ind") != NULL, block);
  return block;
}

static void read_note(DocxReader *r, const xmlNode *reference);

static void read_picture(DocxReader *r, const xmlNode *node) {
  OfficeBlock *figure = docx_picture_read(r, node);
  if (figure) office_blocks_add(r->blocks, figure);
}

/* Text boxes, notes and pictures of the paragraph that has just been added. */
static void read_waiting(DocxReader *r) {
  g_autoptr(GPtrArray) waiting = r->waiting;
  r->waiting = g_ptr_array_new();
  for (guint i = 0; i < waiting->len; i++) {
    const xmlNode *node = waiting->pdata[i];
    if (xml_is(node, "txbxContent"))
      docx_blocks_read(r, node);
    else if (xml_is(node, "footnoteReference") || xml_is(node, "endnoteReference"))
      read_note(r, node);
    else
      read_picture(r, node);
  }
}

static void end_paragraph(DocxReader *r, const xmlNode *properties, OfficeText *text) {
  DocxRunLook run;
  DocxParagraphLook look = docx_styles_paragraph(r->styles, properties, &run);
  office_blocks_add(r->blocks, make_block(r, properties, &look, text));
  read_waiting(r);
}

/* `carried` is text of paragraphs before whose marks are gone, or NULL. Returns what is to be carried on. */
static OfficeText *read_paragraph(DocxReader *r, const xmlNode *paragraph, OfficeText *carried) {
  const xmlNode *properties = properties_of(r, paragraph);
  OfficeText *text = carried ? carried : office_text_new();
  DocxRunLook run;
  docx_styles_paragraph(r->styles, properties, &run);
  docx_text_read(r, paragraph, &run, text);
  if (mark_is_gone(r, xml_child(paragraph, "pPr"))) return text;
  end_paragraph(r, properties, text);
  return NULL;
}

/* ---- notes */

static void read_note(DocxReader *r, const xmlNode *reference) {
  bool foot = xml_is(reference, "footnoteReference");
  const char *id = xml_attribute(reference, "id");
  const xmlNode *note = id ? g_hash_table_lookup(foot ? r->footnotes : r->endnotes, id) : NULL;
  g_autoptr(GString) label = g_string_new(NULL);
  if (xml_attribute(reference, "customMarkFollows")) {
    const xmlNode *mark = xml_next(reference, "t");
    if (mark && mark->children && mark->children->content)
      g_string_append(label, (const char *)mark->children->content);
  } else {
    unsigned *count = foot ? &r->footnote_count : &r->endnote_count;
    office_number_append(label, foot ? OFFICE_NUMBER_DECIMAL : OFFICE_NUMBER_LOWER_ROMAN, ++*count);
  }
  if (!note) return;
  g_autoptr(GPtrArray) inside = office_blocks_new(), none = office_blocks_new();
  GPtrArray *outer = r->blocks;
  r->blocks = inside;
  r->in_note = true;
  docx_blocks_read(r, note);
  r->in_note = false;
  r->blocks = outer;
  OfficeBlock *block = office_block_new(OFFICE_NOTE);
  block->label = g_strdup(label->str);
  office_blocks_flatten(inside, block->text, none);
  office_blocks_add(r->blocks, block);
}

/* ---- tables */

typedef struct {
  const xmlNode *node; /* NULL: a place that the row leaves out */
  guint column, span;
  bool goes_on; /* w:vMerge without restart: part of the cell above */
  bool restarts;
} Place;

typedef struct {
  GArray *places; /* Place, in the order of their columns */
  bool header;
} Row;

/* Rows or cells, also those inside content controls and tracked changes. */
static void collect(DocxReader *r, const xmlNode *node, const char *name, GPtrArray *out) {
  static const char *const around[] = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "del", "moveFrom"};
  for (xmlNode *child = node->children; child; child = child->next) {
    if (xml_is(child, name)) g_ptr_array_add(out, child);
    for (size_t i = 0; i < G_N_ELEMENTS(around); i++)
      if (xml_is(child, around[i]) && (i < 3 || !docx_is_dropped(r, child))) collect(r, child, name, out);
  }
}

/* Tracked rows and cells say so in their properties (17.13.5.17, 17.13.5.2). */
static bool is_gone(DocxReader *r, const xmlNode *properties, const char *put_in, const char *taken_out) {
  bool in = xml_child(properties, put_in) != NULL, out = xml_child(properties, taken_out) != NULL;
  r->put_in += in;
  r->taken_out += out;
  return r->reject ? in : out;
}

/* Returns the columns that the cell takes. */
static guint add_place(GArray *places, const xmlNode *node, guint column, const xmlNode *properties) {
  const xmlNode *span = xml_child(properties, "gridSpan"), *merge = xml_child(properties, "vMerge"),
                *across = xml_child(properties, "hMerge");
  if (across && !xml_attribute_is(across, "val", "restart") &&
      places->len) { /* the older way to span columns */
    g_array_index(places, Place, places->len - 1).span++;
    return 1;
  }
  Place place = {.node = node, .column = column, .span = 1};
  if (span) place.span = (guint)CLAMP(xml_attribute_int(span, "val", 1), 1, SPAN_MAX);
  place.restarts = merge && xml_attribute_is(merge, "val", "restart");
  place.goes_on = merge && !place.restarts;
  g_array_append_val(places, place);
  return place.span;
}

static void read_places(DocxReader *r, const xmlNode *node, Row *row) {
  g_autoptr(GPtrArray) cells = g_ptr_array_new();
  const xmlNode *before = xml_child(xml_child(node, "trPr"), "gridBefore");
  guint column = before ? (guint)CLAMP(xml_attribute_int(before, "val", 0), 0, SPAN_MAX) : 0;
  if (column) {
    Place gap = {.column = 0, .span = column};
    g_array_append_val(row->places, gap);
  }
  collect(r, node, "tc", cells);
  for (guint i = 0; i < cells->len; i++) {
    const xmlNode *properties = xml_child(cells->pdata[i], "tcPr");
    if (is_gone(r, properties, "cellIns", "cellDel")) continue;
    column += add_place(row->places, cells->pdata[i], column, properties);
  }
}

static void clear_row(gpointer row) { g_array_unref(((Row *)row)->places); }

static GArray *read_rows(DocxReader *r, const xmlNode *table) {
  GArray *rows = g_array_new(FALSE, TRUE, sizeof(Row));
  g_array_set_clear_func(rows, clear_row);
  g_autoptr(GPtrArray) nodes = g_ptr_array_new();
  collect(r, table, "tr", nodes);
  for (guint i = 0; i < nodes->len; i++) {
    const xmlNode *properties = xml_child(nodes->pdata[i], "trPr");
    if (is_gone(r, properties, "ins", "del")) continue;
    Row row = {g_array_new(FALSE, TRUE, sizeof(Place)), is_on(properties, "tblHeader")};
    read_places(r, nodes->pdata[i], &row);
    g_array_append_val(rows, row);
  }
  return rows;
}

/* The columns of a row's places ascend. */
static const Place *place_at(const GArray *rows, guint row, guint column) {
  const GArray *places = g_array_index(rows, Row, row).places;
  guint low = 0, high = places->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    const Place *place = &g_array_index(places, Place, middle);
    if (place->column == column) return place;
    if (place->column < column)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* Rows that a vertically merged cell stands in (17.4.84). */
static guint rows_of(const GArray *rows, guint row, const Place *place) {
  guint n = 1;
  for (; place->restarts && row + n < rows->len; n++) {
    const Place *below = place_at(rows, row + n, place->column);
    if (!below || !below->goes_on) break;
  }
  return n;
}

/* A cell that goes on without one that it began in stands for itself. */
static bool is_covered(const GArray *rows, guint row, const Place *place) {
  if (!place->goes_on || row == 0) return false;
  const Place *above = place_at(rows, row - 1, place->column);
  return above && (above->goes_on || above->restarts);
}

static void read_cell(DocxReader *r, const Place *place, OfficeCell *cell, GPtrArray *notes) {
  if (!place->node) return;
  g_autoptr(GPtrArray) inside = office_blocks_new();
  GPtrArray *outer = r->blocks;
  r->blocks = inside;
  docx_blocks_read(r, place->node);
  r->blocks = outer;
  office_blocks_flatten(inside, cell->text, notes);
}

static OfficeBlock *read_cells(DocxReader *r, const GArray *rows, GPtrArray *notes) {
  OfficeBlock *block = office_block_new(OFFICE_TABLE);
  block->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (guint i = 0; i < rows->len; i++) {
    const Row *row = &g_array_index(rows, Row, i);
    if (!row->places->len) continue;
    GArray *cells = office_row_new(block->rows);
    for (guint p = 0; p < row->places->len; p++) {
      const Place *place = &g_array_index(row->places, Place, p);
      if (is_covered(rows, i, place)) continue;
      read_cell(r, place, office_cell_new(cells, place->span, rows_of(rows, i, place), row->header), notes);
    }
  }
  return block;
}

/* A table of one cell is a frame around text, and no table. */
static const xmlNode *framed(const GArray *rows) {
  const GArray *places = rows->len == 1 ? g_array_index(rows, Row, 0).places : NULL;
  return places && places->len == 1 ? g_array_index(places, Place, 0).node : NULL;
}

static void read_table(DocxReader *r, const xmlNode *table) {
  g_autoptr(GArray) rows = read_rows(r, table);
  const xmlNode *frame = framed(rows);
  if (frame) {
    docx_blocks_read(r, frame);
    return;
  }
  g_autoptr(GPtrArray) notes = office_blocks_new();
  office_blocks_add(r->blocks, read_cells(r, rows, notes));
  while (notes->len) g_ptr_array_add(r->blocks, g_ptr_array_steal_index(notes, 0));
}

/* ---- containers */

static OfficeText *read_children(DocxReader *r, const xmlNode *container, OfficeText *carried);

static bool is_change(const xmlNode *node) {
  return xml_is(node, "ins") || xml_is(node, "del") || xml_is(node, "moveFrom") || xml_is(node, "moveTo");
}

static OfficeText *read_child(DocxReader *r, const xmlNode *child, OfficeText *carried) {
  if (xml_is(child, "p")) return read_paragraph(r, child, carried);
  if (xml_is(child, "tbl"))
    read_table(r, child);
  else if (xml_is(child, "altChunk"))
    r->chunks++;
  else if (xml_is(child, "AlternateContent"))
    return docx_choice(child) ? read_children(r, docx_choice(child), carried) : carried;
  else if (is_change(child))
    return docx_is_dropped(r, child) ? carried : read_children(r, child, carried);
  else if (xml_is(child, "sdt") || xml_is(child, "sdtContent") || xml_is(child, "customXml") ||
           xml_is(child, "smartTag"))
    return read_children(r, child, carried);
  return carried;
}

static OfficeText *read_children(DocxReader *r, const xmlNode *container, OfficeText *carried) {
  for (const xmlNode *child = container->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE) carried = read_child(r, child, carried);
  return carried;
}

void docx_blocks_read(DocxReader *r, const xmlNode *container) {
  OfficeText *left = read_children(r, container, NULL);
  if (left) end_paragraph(r, NULL, left);
}
