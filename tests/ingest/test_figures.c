/* Figures of every format, on small files that are made here. */
#include "ingest/captions.h"
#include "ingest/picture.h"
#include "tests/ingest/tests_ingest.h"
#include "tests/ingest/zip_maker.h"

#include "model/forms.h"

#include <cairo.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

static void test_captions(void) {
  static const char *const yes[] = {"Figure 3: Spend by year", "Fig. 1",       "Chart 2 - Trend", "FIGURE 12",
                                    "Figure 2.1 Routes",       "Map A: Wards", "Graph 4) Use"};
  static const char *const no[] = {"Figure 3 shows the spend", "Figures are in pounds",
                                   "Table 2: Costs",           "Charter 3",
                                   "Map of the wards",         "Plan"};
  for (size_t i = 0; i < G_N_ELEMENTS(yes); i++) g_assert_true(caption_begins(yes[i]));
  for (size_t i = 0; i < G_N_ELEMENTS(no); i++) g_assert_false(caption_begins(no[i]));
}

/* ---- looks: a chart of twelve bars, one of which may be higher */

static cairo_surface_t *paint_chart(int width, double fourth) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, width * 2 / 3);
  cairo_t *cr = cairo_create(surface);
  cairo_scale(cr, width / 600.0, width / 600.0);
  for (int i = 0; i < 12; i++) {
    double height = i == 3 ? fourth : 60 + 25 * (i * 5 % 12);
    cairo_set_source_rgb(cr, i % 2 ? 0.8 : 0.1, 0.3, 0.5);
    cairo_rectangle(cr, 20 + i * 47, 380 - height, 30, height);
    cairo_fill(cr);
  }
  cairo_destroy(cr);
  return surface;
}

