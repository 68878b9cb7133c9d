/* Names on the command line -> papers: files, papers within files, standard input, versions in the store.
 *
 *     FILE        FILE#2        -        PAPER        PAPER@v2        PAPER@2018-04-27        store:PAPER...
 *
 * The first reading that names something there is wins, in this order; store: skips the files. */
#include "pipeline/pipeline_priv.h"

#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK(redraft - pipeline - error - quark, pipeline_error)

static const char store_prefix[] = "store:";
enum { SUGGESTIONS_MAX = 3 };

/* ---- the pipeline and its store */

Pipeline *pipeline_new(const char *store, const char *password) {
  Pipeline *pipeline = g_new0(Pipeline, 1);
  const char *environment = g_getenv("REDRAFT_STORE");
  if (!store) store = environment && *environment ? environment : "papers.git";
  pipeline->store_path = g_strdup(store);
  pipeline->password = g_strdup(password);
  pipeline->jobs = 1;
  return pipeline;
}

static void ahead_free(gpointer data) {
  Ahead *ahead = data;
  g_bytes_unref(ahead->bytes);
  g_free(ahead);
}

void pipeline_free(Pipeline *pipeline) {
  if (!pipeline) return;
  g_queue_clear_full(&pipeline->ahead, ahead_free);
  worker_pool_free(pipeline->workers);
  store_free(pipeline->store);
  g_free(pipeline->store_path);
  g_free(pipeline->password);
  g_free(pipeline->ocr_program);
  g_free(pipeline->ocr_language);
  g_free(pipeline);
}

void pipeline_set_ocr(Pipeline *pipeline, const char *program) {
  g_free(pipeline->ocr_program);
  pipeline->ocr_program = g_strdup(program);
}

void pipeline_set_ocr_language(Pipeline *pipeline, const char *language) {
  g_free(pipeline->ocr_language);
  pipeline->ocr_language = g_strdup(language);
}

void pipeline_set_jobs(Pipeline *pipeline, unsigned jobs) {
  pipeline->jobs = jobs ? jobs : g_get_num_processors();
}

WorkerPool *pipeline_workers(Pipeline *pipeline) {
  WorkerOptions options = {
      .jobs = pipeline->jobs, .ocr_program = pipeline->ocr_program, .ocr_language = pipeline->ocr_language};
  if (!pipeline->workers) pipeline->workers = worker_pool_new(&options);
  return pipeline->workers;
}

IngestHints pipeline_hints(const Pipeline *pipeline, const char *name) {
  return (IngestHints){.name = g_str_equal(name, "-") ? NULL : name,
                       .password = pipeline->password,
                       .ocr_program = pipeline->ocr_program,
                       .reject_changes = pipeline->reject_changes,
                       .explain = pipeline->explain};
}

void pipeline_set_tracked(Pipeline *pipeline, bool reject) { pipeline->reject_changes = reject; }
void pipeline_set_explain(Pipeline *pipeline) { pipeline->explain = true; }
void pipeline_set_sums(Pipeline *pipeline) { pipeline->sums = true; }

Store *pipeline_store(Pipeline *pipeline, GError **error) {
  if (!pipeline->store) {
    pipeline->store = store_open(pipeline->store_path, false, error);
    if (!pipeline->store) g_prefix_error(error, "%s: ", pipeline->store_path);
  }
  return pipeline->store;
}

/* ---- papers in the store */

/* "PAPER@REST" -> PAPER, and REST or NULL. */
static char *split_at(const char *name, char mark, const char **rest) {
  const char *at = strrchr(name, mark);
  *rest = at ? at + 1 : NULL;
  return at ? g_strndup(name, (gsize)(at - name)) : g_strdup(name);
}

static char *suggestions(const Store *store, const char *name) {
  g_autofree char *slug = naming_slug(name, "");
  GString *out = g_string_new(NULL);
  const GPtrArray *papers = store_papers(store);
  guint found = 0;
  for (guint i = 0; i < papers->len && found < SUGGESTIONS_MAX; i++) {
    const StorePaper *paper = g_ptr_array_index(papers, i);
    if (pipeline_is_near(paper->id, slug))
      g_string_append_printf(out, "%s%s", found++ ? ", " : "; is it ", paper->id);
  }
  if (found) g_string_append_c(out, '?');
  return g_string_free(out, FALSE);
}

