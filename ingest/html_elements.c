/* What an HTML element is: a table of names (WHATWG HTML, section 15.3, the style sheet of a browser),
 * attributes, and the few properties of style attributes that tell structure. */
#include "ingest/html.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *name;
  HtmlKind kind;
  unsigned style;
} Element;

/* In order of name, for bsearch. */
static const Element elements[] = {
    {"a", HTML_INLINE, DOC_LINK},
    {"address", HTML_BLOCK, 0},
    {"applet", HTML_GONE, 0},
    {"article", HTML_BLOCK, 0},
    {"aside", HTML_BLOCK, 0},
    {"audio", HTML_GONE, 0},
    {"b", HTML_INLINE, DOC_STRONG},
    {"blockquote", HTML_QUOTE, 0},
    {"body", HTML_BLOCK, 0},
    {"br", HTML_BREAK, 0},
    {"button", HTML_GONE, 0},
    {"canvas", HTML_GONE, 0},
    {"caption", HTML_BLOCK, 0},
    {"center", HTML_BLOCK, 0},
    {"cite", HTML_INLINE, DOC_EMPHASIS},
    {"datalist", HTML_GONE, 0},
    {"dd", HTML_BLOCK, 0},
    {"del", HTML_DELETED, 0},
    {"details", HTML_BLOCK, 0},
    {"dialog", HTML_BLOCK, 0},
    {"dir", HTML_LIST, 0},
    {"div", HTML_BLOCK, 0},
    {"dl", HTML_TERMS, 0},
    {"dt", HTML_BLOCK, 0},
    {"em", HTML_INLINE, DOC_EMPHASIS},
    {"embed", HTML_GONE, 0},
    {"fieldset", HTML_BLOCK, 0},
    {"figcaption", HTML_BLOCK, 0},
    {"figure", HTML_BLOCK, 0},
    {"footer", HTML_BLOCK, 0},
    {"form", HTML_BLOCK, 0},
    {"h1", HTML_HEADING, 0},
    {"h2", HTML_HEADING, 0},
    {"h3", HTML_HEADING, 0},
    {"h4", HTML_HEADING, 0},
    {"h5", HTML_HEADING, 0},
    {"h6", HTML_HEADING, 0},
    {"head", HTML_GONE, 0},
    {"header", HTML_BLOCK, 0},
    {"hgroup", HTML_BLOCK, 0},
    {"hr", HTML_RULE, 0},
    {"i", HTML_INLINE, DOC_EMPHASIS},
    {"iframe", HTML_GONE, 0},
    {"img", HTML_IMAGE, 0},
    {"ins", HTML_INSERTED, 0},
    {"legend", HTML_BLOCK, 0},
    {"li", HTML_ITEM, 0},
    {"link", HTML_GONE, 0},
    {"listing", HTML_PREFORMATTED, 0},
    {"main", HTML_BLOCK, 0},
    {"map", HTML_GONE, 0},
    {"menu", HTML_LIST, 0},
    {"meta", HTML_GONE, 0},
    {"nav", HTML_BLOCK, 0},
    {"noframes", HTML_GONE, 0},
    {"noscript", HTML_GONE, 0},
    {"object", HTML_GONE, 0},
    {"ol", HTML_LIST, 0},
    {"optgroup", HTML_GONE, 0},
    {"option", HTML_GONE, 0},
    {"p", HTML_BLOCK, 0},
    {"plaintext", HTML_PREFORMATTED, 0},
    {"pre", HTML_PREFORMATTED, 0},
    {"s", HTML_INLINE, DOC_STRUCK},
    {"script", HTML_GONE, 0},
    {"search", HTML_BLOCK, 0},
    {"section", HTML_BLOCK, 0},
    {"select", HTML_GONE, 0},
    {"strike", HTML_INLINE, DOC_STRUCK},
    {"strong", HTML_INLINE, DOC_STRONG},
    {"style", HTML_GONE, 0},
    {"summary", HTML_BLOCK, 0},
    {"sup", HTML_INLINE, DOC_SUPERSCRIPT},
    {"svg", HTML_GONE, 0},
    {"table", HTML_TABLE, 0},
    {"tbody", HTML_BLOCK, 0},
    {"td", HTML_BLOCK, 0},
    {"template", HTML_GONE, 0},
    {"textarea", HTML_GONE, 0},
    {"tfoot", HTML_BLOCK, 0},
    {"th", HTML_BLOCK, 0},
    {"thead", HTML_BLOCK, 0},
    {"title", HTML_GONE, 0},
    {"tr", HTML_BLOCK, 0},
    {"ul", HTML_LIST, 0},
    {"video", HTML_GONE, 0},
    {"xmp", HTML_PREFORMATTED, 0},
};

