/* The ODT reader, on small packages that are made here. */
#include "tests/ingest/tests_ingest.h"
#include "tests/ingest/zip_maker.h"

#include <string.h>

#define NS                                                                                                   \
  "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "                                         \
  "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "                                             \
  "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "                                           \
  "xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' "                                           \
  "xmlns:draw='urn:draw' xmlns:fo='urn:fo' xmlns:xlink='http://www.w3.org/1999/xlink'"
#define P(text) "<text:p>" text "</text:p>"

static const char styles[] =
    "<office:document-styles " NS "><office:styles><style:style style:name='Title' style:family='paragraph'/>"
    "<text:outline-style><text:outline-level-style text:level='1' style:num-format='1' style:num-suffix='.'/>"
    "<text:outline-level-style text:level='2' style:num-format='1' text:display-levels='2'/>"
    "</text:outline-style>"
    "<text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1' "
    "style:num-suffix='.'/>"
    "<text:list-level-style-number text:level='2' style:num-format='a' style:num-prefix='(' "
    "style:num-suffix=')'/></text:list-style>"
    "<text:list-style style:name='L2'><text:list-level-style-bullet text:level='1' "
    "text:bullet-char='&#xF0B7;'/></text:list-style></office:styles>"
    "<office:master-styles><style:master-page style:name='Standard'><style:header><text:p>"
    "Ferry Panel <text:page-number>3</text:page-number></text:p>"
    "</style:header></style:master-page></office:master-styles></office:document-styles>";

#define CONTENT(body)                                                                                        \
  "<office:document-content " NS "><office:automatic-styles>"                                                \
  "<style:style style:name='T1' style:family='text'><style:text-properties "                                 \
  "fo:font-weight='bold'/></style:style><style:style style:name='T2' style:family='text'>"                   \
  "<style:text-properties style:text-position='super 58%'/>"                                                 \
  "</style:style></office:automatic-styles><office:body><office:text>" body                                  \
  "</office:text></office:body></office:document-content>"
#define MEMBERS(body)                                                                                        \
  {                                                                                                          \
    {"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", CONTENT(body)},                 \
        {"styles.xml", styles}, {                                                                            \
      NULL, NULL                                                                                             \
    }                                                                                                        \
  }
#define HEADER "furniture page=0: Ferry Panel\n"

#define CHECK(body, expected)                                                                                \
  do {                                                                                                       \
    const ZipMember members[] = MEMBERS(body);                                                               \
    zip_maker_check(members, NULL, false, expected);                                                         \
  } while (0)

static void test_headings(void) {
  CHECK("<text:p text:style-name='Title'>The Ferry</text:p><text:h text:outline-level='1'>Summary</text:h>"
        "<text:h text:outline-level='2'>Costs</text:h>" P(
            "It is paid.") "<text:h text:outline-level='1'>Crew</text:h>" P("It sails."),
        "particular title: The Ferry\n" HEADER "section level=1 particulars: The Ferry\n"
        "  section level=2 label=\"1.\": Summary\n"
        "    section level=3 label=\"1.1\": Costs\n      paragraph: It is paid.\n"
        "  section level=2 label=\"2.\": Crew\n    paragraph: It sails.\n");
}

static void test_lists(void) {
  CHECK(
      "<text:list text:style-name='L1'><text:list-item>" P("One") "<text:list><text:list-item>" P("Letter") P(
          "More of it") "</text:list-item></text:list>"
                        "</text:list-item></text:list>" P("Between") "<text:list text:style-name='L1' "
                                                                     "text:continue-numbering='true'><text:"
                                                                     "list-item>" P(
                                                                         "Two") "</"
                                                                                "text:list-item><text:list-"
                                                                                "header>" P("Without a "
                                                                                            "number") "</"
                                                                                                      "text:"
                                                                                                      "list-"
                                                                                                      "header"
                                                                                                      "></"
                                                                                                      "text:"
                                                                                                      "list><"
                                                                                                      "text:"
                                                                                                      "list "
                                                                                                      "text:"
                                                                                                      "style-"
                                                                                                      "name='"
                                                                                                      "L1'>"
                                                                                                      "<text:"
                                                                                                      "list-"
                                                                                                      "item "
                                                                                                      "text:"
                                                                                                      "start-"
                                                                                                      "value="
                                                                                                      "'5'"
                                                                                                      ">" P("Five") "</text:list-item></text:list><text:list text:style-name='L2'><text:list-item>" P(
                                                                                                          "Bu"
                                                                                                          "ll"
                                                                                                          "e"
                                                                                                          "t") "</text:list-item></text:list>",
      HEADER
      "list\n  item label=\"1.\"\n    paragraph: One\n    list\n      item label=\"(a)\"\n"
      "        paragraph: Letter\n        paragraph: More of it\n"
      "paragraph: Between\nlist\n  item label=\"2.\"\n    paragraph: Two\n    paragraph: Without a number\n"
      "list\n  item label=\"5.\"\n    paragraph: Five\nlist\n  item label=\"\xE2\x80\xA2\"\n"
      "    paragraph: Bullet\n");
}

