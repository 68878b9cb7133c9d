/* Headings and lists as Word writes them into HTML: as paragraphs.
 *
 *   <p class=MsoHeading1>, <p style='mso-outline-level:2'>, a class that the style sheet gives an outline
 * level <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]> <span
 * style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span><![endif]>Text</p> <p
 * class=MsoListParagraph>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span>Text</p>
 * ("filtered")
 *
 * What stands between a label and its text is always a span of spaces in seven points: Word writes its tab
 * so. */
#include "ingest/html.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* "Appendix A." with room; what is longer is text. */
enum { LABEL_BYTES_MAX = 32 };
/* Points of a list paragraph that has no margin of its own: Word's half an inch. */
enum { DEFAULT_INDENT_PT = 36 };

static unsigned digit(char c) { return c >= '1' && c <= '9' ? (unsigned)(c - '0') : 0; }

/* "MsoHeading2", "AppendixHeading1": the number at the end. */
static unsigned level_of_class(const HtmlPage *page, const char *names) {
  g_auto(GStrv) list = g_strsplit_set(names, " \t\r\n", -1);
  for (char **name = list; *name; name++) {
    size_t len = strlen(*name);
    gpointer level = g_hash_table_lookup(page->levels, *name);
    if (level) return GPOINTER_TO_UINT(level);
    if (g_str_equal(*name, "MsoTitle")) return 1;
    if (len > 8 && g_ascii_strncasecmp(*name + len - 8, "heading", 7) == 0 && digit((*name)[len - 1]))
      return digit((*name)[len - 1]);
  }
  return 0;
}

unsigned html_heading_level(const HtmlPage *page, const xmlNode *node) {
  if (html_kind(node) == HTML_HEADING) return digit((char)node->name[1]);
  bool role = g_ascii_strcasecmp(html_attribute(node, "role"), "heading") == 0;
  if (role) return MAX(1, digit(*html_attribute(node, "aria-level")));
  if (!html_is(node, "p")) return 0;
  g_autofree char *outline = html_css(node, "mso-outline-level");
  if (outline) return digit(*outline);
  return level_of_class(page, html_attribute(node, "class"));
}

/* ---- labels */

static bool is_blank_text(const char *text) {
  for (; *text; text = g_utf8_next_char(text))
    if (!g_unichar_isspace(g_utf8_get_char(text))) return false;
  return true;
}

static char *words_of(xmlNode *node) {
  g_autoptr(GString) raw = g_string_new(NULL);
  html_append_words(raw, node);
  GString *shown = g_string_new(NULL);
  text_append_shown(shown, raw->str, -1, false);
  return g_strstrip(g_string_free(shown, FALSE));
}

static bool is_tab(xmlNode *node) {
  g_autofree char *font = html_is(node, "span") ? html_css(node, "font") : NULL;
  if (!font || !g_str_has_prefix(font, "7.0pt")) return false;
  g_autofree char *words = words_of(node);
  return is_blank_text(words);
}

static bool is_marked_label(const xmlNode *node) {
  g_autofree char *value = html_css(node, "mso-list");
  return value && g_ascii_strcasecmp(value, "Ignore") == 0;
}

/* A letter of a symbol font is a bullet, and so is anything alone that is no letter or digit. */
static char *shown_label(char *label, bool symbol) {
  gunichar c = g_utf8_get_char(label);
  bool alone = c && !*g_utf8_next_char(label);
  if (!alone || !(symbol || c == 'o' || c == 0xB7 || !g_unichar_isalnum(c))) return label;
  g_free(label);
  return g_strdup("\xE2\x80\xA2");
}

static bool has_symbol_font(const xmlNode *block, const xmlNode *node) {
  for (; node && node != block; node = node->parent) {
    g_autofree char *family = html_css(node, "font-family");
    if (family && (strstr(family, "Symbol") || strstr(family, "Wingdings") || strstr(family, "Webdings")))
      return true;
  }
  return false;
}

/* Only inline elements are around it, none of which the reader leaves out. */
static bool is_within_text(const HtmlPage *page, const xmlNode *block, const xmlNode *node) {
  for (node = node->parent; node != block; node = node->parent)
    if (html_kind(node) != HTML_INLINE || html_is_hidden(page, node) || *html_attribute(node, "href") == '#')
      return false;
  return true;
}

char *html_word_label(const HtmlPage *page, xmlNode *block, xmlNode **mark) {
  g_autoptr(GString) before = g_string_new(NULL);
  const xmlNode *first = NULL;
  for (xmlNode *node = html_next(block, block, false); node; node = html_next(block, node, false)) {
    if (is_marked_label(node) && is_within_text(page, block, node)) {
      *mark = node;
      char *label = words_of(node);
      return shown_label(label, has_symbol_font(block, node->children ? node->children : node));
    }
    if (before->len && is_tab(node) && is_within_text(page, block, node)) {
      *mark = node;
      return shown_label(g_strdup(g_strstrip(before->str)), has_symbol_font(block, first));
    }
    if (node->type != XML_TEXT_NODE || !node->content) continue;
    if (!first && !is_blank_text((const char *)node->content)) first = node;
    if (first) text_append_shown(before, (const char *)node->content, -1, false);
    if (before->len > LABEL_BYTES_MAX) return NULL;
  }
  return NULL;
}

static double points(const char *length) {
  char *unit;
  double value = g_ascii_strtod(length, &unit);
  static const struct {
    const char *name;
    double points;
  } units[] = {{"pt", 1}, {"in", 72}, {"cm", 28.35}, {"mm", 2.835}, {"px", 0.75}};
  for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
    if (g_str_has_prefix(unit, units[i].name)) return CLAMP(value * units[i].points, -10000, 10000);
  return DEFAULT_INDENT_PT;
}

int html_word_indent(const xmlNode *block) {
  g_autofree char *list = html_css(block, "mso-list"), *margin = html_css(block, "margin-left");
  const char *level = list ? strstr(list, "level") : NULL;
  if (level) return DEFAULT_INDENT_PT * (int)MAX(1, digit(level[5]));
  return margin ? (int)(points(margin) + 0.5) : DEFAULT_INDENT_PT;
}
