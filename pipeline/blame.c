/* Which version brought each sentence of a paper.
 *
 *     v1  a b c        v2  a x c        v3  c a x y        ->  c v1, a v1, x v2, y v3
 *
 * From the first version on, a sentence that the version before has, too, keeps its origin, wherever it
 * stands; so a moved passage is not new. Sentences are the same where their comparison keys are. A sentence
 * that stands there several times takes the origins in their order. Cost: linear in the words of all
 * versions. */
#include "pipeline/pipeline_priv.h"

#include "model/sentences.h"
#include "model/text.h"

typedef GHashTable Origins; /* key -> GQueue of version numbers, for the sentences of a version */

static void queue_free(gpointer queue) { g_queue_free(queue); }
static Origins *origins_new(void) {
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, queue_free);
}

static void origins_add(Origins *origins, const char *key, unsigned version) {
  GQueue *queue = g_hash_table_lookup(origins, key);
  if (!queue) g_hash_table_insert(origins, g_strdup(key), queue = g_queue_new());
  g_queue_push_tail(queue, GUINT_TO_POINTER(version));
}

/* The origin of one more sentence of this key in the version before; else the version at hand. */
static unsigned origin_of(Origins *before, const char *key, unsigned version) {
  GQueue *queue = g_hash_table_lookup(before, key);
  return queue && !g_queue_is_empty(queue) ? GPOINTER_TO_UINT(g_queue_pop_head(queue)) : version;
}

static void line_free(gpointer data) {
  PipelineBlame *line = data;
  g_free(line->text);
  g_free(line);
}

static void blame_sentence(Origins *before, Origins *now, unsigned version, const char *text, gssize len,
                           uint32_t node, GPtrArray *lines) {
  g_autofree char *key = text_key(text, len);
  unsigned origin = origin_of(before, key, version);
  origins_add(now, key, origin);
  PipelineBlame *line = g_new(PipelineBlame, 1);
  *line = (PipelineBlame){origin, node, g_strndup(text, (gsize)len)};
  g_ptr_array_add(lines, line);
}

/* The lines of one version; its origins take the place of those of the version before. */
static GPtrArray *blame_version(Origins **origins, const Doc *doc, unsigned version) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
  Origins *now = origins_new();
  for (uint32_t i = 0; i < doc_count(doc); i++) {
    const DocNode *node = doc_node(doc, i);
    if (!doc_kind_has_text(node->kind) || !*node->text) continue;
    g_autoptr(GArray) sentences = sentences_split(node->text);
    for (guint s = 0; s < sentences->len; s++) {
      const Sentence *sentence = &g_array_index(sentences, Sentence, s);
      blame_sentence(*origins, now, version, node->text + sentence->start, sentence->end - sentence->start, i,
                     lines);
    }
  }
  g_hash_table_unref(*origins);
  *origins = now;
  return lines;
}

GPtrArray *pipeline_blame(Pipeline *pipeline, const char *name, const StorePaper **paper, GError **error) {
  const StoreVersion *wanted;
  if (!pipeline_find(pipeline, name, paper, &wanted, error)) return NULL;
  Origins *origins = origins_new();
  g_autoptr(GPtrArray) lines = NULL;
  for (unsigned number = 1; number <= wanted->number; number++) {
    g_autoptr(Doc) doc = store_read_paper(pipeline->store, *paper, store_version(*paper, number), error);
    g_clear_pointer(&lines, g_ptr_array_unref);
    if (!doc) break;
    lines = blame_version(&origins, doc, number);
  }
  g_hash_table_unref(origins);
  return g_steal_pointer(&lines);
}
