/* Readers and layout passes, on small papers written out here and on tables of numbers. */
#include "ingest/dates.h"
#include "ingest/ingest.h"
#include "ingest/labels.h"
#include "ingest/layout.h"
#include "ingest/refine.h"
#include "model/forms.h"
#include "tests/ingest/tests_ingest.h"

#include <locale.h>
#include <string.h>

static GPtrArray *read_bytes(const char *name, const char *text, gssize len, GError **error) {
  g_autoptr(GBytes) bytes = g_bytes_new(text, len < 0 ? strlen(text) : (gsize)len);
  IngestHints hints = {.name = name};
  return ingest_bytes(bytes, &hints, error);
}

/* The dump of the `at`th paper of a text. */
static char *dump(const char *name, const char *text, guint at) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) papers = read_bytes(name, text, -1, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(papers->len, >, at);
  return doc_to_dump(papers->pdata[at]);
}

static void check(const char *name, const char *text, const char *expected) {
  g_autofree char *got = dump(name, text, 0);
  g_assert_cmpstr(got, ==, expected);
}

/* ---- labels */

static void check_label(const char *text, LabelKind kind, unsigned value, unsigned skip) {
  Label label = label_parse(text);
  g_test_message("%s", text);
  g_assert_cmpint(label.kind, ==, kind);
  g_assert_cmpuint(label.value, ==, value);
  g_assert_cmpuint(label.skip, ==, skip);
}

static void test_labels(void) {
  check_label("1. Text", LABEL_DECIMAL, 1, 3);
  check_label("12) Text", LABEL_DECIMAL, 12, 4);
  check_label("(3) Text", LABEL_DECIMAL, 3, 4);
  check_label("2.10 Text", LABEL_OUTLINE, 10, 5);
  check_label("2.10. Text", LABEL_OUTLINE, 10, 6);
  check_label("(a) Text", LABEL_LETTER, 1, 4);
  check_label("b) Text", LABEL_LETTER, 2, 3);
  check_label("(iv) Text", LABEL_ROMAN, 4, 5);
  check_label("(m)In February", LABEL_LETTER, 13, 3);
  check_label("\xE2\x80\xA2 Text", LABEL_BULLET, 0, 4);
  check_label("\xEF\x82\xB7Text", LABEL_BULLET, 0, 3);
  check_label("- Text", LABEL_BULLET, 0, 2);
  check_label("-5 degrees", LABEL_NONE, 0, 0);
  check_label("2018 was dry", LABEL_NONE, 0, 0);
  check_label("19 April", LABEL_NONE, 0, 0);
  check_label("A committee", LABEL_NONE, 0, 0);
  check_label("(chief executive) said", LABEL_NONE, 0, 0);
  check_label("etc. and so on", LABEL_NONE, 0, 0);
  g_assert_cmpuint(label_parse_heading("1 Introduction").skip, ==, 2);
  g_assert_cmpuint(label_parse_heading("Item 4: Budget").skip, ==, 8);
  g_assert_cmpuint(label_parse_heading("F.1.2 General").depth, ==, 3);
  g_assert_cmpint(label_parse_heading("F.1").kind, ==, LABEL_NONE);
  g_assert_cmpint(label_parse_heading("2018 budget").kind, ==, LABEL_NONE);
  g_assert_cmpint(label_parse_heading("12 March").kind, ==, LABEL_DECIMAL);
  Label a = label_parse("(c) x"), b = label_parse("(d) x"), c = label_parse("d) x");
  g_assert_true(label_follows(&a, &b));
  g_assert_false(label_follows(&a, &c));
}

/* ---- dates */

static void check_date(const char *text, const char *iso) {
  g_autofree char *got = date_find(text, NULL, NULL);
  g_assert_cmpstr(got, ==, iso);
}

static void test_dates(void) {
  check_date("To: Scrutiny Committee, 27 April 2018", "2018-04-27");
  check_date("on 4th March, 2025 at 10", "2025-03-04");
  check_date("March 2, 2018", "2018-03-02");
  check_date("27/04/2018", "2018-04-27");
  check_date("2018-04-27", "2018-04-27");
  check_date("April 2018", "2018-04");
  check_date("may 2018 be", "2018-05");
  check_date("99/99/2018", NULL);
  check_date("in 2018/19", NULL);
  check_date("", NULL);
}

/* ---- plain text */

