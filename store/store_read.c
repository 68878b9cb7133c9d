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

GBytes *store_read_xml(Store *store, const StoreVersion *version, GError **error) {
  g_autofree char *path = g_strdup_printf("%s/%s.xml", version->text_folder, version->text_name);
  return read_at(store, version->text_commit, path, error);
}

Doc *store_read_paper(Store *store, const StorePaper *paper, const StoreVersion *version, GError **error) {
  g_autoptr(GBytes) xml = store_read_xml(store, version, error);
  if (!xml) return NULL;
  gsize size;
  const char *text = g_bytes_get_data(xml, &size);
  Doc *doc = doc_from_xml(text, size, error);
  if (!doc) g_prefix_error(error, "%s@v%u: ", paper->id, version->number);
  return doc;
}

GBytes *store_read_source(Store *store, const StorePaper *paper, const StoreRendition *rendition,
                          GError **error) {
  g_autofree char *path = g_strdup_printf("%s/%s", rendition->folder, rendition->file);
  GBytes *bytes = read_at(store, rendition->commit, path, error);
  if (!bytes) g_prefix_error(error, "%s: ", paper->id);
  return bytes;
}
