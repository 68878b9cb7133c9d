/* Leaving behind what nothing names: all that is reachable goes into new packs, and the old ones are removed.
 *
 *     new packs, synced -> the list of the old ones, synced -> the branch moves -> the old ones go, then the list
 *
 * The list says where the branch was to move. Whoever takes the lock after a kill finds it and ends the work,
 * or, where the branch did not move, forgets it. */
#include "store/store_priv.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FLUSH_MIB = 64 };
#define LIST_NAME "sweep"

static char *path_in(const Store *store, const char *name) {
  return g_build_filename(store->path, name, NULL);
}

/* ---- copying what is reachable */

typedef struct {
  Store *store;
  GHashTable *seen; /* git_oid, owned copies */
} Copy;

static bool copy_object(Copy *copy, const git_oid *id, git_object_t type, GBytes **content, GError **error) {
  Store *store = copy->store;
  git_oid same;
  g_autoptr(GBytes) bytes = store_objects_read(store->objects, id, type, error);
  if (!bytes || !store_objects_write(store->objects, type, bytes, &same, error)) return false;
  g_autofree char *packs = path_in(store, "objects/pack");
  if (content) *content = g_bytes_ref(bytes);
  return store_objects_bytes(store->objects) < (size_t)FLUSH_MIB << 20 ||
         store_objects_flush(store->objects, packs, error);
}

static bool is_new(Copy *copy, const git_oid *id) {
  return g_hash_table_add(copy->seen, g_memdup2(id, sizeof *id));
}

typedef struct {
  git_oid id;
  git_object_t type;
} Below;

static void note_below(const char *name, git_object_t type, const git_oid *id, void *user) {
  (void)name;
  Below below = {*id, type};
  g_array_append_val((GArray *)user, below);
}

static bool copy_tree(Copy *copy, const git_oid *id, GError **error) {
  g_autoptr(GBytes) content = NULL;
  if (!copy_object(copy, id, GIT_OBJECT_TREE, &content, error)) return false;
  g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(Below));
  store_tree_each(content, note_below, entries);
  for (guint i = 0; i < entries->len; i++) {
    const Below *below = &g_array_index(entries, Below, i);
    if (!is_new(copy, &below->id)) continue;
    bool copied = below->type == GIT_OBJECT_TREE
                      ? copy_tree(copy, &below->id, error)
                      : copy_object(copy, &below->id, GIT_OBJECT_BLOB, NULL, error);
    if (!copied) return false;
  }
  return true;
}

/* The first parent, as the log has it; false at the beginning. */
static bool parent_of(GBytes *commit, git_oid *parent) {
  gsize size;
  const char *text = g_bytes_get_data(commit, &size);
  const char *line = size ? memchr(text, '\n', size) : NULL;
  static const char key[] = "\nparent ";
  if (!line || (gsize)(text + size - line) < sizeof key + GIT_OID_HEXSZ || strncmp(line, key, strlen(key)))
    return false;
  return git_oid_fromstrn(parent, line + strlen(key), GIT_OID_HEXSZ) == 0;
}

static bool copy_history(Copy *copy, GError **error) {
  git_oid commit = copy->store->tip, tree;
  for (bool more = copy->store->has_tip; more;) {
    g_autoptr(GBytes) content = NULL;
    if (!store_commit_tree(copy->store, &commit, &tree, error)) return false;
    if (is_new(copy, &tree) && !copy_tree(copy, &tree, error)) return false;
    if (!copy_object(copy, &commit, GIT_OBJECT_COMMIT, &content, error)) return false;
    more = parent_of(content, &commit);
  }
  g_autofree char *packs = path_in(copy->store, "objects/pack");
  return store_objects_flush(copy->store->objects, packs, error);
}

/* ---- the list: "PATH INODE", and first the commit that the branch moves to */

static void list_below(const Store *store, const char *folder, const char *prefix, GString *list) {
  g_autofree char *path = path_in(store, folder);
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *file = g_build_filename(path, name, NULL);
    struct stat about;
    if (g_str_has_prefix(name, prefix) && stat(file, &about) == 0 && S_ISREG(about.st_mode))
      g_string_append_printf(list, "%s/%s %lu\n", folder, name, (unsigned long)about.st_ino);
  }
}

/* All objects there are now, and what other programs made of them. */
static char *list_old(const Store *store) {
  GString *list = g_string_new(NULL);
  for (unsigned first = 0; first < 256; first++) {
    g_autofree char *folder = g_strdup_printf("objects/%02x", first);
    list_below(store, folder, "", list);
  }
  list_below(store, "objects/info", "commit-graph", list);
  list_below(store, "objects/info/commit-graphs", "", list);
  list_below(store, "objects/pack", "", list);
  return g_string_free(list, FALSE);
}

static bool write_list(const Store *store, const char *old, GError **error) {
  g_autofree char *path = store_side_path(store, LIST_NAME);
  char hex[GIT_OID_HEXSZ + 1];
  g_autofree char *text = g_strdup_printf("%s\n%s", git_oid_tostr(hex, sizeof hex, &store->tip), old);
  return g_file_set_contents_full(path, text, -1,
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, error);
}

/* A new pack may have the name of an old one, but not its inode. */
static void remove_old(const Store *store, char **lines) {
  for (; *lines; lines++) {
    char *mark = strrchr(*lines, ' ');
    struct stat about;
    if (!mark) continue;
    *mark = '\0';
    g_autofree char *path = path_in(store, *lines);
    if (stat(path, &about) == 0 && (unsigned long)about.st_ino == strtoul(mark + 1, NULL, 10)) g_unlink(path);
  }
}

bool store_sweep_is_pending(const Store *store) {
  g_autofree char *path = store_side_path(store, LIST_NAME);
  return g_file_test(path, G_FILE_TEST_EXISTS);
}

bool store_sweep_resume(Store *store, GError **error) {
  g_autofree char *path = store_side_path(store, LIST_NAME), *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL)) return true;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  char hex[GIT_OID_HEXSZ + 1] = "";
  if (store->has_base) git_oid_tostr(hex, sizeof hex, &store->base);
  if (lines[0] && g_str_equal(lines[0], hex)) remove_old(store, lines + 1);
  return g_unlink(path) == 0 || store_fail_errno(error, STORE_ERROR_WRITE, path);
}

bool store_sweep(Store *store, bool (*move)(Store *, GError **), GError **error) {
  Copy copy = {store, g_hash_table_new_full(store_oid_hash, store_oid_equal, g_free, NULL)};
  g_autofree char *old = list_old(store);
  bool copied = copy_history(&copy, error);
  g_hash_table_unref(copy.seen);
  if (!copied || !write_list(store, old, error) || !move(store, error)) return false;
  return store_sweep_resume(store, error) && store_open_objects(store, error);
}