static void test_text_paragraphs(void) {
  check(
      "a.txt",
      "The first paragraph is set in lines that were wrapped\n"
      "somewhere, and it ends here.\n"
      "\n"
      "The second is cut by a page break in the middle of the\n"
      "\n\n"
      "sentence, and goes on after it.\n",
      "paragraph: The first paragraph is set in lines that were wrapped somewhere, and it ends here.\n"
      "paragraph: The second is cut by a page break in the middle of the sentence, and goes on after it.\n");
}

/* By the words after "and" the builder sees that the hyphen is followed by a space. */
static void test_text_hyphen_before_and(void) {
  check("a.txt",
        "The panel asked the officers of the county to bring back both short-\n"
        "and long-term plans for the harbour wall.\n",
        "paragraph: The panel asked the officers of the county to bring back both short- and long-term plans for the "
        "harbour wall.\n");
}

static void test_text_headings_and_lists(void) {
  check(
      "a.txt",
      "1. Introduction\n"
      "The panel met in March and heard from three officers about\n"
      "the plan for the year.\n"
      "\n"
      "   1. The first of the three had nothing new to tell, and so\n"
      "      sat down again.\n"
      "   2. The second had.\n"
      "\n"
      "2. Next steps\n"
      "(a) The third officer will report in May on what remains to\n"
      "be done before the summer.\n"
      "(b) Nothing else was said.\n",
      "section level=1 label=\"1.\": Introduction\n"
      "  paragraph: The panel met in March and heard from three officers about the plan for the year.\n"
      "  list\n"
      "    item label=\"1.\"\n"
      "      paragraph: The first of the three had nothing new to tell, and so sat down again.\n"
      "    item label=\"2.\"\n"
      "      paragraph: The second had.\n"
      "section level=1 label=\"2.\": Next steps\n"
      "  list\n"
      "    item label=\"(a)\"\n"
      "      paragraph: The third officer will report in May on what remains to be done before the summer.\n"
      "    item label=\"(b)\"\n"
      "      paragraph: Nothing else was said.\n");
}

static void test_text_lost_bullets(void) {
  check("a.txt",
        "The work is done at three levels, as the panel has said: \n"
        "\n"
        " Countywide \n"
        " In groups of four boards, or of three where there are no \n"
        "more to be had \n"
        " In each board \n"
        "\n"
        "The boards have worked in this way for several years now.\n",
        "paragraph: The work is done at three levels, as the panel has said:\n"
        "list\n"
        "  item label=\"\xE2\x80\xA2\"\n"
        "    paragraph: Countywide\n"
        "  item label=\"\xE2\x80\xA2\"\n"
        "    paragraph: In groups of four boards, or of three where there are no more to be had\n"
        "  item label=\"\xE2\x80\xA2\"\n"
        "    paragraph: In each board\n"
        "paragraph: The boards have worked in this way for several years now.\n");
}

static void test_text_table(void) {
  check("a.txt",
        "The table shows what each service costs, and what it will cost.\n"
        "\n"
        " Service         2017/18       2018/19\n"
        " Acute           \xC2\xA3"
        "1,200,000    \xC2\xA3"
        "1,310,000\n"
        " Mental health   \xC2\xA3"
        "410,250      \xC2\xA3"
        "432,000\n"
        "\n"
        "That is all there is to say about the services for this year.\n",
        "paragraph: The table shows what each service costs, and what it will cost.\n"
        "table\n"
        "  row\n    cell: Service\n    cell: 2017/18\n    cell: 2018/19\n"
        "  row\n    cell: Acute\n    cell: \xC2\xA3"
        "1,200,000\n    cell: \xC2\xA3"
        "1,310,000\n"
        "  row\n    cell: Mental health\n    cell: \xC2\xA3"
        "410,250\n    cell: \xC2\xA3"
        "432,000\n"
        "paragraph: That is all there is to say about the services for this year.\n");
}

static void test_text_pages(void) {
  g_autofree char *got = dump(
      "a.txt",
      "        Invented Panel\n\nThe panel noted that the report on the future of the\n\n          Page 1\n\f"
      "        Invented Panel\n\nferry had not come, and asked for it again in June.\n\n          Page 2\n\f",
      0);
  g_assert_cmpstr(got, ==,
                  "furniture page=1: Invented Panel\nfurniture page=1: Page 1\nfurniture page=2: Invented "
                  "Panel\nfurniture page=2: Page 2\n"
                  "paragraph page=1: The panel noted that the report on the future of the ferry had not "
                  "come, and asked for it again in June.\n");
}

