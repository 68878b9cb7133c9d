/* What goes on from one part of a page to the next: columns, tables over breaks; on pages made
 * of numbers. */
#include "ingest/pack.h"
#include "model/forms.h"
#include "tests/ingest/tests_ingest.h"

#include <string.h>

/* A row of cells, at the places that columns begin. */
static void add_row(Layout *layout, const float *xs, float y, const char *const *cells, int count) {
  for (int c = 0; c < count; c++)
    if (*cells[c]) add_words(layout, xs[c], y, 10, cells[c]);
}

/* Rows stand a little further apart than the lines of their cells: the baseline between is no row. */
static void test_spaced_rows(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {{"Line", "2024", "2025"},      {"Wharf", "1,204.5", "1,310.0"},
                                        {"Weather", "62.0", "64.5"},   {"reports", "", ""},
                                        {"Dredging", "398.0", "12.5"}, {"All", "1,874.5", "1,997.0"}};
  static const float ys[] = {100, 115, 130, 142, 157, 172};
  for (int r = 0; r < 6; r++) add_row(layout, (float[]){50, 180, 260}, ys[r], rows[r], 3);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Weather reports\n    cell: 62.0\n    cell: 64.5\n"));
}

/* Groups of rows with space between them: each baseline is a row. */
static void test_groups_of_rows(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {{"Line", "2024", "2025"},    {"Wharf", "1,204.5", "1,310.0"},
                                        {"Slip", "62.0", "64.5"},    {"Boats", "398.0", "12.5"},
                                        {"Ferry", "210.0", "210.0"}, {"All", "1,874.5", "1,997.0"}};
  static const float ys[] = {100, 112, 124, 142, 154, 172};
  for (int r = 0; r < 6; r++) add_row(layout, (float[]){50, 180, 260}, ys[r], rows[r], 3);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(
      strstr(dump, "row\n    cell: Slip\n    cell: 62.0\n    cell: 64.5\n  row\n    cell: Boats\n"));
}

/* A table that the foot of a page cuts within a row, and whose head is repeated. */
static void test_cut_row(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {
      {"Line", "2024", "2025"}, {"Wharf", "1,204.5", "1,310.0"}, {"Dredging by boats and", "398.0", "12.5"}};
  static const char *const more[][3] = {{"Line", "2024", "2025"},
                                        {"others", "", ""},
                                        {"Ferry", "210.0", "210.0"},
                                        {"All", "1,874.5", "1,997.0"}};
  static const float xs[] = {50, 180, 260};
  for (int r = 0; r < 3; r++) add_row(layout, xs, 700 + 18 * (float)r, rows[r], 3);
  for (int i = 0; i < 20; i++)
    add_words(layout, 50, 60 + 12 * (float)i, 10, i % 2 ? "to the isles each day" : "The boats ply");
  layout_add_page(layout, 2, 600, 800);
  for (int r = 0; r < 4; r++) add_row(layout, xs, 100 + 18 * (float)r, more[r], 3);
  for (int i = 0; i < 20; i++)
    add_words(layout, 50, 200 + 12 * (float)i, 10, i % 2 ? "and pay the dues" : "of the old wharf");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Dredging by boats and others\n"));
  g_assert_nonnull(strstr(dump, "210.0"));
  g_assert_null(strstr(strstr(dump, "table") + 1, "table"));
}

static void add_ruled(Layout *layout, float x, float y, const char *const (*rows)[2], int count) {
  for (int r = 0; r <= count; r++)
    layout_add_rule(layout, &(LayoutRule){x, y + 20 * (float)r, x + 220, y + 20 * (float)r});
  for (int c = 0; c < 3; c++) {
    float at = x + 110 * (float)c;
    layout_add_rule(layout, &(LayoutRule){at, y, at, y + 20 * (float)count});
  }
  for (int r = 0; r < count; r++)
    add_row(layout, (float[]){x + 5, x + 115}, y + 5 + 20 * (float)r, rows[r], 2);
}

/* A ruled table goes on at the head of the next column. */
static void test_table_over_columns(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 20; i++)
    add_words(layout, 50, 100 + 12 * (float)i, 10, "The boats ply from the old wharf on all days");
  add_ruled(layout, 50, 345,
            (const char *const[][2]){{"Boat", "Berth"}, {"Fennick", "two"}, {"Oxmere", "one"}}, 3);
  add_ruled(layout, 330, 98, (const char *const[][2]){{"Boat", "Berth"}, {"Sand", "six"}}, 2);
  for (int i = 0; i < 20; i++)
    add_words(layout, 330, 150 + 12 * (float)i, 10, "to the isles and the dues of that day are to");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Oxmere\n    cell: one\n  row\n    cell: Sand\n    cell: six\n"));
}

