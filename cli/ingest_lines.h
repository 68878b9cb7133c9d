/* What the commands that take papers in have to tell. */
#pragma once

#include "cli/cli.h"

typedef struct {
  const char *name; /* as --log-format has it */
  void (*line)(const PipelineLine *line, void *user);
  bool (*summary)(const unsigned *counts, bool dry_run);
} CliLog;

/* By name, the first for NULL. NULL, having said why, where there is none of that name. */
const CliLog *cli_log_find(const char *name);

/* Has lines, progress and waiting told. */
void cli_log_tell(const CliLog *log, PipelineIngest *options);

/* Prints the summary; the exit status. */
int cli_log_end(const CliLog *log, const unsigned *counts, bool dry_run);
