/* What lies between the anchors (stage 3): equal blocks in order first, then restructured runs, then the
 * beads. Near-linear: each part is capped where it is not. */
#include "diff/diff_priv.h"

/* Likeness of two blocks that stand alone between matched ones. Rows have no small words to be alike by. */
static const double LONE_MIN = 0.28, LONE_ROW_MIN = 0.20;

/* Shorter lines ("Action completed") stand in many places and would hold what belongs together apart, were they
 * paired before it: they wait for the beads, which weigh all pairs of a gap. Not where the gap is too long for
 * the beads. */
enum { TELLING_WORDS = 4, WEIGHED_PAIRS = 250000 };

/* The unmatched units of a range. */
static GArray *free_units(const DiffPaperSide *side, uint32_t first, uint32_t end) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t i = first; i < end; i++)
    if (side_unit(side, i)->bead == DIFF_NONE && !side_unit(side, i)->aside) g_array_append_val(list, i);
  return list;
}

static GArray *spans_of(const DiffPaperSide *side, const GArray *units) {
  GArray *spans = g_array_sized_new(FALSE, FALSE, sizeof(DiffSpan), units->len);
  for (guint k = 0; k < units->len; k++) {
    const DiffUnit *unit = side_unit(side, g_array_index(units, uint32_t, k));
    DiffSpan span = span_of_unit(unit);
    g_array_append_val(spans, span);
  }
  return spans;
}

static uint32_t *keys_of(const DiffPaperSide *side, const GArray *units) {
  uint32_t *keys = g_new(uint32_t, units->len + 1);
  for (guint k = 0; k < units->len; k++) keys[k] = side_unit(side, g_array_index(units, uint32_t, k))->key;
  return keys;
}

static void drop_short_units(const DiffPaperSide *side, GArray *units) {
  guint kept = 0;
  for (guint k = 0; k < units->len; k++) {
    const DiffUnit *unit = side_unit(side, g_array_index(units, uint32_t, k));
    if (unit->end - unit->first >= TELLING_WORDS || unit->kind == UNIT_HEADING)
      g_array_index(units, uint32_t, kept++) = g_array_index(units, uint32_t, k);
  }
  g_array_set_size(units, kept);
}

static void match_equal(DiffMatch *m, const DiffGap *gap, void *unused) {
  (void)unused;
  g_autoptr(GArray) a = free_units(m->side[0], gap->first[0], gap->end[0]);
  g_autoptr(GArray) b = free_units(m->side[1], gap->first[1], gap->end[1]);
  if ((uint64_t)a->len * b->len <= WEIGHED_PAIRS) {
    drop_short_units(m->side[0], a);
    drop_short_units(m->side[1], b);
  }
  g_autofree uint32_t *ka = keys_of(m->side[0], a), *kb = keys_of(m->side[1], b),
                      *match = g_new(uint32_t, a->len + 1);
  if (!sequence_match(m->sequence, ka, a->len, kb, b->len, match)) m->capped = true;
  for (guint k = 0; k < a->len; k++)
    if (match[k] != DIFF_NONE)
      match_add_bead(m, g_array_index(a, uint32_t, k), 1, g_array_index(b, uint32_t, match[k]), 1,
                     STAGE_EQUAL, BEAD_EQUAL);
}

static bool is_contiguous(const GArray *units, uint32_t first, uint32_t count) {
  return g_array_index(units, uint32_t, first + count - 1) - g_array_index(units, uint32_t, first) ==
         count - 1;
}

void gaps_pair(DiffMatch *m, const DiffGap *gap) {
  g_autoptr(GArray) a = free_units(m->side[0], gap->first[0], gap->end[0]);
  g_autoptr(GArray) b = free_units(m->side[1], gap->first[1], gap->end[1]);
  if (!a->len || !b->len) return;
  g_autoptr(GArray) sa = spans_of(m->side[0], a), sb = spans_of(m->side[1], b);
  g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(DiffSpanPair));
  spans_align(m, (const DiffSpan *)(void *)sa->data, a->len, (const DiffSpan *)(void *)sb->data, b->len,
              pairs);
  for (guint k = 0; k < pairs->len; k++) {
    const DiffSpanPair *p = &g_array_index(pairs, DiffSpanPair, k);
    if (!is_contiguous(a, p->first[0], p->count[0]) || !is_contiguous(b, p->first[1], p->count[1])) continue;
    match_add_bead(m, g_array_index(a, uint32_t, p->first[0]), p->count[0],
                   g_array_index(b, uint32_t, p->first[1]), p->count[1], m->flatly ? STAGE_FLAT : STAGE_BEADS,
                   0);
  }
}

