/* The DOCX reader, on small packages that are made here. */
#include "tests/ingest/tests_ingest.h"
#include "tests/ingest/zip_maker.h"

#include <string.h>

#define W                                                                                                    \
  "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' xmlns:r='urn:r' xmlns:mc='urn:mc'"
#define TYPES   "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
#define TYPE(x) "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/" x "'"
#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define STYLED(style, text)                                                                                  \
  "<w:p><w:pPr><w:pStyle w:val='" style "'/></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
#define NUMBERED(num, level, text)                                                                           \
  "<w:p><w:pPr><w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" num                                     \
  "'/></w:numPr></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"

static const char relations[] =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='r1' " TYPE("styles") " Target='styles.xml'/><Relationship Id='r2' " TYPE(
        "numbering") " Target='numbering.xml'/>"
                     "<Relationship Id='r3' " TYPE("footnotes") " Target='/word/footnotes.xml'/"
                                                                "><Relationship Id='r4' " TYPE(
                                                                    "header") " Target='header1.xml'/>"
                                                                              "<Relationship Id='r5' " TYPE(
                                                                                  "hyperlink") " Target='"
                                                                                               "https://"
                                                                                               "example.org/"
                                                                                               "' "
                                                                                               "TargetMode='"
                                                                                               "External'/>"
                                                                                               "</"
                                                                                               "Relationships"
                                                                                               ">";

static const char styles[] =
    "<w:styles " W "><w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/>"
    "</w:style>"
    "<w:style w:type='paragraph' w:styleId='Numbered'><w:basedOn w:val='berschrift1'/>"
    "<w:name w:val='Council heading'/>"
    "<w:pPr><w:outlineLvl w:val='1'/><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Loop'><w:name w:val='Loop'/><w:basedOn w:val='Loop'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Title'><w:name w:val='Title'/></w:style></w:styles>";

static const char numbering[] =
    "<w:numbering " W "><w:abstractNum w:abstractNumId='0'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='(%3)'/></w:lvl>"
    "<w:lvl w:ilvl='3'><w:start w:val='4'/><w:numFmt w:val='lowerRoman'/><w:lvlText w:val='%4)'/></w:lvl>"
    "</w:abstractNum>"
    "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/>"
    "<w:lvlText w:val='&#xF0B7;'/></w:lvl></w:abstractNum>"
    "<w:abstractNum w:abstractNumId='2'><w:lvl w:ilvl='0'><w:start w:val='1'/>"
    "<w:numFmt w:val='upperRoman'/><w:lvlText w:val='%1.'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='3'/><w:pStyle w:val='Numbered'/><w:numFmt w:val='upperLetter'/>"
    "<w:lvlText w:val='%2.'/></w:lvl>"
    "</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'>"
    "<w:abstractNumId w:val='1'/></w:num>"
    "<w:num w:numId='3'><w:abstractNumId w:val='2'/></w:num>"
    "<w:num w:numId='4'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='7'/>"
    "</w:lvlOverride></w:num></w:numbering>";

static const char footnotes[] =
    "<w:footnotes " W "><w:footnote w:id='0' w:type='separator'><w:p/></w:footnote><w:footnote w:id='2'>"
    "<w:p><w:r><w:footnoteRef/></w:r>"
    "<w:r><w:t xml:space='preserve'> Minutes of 3 May.</w:t></w:r><w:r><w:footnoteReference w:id='2'/>"
    "</w:r></w:p></w:footnote></w:footnotes>";

static const char header[] =
    "<w:hdr " W "><w:p><w:r><w:t xml:space='preserve'>Ferry Panel, page </w:t></w:r><w:r>"
    "<w:fldChar w:fldCharType='begin'/></w:r>"
    "<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r>"
    "<w:t>7</w:t></w:r>"
    "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p></w:hdr>";

#define MEMBERS(body)                                                                                        \
  {                                                                                                          \
    {"[Content_Types].xml", TYPES},                                                                          \
        {"word/document.xml", "<w:document " W "><w:body>" body "</w:body></w:document>"},                   \
        {"word/_rels/document.xml.rels", relations}, {"word/styles.xml", styles},                            \
        {"word/numbering.xml", numbering}, {"word/footnotes.xml", footnotes}, {"word/header1.xml", header},  \
    {                                                                                                        \
      NULL, NULL                                                                                             \
    }                                                                                                        \
  }

#define HEADER "furniture page=0: Ferry Panel, page\n"

#define CHECK(body, expected)                                                                                \
  do {                                                                                                       \
    const ZipMember members[] = MEMBERS(body);                                                               \
    zip_maker_check(members, NULL, false, expected);                                                         \
  } while (0)

/* ---- what is text */

