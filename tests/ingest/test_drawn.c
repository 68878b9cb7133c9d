/* Tables and underlines that plain text draws with characters. */
#include "ingest/readers.h"
#include "model/forms.h"
#include "tests/ingest/tests_ingest.h"

#include <string.h>

/* The rows of all tables, cells parted by " / "; other blocks are left out. */
static char *rows_of(const char *text) {
  g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
  g_autoptr(Doc) doc = read_text(bytes, &(IngestHints){.name = "a.txt"}, NULL);
  g_assert_nonnull(doc);
  GString *out = g_string_new(NULL);
  for (uint32_t i = 1; i < doc_count(doc); i++) {
    if (doc_node(doc, i)->kind != DOC_ROW) continue;
    for (uint32_t c = doc_first_child(doc, i); c; c = doc_next_sibling(doc, c)) {
      g_autofree char *cell = doc_subtree_text(doc, c, " ");
      g_string_append_printf(out, "%s%s", c == i + 1 ? "" : " / ", cell);
    }
    g_string_append(out, "\n");
  }
  return g_string_free(out, FALSE);
}

static void check_rows(const char *text, const char *expected) {
  g_autofree char *rows = rows_of(text);
  g_assert_cmpstr(rows, ==, expected);
}

/* Words of two columns may have one space between; a line is a row. */
static void test_simple(void) {
  check_rows("The routes are in the table.\n\n"
             "  Depot            Manager     Routes\n"
             "  ---------------- --------- --------\n"
             "  Dunmarsh         P Nair          14\n"
             "  Netherby Cross E O Pritchard      9\n\n"
             "  So it is.\n",
             "Depot / Manager / Routes\nDunmarsh / P Nair / 14\n");
  check_rows("  Depot            Manager     Routes\n"
             "  ---------------- --------- --------\n"
             "  Dunmarsh by sea  P Nair          14\n"
             "  Netherby Cross E Pritchard        9\n",
             "Depot / Manager / Routes\nDunmarsh by sea / P Nair / 14\nNetherby Cross E / Pritchard / 9\n");
  check_rows("--- ---\nThe word is out.\n", "");
}

/* In a frame blank lines part rows of several lines. */
static void test_multiline(void) {
  check_rows("  ----------------------------\n"
             "  Depot         Duty\n"
             "                manager\n"
             "  ------------- --------------\n"
             "  Dunmarsh in   Priya Nair\n"
             "  the west\n\n"
             "  Netherby      Owen Pritchard\n"
             "                and others\n\n"
             "  ----------------------------\n",
             "Depot / Duty manager\nDunmarsh in the west / Priya Nair\nNetherby / Owen Pritchard and others\n");
}

/* A line that begins in the second column goes on the row above. */
static void test_equals(void) {
  check_rows("===== ========\nWharf Fee\n===== ========\nNorth 12\n      pounds\nSouth 9\n===== ========\n",
             "Wharf / Fee\nNorth / 12 pounds\nSouth / 9\n");
}

static void test_grid(void) {
  check_rows("+-------+--------+\n| Wharf | Fee    |\n+=======+========+\n| North | 12     |\n|       | pounds |\n"
             "+-------+--------+\n| None at all    |\n+-------+--------+\n",
             "Wharf / Fee\nNorth / 12 pounds\nNone at all\n");
  check_rows("+----+------+\n| id | name |\n+----+------+\n|  1 | Holt |\n|  2 | Cole |\n+----+------+\n",
             "id / name\n1 / Holt\n2 / Cole\n");
  check_rows(" id | name\n----+------\n  1 | Holt\n  2 | Cole\n", "id / name\n1 / Holt\n2 / Cole\n");
}

/* Nothing parts the longest word of a column from its box. */
static void test_boxes(void) {
  check_rows("│ A stroke begins a line of a text and ends one │\nthat is no table at all.│\n", "");
  check_rows("┌─────┬────┐\n│Wharf│Fee │\n├─────┼────┤\n│North│ 12 │\n└─────┴────┘\n", "Wharf / Fee\nNorth / 12\n");
}

/* "=" ranks above "-"; a rule under a paragraph is none of a heading. */
static void test_underlines(void) {
  static const char text[] = "The wharf\n=========\n\nNext steps\n----------\n\n- an item\n- another\n\n"
                             "The clerk keeps the log\nof the wharf\n------------\n";
  g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
  g_autoptr(Doc) doc = read_text(bytes, &(IngestHints){.name = "a.txt"}, NULL);
  g_autofree char *dump = doc_to_dump(doc);
  g_assert_nonnull(strstr(dump, "section level=1: The wharf\n  section level=2: Next steps\n"));
  g_assert_null(strstr(dump, "section level=2: of the wharf"));
}

void add_drawn_tests(void) {
  g_test_add_func("/ingest/drawn/simple", test_simple);
  g_test_add_func("/ingest/drawn/multiline", test_multiline);
  g_test_add_func("/ingest/drawn/equals", test_equals);
  g_test_add_func("/ingest/drawn/grid", test_grid);
  g_test_add_func("/ingest/drawn/boxes", test_boxes);
  g_test_add_func("/ingest/drawn/underlines", test_underlines);
}
