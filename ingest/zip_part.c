/* Members of a zip, by libzip, with limits on their number, size and ratio: the bytes may come from anyone.
 */
#include "ingest/zip_part.h"
#include "ingest/late_zip.h"

#include <string.h>

/* The largest document.xml in the shared collections has 9 MB, and XML of word processors shrinks to a tenth
 * at most times; repeated table rows reach one in sixty. A bomb of zeroes shrinks to a thousandth. */
enum {
  MEMBERS_MAX = 20000,
  MEMBER_BYTES_MAX = 64 * 1024 * 1024,
  ALL_BYTES_MAX = 160 * 1024 * 1024,
  RATIO_MAX = 300,
  RATIO_FROM_BYTES = 4 * 1024 * 1024,
  CHUNK_BYTES = 64 * 1024
};

struct ZipParts {
  zip_t *zip;
  gsize used; /* bytes read from all members so far */
};

bool zip_begins(const char *data, gsize size) { return size >= 4 && memcmp(data, "PK\x03\x04", 4) == 0; }

bool zip_is_named(const char *name, const char *const *extensions) {
  const char *dot = name ? strrchr(name, '.') : NULL;
  for (; dot && *extensions; extensions++)
    if (g_ascii_strcasecmp(dot, *extensions) == 0) return true;
  return false;
}

ZipParts *zip_parts_open(GBytes *bytes, const char **why) {
  gsize size;
  const void *data = g_bytes_get_data(bytes, &size);
  *why = library_load(&late_zip);
  if (*why) return NULL;
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_buffer_create(data, size, 0, &error);
  zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
  zip_error_fini(&error);
  if (!zip) {
    if (source) zip_source_free(source);
    *why = "its zip directory cannot be read";
    return NULL;
  }
  if (zip_get_num_entries(zip, 0) > MEMBERS_MAX) {
    zip_discard(zip);
    *why = "it has too many members";
    return NULL;
  }
  ZipParts *parts = g_new0(ZipParts, 1);
  parts->zip = zip;
  return parts;
}

void zip_parts_free(ZipParts *zip) {
  if (!zip) return;
  zip_discard(zip->zip);
  g_free(zip);
}

bool zip_part_exists(const ZipParts *zip, const char *name) {
  return zip_name_locate(zip->zip, name, ZIP_FL_NOCASE) >= 0;
}

static ZipPartState state_of_error(zip_error_t *error) {
  int code = zip_error_code_zip(error);
  return code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD || code == ZIP_ER_ENCRNOTSUPP
             ? ZIP_PART_ENCRYPTED
             : ZIP_PART_DAMAGED;
}

static bool is_too_large(const ZipParts *zip, const zip_stat_t *stat) {
  if (!(stat->valid & ZIP_STAT_SIZE)) return false;
  if (stat->size > MEMBER_BYTES_MAX || stat->size > ALL_BYTES_MAX - MIN(zip->used, ALL_BYTES_MAX))
    return true;
  return (stat->valid & ZIP_STAT_COMP_SIZE) && stat->size > RATIO_FROM_BYTES &&
         stat->size / RATIO_MAX > stat->comp_size;
}

/* The sizes of the directory are claims: what is really there is counted. */
static ZipPartState read_all(ZipParts *zip, zip_file_t *file, GByteArray *out) {
  g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
  for (;;) {
    zip_int64_t n = zip_fread(file, chunk, CHUNK_BYTES);
    if (n < 0) return ZIP_PART_DAMAGED; /* also a wrong checksum, at the end */
    if (n == 0) return ZIP_PART_OK;
    zip->used += (gsize)n;
    if (out->len + (gsize)n > MEMBER_BYTES_MAX || zip->used > ALL_BYTES_MAX) return ZIP_PART_TOO_LARGE;
    g_byte_array_append(out, chunk, (guint)n);
  }
}

GBytes *zip_part_read(ZipParts *zip, const char *name, ZipPartState *state) {
  zip_int64_t index = zip_name_locate(zip->zip, name, ZIP_FL_NOCASE);
  zip_stat_t stat;
  *state = ZIP_PART_MISSING;
  if (index < 0 || zip_stat_index(zip->zip, (zip_uint64_t)index, 0, &stat) != 0) return NULL;
  *state = ZIP_PART_TOO_LARGE;
  if (is_too_large(zip, &stat)) return NULL;
  zip_file_t *file = zip_fopen_index(zip->zip, (zip_uint64_t)index, 0);
  if (!file) {
    *state = state_of_error(zip_get_error(zip->zip));
    return NULL;
  }
  GByteArray *out = g_byte_array_new();
  *state = read_all(zip, file, out);
  zip_fclose(file);
  if (*state == ZIP_PART_TOO_LARGE) g_byte_array_set_size(out, 0);
  if (out->len || *state == ZIP_PART_OK) return g_byte_array_free_to_bytes(out);
  g_byte_array_unref(out);
  return NULL;
}
