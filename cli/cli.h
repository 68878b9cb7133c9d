/* The command line: a table of commands, one file each, and what they share. */
#pragma once

#include "model/forms.h"
#include "pipeline/pipeline.h"

enum {
  EXIT_DONE = 0,
  EXIT_CHANGES = 1,
  EXIT_SOME_REFUSED = 1,
  EXIT_PROBLEMS = 1,
  EXIT_NOTHING = 1,
  EXIT_TROUBLE = 2
};

/* Each gets its own arguments, argv[0] its name, and returns the exit status. */
int cmd_ingest(int argc, char **argv);
int cmd_commit(int argc, char **argv);
int cmd_extract(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_log(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_blame(int argc, char **argv);
int cmd_history(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_search(int argc, char **argv);
int cmd_push(int argc, char **argv);
int cmd_fsck(int argc, char **argv);
int cmd_withdraw(int argc, char **argv);
int cmd_purge(int argc, char **argv);
int cmd_relink(int argc, char **argv);
int cmd_reextract(int argc, char **argv);

/* ---- arguments.c */

/* Options that most commands have. */
typedef struct {
  char *store, *password, *format, *color, *tracked, *ocr_language;
  gboolean ocr;
  char **names; /* what is no option; NULL for none */
} CliArguments;

void cli_arguments_clear(CliArguments *arguments);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliArguments, cli_arguments_clear)

enum { CLI_STORE = 1, CLI_PASSWORD = 2, CLI_FORMAT = 4, CLI_COLOR = 8, CLI_OCR = 16, CLI_TRACKED = 32 };

typedef struct {
  const char *usage;           /* "OLD NEW" */
  const char *summary;         /* a sentence for --help */
  unsigned shared;             /* CLI_STORE ...: those of the options above that it takes */
  unsigned min, max;           /* number of names; max 0 for any */
  bool takes_none;             /* no names at all */
  const GOptionEntry *entries; /* its own options, NULL for none */
} CliUsage;

/* False, having said why, where the arguments are not as `usage` says. --help prints and ends the program. */
bool cli_parse(const CliUsage *usage, CliArguments *arguments, int argc, char **argv);

/* The pipeline that the shared options ask for. NULL, having said why, where --ocr is given without
 * tesseract, or an option's value is none. */
Pipeline *cli_pipeline(const CliArguments *arguments);

/* The form that --format names, text without it. NULL, having said why, where there is none of that name. */
const DocForm *cli_form(const CliArguments *arguments);

/* ---- output.c */

/* "redraft: ..." on standard error. */
void cli_complain(const char *format, ...) G_GNUC_PRINTF(1, 2);
int cli_fail(GError *error); /* complains, frees it, gives EXIT_TROUBLE */

/* The day a version was published, else first seen: "2018-04-27". Caller frees. */
char *cli_day_of(const StoreVersion *version);

/* Says that another redraft is writing to the store. */
extern const PipelineWait cli_wait;

/* A line for each place that could not be read. */
void cli_tell_unread(const PipelineInput *input);

/* Whether to colour standard output: "always", "never" or "auto" (NULL), which heeds NO_COLOR. False for
 * other words. */
bool cli_colour(const char *when, bool *colour);
unsigned cli_width(void); /* columns of the terminal, 0 unknown */

/* Writes to standard output; through $PAGER where that is a terminal. False, having said why, where it
 * cannot. */
bool cli_print(const char *text);
bool cli_print_bytes(const void *bytes, size_t len);
bool cli_page(const char *text);

/* Writes a file as a whole or not at all; "-" is standard output. */
bool cli_save(const char *path, const char *text);
