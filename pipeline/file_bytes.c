/* Files and folders -> the bytes of files, each failure in one line that names the file and the reason. */
#include "pipeline/pipeline_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Far above any paper (the largest agenda packs are some 300 MB), far below what a machine holds. */
enum { FILE_MAX_MIB = 1024 };

static void *refuse(const char *path, PipelineErrorCode code, const char *reason, GError **error) {
  g_set_error(error, PIPELINE_ERROR, code, "%s: %s", path, reason);
  return NULL;
}

/* `expected` bytes, more or less. */
static GBytes *read_all(int fd, gsize expected, const char *path, GError **error) {
  static const gsize step = 1 << 16;
  g_autoptr(GByteArray) content = g_byte_array_sized_new((guint)MIN(expected, (gsize)FILE_MAX_MIB << 20) + step);
  for (;;) {
    guint at = content->len;
    if (at >= (guint)FILE_MAX_MIB << 20) return refuse(path, PIPELINE_ERROR_FILE, "larger than 1 GiB", error);
    g_byte_array_set_size(content, at + step);
    ssize_t got = read(fd, content->data + at, step);
    g_byte_array_set_size(content, at + (guint)MAX(got, 0));
    if (got < 0 && errno != EINTR) return refuse(path, PIPELINE_ERROR_FILE, g_strerror(errno), error);
    if (got == 0) return g_byte_array_free_to_bytes(g_steal_pointer(&content));
  }
}

GBytes *pipeline_read_file(const char *path, GError **error) {
  if (g_str_equal(path, "-")) return read_all(STDIN_FILENO, 0, "standard input", error);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return refuse(path, PIPELINE_ERROR_ABSENT, "no such file", error);
  if (fd < 0) return refuse(path, PIPELINE_ERROR_FILE, g_strerror(errno), error);
  struct stat about;
  bool known = fstat(fd, &about) == 0, folder = known && S_ISDIR(about.st_mode);
  GBytes *bytes = folder ? refuse(path, PIPELINE_ERROR_FILE, "is a folder; a file is expected", error)
                         : read_all(fd, known ? (gsize)about.st_size : 0, path, error);
  close(fd);
  return bytes;
}

static int compare_strings(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *folder_names(const char *folder) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));)
    if (*name != '.') g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, compare_strings);
  return names;
}

bool pipeline_is_paper_name(const char *name) {
  static const char *const extensions[] = {"pdf", "txt", "md", "markdown", "html", "htm", "docx", "odt", "zip"};
  const char *dot = strrchr(name, '.');
  for (size_t i = 0; dot && i < G_N_ELEMENTS(extensions); i++)
    if (g_ascii_strcasecmp(dot + 1, extensions[i]) == 0) return true;
  return false;
}

/* Links to folders are not followed: they may lead back up. */
static void list_below(GPtrArray *files, const char *folder) {
  g_autoptr(GPtrArray) names = folder_names(folder);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename(folder, g_ptr_array_index(names, i), NULL);
    bool is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);
    if (is_folder && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
      list_below(files, path);
    else if (!is_folder && pipeline_is_paper_name(path))
      g_ptr_array_add(files, g_steal_pointer(&path));
  }
}

char **pipeline_list_files(const char *const *paths) {
  GPtrArray *files = g_ptr_array_new();
  for (; *paths; paths++) {
    if (g_file_test(*paths, G_FILE_TEST_IS_DIR))
      list_below(files, *paths);
    else
      g_ptr_array_add(files, g_strdup(*paths));
  }
  g_ptr_array_add(files, NULL);
  return (char **)g_ptr_array_free(files, FALSE);
}
