/* Archives of papers: their members in order of name, as if they were files of a folder. */
#include "ingest/zip_archive.h"
#include "pipeline/pipeline_priv.h"

#include <string.h>

bool pipeline_is_archive(const char *path, GBytes *bytes) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  bool zip = size >= 4 && (memcmp(data, "PK\x03\x04", 4) == 0 || memcmp(data, "PK\x05\x06", 4) == 0);
  if (!zip) return false;
  IngestHints hints = {.name = path};
  const char *format = ingest_format(bytes, &hints, NULL); /* word processors' files are zips, too */
  return !format || !(g_str_equal(format, "docx") || g_str_equal(format, "odt"));
}

typedef struct {
  char *name;
  guint index;
} Member;

static void member_clear(gpointer member) { g_free(((Member *)member)->name); }

static int compare_members(gconstpointer a, gconstpointer b) {
  const Member *x = a, *y = b;
  int order = strcmp(x->name, y->name);
  return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* What is hidden in a folder is so here; "__MACOSX/" holds what a Mac notes of its files. */
static bool is_hidden(const char *name) {
  return *name == '.' || strstr(name, "/.") || g_str_has_prefix(name, "__MACOSX/");
}

static GArray *list_members(const ZipArchive *archive) {
  GArray *members = g_array_new(FALSE, FALSE, sizeof(Member));
  g_array_set_clear_func(members, member_clear);
  for (guint i = 0; i < zip_archive_count(archive); i++) {
    Member member = {zip_archive_name(archive, i), i};
    bool wanted =
        !g_str_has_suffix(member.name, "/") && !is_hidden(member.name) && pipeline_is_paper_name(member.name);
    if (wanted)
      g_array_append_val(members, member);
    else
      g_free(member.name);
  }
  g_array_sort(members, compare_members);
  return members;
}

static bool take_member(ZipArchive *archive, const char *path, guint index, PipelineTake take, void *user,
                        GError **error) {
  const char *why = NULL;
  g_autoptr(GError) problem = NULL;
  g_autoptr(GBytes) bytes = zip_archive_read(archive, index, &why);
  if (bytes && pipeline_is_archive(path, bytes)) why = "an archive within an archive is not read";
  if (why) problem = g_error_new(PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: %s", path, why);
  return take(user, path, problem ? NULL : bytes, problem, error);
}

bool pipeline_each_member(const char *path, GBytes *bytes, const char *password, PipelineTake take,
                          void *user, GError **error) {
  const char *why;
  g_autoptr(ZipArchive) archive = zip_archive_open(bytes, password, &why);
  g_autoptr(GArray) members = archive ? list_members(archive) : NULL;
  if (archive && !members->len) why = "no paper in it";
  if (!archive || !members->len) {
    g_autoptr(GError) problem = g_error_new(PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: zip: %s", path, why);
    return take(user, path, NULL, problem, error);
  }
  for (guint i = 0; i < members->len; i++) {
    const Member *member = &g_array_index(members, Member, i);
    g_autofree char *whole = g_build_filename(path, member->name, NULL);
    if (!take_member(archive, whole, member->index, take, user, error)) return false;
  }
  return true;
}
