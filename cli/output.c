/* Standard output and error, the pager, and files written whole. */
#include "cli/cli.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

void cli_complain(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  fflush(stdout);
  fprintf(stderr, "redraft: %s\n", message);
}

int cli_fail(GError *error) {
  cli_complain("%s", error->message);
  g_error_free(error);
  return EXIT_TROUBLE;
}

char *cli_day_of(const StoreVersion *version) {
  if (*version->published) return g_strndup(version->published, strlen("2018-04-27"));
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(version->first_seen);
  return time ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("----------");
}

static void say_waiting(void *user) {
  (void)user;
  cli_complain("another redraft is writing to the store; waiting for it");
}

const PipelineWait cli_wait = {.tell = say_waiting};

void cli_tell_unread(const PipelineInput *input) {
  for (guint p = 0; p < input->papers->len; p++) {
    const Doc *doc = g_ptr_array_index(input->papers, p);
    for (uint32_t i = 0; i < doc_note_count(doc); i++) {
      const DocNote *note = doc_note_at(doc, i);
      if (!note->lost) continue;
      if (note->page)
        cli_complain("%s: page %u: %s", input->name, note->page, note->what);
      else
        cli_complain("%s: %s", input->name, note->what);
    }
  }
}

bool cli_colour(const char *when, bool *colour) {
  const char *no_colour = g_getenv("NO_COLOR"), *terminal = g_getenv("TERM");
  bool plain = (no_colour && *no_colour) || (terminal && g_str_equal(terminal, "dumb"));
  *colour = when ? g_str_equal(when, "always") : false;
  if (!when || g_str_equal(when, "auto"))
    *colour = !plain && isatty(STDOUT_FILENO);
  else if (!*colour && !g_str_equal(when, "never")) {
    cli_complain("--color %s: auto, always or never is expected", when);
    return false;
  }
  return true;
}

unsigned cli_width(void) {
  struct winsize size;
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
    return size.ws_col;
  const char *columns = g_getenv("COLUMNS");
  return columns ? (unsigned)CLAMP(g_ascii_strtoll(columns, NULL, 10), 0, 1000) : 0;
}

bool cli_print_bytes(const void *bytes, size_t len) {
  if (fwrite(bytes, 1, len, stdout) == len && fflush(stdout) == 0) return true;
  cli_complain("standard output: %s", g_strerror(errno));
  return false;
}

bool cli_print(const char *text) { return cli_print_bytes(text, strlen(text)); }

static const char *pager(void) {
  const char *wanted = g_getenv("PAGER");
  if (!isatty(STDOUT_FILENO) || (wanted && (!*wanted || g_str_equal(wanted, "cat")))) return NULL;
  g_autofree char *less = wanted ? NULL : g_find_program_in_path("less");
  return wanted ? wanted : less ? "less" : NULL;
}

bool cli_page(const char *text) {
  const char *program = pager();
  if (!program) return cli_print(text);
  g_setenv("LESS", "FRX",
           FALSE); /* as git does: end where it fits, colours as they are, leave the text on screen */
  FILE *out = popen(program, "w");
  if (!out) return cli_print(text);
  fputs(text, out);
  pclose(out);
  return true;
}

/* A device or pipe is written to; putting a file in its place would take it away. */
static bool is_special(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

static bool save_special(const char *path, const char *text) {
  FILE *out = g_fopen(path, "we");
  bool saved = out && fputs(text, out) >= 0;
  if (out && fclose(out)) saved = false;
  if (!saved) cli_complain("%s: %s", path, g_strerror(errno));
  return saved;
}

bool cli_save(const char *path, const char *text) {
  if (g_str_equal(path, "-")) return cli_print(text);
  if (is_special(path)) return save_special(path, text);
  if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
    cli_complain("%s: is a folder; a file is expected", path);
    return false;
  }
  g_autofree char *target = realpath(path, NULL); /* so that a link stays a link */
  g_autoptr(GError) error = NULL;
  if (g_file_set_contents_full(target ? target : path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                               &error))
    return true;
  cli_complain("%s: %s", path, error->message);
  return false;
}
