/* A text as copies from another one and what is new between them (gitformat-pack(5), deltified
 * representation).
 *
 *     base size, target size | copy 0..812 | insert "**" | copy 815..2040 | ...
 *
 * The forms of one paper (Markdown, XML, often the source) have their sentences in common: with deltas 2,000
 * papers of 20 KB took 19 MiB instead of 46, and less time, as a delta is deflated sooner than the whole.
 * Greedy, after Tichy 1984 ("The string-to-string correction problem with block moves") with fixed blocks as
 * in rsync: the base's blocks of 16 bytes are hashed, the target is looked through at every byte, and a hit is
 * made as long as it goes in both directions. Cost: linear but for blocks that differ and hash alike. */
#include "store/store_priv.h"

#include <string.h>

enum { BLOCK = 16, INSERT_MAX = 127, COPY_MAX = 0xffff };

static void append_byte(GByteArray *out, unsigned byte) {
  guint8 value = (guint8)byte;
  g_byte_array_append(out, &value, 1);
}

static void append_size(GByteArray *out, size_t size) {
  for (; size >= 128; size >>= 7) append_byte(out, (unsigned)(size & 127) | 128);
  append_byte(out, (unsigned)size);
}

static void append_insert(GByteArray *out, const guint8 *data, size_t size) {
  for (size_t part; size; size -= part, data += part) {
    part = MIN(size, INSERT_MAX);
    append_byte(out, (unsigned)part);
    g_byte_array_append(out, data, (guint)part);
  }
}

/* A byte that says which bytes of offset (4) and size (2 are enough here) follow, the lowest first; those
 * left out are 0. */
static void append_copy_part(GByteArray *out, uint32_t offset, uint32_t size) {
  guint8 code[7] = {128};
  unsigned length = 1;
  for (unsigned i = 0; i < 6; i++) {
    guint8 byte = (guint8)(i < 4 ? offset >> 8 * i : size >> 8 * (i - 4));
    if (!byte) continue;
    code[0] |= (guint8)(1u << i);
    code[length++] = byte;
  }
  g_byte_array_append(out, code, length);
}

static void append_copy(GByteArray *out, size_t offset, size_t size) {
  for (size_t part; size; size -= part, offset += part) {
    part = MIN(size, COPY_MAX);
    append_copy_part(out, (uint32_t)offset, (uint32_t)part);
  }
}

/* ---- finding what is common */

typedef struct {
  const guint8 *base;
  size_t base_size;
  unsigned shift;
  uint32_t *places; /* hash of a block -> where it stands in the base + 1, 0 nowhere */
} Blocks;

static uint32_t hash_block(const guint8 *at, unsigned shift) {
  uint64_t a, b;
  memcpy(&a, at, sizeof a);
  memcpy(&b, at + sizeof a, sizeof b);
  return (uint32_t)(((a * 0x9E3779B97F4A7C15u) ^ (b * 0xC2B2AE3D27D4EB4Fu)) * 0xD6E8FEB86659FD93u >> shift);
}

static void blocks_init(Blocks *b, const guint8 *base, size_t size) {
  unsigned bits = MAX(4, (unsigned)g_bit_storage(size / BLOCK) + 1);
  *b = (Blocks){.base = base, .base_size = size, .shift = 64 - bits};
  b->places = g_new0(uint32_t, (size_t)1 << bits);
  for (size_t at = 0; at + BLOCK <= size; at += BLOCK)
    b->places[hash_block(base + at, b->shift)] = (uint32_t)at + 1;
}

static size_t common_length(const guint8 *a, const guint8 *b, size_t max) {
  size_t length = 0;
  while (length < max && a[length] == b[length]) length++;
  return length;
}

/* How many bytes before `at` and `place` are the same, down to `from`. */
static size_t common_before(const Blocks *b, size_t place, const guint8 *target, size_t at, size_t from) {
  size_t length = 0;
  while (place > length && at - length > from && b->base[place - length - 1] == target[at - length - 1])
    length++;
  return length;
}

/* At each step `from .. at` is not yet written. */
static void encode(GByteArray *out, const Blocks *b, const guint8 *target, size_t size, size_t max) {
  size_t from = 0, at = 0;
  while (at + BLOCK <= size && out->len <= max) {
    size_t place = b->places[hash_block(target + at, b->shift)];
    size_t length =
        place-- ? common_length(b->base + place, target + at, MIN(b->base_size - place, size - at)) : 0;
    if (length < BLOCK) {
      at++;
      continue;
    }
    size_t before = common_before(b, place, target, at, from);
    append_insert(out, target + from, at - before - from);
    append_copy(out, place - before, before + length);
    from = at += length;
  }
  append_insert(out, target + from, size - from);
}

GByteArray *store_delta_new(GBytes *base, GBytes *target, size_t max) {
  gsize base_size, size;
  const guint8 *from = g_bytes_get_data(base, &base_size), *to = g_bytes_get_data(target, &size);
  if (base_size < BLOCK || size < BLOCK || base_size >= UINT32_MAX) return NULL;
  Blocks blocks;
  blocks_init(&blocks, from, base_size);
  GByteArray *out = g_byte_array_new();
  append_size(out, base_size);
  append_size(out, size);
  encode(out, &blocks, to, size, max);
  g_free(blocks.places);
  if (out->len <= max) return out;
  g_byte_array_unref(out);
  return NULL;
}
