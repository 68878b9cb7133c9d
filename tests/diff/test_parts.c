/* The parts of diff/ that can be held against something simpler. */
#include "diff/diff_priv.h"
#include "tests_diff.h"

#include <math.h>

static uint32_t lcs_length(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m) {
  g_autofree uint32_t *row = g_new0(uint32_t, m + 1);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t j = 0, diagonal = 0; j < m; j++) {
      uint32_t above = row[j + 1];
      row[j + 1] = a[i] == b[j] ? diagonal + 1 : MAX(above, row[j]);
      diagonal = above;
    }
  return row[m];
}

/* As long as dynamic programming says, in order, and of equal numbers. */
static void test_sequence(void) {
  DiffSequence *s = sequence_new();
  for (guint32 seed = 1; seed <= 300; seed++) {
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    uint32_t a[60], b[60], match[60], n = (uint32_t)g_rand_int_range(rand, 0, 60),
                                      m = (uint32_t)g_rand_int_range(rand, 0, 60), found = 0;
    gint32 numbers = g_rand_int_range(rand, 2, 20);
    for (uint32_t i = 0; i < n; i++) a[i] = (uint32_t)g_rand_int_range(rand, 0, numbers);
    for (uint32_t j = 0; j < m; j++) b[j] = (uint32_t)g_rand_int_range(rand, 0, numbers);
    g_assert_true(sequence_match(s, a, n, b, m, match));
    uint32_t last = 0;
    for (uint32_t i = 0; i < n; i++) {
      if (match[i] == DIFF_NONE) continue;
      g_assert_cmpuint(a[i], ==, b[match[i]]);
      g_assert_true(found == 0 || match[i] > last);
      last = match[i];
      found++;
    }
    if (found != lcs_length(a, n, b, m))
      g_error("seed %u: %u in common, not %u", seed, found, lcs_length(a, n, b, m));
  }
  sequence_free(s);
}

/* Against all subsequences. */
static void test_heaviest(void) {
  for (guint32 seed = 1; seed <= 200; seed++) {
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    uint32_t n = (uint32_t)g_rand_int_range(rand, 0, 11), position[10];
    uint64_t weight[10], best = 0, got = 0;
    bool kept[10];
    for (uint32_t i = 0; i < n; i++)
      position[i] = (uint32_t)g_rand_int_range(rand, 0, 12),
      weight[i] = (uint64_t)g_rand_int_range(rand, 1, 9);
    for (uint32_t set = 0; set < 1u << n; set++) {
      uint64_t sum = 0;
      int64_t last = -1;
      for (uint32_t i = 0; i < n && sum != UINT64_MAX; i++) {
        if (!(set & 1u << i)) continue;
        sum = (int64_t)position[i] > last ? sum + weight[i] : UINT64_MAX;
        last = position[i];
      }
      if (sum != UINT64_MAX) best = MAX(best, sum);
    }
    sequence_heaviest(position, weight, n, 12, kept);
    for (uint32_t i = 0; i < n; i++) got += kept[i] ? weight[i] : 0;
    if (got != best) g_error("seed %u: weight %u, not %u", seed, (unsigned)got, (unsigned)best);
  }
}

static void test_values(void) {
  static const struct {
    const char *text;
    double value; /* NAN: none */
  } cases[] = {
      {"£1,310,000", 1310000}, {"£1.2m", 1.2e6}, {"£3 bn", 3e9},     {"12.5%", 12.5},  {"-3%", -3},
      {"+9.2%", 9.2},          {"seven", 7},     {"twenty-one", 21}, {"(£500)", -500}, {"1,283,493", 1283493},
      {"2018/19", NAN},        {"many", NAN},    {"", NAN}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    double value;
    bool found = entity_value(cases[i].text, &value);
    if (found == (isnan(cases[i].value) != 0) || (found && fabs(value - cases[i].value) > 1e-6))
      g_error("\"%s\" is taken for %s%g", cases[i].text, found ? "" : "nothing, not ",
              found ? value : cases[i].value);
  }
}

void parts_add_tests(void) {
  g_test_add_func("/diff/parts/sequence", test_sequence);
  g_test_add_func("/diff/parts/heaviest", test_heaviest);
  g_test_add_func("/diff/parts/values", test_values);
}
