/* redraft push: the store to a remote, or into a bundle. */
#include "cli/cli.h"

int cmd_push(int argc, char **argv) {
  const CliUsage usage = {
      .usage = "REMOTE|FILE.bundle",
      .summary = "Sends the store to another git repository, or writes it to a file that `git clone`\n"
                 "reads. Nothing there is overwritten.",
      .shared = CLI_STORE,
      .min = 1,
      .max = 1};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  GError *error = NULL;
  Store *store = pipeline_store(pipeline, &error);
  if (!store || !store_send(store, arguments.names[0], &error)) return cli_fail(error);
  return EXIT_DONE;
}
