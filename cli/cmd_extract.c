/* redraft extract: the papers in files, in one of the written forms, or with the reasons for each block. */
#include "cli/cli.h"

#include "report/report.h"

typedef char *(*Writer)(const Doc *const *papers, size_t count);

static bool extract(Pipeline *pipeline, const char *name, Writer write, bool *written) {
  GError *error = NULL;
  g_autoptr(PipelineInput) input = pipeline_load(pipeline, name, &error);
  if (!input) {
    cli_fail(error);
    return false;
  }
  cli_tell_unread(input);
  g_autofree char *text = write((const Doc *const *)input->papers->pdata, input->papers->len);
  *written = cli_print(text);
  return *written;
}

/* NULL, having said why, for a form that has no place for reasons. */
static Writer choose_writer(const CliArguments *arguments, bool explain) {
  if (explain && !arguments->format) return report_write_explanation;
  const DocForm *form = cli_form(arguments);
  if (!form || !explain || g_str_equal(form->name, "json")) return form ? form->write : NULL;
  cli_complain("--explain --format %s: only json, or no format, shows reasons", form->name);
  return NULL;
}

int cmd_extract(int argc, char **argv) {
  gboolean explain = FALSE;
  const GOptionEntry entries[] = {{"explain", 0, 0, G_OPTION_ARG_NONE, &explain,
                                   "Say why each block is a heading, item, table or furniture", NULL},
                                  G_OPTION_ENTRY_NULL};
  const CliUsage usage = {.usage = "FILE...",
                          .summary =
                              "Prints the papers in files. Formats: text (without --format), json, xml,\n"
                              "markdown, dump.",
                          .shared = CLI_FORMAT | CLI_PASSWORD | CLI_OCR | CLI_TRACKED | CLI_STORE,
                          .min = 1,
                          .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  Writer write = choose_writer(&arguments, explain);
  if (!write) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = cli_pipeline(&arguments);
  if (!pipeline) return EXIT_TROUBLE;
  if (explain) pipeline_set_explain(pipeline);
  int status = EXIT_DONE;
  bool written = true;
  for (char **name = arguments.names; *name && written; name++)
    if (!extract(pipeline, *name, write, &written)) status = EXIT_TROUBLE;
  return status;
}
