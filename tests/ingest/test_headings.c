/* The passes over running text: where lines begin a block, and which blocks are headings; on pages made of numbers. */
#include "tests/ingest/tests_ingest.h"

#include <string.h>

/* A line of text in one style. */
static void add_styled(Layout *layout, float x, float y, unsigned style, const char *text) {
  uint32_t first = layout->words->len;
  add_words(layout, x, y, 10, text);
  for (uint32_t w = first; w < layout->words->len; w++) layout_word(layout, w)->style = style;
}

static const char PROSE[] =
    "The clerk keeps the log of the wharf and reads it to the board on the first day of the month.";

/* A heading, and a paragraph below it. */
static float add_section(Layout *layout, float y, unsigned style, const char *heading) {
  add_styled(layout, 50, y, style, heading);
  add_words(layout, 50, y + 20, 10, PROSE);
  return y + 50;
}

/* A colon is that of a key in the lines that say who reports, and not in a numbered or a lone heading. */
static void test_colons(void) {
  g_autoptr(Layout) layout = page_new();
  add_styled(layout, 50, 60, DOC_STRONG, "Author: M Holt");
  add_styled(layout, 50, 80, DOC_STRONG, "Office: the wharf");
  float y = add_section(layout, 110, DOC_STRONG, "15. Dredging");
  y = add_section(layout, y, DOC_STRONG, "16. Request 1107: use of the slip");
  add_section(layout, y, DOC_STRONG, "Appendix A: Log of the ferries");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "paragraph: Author: M Holt\n"));
  g_assert_nonnull(strstr(dump, "section level=1 label=\"16.\": Request 1107: use of the slip\n"));
  g_assert_nonnull(strstr(dump, "Log of the ferries\n"));
  g_assert_null(strstr(dump, "paragraph: Appendix"));
}

/* Numbered lines in the type of the text are headings where all of them stand before prose; a list of points is none. */
static void test_plain_headings(void) {
  g_autoptr(Layout) layout = page_new();
  float y = add_section(layout, 60, DOC_EMPHASIS, "3.1 Clock");
  y = add_section(layout, y, DOC_EMPHASIS, "3.2 Drift");
  add_words(layout, 50, y, 10, "(a) the slip");
  add_words(layout, 50, y + 20, 10, "(b) the wharf");
  add_words(layout, 50, y + 40, 10, PROSE);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "section level=1 label=\"3.1\": Clock\n"));
  g_assert_nonnull(strstr(dump, "section level=1 label=\"3.2\": Drift\n"));
  g_assert_nonnull(strstr(dump, "item label=\"(b)\""));
}

/* Bold italics above upright bold, as some word processors set headings of two levels. */
static void test_italics_above(void) {
  g_autoptr(Layout) layout = page_new();
  float y = 60;
  for (int i = 0; i < 2; i++) {
    y = add_section(layout, y, DOC_STRONG | DOC_EMPHASIS, i ? "Fees" : "Routes");
    y = add_section(layout, y, DOC_STRONG, i ? "Of boats" : "By sea");
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "section level=1: Fees\n"));
  g_assert_nonnull(strstr(dump, "section level=2: Of boats\n"));
}

/* A term in bold, and what it means: the line was ended, though a small letter follows. */
static void test_bold_terms(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 2; i++) {
    add_styled(layout, 50, 60 + 60 * (float)i, DOC_STRONG, i ? "slip" : "wharf");
    add_words(layout, 50, 72 + 60 * (float)i, 10,
              "place where boats land, whoever they belong to, and where those who are on them pay the");
    add_words(layout, 50, 84 + 60 * (float)i, 10, "dues of the day");
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_null(strstr(dump, "wharf place"));
}

/* Entries of a table of contents, "2 Tides" before "2.1 Neap tides", are no headings. */
static void test_contents_entries(void) {
  g_autoptr(Layout) layout = page_new();
  add_words(layout, 50, 30, 10, PROSE);
  for (int i = 0; i < 3; i++) {
    g_autofree char *above = g_strdup_printf("%d. Part of the log", i + 1),
                    *below = g_strdup_printf("%d.1 Its days", i + 1);
    add_words(layout, 50, 60 + 24 * (float)i, 10, above);
    add_words(layout, 62, 72 + 24 * (float)i, 10, below);
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_null(strstr(dump, "section"));
}

/* Before lists that are labelled otherwise. */
static void test_headings_before_lists(void) {
  g_autoptr(Layout) layout = page_new();
  float y = 60;
  for (int i = 0; i < 2; i++) {
    add_styled(layout, 50, y, DOC_EMPHASIS, i ? "3.2. Duties" : "3.1. Powers");
    add_words(layout, 60, y + 20, 10, "1. The clerk may shut the slip;");
    add_words(layout, 60, y + 40, 10, "2. The clerk may hire boats.");
    y += 70;
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "section level=1 label=\"3.1.\": Powers\n"));
  g_assert_nonnull(strstr(dump, "section level=1 label=\"3.2.\": Duties\n"));
}

static void test_italic_headings(void) {
  g_autoptr(Layout) layout = page_new();
  float y = add_section(layout, 60, DOC_EMPHASIS, "Routes and boats");
  add_section(layout, y, DOC_EMPHASIS, "Fees");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "section level=1: Fees\n"));
  g_autoptr(Layout) once = page_new();
  add_section(once, 60, DOC_EMPHASIS, "For decision");
  g_autofree char *lone = build_dump(once);
  g_assert_null(strstr(lone, "section")); /* one line in italics is no style of headings */
}

