/* The record of papers, versions and renditions, as the trailers of the log tell it
 * (git-interpret-trailers(1)).
 *
 * The log is one line of commits, read once from its beginning; a batch adds to the record as it adds
 * commits. At 50,000 commits the reading is about a second. */
#include "store/store_priv.h"

#include <string.h>

enum { TRAILER_MAX = 500, SUBJECT_MAX = 120 }; /* characters; titles of real papers stay below 200 */

/* ---- records */

static void rendition_free(gpointer data) {
  StoreRendition *r = data;
  g_free(r->sha256);
  g_free(r->name);
  g_free(r->extension);
  g_free(r->commit);
  g_free(r->folder);
  g_free(r);
}

static void version_free(gpointer data) {
  StoreVersion *v = data;
  g_free(v->title);
  g_free(v->commit);
  g_free(v->text_commit);
  g_free(v->text_folder);
  g_free(v->published);
  g_free(v->meeting_date);
  g_free(v->status);
  g_free(v->changes);
  g_free(v->extractor);
  g_ptr_array_unref(v->renditions);
  g_free(v);
}

void store_paper_free(gpointer data) {
  StorePaper *p = data;
  g_free(p->id);
  g_free(p->committee);
  g_free(p->year);
  g_ptr_array_unref(p->versions);
  g_free(p);
}

const GPtrArray *store_papers(const Store *store) { return store->papers; }

const StorePaper *store_find(const Store *store, const char *id) {
  return g_hash_table_lookup(store->by_id, id);
}

const StoreVersion *store_version(const StorePaper *paper, unsigned number) {
  return number >= 1 && number <= paper->versions->len ? g_ptr_array_index(paper->versions, number - 1)
                                                       : NULL;
}

const StoreVersion *store_latest(const StorePaper *paper) {
  return store_version(paper, paper->versions->len);
}

const StoreVersion *store_version_at(const StorePaper *paper, gint64 date) {
  const StoreVersion *best = NULL;
  for (guint i = 0; i < paper->versions->len; i++) {
    const StoreVersion *v = g_ptr_array_index(paper->versions, i);
    if (v->date <= date && (!best || v->date >= best->date)) best = v;
  }
  return best;
}

