/* What stands inside a paragraph of an ODT -> styled text (ODF 1.3 part 3, 6 and 5.5).
 *
 * Elements that are not known are walked into: fields show their text, and wrappers of later versions must
 * not swallow words. */
#include "ingest/odt_priv.h"

#include <string.h>

typedef struct {
  OdtReader *r;
  OfficeText *out;
  OdtLook look;
} Walk;

typedef void (*Action)(Walk *w, const xmlNode *node);

static void walk_children(Walk *w, const xmlNode *node);

static unsigned style_of(const OdtLook *look) {
  return (look->underline ? OFFICE_UNDERLINE : 0) | (look->strong ? DOC_STRONG : 0) |
         (look->emphasis ? DOC_EMPHASIS : 0) | (look->struck ? DOC_STRUCK : 0) |
         (look->raised ? DOC_SUPERSCRIPT : 0);
}

static void add(Walk *w, const char *text) {
  if (w->r->dropping || !*text) return;
  if (w->look.hidden) {
    w->r->hidden++;
    return;
  }
  g_autofree char *upper = w->look.capitals ? g_utf8_strup(text, -1) : NULL;
  office_text_add(w->out, upper ? upper : text, -1, style_of(&w->look) | (w->r->target ? DOC_LINK : 0),
                  w->r->target);
  office_text_set_size(w->out, text, w->look.size_pt);
}

/* White space of the source is a space, whatever it is (6.1.2); tabs and line ends are elements. */
static void add_characters(Walk *w, const xmlNode *node) {
  g_autofree char *text = g_strdup(node->content ? (const char *)node->content : "");
  add(w, g_strdelimit(text, "\t\r\n", ' '));
}

static void add_space(Walk *w, const xmlNode *node) {
  (void)node;
  add(w, " ");
}

static void add_tab(Walk *w, const xmlNode *node) {
  (void)node;
  add(w, "\t");
}

static void add_line_break(Walk *w, const xmlNode *node) {
  (void)node;
  add(w, "\n");
}

static void walk_span(Walk *w, const xmlNode *node) {
  OdtLook outer = w->look;
  w->look = odt_styles_span(w->r->styles, &outer, xml_attribute(node, "style-name"));
  walk_children(w, node);
  w->look = outer;
}

static void walk_link(Walk *w, const xmlNode *node) {
  const char *outer = w->r->target, *target = xml_attribute(node, "href");
  bool elsewhere = target && *target && *target != '#'; /* and not only a place in the document */
  if (elsewhere) w->r->target = target;
  walk_children(w, node);
  w->r->target = outer;
}

static void walk_ruby(Walk *w, const xmlNode *node) {
  const xmlNode *base = xml_child(node, "ruby-base");
  if (base) walk_children(w, base);
}

/* Page numbers in the margins are furniture by themselves. */
static void walk_page_field(Walk *w, const xmlNode *node) {
  if (!w->r->in_margin) walk_children(w, node);
}

static void wait_for_end(Walk *w, const xmlNode *node) {
  if (!w->r->dropping) g_ptr_array_add(w->r->waiting, (gpointer)node);
}

static void add_note(Walk *w, const xmlNode *node) {
  if (!w->r->in_note) wait_for_end(w, node);
}

/* Beside an object stands a picture of it. */
static void add_picture(Walk *w, const xmlNode *node) {
  bool replaces = xml_is(node, "image") && xml_child(node->parent, "object");
  if (!w->r->in_margin && !w->r->in_note && !replaces) wait_for_end(w, node);
}

/* A shape may hold paragraphs by itself (10.3). */
static void walk_shape(Walk *w, const xmlNode *node) {
  if (xml_child(node, "p") || xml_child(node, "list"))
    wait_for_end(w, node);
  else
    walk_children(w, node);
}

static void count_comment(Walk *w, const xmlNode *node) {
  (void)node;
  w->r->comments++;
}

static void walk_change(Walk *w, const xmlNode *node) { odt_text_change(w->r, node, &w->look, w->out); }

static void skip(Walk *w, const xmlNode *node) { (void)w, (void)node; }

static const struct {
  const char *name;
  Action action;
} actions[] = {
    {"s", add_space},
    {"tab", add_tab},
    {"line-break", add_line_break},
    {"span", walk_span},
    {"a", walk_link},
    {"ruby", walk_ruby},
    {"note", add_note},
    {"text-box", wait_for_end},
    {"custom-shape", walk_shape},
    {"rect", walk_shape},
    {"ellipse", walk_shape},
    {"page-number", walk_page_field},
    {"page-count", walk_page_field},
    {"annotation", count_comment},
    {"change", walk_change},
    {"change-start", walk_change},
    {"change-end", walk_change},
    {"number", skip},
    {"title", skip},
    {"desc", skip},
    {"script", skip},
    {"tracked-changes", skip},
    {"forms", skip},
    {"image", add_picture},
    {"object", add_picture},
    {"object-ole", skip},
    {"binary-data", skip},
    {"event-listeners", skip},
};

/* text:title is a field with text, svg:title the name of a picture. */
static bool is_field(const xmlNode *node) {
  return node->parent &&
         (xml_is(node->parent, "p") || xml_is(node->parent, "h") || xml_is(node->parent, "span"));
}

static void walk_children(Walk *w, const xmlNode *node) {
  for (const xmlNode *child = node->children; child; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) add_characters(w, child);
    if (child->type != XML_ELEMENT_NODE) continue;
    Action action = walk_children;
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
      if (xml_is(child, actions[i].name)) action = actions[i].action;
    if (xml_is(child, "title") && is_field(child)) action = walk_children;
    action(w, child);
  }
}

void odt_text_read(OdtReader *r, const xmlNode *paragraph, const OdtLook *look, OfficeText *out) {
  Walk w = {r, out, *look};
  walk_children(&w, paragraph);
}

/* ---- tracked changes (5.5) */

/* What was taken out stands apart, in paragraphs; put back, their ends part paragraphs again. */
static void put_back(OdtReader *r, const xmlNode *deletion, const OdtLook *look, OfficeText *out) {
  unsigned n = 0;
  for (const xmlNode *child = deletion->children; child; child = child->next) {
    if (!xml_is(child, "p") && !xml_is(child, "h")) continue;
    if (n++) office_text_add(out, "\n", 1, 0, NULL);
    odt_text_read(r, child, look, out);
  }
}

void odt_text_change(OdtReader *r, const xmlNode *mark, const OdtLook *look, OfficeText *out) {
  const char *id = xml_attribute(mark, "change-id");
  const xmlNode *change = id ? g_hash_table_lookup(r->changes, id) : NULL;
  if (!change) return;
  bool insertion = xml_is(change, "insertion");
  if (insertion && r->reject && xml_is(mark, "change-start")) r->dropping++;
  if (insertion && r->reject && xml_is(mark, "change-end") && r->dropping) r->dropping--;
  if (insertion || !xml_is(mark, "change") || !r->reject || !out) return;
  g_hash_table_remove(r->changes, id); /* put back once: a deletion that held its own mark would not end */
  put_back(r, change, look, out);
}
