/* Withdrawing papers, moving versions to the paper they belong to, and reading old sources again. */
#include "pipeline/pipeline_priv.h"

#include "model/forms.h"

#include <string.h>

enum { FLUSH_MIB = 64 };

static gint64 now(void) { return g_get_real_time() / G_USEC_PER_SEC; }

bool pipeline_begin_writing(Pipeline *pipeline, const PipelineWait *wait, GError **error) {
  Store *store = pipeline_store(pipeline, error);
  if (!store) return false;
  g_autoptr(GError) problem = NULL;
  bool begun = store_begin(store, false, &problem);
  if (!begun && g_error_matches(problem, STORE_ERROR, STORE_ERROR_BUSY)) {
    g_clear_error(&problem);
    if (wait) wait->tell(wait->user);
    begun = store_begin(store, true, &problem);
  }
  if (!begun) g_propagate_prefixed_error(error, g_steal_pointer(&problem), "%s: ", pipeline->store_path);
  return begun;
}

static bool make_durable(Pipeline *pipeline, bool added, GError **error) {
  if (added && store_commit(pipeline->store, error)) return true;
  g_prefix_error(error, "%s: ", pipeline->store_path);
  return false;
}

/* ---- withdraw */

bool pipeline_withdraw(Pipeline *pipeline, const char *name, const char *reason, const PipelineWait *wait,
                       GError **error) {
  const StorePaper *paper;
  const StoreVersion *version;
  if (!pipeline_begin_writing(pipeline, wait, error) ||
      !pipeline_find(pipeline, name, &paper, &version, error))
    return false;
  if (strchr(name, '@')) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION, "%s: a paper is withdrawn as a whole", name);
    return false;
  }
  return make_durable(pipeline, store_withdraw(pipeline->store, paper, reason, now(), error), error);
}

/* ---- relink */

/* What the version changes in the paper that it comes to. NULL where that is a new one. */
static char *changes_in(Pipeline *pipeline, const StorePaper *target, const Doc *doc, const char *extractor,
                        GError **error) {
  if (!target) return NULL;
  g_autoptr(Doc) known = store_read_paper(pipeline->store, target, store_latest(target), error);
  if (!known) return NULL;
  const Doc *old_docs[] = {known}, *new_docs[] = {doc};
  DiffSide old_side = {.name = "", .papers = old_docs, .count = 1},
           new_side = {.name = "", .papers = new_docs, .count = 1};
  old_side.levels_unknown = pipeline_levels_unknown(store_latest(target)->extractor);
  new_side.levels_unknown = pipeline_levels_unknown(extractor);
  old_side.reader = pipeline_reader(store_latest(target)->extractor);
  new_side.reader = pipeline_reader(extractor);
  g_autoptr(DiffReport) report = diff_papers(&old_side, &new_side, NULL);
  return pipeline_describe(report);
}

static bool check_target(const StorePaper *paper, const char *target, GError **error) {
  if (store_id_valid(target) && !g_str_equal(paper->id, target)) return true;
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION,
              store_id_valid(target) ? "%s: it is of that paper already"
                                     : "%s: not an id (lower-case letters, digits and single hyphens)",
              target);
  return false;
}

bool pipeline_relink(Pipeline *pipeline, const char *name, const char *target, const PipelineWait *wait,
                     unsigned *number, GError **error) {
  const StorePaper *paper;
  const StoreVersion *version;
  if (!pipeline_begin_writing(pipeline, wait, error) ||
      !pipeline_find(pipeline, name, &paper, &version, error) || !check_target(paper, target, error))
    return false;
  Store *store = pipeline->store;
  g_autoptr(GError) problem = NULL;
  g_autoptr(Doc) doc = store_read_paper(store, paper, version, error);
  if (!doc) return false;
  g_autofree char *changes =
      changes_in(pipeline, store_find(store, target), doc, version->extractor, &problem);
  if (problem) {
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
  }
  if (!make_durable(pipeline, store_relink(store, paper, version, target, changes, now(), error), error))
    return false;
  *number = store_find(store, target)->versions->len;
  return true;
}

/* ---- reextract */

typedef struct {
  Pipeline *pipeline;
  PipelineTell tell;
  void *user;
  PipelineReextract *done;
} Reextract;

static void tell_version(Reextract *r, const StorePaper *paper, const StoreVersion *version,
                         const char *what) {
  g_autofree char *place = g_strdup_printf("%s@v%u", paper->id, version->number);
  r->tell(place, what, r->user);
}

/* NULL where the source cannot be read any more; then the text stays as it is. */
static Doc *read_source_again(Reextract *r, const StorePaper *paper, const StoreVersion *version,
                              char **extractor) {
  const StoreRendition *rendition = g_ptr_array_index(version->renditions, version->text_rendition);
  g_autoptr(GError) problem = NULL;
  g_autoptr(GBytes) bytes = store_read_source(r->pipeline->store, paper, rendition, &problem);
  Doc *doc = bytes ? pipeline_read_again(r->pipeline, rendition, bytes, &problem) : NULL;
  if (doc) {
    *extractor = pipeline_extractor(bytes, rendition->name);
    return doc;
  }
  g_autofree char *what = g_strdup_printf("%s: %s", rendition->name, problem->message);
  r->done->failed++;
  tell_version(r, paper, version, what);
  return NULL;
}

static bool reextract_version(Reextract *r, const StorePaper *paper, const StoreVersion *version,
                              GError **error) {
  Store *store = r->pipeline->store;
  g_autofree char *extractor = NULL;
  g_autoptr(Doc) old = store_read_paper(store, paper, version, error);
  g_autoptr(Doc) doc = old ? read_source_again(r, paper, version, &extractor) : NULL;
  if (!old) return false;
  r->done->versions++;
  if (!doc || doc_equal(old, doc)) return true;
  g_autofree char *title = naming_title(doc);
  if (!store_reextract(store, paper, version, doc, title, extractor, now(), error)) return false;
  r->done->changed++;
  tell_version(r, paper, version, "read again: another text");
  return store_pending_bytes(store) < (size_t)FLUSH_MIB << 20 || store_commit(store, error);
}

static bool reextract_paper(Reextract *r, const StorePaper *paper, GError **error) {
  for (guint v = 0; v < paper->versions->len; v++)
    if (!reextract_version(r, paper, g_ptr_array_index(paper->versions, v), error)) return false;
  return true;
}

static bool reextract_named(Reextract *r, const char *const *names, GError **error) {
  const StorePaper *paper;
  const StoreVersion *version;
  for (; *names; names++) {
    if (!pipeline_find(r->pipeline, *names, &paper, &version, error)) return false;
    bool one = strchr(*names, '@') != NULL;
    if (!(one ? reextract_version(r, paper, version, error) : reextract_paper(r, paper, error))) return false;
  }
  return true;
}

static bool reextract_all(Reextract *r, GError **error) {
  const GPtrArray *papers = store_papers(r->pipeline->store);
  for (guint p = 0; p < papers->len; p++)
    if (!reextract_paper(r, g_ptr_array_index(papers, p), error)) return false;
  return true;
}

bool pipeline_reextract(Pipeline *pipeline, const char *const *names, const PipelineWait *wait,
                        PipelineTell tell, void *user, PipelineReextract *done, GError **error) {
  Reextract r = {pipeline, tell, user, done};
  memset(done, 0, sizeof *done);
  if (!pipeline_begin_writing(pipeline, wait, error)) return false;
  return make_durable(pipeline, names ? reextract_named(&r, names, error) : reextract_all(&r, error), error);
}
