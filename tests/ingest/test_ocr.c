/* Scanned pages: the table of words that tesseract prints, a program that fails, and a scan made here and
 * read back. */
#include "ingest/ingest.h"
#include "ingest/ocr.h"
#include "ingest/worker.h"
#include "tests/ingest/tests_ingest.h"

#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <string.h>

static const char table[] =
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "4\t1\t1\t1\t1\t0\t300\t400\t900\t40\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t300\t402\t200\t38\t96.5\tFerry\n"
    "5\t1\t1\t1\t1\t2\t520\t410\t100\t24\t41.5\ton\n"
    "5\t1\t1\t1\t1\t3\t640\t410\t100\t24\t95\t \n"
    "4\t1\t1\t1\t2\t0\t300\t460\t900\t-7\t-1\t\n"
    "5\t1\t1\n";

static void test_words(void) {
  g_autoptr(Layout) layout = layout_new(NULL);
  layout_add_page(layout, 1, 595, 842);
  OcrCount count = ocr_add_words(layout, table, 0.24);
  g_assert_cmpuint(count.words, ==, 2);
  g_assert_cmpuint(count.doubtful, ==, 1);
  g_assert_cmpfloat_with_epsilon(count.confidence, 69, 0.01);
  const LayoutWord *word = layout_word(layout, 1);
  g_assert_cmpstr(word->text, ==, "on");
  g_assert_cmpfloat_with_epsilon(word->box.y0, 96, 0.01); /* its line's, not its letters' */
  g_assert_cmpuint(word->style, ==, 0);
}

/* ---- a scan: text painted on a picture, and the picture on a page */

static const char *const lines[] = {
    "The Ellenshire Ferry Panel met on 9 May and considered",
    "the cost of the winter timetable, which had risen to",
    "750 pounds a week. Members agreed that seven of the",
    "eight sailings would continue until the end of March.",
    NULL,
};

static cairo_surface_t *paint_text(void) {
  cairo_surface_t *picture =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1654, 2339); /* A4 at 200 dots an inch */
  cairo_t *cr = cairo_create(picture);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  cairo_set_source_rgb(cr, 0, 0, 0);
  cairo_select_font_face(cr, "serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, 36);
  for (size_t i = 0; lines[i]; i++) {
    cairo_move_to(cr, 200, 300 + 50 * (double)i);
    cairo_show_text(cr, lines[i]);
  }
  cairo_destroy(cr);
  return picture;
}

static cairo_status_t gather(void *bytes, const unsigned char *data, unsigned length) {
  g_byte_array_append(bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *make_scan(void) {
  GByteArray *bytes = g_byte_array_new();
  cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(gather, bytes, 595, 842),
                  *picture = paint_text();
  cairo_t *cr = cairo_create(pdf);
  cairo_scale(cr, 0.36, 0.36);
  cairo_set_source_surface(cr, picture, 0, 0);
  cairo_paint(cr);
  cairo_destroy(cr);
  cairo_surface_destroy(pdf);
  cairo_surface_destroy(picture);
  return g_byte_array_free_to_bytes(bytes);
}

static GPtrArray *read_by_worker(GBytes *scan, const IngestHints *hints, GError **error) {
  WorkerOptions options = {.ocr_program = hints->ocr_program};
  g_autoptr(WorkerPool) pool = worker_pool_new(&options);
  g_autoptr(WorkerAnswer) answer = worker_wait(pool, worker_submit(pool, scan, hints, false));
  if (answer->error) g_propagate_error(error, g_steal_pointer(&answer->error));
  return g_steal_pointer(&answer->papers);
}

/* Read here, and by a worker, which has to ask for the program: both give the same. */
static Doc *read_scan(const char *program) {
  g_autoptr(GBytes) scan = make_scan();
  IngestHints hints = {.name = "scan.pdf", .ocr_program = program};
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) papers = ingest_bytes(scan, &hints, &error);
  g_assert_no_error(error);
  g_autoptr(GPtrArray) by_worker = read_by_worker(scan, &hints, &error);
  g_assert_no_error(error);
  g_assert_true(doc_equal(papers->pdata[0], by_worker->pdata[0]));
  g_assert_cmpuint(papers->len, ==, 1);
  g_ptr_array_set_free_func(papers, NULL);
  return papers->pdata[0];
}

static void test_not_asked(void) {
  g_autoptr(Doc) doc = read_scan(NULL);
  g_assert_false(doc_complete(doc));
  g_assert_cmpstr(doc_note_at(doc, 0)->what, ==, "scanned page, no text");
}

static void test_recognised(void) {
  g_autofree char *tesseract = g_find_program_in_path("tesseract");
  if (!tesseract) {
    g_test_skip("tesseract is not installed (apt install tesseract-ocr): no scan was recognised");
    return;
  }
  g_autoptr(Doc) doc = read_scan(tesseract);
  g_autofree char *words = doc_subtree_text(doc, 0, "/"),
                  *expected = g_strjoinv(" ", (char **)(uintptr_t)lines);
  g_assert_true(doc_complete(doc));
  g_assert_true(g_str_has_prefix(doc_note_at(doc, 0)->what, "recognised by tesseract, confidence "));
  g_assert_cmpuint(doc_note_at(doc, 0)->page, ==, 1);
  g_assert_cmpstr(words, ==, expected);
}

/* A program that fails, writes nothing, or is not there costs the page and says so. */
static void test_failures(void) {
  static const char *const programs[] = {"/bin/false", "/bin/true", "/nonexistent/tesseract"};
  for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
    g_autoptr(Doc) doc = read_scan(programs[i]);
    g_assert_false(doc_complete(doc));
    g_assert_true(g_str_has_prefix(doc_note_at(doc, 0)->what, "scanned page, not recognised: "));
  }
}

void add_ocr_tests(void) {
  g_test_add_func("/ingest/ocr/words", test_words);
  g_test_add_func("/ingest/ocr/not-asked", test_not_asked);
  g_test_add_func("/ingest/ocr/recognised", test_recognised);
  g_test_add_func("/ingest/ocr/failures", test_failures);
}
