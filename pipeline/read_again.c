/* A stored file -> the paper that the readers of today make of it, in a worker as at its first reading. */
#include "pipeline/pipeline_priv.h"

Doc *pipeline_read_again(Pipeline *pipeline, const StoreRendition *rendition, GBytes *bytes, GError **error) {
  IngestHints hints = pipeline_hints(pipeline, rendition->name);
  WorkerPool *workers = pipeline_workers(pipeline);
  g_autoptr(WorkerAnswer) answer = worker_wait(workers, worker_submit(workers, bytes, &hints, false));
  if (!answer->papers) {
    g_propagate_error(error, g_steal_pointer(&answer->error));
    return NULL;
  }
  guint part = rendition->part ? rendition->part - 1 : 0;
  if (part < answer->papers->len) return g_ptr_array_steal_index(answer->papers, part);
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "there is no paper %u in it any more (it holds %u)",
              rendition->part, answer->papers->len);
  return NULL;
}

char *pipeline_extractor(GBytes *bytes, const char *name) {
  IngestHints hints = {.name = name};
  const char *format = ingest_format(bytes, &hints, NULL);
  return g_strdup_printf("redraft/%s %s", REDRAFT_VERSION, format ? format : "unknown");
}
