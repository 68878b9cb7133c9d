/* The matching, told as changes: what each bead says, and what has no bead.
 *
 * Whatever came or went as a whole (a section with all that is in it, a list, a table, a row) is one change.
 * Order is that of the new paper, and what was taken out stands where it stood. Linear in the nodes, O(n log
 * n) for the order. */
#include "diff/teller.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* --- parts of a change --- */

DiffTold *teller_add(DiffTeller *t, DiffKind kind, const char *block) {
  DiffTold told = {.change = {.kind = kind, .block = block, .paper = t->paper}};
  g_array_append_val(t->told, told);
  return &g_array_index(t->told, DiffTold, t->told->len - 1);
}

void teller_place(DiffTeller *t, DiffTold *told, unsigned which, uint32_t unit) {
  told->place = which == NEW ? unit : unit < teller_side(t, OLD)->units->len ? t->slot[unit] : UINT32_MAX;
  told->rank_in_place = which == NEW ? 1 : 0;
}

static void append_path(const DiffPaperSide *side, uint32_t node, GString *out) {
  if (node == 0) return;
  append_path(side, doc_node(side->doc, node)->parent, out);
  g_string_append_printf(out, "/%s[%u]", doc_kind_name(doc_node(side->doc, node)->kind), side->ordinal[node]);
}

void teller_set_end(DiffTeller *t, DiffChange *change, unsigned which, uint32_t node, const char *text) {
  const DiffPaperSide *side = teller_side(t, which);
  g_autoptr(GString) path = g_string_new(node ? NULL : "/");
  append_path(side, node, path);
  uint32_t page = doc_node(side->doc, node)->page;
  const char *printed = doc_printed_page(side->printed, page);
  DiffEnd end = {true,
                 node,
                 result_string(t->r, text, -1),
                 page,
                 result_string(t->r, path->str, -1),
                 printed ? result_string(t->r, printed, -1) : NULL};
  *(which == OLD ? &change->old_end : &change->new_end) = end;
}

void teller_set_section(DiffTeller *t, DiffChange *change) {
  const DiffEnd *end = change->new_end.present ? &change->new_end : &change->old_end;
  const DiffPaperSide *side = teller_side(t, change->new_end.present ? NEW : OLD);
  g_auto(GStrv) path = doc_section_path(side->doc, end->node);
  GArray *section = g_array_new(TRUE, FALSE, sizeof(char *));
  for (char **p = path; *p; p++) {
    const char *heading = result_string(t->r, *p, -1);
    g_array_append_val(section, heading);
  }
  change->section = result_take_array(t->r, section, NULL);
}

void teller_classify(DiffTeller *t, DiffChange *change, const DiffTokenRange *range, bool all) {
  teller_set_section(t, change);
  DiffClassQuery query = {
      .words = t->m->words, .all = all, .block = change->block, .section = change->section};
  for (unsigned which = OLD; which <= NEW; which++) {
    const DiffEnd *end = which == OLD ? &change->old_end : &change->new_end;
    if (!end->present) continue;
    query.side[which] = teller_side(t, which);
    query.first[which] = range->token_first[which], query.end[which] = range->token_end[which];
    query.own[which] = end->text;
  }
  GArray *classes = classes_find(t->r, &query);
  change->classes = result_take_array(t->r, classes, &change->class_count);
}

void teller_add_class(DiffTeller *t, DiffChange *change, DiffClassKind kind, const char *old_text,
                      const char *new_text, const char *why) {
  GArray *classes = g_array_new(FALSE, FALSE, sizeof(DiffClass));
  if (change->class_count) g_array_append_vals(classes, change->classes, change->class_count);
  classes_add(t->r, classes, kind, old_text, new_text, why);
  change->classes = result_take_array(t->r, classes, &change->class_count);
}

const char *teller_block(const DiffPaperSide *side, uint32_t node) {
  const DocNode *n = doc_node(side->doc, node);
  if (n->kind == DOC_QUOTE || n->kind == DOC_PREFORMATTED) return "paragraph";
  if (n->kind == DOC_PARAGRAPH && n->parent && doc_node(side->doc, n->parent)->kind == DOC_ITEM &&
      node == n->parent + 1)
    return "item";
  return doc_kind_name(n->kind);
}