/* A line that fills the page's width and ends in mid-sentence goes on overleaf, be it the paragraph's only one and a name
 * that comes next. */
static void test_text_page_end(void) {
  g_autofree char *got =
      dump("a.txt",
           "The panel has met twice, and heard from the officers who look after the harbour.\n\n"
           "The board agreed to review the roof of the pool, although the residents of the\n\n          1\n\f"
           "Coldharrow district have objected. Nothing else was said.\n\n          2\n\f",
           0);
  g_assert_nonnull(strstr(got, "although the residents of the Coldharrow district have objected."));
}

/* Rows of two tables that begin their pages with the same word: no head of the pages, as the rest differs. */
static void test_text_rows_at_the_top(void) {
  g_autofree char *got = dump("a.txt",
                              "Harbour office\n\nPool roof       \xC2\xA3"
                              "40,000     \xC2\xA3"
                              "36,500\nFerry           \xC2\xA3"
                              "51,000     \xC2\xA3"
                              "37,000\n\n          1\n\f"
                              "Harbour office\n\nPool roof       \xC2\xA3"
                              "94,000     \xC2\xA3"
                              "11,500\nLeases          \xC2\xA3"
                              "25,000     \xC2\xA3"
                              "17,500\n\n          2\n\f",
                              0);
  g_assert_null(strstr(got, "furniture page=1: Pool roof"));
  g_assert_nonnull(strstr(got, "cell page=2: Pool roof\n"));
}

/* A heading between blank lines goes on in no paragraph, though that begins with a small letter. */
static void test_text_small_letter(void) {
  g_autofree char *got =
      dump("a.txt",
           "The classification below holds for all of the designs that the panel has looked at.\n\n"
           "Fixed After Release\n\n"
           "allocator types are templates that users instantiate, so that they can be changed later.\n",
           0);
  g_assert_null(strstr(got, "Release allocator"));
  g_assert_nonnull(strstr(got, "Fixed After Release\n"));
}

/* One long heading makes no column wider: lines wrapped at 72 are full at 72. */
static void test_text_wrapped(void) {
  g_autoptr(GString) text = g_string_new("A heading that the program which wrapped all of this text at "
                                         "seventy-two characters has left as long as it is\n\n");
  for (int i = 0; i < 6; i++)
    g_string_append(text, "The panel heard from the director of public health (who was there for the\n"
                          "first time), Mrs Hammond, Mrs Beer (the chief executive), Mr Shipton and\n"
                          "Mr Watts (General Counsel), Mrs Head (Head of Finance Operations), Mr N\n"
                          "Abrahams (Area Education Officer), and from nobody else on the day then\n"
                          "held.\n\n");
  g_autofree char *got = dump("a.txt", text->str, 0);
  g_assert_nonnull(strstr(got, "Mr N Abrahams (Area"));
}

/* Cells parted by tabs stand in their columns, whatever their lengths and be they empty. */
static void test_text_tabs(void) {
  check("a.txt",
        "The table shows what came in from business rates, and what was expected of them.\n\n"
        "What\tExpected in the papers of the council\tUpdated\tMore\n"
        "Business rates top up grant\t149,107.7\t149,107.7\t\n"
        "Grant\t52,795.4\t50,978.6\t\n"
        "Total\t201,903.1\t200,086.3\t42.7\n",
        "paragraph: The table shows what came in from business rates, and what was expected of them.\n"
        "table\n"
        "  row\n    cell: What\n    cell: Expected in the papers of the council\n    cell: Updated\n    "
        "cell: More\n"
        "  row\n    cell: Business rates top up grant\n    cell: 149,107.7\n    cell: 149,107.7\n    cell\n"
        "  row\n    cell: Grant\n    cell: 52,795.4\n    cell: 50,978.6\n    cell\n"
        "  row\n    cell: Total\n    cell: 201,903.1\n    cell: 200,086.3\n    cell: 42.7\n");
}

/* A bullet that looks like a letter, in raw text that has lost its indents, after a line that is short. */
static void test_text_letter_bullets(void) {
  g_autofree char *got =
      dump("a.txt",
           "The indicators that are red this time stand in these parts of the council's work:\n"
           "Governance and Law\n"
           "o Percentage of requests for information that were completed in time\n"
           "o Percentage of requests of other kinds\n",
           0);
  g_assert_nonnull(strstr(got, "item label=\"o\""));
  g_assert_nonnull(strstr(got, "paragraph: Percentage of requests of other kinds\n"));
}

