/* Labels of list items, as a browser would show them (WHATWG HTML, section 4.4.5 to 4.4.8; CSS counter
 * styles). */
#include "ingest/html.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 100000 };

static char *letters(int n, char first) {
  char text[16];
  int at = sizeof text - 1;
  for (text[at] = '\0'; n > 0 && at > 0; n = (n - 1) / 26) text[--at] = (char)(first + (n - 1) % 26);
  return g_strdup(text + at);
}

static char *roman(int n, bool capital) {
  static const struct {
    int value;
    const char *letters;
  } parts[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
               {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    for (; n >= parts[i].value; n -= parts[i].value) g_string_append(out, parts[i].letters);
  if (capital) g_string_ascii_up(out);
  return g_string_free(out, FALSE);
}

/* The `type` attribute's letters, and the names of CSS for the same. */
static const struct {
  const char *type, *css;
} types[] = {{"a", "lower-alpha"}, {"a", "lower-latin"}, {"A", "upper-alpha"}, {"A", "upper-latin"},
             {"i", "lower-roman"}, {"I", "upper-roman"}, {"1", "decimal"}};

static char type_of(const xmlNode *list, const xmlNode *item) {
  const char *type = html_attribute(item, "type");
  if (!*type) type = html_attribute(list, "type");
  if (*type && strchr("aAiI1", *type) && !type[1]) return *type;
  g_autofree char *css = html_css(list, "list-style-type");
  for (size_t i = 0; css && i < G_N_ELEMENTS(types); i++)
    if (g_str_equal(css, types[i].css)) return *types[i].type;
  return '1';
}

static int parse_number(const char *text, int otherwise) {
  char *end;
  long value = strtol(text, &end, 10);
  return end == text ? otherwise : (int)CLAMP(value, -NUMBER_MAX, NUMBER_MAX);
}

static int count_items(const xmlNode *list) {
  int count = 0;
  for (const xmlNode *node = list->children; node; node = node->next) count += html_kind(node) == HTML_ITEM;
  return count;
}

static bool is_reversed(const xmlNode *list) {
  return xmlHasProp((xmlNode *)(uintptr_t)list, BAD_CAST "reversed") != NULL;
}

int html_list_start(const xmlNode *list) {
  return parse_number(html_attribute(list, "start"), is_reversed(list) ? count_items(list) : 1);
}

char *html_item_label(const xmlNode *list, const xmlNode *item, int *next) {
  if (!html_is(list, "ol")) return g_strdup("\xE2\x80\xA2");
  int number = parse_number(html_attribute(item, "value"), *next);
  *next = number + (is_reversed(list) ? -1 : 1);
  char type = type_of(list, item);
  bool alphabetic = type == 'a' || type == 'A', spelled = number >= 1 && (alphabetic || number < 4000);
  g_autofree char *text = !spelled || type == '1' ? g_strdup_printf("%d", number)
                          : alphabetic            ? letters(number, type)
                                                  : roman(number, type == 'I');
  return g_strconcat(text, ".", NULL);
}
