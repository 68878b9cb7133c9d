/* Files -> the store: read, told apart, compared with what is there, added.
 *
 *     file ── bytes known? ── yes ── unchanged
 *                 │ no
 *              papers ── whose? ── nobody's ─────────────────────────── new
 *                            └── a paper's ── its words in a version? ── no ── new version
 *                                                       └── yes ── new rendition, or a draft that goes back
 *
 * Files are taken in their order, whichever was read first. A file is added whole or not at all: batches end
 * between files. Lines are told once their batch is safe. */
#define _GNU_SOURCE
#include "pipeline/batch_priv.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>

/* A batch costs one sync; what a kill may cost is the work since the last. */
enum { BATCH_FILES = 100, BATCH_MIB = 64 };

static void source_clear(Source *source) {
  g_free(source->name);
  g_free(source->extractor);
  g_free(source->committee);
  g_free(source->meeting_date);
  g_clear_pointer(&source->papers, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Source, source_clear)

static void refuse(Batch *batch, const FeedItem *item, const GError *error) {
  const char *path = g_str_equal(item->said->path, "-") ? "standard input" : item->said->path;
  PipelineLine *line = line_add(batch, PIPELINE_REFUSED, path);
  g_autofree char *prefix = g_strconcat(path, ": ", NULL);
  bool prefixed = g_str_has_prefix(error->message, prefix);
  line_set(&line->reason, error->message + (prefixed ? strlen(prefix) : 0));
  refused_add(batch, item, line->reason);
}

/* What was added is made safe and told. A dry run gathers to its end and drops it. */
static bool settle_batch(Batch *batch, GError **error) {
  Store *store = batch->pipeline->store;
  if (store && !batch->options->dry_run && !store_commit(store, error)) {
    g_prefix_error(error, "%s: ", batch->pipeline->store_path);
    return false;
  }
  refused_keep(batch);
  lines_tell(batch);
  batch->files = 0;
  return true;
}

/* ---- the store */

/* A dry run with no store works on one that is taken away again. */
static Store *open_store(Batch *batch, bool create, GError **error) {
  if (!create || !batch->options->dry_run) return store_open(batch->pipeline->store_path, create, error);
  batch->scratch = g_dir_make_tmp("redraft-dry-XXXXXX", error);
  if (!batch->scratch) return NULL;
  g_autofree char *path = g_build_filename(batch->scratch, "papers.git", NULL);
  return store_open(path, true, error);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where) {
  (void)about, (void)kind, (void)where;
  return g_remove(path);
}

/* What a dry run added is forgotten with the store. */
static void end_dry_run(Batch *batch) {
  g_clear_pointer(&batch->pipeline->store, store_free);
  if (batch->scratch) nftw(batch->scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free(batch->scratch);
}

/* Opens it for writing; `create` makes one where there is none. True without a store where there is none to
 * open. */
static bool begin(Batch *batch, bool create, GError **error) {
  Pipeline *pipeline = batch->pipeline;
  if (batch->identity) return true;
  g_autoptr(GError) problem = NULL;
  if (!pipeline->store) pipeline->store = open_store(batch, create, &problem);
  if (!pipeline->store && !create && g_error_matches(problem, STORE_ERROR, STORE_ERROR_ABSENT)) return true;
  bool begun = pipeline->store && store_begin(pipeline->store, false, &problem);
  if (!begun && g_error_matches(problem, STORE_ERROR, STORE_ERROR_BUSY)) {
    g_clear_error(&problem);
    if (batch->options->on_wait) batch->options->on_wait(batch->options->user);
    begun = store_begin(pipeline->store, true, &problem);
  }
  if (!begun) {
    g_propagate_prefixed_error(error, g_steal_pointer(&problem), "%s: ", pipeline->store_path);
    return false;
  }
  batch->identity = identity_new(pipeline->store);
  return true;
}

/* ---- bytes that are there already */

/* The papers that have these bytes; with a paper named only that one counts. An array of StorePaper. */
static GPtrArray *papers_of_bytes(const Batch *batch, const Said *said, const char *sha256) {
  GPtrArray *papers = g_ptr_array_new();
  const GPtrArray *ids = batch->identity ? identity_of_bytes(batch->identity, sha256) : NULL;
  for (guint i = 0; ids && i < ids->len; i++) {
    const char *id = g_ptr_array_index(ids, i);
    if (!said->paper || g_str_equal(said->paper, id))
      g_ptr_array_add(papers, (gpointer)(uintptr_t)store_find(batch->pipeline->store, id));
  }
  return papers;
}

/* A FeedKnows: nothing is to be done for these bytes. */
static bool is_known(void *user, const Said *said, const char *sha256) {
  g_autoptr(GPtrArray) papers = papers_of_bytes(user, said, sha256);
  bool known = papers->len > 0;
  for (guint i = 0; known && i < papers->len; i++)
    known = version_is_known(g_ptr_array_index(papers, i), sha256, said->published);
  return known;
}

static void tell_unchanged(Batch *batch, const FeedItem *item) {
  g_autoptr(GPtrArray) papers = papers_of_bytes(batch, item->said, item->sha256);
  Source source = {.said = item->said};
  for (guint i = 0; i < papers->len; i++) {
    const StorePaper *paper = g_ptr_array_index(papers, i);
    const StoreVersion *version = version_of_bytes(paper, item->sha256);
    unsigned part = version_part(version, item->sha256);
    line_add_version(batch, PIPELINE_UNCHANGED, &source, part, paper, version->number);
  }
}

/* ---- a file */

/* The first paper's committee and meeting stand for the papers attached to it. */
static void inherit(Source *source) {
  for (guint i = 0; i < source->papers->len; i++) {
    const Doc *doc = g_ptr_array_index(source->papers, i);
    if (!source->committee) source->committee = naming_committee(doc);
    if (!source->meeting_date) source->meeting_date = naming_meeting(doc);
  }
}

static bool accept(const Said *said, WorkerAnswer *answer, GError **error) {
  if (answer->error) {
    g_propagate_error(error, g_steal_pointer(&answer->error));
    return false;
  }
  if (!answer->papers || (said->paper && answer->papers->len > 1)) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION, "it holds %u papers, and one is named for it",
                answer->papers ? answer->papers->len : 0);
    return false;
  }
  return true;
}

