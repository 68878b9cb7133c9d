/* redraft ingest: files and folders -> the store, a line a paper. */
#include "cli/ingest_lines.h"
#include "cli/progress.h"

#include <signal.h>

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
  PipelineIngest options = {0};
  g_autofree char *paper = NULL, *date = NULL, *first_seen = NULL, *watched = NULL, *log_format = NULL;
  gboolean tag = FALSE, import = FALSE, dry_run = FALSE, retry = FALSE;
  int jobs = 0;
  const GOptionEntry entries[] = {
      {"paper", 0, 0, G_OPTION_ARG_STRING, &paper, "File what comes as this paper", "ID"},
      {"date", 0, 0, G_OPTION_ARG_STRING, &date, "When it was published", "DATE"},
      {"first-seen", 0, 0, G_OPTION_ARG_STRING, &first_seen, "When it was first seen, instead of now",
       "DATE"},
      {"import", 0, 0, G_OPTION_ARG_NONE, &import, "Take papers in the order of publication", NULL},
      {"tag", 0, 0, G_OPTION_ARG_NONE, &tag, "Tag each version, PAPER/v2", NULL},
      {"jobs", 'j', 0, G_OPTION_ARG_INT, &jobs, "Read so many files at once (else one a processor)", "N"},
      {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "Say what would become of them; change nothing", NULL},
      {"watch", 0, 0, G_OPTION_ARG_FILENAME, &watched, "Go on with what comes into this folder", "DIR"},
      {"retry-refused", 0, 0, G_OPTION_ARG_NONE, &retry, "Try files again that were refused", NULL},
      {"log-format", 0, 0, G_OPTION_ARG_STRING, &log_format, "Print lines as text or json", "NAME"},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {
      .usage = "PATH...",
      .summary = "Files papers and their versions in the store: files, folders, zips, manifests\n"
                 "(.csv), - for standard input.",
      .shared = CLI_STORE | CLI_PASSWORD | CLI_OCR | CLI_TRACKED,
      .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  const CliLog *log = cli_log_find(log_format);
  if (!log) return EXIT_TROUBLE;
  if (!arguments.names && !watched && !retry) {
    cli_complain("ingest: usage: redraft ingest [OPTION...] PATH...");
    return EXIT_TROUBLE;
  }
  if (jobs < 0 || (watched && arguments.names)) {
    cli_complain("ingest: %s", jobs < 0 ? "--jobs: a number of processes is expected"
                                        : "--watch takes one folder and no paths beside it");
    return EXIT_TROUBLE;
  }
  cli_log_tell(log, &options);
  options.paper = paper;
  options.published = date;
  options.first_seen = first_seen;
  options.import = import;
  options.tag = tag;
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
  return cli_log_end(log, counts, dry_run);
}
