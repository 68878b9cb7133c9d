/* The list of changes as one page: no script, nothing fetched, readable by a screen reader and on paper.
 *
 * Well-formed XML as well as HTML. Words put in and taken out are <ins> and <del>, each with its name in
 * words that only a screen reader gets (WCAG 2.2, 1.3.1 and 1.4.1: not by colour alone); contrasts are AA in
 * light and dark (1.4.3). */
#include "report/writers.h"

#include <string.h>

/* Contrast with their grounds, by the WCAG formula: text 13.6 and 13.1, ins 7.2 and 9.9, del 7.6 and 8.1,
 * muted 5.9 and 7.6. */
static const char STYLE[] =
    ":root{color-scheme:light "
    "dark;--fg:#1b1b1b;--bg:#fff;--muted:#5a5a5a;--line:#c8c8c8;--ins:#00501f;--insbg:#dff5e4;"
    "--del:#8a0f1f;--delbg:#fde4e6}"
    "@media(prefers-color-scheme:dark){:root{--fg:#e6e6e6;--bg:#161616;--muted:#b0b0b0;--line:#4a4a4a;--ins:#"
    "a5e8b8;"
    "--insbg:#123a1f;--del:#ffb3ba;--delbg:#4a1219}}"
    "body{font:1rem/1.5 Georgia,serif;color:var(--fg);background:var(--bg);max-width:48rem;margin:0 "
    "auto;padding:1rem}"
    "h1,h2,h3,h4,th,.kind,.place,.classes{font-family:system-ui,sans-serif}h1{font-size:1.6rem}h2{font-size:"
    "1.3rem;"
    "border-bottom:2px solid var(--line)}h3{font-size:1rem;color:var(--muted)}h4{font-size:1rem;margin:0}"
    "article{border-left:.3rem solid var(--line);padding:.2rem 0 .2rem 1rem;margin:1rem 0}"
    "ins{color:var(--ins);background:var(--insbg);text-decoration:underline}"
    "del{color:var(--del);background:var(--delbg);text-decoration:line-through}"
    "table{border-collapse:collapse}th,td{text-align:left;padding:.15rem .8rem .15rem 0;border-bottom:1px "
    "solid var(--line)}"
    ".place,.classes{color:var(--muted);font-size:.9rem}.classes{margin:.3rem 0;padding-left:1.2rem}"
    ".hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}"
    ".skip:focus{position:static}p.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:.4rem 0}"
    "@media print{body{max-width:none}article{break-inside:avoid}}";

static void append_escaped(GString *out, const char *text) {
  for (const char *p = text; *p; p++) {
    switch (*p) {
    case '&': g_string_append(out, "&amp;"); break;
    case '<': g_string_append(out, "&lt;"); break;
    case '>': g_string_append(out, "&gt;"); break;
    case '"': g_string_append(out, "&quot;"); break;
    default:
      if ((guchar)*p >= 0x20 || *p == '\n' || *p == '\t') g_string_append_c(out, *p);
    }
  }
}

static void element(GString *out, const char *name, const char *class, const char *text) {
  g_string_append_printf(out, "<%s", name);
  if (class) g_string_append_printf(out, " class=\"%s\"", class);
  g_string_append_c(out, '>');
  append_escaped(out, text);
  g_string_append_printf(out, "</%s>\n", name);
}

/* --- words --- */

static void append_marked(GString *out, DiffOp op, const char *text) {
  bool inserted = op == DIFF_INSERTED;
  gsize lead = strspn(text, " "), len = strlen(text);
  while (len > lead && text[len - 1] == ' ') len--;
  g_autofree char *words = g_strndup(text + lead, len - lead);
  if (lead) g_string_append_c(out, ' ');
  g_string_append_printf(out, "<%s><span class=\"hidden\"> %s: </span>", inserted ? "ins" : "del",
                         inserted ? "inserted" : "deleted");
  append_escaped(out, words);
  g_string_append_printf(out, "<span class=\"hidden\"> end </span></%s>", inserted ? "ins" : "del");
  if (text[len]) g_string_append_c(out, ' ');
}

