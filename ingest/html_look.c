/* Paragraphs of HTML that are headings by their look: word processors write them where authors used no style.
 *
 *     <p class=MsoNormal><b>Background</b></p>         <p class=Sub>Next steps</p>, where the sheet says .Sub is bold
 *
 * The rules are those of office_headings.c, so that a paper gives the same tree in both forms: short, ends as no sentence
 * does, bold or underlined as a whole, or in capitals, and text follows before long. They stand below the deepest heading that the page marks as one.
 * Linear in the words of a paragraph, and of the few after it. */
#include "ingest/html.h"
#include "model/text.h"

#include <string.h>

/* As in layout_headings.c: 99 % of headings have at most 110 characters. */
enum { HEADING_BYTES_MAX = 160, KEY_BYTES_MAX = 30, LOOK_AHEAD = 3, LEVEL_MAX = 9, CAPITALS_MIN = 5 };

static bool has_bold_class(const HtmlPage *page, const xmlNode *node) {
  const char *names = html_attribute(node, "class");
  if (!*names || !g_hash_table_size(page->bold)) return false;
  g_auto(GStrv) list = g_strsplit_set(names, " \t\r\n", -1);
  for (char **name = list; *name; name++)
    if (g_hash_table_contains(page->bold, *name)) return true;
  return false;
}

static bool is_bold_at(const HtmlPage *page, const xmlNode *paragraph, const xmlNode *node) {
  for (; node; node = node->parent) {
    if ((html_own_style(node) & DOC_STRONG) || has_bold_class(page, node)) return true;
    if (node == paragraph) return false;
  }
  return false;
}

static bool is_blank(const char *text) {
  for (; *text; text = g_utf8_next_char(text))
    if (!g_unichar_isspace(g_utf8_get_char(text))) return false;
  return true;
}

/* An address is underlined for being a link. */
static bool is_underlined_at(const HtmlPage *page, const xmlNode *paragraph, const xmlNode *node) {
  (void)page;
  bool underlined = false;
  for (; node; node = node->parent) {
    if (html_is(node, "a")) return false;
    g_autofree char *decoration = html_css(node, "text-decoration");
    underlined =
        underlined || html_is(node, "u") || (decoration && g_str_has_prefix(decoration, "underline"));
    if (node == paragraph) return underlined;
  }
  return false;
}

/* All of its words; false for one that has none. */
static bool is_all(const HtmlPage *page, xmlNode *paragraph,
                   bool (*test)(const HtmlPage *, const xmlNode *, const xmlNode *)) {
  bool any = false, below = false;
  for (xmlNode *node = paragraph; node; node = html_next(paragraph, node, below)) {
    below = html_kind(node) == HTML_GONE || html_is_hidden(page, node);
    if (below || node->type != XML_TEXT_NODE || !node->content || is_blank((const char *)node->content))
      continue;
    if (!test(page, paragraph, node)) return false;
    any = true;
  }
  return any;
}

static char *words_of(xmlNode *node) {
  g_autoptr(GString) raw = g_string_new(NULL);
  html_append_words(raw, node);
  GString *shown = g_string_new(NULL);
  text_append_shown(shown, raw->str, -1, false);
  return g_strstrip(g_string_free(shown, FALSE));
}

static bool is_capitals(const char *text) {
  unsigned upper = 0;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    if (g_unichar_islower(g_utf8_get_char(p))) return false;
    upper += g_unichar_isupper(g_utf8_get_char(p)) != 0;
  }
  return upper >= CAPITALS_MIN;
}

/* "From: Marian Holt" */
static bool is_key_line(const char *text) {
  const char *colon = strchr(text, ':');
  return colon && colon - text < KEY_BYTES_MAX && colon[1] == ' ';
}

static bool reads_as_heading(const char *text) {
  size_t len = strlen(text);
  gunichar first = g_utf8_get_char(text);
  if (len < 2 || len > HEADING_BYTES_MAX || strchr(".,;", text[len - 1])) return false;
  return g_unichar_isalnum(first) && !g_unichar_islower(first) && !is_key_line(text);
}

/* A line of a letter head or contact block is bold, too: a heading has text, a list or a table after it before long. */
static bool leads_somewhere(const HtmlPage *page, xmlNode *paragraph) {
  unsigned seen = 0;
  for (xmlNode *node = html_next(page->main, paragraph, true); node && seen < LOOK_AHEAD;
       node = html_next(page->main, node, false)) {
    HtmlKind kind = html_kind(node);
    if (kind == HTML_LIST || kind == HTML_TABLE || kind == HTML_PREFORMATTED || kind == HTML_QUOTE)
      return true;
    if (kind == HTML_HEADING) return false;
    if (!html_is(node, "p")) continue;
    g_autofree char *words = words_of(node);
    if (!*words) continue;
    if (!is_all(page, node, is_bold_at)) return true;
    seen++;
  }
  return false;
}

unsigned html_look_level(const HtmlPage *page, xmlNode *paragraph) {
  if (!html_is(paragraph, "p") || !page->main) return 0;
  g_autofree char *words = words_of(paragraph);
  bool marked = is_all(page, paragraph, is_bold_at) || is_all(page, paragraph, is_underlined_at);
  if (!marked && !is_capitals(words)) return 0;
  if (!reads_as_heading(words) || !leads_somewhere(page, paragraph)) return 0;
  return MIN(page->deepest + 1, LEVEL_MAX);
}
