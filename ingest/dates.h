/* Dates as committee papers write them. */
#pragma once

#include <glib.h>

/* The first date in a text as ISO 8601: "27 April 2018", "the twenty-seventh day of April 2018", "27/04/2018"
 * and "27/04/18" -> "2018-04-27", "April 2018" -> "2018-04". Days come before months, as in Britain. NULL if
 * there is none; the caller frees. `*start` and `*end` get its bytes where they are not NULL. */
char *date_find(const char *text, gsize *start, gsize *end);

/* The first financial year in a text: "2018-19", "2018/2019" -> "2018/19". NULL if there is none; the caller
 * frees. */
char *date_find_financial_year(const char *text);
