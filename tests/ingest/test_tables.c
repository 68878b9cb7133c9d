/* Tables without uprights, as councils print them: which rows, columns and cells they have. */
#include "model/forms.h"
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
  for (int r = 0; r < 5; r++) add_row(layout, (float[]){50, 110, 320, 380}, 100 + 12 * (float)r, rows[r], 4);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "row\n    cell\n    cell: Ferries on time\n    cell: 13%\n    cell: 32%\n"));
}

/* Columns as near as words, which no word lies across: their longest cells leave but a space. The white behind short cells
 * is no border, nor the space that names have in common. */
static void test_streams(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][6] = {
      {"No.", "Action of the county", "Owner", "L", "I", "Due"},
      {"1", "Write to the board at once", "Councillor Ash", "5", "2", "May"},
      {NULL, "and to the clerk", NULL, NULL, NULL, NULL},
      {"2", "Hold it", "Councillor Cole", "3", "3", "June"},
      {"3", "See the wharf in the spring", "Councillor Holt", "4", "4", "July"},
      {"4", "Ask", "Councillor Lee", "1", "5", "May"}};
  for (int r = 0; r < 6; r++)
    add_row(layout, (float[]){50, 71, 212, 297, 308, 319}, 100 + 12 * (float)r, rows[r], 6);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(
      strstr(dump, "  row\n    cell: No.\n    cell: Action of the county\n    cell: Owner\n    cell: L\n"
                   "    cell: I\n    cell: Due\n"
                   "  row\n    cell: 1\n    cell: Write to the board at once and to the clerk\n"
                   "    cell: Councillor Ash\n    cell: 5\n    cell: 2\n    cell: May\n"));
}

/* A head over two columns, and a total of few words, lie across what parts the rows. */
static void test_head_over_columns(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][5] = {{"Service", "Plan", "Spent", "Plan", "Spent"},
                                        {"Ferries", "1,204", "1,310", "620", "645"},
                                        {"Wharves", "398", "412", "210", "(98)"},
                                        {"Slips", "76", "77", "14", "15"},
                                        {"Boats", "12", "13", "1", "2"}};
  add_words(layout, 200, 100, 10, "Revenue");
  add_words(layout, 316, 100, 10, "Capital");
  for (int r = 0; r < 5; r++)
    add_row(layout, (float[]){50, 190, 230, 310, 350}, 112 + 12 * (float)r, rows[r], 5);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell colspan=2: Revenue\n    cell colspan=2: Capital\n"));
  g_assert_nonnull(
      strstr(dump, "cell: Wharves\n    cell: 398\n    cell: 412\n    cell: 210\n    cell: (98)\n"));
}

/* Words set so far apart that they reach from x to `end`. */
static void add_stretched(Layout *layout, float x, float end, float y, const char *text) {
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  guint count = g_strv_length(words);
  float letters = (float)(strlen(text) - count + 1), space = (end - x - 5 * letters) / (float)(count - 1);
  for (guint i = 0; i < count; i++) x = add_words(layout, x, y, 10, words[i]) - 2.5f + space;
}

/* References with bullets, stretched to the width of the page, have white in common and are no table. */
static void test_no_streams(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const lines[] = {"P3980R0 - \"Task's Allocator Use\" (Dietmar Ash, 2026).",
                                      "LWG 4356 - \"connect() should use get_allocator(get_env(rcvr))\".",
                                      "US 254-385 - C++26 NB ballot comment."};
  for (int r = 0; r < 3; r++) {
    add_words(layout, 50, 100 + 28 * (float)r, 10, "\xE2\x80\xA2");
    add_stretched(layout, 70, 550, 100 + 28 * (float)r, lines[r]);
    add_words(layout, 70, 112 + 28 * (float)r, 10, "https://example.org/papers/of-the-year");
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_null(strstr(dump, "table"));
}

/* Rows without room between them: a line that has no amount where rows have some goes on the words above, be it in capitals,
 * unless it stands alone below a line that was ended. */
static void test_words_go_on(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][4] = {
      {"Service", "Plan", "Spent", "Reason"},
      {"Revenues and", "1,204", "1,310", "The contract is to be let once"},
      {"Benefits", NULL, NULL, "Members decide."},
      {"Public ferries", "398", "412", "Fuel was dear."},
      {"Boats", NULL, NULL, NULL},
      {"Slips of the whole old town", "76", "77", "Grants came after all of it"},
      {NULL, NULL, NULL, "April."}};
  for (int r = 0; r < 7; r++) add_row(layout, (float[]){50, 200, 250, 310}, 100 + 12 * (float)r, rows[r], 4);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Revenues and Benefits\n    cell: 1,204\n    cell: 1,310\n"
                                "    cell: The contract is to be let once Members decide.\n"));
  g_assert_nonnull(strstr(dump, "row\n    cell: Boats\n"));
  g_assert_nonnull(strstr(dump, "cell: Grants came after all of it April.\n"));
}

