/* Sentences, by rules of our own with an abbreviation list: ICU's sentence break (UAX #29, section 5) ends
 * one after "Dr." and "No.". */
#pragma once

#include <glib.h>
#include <stdint.h>

/* Bytes start <= i < end, spaces at the ends left out. */
typedef struct {
  uint32_t start, end;
} Sentence;

/* A GArray of Sentence that covers every character of the text but the spaces between. The caller's. */
GArray *sentences_split(const char *text);