static guint paper_position(const GPtrArray *papers, const char *id) {
  guint low = 0, high = papers->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    const StorePaper *p = g_ptr_array_index(papers, middle);
    if (strcmp(p->id, id) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static StorePaper *find_or_make(Store *store, const char *id) {
  StorePaper *paper = g_hash_table_lookup(store->by_id, id);
  if (paper) return paper;
  paper = g_new0(StorePaper, 1);
  paper->id = g_strdup(id);
  paper->versions = g_ptr_array_new_with_free_func(version_free);
  g_ptr_array_insert(store->papers, (int)paper_position(store->papers, id), paper);
  g_hash_table_insert(store->by_id, paper->id, paper);
  return paper;
}

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

/* ---- reading messages */

/* The value of a trailer, "" where it is missing. Caller frees. */
static char *trailer(const char *message, const char *key) {
  size_t length = strlen(key);
  for (const char *line = strchr(message, '\n'); line; line = strchr(line + 1, '\n')) {
    if (strncmp(line + 1, key, length) || strncmp(line + 1 + length, ": ", 2)) continue;
    const char *value = line + 1 + length + 2;
    return g_strndup(value, strcspn(value, "\n"));
  }
  return g_strdup("");
}

static unsigned number_trailer(const char *message, const char *key) {
  g_autofree char *value = trailer(message, key);
  return (unsigned)MIN(g_ascii_strtoull(value + (*value == 'v'), NULL, 10), G_MAXINT32);
}

static gint64 date_trailer(const char *message, const char *key, gint64 otherwise) {
  g_autofree char *value = trailer(message, key);
  gint64 date;
  return store_date_parse(value, &date) ? date : otherwise;
}

static StoreVersion *version_new(const char *message, unsigned number, const char *commit,
                                 gint64 first_seen) {
  StoreVersion *v = g_new0(StoreVersion, 1);
  v->number = number;
  v->commit = g_strdup(commit);
  v->title = g_strdup("");
  v->published = trailer(message, "Published");
  v->first_seen = first_seen;
  v->date = date_trailer(message, "Published", first_seen);
  v->meeting_date = trailer(message, "Meeting-Date");
  v->status = trailer(message, "Status");
  v->changes = trailer(message, "Changes");
  v->extractor = trailer(message, "Extractor");
  v->same_as = number_trailer(message, "Same-As");
  v->renditions = g_ptr_array_new_with_free_func(rendition_free);
  return v;
}

static void add_rendition(StoreVersion *v, const char *message, const char *commit, const char *folder,
                          gint64 first_seen) {
  g_autofree char *file = trailer(message, "Source-File");
  const char *dot = strrchr(file, '.');
  StoreRendition *r = g_new0(StoreRendition, 1);
  r->sha256 = trailer(message, "Source-Sha256");
  r->name = trailer(message, "Source-Name");
  r->part = number_trailer(message, "Source-Part");
  r->extension = g_strdup(dot ? dot + 1 : "");
  r->commit = g_strdup(commit);
  r->folder = g_strdup(folder);
  r->first_seen = first_seen;
  g_ptr_array_add(v->renditions, r);
}

static void replace(char **field, char *value) {
  g_free(*field);
  *field = value;
}

/* Leaves a field as it is where the message has nothing for it. */
static void replace_if_given(char **field, char *value) {
  if (*value)
    replace(field, value);
  else
    g_free(value);
}

/* "committee/year" into the paper's record; gives the folder in the tree. */
static char *refile(StorePaper *paper, const char *filed_under) {
  const char *slash = strchr(filed_under, '/');
  replace(&paper->committee,
          g_strndup(filed_under, slash ? (gsize)(slash - filed_under) : strlen(filed_under)));
  replace(&paper->year, g_strdup(slash ? slash + 1 : ""));
  return g_strdup_printf("papers/%s/%s", filed_under, paper->id);
}

void store_history_apply(Store *store, const git_oid *commit, const char *message, gint64 committer_date) {
  g_autofree char *id = trailer(message, "Paper-Id");
  unsigned number = number_trailer(message, "Paper-Version");
  if (!*id || number == 0) return;
  const StorePaper *known = store_find(store, id);
  unsigned count = known ? known->versions->len : 0;
  if (number > count + 1) return; /* not a commit of ours: versions are added one by one */

  char hex[GIT_OID_HEXSZ + 1];
  git_oid_tostr(hex, sizeof hex, commit);
  StorePaper *paper = find_or_make(store, id);
  g_autofree char *filed_under = trailer(message, "Filed-Under");
  g_autofree char *folder = refile(paper, filed_under);
  gint64 first_seen = date_trailer(message, "First-Seen", committer_date);
  if (number == count + 1) g_ptr_array_add(paper->versions, version_new(message, number, hex, first_seen));
  StoreVersion *v = g_ptr_array_index(paper->versions, number - 1);
  if (number == paper->versions->len) { /* the tree at this commit holds this version's text */
    replace(&v->text_commit, g_strdup(hex));
    replace(&v->text_folder, g_strdup(folder));
    replace(&v->title, trailer(message, "Title"));
    replace_if_given(&v->meeting_date, trailer(message, "Meeting-Date"));
    replace_if_given(&v->extractor, trailer(message, "Extractor"));
  }
  add_rendition(v, message, hex, folder, first_seen);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)

typedef struct {
  git_oid id;
  char *message;
  gint64 date;
} LogEntry;

static void log_entry_clear(gpointer data) { g_free(((LogEntry *)data)->message); }

/* From the tip to the beginning, along first parents. */
static GArray *read_log(Store *store, GError **error) {
  g_autoptr(GArray) log = g_array_new(FALSE, FALSE, sizeof(LogEntry));
  g_array_set_clear_func(log, log_entry_clear);
  git_oid next = store->tip;
  for (bool more = store->has_tip; more;) {
    g_autoptr(git_commit) commit = NULL;
    if (git_commit_lookup(&commit, store->repo, &next)) {
      store_fail(error, STORE_ERROR_READ, "cannot read the log");
      return NULL;
    }
    LogEntry entry = {next, g_strdup(git_commit_message(commit)), git_commit_time(commit)};
    g_array_append_val(log, entry);
    const git_oid *parent = git_commit_parent_id(commit, 0);
    more = parent != NULL;
    if (parent) next = *parent;
  }
  return g_steal_pointer(&log);
}

bool store_history_load(Store *store, GError **error) {
  g_autoptr(GArray) log = read_log(store, error);
  if (!log) return false;
  g_hash_table_remove_all(store->by_id);
  g_ptr_array_set_size(store->papers, 0);
  for (guint i = log->len; i-- > 0;) {
    const LogEntry *entry = &g_array_index(log, LogEntry, i);
    store_history_apply(store, &entry->id, entry->message, entry->date);
  }
  return true;
}

/* ---- writing messages */

/* One line of valid UTF-8 of at most `max` characters. */
static char *one_line(const char *text, glong max) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_autofree char *cut = g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), max));
  for (char *p = cut; *p; p++)
    if (g_ascii_iscntrl(*p)) *p = ' ';
  return g_strdup(g_strstrip(cut));
}

static void append_trailer(GString *out, const char *key, const char *value) {
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
  append_trailer(out, "First-Seen", text);
}

char *store_message(const StoreRecord *record, unsigned number, const char *folder, const char *file) {
  const char *title = record->title && *record->title ? record->title : record->paper;
  g_autofree char *subject = one_line(title, SUBJECT_MAX);
  GString *out = g_string_new(NULL);
  g_string_append_printf(out, "%s, %sversion %u\n\n", subject, record->rendition_of ? "rendition of " : "",
                         number);
  append_trailer(out, "Paper-Id", record->paper);
  append_number(out, "Paper-Version", "", number);
  append_trailer(out, "Title", title);
  append_trailer(out, "Filed-Under", folder);
  append_trailer(out, "Meeting-Date", record->meeting_date);
  append_trailer(out, "Status", record->status);
  append_trailer(out, "Published", record->published);
  append_first_seen(out, record->first_seen);
  append_trailer(out, "Source-Sha256", record->sha256);
  append_trailer(out, "Source-Name", record->name);
  append_trailer(out, "Source-File", file);
  append_number(out, "Source-Part", "", record->part);
  append_number(out, "Rendition-Of", "v", record->rendition_of);
  append_number(out, "Same-As", "v", record->same_as);
  append_trailer(out, "Extractor", record->extractor);
  append_trailer(out, "Confidence", record->confidence);
  append_trailer(out, "Changes", record->changes);
  return g_string_free(out, FALSE);
}
