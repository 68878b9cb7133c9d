/* Tables without uprights, as councils print them: which rows, columns and cells they have. */
#include "tests/ingest/tests_ingest.h"

#include <string.h>

/* A row of a table: its pieces where its columns begin, NULL for an empty cell. */
static void add_row(Layout *layout, const float *xs, float y, const char *const *cells, int count) {
  for (int c = 0; c < count; c++)
    if (cells[c]) add_words(layout, xs[c], y, 10, cells[c]);
}

/* The first column names a group once; amounts below amounts begin a row all the same. */
static void test_group_named_once(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][4] = {{"Priority", "Measure", "2024", "2025"},
                                        {"Safe", "Wharves seen to within the month", "80%", "18%"},
                                        {NULL, "Ferries on time", "13%", "32%"},
                                        {NULL, "Calls heard by the clerk", "29%", "85%"},
                                        {"Clean", "Slips swept", "65%", "58%"}};
  for (int r = 0; r < 5; r++)
    add_row(layout, (float[]){50, 110, 320, 380}, 100 + 12 * (float)r, rows[r], 4);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "row\n    cell\n    cell: Ferries on time\n    cell: 13%\n    cell: 32%\n"));
}

void add_table_tests(void) {
  g_test_add_func("/ingest/tables/group-named-once", test_group_named_once);
}
