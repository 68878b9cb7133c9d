/* Words of a paper that tell how those broken at line ends are written: is the joined form, or the hyphenated one, seen
 * elsewhere in it? Cost: a pass over its words, where any is broken. */
#include "ingest/hyphens.h"

#include "model/text.h"
#include "model/words.h"

#include <string.h>

enum { LENGTH_BITS = 64 };

/* Few words are asked for, so that the others need no key: one of ASCII can only be among them if it begins as one of
 * them and is as long. */
struct Hyphens {
  GHashTable
      *asked; /* keys of such forms; the value is set where a word has it that no uncertain join touches */
  uint64_t lengths[128];      /* by the first byte of those of ASCII, a bit for each length */
  guint inside, at_line_ends; /* U+2010 in words: authors write it anywhere, typesetters at line ends */
};

/* A part of a word that may be broken: before the join, or behind the space that is one. */
static bool touches_join(const DocNode *node, const Word *word) {
  uint32_t j = doc_join_from(node, word->start - MIN(word->start, 1));
  return j < node->join_count && node->joins[j].at <= word->end;
}

static bool is_ascii(const char *text, gsize len) { return text_ascii_prefix(text, len) == len; }

/* Where a word would stand in `lengths`; longer ones share a bit. */
static uint64_t length_bit(gsize len) { return (uint64_t)1 << MIN(len, LENGTH_BITS - 1); }

static bool may_be_asked(const Hyphens *h, const char *word, gsize len) {
  guchar first = (guchar)g_ascii_tolower(*word);
  return (first < 128 && h->lengths[first] & length_bit(len)) || !is_ascii(word, len);
}

/* The key of a short word of ASCII, as text_key() has it. */
static bool fold_short(const char *word, gsize len, char folded[LENGTH_BITS]) {
  if (len >= LENGTH_BITS || !is_ascii(word, len)) return false;
  for (gsize i = 0; i < len; i++) folded[i] = g_ascii_tolower(word[i]);
  folded[len] = '\0';
  return true;
}

static void learn_word(Hyphens *h, const char *word, gsize len) {
  char folded[LENGTH_BITS];
  g_autofree char *made = NULL;
  if (!may_be_asked(h, word, len)) return;
  if (!fold_short(word, len, folded)) made = text_key(word, (gssize)len);
  const char *key = made ? made : folded;
  gpointer own, seen;
  if (g_hash_table_lookup_extended(h->asked, key, &own, &seen) && !seen)
    g_hash_table_insert(h->asked, g_strdup(key), GINT_TO_POINTER(true));
}

static void learn_node(Hyphens *h, const DocNode *node, GArray *words) {
  static const char hyphen[] = "\xE2\x80\x90";
  bool hyphens = strstr(node->text, hyphen) != NULL;
  words_split_into(words, node->text);
  for (guint w = 0; w < words->len; w++) {
    const Word *word = &g_array_index(words, Word, w);
    const char *start = node->text + word->start;
    gsize len = word->end - word->start;
    bool join = node->join_count && touches_join(node, word);
    if (hyphens && g_strstr_len(start, (gssize)len, hyphen)) {
      if (join)
        h->at_line_ends++;
      else
        h->inside++;
    }
    if (!join) learn_word(h, start, len);
  }
}

/* A bound on the cost of each hyphen: the longest word of a paper has some 60 bytes, addresses aside. */
enum { WORD_BYTES_MAX = 256 };

/* Bytes of the word around `at`: letters, digits and hyphens. */
static void word_around(const char *text, uint32_t at, uint32_t *start, uint32_t *end) {
  const char *p = text + at, *q = text + at;
  for (const char *before = g_utf8_find_prev_char(text, p); before; before = g_utf8_find_prev_char(text, p)) {
    if (!g_unichar_isalnum(g_utf8_get_char(before)) && !text_is_hyphen(g_utf8_get_char(before))) break;
    if (text + at - before > WORD_BYTES_MAX) break;
    p = before;
  }
  const char *stop = q + WORD_BYTES_MAX;
  while (*q && q < stop && (g_unichar_isalnum(g_utf8_get_char(q)) || text_is_hyphen(g_utf8_get_char(q))))
    q = g_utf8_next_char(q);
  *start = (uint32_t)(p - text);
  *end = (uint32_t)(q - text);
}

/* Parts as short as "co", "pre" and "sub" are prefixes; hyphenation leaves two letters at least. */
enum { PREFIX_BYTES_MAX = 3, SUFFIX_BYTES_MIN = 2 };

/* A word that is broken at a join: its parts, and keys of the forms that it may have. */
typedef struct {
  uint32_t start, at, after, end; /* bytes: the left part is start .. at, the right one after .. end */
  char *whole, *joined, *left, *right;
} Broken;

static void broken_clear(Broken *b) {
  g_free(b->whole);
  g_free(b->joined);
  g_free(b->left);
  g_free(b->right);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Broken, broken_clear)

