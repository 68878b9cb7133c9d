/* Finished files of a folder, by inotify: those that a writer has closed, or that were moved there whole. */
#include "pipeline/watch.h"

#include "pipeline/pipeline_priv.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

/* Files that come together are taken in together. */
enum { QUIET_MS = 500, EVENT_BYTES = 16384 };
enum { EVENTS = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR };

struct Watch {
  int fd;
  char *folder;
  GHashTable *folders; /* watch descriptor -> path */
  GHashTable *files;   /* that are finished: a set of paths */
  bool overflowed;
};

void watch_free(Watch *watch) {
  if (!watch) return;
  close(watch->fd);
  g_free(watch->folder);
  g_hash_table_unref(watch->folders);
  g_hash_table_unref(watch->files);
  g_free(watch);
}

/* Watches a folder and those in it; with `told`, files that are there already count as finished: they may have
 * come between the folder's making and its watch. */
static bool add_folder(Watch *watch, const char *path, bool told) {
  int number = inotify_add_watch(watch->fd, path, EVENTS);
  if (number < 0) return false;
  g_hash_table_insert(watch->folders, GINT_TO_POINTER(number), g_strdup(path));
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *below = g_build_filename(path, name, NULL);
    if (*name == '.' || g_file_test(below, G_FILE_TEST_IS_SYMLINK)) continue;
    if (g_file_test(below, G_FILE_TEST_IS_DIR))
      add_folder(watch, below, told);
    else if (told && pipeline_is_paper_name(name))
      g_hash_table_add(watch->files, g_steal_pointer(&below));
  }
  return true;
}

Watch *watch_new(const char *folder, GError **error) {
  Watch *watch = g_new0(Watch, 1);
  watch->fd = inotify_init1(IN_CLOEXEC);
  watch->folder = g_strdup(folder);
  watch->folders = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  watch->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (watch->fd >= 0 && add_folder(watch, folder, false)) return watch;
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: cannot be watched: %s", folder,
              g_strerror(errno));
  watch_free(watch);
  return NULL;
}

static void take_event(Watch *watch, const struct inotify_event *event) {
  const char *folder = g_hash_table_lookup(watch->folders, GINT_TO_POINTER(event->wd));
  if (event->mask & IN_Q_OVERFLOW) watch->overflowed = true;
  if (event->mask & IN_IGNORED) g_hash_table_remove(watch->folders, GINT_TO_POINTER(event->wd));
  if (!folder || !event->len || *event->name == '.') return;
  g_autofree char *path = g_build_filename(folder, event->name, NULL);
  if (event->mask & IN_ISDIR)
    add_folder(watch, path, true);
  else if (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO) && pipeline_is_paper_name(event->name))
    g_hash_table_add(watch->files, g_steal_pointer(&path));
}

static bool take_events(Watch *watch) {
  _Alignas(struct inotify_event) char buffer[EVENT_BYTES];
  ssize_t size = read(watch->fd, buffer, sizeof buffer);
  for (const char *at = buffer; size > 0 && at < buffer + size;) {
    const struct inotify_event *event = (const struct inotify_event *)(const void *)at;
    take_event(watch, event);
    at += sizeof *event + event->len;
  }
  return size > 0;
}

static int compare_names(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char **take_files(Watch *watch) {
  GPtrArray *files = g_ptr_array_new();
  GHashTableIter iter;
  gpointer path;
  g_hash_table_iter_init(&iter, watch->files);
  while (g_hash_table_iter_next(&iter, &path, NULL)) g_ptr_array_add(files, g_strdup(path));
  g_ptr_array_sort(files, compare_names);
  if (watch->overflowed) {
    g_ptr_array_set_free_func(files, g_free);
    g_ptr_array_set_size(files, 0);
    g_ptr_array_set_free_func(files, NULL);
    g_ptr_array_add(files, g_strdup(watch->folder));
  }
  watch->overflowed = false;
  g_hash_table_remove_all(watch->files);
  g_ptr_array_add(files, NULL);
  return (char **)g_ptr_array_free(files, FALSE);
}

char **watch_wait(Watch *watch) {
  for (;;) {
    bool something = watch->overflowed || g_hash_table_size(watch->files);
    struct pollfd polled = {watch->fd, POLLIN, 0};
    int ready = poll(&polled, 1, something ? QUIET_MS : -1);
    if (ready < 0) return NULL;
    if (ready == 0) return take_files(watch);
    if (!take_events(watch)) return NULL;
  }
}

/* ---- the whole */

/* The store is let go of at once, so that others can write to it until the next file comes. */
static bool take_in(Pipeline *pipeline, char **paths, const PipelineIngest *options, unsigned *counts,
                    GError **error) {
  unsigned these[PIPELINE_OUTCOMES];
  bool done = pipeline_ingest(pipeline, (const char *const *)paths, options, these, error);
  for (int o = 0; o < PIPELINE_OUTCOMES; o++) counts[o] += these[o];
  g_clear_pointer(&pipeline->store, store_free);
  return done;
}

bool pipeline_watch(Pipeline *pipeline, const char *folder, const PipelineIngest *options,
                    unsigned counts[PIPELINE_OUTCOMES], GError **error) {
  memset(counts, 0, PIPELINE_OUTCOMES * sizeof *counts);
  g_autoptr(Watch) watch = watch_new(folder, error);
  char *first[] = {(char *)(uintptr_t)folder, NULL};
  if (!watch || !take_in(pipeline, first, options, counts, error)) return false;
  for (;;) {
    g_auto(GStrv) files = watch_wait(watch);
    if (!files) return true;
    if (!take_in(pipeline, files, options, counts, error)) return false;
  }
}