static Source source_of(const Batch *batch, const FeedItem *item, WorkerAnswer *answer) {
  Source source = {
      .said = item->said, .sha256 = item->sha256, .bytes = item->bytes, .first_seen = batch->now};
  source.name = g_path_get_basename(item->said->path);
  source.extension = answer->extension ? answer->extension : "bin";
  source.extractor =
      g_strdup_printf("redraft/%s %s", REDRAFT_VERSION, answer->format ? answer->format : "unknown");
  source.papers = g_steal_pointer(&answer->papers);
  if (item->said->first_seen) store_date_parse(item->said->first_seen, &source.first_seen);
  inherit(&source);
  return source;
}

static bool take_item(Batch *batch, const BatchInput *input, const FeedItem *item, GError **error) {
  batch->files++;
  if (item->problem) {
    refuse(batch, item, item->problem);
    return true;
  }
  if (is_known(batch, item->said, item->sha256)) {
    tell_unchanged(batch, item);
    return true;
  }
  g_autoptr(GError) problem = NULL;
  g_autoptr(WorkerAnswer) answer = input->read(input->from);
  if (!accept(item->said, answer, &problem)) {
    refuse(batch, item, problem);
    return true;
  }
  if (!begin(batch, true, error)) return false;
  g_auto(Source) source = source_of(batch, item, answer);
  if (!filing_add(batch, &source, error)) {
    g_prefix_error(error, "%s: %s: ", batch->pipeline->store_path, item->said->path);
    return false;
  }
  refused_forget(batch, item->sha256);
  return true;
}

static bool batch_is_full(const Batch *batch) {
  const Store *store = batch->pipeline->store;
  if (batch->options->dry_run) return false;
  return batch->files >= BATCH_FILES || (store && store_pending_bytes(store) >= (size_t)BATCH_MIB << 20);
}

