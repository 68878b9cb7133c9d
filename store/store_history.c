/* The record of papers, versions and renditions, as the trailers of the log tell it.
 *
 * The log is one line of commits, read once from its beginning; a batch adds to the record as it adds
 * commits. At 50,000 commits the reading is about a second. */
#include "store/store_priv.h"

#include <string.h>

/* ---- records */

static void rendition_free(gpointer data) {
  StoreRendition *r = data;
  g_free(r->sha256);
  g_free(r->name);
  g_free(r->extension);
  g_free(r->commit);
  g_free(r->folder);
  g_free(r->file);
  g_free(r);
}

static void version_free(gpointer data) {
  StoreVersion *v = data;
  g_free(v->title);
  g_free(v->commit);
  g_free(v->text_commit);
  g_free(v->text_folder);
  g_free(v->text_name);
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
  g_free(p->withdrawn);
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

char *store_text_name(const StorePaper *paper, unsigned number) {
  if (number == paper->versions->len && !*paper->withdrawn) return g_strdup(paper->id);
  return g_strdup_printf("%s.v%u", paper->id, number);
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
  paper->withdrawn = g_strdup("");
  paper->versions = g_ptr_array_new_with_free_func(version_free);
  g_ptr_array_insert(store->papers, (int)paper_position(store->papers, id), paper);
  g_hash_table_insert(store->by_id, paper->id, paper);
  return paper;
}

/* ---- making them of messages */

static StoreVersion *version_new(const char *message, unsigned number, const char *commit,
                                 gint64 first_seen) {
  StoreVersion *v = g_new0(StoreVersion, 1);
  v->number = number;
  v->commit = g_strdup(commit);
  v->title = g_strdup("");
  v->published = store_trailer(message, "Published");
  v->first_seen = first_seen;
  v->date = store_trailer_date(message, "Published", first_seen);
  v->meeting_date = store_trailer(message, "Meeting-Date");
  v->status = store_trailer(message, "Status");
  v->changes = store_trailer(message, "Changes");
  v->extractor = store_trailer(message, "Extractor");
  v->same_as = store_trailer_number(message, "Same-As");
  v->renditions = g_ptr_array_new_with_free_func(rendition_free);
  return v;
}

static void add_rendition(StoreVersion *v, const char *message, const char *commit, const char *folder,
                          gint64 first_seen) {
  StoreRendition *r = g_new0(StoreRendition, 1);
  r->file = store_trailer(message, "Source-File");
  const char *dot = strrchr(r->file, '.');
  r->sha256 = store_trailer(message, "Source-Sha256");
  r->name = store_trailer(message, "Source-Name");
  r->part = store_trailer_number(message, "Source-Part");
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

/* ---- what a commit says */

/* A commit as the record takes it in. */
typedef struct {
  char hex[GIT_OID_HEXSZ + 1];
  const char *message;
  gint64 date; /* the committer's */
} Event;

/* From now on the text of a version is that of this commit. */
static void take_text(StoreVersion *v, const Event *event, const char *folder, const char *name) {
  replace(&v->text_commit, g_strdup(event->hex));
  replace(&v->text_folder, g_strdup(folder));
  replace(&v->text_name, g_strdup(name));
  replace_if_given(&v->extractor, store_trailer(event->message, "Extractor"));
}

static bool brings_text(const char *message) {
  g_autofree char *extractor = store_trailer(message, "Extractor");
  return *extractor != '\0';
}

/* A version, or a rendition of one. */
static void apply_version(Store *store, const char *id, const Event *event) {
  const char *message = event->message;
  const StorePaper *known = store_find(store, id);
  unsigned number = store_trailer_number(message, "Paper-Version"), count = known ? known->versions->len : 0;
  if (number == 0 || number > count + 1) return; /* not a commit of ours: versions are added one by one */

  StorePaper *paper = find_or_make(store, id);
  g_autofree char *filed_under = store_trailer(message, "Filed-Under");
  g_autofree char *folder = refile(paper, filed_under);
  gint64 first_seen = store_trailer_date(message, "First-Seen", event->date);
  if (number == count + 1) {
    g_ptr_array_add(paper->versions, version_new(message, number, event->hex, first_seen));
    replace(&paper->withdrawn, g_strdup(""));
  }
  StoreVersion *v = g_ptr_array_index(paper->versions, number - 1);
  if (number ==
      paper->versions->len) { /* the tree at this commit holds this version's text, or a tombstone */
    if (!*paper->withdrawn || brings_text(message)) {
      if (brings_text(message) || !v->renditions->len) v->text_rendition = v->renditions->len;
      take_text(v, event, folder, id);
    }
    replace(&v->title, store_trailer(message, "Title"));
    replace_if_given(&v->meeting_date, store_trailer(message, "Meeting-Date"));
  }
  add_rendition(v, message, event->hex, folder, first_seen);
}

static void apply_withdrawal(Store *store, const char *id, const Event *event) {
  StorePaper *paper = g_hash_table_lookup(store->by_id, id);
  if (paper) replace(&paper->withdrawn, store_trailer(event->message, "Withdrawn"));
}

static void apply_reextraction(Store *store, const char *id, const Event *event) {
  const StorePaper *paper = store_find(store, id);
  unsigned number = store_trailer_number(event->message, "Reextracted");
  if (!paper || number == 0 || number > paper->versions->len) return;
  g_autofree char *folder = g_strdup_printf("papers/%s/%s/%s", paper->committee, paper->year, paper->id);
  g_autofree char *name = store_trailer(event->message, "Text-Name");
  StoreVersion *v = g_ptr_array_index(paper->versions, number - 1);
  take_text(v, event, folder, name);
  replace_if_given(&v->title, store_trailer(event->message, "Title"));
}

static void close_gap(StorePaper *paper, unsigned gone) {
  for (guint i = 0; i < paper->versions->len; i++) {
    StoreVersion *v = g_ptr_array_index(paper->versions, i);
    v->number = i + 1;
    if (v->same_as == gone) v->same_as = 0;
    if (v->same_as > gone) v->same_as--;
  }
}

static void drop_paper(Store *store, StorePaper *paper) {
  g_hash_table_remove(store->by_id, paper->id);
  g_ptr_array_remove(store->papers, paper);
}

/* "Relinked-From: budget v3" moves that version to the end of the paper's; those behind it move up. */
static void apply_relink(Store *store, const char *id, const Event *event) {
  g_autofree char *from = store_trailer(event->message, "Relinked-From");
  g_autofree char *filed_under = store_trailer(event->message, "Filed-Under");
  char *mark = strrchr(from, ' ');
  unsigned number = mark && mark[1] == 'v' ? (unsigned)g_ascii_strtoull(mark + 2, NULL, 10) : 0;
  if (mark) *mark = '\0';
  StorePaper *source = g_hash_table_lookup(store->by_id, from);
  if (!source || number == 0 || number > source->versions->len || g_str_equal(from, id)) return;
  StoreVersion *v = g_ptr_array_steal_index(source->versions, number - 1);
  close_gap(source, number);
  if (!source->versions->len) drop_paper(store, source);
  StorePaper *target = find_or_make(store, id);
  g_free(refile(target, filed_under));
  replace(&target->withdrawn, g_strdup(""));
  g_ptr_array_add(target->versions, v);
  v->number = target->versions->len;
  v->same_as = 0;
  replace(&v->changes, store_trailer(event->message, "Changes"));
}

static const struct {
  const char *trailer; /* that a commit of this kind has */
  void (*apply)(Store *store, const char *id, const Event *event);
} kinds[] = {
    {"Paper-Version", apply_version},
    {"Withdrawn", apply_withdrawal},
    {"Reextracted", apply_reextraction},
    {"Relinked-From", apply_relink},
};

void store_history_apply(Store *store, const git_oid *commit, const char *message, gint64 committer_date) {
  g_autofree char *id = store_trailer(message, "Paper-Id");
  if (!*id) return;
  Event event = {.message = message, .date = committer_date};
  git_oid_tostr(event.hex, sizeof event.hex, commit);
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autofree char *value = store_trailer(message, kinds[i].trailer);
    if (!*value) continue;
    kinds[i].apply(store, id, &event);
    return;
  }
}

/* ---- the log */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)

