/* Pictures: a hash of the bytes, and a look at the pixels by libpng and libjpeg. A
 * JPEG is decoded at an eighth of its size, where that leaves enough of it. */
#include "ingest/picture.h"

#include "ingest/late_pictures.h"

#include <string.h>

/* A side that a JPEG is not made smaller than: eight pixels a part of a look. */
enum { JPEG_SIDE_MIN = 8 * LOOK_SIDE };

char *picture_hash(const void *data, gsize size) {
  return g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, size);
}

uint8_t picture_grey(const uint8_t *rgb) {
  return (uint8_t)((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2] + 500) / 1000);
}

static bool is_jpeg(const void *data, gsize size) { return size > 3 && memcmp(data, "\xFF\xD8\xFF", 3) == 0; }

static bool fits(guint64 width, guint64 height) {
  return width && height && width * height <= PICTURE_PIXELS_MAX;
}

/* ---- PNG */

static char *png_look(const void *data, gsize size) {
  png_image image = {.version = PNG_IMAGE_VERSION};
  if (!png_image_begin_read_from_memory(&image, data, size)) return NULL;
  image.format = PNG_FORMAT_RGB;
  g_autofree uint8_t *rgb = fits(image.width, image.height) ? g_try_malloc(PNG_IMAGE_SIZE(image)) : NULL;
  const png_color white = {255, 255, 255};
  bool read = rgb && png_image_finish_read(&image, &white, rgb, 0, NULL);
  png_image_free(&image);
  if (!read) return NULL;
  Look look;
  for (gsize i = 0; i < (gsize)image.width * image.height; i++) rgb[i] = picture_grey(rgb + 3 * i);
  look_of_grey(&look, rgb, image.width, image.height, image.width);
  return look_write(&look);
}

/* ---- JPEG: the library leaves by longjmp where it fails */

typedef struct {
  struct jpeg_error_mgr errors; /* first */
  jmp_buf failed;
} JpegErrors;

static void leave(j_common_ptr jpeg) { longjmp(((JpegErrors *)(void *)jpeg->err)->failed, 1); }
static void say_nothing(j_common_ptr jpeg) { (void)jpeg; }

static unsigned reduction(unsigned side) {
  unsigned by = 8;
  while (by > 1 && side / by < JPEG_SIDE_MIN) by /= 2;
  return by;
}

static bool begin_jpeg(struct jpeg_decompress_struct *jpeg, const void *data, gsize size) {
  jpeg_mem_src(jpeg, data, size);
  if (jpeg_read_header(jpeg, TRUE) != JPEG_HEADER_OK) return false;
  bool known = jpeg->num_components == 1 || jpeg->num_components == 3; /* others are of inks */
  if (!known || !fits(jpeg->image_width, jpeg->image_height)) return false;
  jpeg->out_color_space = JCS_GRAYSCALE;
  jpeg->scale_num = 1;
  jpeg->scale_denom = reduction(MIN(jpeg->image_width, jpeg->image_height));
  return jpeg_start_decompress(jpeg);
}

/* Kept outside of the frame that setjmp returns to, so that its values are those last written. */
typedef struct {
  struct jpeg_decompress_struct jpeg;
  JpegErrors errors;
  uint8_t *grey;
  char *text;
} JpegReader;

static void read_jpeg(JpegReader *r, const void *data, gsize size) {
  struct jpeg_decompress_struct *jpeg = &r->jpeg;
  Look look;
  if (!begin_jpeg(jpeg, data, size)) return;
  r->grey = g_malloc0((gsize)jpeg->output_width * jpeg->output_height);
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW row = r->grey + (gsize)jpeg->output_scanline * jpeg->output_width;
    jpeg_read_scanlines(jpeg, &row, 1);
  }
  look_of_grey(&look, r->grey, jpeg->output_width, jpeg->output_height, jpeg->output_width);
  look.width = jpeg->image_width;
  look.height = jpeg->image_height;
  r->text = look_write(&look);
}

static char *jpeg_look(const void *data, gsize size) {
  g_autofree JpegReader *r = g_new0(JpegReader, 1);
  r->jpeg.err = jpeg_std_error(&r->errors.errors);
  r->errors.errors.error_exit = leave;
  r->errors.errors.output_message = say_nothing;
  if (setjmp(r->errors.failed) == 0) {
    jpeg_create_decompress(&r->jpeg);
    read_jpeg(r, data, size);
  }
  jpeg_destroy_decompress(&r->jpeg);
  g_free(r->grey);
  return r->text;
}

char *picture_look(const void *data, gsize size) {
  static const char png[] = "\x89PNG\r\n\x1A\n";
  if (size >= sizeof png - 1 && memcmp(data, png, sizeof png - 1) == 0)
    return library_load(&late_png) ? NULL : png_look(data, size);
  return is_jpeg(data, size) && !library_load(&late_jpeg) ? jpeg_look(data, size) : NULL;
}

void picture_push(DocBuilder *b, GBytes *bytes, const char *alt, const char *caption) {
  gsize size = 0;
  const void *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
  g_autofree char *hash = size ? picture_hash(data, size) : NULL,
                  *look = size ? picture_look(data, size) : NULL;
  doc_builder_open(b, DOC_FIGURE);
  doc_builder_figure(b, &(DocFigure){hash ? hash : "", look ? look : "", alt, caption});
  doc_builder_close(b);
}
