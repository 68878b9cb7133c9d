/* Opening a store, making one, and the writers' lock.
 *
 * A new store is made whole beside its place and then renamed into it, so that a kill leaves either none or a
 * good one. What other programs need to know lies in the repository's own files: info/attributes spares `git
 * gc` the search for deltas in what is compressed already, and gc.auto is off because a repack belongs under
 * our lock. */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <git2/sys/repository.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(redraft - store - error - quark, store_error)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)

static const char attributes[] = "# Compressed already: looking for deltas costs time and finds none.\n"
                                 "*.pdf -delta\n*.docx -delta\n*.odt -delta\n*.zip -delta\n"
                                 "*.png -delta\n*.jpg -delta\n*.jpeg -delta\n";

bool store_fail(GError **error, StoreErrorCode code, const char *what) {
  const git_error *last = git_error_last();
  g_set_error(error, STORE_ERROR, code, "%s%s%s", what, last ? ": " : "", last ? last->message : "");
  return false;
}

bool store_fail_errno(GError **error, StoreErrorCode code, const char *what) {
  g_set_error(error, STORE_ERROR, code, "%s: %s", what, g_strerror(errno));
  return false;
}

char *store_side_path(const Store *store, const char *name) {
  return g_build_filename(store->path, "redraft", name, NULL);
}

/* ---- libgit2 as this folder wants it */

static bool library_begin(GError **error) {
  const char *failure = library_load(&late_git2);
  if (failure) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "libgit2 is needed: %s", failure);
    return false;
  }
  git_libgit2_init();
  git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
  /* What a store holds must not depend on who runs this: no settings of the user or the system. */
  for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  /* git refuses other users' repositories because it runs their hooks; nothing here runs anything. */
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  return true;
}

/* ---- making one */

bool store_sync_path(const char *path, GError **error) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return store_fail_errno(error, STORE_ERROR_WRITE, path);
  bool synced = fsync(fd) == 0 || store_fail_errno(error, STORE_ERROR_WRITE, path);
  close(fd);
  return synced;
}

/* Files before the folders that name them. */
static bool sync_below(const char *folder, GError **error) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
  if (!dir) return false;
  for (const char *name; (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    bool is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);
    if (!(is_folder ? sync_below(path, error) : store_sync_path(path, error))) return false;
  }
  return store_sync_path(folder, error);
}

static void remove_below(const char *folder) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
      remove_below(path);
    else
      g_unlink(path);
  }
  g_rmdir(folder);
}

static bool init_repository(const char *path, GError **error) {
  g_autoptr(git_repository) repo = NULL;
  git_repository_init_options options;
  git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT;
  options.initial_head = STORE_BRANCH;
  options.description = "Committee papers, kept by redraft\n";
  if (git_repository_init_ext(&repo, path, &options))
    return store_fail(error, STORE_ERROR_WRITE, "cannot make it");
  return true;
}

static bool write_if_missing(const char *path, const char *text, GError **error) {
  if (g_file_test(path, G_FILE_TEST_EXISTS)) return true;
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0777)) return store_fail_errno(error, STORE_ERROR_WRITE, folder);
  return g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}

/* What a new store has, and a clone of one lacks. */
static bool settle(const char *path, GError **error) {
  g_autofree char *attributes_path = g_build_filename(path, "info", "attributes", NULL);
  g_autofree char *side_path = g_build_filename(path, "redraft", NULL);
  g_autofree char *config_path = g_build_filename(path, "config", NULL);
  if (g_mkdir_with_parents(side_path, 0777)) return store_fail_errno(error, STORE_ERROR_WRITE, side_path);
  if (!write_if_missing(attributes_path, attributes, error)) return false;
  g_autoptr(git_config) config = NULL;
  int value;
  if (git_config_open_ondisk(&config, config_path)) return store_fail(error, STORE_ERROR_WRITE, "config");
  if (!git_config_get_int32(&value, config, "gc.auto")) return true;
  return !git_config_set_int32(config, "gc.auto", 0) || store_fail(error, STORE_ERROR_WRITE, "config");
}

static bool make_at(const char *temporary, const char *path, GError **error) {
  if (!init_repository(temporary, error) || !settle(temporary, error) || !sync_below(temporary, error))
    return false;
  /* Fails where another process was first, and its store is as good. */
  if (rename(temporary, path) && errno != ENOTEMPTY && errno != EEXIST)
    return store_fail_errno(error, STORE_ERROR_WRITE, path);
  g_autofree char *parent = g_path_get_dirname(path);
  return store_sync_path(parent, error);
}

