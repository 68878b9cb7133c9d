/* What reports say to people, in the words that a councillor would use; shared by the terminal and the page.
 */
#include "report/writers.h"

#include <string.h>

const char *phrase_verdict(DiffVerdict verdict) {
  static const char *const phrases[] = {
      [DIFF_VERDICT_NONE] = "No change",
      [DIFF_VERDICT_LAYOUT] = "No word changed; only layout or particulars differ",
      [DIFF_VERDICT_MINOR] = "Minor changes",
      [DIFF_VERDICT_MAJOR] = "Major changes",
      [DIFF_VERDICT_UNKNOWN] = "Not known: something could not be read",
  };
  return phrases[verdict];
}

static const char *block_phrase(const char *block) {
  static const struct {
    const char *block, *phrase;
  } table[] = {{"paper", "Paper"},       {"section", "Section"}, {"paragraph", "Paragraph"},
               {"sentence", "Sentence"}, {"list", "List"},       {"item", "List item"},
               {"table", "Table"},       {"row", "Table row"},   {"column", "Table column"},
               {"cell", "Table cell"},   {"note", "Note"},       {"figure", "Figure"}};
  for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
    if (strcmp(table[i].block, block) == 0) return table[i].phrase;
  return "Text";
}

char *phrase_change(const DiffChange *change) {
  static const char *const done[DIFF_KINDS] = {
      [DIFF_INSERT] = "put in",
      [DIFF_DELETE] = "taken out",
      [DIFF_EDIT] = "edited",
      [DIFF_MOVE] = "moved",
      [DIFF_SPLIT] = "divided",
      [DIFF_MERGE] = "joined with the next",
      [DIFF_RESTRUCTURE] = "laid out in another way",
      [DIFF_RENUMBER] = "numbered anew",
      [DIFF_RETITLE] = "given another heading",
      [DIFF_RELEVEL] = "put on another level",
  };
  bool also_edited = change->word_count && change->kind != DIFF_EDIT && change->kind != DIFF_RETITLE &&
                     change->kind != DIFF_INSERT && change->kind != DIFF_DELETE;
  bool also_moved = change->moved && change->kind != DIFF_MOVE;
  return g_strdup_printf("%s %s%s%s", block_phrase(change->block), done[change->kind],
                         also_moved ? " and moved" : "", also_edited ? " and edited" : "");
}

/* "p. 5", or "p. 5 (printed 3)" where the paper counts otherwise; "" where it has no pages. */
static char *page_phrase(const DiffEnd *end) {
  if (!end->present || !end->page) return g_strdup("");
  g_autofree char *page = g_strdup_printf("%u", end->page);
  bool other = end->printed && !g_str_equal(end->printed, page);
  return other ? g_strdup_printf("p. %s (printed %s)", page, end->printed) : g_strdup_printf("p. %s", page);
}

char *phrase_pages(const DiffChange *change) {
  g_autofree char *from = page_phrase(&change->old_end), *to = page_phrase(&change->new_end);
  if (*from && *to && !g_str_equal(from, to)) return g_strdup_printf("%s → %s", from, to);
  if (*from && !*to && change->new_end.present) return g_strdup_printf("%s of the old draft", from);
  if (*to && !*from && change->old_end.present) return g_strdup_printf("%s of the new draft", to);
  return *from ? g_steal_pointer(&from) : g_steal_pointer(&to);
}

char *phrase_moved_from(const DiffReport *report, const DiffChange *change) {
  int index = report->papers[change->paper].old_paper;
  if (!change->moved || !change->old_end.present || index < 0) return NULL;
  g_auto(GStrv) path = doc_section_path(report->old_side.papers[index], change->old_end.node);
  guint depth = g_strv_length(path);
  if (!depth) return g_strdup("It stood elsewhere at the top level.");
  if (change->section && g_strv_equal((const char *const *)path, (const char *const *)change->section))
    return g_strdup("It stood elsewhere in this section.");
  return g_strdup_printf("It stood under “%s”.", path[depth - 1]);
}

static void add_count(GString *out, uint32_t count, const char *one, const char *many) {
  if (!count) return;
  g_string_append_printf(out, "%s%u %s", out->len ? ", " : "", count, count == 1 ? one : many);
}

char *phrase_counts(const DiffSummary *s) {
  GString *out = g_string_new(NULL);
  add_count(out, s->edited, "edit", "edits");
  add_count(out, s->inserted, "part put in", "parts put in");
  add_count(out, s->deleted, "part taken out", "parts taken out");
  add_count(out, s->moved, "move", "moves");
  add_count(out, s->split, "paragraph divided", "paragraphs divided");
  add_count(out, s->merged, "paragraph joined", "paragraphs joined");
  add_count(out, s->renumbered, "new number", "new numbers");
  if (!out->len) g_string_append(out, "no changes to list");
  return g_string_free(out, FALSE);
}

