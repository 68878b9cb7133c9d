/* Taking a version, or a paper, out of the whole history: for text that must not be kept.
 *
 *     old     A1 ── B1 ── A2 ── B2 ── README       purge A@v2
 *     new     A1 ── B1 ──────── B2'── README'
 *
 * Commits before the first that goes keep their ids. Those behind it get new ones: the tree they had, with
 * the folders of the papers concerned as they would stand without the purged versions, and numbers of
 * versions that close up. Other papers' folders are the very same objects as before. */
#include "store/store_priv.h"

#include <string.h>

/* The folder of a paper that had a purged version. */
typedef struct {
  const char *id;
  char *old_place, *new_place; /* "committee/year"; NULL: not yet there */
  GHashTable *files;           /* name -> git_oid: what it would hold */
  GHashTable *purged_files;    /* names of purged versions' files */
} Concerned;

typedef struct {
  Store *store;
  StorePlan *plan;
  GPtrArray *concerned; /* of Concerned */
  StorePurge *done;
  bool rewriting; /* the first commit that goes has come */
} Purge;

static void concerned_free(gpointer data) {
  Concerned *c = data;
  g_free(c->old_place);
  g_free(c->new_place);
  g_hash_table_unref(c->files);
  g_hash_table_unref(c->purged_files);
  g_free(c);
}

static void set(char **field, char *value) {
  g_free(*field);
  *field = value;
}

/* ---- the folder of a paper concerned */

static char *path_of(const char *place, const char *id) { return g_strdup_printf("papers/%s/%s", place, id); }

static void put_entry(const char *name, const git_oid *blob, void *user) {
  g_hash_table_replace(user, g_strdup(name), g_memdup2(blob, sizeof *blob));
}

static GHashTable *file_table(void) { return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free); }

/* The names of files that a commit brings beside a version's own, by its message. */
static GPtrArray *names_in(const char *message) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *file = store_trailer(message, "Source-File"), *text = store_trailer(message, "Text-Name");
  if (*file) g_ptr_array_add(names, g_strdup(file));
  if (*text) g_ptr_array_add(names, g_strconcat(text, ".md", NULL));
  if (*text) g_ptr_array_add(names, g_strconcat(text, ".xml", NULL));
  return names;
}

static void take_files(Concerned *c, GHashTable *from, const GPtrArray *names) {
  for (guint i = 0; i < names->len; i++) {
    const git_oid *blob = g_hash_table_lookup(from, g_ptr_array_index(names, i));
    if (blob) put_entry(g_ptr_array_index(names, i), blob, c->files);
  }
}

static gboolean is_named(gpointer name, gpointer blob, gpointer names) {
  (void)blob;
  return g_hash_table_contains(names, name);
}

/* A file that goes may come again with a version that stays. */
static void note_names(Concerned *c, const GPtrArray *names, bool kept) {
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    if (kept)
      g_hash_table_remove(c->purged_files, name);
    else
      g_hash_table_add(c->purged_files, g_strdup(name));
  }
}

/* What the folder would hold after this commit. Where the current version stays, what it holds less the files
 * of those that go; else what it would have held before, and what the commit adds. */
static void update_files(const Purge *purge, Concerned *c, GHashTable *old_files, const char *message,
                         bool kept) {
  guint current;
  g_autoptr(GPtrArray) names = names_in(message);
  bool any = store_plan_has_any(purge->plan, c->id);
  bool stays = store_plan_current(purge->plan, c->id, &current) && !store_plan_purges(purge->plan, current);
  note_names(c, names, kept);
  if (!any) {
    g_hash_table_remove_all(c->files);
  } else if (stays) {
    g_hash_table_unref(c->files);
    c->files = g_hash_table_ref(old_files);
    g_hash_table_foreach_remove(c->files, is_named, c->purged_files);
  } else if (kept) {
    take_files(c, old_files, names);
  }
}

