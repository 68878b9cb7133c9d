/* Git objects of a batch, held in memory until they go out as one pack.
 *
 * libgit2 looks through the pack folder for every object it writes into a repository's own database, so the
 * batch has a database of its own: a backend over a hash table in a repository that wraps nothing else. The
 * pack builder reads from it and git_indexer, which checks every record, puts the pack on disk and syncs it.
 * Delta search is off: it costs ten times the rest on PDFs, and `git gc` finds the deltas later. */
#include "store/store_priv.h"

#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <string.h>

typedef struct {
  git_oid id;
  git_object_t type;
  GBytes *content;
} Held;

struct StoreObjects {
  git_odb *disk;
  GHashTable *held; /* git_oid -> Held, for finding */
  GPtrArray *order; /* of Held, as they came */
  size_t bytes;
};

static guint oid_hash(gconstpointer key) {
  guint hash;
  memcpy(&hash, ((const git_oid *)key)->id, sizeof hash);
  return hash;
}

static gboolean oid_equal(gconstpointer a, gconstpointer b) { return git_oid_equal(a, b); }

static void held_free(gpointer data) {
  Held *held = data;
  g_bytes_unref(held->content);
  g_free(held);
}

StoreObjects *store_objects_new(git_odb *disk) {
  StoreObjects *objects = g_new0(StoreObjects, 1);
  objects->disk = disk;
  objects->held = g_hash_table_new(oid_hash, oid_equal);
  objects->order = g_ptr_array_new_with_free_func(held_free);
  return objects;
}

void store_objects_free(StoreObjects *objects) {
  if (!objects) return;
  g_hash_table_unref(objects->held);
  g_ptr_array_unref(objects->order);
  g_free(objects);
}

size_t store_objects_bytes(const StoreObjects *objects) { return objects->bytes; }

static void release_object(gpointer object) { git_odb_object_free(object); }

static GBytes *read_disk(git_odb *disk, const git_oid *id, git_object_t type, GError **error) {
  git_odb_object *object = NULL;
  char hex[GIT_OID_HEXSZ + 1];
  git_oid_tostr(hex, sizeof hex, id);
  if (git_odb_read(&object, disk, id)) {
    store_fail(error, STORE_ERROR_READ, hex);
    return NULL;
  }
  if (git_odb_object_type(object) != type) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_READ, "%s: not a %s", hex, git_object_type2string(type));
    git_odb_object_free(object);
    return NULL;
  }
  return g_bytes_new_with_free_func(git_odb_object_data(object), git_odb_object_size(object), release_object,
                                    object);
}

GBytes *store_objects_read(StoreObjects *objects, const git_oid *id, git_object_t type, GError **error) {
  const Held *held = g_hash_table_lookup(objects->held, id);
  if (held && held->type == type) return g_bytes_ref(held->content);
  return read_disk(objects->disk, id, type, error);
}

bool store_objects_write(StoreObjects *objects, git_object_t type, GBytes *content, git_oid *id,
                         GError **error) {
  gsize size;
  gconstpointer data = g_bytes_get_data(content, &size);
  if (git_odb_hash(id, size ? data : "", size, type))
    return store_fail(error, STORE_ERROR_WRITE, "cannot hash");
  if (g_hash_table_contains(objects->held, id)) return true;
  Held *held = g_new(Held, 1);
  *held = (Held){*id, type, g_bytes_ref(content)};
  g_ptr_array_add(objects->order, held);
  g_hash_table_insert(objects->held, &held->id, held);
  objects->bytes += size;
  return true;
}

/* ---- the backend that the pack builder reads from */

typedef struct {
  git_odb_backend base;
  const StoreObjects *objects;
} Backend;

static const Held *backend_find(git_odb_backend *base, const git_oid *id) {
  return g_hash_table_lookup(((Backend *)base)->objects->held, id);
}

static int backend_read(void **data, size_t *size, git_object_t *type, git_odb_backend *base,
                        const git_oid *id) {
  const Held *held = backend_find(base, id);
  if (!held) return GIT_ENOTFOUND;
  gsize length;
  gconstpointer content = g_bytes_get_data(held->content, &length);
  char *copy = git_odb_backend_data_alloc(base, length + 1); /* libgit2 expects a NUL behind the content */
  if (!copy) return GIT_ERROR;
  if (length) memcpy(copy, content, length);
  copy[length] = '\0';
  *data = copy;
  *size = length;
  *type = held->type;
  return 0;
}

static int backend_read_header(size_t *size, git_object_t *type, git_odb_backend *base, const git_oid *id) {
  const Held *held = backend_find(base, id);
  if (!held) return GIT_ENOTFOUND;
  *size = g_bytes_get_size(held->content);
  *type = held->type;
  return 0;
}

static int backend_exists(git_odb_backend *base, const git_oid *id) { return backend_find(base, id) != NULL; }
static void backend_free(git_odb_backend *base) { g_free(base); }

static git_odb_backend *backend_new(const StoreObjects *objects) {
  Backend *backend = g_new0(Backend, 1);
  git_odb_init_backend(&backend->base, GIT_ODB_BACKEND_VERSION);
  backend->base.read = backend_read;
  backend->base.read_header = backend_read_header;
  backend->base.exists = backend_exists;
  backend->base.free = backend_free;
  backend->objects = objects;
  return &backend->base;
}

/* ---- the pack */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb, git_odb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_packbuilder, git_packbuilder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_indexer, git_indexer_free)

/* A repository of nothing but the objects held, with the settings of a file. */
static git_repository *wrap(const StoreObjects *objects, const char *settings) {
  g_autoptr(git_odb) odb = NULL;
  g_autoptr(git_repository) repo = NULL;
  g_autoptr(git_config) config = NULL;
  if (git_odb_new(&odb) || git_odb_add_backend(odb, backend_new(objects), 1)) return NULL;
  if (git_repository_wrap_odb(&repo, odb)) return NULL;
  if (git_config_open_ondisk(&config, settings) || git_repository_set_config(repo, config)) return NULL;
  return g_steal_pointer(&repo);
}

static int append_chunk(void *data, size_t size, void *user) {
  git_indexer_progress progress = {0};
  return git_indexer_append(user, data, size, &progress);
}

static bool build_pack(const StoreObjects *objects, const char *pack_folder, const char *settings) {
  g_autoptr(git_repository) repo = wrap(objects, settings);
  g_autoptr(git_packbuilder) builder = NULL;
  g_autoptr(git_indexer) indexer = NULL;
  git_indexer_progress progress = {0};
  if (!repo || git_packbuilder_new(&builder, repo)) return false;
  for (guint i = 0; i < objects->order->len; i++) {
    const Held *held = g_ptr_array_index(objects->order, i);
    if (git_packbuilder_insert(builder, &held->id, NULL)) return false;
  }
  return !git_indexer_new(&indexer, pack_folder, 0, NULL, NULL) &&
         !git_packbuilder_foreach(builder, append_chunk, indexer) && !git_indexer_commit(indexer, &progress);
}

bool store_objects_flush(StoreObjects *objects, const char *pack_folder, const char *settings,
                         GError **error) {
  if (objects->order->len == 0) return true;
  if (!build_pack(objects, pack_folder, settings))
    return store_fail(error, STORE_ERROR_WRITE, "cannot write a pack");
  g_hash_table_remove_all(objects->held);
  g_ptr_array_set_size(objects->order, 0);
  objects->bytes = 0;
  return true;
}
