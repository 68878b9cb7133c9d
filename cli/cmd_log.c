/* redraft log: the versions of a paper, a line each, the latest first. */
#include "cli/cli.h"

static void append_version(GString *out, const StoreVersion *version) {
  g_autofree char *day = cli_day_of(version);
  g_string_append_printf(out, "v%-3u %s %s  %.10s  ", version->number,
                         *version->published ? "published" : "seen     ", day, version->commit);
  for (guint i = 0; i < version->renditions->len; i++) {
    const StoreRendition *rendition = g_ptr_array_index(version->renditions, i);
    g_string_append_printf(out, "%s%s", i ? ", " : "", rendition->name);
    if (rendition->part) g_string_append_printf(out, "#%u", rendition->part);
  }
  if (version->same_as) g_string_append_printf(out, "  same words as v%u;", version->same_as);
  if (*version->changes) g_string_append_printf(out, "  %s", version->changes);
  g_string_append_c(out, '\n');
}

int cmd_log(int argc, char **argv) {
  const CliUsage usage = {.usage = "PAPER",
                          .summary =
                              "Lists the versions of a paper, the latest first: number, day, commit, files,\n"
                              "what changed.",
                          .shared = CLI_STORE,
                          .min = 1,
                          .max = 1};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  const StorePaper *paper;
  const StoreVersion *version;
  GError *error = NULL;
  if (!pipeline_find(pipeline, arguments.names[0], &paper, &version, &error)) return cli_fail(error);
  g_autoptr(GString) out = g_string_new(NULL);
  if (*paper->withdrawn) g_string_append_printf(out, "withdrawn: %s\n", paper->withdrawn);
  for (unsigned number = version->number; number >= 1; number--)
    append_version(out, store_version(paper, number));
  return cli_page(out->str) ? EXIT_DONE : EXIT_TROUBLE;
}
