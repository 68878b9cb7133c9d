/* One block that has, among more, what several small ones of the other draft say (stage 4): an agenda's item whose
 * points are rows of their own in one draft and lines of one cell in the next.
 *
 * It is tried after the beads, on what they left: the words of the block are compared with those of the free blocks
 * in the same place, and the run of them that mostly stands in it is one bead with it. Streams (restructure.c) ask
 * for nearly all words of both sides; here the larger side may have gained or lost any number. Linear in the words
 * of the place, which is capped. */
#include "diff/diff_priv.h"

/* A small block stands in the large one if this share of its words does; so must this share of all words of the run.
 * On series of agendas 0.50 marks 5 % fewer words than no such rule, and pairs with known edits are as they were. */
static const double PART_MIN = 0.5;
/* A run has that many words in common with the block, at least; places of more blocks are not looked at. */
enum { SHARED_WORDS_MIN = 4, PLACE_MAX = 64 };

typedef struct {
  DiffMatch *m;
  unsigned side; /* of the large block */
  uint32_t whole;
  uint32_t lo, hi; /* units of the other side around the paired one, else between the neighbours' peers */
  uint32_t paired; /* the unit that the block is paired with, DIFF_NONE */
  unsigned flags;  /* of that bead */
  uint32_t words[PLACE_MAX]; /* by unit of the place: those that stand in the block, in order */
} Place;

static DiffUnit *place_unit(const Place *p, uint32_t u) { return side_unit(p->m->side[!p->side], u); }
static uint32_t unit_words(const DiffUnit *unit) { return unit->end - unit->first; }

/* The end (or beginning) on the other side of the nearest block that kept its order; DIFF_NONE if none is near. */
static uint32_t border(const Place *p, int step) {
  const DiffPaperSide *side = p->m->side[p->side];
  for (int64_t u = (int64_t)p->whole + step, n = 0; u >= 0 && u < side->units->len; u += step) {
    if (n++ == PLACE_MAX) return DIFF_NONE;
    uint32_t index = side_unit(side, (uint32_t)u)->bead;
    if (index == DIFF_NONE || match_bead(p->m, index)->flags & BEAD_MOVED) continue;
    const DiffBead *bead = match_bead(p->m, index);
    return step < 0 ? bead->first[!p->side] + bead->count[!p->side] : bead->first[!p->side];
  }
  return step < 0 ? 0 : p->m->side[!p->side]->units->len;
}

static bool may_take_part(const Place *p, uint32_t u) {
  const DiffUnit *unit = place_unit(p, u), *whole = side_unit(p->m->side[p->side], p->whole);
  return (unit->bead == DIFF_NONE || u == p->paired) && !unit->aside && unit->kind != UNIT_HEADING &&
         PART_MIN * unit_words(unit) <= unit_words(whole);
}

static void find_free_around(Place *p) {
  p->lo = p->paired, p->hi = p->paired + 1;
  while (p->lo > 0 && p->paired - p->lo < PLACE_MAX / 2 && may_take_part(p, p->lo - 1)) p->lo--;
  while (p->hi < p->m->side[!p->side]->units->len && p->hi - p->paired < PLACE_MAX / 2 &&
         may_take_part(p, p->hi))
    p->hi++;
}

static bool find_place(Place *p) {
  DiffUnit *whole = side_unit(p->m->side[p->side], p->whole);
  p->paired = DIFF_NONE;
  if (whole->kind == UNIT_HEADING || whole->aside || unit_words(whole) < SHARED_WORDS_MIN) return false;
  if (whole->bead != DIFF_NONE) {
    const DiffBead *bead = match_bead(p->m, whole->bead);
    if (bead->flags & ~(unsigned)BEAD_MOVED || !bead_is_single(bead)) return false;
    p->flags = bead->flags;
    p->paired = bead->first[!p->side];
  }
  if (p->paired == DIFF_NONE)
    p->lo = border(p, -1), p->hi = border(p, 1);
  else
    find_free_around(p);
  if (p->lo == DIFF_NONE || p->lo >= p->hi || p->hi == DIFF_NONE || p->hi - p->lo > PLACE_MAX) return false;
  uint32_t free = 0;
  for (uint32_t u = p->lo; u < p->hi; u++) free += may_take_part(p, u);
  return free >= 2;
}

