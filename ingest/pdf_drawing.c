/* The drawing operators of a page (ISO 32000-1, 8.2 to 8.7) painted by cairo in shades of ink; text is left
 * out.
 *
 * Simplified, as only edges are looked for: a clip is its bounding box, a dashed line is a whole one,
 * transparency is opaque, and a pattern or a colour of a palette is half dark. Form XObjects are followed.
 * Cost: one pass over the content. */
#include "ingest/pdf_drawing.h"

#include "ingest/late_pdf.h"
#include "ingest/pdf_content.h"

#include <math.h>
#include <string.h>

/* Limits on what a hostile page can ask for; the busiest honest page seen paints 30,000 paths. */
enum { FORM_DEPTH_MAX = 12, STATES_MAX = 256, OPERATIONS_MAX = 4000000, PAINTINGS_MAX = 60000 };
static const gsize CONTENT_BYTES_MAX = 64 * 1024 * 1024;
/* A page larger than this (A0 at 1.5 pixels a point has a side of 5,055) is not drawn. */
enum { SIDE_MAX_PX = 8000 };
/* A picture that thin is a line, one that small a bullet. */
static const double LINE_IMAGE_PT = 3, BULLET_IMAGE_PT = 12;
/* Farther out nothing is on a page; cairo's numbers end at 2^23. */
static const double FAR_PX = 1e6;
/* Corners of lines are pointed, up to this many widths of the line: cairo's limit, halved. */
static const double MITER_REACH = 5;
/* A colour that cannot be had without a palette or a pattern. */
static const double UNKNOWN_INK = 0.5;

typedef enum { SPACE_BY_COUNT, SPACE_TINT, SPACE_UNKNOWN } SpaceKind;

/* A colour space by its name in the resources: what it is, is looked up when a colour is set. */
typedef struct {
  const char *name;
  int length;
} SpaceName;

typedef struct {
  double x0, y0, x1, y1; /* pixels */
} Extent;

typedef struct {
  cairo_matrix_t matrix; /* user space -> pixels */
  Extent clip;
  double fill, stroke; /* ink: 0 white .. 1 black */
  SpaceName fill_space, stroke_space;
  double line_width;
} State;

typedef struct {
  PdfFile *file;
  PdfDrawing *drawing;
  double scale;
  cairo_t *path;        /* gathers the path, in pixels, and paints it */
  Extent extent;        /* of the path */
  double corners[4][2]; /* of a rectangle that is not in the path yet, if one is pending */
  bool pending;
  bool begun; /* the path has something that is not pending */
  bool clips; /* W: the path becomes the clip when it ends */
  State now;
  State *states; /* saved by q: STATES_MAX at most */
  guint saved;
  PdfObject resources;
  int forms[FORM_DEPTH_MAX]; /* the ids of those that are being painted */
  int depth;
  guint operations, paintings;
} Painter;

/* ---- extents */

static const Extent nothing = {INFINITY, INFINITY, -INFINITY, -INFINITY};

static void extent_add(Extent *e, double x, double y) {
  e->x0 = MIN(e->x0, x);
  e->y0 = MIN(e->y0, y);
  e->x1 = MAX(e->x1, x);
  e->y1 = MAX(e->y1, y);
}

static Extent extent_common(const Extent *a, const Extent *b) {
  return (Extent){MAX(a->x0, b->x0), MAX(a->y0, b->y0), MIN(a->x1, b->x1), MIN(a->y1, b->y1)};
}

static bool extent_empty(const Extent *e) { return !(e->x0 <= e->x1 && e->y0 <= e->y1); }

static bool extent_within(const Extent *e, const Extent *outer) {
  return e->x0 >= outer->x0 && e->y0 >= outer->y0 && e->x1 <= outer->x1 && e->y1 <= outer->y1;
}

/* ---- the path */

static bool to_pixels(const Painter *p, double *x, double *y) {
  const cairo_matrix_t *m = &p->now.matrix;
  double from_x = *x, from_y = *y;
  *x = m->xx * from_x + m->xy * from_y + m->x0;
  *y = m->yx * from_x + m->yy * from_y + m->y0;
  return fabs(*x) < FAR_PX && fabs(*y) < FAR_PX;
}

/* A rectangle joins the path when the path goes on or is painted: most are for a clip, which only needs the
 * extent. */
static void add_pending(Painter *p) {
  p->begun = true;
  if (!p->pending) return;
  p->pending = false;
  for (int i = 0; i < 4; i++)
    (i ? cairo_line_to : cairo_move_to)(p->path, p->corners[i][0], p->corners[i][1]);
  cairo_close_path(p->path);
}

