/* PDF: characters with their rectangles by poppler-glib -> words; rules, bullets, links and fields by libqpdf; and
 * nothing more, the layout passes do the rest.
 *
 * Words are rebuilt from the character rectangles, for poppler_page_get_text glues words of neighbouring
 * cells. The `_for_area` calls with an oversized rectangle are used, as the plain ones lose text on some
 * pages. Damage that poppler reports, pages that are only an image, and a missing end of file become notes,
 * so that no reader of a report takes what was not read for unchanged. */
#include "ingest/layout.h"
#include "ingest/late_pdf.h"
#include "ingest/pdf_annotations.h"
#include "ingest/pdf_figures.h"
#include "ingest/pdf_ocr.h"
#include "ingest/pdf_picture.h"
#include "ingest/pdf_warm.h"
#include "ingest/readers.h"
#include "model/memory.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

/* A gap wider than this share of the font size parts two words though poppler gave no space: chosen between
 * the widest kerning seen within a word (0.12) and the narrowest glued cell border (0.35) in council papers. */
static const double WORD_GAP_EM = 0.22;
/* A character lower or higher than this share of its size is on another line. */
static const double LINE_SHIFT_EM = 0.6;
/* A character that is smaller by this, and stands higher, is a superscript. */
static const double SUPERSCRIPT_SIZE = 0.8;
/* Words for which a paper has a node, at least: five in tables of figures. */
enum { WORDS_A_NODE = 4 };
enum { TAIL_BYTES = 2048 };
/* Words and lines of files of more pages than this lie in the scratch file: 16 MB of words or so. */
enum { PAGES_IN_MEMORY = 1000 };
/* After so many pages the memory of the file is given back: 256 pages are 1 to 6 MB of it. */
enum { REST_PAGES = 256 };

/* Characters set upwards or downwards stand above one another, off by no more than this share of their size. */
static const double STACK_EM = 0.12, STACK_STEP_EM = 1.3;

typedef struct {
  Layout *layout;
  PdfDrawing *drawing;     /* NULL where libqpdf cannot open the file */
  PdfFigures *figures;     /* likewise */
  const char *ocr_program; /* for pages without text, or NULL */
  GHashTable *fonts;       /* family name -> number */
  GString *word;
  LayoutWord current;
  PopplerRectangle last; /* of the character before */
  bool open, touching;   /* a word is open; the next one touches the one before */
  uint32_t first_word;   /* of the page */
  bool has_bullets; /* a word so far was a bullet: this file writes them as text, and rendering is spared */
} PageReader;

/* ---- damage: poppler reports it as log messages of its domain */

typedef struct {
  guint errors;
  char *first;
} Damage;

static void on_poppler_log(const char *domain, GLogLevelFlags level, const char *message, gpointer user) {
  (void)domain, (void)level;
  Damage *damage = user;
  if (strstr(message, "arning")) return;
  if (!damage->errors++) damage->first = g_strdup(message);
}

static void note_damage(DocBuilder *b, Damage *damage, uint32_t page) {
  if (damage->errors)
    doc_builder_note(b, page, true, "damaged, text may be missing: %s%s", damage->first,
                     damage->errors > 1 ? " (and more)" : "");
  g_clear_pointer(&damage->first, g_free);
  damage->errors = 0;
}

/* ---- characters -> words */

/* A word set sideways goes on the line of the one before it: text on one line is kept together, in its
 * order. */
static bool joins_turned(PageReader *r) {
  uint32_t count = r->layout->words->len;
  LayoutWord *before = count > r->first_word ? layout_word(r->layout, count - 1) : NULL;
  const LayoutWord *word = &r->current;
  if (!before || !word->turned || before->turned != word->turned) return false;
  if (fabsf(before->box.x0 - word->box.x0) > 0.3f * word->size_pt) return false;
  float gap = word->turned > 0 ? before->box.y0 - word->box.y1 : word->box.y0 - before->box.y1;
  if (gap < -word->size_pt || gap > word->size_pt) return false;
  g_autofree char *joined = g_strconcat(before->text, " ", r->word->str, NULL);
  before->text = g_string_chunk_insert(r->layout->strings, joined);
  before->box.y0 = MIN(before->box.y0, word->box.y0);
  before->box.y1 = MAX(before->box.y1, word->box.y1);
  return true;
}

