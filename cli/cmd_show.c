/* redraft show: a version of a paper in one of the written forms, or the bytes of one of its files. */
#include "cli/cli.h"

static int show_text(Pipeline *pipeline, const StorePaper *paper, const StoreVersion *version,
                     const DocForm *form) {
  GError *error = NULL;
  g_autoptr(Doc) doc = store_read_paper(pipeline_store(pipeline, NULL), paper, version, &error);
  if (!doc) return cli_fail(error);
  const Doc *papers[] = {doc};
  g_autofree char *text = form->write(papers, 1);
  return cli_page(text) ? EXIT_DONE : EXIT_TROUBLE;
}

static int show_source(Pipeline *pipeline, const StorePaper *paper, const StoreVersion *version, int number) {
  if (number < 1 || (guint)number > version->renditions->len) {
    cli_complain("--source %d: %s v%u has %u", number, paper->id, version->number, version->renditions->len);
    return EXIT_TROUBLE;
  }
  const StoreRendition *rendition = g_ptr_array_index(version->renditions, (guint)number - 1);
  GError *error = NULL;
  g_autoptr(GBytes) bytes = store_read_source(pipeline_store(pipeline, NULL), paper, rendition, &error);
  if (!bytes) return cli_fail(error);
  gsize size;
  gconstpointer data = g_bytes_get_data(bytes, &size);
  return cli_print_bytes(data, size) ? EXIT_DONE : EXIT_TROUBLE;
}

int cmd_show(int argc, char **argv) {
  int source = 0;
  const GOptionEntry entries[] = {
      {"source", 0, 0, G_OPTION_ARG_INT, &source, "The bytes of its Nth file instead, as they came", "N"},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {.usage = "PAPER[@VERSION]",
                          .summary =
                              "Prints a version of a paper, the latest without @v2 or @2018-04-27. Formats:\n"
                              "text (without --format), markdown, json, xml, dump.",
                          .shared = CLI_STORE | CLI_FORMAT,
                          .min = 1,
                          .max = 1,
                          .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  const DocForm *form = cli_form(&arguments);
  if (!form) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  const StorePaper *paper;
  const StoreVersion *version;
  GError *error = NULL;
  if (!pipeline_find(pipeline, arguments.names[0], &paper, &version, &error)) return cli_fail(error);
  if (*paper->withdrawn) cli_complain("%s: withdrawn: %s", paper->id, paper->withdrawn);
  if (source) return show_source(pipeline, paper, version, source);
  return show_text(pipeline, paper, version, form);
}
