/* Which part of a page is the paper, and what the site put around it.
 *
 *     body ── nav, banner, breadcrumbs, cookie notice, search ── furniture, wherever they stand
 *       └──── <main>, <article>, #content ...  ───────────────── the paper, if the rest is menus
 *
 * A candidate is taken by what stands outside of it: running text there (words that are no link) speaks
 * against it. Nothing is keyed to one council's pages. Linear in the page, for each of a few candidates. */
#include "ingest/html.h"
#include "model/text.h"

#include <string.h>

/* `main` is the author's word for it and is believed from this share of the words on; chosen low, as menus of
 * council sites alone come to 400 words. */
static const double MAIN_SHARE_MIN = 0.1;
/* Of the words that are no links, so much must stand inside a part that only its name speaks for. */
static const double NAMED_SHARE_MIN = 0.75;
/* An aside with more of its words in links than this is a menu; the others are boxes of the paper. */
static const double MENU_LINK_SHARE = 0.5;

/* ---- words */

typedef struct {
  guint all, linked;
} WordCount;

static guint count_words(const char *text) {
  guint words = 0;
  bool inside = false;
  for (; *text; text = g_utf8_next_char(text)) {
    bool letter = g_unichar_isalnum(g_utf8_get_char(text));
    words += letter && !inside;
    inside = letter;
  }
  return words;
}

static bool within_link(const xmlNode *root, const xmlNode *node) {
  for (; node && node != root; node = node->parent)
    if (html_is(node, "a")) return true;
  return false;
}

/* Words of what is shown, with `sifted` of what is no furniture by itself. */
static WordCount count_below(const HtmlPage *page, xmlNode *root, bool sifted) {
  WordCount count = {0};
  bool below = false;
  for (xmlNode *node = root; node; node = html_next(root, node, below)) {
    below = html_kind(node) == HTML_GONE || html_is_hidden(page, node) ||
            (sifted && node != root && html_is_furniture(page, node));
    if (below || node->type != XML_TEXT_NODE || !node->content) continue;
    guint words = count_words((const char *)node->content);
    count.all += words;
    if (within_link(root, node)) count.linked += words;
  }
  return count;
}

/* ---- furniture */

typedef enum { DISPLAY_DEFAULT, DISPLAY_NONE, DISPLAY_BLOCK } Display;

/* What the style sheet makes of an element by its class. */
static Display display_of(const HtmlPage *page, const xmlNode *node) {
  const char *names = html_attribute(node, "class");
  Display display = DISPLAY_DEFAULT;
  if (!*names || !g_hash_table_size(page->displays)) return display;
  g_auto(GStrv) list = g_strsplit_set(names, " \t\r\n", -1);
  for (char **name = list; *name && display != DISPLAY_NONE; name++) {
    gpointer found = g_hash_table_lookup(page->displays, *name);
    if (found) display = (Display)GPOINTER_TO_INT(found);
  }
  return display;
}

bool html_is_shown_as_block(const HtmlPage *page, const xmlNode *node) {
  if (display_of(page, node) == DISPLAY_BLOCK) return true;
  g_autofree char *display = *html_attribute(node, "style") ? html_css(node, "display") : NULL;
  return display && g_str_equal(display, "block");
}

bool html_is_hidden(const HtmlPage *page, const xmlNode *node) {
  if (node->type != XML_ELEMENT_NODE || !node->properties) return false;
  if (display_of(page, node) == DISPLAY_NONE) return true;
  if (xmlHasProp((xmlNode *)(uintptr_t)node, BAD_CAST "hidden")) return true;
  if (!*html_attribute(node, "style")) return false;
  g_autofree char *display = html_css(node, "display"), *visibility = html_css(node, "visibility"),
                  *word = html_css(node, "mso-hide");
  return (display && g_str_has_prefix(display, "none")) ||
         (visibility && g_str_has_prefix(visibility, "hidden")) || (word && g_str_has_prefix(word, "all"));
}

static bool is_one_of(const char *text, const char *const *names) {
  for (; *names; names++)
    if (g_ascii_strcasecmp(text, *names) == 0) return true;
  return false;
}

