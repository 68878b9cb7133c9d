/* Arrays in a scratch file, for files of thousands of pages: the system fetches what is asked for, and keeps the rest on
 * the disk. Where there is no such file they are in memory, as any array.
 *
 * External memory as sorting has it (Knuth, The Art of Computer Programming 3, 5.4), with mmap(2) to do the moving. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A file without a name, which is gone with its last descriptor. Arrays lie in it one behind another. */
typedef struct {
  int fd;
  guint64 end; /* of what is taken, in bytes */
} Scratch;

/* g_array_index works on it, too. */
typedef struct {
  char *data;
  guint len, room;  /* elements */
  gsize size;       /* of an element */
  Scratch *scratch; /* NULL: in memory */
  guint64 begin;    /* in the scratch file */
  uint32_t stretch; /* of scratch_array_rest */
} ScratchArray;

/* An array with room for so many elements, in the scratch file where that is not NULL and has the space, else in memory. In
 * the file all arrays on it are freed before it is closed. */
ScratchArray *scratch_array_new(gsize size, guint room, Scratch *scratch);
void scratch_array_free(ScratchArray *array);

/* Sets how many elements there are; new ones have any content. To add some may move all. */
void scratch_array_resize(ScratchArray *array, guint len);

/* Adds one, and returns it: any content. */
static inline void *scratch_array_add(ScratchArray *array) {
  if (array->len < array->room)
    array->len++;
  else
    scratch_array_resize(array, array->len + 1);
  return array->data + array->size * (array->len - 1);
}

/* For passes over an array, on their way: what is in the scratch file may go from memory until it is asked for again, if
 * `stretch` is another than at the last call. Pointers to elements stay valid. */
void scratch_array_rest(ScratchArray *array, uint32_t stretch);
