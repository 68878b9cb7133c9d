/* redraft fsck: whether the store is whole, a line for each thing that is not. */
#include "cli/cli.h"

#include <stdio.h>

static void print_problem(const char *place, const char *what, void *user) {
  (void)user;
  printf("%s: %s\n", place, what);
}

int cmd_fsck(int argc, char **argv) {
  const CliUsage usage = {
      .usage = "",
      .summary = "Checks the store: objects, sources against their hashes, texts against the schema and\n"
                 "against what their sources give. Exit status: 0 all is well, 1 something is not,\n"
                 "2 trouble.",
      .shared = CLI_STORE | CLI_PASSWORD | CLI_OCR,
      .takes_none = true};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = cli_pipeline(&arguments);
  if (!pipeline) return EXIT_TROUBLE;
  PipelineFsck done;
  GError *error = NULL;
  if (!pipeline_fsck(pipeline, print_problem, NULL, &done, &error)) return cli_fail(error);
  g_autofree char *summary =
      g_strdup_printf("%u papers, %u versions, %u sources, %u texts read again: %u problems\n", done.papers,
                      done.versions, done.sources, done.read_again, done.problems);
  if (!cli_print(summary)) return EXIT_TROUBLE;
  return done.problems ? EXIT_PROBLEMS : EXIT_DONE;
}
