/* Tests of report/: that each format says what the list of changes says, and is well-formed whatever the
 * papers hold. */
#include "report/report.h"

#include "model/builder.h"

#include <jansson.h>
#include <locale.h>
#include <string.h>

/* --- two small drafts, with characters that every format must escape --- */

typedef struct {
  Doc *papers[2];
  DiffReport *report;
} Fixture;

static void push(DocBuilder *b, uint32_t page, const char *text) {
  doc_builder_place(b, page, NULL);
  doc_builder_open(b, DOC_PARAGRAPH);
  doc_builder_text(b, text, -1);
  doc_builder_close(b);
}

static Doc *draft(bool is_new) {
  DocBuilder *b = doc_builder_new();
  doc_builder_particular(b, "title", "Parking & <Permits>");
  if (!is_new) doc_builder_particular(b, "date", "2018-04");
  doc_builder_section(b, 1, "1.");
  doc_builder_text(b, "Costs & \"charges\"", -1);
  push(b, 3,
       is_new ? "The permit costs £60 a year, 5 < 6 & “so on”."
              : "The permit costs £50 a year, 5 < 6 & 'so on'.");
  push(b, 3, "A paragraph that stays where it is and as it is.");
  if (!is_new) push(b, 4, "This <b>tag</b> & that were taken out ]]> here.");
  push(b, is_new ? 4 : 5,
       is_new ? "Only marks differ here – as they may." : "Only marks differ here - as they may.");
  if (is_new) doc_builder_note(b, 9, false, "a harmless <note>");
  return doc_builder_finish(b);
}

static DiffReport *compare(Doc **papers, bool show_layout) {
  DiffSide a = {
      .name = "april & <old>.md", .sha256 = "00ff", .papers = (const Doc *const *)&papers[0], .count = 1};
  DiffSide b = {.name = "may.md", .papers = (const Doc *const *)&papers[1], .count = 1};
  DiffOptions options = {.show_layout = show_layout};
  return diff_papers(&a, &b, &options);
}

static void set_up(Fixture *f, gconstpointer data) {
  (void)data;
  f->papers[0] = draft(false), f->papers[1] = draft(true);
  f->report = compare(f->papers, false);
}

static void tear_down(Fixture *f, gconstpointer data) {
  (void)data;
  diff_report_free(f->report);
  doc_free(f->papers[0]);
  doc_free(f->papers[1]);
}

static char *write_as(const char *format, const DiffReport *report, const ReportOptions *options) {
  const ReportFormat *found = report_format_find(format);
  g_assert_nonnull(found);
  char *text = found->write(report, options);
  g_assert_true(g_str_has_suffix(text, "\n"));
  return text;
}

static void assert_has(const char *text, const char *part) {
  if (!strstr(text, part)) g_error("there is no \"%s\" in\n%s", part, text);
}

static void assert_has_not(const char *text, const char *part) {
  if (strstr(text, part)) g_error("there is a \"%s\" in\n%s", part, text);
}

/* --- table --- */

static void test_formats(void) {
  g_assert_null(report_format_find("no such format"));
  size_t count = 0;
  for (const ReportFormat *f; (f = report_format_at(count)); count++) {
    g_assert_true(report_format_find(f->name) == f);
    g_assert_true(*f->help != '\0');
  }
  g_assert_cmpuint(count, ==, 3);
}

/* --- JSON --- */

