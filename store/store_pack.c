/* Objects -> a pack (gitformat-pack(5)), framed here and indexed by libgit2.
 *
 *     "PACK" 2 COUNT | type and size, deflated content | ... | SHA-1 of all before
 *
 * A record is a header of a few bits and a zlib stream (RFC 1950). Deltas are made only between the forms of
 * one paper and between successive trees of one folder, where they are known to be short: looking for others
 * costs ten times the rest on PDFs, and `git gc` finds them later. git_indexer inflates and hashes every
 * record again, writes pack and index, and syncs both, so that a slip here is an error and no damage. */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <git2/indexer.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* Measured with bench/store_bench.c on papers of 20 KB: level 6 saves 4 % of the store, and takes half as
 * long again for all of the writing. */
enum { TEXT_LEVEL = 3, STORED_LEVEL = 0 };

/* Bytes of the middle that are deflated to see whether the rest is worth it, and the share that must go away.
 * Of 163 real PDFs, DOCX and ODT of 16 KiB or more 88 % keep more than 90 of 100 bytes of such a sample; of 67
 * texts, Markdown and HTML none keeps more than 46. */
enum { SAMPLE = 4096, SAMPLED_FROM = 4 * SAMPLE, KEPT_PERCENT_MAX = 90 };

/* A longer delta saves little, and reading it needs the base, too. */
enum { DELTA_SHARE_MIN = 3, REF_DELTA = 7 };

enum { CHUNK = 1 << 20 }; /* bytes that go to the indexer at once: it maps the file anew each time */

enum { SHA1_SIZE = 20 };
enum {
  RECORD_HEADER = 10 + SHA1_SIZE,
  PACK_HEADER = 12,
  INDEX_FIXED = 8 + 256 * 4 + 2 * SHA1_SIZE,
  INDEX_ENTRY = 20 + 4 + 4 + 8
};

/* ---- records */

typedef struct {
  GByteArray *pack;
  z_stream text, stored; /* kept for all records: setting one up costs as much as a small record */
} Framer;

static void framer_init(Framer *f) {
  *f = (Framer){.pack = g_byte_array_new()};
  bool ready = deflateInit(&f->text, TEXT_LEVEL) == Z_OK && deflateInit(&f->stored, STORED_LEVEL) == Z_OK;
  if (!ready) g_error("zlib: out of memory"); /* as GLib does */
}

static void framer_clear(Framer *f) {
  deflateEnd(&f->text);
  deflateEnd(&f->stored);
  g_byte_array_unref(f->pack);
}

static void append_number(GByteArray *out, uint32_t number) {
  uint32_t big_endian = GUINT32_TO_BE(number);
  g_byte_array_append(out, (const guint8 *)&big_endian, sizeof big_endian);
}

/* Three bits of type and four of size, then seven of size a byte, the lowest first. */
static void append_record_header(GByteArray *out, unsigned type, size_t size) {
  guint8 byte = (guint8)(type << 4 | (size & 15));
  for (size >>= 4; size; size >>= 7) {
    guint8 more = byte | 128;
    g_byte_array_append(out, &more, 1);
    byte = size & 127;
  }
  g_byte_array_append(out, &byte, 1);
}

static uInt portion(size_t size) { return (uInt)MIN(size, (size_t)1 << 30); }

/* Appends the zlib stream of `size` bytes. The room asked for is what they may grow to, so deflate never
 * stops for want of it. */
static void append_deflated(GByteArray *out, z_stream *z, const void *data, size_t size) {
  guint begin = out->len;
  size_t room = deflateBound(z, size) + 64;
  deflateReset(z);
  g_byte_array_set_size(out, begin + (guint)room);
  z->next_in = (Bytef *)(uintptr_t)data;
  z->next_out = out->data + begin;
  z->avail_in = z->avail_out = 0;
  for (int rc = Z_OK; rc != Z_STREAM_END;) {
    size_t left = size - (size_t)(z->next_in - (const Bytef *)data);
    z->avail_in = portion(left);
    z->avail_out = portion(room - (size_t)(z->next_out - (out->data + begin)));
    rc = deflate(z, left <= z->avail_in ? Z_FINISH : Z_NO_FLUSH);
    g_assert(rc == Z_OK || rc == Z_STREAM_END);
  }
  g_byte_array_set_size(out, (guint)(z->next_out - out->data));
}

/* Compressed already? A sample tells. */
static bool is_dense(Framer *f, const char *data, size_t size) {
  if (size < SAMPLED_FROM) return false;
  g_autoptr(GByteArray) sample = g_byte_array_new();
  append_deflated(sample, &f->text, data + (size - SAMPLE) / 2, SAMPLE);
  return sample->len * 100 > SAMPLE * KEPT_PERCENT_MAX;
}

/* Writes it as a delta where that takes little room. The base is named by its id and not by its distance, so
 * that records can be copied to another pack as they are. */
