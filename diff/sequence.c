/* Longest common subsequence of two arrays of numbers, and the heaviest increasing subsequence.
 *
 * Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), section 4b: the middle snake, in linear
 * space. It differs in two things, both as in git's xdiff: numbers that the other side does not have are left
 * out first, and a split that costs too much is made at the furthest point reached, which keeps the worst
 * case near-linear at the price of a shorter subsequence. The increasing subsequence is Fredman (1975) with a
 * Fenwick tree for the weights. O((n+m)D), capped at about WORK steps; O(n log n) for the increasing
 * subsequence. */
#include "diff/diff_priv.h"

#include <limits.h>
#include <string.h>

/* Steps that one comparison may take, about two seconds of a core; and the bounds of the edit distance after
 * which a split is settled for. 4096 is exact for any real pair of papers; 256 is xdiff's own floor. */
static const double WORK = 1e9;
enum { COST_MAX = 4096, COST_MIN = 256 };

struct DiffSequence {
  int32_t *forward, *backward; /* furthest x by diagonal, from the middle of the arrays */
  size_t diagonals;
  uint32_t *seen; /* by number: the stamp of the last sequence that it was seen in */
  size_t numbers;
  uint32_t stamp;
};

DiffSequence *sequence_new(void) { return g_new0(DiffSequence, 1); }

void sequence_free(DiffSequence *s) {
  if (!s) return;
  g_free(s->forward);
  g_free(s->backward);
  g_free(s->seen);
  g_free(s);
}

/* One comparison: the sequences with what the other side does not have left out. */
typedef struct {
  const uint32_t *a, *b; /* numbers */
  uint32_t *match;       /* by index of a */
  int32_t *kf, *kb;      /* by diagonal x - y */
  int32_t cost_max;
  bool whole; /* no split was settled for */
} Compare;

typedef struct {
  int32_t lo1, hi1, lo2, hi2;
} Box;

/* The best point reached when the search is given up: furthest from either corner. */
static void settle(const Compare *c, Box box, int32_t fmin, int32_t fmax, int32_t bmin, int32_t bmax,
                   int32_t *x, int32_t *y) {
  int64_t best_forward = -1, best_backward = INT64_MAX;
  int32_t fx = box.lo1, bx = box.hi1;
  for (int32_t d = fmax; d >= fmin; d -= 2) {
    int32_t i = MIN(c->kf[d], box.hi1);
    if (i - d > box.hi2) i = box.hi2 + d;
    if ((int64_t)i + i - d > best_forward) best_forward = (int64_t)i + i - d, fx = i, *y = i - d;
  }
  int32_t forward_y = *y;
  for (int32_t d = bmax; d >= bmin; d -= 2) {
    int32_t i = MAX(c->kb[d], box.lo1);
    if (i - d < box.lo2) i = box.lo2 + d;
    if ((int64_t)i + i - d < best_backward) best_backward = (int64_t)i + i - d, bx = i, *y = i - d;
  }
  bool forward = best_forward - ((int64_t)box.lo1 + box.lo2) >= (int64_t)box.hi1 + box.hi2 - best_backward;
  *x = forward ? fx : bx;
  if (forward) *y = forward_y;
}

/* Widens the two searches by one edit each until they meet; a point on an optimal path (Myers, section 4b).
 */
static void find_middle(Compare *c, Box box, int32_t *x, int32_t *y) {
  int32_t *kf = c->kf, *kb = c->kb;
  const int32_t dmin = box.lo1 - box.hi2, dmax = box.hi1 - box.lo2;
  const int32_t fmid = box.lo1 - box.lo2, bmid = box.hi1 - box.hi2;
  const bool odd = ((fmid - bmid) & 1) != 0;
  int32_t fmin = fmid, fmax = fmid, bmin = bmid, bmax = bmid;
  kf[fmid] = box.lo1;
  kb[bmid] = box.hi1;
  for (int32_t cost = 1;; cost++) {
    if (fmin > dmin)
      kf[--fmin - 1] = -1;
    else
      fmin++;
    if (fmax < dmax)
      kf[++fmax + 1] = -1;
    else
      fmax--;
    for (int32_t d = fmax; d >= fmin; d -= 2) {
      int32_t i = kf[d - 1] >= kf[d + 1] ? kf[d - 1] + 1 : kf[d + 1], j = i - d;
      while (i < box.hi1 && j < box.hi2 && c->a[i] == c->b[j]) i++, j++;
      kf[d] = i;
      if (odd && bmin <= d && d <= bmax && kb[d] <= i) {
        *x = i, *y = j;
        return;
      }
    }
    if (bmin > dmin)
      kb[--bmin - 1] = INT_MAX;
    else
      bmin++;
    if (bmax < dmax)
      kb[++bmax + 1] = INT_MAX;
    else
      bmax--;
    for (int32_t d = bmax; d >= bmin; d -= 2) {
      int32_t i = kb[d - 1] < kb[d + 1] ? kb[d - 1] : kb[d + 1] - 1, j = i - d;
      while (i > box.lo1 && j > box.lo2 && c->a[i - 1] == c->b[j - 1]) i--, j--;
      kb[d] = i;
      if (!odd && fmin <= d && d <= fmax && i <= kf[d]) {
        *x = i, *y = j;
        return;
      }
    }
    if (cost >= c->cost_max) {
      c->whole = false;
      settle(c, box, fmin, fmax, bmin, bmax, x, y);
      return;
    }
  }
}