static void test_text(void) {
  const ZipMember members[] = MEMBERS(
      "<text:p>The 3<text:span text:style-name='T2'>rd</text:span><text:s text:c='3'/>panel<text:tab/>is\n"
      " <text:span text:style-name='T1'>here</text:span>"
      "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>" P(
          "So it is.") "</text:note-body></text:note>"
                       "<office:annotation>" P("No text") "</office:annotation><draw:frame><draw:text-box>" P(
                           "In a box") "</draw:text-box></draw:frame>, "
                                       "<text:a "
                                       "xlink:href='https://example.org/'>there</text:a>.</"
                                       "text:p><text:p>To: A<text:line-break/>"
                                       "By: B</text:p>");
  zip_maker_check(members, NULL, false,
                  "particular to: A\nparticular committee: A\nparticular from: B\n"
                  "note page=0: comments are there (1), and left out\n" HEADER
                  "paragraph: The 3rd panel is here, there.\nnote label=\"1\": So it is.\n"
                  "paragraph: In a box\n"
                  "paragraph particulars: To: A\nparagraph particulars: By: B\n");
  zip_maker_check_runs(members, "5-7:8 17-21:1 23-28:16(https://example.org/)");
}

static void test_tables(void) {
  CHECK(
      "<table:table><table:table-column table:number-columns-repeated='3'/><table:table-header-rows>"
      "<table:table-row><table:table-cell "
      "table:number-columns-spanned='2'>" P(
          "Wide") "</table:table-cell><table:covered-table-cell/>"
                  "<table:table-cell>" P(
                      "C") "</table:table-cell></table:table-row>"
                           "</table:table-header-rows><table:table-row><table:table-cell "
                           "table:number-rows-spanned='2'>" P("Tall") P(
                               "cell") "</table:table-cell><table:table-cell "
                                       "table:number-columns-repeated='2'>" P(
                                           "1") "</table:table-cell></table:table-row>"
                                                "<table:table-row><table:covered-table-cell/"
                                                "><table:table-cell>" P("2") "</"
                                                                             "table:table-cell><table:table-"
                                                                             "cell>" P(
                                                                                 "3") "</table:table-cell></"
                                                                                      "table:table-row></"
                                                                                      "table:table>",
      HEADER "table\n  row\n    cell header colspan=2: Wide\n    cell header: C\n  row\n"
             "    cell rowspan=2: Tall cell\n    cell: 1\n    cell: 1\n"
             "  row\n    cell: 2\n    cell: 3\n");
}

static const ZipMember tracked[] =
    MEMBERS("<text:tracked-changes><text:changed-region text:id='c1'><text:deletion>" P(
        "may") "</text:deletion></text:changed-region><text:changed-region text:id='c2'>"
               "<text:insertion/></text:changed-region></text:tracked-changes><text:p>"
               "The panel <text:change text:change-id='c1'/><text:change-start text:change-id='c2'/>will"
               "<text:change-end text:change-id='c2'/> sit.</text:p>");

static void test_tracked(void) {
  zip_maker_check(tracked, NULL, false,
                  "note page=0: tracked changes are there (1 put in, 1 taken out), "
                  "read as accepted\n" HEADER "paragraph: The panel will sit.\n");
  zip_maker_check(tracked, NULL, true,
                  "note page=0: tracked changes are there (1 put in, 1 taken out), "
                  "read as rejected\n" HEADER "paragraph: The panel may sit.\n");
}

/* Rows that stand for a million, a spreadsheet, an encrypted text, and damage of any kind. */
static void test_hostile(void) {
  const ZipMember repeated[] = MEMBERS("<table:table><table:table-row table:number-rows-repeated='1000'>"
                                       "<table:table-cell table:number-columns-repeated='1000'>" P(
                                           "x") "</table:table-cell></table:table-row></table:table>");
  g_autoptr(GPtrArray) papers = zip_maker_read(repeated, NULL, false, NULL);
  g_assert_cmpuint(doc_count(papers->pdata[0]), <, 60000);
  g_assert_false(doc_complete(papers->pdata[0]));
  const ZipMember sealed[] = {{"mimetype", "application/vnd.oasis.opendocument.text"},
                              {"content.xml", "\x01\x02not XML"},
                              {"META-INF/manifest.xml", "<m:manifest xmlns:m='urn:m'><m:encryption-data/>"
                                                        "</m:manifest>"},
                              {NULL, NULL}};
  g_autoptr(GError) error = NULL, damage = NULL;
  g_assert_null(zip_maker_read(sealed, "a.odt", false, &error));
  g_assert_error(error, INGEST_ERROR, INGEST_ERROR_ENCRYPTED);
  const ZipMember sheet[] = {
      {"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<a/>"}, {NULL, NULL}};
  g_assert_null(zip_maker_read(sheet, "a.odt", false, &damage));
  g_assert_error(damage, INGEST_ERROR, INGEST_ERROR_DAMAGED);
  zip_maker_damage(tracked, "a.odt");
}

void add_odt_tests(void) {
  g_test_add_func("/ingest/odt/headings", test_headings);
  g_test_add_func("/ingest/odt/lists", test_lists);
  g_test_add_func("/ingest/odt/text", test_text);
  g_test_add_func("/ingest/odt/tables", test_tables);
  g_test_add_func("/ingest/odt/tracked", test_tracked);
  g_test_add_func("/ingest/odt/hostile", test_hostile);
}
