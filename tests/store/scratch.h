/* What the tests of the store and the pipeline share: a temporary folder, files in it, and real git to check
 * with. */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>
#include <stdarg.h>

/* Makes an empty folder for one test; scratch_clear removes it with all below. Paths are the caller's to
 * free. */
static inline char *scratch_new(void) {
  GError *error = NULL;
  char *folder = g_dir_make_tmp("redraft-test-XXXXXX", &error);
  g_assert_no_error(error);
  return folder;
}

static inline void scratch_clear(char *folder) {
  const char *arguments[] = {"rm", "-rf", "--", folder, NULL};
  g_assert_true(
      g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_free(folder);
}

static inline char *scratch_write(const char *folder, const char *name, const char *text) {
  char *path = g_build_filename(folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname(path);
  g_assert_cmpint(g_mkdir_with_parents(parent, 0777), ==, 0);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

static inline char *scratch_run(const char *folder, char **arguments, char **problem) {
  char *output = NULL;
  int status = 0;
  GError *error = NULL;
  g_spawn_sync(folder, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, problem, &status, &error);
  g_assert_no_error(error);
  if (g_spawn_check_wait_status(status, NULL)) return output;
  g_free(output);
  return NULL;
}

/* Runs git in `folder` with the words given, up to NULL; its standard output, the caller's. NULL where it
 * fails. */
G_GNUC_NULL_TERMINATED static inline char *git_output(const char *folder, ...) {
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  g_ptr_array_add(arguments, "git");
  va_list words;
  va_start(words, folder);
  for (char *word; (word = va_arg(words, char *));) g_ptr_array_add(arguments, word);
  va_end(words);
  g_ptr_array_add(arguments, NULL);
  g_autofree char *problem = NULL;
  char *output = scratch_run(folder, (char **)arguments->pdata, &problem);
  if (!output) g_test_message("git: %s", problem);
  return output;
}

/* git fsck --strict finds nothing, not even a warning; what a killed writer left unnamed is no fault. */
static inline void assert_sound(const char *repository) {
  char *arguments[] = {"git", "fsck", "--strict", "--no-progress", "--no-dangling", NULL};
  g_autofree char *problem = NULL;
  g_autofree char *output = scratch_run(repository, arguments, &problem);
  g_assert_cmpstr(output, ==, "");
  g_assert_cmpstr(problem, ==, "");
}