static void flush_word(PageReader *r) {
  if (r->open && r->word->len && !joins_turned(r)) {
    r->current.text = r->word->str;
    r->has_bullets = r->has_bullets || text_is_bullet(g_utf8_get_char(r->word->str));
    layout_add_word(r->layout, &r->current);
  }
  g_string_truncate(r->word, 0);
  r->open = false;
}

static double middle_x(const PopplerRectangle *c) { return (c->x1 + c->x2) / 2; }
static double middle_y(const PopplerRectangle *c) { return (c->y1 + c->y2) / 2; }

/* 1 or -1 where a character stands above or below the one before it in the same word, as in text set
 * sideways; else 0. */
static int stacked(const PageReader *r, const PopplerRectangle *c, double size_pt) {
  double step = middle_y(&r->last) - middle_y(c);
  if (!r->open || !r->touching || fabs(middle_x(c) - middle_x(&r->last)) > STACK_EM * size_pt) return 0;
  if (fabs(step) < STACK_EM * size_pt || fabs(step) > STACK_STEP_EM * size_pt) return 0;
  int direction = step > 0 ? 1 : -1;
  return r->current.turned == direction || g_utf8_strlen(r->word->str, 3) == 1 ? direction : 0;
}

static uint16_t font_number(PageReader *r, const char *family) {
  gpointer number = g_hash_table_lookup(r->fonts, family);
  if (number) return (uint16_t)GPOINTER_TO_UINT(number);
  guint next = MIN(g_hash_table_size(r->fonts) + 1, G_MAXUINT16);
  g_hash_table_insert(r->fonts, g_strdup(family), GUINT_TO_POINTER(next));
  return (uint16_t)next;
}

/* "ABCDEF+Arial-BoldMT": the subset tag goes, weight and slant are read from the rest, which then names the
 * family. */
static void read_font(PageReader *r, const PopplerTextAttributes *a, LayoutWord *style) {
  const char *name = a && a->font_name ? a->font_name : "";
  if (strlen(name) > 7 && name[6] == '+') name += 7;
  g_autofree char *lower = g_ascii_strdown(name, -1);
  style->style = 0;
  if (strstr(lower, "bold") || strstr(lower, "black") || strstr(lower, "heavy") ||
      strstr(lower, "semibold") || strstr(lower, "demi"))
    style->style |= DOC_STRONG;
  if (strstr(lower, "italic") || strstr(lower, "oblique")) style->style |= DOC_EMPHASIS;
  lower[strcspn(lower, "-,")] = '\0';
  style->font = font_number(r, lower);
  style->size_pt = a ? (float)a->font_size : 0;
}

static void grow(DocBox *box, const PopplerRectangle *c) {
  box->x0 = MIN(box->x0, (float)c->x1);
  box->y0 = MIN(box->y0, (float)c->y1);
  box->x1 = MAX(box->x1, (float)c->x2);
  box->y1 = MAX(box->y1, (float)c->y2);
}

/* Whether a character follows the one before on the same line with no gap. */
static bool touches(const PageReader *r, const PopplerRectangle *c, double size_pt) {
  double gap = c->x1 - r->last.x2, shift = (c->y1 + c->y2) / 2 - (r->last.y1 + r->last.y2) / 2;
  return gap < WORD_GAP_EM * size_pt && gap > -size_pt && fabs(shift) < LINE_SHIFT_EM * size_pt;
}

