/* Numbers as word processors write them in labels: ECMA-376 part 1, 17.18.59, and ODF 1.3 part 3, 19.500. */
#include "ingest/office_number.h"

#include "model/text.h"

#include <string.h>

enum { ROMAN_MAX = 3999, LETTERS_MAX = 26 * 8 };

/* After z come aa, bb, cc (17.18.59, lowerLetter). */
static void append_letters(GString *out, unsigned value, char first) {
  for (unsigned n = (value - 1) / 26 + 1; n; n--)
    g_string_append_c(out, (char)(first + (int)((value - 1) % 26)));
}

static void append_roman(GString *out, unsigned value, bool upper) {
  static const struct {
    unsigned value;
    const char *digits;
  } numerals[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
                  {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
  gsize start = out->len;
  for (size_t i = 0; i < G_N_ELEMENTS(numerals); i++)
    for (; value >= numerals[i].value; value -= numerals[i].value) g_string_append(out, numerals[i].digits);
  for (gsize i = start; upper && i < out->len; i++) out->str[i] = g_ascii_toupper(out->str[i]);
}

static const char *ordinal_suffix(unsigned value) {
  static const char *const suffixes[] = {"th", "st", "nd", "rd"};
  unsigned last = value % 10;
  return suffixes[value / 10 % 10 != 1 && last <= 3 ? last : 0];
}

void office_number_append(GString *out, OfficeNumberFormat format, unsigned value) {
  bool letter = format == OFFICE_NUMBER_LOWER_LETTER || format == OFFICE_NUMBER_UPPER_LETTER;
  bool roman = format == OFFICE_NUMBER_LOWER_ROMAN || format == OFFICE_NUMBER_UPPER_ROMAN;
  if (format == OFFICE_NUMBER_NONE || format == OFFICE_NUMBER_BULLET) return;
  if (letter && value >= 1 && value <= LETTERS_MAX)
    append_letters(out, value, format == OFFICE_NUMBER_LOWER_LETTER ? 'a' : 'A');
  else if (roman && value >= 1 && value <= ROMAN_MAX)
    append_roman(out, value, format == OFFICE_NUMBER_UPPER_ROMAN);
  else
    g_string_append_printf(out, format == OFFICE_NUMBER_DECIMAL_ZERO ? "%02u" : "%u", value);
  if (format == OFFICE_NUMBER_ORDINAL) g_string_append(out, ordinal_suffix(value));
}

const char *office_bullet(const char *text) {
  gunichar c = g_utf8_get_char_validated(text, -1);
  bool private_use = c >= 0xE000 && c <= 0xF8FF;
  bool dash = c < 0x10FFFF && text_is_dash(c);
  return c < 0x10FFFF && !private_use && (text_is_bullet(c) || dash) && text_label_is_bullet(text)
             ? text
             : "\xE2\x80\xA2";
}
