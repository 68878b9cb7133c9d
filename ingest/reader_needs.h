/* The foreign libraries that a file is read with, told by its first bytes. A worker loads them before it goes into its
 * jail, where it can load nothing any more; who reads in its own process need not ask, they are loaded when called. */
#pragma once

#include <glib.h>

enum {
  READER_NEEDS_PDF = 1 << 0,
  READER_NEEDS_ZIP = 1 << 1,
  READER_NEEDS_PICTURES = 1 << 2,
  READER_NEEDS_ENCODINGS = 1 << 3
}; /* a set */

guint reader_needs(GBytes *bytes);

/* What cannot be loaded is told by the reader that misses it. */
void reader_load(guint needs);
