/* Git objects of a batch, held in memory until they go out as one pack.
 *
 * libgit2 looks through the pack folder for every object it writes into a repository's own database, so a
 * batch keeps its objects in a hash table: what is read is looked for there first. store_pack.c writes
 * them. */
#include "store/store_priv.h"

#include <string.h>

struct StoreObjects {
  git_odb *disk;
  GHashTable *held; /* git_oid -> StoreHeld, for finding */
  GPtrArray *order; /* of StoreHeld, as they came */
  size_t bytes;
};

guint store_oid_hash(gconstpointer key) {
  guint hash;
  memcpy(&hash, ((const git_oid *)key)->id, sizeof hash);
  return hash;
}

gboolean store_oid_equal(gconstpointer a, gconstpointer b) { return git_oid_equal(a, b); }

static void held_free(gpointer data) {
  StoreHeld *held = data;
  g_bytes_unref(held->content);
  g_free(held);
}

StoreObjects *store_objects_new(git_odb *disk) {
  StoreObjects *objects = g_new0(StoreObjects, 1);
  objects->disk = disk;
  objects->held = g_hash_table_new(store_oid_hash, store_oid_equal);
  objects->order = g_ptr_array_new_with_free_func(held_free);
  return objects;
}

void store_objects_set_disk(StoreObjects *objects, git_odb *disk) { objects->disk = disk; }

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
  const StoreHeld *held = g_hash_table_lookup(objects->held, id);
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
  StoreHeld *held = g_new(StoreHeld, 1);
  *held = (StoreHeld){*id, type, g_bytes_ref(content), NULL};
  g_ptr_array_add(objects->order, held);
  g_hash_table_insert(objects->held, &held->id, held);
  objects->bytes += size;
  return true;
}

bool store_objects_like(StoreObjects *objects, const git_oid *id, const git_oid *base) {
  StoreHeld *held = g_hash_table_lookup(objects->held, id), *like = g_hash_table_lookup(objects->held, base);
  bool alike = held && like && held != like && held->type == like->type && !held->base && !like->base;
  if (alike) held->base = like;
  return alike;
}

bool store_objects_flush(StoreObjects *objects, const char *pack_folder, GError **error) {
  if (objects->order->len == 0) return true;
  if (!store_pack_write(pack_folder, objects->order, error)) return false;
  g_hash_table_remove_all(objects->held);
  g_ptr_array_set_size(objects->order, 0);
  objects->bytes = 0;
  return true;
}