/* A dash begins an item where the lines above hang in one, though they fill the width and end no sentence. */
static void test_text_hanging_items(void) {
  check("a.txt",
        "-   The harbour trustees, who have let the old customs house to the crew\n"
        "    of the northern boat, as was told to the panel in May and in June, and\n"
        "-   The bridge at Saltwick, of which a survey was ordered.\n",
        "list\n"
        "  item label=\"-\"\n"
        "    paragraph: The harbour trustees, who have let the old customs house to the crew of the northern boat, "
        "as was told to the panel in May and in June, and\n"
        "  item label=\"-\"\n"
        "    paragraph: The bridge at Saltwick, of which a survey was ordered.\n");
}

/* A bracket that is open is closed by the line below, whatever that looks like. */
static void test_text_open_bracket(void) {
  check("a.txt",
        "The table of routes is in the appendix (see page\n12). It was made by the crew of the northern boat "
        "in May.\n",
        "paragraph: The table of routes is in the appendix (see page 12). It was made by the crew of the "
        "northern boat in May.\n");
}

/* A line-end hyphen is taken out where the paper shows the word whole, and kept where it shows the hyphen. */
static void test_text_hyphens(void) {
  check("a.txt",
        "The commissioning board has met. Its co-located staff will move to the new commis-\n"
        "sioning office, where they stay co-\n"
        "located, and hear the sub-\n"
        "committee.\n",
        "paragraph join=81d join=115h join=141h: The commissioning board has met. Its co-located staff will "
        "move to the new "
        "commissioning office, where they stay co-located, and hear the sub-committee.\n");
}

static void push_cell(DocBuilder *b, const char *first, const char *second, bool space) {
  doc_builder_open(b, DOC_CELL);
  doc_builder_text(b, first, -1);
  if (space) doc_builder_join(b, DOC_JOIN_SPACE);
  doc_builder_line_end(b);
  doc_builder_text(b, second, -1);
  doc_builder_close(b);
}

/* Words that the cells of a table broke: whole again where the paper has them, or where no part of one is a word of it. */
static void test_broken_cells(void) {
  DocBuilder *b = doc_builder_new();
  doc_builder_open(b, DOC_PARAGRAPH);
  doc_builder_text(b, "Management has a long term.", -1);
  doc_builder_open(b, DOC_TABLE);
  doc_builder_open(b, DOC_ROW);
  push_cell(b, "Managem", "ent", true);
  push_cell(b, "Environme", "nt", true);
  push_cell(b, "Council", "tax", true);
  push_cell(b, "Reorga", "nisation", true);
  push_cell(b, "Recommen-", "dation", false);
  push_cell(b, "long-", "term", false);
  push_cell(b, "sub-", "panel", false);
  push_cell(b, "Quayle-", "Fenn", false);
  g_autoptr(Doc) raw = doc_builder_finish(b);
  IngestHints hints = {0};
  g_autoptr(GPtrArray) papers = refine_papers(raw, &hints);
  g_autofree char *dump = doc_to_dump(papers->pdata[0]);
  g_assert_cmpstr(dump, ==,
                  "paragraph: Management has a long term.\ntable\n  row\n    cell: Management\n"
                  "    cell: Environment\n    cell join=7s: Council tax\n"
                  "    cell join=6s: Reorga nisation\n    cell join=8d: Recommendation\n"
                  "    cell join=4h: long-term\n    cell join=3h: sub-panel\n    cell join=6h: Quayle-Fenn\n");
}

/* ---- Markdown */

