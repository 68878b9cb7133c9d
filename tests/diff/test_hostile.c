/* Sizes that turn a careless comparison quadratic: at these it would take minutes, so the time limit is a
 * wide one. */
#include "diff/diff.h"
#include "tests_diff.h"

#include "model/builder.h"

enum { LINES = 8000, WORDS = 60000, SECONDS_MAX = 20 };

static char *make_word(GRand *rand, int vocabulary) {
  return g_strdup_printf("w%d", g_rand_int_range(rand, 0, vocabulary));
}

static Doc *paper_of(GPtrArray *lines) {
  g_autoptr(DocBuilder) b = doc_builder_new();
  for (guint i = 0; i < lines->len; i++) {
    doc_builder_open(b, DOC_PARAGRAPH);
    doc_builder_text(b, lines->pdata[i], -1);
    doc_builder_close(b);
  }
  return doc_builder_finish(g_steal_pointer(&b));
}

static DiffReport *compare(const Doc *a, const Doc *b, double *seconds) {
  DiffSide x = {.name = "old", .papers = &a, .count = 1}, y = {.name = "new", .papers = &b, .count = 1};
  gint64 start = g_get_monotonic_time();
  DiffReport *report = diff_papers(&x, &y, NULL);
  *seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
  return report;
}

static void check(GPtrArray *a, GPtrArray *b, uint32_t deleted, uint32_t inserted) {
  g_autoptr(Doc) x = paper_of(a), y = paper_of(b);
  double seconds;
  g_autoptr(DiffReport) report = compare(x, y, &seconds);
  g_assert_cmpfloat(seconds, <, SECONDS_MAX);
  if (deleted != UINT32_MAX) g_assert_cmpuint(report->summary.words_deleted, ==, deleted);
  if (inserted != UINT32_MAX) g_assert_cmpuint(report->summary.words_inserted, ==, inserted);
}

static void test_identical_lines(void) {
  g_autoptr(GPtrArray) a = g_ptr_array_new(), b = g_ptr_array_new();
  for (int i = 0; i < LINES; i++) g_ptr_array_add(a, "the same line again");
  for (int i = 0; i < LINES - 5; i++) g_ptr_array_add(b, "the same line again");
  check(a, b, 20, 0);
}

static void test_one_word_blocks(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  g_autoptr(GPtrArray) a = g_ptr_array_new_with_free_func(g_free), b = g_ptr_array_new_with_free_func(g_free);
  for (int i = 0; i < LINES; i++)
    g_ptr_array_add(a, make_word(rand, 500)), g_ptr_array_add(b, make_word(rand, 500));
  check(a, b, UINT32_MAX, UINT32_MAX);
}

/* One paragraph without a full stop, five words of it replaced. */
static void test_huge_paragraph(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(8);
  g_autoptr(GString) a = g_string_new(NULL), b = g_string_new(NULL);
  for (int i = 0; i < WORDS; i++) {
    g_autofree char *word = make_word(rand, 2000);
    g_string_append_printf(a, "%s ", word);
    g_string_append_printf(b, "%s ", i % (WORDS / 5) == 77 ? "changed" : word);
  }
  g_autoptr(GPtrArray) x = g_ptr_array_new(), y = g_ptr_array_new();
  g_ptr_array_add(x, a->str);
  g_ptr_array_add(y, b->str);
  check(x, y, 5, 5);
}

static void test_strangers(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(9);
  g_autoptr(GString) a = g_string_new(NULL), b = g_string_new(NULL);
  for (int i = 0; i < WORDS; i++) {
    g_autofree char *x = make_word(rand, 2000), *y = make_word(rand, 2000);
    g_string_append_printf(a, "%s ", x);
    g_string_append_printf(b, "%s ", y);
  }
  g_autoptr(GPtrArray) x = g_ptr_array_new(), y = g_ptr_array_new();
  g_ptr_array_add(x, a->str);
  g_ptr_array_add(y, b->str);
  check(x, y, UINT32_MAX, UINT32_MAX);
}

/* Papers without a word, and no papers. */
static void test_nothing(void) {
  g_autoptr(GPtrArray) none = g_ptr_array_new(), one = g_ptr_array_new();
  g_ptr_array_add(one, "Three words here");
  check(none, none, 0, 0);
  check(none, one, 0, 3);
  check(one, none, 3, 0);
  DiffSide empty = {.name = "old"};
  g_autoptr(DiffReport) report = diff_papers(&empty, &empty, NULL);
  g_assert_cmpint(report->verdict, ==, DIFF_VERDICT_NONE);
}

static void test_wide_table(void) {
  Doc *papers[2];
  for (unsigned p = 0; p < 2; p++) {
    DocBuilder *b = doc_builder_new();
    doc_builder_open(b, DOC_TABLE);
    for (int r = 0; r < 40; r++) {
      doc_builder_open(b, DOC_ROW);
      for (int c = 0; c < 300; c++) {
        g_autofree char *text = g_strdup_printf("cell%d-%d", r, p && r == 7 && c == 9 ? 0 : c);
        doc_builder_open(b, DOC_CELL);
        doc_builder_text(b, text, -1);
        doc_builder_close(b);
      }
      doc_builder_close(b);
    }
    doc_builder_close(b);
    papers[p] = doc_builder_finish(b);
  }
  double seconds;
  g_autoptr(DiffReport) report = compare(papers[0], papers[1], &seconds);
  g_assert_cmpfloat(seconds, <, SECONDS_MAX);
  g_assert_cmpuint(report->summary.words_deleted, ==, 1);
  g_assert_cmpuint(report->summary.words_inserted, ==, 1);
  doc_free(papers[0]);
  doc_free(papers[1]);
}

void hostile_add_tests(void) {
  g_test_add_func("/diff/hostile/identical-lines", test_identical_lines);
  g_test_add_func("/diff/hostile/one-word-blocks", test_one_word_blocks);
  g_test_add_func("/diff/hostile/huge-paragraph", test_huge_paragraph);
  g_test_add_func("/diff/hostile/strangers", test_strangers);
  g_test_add_func("/diff/hostile/nothing", test_nothing);
  g_test_add_func("/diff/hostile/wide-table", test_wide_table);
}
