/* libqpdf behind a few calls. Its own decoders have no limit on what comes out of them, so streams are taken
 * raw and inflated here: by libdeflate, and where they are cut or damaged by zlib, which gives what comes before that. */
#include "ingest/pdf_file.h"
#include "ingest/late_pdf.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* The page tree of a sound file is no deeper than this; a cycle ends here. */
enum { TREE_DEPTH_MAX = 50, CONTENT_STREAMS_MAX = 4096 };

/* How much of a stream comes out of its bytes: room for ten times as much is enough for all but a few pages, and what is not
 * filled costs nothing. Larger streams are pictures. */
enum { INFLATED_RATIO = 12, INFLATED_RATIO_LARGE = 4, INFLATED_MIN = 16 * 1024, LARGE_STREAM = 256 * 1024 };

struct PdfFile {
  qpdf_data qpdf;
  struct libdeflate_decompressor *inflater; /* NULL before the first stream, or without libdeflate */
};

PdfFile *pdf_file_open(GBytes *bytes, const char *password) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  if (library_load(&late_qpdf)) return NULL;
  PdfFile *file = g_new0(PdfFile, 1);
  file->qpdf = qpdf_init();
  qpdf_silence_errors(file->qpdf);
  qpdf_set_suppress_warnings(file->qpdf, QPDF_TRUE);
  if (!(qpdf_read_memory(file->qpdf, "pdf", data, size, password) & QPDF_ERRORS)) return file;
  pdf_file_free(file);
  return NULL;
}

void pdf_file_free(PdfFile *file) {
  if (!file) return;
  qpdf_cleanup(&file->qpdf);
  if (file->inflater) libdeflate_free_decompressor(file->inflater);
  g_free(file);
}

int pdf_file_pages(PdfFile *file) { return MAX(0, qpdf_get_num_pages(file->qpdf)); }
PdfObject pdf_file_page(PdfFile *file, int index) { return qpdf_get_page_n(file->qpdf, (size_t)index); }
void pdf_file_release(PdfFile *file) { qpdf_oh_release_all(file->qpdf); }

/* ---- objects */

/* A stream stands for its dictionary. */
static PdfObject dictionary_of(PdfFile *file, PdfObject object) {
  if (!object || qpdf_oh_is_dictionary(file->qpdf, object)) return object;
  return qpdf_oh_is_stream(file->qpdf, object) ? qpdf_oh_get_dict(file->qpdf, object) : PDF_NONE;
}

static PdfObject unless_null(PdfFile *file, PdfObject object) {
  return object && !qpdf_oh_is_null(file->qpdf, object) ? object : PDF_NONE;
}

PdfObject pdf_file_get(PdfFile *file, PdfObject object, const char *key) {
  PdfObject dictionary = dictionary_of(file, object);
  return dictionary ? unless_null(file, qpdf_oh_get_key(file->qpdf, dictionary, key)) : PDF_NONE;
}

PdfObject pdf_file_inherited(PdfFile *file, PdfObject page, const char *key) {
  for (int depth = 0; page && depth < TREE_DEPTH_MAX; depth++) {
    PdfObject value = pdf_file_get(file, page, key);
    if (value) return value;
    page = pdf_file_get(file, page, "/Parent");
  }
  return PDF_NONE;
}

static int item_count(PdfFile *file, PdfObject array) {
  return array && qpdf_oh_is_array(file->qpdf, array) ? qpdf_oh_get_array_n_items(file->qpdf, array) : 0;
}

PdfObject pdf_file_item(PdfFile *file, PdfObject array, int index) {
  if (index < 0 || index >= item_count(file, array)) return PDF_NONE;
  return qpdf_oh_get_array_item(file->qpdf, array, index);
}

int pdf_file_id(PdfFile *file, PdfObject object) {
  return object ? qpdf_oh_get_object_id(file->qpdf, object) : 0;
}

/* Its place in libqpdf's table stays, but the keys and values, some 2 KB, go. */
void pdf_file_forget(PdfFile *file, PdfObject object) {
  int id = pdf_file_id(file, object), generation = id > 0 ? qpdf_oh_get_generation(file->qpdf, object) : 0;
  if (id > 0) qpdf_replace_object(file->qpdf, id, generation, qpdf_oh_new_null(file->qpdf));
}

bool pdf_file_is_name(PdfFile *file, PdfObject object, const char *name) {
  return object && qpdf_oh_is_name_and_equals(file->qpdf, object, name);
}

bool pdf_file_number(PdfFile *file, PdfObject object, double *number) {
  return object && qpdf_oh_get_value_as_number(file->qpdf, object, number);
}

bool pdf_file_numbers(PdfFile *file, PdfObject array, double *numbers, int count) {
  if (item_count(file, array) < count) return false;
  for (int i = 0; i < count; i++)
    if (!pdf_file_number(file, pdf_file_item(file, array, i), &numbers[i])) return false;
  return true;
}

char *pdf_file_text(PdfFile *file, PdfObject object) {
  const char *text;
  size_t length;
  if (!object || !qpdf_oh_get_value_as_utf8(file->qpdf, object, &text, &length)) return NULL;
  return g_utf8_make_valid(text, (gssize)strnlen(text, length));
}

/* ---- streams */

static void free_buffer(gpointer buffer) { free(buffer); }

GBytes *pdf_file_raw(PdfFile *file, PdfObject stream) {
  unsigned char *buffer = NULL;
  size_t size = 0;
  if (!stream || !qpdf_oh_is_stream(file->qpdf, stream)) return NULL;
  if (qpdf_oh_get_stream_data(file->qpdf, stream, qpdf_dl_none, NULL, &buffer, &size) & QPDF_ERRORS)
    return NULL;
  return g_bytes_new_with_free_func(buffer ? (const void *)buffer : "", size, free_buffer, buffer);
}

