/* Many small packs -> one, so that a store of many batches does not become thousands of packs that each read
 * has to look through.
 *
 *     sizes   1 M  1 M  2 M ... (64 of them)   70 M        ->        75 M  70 M
 *
 * Packs are of like size where they lie in one power of 64; 64 of those become one of the next. So each
 * record is copied once for every 64 times that the store grows, and the number of packs stays below 64 a
 * power. Records are copied as they stand, held against the CRC of their index; those that two packs have are
 * copied once. What git made (deltas by distance, packs with a .keep or .bitmap) is left to git.
 *
 * The new pack and its index are on disk before an old one goes, and an index before its pack, so a kill
 * leaves at most records that are there twice. */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* 2 GiB: copying more at once would hold up a batch for minutes and gain little. */
enum { GATHER = 64, POWER_BITS = 6, LARGE_BITS = 31 };
enum { PACK_HEADER = 12, TYPE_SHIFT = 4, TYPE_MASK = 7, TYPE_OFS_DELTA = 6 };

typedef struct {
  char *base; /* path without ".pack" */
  guint64 size;
  gint64 time;
  GMappedFile *data;
  GArray *entries; /* of StorePackEntry, by offset once it is open */
} Pack;

static void pack_free(gpointer item) {
  Pack *pack = item;
  g_free(pack->base);
  g_clear_pointer(&pack->data, g_mapped_file_unref);
  g_clear_pointer(&pack->entries, g_array_unref);
  g_free(pack);
}

/* ---- which packs */

static char *path_of(const Pack *pack, const char *suffix) { return g_strconcat(pack->base, suffix, NULL); }

static bool belongs_to_git(const char *base) {
  static const char *const suffixes[] = {".keep", ".bitmap", ".promisor", ".mtimes", ".rev"};
  for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
    g_autofree char *path = g_strconcat(base, suffixes[i], NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS)) return true;
  }
  return false;
}

static unsigned power_of(guint64 size) { return ((unsigned)g_bit_storage(size) - 1) / POWER_BITS; }

static int compare_packs(gconstpointer a, gconstpointer b) {
  const Pack *x = *(Pack *const *)a, *y = *(Pack *const *)b;
  if (x->time != y->time) return x->time < y->time ? -1 : 1;
  return strcmp(x->base, y->base);
}

/* The packs that may be joined, the oldest first. */
static GPtrArray *list_packs(const char *folder) {
  GPtrArray *packs = g_ptr_array_new_with_free_func(pack_free);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    if (!g_str_has_prefix(name, "pack-") || !g_str_has_suffix(name, ".idx")) continue;
    g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".idx"));
    g_autofree char *base = g_build_filename(folder, stem, NULL);
    g_autofree char *path = g_strconcat(base, ".pack", NULL);
    struct stat about;
    if (stat(path, &about) || about.st_size >> LARGE_BITS || belongs_to_git(base)) continue;
    Pack *pack = g_new0(Pack, 1);
    *pack = (Pack){.base = g_steal_pointer(&base), .size = (guint64)about.st_size, .time = about.st_mtime};
    g_ptr_array_add(packs, pack);
  }
  g_ptr_array_sort(packs, compare_packs);
  return packs;
}

/* Keeps those of the smallest power that has gathered enough; none where there is no such. */
static void choose(GPtrArray *packs) {
  unsigned counts[64] = {0}, power = 0;
  for (guint i = 0; i < packs->len; i++) counts[power_of(((Pack *)g_ptr_array_index(packs, i))->size)]++;
  while (power < G_N_ELEMENTS(counts) && counts[power] < GATHER) power++;
  for (guint i = packs->len; i-- > 0;)
    if (power_of(((Pack *)g_ptr_array_index(packs, i))->size) != power) g_ptr_array_remove_index(packs, i);
}

/* ---- opening */

