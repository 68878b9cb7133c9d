/* Dates by one regular expression a form, tried in order of precision. */
#include "ingest/dates.h"

#include <stdbool.h>
#include <string.h>

#define MONTH                                                                                                \
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:"     \
  "ober)?|"                                                                                                  \
  "nov(?:ember)?|dec(?:ember)?)"
#define YEAR "((?:19|20)[0-9]{2})"

/* "27", "27th", "twenty-seventh". */
#define DAY "([0-9]{1,2}(?=st|nd|rd|th|[ -])|" ORDINAL ")(?:st|nd|rd|th)?"
#define ORDINAL                                                                                              \
  "(?:twenty|thirty)[- "                                                                                     \
  "](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|second|third|fourth|"               \
  "fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"       \
  "seventeenth|"                                                                                             \
  "eighteenth|nineteenth|twentieth|thirtieth"
/* Two digits of a year are sure only where day and month have two as well, or an apostrophe says so. */
#define SHORT_YEAR "([0-9]{2})"

/* Which group holds the day, the month and the year; 0 for none. */
static const struct {
  const char *pattern;
  int day, month, year;
} forms[] = {
    {"\\b" DAY "(?: day)?(?: of)?[ -]" MONTH ",?[ -]" YEAR "\\b", 1, 2, 3},
    {"\\b" MONTH " ([0-9]{1,2})(?:st|nd|rd|th)?,? " YEAR "\\b", 2, 1, 3},
    {"\\b([0-9]{1,2})[/.]([0-9]{1,2})[/.]" YEAR "\\b", 1, 2, 3},
    {"\\b" YEAR "-([0-9]{2})-([0-9]{2})\\b", 3, 2, 1},
    {"\\b" DAY " " MONTH " (?:'|\xE2\x80\x99)" SHORT_YEAR "\\b", 1, 2, 3},
    {"\\b([0-9]{2})[/.]([0-9]{2})[/.]" SHORT_YEAR "(?![0-9./])", 1, 2, 3},
    {"\\b" MONTH ",? " YEAR "\\b", 0, 1, 2},
};

static unsigned month_number(const char *text) {
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (g_ascii_isdigit(*text)) return (unsigned)g_ascii_strtoull(text, NULL, 10);
  g_autofree char *lower = g_ascii_strdown(text, 3);
  return (unsigned)(strstr(months, lower) - months) / 3 + 1;
}

/* "twenty-seventh" -> 27. */
static unsigned day_number(const char *text) {
  static const char *const ordinals[] = {"first",     "second",      "third",      "fourth",     "fifth",
                                         "sixth",     "seventh",     "eighth",     "ninth",      "tenth",
                                         "eleventh",  "twelfth",     "thirteenth", "fourteenth", "fifteenth",
                                         "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};
  if (g_ascii_isdigit(*text)) return (unsigned)g_ascii_strtoull(text, NULL, 10);
  if (g_ascii_strcasecmp(text, "thirtieth") == 0) return 30;
  size_t tens = strcspn(text, "- ");
  if (text[tens]) return (g_ascii_tolower(text[1]) == 'w' ? 20 : 30) + day_number(text + tens + 1);
  for (unsigned i = 0; i < G_N_ELEMENTS(ordinals); i++)
    if (g_ascii_strcasecmp(text, ordinals[i]) == 0) return i + 1;
  return 0;
}

static char *to_iso(const GMatchInfo *match, size_t form) {
  g_autofree char *year = g_match_info_fetch(match, forms[form].year),
                  *month = g_match_info_fetch(match, forms[form].month);
  g_autofree char *day = forms[form].day ? g_match_info_fetch(match, forms[form].day) : NULL;
  unsigned m = month_number(month), d = day ? day_number(day) : 0;
  const char *century = strlen(year) == 2 ? "20" : "";
  if (m < 1 || m > 12 || d > 31 || (day && d == 0)) return NULL;
  return day ? g_strdup_printf("%s%s-%02u-%02u", century, year, m, d)
             : g_strdup_printf("%s%s-%02u", century, year, m);
}

static GRegex *compiled(size_t form) {
  static GRegex *regexes[G_N_ELEMENTS(forms)];
  if (g_once_init_enter(&regexes[form]))
    g_once_init_leave(&regexes[form],
                      g_regex_new(forms[form].pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));
  return regexes[form];
}

char *date_find(const char *text, gsize *start, gsize *end) {
  for (size_t form = 0; form < G_N_ELEMENTS(forms); form++) {
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(compiled(form), text, 0, &match)) continue;
    char *iso = to_iso(match, form);
    int from, to;
    if (!iso) continue;
    g_match_info_fetch_pos(match, 0, &from, &to);
    if (start) *start = (gsize)from;
    if (end) *end = (gsize)to;
    return iso;
  }
  return NULL;
}

/* "2024/25", "2024-25", "2024-2025", "2024 to 2025": the second year is the one after the first. */
char *date_find_financial_year(const char *text) {
  for (const char *p = text; *p; p++) {
    if (strncmp(p, "20", 2) != 0 || (p > text && (g_ascii_isalnum(p[-1]) || strchr("/-.", p[-1]))) ||
        strspn(p, "0123456789") != 4)
      continue;
    unsigned first = (unsigned)g_ascii_strtoull(p, NULL, 10);
    const char *second = p + 4;
    if (*second == '/' || *second == '-')
      second++;
    else if (g_str_has_prefix(second, "\xE2\x80\x93"))
      second += 3;
    else if (g_str_has_prefix(second, " to ") || g_str_has_prefix(second, " - "))
      second += second[1] == 't' ? 4 : 3;
    else
      continue;
    size_t digits = strspn(second, "0123456789");
    unsigned year = (unsigned)g_ascii_strtoull(second, NULL, 10);
    bool follows = (digits == 2 && year == (first + 1) % 100) || (digits == 4 && year == first + 1);
    if (follows && !strchr("/-", second[digits] ? second[digits] : ' '))
      return g_strdup_printf("%u/%02u", first, (first + 1) % 100);
  }
  return NULL;
}
