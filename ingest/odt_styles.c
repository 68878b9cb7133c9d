/* Styles of an ODT (ODF 1.3 part 3, 16 and 20): chains of parents, resolved when asked for. */
#include "ingest/odt_styles.h"

#include <math.h>
#include <string.h>

enum { CHAIN_MAX = 24 }; /* a cycle of parents ends here */

struct OdtStyles {
  GHashTable *paragraph, *text; /* name -> style:style, of the parts */
  const xmlNode *paragraph_default;
};

static void add_styles(OdtStyles *s, const xmlNode *group) {
  for (const xmlNode *style = xml_child(group, "style"); style; style = xml_next(style, "style")) {
    const char *name = xml_attribute(style, "name");
    if (!name) continue;
    if (xml_attribute_is(style, "family", "paragraph"))
      g_hash_table_insert(s->paragraph, (gpointer)name, (gpointer)style);
    if (xml_attribute_is(style, "family", "text"))
      g_hash_table_insert(s->text, (gpointer)name, (gpointer)style);
  }
  for (const xmlNode *style = xml_child(group, "default-style"); style;
       style = xml_next(style, "default-style"))
    if (xml_attribute_is(style, "family", "paragraph")) s->paragraph_default = style;
}

/* Automatic styles of the content hide those of the same name that styles.xml has for headers and footers. */
OdtStyles *odt_styles_new(const xmlDoc *styles, const xmlDoc *content) {
  OdtStyles *s = g_new0(OdtStyles, 1);
  s->paragraph = g_hash_table_new(g_str_hash, g_str_equal);
  s->text = g_hash_table_new(g_str_hash, g_str_equal);
  const xmlNode *named = xml_root(styles, "document-styles"), *body = xml_root(content, "document-content");
  add_styles(s, xml_child(named, "automatic-styles"));
  add_styles(s, xml_child(named, "styles"));
  add_styles(s, xml_child(body, "automatic-styles"));
  return s;
}

void odt_styles_free(OdtStyles *s) {
  if (!s) return;
  g_hash_table_unref(s->paragraph);
  g_hash_table_unref(s->text);
  g_free(s);
}

int odt_length(const char *length) {
  static const struct {
    const char *unit;
    double twips;
  } units[] = {{"in", 1440}, {"cm", 1440 / 2.54}, {"mm", 144 / 2.54}, {"pt", 20}, {"pc", 240}, {"px", 15}};
  char *end = NULL;
  double value = length ? g_ascii_strtod(length, &end) : 0;
  for (size_t i = 0; length && end != length && i < G_N_ELEMENTS(units); i++)
    if (g_str_equal(end, units[i].unit) && isfinite(value))
      return (int)lround(CLAMP(value * units[i].twips, -100000, 100000));
  return 0;
}

static void set_flag(bool *flag, const xmlNode *properties, const char *name, const char *const *on) {
  const char *value = xml_attribute(properties, name);
  if (value) *flag = g_strv_contains(on, value);
}

static void read_text(const xmlNode *properties, OdtLook *look) {
  static const char *const bold[] = {"bold", "600", "700", "800", "900", NULL}, *const italic[] = {"italic",
                                                                                                   "oblique",
                                                                                                   NULL};
  static const char *const upper[] = {"uppercase", NULL}, *const none[] = {"none", NULL};
  if (!properties) return;
  set_flag(&look->strong, properties, "font-weight", bold);
  set_flag(&look->emphasis, properties, "font-style", italic);
  set_flag(&look->capitals, properties, "text-transform", upper);
  set_flag(&look->hidden, properties, "display", none);
  const char *through = xml_attribute(properties, "text-line-through-style"),
             *position = xml_attribute(properties, "text-position");
  const char *size = xml_attribute(properties, "font-size");
  const char *under = xml_attribute(properties, "text-underline-style");
  if (under) look->underline = !g_str_equal(under, "none");
  if (through) look->struck = !g_str_equal(through, "none");
  if (position)
    look->raised = g_str_has_prefix(position, "super") || (g_ascii_isdigit(*position) && *position != '0');
  if (size && g_str_has_suffix(size, "%"))
    look->size_pt *= (float)CLAMP(g_ascii_strtod(size, NULL), 1, 1000) / 100;
  else if (size)
    look->size_pt = (float)odt_length(size) / 20;
}

