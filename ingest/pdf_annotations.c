/* Annotations (ISO 32000-1, 12.5): links with an address (12.5.6.5, 12.6.4.7), and the fields of a form (12.7.3),
 * whose values poppler only gives for pages that it rendered. */
#include "ingest/pdf_annotations.h"

#include <math.h>
#include <string.h>

enum { ANNOTATIONS_MAX = 4096, FIELD_DEPTH_MAX = 16, FIELD_BYTES_MAX = 64 * 1024 };
/* A field's words are set in this size, or in that which fits its height; a letter is so wide on average, and a
 * line so high. */
static const float FIELD_SIZE_PT = 10, LETTER_EM = 0.5f, LINE_EM = 1.2f;
/* The mark of a box that is ticked. */
static const char ticked[] = "\xE2\x98\x92";

typedef struct {
  PdfFile *file;
  const PdfSheet *sheet;
  Layout *layout;
} Reader;

/* ---- links */

static void link_words(const Reader *r, const DocBox *box, const char *address) {
  const LayoutPage *page = layout_page(r->layout, r->layout->pages->len - 1);
  uint16_t link = 0;
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    LayoutWord *word = layout_word(r->layout, w);
    float x = (word->box.x0 + word->box.x1) / 2, y = (word->box.y0 + word->box.y1) / 2;
    if (x < box->x0 || x > box->x1 || y < box->y0 || y > box->y1) continue;
    if (!link) link = layout_add_link(r->layout, address);
    word->link = link;
  }
}

static bool find_box(const Reader *r, PdfObject annotation, DocBox *box) {
  double corners[4];
  if (!pdf_file_numbers(r->file, pdf_file_get(r->file, annotation, "/Rect"), corners, 4)) return false;
  *box = pdf_sheet_box(r->sheet, corners);
  return true;
}

/* Most links lead to another place of the same file, and are left at once: a long report has tens of thousands. */
static void read_link(const Reader *r, PdfObject annotation) {
  DocBox box;
  PdfObject action = pdf_file_get(r->file, annotation, "/A");
  if (!action || !pdf_file_is_name(r->file, pdf_file_get(r->file, action, "/S"), "/URI")) {
    pdf_file_forget(r->file, action);
    pdf_file_forget(r->file, annotation);
    return;
  }
  g_autofree char *address = pdf_file_text(r->file, pdf_file_get(r->file, action, "/URI"));
  if (address && *address && find_box(r, annotation, &box)) link_words(r, &box, address);
}

/* ---- fields */

/* An attribute of a field, which the fields above it in the form hand down. */
static PdfObject inherited(const Reader *r, PdfObject field, const char *key) {
  for (int depth = 0; field && depth < FIELD_DEPTH_MAX; depth++) {
    PdfObject value = pdf_file_get(r->file, field, key);
    if (value) return value;
    field = pdf_file_get(r->file, field, "/Parent");
  }
  return PDF_NONE;
}

static bool is_ticked(const Reader *r, PdfObject widget) {
  PdfObject state = pdf_file_get(r->file, widget, "/AS");
  return state && !pdf_file_is_name(r->file, state, "/Off");
}

/* What a field shows; NULL for one that is empty, or a button. Caller frees. */
static char *field_value(const Reader *r, PdfObject widget) {
  PdfObject kind = inherited(r, widget, "/FT");
  if (pdf_file_is_name(r->file, kind, "/Btn")) return is_ticked(r, widget) ? g_strdup(ticked) : NULL;
  if (!pdf_file_is_name(r->file, kind, "/Tx") && !pdf_file_is_name(r->file, kind, "/Ch")) return NULL;
  char *value = pdf_file_text(r->file, inherited(r, widget, "/V"));
  if (value && strlen(value) > FIELD_BYTES_MAX) g_clear_pointer(&value, g_free);
  return value;
}

/* The page's text may have what the field shows: poppler has the words of some. */
static bool has_words(const Layout *layout, const DocBox *box) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    const DocBox *word = &layout_word(layout, w)->box;
    float x = (word->x0 + word->x1) / 2, y = (word->y0 + word->y1) / 2;
    if (x > box->x0 && x < box->x1 && y > box->y0 && y < box->y1) return true;
  }
  return false;
}

/* Sets words from the box's top left corner on, line after line. */
static void set_words(Layout *layout, const DocBox *box, const char *text) {
  float size = MAX(1, MIN(FIELD_SIZE_PT, (box->y1 - box->y0) / LINE_EM)), x = box->x0, y = box->y0;
  g_auto(GStrv) lines = g_strsplit_set(text, "\r\n", -1);
  for (char **line = lines; *line; line++) {
    g_auto(GStrv) words = g_strsplit_set(*line, " \t", -1);
    for (char **text_of = words; *text_of; text_of++) {
      float width = LETTER_EM * size * (float)g_utf8_strlen(*text_of, -1);
      if (!**text_of) continue;
      if (x > box->x0 && x + width > box->x1) x = box->x0, y += LINE_EM * size;
      LayoutWord word = {.text = *text_of, .box = {x, y, x + width, y + size}, .size_pt = size};
      layout_add_word(layout, &word);
      x += width + LETTER_EM * size;
    }
    x = box->x0;
    if (**line) y += LINE_EM * size;
  }
}

static void read_field(const Reader *r, PdfObject widget) {
  DocBox box;
  g_autofree char *value = field_value(r, widget);
  if (value && *value && find_box(r, widget, &box) && !has_words(r->layout, &box))
    set_words(r->layout, &box, value);
}

/* ---- the page */

void pdf_annotations_read(PdfFile *file, PdfObject page, const PdfSheet *sheet, Layout *layout) {
  Reader r = {file, sheet, layout};
  PdfObject annotations = pdf_file_get(file, page, "/Annots"), annotation;
  for (int i = 0; i < ANNOTATIONS_MAX && (annotation = pdf_file_item(file, annotations, i)); i++) {
    PdfObject kind = pdf_file_get(file, annotation, "/Subtype");
    if (pdf_file_is_name(file, kind, "/Link"))
      read_link(&r, annotation);
    else if (pdf_file_is_name(file, kind, "/Widget"))
      read_field(&r, annotation);
  }
}
