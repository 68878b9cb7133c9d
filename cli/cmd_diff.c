/* redraft diff: what really changed between two drafts. */
#include "cli/cli.h"
#include "report/report.h"

#include <string.h>

/* What --format says, else what the name of the file to write suggests, else for the terminal. */
static const ReportFormat *choose_format(const char *wanted, const char *path) {
  if (wanted) return report_format_find(wanted);
  const char *dot = path ? strrchr(path, '.') : NULL;
  const ReportFormat *suggested = dot ? report_format_find(dot + 1) : NULL;
  return suggested ? suggested : report_format_find("terminal");
}

static int status_of(const PipelineComparison *comparison, bool partial) {
  cli_tell_unread(comparison->old_input);
  cli_tell_unread(comparison->new_input);
  switch (comparison->report->verdict) {
  case DIFF_VERDICT_NONE:
  case DIFF_VERDICT_LAYOUT: return EXIT_DONE;
  case DIFF_VERDICT_UNKNOWN:
    if (!partial)
      cli_complain(
          "not all of it could be read, so nothing is said of what was not; --partial lets that pass");
    return partial ? EXIT_DONE : EXIT_TROUBLE;
  default: return EXIT_CHANGES;
  }
}

static bool write_report(const DiffReport *report, const ReportFormat *format, const char *path,
                         bool colour) {
  ReportOptions options = {.colour = colour, .width = path ? 0 : cli_width()};
  g_autofree char *text = format->write(report, &options);
  return path ? cli_save(path, text) : cli_page(text);
}

int cmd_diff(int argc, char **argv) {
  DiffOptions options = {0};
  gboolean show_layout = FALSE, partial = FALSE;
  int explain = 0;
  g_autofree char *path = NULL;
  const GOptionEntry entries[] = {
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &path, "Write the report to this file", "OUT"},
      {"show-layout", 0, 0, G_OPTION_ARG_NONE, &show_layout, "List differences of layout, too", NULL},
      {"explain", 0, 0, G_OPTION_ARG_INT, &explain, "Say why change N was matched and classed so", "N"},
      {"partial", 0, 0, G_OPTION_ARG_NONE, &partial, "Let pass what could not be read", NULL},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {
      .usage = "OLD NEW",
      .summary = "Says what really changed between two drafts: files, FILE#2 (a paper in one),\n"
                 "PAPER, PAPER@v2 or PAPER@2018-04-27 in the store. Formats: terminal, json, html.\n"
                 "Exit status: 0 no textual change, 1 changes, 2 trouble.",
      .shared = CLI_STORE | CLI_PASSWORD | CLI_OCR | CLI_TRACKED | CLI_FORMAT | CLI_COLOR,
      .min = 2,
      .max = 2,
      .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  const ReportFormat *format = choose_format(arguments.format, path);
  if (!format) {
    cli_complain("--format %s: terminal, json or html is expected", arguments.format);
    return EXIT_TROUBLE;
  }
  bool colour;
  if (!cli_colour(arguments.color, &colour)) return EXIT_TROUBLE;
  if (path && !arguments.color) colour = false;
  options.show_layout = show_layout;
  if (explain < 0) {
    cli_complain("--explain %d: the number of a change, from 1, is expected", explain);
    return EXIT_TROUBLE;
  }
  options.explain = (uint32_t)explain;
  g_autoptr(Pipeline) pipeline = cli_pipeline(&arguments);
  if (!pipeline) return EXIT_TROUBLE;
  pipeline_set_jobs(pipeline, 2);
  if (format->sums) pipeline_set_sums(pipeline);
  GError *error = NULL;
  g_autoptr(PipelineComparison) comparison =
      pipeline_compare(pipeline, arguments.names[0], arguments.names[1], &options, &error);
  if (!comparison) return cli_fail(error);
  if (options.explain && !comparison->report->explained) {
    cli_complain("--explain %d: the report lists %u changes", explain, comparison->report->change_count);
    return EXIT_TROUBLE;
  }
  if (!write_report(comparison->report, format, path, colour)) return EXIT_TROUBLE;
  return status_of(comparison, partial);
}