/* Names as LibreOffice and Word write them; in style:name a blank is _20_ (19.498). */
static void read_name(const xmlNode *style, OdtLook *look) {
  static const struct {
    const char *name;
    size_t flag;
  } names[] = {{"title", G_STRUCT_OFFSET(OdtLook, title)},
               {"quotations", G_STRUCT_OFFSET(OdtLook, quote)},
               {"quote", G_STRUCT_OFFSET(OdtLook, quote)},
               {"intense quote", G_STRUCT_OFFSET(OdtLook, quote)},
               {"block text", G_STRUCT_OFFSET(OdtLook, quote)},
               {"caption", G_STRUCT_OFFSET(OdtLook, caption)},
               {"preformatted text", G_STRUCT_OFFSET(OdtLook, listing)},
               {"html preformatted", G_STRUCT_OFFSET(OdtLook, listing)},
               {"source code", G_STRUCT_OFFSET(OdtLook, listing)}};
  const char *shown = xml_attribute(style, "display-name"), *written = xml_attribute(style, "name");
  g_autofree char *lower = g_ascii_strdown(shown ? shown : written ? written : "", -1);
  g_auto(GStrv) words = g_strsplit(lower, "_20_", -1);
  g_autofree char *name = g_strjoinv(" ", words);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_str_equal(name, names[i].name)) G_STRUCT_MEMBER(bool, look, names[i].flag) = true;
  if (g_str_has_prefix(name, "contents ") && g_ascii_isdigit(name[9])) look->contents = true;
}

/* The style and its parents, outermost first. Returns how many. */
static unsigned chain_of(const GHashTable *family, const char *name, const xmlNode *chain[CHAIN_MAX]) {
  unsigned n = 0;
  while (name && n < CHAIN_MAX) {
    const xmlNode *style = g_hash_table_lookup((GHashTable *)family, name);
    if (!style) break;
    chain[n++] = style;
    name = xml_attribute(style, "parent-style-name");
  }
  for (unsigned i = 0; i < n / 2; i++) {
    const xmlNode *swap = chain[i];
    chain[i] = chain[n - 1 - i];
    chain[n - 1 - i] = swap;
  }
  return n;
}

static void read_style(const xmlNode *style, OdtLook *look) {
  read_text(xml_child(style, "text-properties"), look);
  const char *margin = xml_attribute(xml_child(style, "paragraph-properties"), "margin-left");
  if (margin) look->indent = odt_length(margin);
}

/* An automatic style only adds to the named one that it is based on. */
static bool is_automatic(const xmlNode *style) {
  return style->parent && xml_is(style->parent, "automatic-styles");
}

OdtLook odt_styles_paragraph(const OdtStyles *s, const char *name) {
  OdtLook look = {0};
  const xmlNode *chain[CHAIN_MAX];
  if (s->paragraph_default) read_style(s->paragraph_default, &look);
  unsigned n = chain_of(s->paragraph, name, chain);
  for (unsigned i = 0; i < n; i++) {
    if (!is_automatic(chain[i])) look.title = false; /* what is based on a title is mostly not one */
    read_name(chain[i], &look);
    read_style(chain[i], &look);
  }
  return look;
}

OdtLook odt_styles_span(const OdtStyles *s, const OdtLook *around, const char *name) {
  OdtLook look = *around;
  const xmlNode *chain[CHAIN_MAX];
  unsigned n = chain_of(s->text, name, chain);
  for (unsigned i = 0; i < n; i++) read_text(xml_child(chain[i], "text-properties"), &look);
  return look;
}
