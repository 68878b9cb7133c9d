/* styles.xml of a DOCX (ECMA-376 part 1, 17.7): chains of styles, resolved when asked for. */
#include "ingest/docx_styles.h"

#include <string.h>

/* A chain of styles that are based on one another is cut here; a cycle ends, too. Longest seen: 6. */
enum { CHAIN_MAX = 24, HALF_POINTS = 20 };

struct DocxStyles {
  GHashTable *by_id;                /* id -> w:style, both of the part */
  const xmlNode *paragraph_default; /* w:style with w:default */
  DocxRunLook run_default;
};

static const DocxRunLook nothing_said = {-1, -1, -1, -1, -1, -1, -1, 0};

/* ---- properties of one place */

/* ST_OnOff (22.9.2.7): there without a value is on. */
static int read_toggle(const xmlNode *properties, const char *name, int otherwise) {
  const xmlNode *node = xml_child(properties, name);
  const char *value = node ? xml_attribute(node, "val") : NULL;
  if (!node) return otherwise;
  return !value || !(g_str_equal(value, "0") || g_str_equal(value, "false") || g_str_equal(value, "off"));
}

static void read_run(const xmlNode *properties, DocxRunLook *look) {
  if (!properties) return;
  look->bold = read_toggle(properties, "b", look->bold);
  look->italic = read_toggle(properties, "i", look->italic);
  look->strike = read_toggle(properties, "strike", read_toggle(properties, "dstrike", look->strike));
  look->caps = read_toggle(properties, "caps", look->caps);
  look->hidden = read_toggle(properties, "vanish", look->hidden);
  const xmlNode *line = xml_child(properties, "u");
  if (line) look->underline = !xml_attribute_is(line, "val", "none");
  const xmlNode *align = xml_child(properties, "vertAlign"), *size = xml_child(properties, "sz");
  if (align) look->raised = xml_attribute_is(align, "val", "superscript");
  if (size) look->half_points = xml_attribute_int(size, "val", look->half_points);
}

static void read_indent(const xmlNode *properties, DocxParagraphLook *look) {
  const xmlNode *indent = xml_child(properties, "ind");
  if (indent) look->left = xml_attribute_int(indent, "left", xml_attribute_int(indent, "start", look->left));
}

static void read_numbering(const xmlNode *properties, DocxParagraphLook *look, bool own) {
  const xmlNode *numbering = xml_child(properties, "numPr");
  if (!numbering) return;
  const xmlNode *id = xml_child(numbering, "numId"), *level = xml_child(numbering, "ilvl");
  if (id) look->num_id = xml_attribute_int(id, "val", -1);
  if (level) look->ilvl = xml_attribute_int(level, "val", -1);
  if (id || level) look->own_numbering = own;
}

static void read_paragraph(const xmlNode *properties, DocxParagraphLook *look, bool own) {
  if (!properties) return;
  const xmlNode *outline = xml_child(properties, "outlineLvl");
  if (outline) look->outline = CLAMP(xml_attribute_int(outline, "val", 9), 0, 9);
  read_numbering(properties, look, own);
  read_indent(properties, look);
}

/* ---- styles by their names */

/* Names of built-in styles are English whatever the language of the program (17.7.4.9); ids are not. */
static void read_name(const xmlNode *style, DocxParagraphLook *look) {
  static const struct {
    const char *name;
    size_t flag;
  } names[] = {{"title", G_STRUCT_OFFSET(DocxParagraphLook, title)},
               {"quote", G_STRUCT_OFFSET(DocxParagraphLook, quote)},
               {"intense quote", G_STRUCT_OFFSET(DocxParagraphLook, quote)},
               {"block text", G_STRUCT_OFFSET(DocxParagraphLook, quote)},
               {"caption", G_STRUCT_OFFSET(DocxParagraphLook, caption)},
               {"html preformatted", G_STRUCT_OFFSET(DocxParagraphLook, listing)},
               {"preformatted text", G_STRUCT_OFFSET(DocxParagraphLook, listing)},
               {"source code", G_STRUCT_OFFSET(DocxParagraphLook, listing)}};
  const char *value = xml_attribute(xml_child(style, "name"), "val");
  if (!value) return;
  g_autofree char *name = g_ascii_strdown(value, -1);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_str_equal(name, names[i].name)) G_STRUCT_MEMBER(bool, look, names[i].flag) = true;
  if (g_str_has_prefix(name, "toc ") && g_ascii_isdigit(name[4])) look->contents = true;
  if (g_str_has_prefix(name, "heading ") && name[8] >= '1' && name[8] <= '9') look->outline = name[8] - '1';
}