/* In a paper of short paragraphs most distances are gaps: those of wrapped lines are within paragraphs. */
static void test_short_paragraphs(void) {
  g_autoptr(Layout) layout = page_new();
  float y = 50;
  for (int i = 0; i < 5; i++, y += 24) {
    add_words(layout, 50, y, 10,
              "The board heard that the ferries run on each day but the first of the month, as the old");
    add_words(layout, 50, y += 12, 10, "wharf is then dry.");
    add_words(layout, 50, y += 24, 10, "M Holt left");
    add_words(layout, 50, y += 24, 10, "the board thanked her");
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "paragraph: M Holt left\nparagraph: the board thanked her\n"));
}

/* "c)" follows "b)" in the next column. */
static void test_label_in_next_column(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 24; i++) {
    add_words(layout, 50, 100 + 12 * (float)i, 10, "The boats of the board ply from the old wharf all day");
    if (i > 1)
      add_words(layout, 330, 103 + 12 * (float)i, 10,
                "to the isles, and the fee of the day is paid by all who");
  }
  add_words(layout, 50, 388, 10, "a) the slip is shut in winter; and");
  add_words(layout, 50, 400, 10, "b) the wharf is dry on some days; and");
  add_words(layout, 330, 103, 10, "c) the fee is due; and");
  add_words(layout, 330, 115, 10, "d) no boat waits.");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "\n  item label=\"c)\"\n    paragraph: the fee is due; and\n"));
}

/* The box of a bullet on the line above reaches a little into this line: it stands on another. */
static void test_tall_lines(void) {
  g_autoptr(Layout) layout = page_new();
  add_words(layout, 60, 100, 10, "\xE2\x80\xA2");
  add_words(layout, 70, 108, 10, "the slip");
  g_assert_true(layout_starts_line(layout, 1));
  add_words(layout, 60, 108, 10, "*");
  g_assert_false(layout_starts_line(layout, 1));
}

/* A capital and small capitals after it are of its size. */
static void test_small_capitals(void) {
  g_autoptr(Layout) layout = page_new();
  float y = 60;
  for (int i = 0; i < 2; i++, y += 50) {
    LayoutWord capital = {.text = i ? "F" : "R", .box = {50, y, 58, y + 12}, .size_pt = 12};
    LayoutWord small = {
        .text = i ? "EES" : "OUTES", .box = {58, y + 3, 100, y + 12}, .size_pt = 9, .glued = true};
    layout_add_word(layout, &capital);
    layout_add_word(layout, &small);
    add_words(layout, 50, y + 20, 10, PROSE);
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "section level=1: ROUTES\n"));
  g_assert_nonnull(strstr(dump, "section level=1: FEES\n"));
}

/* Most words stand in small type in a table: what is larger than they is as large as the prose. */
static void test_prose_beside_tables(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 6; i++)
    add_words(layout, 50, 60 + 12 * (float)i, 10, "all that the clerk had kept in the log of the wharf");
  add_words(layout, 50, 150, 10, "Who is affected");
  add_words(layout, 50, 170, 10, PROSE);
  for (int i = 0; i < 20; i++) {
    add_words(layout, 50, 200 + 16 * (float)i, 8, "ferries that sail in winter only");
    add_words(layout, 300, 200 + 16 * (float)i, 8, "wharves that are let to others");
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "paragraph: Who is affected\n"));
}

/* Numbered headings in italics above numbered paragraphs, and one above a table. */
static void test_italics_before_items(void) {
  g_autoptr(Layout) layout = page_new();
  float y = 60;
  static const char *const heads[] = {"1. Annual meeting", "2. Quorum"};
  for (int i = 0; i < 2; i++, y += 60) {
    add_styled(layout, 50, y, DOC_EMPHASIS, heads[i]);
    add_words(layout, 50, y + 20, 10, i ? "2.1" : "1.1");
    add_words(layout, 80, y + 20, 10, PROSE);
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "section level=1 label=\"1.\": Annual meeting\n"));
  g_assert_nonnull(strstr(dump, "section level=1 label=\"2.\": Quorum\n"));
}
void add_heading_tests(void) {
  g_test_add_func("/ingest/text/colons", test_colons);
  g_test_add_func("/ingest/text/plain-headings", test_plain_headings);
  g_test_add_func("/ingest/text/bold-terms", test_bold_terms);
  g_test_add_func("/ingest/text/contents-entries", test_contents_entries);
  g_test_add_func("/ingest/text/italics-above", test_italics_above);
  g_test_add_func("/ingest/text/headings-before-lists", test_headings_before_lists);
  g_test_add_func("/ingest/text/italic-headings", test_italic_headings);
  g_test_add_func("/ingest/text/short-paragraphs", test_short_paragraphs);
  g_test_add_func("/ingest/text/label-in-next-column", test_label_in_next_column);
  g_test_add_func("/ingest/text/tall-lines", test_tall_lines);
  g_test_add_func("/ingest/text/small-capitals", test_small_capitals);
  g_test_add_func("/ingest/text/prose-beside-tables", test_prose_beside_tables);
  g_test_add_func("/ingest/text/italics-before-items", test_italics_before_items);
}
