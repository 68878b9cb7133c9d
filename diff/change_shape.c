/* Changes of shape: what moved as a whole, columns that came and went, new numbers, other levels.
 * Linear in the nodes; columns times rows for tables. */
#include "diff/teller.h"

#include "model/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* --- moved sections, lists, tables --- */

static void tell_container(DiffTeller *t, const DiffContainerMove *move) {
  uint32_t node[2] = {move->node[t->side_of[OLD]], move->node[t->side_of[NEW]]}, first, end;
  side_subtree_units(teller_side(t, NEW), node[NEW], &first, &end);
  DiffTold *told =
      teller_add(t, DIFF_MOVE, doc_kind_name(doc_node(teller_side(t, NEW)->doc, node[NEW])->kind));
  told->change.moved = true;
  teller_place(t, told, NEW, first);
  DiffTokenRange range = {{0, 0}, {0, 0}};
  for (unsigned which = OLD; which <= NEW; which++) {
    g_autofree char *text = doc_subtree_text(teller_side(t, which)->doc, node[which], " ");
    teller_set_end(t, &told->change, which, node[which], text);
  }
  teller_classify(t, &told->change, &range, false);
  const char *from = doc_node(teller_side(t, OLD)->doc, node[OLD])->label;
  const char *to = doc_node(teller_side(t, NEW)->doc, node[NEW])->label;
  if (strcmp(from, to) != 0 && *from && *to)
    teller_add_class(t, &told->change, DIFF_CLASS_RENUMBERING, from, to,
                     "it has a new number where it stands now");
}

void shape_tell_containers(DiffTeller *t) {
  for (guint k = 0; k < t->m->containers->len; k++)
    tell_container(t, &g_array_index(t->m->containers, DiffContainerMove, k));
}

/* --- moved sentences --- */

static void tell_sentence(DiffTeller *t, const DiffSentenceMove *move) {
  DiffTold *told = teller_add(t, DIFF_MOVE, "sentence");
  DiffTokenRange range;
  told->change.moved = true;
  for (unsigned which = OLD; which <= NEW; which++) {
    const DiffPaperSide *side = teller_side(t, which);
    uint32_t first = move->first[t->side_of[which]], end = move->end[t->side_of[which]];
    words_tokens(side, first, end, &range.token_first[which], &range.token_end[which]);
    g_autofree char *text = tokens_text(side, range.token_first[which], range.token_end[which], false);
    teller_set_end(t, &told->change, which, side_word(side, first)->node, text);
    if (which == NEW) teller_place(t, told, NEW, side_unit_of_word(side, first));
  }
  DiffTokenRange none = {{0, 0}, {0, 0}};
  teller_classify(t, &told->change, &none, false);
}

void shape_tell_sentences(DiffTeller *t) {
  for (guint k = 0; k < t->m->sentences->len; k++)
    tell_sentence(t, &g_array_index(t->m->sentences, DiffSentenceMove, k));
}

/* --- columns --- */

/* The cells of a column in the rows that the other draft has too. */
static GArray *column_cells(const DiffTeller *t, unsigned which, uint32_t table, uint32_t column) {
  const DiffPaperSide *side = teller_side(t, which);
  GArray *found = g_array_new(FALSE, FALSE, sizeof(DiffCell));
  uint32_t first, end;
  side_subtree_units(side, table, &first, &end);
  for (uint32_t u = first; u < end; u++) {
    const DiffUnit *unit = side_unit(side, u);
    if (unit->kind != UNIT_ROW || unit->bead == DIFF_NONE ||
        !(match_bead(t->m, unit->bead)->flags & BEAD_CELLS))
      continue;
    g_autoptr(GArray) cells = table_cells(side, u);
    for (guint i = 0; i < cells->len; i++) {
      const DiffCell *cell = &g_array_index(cells, DiffCell, i);
      if (cell->column == column && cell->columns == 1 && cell->first < cell->end)
        g_array_append_val(found, *cell);
    }
  }
  return found;
}