static void test_headings(void) {
  CHECK(STYLED("Title", "The Ferry") STYLED("berschrift1", "Summary") P("It sails.")
            STYLED("Numbered", "Costs") STYLED("Numbered", "Crew") P("It is paid.")
                STYLED("Loop", "It rests."),
        "particular title: The Ferry\n" HEADER "section level=1 particulars: The Ferry\n"
        "  section level=2: Summary\n    paragraph: It sails.\n"
        "    section level=3 label=\"C.\": Costs\n    section level=3 label=\"D.\": Crew\n"
        "      paragraph: It is paid.\n      paragraph: It rests.\n");
}

/* A sentence in a heading style is there for its number; a bold line over text is a heading. */
static void test_sentences_and_bold_lines(void) {
  CHECK(STYLED("Title", "The Ferry") STYLED(
            "Numbered", "The panel has heard that the ferry will be replaced by a bridge, and asks for the "
                        "report on it by "
                        "the end of June.") "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Next "
                                            "steps</w:t></w:r></w:p>" P("A report on the bridge will come to "
                                                                        "the panel in June or in July."),
        "particular title: The Ferry\n" HEADER "section level=1 particulars: The Ferry\n  list\n"
        "    item label=\"C.\"\n      paragraph: The panel has heard that the ferry will be replaced by a "
        "bridge, and asks for the report on it by the end of June.\n  section level=2: Next steps\n"
        "    paragraph: A report on the bridge will come to the panel in June or in July.\n");
}

/* Underlined, but for the number that was typed before it. */
static void test_underlined(void) {
  CHECK(
      STYLED(
          "Title",
          "The Ferry") "<w:p><w:r><w:t xml:space='preserve'>3. </w:t></w:r><w:r><w:rPr><w:u w:val='single'/>"
                       "</w:rPr><w:t>Next steps</w:t></w:r></w:p>" P(
                           "It sails on every day of the year.") "<w:p><w:r><w:rPr>"
                                                                 "<w:u w:val='none'/></w:rPr><w:t>Not "
                                                                 "one</w:t></w:r></w:p>" P("It rests."),
      "particular title: The Ferry\n" HEADER "section level=1 particulars: The Ferry\n"
      "  section level=2 label=\"3.\": Next steps\n    paragraph: It sails on every day of the year.\n"
      "    paragraph: Not one\n    paragraph: It rests.\n");
}

static void test_numbering(void) {
  CHECK(NUMBERED("1", "0", "One") NUMBERED("1", "1", "Deep") NUMBERED("1", "1", "Deeper")
            NUMBERED("1", "2", "Letter") NUMBERED("1", "3", "Roman") NUMBERED("1", "0", "Two")
                NUMBERED("1", "1", "Again") NUMBERED("4", "0", "Seven") NUMBERED("2", "0", "Bullet"),
        HEADER
        "list\n  item label=\"1.\"\n    paragraph: One\n    list\n      item label=\"1.1\"\n"
        "        paragraph: Deep\n"
        "      item label=\"1.2\"\n        paragraph: Deeper\n        list\n          item label=\"(a)\"\n"
        "            paragraph: Letter\n"
        "            list\n              item label=\"iv)\"\n                paragraph: Roman\n"
        "  item label=\"2.\"\n    paragraph: Two\n"
        "    list\n      item label=\"2.1\"\n        paragraph: Again\n  item label=\"7.\"\n"
        "    paragraph: Seven\n"
        "list\n  item label=\"\xE2\x80\xA2\"\n    paragraph: Bullet\n");
}

static void test_runs(void) {
  const ZipMember members[] = MEMBERS(
      "<w:p><w:r><w:t xml:space='preserve'>The 3</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/>"
      "</w:rPr><w:t>rd</w:t></w:r>"
      "<w:r><w:tab/><w:t>sub</w:t><w:noBreakHyphen/><w:t>com</w:t><w:softHyphen/><w:t>mittee</w:t></w:r>"
      "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:hyperlink r:id='r5'><w:r><w:rPr><w:i/>"
      "</w:rPr><w:t xml:space='preserve"
      "'> met</w:t></w:r></w:hyperlink><w:r><w:sym w:font='Symbol' w:char='F0B3'/><w:t>2</w:t>"
      "<w:br w:type='page'/><w:t>times.</w:t></w:r></w:p>"
      "<w:p><w:r><w:t>To: A</w:t><w:br/><w:t>By: B</w:t></w:r></w:p>");
  zip_maker_check(members, NULL, false,
                  "particular to: A\nparticular committee: A\nparticular from: B\n"
                  "note page=0: hidden text is there, and left out\n" HEADER
                  "paragraph: The 3rd sub\xE2\x80\x91"
                  "committee met\xE2\x89\xA5"
                  "2 times.\n"
                  "paragraph particulars: To: A\nparagraph particulars: By: B\n");
  zip_maker_check_runs(members, "5-7:8 23-27:18(https://example.org/)");
}

