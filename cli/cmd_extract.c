/* redraft extract: the papers in files, in one of the written forms, with the reasons for each block, or as a chunk
 * for an inbox. */
#include "cli/cli.h"
#include "cli/progress.h"
#include "report/report.h"

#include <stdio.h>

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

static int extract_all(Pipeline *pipeline, const CliArguments *arguments, bool explain) {
  Writer write = choose_writer(arguments, explain);
  int status = EXIT_DONE;
  bool written = true;
  if (!write) return EXIT_TROUBLE;
  if (explain) pipeline_set_explain(pipeline);
  pipeline_expect(pipeline, (const char *const *)arguments->names);
  for (char **name = arguments->names; *name && written; name++)
    if (!extract(pipeline, *name, write, &written)) status = EXIT_TROUBLE;
  return status;
}

static void show_progress(unsigned done, unsigned all, void *user) {
  (void)user;
  progress_show(done, all);
}

/* "3/10" */
static bool parse_chunk(const char *text, unsigned *number, unsigned *of) {
  char after;
  bool parsed = sscanf(text, "%5u/%5u%c", number, of, &after) == 2 && *number >= 1 && *number <= *of;
  if (!parsed) cli_complain("--chunk %s: the number of a chunk and of how many is expected (3/10)", text);
  return parsed;
}

static int extract_chunk(Pipeline *pipeline, const CliArguments *arguments, const char *chunk,
                         const char *inbox, PipelineIngest *options) {
  unsigned number, of;
  GError *error = NULL;
  if (!parse_chunk(chunk, &number, &of)) return EXIT_TROUBLE;
  options->on_progress = show_progress;
  bool done = pipeline_extract_chunk(pipeline, (const char *const *)arguments->names, options, number, of,
                                     inbox, &error);
  progress_hide();
  return done ? EXIT_DONE : cli_fail(error);
}

int cmd_extract(int argc, char **argv) {
  PipelineIngest options = {0};
  g_autofree char *chunk = NULL, *inbox = NULL, *date = NULL, *first_seen = NULL;
  gboolean import = FALSE, explain = FALSE;
  int jobs = 0;
  const GOptionEntry entries[] = {
      {"explain", 0, 0, G_OPTION_ARG_NONE, &explain,
       "Say why each block is a heading, item, table or furniture", NULL},
      {"jobs", 'j', 0, G_OPTION_ARG_INT, &jobs, "Read so many files at once (else one)", "N"},
      {"chunk", 0, 0, G_OPTION_ARG_STRING, &chunk, "Read the Ith of N shares of what ingest would", "I/N"},
      {"inbox", 0, 0, G_OPTION_ARG_FILENAME, &inbox, "The folder that the chunk goes to", "DIR"},
      {"date", 0, 0, G_OPTION_ARG_STRING, &date, "Of a chunk: as of ingest", "DATE"},
      {"first-seen", 0, 0, G_OPTION_ARG_STRING, &first_seen, "Of a chunk: as of ingest", "DATE"},
      {"import", 0, 0, G_OPTION_ARG_NONE, &import, "Of a chunk: as of ingest", NULL},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {.usage = "FILE...",
                          .summary =
                              "Prints the papers in files. Formats: text (without --format), json, xml,\n"
                              "markdown, dump. With --chunk and --inbox: reads a share of many files, for\n"
                              "\"redraft commit\".",
                          .shared = CLI_FORMAT | CLI_PASSWORD | CLI_OCR | CLI_TRACKED | CLI_STORE,
                          .min = 1,
                          .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  if (!chunk != !inbox || jobs < 0) {
    cli_complain("extract: %s",
                 jobs < 0 ? "--jobs: a number of processes is expected" : "--chunk and --inbox go together");
    return EXIT_TROUBLE;
  }
  options.published = date;
  options.first_seen = first_seen;
  options.import = import;
  g_autoptr(Pipeline) pipeline = cli_pipeline(&arguments);
  if (!pipeline) return EXIT_TROUBLE;
  pipeline_set_jobs(pipeline, jobs ? (unsigned)jobs : 1);
  if (chunk) return extract_chunk(pipeline, &arguments, chunk, inbox, &options);
  return extract_all(pipeline, &arguments, explain);
}
