/* redraft search: passages of all versions that have the words. */
#include "cli/cli.h"

enum { LIMIT = 20 };

/* "v1, v3" */
static char *list_versions(const GArray *versions) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < versions->len; i++)
    g_string_append_printf(out, "%sv%u", i ? ", " : "", g_array_index(versions, unsigned, i));
  return g_string_free(out, FALSE);
}

static void append_hit(GString *out, const PipelineHit *hit) {
  g_autofree char *versions = list_versions(hit->versions);
  g_string_append_printf(out, "%s  %s%s%s%s\n    %s\n", hit->paper->id, versions, *hit->section ? "  " : "",
                         hit->section, *hit->paper->withdrawn ? "  (withdrawn)" : "", hit->snippet);
}

int cmd_search(int argc, char **argv) {
  int limit = LIMIT;
  gboolean rebuild = FALSE;
  const GOptionEntry entries[] = {
      {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "At most so many passages (20)", "N"},
      {"rebuild", 0, 0, G_OPTION_ARG_NONE, &rebuild, "Make the index anew", NULL},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {
      .usage = "WORD...",
      .summary = "Finds passages of all versions that have all of the words, a \"phrase of words\" or a\n"
                 "begin* of one; the best first. Exit status: 0 found, 1 nothing found, 2 trouble.",
      .shared = CLI_STORE,
      .min = 1,
      .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  if (limit < 1) {
    cli_complain("--limit %d: a number from 1 on is expected", limit);
    return EXIT_TROUBLE;
  }
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  g_autofree char *words = g_strjoinv(" ", arguments.names);
  GError *error = NULL;
  g_autoptr(GPtrArray) hits = pipeline_search(pipeline, words, (unsigned)limit, rebuild, &error);
  if (!hits) return cli_fail(error);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < hits->len; i++) append_hit(out, g_ptr_array_index(hits, i));
  if (!cli_page(out->str)) return EXIT_TROUBLE;
  return hits->len ? EXIT_DONE : EXIT_NOTHING;
}