static char *cells_text(const DiffPaperSide *side, const GArray *cells, uint32_t *words) {
  GString *out = g_string_new(NULL);
  *words = 0;
  for (guint i = 0; i < cells->len; i++) {
    const DiffCell *cell = &g_array_index(cells, DiffCell, i);
    g_autofree char *text = doc_subtree_text(side->doc, cell->node, " ");
    if (out->len) g_string_append_c(out, ' ');
    g_string_append(out, text);
    *words += cell->end - cell->first;
  }
  return g_string_free(out, FALSE);
}

/* Classes of a column are those of its cells, told once each. */
static void classify_cells(DiffTeller *t, DiffChange *change, unsigned which, const GArray *cells) {
  bool seen[DIFF_CLASSES] = {false};
  GArray *classes = g_array_new(FALSE, FALSE, sizeof(DiffClass));
  teller_set_section(t, change);
  for (guint i = 0; i < cells->len; i++) {
    const DiffCell *cell = &g_array_index(cells, DiffCell, i);
    DiffClassQuery query = {.words = t->m->words, .all = true, .block = "column", .section = change->section};
    query.side[which] = teller_side(t, which);
    words_tokens(query.side[which], cell->first, cell->end, &query.first[which], &query.end[which]);
    g_autoptr(GArray) found = classes_find(t->r, &query);
    for (guint k = 0; k < found->len; k++) {
      const DiffClass *class = &g_array_index(found, DiffClass, k);
      if (!seen[class->kind]) g_array_append_val(classes, *class);
      seen[class->kind] = true;
    }
  }
  change->classes = result_take_array(t->r, classes, &change->class_count);
}

static void tell_column(DiffTeller *t, const DiffTablePair *pair, unsigned which, uint32_t column) {
  const DiffPaperSide *side = teller_side(t, which);
  uint32_t words;
  g_autoptr(GArray) cells = column_cells(t, which, pair->table[t->side_of[which]], column);
  if (!cells->len) return;
  g_autofree char *text = cells_text(side, cells, &words);
  DiffTold *told = teller_add(t, which == OLD ? DIFF_DELETE : DIFF_INSERT, "column");
  const DiffCell *top = &g_array_index(cells, DiffCell, 0);
  teller_place(t, told, which, side_unit_of_word(side, top->first));
  teller_set_end(t, &told->change, which, top->node, text);
  classify_cells(t, &told->change, which, cells);
  *(which == OLD ? &t->r->report.summary.words_deleted : &t->r->report.summary.words_inserted) += words;
}

static void tell_moved_column(DiffTeller *t, const DiffTablePair *pair, uint32_t column1) {
  uint32_t column[2] = {pair->map[1][column1], column1};
  DiffTokenRange none = {{0, 0}, {0, 0}};
  g_autoptr(GArray) a = column_cells(t, OLD, pair->table[t->side_of[OLD]], column[t->side_of[OLD]]);
  g_autoptr(GArray) b = column_cells(t, NEW, pair->table[t->side_of[NEW]], column[t->side_of[NEW]]);
  if (!a->len || !b->len) return;
  DiffTold *told = teller_add(t, DIFF_MOVE, "column");
  told->change.moved = true;
  const GArray *cells[2] = {a, b};
  for (unsigned which = OLD; which <= NEW; which++) {
    uint32_t words;
    const DiffCell *top = &g_array_index(cells[which], DiffCell, 0);
    g_autofree char *text = cells_text(teller_side(t, which), cells[which], &words);
    teller_set_end(t, &told->change, which, top->node, text);
    if (which == NEW) teller_place(t, told, NEW, side_unit_of_word(teller_side(t, NEW), top->first));
  }
  teller_classify(t, &told->change, &none, false);
}

