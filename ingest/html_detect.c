/* Whether bytes are HTML: by their beginning, else by name and tags. Text or Markdown in which tags are
 * scattered is not, nor is other XML. */
#include "ingest/readers.h"

#include <string.h>

/* What a page may have before its first tag: comments of the tool that saved it. */
enum { HEAD_BYTES = 4096 };
/* A fragment without <html> begins with a block and has so many end tags at the least. */
enum { END_TAGS_MIN = 3 };

/* The beginning as ASCII in lower case; UTF-16 loses its zeroes. */
static char *read_head(const char *data, gsize size) {
  GString *head = g_string_new(NULL);
  for (gsize i = 0; i < MIN(size, HEAD_BYTES); i++) {
    guchar c = (guchar)data[i];
    if (c && c < 0x80) g_string_append_c(head, g_ascii_tolower((char)c));
  }
  return g_string_free(head, FALSE);
}

static bool begins(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

/* Past white space, comments and an XML declaration; NULL where one of them does not end. */
static const char *skip_prologue(const char *p) {
  for (;;) {
    p += strspn(p, " \t\r\n\f");
    const char *end = begins(p, "<!--") ? "-->" : begins(p, "<?xml") ? "?>" : NULL;
    if (!end) return p;
    p = strstr(p, end);
    if (!p) return NULL;
    p += strlen(end);
  }
}

static bool is_tag(const char *p, const char *name) {
  size_t len = strlen(name);
  return *p == '<' && strncmp(p + 1, name, len) == 0 && p[1 + len] && strchr(" >/\t\r\n", p[1 + len]);
}

static bool is_block_tag(const char *p) {
  static const char *const names[] = {"head",  "title",  "meta",       "body", "h1",      "h2",
                                      "h3",    "h4",     "h5",         "h6",   "p",       "div",
                                      "table", "ul",     "ol",         "dl",   "section", "article",
                                      "main",  "header", "blockquote", "pre",  "center",  "style"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (is_tag(p, names[i])) return true;
  return false;
}

static unsigned count_end_tags(const char *head) {
  unsigned count = 0;
  for (const char *p = head; (p = strstr(p, "</")); p += 2) count += g_ascii_isalpha(p[2]) != 0;
  return count;
}

static bool has_name(const char *name, const char *const *extensions) {
  const char *dot = name ? strrchr(name, '.') : NULL;
  for (; dot && *extensions; extensions++)
    if (g_ascii_strcasecmp(dot, *extensions) == 0) return true;
  return false;
}

/* Lines that only Markdown has. */
static bool has_markdown(const char *head) {
  return begins(head, "# ") || strstr(head, "\n# ") || strstr(head, "\n## ") || strstr(head, "\n```");
}

bool html_recognise(const char *data, gsize size, const char *name) {
  static const char *const html[] = {".html", ".htm", ".xhtml", NULL};
  static const char *const other[] = {".md", ".markdown", ".mkd", ".txt", ".xml", NULL};
  g_autofree char *head = read_head(data, size);
  const char *first = skip_prologue(head);
  if (!first) return has_name(name, html);
  if (begins(first, "<!doctype html") || is_tag(first, "html")) return true;
  bool xml = begins(head + strspn(head, " \t\r\n"), "<?xml") || begins(first, "<!doctype");
  if (has_name(name, html)) return !xml && strchr(first, '<') != NULL;
  return !xml && !has_name(name, other) && is_block_tag(first) && count_end_tags(first) >= END_TAGS_MIN &&
         !has_markdown(head);
}
