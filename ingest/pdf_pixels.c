/* The samples of an image XObject as greys. Linear in the samples, which are capped. */
#include "ingest/pdf_pixels.h"

#include "ingest/picture.h"

#include <stdlib.h>
#include <string.h>

enum { PALETTE_MAX = 256, COMPONENTS_MAX = 4, PNG_PREDICTORS = 10 };

typedef struct {
  unsigned width, height, bits, components;
  bool inverted; /* Decode [1 0] */
  bool indexed;
  uint8_t palette[PALETTE_MAX]; /* greys */
} Samples;

static unsigned number_of(PdfFile *file, PdfObject dictionary, const char *key, unsigned otherwise) {
  double number = otherwise;
  pdf_file_number(file, pdf_file_get(file, dictionary, key), &number);
  return number >= 0 && number <= G_MAXINT ? (unsigned)number : 0;
}

static uint8_t grey_of(const uint8_t *c, unsigned components) {
  if (components == 1) return c[0];
  if (components == 3) return picture_grey(c);
  return (uint8_t)((255 - c[3]) * (255 - picture_grey(c)) / 255);
}

/* ---- colour spaces (8.6); 0 for one that is not known */

static unsigned components_of(PdfFile *file, PdfObject space) {
  static const struct {
    const char *name;
    unsigned components;
  } plain[] = {{"/DeviceGray", 1}, {"/DeviceRGB", 3}, {"/DeviceCMYK", 4}, {"/CalGray", 1}, {"/CalRGB", 3}};
  PdfObject family = pdf_file_item(file, space, 0);
  for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
    if (pdf_file_is_name(file, space, plain[i].name) || pdf_file_is_name(file, family, plain[i].name))
      return plain[i].components;
  unsigned n = pdf_file_is_name(file, family, "/ICCBased")
                   ? number_of(file, pdf_file_item(file, space, 1), "/N", 0)
                   : 0;
  return n == 1 || n == 3 || n == 4 ? n : 0;
}

/* [/Indexed base hival lookup]: the table is a string or a stream. */
static bool read_palette(PdfFile *file, PdfObject space, Samples *s) {
  unsigned components = components_of(file, pdf_file_item(file, space, 1));
  PdfObject lookup = pdf_file_item(file, space, 3);
  g_autoptr(GBytes) table = pdf_file_bytes(file, lookup, PALETTE_MAX * COMPONENTS_MAX);
  if (!components || !table) return false;
  gsize size;
  const uint8_t *colours = g_bytes_get_data(table, &size);
  for (unsigned i = 0; i < PALETTE_MAX && (i + 1) * components <= size; i++)
    s->palette[i] = grey_of(colours + i * components, components);
  s->indexed = true;
  s->components = 1;
  return true;
}

static bool read_space(PdfFile *file, PdfObject image, Samples *s) {
  PdfObject space = pdf_file_get(file, image, "/ColorSpace");
  if (pdf_file_is_name(file, pdf_file_item(file, space, 0), "/Indexed")) return read_palette(file, space, s);
  bool stencil = !space && s->bits == 1;
  s->components = stencil ? 1 : components_of(file, space);
  return s->components > 0;
}

static bool read_header(PdfFile *file, PdfObject image, Samples *s) {
  double decode[2] = {0, 1};
  *s =
      (Samples){.width = number_of(file, image, "/Width", 0), .height = number_of(file, image, "/Height", 0)};
  s->bits = number_of(file, image, "/BitsPerComponent", 1);
  pdf_file_numbers(file, pdf_file_get(file, image, "/Decode"), decode, 2);
  s->inverted = decode[0] > decode[1];
  bool bits = s->bits == 1 || s->bits == 2 || s->bits == 4 || s->bits == 8;
  return bits && s->width && s->height && (guint64)s->width * s->height <= PICTURE_PIXELS_MAX &&
         read_space(file, image, s);
}

static gsize row_bytes(const Samples *s) { return ((gsize)s->width * s->components * s->bits + 7) / 8; }

/* ---- predictors (7.4.4.4, and PNG, 9): rows are told by what differs from their neighbours */

static uint8_t paeth(int a, int b, int c) {
  int p = a + b - c, pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);
  return (uint8_t)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

static void unfilter_row(uint8_t *row, const uint8_t *above, gsize bytes, gsize step, int filter) {
  for (gsize i = 0; i < bytes; i++) {
    int left = i >= step ? row[i - step] : 0, up = above ? above[i] : 0;
    int corner = i >= step && above ? above[i - step] : 0;
    int by = filter == 1   ? left
             : filter == 2 ? up
             : filter == 3 ? (left + up) / 2
             : filter == 4 ? paeth(left, up, corner)
                           : 0;
    row[i] = (uint8_t)(row[i] + by);
  }
}

