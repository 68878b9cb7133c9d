/* Words of a paper that tell which line-end hyphens are real: is the joined form, or the hyphenated one, seen elsewhere in
 * it? Cost: a pass over its words, where there are such hyphens. */
#include "ingest/hyphens.h"

#include "model/text.h"
#include "model/words.h"

#include <string.h>

enum { LENGTH_BITS = 64 };

/* Few words are asked for, so that the others need no key: one of ASCII can only be among them if it begins as one of
 * them and is as long. */
struct Hyphens {
  GHashTable *asked;          /* keys of such forms; the value is set where a word has it that no uncertain join touches */
  uint64_t lengths[128];      /* by the first byte of those of ASCII, a bit for each length */
  guint inside, at_line_ends; /* U+2010 in words: authors write it anywhere, typesetters at line ends */
};

static bool touches_join(const DocNode *node, const Word *word) {
  uint32_t j = doc_join_from(node, word->start);
  return j < node->join_count && node->joins[j].at <= word->end;
}

static bool is_ascii(const char *text, gsize len) {
  for (gsize i = 0; i < len; i++)
    if (text[i] & 0x80) return false;
  return true;
}

/* Where a word would stand in `lengths`; longer ones share a bit. */
static uint64_t length_bit(gsize len) { return (uint64_t)1 << MIN(len, LENGTH_BITS - 1); }

static bool may_be_asked(const Hyphens *h, const char *word, gsize len) {
  guchar first = (guchar)g_ascii_tolower(*word);
  return (first < 128 && h->lengths[first] & length_bit(len)) || !is_ascii(word, len);
}

static void learn_word(Hyphens *h, const char *word, gsize len) {
  if (!may_be_asked(h, word, len)) return;
  g_autofree char *key = text_key(word, (gssize)len);
  gpointer own;
  if (g_hash_table_lookup_extended(h->asked, key, &own, NULL))
    g_hash_table_insert(h->asked, g_steal_pointer(&key), GINT_TO_POINTER(true));
}

static void learn_node(Hyphens *h, const DocNode *node) {
  static const char hyphen[] = "\xE2\x80\x90";
  bool hyphens = strstr(node->text, hyphen) != NULL;
  g_autoptr(GArray) words = words_split(node->text);
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

/* The forms of the word that the hyphen at `at` stands in: with it, and without. */
typedef struct {
  char *hyphenated, *joined; /* keys */
} Forms;

static Forms forms_new(const char *text, uint32_t at) {
  uint32_t start, end;
  word_around(text, at, &start, &end);
  uint32_t after = at + (uint32_t)(g_utf8_next_char(text + at) - (text + at));
  g_autofree char *left = g_strndup(text + start, at - start),
                  *right = g_strndup(text + after, end > after ? end - after : 0);
  g_autofree char *glued = g_strconcat(left, right, NULL);
  return (Forms){text_key(text + start, end - start), text_key(glued, -1)};
}

/* Takes the key over. */
static void ask(Hyphens *h, char *key) {
  guchar first = (guchar)*key;
  if (first < 128) h->lengths[first] |= length_bit(strlen(key));
  g_hash_table_insert(h->asked, key, NULL);
}

static void ask_node(Hyphens *h, const DocNode *node) {
  for (uint32_t j = 0; j < node->join_count; j++) {
    if (node->joins[j].kind != DOC_JOIN_HYPHEN) continue;
    Forms forms = forms_new(node->text, node->joins[j].at);
    ask(h, forms.hyphenated);
    ask(h, forms.joined);
  }
}

Hyphens *hyphens_learn(const Doc *raw, uint32_t from, uint32_t to) {
  Hyphens *h = g_new0(Hyphens, 1);
  h->asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (uint32_t i = from; i < to; i++) ask_node(h, doc_node(raw, i));
  bool asked = g_hash_table_size(h->asked) > 0;
  for (uint32_t i = from; i < to && asked; i++) learn_node(h, doc_node(raw, i));
  return h;
}

void hyphens_free(Hyphens *h) {
  g_hash_table_unref(h->asked);
  g_free(h);
}

static bool is_seen(const Hyphens *h, const char *key) { return g_hash_table_lookup(h->asked, key) != NULL; }

bool hyphens_is_line_end_only(const Hyphens *h, const char *text, uint32_t at) {
  Forms forms = forms_new(text, at);
  bool hyphenated = is_seen(h, forms.hyphenated), joined = is_seen(h, forms.joined);
  g_free(forms.hyphenated);
  g_free(forms.joined);
  if (hyphenated || joined) return !hyphenated;
  return h->at_line_ends > 2 * h->inside && g_utf8_get_char(text + at) == 0x2010;
}
