/* The writers that report.c lists, and the plain words that those for people share. */
#pragma once

#include "report/report.h"

char *report_write_terminal(const DiffReport *report, const ReportOptions *options);
char *report_write_json(const DiffReport *report, const ReportOptions *options);
char *report_write_html(const DiffReport *report, const ReportOptions *options);

/* --- phrases.c: what is said to people, in one place --- */

const char *phrase_verdict(DiffVerdict verdict);
/* "Paragraph edited", "Table row put in", "Section moved and edited". Caller frees. */
char *phrase_change(const DiffChange *change);
/* "p. 3", "p. 3 → p. 4", "" where no page is known. Caller frees. */
char *phrase_pages(const DiffChange *change);
/* "It stood under “3. Roles”."; NULL for what did not move. Caller frees. */
char *phrase_moved_from(const DiffReport *report, const DiffChange *change);
/* Lines such as "3 edits, 1 move" and "12 words put in, 4 taken out". Caller frees. */
char *phrase_counts(const DiffSummary *summary);
char *phrase_words(const DiffSummary *summary);
/* How much of layout is not listed; NULL where nothing is left out. Caller frees. */
char *phrase_layout(const DiffReport *report);
/* "money: “£655,000” → “£665,000” (up £10,000)": the class at `*index`, and those after it that are
 * told with it;
 * `*index` is then past them. Caller frees. */
char *phrase_class(const DiffChange *change, uint32_t *index);
/* "title: only in the old draft: ..." Caller frees. */
char *phrase_particular(const DiffParticular *particular);
/* "“2. Roles”, p. 3: 2 changes, 5 words put in, 1 taken out; from change 4". Caller frees. */
char *phrase_section(const DiffSection *section);
/* "Safe to skip, as no word changed: “1. Purpose”, ..."; NULL where there is none. Caller frees. */
char *phrase_skipped(const DiffReport *report);
/* True where the overview tells something: more than one section. */
bool phrase_has_overview(const DiffReport *report);
/* The file's name for a paper without a title. */
const char *phrase_title(const DiffReport *report, const DiffPaper *paper);
const char *phrase_side(const DiffSide *side);