/* Takes a lock on a folder that ends with the process; -1 where another process has it. */
static int lock_folder(const char *path) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  close(fd);
  return -1;
}

/* Removes the half-made stores of killed processes: those that nobody holds. */
static void remove_abandoned(const char *parent, const char *prefix) {
  g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    if (!g_str_has_prefix(name, prefix)) continue;
    g_autofree char *path = g_build_filename(parent, name, NULL);
    int fd = lock_folder(path);
    if (fd < 0) continue;
    remove_below(path);
    close(fd);
  }
}

/* Makes the folder that a store is made in (its template becomes its name, "" where it cannot be made) and
 * holds it. The folder around it is locked meanwhile: another process would take a folder that is there and
 * not yet held for an abandoned one. */
static int begin_store(const char *parent, const char *prefix, char *temporary) {
  int around = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  while (around >= 0 && flock(around, LOCK_EX) && errno == EINTR) continue;
  remove_abandoned(parent, prefix);
  bool made = g_mkdtemp_full(temporary, 0777) != NULL;
  int problem = errno, fd = made ? lock_folder(temporary) : -1;
  if (around >= 0) close(around);
  if (!made) *temporary = '\0';
  errno = problem;
  return fd;
}

static bool make_store(const char *path, GError **error) {
  g_autofree char *parent = g_path_get_dirname(path);
  g_autofree char *base = g_path_get_basename(path);
  g_autofree char *prefix = g_strdup_printf(".%s.new-", base);
  g_autofree char *name = g_strconcat(prefix, "XXXXXX", NULL);
  g_autofree char *temporary = g_build_filename(parent, name, NULL);
  int fd = begin_store(parent, prefix, temporary);
  if (!*temporary) return store_fail_errno(error, STORE_ERROR_WRITE, parent);
  bool made = make_at(temporary, path, error);
  remove_below(temporary); /* is there only where it was not renamed */
  if (fd >= 0) close(fd);
  return made;
}

/* ---- opening */

static bool is_empty_folder(const char *path) {
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  return dir && !g_dir_read_name(dir);
}

bool store_read_tip(Store *store, GError **error) {
  int rc = git_reference_name_to_id(&store->base, store->repo, STORE_BRANCH);
  if (rc && rc != GIT_ENOTFOUND) return store_fail(error, STORE_ERROR_READ, STORE_BRANCH);
  store->has_base = store->has_tip = rc == 0;
  store->tip = store->base;
  return true;
}

bool store_commit_tree(Store *store, const git_oid *commit, git_oid *tree, GError **error) {
  g_autoptr(GBytes) content = store_objects_read(store->objects, commit, GIT_OBJECT_COMMIT, error);
  if (!content) return false;
  gsize size;
  const char *text = g_bytes_get_data(content, &size);
  size_t prefix = strlen("tree ");
  if (size < prefix + GIT_OID_HEXSZ || git_oid_fromstrn(tree, text + prefix, GIT_OID_HEXSZ))
    return store_fail(error, STORE_ERROR_READ, "a commit without a tree");
  return true;
}

bool store_check_format(Store *store, GError **error) {
  if (!store->has_tip) return true;
  git_oid tree;
  if (!store_commit_tree(store, &store->tip, &tree, error)) return false;
  g_autoptr(GBytes) file = store_folder_read_file(store->objects, &tree, STORE_FORMAT_FILE, NULL);
  g_autoptr(GKeyFile) ini = g_key_file_new();
  bool read = file && g_key_file_load_from_bytes(ini, file, G_KEY_FILE_NONE, NULL);
  int format = read ? g_key_file_get_integer(ini, "store", "format", NULL) : 0;
  if (format >= 1 && format <= STORE_FORMAT) return true;
  if (format > STORE_FORMAT)
    g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
                "store format %d was made by a newer redraft (this one knows up to %d)", format,
                STORE_FORMAT);
  else
    g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN,
                "a git repository, but not a store of redraft (no " STORE_FORMAT_FILE ")");
  return false;
}

