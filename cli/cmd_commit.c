/* redraft commit: what was read elsewhere, in an inbox -> the store. */
#include "cli/ingest_lines.h"
#include "cli/progress.h"

int cmd_commit(int argc, char **argv) {
  PipelineIngest options = {0};
  g_autofree char *inbox = NULL, *log_format = NULL;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
      {"inbox", 0, 0, G_OPTION_ARG_FILENAME, &inbox, "The folder of the chunks", "DIR"},
      {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "Say what would become of them; change nothing", NULL},
      {"log-format", 0, 0, G_OPTION_ARG_STRING, &log_format, "Print lines as text or json", "NAME"},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {.usage = "--inbox DIR",
                          .summary =
                              "Files in the store what \"redraft extract --chunk\" put into an inbox, as\n"
                              "\"redraft ingest\" would have; then empties the inbox.",
                          .shared = CLI_STORE,
                          .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  const CliLog *log = cli_log_find(log_format);
  if (!log) return EXIT_TROUBLE;
  if (!inbox || arguments.names) {
    cli_complain("commit: usage: redraft commit [OPTION...] --inbox DIR");
    return EXIT_TROUBLE;
  }
  options.dry_run = dry_run;
  cli_log_tell(log, &options);
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  unsigned counts[PIPELINE_OUTCOMES];
  GError *error = NULL;
  bool done = pipeline_commit(pipeline, inbox, &options, counts, &error);
  progress_hide();
  return done ? cli_log_end(log, counts, dry_run) : cli_fail(error);
}
