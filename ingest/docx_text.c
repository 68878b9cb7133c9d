/* The runs of a DOCX paragraph -> styled text (ECMA-376 part 1, 17.3.2, 17.3.3, 17.13.5, 17.16).
 *
 * Elements that are not known are walked into: a wrapper of a later version must not swallow words, and text
 * only stands in w:t. */
#include "ingest/docx_priv.h"

#include <string.h>

typedef struct {
  DocxReader *r;
  const DocxRunLook *paragraph;
  OfficeText *out;
  DocxRunLook run; /* of the run around */
  bool mark;       /* what follows in the run is the mark of a note, which its author chose */
} Walk;

typedef void (*Action)(Walk *w, const xmlNode *node);

static void walk_children(Walk *w, const xmlNode *node);

/* ---- text */

static bool is_shown(const DocxReader *r) {
  for (guint i = 0; i < r->fields->len; i++) {
    const DocxField *field = &g_array_index(r->fields, DocxField, i);
    if (!field->in_result || field->hidden) return false;
  }
  return true;
}

static const char *link_of(const DocxReader *r) {
  for (guint i = r->fields->len; i; i--)
    if (g_array_index(r->fields, DocxField, i - 1).target)
      return g_array_index(r->fields, DocxField, i - 1).target;
  return r->target;
}

static unsigned style_of(const DocxRunLook *look) {
  return (look->underline == 1 ? OFFICE_UNDERLINE : 0) | (look->bold == 1 ? DOC_STRONG : 0) |
         (look->italic == 1 ? DOC_EMPHASIS : 0) | (look->strike == 1 ? DOC_STRUCK : 0) |
         (look->raised == 1 ? DOC_SUPERSCRIPT : 0);
}

static void add(Walk *w, const char *text) {
  if (!is_shown(w->r)) return;
  if (w->run.hidden == 1) {
    w->r->hidden++;
    return;
  }
  const char *target = link_of(w->r);
  g_autofree char *upper = w->run.caps == 1 ? g_utf8_strup(text, -1) : NULL;
  office_text_add(w->out, upper ? upper : text, -1, style_of(&w->run) | (target ? DOC_LINK : 0), target);
  office_text_set_size(w->out, text, (float)w->run.half_points / 2);
}

static void add_content(Walk *w, const xmlNode *node) {
  for (const xmlNode *child = node->children; child; child = child->next)
    if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) && child->content)
      add(w, (const char *)child->content);
}

static void add_tab(Walk *w, const xmlNode *node) {
  (void)node;
  add(w, "\t");
}

/* A break of the page or column says nothing about the text; one of the line ends a line (17.3.3.1). */
static void add_break(Walk *w, const xmlNode *node) {
  const char *type = xml_attribute(node, "type");
  add(w, type && !g_str_equal(type, "textWrapping") ? " " : "\n");
}

static void add_hyphen(Walk *w, const xmlNode *node) {
  (void)node;
  add(w, "\xE2\x80\x91");
}

static void add_soft_hyphen(Walk *w, const xmlNode *node) {
  (void)node;
  add(w, "\xC2\xAD");
}

/* Characters of symbol fonts (17.3.3.30) that stand in papers as characters; other glyphs are shown as a
 * bullet. */
static void add_symbol(Walk *w, const xmlNode *node) {
  static const struct {
    const char *font;
    unsigned code;
    const char *text;
  } known[] = {
      {"Symbol", 0xA3, "≤"},    {"Symbol", 0xB3, "≥"},    {"Symbol", 0xB1, "±"},    {"Symbol", 0xB4, "×"},
      {"Symbol", 0xB0, "°"},    {"Symbol", 0xA2, "′"},    {"Symbol", 0xB9, "≠"},    {"Symbol", 0xAE, "→"},
      {"Symbol", 0x6D, "μ"},    {"Symbol", 0xA0, "€"},    {"Symbol", 0xD3, "©"},    {"Symbol", 0xD2, "®"},
      {"Symbol", 0xD4, "™"},    {"Symbol", 0x2D, "−"},    {"Wingdings", 0xE0, "→"}, {"Wingdings", 0x6F, "☐"},
      {"Wingdings", 0xA8, "☐"}, {"Wingdings", 0xFC, "✓"}, {"Wingdings", 0xFE, "☑"}, {"Wingdings", 0xFD, "☒"},
      {"Wingdings", 0x2A, "✉"}, {"Wingdings", 0x28, "☎"}};
  const char *font = xml_attribute(node, "font"), *code = xml_attribute(node, "char");
  unsigned value = code ? (unsigned)g_ascii_strtoull(code, NULL, 16) : 0;
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (known[i].code == (value & 0xFF) && g_strcmp0(font, known[i].font) == 0 && value) {
      add(w, known[i].text);
      return;
    }
  char utf8[7] = {0};
  bool plain = value >= 0x20 && (value < 0xE000 || value > 0xF8FF) && g_unichar_validate(value);
  if (plain) g_unichar_to_utf8(value, utf8);
  add(w, plain ? utf8 : "\xE2\x80\xA2");
}