/* "v2" or "2" -> the version; "2018-04-27" -> the one current at the end of that day; NULL -> the latest. */
static const StoreVersion *choose_version(const StorePaper *paper, const char *which, char **problem) {
  if (!which) return store_latest(paper);
  gint64 date;
  const char *digits = which + (*which == 'v');
  if (*digits && strspn(digits, "0123456789") == strlen(digits) && strlen(digits) < 9) {
    const StoreVersion *version = store_version(paper, (unsigned)strtoul(digits, NULL, 10));
    guint count = paper->versions->len;
    if (!version) *problem = g_strdup_printf("there is no version %s (it has %u)", digits, count);
    return version;
  }
  if (!store_date_parse(which, &date)) {
    *problem = g_strdup("after @ comes a version (v2) or a date (2018-04-27)");
    return NULL;
  }
  bool whole_day = strlen(which) == strlen("2018-04-27");
  const StoreVersion *version = store_version_at(paper, whole_day ? date + 24 * 60 * 60 - 1 : date);
  if (!version) *problem = g_strdup_printf("there was no version yet on %s", which);
  return version;
}

bool pipeline_find(Pipeline *pipeline, const char *name, const StorePaper **paper,
                   const StoreVersion **version, GError **error) {
  Store *store = pipeline_store(pipeline, error);
  if (!store) return false;
  const char *which, *plain = g_str_has_prefix(name, store_prefix) ? name + strlen(store_prefix) : name;
  g_autofree char *id = split_at(plain, '@', &which);
  const StorePaper *found = store_find(store, id);
  if (!found) {
    g_autofree char *near = suggestions(store, id);
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_ABSENT, "%s: no such paper in %s%s", name,
                pipeline->store_path, near);
    return false;
  }
  g_autofree char *problem = NULL;
  const StoreVersion *chosen = choose_version(found, which, &problem);
  if (!chosen) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_ABSENT, "%s: %s", name, problem);
    return false;
  }
  *paper = found;
  *version = chosen;
  return true;
}

/* ---- inputs */

static PipelineInput *input_new(const char *name, GPtrArray *papers, char *sha256, const char *reader) {
  PipelineInput *input = g_new0(PipelineInput, 1);
  input->levels_unknown = pipeline_levels_unknown(reader);
  input->reader = g_strdup(pipeline_reader(reader));
  input->name = g_strdup(name);
  input->papers = papers;
  input->sha256 = sha256;
  return input;
}

bool pipeline_levels_unknown(const char *reader) { return reader && g_str_has_suffix(reader, "text"); }

const char *pipeline_reader(const char *extractor) {
  const char *space = extractor ? strrchr(extractor, ' ') : NULL;
  return space ? space + 1 : extractor;
}

void pipeline_input_free(PipelineInput *input) {
  if (!input) return;
  g_free(input->name);
  g_free(input->sha256);
  g_free(input->reader);
  g_ptr_array_unref(input->papers);
  g_free(input);
}

static PipelineInput *load_stored(Pipeline *pipeline, const char *name, GError **error) {
  const StorePaper *paper;
  const StoreVersion *version;
  if (!pipeline_find(pipeline, name, &paper, &version, error)) return NULL;
  Doc *doc = store_read_paper(pipeline->store, paper, version, error);
  if (!doc) {
    g_prefix_error(error, "%s: ", name);
    return NULL;
  }
  GPtrArray *papers = g_ptr_array_new_with_free_func((GDestroyNotify)doc_free);
  g_ptr_array_add(papers, doc);
  const StoreRendition *first = g_ptr_array_index(version->renditions, 0);
  return input_new(name, papers, pipeline->sums ? g_strdup(first->sha256) : NULL, version->extractor);
}

/* Keeps only the paper that a name such as "pack.pdf#2" asks for. */
static bool keep_part(GPtrArray *papers, const char *part, const char *name, const char *path,
                      GError **error) {
  guint64 number = g_ascii_strtoull(part, NULL, 10);
  if (number < 1 || number > papers->len) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_ABSENT, "%s: there is no paper %s in %s (it holds %u)",
                name, part, path, papers->len);
    return false;
  }
  g_ptr_array_remove_range(papers, (guint)number, papers->len - (guint)number);
  if (number > 1) g_ptr_array_remove_range(papers, 0, (guint)number - 1);
  return true;
}

/* ---- reading ahead, where it is known what will be asked for */

void pipeline_expect(Pipeline *pipeline, const char *const *names) { pipeline->expected = names; }

static WorkerJob *submit(Pipeline *pipeline, const char *path, GBytes *bytes) {
  IngestHints hints = pipeline_hints(pipeline, path);
  return worker_submit(pipeline_workers(pipeline), bytes, &hints, false);
}