/* Parts of class and id names that only furniture has. */
static bool is_named_furniture(const xmlNode *node) {
  static const char *const parts[] = {"breadcrumb", "cookie",      "skip-link",   "skiplink",    "skip-to",
                                      "skipto",     "skipnav",     "site-header", "site-footer", "siteheader",
                                      "sitefooter", "page-footer", "pagefooter",  NULL};
  g_autofree char *names = g_strconcat(html_attribute(node, "class"), " ", html_attribute(node, "id"), NULL);
  if (!names[1]) return false;
  g_autofree char *lower = g_ascii_strdown(names, -1);
  for (const char *const *part = parts; *part; part++)
    if (strstr(lower, *part)) return true;
  return false;
}

/* "Skip to main content", "Back to top", and the marks that link a heading to itself or a note to its place.
 */
static bool is_helper_link(xmlNode *link) {
  static const char *const words[] = {"skip to ", "skip navigation", "back to top", "return to top", NULL};
  static const char *const marks[] = {"#", "\xC2\xB6", "\xF0\x9F\x94\x97", "", NULL};
  if (*html_attribute(link, "href") != '#') return false;
  g_autoptr(GString) raw = g_string_new(NULL);
  html_append_words(raw, link);
  if (raw->len > 60) return false;
  g_autofree char *key = text_key(raw->str, (gssize)raw->len);
  for (const char *const *word = words; *word; word++)
    if (g_str_has_prefix(key, *word)) return true;
  return *key && is_one_of(key, marks);
}

static bool stands_in(const xmlNode *node, const char *const *names) {
  for (node = node->parent; node && node->type == XML_ELEMENT_NODE; node = node->parent)
    if (is_one_of((const char *)node->name, names)) return true;
  return false;
}

static bool is_document_part(const xmlNode *node) {
  return g_str_has_prefix(html_attribute(node, "role"), "doc-");
}

/* An aside outside of the text is the site's; within it, only where it is a list of links. */
static bool is_menu(const HtmlPage *page, xmlNode *aside) {
  static const char *const text[] = {"main", "article", "section", NULL};
  if (page->is_site && !stands_in(aside, text)) return true;
  WordCount count = count_below(page, aside, false);
  return count.linked > MENU_LINK_SHARE * count.all;
}

static bool is_page_header_or_footer(const HtmlPage *page, const xmlNode *node) {
  static const char *const text[] = {"main", "article", "section", "aside", "blockquote", "td", NULL};
  bool header = html_is(node, "header");
  if (!page->is_site || stands_in(node, text)) return false;
  return header ? !page->header_is_title : html_is(node, "footer");
}

/* Writer saves the head and foot of its pages as <div title="header">, Word by a style. */
static bool is_writer_header(const xmlNode *node) {
  static const char *const titles[] = {"header", "footer", NULL};
  return html_is(node, "div") && is_one_of(html_attribute(node, "title"), titles);
}

bool html_is_furniture(const HtmlPage *page, xmlNode *node) {
  static const char *const roles[] = {"navigation",  "banner", "contentinfo", "search",
                                      "alertdialog", "menu",   "menubar",     NULL};
  if (node->type != XML_ELEMENT_NODE || is_document_part(node)) return html_is(node, "nav");
  if (html_kind(node) == HTML_INLINE)
    return html_is(node, "a") && (is_helper_link(node) || is_named_furniture(node));
  if (html_is(node, "nav") || html_is(node, "search") || is_one_of(html_attribute(node, "role"), roles))
    return true;
  if (html_kind(node) == HTML_BLOCK && !html_is(node, "body") && is_named_furniture(node)) return true;
  if (html_is(node, "aside")) return is_menu(page, node);
  if (is_page_header_or_footer(page, node) || is_writer_header(node)) return true;
  g_autofree char *word = *html_attribute(node, "style") ? html_css(node, "mso-element") : NULL;
  return word && (g_str_has_prefix(word, "header") || g_str_has_prefix(word, "footer") ||
                  g_str_has_prefix(word, "comment"));
}

