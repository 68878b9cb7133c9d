/* Printed page numbers, from the lines that were taken for furniture.
 *
 * "12", "- 12 -", "Page 12 of 40", "12/40", and "Page 12" anywhere in a running head. Where a page has several, as
 * in a pack with stamps of its own, one that counts to a total is the paper's, then one that says "Page". Cost:
 * the furniture once. */
#include "model/doc.h"

#include <string.h>

enum { DIGITS_MAX = 5, ROMAN_MAX = 6 };

typedef enum { NO_NUMBER, BARE, NAMED, WITH_TOTAL } Kind;

typedef struct {
  const char *at;
  size_t len;
  Kind kind;
} Number;

static const char *skip_marks(const char *p) {
  while (*p && (strchr(" -|()[]~", *p) || g_str_has_prefix(p, "\xE2\x80\x93") ||
                g_str_has_prefix(p, "\xE2\x80\x94")))
    p = g_utf8_next_char(p);
  return p;
}

/* Digits, or a small Roman number as the first pages of a report have it. */
static size_t number_length(const char *p) {
  size_t digits = strspn(p, "0123456789"), roman = strspn(p, "ivx");
  if (digits && digits <= DIGITS_MAX) return digits;
  return roman && roman <= ROMAN_MAX && !g_ascii_isalnum(p[roman]) ? roman : 0;
}

static bool has_total(const char *after) {
  const char *p = skip_marks(after);
  bool of = g_str_has_prefix(p, "of ") || *p == '/';
  return of && g_ascii_isdigit(*skip_marks(p + (*p == '/' ? 1 : 3)));
}

/* "page 12" from its `p` on. */
static size_t word_page(const char *p) {
  static const char *const words[] = {"page", "Page", "PAGE", "pg.", "Pg.", "p."};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_str_has_prefix(p, words[i])) return strlen(words[i]);
  return 0;
}

static Number named_number(const char *text) {
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    size_t word = p == text || !g_ascii_isalnum(p[-1]) ? word_page(p) : 0;
    const char *at = word ? skip_marks(p + word) : p;
    size_t len = word ? number_length(at) : 0;
    if (len) return (Number){at, len, has_total(at + len) ? WITH_TOTAL : NAMED};
  }
  return (Number){0};
}

/* A line that is a number and nothing else; "12 | Page" and "12 of 40" are. */
static Number bare_number(const char *text) {
  const char *at = skip_marks(text);
  size_t len = number_length(at);
  const char *rest = skip_marks(at + len);
  if (!len) return (Number){0};
  if (has_total(at + len)) return (Number){at, len, WITH_TOTAL};
  if (word_page(rest)) return (Number){at, len, NAMED};
  return *rest ? (Number){0} : (Number){at, len, BARE};
}

static Number find_number(const char *text) {
  Number bare = bare_number(text);
  return bare.kind ? bare : named_number(text);
}

GPtrArray *doc_printed_pages(const Doc *doc) {
  GPtrArray *printed = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GArray) kinds = g_array_new(FALSE, TRUE, sizeof(Kind));
  for (uint32_t i = 0; i < doc_furniture_count(doc); i++) {
    const DocFurniture *line = doc_furniture_at(doc, i);
    Number number = find_number(line->text);
    if (!line->page || !number.kind) continue;
    if (line->page >= printed->len) g_ptr_array_set_size(printed, (gint)line->page + 1);
    if (line->page >= kinds->len) g_array_set_size(kinds, line->page + 1);
    if (number.kind <= g_array_index(kinds, Kind, line->page)) continue;
    g_array_index(kinds, Kind, line->page) = number.kind;
    g_free(printed->pdata[line->page]);
    printed->pdata[line->page] = g_strndup(number.at, number.len);
  }
  return printed;
}

const char *doc_printed_page(const GPtrArray *printed, uint32_t page) {
  return page < printed->len ? printed->pdata[page] : NULL;
}