/* Each row has a byte before it that names its filter. NULL where there are too few bytes. */
static uint8_t *unfilter(const Samples *s, const uint8_t *data, gsize size) {
  gsize bytes = row_bytes(s), step = MAX(1, s->components * s->bits / 8);
  if (size < (bytes + 1) * s->height) return NULL;
  uint8_t *out = g_malloc(bytes * s->height);
  for (unsigned y = 0; y < s->height; y++) {
    const uint8_t *from = data + y * (bytes + 1);
    memcpy(out + y * bytes, from + 1, bytes);
    unfilter_row(out + y * bytes, y ? out + (y - 1) * bytes : NULL, bytes, step, *from);
  }
  return out;
}

/* The rows of samples one after the other, the caller's; NULL where they cannot be had. */
static uint8_t *unpack(PdfFile *file, PdfObject image, const Samples *s) {
  PdfObject parameters = pdf_file_get(file, image, "/DecodeParms");
  if (pdf_file_item(file, parameters, 0)) parameters = pdf_file_item(file, parameters, 0);
  unsigned predictor = number_of(file, parameters, "/Predictor", 1);
  gsize needed = row_bytes(s) * s->height, size;
  g_autoptr(GBytes) bytes = pdf_file_inflated(file, image, needed + s->height + 65536);
  const uint8_t *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
  if (!data || (predictor != 1 && predictor < PNG_PREDICTORS)) return NULL;
  if (predictor >= PNG_PREDICTORS) return unfilter(s, data, size);
  return size >= needed ? g_memdup2(data, needed) : NULL;
}

/* ---- greys */

static uint8_t sample(const uint8_t *row, unsigned i, unsigned bits) {
  if (bits == 8) return row[i];
  unsigned at = i * bits;
  return (row[at / 8] >> (8 - bits - at % 8)) & ((1u << bits) - 1);
}

static uint8_t grey_at(const Samples *s, const uint8_t *row, unsigned x) {
  uint8_t c[COMPONENTS_MAX];
  for (unsigned i = 0; i < s->components; i++) {
    c[i] = sample(row, x * s->components + i, s->bits);
    if (s->indexed) return s->palette[c[i]];
    c[i] = (uint8_t)(c[i] * 255 / ((1u << s->bits) - 1));
    if (s->inverted) c[i] = (uint8_t)(255 - c[i]);
  }
  return grey_of(c, s->components);
}

/* Samples of a byte each mostly stand for what they are. */
static void grey_row(const Samples *s, const uint8_t *row, uint8_t *grey) {
  bool plain = s->bits == 8 && !s->indexed && !s->inverted;
  for (unsigned x = 0; x < s->width; x++)
    grey[x] = plain ? grey_of(row + (gsize)x * s->components, s->components) : grey_at(s, row, x);
}

static uint8_t *greys_of(PdfFile *file, PdfObject image, Samples *s) {
  if (!read_header(file, image, s)) return NULL;
  g_autofree uint8_t *rows = unpack(file, image, s);
  if (!rows) return NULL;
  uint8_t *grey = g_malloc((gsize)s->width * s->height);
  for (unsigned y = 0; y < s->height; y++) grey_row(s, rows + y * row_bytes(s), grey + (gsize)y * s->width);
  return grey;
}

/* What shines through is the white of the page (11.6.5.3). */
static void lay_on_white(PdfFile *file, PdfObject image, const Samples *s, uint8_t *grey) {
  Samples m;
  PdfObject mask = pdf_file_get(file, image, "/SMask");
  g_autofree uint8_t *opacity = mask ? greys_of(file, mask, &m) : NULL;
  if (!opacity || m.width != s->width || m.height != s->height) return;
  for (gsize i = 0; i < (gsize)s->width * s->height; i++)
    grey[i] = (uint8_t)(255 - (255 - grey[i]) * opacity[i] / 255);
}

char *pdf_pixels_look(PdfFile *file, PdfObject image, GBytes *raw) {
  gsize size;
  const void *data = g_bytes_get_data(raw, &size);
  Samples s;
  char *look = pdf_file_get(file, image, "/SMask") ? NULL : picture_look(data, size);
  if (look) return look;
  g_autofree uint8_t *grey = greys_of(file, image, &s);
  if (!grey) return NULL;
  lay_on_white(file, image, &s, grey);
  Look found;
  look_of_grey(&found, grey, s.width, s.height, s.width);
  return look_write(&found);
}
