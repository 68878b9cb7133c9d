/* What a page draws: content streams scanned, drawn, and seen as rules and bullets; on pages written here. */
#include "ingest/pdf_annotations.h"
#include "ingest/pdf_content.h"
#include "ingest/pdf_figures.h"
#include "ingest/pdf_picture.h"
#include "ingest/picture.h"
#include "tests/ingest/tests_ingest.h"

#include <string.h>

/* ---- the scanner */

static void test_operations(void) {
  static const char stream[] =
      "q 1 0 0 -1 .5 -12.25 cm /Cs1 cs % a comment ) \n"
      "BT (a \\) b (c) 9 9 re) Tj [(x) -250 (y ]) 3] TJ .5 g <</K [1 2] /T (>>)>> BDC <41 42>Tj ET\n"
      "BI /W 2 /H 2 /BPC 8 ID \x01 EI\x02\x80\x80 EI\nf*";
  static const struct {
    const char *code;
    int count;
    double last;
  } expected[] = {{"q", 0, 0}, {"cm", 6, -12.25}, {"cs", 0, 0}, {"g", 1, .5}, {"EI", 3, 8}, {"f*", 0, 0}};
  PdfContent content = {stream, stream + sizeof stream - 1};
  PdfOperation op;
  for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
    uint32_t code = 0;
    memcpy(&code, expected[i].code, strlen(expected[i].code)); /* the numbers are little-endian, as here */
    g_assert_true(pdf_content_next(&content, &op));
    g_assert_cmphex(op.code, ==, GUINT32_FROM_LE(code));
    g_assert_cmpint(op.count, ==, expected[i].count);
    if (op.count) g_assert_cmpfloat(op.numbers[op.count - 1], ==, expected[i].last);
  }
  g_assert_false(pdf_content_next(&content, &op));
}

/* Every beginning of a stream ends. */
static void test_cut(void) {
  static const char stream[] = "<< /A (b) [1 << ] >> 1 2 m (never closed \\";
  for (size_t length = 0; length < sizeof stream; length++) {
    g_autofree char *copy = g_memdup2(stream, length);
    PdfContent content = {copy, copy + length};
    PdfOperation op;
    while (pdf_content_next(&content, &op)) {
    }
    g_assert_true(content.at == content.end);
  }
}

/* ---- pages */

typedef struct {
  GString *out;
  gsize offsets[8];
  guint count;
} PdfText;

static void add_object(PdfText *pdf, const char *dictionary, const char *stream) {
  pdf->offsets[pdf->count++] = pdf->out->len;
  g_string_append_printf(pdf->out, "%u 0 obj\n", pdf->count);
  if (stream)
    g_string_append_printf(pdf->out, "<<%s /Length %zu>>\nstream\n%s\nendstream", dictionary, strlen(stream),
                           stream);
  else
    g_string_append_printf(pdf->out, "<<%s>>", dictionary);
  g_string_append(pdf->out, "\nendobj\n");
}

/* A file of one page of 200 x 100 points, cut from a larger sheet; `form` is an XObject that content may do. */
static GBytes *make_page(const char *page, const char *content, const char *form) {
  PdfText pdf = {.out = g_string_new("%PDF-1.4\n")};
  g_autofree char *dictionary = g_strdup_printf("/Type/Page/Parent 2 0 R/Contents 4 0 R%s", page);
  add_object(&pdf, "/Type/Catalog/Pages 2 0 R", NULL);
  add_object(
      &pdf,
      "/Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 300]/CropBox[50 40 250 140]"
      "/Resources<</XObject<</F 5 0 R/P 7 0 R>>/ColorSpace<</Ink[/Separation/Black/DeviceGray 6 0 R]>>>>",
      NULL);
  add_object(&pdf, dictionary, NULL);
  add_object(&pdf, *content == 'x' ? "/Filter/FlateDecode" : "", content);
  add_object(&pdf, "/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Matrix[1 0 0 1 60 50]", form);
  add_object(&pdf, "/FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1", NULL);
  add_object(&pdf, "/Type/XObject/Subtype/Image/Width 4/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray",
             "AAAAzzzz");
  gsize xref = pdf.out->len;
  g_string_append_printf(pdf.out, "xref\n0 %u\n0000000000 65535 f \n", pdf.count + 1);
  for (guint i = 0; i < pdf.count; i++) g_string_append_printf(pdf.out, "%010zu 00000 n \n", pdf.offsets[i]);
  g_string_append_printf(pdf.out, "trailer\n<</Root 1 0 R/Size %u>>\nstartxref\n%zu\n%%%%EOF\n",
                         pdf.count + 1, xref);
  return g_string_free_to_bytes(pdf.out);
}

