/* Taking a paper or a version out of the store for good, and saying what that does not reach. */
#include "pipeline/pipeline_priv.h"

#include <glib/gstdio.h>
#include <string.h>

/* Beside the store: made of the papers' texts, and made again when they are needed. */
static const char *const derived[] = {"sketches", "search.sqlite"};

static bool goes(const StorePaper *paper, const StoreVersion *version, const StorePaper *purged,
                 unsigned number) {
  return paper == purged && (number == 0 || version->number == number);
}

static GHashTable *hashes_of(const StorePaper *paper, unsigned number) {
  GHashTable *hashes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint v = 0; v < paper->versions->len; v++) {
    const StoreVersion *version = g_ptr_array_index(paper->versions, v);
    for (guint r = 0; goes(paper, version, paper, number) && r < version->renditions->len; r++)
      g_hash_table_add(hashes,
                       g_strdup(((StoreRendition *)g_ptr_array_index(version->renditions, r))->sha256));
  }
  return hashes;
}

static void note_shared(GPtrArray *left, const StorePaper *paper, const StoreVersion *version,
                        GHashTable *hashes) {
  for (guint r = 0; r < version->renditions->len; r++) {
    const StoreRendition *rendition = g_ptr_array_index(version->renditions, r);
    if (!g_hash_table_contains(hashes, rendition->sha256)) continue;
    g_ptr_array_add(left, g_strdup_printf("%s@v%u, which has the same file %s", paper->id, version->number,
                                          rendition->name));
  }
}

/* Other versions that keep a source of a purged one. */
static void find_shared(const Pipeline *pipeline, const StorePaper *purged, unsigned number,
                        GPtrArray *left) {
  g_autoptr(GHashTable) hashes = hashes_of(purged, number);
  const GPtrArray *papers = store_papers(pipeline->store);
  for (guint p = 0; p < papers->len; p++) {
    const StorePaper *paper = g_ptr_array_index(papers, p);
    for (guint v = 0; v < paper->versions->len; v++) {
      const StoreVersion *version = g_ptr_array_index(paper->versions, v);
      if (!goes(paper, version, purged, number)) note_shared(left, paper, version, hashes);
    }
  }
}

static void find_remotes(const StorePurge *purge, GPtrArray *left) {
  for (guint i = 0; i < purge->remotes->len; i++)
    g_ptr_array_add(
        left, g_strdup_printf("the remote %s, until it is pushed to with force and collects its garbage",
                              (char *)g_ptr_array_index(purge->remotes, i)));
  g_ptr_array_add(
      left, g_strdup("clones, forks, bundles and backups of this store, and what was exported from it"));
  g_ptr_array_add(left, g_strdup("blocks of the disk that were freed and not yet written over"));
}

static void remove_derived(const Pipeline *pipeline) {
  for (size_t i = 0; i < G_N_ELEMENTS(derived); i++) {
    g_autofree char *path = store_side_path(pipeline->store, derived[i]);
    g_unlink(path);
  }
}

bool pipeline_purge(Pipeline *pipeline, const char *name, const PipelineWait *wait, unsigned *commits,
                    GPtrArray **left, GError **error) {
  const StorePaper *paper;
  const StoreVersion *version;
  if (!pipeline_begin_writing(pipeline, wait, error) ||
      !pipeline_find(pipeline, name, &paper, &version, error))
    return false;
  unsigned number = strchr(name, '@') ? version->number : 0;
  g_autoptr(GPtrArray) shared = g_ptr_array_new_with_free_func(g_free);
  StorePurge purge = {0};
  find_shared(pipeline, paper, number, shared);
  bool purged = store_purge(pipeline->store, paper->id, number, &purge, error);
  if (purged) {
    remove_derived(pipeline);
    find_remotes(&purge, shared);
    *commits = purge.commits;
    *left = g_steal_pointer(&shared);
  } else {
    g_prefix_error(error, "%s: ", pipeline->store_path);
  }
  g_clear_pointer(&purge.remotes, g_ptr_array_unref);
  g_clear_pointer(&pipeline->store, store_free);
  return purged;
}
