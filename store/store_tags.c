/* Tags of versions, PAPER/v2, made only where they are asked for: a reference for each version would not scale. They
 * are made after the branch has moved, so that none names what a kill took away. */
#include "store/store_priv.h"

typedef struct {
  char *name;
  git_oid commit;
} Tag;

static void tag_clear(gpointer data) { g_free(((Tag *)data)->name); }

void store_tag(Store *store, const char *paper, unsigned version) {
  Tag tag = {g_strdup_printf("refs/tags/%s/v%u", paper, version), store->tip};
  if (!store->tags) {
    store->tags = g_array_new(FALSE, FALSE, sizeof(Tag));
    g_array_set_clear_func(store->tags, tag_clear);
  }
  g_array_append_val(store->tags, tag);
}

bool store_write_tags(Store *store, GError **error) {
  for (guint i = 0; store->tags && i < store->tags->len; i++) {
    const Tag *tag = &g_array_index(store->tags, Tag, i);
    git_reference *ref = NULL;
    int rc = git_reference_create(&ref, store->repo, tag->name, &tag->commit, true, "redraft");
    git_reference_free(ref);
    if (rc) return store_fail(error, STORE_ERROR_WRITE, tag->name);
  }
  g_clear_pointer(&store->tags, g_array_unref);
  return true;
}