static bool take_all(Batch *batch, const BatchInput *input, GError **error) {
  for (const FeedItem *item; (item = input->next(input->from));) {
    guint done, all;
    if (!take_item(batch, input, item, error)) return false;
    if (batch_is_full(batch) && !settle_batch(batch, error)) return false;
    input->progress(input->from, &done, &all);
    if (batch->options->on_progress) batch->options->on_progress(done, all, batch->options->user);
  }
  return settle_batch(batch, error);
}

/* ---- options */

static bool check_date(const char *option, const char *value, GError **error) {
  gint64 date;
  if (!value || store_date_parse(value, &date)) return true;
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION, "%s %s: not a date (2018-04-27)", option, value);
  return false;
}

bool batch_check_options(const PipelineIngest *options, GError **error) {
  if (!check_date("--date", options->published, error)) return false;
  if (!check_date("--first-seen", options->first_seen, error)) return false;
  if (!options->paper || store_id_valid(options->paper)) return true;
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION,
              "--paper %s: not an id (lower-case letters, digits and single hyphens)", options->paper);
  return false;
}

/* ---- files that are read here */

static const FeedItem *next_file(void *feed) { return feed_next(feed); }
static WorkerAnswer *read_file(void *feed) { return feed_read(feed); }
static void tell_files(const void *feed, guint *done, guint *all) { feed_progress(feed, done, all); }

static bool ingest(Batch *batch, const void *paths, GError **error) {
  if (!begin(batch, false, error)) return false;
  bool retry = batch->options->retry_refused && batch->pipeline->store;
  GPtrArray *files = retry ? refused_list(batch->pipeline->store)
                           : g_ptr_array_new_with_free_func((GDestroyNotify)said_free);
  if (!inputs_add(files, paths, batch->options, error)) {
    g_ptr_array_unref(files);
    return false;
  }
  g_autoptr(Feed) feed = feed_new(batch->pipeline, files, is_known, batch);
  BatchInput input = {next_file, read_file, tell_files, feed};
  return take_all(batch, &input, error);
}

/* ---- files that were read elsewhere */

static const FeedItem *next_record(void *inbox) { return inbox_next(inbox); }
static WorkerAnswer *read_record(void *inbox) { return inbox_read(inbox); }
static void tell_records(const void *inbox, guint *done, guint *all) { inbox_progress(inbox, done, all); }

static bool commit_inbox(Batch *batch, const void *folder, GError **error) {
  g_autoptr(Inbox) inbox = inbox_open(folder, error);
  if (!inbox || !begin(batch, false, error)) return false;
  BatchInput input = {next_record, read_record, tell_records, inbox};
  if (!take_all(batch, &input, error)) return false;
  const GError *failure = inbox_failure(inbox);
  if (failure) {
    g_propagate_error(error, g_error_copy(failure));
    return false;
  }
  if (!batch->options->dry_run) inbox_remove(inbox);
  return true;
}

/* ---- the whole */

typedef bool (*Work)(Batch *batch, const void *what, GError **error);

static bool run_batch(Pipeline *pipeline, Work work, const void *what, const PipelineIngest *options,
                      unsigned counts[PIPELINE_OUTCOMES], GError **error) {
  Batch batch = {.pipeline = pipeline, .options = options, .counts = counts};
  batch.now = g_get_real_time() / G_USEC_PER_SEC;
  memset(counts, 0, PIPELINE_OUTCOMES * sizeof *counts);
  if (!batch_check_options(options, error)) return false;
  g_autoptr(GPtrArray) lines = lines_new(), refused = g_ptr_array_new_with_free_func(refused_free);
  batch.lines = lines;
  batch.refused = refused;
  bool done = work(&batch, what, error);
  if (batch.identity && !options->dry_run) identity_save(batch.identity);
  identity_free(batch.identity);
  if (options->dry_run) end_dry_run(&batch);
  return done;
}

bool pipeline_ingest(Pipeline *pipeline, const char *const *paths, const PipelineIngest *options,
                     unsigned counts[PIPELINE_OUTCOMES], GError **error) {
  return run_batch(pipeline, ingest, paths, options, counts, error);
}

bool pipeline_commit(Pipeline *pipeline, const char *inbox, const PipelineIngest *options,
                     unsigned counts[PIPELINE_OUTCOMES], GError **error) {
  return run_batch(pipeline, commit_inbox, inbox, options, counts, error);
}