static const char *text_at(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

static void test_json(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *text = write_as("json", f->report, NULL);
  g_assert_true(strchr(text, '\n') == text + strlen(text) - 1);
  json_error_t error;
  json_t *root = json_loads(text, 0, &error);
  g_assert_nonnull(root);
  g_assert_cmpstr(text_at(root, "format"), ==, "redraft-diff/1");
  g_assert_true(json_is_true(json_object_get(root, "complete")));
  g_assert_cmpstr(text_at(root, "verdict"), ==, "major");
  g_assert_cmpstr(text_at(json_object_get(root, "old"), "name"), ==, "april & <old>.md");
  g_assert_cmpstr(text_at(json_object_get(root, "old"), "sha256"), ==, "00ff");
  g_assert_null(json_object_get(json_object_get(root, "new"), "sha256"));
  json_t *changes = json_object_get(root, "changes"), *summary = json_object_get(root, "summary");
  g_assert_cmpuint(json_array_size(changes), ==, 2);
  json_t *edit = json_array_get(changes, 0), *gone = json_array_get(changes, 1),
         *words = json_object_get(edit, "words");
  g_assert_cmpstr(text_at(edit, "kind"), ==, "edit");
  g_assert_cmpstr(text_at(edit, "block"), ==, "paragraph");
  g_assert_cmpstr(json_string_value(json_array_get(json_object_get(edit, "section"), 0)), ==,
                  "1. Costs & \"charges\"");
  g_assert_cmpstr(text_at(json_array_get(words, 1), "op"), ==, "delete");
  g_assert_cmpstr(text_at(json_array_get(words, 1), "text"), ==, "£50");
  g_assert_cmpstr(text_at(json_array_get(words, 2), "op"), ==, "insert");
  g_assert_cmpstr(text_at(json_array_get(words, 2), "text"), ==, "£60");
  g_assert_cmpstr(text_at(gone, "kind"), ==, "delete");
  g_assert_null(json_object_get(gone, "new"));
  g_assert_cmpint(json_integer_value(json_object_get(json_object_get(gone, "old"), "page")), ==, 4);
  g_assert_cmpint(json_integer_value(json_object_get(summary, "edited")), ==, 1);
  g_assert_cmpint(json_integer_value(json_object_get(summary, "deleted")), ==, 1);
  g_assert_cmpint(json_integer_value(json_object_get(summary, "words_deleted")), ==, 8);
  json_t *particular =
      json_array_get(json_object_get(json_array_get(json_object_get(root, "papers"), 0), "particulars"), 0);
  g_assert_cmpstr(text_at(particular, "key"), ==, "date");
  g_assert_cmpstr(text_at(particular, "old"), ==, "2018-04");
  g_assert_true(json_is_null(json_object_get(particular, "new")));
  g_assert_cmpstr(text_at(json_array_get(json_object_get(root, "notes"), 0), "side"), ==, "new");
  json_decref(root);
}

/* Every name that the writer uses is in the schema, and what the schema requires is there. */
static void check_against(json_t *schema, json_t *value, json_t *defs, const char *where) {
  const char *ref = text_at(schema, "$ref");
  if (ref) schema = json_object_get(defs, strrchr(ref, '/') + 1);
  json_t *required = json_object_get(schema, "required"), *properties = json_object_get(schema, "properties"),
         *name;
  json_t *items = json_object_get(schema, "items"), *choices = json_object_get(schema, "enum"), *one;
  size_t i;
  json_array_foreach(required, i, name) if (!json_object_get(value, json_string_value(name)))
      g_error("%s has no \"%s\"", where, json_string_value(name));
  bool chosen = !choices;
  json_array_foreach(choices, i, one) chosen |= json_equal(one, value) != 0;
  if (!chosen) g_error("%s is \"%s\"", where, json_string_value(value));
  const char *key;
  json_t *member;
  if (json_is_object(value)) json_object_foreach(value, key, member) {
      json_t *known = json_object_get(properties, key);
      if (!known && !json_object_get(schema, "additionalProperties"))
        g_error("the schema does not know %s of %s", key, where);
      if (known) check_against(known, member, defs, key);
    }
  if (json_is_array(value) && items)
    json_array_foreach(value, i, member) check_against(items, member, defs, where);
}

static void test_schema(Fixture *f, gconstpointer data) {
  (void)data;
  json_error_t error;
  json_t *schema = json_load_file(SOURCE_DIR "/docs/diff.schema.json", 0, &error);
  g_assert_nonnull(schema);
  g_autoptr(DiffReport) all = compare(f->papers, true);
  g_autofree char *text = write_as("json", all, NULL);
  json_t *root = json_loads(text, 0, &error);
  g_assert_cmpuint(json_array_size(json_object_get(root, "changes")), ==, 3);
  check_against(schema, root, json_object_get(schema, "$defs"), "the report");
  json_decref(root);
  json_decref(schema);
}

/* --- terminal --- */

static void test_terminal(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *text = write_as("terminal", f->report, NULL);
  assert_has(text, "Major changes");
  assert_has(text, "In “1. Costs & \"charges\"”:");
  assert_has(text, "1. Paragraph edited, p. 3");
  assert_has(text, "[-£50-] {+£60+}");
  assert_has(text, "money: “£50” → “£60” (up £10 (20.0%))");
  assert_has(text, "[-This <b>tag</b> & that were taken out ]]> here.-]");
  assert_has(text, "date: only the old draft has it: 2018-04");
  assert_has(text, "1 difference of layout or typography only is not listed.");
  assert_has_not(text, "\033");
  g_assert_true(strstr(text, "Major changes") < strstr(text, "1. Paragraph edited"));
}

static void test_terminal_colour(Fixture *f, gconstpointer data) {
  (void)data;
  ReportOptions options = {.colour = true};
  g_autofree char *text = write_as("terminal", f->report, &options);
  assert_has(text, "\033[31m[-£50-]\033[0m");
  assert_has(text, "\033[32m{+£60+}\033[0m");
}

static void test_terminal_width(Fixture *f, gconstpointer data) {
  (void)data;
  ReportOptions options = {.width = 40};
  g_autofree char *text = write_as("terminal", f->report, &options);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++)
    if (g_utf8_strlen(*line, -1) > 40 && strchr(g_strchug(*line), ' ') && !g_str_has_prefix(*line, "=="))
      g_error("wider than 40: \"%s\"", *line);
}

