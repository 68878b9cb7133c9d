/* The passes over tables, notes and turned text, on pages made of numbers: no poppler. */
#include "ingest/layout_rows.h"
#include "model/forms.h"
#include "tests/ingest/tests_ingest.h"

#include <string.h>

float add_words(Layout *layout, float x, float y, float size, const char *text) {
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  for (char **w = words; *w; w++) {
    float width = (float)strlen(*w) * size * 0.5f;
    LayoutWord word = {.text = *w, .box = {x, y, x + width, y + size}, .size_pt = size};
    layout_add_word(layout, &word);
    x += width + size * 0.25f;
  }
  return x;
}

Layout *page_new(void) {
  Layout *layout = layout_new(NULL);
  layout->has_pages = true;
  layout_add_page(layout, 1, 600, 800);
  return layout;
}

static void add_rule(Layout *layout, float x0, float y0, float x1, float y1) {
  LayoutRule rule = {x0, y0, x1, y1};
  layout_add_rule(layout, &rule);
}

/* The paper as its dump, without the pages that every line of it names. */
char *build_dump(Layout *layout) {
  DocBuilder *b = doc_builder_new();
  layout_build(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autofree char *dump = doc_to_dump(doc);
  g_auto(GStrv) parts = g_strsplit(dump, " page=1", -1);
  return g_strjoinv("", parts);
}

/* A lattice whose first row spans both columns, and whose cells are wrapped prose. */
static void test_lattice(void) {
  g_autoptr(Layout) layout = page_new();
  float ys[] = {100, 120, 150, 180};
  for (int i = 0; i < 4; i++) add_rule(layout, 50, ys[i], 450, ys[i]);
  add_rule(layout, 50, 100, 50, 180);
  add_rule(layout, 450, 100, 450, 180);
  add_rule(layout, 250, 120, 250, 180);
  add_words(layout, 55, 105, 10, "Boards of the county");
  add_words(layout, 55, 123, 10, "Boards that were there well before the"); /* nothing more fits */
  add_words(layout, 55, 135, 10, "change");
  add_words(layout, 255, 123, 10, "and what each one of them was given as");
  add_words(layout, 255, 135, 10, "transport");
  add_words(layout, 55, 155, 10, "Fennick");
  add_words(layout, 255, 155, 10, "Ferries");
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(dump, ==,
                  "table\n"
                  "  row\n    cell colspan=2: Boards of the county\n"
                  "  row\n    cell: Boards that were there well before the change\n    cell: and what each "
                  "one of them was given as transport\n"
                  "  row\n    cell: Fennick\n    cell: Ferries\n");
}

/* A short line that is underlined as a whole is a heading, its number need not be; an underlined word is none, nor a link, nor
 * the line over a rule that goes on. In a paper of short paragraphs the usual distance of lines is that between them. */
static void test_underlined(void) {
  g_autoptr(Layout) layout = page_new();
  float end = add_words(layout, 50, 100, 10, "Background papers");
  add_rule(layout, 50, 109, end - 2.5f, 109);
  add_words(layout, 50, 124, 10,
            "The county asked the panel for what it had said of the wharf in the years before,");
  add_words(layout, 50, 136, 10, "and it was told.");
  end = add_words(layout, 50, 160, 10, "The panel");
  add_rule(layout, 50, 169, end - 2.5f, 169);
  add_words(layout, end, 160, 10, "said nothing of it in any of the years that were asked for at all.");
  end = add_words(layout, 50, 184, 10, "3. Next steps");
  add_rule(layout, 62.5f, 193, end - 2.5f, 193);
  add_words(layout, 50, 208, 10,
            "The county will ask once more, and the panel will say once more what it has said.");
  end = add_words(layout, 50, 232, 10, "The page of the panel");
  add_rule(layout, 50, 241, 560, 241);
  add_words(layout, 50, 256, 10,
            "The county has a page of its own, on which all of this can be read by everybody.");
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(
      dump, ==,
      "section level=1: Background papers\n"
      "  paragraph: The county asked the panel for what it had said of the wharf in the years before, and it "
      "was told.\n"
      "  paragraph: The panel said nothing of it in any of the years that were asked for at all.\n"
      "section level=1 label=\"3.\": Next steps\n"
      "  paragraph: The county will ask once more, and the panel will say once more what it has said.\n"
      "  paragraph: The page of the panel\n"
      "  paragraph: The county has a page of its own, on which all of this can be read by everybody.\n");
}

/* A word that fills its cell from side to side goes on in the next line, perhaps; one with room beside it does not. */
static void test_narrow_cell(void) {
  g_autoptr(Layout) layout = page_new();
  float ys[] = {100, 130, 160};
  for (int i = 0; i < 3; i++) add_rule(layout, 50, ys[i], 200, ys[i]);
  for (int i = 0; i < 3; i++)
    add_rule(layout, (float[]){50, 93, 200}[i], 100, (float[]){50, 93, 200}[i], 160);
  add_words(layout, 54, 104, 10, "Managem");
  add_words(layout, 54, 116, 10, "ent");
  add_words(layout, 97, 104, 10, "Costs of it");
  add_words(layout, 54, 134, 10, "Board");
  add_words(layout, 54, 146, 10, "of it");
  add_words(layout, 97, 134, 10, "12");
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(dump, ==,
                  "table\n  row\n    cell join=7s: Managem ent\n    cell: Costs of it\n"
                  "  row\n    cell: Board of it\n    cell: 12\n");
}

/* A paper of one page: nothing is repeated, but a mark and a stamp stand in its head, and on the row of its number a foot. */
static void test_one_page_furniture(void) {
  g_autoptr(Layout) layout = page_new();
  add_words(layout, 280, 20, 10, "OFFICIAL");
  add_words(layout, 480, 40, 10, "Agenda Item 7");
  add_words(layout, 50, 100, 10, "The county asked the panel for what it had said of the wharf.");
  add_words(layout, 50, 770, 10, "ELL/FER/12");
  add_words(layout, 500, 770, 10, "Page 1 of 1");
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(
      dump, ==,
      "particular item: 7\nfurniture: OFFICIAL\nfurniture: Agenda Item 7\nfurniture: ELL/FER/12\n"
      "furniture: Page 1 of 1\nparagraph: The county asked the panel for what it had said of the wharf.\n");
}

/* A slanted word whose letters stand on the rows of the text, and one that is level: taken off. A title is neither. */
static void test_watermark(void) {
  for (int slant = 0; slant <= 50; slant += 50) {
    g_autoptr(Layout) layout = page_new();
    add_words(layout, 50, 40, 40, "Ferries");
    static const char *const letters[] = {"D", "R", "AF", "T"};
    static const char *const lines[] = {
        "The county asked the panel for what it", "had said of the wharf, and the panel said",
        "that it had said nothing of the wharf in", "any of the years before the last."};
    for (int i = 0; i < 4; i++) add_words(layout, 50, 300 + 12 * (float)i, 10, lines[i]);
    for (int i = 0; i < 4 && slant; i++)
      add_words(layout, 150 + 50 * (float)i, 380 - (float)(slant * i), 80, letters[i]);
    if (!slant) add_words(layout, 150, 280, 80, "DRAFT");
    DocBuilder *b = doc_builder_new();
    layout_take_watermark(layout, b);
    doc_free(doc_builder_finish(b));
    g_autofree char *dump = build_dump(layout);
    g_assert_cmpstr(
        dump, ==,
        "section level=1: Ferries\n  paragraph: The county asked the panel for what it had said of the "
        "wharf, and the "
        "panel said that it had said nothing of the wharf in any of the years before the last.\n");
  }
}

/* Two columns of bullets are one list; short words in them fill no column. */
static void test_list_in_columns(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const words[][2] = {{"abap", "prolog"}, {"ada", "python"},  {"apex", "ruby"},
                                         {"c", "rust"},      {"cobol", "scala"}, {"css", "swift"}};
  add_words(layout, 50, 80, 10,
            "The names of some of the languages are these, and some are trademarks of their owners.");
  for (int r = 0; r < 6; r++)
    for (int c = 0; c < 2; c++) {
      add_words(layout, 60 + 200 * (float)c, 110 + 14 * (float)r, 10, "\xE2\x80\xA2");
      add_words(layout, 78 + 200 * (float)c, 110 + 14 * (float)r, 10, words[r][c]);
    }
  g_autofree char *dump = build_dump(layout);
  g_auto(GStrv) items = g_strsplit(dump, "    paragraph: ", -1);
  g_assert_null(strstr(dump, "table"));
  g_assert_cmpuint(g_strv_length(items), ==, 13);
  g_assert_true(g_str_has_prefix(items[1], "abap") && g_str_has_prefix(items[6], "css"));
  g_assert_true(g_str_has_prefix(items[7], "prolog") && g_str_has_prefix(items[12], "swift"));
}

/* Heads that say the section of their page are repeated nowhere, but stand in the text as headings. */
static void test_section_heads(void) {
  static const char *const heads[] = {"Wharves", "Piers and jetties"};
  g_autoptr(Layout) layout = page_new();
  for (uint32_t p = 0; p < 2; p++) {
    if (p) layout_add_page(layout, 2, 600, 800);
    add_words(layout, 50, 40, 8, heads[p]);
    add_words(layout, 50, 90, 14, heads[p]);
    add_words(layout, 50, 120, 10,
              p ? "The panel said nothing." : "The county asked the panel for what it had said.");
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(dump, ==,
                  "furniture: Wharves\nfurniture page=2: Piers and jetties\n"
                  "section level=1: Wharves\n"
                  "  paragraph: The county asked the panel for what it had said.\n"
                  "section level=1 page=2: Piers and jetties\n"
                  "  paragraph page=2: The panel said nothing.\n");
}

/* A head that only the second of two pages has stands higher than text does; a first line where text begins is text. */
static void test_lone_head(void) {
  for (int top = 40; top <= 100; top += 60) {
    g_autoptr(Layout) layout = page_new();
    add_words(layout, 50, 100, 10, "The county asked the panel for what it had said of all this.");
    layout_add_page(layout, 2, 600, 800);
    add_words(layout, 50, (float)top, 10, "Ferries and wharves");
    add_words(layout, 50, (float)top + 60, 10, "The panel said that it had said nothing of it at all.");
    g_autofree char *dump = build_dump(layout);
    g_assert_true(g_str_has_prefix(dump, "furniture page=2: Ferries and wharves\n") == (top == 40));
  }
}

/* A title that is stretched to its column has wide gaps, and one of them stands behind a colon. */
static void test_stretched_title(void) {
  g_autoptr(Layout) layout = page_new();
  float x = 50;
  for (int i = 0; i < 4; i++)
    x = 20 +
        add_words(layout, x, 100, 18, (const char *const[]){"Ferry", "Landing", "Programme:", "County"}[i]);
  add_words(layout, 50, 122, 18, "Report");
  add_words(layout, 50, 160, 10,
            "The county asked the panel for what it had said of all this, and was told.");
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(
      dump, ==,
      "section level=1: Ferry Landing Programme: County Report\n"
      "  paragraph: The county asked the panel for what it had said of all this, and was told.\n");
}

/* Columns that a page has shown part the few lines of the next. */
static void test_columns_go_on(void) {
  static const char line[] = "words of a line that fills its column to the end";
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 12; i++) {
    add_words(layout, 50, 100 + 12 * (float)i, 10, line);
    add_words(layout, 320, 100 + 12 * (float)i, 10, i < 11 ? line : "and there it ended.");
  }
  layout_add_page(layout, 2, 600, 800);
  add_words(layout, 50, 100, 10, "The commons of the county and all that they ever");
  add_words(layout, 50, 112, 10, "were used for.");
  add_words(layout, 320, 100, 10, "The wharf was let.");
  add_words(layout, 320, 112, 10, "The pier was not.");
  g_autofree char *dump = build_dump(layout);
  const char *second = strstr(dump, "paragraph page=2:");
  g_assert_cmpstr(second ? second : dump, ==,
                  "paragraph page=2: The commons of the county and all that they ever were used for.\n"
                  "paragraph page=2: The wharf was let. The pier was not.\n");
}

/* Comments stand in a column beside code, and are no cells. */
static void test_comments(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][2] = {{"\"startColumn\": 1,", "// Missing here"},
                                        {"\"byteOffset\": 4,", "// At the end of it"},
                                        {"\"endColumn\": 5", "// Missing as well"}};
  for (int r = 0; r < 3; r++)
    for (int c = 0; c < 2; c++) add_words(layout, 60 + 200 * (float)c, 110 + 12 * (float)r, 10, rows[r][c]);
  g_autofree char *dump = build_dump(layout);
  g_assert_null(strstr(dump, "table"));
}