void gaps_each(DiffMatch *m, void (*step)(DiffMatch *, const DiffGap *, void *), void *data) {
  g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(DiffGap));
  DiffGap gap = {{0, 0}, {0, 0}};
  for (uint32_t i = 0; i <= m->side[0]->units->len; i++) {
    bool end = i == m->side[0]->units->len;
    uint32_t index = end ? DIFF_NONE : side_unit(m->side[0], i)->bead;
    if (!end && (index == DIFF_NONE || match_bead(m, index)->flags & BEAD_MOVED)) continue;
    gap.end[0] = i;
    gap.end[1] = end ? m->side[1]->units->len : match_bead(m, index)->first[1];
    if (gap.first[0] < gap.end[0] && gap.first[1] < gap.end[1]) g_array_append_val(gaps, gap);
    if (end) break;
    const DiffBead *bead = match_bead(m, index);
    gap.first[0] = i + bead->count[0];
    gap.first[1] = bead->first[1] + bead->count[1];
    i = gap.first[0] - 1;
  }
  for (guint k = 0; k < gaps->len; k++) step(m, &g_array_index(gaps, DiffGap, k), data);
}

/* The only block left on each side between two that are matched: the place speaks for it too, so half the
 * likeness will do. A row of totals of which four of six were updated has a third of its words left. */
static void match_lone(DiffMatch *m, const DiffGap *gap, void *unused) {
  (void)unused;
  if (gap->end[0] - gap->first[0] != 1 || gap->end[1] - gap->first[1] != 1) return;
  const DiffUnit *a = side_unit(m->side[0], gap->first[0]), *b = side_unit(m->side[1], gap->first[1]);
  if (a->bead != DIFF_NONE || b->bead != DIFF_NONE || a->kind != b->kind) return;
  if (spans_similarity(m, a->first, a->end, b->first, b->end) >=
      (a->kind == UNIT_ROW ? LONE_ROW_MIN : LONE_MIN))
    match_add_bead(m, gap->first[0], 1, gap->first[1], 1, STAGE_PLACE, 0);
}

static void fill_gap(DiffMatch *m, const DiffGap *gap, void *unused) {
  (void)unused;
  restructure_streams(m, gap->first[0], gap->end[0], gap->first[1], gap->end[1]);
  gaps_pair(m, gap);
  restructure_bags(m, gap->first[0], gap->end[0], gap->first[1], gap->end[1]);
}

/* --- inside what moved --- */

static bool is_free_text(const DiffPaperSide *side, int64_t u) {
  if (u < 0 || u >= side->units->len) return false;
  const DiffUnit *unit = side_unit(side, (uint32_t)u);
  return unit->bead == DIFF_NONE && unit->kind != UNIT_HEADING;
}

/* The blocks without a counterpart that stand beside a matched one on both sides, before or after it, up to the
 * next heading or matched block. */
static DiffGap gap_beside(const DiffMatch *m, const DiffBead *bead, int step) {
  DiffGap gap;
  for (unsigned s = 0; s < 2; s++) {
    uint32_t first = bead->first[s], end = bead->first[s] + bead->count[s];
    if (step > 0) {
      gap.first[s] = gap.end[s] = end;
      while (is_free_text(m->side[s], gap.end[s])) gap.end[s]++;
    } else {
      gap.first[s] = gap.end[s] = first;
      while (is_free_text(m->side[s], (int64_t)gap.first[s] - 1)) gap.first[s]--;
    }
  }
  return gap;
}

/* A section that moved was edited like any other, but lies between no two blocks that kept their order. What has all
 * its words there is found first, lest a stranger that stands where the section was is taken for it. */
static void match_inside_moved(DiffMatch *m, void (*step)(DiffMatch *, const DiffGap *, void *)) {
  guint count = m->beads->len;
  for (guint k = 0; k < 2 * count; k++) {
    const DiffBead *bead = match_bead(m, k % count);
    if (bead->count[0] == 0 || !(bead->flags & BEAD_MOVED)) continue;
    DiffGap gap = gap_beside(m, bead, k < count ? 1 : -1);
    if (gap.first[0] == gap.end[0] || gap.first[1] == gap.end[1]) continue;
    guint before = m->beads->len;
    step(m, &gap, NULL);
    for (guint i = before; i < m->beads->len; i++) match_bead(m, i)->flags |= BEAD_MOVED;
  }
}

static void match_same_words(DiffMatch *m, const DiffGap *gap, void *unused) {
  (void)unused;
  match_equal(m, gap, NULL);
  restructure_streams(m, gap->first[0], gap->end[0], gap->first[1], gap->end[1]);
}

static void match_like_words(DiffMatch *m, const DiffGap *gap, void *unused) {
  (void)unused;
  fill_gap(m, gap, NULL);
  match_lone(m, gap, NULL);
}

void gaps_match(DiffMatch *m) {
  gaps_each(m, match_equal, NULL);
  restructure_set_heads_aside(m);
  match_inside_moved(m, match_same_words);
  gaps_each(m, fill_gap, NULL);
  gaps_each(m, match_lone, NULL);
  match_inside_moved(m, match_like_words);
}
