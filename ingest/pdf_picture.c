/* Rules and drawn bullets of a page, on a small picture of what it draws; rules as Camelot finds them on larger
 * pictures of all of it.
 *
 * For a rule, an edge is looked for and not a dark run, since cells are as often told apart by their fill as
 * by a line: along a row of pixels, a run where the next row is lighter (or darker) throughout. A thin line
 * has two such edges, which become one rule again when near ones are merged. A bullet is a small dark blob,
 * about as wide as high, in the white before a line. Cost: one pass over the pixels. */
#include "ingest/pdf_picture.h"
#include "ingest/late_pdf.h"

#include <math.h>
#include <string.h>

/* Pixels a point. At 1.5 a hairline of 0.25 points still shows as a step of 20 grey levels of 255; at 1 it
 * fades into the ground on 1 of 6 tables tried. */
static const double SCALE = PDF_PICTURE_SCALE;
/* Least step in grey levels, and least lengths of edges; letters of 20 points have strokes of 14. */
enum { STEP_MIN = 9 };
static const float LEVEL_MIN_PT = 18, UPRIGHT_MIN_PT = 8;
/* Edges nearer than this, side by side or end to end, are one rule. */
static const float NEAR_PT = 2.4f;
/* A page with more edges is a picture. */
enum { EDGES_MAX = 6000, SIDE_MIN_PX = 8, SIDE_MAX_PX = 4000 };

/* A bullet is so large, so round, so dark, and stands so far before its line. */
static const float BULLET_MIN_PT = 1.6f, BULLET_MAX_EM = 0.62f, BULLET_ROUND = 1.7f;
static const float BULLET_REACH_EM = 1.9f, BULLET_GAP_EM = 0.2f;
enum { DARK = 105 };

typedef struct {
  float at, from, to; /* place across, and extent along */
} Edge;

static bool has_page_size(double width_pt, double height_pt) {
  double least = MIN(width_pt, height_pt) * SCALE, most = MAX(width_pt, height_pt) * SCALE;
  return least >= SIDE_MIN_PX && most <= SIDE_MAX_PX;
}

/* Takes the surface over; where the rows of it are white is not known. */
static bool look_at(PdfPicture *picture, cairo_surface_t *surface) {
  *picture = (PdfPicture){.width = cairo_image_surface_get_width(surface),
                          .height = cairo_image_surface_get_height(surface),
                          .stride = (gsize)cairo_image_surface_get_stride(surface),
                          .ink = cairo_image_surface_get_data(surface),
                          .surface = surface};
  picture->bottom = picture->height;
  return picture->ink != NULL;
}

bool pdf_picture_of_drawing(PdfPicture *picture, const PdfDrawing *drawing) {
  bool seen = look_at(picture, cairo_surface_reference(drawing->ink));
  picture->width = drawing->width;
  picture->height = drawing->height;
  picture->top = drawing->top;
  picture->bottom = drawing->bottom;
  picture->painted = drawing->painted->data;
  return seen;
}

static cairo_surface_t *render(PopplerPage *page, int width, int height) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  cairo_scale(cr, SCALE, SCALE);
  poppler_page_render(page, cr);
  cairo_destroy(cr);
  cairo_surface_flush(surface);
  return surface;
}

/* Rec. 601 weights, to an eighth. */
static guchar ink_of(guint32 rgb) {
  return (guchar)(255 - (((rgb >> 16 & 255) * 2 + (rgb >> 8 & 255) * 5 + (rgb & 255)) >> 3));
}

static cairo_surface_t *to_ink(cairo_surface_t *colours) {
  int width = cairo_image_surface_get_width(colours), height = cairo_image_surface_get_height(colours);
  cairo_surface_t *ink = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
  const guchar *from = cairo_image_surface_get_data(colours);
  guchar *to = cairo_image_surface_get_data(ink);
  int from_stride = cairo_image_surface_get_stride(colours), to_stride = cairo_image_surface_get_stride(ink);
  for (int y = 0; from && to && y < height; y++, from += from_stride, to += to_stride)
    for (int x = 0; x < width; x++) to[x] = ink_of(((const guint32 *)(const void *)from)[x]);
  return ink;
}

bool pdf_picture_of_page(PdfPicture *picture, PopplerPage *page) {
  double width_pt, height_pt;
  poppler_page_get_size(page, &width_pt, &height_pt);
  if (!has_page_size(width_pt, height_pt)) return false;
  cairo_surface_t *colours = render(page, (int)ceil(width_pt * SCALE), (int)ceil(height_pt * SCALE));
  bool seen = look_at(picture, to_ink(colours));
  cairo_surface_destroy(colours);
  return seen;
}

