/* redraft ingest: files and folders -> the store, a line a paper. */
#include "cli/cli.h"

#include <stdio.h>

static const char *const outcome_names[PIPELINE_OUTCOMES] = {
    [PIPELINE_NEW] = "new",
    [PIPELINE_NEW_VERSION] = "new version",
    [PIPELINE_NEW_RENDITION] = "new rendition",
    [PIPELINE_UNCHANGED] = "unchanged",
    [PIPELINE_REFUSED] = "refused",
};

static char *what_became(const PipelineLine *line) {
  switch (line->outcome) {
  case PIPELINE_NEW_VERSION: return g_strdup_printf("new version v%u", line->version);
  case PIPELINE_NEW_RENDITION: return g_strdup_printf("new rendition of v%u", line->version);
  default: return g_strdup(outcome_names[line->outcome]);
  }
}

static void append_aside(GString *out, const PipelineLine *line) {
  if (line->same_as) g_string_append_printf(out, "  (same words as v%u)", line->same_as);
  if (*line->changes) g_string_append_printf(out, "  (%s)", line->changes);
}

static void print_line(const PipelineLine *line, void *user) {
  (void)user;
  if (line->outcome == PIPELINE_REFUSED) {
    cli_complain("%s: refused: %s", line->file, line->reason);
    return;
  }
  g_autofree char *what = what_became(line);
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "%-19s  %s  %s", what, line->paper, line->file);
  if (line->part) g_string_append_printf(out, "#%u", line->part);
  append_aside(out, line);
  g_string_append_c(out, '\n');
  fputs(out->str, stdout);
  fflush(stdout);
}

static void say_waiting(void *user) {
  (void)user;
  cli_complain("another redraft is writing to the store; waiting for it");
}

static bool print_summary(const unsigned *counts) {
  g_autoptr(GString) out = g_string_new(NULL);
  for (int o = 0; o < PIPELINE_OUTCOMES; o++)
    g_string_append_printf(out, "%s%u %s", o ? ", " : "", counts[o], outcome_names[o]);
  g_string_append_c(out, '\n');
  return cli_print(out->str);
}

int cmd_ingest(int argc, char **argv) {
  PipelineIngest options = {.on_line = print_line, .on_wait = say_waiting};
  g_autofree char *paper = NULL, *date = NULL, *first_seen = NULL;
  const GOptionEntry entries[] = {
      {"paper", 0, 0, G_OPTION_ARG_STRING, &paper, "File what comes as this paper", "ID"},
      {"date", 0, 0, G_OPTION_ARG_STRING, &date, "When it was published", "DATE"},
      {"first-seen", 0, 0, G_OPTION_ARG_STRING, &first_seen, "When it was first seen, instead of now",
       "DATE"},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {.usage = "PATH...",
                          .summary = "Files papers and their versions in the store.",
                          .shared = CLI_STORE | CLI_PASSWORD | CLI_OCR,
                          .min = 1,
                          .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  options.paper = paper;
  options.published = date;
  options.first_seen = first_seen;

  g_autoptr(Pipeline) pipeline = cli_pipeline(&arguments);
  if (!pipeline) return EXIT_TROUBLE;
  unsigned counts[PIPELINE_OUTCOMES];
  GError *error = NULL;
  if (!pipeline_ingest(pipeline, (const char *const *)arguments.names, &options, counts, &error))
    return cli_fail(error);
  if (!print_summary(counts)) return EXIT_TROUBLE;
  return counts[PIPELINE_REFUSED] ? EXIT_SOME_REFUSED : EXIT_DONE;
}