static Layout *look(const char *page, const char *content, const char *form, double width, double height) {
  g_autoptr(GBytes) bytes = make_page(page, content, form);
  g_autoptr(PdfFile) file = pdf_file_open(bytes, NULL);
  g_assert_nonnull(file);
  g_autoptr(PdfDrawing) drawing = pdf_drawing_new(file, PDF_PICTURE_SCALE);
  PdfSheet sheet;
  PdfObject object = pdf_file_page(file, 0);
  g_assert_true(pdf_sheet_read(file, object, width, height, &sheet));
  g_assert_true(pdf_drawing_page(drawing, object, &sheet));
  Layout *layout = layout_new(NULL);
  layout_add_page(layout, 1, (float)width, (float)height);
  PdfPicture picture;
  g_assert_true(pdf_picture_of_drawing(&picture, drawing));
  pdf_picture_rules(&picture, layout);
  pdf_picture_clear(&picture);
  return layout;
}

/* Where the nearest of the places 0, 5, 10 ... is: a picture has only so many pixels. */
static int near(float at) { return (int)(at / 5 + 0.5f) * 5; }

/* Rules as "level 10: 20-90", in the order they are found. */
static void assert_rules(const Layout *layout, const char *expected) {
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < layout->rules->len; i++) {
    const LayoutRule *r = &g_array_index(layout->rules, LayoutRule, i);
    bool level = r->y0 == r->y1;
    g_string_append_printf(out, "%s%s %d: %d-%d", i ? ", " : "", level ? "level" : "upright",
                           near(level ? r->y0 : r->x0), near(level ? r->x0 : r->y0),
                           near(level ? r->x1 : r->y1));
  }
  g_assert_cmpstr(out->str, ==, expected);
}

static const struct {
  const char *what, *content, *form, *rules;
} pages[] = {
    {"a hairline", "0 w 60 90 m 160 90 l S", "", "level 50: 10-110"},
    {"a thin filled box is a line", "60 89.6 100 .8 re f", "", "level 50: 10-110"},
    {"dashes are a line", "[2 2] 0 d 60 90 m 160 90 l S", "", "level 50: 10-110"},
    {"a shaded cell is its edges", ".8 g 60 60 60 50 re f", "",
     "level 30: 10-70, level 80: 10-70, upright 10: 30-80, upright 70: 30-80"},
    {"cells of one shade are one", ".8 g 60 60 60 50 re 120 60 40 50 re f", "",
     "level 30: 10-110, level 80: 10-110, upright 10: 30-80, upright 110: 30-80"},
    {"white covers", ".8 g 60 60 60 50 re f 1 1 1 rg 0 0 300 300 re f", "", ""},
    {"a clip hides", "q 60 60 30 50 re W n 0 90 m 300 90 l S Q", "", "level 50: 10-40"},
    {"a state is restored", "q 1 G Q 60 90 m 160 90 l S 1 G 60 60 m 160 60 l S", "", "level 50: 10-110"},
    {"no tint is white", "/Ink cs 0 scn 60 60 60 50 re f /Ink cs 1 scn 60 89.6 100 .8 re f", "",
     "level 50: 10-110"},
    {"a form in its own space", "/F Do", "0 0 m 100 0 l S", "level 90: 10-110"},
    {"a form that does itself ends", "/F Do", "0 20 m 90 20 l S /F Do", "level 70: 10-100"},
    {"an image as a line", "q 100 0 0 1 60 89.5 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q", "",
     "level 50: 10-110"},
    {"text and nonsense draw nothing",
     "BT (60 60 60 50 re f) Tj ET 1 2 m l c re S f cm Q Q Q /None Do /None cs 3 scn", "", ""},
    {"numbers that are none", "99999999999999999999999 1e9 m 60 90 m 160 90 l S - 0 0 . re f", "",
     "level 50: 10-110"},
};

static void test_pages(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
    g_test_message("%s", pages[i].what);
    g_autoptr(Layout) layout = look("", pages[i].content, pages[i].form, 200, 100);
    assert_rules(layout, pages[i].rules);
  }
}

/* A zlib stream of one stored block of 257 bytes: whole, without its sum, and cut within the block, where what comes before
 * is read. */
