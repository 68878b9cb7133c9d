/* Rules and drawn bullets of a page, by rendering it small and grey; rules as Camelot finds them on larger
 * pictures.
 *
 * For a rule, an edge is looked for and not a dark run, since cells are as often told apart by their fill as
 * by a line: along a row of pixels, a run where the next row is lighter (or darker) throughout. A thin line
 * has two such edges, which become one rule again when near ones are merged. A bullet is a small dark blob,
 * about as wide as high, in the white before a line. The text interface of poppler has no paths; cairo's
 * script surface would have them, at a cost that scanned pages make unbounded. Cost: one rendering and one
 * pass over its pixels. */
#include "ingest/pdf_picture.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

/* Pixels a point. At 1.5 a hairline of 0.25 points still shows as a step of 20 grey levels of 255; at 1 it
 * fades into the ground on 1 of 6 tables tried. */
static const double SCALE = 1.5;
/* Least step in grey levels, and least lengths of edges; letters of 20 points have strokes of 14. */
enum { STEP_MIN = 9 };
static const float LEVEL_MIN_PT = 18, UPRIGHT_MIN_PT = 8;
/* Edges nearer than this, side by side or end to end, are one rule. */
static const float NEAR_PT = 2.4f;
/* A page with more edges is a picture. */
enum { EDGES_MAX = 6000, SIDE_MAX_PX = 4000 };

/* A bullet is so large, so round, so dark, and stands so far before its line. */
static const float BULLET_MIN_PT = 1.6f, BULLET_MAX_EM = 0.62f, BULLET_ROUND = 1.7f;
static const float BULLET_REACH_EM = 1.9f, BULLET_GAP_EM = 0.2f;
enum { DARK = 150, WHITE = 230 };

struct PdfPicture {
  int width, height;
  guchar *grey;
};

typedef struct {
  float at, from, to; /* place across, and extent along */
} Edge;

/* Rec. 601 weights, to an eighth. */
static guchar grey_of(guint32 rgb) {
  return (guchar)(((rgb >> 16 & 255) * 2 + (rgb >> 8 & 255) * 5 + (rgb & 255)) >> 3);
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

PdfPicture *pdf_picture_new(PopplerPage *page) {
  double width_pt, height_pt;
  poppler_page_get_size(page, &width_pt, &height_pt);
  int width = (int)ceil(width_pt * SCALE), height = (int)ceil(height_pt * SCALE);
  if (width < 8 || height < 8 || width > SIDE_MAX_PX || height > SIDE_MAX_PX) return NULL;
  cairo_surface_t *surface = render(page, width, height);
  const guchar *data = cairo_image_surface_get_data(surface);
  gsize stride = (gsize)cairo_image_surface_get_stride(surface);
  PdfPicture *picture = NULL;
  if (data) {
    picture = g_new0(PdfPicture, 1);
    *picture = (PdfPicture){width, height, g_malloc((gsize)width * (gsize)height)};
  }
  for (int y = 0; data && y < height; y++) {
    const guint32 *row = (const guint32 *)(const void *)(data + (gsize)y * stride);
    guchar *to = picture->grey + (gsize)y * (gsize)width;
    for (int x = 0; x < width; x++) to[x] = grey_of(row[x]);
  }
  cairo_surface_destroy(surface);
  return picture;
}

void pdf_picture_free(PdfPicture *picture) {
  if (picture) g_free(picture->grey);
  g_free(picture);
}

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

/* Eight pixels that are white, in rows that are, where no run is open: most of a page. */
static bool is_blank(const guchar *row, const guchar *next, const gint8 *signs) {
  guint64 here, below, open;
  memcpy(&here, row, 8);
  memcpy(&below, next, 8);
  memcpy(&open, signs, 8);
  return (here & below) == G_MAXUINT64 && open == 0 && row[8] == 255;
}

static void find_edges(const PdfPicture *p, GArray *level, GArray *upright) {
  g_autofree gint8 *signs = g_new0(gint8, p->width + 8);
  g_autofree int *starts = g_new0(int, p->width);
  for (int y = 0; y + 1 < p->height; y++) {
    const guchar *row = p->grey + (gsize)y * (gsize)p->width, *next = row + p->width;
    gint8 sign = 0;
    int start = 0;
    for (int x = 0; x + 1 < p->width; x++) {
      if (sign == 0 && x + 9 < p->width && is_blank(row + x, next + x, signs + x)) {
        x += 7;
        continue;
      }
      advance(level, step(row[x], next[x]), &sign, &start, y, x, LEVEL_MIN_PT);
      advance(upright, step(row[x], row[x + 1]), &signs[x], &starts[x], x, y, UPRIGHT_MIN_PT);
    }
    advance(level, 0, &sign, &start, y, p->width - 1, LEVEL_MIN_PT);
  }
  for (int x = 0; x + 1 < p->width; x++)
    advance(upright, 0, &signs[x], &starts[x], x, p->height - 1, UPRIGHT_MIN_PT);
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
      if (p->grey[(gsize)y * (gsize)p->width + (gsize)x] > DARK) continue;
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

void pdf_picture_bullets(const PdfPicture *picture, Layout *layout) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  uint32_t first = page->first_word, end = page->first_word + page->word_count;
  for (uint32_t w = first; w < end; w++) {
    LayoutWord word = *layout_word(layout, w);
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
