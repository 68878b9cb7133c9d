/* The list of changes as text for a terminal or a mail: verdict and counts first, then the changes by paper
 * and section, words marked [-taken out-] and {+put in+}; colour comes beside the marks and never instead of
 * them. */
#include "report/writers.h"

#include <string.h>

/* Unchanged words shown on either side of a change; longer stretches are cut in the middle. */
enum { CONTEXT_CHARACTERS = 160, WIDTH_DEFAULT = 80, WIDTH_MIN = 30, INDENT = 4 };

/* Of a text that came or went as a whole this much is shown; the JSON and the page have all of it. */
enum { TEXT_CHARACTERS = 600 };

typedef struct {
  GString *out;
  unsigned width;
  bool colour;
} Terminal;

static const char RED[] = "\033[31m", GREEN[] = "\033[32m", BOLD[] = "\033[1m", DIM[] = "\033[2m",
                  RESET[] = "\033[0m";

static void put(Terminal *t, const char *style, const char *text) {
  g_string_append_printf(t->out, "%s%s%s", t->colour ? style : "", text, t->colour ? RESET : "");
}

/* --- wrapping: by words, marks and colours take no room of their own --- */

static unsigned shown_width(const char *text, gsize len) {
  unsigned width = 0;
  for (const char *p = text; p < text + len;) {
    if (*p == '\033') {
      while (p < text + len && *p != 'm') p++;
      p += p < text + len;
      continue;
    }
    gunichar c = g_utf8_get_char(p);
    width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    p = g_utf8_next_char(p);
  }
  return width;
}

static void put_wrapped(Terminal *t, unsigned indent, const char *text) {
  unsigned column = 0;
  for (const char *p = text; *p;) {
    p += strspn(p, " \n");
    gsize len = strcspn(p, " \n");
    if (!len) break;
    unsigned width = shown_width(p, len);
    if (column && column + 1 + width > t->width) g_string_append_c(t->out, '\n'), column = 0;
    if (!column) {
      g_string_append_printf(t->out, "%*s", (int)indent, "");
      column = indent;
    } else {
      g_string_append_c(t->out, ' ');
      column++;
    }
    g_string_append_len(t->out, p, (gssize)len);
    column += width;
    p += len;
  }
  g_string_append_c(t->out, '\n');
}

/* --- words --- */

static char *shorten(const char *text, glong limit) {
  glong length = g_utf8_strlen(text, -1);
  if (length <= limit) return g_strdup(text);
  g_autofree char *head = g_utf8_substring(text, 0, limit / 2),
                  *tail = g_utf8_substring(text, length - limit / 2, length);
  char *space = strrchr(head, ' ');
  const char *end = strchr(tail, ' ');
  if (space) *space = '\0';
  return g_strdup_printf("%s […]%s%s", head, end ? "" : " ", end ? end : tail);
}

/* An unchanged stretch at the beginning or end needs only the part beside the change. */
static char *context(const char *text, bool first, bool last) {
  glong length = g_utf8_strlen(text, -1), half = CONTEXT_CHARACTERS / 2;
  if (length <= CONTEXT_CHARACTERS || (!first && !last)) return shorten(text, CONTEXT_CHARACTERS);
  g_autofree char *part =
      first ? g_utf8_substring(text, length - half, length) : g_utf8_substring(text, 0, half);
  const char *begin = strchr(part, ' ');
  char *end = strrchr(part, ' ');
  if (first) return g_strdup_printf("[…]%s", begin ? begin : part);
  if (end) *end = '\0';
  return g_strdup_printf("%s […]", part);
}

/* "[-old text-]" with its outer spaces outside the marks. */
static void append_marked(Terminal *t, GString *line, const DiffWord *word) {
  const char *text = word->text;
  gsize lead = strspn(text, " "), len = strlen(text);
  while (len > lead && text[len - 1] == ' ') len--;
  bool deleted = word->op == DIFF_DELETED;
  g_string_append_len(line, text, (gssize)lead);
  if (t->colour) g_string_append(line, deleted ? RED : GREEN);
  g_string_append(line, deleted ? "[-" : "{+");
  g_string_append_len(line, text + lead, (gssize)(len - lead));
  g_string_append(line, deleted ? "-]" : "+}");
  if (t->colour) g_string_append(line, RESET);
  g_string_append(line, text + len);
}

