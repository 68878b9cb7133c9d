/* A manifest: CSV (RFC 4180) whose first row names columns; a row is a file and what is known of it.
 *
 *     path,committee,meeting_date,title,published
 *     2024/april.pdf,"Health Overview, Scrutiny",2024-04-25,Update,2024-04-17
 *
 * Columns may stand in any order and be missing, but for path; what is empty is not said. Line ends may be CRLF
 * or LF, and the file may begin with a byte order mark, as spreadsheets write it. */
#include "pipeline/pipeline_priv.h"

#include <stddef.h>
#include <string.h>

enum { MANIFEST_MAX_MIB = 64 };

static const struct {
  const char *name;
  size_t field;
  bool is_date;
} columns[] = {
    {"path", offsetof(Said, path), false},
    {"committee", offsetof(Said, committee), false},
    {"meeting_date", offsetof(Said, meeting_date), true},
    {"item", offsetof(Said, item), false},
    {"title", offsetof(Said, title), false},
    {"published", offsetof(Said, published), true},
    {"first_seen", offsetof(Said, first_seen), true},
    {"source_url", offsetof(Said, source_url), false},
    {"status", offsetof(Said, status), false},
    {"paper_id", offsetof(Said, paper), false},
};

const char *said_field_name(guint i) { return i < G_N_ELEMENTS(columns) ? columns[i].name : NULL; }

char **said_field(const Said *said, guint i) {
  return (char **)(void *)((char *)(uintptr_t)said + columns[i].field);
}

Said *said_new(const char *path) {
  Said *said = g_new0(Said, 1);
  said->path = g_strdup(path);
  return said;
}

Said *said_copy(const Said *said, const char *path) {
  Said *copy = g_new0(Said, 1);
  for (guint i = 1; i < G_N_ELEMENTS(columns); i++) *said_field(copy, i) = g_strdup(*said_field(said, i));
  copy->path = g_strdup(path);
  copy->bytes_at = g_strdup(said->bytes_at);
  return copy;
}

void said_free(Said *said) {
  if (!said) return;
  for (guint i = 0; i < G_N_ELEMENTS(columns); i++) g_free(*said_field(said, i));
  g_free(said->bytes_at);
  g_free(said);
}

/* ---- rows and fields */

typedef struct {
  const char *at;
  guint line;
} Csv;

/* After the opening quote: up to the closing one, two quotes standing for one. NULL where there is none. */
static char *quoted_field(Csv *csv) {
  g_autoptr(GString) out = g_string_new(NULL);
  for (; *csv->at; csv->at++) {
    if (*csv->at == '"' && csv->at[1] != '"') {
      csv->at++;
      return g_string_free(g_steal_pointer(&out), FALSE);
    }
    if (*csv->at == '"') csv->at++;
    if (*csv->at == '\n') csv->line++;
    g_string_append_c(out, *csv->at);
  }
  return NULL;
}

static char *next_field(Csv *csv, const char **problem) {
  if (*csv->at == '"') {
    csv->at++;
    char *field = quoted_field(csv);
    bool ended = field && (!*csv->at || strchr(",\r\n", *csv->at));
    if (!ended) *problem = field ? "text after a closing quote" : "a quote is not closed";
    return field;
  }
  size_t len = strcspn(csv->at, ",\r\n");
  char *field = g_strndup(csv->at, len);
  csv->at += len;
  if (strchr(field, '"')) *problem = "a quote within a field that does not begin with one";
  return field;
}

static void skip_line_end(Csv *csv) {
  if (*csv->at == '\r') csv->at++;
  if (*csv->at == '\n') csv->at++;
  csv->line++;
}

/* The fields of a row; `problem` is set where it is none. */
static GPtrArray *next_row(Csv *csv, const char **problem) {
  GPtrArray *row = g_ptr_array_new_with_free_func(g_free);
  for (;;) {
    char *field = next_field(csv, problem);
    if (field) g_ptr_array_add(row, field);
    if (*problem || *csv->at != ',') break;
    csv->at++;
  }
  if (!*problem) skip_line_end(csv);
  return row;
}

static bool is_blank(const GPtrArray *row) { return row->len == 1 && !*(char *)g_ptr_array_index(row, 0); }

/* ---- columns */

static int find_column(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
    if (g_ascii_strcasecmp(columns[i].name, name) == 0) return (int)i;
  return -1;
}

