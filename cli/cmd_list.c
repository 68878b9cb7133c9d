/* redraft list: the papers in the store, a line each. */
#include "cli/cli.h"

/* Wide enough for most ids; a longer one pushes its line to the right. */
enum { ID_COLUMNS = 48 };

static void append_paper(GString *out, const StorePaper *paper) {
  const StoreVersion *latest = store_latest(paper);
  g_string_append_printf(out, "%-*s  v%-2u  %s/%s  %s", ID_COLUMNS, paper->id, latest->number, paper->committee,
                         paper->year, latest->title);
  if (*paper->withdrawn) g_string_append_printf(out, "  (withdrawn: %s)", paper->withdrawn);
  g_string_append_c(out, '\n');
}

int cmd_list(int argc, char **argv) {
  const CliUsage usage = {.usage = "",
                          .summary =
                              "Lists the papers in the store: id, latest version, committee and year, title.",
                          .shared = CLI_STORE,
                          .takes_none = true};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  GError *error = NULL;
  Store *store = pipeline_store(pipeline, &error);
  if (!store) return cli_fail(error);
  g_autoptr(GString) out = g_string_new(NULL);
  const GPtrArray *papers = store_papers(store);
  for (guint i = 0; i < papers->len; i++) append_paper(out, g_ptr_array_index(papers, i));
  return cli_page(out->str) ? EXIT_DONE : EXIT_TROUBLE;
}
