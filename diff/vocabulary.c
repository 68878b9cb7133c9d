/* Folded words <-> numbers: an open-addressing hash table over strings that are kept once (Knuth, TAOCP
 * 3, 6.4, algorithm L). Expected constant time a word. */
#include "diff/vocabulary.h"

#include "diff/lexicon.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* Longest word that is folded on the stack; longer ones (URLs, damage) take the slower way. */
enum { SHORT_WORD = 120 };

typedef struct {
  const char *text;
  uint32_t length, hash;
  uint32_t count[2];
  uint32_t lists; /* a bit for each list of the lexicon */
  bool certain;   /* stands somewhere with no doubtful join in it */
  bool stop;
  bool small; /* stands somewhere without a capital */
} Entry;

struct DiffVocabulary {
  GStringChunk *strings;
  GArray *entries; /* Entry, the first unused: numbers begin at 1 */
  uint32_t *slots; /* index of an entry, 0 free */
  uint32_t slot_count;
};

/* Words that carry grammar and little else. Only English: in another language they are words like others, and
 * only readability suffers. */
static const char *const stop_words[] = {
    "a",    "an",   "and",   "are",  "as",   "at",   "be",    "been",  "but",   "by",
    "for",  "from", "has",   "have", "in",   "into", "is",    "it",    "its",   "of",
    "on",   "or",   "our",   "so",   "that", "the",  "their", "them",  "there", "these",
    "they", "this", "those", "to",   "was",  "we",   "were",  "which", "who",   "with",
};

static uint32_t hash_bytes(const char *text, gsize len) {
  uint32_t h = 2166136261u; /* FNV-1a */
  for (gsize i = 0; i < len; i++) h = (h ^ (guchar)text[i]) * 16777619u;
  return h;
}

static const Entry *entry_at(const DiffVocabulary *v, uint32_t id) {
  return &g_array_index(v->entries, Entry, id);
}

/* The slot that holds the word, or the free one where it would stand. */
static uint32_t find_slot(const DiffVocabulary *v, const char *text, gsize len, uint32_t hash) {
  uint32_t i = hash & (v->slot_count - 1);
  while (v->slots[i]) {
    const Entry *e = entry_at(v, v->slots[i]);
    if (e->hash == hash && e->length == len && memcmp(e->text, text, len) == 0) break;
    i = (i + 1) & (v->slot_count - 1);
  }
  return i;
}

static void grow(DiffVocabulary *v) {
  v->slot_count *= 2;
  g_free(v->slots);
  v->slots = g_new0(uint32_t, v->slot_count);
  for (guint id = 1; id < v->entries->len; id++) {
    const Entry *e = entry_at(v, id);
    v->slots[find_slot(v, e->text, e->length, e->hash)] = id;
  }
}

DiffVocabulary *vocabulary_new(void) {
  DiffVocabulary *v = g_new0(DiffVocabulary, 1);
  v->strings = g_string_chunk_new(16384);
  v->entries = g_array_new(FALSE, TRUE, sizeof(Entry));
  g_array_set_size(v->entries, 1);
  v->slot_count = 4096;
  v->slots = g_new0(uint32_t, v->slot_count);
  for (gsize i = 0; i < G_N_ELEMENTS(stop_words); i++) {
    uint32_t id = vocabulary_add(v, stop_words[i], strlen(stop_words[i]));
    g_array_index(v->entries, Entry, id).stop = true;
  }
  return v;
}

void vocabulary_free(DiffVocabulary *v) {
  if (!v) return;
  g_string_chunk_free(v->strings);
  g_array_unref(v->entries);
  g_free(v->slots);
  g_free(v);
}

uint32_t vocabulary_add(DiffVocabulary *v, const char *text, gsize len) {
  uint32_t hash = hash_bytes(text, len), slot = find_slot(v, text, len, hash);
  if (v->slots[slot]) return v->slots[slot];
  Entry entry = {g_string_chunk_insert_len(v->strings, text, (gssize)len),
                 (uint32_t)len,
                 hash,
                 {0, 0},
                 0,
                 false,
                 false,
                 false};
  entry.lists = lexicon_lists(entry.text);
  g_array_append_val(v->entries, entry);
  uint32_t id = v->entries->len - 1;
  v->slots[slot] = id;
  if (v->entries->len > v->slot_count / 2) grow(v);
  return id;
}

static bool fold_ascii(const char *text, gsize len, char *out) {
  for (gsize i = 0; i < len; i++) {
    if (text[i] & 0x80 || text[i] == '`') return false;
    out[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + ('a' - 'A')) : text[i];
  }
  return true;
}

uint32_t vocabulary_number(DiffVocabulary *v, const char *text, gsize len) {
  char folded[SHORT_WORD];
  if (len <= SHORT_WORD && fold_ascii(text, len, folded)) return vocabulary_add(v, folded, len);
  g_autofree char *key = text_key(text, (gssize)len);
  return vocabulary_add(v, key, strlen(key));
}

void vocabulary_mark_certain(DiffVocabulary *v, uint32_t id) {
  g_array_index(v->entries, Entry, id).certain = true;
}

bool vocabulary_is_certain(const DiffVocabulary *v, const char *text, gsize len) {
  uint32_t id = v->slots[find_slot(v, text, len, hash_bytes(text, len))];
  return id && entry_at(v, id)->certain;
}

void vocabulary_mark_small(DiffVocabulary *v, uint32_t id) {
  g_array_index(v->entries, Entry, id).small = true;
}

bool vocabulary_is_small(const DiffVocabulary *v, uint32_t id) { return entry_at(v, id)->small; }

void vocabulary_count_word(DiffVocabulary *v, uint32_t id, unsigned side) {
  g_array_index(v->entries, Entry, id).count[side]++;
}

const char *vocabulary_word(const DiffVocabulary *v, uint32_t id) { return entry_at(v, id)->text; }

uint32_t vocabulary_lists(const DiffVocabulary *v, uint32_t id) { return entry_at(v, id)->lists; }

uint32_t vocabulary_count(const DiffVocabulary *v, uint32_t id, unsigned side) {
  return entry_at(v, id)->count[side];
}

bool vocabulary_is_stop_word(const DiffVocabulary *v, uint32_t id) { return entry_at(v, id)->stop; }

/* 1 for a word that stands once in a draft, 0.5 for one that stands four times, 0.2 for one of 300: milder
 * than the inverse document frequency of retrieval (Sparck Jones 1972), since a paper's topic words do carry
 * its alignment. */
double vocabulary_weight(const DiffVocabulary *v, uint32_t id) {
  const Entry *e = entry_at(v, id);
  uint32_t count = MAX(e->count[0], e->count[1]);
  double weight = 1.0 / (1.0 + 0.5 * log2(MAX(count, 1)));
  return e->stop ? MIN(weight, 0.25) : weight;
}
