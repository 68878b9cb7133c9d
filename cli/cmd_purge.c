/* redraft purge: takes a paper or a version out of the whole history. */
#include "cli/cli.h"

int cmd_purge(int argc, char **argv) {
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
      {"yes", 0, 0, G_OPTION_ARG_NONE, &yes, "Do it: it cannot be undone", NULL},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {
      .usage = "PAPER[@VERSION]",
      .summary = "Takes a paper, or one of its versions, out of the whole history and off the disk,\n"
                 "and says what that does not reach. `redraft withdraw` keeps the history.",
      .shared = CLI_STORE,
      .min = 1,
      .max = 1,
      .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  if (!yes) {
    cli_complain("purge: it rewrites the history and cannot be undone; --yes does it");
    return EXIT_TROUBLE;
  }
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  g_autoptr(GPtrArray) left = NULL;
  unsigned commits;
  GError *error = NULL;
  if (!pipeline_purge(pipeline, arguments.names[0], &cli_wait, &commits, &left, &error))
    return cli_fail(error);
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "purged  %s  (%u commits)\nnot reached:\n", arguments.names[0], commits);
  for (guint i = 0; i < left->len; i++)
    g_string_append_printf(out, "  - %s\n", (char *)g_ptr_array_index(left, i));
  return cli_print(out->str) ? EXIT_DONE : EXIT_TROUBLE;
}