static int64_t box_size(Box box) { return (int64_t)box.hi1 - box.lo1 + box.hi2 - box.lo2; }

/* Recursion on the smaller part and a loop on the larger keep the stack shallow. */
static void compare(Compare *c, Box box) {
  for (;;) {
    while (box.lo1 < box.hi1 && box.lo2 < box.hi2 && c->a[box.lo1] == c->b[box.lo2])
      c->match[box.lo1++] = (uint32_t)box.lo2++;
    while (box.lo1 < box.hi1 && box.lo2 < box.hi2 && c->a[box.hi1 - 1] == c->b[box.hi2 - 1])
      c->match[--box.hi1] = (uint32_t)--box.hi2;
    if (box.lo1 == box.hi1 || box.lo2 == box.hi2) return;
    int32_t x = box.lo1, y = box.lo2;
    find_middle(c, box, &x, &y);
    Box left = {box.lo1, x, box.lo2, y}, right = {x, box.hi1, y, box.hi2};
    bool left_smaller = box_size(left) <= box_size(right);
    compare(c, left_smaller ? left : right);
    box = left_smaller ? right : left;
  }
}

static void make_room(DiffSequence *s, size_t diagonals, size_t numbers) {
  if (diagonals > s->diagonals) {
    s->diagonals = MAX(diagonals, 2 * s->diagonals);
    s->forward = g_renew(int32_t, s->forward, s->diagonals);
    s->backward = g_renew(int32_t, s->backward, s->diagonals);
  }
  if (numbers > s->numbers) {
    size_t old = s->numbers;
    s->numbers = MAX(numbers, 2 * old);
    s->seen = g_renew(uint32_t, s->seen, s->numbers);
    memset(s->seen + old, 0, (s->numbers - old) * sizeof *s->seen);
  }
}

static uint32_t highest(const uint32_t *a, uint32_t n) {
  uint32_t high = 0;
  for (uint32_t i = 0; i < n; i++) high = MAX(high, a[i]);
  return high;
}

/* The indices of `from` whose numbers also stand in `other`, and those numbers. */
static uint32_t keep_common(DiffSequence *s, const uint32_t *from, uint32_t n, const uint32_t *other,
                            uint32_t m, uint32_t *index, uint32_t *number) {
  s->stamp++;
  for (uint32_t j = 0; j < m; j++) s->seen[other[j]] = s->stamp;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < n; i++)
    if (s->seen[from[i]] == s->stamp) index[kept] = i, number[kept++] = from[i];
  return kept;
}

bool sequence_match(DiffSequence *s, const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m,
                    uint32_t *match) {
  for (uint32_t i = 0; i < n; i++) match[i] = DIFF_NONE;
  if (!n || !m) return true;
  make_room(s, (size_t)n + m + 5, (size_t)MAX(highest(a, n), highest(b, m)) + 1);
  g_autofree uint32_t *room = g_new(uint32_t, 3 * (size_t)n + 2 * (size_t)m);
  uint32_t *ia = room, *na = ia + n, *found = na + n, *ib = found + n, *nb = ib + m;
  uint32_t kept_a = keep_common(s, a, n, b, m, ia, na), kept_b = keep_common(s, b, m, a, n, ib, nb);
  for (uint32_t i = 0; i < kept_a; i++) found[i] = DIFF_NONE;
  double affordable = WORK / (16.0 * (kept_a + kept_b + 1));
  Compare c = {.a = na, .b = nb, .match = found, .whole = true};
  c.cost_max = (int32_t)CLAMP(affordable, COST_MIN, COST_MAX);
  c.kf = s->forward + kept_b + 2;
  c.kb = s->backward + kept_b + 2;
  compare(&c, (Box){0, (int32_t)kept_a, 0, (int32_t)kept_b});
  for (uint32_t i = 0; i < kept_a; i++)
    if (found[i] != DIFF_NONE) match[ia[i]] = ib[found[i]];
  return c.whole;
}

/* --- heaviest increasing subsequence --- */

typedef struct {
  uint64_t weight; /* of the best subsequence that ends here or before */
  uint32_t last;   /* its last element */
} Best;

/* Fenwick tree of prefix maxima over positions. */
static Best prefix_best(const Best *tree, uint32_t position) {
  Best best = {0, DIFF_NONE};
  for (uint32_t i = position; i > 0; i &= i - 1)
    if (tree[i].weight > best.weight) best = tree[i];
  return best;
}

static void raise_best(Best *tree, uint32_t limit, uint32_t position, Best best) {
  for (uint32_t i = position + 1; i <= limit; i += i & -i)
    if (best.weight > tree[i].weight) tree[i] = best;
}

void sequence_heaviest(const uint32_t *position, const uint64_t *weight, uint32_t count, uint32_t limit,
                       bool *kept) {
  g_autofree Best *tree = g_new(Best, (gsize)limit + 1);
  g_autofree uint32_t *before = g_new(uint32_t, (gsize)count + 1);
  for (uint32_t i = 0; i <= limit; i++) tree[i] = (Best){0, DIFF_NONE};
  for (uint32_t i = 0; i < count; i++) {
    Best best = prefix_best(tree, position[i]);
    before[i] = best.last;
    kept[i] = false;
    raise_best(tree, limit, position[i], (Best){best.weight + weight[i], i});
  }
  for (uint32_t i = prefix_best(tree, limit).last; i != DIFF_NONE; i = before[i]) kept[i] = true;
}
