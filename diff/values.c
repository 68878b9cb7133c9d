/* What an amount, a number or a date comes to, however it is written: "£1.2m" and "£1,200,000", "five per cent" and
 * "5%", "12 March 2024" and "12/03/2024". English. Linear in the text. */
#include "diff/diff_priv.h"
#include "diff/lexicon.h"

#include <stdlib.h>
#include <string.h>

/* --- amounts --- */

static double multiplier_of(const char *word) {
  static const struct {
    const char *name;
    double value;
  } table[] = {{"m", 1e6},       {"mn", 1e6}, {"million", 1e6},  {"bn", 1e9},      {"b", 1e9},
               {"billion", 1e9}, {"k", 1e3},  {"thousand", 1e3}, {"hundred", 1e2}, {"trillion", 1e12}};
  for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
    if (g_ascii_strcasecmp(word, table[i].name) == 0) return table[i].value;
  return 0;
}

/* What follows the figures: "million", "per cent"; "of the eight" makes it a share, which has no value. */
static bool apply_rest(const char *rest, double *value) {
  g_autofree char *word = g_strndup(rest, strcspn(rest, " .,;)"));
  double multiplier = multiplier_of(word);
  if (multiplier > 0) *value *= multiplier;
  return strcmp(word, "of") != 0 && strcmp(word, "out") != 0;
}

static bool word_amount(const char *text, double *value) {
  gsize len = strcspn(text, " ");
  g_autofree char *word = g_strndup(text, len);
  return lexicon_number(word, value) && apply_rest(text + len + strspn(text + len, " "), value);
}

bool entity_value(const char *text, double *value) {
  g_autoptr(GString) digits = g_string_new(NULL);
  const char *p = text;
  bool negative = false;
  while (*p && !g_ascii_isdigit(*p) && !g_ascii_isalpha(*p)) {
    negative |= *p == '-' || *p == '(';
    p = g_utf8_next_char(p);
  }
  if (g_ascii_isalpha(*p)) return word_amount(p, value);
  for (; g_ascii_isdigit(*p) || ((*p == ',' || *p == '.') && g_ascii_isdigit(p[1])); p++)
    if (*p != ',') g_string_append_c(digits, *p);
  if (!digits->len || strchr("/-:", *p ? *p : ' ')) return false;
  *value = g_ascii_strtod(digits->str, NULL) * (negative ? -1 : 1);
  while (*p == ' ') p++;
  return apply_rest(p, value);
}

/* --- dates --- */

static int month_of(const char *word) {
  static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                       "jul", "aug", "sep", "oct", "nov", "dec"};
  for (int i = 0; i < 12; i++)
    if (g_ascii_strncasecmp(word, months[i], 3) == 0) return i + 1;
  return 0;
}

/* Years of two figures are of this century. */
static int whole_year(int year) { return year > 0 && year < 100 ? 2000 + year : year; }

/* 12/03/2024, 12.3.24, 2024-03-12, 12/03: day first, but for a year that comes first. */
static bool read_numeric(const char *word, DiffDate *date) {
  int parts[3] = {0}, count = 0;
  for (const char *p = word; *p && count < 3; count++) {
    parts[count] = atoi(p);
    p += strspn(p, "0123456789");
    p += *p && strchr("/-.", *p) ? 1 : 0;
  }
  if (count < 2) return false;
  *date = parts[0] > 31 ? (DiffDate){parts[2], parts[1], parts[0]}
                        : (DiffDate){parts[0], parts[1], whole_year(parts[2])};
  return true;
}

static void read_part(const char *word, DiffDate *date) {
  int number = atoi(word);
  double value;
  if (number >= 1000)
    date->year = number;
  else if (number >= 1 && number <= 31)
    date->day = number;
  else if (month_of(word))
    date->month = month_of(word);
  else if (lexicon_number(word, &value) && value >= 1 && value <= 31)
    date->day = (int)value;
}

bool entity_date(const char *text, DiffDate *date) {
  *date = (DiffDate){0, 0, 0};
  if (strspn(text, "0123456789/-.") == strlen(text) && strpbrk(text, "/-.")) return read_numeric(text, date);
  g_auto(GStrv) words = g_strsplit_set(text, " ,", -1);
  for (char **word = words; *word; word++) {
    if (strchr(*word, ':')) return false; /* a time of day */
    read_part(*word, date);
  }
  return date->day && date->month;
}
