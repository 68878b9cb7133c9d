/* Files in their order, read ahead: while the committer is busy with one, workers are at the next few.
 *
 *     files ── opened, hashed ── known? ── yes ─────────────▶ its turn
 *                                  └ no ── worker ── papers ─▶ its turn
 *                                            └ names in an archive: its members take its place, each
 *                                              unpacked by a worker, then as a file
 *
 * What is taken in depends on the order alone, and never on which worker was done first. */
#include "pipeline/pipeline_priv.h"

#include <string.h>

/* Open at a time: so many that the other workers go on while one reads the largest paper of a batch (a paper of 230
 * pages takes as long as 60 usual ones), and not more memory than a few of the largest files. */
enum { AHEAD_A_WORKER = 32, AHEAD_MIN = 4, AHEAD_MIB = 256 };
/* Of an archive's members together: see zip_archive.c for what one may come to. */
enum { ARCHIVE_MAX_GIB = 8 };

/* The members of one archive share it. */
typedef struct {
  GBytes *bytes;
  guint64 unpacked; /* bytes of its members so far */
  guint users;
} Archive;

typedef struct {
  FeedItem item;
  Said *said;
  Archive *archive; /* of a member; NULL for a file */
  guint member;
  bool started;
  bool unpacking; /* the job is that of its bytes */
  char *sha256;
  GError *problem;
  WorkerJob *job; /* NULL: not asked for, or answered */
  WorkerAnswer *answer;
} Entry;

struct Feed {
  Pipeline *pipeline;
  FeedKnows knows;
  void *user;
  GQueue entries; /* of Entry, the next first */
  Entry *current;
  guint done;
};

/* ---- entries */

static void archive_unref(Archive *archive) {
  if (!archive || --archive->users) return;
  g_bytes_unref(archive->bytes);
  g_free(archive);
}

static Entry *entry_new(Said *said) {
  Entry *entry = g_new0(Entry, 1);
  entry->said = said;
  entry->item.said = said;
  return entry;
}

static void entry_free(gpointer data) {
  Entry *entry = data;
  if (!entry) return;
  g_clear_pointer(&entry->item.bytes, g_bytes_unref);
  archive_unref(entry->archive);
  worker_answer_free(entry->answer);
  said_free(entry->said);
  g_free(entry->sha256);
  g_clear_error(&entry->problem);
  g_free(entry);
}

static gsize size_of(const Entry *entry) {
  return entry->item.bytes ? g_bytes_get_size(entry->item.bytes) : 0;
}

static void fail(Entry *entry, GError *problem) {
  entry->problem = problem;
  entry->item.problem = problem;
}

/* ---- starting */

static WorkerJob *ask(const Feed *feed, const Entry *entry) {
  IngestHints hints = pipeline_hints(feed->pipeline, entry->said->path);
  return worker_submit(pipeline_workers(feed->pipeline), entry->item.bytes, &hints, true);
}

/* Its bytes are there. */
static void take_bytes(Feed *feed, Entry *entry, GBytes *bytes) {
  entry->item.bytes = bytes;
  entry->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  entry->item.sha256 = entry->sha256;
  if (!feed->knows(feed->user, entry->said, entry->sha256)) entry->job = ask(feed, entry);
}

static void start(Feed *feed, Entry *entry) {
  GError *problem = NULL;
  entry->started = true;
  if (entry->archive) {
    entry->unpacking = true;
    entry->job = worker_unpack(pipeline_workers(feed->pipeline), entry->archive->bytes,
                               feed->pipeline->password, entry->member);
    return;
  }
  GBytes *bytes =
      pipeline_read_file(entry->said->bytes_at ? entry->said->bytes_at : entry->said->path, &problem);
  if (bytes)
    take_bytes(feed, entry, bytes);
  else
    fail(entry, problem);
}

/* A member's bytes came. */
static void finish_unpacking(Feed *feed, Entry *entry) {
  g_autoptr(WorkerAnswer) answer =
      worker_wait(pipeline_workers(feed->pipeline), g_steal_pointer(&entry->job));
  entry->unpacking = false;
  if (answer->error) {
    fail(entry, g_error_new(PIPELINE_ERROR, PIPELINE_ERROR_FILE, "%s", answer->error->message));
    return;
  }
  entry->archive->unpacked += g_bytes_get_size(answer->bytes);
  if (entry->archive->unpacked > (guint64)ARCHIVE_MAX_GIB << 30)
    fail(entry, g_error_new(PIPELINE_ERROR, PIPELINE_ERROR_FILE,
                            "the archive's members are larger than %d GiB together", ARCHIVE_MAX_GIB));
  else
    take_bytes(feed, entry, g_steal_pointer(&answer->bytes));
}