static void test_markdown(void) {
  check(
      "a.md",
      "# 1. Title\n\nBy: A. Nother, Officer  \nTo: Ferry Panel, 3 May 2019\n\nSome *very* <b>bold</b> text "
      "&amp; more\nof it.\n\n"
      "- (a) One.\n- (b) Two.\n\n3. Three\n4. Four\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
      "\t<b>Role</b>\t<b>From</b>\n<b>Jo</b>\tLead\tHere\n<b>Al</b>\tDeputy\tThere\n",
      "particular from: A. Nother, Officer\n"
      "particular to: Ferry Panel, 3 May 2019\n"
      "particular committee: Ferry Panel\n"
      "particular meeting_date: 2019-05-03\n"
      "section level=1 label=\"1.\": Title\n"
      "  paragraph particulars: By: A. Nother, Officer\n"
      "  paragraph particulars: To: Ferry Panel, 3 May 2019\n"
      "  paragraph: Some very bold text & more of it.\n"
      "  list\n    item label=\"(a)\"\n      paragraph: One.\n    item label=\"(b)\"\n      paragraph: Two.\n"
      "  list\n    item label=\"3.\"\n      paragraph: Three\n    item label=\"4.\"\n      paragraph: Four\n"
      "  table\n    row\n      cell header: A\n      cell header: B\n    row\n      cell: 1\n      cell: 2\n"
      "  table\n    row\n      cell header\n      cell header: Role\n      cell header: From\n"
      "    row\n      cell: Jo\n      cell: Lead\n      cell: Here\n    row\n      cell: Al\n      cell: "
      "Deputy\n      cell: There\n");
}

/* The letter of a name is no label, as one after another are. */
static void test_initials(void) {
  check("a.md", "- Ferry Forum, Guidance\n- J. Alder and K. Voss, Timetables\n",
        "list\n  item label=\"•\"\n    paragraph: Ferry Forum, Guidance\n"
        "  item label=\"•\"\n    paragraph: J. Alder and K. Voss, Timetables\n");
  check("a.md", "- J. Alder\n- K. Voss\n",
        "list\n  item label=\"J.\"\n    paragraph: Alder\n  item label=\"K.\"\n    paragraph: Voss\n");
}

/* Names up to the next line of the head are of the one above; a sentence is none, nor what nothing of the head follows. */
static void test_further_names(void) {
  check("a.md",
        "From: A. Nother, Leader\n\nJo Doe, Officer\n\nTo: Ferry Panel\n\nAl Fen, Clerk\n\nThe ferry sails "
        "on.\n",
        "particular from: A. Nother, Leader; Jo Doe, Officer\nparticular to: Ferry Panel\nparticular "
        "committee: Ferry Panel\n"
        "paragraph particulars: From: A. Nother, Leader\nparagraph particulars: Jo Doe, Officer\n"
        "paragraph particulars: To: Ferry Panel\nparagraph: Al Fen, Clerk\nparagraph: The ferry sails on.\n");
}

static void test_markdown_pages(void) {
  check("a.md",
        "# A\n\nThe ferry is to be replaced by a bridge of the\n\nPage 3 of 12\n\nFerry Panel\n\nsame "
        "width.\n\n"
        "The bridge will cost more than the ferry did in\n\nPage 4 of 12\n\nFerry Panel\n\nall its years.\n",
        "particular title: A\nfurniture page=0: Page 3 of 12\nfurniture page=0: Ferry Panel\n"
        "furniture page=0: Page 4 of 12\nfurniture page=0: Ferry Panel\n"
        "section level=1 particulars: A\n"
        "  paragraph: The ferry is to be replaced by a bridge of the same width.\n"
        "  paragraph: The bridge will cost more than the ferry did in all its years.\n");
}

static const char cover[] =
    "## Item 4: The Ferry\n\nBy: A. Nother  \nTo: Ferry Panel, 3 May 2019  \nSubject: The Ferry\n\n## 1. "
    "Introduction\n\n"
    "An update is attached.\n\n## Contact Details\n\nA. Nother\n\nThis page is intentionally left blank\n\n"
    "## The Ferry \xE2\x80\x93 Update\n\n### April 2019\n\nThe ferry still sails.\n";

static void test_papers(void) {
  g_autoptr(GPtrArray) papers = read_bytes("a.md", cover, -1, NULL);
  g_assert_cmpuint(papers->len, ==, 2);
  g_assert_cmpstr(doc_particular(papers->pdata[0], "title"), ==, "The Ferry");
  g_assert_cmpstr(doc_particular(papers->pdata[0], "item"), ==, "4");
  g_autofree char *second = doc_to_dump(papers->pdata[1]);
  g_assert_cmpstr(second, ==,
                  "particular title: The Ferry \xE2\x80\x93 Update\nparticular date: 2019-04\n"
                  "section level=2 particulars: The Ferry \xE2\x80\x93 Update\n"
                  "  paragraph particulars: April 2019\n"
                  "  paragraph: The ferry still sails.\n");
}