static void move_to(Painter *p, double x, double y) {
  if (!to_pixels(p, &x, &y)) return;
  add_pending(p);
  extent_add(&p->extent, x, y);
  cairo_move_to(p->path, x, y);
}

static void line_to(Painter *p, double x, double y) {
  if (!to_pixels(p, &x, &y)) return;
  add_pending(p);
  extent_add(&p->extent, x, y);
  cairo_line_to(p->path, x, y);
}

static void curve_to(Painter *p, double x1, double y1, double x2, double y2, double x3, double y3) {
  if (!to_pixels(p, &x1, &y1) || !to_pixels(p, &x2, &y2) || !to_pixels(p, &x3, &y3)) return;
  add_pending(p);
  extent_add(&p->extent, x1, y1);
  extent_add(&p->extent, x2, y2);
  extent_add(&p->extent, x3, y3);
  cairo_curve_to(p->path, x1, y1, x2, y2, x3, y3);
}

static void rectangle(Painter *p, const double *n) {
  const double corners[4][2] = {
      {n[0], n[1]}, {n[0] + n[2], n[1]}, {n[0] + n[2], n[1] + n[3]}, {n[0], n[1] + n[3]}};
  add_pending(p);
  p->pending = true;
  for (int i = 0; i < 4; i++) {
    double x = corners[i][0], y = corners[i][1];
    p->pending = p->pending && to_pixels(p, &x, &y);
    p->corners[i][0] = x;
    p->corners[i][1] = y;
  }
  for (int i = 0; p->pending && i < 4; i++) extent_add(&p->extent, p->corners[i][0], p->corners[i][1]);
}

/* "v": the first control point is the current point. */
static void curve_from_here(Painter *p, const double *n) {
  double x = 0, y = 0;
  add_pending(p);
  cairo_get_current_point(p->path, &x, &y);
  cairo_matrix_t back = p->now.matrix;
  if (cairo_matrix_invert(&back) != CAIRO_STATUS_SUCCESS) return;
  cairo_matrix_transform_point(&back, &x, &y);
  curve_to(p, x, y, n[0], n[1], n[2], n[3]);
}

/* ---- painting */

/* Stays within the clip, at whole pixels so that it is a cheap one. */
static void clip_to(Painter *p, const Extent *clip) {
  cairo_path_t *path = cairo_copy_path(p->path);
  cairo_new_path(p->path);
  cairo_rectangle(p->path, floor(clip->x0), floor(clip->y0), ceil(clip->x1) - floor(clip->x0),
                  ceil(clip->y1) - floor(clip->y0));
  cairo_clip(p->path);
  cairo_append_path(p->path, path);
  cairo_path_destroy(path);
}

/* White on a page where nothing is painted yet shows nothing. */
static bool shows(const Painter *p, const Extent *extent, double ink) {
  Extent visible = extent_common(extent, &p->now.clip);
  return !extent_empty(&visible) && (ink > 0 || p->paintings) && p->paintings < PAINTINGS_MAX;
}

static DocBox to_points(const Painter *p, const Extent *e) {
  return (DocBox){(float)(e->x0 / p->scale), (float)(e->y0 / p->scale), (float)(e->x1 / p->scale),
                  (float)(e->y1 / p->scale)};
}

static void add_mark(Painter *p, const Extent *extent) {
  Extent visible = extent_common(extent, &p->now.clip);
  PdfMark mark = {to_points(p, &visible)};
  g_array_append_val(p->drawing->marks, mark);
}

/* Rows that a painting may touch: corners of a stroke reach out of its extent. */
static void mark_rows(PdfDrawing *drawing, const Extent *extent, double reach) {
  double from = MAX(0, floor(extent->y0 - reach)), to = MIN(drawing->height, ceil(extent->y1 + reach));
  if (from < to) memset(drawing->painted->data + (int)from, 1, (size_t)(to - from));
}

static void paint(Painter *p, const Extent *extent, double ink, double reach, void (*how)(cairo_t *)) {
  if (!shows(p, extent, ink)) return;
  add_pending(p);
  p->paintings++;
  mark_rows(p->drawing, extent, reach);
  p->drawing->top = MIN(p->drawing->top, MAX(0, (int)floor(extent->y0)));
  p->drawing->bottom = MAX(p->drawing->bottom, MIN(p->drawing->height, (int)ceil(extent->y1)));
  add_mark(p, extent);
  bool clipped = !extent_within(extent, &p->now.clip);
  if (clipped) cairo_save(p->path);
  if (clipped) clip_to(p, &p->now.clip);
  cairo_set_source_rgba(p->path, 0, 0, 0, ink);
  how(p->path);
  if (clipped) cairo_restore(p->path);
}