/* Begins with the next few files; what is none, or cannot be read, is left until it is asked for. */
static void read_ahead(Pipeline *pipeline) {
  guint window = worker_pool_size(pipeline_workers(pipeline)) + 1;
  while (pipeline->expected && *pipeline->expected && pipeline->ahead.length < window) {
    const char *path = *pipeline->expected++;
    bool plain = !g_str_equal(path, "-") && g_file_test(path, G_FILE_TEST_IS_REGULAR);
    GBytes *bytes = plain ? pipeline_read_file(path, NULL) : NULL;
    if (!bytes) continue;
    Ahead ahead = {path, bytes, submit(pipeline, path, bytes)};
    g_queue_push_tail(&pipeline->ahead, g_memdup2(&ahead, sizeof ahead));
  }
}

/* The file's job, which may have begun before; its bytes are the caller's. */
static WorkerJob *begin_reading(Pipeline *pipeline, const char *path, GBytes **bytes, GError **error) {
  if (!pipeline->ahead.length) read_ahead(pipeline);
  Ahead *ahead = g_queue_peek_head(&pipeline->ahead);
  if (ahead && ahead->path == path) { /* the very name that was announced, not one that is like it */
    g_queue_pop_head(&pipeline->ahead);
    WorkerJob *job = ahead->job;
    *bytes = g_bytes_ref(ahead->bytes);
    ahead_free(ahead);
    return job;
  }
  *bytes = pipeline_read_file(path, error);
  return *bytes ? submit(pipeline, path, *bytes) : NULL;
}

static PipelineInput *load_file(Pipeline *pipeline, const char *path, const char *part, const char *name,
                                GError **error) {
  g_autoptr(GBytes) bytes = NULL;
  IngestHints hints = pipeline_hints(pipeline, path);
  WorkerJob *job = begin_reading(pipeline, path, &bytes, error);
  if (!job) return NULL;
  g_autofree char *sha256 = pipeline->sums ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes) : NULL;
  g_clear_pointer(&bytes, g_bytes_unref); /* a large file, and the papers in it, are not held both */
  read_ahead(pipeline);
  g_autoptr(WorkerAnswer) answer = worker_wait(pipeline_workers(pipeline), job);
  if (!answer->papers) {
    g_propagate_prefixed_error(error, g_steal_pointer(&answer->error),
                               "%s: ", hints.name ? path : "standard input");
    return NULL;
  }
  if (part && !keep_part(answer->papers, part, name, path, error)) return NULL;
  return input_new(name, g_steal_pointer(&answer->papers), g_steal_pointer(&sha256), answer->format);
}

static bool is_file_name(const char *name) {
  return g_str_equal(name, "-") || g_file_test(name, G_FILE_TEST_EXISTS);
}

/* Nothing of that name exists: says so of both readings, or what is wrong with the version or the store. */
static void explain_absence(Pipeline *pipeline, const char *name, GError **error) {
  g_autoptr(GError) problem = NULL;
  const StorePaper *paper;
  const StoreVersion *version;
  const char *which;
  g_autofree char *id = split_at(name, '@', &which);
  bool found = pipeline_find(pipeline, name, &paper, &version, &problem);
  g_assert(!found);
  bool absent = g_error_matches(problem, STORE_ERROR, STORE_ERROR_ABSENT);
  bool unknown = pipeline->store && !store_find(pipeline->store, id);
  if (!absent && !unknown) {
    g_propagate_error(error, g_steal_pointer(&problem));
    return;
  }
  g_autofree char *near = unknown ? suggestions(pipeline->store, id) : g_strdup("");
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_ABSENT, "%s: no such file, and no such paper in %s%s",
              name, pipeline->store_path, near);
}

static bool is_stored(Pipeline *pipeline, const char *name) {
  const StorePaper *paper;
  const StoreVersion *version;
  return pipeline_find(pipeline, name, &paper, &version, NULL);
}

PipelineInput *pipeline_load(Pipeline *pipeline, const char *name, GError **error) {
  if (g_str_has_prefix(name, store_prefix)) return load_stored(pipeline, name, error);
  if (is_file_name(name)) return load_file(pipeline, name, NULL, name, error);
  const char *part;
  g_autofree char *path = split_at(name, '#', &part);
  bool numbered = part && *part && strspn(part, "0123456789") == strlen(part);
  if (numbered && is_file_name(path)) return load_file(pipeline, path, part, name, error);
  if (is_stored(pipeline, name)) return load_stored(pipeline, name, error);
  explain_absence(pipeline, name, error);
  return NULL;
}