/* A blank page in the middle of a paper parts nothing. */
static void test_one_paper(void) {
  g_autoptr(GPtrArray) papers = read_bytes(
      "a.md", "## 1. One\n\nText.\n\nThis page is intentionally left blank\n\n## 2. Two\n\nText.\n", -1,
      NULL);
  g_assert_cmpuint(papers->len, ==, 1);
  g_assert_cmpuint(doc_furniture_count(papers->pdata[0]), ==, 1);
}

/* ---- what cannot be read */

static void check_refused(const char *name, const char *bytes, gssize len, int code, const char *part) {
  g_autoptr(GError) error = NULL;
  g_assert_null(read_bytes(name, bytes, len, &error));
  g_assert_error(error, INGEST_ERROR, code);
  g_test_message("%s", error->message);
  g_assert_nonnull(strstr(error->message, part));
}

static void test_refused(void) {
  check_refused("a.pdf", "", 0, INGEST_ERROR_EMPTY, "empty");
  check_refused("a.txt", " \n\t\n", -1, INGEST_ERROR_EMPTY, "no text");
  check_refused("a.pdf", "Just text", -1, INGEST_ERROR_FORMAT, "not a PDF");
  check_refused("a.bin", "\x00\x01\x02\x03\x04\x05\x06\x07", 8, INGEST_ERROR_FORMAT, "not a format");
  check_refused(
      "a.pdf",
      "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
      "2 0 obj\n<</Type/Pages/Count 3/Kids[2 0 R 2 0 R]>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n",
      -1, INGEST_ERROR_DAMAGED, "no page can be read");
  check_refused("a.pdf", "%PDF-1.4\nnothing of use\n%%EOF\n", -1, INGEST_ERROR_DAMAGED, "damaged");
}

static void test_invalid_text(void) {
  g_autoptr(GPtrArray) papers = read_bytes("a.txt", "caf\xC3\xA9, na\xC3\xAFve and \xC3torn", -1, NULL);
  g_assert_false(doc_complete(papers->pdata[0]));
}

static void test_deep_nesting(void) {
  g_autoptr(GString) deep = g_string_new(NULL);
  for (int i = 0; i < 10000; i++) g_string_append(deep, "> ");
  g_string_append(deep, "at the bottom\n");
  g_autoptr(GPtrArray) papers = read_bytes("a.md", deep->str, -1, NULL);
  g_autofree char *text = doc_subtree_text(papers->pdata[0], 0, " ");
  g_assert_cmpstr(text, ==, "at the bottom");
  g_string_truncate(deep, 0);
  for (int i = 0; i < 10000; i++) g_string_append_printf(deep, "%*s- item\n", i < 100 ? 2 * i : 200, "");
  g_autoptr(GPtrArray) lists = read_bytes("a.md", deep->str, -1, NULL);
  g_autofree char *words = doc_subtree_text(lists->pdata[0], 0, " ");
  g_assert_cmpuint(strlen(words), ==, 10000 * strlen("item ") - 1);
}

/* ---- the passes, on numbers */

/* Two columns, the right one set half a line lower, and a heading across both. */
static void test_columns(void) {
  g_autoptr(Layout) layout = layout_new(NULL);
  layout_add_page(layout, 1, 500, 700);
  add_words(layout, 50, 20, 16, "A heading that stands across both of the columns");
  for (int i = 0; i < 8; i++) {
    add_words(layout, 300, 66 + 12 * (float)i, 10, "right hand words fill the line");
    add_words(layout, 50, 60 + 12 * (float)i, 10, "left hand words that fill this");
  }
  layout_lines(layout);
  g_assert_cmpuint(layout->lines->len, ==, 17);
  for (uint32_t i = 1; i < 17; i++) {
    g_autofree char *text = layout_line_text(layout, layout_line(layout, i));
    g_assert_cmpstr(text, ==, i <= 8 ? "left hand words that fill this" : "right hand words fill the line");
  }
}