static bool append_delta(Framer *f, const StoreHeld *object) {
  size_t max = g_bytes_get_size(object->content) / DELTA_SHARE_MIN;
  g_autoptr(GByteArray) delta = store_delta_new(object->base->content, object->content, max);
  if (!delta) return false;
  append_record_header(f->pack, REF_DELTA, delta->len);
  g_byte_array_append(f->pack, object->base->id.id, GIT_OID_RAWSZ);
  append_deflated(f->pack, &f->text, delta->data, delta->len);
  return true;
}

static void append_record(Framer *f, const StoreHeld *object) {
  gsize size;
  const char *data = g_bytes_get_data(object->content, &size);
  if (object->base && append_delta(f, object)) return;
  append_record_header(f->pack, (unsigned)object->type, size);
  append_deflated(f->pack, is_dense(f, data, size) ? &f->stored : &f->text, data ? data : "", size);
}

/* ---- the pack: one thread frames and hashes, the caller's has it indexed and written */

typedef struct {
  const GPtrArray *objects;
  GAsyncQueue *chunks; /* of GBytes, an empty one behind the last */
  Framer framer;
  GChecksum *hash;
} Producer;

/* Hands on what is framed so far, once there is enough of it. */
static void hand_on(Producer *p, guint at_least) {
  GByteArray *pack = p->framer.pack;
  if (pack->len < at_least) return;
  g_checksum_update(p->hash, pack->data, pack->len);
  p->framer.pack = g_byte_array_new();
  g_async_queue_push(p->chunks, g_byte_array_free_to_bytes(pack));
}

static gpointer produce(gpointer data) {
  Producer *p = data;
  guint8 digest[SHA1_SIZE];
  gsize length = sizeof digest;
  g_byte_array_append(p->framer.pack, (const guint8 *)"PACK", 4);
  append_number(p->framer.pack, 2);
  append_number(p->framer.pack, p->objects->len);
  for (guint i = 0; i < p->objects->len; i++) {
    append_record(&p->framer, g_ptr_array_index(p->objects, i));
    hand_on(p, CHUNK);
  }
  hand_on(p, 1);
  g_checksum_get_digest(p->hash, digest, &length);
  g_async_queue_push(p->chunks, g_bytes_new(digest, length));
  g_async_queue_push(p->chunks, g_bytes_new(NULL, 0));
  return NULL;
}

/* Takes all chunks, also where the indexer has failed, so that the other thread comes to its end. */
static bool consume(GAsyncQueue *chunks, git_indexer *indexer) {
  git_indexer_progress progress = {0};
  bool good = true;
  for (bool more = true; more;) {
    g_autoptr(GBytes) chunk = g_async_queue_pop(chunks);
    gsize size;
    gconstpointer data = g_bytes_get_data(chunk, &size);
    more = size > 0;
    if (good && more) good = !git_indexer_append(indexer, data, size, &progress);
  }
  return good && !git_indexer_commit(indexer, &progress);
}

static bool write_pack(git_indexer *indexer, const GPtrArray *objects) {
  Producer producer = {
      .objects = objects, .chunks = g_async_queue_new(), .hash = g_checksum_new(G_CHECKSUM_SHA1)};
  framer_init(&producer.framer);
  GThread *thread = g_thread_new("pack", produce, &producer);
  bool written = consume(producer.chunks, indexer);
  g_thread_join(thread);
  framer_clear(&producer.framer);
  g_checksum_free(producer.hash);
  g_async_queue_unref(producer.chunks);
  return written;
}

/* ---- room for it */

static uint64_t size_at_most(const GPtrArray *objects) {
  uint64_t size = PACK_HEADER + SHA1_SIZE + INDEX_FIXED;
  for (guint i = 0; i < objects->len; i++) {
    const StoreHeld *object = g_ptr_array_index(objects, i);
    size += compressBound(g_bytes_get_size(object->content)) + RECORD_HEADER + INDEX_ENTRY;
  }
  return size;
}

/* git_indexer writes through a memory map, where a full disk is a signal and no error; so the room is asked
 * for first. A file system that cannot tell lets it pass. */
static bool check_room(const char *folder, uint64_t size, GError **error) {
  g_autofree char *path = g_build_filename(folder, "tmp_redraft_room_XXXXXX", NULL);
  int fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) return store_fail_errno(error, STORE_ERROR_WRITE, folder);
  errno = posix_fallocate(fd, 0, (off_t)size);
  bool room =
      errno == 0 || errno == EINVAL || store_fail_errno(error, STORE_ERROR_WRITE, "no room for a batch");
  close(fd);
  g_unlink(path);
  return room;
}

bool store_pack_write(const char *folder, const GPtrArray *objects, GError **error) {
  git_indexer *indexer = NULL;
  if (!check_room(folder, size_at_most(objects), error)) return false;
  bool written = (!git_indexer_new(&indexer, folder, 0, NULL, NULL) && write_pack(indexer, objects)) ||
                 store_fail(error, STORE_ERROR_WRITE, "cannot write a pack");
  git_indexer_free(indexer);
  return written;
}
