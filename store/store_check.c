/* Whether all that a store names is there and as it was written.
 *
 * Objects are visited from the first commit to the last, each once, so that what is damaged is told of the
 * paper and version that brought it. libgit2 holds each object it reads against its id. Packs and indexes end
 * in a hash of themselves, which also covers what no commit names. Cost: every object is inflated and hashed
 * once, every pack read. */
#include "store/store_priv.h"

#include <string.h>

typedef struct {
  Store *store;
  StoreProblem problem;
  void *user;
  GHashTable *seen; /* git_oid, as owned copies */
  char *place;      /* the paper and version of the commit at hand */
} Check;

static bool is_new(Check *check, const git_oid *id) {
  return g_hash_table_add(check->seen, g_memdup2(id, sizeof *id));
}

static void tell(const Check *check, const char *path, const git_oid *id) {
  char hex[GIT_OID_HEXSZ + 1];
  const git_error *last = git_error_last();
  g_autofree char *what = g_strdup_printf("%s: object %s: %s", path, git_oid_tostr(hex, sizeof hex, id),
                                          last ? last->message : "cannot be read");
  check->problem(check->place, what, check->user);
}

/* ---- objects */

static void check_blob(Check *check, const git_oid *id, const char *path) {
  git_odb_object *object = NULL;
  if (git_odb_read(&object, check->store->disk, id)) tell(check, path, id);
  git_odb_object_free(object);
}

static void check_tree(Check *check, const git_oid *id, const char *path) {
  git_tree *tree = NULL;
  if (git_tree_lookup(&tree, check->store->repo, id)) {
    tell(check, *path ? path : "the root", id);
    return;
  }
  for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
    const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
    if (!is_new(check, git_tree_entry_id(entry))) continue;
    g_autofree char *below = g_strdup_printf("%s%s%s", path, *path ? "/" : "", git_tree_entry_name(entry));
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
      check_tree(check, git_tree_entry_id(entry), below);
    else if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
      check_blob(check, git_tree_entry_id(entry), below);
  }
  git_tree_free(tree);
}

/* "budget@v2"; the commit itself where it belongs to no version. */
static char *place_of(const StoreLogEntry *entry) {
  g_autofree char *id = store_trailer(entry->message, "Paper-Id");
  unsigned number = store_trailer_number(entry->message, "Paper-Version");
  char hex[GIT_OID_HEXSZ + 1];
  if (*id && number) return g_strdup_printf("%s@v%u", id, number);
  if (*id) return g_strdup(id);
  return g_strdup_printf("commit %.10s", git_oid_tostr(hex, sizeof hex, &entry->id));
}

static void check_commit(Check *check, const StoreLogEntry *entry) {
  git_oid tree;
  g_autoptr(GError) problem = NULL;
  check->place = place_of(entry);
  if (!store_commit_tree(check->store, &entry->id, &tree, &problem))
    check->problem(check->place, problem->message, check->user);
  else if (is_new(check, &tree))
    check_tree(check, &tree, "");
  g_clear_pointer(&check->place, g_free);
}

/* ---- packs */

/* The last twenty bytes are the SHA-1 of all before. */
static bool ends_in_its_hash(const char *path) {
  g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
  if (!file || g_mapped_file_get_length(file) < GIT_OID_RAWSZ) return false;
  const char *data = g_mapped_file_get_contents(file);
  gsize size = g_mapped_file_get_length(file) - GIT_OID_RAWSZ, length = GIT_OID_RAWSZ;
  guint8 digest[GIT_OID_RAWSZ];
  g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA1);
  g_checksum_update(hash, (const guchar *)data, (gssize)size);
  g_checksum_get_digest(hash, digest, &length);
  return memcmp(digest, data + size, sizeof digest) == 0;
}

static void check_packs(const Check *check) {
  g_autofree char *folder = g_build_filename(check->store->path, "objects", "pack", NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    if (!g_str_has_suffix(name, ".pack") && !g_str_has_suffix(name, ".idx")) continue;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (!ends_in_its_hash(path)) check->problem(name, "does not have the hash it ends in", check->user);
  }
}

bool store_check(Store *store, StoreProblem problem, void *user, GError **error) {
  Check check = {.store = store, .problem = problem, .user = user};
  g_autoptr(GArray) log = store_log(store, error);
  if (!log) return false;
  check.seen = g_hash_table_new_full(store_oid_hash, store_oid_equal, g_free, NULL);
  for (guint i = log->len; i-- > 0;) check_commit(&check, &g_array_index(log, StoreLogEntry, i));
  check_packs(&check);
  if (store_sweep_is_pending(store))
    problem("purge", "was cut short and may have left text behind; the next command that writes ends it",
            user);
  g_hash_table_unref(check.seen);
  return true;
}
