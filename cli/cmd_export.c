/* redraft export: papers for a long-term archive. */
#include "cli/cli.h"

int cmd_export(int argc, char **argv) {
  g_autofree char *bag = NULL;
  const GOptionEntry entries[] = {
      {"bagit", 0, 0, G_OPTION_ARG_FILENAME, &bag, "Write a bag (RFC 8493) to this folder, which is made",
       "DIR"},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {
      .usage = "[PAPER[@VERSION]...]",
      .summary = "Writes papers, all without a name, with the sources and texts of their versions.",
      .shared = CLI_STORE,
      .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  if (!bag) {
    cli_complain("export: --bagit DIR is needed");
    return EXIT_TROUBLE;
  }
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  unsigned versions;
  GError *error = NULL;
  if (!pipeline_export_bag(pipeline, (const char *const *)arguments.names, bag, &versions, &error))
    return cli_fail(error);
  g_autofree char *line = g_strdup_printf("%u versions in %s\n", versions, bag);
  return cli_print(line) ? EXIT_DONE : EXIT_TROUBLE;
}