char *row_text(const DiffPaperSide *side, uint32_t row) { return doc_subtree_text(side->doc, row, " "); }

static DiffTokenRange bead_range(const DiffTeller *t, const DiffBead *bead) {
  DiffTokenRange range;
  for (unsigned which = OLD; which <= NEW; which++) {
    unsigned s = t->side_of[which];
    range.token_first[which] = side_unit(t->m->side[s], bead->first[s])->token_first;
    range.token_end[which] = side_unit(t->m->side[s], bead->first[s] + bead->count[s] - 1)->token_end;
  }
  return range;
}

static void set_both_ends(DiffTeller *t, DiffChange *change, const DiffBead *bead,
                          const DiffTokenRange *range) {
  for (unsigned which = OLD; which <= NEW; which++) {
    const DiffPaperSide *side = teller_side(t, which);
    uint32_t node = side_unit(side, bead->first[t->side_of[which]])->node;
    g_autofree char *text = tokens_text(side, range->token_first[which], range->token_end[which], false);
    teller_set_end(t, change, which, node, text);
  }
}

/* --- beads --- */

/* The first block of a page or column; nothing tells there whether it goes on with the one before. */
static bool begins_page(const DiffPaperSide *side, uint32_t u) {
  if (u == 0) return false;
  const DocNode *node = doc_node(side->doc, side_unit(side, u)->node),
                *before = doc_node(side->doc, side_unit(side, u - 1)->node);
  bool boxes = node->box.y1 > 0 && before->box.y1 > 0;
  return node->page && (node->page > before->page || (boxes && node->box.y1 < before->box.y0));
}

/* A writer ends a paragraph at the end of a sentence; a page ends it anywhere. */
static bool breaks_at_sentences(const DiffPaperSide *side, uint32_t first, uint32_t count) {
  for (uint32_t u = first; u < first + count; u++) {
    const DiffUnit *unit = side_unit(side, u);
    const DocNode *node = doc_node(side->doc, unit->node);
    if (node->kind != DOC_PARAGRAPH && node->kind != DOC_QUOTE) return false;
    if (node->kind != doc_node(side->doc, side_unit(side, first)->node)->kind) return false;
    if (u + 1 == first + count) continue;
    const char *tail = node->text + side_word(side, unit->end - 1)->end;
    const DiffToken *next = side_word(side, side_unit(side, u + 1)->first);
    if (!strpbrk(tail, ".!?:")) return false;
    if (g_unichar_islower(g_utf8_get_char(doc_node(side->doc, next->node)->text + next->start))) return false;
    if (begins_page(side, u + 1)) return false;
  }
  return true;
}

static bool all_under_one_parent(const DiffPaperSide *side, uint32_t first, uint32_t count) {
  uint32_t parent = doc_node(side->doc, side_unit(side, first)->node)->parent;
  for (uint32_t u = first; u < first + count; u++)
    if (doc_node(side->doc, side_unit(side, u)->node)->parent != parent) return false;
  return true;
}

static DiffKind bead_kind(const DiffTeller *t, const DiffBead *bead) {
  unsigned o = t->side_of[OLD], n = t->side_of[NEW];
  if (bead_is_single(bead)) {
    bool headings = side_unit(t->m->side[0], bead->first[0])->kind == UNIT_HEADING &&
                    side_unit(t->m->side[1], bead->first[1])->kind == UNIT_HEADING;
    return headings ? DIFF_RETITLE : DIFF_EDIT;
  }
  if (bead->flags & BEAD_BAG || (bead->count[o] > 1 && bead->count[n] > 1)) return DIFF_RESTRUCTURE;
  for (unsigned s = 0; s < 2; s++)
    if (!breaks_at_sentences(t->m->side[s], bead->first[s], bead->count[s]) ||
        !all_under_one_parent(t->m->side[s], bead->first[s], bead->count[s]))
      return DIFF_RESTRUCTURE;
  return bead->count[o] == 1 ? DIFF_SPLIT : DIFF_MERGE;
}

static const char *bead_block(const DiffTeller *t, const DiffBead *bead) {
  const DiffPaperSide *side = teller_side(t, NEW);
  return teller_block(side, side_unit(side, bead->first[t->side_of[NEW]])->node);
}