/* Only the head and the columns are ruled; the lines of the cells below stand level and are short: they are rows. */
static void test_rows_in_cells(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 3; i++)
    add_rule(layout, 50, (float[]){100, 115, 160}[i], 450, (float[]){100, 115, 160}[i]);
  for (int i = 0; i < 3; i++) add_rule(layout, 50 + 200 * (float)i, 100, 50 + 200 * (float)i, 160);
  static const char *const cells[][2] = {
      {"Board", "Cost"}, {"Fennick", "12"}, {"Oxmere", "7"}, {"Sandwath", "31"}};
  for (int r = 0; r < 4; r++)
    for (int c = 0; c < 2; c++) add_words(layout, 55 + 200 * (float)c, 103 + 14 * (float)r, 10, cells[r][c]);
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(dump, ==,
                  "table\n  row\n    cell: Board\n    cell: Cost\n  row\n    cell: Fennick\n    cell: 12\n"
                  "  row\n    cell: Oxmere\n    cell: 7\n  row\n    cell: Sandwath\n    cell: 31\n");
}

/* A frame around a paragraph is no table. */
static void test_frame(void) {
  g_autoptr(Layout) layout = page_new();
  add_rule(layout, 50, 100, 450, 100);
  add_rule(layout, 50, 140, 450, 140);
  add_rule(layout, 50, 100, 50, 140);
  add_rule(layout, 450, 100, 450, 140);
  add_words(layout, 60, 110, 10, "The panel is asked to note the report and to say nothing.");
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(dump, ==, "paragraph: The panel is asked to note the report and to say nothing.\n");
}

