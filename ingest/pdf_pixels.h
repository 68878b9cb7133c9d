/* What a picture of a PDF looks like. */
#pragma once

#include "ingest/pdf_file.h"

/* As picture_look(), of an image XObject (ISO 32000-1, 8.9.5) whose `raw` bytes these are: a JPEG, or samples that are
 * packed with Flate or not at all. NULL for other filters and for colours that need a profile to be understood. */
char *pdf_pixels_look(PdfFile *file, PdfObject image, GBytes *raw);
