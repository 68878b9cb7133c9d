/* Sketches of the texts in a store, in a file beside it.
 *
 *     1a2b...(40)  00a1b2c3 00d4e5f6 ...          the commit that brought a text, its hashes
 *
 * Reading all papers of a large store to recognise one takes minutes, reading this file a moment. All of it
 * can be made again from the store: lines are only ever added, under the store's lock, and one that a kill
 * cut short is passed over. */
#include "pipeline/pipeline_priv.h"

#include <stdio.h>
#include <string.h>

enum { COMMIT_DIGITS = 40, HASH_DIGITS = 8 };

struct SketchFile {
  char *path;
  GHashTable *by_commit; /* commit -> GArray of uint32_t; for finding only */
  GString *unsaved;
};

static bool is_hex(const char *text, size_t len) { return strspn(text, "0123456789abcdef") >= len; }

/* The hashes of a line, NULL where it is not a whole one. */
static GArray *parse_hashes(const char *text) {
  GArray *sketch = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (; *text == ' ' && is_hex(text + 1, HASH_DIGITS); text += 1 + HASH_DIGITS) {
    uint32_t hash = (uint32_t)g_ascii_strtoull(text + 1, NULL, 16);
    g_array_append_val(sketch, hash);
  }
  if (!*text && sketch->len <= SKETCH_SIZE) return sketch;
  g_array_unref(sketch);
  return NULL;
}

static void read_line(SketchFile *file, const char *line) {
  if (!is_hex(line, COMMIT_DIGITS)) return;
  GArray *sketch = parse_hashes(line + COMMIT_DIGITS);
  if (sketch) g_hash_table_replace(file->by_commit, g_strndup(line, COMMIT_DIGITS), sketch);
}

SketchFile *sketch_file_open(const char *path) {
  SketchFile *file = g_new0(SketchFile, 1);
  g_autofree char *content = NULL;
  file->path = g_strdup(path);
  file->by_commit = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  file->unsaved = g_string_new(NULL);
  if (!g_file_get_contents(path, &content, NULL, NULL)) return file;
  char *line = content;
  for (char *end; (end = strchr(line, '\n')); line = end + 1) {
    *end = '\0';
    read_line(file, line);
  }
  if (*line)
    g_string_append_c(file->unsaved, '\n'); /* so that the next line does not go on from one cut short */
  return file;
}

void sketch_file_free(SketchFile *file) {
  if (!file) return;
  g_hash_table_unref(file->by_commit);
  g_string_free(file->unsaved, TRUE);
  g_free(file->path);
  g_free(file);
}

const GArray *sketch_file_find(const SketchFile *file, const char *commit) {
  return g_hash_table_lookup(file->by_commit, commit);
}

void sketch_file_add(SketchFile *file, const char *commit, GArray *sketch) {
  g_string_append(file->unsaved, commit);
  for (guint i = 0; i < sketch->len; i++)
    g_string_append_printf(file->unsaved, " %08x", g_array_index(sketch, uint32_t, i));
  g_string_append_c(file->unsaved, '\n');
  g_hash_table_replace(file->by_commit, g_strdup(commit), sketch);
}

void sketch_file_save(SketchFile *file) {
  if (file->unsaved->len <= 1) return;
  FILE *out = fopen(file->path, "ae");
  if (!out) return;
  fwrite(file->unsaved->str, 1, file->unsaved->len, out);
  fclose(out);
  g_string_truncate(file->unsaved, 0);
}