/* The gutter is as long as the columns, though a longer line makes it narrower below. */
static void test_longer_line(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 30; i++) {
    add_words(layout, 50, 100 + 12 * (float)i, 10,
              i == 20 ? "The boats ply from the old wharf on every day"
                      : "The boats ply from the old wharf on all days");
    if (i < 8)
      add_words(layout, 330, 100 + 12 * (float)i, 10, "to the isles and the dues of that day are to");
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "on every day The boats ply"));
  g_assert_nonnull(strstr(strstr(dump, "on every day"), "to the isles"));
}

static char *build_pages(Layout *layout) {
  DocBuilder *b = doc_builder_new();
  layout_build(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  return doc_to_dump(doc);
}

/* Every fifth line is numbered; those of a table are not counted, and the last page has two numbers only. */
static void test_spaced_numbers(void) {
  g_autoptr(Layout) layout = page_new();
  for (int p = 0, line = 0; p < 2; p++) {
    if (p) layout_add_page(layout, 2, 600, 800);
    for (int i = 0; i < (p ? 8 : 36); i++) {
      bool table = !p && i >= 12 && i < 24;
      float y = 100 + 14 * (float)i;
      line += !table;
      g_autofree char *number = g_strdup_printf("%d", line);
      if (line % 5 == 0 && !table) add_words(layout, 40 - 5 * (float)strlen(number), y, 10, number);
      add_words(layout, 60, y, 10,
                table   ? "Wharf"
                : i % 2 ? "The dues are paid by all who land"
                        : "at the old wharf on that day and");
      if (table) add_words(layout, 200, y, 10, "1,204");
    }
  }
  g_autofree char *dump = build_pages(layout);
  for (int n = 5; n <= 30; n += 5) {
    g_autofree char *record = g_strdup_printf("furniture page=%d: %d\n", n <= 20 ? 1 : 2, n);
    g_assert_nonnull(strstr(dump, record));
  }
}

/* The cells of the head and every other row are shaded: the edges of the shades are no lattice of the table. */
static void test_shaded_rows(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {
      {"Line", "2024", "2025"}, {"Wharf", "62.0", "64.5"}, {"Slip", "21.0", "9.5"}, {"Ferry", "7.0", "8.0"}};
  static const float xs[] = {55, 180, 260};
  for (int r = 0; r < 4; r++) add_row(layout, xs, 105 + 20 * (float)r, rows[r], 3);
  for (int y = 100; y <= 140; y += 20) layout_add_rule(layout, &(LayoutRule){50, (float)y, 350, (float)y});
  for (int c = 0; c < 2; c++) layout_add_rule(layout, &(LayoutRule){c ? 350 : 50, 100, c ? 350 : 50, 140});
  for (int c = 1; c < 3; c++) layout_add_rule(layout, &(LayoutRule){xs[c] - 5, 100, xs[c] - 5, 120});
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Wharf\n    cell: 62.0\n    cell: 64.5\n  row\n    cell: Slip\n"));
}

/* What a browser prints at the foot is wider than the text: the text's lines are full none the less. */
static void test_wide_foot(void) {
  g_autoptr(Layout) layout = page_new();
  for (int p = 0; p < 3; p++) {
    if (p) layout_add_page(layout, (uint32_t)p + 1, 600, 800);
    for (int i = 0; i < 14; i++) {
      g_autofree char *text = g_strdup_printf("%d. The dues are paid by all who land at the %s. They are due",
                                              14 * p + i + 1, (const char *[]){"wharf", "isles", "steps"}[p]);
      add_words(layout, 50, 100 + 24 * (float)i, 10, text);
      add_words(layout, i + 14 * p < 9 ? 62.5f : 67.5f, 112 + 24 * (float)i, 10,
                (const char *[]){"All who stay pay again.", "Boats pay twice.", "Nobody pays twice."}[p]);
    }
    add_words(layout, 20, 780, 8,
              "/home/clerk/papers/the-harbour-dues-of-the-year-that-is-to-come/paper.html");
    add_words(layout, 560, 780, 8, (const char *[]){"1/3", "2/3", "3/3"}[p]);
  }
  g_autofree char *dump = build_pages(layout);
  g_assert_nonnull(strstr(dump, "at the isles. They are due Boats pay twice."));
}

/* A page's own number, and that of the pack, nearly beside one another. */
static void test_two_numbers(void) {
  g_autoptr(Layout) layout = page_new();
  for (int p = 0; p < 3; p++) {
    if (p) layout_add_page(layout, (uint32_t)p + 1, 600, 800);
    for (int i = 0; i < 20; i++)
      add_words(layout, 50, 100 + 14 * (float)i, 10,
                (const char *[]){"The boats", "to the wharf", "on all days"}[p]);
    for (int n = 0; n < 2; n++) {
      g_autofree char *number = g_strdup_printf("Page %d", p + (n ? 26 : 4));
      add_words(layout, n ? 500 : 280, n ? 769 : 760, 10, number);
    }
  }
  DocBuilder *b = doc_builder_new();
  layout_lines(layout);
  layout_furniture(layout, b);
  unsigned furniture = 0;
  for (uint32_t i = 0; i < layout->lines->len; i++)
    furniture += layout_line(layout, i)->role == LINE_FURNITURE;
  g_assert_cmpuint(furniture, ==, 6);
  doc_free(doc_builder_finish(b));
}

/* Addresses that differ in their numbers only, at the feet of two pages: no running foot. */
static void test_addresses_at_feet(void) {
  g_autoptr(Layout) layout = page_new();
  for (int p = 0; p < 2; p++) {
    if (p) layout_add_page(layout, 2, 600, 800);
    for (int i = 0; i < 20; i++)
      add_words(layout, 50, 100 + 14 * (float)i, 10, p ? "The boats ply" : "to the old wharf");
    add_words(layout, 50, 400, 10, p ? "http://w21.example/p3552" : "http://w21.example/p4007");
  }
  g_autofree char *dump = build_pages(layout);
  g_assert_null(strstr(dump, "furniture"));
}

/* The spaces of a stretched line are wide, but alike: it is no row of the table above it. */
static void test_stretched_line(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][4] = {{"Line", "2023", "2024", "2025"},
                                        {"Wharf", "1,204.5", "1,310.0", "1.0"},
                                        {"Slip", "62.0", "64.5", "2.0"}};
  static const float xs[] = {50, 160, 270, 380};
  for (int r = 0; r < 3; r++) add_row(layout, xs, 100 + 18 * (float)r, rows[r], 4);
  float x = 50;
  const char *const words[] = {"2.2",  "If",   "the", "winter", "is", "severe",
                               "more", "salt", "is",  "paid",   "for"};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) x = add_words(layout, x, 160, 10, words[i]) + 8.5f;
  add_words(layout, 50, 172, 10,
            "by the board, subject to the agreement of the clerk and of all of its members.");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "If the winter is severe more salt is paid for by the board"));
}

