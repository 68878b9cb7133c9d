/* Blocks whose words stand exactly once on each side, and the spine of those that keep their order (stage 1).
 *
 * Heckel, "A Technique for Isolating Differences Between Files" (1978): unique lines, then their neighbours.
 * The spine is the heaviest increasing subsequence, weighed by words as in Cobena, Abiteboul and Marian,
 * "Detecting Changes in XML Documents" (2002), section 5.2: what has fewer words is what moved. O(n log n) in
 * the units. */
#include "diff/diff_priv.h"

/* Fewer words than this off the spine prove nothing: "Noted." stands anywhere. A row of a name and a number
 * does prove something, and headings are exempt. */
enum { ANCHOR_MOVE_WORDS = 3, ANCHOR_MOVE_ROW_WORDS = 2 };

/* By key: 1 + the unit, or MANY. */
enum { MANY = 0x7fffffff };

static uint32_t *unique_units(const DiffPaperSide *side, uint32_t keys) {
  uint32_t *unit = g_new0(uint32_t, keys + 1);
  for (guint i = 0; i < side->units->len; i++) {
    uint32_t key = side_unit(side, i)->key;
    unit[key] = unit[key] ? MANY : i + 1;
  }
  return unit;
}

static uint32_t highest_key(const DiffMatch *m) {
  uint32_t keys = 0;
  for (unsigned s = 0; s < 2; s++)
    for (guint i = 0; i < m->side[s]->units->len; i++) keys = MAX(keys, side_unit(m->side[s], i)->key);
  return keys;
}

static bool are_free_and_equal(const DiffMatch *m, int64_t i, int64_t j) {
  if (i < 0 || j < 0 || i >= m->side[0]->units->len || j >= m->side[1]->units->len) return false;
  const DiffUnit *a = side_unit(m->side[0], (uint32_t)i), *b = side_unit(m->side[1], (uint32_t)j);
  return a->bead == DIFF_NONE && b->bead == DIFF_NONE && a->key == b->key;
}

static void extend(DiffMatch *m, int64_t i, int64_t j, int step) {
  for (; are_free_and_equal(m, i, j); i += step, j += step)
    match_add_bead(m, (uint32_t)i, 1, (uint32_t)j, 1, STAGE_NEIGHBOUR, BEAD_EQUAL);
}

/* The spine's neighbours first, so that a moved block does not take a repeated line from where it stayed. */
static void extend_all(DiffMatch *m, guint count, bool moved) {
  for (guint k = 0; k < count; k++) {
    DiffBead bead = *match_bead(m, k);
    if (bead.count[0] == 0 || ((bead.flags & BEAD_MOVED) != 0) != moved) continue;
    extend(m, (int64_t)bead.first[0] + 1, (int64_t)bead.first[1] + 1, 1);
    extend(m, (int64_t)bead.first[0] - 1, (int64_t)bead.first[1] - 1, -1);
  }
}

static void drop_small_moves(DiffMatch *m) {
  for (guint k = 0; k < m->beads->len; k++) {
    const DiffBead *bead = match_bead(m, k);
    if (bead->count[0] == 0 || !(bead->flags & BEAD_MOVED)) continue;
    const DiffUnit *unit = side_unit(m->side[0], bead->first[0]);
    uint32_t least = unit->kind == UNIT_ROW       ? ANCHOR_MOVE_ROW_WORDS
                     : unit->kind == UNIT_HEADING ? 0
                                                  : ANCHOR_MOVE_WORDS;
    if (unit->end - unit->first < least) match_drop_bead(m, k);
  }
}

static void mark_spine(DiffMatch *m) {
  g_autoptr(GArray) order = match_beads_in_order(m);
  match_mark_spine(m, order);
}

void anchors_match(DiffMatch *m) {
  uint32_t keys = highest_key(m);
  g_autofree uint32_t *a = unique_units(m->side[0], keys), *b = unique_units(m->side[1], keys);
  for (guint i = 0; i < m->side[0]->units->len; i++) {
    uint32_t key = side_unit(m->side[0], i)->key;
    if (a[key] != MANY && b[key] != MANY && are_free_and_equal(m, i, (int64_t)b[key] - 1))
      match_add_bead(m, i, 1, b[key] - 1, 1, STAGE_ANCHOR, BEAD_EQUAL);
  }
  guint anchors = m->beads->len;
  mark_spine(m);
  drop_small_moves(m);
  extend_all(m, anchors, false);
  extend(m, 0, 0, 1);
  extend(m, (int64_t)m->side[0]->units->len - 1, (int64_t)m->side[1]->units->len - 1, -1);
  extend_all(m, anchors, true);
  mark_spine(m);
}
