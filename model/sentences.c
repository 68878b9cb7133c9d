/* Sentence ends: . ! ? with closing quotes and brackets, then a space, then something that can begin a
 * sentence. Linear. */
#include "model/sentences.h"

#include <stdbool.h>
#include <string.h>

/* Abbreviations that a capital or a digit may follow within a sentence. */
static const char *const abbreviations[] = {
    "mr",     "mrs",  "ms",    "dr",  "prof", "cllr", "cllrs", "rev",  "hon", "rt",  "st",  "no",
    "nos",    "para", "paras", "p",   "pp",   "ch",   "s",     "ss",   "sch", "art", "reg", "regs",
    "fig",    "figs", "vol",   "ed",  "eds",  "cf",   "vs",    "e.g",  "i.e", "eg",  "ie",  "etc",
    "approx", "ref",  "refs",  "tel", "ext",  "inc",  "jan",   "feb",  "mar", "apr", "jun", "jul",
    "aug",    "sept", "sep",   "oct", "nov",  "dec",  "gov",   "dept",
};

static bool is_abbreviation(const char *start, const char *dot) {
  const char *word = dot;
  while (word > start && word[-1] != ' ' && word[-1] != '(' && word[-1] != '\n') word--;
  gsize len = (gsize)(dot - word);
  if (len == 1 && g_ascii_isupper(*word)) return true; /* an initial: "J. Smith" */
  g_autofree char *lower = g_ascii_strdown(word, (gssize)len);
  for (gsize i = 0; i < G_N_ELEMENTS(abbreviations); i++)
    if (g_str_equal(lower, abbreviations[i])) return true;
  return false;
}

static const char *skip_closing(const char *p) {
  for (;;) {
    gunichar c = g_utf8_get_char(p);
    if (c != ')' && c != ']' && c != '"' && c != '\'' && c != 0x2019 && c != 0x201D) return p;
    p = g_utf8_next_char(p);
  }
}

static bool can_begin(const char *p) {
  gunichar c = g_utf8_get_char(p);
  while (c == '(' || c == '[' || c == '"' || c == '\'' || c == 0x2018 || c == 0x201C) {
    p = g_utf8_next_char(p);
    c = g_utf8_get_char(p);
  }
  return c == 0 || g_unichar_isupper(c) || g_unichar_isdigit(c) || (c >= 0x80 && !g_unichar_islower(c));
}

/* "2." before a capital is an enumeration inside the text only where it begins it. */
static bool is_leading_number(const char *start, const char *dot) {
  for (const char *p = start; p < dot; p++)
    if (!g_ascii_isdigit(*p) && *p != '.') return false;
  return true;
}

static bool ends_sentence(const char *start, const char *mark, const char *after) {
  if (*after != '\0' && *after != ' ' && *after != '\n') return false;
  if (*after == '\0') return true;
  if (!can_begin(after + strspn(after, " \n"))) return false;
  return *mark != '.' || (!is_abbreviation(start, mark) && !is_leading_number(start, mark));
}

static void push(GArray *sentences, const char *text, const char *start, const char *end) {
  while (start < end && (*start == ' ' || *start == '\n')) start++;
  while (end > start && (end[-1] == ' ' || end[-1] == '\n')) end--;
  Sentence sentence = {(uint32_t)(start - text), (uint32_t)(end - text)};
  if (end > start) g_array_append_val(sentences, sentence);
}

GArray *sentences_split(const char *text) {
  GArray *sentences = g_array_new(FALSE, FALSE, sizeof(Sentence));
  const char *start = text;
  for (const char *p = text; *p; p++) {
    if (*p != '.' && *p != '!' && *p != '?') continue;
    const char *after = skip_closing(p + 1);
    if (!ends_sentence(start, p, after)) continue;
    push(sentences, text, start, after);
    start = after + strspn(after, " \n");
    p = start > text ? start - 1 : start;
    if (!*start) break;
  }
  push(sentences, text, start, start + strlen(start));
  return sentences;
}
