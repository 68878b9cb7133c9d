/* Page boxes and rotation (ISO 32000-1, 7.7.3.3 and 14.11.2). */
#include "ingest/pdf_sheet.h"

#include <math.h>
#include <string.h>

/* The sheet is that of the text where both agree so far. */
static const double SIZE_SLACK_PT = 1;

static bool read_box(PdfFile *file, PdfObject page, const char *key, PdfSheet *sheet) {
  double n[4];
  if (!pdf_file_numbers(file, pdf_file_inherited(file, page, key), n, 4)) return false;
  sheet->x0 = MIN(n[0], n[2]);
  sheet->x1 = MAX(n[0], n[2]);
  sheet->y0 = MIN(n[1], n[3]);
  sheet->y1 = MAX(n[1], n[3]);
  return sheet->x1 > sheet->x0 && sheet->y1 > sheet->y0;
}

static bool has_size(const PdfSheet *s, double width_pt, double height_pt) {
  double across = s->x1 - s->x0, down = s->y1 - s->y0;
  double width = s->turn % 2 ? down : across, height = s->turn % 2 ? across : down;
  return fabs(width - width_pt) < SIZE_SLACK_PT && fabs(height - height_pt) < SIZE_SLACK_PT;
}

/* What is seen is the crop box within the media box, turned. */
bool pdf_sheet_read(PdfFile *file, PdfObject page, double width_pt, double height_pt, PdfSheet *sheet) {
  PdfSheet crop;
  double degrees = 0;
  if (!read_box(file, page, "/MediaBox", sheet)) return false;
  if (read_box(file, page, "/CropBox", &crop)) {
    sheet->x0 = MAX(sheet->x0, crop.x0);
    sheet->y0 = MAX(sheet->y0, crop.y0);
    sheet->x1 = MIN(sheet->x1, crop.x1);
    sheet->y1 = MIN(sheet->y1, crop.y1);
  }
  pdf_file_number(file, pdf_file_inherited(file, page, "/Rotate"), &degrees);
  sheet->turn = ((int)(fmod(degrees, 360) / 90) + 4) % 4;
  return has_size(sheet, width_pt, height_pt);
}

void pdf_sheet_matrix(const PdfSheet *s, double m[6]) {
  const double turned[4][6] = {
      {1, 0, 0, -1, -s->x0, s->y1},
      {0, 1, 1, 0, -s->y0, -s->x0},
      {-1, 0, 0, 1, s->x1, -s->y0},
      {0, -1, -1, 0, s->y1, s->x1},
  };
  memcpy(m, turned[s->turn], 6 * sizeof *m);
}

DocBox pdf_sheet_box(const PdfSheet *sheet, const double c[4]) {
  double m[6];
  pdf_sheet_matrix(sheet, m);
  float x0 = (float)(m[0] * c[0] + m[2] * c[1] + m[4]), y0 = (float)(m[1] * c[0] + m[3] * c[1] + m[5]);
  float x1 = (float)(m[0] * c[2] + m[2] * c[3] + m[4]), y1 = (float)(m[1] * c[2] + m[3] * c[3] + m[5]);
  return (DocBox){MIN(x0, x1), MIN(y0, y1), MAX(x0, x1), MAX(y0, y1)};
}