void pdf_picture_clear(PdfPicture *picture) { cairo_surface_destroy(picture->surface); }

/* -1, 0 or 1: darker, about the same, lighter. */
static int step(int from, int to) { return to - from >= STEP_MIN ? 1 : from - to >= STEP_MIN ? -1 : 0; }

static void add_edge(GArray *edges, int at, int from, int to, float least_pt) {
  Edge edge = {(float)((at + 1) / SCALE), (float)(from / SCALE), (float)(to / SCALE)};
  if (edge.to - edge.from >= least_pt && edges->len < EDGES_MAX) g_array_append_val(edges, edge);
}

/* Runs of one sign: `sign` and `start` are the state of the run at each place across. */
static void advance(GArray *edges, int now, gint8 *sign, int *start, int across, int along, float least_pt) {
  if (now == *sign) return;
  if (*sign) add_edge(edges, across, *start, along, least_pt);
  *sign = (gint8)now;
  *start = along;
}

/* Eight pixels are those of the row above; eight are one shade, as is the next: most of a page. */
static bool equal_eight(const guchar *a, const guchar *b) {
  guint64 x, y;
  memcpy(&x, a, 8);
  memcpy(&y, b, 8);
  return x == y;
}

static bool is_zero_eight(const gint8 *signs) {
  guint64 all;
  memcpy(&all, signs, 8);
  return all == 0;
}

/* The next eight pixels tell nothing new: both rows are alike there outside of a run, or go on as they were. */
static bool goes_on(const guchar *row, const guchar *below, int x, gint8 sign) {
  if (sign == 0 && equal_eight(row + x, below + x)) return true;
  return x > 0 && equal_eight(row + x, row + x - 1) && equal_eight(below + x, below + x - 1);
}

/* Along a row: runs where the row below is darker or lighter throughout. */
static void find_level(GArray *level, const guchar *row, const guchar *below, int width, int y) {
  gint8 sign = 0;
  int start = 0;
  for (int x = 0; x < width; x++) {
    if (x + 8 <= width && goes_on(row, below, x, sign))
      x += 7;
    else
      advance(level, step(row[x], below[x]), &sign, &start, y, x, LEVEL_MIN_PT);
  }
  advance(level, 0, &sign, &start, y, width - 1, LEVEL_MIN_PT);
}

/* Down the columns, to row y: runs where the column to the right is darker or lighter throughout. */
static void find_upright(GArray *upright, const guchar *row, int width, int y, gint8 *signs, int *starts) {
  for (int x = 0; x + 1 < width; x++) {
    if (x + 9 <= width && is_zero_eight(signs + x) && equal_eight(row + x, row + x + 1))
      x += 7;
    else
      advance(upright, step(row[x], row[x + 1]), &signs[x], &starts[x], x, y, UPRIGHT_MIN_PT);
  }
}

/* A row equal to the one before it changes nothing: on most pages, most rows. */
static void find_edges(const PdfPicture *p, GArray *level, GArray *upright) {
  g_autofree gint8 *signs = g_new0(gint8, p->width + 8);
  g_autofree int *starts = g_new0(int, p->width);
  g_autofree guchar *blank = g_malloc0((gsize)p->width);
  const guchar *above = blank;
  for (int y = p->top; y <= p->bottom; y++) {
    bool white = y == p->bottom || (p->painted && !p->painted[y]);
    const guchar *row = white ? blank : p->ink + (gsize)y * p->stride;
    if (above == row || memcmp(above, row, (gsize)p->width) == 0) continue;
    if (y > 0 && y < p->height) find_level(level, above, row, p->width, y - 1);
    find_upright(upright, row, p->width, MIN(y, p->height - 1), signs, starts);
    above = row;
  }
}

static gint by_place(gconstpointer a, gconstpointer b) {
  const Edge *x = a, *y = b;
  if (x->at != y->at) return x->at < y->at ? -1 : 1;
  return (x->from > y->from) - (x->from < y->from);
}

/* Takes `edge` into a rule that it touches; edges come by place, so only the last few can be near. */
static bool merge_edge(GArray *rules, const Edge *edge) {
  for (guint i = rules->len; i-- > 0;) {
    Edge *rule = &g_array_index(rules, Edge, i);
    if (edge->at - rule->at > 2 * NEAR_PT) return false;
    if (edge->at - rule->at > NEAR_PT || edge->from > rule->to + NEAR_PT || edge->to < rule->from - NEAR_PT)
      continue;
    rule->from = MIN(rule->from, edge->from);
    rule->to = MAX(rule->to, edge->to);
    return true;
  }
  return false;
}