static void append_words(GString *out, const DiffChange *change) {
  g_string_append(out, "<p class=\"text\">");
  for (uint32_t i = 0; i < change->word_count; i++) {
    const DiffWord *word = &change->words[i];
    bool after_deletion = i && change->words[i - 1].op == DIFF_DELETED && word->op == DIFF_INSERTED;
    if (after_deletion && out->str[out->len - 1] != ' ') g_string_append_c(out, ' ');
    if (word->op == DIFF_EQUAL)
      append_escaped(out, word->text);
    else
      append_marked(out, word->op, word->text);
  }
  g_string_append(out, "</p>\n");
}

static void append_text(GString *out, const DiffChange *change) {
  const char *to = change->new_end.present ? change->new_end.text : "";
  if (change->word_count) {
    append_words(out, change);
    return;
  }
  g_string_append(out, "<p class=\"text\">");
  if (change->kind == DIFF_INSERT)
    append_marked(out, DIFF_INSERTED, to);
  else if (change->kind == DIFF_DELETE)
    append_marked(out, DIFF_DELETED, change->old_end.text);
  else
    append_escaped(out, to);
  g_string_append(out, "</p>\n");
}

/* --- changes --- */

static void append_classes(GString *out, const DiffChange *change) {
  if (!change->class_count) return;
  g_string_append(out, "<ul class=\"classes\">\n");
  for (uint32_t i = 0; i < change->class_count;) {
    g_autofree char *text = phrase_class(change, &i);
    element(out, "li", NULL, text);
  }
  g_string_append(out, "</ul>\n");
}

static void append_explanation(GString *out, const DiffReport *report) {
  g_string_append(out, "<ul class=\"classes\">\n");
  for (const char **p = report->explanation; *p; p++) element(out, "li", NULL, *p);
  g_string_append(out, "</ul>\n");
}

static void append_change(GString *out, const DiffReport *report, const DiffChange *change, uint32_t number) {
  g_autofree char *what = phrase_change(change), *pages = phrase_pages(change);
  g_autofree char *head = g_strdup_printf("%u. %s", number, what);
  g_string_append_printf(out, "<article id=\"change-%u\">\n", number);
  element(out, "h4", "kind", head);
  if (*pages) element(out, "p", "place", pages);
  append_text(out, change);
  g_autofree char *from = phrase_moved_from(report, change);
  if (from) element(out, "p", "place", from);
  append_classes(out, change);
  if (report->explained == number) append_explanation(out, report);
  g_string_append(out, "</article>\n");
}

static char *section_line(const DiffChange *change) {
  GString *line = g_string_new(NULL);
  for (const char **p = change->section; p && *p; p++)
    g_string_append_printf(line, "%s%s", line->len ? " › " : "", *p);
  return g_string_free(line, FALSE);
}

static void append_paper(GString *out, const DiffReport *report, uint32_t index) {
  const DiffPaper *paper = &report->papers[index];
  const char *only = paper->old_paper < 0   ? " (only in the new draft)"
                     : paper->new_paper < 0 ? " (only in the old draft)"
                                            : "";
  g_autofree char *head = g_strconcat(phrase_title(report, paper), only, NULL);
  element(out, "h2", NULL, head);
  if (!paper->particular_count) return;
  g_string_append(out, "<ul>\n");
  for (uint32_t i = 0; i < paper->particular_count; i++) {
    g_autofree char *line = phrase_particular(&paper->particulars[i]);
    element(out, "li", NULL, line);
  }
  g_string_append(out, "</ul>\n");
}

static void append_changes(GString *out, const DiffReport *report) {
  uint32_t at = 0;
  for (uint32_t p = 0; p < report->paper_count; p++) {
    g_autofree char *section = g_strdup("");
    if (report->papers[p].particular_count || (at < report->change_count && report->changes[at].paper == p))
      append_paper(out, report, p);
    for (; at < report->change_count && report->changes[at].paper == p; at++) {
      char *here = section_line(&report->changes[at]);
      if (strcmp(here, section) != 0) element(out, "h3", NULL, *here ? here : "At the top of the paper");
      g_free(section);
      section = here;
      append_change(out, report, &report->changes[at], at + 1);
    }
  }
}

