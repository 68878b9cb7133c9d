/* Chunks of a list that were read elsewhere (chunk.c says how they look): all of them, one after another.
 *
 * What they hold is checked on arrival as what a worker hands over is: lengths against the file, records
 * against their type, papers against doc_binary.h, and each source against its hash. */
#include "pipeline/batch_priv.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *path;
  GBytes *bytes; /* the whole file, mapped */
  gsize at;      /* of the next record */
} Chunk;

struct Inbox {
  GArray *chunks; /* of Chunk, in their order */
  guint current;
  GVariant *record;
  FeedItem item;
  Said *said;
  char *sha256;
  GError *failure;
  guint done;
};

static const char suffix[] = ".redraft";

static void chunk_clear(gpointer data) {
  Chunk *chunk = data;
  g_free(chunk->path);
  g_clear_pointer(&chunk->bytes, g_bytes_unref);
}

/* ---- pieces of a chunk */

/* The next piece, of this type; NULL at the end, and with an error where it is damaged. */
static GVariant *next_piece(Chunk *chunk, const char *type, GError **error) {
  gsize size;
  const guint8 *data = g_bytes_get_data(chunk->bytes, &size);
  guint64 length;
  if (size - chunk->at >= sizeof length) {
    memcpy(&length, data + chunk->at, sizeof length);
    length = GUINT64_FROM_BE(length);
    chunk->at += sizeof length;
    if (length == 0 && chunk->at == size) return NULL;
    if (length > 0 && length <= size - chunk->at) {
      g_autoptr(GBytes) piece = g_bytes_new_from_bytes(chunk->bytes, chunk->at, length);
      chunk->at += length;
      return g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(type), piece, FALSE));
    }
  }
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: damaged", chunk->path);
  return NULL;
}

static const char *header_value(GVariant *header, const char *key) {
  const char *value = "";
  g_variant_lookup(header, key, "&s", &value);
  return value;
}

/* Opens a chunk, which must be the one of this number, and of the list and the program that the first is of. */
static bool open_chunk(Chunk *chunk, unsigned number, unsigned of, char **list, GError **error) {
  g_autoptr(GMappedFile) file = g_mapped_file_new(chunk->path, FALSE, error);
  if (!file) return false;
  chunk->bytes = g_mapped_file_get_bytes(file);
  g_autoptr(GVariant) header = next_piece(chunk, CHUNK_HEADER, error);
  if (!header) return false;
  const char *its_list = header_value(header, "list"), *program = header_value(header, "redraft");
  g_autofree char *numbers = g_strdup_printf("%u/%u", number, of);
  g_autofree char *its = g_strdup_printf("%s/%s", header_value(header, "chunk"), header_value(header, "of"));
  if (!*list) *list = g_strdup(its_list);
  const char *why = NULL;
  if (!g_str_equal(header_value(header, "format"), "redraft-chunk/1"))
    why = "not a chunk";
  else if (!g_str_equal(program, REDRAFT_VERSION))
    why = "made by another version of redraft";
  else if (!g_str_equal(numbers, its) || !g_str_equal(*list, its_list))
    why = "of another list of files than the first";
  if (why) g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: %s", chunk->path, why);
  return !why;
}

/* ---- the folder */

/* Of how many chunks the list is: what the names of those that are there say. 0 and an error where they say
 * nothing or several things. */
static unsigned count_chunks(const char *folder, GError **error) {
  unsigned of = 0, number, its_of;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    if (!g_str_has_suffix(name, suffix) || sscanf(name, "chunk-%5u-of-%5u", &number, &its_of) != 2) continue;
    if (of && of != its_of) {
      g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: chunks of two lists (of %u and of %u)",
                  folder, MIN(of, its_of), MAX(of, its_of));
      return 0;
    }
    of = its_of;
  }
  if (!of) g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_ABSENT, "%s: no chunk is there", folder);
  return of;
}

static bool open_all(Inbox *inbox, const char *folder, unsigned of, GError **error) {
  g_autofree char *list = NULL;
  for (unsigned number = 1; number <= of; number++) {
    Chunk chunk = {.path = chunk_path(folder, number, of)};
    g_array_append_val(inbox->chunks, chunk);
    if (!g_file_test(chunk.path, G_FILE_TEST_EXISTS)) {
      g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_ABSENT, "%s: chunk %u of %u is missing", folder,
                  number, of);
      return false;
    }
    if (!open_chunk(&g_array_index(inbox->chunks, Chunk, number - 1), number, of, &list, error)) return false;
  }
  return true;
}