void html_record_furniture(DocBuilder *b, xmlNode *node) {
  g_autoptr(GString) words = g_string_new(NULL);
  html_append_words(words, node);
  doc_builder_furniture(b, 0, words->str);
  doc_builder_furniture_why(b, "a menu, banner, header or footer of the page, by its element or its name");
}

/* ---- choosing what is the paper */

static xmlNode *find(xmlNode *root, bool (*matches)(const xmlNode *)) {
  for (xmlNode *node = root; node; node = html_next(root, node, false))
    if (node->type == XML_ELEMENT_NODE && matches(node)) return node;
  return NULL;
}

static bool is_main(const xmlNode *node) {
  return html_is(node, "main") || g_str_equal(html_attribute(node, "role"), "main");
}
static bool is_article(const xmlNode *node) { return html_is(node, "article"); }
static bool is_body(const xmlNode *node) { return html_is(node, "body"); }
static bool is_h1(const xmlNode *node) { return html_is(node, "h1"); }

static bool is_named_content(const xmlNode *node) {
  static const char *const names[] = {
      "content",      "main",        "maincontent", "main-content", "main_content",
      "page-content", "pagecontent", "bodycontent", "mgcontent",    NULL};
  if (html_kind(node) != HTML_BLOCK) return false;
  if (is_one_of(html_attribute(node, "id"), names)) return true;
  for (const char *const *name = names; *name; name++)
    if (html_has_class(node, *name)) return true;
  return false;
}

static bool marks_site(const xmlNode *node) {
  static const char *const roles[] = {"navigation", "banner", "contentinfo", "main", NULL};
  if (html_is(node, "nav")) return !is_document_part(node);
  return html_is(node, "main") || html_is(node, "article") || is_one_of(html_attribute(node, "role"), roles);
}

static bool is_narrow_enough(const HtmlPage *page, xmlNode *candidate, bool by_name) {
  WordCount all = count_below(page, page->body, true), inside = count_below(page, candidate, true);
  if (!by_name) return inside.all && inside.all >= MAIN_SHARE_MIN * all.all;
  return inside.all > inside.linked && inside.all - inside.linked >= NAMED_SHARE_MIN * (all.all - all.linked);
}

static xmlNode *choose_main(const HtmlPage *page) {
  static bool (*const matches[])(const xmlNode *) = {is_main, is_article, is_named_content};
  for (size_t i = 0; i < G_N_ELEMENTS(matches); i++) {
    xmlNode *candidate = find(page->body, matches[i]);
    if (candidate && is_narrow_enough(page, candidate, i > 0)) return candidate;
  }
  return page->body;
}

/* The h1 that `matches` nothing inside of `within`; NULL where there are several or none. */
static xmlNode *only_h1_outside(xmlNode *root, const xmlNode *within) {
  xmlNode *only = NULL;
  guint count = 0;
  for (xmlNode *node = root; node; node = html_next(root, node, node == within))
    if (node != within && is_h1(node) && count++ == 0) only = node;
  return count == 1 ? only : NULL;
}

static bool stands_in_header(const xmlNode *node) {
  static const char *const header[] = {"header", NULL};
  return stands_in(node, header);
}

/* ---- style sheets: the outline levels of Word's styles, and which classes are bold, not shown, or shown as blocks
 */

/* ".Name" and "p.Name" among the selectors of a rule; "div .Name" depends on what is around it. */
static void take_selectors(GHashTable *classes, const char *start, const char *end, gpointer value) {
  g_autofree char *text = g_strndup(start, (gsize)(end - start));
  g_auto(GStrv) selectors = g_strsplit(text, ",", -1);
  for (char **selector = selectors; *selector; selector++) {
    const char *dot = strchr(g_strstrip(*selector), '.');
    if (dot && dot[1] && !strpbrk(dot + 1, " \t\r\n:.#>+["))
      g_hash_table_insert(classes, g_strdup(dot + 1), value);
  }
}

/* The brace that ends what `open` begins; NULL where there is none. */
static const char *find_end(const char *open) {
  int depth = 0;
  for (const char *p = open; *p; p++) {
    depth += (*p == '{') - (*p == '}');
    if (depth == 0) return p;
  }
  return NULL;
}