static bool needs_space(const GString *line) { return line->len && line->str[line->len - 1] != ' '; }

static void put_words(Terminal *t, const DiffChange *change) {
  g_autoptr(GString) line = g_string_new(NULL);
  for (uint32_t i = 0; i < change->word_count; i++) {
    const DiffWord *word = &change->words[i];
    if (word->op == DIFF_EQUAL) {
      g_autofree char *text = context(word->text, i == 0, i + 1 == change->word_count);
      g_string_append(line, text);
      continue;
    }
    if (i && change->words[i - 1].op == DIFF_DELETED && needs_space(line)) g_string_append_c(line, ' ');
    append_marked(t, line, word);
  }
  put_wrapped(t, INDENT, line->str);
}

static void put_marked_text(Terminal *t, DiffOp op, const char *text) {
  g_autoptr(GString) line = g_string_new(NULL);
  g_autofree char *shown = shorten(text, TEXT_CHARACTERS);
  DiffWord word = {op, shown};
  if (op == DIFF_EQUAL)
    g_string_append(line, shown);
  else
    append_marked(t, line, &word);
  put_wrapped(t, INDENT, line->str);
}

/* --- changes --- */

static void put_text(Terminal *t, const DiffChange *change) {
  const char *from = change->old_end.present ? change->old_end.text : "",
             *to = change->new_end.present ? change->new_end.text : "";
  if (change->word_count)
    put_words(t, change);
  else if (change->kind == DIFF_INSERT)
    put_marked_text(t, DIFF_INSERTED, to);
  else if (change->kind == DIFF_DELETE)
    put_marked_text(t, DIFF_DELETED, from);
  else if (change->kind != DIFF_RENUMBER)
    put_marked_text(t, DIFF_EQUAL, to);
}

static void put_change(Terminal *t, const DiffReport *report, const DiffChange *change, uint32_t number) {
  g_autofree char *what = phrase_change(change), *pages = phrase_pages(change);
  g_autofree char *head = g_strdup_printf("%u. %s%s%s", number, what, *pages ? ", " : "", pages);
  put(t, BOLD, head);
  g_string_append_c(t->out, '\n');
  put_text(t, change);
  g_autofree char *from = phrase_moved_from(report, change);
  if (from) put_wrapped(t, INDENT, from);
  for (uint32_t i = 0; i < change->class_count;) {
    g_autofree char *class = phrase_class(change, &i), *line = g_strdup_printf("- %s", class);
    put_wrapped(t, INDENT, line);
  }
}

static char *section_line(const DiffChange *change) {
  GString *out = g_string_new(NULL);
  for (const char **p = change->section; p && *p; p++)
    g_string_append_printf(out, "%s%s", out->len ? " › " : "", *p);
  return g_string_free(out, FALSE);
}

static void put_paper(Terminal *t, const DiffReport *report, uint32_t index) {
  const DiffPaper *paper = &report->papers[index];
  g_autofree char *title = shorten(phrase_title(report, paper), 2 * (glong)t->width);
  const char *only = paper->old_paper < 0   ? " (only in the new draft)"
                     : paper->new_paper < 0 ? " (only in the old draft)"
                                            : "";
  g_autofree char *head = g_strdup_printf("== %s%s ==", title, only);
  g_string_append_c(t->out, '\n');
  put(t, BOLD, head);
  g_string_append_c(t->out, '\n');
  for (uint32_t i = 0; i < paper->particular_count; i++) {
    g_autofree char *line = phrase_particular(&paper->particulars[i]);
    put_wrapped(t, INDENT, line);
  }
}

