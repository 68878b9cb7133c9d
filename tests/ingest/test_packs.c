/* Packs of several papers, what they say of themselves, and the furniture of their pages. Bodies, people and
 * papers are invented. Pages of plain text are parted by form feeds. */
#include "ingest/dates.h"
#include "ingest/ingest.h"
#include "ingest/pack.h"
#include "ingest/titles.h"
#include "model/forms.h"
#include "tests/ingest/tests_ingest.h"

#include <string.h>

#define AGENDA                                                                                               \
  "                    AGENDA\n\n              HARBOUR COMMITTEE\n\n"                                        \
  "Tuesday, 4th June, 2024, at 10.00 am\n\n"                                                                 \
  "1.  Apologies\n\n2.  Minutes of the meeting held on 7 May 2024\n\n"                                       \
  "3.  Dredging of the Inner Basin (Pages 5 - 6)\n\n"                                                        \
  "4.  Lighthouse Keepers and their Lodgings\n"
#define BLANK "\n\n\n          This page is intentionally left blank\n"
#define MINUTES                                                                                              \
  "              HARBOUR COMMITTEE\n\n"                                                                      \
  "MINUTES of a meeting of the Harbour Committee held in the Customs House\n"                                \
  "on Tuesday, 7 May 2024.\n\n"                                                                              \
  "The committee heard from the pilot, who had nothing to report but fog,\n"                                 \
  "and thanked him for it at some length.\n"
#define REPORT                                                                                               \
  "From:     Ada Quayle, Harbour Master\n\n"                                                                 \
  "To:       Harbour Committee - 4 June 2024\n\n"                                                            \
  "Subject:  Dredging of the Inner Basin\n\n"                                                                \
  "The inner basin has silted up to a depth of two metres, which is more\n"                                  \
  "than the ferry draws, and has to be dredged before the autumn.\n\n"                                       \
  "Recommendation: That the basin be dredged in 2024/25.\n"
#define ANNEX                                                                                                \
  "Appendix A\n\nSoundings of the basin were taken at forty places in March\n"                               \
  "and are given here in metres under the datum of the harbour.\n"

static GPtrArray *read_text(const char *name, const char *text) {
  g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
  IngestHints hints = {.name = name};
  g_autoptr(GError) error = NULL;
  GPtrArray *papers = ingest_bytes(bytes, &hints, &error);
  g_assert_no_error(error);
  return papers;
}

static void check(const GPtrArray *papers, guint at, const char *key, const char *expected) {
  g_assert_cmpuint(papers->len, >, at);
  g_test_message("paper %u, %s", at, key);
  g_assert_cmpstr(doc_particular(papers->pdata[at], key), ==, expected);
}

/* The words of a paper, a block a line. */
static char *words(const Doc *doc) { return doc_subtree_text(doc, 0, "\n"); }

static void test_pack(void) {
  g_autoptr(GPtrArray) papers =
      read_text("a.txt", AGENDA "\f" BLANK "\f" MINUTES "\f" BLANK "\f" REPORT "\f" BLANK);
  g_assert_cmpuint(papers->len, ==, 3);
  check(papers, 0, "title", "Agenda: Harbour Committee");
  check(papers, 0, "meeting_date", "2024-06-04");
  check(papers, 1, "committee", "Harbour Committee");
  check(papers, 1, "meeting_date", "2024-05-07");
  check(papers, 1, "item", "2");
  check(papers, 1, "first_page", "3");
  check(papers, 2, "title", "Dredging of the Inner Basin");
  check(papers, 2, "item", "3");
  check(papers, 2, "from", "Ada Quayle, Harbour Master");
  check(papers, 2, "recommendation", "That the basin be dredged in 2024/25.");
  check(papers, 2, "first_page", "5");
  g_assert_cmpuint(doc_furniture_count(papers->pdata[1]), ==, 1); /* the blank page after it */
}

/* The item's number at the head of every page stamps no new paper. */
static void test_item_on_every_page(void) {
  g_autoptr(GPtrArray) papers = read_text(
      "a.txt", "                    Agenda Item 6\n\nTHE FERRY\n\nThe ferry sails in winter, and the "
               "pier is let.\n\f"
               "                    Agenda Item 6\n\nTHE PIER\n\nThe pier is let, and the wharf is "
               "not.\n");
  g_assert_cmpuint(papers->len, ==, 1);
}