/* The head of even columns has spaces that are alike, too. */
static void test_even_head(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const names[] = {"Now", "Mar", "Jun", "Sep", "Dec", "Feb", "May"};
  for (int r = 0; r < 4; r++) {
    if (r)
      add_words(layout, 50, 100 + 18 * (float)r, 10, (const char *[]){"Upside", "Middle", "Downside"}[r - 1]);
    for (int c = 0; c < 7; c++) {
      g_autofree char *rate = g_strdup_printf("%d.%d", r, c);
      add_words(layout, 150 + 28 * (float)c, 100 + 18 * (float)r, 10, r ? rate : names[c]);
    }
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Now\n    cell: Mar\n"));
}

/* The last cell goes on in lines that are set wide, yet closer than the rows. */
static void test_wide_leading(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {
      {"Line", "2024", "2025"}, {"Wharf", "62.0", "64.5"}, {"Clearing by", "21.0", "9.5"}};
  for (int r = 0; r < 3; r++) add_row(layout, (float[]){50, 180, 260}, 100 + 24 * (float)r, rows[r], 3);
  add_words(layout, 50, 166, 10, "farmers and");
  add_words(layout, 50, 184, 10, "others");
  for (int i = 0; i < 4; i++)
    add_words(layout, 50, 230 + 18 * (float)i, 10,
              "The dues are paid by all who land at the old wharf on that day");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Clearing by farmers and others\n"));
}

void add_page_tests(void) {
  g_test_add_func("/ingest/pages/spaced-numbers", test_spaced_numbers);
  g_test_add_func("/ingest/pages/shaded-rows", test_shaded_rows);
  g_test_add_func("/ingest/pages/two-numbers", test_two_numbers);
  g_test_add_func("/ingest/pages/wide-foot", test_wide_foot);
  g_test_add_func("/ingest/pages/addresses-at-feet", test_addresses_at_feet);
  g_test_add_func("/ingest/pages/even-head", test_even_head);
  g_test_add_func("/ingest/pages/stretched-line", test_stretched_line);
  g_test_add_func("/ingest/pages/wide-leading", test_wide_leading);

  g_test_add_func("/ingest/pages/spaced-rows", test_spaced_rows);
  g_test_add_func("/ingest/pages/groups-of-rows", test_groups_of_rows);
  g_test_add_func("/ingest/pages/cut-row", test_cut_row);
  g_test_add_func("/ingest/pages/table-over-columns", test_table_over_columns);
  g_test_add_func("/ingest/pages/longer-line", test_longer_line);
}
