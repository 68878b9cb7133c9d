/* Bytes -> a tree, by libxml2's HTML parser: no network, no DTD, no entity of the file's own (HTML has none).
 *
 * The parser's own limit on depth ends the reading where it is reached, with all that follows lost; so
 * elements below DEPTH_MAX are kept from the tree here, and their text goes to the one above. Linear, but for
 * end tags that look for their start among all open elements, which OPEN_MAX bounds. */
#include "ingest/html.h"
#include "model/text.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* The largest page seen, a standard saved from Word, is 1.4 MB; images within the text may make it ten times
 * that. */
enum { SIZE_MAX_MIB = 64 };
/* The reader's walk recurses: 200 frames are some 50 KB of stack. Pages of council sites go to 40. */
enum { DEPTH_MAX = 200 };
/* Open elements: each unclosed <font> of a bad editor adds one. */
enum { OPEN_MAX = 20000 };
/* WHATWG looks for the encoding in the first 1024 bytes; Word may put it later. */
enum { META_BYTES = 4096 };

typedef struct {
  htmlParserCtxt *context;
  guint unplaced, dropped; /* open elements that are not in the tree; and how many there were */
  bool stopped;
} Limits;

/* ---- encoding */

/* The value of the first charset=... near the beginning, or NULL. Caller frees. */
static char *declared_charset(const char *data, gsize size) {
  g_autofree char *head = g_ascii_strdown(data, (gssize)MIN(size, META_BYTES));
  const char *at = strstr(head, "charset");
  if (!at) return NULL;
  at += strlen("charset");
  at += strspn(at, " =\"'");
  gsize len = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-_:");
  return len ? g_strndup(at, len) : NULL;
}

/* What text_decode finds by itself: Unicode by its mark or its bytes, and Windows-1252, which browsers take
 * the first three names for as well. */
static bool is_decoded_by_text(const char *charset) {
  static const char *const known[] = {"iso-8859-1", "latin1", "us-ascii", "windows-1252", "cp1252",  "utf-8",
                                      "utf8",       "utf-16", "utf-16le", "utf-16be",     "unicode", NULL};
  return g_strv_contains(known, charset);
}

static bool has_utf16_mark(const char *data, gsize size) {
  return size >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0);
}

/* Bytes that are UTF-8 are that whatever the page says of itself: saved pages keep the old declaration. An encoding may be
 * unknown: the C library's converters are modules, and a worker can load none. */
static char *decode(const char *data, gsize size, DocBuilder *notes, gsize *invalid) {
  g_autofree char *charset = declared_charset(data, size);
  bool foreign = charset && !is_decoded_by_text(charset) && !has_utf16_mark(data, size) &&
                 !g_utf8_validate(data, (gssize)size, NULL);
  char *text = foreign ? g_convert_with_fallback(data, (gssize)size, "UTF-8", charset, "\xEF\xBF\xBD", NULL,
                                                 NULL, NULL)
                       : NULL;
  if (foreign && !text)
    doc_builder_note(notes, 0, true, "its encoding, %s, is not known here: letters beyond ASCII may be wrong",
                     charset);
  *invalid = 0;
  return text ? text : text_decode(data, size, invalid);
}

/* Word puts "<![if !supportLists]>" and "<![endif]>" around what older browsers shall see. Browsers take them
 * for comments, the parser for text. Those within comments, "<!--[if gte mso 9]> ... <![endif]-->", end the
 * comment. */
static void drop_conditions(char *text) {
  char *to = text;
  for (const char *from = text; *from;) {
    bool condition = strncmp(from, "<![if ", 6) == 0 || strncmp(from, "<![endif]>", 10) == 0;
    const char *shut = condition ? strchr(from, '>') : NULL;
    if (shut)
      from = shut + 1;
    else
      *to++ = *from++;
  }
  *to = '\0';
}

/* ---- depth */

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes) {
  htmlParserCtxt *context = user;
  Limits *limits = context->_private;
  if (limits->unplaced || context->nodeNr >= DEPTH_MAX) {
    limits->unplaced++;
    limits->dropped++;
  } else {
    xmlSAX2StartElement(user, name, attributes);
  }
  if (limits->unplaced < OPEN_MAX || limits->stopped) return;
  limits->stopped = true;
  xmlStopParser(context);
}

static void on_end(void *user, const xmlChar *name) {
  htmlParserCtxt *context = user;
  Limits *limits = context->_private;
  if (limits->unplaced)
    limits->unplaced--;
  else
    xmlSAX2EndElement(user, name);
}

static xmlDoc *parse(const char *text, Limits *limits) {
  static const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                             HTML_PARSE_NONET | HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC |
                             HTML_PARSE_COMPACT;
  limits->context = htmlCreateMemoryParserCtxt(text, (int)strlen(text));
  if (!limits->context) return NULL;
  limits->context->_private = limits;
  limits->context->sax->startElement = on_start;
  limits->context->sax->endElement = on_end;
  htmlCtxtUseOptions(limits->context, options);
  limits->context->options |=
      XML_PARSE_HUGE; /* an image in an attribute may have more than 10 MB; SIZE_MAX_MIB bounds it */
  xmlSwitchEncoding(limits->context, XML_CHAR_ENCODING_UTF8);
  htmlParseDocument(limits->context);
  xmlDoc *tree = limits->context->myDoc;
  limits->context->myDoc = NULL;
  htmlFreeParserCtxt(limits->context);
  return tree;
}

static bool check_size(gsize size, GError **error) {
  if (size <= (gsize)SIZE_MAX_MIB << 20) return true;
  g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "html: larger than %d MiB", SIZE_MAX_MIB);
  return false;
}

xmlDoc *html_parse(GBytes *bytes, DocBuilder *notes, GError **error) {
  gsize size, invalid;
  const char *data = g_bytes_get_data(bytes, &size);
  if (!check_size(size, error)) return NULL;
  g_autofree char *text = decode(data, size, notes, &invalid);
  if (invalid) doc_builder_note(notes, 0, true, "%zu bytes are not valid text and show as U+FFFD", invalid);
  if (!check_size(strlen(text), error)) return NULL;
  drop_conditions(text);
  Limits limits = {0};
  xmlDoc *tree = *text ? parse(text, &limits) : NULL;
  if (limits.dropped)
    doc_builder_note(notes, 0, false, "elements nested deeper than %d left out, their text kept (%u)",
                     DEPTH_MAX, limits.dropped);
  if (limits.stopped)
    doc_builder_note(notes, 0, true, "more than %d elements are open at once; what follows was not read",
                     OPEN_MAX);
  if (!tree) g_set_error(error, INGEST_ERROR, INGEST_ERROR_EMPTY, "html: no text in it");
  return tree;
}