static void log_entry_clear(gpointer data) { g_free(((StoreLogEntry *)data)->message); }

/* What is known of a commit that cannot be read: which one comes after it. */
static void fail_log(GError **error, const git_oid *id, const GArray *log) {
  char hex[GIT_OID_HEXSZ + 1];
  git_oid_tostr(hex, sizeof hex, id);
  const StoreLogEntry *next = log->len ? &g_array_index(log, StoreLogEntry, log->len - 1) : NULL;
  g_autofree char *paper = store_trailer(next ? next->message : "", "Paper-Id");
  g_autofree char *version = store_trailer(next ? next->message : "", "Paper-Version");
  g_autofree char *what =
      g_strdup_printf("commit %.10s, %s%s%s%s", hex, next ? "the one before that of " : "the last one", paper,
                      *version ? "@v" : "", version);
  store_fail(error, STORE_ERROR_READ, what);
}

GArray *store_log(Store *store, GError **error) {
  g_autoptr(GArray) log = g_array_new(FALSE, FALSE, sizeof(StoreLogEntry));
  g_array_set_clear_func(log, log_entry_clear);
  git_oid next = store->tip;
  for (bool more = store->has_tip; more;) {
    g_autoptr(git_commit) commit = NULL;
    if (git_commit_lookup(&commit, store->repo, &next)) {
      fail_log(error, &next, log);
      return NULL;
    }
    StoreLogEntry entry = {next, g_strdup(git_commit_message(commit)), git_commit_time(commit)};
    g_array_append_val(log, entry);
    const git_oid *parent = git_commit_parent_id(commit, 0);
    more = parent != NULL;
    if (parent) next = *parent;
  }
  return g_steal_pointer(&log);
}

bool store_history_load(Store *store, GError **error) {
  g_autoptr(GArray) log = store_log(store, error);
  if (!log) return false;
  g_hash_table_remove_all(store->by_id);
  g_ptr_array_set_size(store->papers, 0);
  for (guint i = log->len; i-- > 0;) {
    const StoreLogEntry *entry = &g_array_index(log, StoreLogEntry, i);
    store_history_apply(store, &entry->id, entry->message, entry->date);
  }
  return true;
}
