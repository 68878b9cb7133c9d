/* Reading back what a version says and what its files hold. */
#include "model/forms.h"
#include "store/store_priv.h"

static GBytes *read_at(Store *store, const char *commit, const char *path, GError **error) {
  git_oid id, tree;
  if (git_oid_fromstr(&id, commit)) {
    store_fail(error, STORE_ERROR_READ, commit);
    return NULL;
  }
  if (!store_commit_tree(store, &id, &tree, error)) return NULL;
  return store_folder_read_file(store->objects, &tree, path, error);
}

Doc *store_read_paper(Store *store, const StorePaper *paper, const StoreVersion *version, GError **error) {
  g_autofree char *path = g_strdup_printf("%s/%s.xml", version->text_folder, paper->id);
  g_autoptr(GBytes) xml = read_at(store, version->text_commit, path, error);
  if (!xml) return NULL;
  gsize size;
  const char *text = g_bytes_get_data(xml, &size);
  Doc *doc = doc_from_xml(text, size, error);
  if (!doc) g_prefix_error(error, "%s: ", path);
  return doc;
}

GBytes *store_read_source(Store *store, const StorePaper *paper, const StoreRendition *rendition,
                          GError **error) {
  g_autofree char *path = g_strdup_printf("%s/%s.%.12s.%s", rendition->folder, paper->id, rendition->sha256,
                                          rendition->extension);
  return read_at(store, rendition->commit, path, error);
}
