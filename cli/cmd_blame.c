/* redraft blame: the sentences of a paper, each with the version that brought it. */
#include "cli/cli.h"

int cmd_blame(int argc, char **argv) {
  const CliUsage usage = {
      .usage = "PAPER[@VERSION]",
      .summary = "Prints the sentences of a version, the latest without @v2 or @2018-04-27, each with\n"
                 "the version that brought it.",
      .shared = CLI_STORE,
      .min = 1,
      .max = 1};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  const StorePaper *paper;
  GError *error = NULL;
  g_autoptr(GPtrArray) lines = pipeline_blame(pipeline, arguments.names[0], &paper, &error);
  if (!lines) return cli_fail(error);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < lines->len; i++) {
    const PipelineBlame *line = g_ptr_array_index(lines, i);
    g_autofree char *day = cli_day_of(store_version(paper, line->version));
    g_string_append_printf(out, "v%-3u %s  %s\n", line->version, day, line->text);
  }
  return cli_page(out->str) ? EXIT_DONE : EXIT_TROUBLE;
}