bool store_open_objects(Store *store, GError **error) {
  unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE;
  g_autoptr(git_repository) repo = NULL;
  git_odb *disk;
  if (git_repository_open_ext(&repo, store->path, flags, NULL)) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "not a store (a bare git repository is expected)");
    return false;
  }
  if (git_repository_odb(&disk, repo)) return store_fail(error, STORE_ERROR_OPEN, "no objects");
  store_objects_set_disk(store->objects, disk);
  if (store->tags) g_array_unref(store->tags);
  git_odb_free(store->disk);
  git_repository_free(store->repo);
  store->disk = disk;
  store->repo = g_steal_pointer(&repo);
  return true;
}

static bool open_repository(Store *store, GError **error) {
  return store_open_objects(store, error) && store_read_tip(store, error) &&
         store_check_format(store, error) && store_history_load(store, error);
}

static Store *store_new(const char *path) {
  Store *store = g_new0(Store, 1);
  store->path = g_strdup(path);
  store->papers = g_ptr_array_new_with_free_func(store_paper_free);
  store->by_id = g_hash_table_new(g_str_hash, g_str_equal);
  store->objects = store_objects_new(NULL);
  store->lock = -1;
  return store;
}

Store *store_open(const char *path, bool create, GError **error) {
  bool absent = !g_file_test(path, G_FILE_TEST_EXISTS);
  if (absent && !create) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_ABSENT, "no store is there");
    return NULL;
  }
  if (!library_begin(error)) return NULL;
  g_autoptr(Store) store = store_new(path);
  if (create && (absent || is_empty_folder(path)) && !make_store(path, error)) return NULL;
  if (!open_repository(store, error)) return NULL;
  return g_steal_pointer(&store);
}

void store_free(Store *store) {
  if (!store) return;
  store_folder_free(store->root);
  store_objects_free(store->objects);
  git_odb_free(store->disk);
  git_repository_free(store->repo);
  if (store->lock >= 0) close(store->lock);
  g_hash_table_unref(store->by_id);
  g_ptr_array_unref(store->papers);
  g_free(store->path);
  g_free(store);
  git_libgit2_shutdown();
}

/* ---- the lock */

static bool take_lock(Store *store, bool wait, GError **error) {
  g_autofree char *path = store_side_path(store, "lock");
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return store_fail_errno(error, STORE_ERROR_WRITE, path);
  int rc;
  do rc = flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB));
  while (rc && errno == EINTR);
  if (rc == 0) {
    store->lock = fd;
    return true;
  }
  if (errno == EWOULDBLOCK)
    g_set_error(error, STORE_ERROR, STORE_ERROR_BUSY, "another redraft is writing to it");
  else
    store_fail_errno(error, STORE_ERROR_WRITE, path);
  close(fd);
  return false;
}

/* Removes what killed writers left: libgit2 would fail on it for ever. Only called under our lock. */
static void remove_stale(const char *folder, const char *prefix, const char *suffix, bool below) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (below && g_file_test(path, G_FILE_TEST_IS_DIR))
      remove_stale(path, prefix, suffix, true);
    else if (g_str_has_prefix(name, prefix) && g_str_has_suffix(name, suffix))
      g_unlink(path);
  }
}

static const struct {
  const char *folder, *prefix, *suffix;
  bool below;
} leftovers[] = {
    {"", "", ".lock", false},
    {"refs", "", ".lock", true},
    {"objects", "tmp_object_git2_", "", true},
    {"objects/pack", "pack_git2_", "", false},
    {"objects/pack", "tmp_redraft_", "", false}, /* other tmp_ files may be of a git that runs */
};

bool store_begin(Store *store, bool wait, GError **error) {
  if (store->lock >= 0) return true;
  if (!settle(store->path, error) || !take_lock(store, wait, error)) return false;
  for (size_t i = 0; i < G_N_ELEMENTS(leftovers); i++) {
    g_autofree char *folder = g_build_filename(store->path, leftovers[i].folder, NULL);
    remove_stale(folder, leftovers[i].prefix, leftovers[i].suffix, leftovers[i].below);
  }
  git_oid known = store->tip;
  bool had_tip = store->has_tip;
  if (!store_read_tip(store, error) || !store_check_format(store, error) || !store_sweep_resume(store, error))
    return false;
  bool moved = store->has_tip && (!had_tip || !git_oid_equal(&known, &store->tip));
  if (moved && !store_history_load(store, error)) return false;
  git_oid tree;
  if (!store->has_tip)
    store->root = store_folder_new();
  else if (store_commit_tree(store, &store->tip, &tree, error))
    store->root = store_folder_load(store->objects, &tree, error);
  return store->root != NULL;
}