static void start_word(PageReader *r, const PopplerRectangle *c, const LayoutWord *style, bool glued) {
  bool raised = glued && style->size_pt < SUPERSCRIPT_SIZE * r->current.size_pt && c->y2 < r->last.y2 - 0.5;
  flush_word(r);
  r->current = *style;
  r->current.glued = glued;
  if (raised) r->current.style |= DOC_SUPERSCRIPT;
  r->current.box = (DocBox){(float)c->x1, (float)c->y1, (float)c->x2, (float)c->y2};
  r->open = true;
}

static bool same_style(const LayoutWord *a, const LayoutWord *b) {
  return (a->style & ~(unsigned)DOC_SUPERSCRIPT) == b->style && a->font == b->font &&
         fabsf(a->size_pt - b->size_pt) < 0.1f;
}

static void take_character(PageReader *r, gunichar c, const PopplerRectangle *box, const LayoutWord *style) {
  int direction = stacked(r, box, style->size_pt);
  bool touching = !direction && !r->current.turned && r->touching &&
                  touches(r, box, MAX(style->size_pt, r->current.size_pt));
  if (direction)
    r->current.turned = (signed char)direction;
  else if (!r->open || !touching || !same_style(&r->current, style))
    start_word(r, box, style, touching);
  if (c < 0x80)
    g_string_append_c(r->word, (char)c);
  else
    g_string_append_unichar(r->word, c);
  grow(&r->current.box, box);
  r->last = *box;
  r->touching = true;
}

/* Most characters are ASCII. */
static bool is_space(gunichar c) { return c < 0x80 ? g_ascii_isspace((char)c) : g_unichar_isspace(c); }

static bool is_direction_mark(gunichar c) { return c >= 0x202A && c <= 0x202C; }

/* A page's characters in poppler's order; returns how many were not white space. */
static guint read_characters(PageReader *r, PopplerPage *page) {
  PopplerRectangle all = {-1e5, -1e5, 1e5, 1e5};
  PopplerRectangle *boxes = NULL;
  guint count = 0, taken = 0, i = 0;
  g_autofree char *text = poppler_page_get_text_for_area(page, &all);
  poppler_page_get_text_layout_for_area(page, &all, &boxes, &count);
  GList *attributes = poppler_page_get_text_attributes_for_area(page, &all), *at = attributes;
  LayoutWord style = {.text = ""};
  if (at) read_font(r, at->data, &style);
  r->touching = false;
  r->first_word = r->layout->words->len;
  for (const char *p = text ? text : ""; *p && i < count; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (is_direction_mark(c)) continue;
    while (at && at->next && (gint)i > ((PopplerTextAttributes *)at->data)->end_index) {
      at = at->next;
      read_font(r, at->data, &style);
    }
    if (is_space(c)) {
      flush_word(r);
      r->touching = false;
    } else {
      take_character(r, c, &boxes[i], &style);
      taken++;
    }
    i++;
  }
  flush_word(r);
  g_free(boxes);
  poppler_page_free_text_attributes(attributes);
  return taken;
}

/* ---- pages and documents */

static bool has_images(PopplerPage *page) {
  GList *images = poppler_page_get_image_mapping(page);
  bool any = images != NULL;
  poppler_page_free_image_mapping(images);
  return any;
}

/* The picture that shows the page's rules: where the words lie on a scan, or libqpdf cannot read the page, only
 * rendering it does, which is for pages that look worth it. */
static bool take_picture(const PageReader *r, PopplerPage *page, PdfObject object, const PdfSheet *sheet,
                         PdfPicture *picture) {
  bool drawn = object && pdf_drawing_page(r->drawing, object, sheet);
  if (drawn) pdf_figures_read(r->figures, r->drawing, r->layout);
  if (drawn && !pdf_figures_on_scan(r->drawing, sheet->x1 - sheet->x0, sheet->y1 - sheet->y0))
    return r->drawing->top < r->drawing->bottom && pdf_picture_of_drawing(picture, r->drawing);
  return layout_looks_tabular(r->layout) && pdf_picture_of_page(picture, page);
}