/* Starts the next few, as far as the window and memory go. */
static void look_ahead(Feed *feed) {
  guint window = MAX(AHEAD_MIN, AHEAD_A_WORKER * worker_pool_size(pipeline_workers(feed->pipeline)));
  gsize bytes = 0;
  for (GList *at = feed->entries.head; at && window > 0; at = at->next, window--) {
    Entry *entry = at->data;
    if (!entry->started && bytes < (gsize)AHEAD_MIB << 20) start(feed, entry);
    if (entry->unpacking && worker_is_done(entry->job)) finish_unpacking(feed, entry);
    bytes += size_of(entry);
  }
  worker_pool_serve(pipeline_workers(feed->pipeline));
}

/* ---- archives */

/* What is hidden in a folder is so here; "__MACOSX/" holds what a Mac notes of its files. */
static bool is_wanted(const char *name) {
  bool hidden = *name == '.' || strstr(name, "/.") || g_str_has_prefix(name, "__MACOSX/");
  return !hidden && !g_str_has_suffix(name, "/") && pipeline_is_paper_name(name);
}

typedef struct {
  const char *name;
  guint index;
} Member;

static int compare_members(gconstpointer a, gconstpointer b) {
  const Member *x = a, *y = b;
  int order = strcmp(x->name, y->name);
  return order ? order : (x->index > y->index) - (x->index < y->index);
}

static GArray *choose_members(const GPtrArray *names) {
  GArray *members = g_array_new(FALSE, FALSE, sizeof(Member));
  for (guint i = 0; i < names->len; i++) {
    Member member = {g_ptr_array_index(names, i), i};
    if (is_wanted(member.name)) g_array_append_val(members, member);
  }
  g_array_sort(members, compare_members);
  return members;
}

/* Puts the members in the place of the archive, in order of name. False where there are none. */
static bool put_members(Feed *feed, const Entry *from, const GPtrArray *names) {
  g_autoptr(GArray) members = choose_members(names);
  Archive *archive = members->len ? g_new0(Archive, 1) : NULL;
  for (guint i = members->len; i-- > 0;) {
    const Member *member = &g_array_index(members, Member, i);
    g_autofree char *path = g_build_filename(from->said->path, member->name, NULL);
    Entry *entry = entry_new(said_copy(from->said, path));
    entry->archive = archive;
    entry->member = member->index;
    g_queue_push_head(&feed->entries, entry);
  }
  if (archive) *archive = (Archive){g_bytes_ref(from->item.bytes), 0, members->len};
  return archive != NULL;
}

/* ---- the turn */

/* Waits until it is known what the entry is. */
static void settle(Feed *feed, Entry *entry) {
  if (!entry->started) start(feed, entry);
  if (entry->unpacking) finish_unpacking(feed, entry);
  if (entry->job) entry->answer = worker_wait(pipeline_workers(feed->pipeline), g_steal_pointer(&entry->job));
}

/* True where the entry is an archive whose members stand in its place now. */
static bool is_replaced(Feed *feed, Entry *entry) {
  const GPtrArray *names = entry->answer ? entry->answer->members : NULL;
  if (!names) return false;
  const char *why = entry->archive ? "an archive within an archive is not read" : "zip: no paper in it";
  if (!entry->archive && put_members(feed, entry, names)) return true;
  fail(entry, g_error_new_literal(PIPELINE_ERROR, PIPELINE_ERROR_FILE, why));
  return false;
}

const FeedItem *feed_next(Feed *feed) {
  g_clear_pointer(&feed->current, entry_free);
  for (;;) {
    look_ahead(feed);
    Entry *entry = g_queue_pop_head(&feed->entries);
    if (!entry) return NULL;
    settle(feed, entry);
    if (!is_replaced(feed, entry)) {
      feed->current = entry;
      feed->done++;
      look_ahead(feed); /* the caller may be long */
      return &entry->item;
    }
    entry_free(entry);
  }
}

WorkerAnswer *feed_read(Feed *feed) {
  Entry *entry = feed->current;
  WorkerPool *workers = pipeline_workers(feed->pipeline);
  if (!entry->answer) entry->answer = worker_wait(workers, ask(feed, entry)); /* it was known before */
  return g_steal_pointer(&entry->answer);
}

void feed_progress(const Feed *feed, guint *done, guint *all) {
  *done = feed->done;
  *all = feed->done + feed->entries.length;
}

Feed *feed_new(Pipeline *pipeline, GPtrArray *files, FeedKnows knows, void *user) {
  Feed *feed = g_new0(Feed, 1);
  feed->pipeline = pipeline;
  feed->knows = knows;
  feed->user = user;
  g_queue_init(&feed->entries);
  g_ptr_array_set_free_func(files, NULL);
  for (guint i = 0; i < files->len; i++)
    g_queue_push_tail(&feed->entries, entry_new(g_ptr_array_index(files, i)));
  g_ptr_array_unref(files);
  return feed;
}

void feed_free(Feed *feed) {
  if (!feed) return;
  entry_free(feed->current);
  g_queue_clear_full(&feed->entries, entry_free);
  g_free(feed);
}
