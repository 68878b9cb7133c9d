/* A stored file -> the paper that the readers of today make of it. */
#include "pipeline/pipeline_priv.h"

static IngestHints hints_for(const Pipeline *pipeline, const char *name) {
  return (IngestHints){.name = name, .password = pipeline->password, .ocr_program = pipeline->ocr_program};
}

Doc *pipeline_read_again(Pipeline *pipeline, const StoreRendition *rendition, GBytes *bytes, GError **error) {
  IngestHints hints = hints_for(pipeline, rendition->name);
  g_autoptr(GPtrArray) papers = ingest_bytes(bytes, &hints, error);
  if (!papers) return NULL;
  guint part = rendition->part ? rendition->part - 1 : 0;
  if (part < papers->len) return g_ptr_array_steal_index(papers, part);
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "there is no paper %u in it any more (it holds %u)",
              rendition->part, papers->len);
  return NULL;
}

char *pipeline_extractor(GBytes *bytes, const char *name) {
  IngestHints hints = {.name = name};
  const char *format = ingest_format(bytes, &hints, NULL);
  return g_strdup_printf("redraft/%s %s", REDRAFT_VERSION, format ? format : "unknown");
}