static int compare_name(const void *name, const void *element) {
  return g_ascii_strcasecmp(name, ((const Element *)element)->name);
}

static const Element *find_element(const xmlNode *node) {
  if (node->type != XML_ELEMENT_NODE) return NULL;
  return bsearch(node->name, elements, G_N_ELEMENTS(elements), sizeof *elements, compare_name);
}

HtmlKind html_kind(const xmlNode *node) {
  const Element *element = find_element(node);
  return element ? element->kind : HTML_INLINE;
}

bool html_is(const xmlNode *node, const char *name) {
  return node && node->type == XML_ELEMENT_NODE && g_ascii_strcasecmp((const char *)node->name, name) == 0;
}

const char *html_attribute(const xmlNode *node, const char *name) {
  if (node->type != XML_ELEMENT_NODE) return "";
  for (const xmlAttr *a = node->properties; a; a = a->next) {
    if (g_ascii_strcasecmp((const char *)a->name, name) != 0) continue;
    return a->children && a->children->content ? (const char *)a->children->content : "";
  }
  return "";
}

bool html_has_class(const xmlNode *node, const char *class_name) {
  const char *names = html_attribute(node, "class");
  size_t len = strlen(class_name);
  for (const char *p = names; *p;) {
    p += strspn(p, " \t\r\n");
    size_t size = strcspn(p, " \t\r\n");
    if (size == len && g_ascii_strncasecmp(p, class_name, len) == 0) return true;
    p += size;
  }
  return false;
}

char *html_css(const xmlNode *node, const char *property) {
  const char *p = html_attribute(node, "style");
  size_t len = strlen(property);
  while (*p) {
    p += strspn(p, " \t\r\n;");
    size_t size = strcspn(p, ";");
    if (size > len && g_ascii_strncasecmp(p, property, len) == 0) {
      const char *value = p + len + strspn(p + len, " \t\r\n");
      if (*value == ':') return g_strstrip(g_strndup(value + 1, (gsize)(p + size - value - 1)));
    }
    p += size;
  }
  return NULL;
}

/* ---- styles */

/* Words that a value of a property begins with, and the style that it makes of the text. */
static const struct {
  const char *property, *value;
  unsigned style;
} css_styles[] = {
    {"font-weight", "bold", DOC_STRONG},
    {"font-weight", "6", DOC_STRONG},
    {"font-weight", "7", DOC_STRONG},
    {"font-weight", "8", DOC_STRONG},
    {"font-weight", "9", DOC_STRONG},
    {"font-style", "italic", DOC_EMPHASIS},
    {"font-style", "oblique", DOC_EMPHASIS},
    {"text-decoration", "line-through", DOC_STRUCK},
    {"vertical-align", "super", DOC_SUPERSCRIPT},
};

unsigned html_own_style(const xmlNode *node) {
  const Element *element = find_element(node);
  unsigned style = element ? element->style : 0;
  if (style == DOC_LINK && !*html_attribute(node, "href")) style = 0; /* the target of links elsewhere */
  if (!*html_attribute(node, "style")) return style;
  for (size_t i = 0; i < G_N_ELEMENTS(css_styles); i++) {
    g_autofree char *value = html_css(node, css_styles[i].property);
    if (value && g_str_has_prefix(value, css_styles[i].value)) style |= css_styles[i].style;
  }
  return style;
}

/* ---- words of a subtree */

xmlNode *html_next(const xmlNode *root, xmlNode *node, bool skip_below) {
  if (!skip_below && node->type == XML_ELEMENT_NODE && node->children) return node->children;
  while (node != root && !node->next) node = node->parent;
  return node == root ? NULL : node->next;
}

void html_append_words(GString *out, xmlNode *root) {
  bool below = false;
  for (xmlNode *node = root; node; node = html_next(root, node, below)) {
    HtmlKind kind = html_kind(node);
    below = kind == HTML_GONE || kind == HTML_DELETED;
    bool text = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
    if (text && node->content)
      g_string_append(out, (const char *)node->content);
    else if (node->type == XML_ELEMENT_NODE && kind != HTML_INLINE)
      g_string_append_c(out, ' ');
    /* the end of a block parts words, too: its text is the last of it */
    if (text && !node->next && html_kind(node->parent) != HTML_INLINE) g_string_append_c(out, ' ');
  }
}