static void put_changes(Terminal *t, const DiffReport *report) {
  g_autofree char *section = g_strdup("");
  uint32_t at = 0;
  for (uint32_t p = 0; p < report->paper_count; p++) {
    bool any = report->papers[p].particular_count > 0 ||
               (at < report->change_count && report->changes[at].paper == p);
    if (any) put_paper(t, report, p);
    g_free(section);
    section = g_strdup("");
    for (; at < report->change_count && report->changes[at].paper == p; at++) {
      char *here = section_line(&report->changes[at]);
      g_string_append_c(t->out, '\n');
      if (*here && strcmp(here, section) != 0) {
        g_autofree char *line = g_strdup_printf("In “%s”:", here);
        put_wrapped(t, 0, line);
      }
      g_free(section);
      section = here;
      put_change(t, report, &report->changes[at], at + 1);
    }
  }
}

static void put_notes(Terminal *t, const DiffSide *side) {
  for (size_t p = 0; p < side->count; p++)
    for (uint32_t i = 0; i < doc_note_count(side->papers[p]); i++) {
      const DocNote *note = doc_note_at(side->papers[p], i);
      if (!note->lost) continue;
      g_autofree char *place = note->page ? g_strdup_printf("page %u: ", note->page) : g_strdup("");
      g_autofree char *line = g_strdup_printf("Not read: %s: %s%s", phrase_side(side), place, note->what);
      put_wrapped(t, 0, line);
    }
}

static void put_head(Terminal *t, const DiffReport *report) {
  g_autofree char *names =
      g_strdup_printf("%s → %s", phrase_side(&report->old_side), phrase_side(&report->new_side));
  g_autofree char *counts = phrase_counts(&report->summary), *words = phrase_words(&report->summary);
  g_autofree char *line = g_strdup_printf("%s; %s.", counts, words);
  put(t, DIM, names);
  g_string_append_c(t->out, '\n');
  put(t, BOLD, phrase_verdict(report->verdict));
  g_string_append_c(t->out, '\n');
  for (const char **p = report->reasons; *p; p++) {
    g_autofree char *reason = g_strdup_printf("- %s", *p);
    put_wrapped(t, 2, reason);
  }
  put_wrapped(t, 0, line);
  put_notes(t, &report->old_side);
  put_notes(t, &report->new_side);
}

static void put_overview(Terminal *t, const DiffReport *report) {
  if (!phrase_has_overview(report)) return;
  g_string_append_c(t->out, '\n');
  put(t, BOLD, "Sections");
  g_string_append_c(t->out, '\n');
  for (uint32_t i = 0; i < report->section_count; i++) {
    if (!report->sections[i].changes) continue;
    g_autofree char *section = phrase_section(&report->sections[i]), *line = g_strdup_printf("- %s", section);
    put_wrapped(t, 2, line);
  }
  g_autofree char *skipped = phrase_skipped(report);
  if (skipped) put_wrapped(t, 2, skipped);
}

/* The one change that was asked about, and why. */
static char *write_explanation(Terminal *t, const DiffReport *report) {
  put_change(t, report, &report->changes[report->explained - 1], report->explained);
  g_string_append_c(t->out, '\n');
  put(t, BOLD, "Why");
  g_string_append_c(t->out, '\n');
  for (const char **p = report->explanation; *p; p++) {
    g_autofree char *line = g_strdup_printf("- %s", *p);
    put_wrapped(t, 2, line);
  }
  return g_string_free(t->out, FALSE);
}

char *report_write_terminal(const DiffReport *report, const ReportOptions *options) {
  Terminal t = {g_string_new(NULL), WIDTH_DEFAULT, options && options->colour};
  if (options && options->width) t.width = MAX(options->width, WIDTH_MIN);
  if (report->explained) return write_explanation(&t, report);
  put_head(&t, report);
  put_overview(&t, report);
  put_changes(&t, report);
  g_autofree char *layout = phrase_layout(report);
  if (layout) {
    g_string_append_c(t.out, '\n');
    put_wrapped(&t, 0, layout);
  }
  return g_string_free(t.out, FALSE);
}