/* Rules between the rows part them where cells have several lines. */
static void test_row_rules(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const lines[][3] = {{"Name", "Role", "From"},
                                         {"Marian", "Lead of", "May"},
                                         {"Holt", "ferries", NULL},
                                         {"Idris", "Deputy", "June"},
                                         {"Cole", "Clerk", "July"}};
  float y = 100;
  for (int r = 0; r < 5; r++, y += 13) {
    for (int c = 0; c < 3; c++)
      if (lines[r][c]) add_words(layout, 50 + 120 * (float)c, y, 10, lines[r][c]);
    if (r != 1) add_rule(layout, 50, y + 12, 400, y + 12);
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Marian Holt\n    cell: Lead of ferries\n    cell: May\n"));
  g_assert_nonnull(strstr(dump, "cell: Idris\n    cell: Deputy\n    cell: June\n"));
}

/* Cells that stand closer in one row than in the others are parted as those are. */
static void test_common_gaps(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {{"45-54", "224", "31.9"},
                                        {"55-64", "527", "132.2"},
                                        {"65-74", "1,056", "448.6"},
                                        {"75-84", "1,331", "11,665.5"}};
  for (int r = 0; r < 4; r++) {
    for (int c = 0; c < 3; c++) {
      float right = 100 + 55 * (float)c; /* the last column's widest cell begins where a space would end */
      add_words(layout, right - (float)strlen(rows[r][c]) * 6, 100 + 14 * (float)r, 12, rows[r][c]);
    }
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: 75-84\n    cell: 1,331\n    cell: 11,665.5\n"));
}

/* Justified lines of a cell have wide spaces above one another by chance: no row is parted for that. */
static void test_justified_cell(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 3; i++) {
    add_words(layout, 50, 100 + 14 * (float)i, 10, "Council Chamber in the");
    add_words(layout, 180, 100 + 14 * (float)i, 10, "House");
  }
  add_words(layout, 50, 142, 10, "but no later than at 3 on that day");
  add_words(layout, 300, 142, 10, "Post");
  uint32_t count = layout->words->len;
  g_autofree uint32_t *words = g_new(uint32_t, count);
  for (uint32_t i = 0; i < count; i++) words[i] = i;
  Region r = {.layout = layout, .words = words, .count = count};
  layout_find_rows(&r);
  g_autoptr(GArray) gaps = layout_common_gaps(&r);
  g_assert_cmpuint(gaps->len, >, 0);
  bool parts[16] = {false};
  layout_part_row(&r, 3, gaps, parts);
  for (uint32_t i = 0; i < region_row(&r, 3)->count; i++) g_assert_false(parts[i]);
  g_array_unref(r.rows);
}

/* A footnote leaves the foot of the page, its number leaves the text, and the sentence goes on over the page. */
static void test_footnote(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 4; i++)
    add_words(layout, 50, 40 + 14 * (float)i, 11,
              "Words of the report that fill the line from its left side to its end");
  float x = add_words(layout, 50, 96, 11, "The ferry had sailed for years");
  LayoutWord reference = {
      .text = "3", .box = {x - 2.7f, 94, x + 1, 100}, .size_pt = 7, .style = DOC_SUPERSCRIPT, .glued = true};
  layout_add_word(layout, &reference);
  add_words(layout, x + 4, 96, 11, "before it was replaced, and so");
  LayoutWord number = {.text = "3", .box = {50, 738, 53, 743}, .size_pt = 5};
  layout_add_word(layout, &number);
  add_words(layout, 56, 740, 8, "Since 1912.");
  layout_add_page(layout, 2, 600, 800);
  add_words(layout, 50, 40, 11, "nobody remembers a time without it.");
  DocBuilder *b = doc_builder_new();
  layout_build(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autofree char *text = doc_to_text(doc);
  g_assert_nonnull(strstr(text, "sailed for years before it was replaced, and so nobody remembers a time "
                                "without it.\n3 Since 1912.\n"));
}

/* Text set upwards over most of the page is turned; beside other text it stands after it. */
static void test_turned(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const lines[] = {"First line of the page", "and the second"};
  for (int i = 0; i < 2; i++) {
    LayoutWord word = {.text = lines[i],
                       .box = {100 + 14 * (float)i, 200, 110 + 14 * (float)i, 700},
                       .size_pt = 10,
                       .turned = 1};
    layout_add_word(layout, &word);
  }
  g_autofree char *turned = build_dump(layout);
  g_assert_cmpstr(turned, ==, "paragraph: First line of the page and the second\n");
  g_autoptr(Layout) beside = page_new();
  add_words(beside, 50, 100, 10, "The text of the page is longer than what stands at its side.");
  LayoutWord side = {.text = "At the side", .box = {20, 50, 30, 300}, .size_pt = 10, .turned = 1};
  layout_add_word(beside, &side);
  g_autofree char *apart = build_dump(beside);
  g_assert_cmpstr(
      apart, ==,
      "paragraph: The text of the page is longer than what stands at its side.\nparagraph: At the side\n");
}

/* Figures on an axis are labels of nothing. */
static void test_bare_labels(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 4; i++)
    add_words(layout, 50, 100 + 40 * (float)i, 10, (const char *[]){"0.4", "0.3", "0.2", "0.1"}[i]);
  g_autofree char *dump = build_dump(layout);
  g_assert_null(strstr(dump, "item"));
}

