/* The index of a pack: its objects by id, with the place of each (gitformat-pack(5), version 2).
 *
 *     "\377tOc" 2 | 256 counts | ids | CRC-32s | offsets of 31 bits | offsets of 63 bits | SHA-1 of the pack, of this
 *
 * libgit2 tells neither offsets nor records, which joining packs needs. */
#include "store/store_priv.h"

#include <string.h>

enum { FANOUT = 256, HEADER = 8 + FANOUT * 4, TRAILER = 2 * GIT_OID_RAWSZ };
static const guint8 magic[8] = {0xff, 't', 'O', 'c', 0, 0, 0, 2};
static const uint32_t far_offset = 0x80000000; /* the rest is a number of a 63-bit one */

static uint32_t get32(const guint8 *at) {
  uint32_t number;
  memcpy(&number, at, sizeof number);
  return GUINT32_FROM_BE(number);
}

static uint64_t get64(const guint8 *at) { return (uint64_t)get32(at) << 32 | get32(at + 4); }

static void put32(GByteArray *out, uint32_t number) {
  uint32_t big_endian = GUINT32_TO_BE(number);
  g_byte_array_append(out, (const guint8 *)&big_endian, sizeof big_endian);
}

/* ---- reading */

typedef struct {
  const guint8 *ids, *crcs, *offsets, *far, *end;
  uint32_t count, far_count;
} Tables;

static bool find_tables(const guint8 *data, gsize size, Tables *t) {
  if (size < HEADER + TRAILER || memcmp(data, magic, sizeof magic)) return false;
  t->count = get32(data + HEADER - 4);
  uint64_t fixed = (uint64_t)t->count * (GIT_OID_RAWSZ + 4 + 4);
  if (size - HEADER - TRAILER < fixed) return false;
  t->ids = data + HEADER;
  t->crcs = t->ids + (size_t)t->count * GIT_OID_RAWSZ;
  t->offsets = t->crcs + (size_t)t->count * 4;
  t->far = t->offsets + (size_t)t->count * 4;
  t->end = data + size - TRAILER;
  t->far_count = (uint32_t)((t->end - t->far) / 8);
  return true;
}

static bool read_entry(const Tables *t, uint32_t i, StorePackEntry *entry) {
  git_oid_fromraw(&entry->id, t->ids + (size_t)i * GIT_OID_RAWSZ);
  entry->crc = get32(t->crcs + (size_t)i * 4);
  uint32_t offset = get32(t->offsets + (size_t)i * 4), far = offset & ~far_offset;
  entry->offset = offset;
  if (!(offset & far_offset)) return true;
  if (far >= t->far_count) return false;
  entry->offset = get64(t->far + (size_t)far * 8);
  return true;
}

GArray *store_pack_index_parse(GBytes *index, git_oid *pack_hash) {
  gsize size;
  const guint8 *data = g_bytes_get_data(index, &size);
  Tables tables;
  if (!find_tables(data, size, &tables)) return NULL;
  g_autoptr(GArray) entries = g_array_sized_new(FALSE, FALSE, sizeof(StorePackEntry), tables.count);
  for (uint32_t i = 0; i < tables.count; i++) {
    StorePackEntry entry;
    if (!read_entry(&tables, i, &entry)) return NULL;
    g_array_append_val(entries, entry);
  }
  git_oid_fromraw(pack_hash, tables.end);
  return g_steal_pointer(&entries);
}

/* ---- writing */

static void put_fanout(GByteArray *out, const GArray *entries) {
  guint at = 0;
  for (unsigned first = 0; first < FANOUT; first++) {
    while (at < entries->len && g_array_index(entries, StorePackEntry, at).id.id[0] <= first) at++;
    put32(out, at);
  }
}

static void put_offsets(GByteArray *out, const GArray *entries) {
  uint32_t far = 0;
  for (guint i = 0; i < entries->len; i++) {
    uint64_t offset = g_array_index(entries, StorePackEntry, i).offset;
    put32(out, offset < far_offset ? (uint32_t)offset : far_offset | far++);
  }
  for (guint i = 0; i < entries->len; i++) {
    uint64_t offset = g_array_index(entries, StorePackEntry, i).offset;
    if (offset < far_offset) continue;
    put32(out, (uint32_t)(offset >> 32));
    put32(out, (uint32_t)offset);
  }
}

GBytes *store_pack_index_format(const GArray *entries, const git_oid *pack_hash) {
  GByteArray *out = g_byte_array_new();
  guint8 digest[GIT_OID_RAWSZ];
  gsize length = sizeof digest;
  g_byte_array_append(out, magic, sizeof magic);
  put_fanout(out, entries);
  for (guint i = 0; i < entries->len; i++)
    g_byte_array_append(out, g_array_index(entries, StorePackEntry, i).id.id, GIT_OID_RAWSZ);
  for (guint i = 0; i < entries->len; i++) put32(out, g_array_index(entries, StorePackEntry, i).crc);
  put_offsets(out, entries);
  g_byte_array_append(out, pack_hash->id, GIT_OID_RAWSZ);
  g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA1);
  g_checksum_update(hash, out->data, out->len);
  g_checksum_get_digest(hash, digest, &length);
  g_byte_array_append(out, digest, GIT_OID_RAWSZ);
  return g_byte_array_free_to_bytes(out);
}