/* ---- fields */

static void clear_field(DocxField *field) {
  g_string_free(field->instruction, TRUE);
  g_free(field->target);
}

void docx_fields_clear(DocxReader *r) {
  for (guint i = 0; i < r->fields->len; i++) clear_field(&g_array_index(r->fields, DocxField, i));
  g_array_set_size(r->fields, 0);
}

/* The name of a field, in capitals: " PAGE \* MERGEFORMAT " is PAGE. Caller frees. */
static char *field_name(const char *instruction) {
  instruction += strspn(instruction, " \t\r\n");
  g_autofree char *name = g_strndup(instruction, strcspn(instruction, " \t\r\n\\"));
  return g_ascii_strup(name, -1);
}

/* Page numbers in the margins are furniture by themselves. */
static bool is_page_field(const DocxReader *r, const char *instruction) {
  static const char *const names[] = {"PAGE", "NUMPAGES", "SECTIONPAGES"};
  g_autofree char *name = field_name(instruction);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_str_equal(name, names[i])) return r->in_margin;
  return false;
}

/* HYPERLINK "address" \o "tip": an address, and not only a place in the document after \l. */
static char *field_target(const char *instruction) {
  g_autofree char *name = field_name(instruction);
  const char *quote = strchr(instruction, '"');
  if (!g_str_equal(name, "HYPERLINK") || !quote) return NULL;
  const char *before = strchr(instruction, '\\'), *end = strchr(quote + 1, '"');
  return end && (!before || before > quote) ? g_strndup(quote + 1, (gsize)(end - quote - 1)) : NULL;
}

/* A check box of a form is what it shows (17.16.7). */
static void add_check_box(Walk *w, const xmlNode *field) {
  const xmlNode *box = xml_child(xml_child(field, "ffData"), "checkBox");
  const xmlNode *state =
      box && xml_child(box, "checked") ? xml_child(box, "checked") : xml_child(box, "default");
  const char *value = state ? xml_attribute(state, "val") : NULL;
  bool on =
      state && (!value || g_str_equal(value, "1") || g_str_equal(value, "true") || g_str_equal(value, "on"));
  if (box) add(w, on ? "☒" : "☐");
}

static void change_field(Walk *w, const xmlNode *node) {
  enum { FIELDS_MAX = 64 };
  GArray *fields = w->r->fields;
  if (xml_attribute_is(node, "fldCharType", "begin")) {
    add_check_box(w, node);
    DocxField field = {.instruction = g_string_new(NULL)};
    if (fields->len >= FIELDS_MAX) docx_fields_clear(w->r); /* begun and never ended */
    g_array_append_val(fields, field);
    return;
  }
  DocxField *field = fields->len ? &g_array_index(fields, DocxField, fields->len - 1) : NULL;
  if (field && xml_attribute_is(node, "fldCharType", "separate")) {
    field->in_result = true;
    field->hidden = is_page_field(w->r, field->instruction->str);
    field->target = field_target(field->instruction->str);
  } else if (field && xml_attribute_is(node, "fldCharType", "end")) {
    clear_field(field);
    g_array_set_size(fields, fields->len - 1);
  }
}

static void add_instruction(Walk *w, const xmlNode *node) {
  guint n = w->r->fields->len;
  if (!n || !node->children || !node->children->content) return;
  DocxField *field = &g_array_index(w->r->fields, DocxField, n - 1);
  if (!field->in_result && field->instruction->len < 4096)
    g_string_append(field->instruction, (const char *)node->children->content);
}

static void walk_simple_field(Walk *w, const xmlNode *node) {
  const char *instruction = xml_attribute(node, "instr");
  if (!instruction || !is_page_field(w->r, instruction)) walk_children(w, node);
}

/* ---- runs and what is around them */

static void walk_run(Walk *w, const xmlNode *node) {
  DocxRunLook outer = w->run;
  w->run = docx_styles_run(w->r->styles, w->paragraph, xml_child(node, "rPr"));
  walk_children(w, node);
  w->run = outer;
  w->mark = false;
}

