/* Adding versions and renditions: a commit each, gathered in a batch that becomes visible at once.
 *
 *     blobs -> trees up to the root -> commit, in memory      store_add, as often as there are papers
 *     one pack, synced -> the branch moves if it still stands where the batch began        store_commit
 *
 * The order of the last two is the whole of the durability: a branch never names what is not on disk. */
#include "model/forms.h"
#include "store/store_priv.h"

#include <string.h>

static const char author[] = "Redraft <redraft@localhost>";

bool store_id_valid(const char *id) {
  if (!*id || *id == '-') return false;
  for (const char *p = id; *p; p++) {
    bool hyphen = *p == '-';
    if (hyphen ? p[1] == '-' || !p[1] : !g_ascii_islower(*p) && !g_ascii_isdigit(*p)) return false;
  }
  return true;
}

bool store_put_file(Store *store, StoreFolder *folder, const char *name, GBytes *content, git_oid *id,
                    GError **error) {
  if (!store_objects_write(store->objects, GIT_OBJECT_BLOB, content, id, error)) return false;
  store_folder_put(folder, name, id);
  return true;
}

bool store_put_text(Store *store, StoreFolder *folder, const char *name, char *text, git_oid *id,
                    GError **error) {
  g_autoptr(GBytes) content = g_bytes_new_take(text, strlen(text));
  return store_put_file(store, folder, name, content, id, error);
}

static bool put_format(Store *store, GError **error) {
  git_oid id;
  if (store_folder_has(store->root, STORE_FORMAT_FILE)) return true;
  return store_put_text(store, store->root, STORE_FORMAT_FILE,
                        g_strdup_printf("[store]\nformat=%d\n", STORE_FORMAT), &id, error);
}

StoreFolder *store_paper_folder(Store *store, const StorePaper *known, const char *id,
                                const char *filed_under, GError **error) {
  g_autofree char *path = g_strdup_printf("papers/%s", filed_under);
  StoreFolder *above = store_folder_enter(store->root, store->objects, path, error);
  if (above && known) {
    g_autofree char *old_path = g_strdup_printf("papers/%s/%s", known->committee, known->year);
    StoreFolder *old = store_folder_enter(store->root, store->objects, old_path, error);
    if (!old) return NULL;
    store_folder_move(old, above, id);
  }
  return above ? store_folder_enter(above, store->objects, id, error) : NULL;
}

static bool is_file_of(const char *name, void *id) {
  size_t length = strlen(id);
  return g_str_has_prefix(name, id) && name[length] == '.';
}

void store_sweep_paper(StoreFolder *folder, const char *id) {
  store_folder_sweep(folder, is_file_of, (void *)(uintptr_t)id);
}

bool store_put_doc(Store *store, StoreFolder *folder, const char *name, const Doc *doc, git_oid *markdown,
                   GError **error) {
  git_oid xml;
  g_autofree char *markdown_file = g_strconcat(name, ".md", NULL),
                  *xml_file = g_strconcat(name, ".xml", NULL);
  if (!store_put_text(store, folder, markdown_file, doc_to_markdown(doc), markdown, error)) return false;
  if (!store_put_text(store, folder, xml_file, doc_to_xml(doc), &xml, error)) return false;
  store_objects_like(store->objects, &xml, markdown);
  return true;
}

/* A source that has its words as they are. */
static bool is_plain(const char *extension) {
  static const char *const plain[] = {"txt", "md", "html"};
  for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
    if (g_str_equal(extension, plain[i])) return true;
  return false;
}

static bool put_paper(Store *store, StoreFolder *folder, const StoreRecord *record, const char *file,
                      bool current, GError **error) {
  const char *id = record->paper;
  git_oid source, markdown;
  if (!record->rendition_of) store_sweep_paper(folder, id);
  if (!store_put_file(store, folder, file, record->source, &source, error)) return false;
  if (!record->doc || !current) return true;
  if (!store_put_doc(store, folder, id, record->doc, &markdown, error)) return false;
  if (is_plain(record->extension)) store_objects_like(store->objects, &source, &markdown);
  return true;
}