static char *column_names(void) {
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
    g_string_append_printf(out, "%s%s", i ? ", " : "", columns[i].name);
  return g_string_free(out, FALSE);
}

/* Which of the columns each field of the first row is: an array of int. NULL and a message otherwise. */
static GArray *read_header(const GPtrArray *row, char **problem) {
  g_autoptr(GArray) header = g_array_new(FALSE, FALSE, sizeof(int));
  guint seen = 0;
  for (guint i = 0; i < row->len && !*problem; i++) {
    const char *name = g_strstrip(g_ptr_array_index(row, i));
    int column = find_column(name);
    g_autofree char *known = column < 0 ? column_names() : NULL;
    if (column < 0)
      *problem = g_strdup_printf("no column is called '%s' (%s)", name, known);
    else if (seen & 1u << column)
      *problem = g_strdup_printf("two columns are called '%s'", name);
    else
      seen |= 1u << column;
    g_array_append_val(header, column);
  }
  if (!*problem && !(seen & 1)) *problem = g_strdup("no column is called 'path'");
  return *problem ? NULL : g_steal_pointer(&header);
}

static char *check_value(guint column, const char *value) {
  gint64 date;
  if (columns[column].is_date && !store_date_parse(value, &date))
    return g_strdup_printf("%s: '%s' is not a date (2018-04-27)", columns[column].name, value);
  if (columns[column].field == offsetof(Said, paper) && !store_id_valid(value))
    return g_strdup_printf("paper_id: '%s' is not an id (lower-case letters, digits and single hyphens)",
                           value);
  return NULL;
}

static Said *read_row(const GPtrArray *row, const GArray *header, const char *folder, char **problem) {
  g_autoptr(Said) said = g_new0(Said, 1);
  if (row->len != header->len)
    *problem = g_strdup_printf("%u fields, where the first line has %u", row->len, header->len);
  for (guint i = 0; i < row->len && !*problem; i++) {
    guint column = (guint)g_array_index(header, int, i);
    const char *value = g_strstrip(g_ptr_array_index(row, i));
    if (*value) *problem = check_value(column, value);
    if (*value) *said_field(said, column) = g_strdup(value);
  }
  if (!*problem && !said->path) *problem = g_strdup("no path");
  if (*problem) return NULL;
  g_autofree char *path = said->path;
  said->path = g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(folder, path, NULL);
  return g_steal_pointer(&said);
}

/* ---- the whole */

static GPtrArray *read_rows(Csv *csv, const char *path, char **problem, guint *line) {
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)said_free);
  g_autoptr(GArray) header = NULL;
  g_autofree char *folder = g_path_get_dirname(path);
  while (*csv->at && !*problem) {
    const char *bad = NULL;
    *line = csv->line;
    g_autoptr(GPtrArray) row = next_row(csv, &bad);
    if (bad) *problem = g_strdup(bad);
    if (bad || is_blank(row)) continue;
    if (!header) {
      header = read_header(row, problem);
      continue;
    }
    Said *said = read_row(row, header, folder, problem);
    if (said) g_ptr_array_add(files, said);
  }
  if (!*problem && !header) *problem = g_strdup("it is empty");
  return *problem ? NULL : g_steal_pointer(&files);
}

bool manifest_knows(const char *path) {
  const char *dot = strrchr(path, '.');
  return dot && g_ascii_strcasecmp(dot, ".csv") == 0 && !g_file_test(path, G_FILE_TEST_IS_DIR);
}

GPtrArray *manifest_read(const char *path, GError **error) {
  g_autoptr(GBytes) bytes = pipeline_read_file(path, error);
  if (!bytes) return NULL;
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  g_autofree char *text = g_strndup(data ? data : "", size), *problem = NULL;
  Csv csv = {g_str_has_prefix(text, "\xEF\xBB\xBF") ? text + 3 : text, 1};
  guint line = 1;
  bool readable = size <= (gsize)MANIFEST_MAX_MIB << 20 && g_utf8_validate(text, (gssize)size, NULL);
  GPtrArray *files = readable ? read_rows(&csv, path, &problem, &line) : NULL;
  if (!readable) problem = g_strdup("not UTF-8 text");
  if (!files) g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s:%u: %s", path, line, problem);
  return files;
}