/* --- head and summary --- */

static void append_row(GString *out, const char *name, uint32_t count) {
  g_string_append_printf(out, "<tr><th scope=\"row\">%s</th><td>%u</td></tr>\n", name, count);
}

static void append_summary(GString *out, const DiffReport *report) {
  const DiffSummary *s = &report->summary;
  g_string_append(out,
                  "<table>\n<caption class=\"hidden\">How many changes of each kind</caption>\n<tbody>\n");
  append_row(out, "Edited", s->edited);
  append_row(out, "Put in", s->inserted);
  append_row(out, "Taken out", s->deleted);
  append_row(out, "Moved", s->moved);
  append_row(out, "Divided or joined", s->split + s->merged);
  append_row(out, "Numbered anew", s->renumbered);
  append_row(out, "Words put in", s->words_inserted);
  append_row(out, "Words taken out", s->words_deleted);
  append_row(out, "Layout only", s->layout_only);
  g_string_append(out, "</tbody>\n</table>\n");
}

static void append_overview(GString *out, const DiffReport *report) {
  if (!phrase_has_overview(report)) return;
  g_string_append(out, "<nav aria-label=\"Sections\">\n<h2>Sections</h2>\n");
  bool any = false;
  for (uint32_t i = 0; i < report->section_count; i++) {
    const DiffSection *section = &report->sections[i];
    if (!section->changes) continue;
    if (!any) g_string_append(out, "<ul>\n");
    any = true;
    g_autofree char *line = phrase_section(section);
    g_string_append_printf(out, "<li><a href=\"#change-%u\">", section->first_change);
    append_escaped(out, line);
    g_string_append(out, "</a></li>\n");
  }
  if (any) g_string_append(out, "</ul>\n");
  g_autofree char *skipped = phrase_skipped(report);
  if (skipped) element(out, "p", NULL, skipped);
  g_string_append(out, "</nav>\n");
}

static void append_notes(GString *out, const DiffSide *side) {
  for (size_t p = 0; p < side->count; p++)
    for (uint32_t i = 0; i < doc_note_count(side->papers[p]); i++) {
      const DocNote *note = doc_note_at(side->papers[p], i);
      g_autofree char *place = note->page ? g_strdup_printf("page %u: ", note->page) : g_strdup("");
      g_autofree char *line = g_strdup_printf("Not read: %s: %s%s", phrase_side(side), place, note->what);
      if (note->lost) element(out, "p", NULL, line);
    }
}

char *report_write_html(const DiffReport *report, const ReportOptions *options) {
  (void)options;
  GString *out = g_string_new("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
  g_autofree char *title =
      g_strdup_printf("Changes: %s → %s", phrase_side(&report->old_side), phrase_side(&report->new_side));
  element(out, "title", NULL, title);
  g_string_append_printf(out,
                         "<style>%s</style>\n</head>\n<body>\n<a class=\"hidden skip\" href=\"#changes\">Go "
                         "to the changes</a>\n<header>\n",
                         STYLE);
  element(out, "h1", NULL, phrase_verdict(report->verdict));
  g_autofree char *sides =
      g_strdup_printf("%s → %s", phrase_side(&report->old_side), phrase_side(&report->new_side));
  element(out, "p", "place", sides);
  if (*report->reasons) g_string_append(out, "<ul>\n");
  for (const char **p = report->reasons; *p; p++) element(out, "li", NULL, *p);
  if (*report->reasons) g_string_append(out, "</ul>\n");
  append_notes(out, &report->old_side);
  append_notes(out, &report->new_side);
  append_summary(out, report);
  append_overview(out, report);
  g_string_append(out, "</header>\n<main id=\"changes\">\n");
  append_changes(out, report);
  g_autofree char *layout = phrase_layout(report);
  if (layout) element(out, "p", NULL, layout);
  g_string_append(out, "</main>\n</body>\n</html>\n");
  return g_string_free(out, FALSE);
}
