/* Two files' papers -> the list of changes: the stages in their order, and names for what they tell.
 *
 *     tokens -> pairs of papers -> anchors -> gaps -> moves -> sections -> tables -> words -> changes ->
 * verdict
 *
 * Near-linear in the text; what was cut short is told among the reasons. */
#include "diff/diff.h"

#include "diff/diff_priv.h"
#include "diff/pair_papers.h"

#include <string.h>

/* --- names --- */

const char *diff_kind_name(DiffKind kind) {
  static const char *const names[DIFF_KINDS] = {"insert", "delete",      "edit",     "move",    "split",
                                                "merge",  "restructure", "renumber", "retitle", "relevel"};
  return names[kind];
}

const char *diff_class_name(DiffClassKind kind) {
  static const char *const names[DIFF_CLASSES] = {
      "recommendation", "money",   "percentage", "number",      "date",      "person",
      "organisation",   "role",    "modality",   "negation",    "qualifier", "reference",
      "legal",          "promise", "exempt",     "contact",     "heading",   "table",
      "figure",         "link",    "typography", "renumbering", "layout",
  };
  return names[kind];
}

const char *diff_verdict_name(DiffVerdict verdict) {
  static const char *const names[] = {"none", "layout", "minor", "major", "unknown"};
  return names[verdict];
}

/* --- one order for both directions --- */

static int compare_docs(const Doc *a, const Doc *b) {
  uint32_t count = MIN(doc_count(a), doc_count(b));
  for (uint32_t i = 0; i < count; i++) {
    const DocNode *x = doc_node(a, i), *y = doc_node(b, i);
    int order = strcmp(x->text, y->text);
    if (!order) order = strcmp(x->label, y->label);
    if (!order) order = (int)x->kind - (int)y->kind;
    if (!order) order = (int)x->level - (int)y->level;
    if (!order) order = (int)x->depth - (int)y->depth;
    if (order) return order;
  }
  return doc_count(a) < doc_count(b) ? -1 : doc_count(a) > doc_count(b);
}

static int compare_sides(const DiffSide *a, const DiffSide *b) {
  for (size_t p = 0; p < MIN(a->count, b->count); p++) {
    int order = compare_docs(a->papers[p], b->papers[p]);
    if (order) return order;
  }
  return a->count < b->count ? -1 : a->count > b->count;
}

/* --- papers --- */

typedef struct {
  DiffResult *r;
  DiffVocabulary *words;
  DiffSequence *sequence;
  GPtrArray *sides[2]; /* DiffPaperSide, in the stages' order */
  bool swapped;
  bool capped;
} Run;

/* The title of either, the first one's if both have it; else, where there are several papers, its first
 * words. */
static const char *paper_title(const Run *run, const DiffPaperSide *first, const DiffPaperSide *second) {
  const char *title = doc_particular(first->doc, "title");
  if (!title && second) title = doc_particular(second->doc, "title");
  if (title) return title;
  bool only = run->sides[0]->len == 1 && run->sides[1]->len == 1;
  return first->units->len && !only ? doc_node(first->doc, side_unit(first, 0)->node)->text : "";
}

static void run_stages(DiffMatch *m) {
  anchors_match(m);
  gaps_match(m);
  parts_match(m);
  restructure_tables(m);
  moves_match(m);
  parts_match(m); /* once more, of what moved */
  sections_match(m);
  tables_match(m);
  refine_beads(m);
  moves_match_sentences(m);
  refine_phrases(m);
}

/* Once more around blocks that the first run kept apart; not if that helped nothing. */
static void match_around(DiffMatch *m, const GArray *pairs) {
  uint32_t lost = match_lost(m);
  match_reset(m);
  for (guint i = 0; i < pairs->len; i++) {
    const uint32_t *unit = (const uint32_t *)(void *)pairs->data + 2 * (gsize)i;
    match_add_bead(m, unit[0], 1, unit[1], 1, STAGE_CROSSED, 0);
  }
  run_stages(m);
  if (match_lost(m) < lost) return;
  match_reset(m);
  run_stages(m);
}

static void match_pair(DiffMatch *m) {
  run_stages(m);
  g_autoptr(DiffPath) path = path_new(m);
  if (flat_is_exceeded(m, path)) {
    g_autoptr(GArray) pairs = crossed_find(m, path);
    if (pairs->len) match_around(m, pairs);
  }
  flat_bound(m, path);
  moves_mark(m);
}

static void compare_pair(Run *run, guint a, guint b) {
  DiffMatch *m = match_new_pair(run->words, run->sequence, run->sides[0]->pdata[a], run->sides[1]->pdata[b],
                                run->swapped);
  match_pair(m);
  DiffPaper paper = {.old_paper = (int)(run->swapped ? b : a), .new_paper = (int)(run->swapped ? a : b)};
  paper.title = result_string(run->r, paper_title(run, m->side[match_new(m)], m->side[match_old(m)]), -1);
  particulars_compare(run->r, m, &paper);
  g_array_append_val(run->r->papers, paper);
  changes_tell(run->r, m, run->r->papers->len - 1);
  run->r->report.summary.layout_only += m->layout_only;
  run->capped |= m->capped;
  match_free(m);
}

static void tell_single(Run *run, unsigned s, guint index) {
  const DiffPaperSide *side = run->sides[s]->pdata[index];
  bool is_new = (s == 1) != run->swapped;
  DiffPaper paper = {is_new ? -1 : (int)index, is_new ? (int)index : -1,
                     result_string(run->r, paper_title(run, side, NULL), -1), NULL, 0};
  g_array_append_val(run->r->papers, paper);
  changes_tell_paper(run->r, run->words, side, is_new, run->r->papers->len - 1);
}

