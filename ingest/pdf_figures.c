/* Pictures of pages: which of those that a page draws may be figures, their hashes and looks.
 *
 * A chart that an engine draws as lines and fills is a cluster of marks that lie close to one another; as tables and boxes
 * are such, too, only a caption makes a figure of one (layout_figures.c), and only pages that have the words of a caption
 * are looked at. Cost: nothing for a page without pictures; a pass over the bytes of each picture once. */
#include "ingest/pdf_figures.h"

#include "ingest/captions.h"
#include "ingest/late_pdf.h"
#include "ingest/pdf_pixels.h"
#include "ingest/picture.h"

#include <math.h>
#include <string.h>

/* A picture that covers this share of a page is the page. */
static const double SCAN_SHARE = 0.5;
/* Smaller ones are icons, ticks and the logos of letter-heads. */
static const float SIDE_MIN_PT = 40;
/* A chart is no smaller, and marks nearer to one another than a square of the grid are of one. */
static const float DRAWN_WIDTH_MIN_PT = 100, DRAWN_HEIGHT_MIN_PT = 60, SQUARE_PT = 9;
/* Axes and bars make more marks than a box and its shadow. */
enum { MARKS_MIN = 8, SQUARES_MAX = 1 << 16 };

typedef struct {
  char *hash, *look;
} Seen;

struct PdfFigures {
  GHashTable *seen; /* object id -> Seen */
};

static void seen_free(gpointer data) {
  Seen *seen = data;
  g_free(seen->hash);
  g_free(seen->look);
  g_free(seen);
}

PdfFigures *pdf_figures_new(void) {
  PdfFigures *figures = g_new0(PdfFigures, 1);
  figures->seen = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, seen_free);
  return figures;
}

void pdf_figures_free(PdfFigures *figures) {
  if (!figures) return;
  g_hash_table_unref(figures->seen);
  g_free(figures);
}

static float width_of(const DocBox *box) { return box->x1 - box->x0; }
static float height_of(const DocBox *box) { return box->y1 - box->y0; }
static double area_of(const DocBox *box) { return (double)width_of(box) * height_of(box); }

bool pdf_figures_on_scan(const PdfDrawing *drawing, double width_pt, double height_pt) {
  for (guint i = 0; i < drawing->images->len; i++)
    if (area_of(&g_array_index(drawing->images, PdfImage, i).box) >= SCAN_SHARE * width_pt * height_pt)
      return true;
  return false;
}

/* ---- pictures */

static Seen *look_at(PdfFile *file, const PdfImage *image) {
  Seen *seen = g_new0(Seen, 1);
  g_autoptr(GBytes) raw = image->data ? g_bytes_ref(image->data) : pdf_file_raw(file, image->object);
  if (!raw) return seen;
  seen->hash = picture_hash(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw));
  if (image->object) seen->look = pdf_pixels_look(file, image->object, raw);
  return seen;
}

/* An inline image has no number and is seen anew each time: it is small. */
static const Seen *find(PdfFigures *figures, PdfFile *file, const PdfImage *image) {
  gpointer id = GINT_TO_POINTER(pdf_file_id(file, image->object));
  const Seen *seen = id ? g_hash_table_lookup(figures->seen, id) : NULL;
  if (seen) return seen;
  Seen *found = look_at(file, image);
  g_hash_table_insert(figures->seen, id, found);
  return found;
}

/* Most of the page's words lie on it: it is a scan of them, or a ground. */
static bool lies_under_words(const Layout *layout, const DocBox *box) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  uint32_t on = 0;
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    const DocBox *word = &layout_word(layout, w)->box;
    on += word->x0 >= box->x0 && word->x1 <= box->x1 && word->y0 >= box->y0 && word->y1 <= box->y1;
  }
  return 2 * on >= page->word_count;
}

static bool may_be_figure(const Layout *layout, const DocBox *box) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  if (width_of(box) < SIDE_MIN_PT || height_of(box) < SIDE_MIN_PT) return false;
  return area_of(box) < SCAN_SHARE * page->width * page->height || !lies_under_words(layout, box);
}

static void read_images(PdfFigures *figures, const PdfDrawing *drawing, Layout *layout) {
  for (guint i = 0; i < drawing->images->len; i++) {
    const PdfImage *image = &g_array_index(drawing->images, PdfImage, i);
    if (!may_be_figure(layout, &image->box)) continue;
    const Seen *seen = find(figures, drawing->file, image);
    layout_add_picture(layout, &(LayoutPicture){.box = image->box,
                                                .hash = seen->hash ? seen->hash : "",
                                                .look = seen->look ? seen->look : ""});
  }
}

/* ---- drawings: squares of the page that marks lie in, and the connected ones among them */

typedef struct {
  int columns, rows;
  uint32_t *group; /* by square: 0 empty, 1 marked, else its group */
  DocBox *box;     /* by group */
  uint32_t *marks;
} Squares;

static void squares_of(const Squares *q, const DocBox *box, int *x0, int *y0, int *x1, int *y1) {
  *x0 = CLAMP((int)(box->x0 / SQUARE_PT), 0, q->columns - 1);
  *y0 = CLAMP((int)(box->y0 / SQUARE_PT), 0, q->rows - 1);
  *x1 = CLAMP((int)(box->x1 / SQUARE_PT), 0, q->columns - 1);
  *y1 = CLAMP((int)(box->y1 / SQUARE_PT), 0, q->rows - 1);
}

