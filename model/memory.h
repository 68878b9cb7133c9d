/* Memory that is not needed any more, in the midst of what is. */
#pragma once

/* Gives the memory between two addresses back to the system; what is read there later is zero, or of a mapped file what the
 * file holds. The memory stays whose it was, to be freed as ever. Only whole pages go: a stretch that shares its first or
 * last page with something else keeps that. */
void memory_give_back(const void *from, const void *end);

/* Gives back what was freed and is kept for the next allocation: some milliseconds, for when much of it is not needed again
 * soon. */
void memory_trim(void);