/* --- HTML --- */

/* GMarkup reads elements, attributes and entities strictly, though not the document type. */
static void assert_well_formed(const char *html) {
  static const GMarkupParser parser = {NULL, NULL, NULL, NULL, NULL};
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, NULL, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_markup_parse_context_parse(context, html, -1, &error) ||
      !g_markup_parse_context_end_parse(context, &error))
    g_error("%s", error->message);
}

static void test_html(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *html = write_as("html", f->report, NULL);
  assert_well_formed(html);
  assert_has(html, "<html lang=\"en\"");
  assert_has(html, "inserted: </span>£60");
  assert_has(html, "deleted: </span>£50");
  assert_has(html, "This &lt;b&gt;tag&lt;/b&gt; &amp; that");
  assert_has(html, "april &amp; &lt;old&gt;.md");
  assert_has(html, "<h3>1. Costs &amp; &quot;charges&quot;</h3>");
  assert_has(html, "1 difference of layout or typography only is not listed.");
  assert_has_not(html, "<script");
  assert_has_not(html, "http:");
  assert_has_not(html, "https:");
}

/* Papers whose text is mark-up, control characters and half of a pair must not break any format. */
static void test_odd_text(void) {
  static const char *const texts[] = {"</del><script>alert(1)</script> “&amp;” and on",
                                      "\x01\x02 a \xED\xA0\x80 b \xFF c words here now",
                                      "emoji 👩‍👩‍👧 and العربية text with e\xCC\x81 marks",
                                      "\"quoted\" 'single' <!-- comment --> end of it"};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    Doc *papers[2];
    for (unsigned p = 0; p < 2; p++) {
      DocBuilder *b = doc_builder_new();
      push(b, 0, texts[p ? i : (i + 1) % G_N_ELEMENTS(texts)]);
      papers[p] = doc_builder_finish(b);
    }
    g_autoptr(DiffReport) report = compare(papers, true);
    g_assert_cmpuint(report->change_count, >, 0);
    g_autofree char *html = write_as("html", report, NULL), *json = write_as("json", report, NULL),
                    *text = write_as("terminal", report, NULL);
    assert_well_formed(html);
    assert_has_not(html, "<script>");
    g_assert_true(g_utf8_validate(html, -1, NULL) && g_utf8_validate(text, -1, NULL));
    json_t *root = json_loads(json, 0, NULL);
    g_assert_nonnull(root);
    json_decref(root);
    doc_free(papers[0]);
    doc_free(papers[1]);
  }
}