static const xmlNode *find(const DocxStyles *styles, const char *id) {
  return id ? g_hash_table_lookup(styles->by_id, id) : NULL;
}

/* The style and what it is based on, outermost base first. Returns how many. */
static unsigned chain_of(const DocxStyles *styles, const xmlNode *style, const xmlNode *chain[CHAIN_MAX]) {
  unsigned n = 0;
  for (; style && n < CHAIN_MAX; style = find(styles, xml_attribute(xml_child(style, "basedOn"), "val")))
    chain[n++] = style;
  for (unsigned i = 0; i < n / 2; i++) {
    const xmlNode *swap = chain[i];
    chain[i] = chain[n - 1 - i];
    chain[n - 1 - i] = swap;
  }
  return n;
}

DocxStyles *docx_styles_new(const xmlDoc *part) {
  DocxStyles *styles = g_new0(DocxStyles, 1);
  styles->by_id = g_hash_table_new(g_str_hash, g_str_equal);
  styles->run_default = nothing_said;
  const xmlNode *root = xml_root(part, "styles");
  for (const xmlNode *style = xml_child(root, "style"); style; style = xml_next(style, "style")) {
    const char *id = xml_attribute(style, "styleId");
    if (id) g_hash_table_insert(styles->by_id, (gpointer)id, (gpointer)style);
    bool is_default = xml_attribute_is(style, "default", "1") || xml_attribute_is(style, "default", "true");
    if (is_default && xml_attribute_is(style, "type", "paragraph")) styles->paragraph_default = style;
  }
  const xmlNode *defaults = xml_child(xml_child(root, "docDefaults"), "rPrDefault");
  styles->run_default.half_points = HALF_POINTS; /* unless the document says otherwise (17.3.2.38) */
  read_run(xml_child(defaults, "rPr"), &styles->run_default);
  return styles;
}

void docx_styles_free(DocxStyles *styles) {
  if (!styles) return;
  g_hash_table_unref(styles->by_id);
  g_free(styles);
}

DocxParagraphLook docx_styles_paragraph(const DocxStyles *styles, const xmlNode *properties,
                                        DocxRunLook *run) {
  DocxParagraphLook look = {.outline = -1, .num_id = -1, .ilvl = -1, .left = -1};
  look.style = xml_attribute(xml_child(properties, "pStyle"), "val");
  const xmlNode *style = find(styles, look.style), *chain[CHAIN_MAX];
  unsigned n = chain_of(styles, style ? style : styles->paragraph_default, chain);
  *run = styles->run_default;
  for (unsigned i = 0; i < n; i++) {
    look.title = false; /* what is based on a title is mostly not one: contents, dates of the title page */
    read_name(chain[i], &look);
    read_paragraph(xml_child(chain[i], "pPr"), &look, false);
    read_run(xml_child(chain[i], "rPr"), run);
  }
  read_paragraph(properties, &look, true);
  return look;
}

/* 17.7.3: a toggle that both the paragraph's and the character's style set is off again. */
static int toggle(int paragraph, int character) {
  if (character < 0) return paragraph;
  return character && paragraph == 1 ? 0 : character;
}

DocxRunLook docx_styles_run(const DocxStyles *styles, const DocxRunLook *paragraph,
                            const xmlNode *properties) {
  DocxRunLook look = *paragraph, character = nothing_said;
  const char *id = xml_attribute(xml_child(properties, "rStyle"), "val");
  const xmlNode *chain[CHAIN_MAX];
  unsigned n = id ? chain_of(styles, find(styles, id), chain) : 0;
  for (unsigned i = 0; i < n; i++) read_run(xml_child(chain[i], "rPr"), &character);
  look.bold = toggle(look.bold, character.bold);
  look.italic = toggle(look.italic, character.italic);
  look.strike = toggle(look.strike, character.strike);
  look.caps = toggle(look.caps, character.caps);
  look.hidden = toggle(look.hidden, character.hidden);
  if (character.underline >= 0) look.underline = character.underline;
  if (character.raised >= 0) look.raised = character.raised;
  if (character.half_points) look.half_points = character.half_points;
  read_run(properties, &look);
  return look;
}

int docx_styles_number_of(const DocxStyles *styles, const char *id) {
  const xmlNode *properties = xml_child(find(styles, id), "pPr");
  DocxParagraphLook look = {.num_id = -1, .ilvl = -1};
  read_numbering(properties, &look, false);
  return look.num_id;
}