/* A list that ends every page has its bullet at the same place of each: it is no foot. */
static void test_bullets_at_the_foot(void) {
  g_autoptr(Layout) layout = layout_new(NULL);
  layout->has_pages = true;
  for (int p = 0; p < 3; p++) {
    g_autofree char *head = g_strdup_printf("The panel heard of the %s ferry, and asked:",
                                            (const char *[]){"old", "new", "last"}[p]);
    g_autofree char *item =
        g_strdup_printf("what the %s one would cost.", (const char *[]){"first", "second", "third"}[p]);
    layout_add_page(layout, (uint32_t)p + 1, 600, 800);
    add_words(layout, 50, 680, 10, head);
    add_words(layout, 60, 700, 10, "\xE2\x80\xA2");
    add_words(layout, 90, 700, 10, item);
  }
  DocBuilder *b = doc_builder_new();
  layout_build(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  uint32_t items = 0;
  for (uint32_t i = 0; i < doc_count(doc); i++) items += doc_node(doc, i)->kind == DOC_ITEM;
  g_assert_cmpuint(items, ==, 3);
  g_assert_cmpuint(doc_furniture_count(doc), ==, 0);
}

/* A full line ends a sentence, and a little more white than lines have follows: a further paragraph of the item. */
static void test_small_gap(void) {
  static const char *const lines[] = {
      "If a boat is kept on the slipway it is expected to be drawn up there.",
      "Boats that are not drawn up may be moved by the crew, as they have",
      "been for many years by those who have had the use of the slipway. They",
      "who own them pay for it, and have been told so by the clerk in May.",
      "As to the wharf the trustees have had the report of the surveyor."};
  static const float tops[] = {100, 115, 128, 141, 156};
  g_autoptr(Layout) layout = page_new();
  add_words(layout, 50, 100, 10, "\xE2\x80\xA2");
  for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) add_words(layout, 62, tops[i], 10, lines[i]);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "paragraph: If a boat is kept on the slipway it is expected to be drawn up there.\n"));
  g_assert_nonnull(strstr(dump, "paragraph: Boats that are not drawn up may be moved by the crew, as they have been"));
  g_assert_nonnull(strstr(dump, "told so by the clerk in May.\n"));
}

