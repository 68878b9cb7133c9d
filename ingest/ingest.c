/* The table of readers, and how one is chosen: by content, then by name. */
#include "ingest/ingest.h"
#include "ingest/readers.h"
#include "ingest/refine.h"
#include "model/memory.h"

#include <string.h>

/* A paper of so many nodes leaves 10 MB behind when it has been refined. */
enum { LONG_NODES = 50000 };

G_DEFINE_QUARK(redraft - ingest - error - quark, ingest_error)

typedef struct {
  const char *name, *extension;
  bool (*knows)(const char *data, gsize size, const char *name);
  Doc *(*read)(GBytes *bytes, const IngestHints *hints, GError **error);
} Reader;

static bool has_extension(const char *name, const char *const *extensions) {
  const char *dot = name ? strrchr(name, '.') : NULL;
  for (; dot && *extensions; extensions++)
    if (g_ascii_strcasecmp(dot, *extensions) == 0) return true;
  return false;
}

/* Files of text that is Markdown in part: "## " headings or a pipe table's rule at the beginning of a line. */
static bool looks_like_markdown(const char *data, gsize size) {
  const char *end = data + MIN(size, 64 * 1024);
  unsigned headings = 0;
  for (const char *line = data; line < end;) {
    size_t hashes = 0;
    while (line + hashes < end && line[hashes] == '#') hashes++;
    if (hashes >= 1 && hashes <= 6 && line + hashes < end && line[hashes] == ' ') headings++;
    if (end - line > 4 && (strncmp(line, "|---", 4) == 0 || strncmp(line, "| --", 4) == 0)) return true;
    const char *next = memchr(line, '\n', (size_t)(end - line));
    line = next ? next + 1 : end;
  }
  return headings >= 2;
}

static bool knows_markdown(const char *data, gsize size, const char *name) {
  static const char *const extensions[] = {".md", ".markdown", ".mkd", NULL};
  return has_extension(name, extensions) || looks_like_markdown(data, size);
}

/* Anything that holds no control characters to speak of; UTF-16 has zeroes and a mark. The codes of RTF are no words. */
static bool knows_text(const char *data, gsize size, const char *name) {
  (void)name;
  if (size >= 5 && memcmp(data, "{\\rtf", 5) == 0) return false;
  gsize control = 0, seen = MIN(size, 64 * 1024);
  bool utf16 = size >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0);
  for (gsize i = 0; i < seen; i++) {
    guchar c = (guchar)data[i];
    control +=
        c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B && c != 0x0B && c != 0x08;
  }
  return utf16 || control * 200 <= seen;
}

static const Reader readers[] = {
    {"pdf", "pdf", pdf_recognise, read_pdf},           {"docx", "docx", docx_recognise, read_docx},
    {"odt", "odt", odt_recognise, read_odt},           {"html", "html", html_recognise, read_html},
    {"markdown", "md", knows_markdown, read_markdown}, {"text", "txt", knows_text, read_text},
};

static const Reader *choose(GBytes *bytes, const IngestHints *hints) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  for (size_t i = 0; size && i < G_N_ELEMENTS(readers); i++)
    if (readers[i].knows(data, size, hints->name)) return &readers[i];
  return NULL;
}

const char *ingest_format(GBytes *bytes, const IngestHints *hints, const char **extension) {
  const Reader *reader = choose(bytes, hints);
  if (extension) *extension = reader ? reader->extension : NULL;
  return reader ? reader->name : NULL;
}

bool ingest_reader_find(const char *name, const char **format, const char **extension) {
  for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
    if (!g_str_equal(readers[i].name, name)) continue;
    *format = readers[i].name;
    *extension = readers[i].extension;
    return true;
  }
  return false;
}

/* A name that promises a PDF over bytes that are none: a download that went wrong, most often. */
static bool is_misnamed(const Reader *reader, const char *name) {
  static const char *const pdf[] = {".pdf", NULL};
  return has_extension(name, pdf) && !g_str_equal(reader->name, "pdf");
}

GPtrArray *ingest_bytes(GBytes *bytes, const IngestHints *hints, GError **error) {
  if (g_bytes_get_size(bytes) == 0) {
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_EMPTY, "empty file");
    return NULL;
  }
  const Reader *reader = choose(bytes, hints);
  if (!reader || is_misnamed(reader, hints->name)) {
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_FORMAT, "%s",
                reader ? "named .pdf, but not a PDF: there is no %PDF- header"
                       : "not a format that can be read (PDF, DOCX, ODT, HTML, Markdown, text)");
    return NULL;
  }
  g_autoptr(Doc) raw = reader->read(bytes, hints, error);
  GPtrArray *papers = raw ? refine_papers(raw, hints) : NULL;
  if (!raw || doc_count(raw) < LONG_NODES) return papers;
  g_clear_pointer(&raw, doc_free);
  memory_trim();
  return papers;
}