/* The lines of cells that are centred upon each other stand between those of their neighbours. */
static void test_centred_cells(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const reasons[][3] = {
      {"The contract is to be let", "again in the autumn."},
      {"The fuel was dear in all of", "the months but May, and", "so were oars."},
      {"Grants came after the budget", "had been agreed in May."}};
  float y = 116;
  add_row(layout, (float[]){50, 150, 200}, 100, (const char *[]){"Service", "Plan", "Reason"}, 3);
  for (int r = 0; r < 3; r++, y += 4) {
    float middle = y + (r == 1 ? 12 : 6);
    add_words(layout, 50, middle, 10, (const char *[]){"Ferries", "Wharves", "Slips"}[r]);
    add_words(layout, 150, middle, 10, (const char *[]){"1,204", "398", "76"}[r]);
    for (int i = 0; i < 3 && reasons[r][i]; i++, y += 12) add_words(layout, 200, y, 10, reasons[r][i]);
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump,
                          "  row\n    cell: Ferries\n    cell: 1,204\n"
                          "    cell: The contract is to be let again in the autumn.\n"
                          "  row\n    cell: Wharves\n    cell: 398\n"
                          "    cell: The fuel was dear in all of the months but May, and so were oars.\n"));
}

/* A page that begins with a row whose first cell is empty, and whose amounts are of its own. */
static void test_amounts_over_pages(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {{"Aim", "Measure", "2024"},
                                        {"Clean", "Slips swept in the spring", "65%"},
                                        {"Safe", "Wharves seen to", "80%"},
                                        {NULL, "Ferries on time", "13%"},
                                        {NULL, "Calls heard", "29%"}};
  for (int r = 0; r < 5; r++) {
    if (r == 3) layout_add_page(layout, 2, 600, 800);
    add_row(layout, (float[]){50, 110, 320}, r < 3 ? 700 + 12 * (float)r : 50 + 12 * (float)(r - 3), rows[r],
            3);
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Wharves seen to\n"));
  g_assert_nonnull(strstr(dump, "cell page=2: Ferries on time\n    cell page=2: 13%\n"));
}

/* A cell whose first lines are stretched has wide white in common, and is one cell. */
static void test_stretched_cell(void) {
  g_autoptr(Layout) layout = page_new();
  add_stretched(layout, 50, 240, 112, "Council Chamber, Session House,");
  add_stretched(layout, 50, 240, 136, "Meeting Rooms at Oxmere Wharf,");
  add_words(layout, 50, 100, 10, "Tuesday, 4th of March, at");
  add_words(layout, 50, 124, 10, "or in the");
  add_words(layout, 50, 148, 10, "Fennick");
  for (int r = 0; r < 4; r++) {
    add_words(layout, 300, 100 + 12 * (float)r, 10,
              (const char *[]){"Ask for:", "Telephone:", "Email:", "Web:"}[r]);
    add_words(layout, 400, 100 + 12 * (float)r, 10,
              (const char *[]){"M Holt", "03000", "m@h.org", "h.org"}[r]);
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "Council Chamber, Session House,"));
  g_assert_nonnull(strstr(dump, "cell: Ask for:\n    cell: M Holt\n"));
}

