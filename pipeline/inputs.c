/* What is to be taken in -> files in their order, each with what is said of it. */
#include "pipeline/batch_priv.h"

/* All files that a path stands for, each with what is said of it. */
static void add_path(GPtrArray *files, const Said *said) {
  const char *const paths[] = {said->path, NULL};
  g_auto(GStrv) below = pipeline_list_files(paths);
  for (char **file = below; *file; file++) g_ptr_array_add(files, said_copy(said, *file));
}

static bool add_manifest(GPtrArray *files, const char *path, GError **error) {
  g_autoptr(GPtrArray) rows = manifest_read(path, error);
  for (guint i = 0; rows && i < rows->len; i++) add_path(files, g_ptr_array_index(rows, i));
  return rows != NULL;
}

static void set_default(char **field, const char *value) {
  if (!*field) *field = g_strdup(value);
}

/* What a row leaves open, the options say. With import, what was published then was seen then. */
static void complete(Said *said, const PipelineIngest *options) {
  set_default(&said->paper, options->paper);
  set_default(&said->published, options->published);
  set_default(&said->first_seen, options->first_seen);
  if (options->import) set_default(&said->first_seen, said->published);
}

static gint64 day_of(const Said *said) {
  gint64 date;
  return said->published && store_date_parse(said->published, &date) ? date : G_MAXINT64;
}

/* The sort is stable, so that files of one day, and those of no known day, stay in their order. */
static int by_day(gconstpointer a, gconstpointer b, gpointer unused) {
  (void)unused;
  gint64 x = day_of(*(const Said *const *)a), y = day_of(*(const Said *const *)b);
  return (x > y) - (x < y);
}

bool inputs_add(GPtrArray *files, const char *const *paths, const PipelineIngest *options, GError **error) {
  for (; paths && *paths; paths++) {
    g_autoptr(Said) said = said_new(*paths);
    if (!manifest_knows(*paths))
      add_path(files, said);
    else if (!add_manifest(files, *paths, error))
      return false;
  }
  for (guint i = 0; i < files->len; i++) complete(g_ptr_array_index(files, i), options);
  if (options->import) g_qsort_with_data(files->pdata, (gint)files->len, sizeof(gpointer), by_day, NULL);
  return true;
}