/* The first address that a links to and b does not. */
static const char *own_link(const DocNode *a, const DocNode *b) {
  for (uint32_t i = 0; i < a->run_count; i++) {
    const char *target = a->runs[i].target;
    bool shared = !*target;
    for (uint32_t j = 0; j < b->run_count && !shared; j++) shared = strcmp(target, b->runs[j].target) == 0;
    if (!shared) return target;
  }
  return NULL;
}

/* Links of a text whose address changed while the words did not. That one side has none is its format's doing, and
 * how many runs a link is cut into its layout's. */
static void tell_links(DiffTeller *t, const DiffBead *bead) {
  const DocNode *a = NULL, *b = NULL;
  for (unsigned which = OLD; which <= NEW; which++) {
    const DiffPaperSide *side = teller_side(t, which);
    const DocNode *node = doc_node(side->doc, side_unit(side, bead->first[t->side_of[which]])->node);
    *(which == OLD ? &a : &b) = node;
  }
  const char *from = own_link(a, b), *to = own_link(b, a);
  if (!from || !to) return;
  DiffTokenRange range = bead_range(t, bead);
  DiffTold *told = teller_add(t, DIFF_EDIT, bead_block(t, bead));
  teller_place(t, told, NEW, bead->first[t->side_of[NEW]]);
  set_both_ends(t, &told->change, bead, &range);
  teller_set_section(t, &told->change);
  teller_add_class(t, &told->change, DIFF_CLASS_LINK, from, to,
                   "the words are the same, the link's address is not");
}

/* No word differs: typography, another kind of block, or nothing. */
static void tell_layout(DiffTeller *t, const DiffBead *bead, const DiffOps *ops, DiffKind kind) {
  const DiffPaperSide *a = teller_side(t, OLD), *b = teller_side(t, NEW);
  const DocNode *x = doc_node(a->doc, side_unit(a, bead->first[t->side_of[OLD]])->node);
  const DocNode *y = doc_node(b->doc, side_unit(b, bead->first[t->side_of[NEW]])->node);
  bool single = bead_is_single(bead), shape = !single || x->kind != y->kind;
  if (!shape && !ops->typography) return;
  t->r->report.summary.layout_only++;
  if (!single) t->r->report.summary.restructured++;
  if (!t->r->show_layout) return;
  DiffTokenRange range = bead_range(t, bead);
  DiffTold *told = teller_add(t,
                              shape                  ? DIFF_RESTRUCTURE
                              : kind == DIFF_RETITLE ? DIFF_RETITLE
                                                     : DIFF_EDIT,
                              bead_block(t, bead));
  told->change.layout = true;
  teller_place(t, told, NEW, bead->first[t->side_of[NEW]]);
  set_both_ends(t, &told->change, bead, &range);
  teller_set_section(t, &told->change);
  teller_add_class(t, &told->change, shape ? DIFF_CLASS_LAYOUT : DIFF_CLASS_TYPOGRAPHY, "", "",
                   shape ? "the same words in blocks of another shape" : "only marks or capitals differ");
}

static void tell_words(DiffTeller *t, const DiffBead *bead, DiffOps *ops, DiffKind kind,
                       const DiffTokenRange *range) {
  DiffTold *told = teller_add(t, bead->flags & BEAD_MOVED ? DIFF_MOVE : kind, bead_block(t, bead));
  told->change.moved = (bead->flags & BEAD_MOVED) != 0;
  teller_place(t, told, NEW, bead->first[t->side_of[NEW]]);
  set_both_ends(t, &told->change, bead, range);
  bool capitals_only = ops->capitals && ops->deleted == ops->inserted &&
                       !refine_lost(t->m, 0, bead_first_word(t->m, bead, 0), bead_end_word(t->m, bead, 0));
  if (ops_differ(ops)) ops_take(ops, &told->change);
  teller_classify(t, &told->change, range, false);
  if (capitals_only && !told->change.moved)
    teller_add_class(t, &told->change, DIFF_CLASS_TYPOGRAPHY, "", "", "only capitals differ");
}