static void mark_squares(Squares *q, const DocBox *box) {
  int x0, y0, x1, y1;
  squares_of(q, box, &x0, &y0, &x1, &y1);
  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++) q->group[y * q->columns + x] = 1;
}

/* A group of marked squares that touch, by a stack of those still to be looked around. */
static void fill_group(Squares *q, int from, uint32_t group, GArray *stack) {
  g_array_append_val(stack, from);
  q->group[from] = group;
  while (stack->len) {
    int at = g_array_index(stack, int, stack->len - 1), x = at % q->columns, y = at / q->columns;
    g_array_set_size(stack, stack->len - 1);
    for (int dy = -1; dy <= 1; dy++)
      for (int dx = -1; dx <= 1; dx++) {
        int next = at + dy * q->columns + dx;
        bool inside = x + dx >= 0 && x + dx < q->columns && y + dy >= 0 && y + dy < q->rows;
        if (!inside || q->group[next] != 1) continue;
        q->group[next] = group;
        g_array_append_val(stack, next);
      }
  }
}

static uint32_t fill_groups(Squares *q) {
  uint32_t groups = 2;
  g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(int));
  for (int i = 0; i < q->columns * q->rows; i++)
    if (q->group[i] == 1) fill_group(q, i, groups++, stack);
  return groups;
}

/* Grounds of the whole page hold nothing together. */
static bool is_ground(const Layout *layout, const DocBox *box) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  return area_of(box) >= SCAN_SHARE * page->width * page->height ||
         !(box->x1 >= box->x0 && box->y1 >= box->y0);
}

static void add_to_group(Squares *q, const DocBox *box) {
  int x0, y0, x1, y1;
  squares_of(q, box, &x0, &y0, &x1, &y1);
  uint32_t group = q->group[y0 * q->columns + x0];
  DocBox *all = &q->box[group];
  *all = q->marks[group]++ ? (DocBox){MIN(all->x0, box->x0), MIN(all->y0, box->y0), MAX(all->x1, box->x1),
                                      MAX(all->y1, box->y1)}
                           : *box;
}

/* Ink becomes grey. */
static char *look_of_drawing(const PdfDrawing *drawing, const DocBox *box) {
  int x0 = MAX(0, (int)floor(box->x0 * drawing->scale)), y0 = MAX(0, (int)floor(box->y0 * drawing->scale));
  int x1 = MIN(drawing->width, (int)ceil(box->x1 * drawing->scale));
  int y1 = MIN(drawing->height, (int)ceil(box->y1 * drawing->scale));
  if (x0 >= x1 || y0 >= y1) return g_strdup("");
  gsize stride = (gsize)cairo_image_surface_get_stride(drawing->ink), width = (gsize)(x1 - x0);
  const uint8_t *ink = cairo_image_surface_get_data(drawing->ink);
  g_autofree uint8_t *grey = g_malloc(width * (gsize)(y1 - y0));
  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      grey[(gsize)(y - y0) * width + (gsize)(x - x0)] = 255 - ink[(gsize)y * stride + (gsize)x];
  Look look;
  look_of_grey(&look, grey, (uint32_t)width, (uint32_t)(y1 - y0), width);
  look.width = look.height = 0;
  return look_write(&look);
}

static void add_drawn(const PdfDrawing *drawing, const DocBox *box, uint32_t marks, Layout *layout) {
  if (marks < MARKS_MIN || width_of(box) < DRAWN_WIDTH_MIN_PT || height_of(box) < DRAWN_HEIGHT_MIN_PT) return;
  g_autofree char *look = look_of_drawing(drawing, box), *hash = picture_hash(look, strlen(look));
  layout_add_picture(layout, &(LayoutPicture){.box = *box, .hash = hash, .look = look, .drawn = true});
}

static void read_marks(const PdfDrawing *drawing, Layout *layout) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  Squares q = {.columns = (int)(page->width / SQUARE_PT) + 1, .rows = (int)(page->height / SQUARE_PT) + 1};
  if ((gint64)q.columns * q.rows > SQUARES_MAX) return;
  g_autofree uint32_t *group = g_new0(uint32_t, q.columns * q.rows);
  q.group = group;
  for (guint i = 0; i < drawing->marks->len; i++) {
    const DocBox *box = &g_array_index(drawing->marks, PdfMark, i).box;
    if (!is_ground(layout, box)) mark_squares(&q, box);
  }
  uint32_t groups = fill_groups(&q);
  g_autofree DocBox *boxes = g_new0(DocBox, groups);
  g_autofree uint32_t *marks = g_new0(uint32_t, groups);
  q.box = boxes;
  q.marks = marks;
  for (guint i = 0; i < drawing->marks->len; i++) {
    const DocBox *box = &g_array_index(drawing->marks, PdfMark, i).box;
    if (!is_ground(layout, box)) add_to_group(&q, box);
  }
  for (uint32_t g = 2; g < groups; g++) add_drawn(drawing, &boxes[g], marks[g], layout);
}

static bool may_have_captions(const Layout *layout) {
  const LayoutPage *page = layout_page(layout, layout->pages->len - 1);
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++)
    if (g_ascii_isupper(*layout_word(layout, w)->text) && caption_is_name(layout_word(layout, w)->text))
      return true;
  return false;
}

void pdf_figures_read(PdfFigures *figures, const PdfDrawing *drawing, Layout *layout) {
  if (drawing->images->len) read_images(figures, drawing, layout);
  if (drawing->marks->len >= MARKS_MIN && may_have_captions(layout)) read_marks(drawing, layout);
}
