/* The HTML reader on small pages: as people write them, as Word writes them, as council sites wrap them. */
#include "ingest/ingest.h"
#include "model/forms.h"
#include "tests/ingest/tests_ingest.h"

#include <string.h>

static GPtrArray *read_page(const char *name, const char *html, GError **error) {
  g_autoptr(GBytes) bytes = g_bytes_new(html, strlen(html));
  IngestHints hints = {.name = name};
  return ingest_bytes(bytes, &hints, error);
}

static char *dump_page(const char *html) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) papers = read_page("page.html", html, &error);
  g_assert_no_error(error);
  return doc_to_dump(papers->pdata[0]);
}

static void check(const char *html, const char *expected) {
  g_autofree char *got = dump_page(html);
  g_assert_cmpstr(got, ==, expected);
}

static void test_words(void) {
  check("<p>The Com<b>mit</b>tee&nbsp;met.<br>It agreed.<div>One</div><div>two&shy;fold</div>",
        "paragraph: The Committee met.\nparagraph: It agreed.\nparagraph: One\nparagraph: twofold\n");
  check("<p>Joint <span style='display:block'>commis-\n   sioning</span> short- and long-term</p>",
        "paragraph: Joint\nparagraph join=6h: commis-sioning\nparagraph: short- and long-term\n");
  check("<p>Kept</p><style>p{}</style><script>var "
        "p;</script><noscript>no</noscript><template>no</template><p hidden>no</p>"
        "<p style='display: none'>no</p>",
        "paragraph: Kept\n");
}

static void test_unknown_encoding(void) {
  g_autoptr(GPtrArray) papers = read_page("a.html", "<meta charset=x-nobody><p>The \xA3 5 of dues.", NULL);
  g_assert_nonnull(papers);
  g_assert_false(doc_complete(papers->pdata[0]));
}

/* The head and foot of the pages of a word processor. */
static void test_page_heads(void) {
  check(
      "<div title='header'><p>Item 5</div><p>The board met.<div title='footer'><p>Page <span>1</span></div>",
      "furniture page=0: Item 5\nfurniture page=0: Page 1\nparagraph: The board met.\n");
}

static void test_lists(void) {
  check(
      "<ol type=i start=3><li>Three<li value=9>Nine<ul><li>Deep</ul></ol><ol reversed type=A><li>b<li>a</ol>",
      "list\n  item label=\"iii.\"\n    paragraph: Three\n  item label=\"ix.\"\n    paragraph: Nine\n    "
      "list\n"
      "      item label=\"\xE2\x80\xA2\"\n        paragraph: Deep\n"
      "list\n  item label=\"B.\"\n    paragraph: b\n  item label=\"A.\"\n    paragraph: a\n");
  check("<dl><dt>Term<dd>Meaning</dl>", "list\n  item\n    paragraph: Term\n    paragraph: Meaning\n");
}

static void test_tables(void) {
  check("<table><caption>Costs</caption><tr><th>Year<th colspan=2>Sum<tr><td "
        "rowspan=2>2018/19<td>1<br>2<td></table>",
        "paragraph: Costs\ntable\n  row\n    cell header: Year\n    cell header colspan=2: Sum\n  row\n"
        "    cell rowspan=2: 2018/19\n    cell: 1 2\n    cell\n");
  check("<table role=presentation><tr><td><p>Left</p><td><p>Right</p></table><table><tr><td>Box</table>",
        "paragraph: Left\nparagraph: Right\nparagraph: Box\n");
}

static void test_word(void) {
  check("<html><head><style><!-- p.Sub, li.Sub {mso-outline-level:2;} --></style></head><body>"
        "<!--[if gte mso 9]><xml>no</xml><![endif]--><p class=MsoHeading1><![if !supportLists]>"
        "<span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>Introduction</p><p "
        "class=Sub>Aims</p>"
        "<p style='mso-list:l0 level1 lfo1'><![if !supportLists]><span "
        "style='mso-list:Ignore'>(a)<span>&nbsp;</span></span>"
        "<![endif]>First<a href=\"#_ftn1\"><sup>[1]</sup></a></p>"
        "<p style='margin-left:72.0pt'><span style='font-family:Symbol'>\xC2\xB7<span style='font:7.0pt "
        "\"Times New Roman\"'>&nbsp;"
        "</span></span>Deep</p><p>After</p><div id=ftn1><p><a href=\"#_ftnref1\">[1]</a> Said so.</p></div>",
        "particular title: Aims\nsection level=1 label=\"1.\": Introduction\n  section level=2 particulars: "
        "Aims\n    list\n      item label=\"(a)\"\n"
        "        paragraph: First\n        list\n          item label=\"\xE2\x80\xA2\"\n            "
        "paragraph: Deep\n"
        "    paragraph: After\n    note label=\"1\": Said so.\n");
}

