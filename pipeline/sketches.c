/* Which papers share passages with a text, found without reading them.
 *
 * Broder 1997, "On the resemblance and containment of documents", section 4: of the hashes of all runs of
 * four words a text keeps the smallest 64. Two texts that share a third of their runs then share about a
 * third of their sketches, whatever their length. An index from hash to papers answers in time that does not
 * grow with the number of papers, but for passages that everybody has: those lead nowhere and are passed
 * over. The runs go on across blocks, as another rendition may part the same words into other blocks. */
#include "model/words.h"
#include "pipeline/pipeline_priv.h"

#include <string.h>

enum {
  SHINGLE_WORDS = 4,
  BUCKET_MAX = 64, /* a passage in more papers than this is boilerplate */
};

struct Sketches {
  GPtrArray *ids;      /* of the papers, as they came */
  GHashTable *numbers; /* id -> index in ids + 1 */
  GHashTable *buckets; /* hash -> GArray of guint, indices in ids; for finding only */
};

Sketches *sketches_new(void) {
  Sketches *s = g_new0(Sketches, 1);
  s->ids = g_ptr_array_new_with_free_func(g_free);
  s->numbers = g_hash_table_new(g_str_hash, g_str_equal);
  s->buckets = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
  return s;
}

void sketches_free(Sketches *s) {
  if (!s) return;
  g_hash_table_unref(s->buckets);
  g_hash_table_unref(s->numbers);
  g_ptr_array_unref(s->ids);
  g_free(s);
}

/* FNV-1a, 64 bits, with a last mix so that the smallest hashes are a fair sample. */
static uint64_t hash_bytes(uint64_t h, const char *bytes, size_t len) {
  for (size_t i = 0; i < len; i++) h = (h ^ (unsigned char)bytes[i]) * 1099511628211u;
  return h;
}

static uint32_t mix(uint64_t h) {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
  return (uint32_t)(h >> 32);
}

static GArray *word_hashes(const Doc *doc) {
  GArray *hashes = g_array_new(FALSE, FALSE, sizeof(uint64_t));
  for (uint32_t i = 1; i < doc_count(doc); i++) {
    const char *key = doc_key(doc, doc_node(doc, i));
    g_autoptr(GArray) words = words_split(key);
    for (guint w = 0; w < words->len; w++) {
      const Word *word = &g_array_index(words, Word, w);
      if (word->kind == WORD_PUNCTUATION) continue;
      uint64_t h = hash_bytes(14695981039346656037u, key + word->start, word->end - word->start);
      g_array_append_val(hashes, h);
    }
  }
  return hashes;
}

static int compare_hashes(gconstpointer a, gconstpointer b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

GArray *sketch_new(const Doc *doc) {
  g_autoptr(GArray) words = word_hashes(doc);
  const uint64_t *word = (const uint64_t *)(void *)words->data;
  GArray *runs = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (guint i = 0; i < words->len; i++) {
    if (i + SHINGLE_WORDS > words->len && i > 0) break; /* a text shorter than a run is one run */
    guint length = MIN(SHINGLE_WORDS, words->len - i);
    uint32_t h = mix(hash_bytes(0, (const char *)(word + i), length * sizeof *word));
    g_array_append_val(runs, h);
  }
  g_array_sort(runs, compare_hashes);
  guint kept = 0;
  for (guint i = 0; i < runs->len && kept < SKETCH_SIZE; i++) {
    uint32_t h = g_array_index(runs, uint32_t, i);
    if (kept == 0 || g_array_index(runs, uint32_t, kept - 1) != h) g_array_index(runs, uint32_t, kept++) = h;
  }
  g_array_set_size(runs, kept);
  return runs;
}

static guint number_of(Sketches *s, const char *id) {
  guint number = GPOINTER_TO_UINT(g_hash_table_lookup(s->numbers, id));
  if (number) return number - 1;
  char *copy = g_strdup(id);
  g_ptr_array_add(s->ids, copy);
  g_hash_table_insert(s->numbers, copy, GUINT_TO_POINTER(s->ids->len));
  return s->ids->len - 1;
}

static void add_to_bucket(Sketches *s, uint32_t hash, guint paper) {
  GArray *bucket = g_hash_table_lookup(s->buckets, GUINT_TO_POINTER(hash));
  if (!bucket) {
    bucket = g_array_new(FALSE, FALSE, sizeof(guint));
    g_hash_table_insert(s->buckets, GUINT_TO_POINTER(hash), bucket);
  }
  for (guint i = 0; i < bucket->len; i++)
    if (g_array_index(bucket, guint, i) == paper) return;
  if (bucket->len <= BUCKET_MAX) g_array_append_val(bucket, paper);
}

void sketches_add(Sketches *s, const char *id, const GArray *sketch) {
  guint paper = number_of(s, id);
  for (guint i = 0; i < sketch->len; i++) add_to_bucket(s, g_array_index(sketch, uint32_t, i), paper);
}

typedef struct {
  guint paper, shared;
} Hit;

static int compare_papers(gconstpointer a, gconstpointer b) {
  guint x = *(const guint *)a, y = *(const guint *)b;
  return (x > y) - (x < y);
}

static int compare_hits(gconstpointer a, gconstpointer b) {
  const Hit *x = a, *y = b;
  if (x->shared != y->shared) return x->shared < y->shared ? 1 : -1;
  return (x->paper > y->paper) - (x->paper < y->paper);
}

/* A paper once for every hash it shares, in order of papers. */
static GArray *shared_papers(const Sketches *s, const GArray *sketch) {
  GArray *papers = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < sketch->len; i++) {
    gpointer hash = GUINT_TO_POINTER(g_array_index(sketch, uint32_t, i));
    const GArray *bucket = g_hash_table_lookup(s->buckets, hash);
    if (bucket && bucket->len <= BUCKET_MAX) g_array_append_vals(papers, bucket->data, bucket->len);
  }
  g_array_sort(papers, compare_papers);
  return papers;
}

GPtrArray *sketches_find(const Sketches *s, const GArray *sketch, guint max) {
  g_autoptr(GArray) papers = shared_papers(s, sketch);
  g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(Hit));
  for (guint i = 0; i < papers->len; i++) {
    guint paper = g_array_index(papers, guint, i);
    Hit *last = hits->len ? &g_array_index(hits, Hit, hits->len - 1) : NULL;
    Hit first = {paper, 1};
    if (last && last->paper == paper)
      last->shared++;
    else
      g_array_append_val(hits, first);
  }
  g_array_sort(hits, compare_hits);
  GPtrArray *found = g_ptr_array_new();
  for (guint i = 0; i < MIN(hits->len, max); i++)
    g_ptr_array_add(found, g_ptr_array_index(s->ids, g_array_index(hits, Hit, i).paper));
  return found;
}
