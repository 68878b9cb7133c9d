/* Words whose joins are not certain: a hyphen that may be the line's, a space that may be a break inside a word.
 *
 * Such a word is taken the way some certain word of either draft has it, so that both sides take it alike. Linear in the
 * word, but for the pieces that it may be broken into. */
#include "diff/joins.h"

#include "model/text.h"

#include <string.h>

bool joins_touch(const DocNode *node, const Word *word) {
  uint32_t i = doc_join_from(node, word->start);
  return i < node->join_count && node->joins[i].at <= word->end;
}

/* A word with its doubtful joins all closed (`hyphen` false) or all hyphenated. */
static char *word_with_joins(const DocNode *node, const Word *word, bool hyphen) {
  g_autoptr(GString) out = g_string_new(NULL);
  uint32_t from = word->start;
  for (uint32_t i = doc_join_from(node, from); i < node->join_count && node->joins[i].at < word->end; i++) {
    const DocJoin *join = &node->joins[i];
    if (join->kind == DOC_JOIN_SPACE || join->at < from) continue;
    g_string_append_len(out, node->text + from, join->at - from);
    from = join->at;
    if (join->kind == DOC_JOIN_HYPHEN) from = (uint32_t)(g_utf8_next_char(node->text + from) - node->text);
    if (hyphen) g_string_append_c(out, '-');
  }
  g_string_append_len(out, node->text + from, word->end > from ? word->end - from : 0);
  return text_key(out->str, (gssize)out->len);
}

static void drop_hyphens(char *key) {
  char *to = key;
  for (const char *from = key; *from; from++)
    if (*from != '-') *to++ = *from;
  *to = '\0';
}

uint32_t joins_number_with(DiffVocabulary *v, const DocNode *node, const Word *word, uint32_t *other) {
  g_autofree char *closed = word_with_joins(node, word, false), *open = word_with_joins(node, word, true);
  bool is_closed = vocabulary_is_certain(v, closed, strlen(closed)),
       is_open = vocabulary_is_certain(v, open, strlen(open));
  if (is_closed && is_open) {
    uint32_t id = vocabulary_number(v, node->text + word->start, word->end - word->start),
             shut = vocabulary_add(v, closed, strlen(closed));
    *other = id == shut ? vocabulary_add(v, open, strlen(open)) : shut;
    return id;
  }
  if (!is_closed && !is_open) drop_hyphens(closed);
  const char *taken = is_open ? open : closed;
  return vocabulary_add(v, taken, strlen(taken));
}

static bool space_join_at(const DocNode *node, uint32_t at) {
  uint32_t i = doc_join_from(node, at);
  return i < node->join_count && node->joins[i].at == at && node->joins[i].kind == DOC_JOIN_SPACE;
}

/* Long addresses and "maximum/minimum" are broken after a slash, and no reader can tell that from a space. */
static bool may_be_broken(const DocNode *node, const Word *word) {
  return word->kind == WORD_URL || node->text[word->end - 1] == '/';
}

/* Pieces that a word may be broken into, at most. */
enum { PIECES = 4 };

typedef enum { ENDS, MAY_GO_ON, LIKELY_GOES_ON } Doubt;

/* Does a word go on after the space? Where the pieces of an address put together are a word of either draft,
 * chance is ruled out; "a" and "part" may well be two words though "apart" is one. */
static Doubt doubt_at(const DocNode *node, const Word *first, const Word *left, const Word *right) {
  if (right->kind == WORD_PUNCTUATION || right->start != left->end + 1) return ENDS;
  if (first->kind == WORD_URL || may_be_broken(node, left)) return LIKELY_GOES_ON;
  return node->join_count && space_join_at(node, left->end) ? MAY_GO_ON : ENDS;
}

static void append_key(GString *out, const char *text, gsize len) {
  g_autofree char *key = text_key(text, (gssize)len);
  g_string_append(out, key);
}

/* The last piece of a word is rather the first of the next: "https:// example.org/ papers/1.html" where there are
 * "https://example.org/" and "example.org/papers/1.html". */
static bool belongs_to_next(DiffVocabulary *v, const DocNode *node, const GArray *words, guint w) {
  const Word *piece = &g_array_index(words, Word, w);
  if (w + 1 >= words->len || doubt_at(node, piece, piece, piece + 1) == ENDS) return false;
  g_autoptr(GString) both = g_string_new(NULL);
  append_key(both, node->text + piece->start, piece->end - piece->start);
  append_key(both, node->text + piece[1].start, piece[1].end - piece[1].start);
  return vocabulary_is_certain(v, both->str, both->len);
}

uint32_t joins_number_across(DiffVocabulary *v, const DocNode *node, const GArray *words, guint w,
                                     guint *taken) {
  const Word *first = &g_array_index(words, Word, w);
  if (w + 1 >= words->len || doubt_at(node, first, first, first + 1) == ENDS) return 0;
  g_autoptr(GString) whole = g_string_new(NULL);
  append_key(whole, node->text + first->start, first->end - first->start);
  bool pieces_certain = vocabulary_is_certain(v, whole->str, whole->len);
  uint32_t id = 0;
  for (guint k = 1; k < PIECES && w + k < words->len; k++) {
    Doubt doubt = doubt_at(node, first, first + k - 1, first + k);
    gsize before = whole->len;
    if (doubt == ENDS) break;
    append_key(whole, node->text + first[k].start, first[k].end - first[k].start);
    pieces_certain = pieces_certain && vocabulary_is_certain(v, whole->str + before, whole->len - before);
    if ((doubt == MAY_GO_ON && pieces_certain) || !vocabulary_is_certain(v, whole->str, whole->len)) continue;
    if (belongs_to_next(v, node, words, w + k)) continue;
    id = vocabulary_add(v, whole->str, whole->len);
    *taken = k + 1;
  }
  return id;
}

/* "/ " or "://" */
static bool has_doubtful_slash(const char *text) {
  for (const char *p = strchr(text, '/'); p; p = strchr(p + 1, '/'))
    if (p[1] == ' ' || (p[1] == '/' && p > text && p[-1] == ':')) return true;
  return false;
}

bool joins_are_doubtful(const DocNode *node) { return node->join_count || has_doubtful_slash(node->text); }