static void fill(Painter *p, cairo_fill_rule_t rule) {
  cairo_set_fill_rule(p->path, rule);
  paint(p, &p->extent, p->now.fill, 0, cairo_fill_preserve);
}

/* The thinnest line is a pixel wide, as viewers paint it. */
static void stroke(Painter *p) {
  const cairo_matrix_t *m = &p->now.matrix;
  double width = MAX(1, p->now.line_width * sqrt(fabs(m->xx * m->yy - m->xy * m->yx)));
  Extent wide = {p->extent.x0 - width, p->extent.y0 - width, p->extent.x1 + width, p->extent.y1 + width};
  cairo_set_line_width(p->path, width);
  paint(p, &wide, p->now.stroke, MITER_REACH * width, cairo_stroke_preserve);
}

/* The path has been painted, or was only for the clip. */
static void end_path(Painter *p) {
  if (p->clips) p->now.clip = extent_common(&p->now.clip, &p->extent);
  if (p->begun) cairo_new_path(p->path);
  p->clips = p->pending = p->begun = false;
  p->extent = nothing;
}

/* ---- colours */

static double grey_ink(double grey) { return CLAMP(1 - grey, 0, 1); }
static double rgb_ink(const double *c) { return grey_ink(0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]); }
static double cmyk_ink(const double *c) {
  double left = 1 - CLAMP(c[3], 0, 1);
  double rgb[] = {left * (1 - c[0]), left * (1 - c[1]), left * (1 - c[2])};
  return rgb_ink(rgb);
}

static PdfObject resource(Painter *p, const char *group, const char *name, int length) {
  g_autofree char *key = g_strdup_printf("/%.*s", length, name);
  return pdf_file_get(p->file, pdf_file_get(p->file, p->resources, group), key);
}

static bool names_space(const SpaceName *space, const char *name) {
  return (size_t)space->length == strlen(name) && memcmp(space->name, name, (size_t)space->length) == 0;
}

/* Only colours of one component need to know: a tint is dark where a grey is light. */
static SpaceKind space_kind(Painter *p, const SpaceName *space) {
  if (!space->name || names_space(space, "DeviceGray")) return SPACE_BY_COUNT;
  PdfObject family = pdf_file_item(p->file, resource(p, "/ColorSpace", space->name, space->length), 0);
  if (pdf_file_is_name(p->file, family, "/Separation") || pdf_file_is_name(p->file, family, "/DeviceN"))
    return SPACE_TINT;
  return pdf_file_is_name(p->file, family, "/Indexed") ? SPACE_UNKNOWN : SPACE_BY_COUNT;
}

static double one_component_ink(Painter *p, const SpaceName *space, double value) {
  switch (space_kind(p, space)) {
  case SPACE_TINT: return CLAMP(value, 0, 1);
  case SPACE_UNKNOWN: return UNKNOWN_INK;
  default: return grey_ink(value);
  }
}

static double color_ink(Painter *p, const SpaceName *space, const PdfOperation *op) {
  switch (op->count) {
  case 1: return one_component_ink(p, space, op->numbers[0]);
  case 3: return rgb_ink(op->numbers);
  case 4: return cmyk_ink(op->numbers);
  default: return UNKNOWN_INK;
  }
}

/* ---- pictures */

static Extent unit_square(const Painter *p) {
  Extent e = nothing;
  for (int corner = 0; corner < 4; corner++) {
    double x = corner & 1, y = corner >> 1;
    if (to_pixels(p, &x, &y)) extent_add(&e, x, y);
  }
  return e;
}

/* A thin picture is painted as the line that it shows, a small one as the bullet; the others are listed. */
static void place_image(Painter *p, PdfObject object, const PdfOperation *op) {
  Extent square = unit_square(p), e = extent_common(&square, &p->now.clip);
  if (extent_empty(&e)) return;
  double width = (e.x1 - e.x0) / p->scale, height = (e.y1 - e.y0) / p->scale;
  if (MIN(width, height) < LINE_IMAGE_PT || MAX(width, height) < BULLET_IMAGE_PT) {
    p->pending = false;
    cairo_new_path(p->path);
    cairo_rectangle(p->path, e.x0, e.y0, e.x1 - e.x0, e.y1 - e.y0);
    paint(p, &e, 1, 0, cairo_fill);
    cairo_new_path(p->path);
    return;
  }
  PdfImage image = {to_points(p, &e), object, op->data ? g_bytes_new(op->data, op->data_size) : NULL};
  g_array_append_val(p->drawing->images, image);
}

