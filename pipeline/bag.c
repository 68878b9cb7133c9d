/* A bag (BagIt 1.0, RFC 8493): files below data/ with a manifest of their SHA-256, for long-term archives.
 *
 *     NAME/bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt
 *     NAME/data/...
 *
 * It is written beside its place and renamed into it, so that there is a whole bag or none. */
#include "pipeline/pipeline_priv.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

struct Bag {
  char *path, *temporary;
  GPtrArray *lines; /* of the manifest; sorted at the end */
  guint64 bytes;
};

static bool fail_errno(const char *path, GError **error) {
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: %s", path, g_strerror(errno));
  return false;
}

Bag *bag_new(const char *path, GError **error) {
  if (g_file_test(path, G_FILE_TEST_EXISTS)) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: is there already", path);
    return NULL;
  }
  g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
  if (!g_mkdtemp_full(temporary, 0777)) {
    fail_errno(path, error);
    return NULL;
  }
  Bag *bag = g_new0(Bag, 1);
  bag->path = g_strdup(path);
  bag->temporary = g_steal_pointer(&temporary);
  bag->lines = g_ptr_array_new_with_free_func(g_free);
  return bag;
}

static void remove_below(const char *folder) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
      remove_below(path);
    else
      g_unlink(path);
  }
  g_rmdir(folder);
}

void bag_free(Bag *bag) {
  if (!bag) return;
  if (bag->temporary) remove_below(bag->temporary);
  g_free(bag->path);
  g_free(bag->temporary);
  g_ptr_array_unref(bag->lines);
  g_free(bag);
}

static bool write_file(const Bag *bag, const char *name, const char *data, gsize size, GError **error) {
  g_autofree char *path = g_build_filename(bag->temporary, name, NULL);
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0777)) return fail_errno(folder, error);
  return g_file_set_contents_full(path, data ? data : "", (gssize)size, G_FILE_SET_CONTENTS_NONE, 0666,
                                  error);
}

/* Line ends and the sign that stands for them (RFC 8493, 2.1.3). */
static char *escape(const char *name) {
  GString *out = g_string_new(name);
  g_string_replace(out, "%", "%25", 0);
  g_string_replace(out, "\n", "%0A", 0);
  g_string_replace(out, "\r", "%0D", 0);
  return g_string_free(out, FALSE);
}

static char *manifest_line(const char *name, const char *data, gsize size) {
  g_autofree char *hash =
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)(data ? data : ""), size);
  g_autofree char *escaped = escape(name);
  return g_strdup_printf("%s  %s\n", hash, escaped);
}

bool bag_add(Bag *bag, const char *name, GBytes *content, GError **error) {
  gsize size;
  const char *data = g_bytes_get_data(content, &size);
  g_autofree char *path = g_build_filename("data", name, NULL);
  if (!write_file(bag, path, data, size, error)) return false;
  g_ptr_array_add(bag->lines, manifest_line(path, data, size));
  bag->bytes += size;
  return true;
}

/* By name, which begins behind the hash. */
static int compare_lines(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a + 64, *(char *const *)b + 64);
}

static bool add_tag(const Bag *bag, const char *name, const char *text, GString *manifest, GError **error) {
  g_autofree char *line = manifest_line(name, text, strlen(text));
  if (manifest) g_string_append(manifest, line);
  return write_file(bag, name, text, strlen(text), error);
}

bool bag_finish(Bag *bag, const char *info, GError **error) {
  g_autoptr(GString) payload = g_string_new(NULL), tags = g_string_new(NULL);
  g_ptr_array_sort(bag->lines, compare_lines);
  for (guint i = 0; i < bag->lines->len; i++) g_string_append(payload, g_ptr_array_index(bag->lines, i));
  g_autofree char *whole =
      g_strdup_printf("%sPayload-Oxum: %" G_GUINT64_FORMAT ".%u\n", info, bag->bytes, bag->lines->len);
  if (!add_tag(bag, "bag-info.txt", whole, tags, error) ||
      !add_tag(bag, "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", tags, error) ||
      !add_tag(bag, "manifest-sha256.txt", payload->str, tags, error) ||
      !add_tag(bag, "tagmanifest-sha256.txt", tags->str, NULL, error))
    return false;
  if (rename(bag->temporary, bag->path)) return fail_errno(bag->path, error);
  g_clear_pointer(&bag->temporary, g_free);
  return true;
}
