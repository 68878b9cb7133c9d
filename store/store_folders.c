/* Folders of the store as trees that are loaded when entered, changed in place, and written when done.
 *
 * A tree object is "MODE NAME\0" and twenty bytes of id, entry after entry, sorted as if the names of folders
 * ended in a slash. A commit rewrites only the trees on the way to its paper, so the cost of a version is
 * that of the longest folder above it. */
#include "store/store_priv.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  char *name;
  unsigned mode; /* as git writes it: what others put beside our papers keeps its own */
  git_oid id;
  StoreFolder *folder; /* a sub-folder that was entered */
} Entry;

enum { MODE_FOLDER = 040000, MODE_FILE = 0100644, MODE_COMMIT = 0160000 };

struct StoreFolder {
  GPtrArray *entries; /* of Entry, in git's order */
  bool changed;       /* here or below */
  git_oid base;       /* a tree of this folder that later ones of the batch are deltas of */
};

static void entry_free(gpointer data) {
  Entry *entry = data;
  g_free(entry->name);
  store_folder_free(entry->folder);
  g_free(entry);
}

static Entry *entry_new(const char *name, unsigned mode, const git_oid *id) {
  Entry *entry = g_new0(Entry, 1);
  entry->name = g_strdup(name);
  entry->mode = mode;
  if (id) entry->id = *id;
  return entry;
}

StoreFolder *store_folder_new(void) {
  StoreFolder *folder = g_new0(StoreFolder, 1);
  folder->entries = g_ptr_array_new_with_free_func(entry_free);
  return folder;
}

void store_folder_free(StoreFolder *folder) {
  if (!folder) return;
  g_ptr_array_unref(folder->entries);
  g_free(folder);
}

/* ---- tree objects */

typedef struct {
  const char *at, *end;
  const char *name;
  unsigned mode;
  git_oid id;
} TreeCursor;

/* Steps to the next entry; false at the end and where the object is no tree. */
static bool cursor_next(TreeCursor *c) {
  const char *space = c->at < c->end ? memchr(c->at, ' ', (size_t)(c->end - c->at)) : NULL;
  const char *nul = space ? memchr(space, '\0', (size_t)(c->end - space)) : NULL;
  if (!nul || c->end - nul <= GIT_OID_RAWSZ) return false;
  c->mode = (unsigned)strtoul(c->at, NULL, 8);
  c->name = space + 1;
  git_oid_fromraw(&c->id, (const unsigned char *)nul + 1);
  c->at = nul + 1 + GIT_OID_RAWSZ;
  return true;
}

static TreeCursor cursor_at(GBytes *tree) {
  gsize size;
  const char *data = g_bytes_get_data(tree, &size);
  return (TreeCursor){.at = data, .end = data ? data + size : NULL};
}

void store_tree_each(GBytes *tree, StoreTreeVisit visit, void *user) {
  for (TreeCursor c = cursor_at(tree); cursor_next(&c);) {
    if (c.mode == MODE_COMMIT) continue; /* a submodule, whose objects are elsewhere */
    visit(c.name, c.mode == MODE_FOLDER ? GIT_OBJECT_TREE : GIT_OBJECT_BLOB, &c.id, user);
  }
}

StoreFolder *store_folder_load(StoreObjects *objects, const git_oid *tree, GError **error) {
  g_autoptr(GBytes) content = store_objects_read(objects, tree, GIT_OBJECT_TREE, error);
  if (!content) return NULL;
  StoreFolder *folder = store_folder_new();
  for (TreeCursor c = cursor_at(content); cursor_next(&c);)
    g_ptr_array_add(folder->entries, entry_new(c.name, c.mode, &c.id));
  return folder;
}

GBytes *store_folder_read_file(StoreObjects *objects, const git_oid *tree, const char *path, GError **error) {
  g_auto(GStrv) steps = g_strsplit(path, "/", -1);
  git_oid id = *tree;
  for (char **step = steps; *step; step++) {
    g_autoptr(GBytes) content = store_objects_read(objects, &id, GIT_OBJECT_TREE, error);
    if (!content) return NULL;
    TreeCursor c = cursor_at(content);
    bool found = false;
    while (!found && cursor_next(&c)) found = g_str_equal(c.name, *step);
    if (!found) {
      g_set_error(error, STORE_ERROR, STORE_ERROR_READ, "%s: not in the store", path);
      return NULL;
    }
    id = c.id;
  }
  return store_objects_read(objects, &id, GIT_OBJECT_BLOB, error);
}

/* ---- changing */

static int compare_names(const char *a, unsigned a_mode, const char *b, unsigned b_mode) {
  size_t a_len = strlen(a), b_len = strlen(b), both = MIN(a_len, b_len);
  int order = memcmp(a, b, both);
  if (order) return order;
  int a_next = a_len > both ? (unsigned char)a[both] : a_mode == MODE_FOLDER ? '/' : 0;
  int b_next = b_len > both ? (unsigned char)b[both] : b_mode == MODE_FOLDER ? '/' : 0;
  return a_next - b_next;
}