/* Two columns of short cells whose rows stand level are a table, and stay in their rows. */
static void test_rows_stay(void) {
  g_autoptr(Layout) layout = layout_new(NULL);
  layout_add_page(layout, 1, 500, 700);
  for (int i = 0; i < 8; i++) {
    add_words(layout, 50, 60 + 12 * (float)i, 10, i % 2 ? "Acute" : "Mental health");
    add_words(layout, 300, 60 + 12 * (float)i, 10, i % 3 ? "12" : "1,300");
  }
  layout_lines(layout);
  g_autoptr(GArray) tables = layout_tables(layout);
  g_assert_cmpuint(tables->len, ==, 1);
  g_assert_cmpuint(g_array_index(tables, LayoutTable, 0).columns->len, ==, 2);
  g_autofree char *second = layout_line_text(layout, layout_line(layout, 1));
  g_assert_cmpstr(second, ==, "1,300");
}

/* A running head, and a foot whose number counts the pages, are furniture; headings that are alike but for a number
 * that counts otherwise are not. */
static void test_furniture(void) {
  g_autoptr(Layout) layout = layout_new(NULL);
  layout->has_pages = true;
  DocBuilder *b = doc_builder_new();
  for (int p = 0; p < 4; p++) {
    g_autofree char *number = g_strdup_printf("Page %d of 4", p + 1),
                    *heading = g_strdup_printf("Annex %d", p * p + 1);
    layout_add_page(layout, (uint32_t)p + 1, 500, 700);
    add_words(layout, 50, 20, 10, "Ferry Panel");
    add_words(layout, 50, 60, 10, heading);
    for (int i = 0; i < 10; i++) {
      g_autofree char *body = g_strdup_printf("body line %c of page %c", 'a' + i, 'k' + p);
      add_words(layout, 50, 100 + 12 * (float)i, 10, body);
    }
    add_words(layout, 200, 680, 10, number);
  }
  layout_lines(layout);
  layout_furniture(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_assert_cmpuint(doc_furniture_count(doc), ==, 8);
  for (uint32_t i = 0; i < 8; i++) g_assert_false(g_str_has_prefix(doc_furniture_at(doc, i)->text, "Annex"));
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "");
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ingest/labels", test_labels);
  g_test_add_func("/ingest/dates", test_dates);
  g_test_add_func("/ingest/text/paragraphs", test_text_paragraphs);
  g_test_add_func("/ingest/text/hyphen-before-and", test_text_hyphen_before_and);
  g_test_add_func("/ingest/text/headings-and-lists", test_text_headings_and_lists);
  g_test_add_func("/ingest/text/lost-bullets", test_text_lost_bullets);
  g_test_add_func("/ingest/text/table", test_text_table);
  g_test_add_func("/ingest/text/pages", test_text_pages);
  g_test_add_func("/ingest/text/page-end", test_text_page_end);
  g_test_add_func("/ingest/text/rows-at-the-top", test_text_rows_at_the_top);
  g_test_add_func("/ingest/text/small-letter", test_text_small_letter);
  g_test_add_func("/ingest/text/wrapped", test_text_wrapped);
  g_test_add_func("/ingest/text/tabs", test_text_tabs);
  g_test_add_func("/ingest/text/letter-bullets", test_text_letter_bullets);
  g_test_add_func("/ingest/text/hanging-items", test_text_hanging_items);
  g_test_add_func("/ingest/text/hyphens", test_text_hyphens);
  g_test_add_func("/ingest/text/open-bracket", test_text_open_bracket);
  g_test_add_func("/ingest/markdown", test_markdown);
  g_test_add_func("/ingest/broken-cells", test_broken_cells);
  g_test_add_func("/ingest/further-names", test_further_names);
  g_test_add_func("/ingest/markdown/pages", test_markdown_pages);
  g_test_add_func("/ingest/markdown/initials", test_initials);
  g_test_add_func("/ingest/papers", test_papers);
  g_test_add_func("/ingest/one-paper", test_one_paper);
  g_test_add_func("/ingest/refused", test_refused);
  g_test_add_func("/ingest/invalid-text", test_invalid_text);
  g_test_add_func("/ingest/deep-nesting", test_deep_nesting);
  g_test_add_func("/ingest/columns", test_columns);
  g_test_add_func("/ingest/rows-stay", test_rows_stay);
  g_test_add_func("/ingest/furniture", test_furniture);
  add_layout_tests();
  add_scratch_tests();
  add_table_tests();
  add_drawing_tests();
  add_drawn_tests();
  add_heading_tests();
  add_page_tests();
  add_figure_tests();
  add_html_tests();
  add_docx_tests();
  add_odt_tests();
  add_ocr_tests();
  add_pack_tests();
  add_worker_tests();
  return g_test_run();
}