static void count_parts(Place *p) {
  const DiffPaperSide *other = p->m->side[!p->side], *side = p->m->side[p->side];
  const DiffUnit *whole = side_unit(side, p->whole);
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_autoptr(GArray) units = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t u = p->lo; u < p->hi; u++) {
    p->words[u - p->lo] = 0;
    for (uint32_t w = place_unit(p, u)->first; may_take_part(p, u) && w < place_unit(p, u)->end; w++) {
      g_array_append_val(ids, other->word_id[w]);
      g_array_append_val(units, u);
    }
  }
  g_autofree uint32_t *match = g_new(uint32_t, ids->len + 1);
  const uint32_t *list = (const uint32_t *)(void *)ids->data;
  if (!sequence_match(p->m->sequence, list, ids->len, side->word_id + whole->first, unit_words(whole), match))
    p->m->capped = true;
  for (guint i = 0; i < ids->len; i++)
    p->words[g_array_index(units, uint32_t, i) - p->lo] += match[i] != DIFF_NONE;
}

static bool stands_in(const Place *p, uint32_t u) {
  return may_take_part(p, u) && p->words[u - p->lo] >= PART_MIN * unit_words(place_unit(p, u));
}

/* The run of blocks from the first to the last that stands in the large one, around the one paired with it; nothing
 * else may lie between. */
static bool find_run(const Place *p, uint32_t *first, uint32_t *end) {
  uint32_t seed = p->paired;
  for (uint32_t u = p->lo; u < p->hi && seed == DIFF_NONE; u++)
    if (stands_in(p, u)) seed = u;
  if (seed == DIFF_NONE || !may_take_part(p, seed)) return false;
  *first = seed, *end = seed + 1;
  for (uint32_t u = seed; u > p->lo && may_take_part(p, u - 1); u--)
    if (stands_in(p, u - 1)) *first = u - 1;
  for (uint32_t u = seed + 1; u < p->hi && may_take_part(p, u); u++)
    if (stands_in(p, u)) *end = u + 1;
  uint32_t words = 0, shared = 0;
  for (uint32_t u = *first; u < *end; u++)
    words += unit_words(place_unit(p, u)), shared += p->words[u - p->lo];
  return *end - *first >= 2 && shared >= SHARED_WORDS_MIN && shared >= PART_MIN * words;
}

/* Fewer words must be lost with the run than with the pair alone. */
static bool is_better(const Place *p, uint32_t first, uint32_t end) {
  const DiffUnit *whole = side_unit(p->m->side[p->side], p->whole);
  uint32_t shared = 0, before = 0;
  for (uint32_t u = first; u < end; u++) shared += p->words[u - p->lo];
  if (p->paired != DIFF_NONE) {
    const DiffUnit *pair = place_unit(p, p->paired);
    before = p->side == 0 ? spans_shared_words(p->m, whole->first, whole->end, pair->first, pair->end)
                          : spans_shared_words(p->m, pair->first, pair->end, whole->first, whole->end);
  }
  return shared > before;
}

static void try_whole(Place *p) {
  uint32_t first, end;
  if (!find_place(p)) return;
  count_parts(p);
  if (!find_run(p, &first, &end) || !is_better(p, first, end)) return;
  if (p->paired != DIFF_NONE) match_drop_bead(p->m, place_unit(p, p->paired)->bead);
  uint32_t at[2], count[2];
  at[p->side] = p->whole, count[p->side] = 1;
  at[!p->side] = first, count[!p->side] = end - first;
  match_add_bead(p->m, at[0], count[0], at[1], count[1], STAGE_PARTS, p->flags);
}

void parts_match(DiffMatch *m) {
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = 0; u < m->side[s]->units->len; u++) {
      Place place = {.m = m, .side = s, .whole = u};
      try_whole(&place);
    }
}
