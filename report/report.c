/* The table of report formats: a format is one file and one row. */
#include "report/report.h"

#include "report/writers.h"

#include <string.h>

static const ReportFormat formats[] = {
    {"terminal", report_write_terminal, "summary and changes as text, words marked [-so-] {+so+}", false},
    {"json", report_write_json, "one JSON object (docs/diff.schema.json)", true},
    {"html", report_write_html, "one self-contained page", false},
};

const ReportFormat *report_format_at(size_t i) { return i < G_N_ELEMENTS(formats) ? &formats[i] : NULL; }

const ReportFormat *report_format_find(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
    if (strcmp(formats[i].name, name) == 0) return &formats[i];
  return NULL;
}