static gint64 author_date(const StoreRecord *record) {
  gint64 date;
  return record->published && store_date_parse(record->published, &date) ? date : record->first_seen;
}

static bool write_commit(Store *store, const char *message, gint64 author_date, gint64 committer_date,
                         git_oid *id, GError **error) {
  git_oid tree;
  if (!store_folder_write(store->root, store->objects, &tree, error)) return false;
  char hex[GIT_OID_HEXSZ + 1];
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "tree %s\n", git_oid_tostr(hex, sizeof hex, &tree));
  if (store->has_tip) g_string_append_printf(out, "parent %s\n", git_oid_tostr(hex, sizeof hex, &store->tip));
  g_string_append_printf(out, "author %s %" G_GINT64_FORMAT " +0000\n", author,
                         store_clamp_date(author_date));
  g_string_append_printf(out, "committer %s %" G_GINT64_FORMAT " +0000\n\n%s", author,
                         store_clamp_date(committer_date), message);
  g_autoptr(GBytes) content = g_bytes_new(out->str, out->len);
  return store_objects_write(store->objects, GIT_OBJECT_COMMIT, content, id, error);
}

bool store_add_commit(Store *store, const char *message, gint64 author_date, gint64 committer_date,
                      GError **error) {
  git_oid commit;
  if (!write_commit(store, message, author_date, committer_date, &commit, error)) return false;
  store->tip = commit;
  store->has_tip = true;
  store_history_apply(store, &commit, message, store_clamp_date(committer_date));
  return true;
}

bool store_add(Store *store, const StoreRecord *record, GError **error) {
  g_assert(store->root && store_id_valid(record->paper));
  const StorePaper *known = store_find(store, record->paper);
  unsigned count = known ? known->versions->len : 0,
           number = record->rendition_of ? record->rendition_of : count + 1;
  g_assert(record->rendition_of <= count && (record->doc || record->rendition_of));
  g_autofree char *filed_under =
      g_strdup_printf("%s/%s", record->committee ? record->committee : known->committee,
                      record->year ? record->year : known->year);
  g_autofree char *file = g_strdup_printf("%s.%.12s.%s", record->paper, record->sha256, record->extension);
  StoreFolder *folder = store_paper_folder(store, known, record->paper, filed_under, error);
  if (!folder || !put_paper(store, folder, record, file, number >= count, error) || !put_format(store, error))
    return false;

  g_autofree char *message = store_message(record, number, filed_under, file);
  return store_add_commit(store, message, author_date(record), record->first_seen, error);
}

size_t store_pending_bytes(const Store *store) { return store_objects_bytes(store->objects); }

bool store_move_branch(Store *store, GError **error) {
  git_reference *ref = NULL;
  const git_oid *from = store->has_base ? &store->base : NULL;
  int rc = git_reference_create_matching(&ref, store->repo, STORE_BRANCH, &store->tip, from != NULL, from,
                                         "redraft");
  git_reference_free(ref);
  if (rc) return store_fail(error, STORE_ERROR_WRITE, "the branch was moved by something else");
  store->base = store->tip;
  store->has_base = true;
  return true;
}

/* What was added stands whether this works or not: packs that stay apart only cost time in reading. */
static void merge_packs(Store *store, const char *packs) {
  bool merged = false;
  if (store->unmergeable) return;
  store->unmergeable = !store_pack_merge(packs, &merged, NULL);
  if (merged) store_open_objects(store, NULL);
}

bool store_commit(Store *store, GError **error) {
  if (!store->has_tip || (store->has_base && git_oid_equal(&store->base, &store->tip))) return true;
  g_autofree char *packs = g_build_filename(store->path, "objects", "pack", NULL);
  if (!store_objects_flush(store->objects, packs, error) || !store_move_branch(store, error)) return false;
  merge_packs(store, packs);
  return store_write_tags(store, error);
}