/* "row “Community”, column “2018/19”", by the first cells of its row and its column. */
static char *cell_place(const DiffPaperSide *side, uint32_t row_unit, const DiffCell *cell) {
  const Doc *doc = side->doc;
  uint32_t row = side_unit(side, row_unit)->node, table = doc_node(doc, row)->parent, head = 0;
  for (uint32_t r = doc_first_child(doc, table), column = 0; r && !head && r != row; r = 0)
    for (uint32_t c = doc_first_child(doc, r); c;
         column += MAX(doc_node(doc, c)->colspan, 1), c = doc_next_sibling(doc, c))
      if (column == cell->column) head = c;
  uint32_t lead = doc_first_child(doc, row);
  GString *out = g_string_new(NULL);
  if (lead && lead != cell->node && *doc_node(doc, lead)->text)
    g_string_append_printf(out, "row “%s”", doc_node(doc, lead)->text);
  if (head && *doc_node(doc, head)->text)
    g_string_append_printf(out, "%scolumn “%s”", out->len ? ", " : "", doc_node(doc, head)->text);
  if (!out->len) g_string_append(out, "it is a cell of a table");
  return g_string_free(out, FALSE);
}

static void tell_cell(DiffTeller *t, const uint32_t row[2], const DiffCell *const cell[2]) {
  DiffTokenRange range;
  DiffOps ops;
  ops_init(&ops, t);
  for (unsigned which = OLD; which <= NEW; which++)
    words_tokens(teller_side(t, which), cell[which]->first, cell[which]->end, &range.token_first[which],
                 &range.token_end[which]);
  ops_add(&ops, range);
  DiffTold *told = teller_add(t, DIFF_EDIT, "cell");
  teller_place(t, told, NEW, row[NEW]);
  for (unsigned which = OLD; which <= NEW; which++) {
    g_autofree char *text = doc_subtree_text(teller_side(t, which)->doc, cell[which]->node, " ");
    teller_set_end(t, &told->change, which, cell[which]->node, text);
  }
  ops_take(&ops, &told->change);
  ops_clear(&ops);
  teller_classify(t, &told->change, &range, false);
  g_autofree char *place = cell_place(teller_side(t, NEW), row[NEW], cell[NEW]);
  teller_add_class(t, &told->change, DIFF_CLASS_TABLE, "", "", place);
}

/* The cell of the other row that a cell was compared with, NULL where there is none. */
static const DiffCell *cell_counterpart(const GArray *cells, const DiffCell *cell, guint index,
                                        uint32_t column) {
  for (guint i = 0; i < cells->len; i++) {
    const DiffCell *other = &g_array_index(cells, DiffCell, i);
    if (cell->columns == 1 && other->columns == 1 ? other->column == column : i == index) return other;
  }
  return NULL;
}

/* Rows that were compared by cells: one cell is told as a cell, several as their row. */
static void tell_row(DiffTeller *t, const DiffBead *bead) {
  uint32_t row[2], changed = 0;
  for (unsigned which = OLD; which <= NEW; which++) row[which] = bead->first[t->side_of[which]];
  g_autoptr(GArray) a = table_cells(teller_side(t, OLD), row[OLD]),
                    b = table_cells(teller_side(t, NEW), row[NEW]);
  const DiffTablePair *pair = tables_pair_of_row(t->m, bead);
  const uint32_t *to_old = pair->map[t->side_of[NEW]];
  DiffOps all;
  ops_init(&all, t);
  const DiffCell *cell[2] = {NULL, NULL};
  for (guint j = 0; j < b->len; j++) {
    const DiffCell *y = &g_array_index(b, DiffCell, j), *x = cell_counterpart(a, y, j, to_old[y->column]);
    if (!x) continue;
    DiffTokenRange range;
    words_tokens(teller_side(t, OLD), x->first, x->end, &range.token_first[OLD], &range.token_end[OLD]);
    words_tokens(teller_side(t, NEW), y->first, y->end, &range.token_first[NEW], &range.token_end[NEW]);
    uint32_t before = all.deleted + all.inserted;
    ops_add_space(&all);
    ops_add(&all, range);
    if (all.deleted + all.inserted > before) changed++, cell[OLD] = x, cell[NEW] = y;
  }
  DiffTokenRange range = bead_range(t, bead);
  bool moved = (bead->flags & BEAD_MOVED) != 0;
  if (changed == 1 && !moved)
    tell_cell(t, row, cell);
  else if (changed || moved)
    tell_words(t, bead, &all, DIFF_EDIT, &range);
  else
    tell_layout(t, bead, &all, DIFF_EDIT);
  ops_clear(&all);
}