/* Items whose words stand in common places are items. */
static void test_items_in_pieces(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][2] = {
      {"MW", "thanked all of the clerks."}, {"All", "was said."}, {"So", "it is with the ferry."}};
  for (int r = 0; r < 3; r++) {
    add_words(layout, 50, 100 + 14 * (float)r, 10, "\xE2\x97\x8F");
    add_row(layout, (float[]){67.5f, 100}, 100 + 14 * (float)r, rows[r], 2);
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_null(strstr(dump, "row"));
  g_assert_nonnull(strstr(dump, "paragraph: MW thanked all of the clerks.\n"));
}

/* The foot of a page stands in pieces, and is known by them again on other pages: a table above does not part it anew. */
static void test_foot_below_table(void) {
  g_autoptr(Layout) layout = layout_new(NULL);
  layout->has_pages = true;
  for (uint32_t p = 0; p < 3; p++) {
    layout_add_page(layout, p + 1, 600, 800);
    for (int r = 0; r < 8; r++) {
      if (p != 1)
        add_words(layout, 50, 654 + 12 * (float)r, 10,
                  "The panel heard of the old wharf and of what it would cost.");
      else
        for (int c = 0; c < 4; c++)
          add_words(layout, (float[]){50, 160, 300, 420}[c], 654 + 12 * (float)r, 10,
                    (const char *[]){"Ferries", "12", "May", "Open"}[(c + r) % 4]);
    }
    add_words(layout, 50, 764, 10, "Standards of the county Oxmere");
    add_words(layout, 260, 764, 10, "Held by the clerk of the county at Oxmere");
  }
  DocBuilder *b = doc_builder_new();
  layout_build(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autofree char *dump = doc_to_dump(doc);
  g_assert_null(strstr(dump, "cell: Held"));
  g_assert_null(strstr(dump, "cell page=2: Held"));
  g_assert_cmpuint(doc_furniture_count(doc), >=, 3);
}

/* Keys and values above numbered rows whose first two columns a key lies across: the rows keep their own columns. */
static void test_two_tables_near(void) {
  static const char *const keys[][2] = {{"Location:", "Customs House"}, {"Date:", "Friday 3 May"}, {"Time:", "18:00"}};
  static const char *const rows[][3] = {
      {"1", "Apologies", "MH"},    {"2", "Adoption of the minutes", "EG"}, {"3", "Matters arising", "All"},
      {"4", "Past events", "All"}, {"5", "Report of the clerk", "MH"},     {"6", "Ferries", "EG"}};
  g_autoptr(Layout) layout = page_new();
  for (unsigned r = 0; r < G_N_ELEMENTS(keys); r++)
    for (int c = 0; c < 2; c++) add_words(layout, c ? 120 : 50, 100 + 18 * (float)r, 10, keys[r][c]);
  for (unsigned r = 0; r < G_N_ELEMENTS(rows); r++)
    for (int c = 0; c < 3; c++)
      add_words(layout, (float[]){50, 75, 300}[c], 166 + 18 * (float)r, 10, rows[r][c]);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: 2\n    cell: Adoption of the minutes\n    cell: EG\n"));
}

void add_table_tests(void) {
  g_test_add_func("/ingest/tables/stretched-cell", test_stretched_cell);
  g_test_add_func("/ingest/tables/items-in-pieces", test_items_in_pieces);
  g_test_add_func("/ingest/tables/foot-below-table", test_foot_below_table);
  g_test_add_func("/ingest/tables/words-go-on", test_words_go_on);
  g_test_add_func("/ingest/tables/centred-cells", test_centred_cells);
  g_test_add_func("/ingest/tables/amounts-over-pages", test_amounts_over_pages);
  g_test_add_func("/ingest/tables/streams", test_streams);
  g_test_add_func("/ingest/tables/head-over-columns", test_head_over_columns);
  g_test_add_func("/ingest/tables/no-streams", test_no_streams);
  g_test_add_func("/ingest/tables/two-near", test_two_tables_near);
  g_test_add_func("/ingest/tables/group-named-once", test_group_named_once);
}