static void test_packed(void) {
  static const char line[] = "60 90 m 160 90 l S";
  g_autofree char *stored = g_strdup_printf("%-257s", line);
  guint32 a = 1, b = 0;
  for (const char *p = stored; *p; p++) a = (a + (guchar)*p) % 65521, b = (b + a) % 65521; /* RFC 1950, 9 */
  g_autofree char *sum = g_strdup_printf("%c%c%c%c", b >> 8, b & 0xFF, a >> 8, a & 0xFF);
  const struct {
    int bytes;
    const char *sum;
  } ends[] = {{257, sum}, {257, ""}, {257, "xxxx"}, {100, ""}};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
    g_autofree char *content =
        g_strdup_printf("x\x01\x01\x01\x01\xFE\xFE%.*s%s", ends[i].bytes, stored, ends[i].sum);
    g_autoptr(Layout) layout = look("", content, "", 200, 100);
    assert_rules(layout, "level 50: 10-110");
  }
}

/* One line across the sheet, seen from its four sides. */
static void test_turned(void) {
  static const char line[] = "60 60 m 160 60 l S";
  g_autoptr(Layout) upright = look("/Rotate 90", line, "", 100, 200),
                    over = look("/Rotate 180", line, "", 200, 100),
                    left = look("/Rotate -90", line, "", 100, 200);
  assert_rules(upright, "upright 20: 10-110");
  assert_rules(over, "level 20: 90-190");
  assert_rules(left, "upright 80: 90-190");
}

/* A page whose size is not the one that its text is measured on is left alone. */
static void test_other_size(void) {
  g_autoptr(GBytes) bytes = make_page("", "60 90 m 160 90 l S", "");
  g_autoptr(PdfFile) file = pdf_file_open(bytes, NULL);
  PdfSheet sheet;
  g_assert_false(pdf_sheet_read(file, pdf_file_page(file, 0), 200, 120, &sheet));
  g_assert_true(pdf_sheet_read(file, pdf_file_page(file, 0), 200, 100, &sheet));
}

static void test_bullet(void) {
  g_autoptr(GBytes) bytes = make_page("", "68 88 5 5 re f 100 60 40 30 re f", "");
  g_autoptr(PdfFile) file = pdf_file_open(bytes, NULL);
  g_autoptr(PdfDrawing) drawing = pdf_drawing_new(file, PDF_PICTURE_SCALE);
  PdfSheet sheet;
  PdfObject page = pdf_file_page(file, 0);
  g_assert_true(pdf_sheet_read(file, page, 200, 100, &sheet));
  g_assert_true(pdf_drawing_page(drawing, page, &sheet));
  g_autoptr(Layout) layout = layout_new(NULL);
  layout_add_page(layout, 1, 200, 100);
  add_words(layout, 30, 44, 12, "Ferry");
  PdfPicture picture;
  g_assert_true(pdf_picture_of_drawing(&picture, drawing));
  pdf_picture_bullets(&picture, layout);
  pdf_picture_clear(&picture);
  g_assert_cmpuint(layout->words->len, ==, 2);
  g_assert_cmpstr(layout_word(layout, 1)->text, ==, "\xE2\x80\xA2");
  g_assert_cmpfloat_with_epsilon(layout_word(layout, 1)->box.x0, 18, 1);
}

/* ---- pictures */

static Layout *figures_of(const char *content) {
  g_autoptr(GBytes) bytes = make_page("", content, "");
  g_autoptr(PdfFile) file = pdf_file_open(bytes, NULL);
  g_autoptr(PdfDrawing) drawing = pdf_drawing_new(file, PDF_PICTURE_SCALE);
  g_autoptr(PdfFigures) figures = pdf_figures_new();
  PdfSheet sheet;
  PdfObject page = pdf_file_page(file, 0);
  g_assert_true(pdf_sheet_read(file, page, 200, 100, &sheet));
  g_assert_true(pdf_drawing_page(drawing, page, &sheet));
  Layout *layout = layout_new(NULL);
  layout_add_page(layout, 1, 200, 100);
  add_words(layout, 10, 98, 8, "Figure 1: Spend");
  pdf_figures_read(figures, drawing, layout);
  return layout;
}

