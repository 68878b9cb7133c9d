/* Starts tesseract on a picture, in a jail of its own, waits for it no longer than a minute, and reads what it
 * wrote. */
#include "ingest/ocr.h"
#include "ingest/worker_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A dense page takes 2 to 6 s on one core. */
enum { TIMEOUT_S = 60, STEP_MS = 20 };
/* A page has some 600 words of 60 bytes each. tesseract takes 200 MiB for a page, and more for its tables. */
enum { OUTPUT_MAX_MIB = 16, MEMORY_MAX_MIB = 2048 };

static OcrAsk asked;

void ocr_ask_by(OcrAsk ask) { asked = ask; }

/* In the new process. */
static _Noreturn void become(const char *program, const char *language, char **environment, int input,
                             int output) {
  static const JailLimits limits = {MEMORY_MAX_MIB, OUTPUT_MAX_MIB, TIMEOUT_S, false};
  const char *argv[] = {program, "stdin", "stdout", "--dpi", "300", "-l", language ? language : "eng",
                        "tsv",   NULL};
  int nowhere = open("/dev/null", O_WRONLY);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  worker_close_from(STDERR_FILENO + 1);
  if (worker_jail_program(&limits)) execve(program, (char **)(uintptr_t)argv, environment);
  _exit(127);
}

OcrProgram *ocr_start(const char *program, const char *language, GBytes *picture, char **failure) {
  gsize size;
  const void *data = g_bytes_get_data(picture, &size);
  g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "OMP_THREAD_LIMIT", "1", TRUE);
  int input = worker_memory_file(data, size, true), output = worker_memory_file("", 0, false);
  if (input >= 0) lseek(input, 0, SEEK_SET);
  pid_t pid = input >= 0 && output >= 0 ? fork() : -1;
  if (pid == 0) become(program, language, environment, input, output);
  if (pid < 0) *failure = g_strdup_printf("the program cannot be started: %s", g_strerror(errno));
  if (input >= 0) close(input);
  if (pid < 0 && output >= 0) close(output);
  if (pid < 0) return NULL;
  OcrProgram *started = g_new0(OcrProgram, 1);
  *started = (OcrProgram){pid, output, g_get_monotonic_time() + TIMEOUT_S * G_USEC_PER_SEC};
  return started;
}

static char *read_output(int output, char **failure) {
  struct stat about;
  g_autoptr(GBytes) bytes =
      fstat(output, &about) == 0 ? worker_copy_file(output, (guint64)about.st_size) : NULL;
  gsize size = 0;
  const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
  if (!text || size == 0)
    *failure = g_strdup("it wrote nothing");
  else if (!g_utf8_validate(text, (gssize)size, NULL))
    *failure = g_strdup("what it wrote is not UTF-8");
  return *failure ? NULL : g_strndup(text, size);
}

static char *describe_end(int status, bool late) {
  if (late) return g_strdup_printf("it took longer than %d s", TIMEOUT_S);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return NULL;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return g_strdup("the program cannot be started");
  return WIFEXITED(status) ? g_strdup_printf("exit status %d", WEXITSTATUS(status)) : g_strdup("it died");
}

static void forget(OcrProgram *program) {
  close(program->output);
  g_free(program);
}

bool ocr_ended(OcrProgram *program, char **tsv, char **failure) {
  int status = 0;
  bool late = g_get_monotonic_time() >= program->until;
  if (late) kill(program->pid, SIGKILL);
  pid_t ended;
  while ((ended = waitpid(program->pid, &status, late ? 0 : WNOHANG)) < 0 && errno == EINTR) continue;
  if (ended == 0) return false;
  *tsv = NULL;
  *failure = ended < 0 ? g_strdup("it died") : describe_end(status, late);
  if (!*failure) *tsv = read_output(program->output, failure);
  forget(program);
  return true;
}

void ocr_stop(OcrProgram *program) {
  kill(program->pid, SIGKILL);
  while (waitpid(program->pid, NULL, 0) < 0 && errno == EINTR) continue;
  forget(program);
}

char *ocr_run(const char *program, GBytes *picture, char **failure) {
  char *tsv = NULL;
  *failure = NULL;
  if (asked) return asked(picture, failure);
  OcrProgram *started = ocr_start(program, NULL, picture, failure);
  while (started && !ocr_ended(started, &tsv, failure)) g_usleep(STEP_MS * 1000);
  return tsv;
}