static char *strip_comments(const char *css) {
  GString *out = g_string_new(NULL);
  for (const char *p = css, *open; *p;) {
    open = strstr(p, "/*");
    const char *shut = open ? strstr(open + 2, "*/") : NULL;
    g_string_append_len(out, p, open ? open - p : (gssize)strlen(p));
    p = shut ? shut + 2 : "";
  }
  return g_string_free(out, FALSE);
}

static void read_rule(HtmlPage *page, const char *selectors, const char *open, const char *shut) {
  static const char outline[] = "mso-outline-level:";
  const char *at = g_strstr_len(open, shut - open, outline);
  char level = at ? at[strlen(outline)] : '0';
  if (level >= '1' && level <= '9')
    take_selectors(page->levels, selectors, open, GINT_TO_POINTER(level - '0'));
  static const char *const bold[] = {"font-weight:bold", "font-weight: bold", "font-weight:700",
                                     "font-weight: 700"};
  for (size_t i = 0; i < G_N_ELEMENTS(bold); i++)
    if (g_strstr_len(open, shut - open, bold[i]))
      take_selectors(page->bold, selectors, open, GINT_TO_POINTER(1));
  static const struct {
    const char *written;
    Display display;
  } displays[] = {{"display:none", DISPLAY_NONE},
                  {"display: none", DISPLAY_NONE},
                  {"display:block", DISPLAY_BLOCK},
                  {"display: block", DISPLAY_BLOCK}};
  for (size_t i = 0; i < G_N_ELEMENTS(displays); i++)
    if (g_strstr_len(open, shut - open, displays[i].written))
      take_selectors(page->displays, selectors, open, GINT_TO_POINTER(displays[i].display));
}

/* Rules behind an @ are for some media only, or no rules for elements. */
static void read_style_sheet(HtmlPage *page, const char *text) {
  g_autofree char *css = strip_comments(text);
  const char *rule = css;
  for (const char *open; (open = strchr(rule, '{'));) {
    const char *shut = find_end(open);
    if (!shut) return;
    if (!g_strstr_len(rule, open - rule, "@")) read_rule(page, rule, open, shut);
    rule = shut + 1;
  }
}

static void read_style_sheets(HtmlPage *page, xmlNode *root) {
  for (xmlNode *node = root; node; node = html_next(root, node, false))
    if (html_is(node, "style") && node->children && node->children->content)
      read_style_sheet(page, (const char *)node->children->content);
}

void html_page_init(HtmlPage *page, xmlDoc *tree) {
  *page = (HtmlPage){.levels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     .displays = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     .bold = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  xmlNode *root = xmlDocGetRootElement(tree);
  if (!root) return;
  read_style_sheets(page, root);
  page->body = find(root, is_body);
  if (!page->body) page->body = root;
  page->is_site = find(page->body, marks_site) != NULL;
  xmlNode *h1 = only_h1_outside(page->body, NULL);
  page->header_is_title = h1 && stands_in_header(h1);
  page->main = choose_main(page);
  if (page->main != page->body && !find(page->main, is_h1))
    page->title = only_h1_outside(page->body, page->main);
  for (xmlNode *node = page->main; node; node = html_next(page->main, node, false))
    page->deepest = MAX(page->deepest, html_heading_level(page, node));
}

void html_page_clear(HtmlPage *page) {
  g_clear_pointer(&page->levels, g_hash_table_unref);
  g_clear_pointer(&page->displays, g_hash_table_unref);
  g_clear_pointer(&page->bold, g_hash_table_unref);
}

/* What is not above `main` is recorded whole, what is above it is looked into. */
static void record_around(const HtmlPage *page, xmlNode *node, DocBuilder *b) {
  for (xmlNode *child = node->children; child; child = child->next) {
    bool above = false;
    for (const xmlNode *up = page->main; up && !above; up = up->parent) above = up == child;
    if (child == page->main || child == page->title || html_is_hidden(page, child) ||
        html_kind(child) == HTML_GONE)
      continue;
    if (above)
      record_around(page, child, b);
    else
      html_record_furniture(b, child);
  }
}

void html_page_outside(const HtmlPage *page, DocBuilder *b) {
  if (page->main && page->main != page->body) record_around(page, page->body, b);
}