/* A picture, an inline one, and a small one that is neither. */
static void test_pictures(void) {
  g_autoptr(Layout) layout = figures_of("q 60 0 0 50 60 50 cm /P Do Q q 20 0 0 20 130 50 cm /P Do Q "
                                        "q 50 0 0 50 150 50 cm BI /W 2 /H 1 /BPC 8 /CS /G ID Az EI Q");
  Look look;
  g_assert_cmpuint(layout->pictures->len, ==, 2);
  const LayoutPicture *first = &g_array_index(layout->pictures, LayoutPicture, 0), *second = first + 1;
  g_assert_cmpfloat_with_epsilon(first->box.x0, 10, 0.01);
  g_assert_cmpfloat_with_epsilon(first->box.y1, 90, 0.01);
  g_autofree char *hash = picture_hash("AAAAzzzz", 8);
  g_assert_cmpstr(first->hash, ==, hash);
  g_assert_true(look_read(first->look, &look));
  g_assert_cmpuint(look.width, ==, 4);
  g_assert_cmpuint(look.part[0], ==, 'A');
  g_assert_cmpuint(look.part[LOOK_SIDE * LOOK_SIDE - 1], ==, 'z');
  g_assert_cmpuint(strlen(second->hash), ==, 64);
}

/* Bars on an axis are one drawing; a line of the text far from them is none of it. */
static void test_drawn_chart(void) {
  g_autoptr(Layout) layout =
      figures_of("60 60 120 1 re f 60 60 10 40 re f 75 60 10 30 re f 90 60 10 60 re f 105 60 10 20 re f "
                 "120 60 10 50 re f 135 60 10 40 re f 150 60 10 70 re f 165 60 10 10 re f "
                 "230 135 15 1 re f");
  g_assert_cmpuint(layout->pictures->len, ==, 1);
  const LayoutPicture *chart = &g_array_index(layout->pictures, LayoutPicture, 0);
  g_assert_true(chart->drawn);
  g_assert_cmpfloat_with_epsilon(chart->box.x1, 130, 1);
  g_assert_cmpfloat_with_epsilon(chart->box.y0, 10, 1);
}

/* ---- what lies on the page */

static const char annotations[] =
    "/Annots[<</Subtype/Link/Rect[58 80 112 100]/A<</S/URI/URI(https://example.org/plan)>>>>"
    "<</Subtype/Link/Rect[130 80 160 100]/A<</S/GoTo/D[0]>>>>"
    "<</Subtype/Widget/FT/Tx/V(750 pounds\\nagreed)/Rect[60 45 200 70]>>"
    "<</Subtype/Widget/FT/Tx/V(said already)/Rect[58 80 130 100]>>"
    "<</Subtype/Widget/AS/Yes/Parent<</FT/Btn>>/Rect[210 45 220 55]>>"
    "<</Subtype/Widget/AS/Off/FT/Btn/Rect[210 60 220 70]>>"
    "<</Subtype/Widget/FT/Sig/V<<>>/Rect[60 45 200 70]>>"
    "<</Subtype/Widget/FT/Tx/Rect[nonsense]>>null]";

static void test_annotations(void) {
  g_autoptr(GBytes) bytes = make_page(annotations, "", "");
  g_autoptr(PdfFile) file = pdf_file_open(bytes, NULL);
  g_autoptr(Layout) layout = layout_new(NULL);
  layout_add_page(layout, 1, 200, 100);
  add_words(layout, 10, 44, 10, "Ferry plan later");
  PdfSheet sheet;
  PdfObject page = pdf_file_page(file, 0);
  g_assert_true(pdf_sheet_read(file, page, 200, 100, &sheet));
  pdf_annotations_read(file, page, &sheet, layout);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < layout->words->len; i++) {
    const LayoutWord *word = layout_word(layout, i);
    g_string_append_printf(out, "%s%s %d,%d%s", i ? "; " : "", word->text, near(word->box.x0),
                           near(word->box.y0), word->link ? " linked" : "");
  }
  g_assert_cmpstr(out->str, ==,
                  "Ferry 10,45 linked; plan 40,45 linked; later 60,45; 750 10,70; pounds 30,70; agreed "
                  "10,80; \xE2\x98\x92 160,85");
  g_assert_cmpuint(layout->links->len, ==, 1);
  g_assert_cmpstr(layout->links->pdata[0], ==, "https://example.org/plan");
}

void add_drawing_tests(void) {
  g_test_add_func("/ingest/drawing/annotations", test_annotations);
  g_test_add_func("/ingest/drawing/operations", test_operations);
  g_test_add_func("/ingest/drawing/cut", test_cut);
  g_test_add_func("/ingest/drawing/pages", test_pages);
  g_test_add_func("/ingest/drawing/packed", test_packed);
  g_test_add_func("/ingest/drawing/turned", test_turned);
  g_test_add_func("/ingest/drawing/other-size", test_other_size);
  g_test_add_func("/ingest/drawing/pictures", test_pictures);
  g_test_add_func("/ingest/drawing/chart", test_drawn_chart);
  g_test_add_func("/ingest/drawing/bullet", test_bullet);
}
