/* Members of a zip of papers, by libzip. Its directory's claims are checked first, and what really comes is
 * counted. */
#include "ingest/zip_archive.h"
#include "ingest/late_zip.h"

#include <string.h>

/* A council's papers of a year are some 3,000. A member may be as large as a file may be that is given by
 * itself. PDF and DOCX hardly shrink, text by ten: what claims to grow by more than RATIO_MAX, and is not
 * small, is a bomb. */
enum {
  MEMBERS_MAX = 20000,
  MEMBER_MAX_MIB = 1024,
  ALL_MAX_MIB = 8 * 1024,
  RATIO_MAX = 200,
  RATIO_FROM_MIB = 8,
  CHUNK_BYTES = 1 << 16
};

struct ZipArchive {
  zip_t *zip;
  guint64 used; /* bytes read from all members so far */
};

ZipArchive *zip_archive_open(GBytes *bytes, const char *password, const char **why) {
  gsize size;
  const void *data = g_bytes_get_data(bytes, &size);
  *why = library_load(&late_zip);
  if (*why) return NULL;
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_buffer_create(data, size, 0, &error);
  zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
  zip_error_fini(&error);
  if (!zip && source) zip_source_free(source);
  *why = zip ? "its directory has too many members" : "its directory cannot be read";
  if (!zip) return NULL;
  if (zip_get_num_entries(zip, 0) > MEMBERS_MAX) {
    zip_discard(zip);
    return NULL;
  }
  if (password) zip_set_default_password(zip, password);
  ZipArchive *archive = g_new0(ZipArchive, 1);
  archive->zip = zip;
  return archive;
}

void zip_archive_free(ZipArchive *archive) {
  if (!archive) return;
  zip_discard(archive->zip);
  g_free(archive);
}

guint zip_archive_count(const ZipArchive *archive) {
  return (guint)MAX(0, zip_get_num_entries(archive->zip, 0));
}

char *zip_archive_name(const ZipArchive *archive, guint index) {
  const char *name = zip_get_name(archive->zip, index, ZIP_FL_ENC_GUESS);
  char *shown = g_utf8_make_valid(name ? name : "", -1);
  for (char *p = shown; *p; p++)
    if (g_ascii_iscntrl(*p)) *p = '?';
  return shown;
}

static const char *check_claims(const ZipArchive *archive, const zip_stat_t *stat) {
  bool sized = stat->valid & ZIP_STAT_SIZE, squeezed = stat->valid & ZIP_STAT_COMP_SIZE;
  if (sized && stat->size > (guint64)MEMBER_MAX_MIB << 20) return "larger than 1 GiB";
  if (sized && archive->used + stat->size > (guint64)ALL_MAX_MIB << 20)
    return "the archive's members are larger than 8 GiB together";
  if (sized && squeezed && stat->size > (guint64)RATIO_FROM_MIB << 20 &&
      stat->size / RATIO_MAX > stat->comp_size)
    return "it grows too much when unpacked";
  return NULL;
}

static const char *describe(zip_error_t *error) {
  switch (zip_error_code_zip(error)) {
  case ZIP_ER_NOPASSWD: return "encrypted, a password is needed";
  case ZIP_ER_WRONGPASSWD: return "encrypted, the password is wrong";
  case ZIP_ER_ENCRNOTSUPP: return "encrypted in a way that is not known";
  case ZIP_ER_COMPNOTSUPP: return "compressed in a way that is not known";
  default: return "damaged";
  }
}

/* What is more than the directory said is not read: the claims were checked. */
static const char *read_all(ZipArchive *archive, zip_file_t *file, guint64 limit, GByteArray *out) {
  g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
  for (;;) {
    zip_int64_t n = zip_fread(file, chunk, CHUNK_BYTES);
    if (n < 0) return "damaged";
    if (n == 0) return NULL;
    archive->used += (guint64)n;
    if (out->len + (guint64)n > limit) return "larger than the archive's directory says";
    g_byte_array_append(out, chunk, (guint)n);
  }
}

GBytes *zip_archive_read(ZipArchive *archive, guint index, const char **why) {
  zip_stat_t stat;
  *why = "damaged";
  if (zip_stat_index(archive->zip, index, 0, &stat) != 0) return NULL;
  *why = check_claims(archive, &stat);
  if (*why) return NULL;
  zip_file_t *file = zip_fopen_index(archive->zip, index, 0);
  if (!file) {
    *why = describe(zip_get_error(archive->zip));
    return NULL;
  }
  GByteArray *out = g_byte_array_new();
  guint64 limit = stat.valid & ZIP_STAT_SIZE ? stat.size : (guint64)RATIO_FROM_MIB << 20;
  *why = read_all(archive, file, limit, out);
  zip_fclose(file);
  if (!*why) return g_byte_array_free_to_bytes(out);
  g_byte_array_unref(out);
  return NULL;
}