/* The last row of one page and the only one of the next count as pages do, but at two places: they are rows. */
static void test_numbers_of_rows(void) {
  g_autoptr(Layout) layout = layout_new(NULL);
  layout->has_pages = true;
  static const char *const rows[][3] = {
      {"1", "Apologies received", "MH"},  {"2", "Adoption of the minutes", "EG"},
      {"3", "Matters arising", "All"},    {"4", "Past events", "All"},
      {"5", "Report of the clerk", "MH"}, {"6", "Ferries", "EG"},
      {"7", "Any other business", "All"}};
  for (uint32_t r = 0; r < G_N_ELEMENTS(rows); r++) {
    if (r % 6 == 0) layout_add_page(layout, r / 6 + 1, 600, 800);
    for (int c = 0; c < 3; c++)
      add_words(layout, (float[]){50, 100, 400}[c], 60 + 130 * (float)(r % 6), 10, rows[r][c]);
  }
  DocBuilder *b = doc_builder_new();
  layout_build(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_assert_cmpuint(doc_furniture_count(doc), ==, 0);
}

/* "(a)" and bullets at the place of "1." are within that item, and "2." goes on after them; a paragraph goes on the item
 * whose words it stands under, over those nested in it. */
static void test_nesting_at_one_place(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][2] = {{"1.", "The lead told of the following:"},
                                        {"(a)", "The ferry runs."},
                                        {"(b)", "The wharf stands."},
                                        {"2.", "The clerk told of more:"},
                                        {"\xE2\x80\xA2", "Nothing."}};
  for (int i = 0; i < 5; i++) {
    add_words(layout, 50, 100 + 24 * (float)i, 10, rows[i][0]);
    add_words(layout, 70, 100 + 24 * (float)i, 10, rows[i][1]);
  }
  add_words(layout, 70, 220, 10, "The lead thanked the clerk.");
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(dump, ==,
                  "list\n  item label=\"1.\"\n    paragraph: The lead told of the following:\n    list\n"
                  "      item label=\"(a)\"\n        paragraph: The ferry runs.\n"
                  "      item label=\"(b)\"\n        paragraph: The wharf stands.\n"
                  "  item label=\"2.\"\n    paragraph: The clerk told of more:\n    list\n"
                  "      item label=\"\xE2\x80\xA2\"\n        paragraph: Nothing.\n"
                  "        paragraph: The lead thanked the clerk.\n");
}

/* Bare numbers that a gap sets apart are labels where they count. */
static void test_tabbed_numbers(void) {
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 3; i++) {
    add_words(layout, 50, 100 + 12 * (float)i, 10, (const char *[]){"1", "2", "3"}[i]);
    add_words(layout, 90, 100 + 12 * (float)i, 10,
              (const char *[]){"Budget webpage", "Budget as approved in the year", "Grant details"}[i]);
  }
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "item label=\"2\"\n    paragraph: Budget as approved in the year\n"));
  g_assert_nonnull(strstr(dump, "item label=\"3\""));
}

/* The last line of a justified paragraph is not stretched: this one goes on though its sentence ends. */
static void test_justified_page_end(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const lines[][2] = {{"The panel heard that the ferries run on each day", "but"},
                                         {"the first of the month, as the old wharf is then", "dry"},
                                         {"and no boat can land there. A new one was", "planned."}};
  for (int i = 0; i < 3; i++) {
    add_words(layout, 50, 700 + 12 * (float)i, 10, lines[i][0]);
    add_words(layout, 300 - 5 * (float)strlen(lines[i][1]), 700 + 12 * (float)i, 10, lines[i][1]);
  }
  layout_add_page(layout, 2, 600, 800);
  add_words(layout, 50, 50, 10, "The cost of it was not known.");
  DocBuilder *b = doc_builder_new();
  layout_build(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autofree char *dump = doc_to_dump(doc);
  g_assert_nonnull(strstr(dump, "A new one was planned. The cost of it was not known."));
}

/* A line of words whose spaces stretch it to x1. */
static void add_justified(Layout *layout, float x0, float x1, float y, float size, const char *text) {
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  guint count = g_strv_length(words);
  float letters = (float)(strlen(text) - (count - 1)) * size * 0.5f,
        space = (x1 - x0 - letters) / (float)(count - 1);
  for (guint i = 0; i < count; x0 += (float)strlen(words[i++]) * size * 0.5f + space)
    add_words(layout, x0, y, size, words[i]);
}

/* The same where the paragraph has but two lines on the page, below one that is stretched like it. */
static void test_justified_pair_at_page_end(void) {
  g_autoptr(Layout) layout = page_new();
  add_justified(layout, 50, 300, 640, 10, "The panel heard that the ferries run on each day");
  add_justified(layout, 50, 300, 652, 10, "but the first, as the old wharf is then too dry.");
  add_words(layout, 50, 664, 10, "No new one was planned.");
  add_justified(layout, 50, 300, 688, 10, "The panel asked the clerk for a note of the cost");
  add_justified(layout, 50, 300, 700, 10, "and of what it may be in some years. It was read.");
  layout_add_page(layout, 2, 600, 800);
  add_words(layout, 50, 50, 10, "The cost of it was not known.");
  DocBuilder *b = doc_builder_new();
  layout_build(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autofree char *dump = doc_to_dump(doc);
  g_assert_nonnull(strstr(dump, "It was read. The cost of it was not known."));
}

/* Names under "From:" are parted where the next one's first word had room; a subject goes on all the same. */
static void test_names_under_from(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const lines[][2] = {{"From:", "Ada Holt, Member for Ferries, Wharves and"},
                                         {"", "Harbours"},
                                         {"", "Ben Cole, Clerk"},
                                         {"Subject:", "The ferry"},
                                         {"", "Plan of the year for the wharf and for the isles"}};
  for (int i = 0; i < 5; i++) {
    if (*lines[i][0]) add_words(layout, 50, 100 + 12 * (float)i, 10, lines[i][0]);
    add_words(layout, 150, 100 + 12 * (float)i, 10, lines[i][1]);
  }
  for (int i = 0; i < 3; i++)
    add_words(layout, 50, 190 + 12 * (float)i, 10,
              "The log is kept by the clerk, who writes down each day what boats there were and when.");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "Wharves and Harbours\n"));
  g_assert_nonnull(strstr(dump, "paragraph: Ben Cole, Clerk\n"));
  g_assert_nonnull(strstr(dump, "Subject: The ferry Plan of the year"));
}

