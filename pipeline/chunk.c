/* A share of a list of files, read, in one file: a header, then a record a file, each after its length.
 *
 *     length header | length record | length record | ... | 0
 *
 * Lengths are 64 bits, big end first; header and records are GVariants of strings and bytes alone, so that the
 * file is the same on any machine. It appears in the inbox by one rename, after it was synced. */
#define _GNU_SOURCE
#include "pipeline/batch_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  FILE *out;
  char *path, *temporary;
} Chunk;

char *chunk_path(const char *inbox, unsigned number, unsigned of) {
  return g_strdup_printf("%s/chunk-%05u-of-%05u.redraft", inbox, number, of);
}

static bool fail(const char *path, GError **error) {
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: %s", path, g_strerror(errno));
  return false;
}

/* Takes over the value. */
static bool put(Chunk *chunk, GVariant *value, GError **error) {
  g_autoptr(GVariant) kept = g_variant_ref_sink(value);
  guint64 size = g_variant_get_size(kept), length = GUINT64_TO_BE(size);
  bool written = fwrite(&length, sizeof length, 1, chunk->out) == 1 &&
                 fwrite(g_variant_get_data(kept), 1, size, chunk->out) == size;
  return written || fail(chunk->temporary, error);
}

/* ---- what the chunk is a share of */

/* The same list, with the same things said of it, has the same hash. */
static char *hash_list(const GPtrArray *files) {
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  for (guint f = 0; f < files->len; f++) {
    for (guint i = 0; said_field_name(i); i++) {
      const char *value = *said_field(g_ptr_array_index(files, f), i);
      g_checksum_update(sum, (const guchar *)(value ? value : "\x01"),
                        (gssize)(value ? strlen(value) : 1) + 1);
    }
  }
  return g_strdup(g_checksum_get_string(sum));
}

static GVariant *header_of(const GPtrArray *files, unsigned number, unsigned of) {
  g_autofree char *list = hash_list(files), *numbers = g_strdup_printf("%u", number),
                  *ofs = g_strdup_printf("%u", of);
  const char *const pairs[][2] = {{"format", "redraft-chunk/1"},
                                  {"redraft", REDRAFT_VERSION},
                                  {"list", list},
                                  {"chunk", numbers},
                                  {"of", ofs}};
  GVariantBuilder b;
  g_variant_builder_init(&b, G_VARIANT_TYPE(CHUNK_HEADER));
  for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
    g_variant_builder_add(&b, "{ss}", pairs[i][0], pairs[i][1]);
  return g_variant_builder_end(&b);
}

/* Leaves the files of this share: neighbours stay together, so that shares one after another are the list. */
static void keep_share(GPtrArray *files, unsigned number, unsigned of) {
  guint from = (guint)((guint64)files->len * (number - 1) / of),
        to = (guint)((guint64)files->len * number / of);
  g_ptr_array_set_size(files, (gint)to);
  if (from) g_ptr_array_remove_range(files, 0, from);
}

/* ---- records */

static GVariant *bytes_of(const void *data, gsize size) {
  return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, size ? data : "", size, 1);
}

static GVariant *said_of(const Said *said) {
  GVariantBuilder b;
  g_variant_builder_init(&b, G_VARIANT_TYPE("a{say}"));
  for (guint i = 0; said_field_name(i); i++) {
    const char *value = *said_field(said, i);
    if (value) g_variant_builder_add(&b, "{s@ay}", said_field_name(i), bytes_of(value, strlen(value)));
  }
  return g_variant_builder_end(&b);
}

/* A file without bytes has none: why is its answer. */
static GVariant *record_of(const FeedItem *item, const WorkerAnswer *answer) {
  g_autoptr(GByteArray) written = worker_answer_write(answer);
  gsize size = 0;
  const void *data = item->bytes ? g_bytes_get_data(item->bytes, &size) : NULL;
  g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, written->data, written->len);
  return g_variant_new("(@a{say}s@ay@ays)", said_of(item->said), item->sha256 ? item->sha256 : "",
                       bytes_of(data, size), bytes_of(written->data, written->len), sum);
}

static bool known_to_nobody(void *user, const Said *said, const char *sha256) {
  (void)user, (void)said, (void)sha256;
  return false;
}

/* The path is said again when the refusal is told. */
static WorkerAnswer *answer_of_problem(const FeedItem *item) {
  WorkerAnswer *answer = g_new0(WorkerAnswer, 1);
  g_autofree char *prefix = g_strconcat(item->said->path, ": ", NULL);
  const char *message = item->problem->message;
  bool prefixed = g_str_has_prefix(message, prefix);
  answer->error =
      g_error_new_literal(INGEST_ERROR, INGEST_ERROR_DAMAGED, message + (prefixed ? strlen(prefix) : 0));
  return answer;
}

static bool put_files(Pipeline *pipeline, Chunk *chunk, GPtrArray *files, const PipelineIngest *options,
                      GError **error) {
  g_autoptr(Feed) feed = feed_new(pipeline, files, known_to_nobody, NULL);
  for (const FeedItem *item; (item = feed_next(feed));) {
    g_autoptr(WorkerAnswer) answer = item->problem ? answer_of_problem(item) : feed_read(feed);
    if (!put(chunk, record_of(item, answer), error)) return false;
    guint done, all;
    feed_progress(feed, &done, &all);
    if (options->on_progress) options->on_progress(done, all, options->user);
  }
  return true;
}

/* ---- the file */

static bool publish(Chunk *chunk, const char *inbox, GError **error) {
  guint64 end = 0;
  bool synced = fwrite(&end, sizeof end, 1, chunk->out) == 1 && fflush(chunk->out) == 0 &&
                fsync(fileno(chunk->out)) == 0;
  if (!synced) return fail(chunk->temporary, error);
  if (g_rename(chunk->temporary, chunk->path) != 0) return fail(chunk->path, error);
  int folder = open(inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) fsync(folder);
  if (folder >= 0) close(folder);
  return true;
}

/* Two that do the same work at once write files of their own. */
static bool open_chunk(Chunk *chunk, const char *inbox, unsigned number, unsigned of, GError **error) {
  if (g_mkdir_with_parents(inbox, 0777) != 0) return fail(inbox, error);
  chunk->path = chunk_path(inbox, number, of);
  chunk->temporary = g_strdup_printf("%s/.chunk-%05u-XXXXXX", inbox, number);
  int fd = g_mkstemp_full(chunk->temporary, O_RDWR | O_CLOEXEC, 0666);
  chunk->out = fd >= 0 ? fdopen(fd, "wb") : NULL;
  return chunk->out || fail(inbox, error);
}

static void close_chunk(Chunk *chunk) {
  if (chunk->out) fclose(chunk->out);
  if (chunk->out) g_unlink(chunk->temporary); /* it is gone where it was published */
  g_free(chunk->path);
  g_free(chunk->temporary);
}

bool pipeline_extract_chunk(Pipeline *pipeline, const char *const *paths, const PipelineIngest *options,
                            unsigned number, unsigned of, const char *inbox, GError **error) {
  if (!batch_check_options(options, error)) return false;
  GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)said_free);
  Chunk chunk = {0};
  bool ready = inputs_add(files, paths, options, error) && open_chunk(&chunk, inbox, number, of, error) &&
               put(&chunk, header_of(files, number, of), error);
  if (ready)
    keep_share(files, number, of);
  else
    g_ptr_array_unref(files);
  bool done = ready && put_files(pipeline, &chunk, files, options, error) && publish(&chunk, inbox, error);
  close_chunk(&chunk);
  return done;
}