static cairo_status_t append_bytes(void *out, const unsigned char *data, unsigned length) {
  g_byte_array_append(out, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* On a ground that shines through. */
static char *png_of_chart(int width, double fourth) {
  cairo_surface_t *surface = paint_chart(width, fourth);
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  cairo_surface_write_to_png_stream(surface, append_bytes, bytes);
  cairo_surface_destroy(surface);
  g_assert_cmpuint(bytes->len, >, 0);
  return picture_look(bytes->data, bytes->len);
}

static void white_row(const uint32_t *pixels, int width, JSAMPLE *row) {
  for (int x = 0; x < width; x++) {
    unsigned ground = 255 - (pixels[x] >> 24);
    for (int c = 0; c < 3; c++) row[3 * x + c] = (JSAMPLE)((pixels[x] >> (16 - 8 * c) & 0xFF) + ground);
  }
}

/* On white, with the losses of its kind. */
static char *jpeg_of_chart(int width, double fourth) {
  cairo_surface_t *surface = paint_chart(width, fourth);
  cairo_surface_flush(surface);
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  unsigned char *bytes = NULL;
  unsigned long size = 0;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = (JDIMENSION)width;
  jpeg.image_height = (JDIMENSION)(width * 2 / 3);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 80, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  g_autofree JSAMPLE *row = g_malloc((gsize)width * 3);
  while (jpeg.next_scanline < jpeg.image_height) {
    const guchar *data = cairo_image_surface_get_data(surface);
    white_row((const uint32_t *)(const void *)(data + (gsize)jpeg.next_scanline * (gsize)width * 4), width,
              row);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  cairo_surface_destroy(surface);
  char *look = picture_look(bytes, size);
  free(bytes);
  return look;
}

static void test_looks(void) {
  g_autofree char *chart = png_of_chart(600, 200), *other = png_of_chart(600, 230);
  g_autofree char *again = jpeg_of_chart(600, 200), *small = png_of_chart(420, 200),
                  *small_other = jpeg_of_chart(420, 230);
  g_assert_true(g_str_has_prefix(chart, "600x400:") && g_str_has_prefix(again, "600x400:"));
  g_assert_cmpint(look_compare(chart, chart), ==, LOOKS_SAME);
  g_assert_cmpint(look_compare(chart, again), ==, LOOKS_SAME);
  g_assert_cmpint(look_compare(chart, small), ==, LOOKS_SAME);
  g_assert_cmpint(look_compare(chart, other), ==, LOOKS_OTHER);
  g_assert_cmpint(look_compare(again, other), ==, LOOKS_OTHER);
  g_assert_cmpint(look_compare(chart, small_other), ==, LOOKS_OTHER);
  g_assert_cmpint(look_compare(chart, ""), ==, LOOKS_UNKNOWN);
}

static void test_damaged_pictures(void) {
  g_assert_null(picture_look("GIF89a", 6));
  g_assert_null(picture_look("\xFF\xD8\xFF\xE0 no more of it", 18));
  g_assert_null(picture_look("\x89PNG\r\n\x1A\n no more of it", 22));
}

/* ---- word processors */

static const char drawing[] =
    "<w:p><w:r><w:drawing><wp:inline xmlns:wp='urn:wp'><wp:extent cx='3000000' cy='2000000'/>"
    "<wp:docPr id='1' name='Picture 1' descr='Bars of spend'/><a:blip xmlns:a='urn:a' r:embed='r1'/>"
    "</wp:inline></w:drawing></w:r></w:p>";
static const char icon[] =
    "<w:p><w:r><w:drawing><wp:inline xmlns:wp='urn:wp'><wp:extent cx='100000' cy='100000'/>"
    "<a:blip xmlns:a='urn:a' r:embed='r1'/></wp:inline></w:drawing></w:r></w:p>";

#define W   "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' xmlns:r='urn:r'"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static void test_docx(void) {
  g_autofree char *body =
      g_strconcat("<w:document " W "><w:body>", drawing,
                  "<w:p><w:r><w:t>The ferry is paid by the county.</w:t></w:r></w:p>", drawing,
                  "<w:p><w:pPr><w:pStyle w:val='Caption'/></w:pPr><w:r><w:t>Spend by year</w:t></w:r></w:p>",
                  icon, "<w:p><w:r><w:t>It sails.</w:t></w:r></w:p></w:body></w:document>", NULL);
  const ZipMember members[] = {
      {"[Content_Types].xml", "<Types/>"},
      {"word/document.xml", body},
      {"word/_rels/document.xml.rels",
       "<Relationships><Relationship Id='r1' Type='" REL "image' Target='media/image1.png'/>"
       "<Relationship Id='r2' Type='" REL "styles' Target='styles.xml'/></Relationships>"},
      {"word/styles.xml",
       "<w:styles " W "><w:style w:type='paragraph' w:styleId='Caption'><w:name w:val='caption'/>"
       "</w:style></w:styles>"},
      {"word/media/image1.png", "picture"},
      {NULL, NULL}};
  zip_maker_check(members, NULL, false,
                  "paragraph: The ferry is paid by the county.\n"
                  "figure hash=2cea274d0bed alt=\"Bars of spend\" caption=\"Spend by year\"\n"
                  "paragraph: Spend by year\nparagraph: It sails.\n");
}

#define ODF "xmlns:office='urn:o' xmlns:text='urn:t' xmlns:draw='urn:d' xmlns:svg='urn:s' xmlns:xlink='urn:x'"

static void test_odt(void) {
  static const char body[] =
      "<office:document-content " ODF "><office:body><office:text><text:p>The ferry is paid.</text:p>"
      "<text:p><draw:frame svg:width='12cm' svg:height='8cm'><draw:image xlink:href='Pictures/a.png'/>"
      "<svg:title>Bars</svg:title></draw:frame></text:p><text:p>Figure 1: Spend by year</text:p>"
      "<text:p><draw:frame svg:width='12cm' svg:height='8cm'><draw:object xlink:href='./Object 1'/>"
      "<draw:image xlink:href='./ObjectReplacements/Object 1'/></draw:frame></text:p><text:p>It "
      "sails.</text:p>"
      "</office:text></office:body></office:document-content>";
  const ZipMember members[] = {{"mimetype", "application/vnd.oasis.opendocument.text"},
                               {"content.xml", body},
                               {"Pictures/a.png", "picture"},
                               {"Object 1/content.xml",
                                "<office:document-content " ODF
                                "><office:body><office:chart><text:p>12</text:p>"
                                "</office:chart></office:body></office:document-content>"},
                               {NULL, NULL}};
  zip_maker_check(
      members, NULL, false,
      "paragraph: The ferry is paid.\n"
      "figure hash=2cea274d0bed alt=\"Bars\" caption=\"Figure 1: Spend by year\"\n"
      "paragraph: Figure 1: Spend by year\nfigure hash=6b51d431df5d caption=\"Figure 1: Spend by year\"\n"
      "paragraph: It sails.\n");
}

/* ---- pages */

static void add_picture(Layout *layout, DocBox box, const char *hash, bool drawn) {
  layout_add_picture(layout, &(LayoutPicture){.box = box, .hash = hash, .look = "", .drawn = drawn});
}

static void check_layout(Layout *layout, const char *expected) {
  DocBuilder *b = doc_builder_new();
  layout->has_pages = true;
  layout_build(layout, b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autofree char *dump = doc_to_dump(doc);
  g_assert_cmpstr(dump, ==, expected);
}

/* A logo above all text, a picture with a caption below, an area of lines with one and an area without. */
static void test_layout(void) {
  g_autoptr(Layout) layout = layout_new(NULL);
  layout_add_page(layout, 1, 600, 800);
  add_words(layout, 72, 150, 12, "The ferry is paid by the county and sails on every day of the year.");
  add_words(layout, 72, 420, 12, "Figure 1: Spend by year");
  add_words(layout, 72, 470, 12, "What stands below is a box with nothing said of it, and it is no figure.");
  add_words(layout, 72, 640, 12, "Chart 2 - Use by month");
  add_picture(layout, (DocBox){400, 20, 550, 90}, "logo", false);
  add_picture(layout, (DocBox){72, 180, 400, 410}, "chart", false);
  add_picture(layout, (DocBox){72, 500, 400, 560}, "box", true);
  add_picture(layout, (DocBox){72, 660, 400, 760}, "drawn", true);
  check_layout(layout,
               "paragraph page=1: The ferry is paid by the county and sails on every day of the year.\n"
               "figure page=1 hash=chart\nparagraph page=1: Figure 1: Spend by year\n"
               "paragraph page=1: What stands below is a box with nothing said of it, and it is no figure.\n"
               "paragraph page=1: Chart 2 - Use by month\nfigure page=1 hash=drawn\n");
}

/* The same picture on three pages is a logo; strips that touch are one picture. */
static void test_repeated(void) {
  g_autoptr(Layout) layout = layout_new(NULL);
  static const char *const texts[] = {"The ferry is paid by the county.", "It sails on every day.",
                                      "The crew is new."};
  for (uint32_t page = 1; page <= 3; page++) {
    layout_add_page(layout, page, 600, 800);
    add_words(layout, 72, 150, 12, texts[page - 1]);
    add_picture(layout, (DocBox){72, 300, 200, 400}, "logo", false);
  }
  add_picture(layout, (DocBox){72, 450, 400, 500}, "strip 1", false);
  add_picture(layout, (DocBox){72, 500.5f, 400, 550}, "strip 2", false);
  g_autofree char *hash = picture_hash("strip 1strip 2", 14);
  g_autofree char *expected =
      g_strdup_printf("paragraph page=1: %s\nparagraph page=2: %s\nparagraph page=3: %s\n"
                      "figure page=3 hash=%.12s\n",
                      texts[0], texts[1], texts[2], hash);
  check_layout(layout, expected);
}

void add_figure_tests(void) {
  g_test_add_func("/ingest/figures/captions", test_captions);
  g_test_add_func("/ingest/figures/looks", test_looks);
  g_test_add_func("/ingest/figures/damaged", test_damaged_pictures);
  g_test_add_func("/ingest/figures/docx", test_docx);
  g_test_add_func("/ingest/figures/odt", test_odt);
  g_test_add_func("/ingest/figures/layout", test_layout);
  g_test_add_func("/ingest/figures/repeated", test_repeated);
}