/* "Council Chamber, Sessions House," goes on in the next line, and what stands beside that begins no row. */
static void test_first_cell_goes_on(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {{"Tuesday, at 10.00 in the day", "Ask for:", "Georgina Little"},
                                        {"Council Chamber, The House,", "Telephone:", "Tel: 03000"},
                                        {"Oxmere", NULL, "Email:"}};
  for (int r = 0; r < 3; r++)
    for (int c = 0; c < 3; c++)
      if (rows[r][c]) add_words(layout, 50 + 180 * (float)c, 100 + 12 * (float)r, 10, rows[r][c]);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump,
                          "cell: Council Chamber, The House, Oxmere\n    cell: Telephone:\n    cell: Tel: "
                          "03000 Email:\n"));
}

static const char *why_of(const Doc *doc, const char *text) {
  for (uint32_t i = 1; i < doc_count(doc); i++)
    if (g_str_equal(doc_node(doc, i)->text, text)) {
      const DocNode *parent = doc_node(doc, doc_node(doc, i)->parent);
      return parent->kind == DOC_ITEM ? parent->why : doc_node(doc, i)->why;
    }
  g_assert_not_reached();
}

static Doc *explained(bool explain) {
  g_autoptr(Layout) layout = layout_new(NULL);
  layout->has_pages = true;
  for (uint32_t p = 1; p <= 3; p++) {
    layout_add_page(layout, p, 600, 800);
    add_words(layout, 50, 20, 10, "Oxmere county papers");
    add_words(layout, 50, 100, 10,
              (const char *[]){"The panel heard of the old wharf and of the ferry, and of what they cost.",
                               "It asked the clerk for a list of all that was put right in the year.",
                               "No one spoke against what the clerk had found in his books of old."}[p - 1]);
    if (p != 2) continue;
    add_words(layout, 50, 130, 14, "The new wharf");
    add_words(layout, 50, 160, 10,
              "The new one is dear, as the panel was told by those who are to build it.");
    add_words(layout, 50, 190, 10, "1.");
    add_words(layout, 70, 190, 10, "Piles.");
    add_words(layout, 50, 210, 10, "2.");
    add_words(layout, 70, 210, 10, "Planks.");
  }
  DocBuilder *b = doc_builder_new();
  if (explain) doc_builder_explain(b);
  layout_build(layout, b);
  return doc_builder_finish(b);
}

/* Each block and each line of furniture says what spoke for it, where that was asked for. */
static void test_explain(void) {
  g_autoptr(Doc) doc = explained(true), silent = explained(false);
  g_assert_cmpstr(
      why_of(doc, "The new wharf"), ==,
      "14.0 pt, the text has 10.0 pt; no sentence ends in it; style 1 of the 1 that headings have here");
  g_assert_cmpstr(why_of(doc, "Planks."), ==,
                  "number \"2.\" follows \"1. Piles.\" on page 2; 50 pt from the left");
  g_assert_cmpuint(doc_furniture_count(doc), ==, 3);
  g_assert_cmpstr(doc_furniture_at(doc, 1)->why, ==, "the same words at the same place of 3 of 3 pages");
  g_assert_cmpstr(why_of(silent, "The new wharf"), ==, "");
  g_assert_cmpstr(doc_furniture_at(silent, 1)->why, ==, "");
  g_assert_true(doc_equal(doc, silent));
}

/* Data with comments in a column is no table, a plain bullet before its words neither. */
static void test_no_tables(void) {
  g_autoptr(Layout) code = page_new();
  static const char *const lines[][2] = {
      {"{", "# A run."}, {"\"results\": [", "# Its results."}, {"],", "# Done."}};
  for (int i = 0; i < 3; i++) {
    add_words(code, 50, 100 + 12 * (float)i, 10, lines[i][0]);
    add_words(code, 200, 100 + 12 * (float)i, 10, lines[i][1]);
  }
  g_autofree char *code_dump = build_dump(code);
  g_assert_null(strstr(code_dump, "table"));
  g_autoptr(Layout) list = page_new();
  for (int i = 0; i < 4; i++) {
    add_words(list, 50, 100 + 24 * (float)i, 10, "o");
    add_words(list, 90, 100 + 24 * (float)i, 10, "What the ferry costs a year.");
  }
  g_autofree char *list_dump = build_dump(list);
  g_assert_null(strstr(list_dump, "table"));
  g_assert_nonnull(strstr(list_dump, "item label=\"o\""));
}

/* A line within an item goes on after a comma, and where it begins with a figure or bracket, be it set loose. */
static void test_item_goes_on(void) {
  g_autoptr(Layout) layout = page_new();
  add_words(layout, 50, 100, 10, "1.");
  add_words(layout, 70, 100, 10, "West: the wards of Fennick, Oxmere,");
  add_words(layout, 70, 112, 10, "Sandwath and the isles, with the level of the property that is named in");
  add_words(layout, 70, 127, 10, "(3.2) of the order.");
  add_words(layout, 50, 151, 10, "2.");
  add_words(layout, 70, 151, 10, "East.");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(
      dump, "Oxmere, Sandwath and the isles, with the level of the property that is named in (3.2) of"));
}

/* Cells that begin at one place are parted also where the longest leaves but a word's space; "40 years" is one cell. */
static void test_tight_columns(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {{"Fuel", "Medium risk", "M Holt"},
                                        {"Crew", "High", "I Cole"},
                                        {"Dredging", "Low", "R Ash"},
                                        {"Wharf", "Medium", "40 years"},
                                        {"Slip", "High", "41 years"}};
  for (int r = 0; r < 5; r++)
    for (int c = 0; c < 3; c++)
      add_words(layout, (float[]){50, 180, 238}[c], 100 + 16 * (float)r, 10, rows[r][c]);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Fuel\n    cell: Medium risk\n    cell: M Holt\n"));
  g_assert_nonnull(strstr(dump, "cell: Wharf\n    cell: Medium\n    cell: 40 years\n"));
}

