/* Starts tesseract on a picture, waits for it no longer than a minute, and reads what it wrote. */
#include "ingest/ocr.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* A dense page takes 2 to 6 s on one core. */
enum { TIMEOUT_MS = 60 * 1000, STEP_MS = 20 };
/* A page has some 600 words of 60 bytes each. */
enum { OUTPUT_MAX_BYTES = 16 << 20 };

/* Waits for the process; one that is late is killed. The message, or NULL where it ended well. */
static char *wait_for(GPid pid) {
  int status = 0;
  pid_t ended = 0;
  gint64 until = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
  while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && g_get_monotonic_time() < until)
    g_usleep(STEP_MS * 1000);
  bool late = ended == 0;
  if (late) {
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  }
  g_spawn_close_pid(pid);
  if (late) return g_strdup_printf("it took longer than %d s", TIMEOUT_MS / 1000);
  if (ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return NULL;
  return ended > 0 && WIFEXITED(status) ? g_strdup_printf("exit status %d", WEXITSTATUS(status))
                                        : g_strdup("it died");
}

static char *read_output(const char *path, char **failure) {
  GStatBuf about;
  char *text = NULL;
  if (g_stat(path, &about) != 0)
    *failure = g_strdup("it wrote nothing");
  else if (about.st_size > OUTPUT_MAX_BYTES)
    *failure = g_strdup("it wrote too much");
  else if (!g_file_get_contents(path, &text, NULL, NULL))
    *failure = g_strdup("what it wrote cannot be read");
  if (text && !g_utf8_validate(text, -1, NULL)) {
    g_clear_pointer(&text, g_free);
    *failure = g_strdup("what it wrote is not UTF-8");
  }
  return text;
}

char *ocr_run(const char *program, const char *picture, char **failure) {
  g_autofree char *base = g_strconcat(picture, ".out", NULL), *output = g_strconcat(base, ".tsv", NULL);
  const char *argv[] = {program, picture, base, "--dpi", "300", "-l", "eng", "tsv", NULL};
  g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "OMP_THREAD_LIMIT", "1", TRUE);
  GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
  g_autoptr(GError) error = NULL;
  GPid pid;
  if (!g_spawn_async(NULL, (char **)(uintptr_t)argv, environment, flags, NULL, NULL, &pid, &error)) {
    *failure = g_strdup(error->message);
    return NULL;
  }
  *failure = wait_for(pid);
  char *text = *failure ? NULL : read_output(output, failure);
  g_unlink(output);
  return text;
}
