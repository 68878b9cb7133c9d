/* How far the work is, on a terminal. */
#pragma once

#include <stdbool.h>

/* Draws a bar on standard error, where that is a terminal, no more often than ten times a second: files done,
 * of how many, files a second, and time left. */
void progress_show(unsigned done, unsigned all);

/* Takes the bar away, so that other lines can be printed; the next progress_show draws it again. */
void progress_hide(void);
