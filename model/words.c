/* The domain's tokens: split at white space, then peel punctuation from both ends. Linear. */
#include "model/words.h"

#include "model/text.h"

#include <string.h>

static bool is_opening(gunichar c) {
  return c == '(' || c == '[' || c == '{' || c == '"' || c == '\'' || c == 0x2018 || c == 0x201C ||
         c == 0x201A || c == 0x201E || c == 0x00AB || c == 0x2039 || c == 0x00BF || c == 0x00A1 || c == '<';
}

static bool is_closing(gunichar c) {
  return c == ')' || c == ']' || c == '}' || c == '"' || c == '\'' || c == 0x2019 || c == 0x201D ||
         c == 0x00BB || c == 0x203A || c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' ||
         c == 0x2026 || c == '>';
}

/* Parts words even without a space beside it. */
static bool is_breaking(gunichar c) { return c == 0x2014 || c == 0x2015 || c == 0x2026 || c == '|'; }

static bool has_word_character(const char *p, const char *end) {
  for (; p < end; p = g_utf8_next_char(p)) {
    if (g_ascii_isalnum(*p)) return true;
    if (*p & 0x80 && (g_unichar_isalnum(g_utf8_get_char(p)) || g_utf8_get_char(p) == 0xFFFD)) return true;
  }
  return false;
}

static gunichar last_character(const char *start, const char *end) {
  return end > start ? g_utf8_get_char(g_utf8_find_prev_char(start, end)) : 0;
}

/* "(4)(b)": a closing bracket whose opening one is inside belongs to the word. */
static bool is_balanced(const char *start, const char *end, gunichar close) {
  char open = close == ')' ? '(' : close == ']' ? '[' : '{';
  int depth = 0;
  for (const char *p = start; p < end; p++) {
    if (*p == open) depth++;
    if (*p == (char)close && --depth < 0) return false;
  }
  return depth == 0;
}

static bool is_bracket(gunichar c) { return c == ')' || c == ']' || c == '}'; }

/* "(b)", "(iv)", "[12]", and chains of them, "(4)(b)". */
static bool is_bracketed_label(const char *start, const char *end) {
  while (start < end) {
    char close = *start == '(' ? ')' : *start == '[' ? ']' : '\0';
    const char *shut = close ? memchr(start, close, (size_t)(end - start)) : NULL;
    if (!shut) return false;
    size_t len = (size_t)(shut - start - 1);
    bool number = len >= 1 && len <= 4 && strspn(start + 1, "0123456789") >= len;
    bool letter = len == 1 && g_ascii_isalpha(start[1]);
    bool roman = len >= 1 && len <= 5 && strspn(start + 1, "ivxlc") >= len;
    if (!number && !letter && !roman) return false;
    start = shut + 1;
  }
  return true;
}

static bool is_currency(gunichar c) { return c == 0xA3 || c == '$' || c == 0x20AC || c == 0xA5; }

/* "https://...", "www...." */
static bool is_address(const char *start, gsize len) {
  const char *end = start + len, *colon = memchr(start, ':', len);
  for (; colon; colon = memchr(colon + 1, ':', (gsize)(end - colon - 1)))
    if (end - colon > 2 && colon[1] == '/' && colon[2] == '/') return true;
  return len > 4 && g_ascii_tolower(*start) == 'w' && g_ascii_strncasecmp(start, "www.", 4) == 0;
}

static WordKind classify(const char *start, const char *end) {
  gsize len = (gsize)(end - start);
  if (!has_word_character(start, end)) return WORD_PUNCTUATION;
  if (is_address(start, len)) return WORD_URL;
  const char *at = memchr(start, '@', len);
  if (at && at > start && memchr(at, '.', (gsize)(end - at))) return WORD_EMAIL;
  if (is_bracketed_label(start, end)) return WORD_REFERENCE;
  const char *p = start;
  while (p < end && (*p == '+' || *p == '-' || *p == '(' || text_is_dash(g_utf8_get_char(p))))
    p = g_utf8_next_char(p);
  if (p < end && is_currency(g_utf8_get_char(p))) {
    const char *digits = g_utf8_next_char(p);
    if (digits < end && g_ascii_isdigit(*digits)) return WORD_MONEY;
  }
  if (p >= end || !g_ascii_isdigit(*p)) {
    bool section =
        len > 2 && (*start == 's' || *start == 'S') && start[1] == '.' && g_ascii_isdigit(start[2]);
    return section ? WORD_REFERENCE : WORD_PLAIN;
  }
  if (end[-1] == '%') return WORD_PERCENTAGE;
  if (memchr(start, '(', len)) return WORD_REFERENCE;
  unsigned letters = 0;
  for (; p < end; p = g_utf8_next_char(p)) letters += g_unichar_isalpha(g_utf8_get_char(p)) != 0;
  return letters <= 2 ? WORD_NUMBER : WORD_PLAIN;
}