/* --- the overview of sections, and why --- */

static Doc *draft_of_sections(bool is_new) {
  static const char *const unchanged =
      "The committee met in the hall and noted the minutes of its last meeting.";
  DocBuilder *b = doc_builder_new();
  doc_builder_section(b, 1, is_new ? "2." : "1.");
  doc_builder_text(b, "Minutes", -1);
  push(b, 1, unchanged);
  doc_builder_section(b, 1, is_new ? "1." : "2.");
  doc_builder_text(b, "Charges", -1);
  push(b, 2,
       is_new ? "A permit for the car park costs £60 a year."
              : "A permit for the car park costs £50 a year.");
  if (is_new) push(b, 3, "Traders pay twice as much.");
  return doc_builder_finish(b);
}

static void test_sections(void) {
  Doc *papers[2] = {draft_of_sections(false), draft_of_sections(true)};
  g_autoptr(DiffReport) report = compare(papers, false);
  ReportOptions wide = {.width = 300};
  g_autofree char *text = write_as("terminal", report, &wide), *html = write_as("html", report, NULL),
                  *json = write_as("json", report, NULL);
  assert_well_formed(html);
  assert_has(text, "“1. Charges”, p. 1: 2 changes, 6 words put in, 1 taken out; from change 3");
  assert_has(text, "Safe to skip, as no word of them changed: “2. Minutes” (only numbered anew).");
  assert_has(html, "<a href=\"#change-3\">“1. Charges”");
  assert_has(json,
             "\"heading\":\"2. Minutes\",\"level\":1,\"in\":\"both\",\"moved\":false,\"renumbered\":true,"
             "\"changes\":0,\"words_inserted\":0,\"words_deleted\":0,\"rank\":0,\"skip\":true");
  g_assert_true(strstr(text, "Sections") < strstr(text, "Paragraph edited"));
  doc_free(papers[0]);
  doc_free(papers[1]);
}

/* The change that costs more, then the paragraph that has no counterpart. */
static void test_explain(void) {
  static const char *const said[] = {"of 10 old and 10 new words 9 are in both", "no counterpart: "};
  Doc *papers[2] = {draft_of_sections(false), draft_of_sections(true)};
  DiffSide a = {.name = "a", .papers = (const Doc *const *)&papers[0], .count = 1};
  DiffSide b = {.name = "b", .papers = (const Doc *const *)&papers[1], .count = 1};
  g_autoptr(DiffReport) all = diff_papers(&a, &b, NULL);
  uint32_t told = 0;
  for (uint32_t i = 0; i < all->change_count; i++) {
    if (all->changes[i].kind != DIFF_EDIT && all->changes[i].kind != DIFF_INSERT) continue;
    DiffOptions options = {.explain = i + 1};
    ReportOptions wide = {.width = 300};
    g_autoptr(DiffReport) report = diff_papers(&a, &b, &options);
    g_autofree char *text = write_as("terminal", report, &wide), *html = write_as("html", report, NULL),
                    *json = write_as("json", report, NULL);
    g_assert_cmpuint(report->explained, ==, i + 1);
    assert_well_formed(html);
    assert_has(text, said[told]);
    assert_has(html, said[told]);
    assert_has(json, said[told++]);
    assert_has(text, "before it");
  }
  g_assert_cmpuint(told, ==, G_N_ELEMENTS(said));
  DiffOptions beyond = {.explain = all->change_count + 1};
  g_autoptr(DiffReport) none = diff_papers(&a, &b, &beyond);
  g_assert_cmpuint(none->explained, ==, 0);
  doc_free(papers[0]);
  doc_free(papers[1]);
}

