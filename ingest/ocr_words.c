/* Tesseract's TSV -> words of a page:
 *
 *     level page block paragraph line word left top width height confidence text
 *     4     1    1     1         2    0    300  410 1800  42     -1
 *     5     1    1     1         2    1    300  412 120   38     96.1       Ferries
 *
 * A word's box is as high as its letters, so "on" and "Ferry" differ: words take the height of their line
 * (level 4), and all lines of a page one size of type, but for those that are larger beyond doubt. Weight and
 * slant are not told. */
#include "ingest/ocr.h"

#include <stdlib.h>
#include <string.h>

enum { LEVEL, LEFT = 6, TOP, WIDTH, HEIGHT, CONFIDENCE, TEXT, FIELDS };
enum { LEVEL_LINE = 4, LEVEL_WORD = 5 };

/* A line with ascenders and descenders is higher by up to 1.35 than one of small letters only; headings of
 * council papers that are larger at all are so by 1.2 to 2. What lies between is not told from noise. */
static const double LARGE_LINE = 1.45;
/* Type size as a share of a line's height. */
static const double SIZE_OF_HEIGHT = 0.95;
/* A line is no higher than so many times its words, unless the page is askew. */
static const double ASKEW = 1.8;

typedef struct {
  double left, top, width, height;
} Rectangle;

static Rectangle rectangle_of(char **fields) {
  Rectangle r = {g_ascii_strtod(fields[LEFT], NULL), g_ascii_strtod(fields[TOP], NULL),
                 g_ascii_strtod(fields[WIDTH], NULL), g_ascii_strtod(fields[HEIGHT], NULL)};
  r.left = CLAMP(r.left, 0, 1e5), r.top = CLAMP(r.top, 0, 1e5);
  r.width = CLAMP(r.width, 0, 1e5), r.height = CLAMP(r.height, 0, 1e5);
  return r;
}

static char **fields_of(const char *line, long *level) {
  char **fields = g_strsplit(line, "\t", FIELDS);
  *level = g_strv_length(fields) >= TEXT ? strtol(fields[LEVEL], NULL, 10) : 0;
  return fields;
}

static int compare_doubles(gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median_line_height(char **lines) {
  g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(double));
  for (; *lines; lines++) {
    long level;
    g_auto(GStrv) fields = fields_of(*lines, &level);
    if (level != LEVEL_LINE) continue;
    double height = rectangle_of(fields).height;
    g_array_append_val(heights, height);
  }
  g_array_sort(heights, compare_doubles);
  return heights->len ? g_array_index(heights, double, heights->len / 2) : 0;
}

static void add_word(Layout *layout, const char *text, const Rectangle *line, Rectangle r, double median,
                     double points) {
  if (line->height > 0 && line->height <= ASKEW * r.height) r.top = line->top, r.height = line->height;
  double height = r.height > LARGE_LINE * median ? r.height : median;
  LayoutWord word = {
      .text = text,
      .box = {(float)(r.left * points), (float)(r.top * points), (float)((r.left + r.width) * points),
              (float)((r.top + r.height) * points)},
      .size_pt = (float)(height * points * SIZE_OF_HEIGHT),
  };
  layout_add_word(layout, &word);
}

OcrCount ocr_add_words(Layout *layout, const char *tsv, double points) {
  g_auto(GStrv) lines = g_strsplit(tsv, "\n", -1);
  double median = median_line_height(lines), sum = 0;
  OcrCount count = {0};
  Rectangle line = {0};
  for (char **at = lines; *at; at++) {
    long level;
    g_auto(GStrv) fields = fields_of(*at, &level);
    if (level == LEVEL_LINE) line = rectangle_of(fields);
    if (level != LEVEL_WORD || !fields[TEXT] || !*g_strstrip(fields[TEXT])) continue;
    double confidence = CLAMP(g_ascii_strtod(fields[CONFIDENCE], NULL), 0, 100);
    add_word(layout, fields[TEXT], &line, rectangle_of(fields), median, points);
    count.words++;
    count.doubtful += confidence < OCR_CONFIDENCE_MIN;
    sum += confidence;
  }
  count.confidence = count.words ? sum / count.words : 0;
  return count;
}