/* What is taken from a pack has the words and structure of the paper alone, stamps and blank pages or not. */
static void test_same_as_alone(void) {
  static const char *const alone[] = {AGENDA, MINUTES, REPORT};
  g_autoptr(GPtrArray) papers =
      read_text("a.txt", AGENDA "\n\n\nPage 1\n\f" MINUTES "\n\n\nPage 2\n\f" REPORT "\n\n\nPage 3\n");
  g_assert_cmpuint(papers->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    g_autoptr(GPtrArray) one = read_text("a.txt", alone[i]);
    g_assert_cmpuint(one->len, ==, 1);
    g_autofree char *expected = words(one->pdata[0]), *got = words(papers->pdata[i]);
    g_assert_cmpstr(got, ==, expected);
    g_assert_cmpuint(doc_count(papers->pdata[i]), ==, doc_count(one->pdata[0]));
  }
}

/* An appendix whose page numbers begin anew is a paper for the item of the report before it. */
static void test_appendix(void) {
  g_autoptr(GPtrArray) papers = read_text(
      "a.txt", AGENDA "\f" REPORT "\n\n        1\n\f"
                      "More of the report is on this page, which ends the dredging.\n\n        2\n\f" ANNEX
                      "\n\n        1\n");
  g_assert_cmpuint(papers->len, ==, 3);
  check(papers, 2, "item", "3");
  check(papers, 2, "committee", "Harbour Committee");
  check(papers, 2, "meeting_date", "2024-06-04");
}

/* An appendix whose numbers go on, and an e-mail printed in a report, are part of it. */
static void test_one_paper(void) {
  g_autoptr(GPtrArray) appendix = read_text("a.txt", REPORT "\n\n        1\n\f" ANNEX "\n\n        2\n");
  g_assert_cmpuint(appendix->len, ==, 1);
  g_assert_null(doc_particular(appendix->pdata[0], "first_page"));
  g_autoptr(GPtrArray) mail = read_text(
      "a.txt", REPORT
      "\f"
      "From: A. Pilot\nSent: 3 May 2024\nTo: A. Quayle\nSubject: Fog\n\nThere is fog in the basin today.\n");
  g_assert_cmpuint(mail->len, ==, 1);
}

/* The name of a file says what the paper does not, and nothing else. */
static void test_file_names(void) {
  g_autoptr(GPtrArray) silent = read_text("/x/Public reports pack 04th-Jun-2024 10.00 Harbour Committee.txt",
                                          "A paper that says nothing of itself at all, but is long.\n");
  check(silent, 0, "committee", "Harbour Committee");
  check(silent, 0, "meeting_date", "2024-06-04");
  g_autoptr(GPtrArray) minutes = read_text("Minutes_04th-Jun-2024_10.00_Pier_Board.txt", MINUTES);
  check(minutes, 0, "committee", "Harbour Committee");
  check(minutes, 0, "meeting_date", "2024-05-07");
  g_autoptr(GPtrArray) other =
      read_text("Report 4 June 2024.txt", "A paper that says nothing of itself at all, but is long.\n");
  check(other, 0, "meeting_date", NULL);
}

static void test_heads(void) {
  g_autoptr(GPtrArray) papers = read_text(
      "a.md", "# Pier Board\n\n## Repair of the Pier, 2024-25\n\nReport of the Director of Works\n\nDate of "
              "meeting: the fourth of June 2024\n\nSome text about the pier.\n\n"
              "## Recommendations\n\n1. That it be repaired.\n2. That it be painted.\n\n## Contact "
              "details\n\nA. Nother\n");
  check(papers, 0, "title", "Repair of the Pier, 2024-25");
  check(papers, 0, "financial_year", "2024/25");
  check(papers, 0, "from", "Director of Works");
  check(papers, 0, "meeting_date", "2024-06-04");
  check(papers, 0, "recommendation", "That it be repaired. That it be painted.");
}

static void test_dates_in_words(void) {
  static const char *const cases[][2] = {{"the twenty-seventh day of April 2018", "2018-04-27"},
                                         {"Fourth March 2025", "2025-03-04"},
                                         {"4 Mar '25", "2025-03-04"},
                                         {"04/03/25", "2025-03-04"},
                                         {"the second of two", NULL},
                                         {"1/2/25", NULL}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *got = date_find(cases[i][0], NULL, NULL);
    g_assert_cmpstr(got, ==, cases[i][1]);
  }
  g_autofree char *short_year = date_find_financial_year("Budget 2024-25"),
                  *long_year = date_find_financial_year("in 2024 to 2025,");
  g_autofree char *range = date_find_financial_year("2019-24"),
                  *number = date_find_financial_year("24/2024-25x");
  g_assert_cmpstr(short_year, ==, "2024/25");
  g_assert_cmpstr(long_year, ==, "2024/25");
  g_assert_null(range);
  g_assert_null(number);
}