/* A title whose second line hangs is one heading, though its words would have fitted above. */
static void test_hanging_title(void) {
  g_autoptr(Layout) layout = page_new();
  add_words(layout, 50, 80, 18, "Appendix of the wharf");
  add_words(layout, 80, 101, 18, "Log of the ferries");
  for (int i = 0; i < 3; i++)
    add_words(layout, 50, 140 + 12 * (float)i, 10,
              "The log is kept by the clerk, who writes down each day what boats there were and when.");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "section level=1: Appendix of the wharf Log of the ferries\n"));
}

/* A box that text stands beside is read apart from it. */
static void test_box_beside_text(void) {
  g_autoptr(Layout) layout = page_new();
  add_rule(layout, 350, 95, 500, 95);
  add_rule(layout, 350, 135, 500, 135);
  add_rule(layout, 350, 95, 350, 135);
  add_rule(layout, 500, 95, 500, 135);
  add_words(layout, 50, 100, 10, "The ferry runs on each day of the week but one, and the");
  add_words(layout, 50, 112, 10, "wharf is open to all who have paid the fee of the day in");
  add_words(layout, 50, 124, 10, "the office of the clerk.");
  add_words(layout, 360, 100, 10, "The wharf is shut on");
  add_words(layout, 360, 112, 10, "Mondays in winter.");
  g_autofree char *dump = build_dump(layout);
  g_assert_cmpstr(
      dump, ==,
      "paragraph: The ferry runs on each day of the week but one, and the wharf is open to all who have "
      "paid the fee of the day in the office of the clerk.\n"
      "paragraph: The wharf is shut on Mondays in winter.\n");
}

/* Keys and their values stand level, and none of them goes on: no two columns of prose. */
static void test_keys_and_values(void) {
  static const char *const rows[][2] = {{"Name of the service here", "The ferry desk of the county"},
                                        {"Office that keeps it now", "Ferries and wharves, as ever"},
                                        {"Clerk who has to answer", "Ada Quayle of the wharf office"},
                                        {"Day when it was complete", "The ninth of September it was"},
                                        {"Whether it is a new one", "No, an old one of the county"}};
  g_autoptr(Layout) layout = page_new();
  for (int r = 0; r < 5; r++)
    for (int c = 0; c < 2; c++) add_words(layout, c ? 320 : 50, 100 + 16 * (float)r, 10, rows[r][c]);
  g_autofree char *dump = build_dump(layout);
  g_assert_true(g_str_has_prefix(dump, "table\n  row\n    cell: Name of the service here\n"
                                       "    cell: The ferry desk of the county\n"));
}

/* The cells of a head stand at its foot, over a rule: its first line is of the tallest cell. */
static void test_head_at_foot(void) {
  static const char *const rows[][3] = {{"Place", "with children", "Cost"},
                                        {"Ellery", "203", "71"},
                                        {"Hesk", "266", "66"},
                                        {"Marl", "374", "64"}};
  g_autoptr(Layout) layout = page_new();
  add_words(layout, 50, 60, 10, "The clerk counted all that were there:");
  add_words(layout, 200, 100, 10, "Households");
  for (int r = 0; r < 4; r++)
    for (int c = 0; c < 3; c++)
      add_words(layout, (float[]){50, 200, 350}[c], 112 + 16 * (float)r, 10, rows[r][c]);
  add_rule(layout, 50, 124, 380, 124);
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(
      strstr(dump, "row\n    cell: Place\n    cell: Households with children\n    cell: Cost\n"));
}

/* A word that reaches the edge of its column may have been cut there. */
static void test_cut_word(void) {
  static const char *const rows[][3] = {
      {"Theme", "Seats", "Cost"}, {"Health", "148", "431"}, {"Environmen", "64", "129"}};
  g_autoptr(Layout) layout = page_new();
  for (int r = 0; r < 3; r++)
    for (int c = 0; c < 3; c++)
      add_words(layout, (float[]){50, 112, 200}[c], 100 + 20 * (float)r, 10, rows[r][c]);
  add_words(layout, 50, 152, 10, "t");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell join=10s: Environmen t\n"));
}

/* A list goes on in the next page, whose text begins further in: "i." is known by "ii." there. */
static void test_list_over_pages(void) {
  g_autoptr(Layout) layout = page_new();
  add_words(layout, 50, 100, 10,
            "The plan that the clerk of the wharf has made provides for all of these, as was asked:");
  add_words(layout, 80, 112, 10, "b. the control of");
  add_words(layout, 110, 124, 10, "i. dust;");
  layout_add_page(layout, 2, 600, 800);
  add_words(layout, 90, 100, 10, "ii. noise; and");
  add_words(layout, 90, 112, 10, "iii. mud.");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "item label=\"i.\""));
}

/* What is bold below the last row is a heading, though a rule stands under it. */
static void test_heading_below_table(void) {
  static const char *const rows[][2] = {
      {"Premises", "The Anchor"}, {"Holder", "Quay and Sons"}, {"Panel", "Ash, Cole and Holt"}};
  g_autoptr(Layout) layout = page_new();
  for (int r = 0; r < 3; r++)
    for (int c = 0; c < 2; c++) add_words(layout, c ? 200 : 50, 100 + 16 * (float)r, 10, rows[r][c]);
  uint32_t first = layout->words->len;
  add_words(layout, 50, 152, 10, "Decision");
  layout_word(layout, first)->style = DOC_STRONG;
  add_rule(layout, 50, 164, 300, 164);
  add_words(layout, 50, 180, 10, "The panel took the licence of the holder for the months of the winter.");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "section level=1: Decision\n"));
}