/* A target of the relationships, and a place in it (17.16.22); a place alone is in this document. */
static void walk_hyperlink(Walk *w, const xmlNode *node) {
  const char *outer = w->r->target, *id = xml_attribute(node, "id"), *anchor = xml_attribute(node, "anchor");
  const char *target = id ? g_hash_table_lookup(w->r->targets, id) : NULL;
  g_autofree char *whole =
      target && anchor && *anchor ? g_strdup_printf("%s#%s", target, anchor) : g_strdup(target);
  if (whole) w->r->target = whole;
  walk_children(w, node);
  w->r->target = outer;
}

bool docx_is_dropped(const DocxReader *r, const xmlNode *change) {
  bool put_in = xml_is(change, "ins") || xml_is(change, "moveTo");
  return put_in == r->reject;
}

static void walk_change(Walk *w, const xmlNode *node) {
  bool put_in = xml_is(node, "ins") || xml_is(node, "moveTo");
  if (put_in)
    w->r->put_in++;
  else
    w->r->taken_out++;
  if (!docx_is_dropped(w->r, node)) walk_children(w, node);
}

xmlNode *docx_choice(const xmlNode *alternate) {
  xmlNode *choice = xml_child(alternate, "Choice");
  return choice ? choice : xml_child(alternate, "Fallback");
}

static void walk_alternate(Walk *w, const xmlNode *node) {
  const xmlNode *choice = docx_choice(node);
  if (choice) walk_children(w, choice);
}

/* The base text of a ruby annotation is the text (17.3.3.25). */
static void walk_ruby(Walk *w, const xmlNode *node) {
  const xmlNode *base = xml_child(node, "rubyBase");
  if (base) walk_children(w, base);
}

/* The note follows the paragraph; its mark is no word. */
static void add_note(Walk *w, const xmlNode *node) {
  const char *custom = xml_attribute(node, "customMarkFollows");
  w->mark = custom && !g_str_equal(custom, "0") && !g_str_equal(custom, "false");
  if (w->r->in_note || !is_shown(w->r)) return;
  g_ptr_array_add(w->r->waiting, (gpointer)node);
}

/* A mark that its author chose stands after the reference in its run, and is no word either (17.11.14). */
static void add_text(Walk *w, const xmlNode *node) {
  if (!w->mark) add_content(w, node);
}

/* A text box stands beside its paragraph: what it holds follows. */
static void wait_for_end(Walk *w, const xmlNode *node) { g_ptr_array_add(w->r->waiting, (gpointer)node); }

/* Headers and notes have relationships of their own, and no figures. */
static void add_picture(Walk *w, const xmlNode *node) {
  if (!w->r->in_margin && !w->r->in_note) wait_for_end(w, node);
}

/* A watermark is text drawn along a path. */
static void add_watermark(Walk *w, const xmlNode *node) {
  const char *text = xml_attribute(node, "string");
  if (text && w->r->in_margin) add(w, text);
}

static void count_comment(Walk *w, const xmlNode *node) {
  (void)node;
  w->r->comments++;
}

static void skip(Walk *w, const xmlNode *node) { (void)w, (void)node; }

static const struct {
  const char *name;
  Action action;
} actions[] = {
    {"t", add_text},
    {"delText", add_content},
    {"tab", add_tab},
    {"ptab", add_tab},
    {"br", add_break},
    {"cr", add_break},
    {"noBreakHyphen", add_hyphen},
    {"softHyphen", add_soft_hyphen},
    {"sym", add_symbol},
    {"fldChar", change_field},
    {"instrText", add_instruction},
    {"fldSimple", walk_simple_field},
    {"r", walk_run},
    {"hyperlink", walk_hyperlink},
    {"ruby", walk_ruby},
    {"AlternateContent", walk_alternate},
    {"ins", walk_change},
    {"del", walk_change},
    {"moveFrom", walk_change},
    {"moveTo", walk_change},
    {"footnoteReference", add_note},
    {"endnoteReference", add_note},
    {"commentReference", count_comment},
    {"txbxContent", wait_for_end},
    {"blip", add_picture},
    {"imagedata", add_picture},
    {"chart", add_picture},
    {"textpath", add_watermark},
    {"pPr", skip},
    {"rPr", skip},
    {"sdtPr", skip},
    {"ffData", skip},
    {"delInstrText", skip},
    {"ctrlPr", skip},
};

static void walk_children(Walk *w, const xmlNode *node) {
  for (const xmlNode *child = node->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    Action action = walk_children;
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
      if (xml_is(child, actions[i].name)) action = actions[i].action;
    action(w, child);
  }
}

void docx_text_read(DocxReader *r, const xmlNode *paragraph, const DocxRunLook *look, OfficeText *out) {
  Walk w = {.r = r, .paragraph = look, .out = out, .run = *look};
  walk_children(&w, paragraph);
}
