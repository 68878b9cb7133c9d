/* Messages of commits: a subject and trailers (git-interpret-trailers(1)), and the dates in them. */
#include "store/store_priv.h"

#include <string.h>

enum { TRAILER_MAX = 500, SUBJECT_MAX = 120 }; /* characters; titles of real papers stay below 200 */

/* ---- dates */

gint64 store_clamp_date(gint64 date) { return CLAMP(date, 0, (gint64)G_MAXUINT32); }

bool store_date_parse(const char *text, gint64 *date) {
  g_autofree char *midnight = g_strdup_printf("%sT00:00:00Z", text);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  bool date_only = strlen(text) == strlen("2018-04-27");
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(date_only ? midnight : text, utc);
  if (!time) return false;
  *date = g_date_time_to_unix(time);
  return true;
}

/* ---- reading */

/* The value of a trailer, "" where it is missing. Caller frees. */
char *store_trailer(const char *message, const char *key) {
  size_t length = strlen(key);
  for (const char *line = strchr(message, '\n'); line; line = strchr(line + 1, '\n')) {
    if (strncmp(line + 1, key, length) || strncmp(line + 1 + length, ": ", 2)) continue;
    const char *value = line + 1 + length + 2;
    return g_strndup(value, strcspn(value, "\n"));
  }
  return g_strdup("");
}

unsigned store_trailer_number(const char *message, const char *key) {
  g_autofree char *value = store_trailer(message, key);
  return (unsigned)MIN(g_ascii_strtoull(value + (*value == 'v'), NULL, 10), G_MAXINT32);
}

gint64 store_trailer_date(const char *message, const char *key, gint64 otherwise) {
  g_autofree char *value = store_trailer(message, key);
  gint64 date;
  return store_date_parse(value, &date) ? date : otherwise;
}

/* ---- writing */

/* One line of valid UTF-8 of at most `max` characters. */
static char *one_line(const char *text, glong max) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_autofree char *cut = g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), max));
  for (char *p = cut; *p; p++)
    if (g_ascii_iscntrl(*p)) *p = ' ';
  return g_strdup(g_strstrip(cut));
}

void store_append_trailer(GString *out, const char *key, const char *value) {
  g_autofree char *line = one_line(value ? value : "", TRAILER_MAX);
  if (*line) g_string_append_printf(out, "%s: %s\n", key, line);
}

static void append_number(GString *out, const char *key, const char *prefix, unsigned number) {
  if (number) g_string_append_printf(out, "%s: %s%u\n", key, prefix, number);
}

static void append_first_seen(GString *out, gint64 first_seen) {
  if (store_clamp_date(first_seen) == first_seen) return; /* the commit's own date says it */
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(first_seen);
  g_autofree char *text = time ? g_date_time_format_iso8601(time) : NULL;
  store_append_trailer(out, "First-Seen", text);
}

/* An event in the life of a paper that is no version: a subject, and the paper's id. */
GString *store_event(const char *paper, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *subject = one_line(text, SUBJECT_MAX);
  GString *out = g_string_new(NULL);
  g_string_append_printf(out, "%s\n\n", subject);
  store_append_trailer(out, "Paper-Id", paper);
  return out;
}

char *store_message(const StoreRecord *record, unsigned number, const char *folder, const char *file) {
  const char *title = record->title && *record->title ? record->title : record->paper;
  g_autofree char *subject = one_line(title, SUBJECT_MAX);
  GString *out = g_string_new(NULL);
  g_string_append_printf(out, "%s, %sversion %u\n\n", subject, record->rendition_of ? "rendition of " : "",
                         number);
  store_append_trailer(out, "Paper-Id", record->paper);
  append_number(out, "Paper-Version", "", number);
  store_append_trailer(out, "Title", title);
  store_append_trailer(out, "Filed-Under", folder);
  store_append_trailer(out, "Meeting-Date", record->meeting_date);
  store_append_trailer(out, "Item", record->item);
  store_append_trailer(out, "Status", record->status);
  store_append_trailer(out, "Published", record->published);
  append_first_seen(out, record->first_seen);
  store_append_trailer(out, "Source-Sha256", record->sha256);
  store_append_trailer(out, "Source-Name", record->name);
  store_append_trailer(out, "Source-File", file);
  store_append_trailer(out, "Source-Url", record->source_url);
  append_number(out, "Source-Part", "", record->part);
  append_number(out, "Rendition-Of", "v", record->rendition_of);
  append_number(out, "Same-As", "v", record->same_as);
  store_append_trailer(out, "Extractor", record->extractor);
  store_append_trailer(out, "Confidence", record->confidence);
  store_append_trailer(out, "Changes", record->changes);
  return g_string_free(out, FALSE);
}
