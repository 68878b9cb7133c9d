/* Pages within an allocation or a mapping given back one stretch at a time, as a long paper is worked off from its front. */
#include "model/memory.h"

#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* jemalloc's, where a program is linked with it (jemalloc(3), "arena.<i>.purge"); 4096 stands for all arenas. */
int mallctl(const char *name, void *old, size_t *old_size, void *new_value, size_t new_size) __attribute__((weak));

void memory_give_back(const void *from, const void *end) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t first = ((uintptr_t)from + page - 1) / page * page, last = (uintptr_t)end / page * page;
  if (first < last) madvise((void *)first, last - first, MADV_DONTNEED);
}

void memory_trim(void) {
  if (mallctl)
    mallctl("arena.4096.purge", NULL, NULL, NULL, 0);
  else
    malloc_trim(0);
}