char *phrase_words(const DiffSummary *s) {
  return g_strdup_printf("%u %s put in, %u %s taken out", s->words_inserted,
                         s->words_inserted == 1 ? "word" : "words", s->words_deleted,
                         s->words_deleted == 1 ? "word" : "words");
}

char *phrase_layout(const DiffReport *report) {
  uint32_t listed = 0, all = report->summary.layout_only;
  for (uint32_t i = 0; i < report->change_count; i++) listed += report->changes[i].layout;
  if (all <= listed) return NULL;
  uint32_t left = all - listed;
  return g_strdup_printf("%u %s of layout or typography only %s not listed.", left,
                         left == 1 ? "difference" : "differences", left == 1 ? "is" : "are");
}

/* --- the overview of sections --- */

/* Of sections that are safe to skip so many are named. */
enum { SKIPPED_NAMED = 20 };

bool phrase_has_overview(const DiffReport *report) { return report->section_count > 1; }

static char *section_pages(const DiffSection *s) {
  uint32_t from = s->old_page, to = s->new_page;
  if (from && to && from != to) return g_strdup_printf(", p. %u → p. %u", from, to);
  return from || to ? g_strdup_printf(", p. %u", to ? to : from) : g_strdup("");
}

char *phrase_section(const DiffSection *s) {
  g_autofree char *pages = section_pages(s);
  GString *out = g_string_new(NULL);
  g_string_append_printf(
      out, *s->heading ? "“%s”%s: " : "%s%s: ", *s->heading ? s->heading : "Before the first heading", pages);
  if (!s->in_old) g_string_append(out, "a new section; ");
  if (!s->in_new) g_string_append(out, "taken out; ");
  if (s->moved) g_string_append(out, "moved; ");
  g_string_append_printf(out, "%u %s, %u %s put in, %u taken out; from change %u", s->changes,
                         s->changes == 1 ? "change" : "changes", s->words_inserted,
                         s->words_inserted == 1 ? "word" : "words", s->words_deleted, s->first_change);
  return g_string_free(out, FALSE);
}

char *phrase_skipped(const DiffReport *report) {
  g_autoptr(GString) names = g_string_new(NULL);
  uint32_t count = 0;
  for (uint32_t i = 0; i < report->section_count; i++) {
    const DiffSection *s = &report->sections[i];
    if (s->changes) continue;
    if (count++ < SKIPPED_NAMED)
      g_string_append_printf(names, "%s“%s”%s", names->len ? ", " : "", s->heading,
                             s->renumbered ? " (only numbered anew)" : "");
  }
  if (!count) return NULL;
  if (count > SKIPPED_NAMED) g_string_append_printf(names, " and %u more", count - SKIPPED_NAMED);
  return g_strdup_printf("Safe to skip, as no word of them changed: %s.", names->str);
}

static char *both_texts(const DiffClass *class) {
  const char *from = class->old_text, *to = class->new_text;
  if (!*from && !*to) return NULL;
  if (*from && *to) return g_strdup_printf("“%s” → “%s”", from, to);
  return g_strdup_printf("“%s”", *from ? from : to);
}

/* Where a text came or went as a whole, why each of its dates did needs no telling. */
static bool is_told_shortly(const DiffChange *change, const DiffClass *class) {
  return (change->kind == DIFF_INSERT || change->kind == DIFF_DELETE) &&
         (*class->old_text || *class->new_text);
}

char *phrase_class(const DiffChange *change, uint32_t *index) {
  const DiffClass *class = &change->classes[*index];
  g_autofree char *texts = both_texts(class);
  if (!is_told_shortly(change, class)) {
    ++*index;
    const char *name = diff_class_name(class->kind);
    return texts ? g_strdup_printf("%s: %s (%s)", name, texts, class->why)
                 : g_strdup_printf("%s: %s", name, class->why);
  }
  GString *out = g_string_new(diff_class_name(class->kind));
  for (const char *mark = ": "; *index < change->class_count && change->classes[*index].kind == class->kind;
       ++*index, mark = ", ") {
    g_autofree char *text = both_texts(&change->classes[*index]);
    g_string_append_printf(out, "%s%s", mark, text ? text : change->classes[*index].why);
  }
  return g_string_free(out, FALSE);
}

char *phrase_particular(const DiffParticular *p) {
  if (!p->new_value) return g_strdup_printf("%s: only the old draft has it: %s", p->key, p->old_value);
  if (!p->old_value) return g_strdup_printf("%s: only the new draft has it: %s", p->key, p->new_value);
  return g_strdup_printf("%s: %s → %s", p->key, p->old_value, p->new_value);
}

const char *phrase_title(const DiffReport *report, const DiffPaper *paper) {
  return *paper->title ? paper->title
                       : phrase_side(paper->new_paper < 0 ? &report->old_side : &report->new_side);
}

const char *phrase_side(const DiffSide *side) { return side->name ? side->name : "(unnamed)"; }