/* Papers in the order of the new side, and those only the old side has where they stood. */
static void compare_papers(Run *run) {
  g_autofree uint32_t *to1 = papers_pair(run->sides);
  unsigned o = run->swapped ? 1 : 0, n = run->swapped ? 0 : 1;
  guint olds = run->sides[o]->len, news = run->sides[n]->len;
  g_autofree uint32_t *to_old = g_new(uint32_t, news + 1);
  g_autofree bool *told = g_new0(bool, olds + 1);
  for (guint j = 0; j < news; j++) to_old[j] = run->swapped ? to1[j] : DIFF_NONE;
  for (guint i = 0; i < olds && !run->swapped; i++)
    if (to1[i] != DIFF_NONE) to_old[to1[i]] = i;
  g_autofree bool *paired = g_new0(bool, olds + 1);
  for (guint j = 0; j < news; j++)
    if (to_old[j] != DIFF_NONE) paired[to_old[j]] = true;
  for (guint j = 0; j < news; j++) {
    uint32_t i = to_old[j];
    for (guint k = 0; i != DIFF_NONE && k < i; k++)
      if (!paired[k] && !told[k]) tell_single(run, o, k), told[k] = true;
    if (i == DIFF_NONE)
      tell_single(run, n, j);
    else
      compare_pair(run, run->swapped ? j : i, run->swapped ? i : j);
  }
  for (guint k = 0; k < olds; k++)
    if (!paired[k] && !told[k]) tell_single(run, o, k);
}

/* --- the report --- */

static bool side_is_complete(const DiffSide *side) {
  for (size_t p = 0; p < side->count; p++)
    if (!doc_complete(side->papers[p])) return false;
  return true;
}

static DiffResult *result_new(const DiffSide *old_side, const DiffSide *new_side,
                              const DiffOptions *options) {
  DiffResult *r = g_new0(DiffResult, 1);
  r->report.old_side = *old_side;
  r->report.new_side = *new_side;
  r->report.complete = side_is_complete(old_side) && side_is_complete(new_side);
  r->strings = g_string_chunk_new(8192);
  r->blocks = g_ptr_array_new_with_free_func(g_free);
  r->changes = g_array_new(FALSE, FALSE, sizeof(DiffChange));
  r->papers = g_array_new(FALSE, FALSE, sizeof(DiffPaper));
  r->reasons = g_array_new(TRUE, FALSE, sizeof(char *));
  r->sections = g_array_new(FALSE, FALSE, sizeof(DiffSection));
  r->explanation = g_array_new(TRUE, FALSE, sizeof(char *));
  r->show_layout = options && options->show_layout;
  r->explain = options ? options->explain : 0;
  return r;
}

static DiffReport *result_finish(DiffResult *r) {
  r->report.changes = result_take_array(r, r->changes, &r->report.change_count);
  r->report.papers = result_take_array(r, r->papers, &r->report.paper_count);
  r->report.reasons = result_take_array(r, r->reasons, NULL);
  r->report.sections = result_take_array(r, r->sections, &r->report.section_count);
  r->report.explained = r->explain <= r->report.change_count ? r->explain : 0;
  r->report.explanation = result_take_array(r, r->explanation, NULL);
  r->changes = r->papers = r->reasons = r->sections = r->explanation = NULL;
  return &r->report;
}

static void add_reason(Run *run, const char *text) {
  const char *reason = result_string(run->r, text, -1);
  g_array_append_val(run->r->reasons, reason);
}

/* What the reader should know of how the rest was found. */
static void add_cautions(Run *run) {
  if (run->capped)
    add_reason(run, "some parts are so large or so different that they were compared only coarsely");
  bool english = true;
  for (unsigned s = 0; s < 2; s++)
    for (guint p = 0; p < run->sides[s]->len; p++)
      english = english && paper_is_english(run->words, run->sides[s]->pdata[p]);
  if (!english && run->r->changes->len)
    add_reason(
        run,
        "a paper is not in English: all words are compared, but decisions, “may” and “not”, roles, numbers "
        "in words and promises are told in English only");
}

DiffReport *diff_papers(const DiffSide *old_side, const DiffSide *new_side, const DiffOptions *options) {
  Run run = {
      .r = result_new(old_side, new_side, options), .words = vocabulary_new(), .sequence = sequence_new()};
  run.swapped = compare_sides(old_side, new_side) > 0;
  const DiffSide *given[2] = {run.swapped ? new_side : old_side, run.swapped ? old_side : new_side};
  for (unsigned s = 0; s < 2; s++)
    run.sides[s] = g_ptr_array_new_with_free_func((GDestroyNotify)paper_side_free);
  tokens_read(run.words, run.sides, given);
  compare_papers(&run);
  rank_verdict(run.r);
  add_cautions(&run);
  for (unsigned s = 0; s < 2; s++) g_ptr_array_unref(run.sides[s]);
  vocabulary_free(run.words);
  sequence_free(run.sequence);
  return result_finish(run.r);
}

double diff_similarity(const Doc *a, const Doc *b) {
  DiffVocabulary *words = vocabulary_new();
  GPtrArray *sides[2];
  DiffSide side[2] = {{.papers = &a, .count = 1}, {.papers = &b, .count = 1}};
  const DiffSide *given[2] = {&side[0], &side[1]};
  for (unsigned s = 0; s < 2; s++) sides[s] = g_ptr_array_new_with_free_func((GDestroyNotify)paper_side_free);
  tokens_read(words, sides, given);
  double similarity = paper_similarity(sides[0]->pdata[0], sides[1]->pdata[0]);
  for (unsigned s = 0; s < 2; s++) g_ptr_array_unref(sides[s]);
  vocabulary_free(words);
  return similarity;
}
