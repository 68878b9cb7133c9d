/* Arrays in memory by realloc; in a scratch file by a shared mapping that is as long as what is set aside there. */
#include "ingest/scratch.h"
#include "model/memory.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* An array grows by half of what it is, and by at least so many elements. */
enum { GROWTH_SHARE = 2, GROWTH_MIN = 256 };

/* Mappings begin and end at pages of memory. */
static gsize bytes_of(gsize size, guint room) {
  gsize page = (gsize)sysconf(_SC_PAGESIZE);
  return (room * size + page) / page * page;
}

static gsize mapped_bytes(const ScratchArray *array) { return bytes_of(array->size, array->room); }

/* Space is set aside, as a mapping beyond what a full disk holds would end the process. */
static char *map_scratch(const Scratch *scratch, guint64 begin, gsize bytes) {
  if (posix_fallocate(scratch->fd, (off_t)begin, (off_t)bytes) != 0) return NULL;
  void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, scratch->fd, (off_t)begin);
  return at == MAP_FAILED ? NULL : at;
}

ScratchArray *scratch_array_new(gsize size, guint room, Scratch *scratch) {
  ScratchArray *array = g_new0(ScratchArray, 1);
  array->size = size;
  array->room = room;
  array->begin = scratch ? scratch->end : 0;
  array->data = scratch ? map_scratch(scratch, array->begin, mapped_bytes(array)) : NULL;
  array->scratch = array->data ? scratch : NULL;
  if (array->scratch)
    scratch->end += mapped_bytes(array);
  else
    array->data = g_malloc_n(room, size);
  return array;
}

static bool is_last(const ScratchArray *array) {
  return array->scratch->end == array->begin + mapped_bytes(array);
}

static void leave_scratch(ScratchArray *array) {
  munmap(array->data, mapped_bytes(array));
  if (is_last(array)) array->scratch->end = array->begin;
}

void scratch_array_free(ScratchArray *array) {
  if (!array) return;
  if (array->scratch)
    leave_scratch(array);
  else
    g_free(array->data);
  g_free(array);
}

/* The last array of the file stays where it is and is mapped again; another moves behind the last, or into memory where
 * the file finds no space. */
static void grow_scratch(ScratchArray *array, guint room) {
  bool last = is_last(array);
  guint64 begin = last ? array->begin : array->scratch->end;
  gsize bytes = bytes_of(array->size, room);
  char *longer = map_scratch(array->scratch, begin, bytes);
  Scratch *scratch = longer ? array->scratch : NULL;
  if (!longer) longer = g_malloc_n(room, array->size);
  if (!last || !scratch) memcpy(longer, array->data, array->len * array->size);
  leave_scratch(array);
  array->scratch = scratch;
  array->begin = begin;
  array->data = longer;
  if (scratch) scratch->end = begin + bytes;
}

void scratch_array_resize(ScratchArray *array, guint len) {
  if (len > array->room) {
    guint room = MAX(len, array->room + MAX(array->room / GROWTH_SHARE, GROWTH_MIN));
    if (array->scratch)
      grow_scratch(array, room);
    else
      array->data = g_realloc_n(array->data, room, array->size);
    array->room = room;
  }
  array->len = len;
}

void scratch_array_rest(ScratchArray *array, uint32_t stretch) {
  if (array->scratch && stretch != array->stretch)
    memory_give_back(array->data, array->data + array->len * array->size);
  array->stretch = stretch;
}
