/* Pictures of an HTML page (the standard, 4.8.3 and 4.4.12) -> figures. Nothing is fetched: of a picture that does not lie in
 * the page, only its name is known. */
#include "ingest/html_flow.h"
#include "ingest/picture.h"

#include <stdlib.h>
#include <string.h>

/* Smaller ones are icons: 40 points, as pdf_figures.c, at 96 pixels an inch. */
enum { SIDE_MIN_PX = 53 };

void html_figure_free(gpointer data) {
  HtmlFigure *figure = data;
  if (figure->bytes) g_bytes_unref(figure->bytes);
  g_free(figure->alt);
  g_free(figure->caption);
  g_free(figure);
}

static bool is_blank(const char *text) { return !text[strspn(text, " \t\r\n")]; }

/* A text that only names the file says nothing of the picture. */
static bool is_file_name(const char *alt) {
  static const char *const endings[] = {".png", ".jpg", ".jpeg", ".gif", ".svg",
                                        ".bmp", ".emf", ".wmf",  ".webp"};
  g_autofree char *lower = g_ascii_strdown(alt, -1);
  for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
    if (g_str_has_suffix(lower, endings[i])) return true;
  return false;
}

/* "data:image/png;base64,..." (RFC 2397): NULL for an address, and for what is not in Base64. */
static GBytes *data_of(const char *address) {
  static const char base64[] = ";base64";
  const char *comma = g_ascii_strncasecmp(address, "data:", 5) == 0 ? strchr(address, ',') : NULL;
  gsize before = comma ? (gsize)(comma - address) : 0;
  if (before < strlen(base64) || strncmp(comma - strlen(base64), base64, strlen(base64)) != 0) return NULL;
  gsize size;
  guchar *bytes = g_base64_decode(comma + 1, &size);
  return g_bytes_new_take(bytes, size);
}

/* The name in an address without its folders and its query: sites move papers, and number their downloads. */
static GBytes *name_of(const char *address) {
  g_autofree char *path = g_strndup(address, strcspn(address, "?#"));
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  return *name ? g_bytes_new(name, strlen(name)) : NULL;
}

static const xmlNode *figure_around(const xmlNode *node) {
  while (node && !html_is(node, "figure")) node = node->parent;
  return node;
}

static char *caption_in(const xmlNode *figure) {
  GString *words = g_string_new(NULL);
  for (xmlNode *child = figure ? figure->children : NULL; child; child = child->next)
    if (html_is(child, "figcaption")) html_append_words(words, child);
  return g_string_free(words, FALSE);
}

static bool has_size(const xmlNode *node) {
  int width = atoi(html_attribute(node, "width")), height = atoi(html_attribute(node, "height"));
  return width >= SIDE_MIN_PX && height >= SIDE_MIN_PX;
}

static bool is_small(const xmlNode *node) {
  const char *width = html_attribute(node, "width"), *height = html_attribute(node, "height");
  return (g_ascii_isdigit(*width) && atoi(width) < SIDE_MIN_PX) ||
         (g_ascii_isdigit(*height) && atoi(height) < SIDE_MIN_PX);
}

/* A picture whose page says nothing of it is decoration, unless it is large. */
HtmlFigure *html_figure_read(const xmlNode *image) {
  const char *alt = html_attribute(image, "alt"), *address = html_attribute(image, "src");
  const xmlNode *figure = figure_around(image);
  bool says = !is_blank(alt) && !is_file_name(alt);
  if (is_small(image) || !(says || figure || has_size(image))) return NULL;
  HtmlFigure *found = g_new0(HtmlFigure, 1);
  found->alt = g_strdup(says ? alt : "");
  found->caption = caption_in(figure);
  found->bytes = data_of(address);
  if (!found->bytes) found->bytes = name_of(address);
  return found;
}

void html_push_figures(HtmlReader *r) {
  for (guint i = 0; i < r->figures->len; i++) {
    const HtmlFigure *figure = r->figures->pdata[i];
    doc_builder_style(r->b, 0, "");
    picture_push(r->b, figure->bytes, figure->alt, figure->caption);
  }
  g_ptr_array_set_size(r->figures, 0);
}