/* Rules, and bullets that are drawn. */
static void look_at_picture(const PageReader *r, PopplerPage *page, PdfObject object, const PdfSheet *sheet) {
  PdfPicture picture;
  if (!take_picture(r, page, object, sheet, &picture)) return;
  pdf_picture_rules(&picture, r->layout);
  if (!r->has_bullets) pdf_picture_bullets(&picture, r->layout);
  pdf_picture_clear(&picture);
}

/* The page as libqpdf has it, where it is of the size on which its text is measured. */
static PdfObject find_object(const PageReader *r, int index, double width, double height, PdfSheet *sheet) {
  if (!r->drawing || index >= pdf_file_pages(r->drawing->file)) return PDF_NONE;
  pdf_file_release(r->drawing->file);
  PdfObject page = pdf_file_page(r->drawing->file, index);
  return pdf_sheet_read(r->drawing->file, page, width, height, sheet) ? page : PDF_NONE;
}

static void read_page(PageReader *r, PopplerDocument *pdf, int index, DocBuilder *b) {
  g_autoptr(PopplerPage) page = poppler_document_get_page(pdf, index);
  uint32_t number = (uint32_t)index + 1;
  double width = 0, height = 0;
  if (page) poppler_page_get_size(page, &width, &height);
  layout_add_page(r->layout, number, (float)width, (float)height);
  if (!page) {
    doc_builder_note(b, number, true, "page cannot be read");
    return;
  }
  bool scanned = read_characters(r, page) == 0 && has_images(page);
  if (scanned && r->ocr_program)
    pdf_ocr_page(page, number, r->ocr_program, r->layout, b);
  else if (scanned)
    doc_builder_note(b, number, true, "scanned page, no text");
  layout_take_watermark(r->layout, b);
  PdfSheet sheet;
  PdfObject object = find_object(r, index, width, height, &sheet);
  if (object) pdf_annotations_read(r->drawing->file, object, &sheet, r->layout);
  look_at_picture(r, page, object, &sheet);
  if (object) pdf_file_forget(r->drawing->file, object);
}

/* ISO 32000-1, appendix H.3.4.1: the header may stand anywhere in the first 1024 bytes. */
bool pdf_recognise(const char *data, gsize size, const char *name) {
  (void)name;
  return g_strstr_len(data, (gssize)MIN(size, 1024), "%PDF-") != NULL;
}

/* A file that was cut off has no end-of-file mark (ISO 32000-1, 7.5.5); poppler may still show its first
 * pages. */
static bool is_cut_off(GBytes *bytes) {
  static const char mark[] = "%%EOF";
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  for (gsize at = size - MIN(size, TAIL_BYTES); at + strlen(mark) <= size; at++)
    if (memcmp(data + at, mark, strlen(mark)) == 0) return false;
  return true;
}

static void set_open_error(GError **error, const GError *poppler, bool password_given) {
  bool encrypted = g_error_matches(poppler, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
  if (encrypted)
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_ENCRYPTED, "pdf: encrypted, %s",
                password_given ? "the password is wrong" : "a password is needed");
  else
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "pdf: damaged, cannot be opened");
}

/* Reads all pages into words; the notes about them go to the builder. */
static void read_pages(Layout *layout, PopplerDocument *pdf, GBytes *bytes, const IngestHints *hints,
                       DocBuilder *b, Damage *damage) {
  PageReader r = {.layout = layout, .ocr_program = hints->ocr_program, .word = g_string_new(NULL)};
  g_autoptr(PdfFile) file = pdf_file_open(bytes, hints->password);
  g_autoptr(PdfDrawing) drawing = file ? pdf_drawing_new(file, PDF_PICTURE_SCALE) : NULL;
  g_autoptr(PdfFigures) figures = pdf_figures_new();
  r.drawing = drawing;
  r.figures = figures;
  r.fonts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  int pages = poppler_document_get_n_pages(pdf);
  for (int i = 0; i < pages; i++) {
    read_page(&r, pdf, i, b);
    layout_rest(layout, (uint32_t)i);
    if (hints->rest && i % REST_PAGES == REST_PAGES - 1) hints->rest(bytes);
    note_damage(b, damage, (uint32_t)i + 1);
  }
  g_string_free(r.word, TRUE);
  g_hash_table_unref(r.fonts);
}

