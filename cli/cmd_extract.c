/* redraft extract: the papers in files, in one of the written forms. */
#include "cli/cli.h"

static bool extract(Pipeline *pipeline, const char *name, const DocForm *form, bool *written) {
  GError *error = NULL;
  g_autoptr(PipelineInput) input = pipeline_load(pipeline, name, &error);
  if (!input) {
    cli_fail(error);
    return false;
  }
  cli_tell_unread(input);
  g_autofree char *text = form->write((const Doc *const *)input->papers->pdata, input->papers->len);
  *written = cli_print(text);
  return *written;
}

int cmd_extract(int argc, char **argv) {
  const CliUsage usage = {.usage = "FILE...",
                          .summary =
                              "Prints the papers in files. Formats: text (without --format), json, xml,\n"
                              "markdown, dump.",
                          .shared = CLI_FORMAT | CLI_PASSWORD | CLI_OCR | CLI_STORE,
                          .min = 1};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  const DocForm *form = cli_form(&arguments);
  if (!form) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = cli_pipeline(&arguments);
  if (!pipeline) return EXIT_TROUBLE;
  int status = EXIT_DONE;
  bool written = true;
  for (char **name = arguments.names; *name && written; name++)
    if (!extract(pipeline, *name, form, &written)) status = EXIT_TROUBLE;
  return status;
}
