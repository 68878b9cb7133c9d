/* Alignment of two runs of spans (units, or sentences) in order, by dynamic programming over beads.
 *
 *     bead    1-1     1-0    0-1    1-2    2-1    1-3    3-1      Gale and Church, "A Program for Aligning
 *     old     A       A             A      A B    A      A B C    Sentences in Bilingual Corpora" (1993),
 *     new     a              a      a b    a      a b c  a        section 4; 1-3 and 3-1 are ours.
 *
 * Their measure is length, as the two texts are of two languages; ours are of one, so it is shared words,
 * rare ones counting more. The gain of a bead is what it explains beyond chance, times its words. O(n m)
 * beads, each linear in its words; runs beyond CELLS_MAX are cut at pairs found by rare words first. */
#include "diff/diff_priv.h"
#include "diff/rare.h"

#include <stdlib.h>
#include <string.h>

/* Below this similarity two spans that stand in one place are two texts. On the pairs with known edits anything
 * from 0.20 to 0.38 gives the same words; on series of real drafts 0.30 marks 2 % fewer words than 0.38, and
 * below it "the" and "of" are what pairs. Rows have few small words to be alike by: at 0.20 an agenda's item 13
 * that became another item 13 is one changed row. */
const double SPANS_PAIR_MIN = 0.30, SPANS_PAIR_ROW_MIN = 0.20;
/* In a place that is compared flatly (flat.c). */
static const double FLATLY_MIN = 0.10;
/* A heading is the same text as a paragraph or row only if nearly all of it agrees. A row and a paragraph, or two short
 * blocks of which one is a heading, may be the readers' doing: from 0.4 to 0.7 series of drafts differ by 300 marked
 * words of 460,000, at 0.8 by 2,000. */
static const double KINDS_DIFFER_MIN = 0.80, OTHER_READING_MIN = 0.50;
enum { HEADING_WORDS = 12 };
/* A split or merge must cover this much of all words, and each part must stand in the whole to this share. */
static const double SPLIT_MIN = 0.85, PART_MIN = 0.60;
/* Words that a paragraph may be left with, or begun with, and be the same still: fewer say little. */
enum { PART_WORDS_MIN = 4 };
/* Two rows with one name, two lines "From:", belong together from here on, whatever else they say. */
static const double LEAD_FLOOR = 0.50;
/* Of the matrix: 500 by 500 spans take about 0.1 s. Runs cut in two at rare words are joined again up to
 * here. */
enum { CELLS_MAX = 250000 };
/* A pair that a long run is cut at. */
static const double CUT_MIN = 0.50;

/* Words of a span in ascending order. */
typedef struct {
  uint32_t *ids;
  uint32_t count;
  double weight;
} Bag;

static int compare_ids(const void *x, const void *y) {
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return (a > b) - (a < b);
}

static void bag_fill(Bag *bag, const DiffMatch *m, unsigned s, uint32_t first, uint32_t end) {
  bag->count = end - first;
  bag->ids = g_memdup2(m->side[s]->word_id + first, bag->count * sizeof(uint32_t));
  bag->weight = 0;
  for (uint32_t i = 0; i < bag->count; i++) bag->weight += vocabulary_weight(m->words, bag->ids[i]);
  if (bag->count) qsort(bag->ids, bag->count, sizeof(uint32_t), compare_ids);
}

static double bag_shared(const DiffMatch *m, const Bag *a, const Bag *b, uint32_t *count) {
  double shared = 0;
  uint32_t words = 0;
  for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
    if (a->ids[i] == b->ids[j]) {
      shared += vocabulary_weight(m->words, a->ids[i]);
      words++, i++, j++;
    } else if (a->ids[i] < b->ids[j])
      i++;
    else
      j++;
  }
  if (count) *count = words;
  return shared;
}

static double dice(double shared, double a, double b) { return a + b > 0 ? 2 * shared / (a + b) : 0; }

