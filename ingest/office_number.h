/* Numbers as word processors write them in labels. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
  OFFICE_NUMBER_NONE, /* the level shows no number */
  OFFICE_NUMBER_BULLET,
  OFFICE_NUMBER_DECIMAL,
  OFFICE_NUMBER_DECIMAL_ZERO, /* 01 02 ... 10 */
  OFFICE_NUMBER_ORDINAL,      /* 1st */
  OFFICE_NUMBER_LOWER_LETTER, /* a b ... z aa bb */
  OFFICE_NUMBER_UPPER_LETTER,
  OFFICE_NUMBER_LOWER_ROMAN,
  OFFICE_NUMBER_UPPER_ROMAN
} OfficeNumberFormat;

/* Appends a value of 0 or more; what a format cannot write (0 in letters, 4000 in Roman) is written in
 * digits. */
void office_number_append(GString *out, OfficeNumberFormat format, unsigned value);

/* The bullet that a label shows for the text of a bulleted level: the text where it is a bullet by itself,
 * else the common one, as the glyphs of symbol fonts are no characters. */
const char *office_bullet(const char *text);