/* Takes the commit into account for one paper. */
static bool follow(const Purge *purge, Concerned *c, const StoreStep *step, StoreFolder *root,
                   const char *message, bool kept, GError **error) {
  bool own = g_str_equal(step->paper, c->id);
  if (!own && !g_str_equal(step->from, c->id)) return true;
  if (own) set(&c->old_place, store_trailer(message, "Filed-Under"));
  if (own && kept) set(&c->new_place, g_strdup(c->old_place));
  if (!c->old_place) return true;
  g_autofree char *path = path_of(c->old_place, c->id);
  StoreFolder *folder = store_folder_enter(root, purge->store->objects, path, error);
  g_autoptr(GHashTable) old_files = file_table();
  if (!folder) return false;
  store_folder_each(folder, put_entry, old_files);
  update_files(purge, c, old_files, message, kept);
  return true;
}

static bool everything(const char *name, void *user) {
  (void)name;
  (void)user;
  return true;
}

static bool replace_folder(const Purge *purge, const Concerned *c, StoreFolder *root, GError **error) {
  if (!c->old_place) return true;
  g_autofree char *old_path = path_of(c->old_place, c->id);
  StoreFolder *folder = store_folder_enter(root, purge->store->objects, old_path, error);
  if (!folder) return false;
  store_folder_sweep(folder, everything, NULL);
  if (!c->new_place || !g_hash_table_size(c->files)) return true;
  g_autofree char *new_path = path_of(c->new_place, c->id);
  folder = store_folder_enter(root, purge->store->objects, new_path, error);
  if (!folder) return false;
  GHashTableIter iter;
  gpointer name, blob;
  g_hash_table_iter_init(&iter, c->files); /* the folder sorts them */
  while (g_hash_table_iter_next(&iter, &name, &blob)) store_folder_put(folder, name, blob);
  return true;
}

/* ---- commits */

static const char *line_of(const char *content, const char *key) {
  g_autofree char *begin = g_strconcat("\n", key, " ", NULL);
  const char *end = strstr(content, "\n\n"), *found = strstr(content, begin);
  return found && (!end || found < end) ? found + 1 : "";
}

/* The commit with another tree, parent and message; author and committer stay. */
static bool write_commit(Purge *purge, const git_oid *old, const git_oid *tree, const char *message,
                         GError **error) {
  Store *store = purge->store;
  g_autoptr(GBytes) content = store_objects_read(store->objects, old, GIT_OBJECT_COMMIT, error);
  if (!content) return false;
  g_autofree char *text = g_strndup(g_bytes_get_data(content, NULL), g_bytes_get_size(content));
  const char *author = line_of(text, "author"), *committer = line_of(text, "committer");
  char hex[GIT_OID_HEXSZ + 1];
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "tree %s\n", git_oid_tostr(hex, sizeof hex, tree));
  if (store->has_tip) g_string_append_printf(out, "parent %s\n", git_oid_tostr(hex, sizeof hex, &store->tip));
  g_string_append_printf(out, "%.*s\n%.*s\n\n%s", (int)strcspn(author, "\n"), author,
                         (int)strcspn(committer, "\n"), committer, message);
  g_autoptr(GBytes) bytes = g_bytes_new(out->str, out->len);
  store->has_tip = store_objects_write(store->objects, GIT_OBJECT_COMMIT, bytes, &store->tip, error);
  return store->has_tip;
}

static bool rewrite(Purge *purge, const StoreLogEntry *entry, StoreFolder *root, const char *message,
                    GError **error) {
  git_oid tree;
  for (guint i = 0; i < purge->concerned->len; i++)
    if (!replace_folder(purge, g_ptr_array_index(purge->concerned, i), root, error)) return false;
  return store_folder_write(root, purge->store->objects, &tree, error) &&
         write_commit(purge, &entry->id, &tree, message, error);
}