/* A number before a small letter numbers a heading, unless it is an amount. */
static void test_numbered_headings(void) {
  check("<h3>3.3.2 text property</h3><p>x</p><h3>3.4 uri property</h3><p>x</p><h3>1.5 million homes</h3>",
        "particular title: 1.5 million homes\nsection level=3 label=\"3.3.2\": text property\n  paragraph: "
        "x\nsection level=3 label=\"3.4\": uri property\n  paragraph: x\n"
        "section level=3 particulars: 1.5 million homes\n");
}

static const char site[] = "<!DOCTYPE html><html><head><title>Agenda | Ellenshire</title></head><body><a "
                           "href='#main'>Skip to main content</a>"
                           "<header><nav><a href=/>Home</a></nav></header><div class='breadcrumb'>Home &gt; "
                           "Papers</div><h1>Budget</h1>"
                           "<main><p>The text of the paper.</p><figure><img src=a.png alt='Chart of "
                           "spend'></figure></main><aside>Related</aside>"
                           "<footer>Copyright</footer></body></html>";

static void test_site(void) {
  g_autoptr(GPtrArray) papers = read_page(NULL, site, NULL);
  g_assert_nonnull(papers);
  const Doc *doc = papers->pdata[0];
  g_autofree char *words = doc_subtree_text(doc, 0, "/");
  g_assert_cmpstr(words, ==, "Budget/The text of the paper.");
  g_assert_cmpstr(doc_node(doc, doc_count(doc) - 1)->figure->alt, ==, "Chart of spend");
  g_assert_cmpuint(doc_furniture_count(doc), ==, 5);
  g_assert_cmpstr(doc_particular(doc, "title"), ==, "Budget");
}

/* A header is the paper's own where there is no site around it, and <title> stands in for a heading. */
static void test_plain_page(void) {
  check("<html><head><title>Ferry update</title></head><body><header><p>Ferry Panel</p></header><p>Some text "
        "of it.</p></body></html>",
        "particular title: Ferry update\nparagraph: Ferry Panel\nparagraph: Some text of it.\n");
}

/* Bold as a whole, by element or by class, short, and before text: a heading that nothing marks. A table in a cell of a
 * table of data is words of the cell. */
static void test_look(void) {
  check("<style>p.Sub{font-weight:bold}</style><h1>Ferry report</h1><p><b>Back</b><b>ground</b></p><p>The "
        "wharf was "
        "shut.</p><p class=Sub>Next steps</p><p>It will open.</p><p><b>Marian Holt</b></p>",
        "particular title: Ferry report\nsection level=1 particulars: Ferry report\n  section level=2: "
        "Background\n"
        "    paragraph: The wharf was shut.\n  section level=2: Next steps\n    paragraph: It will open.\n"
        "    paragraph: Marian Holt\n");
  check("<p><u>Next steps</u></p><p>The wharf was <u>shut</u>.</p><p><u><a href=x>The plan</a></u></p><p>It "
        "will open.</p>",
        "particular title: Next steps\nsection level=1 particulars: Next steps\n  paragraph: The wharf was "
        "shut.\n  paragraph: The plan\n  paragraph: It will open.\n");
  check("<table><tr><td>Ferry<td>12<tr><td>Wharf<td><table><tr><td>Piles<td>90</table><tr><td>Slip<td>7</"
        "table>",
        "table\n  row\n    cell: Ferry\n    cell: 12\n  row\n    cell: Wharf\n    cell: Piles 90\n"
        "  row\n    cell: Slip\n    cell: 7\n");
}

static void test_tracked(void) {
  check("<p>The sum is <del>\xC2\xA3"
        "5</del><ins>\xC2\xA3"
        "6</ins> and <s>no</s> more</p>",
        "note page=0: marked changes taken as accepted: 1 insertions, 1 deletions\n"
        "paragraph: The sum is \xC2\xA3"
        "6 and no more\n");
}