/* poppler tears its tables down with the last document and makes them anew with the next one. A process that reads
 * one file needs no document to keep them. */
static void keep_tables(void) {
  static unsigned files = 0;
  if (files++ == 1) pdf_warm();
}

/* The words of all pages. The file is closed again before anything is made of them: a large one needs the room. */
static Layout *read_layout(PopplerDocument *pdf, GBytes *bytes, const IngestHints *hints, Scratch *scratch,
                           DocBuilder *b, Damage *damage) {
  unsigned pages = (unsigned)poppler_document_get_n_pages(pdf);
  Layout *layout = layout_new(scratch->fd && pages > PAGES_IN_MEMORY ? scratch : NULL);
  layout_expect(layout, pages);
  layout->has_pages = true;
  note_damage(b, damage, 0);
  if (is_cut_off(bytes)) doc_builder_note(b, 0, true, "the file is cut off, pages may be missing");
  read_pages(layout, pdf, bytes, hints, b, damage);
  return layout;
}

static uint32_t count_read(const Layout *layout) {
  uint32_t count = 0;
  for (uint32_t p = 0; p < layout->pages->len; p++) count += layout_page(layout, p)->width > 0;
  return count;
}

static bool load_libraries(GError **error) {
  const char *failure = library_load(&late_poppler);
  if (!failure) failure = library_load(&late_cairo);
  if (failure) g_set_error(error, INGEST_ERROR, INGEST_ERROR_FORMAT, "pdf: poppler is needed: %s", failure);
  return !failure;
}

static Layout *open_and_read(GBytes *bytes, const IngestHints *hints, Scratch *scratch, DocBuilder *b,
                             Damage *damage, GError **error) {
  if (!load_libraries(error)) return NULL;
  g_autoptr(GError) failure = NULL;
  g_autoptr(PopplerDocument) pdf = poppler_document_new_from_bytes(bytes, hints->password, &failure);
  bool has_pages = pdf && poppler_document_get_n_pages(pdf) > 0;
  g_autoptr(Layout) layout = has_pages ? read_layout(pdf, bytes, hints, scratch, b, damage) : NULL;
  if (layout && count_read(layout)) return g_steal_pointer(&layout);
  if (layout)
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "pdf: damaged, no page can be read");
  else if (pdf)
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "pdf: damaged, no page can be found");
  else
    set_open_error(error, failure, hints->password != NULL);
  return NULL;
}

Doc *read_pdf(GBytes *bytes, const IngestHints *hints, GError **error) {
  Damage damage = {0};
  Scratch scratch = {.fd = hints->scratch};
  g_autoptr(DocBuilder) b = doc_builder_new();
  if (hints->explain) doc_builder_explain(b);
  keep_tables();
  guint handler = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, on_poppler_log, &damage);
  g_autoptr(Layout) layout = open_and_read(bytes, hints, &scratch, b, &damage, error);
  g_log_remove_handler("Poppler", handler);
  g_free(damage.first);
  if (!layout) return NULL;
  layout_trim(layout);
  doc_builder_expect(b, layout->words->len / WORDS_A_NODE);
  layout_build(layout, b);
  bool is_long = layout->words->scratch != NULL;
  g_clear_pointer(&layout, layout_free);
  if (is_long) memory_trim();
  return doc_builder_finish(g_steal_pointer(&b));
}