Inbox *inbox_open(const char *folder, GError **error) {
  g_autoptr(Inbox) inbox = g_new0(Inbox, 1);
  inbox->chunks = g_array_new(FALSE, FALSE, sizeof(Chunk));
  g_array_set_clear_func(inbox->chunks, chunk_clear);
  unsigned of = count_chunks(folder, error);
  return of && open_all(inbox, folder, of, error) ? g_steal_pointer(&inbox) : NULL;
}

static void clear_item(Inbox *inbox) {
  g_clear_pointer(&inbox->record, g_variant_unref);
  g_clear_pointer(&inbox->item.bytes, g_bytes_unref);
  g_clear_pointer(&inbox->said, said_free);
  g_clear_pointer(&inbox->sha256, g_free);
  inbox->item = (FeedItem){0};
}

void inbox_free(Inbox *inbox) {
  if (!inbox) return;
  clear_item(inbox);
  g_clear_error(&inbox->failure);
  g_array_unref(inbox->chunks);
  g_free(inbox);
}

void inbox_remove(const Inbox *inbox) {
  for (guint i = 0; i < inbox->chunks->len; i++) g_unlink(g_array_index(inbox->chunks, Chunk, i).path);
}

/* ---- files in their order */

static char *text_of(GVariant *bytes) {
  gsize size;
  const char *data = g_variant_get_fixed_array(bytes, &size, 1);
  return g_strndup(data ? data : "", size);
}

static Said *said_of(GVariant *pairs) {
  Said *said = said_new(NULL);
  for (guint i = 0; said_field_name(i); i++) {
    g_autoptr(GVariant) value = g_variant_lookup_value(pairs, said_field_name(i), G_VARIANT_TYPE_BYTESTRING);
    if (value) *said_field(said, i) = text_of(value);
  }
  if (!said->path) said->path = g_strdup("");
  return said;
}

static GBytes *child_bytes(GVariant *record, gsize index) {
  g_autoptr(GVariant) child = g_variant_get_child_value(record, index);
  return g_variant_get_data_as_bytes(child);
}

static bool has_hash(GBytes *bytes, const char *sha256) {
  g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  return g_str_equal(sum, sha256);
}

/* What is said of a file may be anybody's words, too. */
static const char *check(const Inbox *inbox) {
  const PipelineIngest said = {.paper = inbox->said->paper,
                               .published = inbox->said->published,
                               .first_seen = inbox->said->first_seen};
  g_autoptr(GBytes) answer = child_bytes(inbox->record, 3);
  const char *answer_sha256;
  g_variant_get_child(inbox->record, 4, "&s", &answer_sha256);
  if (inbox->item.bytes && !has_hash(inbox->item.bytes, inbox->sha256))
    return "its bytes are not those of its hash";
  if (!has_hash(answer, answer_sha256)) return "what was read of it is not that of its hash";
  return batch_check_options(&said, NULL) ? NULL : "what is said of it makes no sense";
}

static void set_item(Inbox *inbox) {
  g_autoptr(GVariant) said = g_variant_get_child_value(inbox->record, 0);
  inbox->said = said_of(said);
  g_variant_get_child(inbox->record, 1, "s", &inbox->sha256);
  inbox->item.said = inbox->said;
  if (*inbox->sha256) inbox->item.bytes = child_bytes(inbox->record, 2);
  inbox->item.sha256 = inbox->sha256;
}

/* A record that is damaged ends all: its task has to be done again, before the chunk may go. */
static bool take_record(Inbox *inbox, const Chunk *chunk) {
  set_item(inbox);
  const char *why = check(inbox);
  if (why)
    g_set_error(&inbox->failure, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s: damaged: %s", chunk->path, why);
  inbox->done++;
  return !why;
}

const FeedItem *inbox_next(Inbox *inbox) {
  clear_item(inbox);
  while (!inbox->failure && inbox->current < inbox->chunks->len) {
    Chunk *chunk = &g_array_index(inbox->chunks, Chunk, inbox->current);
    inbox->record = next_piece(chunk, CHUNK_RECORD, &inbox->failure);
    if (inbox->record) return take_record(inbox, chunk) ? &inbox->item : NULL;
    inbox->current++;
  }
  return NULL;
}

WorkerAnswer *inbox_read(Inbox *inbox) {
  g_autoptr(GBytes) bytes = child_bytes(inbox->record, 3);
  return worker_answer_read(bytes);
}

void inbox_progress(const Inbox *inbox, guint *done, guint *all) {
  *done = inbox->done;
  *all = inbox->done + (inbox->chunks->len - MIN(inbox->current, inbox->chunks->len - 1) - 1); /* at least */
}

const GError *inbox_failure(const Inbox *inbox) { return inbox->failure; }
