/* Words as people type them -> a query of SQLite's FTS5 (sqlite.org/fts5.html, section 3).
 *
 *     roads "capital budget" s.100B(4) consult*     ->     "roads" "capital budget" "s.100B(4)" "consult"*
 *
 * All have to occur in a passage. Everything is quoted, so that no sign of FTS5's own language gets through;
 * a star at the end of a word stands for its endings. */
#include "pipeline/pipeline_priv.h"

#include <string.h>

static void append_term(GString *out, const char *text, gsize len) {
  bool prefix = len > 1 && text[len - 1] == '*';
  g_autofree char *term = g_strndup(text, len - prefix);
  g_autoptr(GString) quoted = g_string_new(term);
  g_string_replace(quoted, "\"", "\"\"", 0);
  g_string_append_printf(out, "%s\"%s\"%s", out->len ? " " : "", quoted->str, prefix ? "*" : "");
}

/* Where the term that begins at `text` ends: at a space, or for a phrase at the closing quote. */
static gsize term_length(const char *text, bool phrase) { return strcspn(text, phrase ? "\"" : " \t\n\""); }

char *search_query(const char *words) {
  GString *out = g_string_new(NULL);
  for (const char *at = words; *at;) {
    at += strspn(at, " \t\n");
    bool phrase = *at == '"';
    at += phrase;
    gsize length = term_length(at, phrase);
    if (length) append_term(out, at, length);
    at += length;
    if (phrase && *at) at++;
  }
  return g_string_free(out, FALSE);
}