/* What can be inflated of a stream that is cut or damaged; NULL where it is more than `most`. */
static GBytes *inflate_part(GBytes *packed, gsize most) {
  gsize size;
  const Bytef *data = g_bytes_get_data(packed, &size);
  z_stream z = {.next_in = (Bytef *)data, .avail_in = (uInt)MIN(size, G_MAXUINT32)};
  if (inflateInit(&z) != Z_OK) return NULL;
  GByteArray *out = g_byte_array_new();
  int state = Z_OK;
  while (state == Z_OK && z.total_out <= most) {
    guint had = out->len;
    g_byte_array_set_size(out, had + MAX(16384, had));
    z.next_out = out->data + had;
    z.avail_out = out->len - had;
    state = inflate(&z, Z_NO_FLUSH);
    g_byte_array_set_size(out, out->len - z.avail_out);
  }
  bool fits = z.total_out <= most;
  inflateEnd(&z);
  GBytes *bytes = g_byte_array_free_to_bytes(out);
  if (!fits) g_clear_pointer(&bytes, g_bytes_unref);
  return bytes;
}

static bool has_inflater(PdfFile *file) {
  if (!file->inflater && !library_load(&late_deflate)) file->inflater = libdeflate_alloc_decompressor();
  return file->inflater != NULL;
}

static gsize inflated_room(gsize packed, gsize most) {
  gsize ratio = packed < LARGE_STREAM ? INFLATED_RATIO : INFLATED_RATIO_LARGE;
  return MIN(most, MAX((gsize)INFLATED_MIN, packed * ratio));
}

/* NULL where it is more than `most`. libdeflate wants all of the room at once, so it begins anew with more. */
static GBytes *inflate_bytes(PdfFile *file, GBytes *packed, gsize most) {
  gsize size, used, got;
  const void *data = g_bytes_get_data(packed, &size);
  enum libdeflate_result result = has_inflater(file) ? LIBDEFLATE_INSUFFICIENT_SPACE : LIBDEFLATE_BAD_DATA;
  for (gsize room = inflated_room(size, most); result == LIBDEFLATE_INSUFFICIENT_SPACE; room = MIN(most, 4 * room)) {
    char *out = g_malloc(room + 1);
    result = libdeflate_zlib_decompress_ex(file->inflater, data, size, out, room, &used, &got);
    if (result == LIBDEFLATE_SUCCESS) return g_bytes_new_take(out, got);
    g_free(out);
    if (room == most) break;
  }
  return result == LIBDEFLATE_INSUFFICIENT_SPACE ? NULL : inflate_part(packed, most);
}

/* The one filter of a stream, be it a name or an array of one; PDF_NONE where there is none. */
static bool has_one_filter(PdfFile *file, PdfObject stream, PdfObject *filter) {
  *filter = pdf_file_get(file, stream, "/Filter");
  int count = item_count(file, *filter);
  if (count == 1)
    *filter = pdf_file_item(file, *filter, 0);
  else if (*filter && qpdf_oh_is_array(file->qpdf, *filter))
    *filter = PDF_NONE;
  return count <= 1;
}

GBytes *pdf_file_inflated(PdfFile *file, PdfObject stream, gsize most) {
  PdfObject filter;
  if (!has_one_filter(file, stream, &filter)) return NULL;
  bool flate = pdf_file_is_name(file, filter, "/FlateDecode");
  if (filter && !flate) return NULL;
  g_autoptr(GBytes) raw = pdf_file_raw(file, stream);
  if (!raw || (!flate && g_bytes_get_size(raw) > most)) return NULL;
  return flate ? inflate_bytes(file, raw, most) : g_steal_pointer(&raw);
}

GBytes *pdf_file_stream(PdfFile *file, PdfObject stream, gsize most) {
  return pdf_file_get(file, stream, "/DecodeParms") ? NULL : pdf_file_inflated(file, stream, most);
}

GBytes *pdf_file_bytes(PdfFile *file, PdfObject object, gsize most) {
  if (!object) return NULL;
  if (!qpdf_oh_is_string(file->qpdf, object)) return pdf_file_stream(file, object, most);
  size_t size;
  const char *bytes = qpdf_oh_get_binary_string_value(file->qpdf, object, &size);
  return g_bytes_new(bytes, MIN(size, most));
}

/* Streams are parted between tokens only, which a line feed then parts (7.8.2). */
static bool append_stream(PdfFile *file, PdfObject stream, GByteArray *out, gsize most) {
  g_autoptr(GBytes) bytes = out->len <= most ? pdf_file_stream(file, stream, most - out->len) : NULL;
  if (!bytes) return false;
  g_byte_array_append(out, g_bytes_get_data(bytes, NULL), (guint)g_bytes_get_size(bytes));
  g_byte_array_append(out, (const guint8 *)"\n", 1);
  return true;
}

GBytes *pdf_file_content(PdfFile *file, PdfObject page, gsize most) {
  PdfObject contents = pdf_file_get(file, page, "/Contents");
  int count = item_count(file, contents);
  if (!count) return contents ? pdf_file_stream(file, contents, most) : NULL;
  GByteArray *out = g_byte_array_new();
  bool whole = count <= CONTENT_STREAMS_MAX;
  for (int i = 0; whole && i < count; i++)
    whole = append_stream(file, pdf_file_item(file, contents, i), out, most);
  GBytes *bytes = g_byte_array_free_to_bytes(out);
  if (!whole) g_clear_pointer(&bytes, g_bytes_unref);
  return bytes;
}
