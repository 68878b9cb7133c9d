/* redraft withdraw: a tombstone and a reason in the place of a paper. */
#include "cli/cli.h"

int cmd_withdraw(int argc, char **argv) {
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
      {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, "Why; it stands in the tombstone and in the log",
       "TEXT"},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {.usage = "PAPER",
                          .summary =
                              "Puts a tombstone in the place of a paper. Its versions stay in the history;\n"
                              "`redraft purge` takes them out of it.",
                          .shared = CLI_STORE,
                          .min = 1,
                          .max = 1,
                          .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  if (!reason || !*g_strstrip(reason)) {
    cli_complain("withdraw: --reason TEXT is needed");
    return EXIT_TROUBLE;
  }
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  GError *error = NULL;
  if (!pipeline_withdraw(pipeline, arguments.names[0], reason, &cli_wait, &error)) return cli_fail(error);
  g_autofree char *line = g_strdup_printf("withdrawn  %s\n", arguments.names[0]);
  return cli_print(line) ? EXIT_DONE : EXIT_TROUBLE;
}
