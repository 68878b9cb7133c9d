/* A picture's bytes -> what the paper keeps of it. */
#pragma once

#include "model/builder.h"
#include "model/look.h"

/* SHA-256 in hex. Caller frees. */
char *picture_hash(const void *data, gsize size);

/* The brightness of a colour, as a JPEG has it (Rec. ITU-R BT.601). libpng's own greys are of light and not of what is seen. */
uint8_t picture_grey(const uint8_t *rgb);

/* What a PNG or JPEG looks like, on white where it is transparent; caller frees. NULL for other formats, for what is
 * damaged, and for pictures of more than PICTURE_PIXELS_MAX, which would take too long. */
enum { PICTURE_PIXELS_MAX = 16 * 1024 * 1024 };
char *picture_look(const void *data, gsize size);

/* Pushes a figure with these facts and the bytes' hash and look. */
void picture_push(DocBuilder *b, GBytes *bytes, const char *alt, const char *caption);
