/* redraft ingest: files and folders -> the store, a line a paper. */
#include "cli/cli.h"
#include "cli/progress.h"

#include <signal.h>
#include <stdio.h>

/* ---- lines for people */

static char *what_became(const PipelineLine *line) {
  switch (line->outcome) {
  case PIPELINE_NEW_VERSION: return g_strdup_printf("new version v%u", line->version);
  case PIPELINE_NEW_RENDITION: return g_strdup_printf("new rendition of v%u", line->version);
  default: return g_strdup(pipeline_outcome_name(line->outcome));
  }
}

static void append_aside(GString *out, const PipelineLine *line) {
  if (line->same_as) g_string_append_printf(out, "  (same words as v%u)", line->same_as);
  if (*line->changes) g_string_append_printf(out, "  (%s)", line->changes);
}

static void put_line(const char *text) {
  progress_hide();
  fputs(text, stdout);
  fputc('\n', stdout);
  fflush(stdout);
}

static void print_line(const PipelineLine *line, void *user) {
  (void)user;
  if (line->outcome == PIPELINE_REFUSED) {
    progress_hide();
    cli_complain("%s: refused: %s", line->file, line->reason);
    return;
  }
  g_autofree char *what = what_became(line);
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "%-19s  %s  %s", what, line->paper, line->file);
  if (line->part) g_string_append_printf(out, "#%u", line->part);
  append_aside(out, line);
  put_line(out->str);
}

static bool print_summary(const unsigned *counts, bool dry_run) {
  g_autoptr(GString) out = g_string_new(dry_run ? "would be: " : NULL);
  for (int o = 0; o < PIPELINE_OUTCOMES; o++)
    g_string_append_printf(out, "%s%u %s", o ? ", " : "", counts[o], pipeline_outcome_name((PipelineOutcome)o));
  g_string_append_c(out, '\n');
  return cli_print(out->str);
}

/* ---- lines for programs */

static void print_json(const PipelineLine *line, void *user) {
  (void)user;
  g_autofree char *text = pipeline_line_to_json(line);
  put_line(text);
}

static bool print_json_summary(const unsigned *counts, bool dry_run) {
  g_autofree char *text = pipeline_counts_to_json(counts, dry_run);
  g_autofree char *whole = g_strconcat(text, "\n", NULL);
  return cli_print(whole);
}

static const struct {
  const char *name;
  void (*line)(const PipelineLine *line, void *user);
  bool (*summary)(const unsigned *counts, bool dry_run);
} logs[] = {{"text", print_line, print_summary}, {"json", print_json, print_json_summary}};

static int find_log(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(logs); i++)
    if (!name || g_str_equal(logs[i].name, name)) return (int)i;
  cli_complain("--log-format %s: text or json is expected", name);
  return -1;
}

/* ---- the command */

static void say_waiting(void *user) {
  (void)user;
  progress_hide();
  cli_complain("another redraft is writing to the store; waiting for it");
}

static void show_progress(unsigned done, unsigned all, void *user) {
  (void)user;
  progress_show(done, all);
}

static void on_signal(int number) { (void)number; }

/* Ends the waiting for files; what is being taken in is taken in first. */
static void heed_signals(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

static bool run(Pipeline *pipeline, char **paths, const char *watched, const PipelineIngest *options,
                unsigned *counts, GError **error) {
  if (!watched) return pipeline_ingest(pipeline, (const char *const *)paths, options, counts, error);
  heed_signals();
  return pipeline_watch(pipeline, watched, options, counts, error);
}

int cmd_ingest(int argc, char **argv) {
  PipelineIngest options = {.on_wait = say_waiting, .on_progress = show_progress};
  g_autofree char *paper = NULL, *date = NULL, *first_seen = NULL, *watched = NULL, *log_format = NULL;
  gboolean import = FALSE, dry_run = FALSE, retry = FALSE;
  int jobs = 0;
  const GOptionEntry entries[] = {
      {"paper", 0, 0, G_OPTION_ARG_STRING, &paper, "File what comes as this paper", "ID"},
      {"date", 0, 0, G_OPTION_ARG_STRING, &date, "When it was published", "DATE"},
      {"first-seen", 0, 0, G_OPTION_ARG_STRING, &first_seen, "When it was first seen, instead of now",
       "DATE"},
      {"import", 0, 0, G_OPTION_ARG_NONE, &import, "Take papers in the order of publication", NULL},
      {"jobs", 'j', 0, G_OPTION_ARG_INT, &jobs, "Read so many files at once (else one a processor)", "N"},
      {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "Say what would become of them; change nothing", NULL},
      {"watch", 0, 0, G_OPTION_ARG_FILENAME, &watched, "Go on with what comes into this folder", "DIR"},
      {"retry-refused", 0, 0, G_OPTION_ARG_NONE, &retry, "Try files again that were refused", NULL},
      {"log-format", 0, 0, G_OPTION_ARG_STRING, &log_format, "Print lines as text or json", "NAME"},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {.usage = "PATH...",
                          .summary = "Files papers and their versions in the store: files, folders, zips, manifests\n"
                                     "(.csv), - for standard input.",
                          .shared = CLI_STORE | CLI_PASSWORD | CLI_OCR | CLI_TRACKED,
                          .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  int log = find_log(log_format);
  if (log < 0) return EXIT_TROUBLE;
  if (!arguments.names && !watched && !retry) {
    cli_complain("ingest: usage: redraft ingest [OPTION...] PATH...");
    return EXIT_TROUBLE;
  }
  if (jobs < 0 || (watched && arguments.names)) {
    cli_complain("ingest: %s", jobs < 0 ? "--jobs: a number of processes is expected" : "--watch takes one folder and no paths beside it");
    return EXIT_TROUBLE;
  }
  options.on_line = logs[log].line;
  options.paper = paper;
  options.published = date;
  options.first_seen = first_seen;
  options.import = import;
  options.dry_run = dry_run;
  options.retry_refused = retry;

  g_autoptr(Pipeline) pipeline = cli_pipeline(&arguments);
  if (!pipeline) return EXIT_TROUBLE;
  pipeline_set_jobs(pipeline, (unsigned)jobs);
  unsigned counts[PIPELINE_OUTCOMES];
  GError *error = NULL;
  bool done = run(pipeline, arguments.names, watched, &options, counts, &error);
  progress_hide();
  if (!done) return cli_fail(error);
  if (!logs[log].summary(counts, dry_run)) return EXIT_TROUBLE;
  return counts[PIPELINE_REFUSED] ? EXIT_SOME_REFUSED : EXIT_DONE;
}
