/* Whether a store is whole: its objects, its sources against their hashes, its XML against the schema, and
 * its texts against what their sources give. */
#include "pipeline/pipeline_priv.h"

#include "model/forms.h"

#include <string.h>

typedef struct {
  Pipeline *pipeline;
  PipelineTell tell;
  void *user;
  PipelineFsck *done;
} Fsck;

static void complain(const char *place, const char *what, void *user) {
  Fsck *fsck = user;
  fsck->done->problems++;
  fsck->tell(place, what, fsck->user);
}

static void complain_version(Fsck *fsck, const StorePaper *paper, const StoreVersion *version,
                             const char *what) {
  g_autofree char *place = g_strdup_printf("%s@v%u", paper->id, version->number);
  complain(place, what, fsck);
}

static void complain_source(Fsck *fsck, const StorePaper *paper, const StoreVersion *version,
                            const StoreRendition *rendition, const char *problem) {
  g_autofree char *what = g_strdup_printf("source %s: %s", rendition->name, problem);
  complain_version(fsck, paper, version, what);
}

/* ---- sources */

static GBytes *check_source(Fsck *fsck, const StorePaper *paper, const StoreVersion *version,
                            const StoreRendition *rendition) {
  g_autoptr(GError) problem = NULL;
  g_autoptr(GBytes) bytes = store_read_source(fsck->pipeline->store, paper, rendition, &problem);
  fsck->done->sources++;
  if (!bytes) {
    complain_source(fsck, paper, version, rendition, problem->message);
    return NULL;
  }
  g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  if (g_str_equal(sha256, rendition->sha256)) return g_steal_pointer(&bytes);
  complain_source(fsck, paper, version, rendition, "its bytes are not those of its SHA-256");
  return NULL;
}

/* ---- texts */

static Doc *check_text(Fsck *fsck, const StorePaper *paper, const StoreVersion *version) {
  g_autoptr(GError) problem = NULL;
  g_autoptr(GBytes) xml = store_read_xml(fsck->pipeline->store, version, &problem);
  gsize size = 0;
  const char *text = xml ? g_bytes_get_data(xml, &size) : NULL;
  Doc *doc = text && doc_xml_valid(text, size, &problem) ? doc_from_xml(text, size, &problem) : NULL;
  if (doc) return doc;
  g_autofree char *what = g_strdup_printf("text: %s", problem ? problem->message : "empty");
  complain_version(fsck, paper, version, what);
  return NULL;
}

static bool is_ours(const char *extractor) {
  return g_str_has_prefix(extractor, "redraft/" REDRAFT_VERSION " ");
}

/* A text that another version of the readers made may differ; `reextract` brings it up to date. */
static void check_reading(Fsck *fsck, const StorePaper *paper, const StoreVersion *version, const Doc *doc,
                          const StoreRendition *rendition, GBytes *bytes) {
  g_autoptr(GError) problem = NULL;
  if (!is_ours(version->extractor)) return;
  g_autoptr(Doc) again = pipeline_read_again(fsck->pipeline, rendition, bytes, &problem);
  fsck->done->read_again++;
  if (!again)
    complain_source(fsck, paper, version, rendition, problem->message);
  else if (!doc_equal(doc, again))
    complain_source(fsck, paper, version, rendition, "gives another text than the one that is stored");
}

static void check_version(Fsck *fsck, const StorePaper *paper, const StoreVersion *version) {
  g_autoptr(Doc) doc = check_text(fsck, paper, version);
  fsck->done->versions++;
  for (guint i = 0; i < version->renditions->len; i++) {
    const StoreRendition *rendition = g_ptr_array_index(version->renditions, i);
    g_autoptr(GBytes) bytes = check_source(fsck, paper, version, rendition);
    if (doc && bytes && i == version->text_rendition)
      check_reading(fsck, paper, version, doc, rendition, bytes);
  }
}

bool pipeline_fsck(Pipeline *pipeline, PipelineTell tell, void *user, PipelineFsck *done, GError **error) {
  Fsck fsck = {pipeline, tell, user, done};
  memset(done, 0, sizeof *done);
  Store *store = pipeline_store(pipeline, error);
  if (!store) return false;
  if (!store_check(store, complain, &fsck, error)) {
    g_prefix_error(error, "%s: ", pipeline->store_path);
    return false;
  }
  const GPtrArray *papers = store_papers(store);
  for (guint p = 0; p < papers->len; p++) {
    const StorePaper *paper = g_ptr_array_index(papers, p);
    for (guint v = 0; v < paper->versions->len; v++)
      check_version(&fsck, paper, g_ptr_array_index(paper->versions, v));
  }
  done->papers = papers->len;
  return true;
}