double spans_similarity(const DiffMatch *m, uint32_t first0, uint32_t end0, uint32_t first1, uint32_t end1) {
  Bag a, b;
  bag_fill(&a, m, 0, first0, end0);
  bag_fill(&b, m, 1, first1, end1);
  double similarity = dice(bag_shared(m, &a, &b, NULL), a.weight, b.weight);
  g_free(a.ids);
  g_free(b.ids);
  return similarity;
}

uint32_t spans_shared_words(const DiffMatch *m, uint32_t first0, uint32_t end0, uint32_t first1,
                            uint32_t end1) {
  Bag a, b;
  uint32_t shared;
  bag_fill(&a, m, 0, first0, end0);
  bag_fill(&b, m, 1, first1, end1);
  bag_shared(m, &a, &b, &shared);
  g_free(a.ids);
  g_free(b.ids);
  return shared;
}

/* --- the matrix --- */

enum { BEAD_NONE, BEAD_DELETE, BEAD_INSERT, BEAD_PAIR, BEAD_1_2, BEAD_2_1, BEAD_1_3, BEAD_3_1 };
static const struct {
  uint8_t a, b;
} bead_size[] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 1}, {1, 3}, {3, 1}};

typedef struct {
  const DiffMatch *m;
  const DiffSpan *span[2];
  uint32_t count[2];
  Bag *bag[2];
  float *shared;   /* weight of shared words, by (i, j) */
  double *gain;    /* of the best alignment up to (i, j), by (i + 1, j + 1) */
  uint8_t *choice; /* its last bead */
} Matrix;

static void matrix_fill_bags(Matrix *x) {
  for (unsigned s = 0; s < 2; s++) {
    x->bag[s] = g_new(Bag, x->count[s]);
    for (uint32_t i = 0; i < x->count[s]; i++)
      bag_fill(&x->bag[s][i], x->m, s, x->span[s][i].first, x->span[s][i].end);
  }
  x->shared = g_new(float, (gsize)x->count[0] * x->count[1]);
  for (uint32_t i = 0; i < x->count[0]; i++)
    for (uint32_t j = 0; j < x->count[1]; j++)
      x->shared[(gsize)i * x->count[1] + j] = (float)bag_shared(x->m, &x->bag[0][i], &x->bag[1][j], NULL);
}

static void matrix_clear(Matrix *x) {
  for (unsigned s = 0; s < 2; s++) {
    for (uint32_t i = 0; i < x->count[s]; i++) g_free(x->bag[s][i].ids);
    g_free(x->bag[s]);
  }
  g_free(x->shared);
  g_free(x->gain);
  g_free(x->choice);
}

static double shared_at(const Matrix *x, uint32_t i, uint32_t j) {
  return x->shared[(gsize)i * x->count[1] + j];
}

/* One floor for all beads of a kind, so that their gains can be compared. */
static double floor_of(const Matrix *x, const DiffSpan *span) {
  if (x->m->flatly) return FLATLY_MIN;
  return span->kind == UNIT_ROW ? SPANS_PAIR_ROW_MIN : SPANS_PAIR_MIN;
}

/* One of the two is how the other begins or ends: sentences were taken out of it, or put in. */
static bool is_part(const Matrix *x, uint32_t i, uint32_t j) {
  const DiffSpan *span[2] = {&x->span[0][i], &x->span[1][j]};
  const uint32_t *ids[2];
  uint32_t count[2] = {x->bag[0][i].count, x->bag[1][j].count};
  for (unsigned s = 0; s < 2; s++) ids[s] = x->m->side[s]->word_id + span[s]->first;
  unsigned whole = count[1] > count[0];
  uint32_t part = count[!whole];
  if (part < PART_WORDS_MIN) return false;
  return memcmp(ids[whole], ids[!whole], part * sizeof(uint32_t)) == 0 ||
         memcmp(ids[whole] + count[whole] - part, ids[!whole], part * sizeof(uint32_t)) == 0;
}

