/* Dates by one regular expression a form, tried in order of precision. */
#include "ingest/dates.h"

#include <string.h>

#define MONTH                                                                                                  \
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|" \
  "nov(?:ember)?|dec(?:ember)?)"
#define YEAR "((?:19|20)[0-9]{2})"

/* Which group holds the day, the month and the year; 0 for none. */
static const struct {
  const char *pattern;
  int day, month, year;
} forms[] = {
    {"\\b([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ -]" MONTH ",?[ -]" YEAR "\\b", 1, 2, 3},
    {"\\b" MONTH " ([0-9]{1,2})(?:st|nd|rd|th)?,? " YEAR "\\b", 2, 1, 3},
    {"\\b([0-9]{1,2})[/.]([0-9]{1,2})[/.]" YEAR "\\b", 1, 2, 3},
    {"\\b" YEAR "-([0-9]{2})-([0-9]{2})\\b", 3, 2, 1},
    {"\\b" MONTH ",? " YEAR "\\b", 0, 1, 2},
};

static unsigned month_number(const char *text) {
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (g_ascii_isdigit(*text)) return (unsigned)g_ascii_strtoull(text, NULL, 10);
  g_autofree char *lower = g_ascii_strdown(text, 3);
  return (unsigned)(strstr(months, lower) - months) / 3 + 1;
}

static char *to_iso(const GMatchInfo *match, size_t form) {
  g_autofree char *year = g_match_info_fetch(match, forms[form].year), *month = g_match_info_fetch(match, forms[form].month);
  g_autofree char *day = forms[form].day ? g_match_info_fetch(match, forms[form].day) : NULL;
  unsigned m = month_number(month), d = day ? (unsigned)g_ascii_strtoull(day, NULL, 10) : 0;
  if (m < 1 || m > 12 || d > 31 || (day && d == 0)) return NULL;
  return day ? g_strdup_printf("%s-%02u-%02u", year, m, d) : g_strdup_printf("%s-%02u", year, m);
}

static GRegex *compiled(size_t form) {
  static GRegex *regexes[G_N_ELEMENTS(forms)];
  if (g_once_init_enter(&regexes[form]))
    g_once_init_leave(&regexes[form], g_regex_new(forms[form].pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));
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