static GArray *merge_edges(GArray *edges) {
  GArray *rules = g_array_new(FALSE, FALSE, sizeof(Edge));
  g_array_sort(edges, by_place);
  for (guint i = 0; i < edges->len; i++) {
    const Edge *edge = &g_array_index(edges, Edge, i);
    if (!merge_edge(rules, edge)) g_array_append_val(rules, *edge);
  }
  return rules;
}

static void add_rules(Layout *layout, const GArray *edges, bool level) {
  for (guint i = 0; i < edges->len; i++) {
    const Edge *e = &g_array_index(edges, Edge, i);
    LayoutRule rule =
        level ? (LayoutRule){e->from, e->at, e->to, e->at} : (LayoutRule){e->at, e->from, e->at, e->to};
    layout_add_rule(layout, &rule);
  }
}

void pdf_picture_rules(const PdfPicture *picture, Layout *layout) {
  g_autoptr(GArray) level = g_array_new(FALSE, FALSE, sizeof(Edge)),
                    upright = g_array_new(FALSE, FALSE, sizeof(Edge));
  find_edges(picture, level, upright);
  if (level->len >= EDGES_MAX || upright->len >= EDGES_MAX) return;
  g_autoptr(GArray) rows = merge_edges(level), columns = merge_edges(upright);
  add_rules(layout, rows, true);
  add_rules(layout, columns, false);
}

/* ---- bullets */

typedef struct {
  int x0, y0, x1, y1; /* pixels, x1 and y1 beyond the last */
} Area;

static Area area_before(const PdfPicture *p, const LayoutWord *word) {
  Area a = {(int)((word->box.x0 - BULLET_REACH_EM * word->size_pt) * SCALE), (int)(word->box.y0 * SCALE),
            (int)((word->box.x0 - BULLET_GAP_EM * word->size_pt) * SCALE), (int)ceil(word->box.y1 * SCALE)};
  a.x0 = CLAMP(a.x0, 0, p->width);
  a.x1 = CLAMP(a.x1, 0, p->width);
  a.y0 = CLAMP(a.y0, 0, p->height);
  a.y1 = CLAMP(a.y1, 0, p->height);
  return a;
}

/* Extent of what is dark in the area; false where there is nothing, or where its left edge is touched: it is
 * cut. */
static bool find_blob(const PdfPicture *p, Area a, Area *blob) {
  *blob = (Area){a.x1, a.y1, a.x0, a.y0};
  for (int y = a.y0; y < a.y1; y++) {
    for (int x = a.x0; x < a.x1; x++) {
      if (p->ink[(gsize)y * p->stride + (gsize)x] < DARK) continue;
      blob->x0 = MIN(blob->x0, x);
      blob->y0 = MIN(blob->y0, y);
      blob->x1 = MAX(blob->x1, x + 1);
      blob->y1 = MAX(blob->y1, y + 1);
    }
  }
  return blob->x1 > blob->x0 && blob->x0 > a.x0 && blob->y0 > a.y0 && blob->y1 < a.y1;
}

static bool is_bullet(const Area *blob, float size_pt) {
  float width = (float)((blob->x1 - blob->x0) / SCALE), height = (float)((blob->y1 - blob->y0) / SCALE);
  return MIN(width, height) >= BULLET_MIN_PT - 0.7f && MAX(width, height) <= BULLET_MAX_EM * size_pt &&
         width <= BULLET_ROUND * height && height <= BULLET_ROUND * width;
}

/* Most words stand behind the one before: no bullet has room there. */
static bool stands_behind(const LayoutWord *before, const LayoutWord *word) {
  float gap = word->box.x0 - before->box.x1;
  return gap > -word->size_pt && gap < BULLET_GAP_EM * word->size_pt + BULLET_MIN_PT &&
         before->box.y0 < word->box.y1 && before->box.y1 > word->box.y0;
}

void pdf_picture_bullets(const PdfPicture *picture, Layout *layout) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  uint32_t first = page->first_word, end = page->first_word + page->word_count;
  for (uint32_t w = first; w < end; w++) {
    LayoutWord word = *layout_word(layout, w);
    if (w > first && stands_behind(layout_word(layout, w - 1), &word)) continue;
    Area blob;
    if (!find_blob(picture, area_before(picture, &word), &blob) || !is_bullet(&blob, word.size_pt)) continue;
    if (!layout_starts_line(layout, w)) continue;
    word.text = "\xE2\x80\xA2";
    word.box.x0 = (float)(blob.x0 / SCALE);
    word.box.x1 = (float)(blob.x1 / SCALE);
    word.style = 0;
    word.glued = false;
    layout_add_word(layout, &word);
  }
}