static Broken broken_at(const char *text, uint32_t at) {
  Broken b = {.at = at, .after = at + (uint32_t)(g_utf8_next_char(text + at) - (text + at))};
  uint32_t inside;
  word_around(text, at, &b.start, &inside);
  word_around(text, b.after, &inside, &b.end);
  g_autofree char *left = g_strndup(text + b.start, at - b.start),
                  *right = g_strndup(text + b.after, b.end - b.after);
  g_autofree char *glued = g_strconcat(left, right, NULL);
  b.whole = text_key(text + b.start, b.end - b.start);
  b.joined = text_key(glued, -1);
  b.left = text_key(left, -1);
  b.right = text_key(right, -1);
  return b;
}

/* Takes the key over. */
static void ask(Hyphens *h, char *key) {
  guchar first = (guchar)*key;
  if (first < 128) h->lengths[first] |= length_bit(strlen(key));
  g_hash_table_insert(h->asked, key, NULL);
}

static void ask_node(Hyphens *h, const DocNode *node) {
  for (uint32_t j = 0; j < node->join_count; j++) {
    if (node->joins[j].kind != DOC_JOIN_HYPHEN && node->joins[j].kind != DOC_JOIN_SPACE) continue;
    Broken b = broken_at(node->text, node->joins[j].at);
    ask(h, b.whole);
    ask(h, b.joined);
    ask(h, b.left);
    ask(h, b.right);
  }
}

Hyphens *hyphens_learn(const Doc *raw, uint32_t from, uint32_t to) {
  Hyphens *h = g_new0(Hyphens, 1);
  h->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (uint32_t i = from; i < to; i++) ask_node(h, doc_node(raw, i));
  bool asked = g_hash_table_size(h->asked) > 0;
  g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(Word));
  for (uint32_t i = from; i < to && asked; i++) learn_node(h, doc_node(raw, i), words);
  return h;
}

void hyphens_free(Hyphens *h) {
  g_hash_table_unref(h->asked);
  g_free(h);
}

static bool is_seen(const Hyphens *h, const char *key) { return g_hash_table_lookup(h->asked, key) != NULL; }

static bool is_line_end_only(const Hyphens *h, const Broken *b, const char *text) {
  bool hyphenated = is_seen(h, b->whole), joined = is_seen(h, b->joined);
  if (hyphenated || joined) return !hyphenated;
  return h->at_line_ends > 2 * h->inside && g_utf8_get_char(text + b->at) == 0x2010;
}

static bool is_letters(const char *text, uint32_t start, uint32_t end) {
  for (const char *p = text + start; p < text + end; p = g_utf8_next_char(p))
    if (!g_unichar_isalpha(g_utf8_get_char(p))) return false;
  return true;
}

/* A hyphen that hyphenation put at the end of a cell's line: the word has no other, and no part of it is a word of this
 * paper. "co-", "sub-" and "pre-" are no parts that hyphenation leaves, nor is a second part with a capital: "Keith-Magee". */
static bool is_hyphenation(const Hyphens *h, const Broken *b, const char *text) {
  bool parts = is_letters(text, b->start, b->at) && is_letters(text, b->after, b->end);
  bool capital = b->at > b->start && g_unichar_isupper(g_utf8_get_char(text + b->after)) &&
                 g_unichar_islower(g_utf8_get_char(g_utf8_prev_char(text + b->at)));
  return parts && !capital && b->at - b->start > PREFIX_BYTES_MAX && b->end - b->after >= SUFFIX_BYTES_MIN &&
         !is_seen(h, b->left) && !is_seen(h, b->right);
}

/* Ends of words that are no words: what a narrow cell leaves of one for its next line. */
static bool is_word_end(const char *key) {
  static const char *const ends[] = {
      "s",   "t",   "d",    "n",    "y",    "c",    "es",   "ed",   "er",  "al",  "ly",  "ry",
      "ty",  "nt",  "ns",   "ce",   "ts",   "cs",   "ic",   "te",   "le",  "gy",  "cy",  "th",
      "ers", "ors", "ing",  "ion",  "ent",  "nts",  "ces",  "ics",  "ive", "ble", "ity", "ies",
      "ous", "les", "ary",  "ory",  "ess",  "ure",  "nce",  "ses",  "ial", "nal", "tal", "ism",
      "ist", "ons", "ment", "tion", "ness", "ance", "ence", "ents", "ions"};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
    if (g_str_equal(key, ends[i])) return true;
  return false;
}

/* A word that fills its line of a cell, and the end of one on the next; neither stands alone in this paper. */
static bool is_cut(const Hyphens *h, const Broken *b, const char *text) {
  return is_letters(text, b->start, b->at) && b->at - b->start > PREFIX_BYTES_MAX && is_word_end(b->right) &&
         !is_seen(h, b->left) && !is_seen(h, b->right);
}

bool hyphens_is_mended(const Hyphens *h, const DocNode *node, const DocJoin *join) {
  if (join->kind != DOC_JOIN_HYPHEN && join->kind != DOC_JOIN_SPACE) return false;
  g_auto(Broken) b = broken_at(node->text, join->at);
  if (join->kind == DOC_JOIN_SPACE) /* the paper has the word whole, or only pieces */
    return is_seen(h, b.joined) || is_cut(h, &b, node->text);
  return is_line_end_only(h, &b, node->text) || (node->kind == DOC_CELL && is_hyphenation(h, &b, node->text));
}