/* Most blocks of most papers: nothing to tell, and no need to look at their words once more. */
static bool is_same_text(const DiffTeller *t, const DiffBead *bead) {
  if (!(bead->flags & BEAD_EQUAL) || bead->flags & BEAD_MOVED || !bead_is_single(bead)) return false;
  const DiffUnit *a = side_unit(t->m->side[0], bead->first[0]), *b = side_unit(t->m->side[1], bead->first[1]);
  const DocNode *x = doc_node(t->m->side[0]->doc, a->node), *y = doc_node(t->m->side[1]->doc, b->node);
  return x->kind == y->kind && x->kind != DOC_ROW && !x->run_count && !y->run_count &&
         strcmp(x->text, y->text) == 0;
}

static void tell_bead(DiffTeller *t, const DiffBead *bead) {
  if (is_same_text(t, bead)) return;
  if (bead->flags & BEAD_CELLS) {
    tell_row(t, bead);
    return;
  }
  DiffTokenRange range = bead_range(t, bead);
  DiffKind kind = bead_kind(t, bead);
  DiffOps ops;
  ops_init(&ops, t);
  if (bead->flags & BEAD_BAG)
    ops_add_lost(&ops, range);
  else
    ops_add(&ops, range);
  bool shape_is_told = kind == DIFF_SPLIT || kind == DIFF_MERGE;
  if (ops_differ(&ops) || shape_is_told || bead->flags & BEAD_MOVED) {
    if (kind == DIFF_RESTRUCTURE && ops_differ(&ops)) t->r->report.summary.restructured++;
    tell_words(t, bead, &ops, kind, &range);
  } else {
    tell_layout(t, bead, &ops, kind);
    if (bead_is_single(bead)) tell_links(t, bead);
  }
  ops_clear(&ops);
}

/* --- what has no bead --- */

/* By unit, and one more: how many units before it did not come or go as a whole. */
static uint32_t *count_others(const DiffPaperSide *side) {
  uint32_t *others = g_new0(uint32_t, side->units->len + 1);
  for (guint u = 0; u < side->units->len; u++) {
    const DiffUnit *unit = side_unit(side, u);
    bool whole = unit->bead == DIFF_NONE && !unit->aside;
    for (uint32_t w = unit->first; whole && w < unit->end; w++) whole = side->state[w] == WORD_LOST;
    others[u + 1] = others[u] + !whole;
  }
  return others;
}

static void tell_one_side(DiffTeller *t, unsigned which, uint32_t node, uint32_t first, uint32_t end,
                          const char *block) {
  const DiffPaperSide *side = teller_side(t, which);
  DiffTokenRange range = {{0, 0}, {0, 0}};
  range.token_first[which] = side_unit(side, first)->token_first;
  range.token_end[which] = side_unit(side, end - 1)->token_end;
  g_autofree char *text = tokens_text(side, range.token_first[which], range.token_end[which], true);
  uint32_t words = words_count(text);
  if (!words) return;
  DiffTold *told = teller_add(t, which == OLD ? DIFF_DELETE : DIFF_INSERT, block);
  teller_place(t, told, which, first);
  teller_set_end(t, &told->change, which, node, text);
  teller_classify(t, &told->change, &range, true);
  *(which == OLD ? &t->r->report.summary.words_deleted : &t->r->report.summary.words_inserted) += words;
}

/* What came or went, the outermost whole block that it fills. */
static void tell_rest(DiffTeller *t, unsigned which) {
  const DiffPaperSide *side = teller_side(t, which);
  g_autofree uint32_t *others = count_others(side);
  for (uint32_t node = 1; node < doc_count(side->doc); node++) {
    uint32_t first, end;
    side_subtree_units(side, node, &first, &end);
    const DocNode *n = doc_node(side->doc, node);
    if (first >= end) {
      node = n->last;
    } else if (others[end] == others[first]) {
      tell_one_side(t, which, node, first, end, teller_block(side, node));
      node = n->last;
    } else if (side_unit(side, first)->node == node) {
      const DiffUnit *unit = side_unit(side, first);
      if (unit->bead == DIFF_NONE && !unit->aside)
        tell_one_side(t, which, node, first, first + 1, teller_block(side, node));
      if (n->kind == DOC_ROW) node = n->last;
    }
  }
}

/* --- the list --- */

