/* What a picture looks like, so that pictures can be compared that were encoded anew: the mean brightness of 16 by 16
 * parts of it (Yang, Gu and Niu 2006, "Block mean value based image perceptual hashing", but the means themselves and
 * not one bit of each, as a chart with one other bar must differ). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOOK_SIDE = 16 };

typedef struct {
  uint32_t width, height;              /* pixels; 0 of what was drawn and has none */
  uint8_t part[LOOK_SIDE * LOOK_SIDE]; /* row by row, 0 black .. 255 white */
} Look;

/* Of a grey picture, `stride` bytes a row. */
void look_of_grey(Look *look, const uint8_t *pixels, uint32_t width, uint32_t height, size_t stride);

/* "600x400:" and the parts in Base64; caller frees. False where `text` is no look. */
char *look_write(const Look *look);
bool look_read(const char *text, Look *look);

typedef enum { LOOKS_UNKNOWN, LOOKS_SAME, LOOKS_OTHER } LookAnswer;

/* Two written ones; unknown where one of them is "", they are of other shapes, as where one was cropped, or one was drawn
 * and the other is of pixels. */
LookAnswer look_compare(const char *a, const char *b);
