/* Options and names of a command, by GOption. */
#include "cli/cli.h"

#include <string.h>

void cli_arguments_clear(CliArguments *a) {
  g_free(a->store);
  g_free(a->password);
  g_free(a->format);
  g_free(a->color);
  g_free(a->tracked);
  g_free(a->ocr_language);
  g_strfreev(a->names);
}

static void add_shared(GOptionContext *context, unsigned shared, CliArguments *a) {
  const struct {
    unsigned flag;
    GOptionEntry entry;
  } options[] = {
      {CLI_STORE,
       {"store", 0, 0, G_OPTION_ARG_FILENAME, &a->store, "The store (else $REDRAFT_STORE, else ./papers.git)",
        "DIR"}},
      {CLI_FORMAT, {"format", 'f', 0, G_OPTION_ARG_STRING, &a->format, "How to write it", "NAME"}},
      {CLI_PASSWORD,
       {"password", 0, 0, G_OPTION_ARG_FILENAME, &a->password, "Password of encrypted files", "WORD"}},
      {CLI_OCR,
       {"ocr", 0, 0, G_OPTION_ARG_NONE, &a->ocr, "Recognise scanned pages, by the tesseract program", NULL}},
      {CLI_OCR,
       {"ocr-language", 0, 0, G_OPTION_ARG_STRING, &a->ocr_language,
        "Language of scanned pages as tesseract names it (else eng); --ocr is meant, too", "LANG"}},
      {CLI_TRACKED,
       {"tracked", 0, 0, G_OPTION_ARG_STRING, &a->tracked,
        "Tracked changes in word processor files: accept (the default) or reject them", "WHAT"}},
      {CLI_COLOR, {"color", 0, 0, G_OPTION_ARG_STRING, &a->color, "Colour: auto, always or never", "WHEN"}},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
    const GOptionEntry entries[] = {options[i].entry, G_OPTION_ENTRY_NULL};
    if (shared & options[i].flag) g_option_context_add_main_entries(context, entries, NULL);
  }
}

static bool check_count(const CliUsage *usage, const char *command, char **names) {
  unsigned count = names ? g_strv_length(names) : 0;
  if (usage->takes_none && count) {
    cli_complain("%s: %s: it takes no names", command, names[0]);
    return false;
  }
  if (count >= usage->min && (usage->max == 0 || count <= usage->max)) return true;
  cli_complain("%s: usage: redraft %s [OPTION...] %s", command, command, usage->usage);
  return false;
}

bool cli_parse(const CliUsage *usage, CliArguments *a, int argc, char **argv) {
  g_autofree char *command = g_strdup(argv[0]);
  g_autofree char *program = g_strdup_printf("redraft %s", command);
  g_autoptr(GOptionContext) context = g_option_context_new(usage->usage);
  g_option_context_set_summary(context, usage->summary);
  if (usage->entries) g_option_context_add_main_entries(context, usage->entries, NULL);
  add_shared(context, usage->shared, a);
  const GOptionEntry rest[] = {{G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &a->names, NULL, NULL},
                               G_OPTION_ENTRY_NULL};
  g_option_context_add_main_entries(context, rest, NULL);
  g_set_prgname(program);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error)) {
    cli_complain("%s: %s", command, error->message);
    return false;
  }
  return check_count(usage, command, a->names);
}

/* Names of tesseract's data, joined by +: no option, and no path out of its folder. */
static bool is_language(const char *text) {
  for (const char *p = text; *p; p++)
    if (!g_ascii_isalnum(*p) && !strchr("_+", *p)) return false;
  return g_ascii_isalnum(*text);
}

Pipeline *cli_pipeline(const CliArguments *a) {
  bool ocr = a->ocr || a->ocr_language;
  g_autofree char *tesseract = ocr ? g_find_program_in_path("tesseract") : NULL;
  if (a->ocr_language && !is_language(a->ocr_language)) {
    cli_complain("--ocr-language %s: a name such as eng, cym or cym+eng is expected", a->ocr_language);
    return NULL;
  }
  if (ocr && !tesseract) {
    cli_complain("--ocr: the tesseract program is not installed (on Debian: apt install tesseract-ocr)");
    return NULL;
  }
  bool reject = a->tracked && g_str_equal(a->tracked, "reject");
  if (a->tracked && !reject && !g_str_equal(a->tracked, "accept")) {
    cli_complain("--tracked %s: accept or reject is expected", a->tracked);
    return NULL;
  }
  Pipeline *pipeline = pipeline_new(a->store, a->password);
  pipeline_set_ocr(pipeline, tesseract);
  pipeline_set_ocr_language(pipeline, a->ocr_language);
  pipeline_set_tracked(pipeline, reject);
  return pipeline;
}

const DocForm *cli_form(const CliArguments *arguments) {
  const DocForm *form = doc_form_find(arguments->format ? arguments->format : "text");
  if (!form) cli_complain("--format %s: json, xml, markdown, text or dump is expected", arguments->format);
  return form;
}
