/* How much a change matters, and the verdict in plain words.
 *
 * The weight of a class is a judgement on what a councillor would want to be told first; only its order
 * matters, and MAJOR parts what may change a decision from what may not. */
#include "diff/diff_priv.h"

#include <stdlib.h>
#include <string.h>

static const struct {
  unsigned weight;
  const char *one, *many;
} class_facts[DIFF_CLASSES] = {
    [DIFF_CLASS_RECOMMENDATION] = {100, "recommendation or decision", "recommendations or decisions"},
    [DIFF_CLASS_EXEMPT] = {90, "word on exemption", "words on exemption"},
    [DIFF_CLASS_MONEY] = {85, "amount of money", "amounts of money"},
    [DIFF_CLASS_LEGAL] = {75, "reference to law", "references to law"},
    [DIFF_CLASS_NEGATION] = {75, "“not” or the like", "words like “not”"},
    [DIFF_CLASS_PERCENTAGE] = {70, "percentage", "percentages"},
    [DIFF_CLASS_MODALITY] = {70, "word like “may” or “will”", "words like “may” or “will”"},
    [DIFF_CLASS_NUMBER] = {65, "number", "numbers"},
    [DIFF_CLASS_DATE] = {65, "date or time", "dates or times"},
    [DIFF_CLASS_PROMISE] = {60, "promise of something to come", "promises of something to come"},
    [DIFF_CLASS_PERSON] = {60, "name of a person", "names of people"},
    [DIFF_CLASS_ROLE] = {45, "role", "roles"},
    [DIFF_CLASS_ORGANISATION] = {45, "name of a body", "names of bodies"},
    [DIFF_CLASS_QUALIFIER] = {45, "qualifying word", "qualifying words"},
    [DIFF_CLASS_REFERENCE] = {40, "cross-reference", "cross-references"},
    [DIFF_CLASS_HEADING] = {30, "heading", "headings"},
    [DIFF_CLASS_CONTACT] = {25, "contact", "contacts"},
    [DIFF_CLASS_LINK] = {25, "link", "links"},
    [DIFF_CLASS_FIGURE] = {25, "figure", "figures"},
    [DIFF_CLASS_TABLE] = {20, "table", "tables"},
    [DIFF_CLASS_RENUMBERING] = {5, "number of a part", "numbers of parts"},
    [DIFF_CLASS_TYPOGRAPHY] = {2, "matter of typography", "matters of typography"},
    [DIFF_CLASS_LAYOUT] = {0, "matter of layout", "matters of layout"},
};

/* Of an amount, number or date that is the same in another notation. */
enum { SAME_VALUE = 10 };
/* From this weight on a class makes its change a major one. */
enum { MAJOR = 60 };
/* Text of this many words put in or taken out is major whatever it says: two or three sentences. */
enum { LONG_TEXT = 40 };
/* Classes named in the reasons. */
enum { REASONS = 5 };

static bool is_structural(const DiffChange *change) {
  return change->kind == DIFF_MOVE
             ? change->word_count == 0
             : change->kind == DIFF_RENUMBER || change->kind == DIFF_RELEVEL ||
                   ((change->kind == DIFF_SPLIT || change->kind == DIFF_MERGE) && change->word_count == 0);
}

static unsigned weight_of(const DiffClass *class) {
  return class->same_value ? SAME_VALUE : class_facts[class->kind].weight;
}

unsigned rank_change(const DiffChange *change) {
  if (change->layout) return 0;
  unsigned rank = change->kind == DIFF_RENUMBER ? 5 : 20;
  if (is_structural(change)) return rank;
  for (uint32_t i = 0; i < change->class_count; i++) rank = MAX(rank, weight_of(&change->classes[i]));
  if (strcmp(change->block, "paper") == 0)
    rank += 100;
  else if (strcmp(change->block, "section") == 0 &&
           (change->kind == DIFF_INSERT || change->kind == DIFF_DELETE))
    rank += 20;
  return rank;
}

static bool is_one_sided(const DiffChange *change) {
  return change->kind == DIFF_INSERT || change->kind == DIFF_DELETE;
}

static bool is_long(const DiffChange *change) {
  if (!is_one_sided(change)) return false;
  const DiffEnd *end = change->kind == DIFF_INSERT ? &change->new_end : &change->old_end;
  return strcmp(change->block, "paper") == 0 || words_count(end->text) >= LONG_TEXT;
}

static void add_reason(DiffResult *r, const char *text) {
  const char *reason = result_string(r, text, -1);
  g_array_append_val(r->reasons, reason);
}

static int compare_classes(const void *x, const void *y) {
  unsigned a = class_facts[*(const DiffClassKind *)x].weight,
           b = class_facts[*(const DiffClassKind *)y].weight;
  if (a != b) return a < b ? 1 : -1;
  return *(const int *)x - *(const int *)y;
}