static int compare_offsets(gconstpointer a, gconstpointer b) {
  const StorePackEntry *x = a, *y = b;
  return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Where the record of entry `i` ends. */
static uint64_t end_of(const Pack *pack, guint i) {
  if (i + 1 < pack->entries->len) return g_array_index(pack->entries, StorePackEntry, i + 1).offset;
  return g_mapped_file_get_length(pack->data) - GIT_OID_RAWSZ;
}

/* True where all records lie within the pack, one behind the other, and none is a delta to a base at some
 * distance from it. */
static bool is_plain(const Pack *pack) {
  const char *data = g_mapped_file_get_contents(pack->data);
  uint64_t end = g_mapped_file_get_length(pack->data), at = PACK_HEADER;
  for (guint i = 0; i < pack->entries->len; i++) {
    uint64_t offset = g_array_index(pack->entries, StorePackEntry, i).offset;
    if (offset < at || offset + GIT_OID_RAWSZ >= end) return false;
    if (((guint8)data[offset] >> TYPE_SHIFT & TYPE_MASK) == TYPE_OFS_DELTA) return false;
    at = offset + 1;
  }
  return true;
}

static bool open_pack(Pack *pack) {
  g_autofree char *index_path = path_of(pack, ".idx"), *pack_path = path_of(pack, ".pack");
  g_autoptr(GMappedFile) index = g_mapped_file_new(index_path, FALSE, NULL);
  pack->data = g_mapped_file_new(pack_path, FALSE, NULL);
  if (!index || !pack->data || g_mapped_file_get_length(pack->data) < PACK_HEADER + GIT_OID_RAWSZ)
    return false;
  g_autoptr(GBytes) bytes = g_mapped_file_get_bytes(index);
  git_oid hash;
  pack->entries = store_pack_index_parse(bytes, &hash);
  if (!pack->entries) return false;
  g_array_sort(pack->entries, compare_offsets);
  return is_plain(pack);
}

/* ---- copying */

typedef struct {
  int fd;
  GChecksum *hash;
  uint64_t size;
  GArray *entries; /* of StorePackEntry: of the new pack */
} Copy;

static bool write_all(int fd, const void *data, size_t size) {
  for (const char *at = data, *end = at + size; at < end;) {
    ssize_t written = write(fd, at, (size_t)(end - at));
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) at += written;
  }
  return true;
}

static bool append(Copy *copy, const void *data, size_t size) {
  g_checksum_update(copy->hash, data, (gssize)size);
  copy->size += size;
  return write_all(copy->fd, data, size);
}

/* Neighbours that are both wanted go out in one piece. */
static bool copy_pack(Copy *copy, const Pack *pack, GHashTable *seen) {
  const Bytef *data = (const Bytef *)g_mapped_file_get_contents(pack->data);
  uint64_t from = PACK_HEADER, to = from;
  for (guint i = 0; i < pack->entries->len; i++) {
    StorePackEntry *entry = &g_array_index(pack->entries, StorePackEntry, i);
    uint64_t end = end_of(pack, i);
    if (!g_hash_table_add(seen, &entry->id)) continue;
    if (crc32_z(0, data + entry->offset, end - entry->offset) != entry->crc) return false;
    if (entry->offset != to) {
      if (!append(copy, data + from, to - from)) return false;
      from = entry->offset;
    }
    to = end;
    StorePackEntry copied = {entry->id, entry->crc, copy->size + (entry->offset - from)};
    g_array_append_val(copy->entries, copied);
  }
  return append(copy, data + from, to - from);
}

static uint32_t count_distinct(const GPtrArray *packs) {
  g_autoptr(GHashTable) seen = g_hash_table_new(store_oid_hash, store_oid_equal);
  for (guint p = 0; p < packs->len; p++) {
    const GArray *entries = ((Pack *)g_ptr_array_index(packs, p))->entries;
    for (guint i = 0; i < entries->len; i++)
      g_hash_table_add(seen, &g_array_index(entries, StorePackEntry, i).id);
  }
  return g_hash_table_size(seen);
}

static bool copy_all(Copy *copy, const GPtrArray *packs) {
  g_autoptr(GHashTable) seen = g_hash_table_new(store_oid_hash, store_oid_equal);
  uint32_t count = GUINT32_TO_BE(count_distinct(packs)), version = GUINT32_TO_BE(2);
  if (!append(copy, "PACK", 4) || !append(copy, &version, sizeof version) ||
      !append(copy, &count, sizeof count))
    return false;
  for (guint p = 0; p < packs->len; p++)
    if (!copy_pack(copy, g_ptr_array_index(packs, p), seen)) return false;
  return true;
}