void shape_tell_columns(DiffTeller *t) {
  for (guint k = 0; k < t->m->tables->len; k++) {
    const DiffTablePair *pair = &g_array_index(t->m->tables, DiffTablePair, k);
    for (unsigned which = OLD; which <= NEW; which++) {
      unsigned s = t->side_of[which];
      for (uint32_t c = 0; c < pair->columns[s]; c++)
        if (pair->map[s][c] == DIFF_NONE) tell_column(t, pair, which, c);
    }
    for (uint32_t d = 0; d < pair->columns[1]; d++)
      if (pair->moved[d]) tell_moved_column(t, pair, d);
  }
}

/* --- numbers --- */

/* "2." and "(2)" are one number: brackets and stops are style. */
static bool numbers_differ(const char *a, const char *b) {
  if (!*a || !*b || text_label_is_bullet(a) || text_label_is_bullet(b)) return false;
  static const char style[] = "()[].: ";
  for (;;) {
    a += strspn(a, style), b += strspn(b, style);
    if (!*a || !*b) return *a != *b;
    if (g_ascii_tolower(*a) != g_ascii_tolower(*b)) return true;
    a++, b++;
  }
}

/* What carries the number of a unit: its item, where it is the first block of one, else itself. */
static uint32_t numbered_node(const DiffPaperSide *side, uint32_t u) {
  uint32_t node = side_unit(side, u)->node, parent = doc_node(side->doc, node)->parent;
  bool opens_item = parent && doc_node(side->doc, parent)->kind == DOC_ITEM && node == parent + 1;
  return opens_item ? parent : node;
}

/* Renumbered neighbours under one parent are one change: a row put in renumbers all that follow. */
typedef struct {
  uint32_t unit[2];
  uint32_t first[2], last[2], parent; /* nodes, the parent of the new ones */
  uint32_t count;
} Renumbered;

static void tell_numbers(DiffTeller *t, const Renumbered *run) {
  const Doc *doc[2] = {teller_side(t, OLD)->doc, teller_side(t, NEW)->doc};
  const DocNode *top = doc_node(doc[NEW], run->first[NEW]);
  DiffTold *told = teller_add(t, DIFF_RENUMBER,
                              top->kind == DOC_SECTION ? "section"
                              : top->kind == DOC_ITEM  ? "item"
                                                       : doc_kind_name(top->kind));
  char *range[2];
  teller_place(t, told, NEW, run->unit[NEW]);
  for (unsigned which = OLD; which <= NEW; which++) {
    const DiffPaperSide *side = teller_side(t, which);
    const DocNode *first = doc_node(doc[which], run->first[which]);
    g_autofree char *from = numbering_label(side, run->first[which]),
                    *to = numbering_label(side, run->last[which]);
    range[which] = run->count == 1 ? g_strdup(from) : g_strdup_printf("%s … %s", from, to);
    g_autofree char *one = doc_subtree_text(doc[which], run->first[which], " ");
    const char *words = first->kind == DOC_SECTION ? first->text : one;
    g_autofree char *text = run->count > 1  ? g_strdup(range[which])
                            : *first->label ? g_strdup_printf("%s %s", from, words)
                                            : g_strdup(words);
    teller_set_end(t, &told->change, which, run->first[which], text);
  }
  g_autofree char *why = run->count == 1
                             ? g_strdup("the number changed, the words did not")
                             : g_strdup_printf("%u numbers changed, the words did not", run->count);
  teller_set_section(t, &told->change);
  teller_add_class(t, &told->change, DIFF_CLASS_RENUMBERING, range[OLD], range[NEW], why);
  t->r->report.summary.renumbered += run->count;
  for (unsigned which = OLD; which <= NEW; which++) g_free(range[which]);
}

static bool is_told_as_moved(const DiffTeller *t, uint32_t node) {
  for (guint k = 0; k < t->m->containers->len; k++)
    if (g_array_index(t->m->containers, DiffContainerMove, k).node[t->side_of[NEW]] == node) return true;
  return false;
}