/* Gain of a 1-1 bead; negative where the two are no pair. */
static double pair_gain(const Matrix *x, uint32_t i, uint32_t j) {
  const DiffSpan *a = &x->span[0][i], *b = &x->span[1][j];
  double words = x->bag[0][i].weight + x->bag[1][j].weight;
  double similarity = dice(shared_at(x, i, j), x->bag[0][i].weight, x->bag[1][j].weight);
  bool strict = (a->kind == UNIT_HEADING || b->kind == UNIT_HEADING) &&
                MAX(x->bag[0][i].count, x->bag[1][j].count) > HEADING_WORDS;
  if (a->kind != b->kind && similarity < (strict ? KINDS_DIFFER_MIN : OTHER_READING_MIN)) return -1;
  if (a->kind == b->kind && a->lead && a->lead == b->lead)
    similarity = LEAD_FLOOR + (1 - LEAD_FLOOR) * similarity;
  double least = floor_of(x, a);
  if (a->kind == b->kind && a->number && a->number == b->number) similarity = MAX(similarity, least);
  if (a->kind == b->kind && similarity < least && is_part(x, i, j)) similarity = least;
  return similarity >= least ? (similarity - least + 0.01) * words : -1;
}

/* Shared weight of one span of side `s` with `parts` of the other side, as one bag. */
static double shared_with_parts(const Matrix *x, unsigned s, uint32_t one, uint32_t part, uint32_t parts) {
  const Bag *first = &x->bag[!s][part];
  Bag all = {NULL, 0, 0};
  for (uint32_t p = 0; p < parts; p++) all.count += first[p].count;
  all.ids = g_new(uint32_t, all.count);
  for (uint32_t p = 0, at = 0; p < parts; at += first[p++].count)
    memcpy(all.ids + at, first[p].ids, first[p].count * sizeof(uint32_t));
  qsort(all.ids, all.count, sizeof(uint32_t), compare_ids);
  double shared = bag_shared(x->m, &x->bag[s][one], &all, NULL);
  g_free(all.ids);
  return shared;
}

/* Gain of a 1-2 or 1-3 bead (s = 0) or 2-1, 3-1 (s = 1): span `one` of side s, `parts` of the other from
 * `part`. */
static double split_gain(const Matrix *x, unsigned s, uint32_t one, uint32_t part, uint32_t parts) {
  double whole = x->bag[s][one].weight, sum = 0, bound = 0;
  for (uint32_t p = part; p < part + parts; p++) {
    double weight = x->bag[!s][p].weight, shared = s == 0 ? shared_at(x, one, p) : shared_at(x, p, one);
    if (shared < PART_MIN * weight) return -1;
    sum += weight;
    bound += shared;
  }
  if (dice(MIN(bound, whole), whole, sum) < SPLIT_MIN) return -1;
  double similarity = dice(shared_with_parts(x, s, one, part, parts), whole, sum);
  return similarity >= SPLIT_MIN ? (similarity - floor_of(x, &x->span[s][one])) * (whole + sum) : -1;
}

static double bead_gain(const Matrix *x, unsigned bead, uint32_t i, uint32_t j) {
  switch (bead) {
  case BEAD_PAIR: return pair_gain(x, i, j);
  case BEAD_1_2:
  case BEAD_1_3: return split_gain(x, 0, i, j, bead_size[bead].b);
  case BEAD_2_1:
  case BEAD_3_1: return split_gain(x, 1, j, i, bead_size[bead].a);
  default: return 0;
  }
}

static void matrix_solve(Matrix *x) {
  uint32_t width = x->count[1] + 1;
  x->gain = g_new0(double, (gsize)(x->count[0] + 1) * width);
  x->choice = g_new0(uint8_t, (gsize)(x->count[0] + 1) * width);
  for (uint32_t i = 0; i <= x->count[0]; i++)
    for (uint32_t j = 0; j <= x->count[1]; j++) {
      double best = -1;
      for (unsigned bead = BEAD_DELETE; bead <= BEAD_3_1; bead++) {
        unsigned a = bead_size[bead].a, b = bead_size[bead].b;
        if (a > i || b > j) continue;
        double gain = bead_gain(x, bead, i - a, j - b);
        if (gain < 0) continue;
        gain += x->gain[(gsize)(i - a) * width + (j - b)];
        if (gain > best) best = gain, x->choice[(gsize)i * width + j] = (uint8_t)bead;
      }
      x->gain[(gsize)i * width + j] = MAX(best, 0);
    }
}