static bool take_commit(Purge *purge, const StoreLogEntry *entry, GError **error) {
  Store *store = purge->store;
  const StoreStep *step = store_plan_step(purge->plan, entry);
  g_autofree char *message = store_plan_message(purge->plan, entry);
  git_oid tree;
  if (!store_commit_tree(store, &entry->id, &tree, error)) return false;
  g_autoptr(StoreFolder) root = store_folder_load(store->objects, &tree, error);
  if (!root) return false;
  for (guint i = 0; i < purge->concerned->len; i++)
    if (!follow(purge, g_ptr_array_index(purge->concerned, i), step, root, entry->message, message != NULL,
                error))
      return false;
  purge->done->commits += !message;
  purge->rewriting = purge->rewriting || !message;
  if (!message) return true;
  if (purge->rewriting) return rewrite(purge, entry, root, message, error);
  store->tip = entry->id;
  store->has_tip = true;
  return true;
}

static bool take_all(Purge *purge, const GArray *log, GError **error) {
  store_plan_rewind(purge->plan);
  purge->store->has_tip = false;
  for (guint i = log->len; i-- > 0;)
    if (!take_commit(purge, &g_array_index(log, StoreLogEntry, i), error)) return false;
  return true;
}

/* An archive without a single paper keeps its branch, with a commit of the format alone. */
static bool keep_a_commit(Store *store, GError **error) {
  if (store->has_tip) return true;
  git_oid id;
  store_folder_free(store->root);
  store->root = store_folder_new();
  return store_put_text(store, store->root, STORE_FORMAT_FILE,
                        g_strdup_printf("[store]\nformat=%d\n", STORE_FORMAT), &id, error) &&
         store_add_commit(store, "All papers were purged\n", 0, 0, error);
}

/* ---- what stands in the way, and what is out of reach */

/* Any other branch or tag would keep what is purged. */
static bool check_refs(Store *store, GError **error) {
  git_strarray names = {0};
  g_autoptr(GString) others = g_string_new(NULL);
  if (git_reference_list(&names, store->repo)) return store_fail(error, STORE_ERROR_READ, "references");
  for (size_t i = 0; i < names.count; i++)
    if (!g_str_equal(names.strings[i], STORE_BRANCH))
      g_string_append_printf(others, "%s%s", others->len ? ", " : "", names.strings[i]);
  git_strarray_dispose(&names);
  if (!others->len) return true;
  g_set_error(error, STORE_ERROR, STORE_ERROR_WRITE,
              "these keep the history as it is, and have to go first (git update-ref -d NAME): %s",
              others->str);
  return false;
}

/* A `git gc` that runs has read what is purged, and would write it out again. */
static bool check_gc(const Store *store, GError **error) {
  g_autofree char *path = g_build_filename(store->path, "gc.pid", NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS)) return true;
  g_set_error(error, STORE_ERROR, STORE_ERROR_BUSY, "git gc is running (where it is not, remove %s)", path);
  return false;
}

static void list_remotes(Store *store, GPtrArray *out) {
  git_strarray names = {0};
  if (git_remote_list(&names, store->repo)) return;
  for (size_t i = 0; i < names.count; i++) g_ptr_array_add(out, g_strdup(names.strings[i]));
  git_strarray_dispose(&names);
}

static GPtrArray *concerned_new(const StorePlan *plan) {
  GPtrArray *all = g_ptr_array_new_with_free_func(concerned_free);
  const GPtrArray *ids = store_plan_papers(plan);
  for (guint i = 0; i < ids->len; i++) {
    Concerned *c = g_new0(Concerned, 1);
    c->id = g_ptr_array_index(ids, i);
    c->files = file_table();
    c->purged_files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_ptr_array_add(all, c);
  }
  return all;
}

bool store_purge(Store *store, const char *paper, unsigned number, StorePurge *done, GError **error) {
  g_autoptr(GArray) log = store_log(store, error);
  if (!log || !check_refs(store, error) || !check_gc(store, error)) return false;
  g_autoptr(StorePlan) plan = store_plan_new(log, paper, number);
  g_autoptr(GPtrArray) concerned = concerned_new(plan);
  Purge purge = {.store = store, .plan = plan, .concerned = concerned, .done = done};
  *done = (StorePurge){.remotes = g_ptr_array_new_with_free_func(g_free)};
  list_remotes(store, done->remotes);
  return take_all(&purge, log, error) && keep_a_commit(store, error) &&
         store_sweep(store, store_move_branch, error);
}
