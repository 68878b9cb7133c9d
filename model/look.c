/* Looks of pictures: exact means over the parts, so that a picture and its copy of another size have nearly the same. One
 * pass over the pixels. */
#include "model/look.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parts of one picture encoded anew differ by so many of 255 steps at most. Measured on a chart of bars and a photograph
 * through LibreOffice, Chromium and ImageMagick: of the same size 1 (JPEG at quality 40), of another 10 (made smaller
 * without smoothing), the same drawing printed by two engines 6. A bar of twelve that is higher by a tenth makes 62, a mark
 * on a fiftieth of a photograph 14. */
enum { SAME_SIZE_STEPS = 3, OTHER_SIZE_STEPS = 12, DRAWN_STEPS = 15 };
/* Pictures whose shapes differ by more than this share are not one, or one of them was cropped. */
static const double SHAPE_SLACK = 0.05;
/* A picture of so many pixels a side is no honest one. */
enum { SIDE_MAX = 1000000 };

/* Where part `i` begins along a side, in pixels. */
static double border(int i, uint32_t length) { return (double)i * length / LOOK_SIDE; }

/* Sums of a row's pixels from its beginning to each border between parts; a pixel on a border counts by its share. */
static void sum_row(const uint8_t *row, uint32_t width, double sums[LOOK_SIDE + 1]) {
  double sum = 0;
  int part = 0;
  for (uint32_t x = 0; x < width; x++) {
    for (; part <= LOOK_SIDE && border(part, width) < x + 1; part++)
      sums[part] = sum + (border(part, width) - x) * row[x];
    sum += row[x];
  }
  for (; part <= LOOK_SIDE; part++) sums[part] = sum;
}

typedef struct {
  double at[LOOK_SIDE + 1];
} Sums;

/* The same down the rows: sums over all that lies above and left of each crossing of borders. */
static void sum_rows(const uint8_t *pixels, uint32_t width, uint32_t height, size_t stride,
                     Sums sums[LOOK_SIDE + 1]) {
  Sums above = {{0}}, row;
  int part = 0;
  for (uint32_t y = 0; y < height; y++) {
    sum_row(pixels + y * stride, width, row.at);
    for (; part <= LOOK_SIDE && border(part, height) < y + 1; part++)
      for (int x = 0; x <= LOOK_SIDE; x++)
        sums[part].at[x] = above.at[x] + (border(part, height) - y) * row.at[x];
    for (int x = 0; x <= LOOK_SIDE; x++) above.at[x] += row.at[x];
  }
  for (; part <= LOOK_SIDE; part++) sums[part] = above;
}

void look_of_grey(Look *look, const uint8_t *pixels, uint32_t width, uint32_t height, size_t stride) {
  Sums sums[LOOK_SIDE + 1];
  *look = (Look){.width = width, .height = height};
  if (!width || !height) return;
  sum_rows(pixels, width, height, stride, sums);
  double size = border(1, width) * border(1, height);
  for (int y = 0; y < LOOK_SIDE; y++)
    for (int x = 0; x < LOOK_SIDE; x++) {
      double sum = sums[y + 1].at[x + 1] - sums[y].at[x + 1] - sums[y + 1].at[x] + sums[y].at[x];
      look->part[y * LOOK_SIDE + x] = (uint8_t)lround(CLAMP(sum / size, 0, 255));
    }
}

char *look_write(const Look *look) {
  g_autofree char *parts = g_base64_encode(look->part, sizeof look->part);
  return g_strdup_printf("%ux%u:%s", look->width, look->height, parts);
}

bool look_read(const char *text, Look *look) {
  const char *colon = strchr(text, ':');
  if (!colon || sscanf(text, "%ux%u:", &look->width, &look->height) != 2) return false;
  if (look->width > SIDE_MAX || look->height > SIDE_MAX) return false;
  gsize size = 0;
  g_autofree guchar *parts = g_base64_decode(colon + 1, &size);
  if (size != sizeof look->part) return false;
  memcpy(look->part, parts, size);
  return true;
}

static bool same_shape(const Look *a, const Look *b) {
  double x = (double)a->width * b->height, y = (double)b->width * a->height;
  return fabs(x - y) <= SHAPE_SLACK * MAX(x, y);
}

static int steps_apart(const Look *a, const Look *b) {
  int most = 0;
  for (size_t i = 0; i < sizeof a->part; i++) most = MAX(most, abs(a->part[i] - b->part[i]));
  return most;
}

LookAnswer look_compare(const char *a, const char *b) {
  Look x, y;
  if (!look_read(a, &x) || !look_read(b, &y) || !x.width != !y.width) return LOOKS_UNKNOWN;
  if (x.width && !same_shape(&x, &y)) return LOOKS_UNKNOWN;
  bool same_size = x.width == y.width && x.height == y.height;
  int allowed = !x.width ? DRAWN_STEPS : same_size ? SAME_SIZE_STEPS : OTHER_SIZE_STEPS;
  return steps_apart(&x, &y) <= allowed ? LOOKS_SAME : LOOKS_OTHER;
}
