/* redraft relink: moves a version to the paper it belongs to. */
#include "cli/cli.h"

int cmd_relink(int argc, char **argv) {
  const CliUsage usage = {.usage = "PAPER[@VERSION] PAPER",
                          .summary =
                              "Makes a version of one paper the last version of another, which may be new.\n"
                              "The versions behind it move up by one.",
                          .shared = CLI_STORE,
                          .min = 2,
                          .max = 2};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  unsigned number;
  GError *error = NULL;
  const char *from = arguments.names[0], *to = arguments.names[1];
  if (!pipeline_relink(pipeline, from, to, &cli_wait, &number, &error)) return cli_fail(error);
  g_autofree char *line = g_strdup_printf("%s is now %s@v%u\n", from, to, number);
  return cli_print(line) ? EXIT_DONE : EXIT_TROUBLE;
}