/* "3 amounts of money: £655,000 → £665,000, ..." for the weightiest classes. */
static bool explain_classes(DiffResult *r) {
  uint32_t count[DIFF_CLASSES] = {0};
  const DiffClass *example[DIFF_CLASSES] = {NULL};
  DiffClassKind order[DIFF_CLASSES];
  for (guint i = 0; i < r->changes->len; i++) {
    const DiffChange *change = &g_array_index(r->changes, DiffChange, i);
    for (uint32_t k = 0; k < change->class_count && !change->layout && !is_structural(change); k++) {
      const DiffClass *class = &change->classes[k];
      if (class->same_value) continue;
      count[class->kind]++;
      if (!example[class->kind]) example[class->kind] = class;
    }
  }
  for (unsigned k = 0; k < DIFF_CLASSES; k++) order[k] = k;
  qsort(order, DIFF_CLASSES, sizeof *order, compare_classes);
  bool any = false;
  for (unsigned k = 0, named = 0; k < DIFF_CLASSES && named < REASONS; k++) {
    DiffClassKind kind = order[k];
    if (!count[kind] || class_facts[kind].weight < MAJOR) continue;
    const char *from = example[kind]->old_text, *to = example[kind]->new_text;
    g_autofree char *shown = !*from && !*to ? g_strdup("")
                             : !*from       ? g_strdup_printf(": “%s” put in", to)
                             : !*to         ? g_strdup_printf(": “%s” taken out", from)
                                            : g_strdup_printf(": “%s” became “%s”", from, to);
    g_autofree char *text = g_strdup_printf("%u %s%s%s", count[kind],
                                            count[kind] == 1 ? class_facts[kind].one : class_facts[kind].many,
                                            shown, count[kind] > 1 && *shown ? ", and more" : "");
    add_reason(r, text);
    any = true, named++;
  }
  return any;
}

static uint32_t count_if(const DiffResult *r, bool (*test)(const DiffChange *)) {
  uint32_t count = 0;
  for (guint i = 0; i < r->changes->len; i++) count += test(&g_array_index(r->changes, DiffChange, i));
  return count;
}

static bool is_listed(const DiffChange *change) { return !change->layout; }
static bool is_of_words(const DiffChange *change) { return !change->layout && !is_structural(change); }

/* The words are the same, a link among them is not. */
static bool is_link_only(const DiffChange *change) {
  return !change->layout && change->kind == DIFF_EDIT && !change->word_count && change->class_count == 1 &&
         change->classes[0].kind == DIFF_CLASS_LINK;
}

/* Nothing but values in another notation. */
static bool is_same_value_only(const DiffChange *change) {
  bool any = false;
  for (uint32_t i = 0; i < change->class_count; i++) {
    any |= change->classes[i].same_value;
    if (weight_of(&change->classes[i]) > class_facts[DIFF_CLASS_TABLE].weight) return false;
  }
  return any && is_of_words(change);
}

static bool is_figure(const DiffChange *change) { return strcmp(change->block, "figure") == 0; }

static bool has_particulars(const DiffResult *r) {
  for (guint i = 0; i < r->papers->len; i++)
    if (g_array_index(r->papers, DiffPaper, i).particular_count) return true;
  return false;
}

/* What has a reason of its own where it is no major change. */
static const struct {
  bool (*test)(const DiffChange *);
  const char *one, *many;
} minor_facts[] = {
    {is_link_only, "link leads to another address", "links lead to another address"},
    {is_same_value_only, "amount, number or date is only written in another way",
     "amounts, numbers or dates are only written in another way"},
    {is_figure, "picture was put in, taken out, replaced or described anew",
     "pictures were put in, taken out, replaced or described anew"},
};

static void add_count(DiffResult *r, uint32_t count, const char *one, const char *many) {
  g_autofree char *text = g_strdup_printf("%u %s", count, count == 1 ? one : many);
  add_reason(r, text);
}

static void explain_minor(DiffResult *r) {
  uint32_t words = count_if(r, is_of_words), told = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(minor_facts); i++) {
    uint32_t count = count_if(r, minor_facts[i].test);
    if (count) add_count(r, count, minor_facts[i].one, minor_facts[i].many);
    told += count;
  }
  if (words > told || !told)
    add_reason(r, words ? "wording changed, but no amount, number, date, name, recommendation or commitment"
                        : "words are the same; parts were moved, divided or numbered anew");
}

static DiffVerdict verdict_of(DiffResult *r) {
  const DiffSummary *s = &r->report.summary;
  if (!count_if(r, is_listed)) {
    if (!s->layout_only && !has_particulars(r)) return DIFF_VERDICT_NONE;
    add_reason(r, s->layout_only ? "every word is the same; only layout or typography differs"
                                 : "every word is the same; only particulars differ");
    return DIFF_VERDICT_LAYOUT;
  }
  bool major = explain_classes(r);
  uint32_t texts = count_if(r, is_long);
  if (texts) add_count(r, texts, "longer text put in or taken out", "longer texts put in or taken out");
  if (major || texts) return DIFF_VERDICT_MAJOR;
  explain_minor(r);
  return DIFF_VERDICT_MINOR;
}

void rank_verdict(DiffResult *r) {
  DiffVerdict verdict = verdict_of(r);
  if (!r->report.complete) {
    add_reason(r, "not everything could be read, so there may be changes that are not listed");
    if (verdict == DIFF_VERDICT_NONE || verdict == DIFF_VERDICT_LAYOUT) verdict = DIFF_VERDICT_UNKNOWN;
  }
  r->report.verdict = verdict;
}