/* A heading on a ground of its own, with the other column beside it, is no box of text. */
static void test_heading_on_ground(void) {
  static const char line[] = "words of a line that fills its column to the end";
  g_autoptr(Layout) layout = page_new();
  for (int i = 0; i < 14; i++) {
    add_words(layout, 50, 100 + 12 * (float)i, 10, line);
    if (i < 6 || i > 8) add_words(layout, 320, 100 + 12 * (float)i, 10, line);
  }
  add_rule(layout, 318, 182, 540, 182);
  add_rule(layout, 318, 198, 540, 198);
  add_rule(layout, 318, 182, 318, 198);
  add_rule(layout, 540, 182, 540, 198);
  uint32_t first = layout->words->len;
  add_words(layout, 320, 184, 10, "3. Ferries and their crews");
  for (uint32_t w = first; w < layout->words->len; w++) layout_word(layout, w)->style = DOC_STRONG;
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "section level=1 label=\"3.\": Ferries and their crews\n"));
}

/* The rows of an agenda end where bullets begin: these are a list. */
static void test_bullets_end_table(void) {
  g_autoptr(Layout) layout = page_new();
  static const char *const rows[][3] = {{"1", "Apologies received", "MH"},
                                        {"2", "Adoption of the minutes", "EG"},
                                        {"3", "Matters arising", "All"}};
  for (int r = 0; r < 3; r++)
    for (int c = 0; c < 3; c++)
      add_words(layout, (float[]){50, 100, 400}[c], 100 + 18 * (float)r, 10, rows[r][c]);
  for (int i = 0; i < 2; i++) {
    add_words(layout, 110, 154 + 14 * (float)i, 10, "\xE2\x97\x8F");
    add_words(layout, 125, 154 + 14 * (float)i, 10, i ? "The ferry" : "The wharf");
  }
  add_words(layout, 50, 190, 10, "4");
  add_words(layout, 100, 190, 10, "Past events");
  add_words(layout, 400, 190, 10, "All");
  g_autofree char *dump = build_dump(layout);
  g_assert_nonnull(strstr(dump, "cell: Matters arising\n    cell: All\nlist\n  item label=\"\xE2\x97\x8F\""));
}

void add_layout_tests(void) {
  g_test_add_func("/ingest/layout/bullets-end-table", test_bullets_end_table);
  g_test_add_func("/ingest/layout/box-beside-text", test_box_beside_text);
  g_test_add_func("/ingest/layout/hanging-title", test_hanging_title);
  g_test_add_func("/ingest/layout/tight-columns", test_tight_columns);
  g_test_add_func("/ingest/layout/no-tables", test_no_tables);
  g_test_add_func("/ingest/layout/item-goes-on", test_item_goes_on);
  g_test_add_func("/ingest/layout/explain", test_explain);
  g_test_add_func("/ingest/layout/nesting-at-one-place", test_nesting_at_one_place);
  g_test_add_func("/ingest/layout/tabbed-numbers", test_tabbed_numbers);
  g_test_add_func("/ingest/layout/justified-page-end", test_justified_page_end);
  g_test_add_func("/ingest/layout/justified-pair-at-page-end", test_justified_pair_at_page_end);
  g_test_add_func("/ingest/layout/names-under-from", test_names_under_from);
  g_test_add_func("/ingest/layout/first-cell-goes-on", test_first_cell_goes_on);
  g_test_add_func("/ingest/layout/lattice", test_lattice);
  g_test_add_func("/ingest/layout/rows-in-cells", test_rows_in_cells);
  g_test_add_func("/ingest/layout/frame", test_frame);
  g_test_add_func("/ingest/layout/row-rules", test_row_rules);
  g_test_add_func("/ingest/layout/common-gaps", test_common_gaps);
  g_test_add_func("/ingest/layout/justified-cell", test_justified_cell);
  g_test_add_func("/ingest/layout/footnote", test_footnote);
  g_test_add_func("/ingest/layout/turned", test_turned);
  g_test_add_func("/ingest/layout/bare-labels", test_bare_labels);
  g_test_add_func("/ingest/layout/underlined", test_underlined);
  g_test_add_func("/ingest/layout/narrow-cell", test_narrow_cell);
  g_test_add_func("/ingest/layout/one-page-furniture", test_one_page_furniture);
  g_test_add_func("/ingest/layout/watermark", test_watermark);
  g_test_add_func("/ingest/layout/list-in-columns", test_list_in_columns);
  g_test_add_func("/ingest/layout/columns-go-on", test_columns_go_on);
  g_test_add_func("/ingest/layout/heading-on-ground", test_heading_on_ground);
  g_test_add_func("/ingest/layout/list-over-pages", test_list_over_pages);
  g_test_add_func("/ingest/layout/heading-below-table", test_heading_below_table);
  g_test_add_func("/ingest/layout/keys-and-values", test_keys_and_values);
  g_test_add_func("/ingest/layout/head-at-foot", test_head_at_foot);
  g_test_add_func("/ingest/layout/cut-word", test_cut_word);
  g_test_add_func("/ingest/layout/section-heads", test_section_heads);
  g_test_add_func("/ingest/layout/lone-head", test_lone_head);
  g_test_add_func("/ingest/layout/stretched-title", test_stretched_title);
  g_test_add_func("/ingest/layout/comments", test_comments);
  g_test_add_func("/ingest/layout/bullets-at-the-foot", test_bullets_at_the_foot);
  g_test_add_func("/ingest/layout/numbers-of-rows", test_numbers_of_rows);
  g_test_add_func("/ingest/layout/small-gap", test_small_gap);
}