/* Before which unit of the new paper each unit of the old one stood. */
static uint32_t *find_slots(const DiffTeller *t) {
  const DiffPaperSide *side = teller_side(t, OLD);
  uint32_t *slot = g_new(uint32_t, side->units->len + 1), here = 0;
  for (guint u = 0; u < side->units->len; u++) {
    const DiffUnit *unit = side_unit(side, u);
    const DiffBead *bead = unit->bead == DIFF_NONE ? NULL : match_bead(t->m, unit->bead);
    if (bead && !(bead->flags & BEAD_MOVED))
      here = bead->first[t->side_of[NEW]] + bead->count[t->side_of[NEW]];
    slot[u] = here;
  }
  return slot;
}

static gint compare_told(gconstpointer x, gconstpointer y) {
  const DiffTold *a = x, *b = y;
  if (a->place != b->place) return a->place < b->place ? -1 : 1;
  if (a->rank_in_place != b->rank_in_place) return a->rank_in_place < b->rank_in_place ? -1 : 1;
  return 0; /* g_array_sort is stable */
}

static void count_change(DiffSummary *summary, const DiffChange *change) {
  if (change->layout) return;
  switch (change->kind) {
  case DIFF_INSERT: summary->inserted++; break;
  case DIFF_DELETE: summary->deleted++; break;
  case DIFF_EDIT:
  case DIFF_RETITLE: summary->edited++; break;
  case DIFF_MOVE: summary->moved++; break;
  case DIFF_SPLIT: summary->split++; break;
  case DIFF_MERGE: summary->merged++; break;
  default: break;
  }
}

void changes_tell(DiffResult *r, DiffMatch *m, uint32_t paper) {
  DiffTeller t = {.r = r, .m = m, .side_of = {match_old(m), match_new(m)}, .paper = paper};
  t.slot = find_slots(&t);
  t.told = g_array_new(FALSE, FALSE, sizeof(DiffTold));
  for (guint k = 0; k < m->beads->len; k++)
    if (match_bead(m, k)->count[0]) tell_bead(&t, match_bead(m, k));
  tell_rest(&t, OLD);
  tell_rest(&t, NEW);
  shape_tell_containers(&t);
  shape_tell_sentences(&t);
  shape_tell_columns(&t);
  shape_tell_numbers(&t);
  shape_tell_levels(&t);
  figures_tell(&t);
  g_array_sort(t.told, compare_told);
  guint first_change = r->changes->len;
  for (guint k = 0; k < t.told->len; k++) {
    DiffChange *change = &g_array_index(t.told, DiffTold, k).change;
    count_change(&r->report.summary, change);
    change->rank = rank_change(change);
    g_array_append_val(r->changes, *change);
    if (r->changes->len == r->explain) explain_change(r, m, change);
  }
  sections_tell(&t, first_change);
  g_array_unref(t.told);
  g_free(t.slot);
}

void changes_tell_paper(DiffResult *r, DiffVocabulary *v, const DiffPaperSide *side, bool is_new,
                        uint32_t paper) {
  g_autofree char *text = tokens_text(side, 0, side->tokens->len, false);
  DiffEnd end = {true,
                 0,
                 result_string(r, text, -1),
                 side->tokens->len ? doc_node(side->doc, side_token(side, 0)->node)->page : 0,
                 "/",
                 NULL};
  DiffChange change = {.kind = is_new ? DIFF_INSERT : DIFF_DELETE, .block = "paper", .paper = paper};
  *(is_new ? &change.new_end : &change.old_end) = end;
  change.section = result_take_array(r, g_array_new(TRUE, TRUE, sizeof(char *)), NULL);
  DiffClassQuery query = {.words = v, .all = true, .block = "paper", .section = change.section};
  query.side[is_new] = side;
  query.end[is_new] = side->tokens->len;
  query.own[is_new] = end.text;
  change.classes = result_take_array(r, classes_find(r, &query), &change.class_count);
  count_change(&r->report.summary, &change);
  *(is_new ? &r->report.summary.words_inserted : &r->report.summary.words_deleted) += side->word_count;
  change.rank = rank_change(&change);
  g_array_append_val(r->changes, change);
  if (r->changes->len != r->explain) return;
  const char *why =
      "no counterpart: no paper of the other file shares enough of its words (pairing of papers)";
  g_array_append_val(r->explanation, why);
}
