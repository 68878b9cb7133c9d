/* redraft list: the papers in the store, a line each. */
#include "cli/cli.h"

/* Wide enough for most ids; a longer one pushes its line to the right. */
enum { ID_COLUMNS = 48 };

static void append_paper(GString *out, const StorePaper *paper) {
  const StoreVersion *latest = store_latest(paper);
  g_string_append_printf(out, "%-*s  v%-2u  %s/%s  %s", ID_COLUMNS, paper->id, latest->number,
                         paper->committee, paper->year, latest->title);
  if (*paper->withdrawn) g_string_append_printf(out, "  (withdrawn: %s)", paper->withdrawn);
  g_string_append_c(out, '\n');
}

int cmd_list(int argc, char **argv) {
  g_autofree char *committee = NULL, *meeting = NULL, *since = NULL;
  gboolean changed = FALSE;
  const GOptionEntry entries[] = {
      {"committee", 0, 0, G_OPTION_ARG_STRING, &committee, "Of committees with this in their name", "NAME"},
      {"meeting", 0, 0, G_OPTION_ARG_STRING, &meeting, "Of a meeting: 2018-04-27, or 2018-04 for a month",
       "DATE"},
      {"since", 0, 0, G_OPTION_ARG_STRING, &since, "With a version of that day or later", "DATE"},
      {"changed", 0, 0, G_OPTION_ARG_NONE, &changed, "With more than a first version (since that day)", NULL},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {.usage = "",
                          .summary =
                              "Lists the papers in the store: id, latest version, committee and year, title.",
                          .shared = CLI_STORE,
                          .takes_none = true,
                          .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  PipelineFilter filter = {committee, meeting, since, changed};
  GError *error = NULL;
  g_autoptr(GPtrArray) papers = pipeline_list(pipeline, &filter, &error);
  if (!papers) return cli_fail(error);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < papers->len; i++) append_paper(out, g_ptr_array_index(papers, i));
  return cli_page(out->str) ? EXIT_DONE : EXIT_TROUBLE;
}