static void test_titles(void) {
  g_assert_true(titles_agree("late changes to the 24-25 dredging plan",
                             "late changes to the 2024-25 dredging plan (ldp)"));
  g_assert_false(titles_agree("dredging of the inner basin", "lodgings of the lighthouse keepers"));
  g_assert_false(titles_agree(
      "dredging of the inner basin",
      "the harbour master told members that dredging the inner basin would take years of patient labour"));
  g_assert_false(titles_agree("apologies", "apologies"));
}

/* ---- furniture */

/* A negative width sets the numbers to the left. */
static void check_line_numbers(int width) {
  GString *text = g_string_new(NULL);
  for (int i = 1; i <= 12; i++)
    g_string_append_printf(text, "%*d   the %s of the harbour bill says that ships may go\n", width, i,
                           i % 2 ? "first" : "other");
  g_autoptr(GPtrArray) papers = read_text("a.txt", text->str);
  g_autofree char *got = words(papers->pdata[0]);
  g_assert_true(g_str_has_prefix(got, "the first of the harbour bill says that ships may go the other of"));
  g_assert_cmpuint(doc_furniture_count(papers->pdata[0]), ==, 12);
  g_string_free(text, TRUE);
}

static void test_line_numbers(void) {
  check_line_numbers(2);
  check_line_numbers(-2);
}

/* A numbered list is none: its text is not at every row, and its numbers are labels. */
static void test_no_line_numbers(void) {
  g_autoptr(GPtrArray) papers = read_text(
      "a.txt",
      "1. One thing\n2. Another thing\n3. A third thing\n4. A fourth thing\n5. A fifth\n6. A sixth\n");
  g_assert_cmpuint(doc_furniture_count(papers->pdata[0]), ==, 0);
}

static void test_contents(void) {
  static const char body[] =
      "The harbour was built in the year of the great storm, and has been added to.\n\n";
  g_autofree char *text =
      g_strdup_printf("Table of Contents\n\n1. History ....... 2\n2. Tides ......... 3\n3. Pilots ........ "
                      "7\n\n1. History\n\n%s2. Tides\n\n%s3. Pilots\n\n%s",
                      body, body, body);
  g_autoptr(GPtrArray) papers = read_text("a.txt", text);
  const Doc *doc = papers->pdata[0];
  unsigned sections = 0, items = 0;
  for (uint32_t i = 1; i < doc_count(doc); i++) {
    sections += doc_node(doc, i)->kind == DOC_SECTION;
    items += doc_node(doc, i)->kind == DOC_ITEM;
  }
  g_assert_cmpuint(sections, <=, 4);
  g_assert_cmpuint(items, ==, 3);
  g_autofree char *got = words(doc);
  g_assert_null(strstr(got, "..."));
  g_assert_cmpuint(doc_furniture_count(doc), ==, 3);
}

static void test_marks(void) {
  g_autoptr(GPtrArray) papers =
      read_text("a.txt", "          DRAFT\n\nThe draft of the harbour bill is confidential until the autumn, "
                         "when it is read.\n\n     OFFICIAL - SENSITIVE\n\f");
  g_autofree char *got = words(papers->pdata[0]);
  g_assert_cmpstr(got, ==,
                  "The draft of the harbour bill is confidential until the autumn, when it is read.");
  g_assert_cmpuint(doc_furniture_count(papers->pdata[0]), ==, 2);
}

void add_pack_tests(void) {
  g_test_add_func("/ingest/packs/parts", test_pack);
  g_test_add_func("/ingest/packs/same-as-alone", test_same_as_alone);
  g_test_add_func("/ingest/packs/appendix", test_appendix);
  g_test_add_func("/ingest/packs/one-paper", test_one_paper);
  g_test_add_func("/ingest/packs/file-names", test_file_names);
  g_test_add_func("/ingest/packs/heads", test_heads);
  g_test_add_func("/ingest/packs/dates", test_dates_in_words);
  g_test_add_func("/ingest/packs/titles", test_titles);
  g_test_add_func("/ingest/packs/line-numbers", test_line_numbers);
  g_test_add_func("/ingest/packs/no-line-numbers", test_no_line_numbers);
  g_test_add_func("/ingest/packs/contents", test_contents);
  g_test_add_func("/ingest/pack/item-on-every-page", test_item_on_every_page);
  g_test_add_func("/ingest/packs/marks", test_marks);
}