/* ---- operators */

static void run_content(Painter *p, GBytes *bytes);

static void concat(Painter *p, const double *n) {
  cairo_matrix_t m = {n[0], n[1], n[2], n[3], n[4], n[5]};
  cairo_matrix_multiply(&p->now.matrix, &m, &p->now.matrix);
}

static void save_state(Painter *p) {
  if (p->saved < STATES_MAX) p->states[p->saved++] = p->now;
}

static void restore_state(Painter *p, guint least) {
  if (p->saved > least) p->now = p->states[--p->saved];
}

static void clip_to_box(Painter *p, const double *box) {
  Extent e = nothing;
  for (int corner = 0; corner < 4; corner++) {
    double x = box[corner & 1 ? 2 : 0], y = box[corner & 2 ? 3 : 1];
    if (to_pixels(p, &x, &y)) extent_add(&e, x, y);
  }
  p->now.clip = extent_common(&p->now.clip, &e);
}

static bool is_being_painted(const Painter *p, int form) {
  for (int i = 0; i < p->depth; i++)
    if (p->forms[i] == form) return true;
  return false;
}

/* A form is painted in its own space, within its box, with its own resources (8.10.1). */
static void run_form(Painter *p, PdfObject form) {
  double matrix[6], box[4];
  int id = pdf_file_id(p->file, form);
  if (p->depth == FORM_DEPTH_MAX || is_being_painted(p, id)) return;
  g_autoptr(GBytes) bytes = pdf_file_stream(p->file, form, CONTENT_BYTES_MAX);
  if (!bytes) return;
  State outer = p->now;
  PdfObject outer_resources = p->resources, own = pdf_file_get(p->file, form, "/Resources");
  if (pdf_file_numbers(p->file, pdf_file_get(p->file, form, "/Matrix"), matrix, 6)) concat(p, matrix);
  if (pdf_file_numbers(p->file, pdf_file_get(p->file, form, "/BBox"), box, 4)) clip_to_box(p, box);
  if (own) p->resources = own;
  p->forms[p->depth++] = id;
  run_content(p, bytes);
  p->depth--;
  p->resources = outer_resources;
  p->now = outer;
}

static void paint_object(Painter *p, const PdfOperation *op) {
  PdfObject object = resource(p, "/XObject", op->name ? op->name : "", op->name_length);
  PdfObject kind = pdf_file_get(p->file, object, "/Subtype");
  if (pdf_file_is_name(p->file, kind, "/Form"))
    run_form(p, object);
  else if (pdf_file_is_name(p->file, kind, "/Image"))
    place_image(p, object, op);
}

static void set_space(Painter *p, const PdfOperation *op, bool fills) {
  SpaceName name = {op->name, op->name_length};
  if (fills)
    p->now.fill_space = name, p->now.fill = 1;
  else
    p->now.stroke_space = name, p->now.stroke = 1;
}

/* Operators with too few operands are passed over, as viewers do. */
static void path_operator(Painter *p, const PdfOperation *op) {
  const double *n = op->numbers;
  switch (op->code) {
  case PDF_OP('m', 0, 0):
    if (op->count >= 2) move_to(p, n[0], n[1]);
    break;
  case PDF_OP('l', 0, 0):
    if (op->count >= 2) line_to(p, n[0], n[1]);
    break;
  case PDF_OP('c', 0, 0):
    if (op->count >= 6) curve_to(p, n[0], n[1], n[2], n[3], n[4], n[5]);
    break;
  case PDF_OP('v', 0, 0):
    if (op->count >= 4) curve_from_here(p, n);
    break;
  case PDF_OP('y', 0, 0):
    if (op->count >= 4) curve_to(p, n[0], n[1], n[2], n[3], n[2], n[3]);
    break;
  case PDF_OP('h', 0, 0): add_pending(p), cairo_close_path(p->path); break;
  case PDF_OP('r', 'e', 0):
    if (op->count >= 4) rectangle(p, n);
    break;
  default: break;
  }
}