static void test_fields_and_wrappers(void) {
  CHECK("<w:sdt><w:sdtPr><w:alias w:val='no'/></w:sdtPr><w:sdtContent><w:p><w:smartTag><w:r>"
        "<w:t xml:space='preserve'>Dated </w:t></w:r></w:smartTag>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r>"
        "<w:fldChar w:fldCharType='separate'/></w:r>"
        "<w:r><w:t>3 May</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
        "<w:fldSimple w:instr='AUTHOR'><w:r><w:t xml:space='preserve"
        "'> by A</w:t></w:r></w:fldSimple></w:p></w:sdtContent></w:sdt>",
        HEADER "paragraph: Dated 3 May by A\n");
}

static void test_notes_and_boxes(void) {
  CHECK("<w:p><w:r><w:t>As agreed</w:t><w:footnoteReference w:id='2'/><w:t>, it sails.</w:t></w:r><w:r>"
        "<mc:AlternateContent><mc:Choice Requires='wps'>"
        "<w:drawing><w:txbxContent>" P("In a box") "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback>"
                                                   "<w:pict><w:txbxContent>" P(
                                                       "In a box") "</w:txbxContent></w:pict></mc:Fallback></"
                                                                   "mc:AlternateContent></w:r></w:p>",
        HEADER "paragraph: As agreed, it sails.\nnote label=\"1\": Minutes of 3 May.\nparagraph: In a box\n");
}

/* ---- tables */

#define TC(properties, content) "<w:tc><w:tcPr>" properties "</w:tcPr>" content "</w:tc>"

static void test_tables(void) {
  CHECK("<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>" TC("<w:gridSpan w:val='2'/>", P("Wide"))
            TC("",
               P("C")) "</w:tr>"
                       "<w:tr>" TC("<w:vMerge w:val='restart'/>", P("Tall") P("cell")) TC("", P("1")) TC(
                           "", "<w:tbl><w:tr>" TC("", P("in"))
                                   TC("", P("ner")) "</w:tr></w:tbl><w:p/>") "</w:tr><w:tr>" TC("<w:vMerge/>",
                                                                                                "<w:p/>")
                           TC("", P("2"))
                               TC("", NUMBERED("1", "0", "Listed")) "</w:tr></w:tbl>"
                                                                    "<w:tbl><w:tr>" TC(
                                                                        "", P("Framed")
                                                                                P("text")) "</w:tr></w:tbl>",
        HEADER "table\n  row\n    cell header colspan=2: Wide\n    cell header: C\n  row\n"
               "    cell rowspan=2: Tall cell\n    cell: 1\n    cell: in ner\n"
               "  row\n    cell: 2\n    cell: 1. Listed\nparagraph: Framed\nparagraph: text\n");
}

/* ---- tracked changes */

static const ZipMember tracked[] =
    MEMBERS("<w:p><w:r><w:t xml:space='preserve'>The panel </w:t></w:r><w:del><w:r><w:delText>may</w:delText>"
            "</w:r></w:del><w:ins><w:r><w:t>will</w:t></w:r></w:ins>"
            "<w:r><w:commentReference w:id='1'/><w:t xml:space='preserve'> sit</w:t></w:r></w:p>"
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>It will </w:t></w:r>"
            "</w:p>" P("hear the ferryman.") "<w:tbl><w:tr><w:trPr><w:ins/></w:trPr>" TC("", P("new"))
                TC("", P("row")) "</w:tr><w:tr><w:trPr><w:del/></w:trPr>" TC("", P("old"))
                    TC("", P("row")) "</w:tr><w:tr>" TC("", P("both")) TC("", P("stay")) "</w:tr></w:tbl>");

static void test_tracked(void) {
  zip_maker_check(tracked, NULL, false,
                  "note page=0: tracked changes are there (2 put in, 2 taken out), read as accepted\n"
                  "note page=0: comments are there (1), and left out\n" HEADER
                  "paragraph: The panel will sit\nparagraph: It will hear the ferryman.\n"
                  "table\n  row\n    cell: new\n    cell: row\n  row\n    cell: both\n    cell: stay\n");
  zip_maker_check(tracked, NULL, true,
                  "note page=0: tracked changes are there (2 put in, 2 taken out), read as rejected\n"
                  "note page=0: comments are there (1), and left out\n" HEADER
                  "paragraph: The panel may sit\nparagraph: It will\nparagraph: hear the ferryman.\n"
                  "table\n  row\n    cell: old\n    cell: row\n  row\n    cell: both\n    cell: stay\n");
}

/* ---- what cannot be read */