void shape_tell_numbers(DiffTeller *t) {
  const DiffPaperSide *side = teller_side(t, NEW), *other = teller_side(t, OLD);
  Renumbered run = {.count = 0};
  for (guint u = 0; u < side->units->len; u++) {
    const DiffUnit *unit = side_unit(side, u);
    const DiffBead *bead = unit->bead == DIFF_NONE ? NULL : match_bead(t->m, unit->bead);
    if (!bead || bead->first[t->side_of[NEW]] != u) continue;
    uint32_t b = numbered_node(side, u), a = numbered_node(other, bead->first[t->side_of[OLD]]);
    const DocNode *x = doc_node(other->doc, a), *y = doc_node(side->doc, b);
    g_autofree char *from = numbering_label(other, a), *to = numbering_label(side, b);
    bool comparable = x->kind == y->kind || !*x->label || !*y->label;
    if (!comparable || !numbers_differ(from, to) || is_told_as_moved(t, b)) continue;
    bool goes_on = run.count && y->kind != DOC_SECTION && y->parent == run.parent &&
                   y->kind == doc_node(side->doc, run.first[NEW])->kind;
    if (!goes_on) {
      if (run.count) tell_numbers(t, &run);
      run = (Renumbered){{0, u}, {a, b}, {a, b}, y->parent, 0};
    }
    run.last[OLD] = a, run.last[NEW] = b;
    run.count++;
  }
  if (run.count) tell_numbers(t, &run);
}

/* --- levels --- */

enum { LEVEL_SHIFTS = 17, LEVEL_ZERO = 8 };

static int level_shift(const DiffTeller *t, uint32_t b) {
  uint32_t a = t->m->section_peer[t->side_of[NEW]][b];
  if (!a) return INT_MIN;
  int from = doc_node(teller_side(t, OLD)->doc, a)->level, to = doc_node(teller_side(t, NEW)->doc, b)->level;
  return from && to && ABS(to - from) <= LEVEL_ZERO ? to - from : INT_MIN;
}

/* The shift that most sections share is a matter of the source's format ("##" for "#"); false where none is
 * the rule. */
static bool usual_shift(const DiffTeller *t, int *usual) {
  uint32_t count[LEVEL_SHIFTS] = {0}, all = 0;
  for (uint32_t b = 1; b < doc_count(teller_side(t, NEW)->doc); b++) {
    int shift = level_shift(t, b);
    if (shift == INT_MIN) continue;
    count[shift + LEVEL_ZERO]++;
    all++;
  }
  unsigned best = LEVEL_ZERO;
  for (unsigned i = 0; i < LEVEL_SHIFTS; i++)
    if (count[i] > count[best]) best = i;
  *usual = (int)best - LEVEL_ZERO;
  return all >= 2 && 2 * count[best] >= all;
}

void shape_tell_levels(DiffTeller *t) {
  const DiffPaperSide *side = teller_side(t, NEW);
  int usual;
  if (t->r->report.old_side.levels_unknown || t->r->report.new_side.levels_unknown || !usual_shift(t, &usual))
    return;
  for (uint32_t b = 1; b < doc_count(side->doc); b++) {
    int shift = level_shift(t, b);
    uint32_t parent = doc_node(side->doc, b)->parent;
    if (shift == INT_MIN || shift == usual || is_told_as_moved(t, b)) continue;
    if (parent && level_shift(t, parent) == shift) continue; /* told with the section above */
    uint32_t a = t->m->section_peer[t->side_of[NEW]][b];
    const DocNode *x = doc_node(teller_side(t, OLD)->doc, a), *y = doc_node(side->doc, b);
    DiffTold *told = teller_add(t, DIFF_RELEVEL, "section");
    teller_place(t, told, NEW, side->first_unit[b]);
    teller_set_end(t, &told->change, OLD, a, x->text);
    teller_set_end(t, &told->change, NEW, b, y->text);
    teller_set_section(t, &told->change);
    g_autofree char *from = g_strdup_printf("level %u", x->level),
                    *to = g_strdup_printf("level %u", y->level);
    teller_add_class(t, &told->change, DIFF_CLASS_HEADING, from, to,
                     shift > usual ? "it is now a part of the section before it"
                                   : "it now stands higher among the sections");
  }
}