/* Where the entry is, or where it would have to stand. */
static guint position(const StoreFolder *folder, const char *name, unsigned mode, bool *found) {
  guint low = 0, high = folder->entries->len;
  *found = false;
  while (low < high && !*found) {
    guint middle = low + (high - low) / 2;
    const Entry *entry = g_ptr_array_index(folder->entries, middle);
    int order = compare_names(name, mode, entry->name, entry->mode);
    if (order == 0) *found = true;
    if (order > 0)
      low = middle + 1;
    else
      high = middle;
  }
  return *found ? high : low;
}

static Entry *find(const StoreFolder *folder, const char *name, unsigned mode) {
  bool found;
  guint at = position(folder, name, mode, &found);
  return found ? g_ptr_array_index(folder->entries, at) : NULL;
}

static Entry *find_or_add(StoreFolder *folder, const char *name, unsigned mode) {
  bool found;
  guint at = position(folder, name, mode, &found);
  if (!found) g_ptr_array_insert(folder->entries, (int)at, entry_new(name, mode, NULL));
  return g_ptr_array_index(folder->entries, at);
}

static StoreFolder *enter_one(StoreFolder *folder, StoreObjects *objects, const char *name, GError **error) {
  Entry *known = find(folder, name, MODE_FOLDER);
  folder->changed = true;
  if (!known) {
    known = find_or_add(folder, name, MODE_FOLDER);
    known->folder = store_folder_new();
  }
  if (!known->folder) known->folder = store_folder_load(objects, &known->id, error);
  if (known->folder) known->folder->changed = true;
  return known->folder;
}

StoreFolder *store_folder_enter(StoreFolder *folder, StoreObjects *objects, const char *path,
                                GError **error) {
  g_auto(GStrv) steps = g_strsplit(path, "/", -1);
  for (char **step = steps; *step && folder; step++) folder = enter_one(folder, objects, *step, error);
  return folder;
}

void store_folder_put(StoreFolder *folder, const char *name, const git_oid *blob) {
  find_or_add(folder, name, MODE_FILE)->id = *blob;
  folder->changed = true;
}

bool store_folder_has(const StoreFolder *folder, const char *name) {
  return find(folder, name, MODE_FILE) != NULL;
}

void store_folder_each(const StoreFolder *folder, StoreFolderVisit visit, void *user) {
  for (guint i = 0; i < folder->entries->len; i++) {
    const Entry *entry = g_ptr_array_index(folder->entries, i);
    if (entry->mode != MODE_FOLDER) visit(entry->name, &entry->id, user);
  }
}

void store_folder_sweep(StoreFolder *folder, bool (*unwanted)(const char *name, void *user), void *user) {
  for (guint i = folder->entries->len; i-- > 0;) {
    const Entry *entry = g_ptr_array_index(folder->entries, i);
    if (entry->mode == MODE_FOLDER || !unwanted(entry->name, user)) continue;
    g_ptr_array_remove_index(folder->entries, i);
    folder->changed = true;
  }
}

void store_folder_move(StoreFolder *from, StoreFolder *to, const char *name) {
  bool found;
  guint at = position(from, name, MODE_FOLDER, &found);
  if (!found || from == to) return;
  Entry *entry = g_ptr_array_steal_index(from->entries, at);
  guint there = position(to, name, MODE_FOLDER, &found);
  if (found) g_ptr_array_remove_index(to->entries, there);
  g_ptr_array_insert(to->entries, (int)there, entry);
  from->changed = to->changed = true;
}

/* ---- writing */

static bool is_empty(const StoreFolder *folder) {
  for (guint i = 0; i < folder->entries->len; i++) {
    const Entry *entry = g_ptr_array_index(folder->entries, i);
    if (!entry->folder || !is_empty(entry->folder)) return false;
  }
  return true;
}

bool store_folder_write(StoreFolder *folder, StoreObjects *objects, git_oid *tree, GError **error) {
  GByteArray *content = g_byte_array_new();
  for (guint i = 0; i < folder->entries->len; i++) {
    Entry *entry = g_ptr_array_index(folder->entries, i);
    if (entry->folder && is_empty(entry->folder)) continue;
    if (entry->folder && entry->folder->changed &&
        !store_folder_write(entry->folder, objects, &entry->id, error)) {
      g_byte_array_unref(content);
      return false;
    }
    char mode[16];
    g_snprintf(mode, sizeof mode, "%o ", entry->mode);
    g_byte_array_append(content, (const guint8 *)mode, (guint)strlen(mode));
    g_byte_array_append(content, (const guint8 *)entry->name, (guint)strlen(entry->name) + 1);
    g_byte_array_append(content, entry->id.id, GIT_OID_RAWSZ);
  }
  g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(content);
  folder->changed = false;
  if (!store_objects_write(objects, GIT_OBJECT_TREE, bytes, tree, error)) return false;
  if (!store_objects_like(objects, tree, &folder->base)) folder->base = *tree;
  return true;
}