/* --- nothing, and what could not be read --- */

static void test_nothing(void) {
  Doc *papers[2] = {draft(false), draft(false)};
  g_autoptr(DiffReport) report = compare(papers, false);
  g_autofree char *text = write_as("terminal", report, NULL), *html = write_as("html", report, NULL);
  assert_has(text, "No change\n");
  assert_well_formed(html);
  doc_free(papers[0]);
  doc_free(papers[1]);
}

static void test_incomplete(void) {
  Doc *papers[2];
  for (unsigned p = 0; p < 2; p++) {
    DocBuilder *b = doc_builder_new();
    push(b, 1, "The same words on both sides.");
    if (p) doc_builder_note(b, 2, true, "scanned page, no text");
    papers[p] = doc_builder_finish(b);
  }
  g_autoptr(DiffReport) report = compare(papers, false);
  g_autofree char *text = write_as("terminal", report, NULL), *html = write_as("html", report, NULL),
                  *json = write_as("json", report, NULL);
  assert_has_not(text, "No change");
  assert_has(text, "Not read: may.md: page 2: scanned page, no text");
  assert_has(html, "Not read: may.md: page 2: scanned page, no text");
  assert_has(json, "\"verdict\":\"unknown\"");
  assert_has(json, "\"complete\":false");
  doc_free(papers[0]);
  doc_free(papers[1]);
}

static void test_explanation(void) {
  DocBuilder *b = doc_builder_new();
  doc_builder_explain(b);
  doc_builder_furniture(b, 1, "Page 1");
  doc_builder_furniture_why(b, "counts as pages do");
  doc_builder_place(b, 3, NULL);
  doc_builder_section(b, 2, "2.");
  doc_builder_why(b, "all bold");
  doc_builder_text(b, "Costs", -1);
  doc_builder_open(b, DOC_LIST);
  doc_builder_open(b, DOC_ITEM);
  doc_builder_label(b, "(a)");
  doc_builder_why(b, "follows \"(b)\"");
  push(b, 0, "Piles.");
  Doc *doc = doc_builder_finish(b);
  g_autofree char *text = report_write_explanation((const Doc *const *)&doc, 1);
  g_assert_cmpstr(
      text, ==,
      "p. 1  furniture  Page 1\n      counts as pages do\np. 3  heading 2  2.  Costs\n      all bold\n"
      "p. 3  item  (a)  Piles.\n      follows \"(b)\"\n");
  doc_free(doc);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/report/formats", test_formats);
  g_test_add("/report/json", Fixture, NULL, set_up, test_json, tear_down);
  g_test_add("/report/json/schema", Fixture, NULL, set_up, test_schema, tear_down);
  g_test_add("/report/terminal", Fixture, NULL, set_up, test_terminal, tear_down);
  g_test_add("/report/terminal/colour", Fixture, NULL, set_up, test_terminal_colour, tear_down);
  g_test_add("/report/terminal/width", Fixture, NULL, set_up, test_terminal_width, tear_down);
  g_test_add("/report/html", Fixture, NULL, set_up, test_html, tear_down);
  g_test_add_func("/report/odd-text", test_odd_text);
  g_test_add_func("/report/sections", test_sections);
  g_test_add_func("/report/explain", test_explain);
  g_test_add_func("/report/nothing", test_nothing);
  g_test_add_func("/report/incomplete", test_incomplete);
  g_test_add_func("/report/explanation", test_explanation);
  return g_test_run();
}