static int compare_ids(gconstpointer a, gconstpointer b) {
  return git_oid_cmp(&((const StorePackEntry *)a)->id, &((const StorePackEntry *)b)->id);
}

/* ---- putting it in place */

static bool write_synced(int fd, GBytes *bytes, mode_t mode) {
  gsize size;
  gconstpointer data = g_bytes_get_data(bytes, &size);
  return write_all(fd, data, size) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
}

static mode_t mode_of(const Pack *pack) {
  g_autofree char *path = path_of(pack, ".pack");
  struct stat about;
  return stat(path, &about) ? 0444 : about.st_mode & 0777;
}

/* Gives pack and index their names, the pack first: an index is what makes a pack known. */
static bool publish(const char *folder, const char *pack_file, const char *index_file, const git_oid *hash) {
  char hex[GIT_OID_HEXSZ + 1];
  git_oid_tostr(hex, sizeof hex, hash);
  g_autofree char *pack_name = g_strdup_printf("%s/pack-%s.pack", folder, hex);
  g_autofree char *index_name = g_strdup_printf("%s/pack-%s.idx", folder, hex);
  return rename(pack_file, pack_name) == 0 && rename(index_file, index_name) == 0 &&
         store_sync_path(folder, NULL);
}

static bool finish(Copy *copy, int index_fd, mode_t mode, git_oid *hash) {
  gsize length = GIT_OID_RAWSZ;
  g_checksum_get_digest(copy->hash, hash->id, &length);
  g_autoptr(GBytes) trailer = g_bytes_new_static(hash->id, GIT_OID_RAWSZ);
  g_array_sort(copy->entries, compare_ids);
  g_autoptr(GBytes) index = store_pack_index_format(copy->entries, hash);
  return write_synced(copy->fd, trailer, mode) && write_synced(index_fd, index, mode);
}

static bool join(const char *folder, const GPtrArray *packs) {
  g_autofree char *pack_file = g_build_filename(folder, "tmp_redraft_pack_XXXXXX", NULL);
  g_autofree char *index_file = g_build_filename(folder, "tmp_redraft_idx_XXXXXX", NULL);
  Copy copy = {.fd = g_mkstemp_full(pack_file, O_RDWR | O_CLOEXEC, 0600)};
  int index_fd = g_mkstemp_full(index_file, O_RDWR | O_CLOEXEC, 0600);
  copy.hash = g_checksum_new(G_CHECKSUM_SHA1);
  copy.entries = g_array_new(FALSE, FALSE, sizeof(StorePackEntry));
  git_oid hash;
  bool done = copy.fd >= 0 && index_fd >= 0 && copy_all(&copy, packs) &&
              finish(&copy, index_fd, mode_of(g_ptr_array_index(packs, 0)), &hash) &&
              publish(folder, pack_file, index_file, &hash);
  if (copy.fd >= 0) close(copy.fd);
  if (index_fd >= 0) close(index_fd);
  if (!done) g_unlink(pack_file);
  if (!done) g_unlink(index_file);
  g_checksum_free(copy.hash);
  g_array_unref(copy.entries);
  return done;
}

static void remove_packs(const GPtrArray *packs) {
  static const char *const suffixes[] = {".idx", ".pack"};
  for (guint p = 0; p < packs->len; p++)
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
      g_autofree char *path = path_of(g_ptr_array_index(packs, p), suffixes[i]);
      g_unlink(path);
    }
}

bool store_pack_merge(const char *folder, bool *merged, GError **error) {
  g_autofree char *midx = g_build_filename(folder, "multi-pack-index", NULL);
  *merged = false;
  if (g_file_test(midx, G_FILE_TEST_EXISTS))
    return true; /* git maintenance keeps house, and knows the packs */
  g_autoptr(GPtrArray) packs = list_packs(folder);
  choose(packs);
  for (guint i = packs->len; i-- > 0;)
    if (!open_pack(g_ptr_array_index(packs, i))) g_ptr_array_remove_index(packs, i);
  if (packs->len < GATHER / 2) return true; /* the rest is git's or damaged */
  if (!join(folder, packs)) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_WRITE, "cannot join packs");
    return false;
  }
  remove_packs(packs);
  *merged = true;
  return true;
}
