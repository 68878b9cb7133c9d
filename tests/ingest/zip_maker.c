/* Zips made in memory, by libzip. */
#include "tests/ingest/zip_maker.h"

#include "model/forms.h"

#include <string.h>
#include <zip.h>

GBytes *zip_maker(const ZipMember *members) {
  zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
  zip_source_keep(target);
  zip_t *zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  g_assert_nonnull(zip);
  for (const ZipMember *m = members; m->name; m++) {
    zip_int64_t i = zip_file_add(zip, m->name, zip_source_buffer(zip, m->text, strlen(m->text), 0), 0);
    g_assert_cmpint(i, >=, 0);
    zip_set_file_compression(zip, (zip_uint64_t)i, m == members ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
  }
  g_assert_cmpint(zip_close(zip), ==, 0);
  zip_stat_t stat;
  g_assert_cmpint(zip_source_stat(target, &stat), ==, 0);
  guint8 *bytes = g_malloc(stat.size);
  g_assert_cmpint(zip_source_open(target), ==, 0);
  g_assert_cmpint(zip_source_read(target, bytes, stat.size), ==, (zip_int64_t)stat.size);
  zip_source_close(target);
  zip_source_free(target);
  return g_bytes_new_take(bytes, stat.size);
}

GPtrArray *zip_maker_read(const ZipMember *members, const char *name, bool reject_changes, GError **error) {
  g_autoptr(GBytes) bytes = zip_maker(members);
  IngestHints hints = {.name = name, .reject_changes = reject_changes};
  return ingest_bytes(bytes, &hints, error);
}

void zip_maker_check(const ZipMember *members, const char *name, bool reject_changes, const char *expected) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) papers = zip_maker_read(members, name, reject_changes, &error);
  g_assert_no_error(error);
  g_autofree char *got = doc_to_dump(papers->pdata[0]);
  g_assert_cmpstr(got, ==, expected);
}

void zip_maker_check_runs(const ZipMember *members, const char *expected) {
  g_autoptr(GPtrArray) papers = zip_maker_read(members, NULL, false, NULL);
  g_autoptr(GString) got = g_string_new(NULL);
  const DocNode *node = doc_node(papers->pdata[0], doc_first_child(papers->pdata[0], 0));
  for (uint32_t i = 0; i < node->run_count; i++) {
    const DocRun *run = &node->runs[i];
    g_string_append_printf(got, "%s%u-%u:%u", i ? " " : "", run->start, run->end, run->style);
    if (*run->target) g_string_append_printf(got, "(%s)", run->target);
  }
  g_assert_cmpstr(got->str, ==, expected);
}

static void check_read_or_refused(const guint8 *data, gsize size, const char *name) {
  g_autoptr(GBytes) bytes = g_bytes_new(data, size);
  g_autoptr(GError) error = NULL;
  IngestHints hints = {.name = name};
  g_autoptr(GPtrArray) papers = ingest_bytes(bytes, &hints, &error);
  g_assert_true((papers != NULL) == (error == NULL));
}

void zip_maker_damage(const ZipMember *members, const char *name) {
  g_autoptr(GBytes) bytes = zip_maker(members);
  gsize size;
  const guint8 *data = g_bytes_get_data(bytes, &size);
  for (gsize cut = 1; cut < size; cut += 1 + size / 60) check_read_or_refused(data, cut, name);
  g_autoptr(GRand) random = g_rand_new_with_seed(20240425);
  for (int round = 0; round < 400; round++) {
    g_autofree guint8 *copy = g_memdup2(data, size);
    for (int i = g_rand_int_range(random, 1, 5); i; i--)
      copy[g_rand_int_range(random, 4, (gint32)size)] = (guint8)g_rand_int_range(random, 0, 256);
    check_read_or_refused(copy, size, name);
  }
}