static void matrix_read(const Matrix *x, uint32_t base0, uint32_t base1, GArray *out) {
  uint32_t i = x->count[0], j = x->count[1], width = x->count[1] + 1;
  guint begin = out->len;
  while (i || j) {
    unsigned bead = x->choice[(gsize)i * width + j];
    i -= bead_size[bead].a, j -= bead_size[bead].b;
    if (bead < BEAD_PAIR) continue;
    DiffSpanPair pair = {{base0 + i, base1 + j}, {bead_size[bead].a, bead_size[bead].b}};
    g_array_append_val(out, pair);
  }
  for (guint lo = begin, hi = out->len; lo + 1 < hi; lo++, hi--) {
    DiffSpanPair *p = &g_array_index(out, DiffSpanPair, lo), *q = &g_array_index(out, DiffSpanPair, hi - 1),
                 t = *p;
    *p = *q, *q = t;
  }
}

static void align_exactly(DiffMatch *m, const DiffSpan *a, uint32_t n, const DiffSpan *b, uint32_t count,
                          uint32_t base0, uint32_t base1, GArray *out) {
  Matrix x = {.m = m, .span = {a, b}, .count = {n, count}};
  matrix_fill_bags(&x);
  matrix_solve(&x);
  matrix_read(&x, base0, base1, out);
  matrix_clear(&x);
}

/* --- runs too long for a matrix --- */

/* For every span of side 0 the span of side 1 that is most like it, where there is one; those that stand in
 * order. */
static void find_cuts(DiffMatch *m, const DiffSpan *a, uint32_t n, const DiffSpan *b, uint32_t count,
                      uint32_t *cut) {
  DiffRareIndex *index = rare_index_new(m, 1, b, count);
  g_autofree uint32_t *from = g_new(uint32_t, n + 1), *to = g_new(uint32_t, n + 1);
  g_autofree uint64_t *weight = g_new(uint64_t, n + 1);
  g_autofree bool *kept = g_new0(bool, n + 1);
  uint32_t found = 0;
  for (uint32_t i = 0; i < n; i++) {
    cut[i] = DIFF_NONE;
    double similarity;
    uint32_t j = rare_index_best(index, &a[i], CUT_MIN, &similarity);
    if (j == DIFF_NONE) continue;
    from[found] = i, to[found] = j;
    weight[found++] = (uint64_t)(similarity * 100 * (a[i].end - a[i].first)) + 1;
  }
  sequence_heaviest(to, weight, found, count, kept);
  for (uint32_t k = 0; k < found; k++)
    if (kept[k]) cut[from[k]] = to[k];
  rare_index_free(index);
}

/* Between two cuts: in full where it fits, else not at all, which is said in the report. */
static void align_part(DiffMatch *m, const DiffSpan *a, uint32_t a0, uint32_t a1, const DiffSpan *b,
                       uint32_t b0, uint32_t b1, GArray *out) {
  if (a0 == a1 || b0 == b1) return;
  if ((uint64_t)(a1 - a0) * (b1 - b0) > CELLS_MAX)
    m->capped = true;
  else
    align_exactly(m, a + a0, a1 - a0, b + b0, b1 - b0, a0, b0, out);
}

void spans_align(DiffMatch *m, const DiffSpan *a, uint32_t n, const DiffSpan *b, uint32_t count,
                 GArray *out) {
  if ((uint64_t)n * count <= CELLS_MAX) {
    align_part(m, a, 0, n, b, 0, count, out);
    return;
  }
  g_autofree uint32_t *cut = g_new(uint32_t, n);
  find_cuts(m, a, n, b, count, cut);
  uint32_t a0 = 0, b0 = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (cut[i] == DIFF_NONE) continue;
    align_part(m, a, a0, i, b, b0, cut[i], out);
    DiffSpanPair pair = {{i, cut[i]}, {1, 1}};
    g_array_append_val(out, pair);
    a0 = i + 1, b0 = cut[i] + 1;
  }
  align_part(m, a, a0, n, b, b0, count, out);
}