static void check_refused(const ZipMember *members, int code, const char *part) {
  g_autoptr(GError) error = NULL;
  g_assert_null(zip_maker_read(members, "a.docx", false, &error));
  g_assert_error(error, INGEST_ERROR, code);
  g_test_message("%s", error->message);
  g_assert_nonnull(strstr(error->message, part));
}

static void test_refused(void) {
  const ZipMember empty[] = MEMBERS("<w:p/>"), no_main[] = {{"[Content_Types].xml", TYPES}, {NULL, NULL}};
  const ZipMember bomb[] = {{"[Content_Types].xml", TYPES},
                            {"word/document.xml",
                             "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'>"
                             "<!ENTITY b '&a;&a;&a;&a;'>]><w:document " W "><w:body><w:p><w:r><w:t>&b;"
                             "</w:t></w:r></w:p></w:body></w:document>"},
                            {NULL, NULL}};
  check_refused(empty, INGEST_ERROR_EMPTY, "no text");
  check_refused(no_main, INGEST_ERROR_DAMAGED, "main part is missing");
  check_refused(bomb, INGEST_ERROR_DAMAGED, "damaged");
  g_autoptr(GBytes) compound = g_bytes_new_static("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more", 17);
  g_autoptr(GError) error = NULL;
  g_assert_null(ingest_bytes(compound, &(IngestHints){.name = "a.docx"}, &error));
  g_assert_error(error, INGEST_ERROR, INGEST_ERROR_FORMAT);
}

static void test_encrypted(void) {
  guint8 bytes[640] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
  const char *name = "EncryptedPackage";
  for (size_t i = 0; name[i]; i++) bytes[512 + 2 * i] = (guint8)name[i];
  g_autoptr(GBytes) compound = g_bytes_new_static(bytes, sizeof bytes);
  g_autoptr(GError) error = NULL;
  g_assert_null(ingest_bytes(compound, &(IngestHints){.name = "a.docx"}, &error));
  g_assert_error(error, INGEST_ERROR, INGEST_ERROR_ENCRYPTED);
}

/* What stands before the damage is read, and the paper says that it is not whole. */
static void test_part_damaged(void) {
  const ZipMember cut[] = {
      {"[Content_Types].xml", TYPES},
      {"word/document.xml", "<w:document " W "><w:body>" P("Whole.") "<w:p><w:r><w:t>Bro"},
      {NULL, NULL}};
  g_autoptr(GPtrArray) papers = zip_maker_read(cut, NULL, false, NULL);
  g_autofree char *text = doc_subtree_text(papers->pdata[0], 0, "|");
  g_assert_true(g_str_has_prefix(text, "Whole."));
  g_assert_false(doc_complete(papers->pdata[0]));
}

/* A member of zeroes that claims little room, tables in tables, and a part with every other bit wrong. */
static void test_hostile(void) {
  g_autofree char *zeroes = g_strnfill(80 * 1000 * 1000, ' ');
  const ZipMember large[] = {{"[Content_Types].xml", TYPES}, {"word/document.xml", zeroes}, {NULL, NULL}};
  check_refused(large, INGEST_ERROR_DAMAGED, "larger than can be read");
  g_autoptr(GString) deep = g_string_new("<w:document " W "><w:body>" P("Top."));
  for (int i = 0; i < 5000; i++) g_string_append(deep, "<w:tbl><w:tr><w:tc>" P("x"));
  const ZipMember nested[] = {{"[Content_Types].xml", TYPES}, {"word/document.xml", deep->str}, {NULL, NULL}};
  g_autoptr(GPtrArray) papers = zip_maker_read(nested, NULL, false, NULL);
  g_assert_nonnull(papers);
  g_assert_false(doc_complete(papers->pdata[0]));
  zip_maker_damage(tracked, "a.docx");
}

void add_docx_tests(void) {
  g_test_add_func("/ingest/docx/headings", test_headings);
  g_test_add_func("/ingest/docx/sentences-and-bold-lines", test_sentences_and_bold_lines);
  g_test_add_func("/ingest/docx/underlined", test_underlined);
  g_test_add_func("/ingest/docx/numbering", test_numbering);
  g_test_add_func("/ingest/docx/runs", test_runs);
  g_test_add_func("/ingest/docx/fields-and-wrappers", test_fields_and_wrappers);
  g_test_add_func("/ingest/docx/notes-and-boxes", test_notes_and_boxes);
  g_test_add_func("/ingest/docx/tables", test_tables);
  g_test_add_func("/ingest/docx/tracked", test_tracked);
  g_test_add_func("/ingest/docx/refused", test_refused);
  g_test_add_func("/ingest/docx/encrypted", test_encrypted);
  g_test_add_func("/ingest/docx/part-damaged", test_part_damaged);
  g_test_add_func("/ingest/docx/hostile", test_hostile);
}
