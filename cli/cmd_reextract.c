/* redraft reextract: reads stored sources again, with the readers of today. */
#include "cli/cli.h"

#include <stdio.h>

static void print_line(const char *place, const char *what, void *user) {
  (void)user;
  printf("%s: %s\n", place, what);
}

int cmd_reextract(int argc, char **argv) {
  const CliUsage usage = {
      .usage = "[PAPER[@VERSION]...]",
      .summary = "Reads the sources of papers again, of all without a name, and keeps the texts\n"
                 "that come out otherwise. No version is added.",
      .shared = CLI_STORE | CLI_PASSWORD | CLI_OCR,
      .min = 0};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = cli_pipeline(&arguments);
  if (!pipeline) return EXIT_TROUBLE;
  PipelineReextract done;
  GError *error = NULL;
  if (!pipeline_reextract(pipeline, (const char *const *)arguments.names, &cli_wait, print_line, NULL, &done,
                          &error))
    return cli_fail(error);
  g_autofree char *summary = g_strdup_printf("%u versions, %u with another text, %u that cannot be read\n",
                                             done.versions, done.changed, done.failed);
  if (!cli_print(summary)) return EXIT_TROUBLE;
  return done.failed ? EXIT_PROBLEMS : EXIT_DONE;
}
