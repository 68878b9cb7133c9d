/* A list of changes as something to read: terminal text, JSON, HTML. Reports only read the list. */
#pragma once

#include "diff/diff.h"

typedef struct {
  bool colour;    /* terminal: ANSI colours beside the marks, never instead of them */
  unsigned width; /* terminal: columns, 0 for 80 */
} ReportOptions;

/* Writers return text that ends with a line feed; the caller frees it. */
typedef struct {
  const char *name;
  char *(*write)(const DiffReport *report, const ReportOptions *options);
  const char *help;
  bool sums; /* it names the sources by their sums, DiffSide.sha256 */
} ReportFormat;

/* Papers of a file with the evidence for each block, for people; they were read with IngestHints.explain. Caller
 * frees. */
char *report_write_explanation(const Doc *const *papers, size_t count);

/* By name: terminal, json, html. NULL if there is none. report_format_at gives them in order, then NULL. */
const ReportFormat *report_format_find(const char *name);
const ReportFormat *report_format_at(size_t i);
