/* What became of papers, told to people or to programs. */
#include "cli/ingest_lines.h"

#include "cli/progress.h"

#include <stdio.h>

/* ---- lines for people */

static char *what_became(const PipelineLine *line) {
  switch (line->outcome) {
  case PIPELINE_NEW_VERSION: return g_strdup_printf("new version v%u", line->version);
  case PIPELINE_NEW_RENDITION: return g_strdup_printf("new rendition of v%u", line->version);
  default: return g_strdup(pipeline_outcome_name(line->outcome));
  }
}

static void append_aside(GString *out, const PipelineLine *line) {
  if (line->same_as) g_string_append_printf(out, "  (same words as v%u)", line->same_as);
  if (*line->changes) g_string_append_printf(out, "  (%s)", line->changes);
}

static void put_line(const char *text) {
  progress_hide();
  fputs(text, stdout);
  fputc('\n', stdout);
  fflush(stdout);
}

static void print_line(const PipelineLine *line, void *user) {
  (void)user;
  if (line->outcome == PIPELINE_REFUSED) {
    progress_hide();
    cli_complain("%s: refused: %s", line->file, line->reason);
    return;
  }
  g_autofree char *what = what_became(line);
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "%-19s  %s  %s", what, line->paper, line->file);
  if (line->part) g_string_append_printf(out, "#%u", line->part);
  append_aside(out, line);
  put_line(out->str);
}

static bool print_summary(const unsigned *counts, bool dry_run) {
  g_autoptr(GString) out = g_string_new(dry_run ? "would be: " : NULL);
  for (int o = 0; o < PIPELINE_OUTCOMES; o++)
    g_string_append_printf(out, "%s%u %s", o ? ", " : "", counts[o],
                           pipeline_outcome_name((PipelineOutcome)o));
  g_string_append_c(out, '\n');
  return cli_print(out->str);
}

/* ---- lines for programs */

static void print_json(const PipelineLine *line, void *user) {
  (void)user;
  g_autofree char *text = pipeline_line_to_json(line);
  put_line(text);
}

static bool print_json_summary(const unsigned *counts, bool dry_run) {
  g_autofree char *text = pipeline_counts_to_json(counts, dry_run);
  g_autofree char *whole = g_strconcat(text, "\n", NULL);
  return cli_print(whole);
}

static const CliLog logs[] = {{"text", print_line, print_summary}, {"json", print_json, print_json_summary}};

const CliLog *cli_log_find(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(logs); i++)
    if (!name || g_str_equal(logs[i].name, name)) return &logs[i];
  cli_complain("--log-format %s: text or json is expected", name);
  return NULL;
}

static void say_waiting(void *user) {
  (void)user;
  progress_hide();
  cli_complain("another redraft is writing to the store; waiting for it");
}

static void show_progress(unsigned done, unsigned all, void *user) {
  (void)user;
  progress_show(done, all);
}

void cli_log_tell(const CliLog *log, PipelineIngest *options) {
  options->on_line = log->line;
  options->on_wait = say_waiting;
  options->on_progress = show_progress;
}

int cli_log_end(const CliLog *log, const unsigned *counts, bool dry_run) {
  if (!log->summary(counts, dry_run)) return EXIT_TROUBLE;
  return counts[PIPELINE_REFUSED] ? EXIT_SOME_REFUSED : EXIT_DONE;
}
