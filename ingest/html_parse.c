/* Bytes -> a tree, by libxml2's HTML parser: no network, no DTD, no entity of the file's own (HTML has none).
 *
 * The parser's own limit on depth ends the reading where it is reached, with all that follows lost; so
 * elements below DEPTH_MAX are kept from the tree here, and their text goes to the one above. Linear, but for
 * end tags that look for their start among all open elements, which OPEN_MAX bounds. */
#include "ingest/encodings.h"
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
/* Attributes of one element: pages have some ten. */
enum { ATTRIBUTES_MAX = 256 };
/* Open elements: each unclosed <font> of a bad editor adds one. */
enum { OPEN_MAX = 20000 };

typedef struct {
  htmlParserCtxt *context;
  guint unplaced, dropped; /* open elements that are not in the tree; and how many there were */
  bool stopped;
} Limits;

/* ---- encoding */

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

/* Bytes that are UTF-8 are that whatever the page says of itself: saved pages keep the old declaration. */
static char *decode(const char *data, gsize size, DocBuilder *notes, gsize *invalid) {
  g_autofree char *charset = encodings_declared(data, size);
  bool foreign = charset && !is_decoded_by_text(charset) && !has_utf16_mark(data, size) &&
                 !encodings_is_utf8(data, size);
  *invalid = 0;
  char *text = foreign ? encodings_decode(data, size, charset, invalid) : NULL;
  if (foreign && !text)
    doc_builder_note(notes, 0, true, "its encoding, %s, is not known here: letters beyond ASCII may be wrong",
                     charset);
  return text ? text : text_decode(data, size, invalid);
}

/* Word puts "<![if !supportLists]>" and "<![endif]>" around what older browsers shall see. Browsers take them
 * for comments, the parser for text. Those within comments, "<!--[if gte mso 9]> ... <![endif]-->", end the
 * comment. */
static void drop_conditions(char *text) {
  char *to = text;
  const char *last = strrchr(text, '>'); /* none is shut behind it */
  if (!last) return;
  for (const char *from = text; *from;) {
    bool condition = from < last && *from == '<' &&
                     (strncmp(from, "<![if ", 6) == 0 || strncmp(from, "<![endif]>", 10) == 0);
    const char *shut = condition ? strchr(from, '>') : NULL;
    if (shut)
      from = shut + 1;
    else
      *to++ = *from++;
  }
  *to = '\0';
}

/* ---- attributes */

/* Where the attribute at `p` ends: at white space or '>' outside of quotes. */
static char *attribute_end(char *p) {
  while (*p && *p != '>' && !g_ascii_isspace(*p)) {
    char *shut = (*p == '"' || *p == '\'') && p[-1] == '=' ? strchr(p + 1, *p) : NULL;
    p = shut ? shut + 1 : p + 1;
  }
  return p;
}

/* The parser looks at all attributes of an element for each: those beyond the limit are blanked here. How many. */
static guint drop_attributes(char *text) {
  guint dropped = 0;
  for (char *p = strchr(text, '<'); p; p = strchr(p, '<')) {
    p++;
    if (!g_ascii_isalpha(*p)) continue;
    unsigned count = 0;
    for (p = attribute_end(p); g_ascii_isspace(*p); count++) { /* the first is the element's name */
      p += strspn(p, " \t\r\n\f\v");
      char *end = attribute_end(p);
      if (count >= ATTRIBUTES_MAX && end > p) {
        memset(p, ' ', (gsize)(end - p));
        dropped++;
      }
      p = end;
    }
  }
  return dropped;
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
  guint attributes = drop_attributes(text);
  if (attributes)
    doc_builder_note(notes, 0, false, "attributes beyond the %dth of an element left out (%u)", ATTRIBUTES_MAX,
                     attributes);
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