/* How the operators of table 60 paint a path: closed first, filled by a rule, stroked. */
static const struct {
  uint32_t code;
  bool closes, fills, even_odd, strokes;
} endings[] = {
    {PDF_OP('S', 0, 0), false, false, false, true},  {PDF_OP('s', 0, 0), true, false, false, true},
    {PDF_OP('f', 0, 0), false, true, false, false},  {PDF_OP('F', 0, 0), false, true, false, false},
    {PDF_OP('f', '*', 0), false, true, true, false}, {PDF_OP('B', 0, 0), false, true, false, true},
    {PDF_OP('B', '*', 0), false, true, true, true},  {PDF_OP('b', 0, 0), true, true, false, true},
    {PDF_OP('b', '*', 0), true, true, true, true},   {PDF_OP('n', 0, 0), false, false, false, false},
};

static void ending_operator(Painter *p, const PdfOperation *op) {
  for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
    if (endings[i].code != op->code) continue;
    if (endings[i].closes) cairo_close_path(p->path);
    if (endings[i].fills) fill(p, endings[i].even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
    if (endings[i].strokes) stroke(p);
    end_path(p);
    return;
  }
}

static void color_operator(Painter *p, const PdfOperation *op) {
  switch (op->code) {
  case PDF_OP('g', 0, 0):
  case PDF_OP('r', 'g', 0):
  case PDF_OP('k', 0, 0):
    p->now.fill_space = (SpaceName){0};
    p->now.fill = color_ink(p, &p->now.fill_space, op);
    break;
  case PDF_OP('G', 0, 0):
  case PDF_OP('R', 'G', 0):
  case PDF_OP('K', 0, 0):
    p->now.stroke_space = (SpaceName){0};
    p->now.stroke = color_ink(p, &p->now.stroke_space, op);
    break;
  case PDF_OP('c', 's', 0): set_space(p, op, true); break;
  case PDF_OP('C', 'S', 0): set_space(p, op, false); break;
  case PDF_OP('s', 'c', 0):
  case PDF_OP('s', 'c', 'n'): p->now.fill = color_ink(p, &p->now.fill_space, op); break;
  case PDF_OP('S', 'C', 0):
  case PDF_OP('S', 'C', 'N'): p->now.stroke = color_ink(p, &p->now.stroke_space, op); break;
  default: break;
  }
}

static void state_operator(Painter *p, const PdfOperation *op, guint least) {
  switch (op->code) {
  case PDF_OP('q', 0, 0): save_state(p); break;
  case PDF_OP('Q', 0, 0): restore_state(p, least); break;
  case PDF_OP('c', 'm', 0):
    if (op->count >= 6) concat(p, op->numbers);
    break;
  case PDF_OP('w', 0, 0):
    if (op->count >= 1) p->now.line_width = op->numbers[0];
    break;
  case PDF_OP('W', 0, 0):
  case PDF_OP('W', '*', 0): p->clips = true; break;
  case PDF_OP('D', 'o', 0): paint_object(p, op); break;
  case PDF_OP('E', 'I', 0): place_image(p, PDF_NONE, op); break;
  default: break;
  }
}

/* What an operator may be by its first letter, as bits. */
enum { ENDING = 1, PATH = 2, COLOUR = 4, STATE = 8 };
static const guint8 families[256] = {
    ['S'] = ENDING | COLOUR, ['s'] = ENDING | COLOUR, ['f'] = ENDING, ['F'] = ENDING, ['B'] = ENDING,
    ['b'] = ENDING,          ['n'] = ENDING,          ['m'] = PATH,   ['l'] = PATH,   ['v'] = PATH,
    ['y'] = PATH,            ['h'] = PATH,            ['g'] = COLOUR, ['G'] = COLOUR, ['k'] = COLOUR,
    ['K'] = COLOUR,          ['R'] = COLOUR,          ['C'] = COLOUR, ['q'] = STATE,  ['Q'] = STATE,
    ['w'] = STATE,           ['W'] = STATE,           ['D'] = STATE,  ['E'] = STATE,  ['r'] = PATH | COLOUR,
    ['c'] = PATH | COLOUR | STATE,
};

static void run_content(Painter *p, GBytes *bytes) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  PdfContent content = {data, data + size};
  PdfOperation op;
  guint least = p->saved;
  while (p->operations++ < OPERATIONS_MAX && pdf_content_next(&content, &op)) {
    guint family = families[op.code & 0xFF];
    if (family & ENDING) ending_operator(p, &op);
    if (family & PATH) path_operator(p, &op);
    if (family & COLOUR) color_operator(p, &op);
    if (family & STATE) state_operator(p, &op, least);
  }
  p->saved = MIN(least, p->saved);
}

