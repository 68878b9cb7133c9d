/* Never many more words marked than a flat comparison of words would mark (after stage 6).
 *
 * Blocks and sentences are paired only where they are alike, so that a rewritten passage reads as taken out and put
 * in. A flat comparison (longest common subsequence) finds words in common there, too: most of them "the" and "we",
 * some of them not. Where the paper loses more than the allowance beyond that (flat_path.c), the places that cost most are
 * compared flatly: what stands in one gap is paired for little, and inside pairs what agrees is kept. Two papers that
 * are no drafts of one are left alone. Near-linear: each place is compared once more, and long ones are not. */
#include "diff/diff_priv.h"
#include "diff/pair_papers.h"

/* What readable changes may cost over a flat comparison: this share of its words, and so many more for the few
 * sentences that any draft has rewritten. On 817 pairs of drafts it marks 1 % fewer words, and what crossed.c finds by it
 * another 1 %; on pairs with recorded edits it is not needed. */
static const double ALLOWANCE = 0.02;
enum { ALLOWANCE_WORDS = 24 };
/* Below this share of common words two papers are no drafts of one. */
static const double DRAFTS_MIN = 0.5;
/* Places of more words are left as they are. */
enum { PLACE_WORDS_MAX = 20000 };

typedef struct {
  DiffGap gap;         /* units; of a bead, those that it pairs */
  uint32_t bead;       /* DIFF_NONE: a gap */
  uint32_t lost, flat; /* words marked now, and by a flat comparison */
} Place;

/* --- measuring --- */

static bool belongs(const Place *place, const DiffUnit *unit) {
  return unit->bead == place->bead && !unit->aside;
}

/* The words of a place that may be paired: all but those that went elsewhere. */
static GArray *words_of(const DiffMatch *m, const Place *place, unsigned s, uint32_t *lost) {
  GArray *ids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t u = place->gap.first[s]; u < place->gap.end[s]; u++) {
    const DiffUnit *unit = side_unit(m->side[s], u);
    if (!belongs(place, unit)) continue;
    *lost += refine_lost(m, s, unit->first, unit->end);
    for (uint32_t w = unit->first; w < unit->end; w++)
      if (m->side[s]->state[w] == WORD_LOST || m->side[s]->state[w] == WORD_KEPT)
        g_array_append_val(ids, m->side[s]->word_id[w]);
  }
  return ids;
}

static uint32_t flat_lost(DiffMatch *m, const GArray *a, const GArray *b) {
  const uint32_t *x = (const uint32_t *)(void *)a->data, *y = (const uint32_t *)(void *)b->data;
  g_autofree uint32_t *match = g_new(uint32_t, a->len + 1);
  uint32_t kept = 0;
  sequence_match(m->sequence, x, a->len, y, b->len, match);
  for (guint i = 0; i < a->len; i++) kept += match[i] != DIFF_NONE;
  return a->len + b->len - 2 * kept;
}

static void add_place(DiffMatch *m, GArray *places, Place place) {
  g_autoptr(GArray) a = words_of(m, &place, 0, &place.lost), b = words_of(m, &place, 1, &place.lost);
  if (!place.lost || !a->len || !b->len || a->len + b->len > PLACE_WORDS_MAX) return;
  place.flat = flat_lost(m, a, b);
  if (place.lost > place.flat) g_array_append_val(places, place);
}

static void add_gap(DiffMatch *m, const DiffGap *gap, void *places) {
  add_place(m, places, (Place){.gap = *gap, .bead = DIFF_NONE});
}

static void add_bead(DiffMatch *m, uint32_t index, GArray *places) {
  const DiffBead *bead = match_bead(m, index);
  if (bead->count[0] == 0 || bead->flags & (BEAD_CELLS | BEAD_BAG | BEAD_EQUAL)) return;
  Place place = {.bead = index};
  for (unsigned s = 0; s < 2; s++)
    place.gap.first[s] = bead->first[s], place.gap.end[s] = bead->first[s] + bead->count[s];
  add_place(m, places, place);
}

static uint32_t excess(const Place *place) { return place->lost - place->flat; }

static gint compare_places(gconstpointer x, gconstpointer y) {
  const Place *a = x, *b = y;
  if (excess(a) != excess(b)) return excess(a) < excess(b) ? 1 : -1;
  return (a->gap.first[0] > b->gap.first[0]) - (a->gap.first[0] < b->gap.first[0]);
}

/* Those where a flat comparison marks fewer words, the costliest first. */
static GArray *find_places(DiffMatch *m) {
  GArray *places = g_array_new(FALSE, FALSE, sizeof(Place));
  g_autoptr(GArray) order = match_beads_in_order(m);
  match_mark_spine(m, order);
  gaps_each(m, add_gap, places);
  for (guint k = 0; k < m->beads->len; k++) add_bead(m, k, places);
  g_array_sort(places, compare_places);
  return places;
}

/* --- flatly --- */

static uint32_t words_lost(const DiffMatch *m, const DiffGap *gap) {
  uint32_t lost = 0;
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = gap->first[s]; u < gap->end[s]; u++)
      lost += refine_lost(m, s, side_unit(m->side[s], u)->first, side_unit(m->side[s], u)->end);
  return lost;
}

/* Gives the words that are not marked any more. */
static uint32_t flatten(DiffMatch *m, const Place *place) {
  uint32_t before = words_lost(m, &place->gap);
  guint bead = m->beads->len;
  m->flatly = true;
  if (place->bead != DIFF_NONE)
    refine_bead_phrases(m, match_bead(m, place->bead));
  else
    gaps_pair(m, &place->gap);
  for (; bead < m->beads->len; bead++) refine_bead(m, match_bead(m, bead));
  m->flatly = false;
  return before - words_lost(m, &place->gap);
}

static double bound_of(uint32_t flat) { return (1 + ALLOWANCE) * flat + ALLOWANCE_WORDS; }

bool flat_is_exceeded(const DiffMatch *m, const DiffPath *path) {
  return path && match_lost(m) > bound_of(path->lost) &&
         paper_similarity(m->side[0], m->side[1]) >= DRAFTS_MIN;
}

/* As the sum of the places, which is no less than all words at once. */
static uint32_t flat_by_places(const DiffMatch *m, const GArray *places) {
  uint32_t flat = match_lost(m);
  for (guint i = 0; i < places->len; i++) flat -= excess(&g_array_index(places, Place, i));
  return flat;
}

void flat_bound(DiffMatch *m, const DiffPath *path) {
  uint32_t lost = match_lost(m);
  if (path && lost <= bound_of(path->lost)) return;
  g_autoptr(GArray) places = find_places(m);
  double bound = bound_of(path ? path->lost : flat_by_places(m, places));
  if (lost <= bound || paper_similarity(m->side[0], m->side[1]) < DRAFTS_MIN) return;
  for (guint i = 0; i < places->len && lost > bound; i++)
    lost -= flatten(m, &g_array_index(places, Place, i));
}
