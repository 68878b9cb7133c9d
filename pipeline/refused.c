/* Refused files beside the store: <store>/redraft/refused/<sha256> are the bytes, <sha256>.ini says under which
 * path they came, why they were refused, and what was said of them, by the names of a manifest's columns. */
#include "pipeline/batch_priv.h"

#include <glib/gstdio.h>
#include <string.h>

/* Held in memory until there is a store to keep them beside. */
enum { HELD_MAX_MIB = 256 };

typedef struct {
  char *sha256;
  GBytes *bytes;
  GKeyFile *about;
} Refused;

static const char group[] = "refused";

void refused_free(gpointer data) {
  Refused *refused = data;
  g_free(refused->sha256);
  g_bytes_unref(refused->bytes);
  g_key_file_unref(refused->about);
  g_free(refused);
}

/* When a file was first seen stays, whenever it is taken in. */
static GKeyFile *describe(const Batch *batch, const Said *said, const char *reason) {
  GKeyFile *about = g_key_file_new();
  for (guint i = 0; said_field_name(i); i++)
    if (*said_field(said, i)) g_key_file_set_string(about, group, said_field_name(i), *said_field(said, i));
  if (!said->first_seen) {
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(batch->now);
    g_autofree char *text = g_date_time_format_iso8601(now);
    g_key_file_set_string(about, group, "first_seen", text);
  }
  g_key_file_set_string(about, group, "reason", reason);
  return about;
}

void refused_add(Batch *batch, const FeedItem *item, const char *reason) {
  gsize held = 0;
  for (guint i = 0; i < batch->refused->len; i++)
    held += g_bytes_get_size(((Refused *)g_ptr_array_index(batch->refused, i))->bytes);
  bool wanted = item->bytes && item->sha256 && !batch->options->dry_run;
  if (!wanted || held + g_bytes_get_size(item->bytes) > (gsize)HELD_MAX_MIB << 20) return;
  Refused *refused = g_new0(Refused, 1);
  *refused = (Refused){g_strdup(item->sha256), g_bytes_ref(item->bytes), describe(batch, item->said, reason)};
  g_ptr_array_add(batch->refused, refused);
}

static void keep(const char *folder, const Refused *refused) {
  g_autofree char *path = g_build_filename(folder, refused->sha256, NULL),
                  *about = g_strconcat(path, ".ini", NULL);
  gsize size;
  const char *data = g_bytes_get_data(refused->bytes, &size);
  if (g_file_set_contents(path, data ? data : "", (gssize)size, NULL))
    g_key_file_save_to_file(refused->about, about, NULL);
}

void refused_keep(Batch *batch) {
  const Store *store = batch->pipeline->store;
  if (!store || !batch->refused->len) return;
  g_autofree char *folder = store_side_path(store, "refused");
  if (g_mkdir_with_parents(folder, 0777) != 0) return;
  for (guint i = 0; i < batch->refused->len; i++) keep(folder, g_ptr_array_index(batch->refused, i));
  g_ptr_array_set_size(batch->refused, 0);
}

void refused_forget(const Batch *batch, const char *sha256) {
  g_autofree char *folder = store_side_path(batch->pipeline->store, "refused");
  g_autofree char *path = g_build_filename(folder, sha256, NULL), *about = g_strconcat(path, ".ini", NULL);
  if (g_unlink(about) == 0) g_unlink(path);
}

/* ---- trying again */

static Said *read_about(const char *folder, const char *name) {
  g_autofree char *about = g_build_filename(folder, name, NULL);
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (!g_key_file_load_from_file(file, about, G_KEY_FILE_NONE, NULL)) return NULL;
  g_autoptr(Said) said = said_new(NULL);
  for (guint i = 0; said_field_name(i); i++)
    *said_field(said, i) = g_key_file_get_string(file, group, said_field_name(i), NULL);
  if (!said->path) return NULL;
  said->bytes_at = g_strndup(about, strlen(about) - strlen(".ini"));
  return g_steal_pointer(&said);
}

static int by_path(gconstpointer a, gconstpointer b) {
  const Said *x = *(const Said *const *)a, *y = *(const Said *const *)b;
  int order = strcmp(x->path, y->path);
  return order ? order : strcmp(x->bytes_at, y->bytes_at);
}

GPtrArray *refused_list(const Store *store) {
  GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)said_free);
  g_autofree char *folder = store_side_path(store, "refused");
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    Said *said = g_str_has_suffix(name, ".ini") ? read_about(folder, name) : NULL;
    if (said) g_ptr_array_add(files, said);
  }
  g_ptr_array_sort(files, by_path);
  return files;
}