/* ---- the page */

static void clear_image(gpointer image) {
  if (((PdfImage *)image)->data) g_bytes_unref(((PdfImage *)image)->data);
}

PdfDrawing *pdf_drawing_new(PdfFile *file, double scale) {
  PdfDrawing *drawing = g_new0(PdfDrawing, 1);
  drawing->file = file;
  drawing->scale = scale;
  drawing->ink = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
  drawing->images = g_array_new(FALSE, FALSE, sizeof(PdfImage));
  g_array_set_clear_func(drawing->images, clear_image);
  drawing->marks = g_array_new(FALSE, FALSE, sizeof(PdfMark));
  drawing->painted = g_byte_array_new();
  return drawing;
}

void pdf_drawing_free(PdfDrawing *drawing) {
  if (!drawing) return;
  cairo_surface_destroy(drawing->ink);
  g_array_unref(drawing->images);
  g_array_unref(drawing->marks);
  g_byte_array_unref(drawing->painted);
  g_free(drawing);
}

static void wipe(PdfDrawing *drawing) {
  gsize stride = (gsize)cairo_image_surface_get_stride(drawing->ink);
  guchar *data = cairo_image_surface_get_data(drawing->ink);
  for (guint y = 0; y < drawing->painted->len; y++)
    if (drawing->painted->data[y]) memset(data + y * stride, 0, stride);
  cairo_surface_mark_dirty(drawing->ink);
}

/* Wipes off what the page before painted, or takes a larger ground: one for upright pages and for those on their side. */
static void clear_ground(PdfDrawing *drawing, int width, int height) {
  int had_width = cairo_image_surface_get_width(drawing->ink),
      had_height = cairo_image_surface_get_height(drawing->ink);
  drawing->width = width;
  drawing->height = height;
  if (had_width >= width && had_height >= height) {
    wipe(drawing);
  } else {
    cairo_surface_destroy(drawing->ink);
    drawing->ink =
        cairo_image_surface_create(CAIRO_FORMAT_A8, MAX(width, had_width), MAX(height, had_height));
  }
  g_byte_array_set_size(drawing->painted, (guint)height);
  memset(drawing->painted->data, 0, (size_t)height);
  drawing->top = height;
  drawing->bottom = 0;
  g_array_set_size(drawing->images, 0);
  g_array_set_size(drawing->marks, 0);
}

/* The page's space to pixels. */
static cairo_matrix_t pixel_matrix(const PdfSheet *sheet, double scale) {
  double m[6];
  pdf_sheet_matrix(sheet, m);
  for (int i = 0; i < 6; i++) m[i] *= scale;
  return (cairo_matrix_t){m[0], m[1], m[2], m[3], m[4], m[5]};
}

static void draw(PdfDrawing *drawing, PdfObject page, const PdfSheet *sheet, GBytes *content) {
  g_autofree State *states = g_new(State, STATES_MAX);
  Painter p = {
      .file = drawing->file, .drawing = drawing, .scale = drawing->scale, .extent = nothing, .states = states};
  p.path = cairo_create(drawing->ink);
  cairo_set_operator(p.path, CAIRO_OPERATOR_SOURCE);
  p.resources = pdf_file_inherited(drawing->file, page, "/Resources");
  p.now = (State){.matrix = pixel_matrix(sheet, drawing->scale), .fill = 1, .stroke = 1, .line_width = 1};
  p.now.clip = (Extent){0, 0, drawing->width, drawing->height};
  run_content(&p, content);
  cairo_destroy(p.path);
  cairo_surface_flush(drawing->ink);
}

bool pdf_drawing_page(PdfDrawing *drawing, PdfObject page, const PdfSheet *sheet) {
  double width = sheet->x1 - sheet->x0, height = sheet->y1 - sheet->y0, scale = drawing->scale;
  if (!(MAX(width, height) * scale <= SIDE_MAX_PX)) return false;
  if (sheet->turn % 2)
    clear_ground(drawing, (int)ceil(height * scale), (int)ceil(width * scale));
  else
    clear_ground(drawing, (int)ceil(width * scale), (int)ceil(height * scale));
  g_autoptr(GBytes) content = pdf_file_content(drawing->file, page, CONTENT_BYTES_MAX);
  if (content) draw(drawing, page, sheet, content);
  return content != NULL;
}