/* Where the words of a text go. */
typedef struct {
  const char *text;
  Word *next;
} Words;

static void push(Words *words, const char *start, const char *end, WordKind kind) {
  if (end > start) *words->next++ = (Word){(uint32_t)(start - words->text), (uint32_t)(end - words->text), kind};
}

/* A stretch without white space: opening punctuation, the word, closing punctuation. */
static void split_chunk(Words *words, const char *start, const char *end) {
  const char *a = start, *b = end;
  if (!has_word_character(start, end)) {
    push(words, start, end, WORD_PUNCTUATION);
    return;
  }
  if (b - a > 2 && a[0] == '/' && a[1] == '/') { /* "http: //www", and "http: // www" */
    push(words, a, a + 2, WORD_PUNCTUATION);
    a += 2;
  }
  while (a < b && is_opening(g_utf8_get_char(a)) && !is_bracketed_label(a, b)) {
    push(words, a, g_utf8_next_char(a), WORD_PUNCTUATION);
    a = g_utf8_next_char(a);
  }
  const char *word_end = b;
  while (word_end > a && !is_bracketed_label(a, word_end)) {
    gunichar last = last_character(a, word_end);
    if (!is_closing(last) && !text_is_dash(last)) break;
    if (is_bracket(last) && is_balanced(a, word_end, last)) break;
    word_end = g_utf8_find_prev_char(a, word_end);
  }
  push(words, a, word_end, classify(a, word_end));
  for (const char *p = word_end; p < b; p = g_utf8_next_char(p))
    push(words, p, g_utf8_next_char(p), WORD_PUNCTUATION);
}

/* Splits a stretch further at dashes and marks that part words, and at a comma between letters
 * ("Ashford,Swale"). */
static void split_stretch(Words *words, const char *start, const char *end) {
  if (is_address(start, (gsize)(end - start)) && has_word_character(start, end)) {
    split_chunk(words, start, end);
    return;
  }
  const char *from = start;
  for (const char *p = start; p < end; p = g_utf8_next_char(p)) {
    if (g_ascii_isalnum(*p)) continue;
    gunichar c = g_utf8_get_char(p);
    const char *next = g_utf8_next_char(p);
    bool glued = (c == ',' || c == ';') && p > start && next < end &&
                 g_unichar_isalpha(last_character(start, p)) && g_unichar_isalpha(g_utf8_get_char(next));
    if (!is_breaking(c) && !glued) continue;
    if (p > from) split_chunk(words, from, p);
    push(words, p, next, WORD_PUNCTUATION);
    from = next;
  }
  if (from < end) split_chunk(words, from, end);
}

static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t'; }

/* Letters with at most one mark after them are a word and a mark: most stretches are, and the rules above, which find
 * the same, cost ten times as much. Returns the stretch's end, or NULL where it is another. */
static const char *split_plain(Words *words, const char *start) {
  const char *p = start;
  while (g_ascii_isalpha(*p)) p++;
  const char *end = p;
  if (*p && !is_space(*p)) end += strchr(".,;:!?", *p) != NULL;
  if (p == start || (*end && !is_space(*end))) return NULL;
  push(words, start, p, WORD_PLAIN);
  push(words, p, end, WORD_PUNCTUATION);
  return end;
}

void words_split_into(GArray *array, const char *text) {
  g_array_set_size(array, (guint)strlen(text)); /* each word has a byte at least; most of this room is never touched */
  Words filled = {text, (Word *)(void *)array->data}, *words = &filled;
  for (const char *p = text, *end; *p; p = end) {
    while (is_space(*p)) p++;
    end = split_plain(words, p);
    if (end) continue;
    for (end = p; *end && !is_space(*end);) end++;
    if (end > p) split_stretch(words, p, end);
  }
  g_array_set_size(array, (guint)(words->next - (Word *)(void *)array->data));
}

GArray *words_split(const char *text) {
  GArray *words = g_array_new(FALSE, FALSE, sizeof(Word));
  words_split_into(words, text);
  return words;
}

uint32_t words_count(const char *text) {
  g_autoptr(GArray) words = words_split(text);
  uint32_t count = 0;
  for (guint i = 0; i < words->len; i++) count += g_array_index(words, Word, i).kind != WORD_PUNCTUATION;
  return count;
}