static void test_tracked_rejected(void) {
  static const char html[] = "<p>is <del>5</del><ins>6</ins></p>";
  g_autoptr(GBytes) bytes = g_bytes_new_static(html, strlen(html));
  IngestHints hints = {.name = "a.html", .reject_changes = true};
  g_autoptr(GPtrArray) papers = ingest_bytes(bytes, &hints, NULL);
  g_autofree char *words = doc_subtree_text(papers->pdata[0], 0, "/");
  g_assert_cmpstr(words, ==, "is 5");
}

static const char *format_of(const char *name, const char *text, gsize len) {
  g_autoptr(GBytes) bytes = g_bytes_new(text, len);
  IngestHints hints = {.name = name};
  return ingest_format(bytes, &hints, NULL);
}

static void check_format(const char *name, const char *text, const char *format) {
  g_test_message("%s: %s", name ? name : "-", text);
  g_assert_cmpstr(format_of(name, text, strlen(text)), ==, format);
}

static void test_detection(void) {
  check_format(NULL, "  <!-- saved -->\n<!DOCTYPE HTML PUBLIC \"-//W3C\">", "html");
  check_format("a.txt", "<HTML lang=en><body>x", "html");
  check_format(NULL, "<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'/>", "html");
  check_format(NULL, "<h1>A</h1>\n<p>b</p><p>c</p>", "html");
  check_format("a.htm", "Text with <b>tags</b>", "html");
  check_format("a.md", "<p>a</p><p>b</p><p>c</p>", "markdown");
  check_format(NULL, "<div>x</div>\n\n# Head\n\n## More\n<p>a</p><p>b</p>", "markdown");
  check_format(NULL, "A line with <b>bold</b> words</b></b>\nand more", "text");
  check_format("a.xml", "<?xml version='1.0'?><rfc><p>a</p><p>b</p><p>c</p></rfc>", "text");
  g_assert_cmpstr(format_of(NULL, "\xFF\xFE<\0h\0t\0m\0l\0>\0x\0", 14), ==, "html");
}

static void check_text(const char *html, const char *expected) {
  g_autoptr(GPtrArray) papers = read_page("page.html", html, NULL);
  g_assert_nonnull(papers);
  g_autofree char *words = doc_subtree_text(papers->pdata[0], 0, "/");
  g_assert_cmpstr(words, ==, expected);
}

static void test_encodings(void) {
  check_text("<p>\x93"
             "Cost\x94 \xA3"
             "5</p>",
             "\xE2\x80\x9C"
             "Cost\xE2\x80\x9D \xC2\xA3"
             "5");
  check_text("<meta charset=iso-8859-1><p>\xC2\xA3"
             "5</p>",
             "\xC2\xA3"
             "5");
  check_text("<meta charset=\"iso-8859-2\"><p>\xB3"
             "5</p>",
             "\xC5\x82"
             "5");
}

/* Deep nests keep their text; too many open elements are said to be. */
static void test_hostile(void) {
  g_autoptr(GString) html = g_string_new("<body>");
  for (int i = 0; i < 3000; i++) g_string_append(html, "<div><table><tr><td><ul><li>");
  g_string_append(html, "the end");
  check_text(html->str, "the end");
  for (int i = 0; i < 30000; i++) g_string_append(html, "<font>");
  g_autoptr(GPtrArray) papers = read_page("page.html", html->str, NULL);
  g_assert_false(doc_complete(papers->pdata[0]));
  g_autoptr(GError) error = NULL;
  g_assert_null(read_page("page.html", "<html><body><script>x</script></body></html>", &error));
  g_assert_error(error, INGEST_ERROR, INGEST_ERROR_EMPTY);
}

void add_html_tests(void) {
  g_test_add_func("/ingest/html/words", test_words);
  g_test_add_func("/ingest/html/unknown-encoding", test_unknown_encoding);
  g_test_add_func("/ingest/html/page-heads", test_page_heads);
  g_test_add_func("/ingest/html/lists", test_lists);
  g_test_add_func("/ingest/html/tables", test_tables);
  g_test_add_func("/ingest/html/word", test_word);
  g_test_add_func("/ingest/html/numbered-headings", test_numbered_headings);
  g_test_add_func("/ingest/html/site", test_site);
  g_test_add_func("/ingest/html/plain-page", test_plain_page);
  g_test_add_func("/ingest/html/look", test_look);
  g_test_add_func("/ingest/html/tracked", test_tracked);
  g_test_add_func("/ingest/html/tracked-rejected", test_tracked_rejected);
  g_test_add_func("/ingest/html/detection", test_detection);
  g_test_add_func("/ingest/html/encodings", test_encodings);
  g_test_add_func("/ingest/html/hostile", test_hostile);
}
