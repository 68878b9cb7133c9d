/* What became of a paper, as a line of JSON for programs that read along. */
#include "pipeline/pipeline.h"

#include <jansson.h>
#include <stdlib.h>

static const char *const names[PIPELINE_OUTCOMES] = {
    [PIPELINE_NEW] = "new",
    [PIPELINE_NEW_VERSION] = "new version",
    [PIPELINE_NEW_RENDITION] = "new rendition",
    [PIPELINE_UNCHANGED] = "unchanged",
    [PIPELINE_REFUSED] = "refused",
};

const char *pipeline_outcome_name(PipelineOutcome outcome) { return names[outcome]; }

/* A path need not be UTF-8, JSON must. */
static void set_text(json_t *object, const char *key, const char *text) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  if (*valid) json_object_set_new(object, key, json_string(valid));
}

static void set_number(json_t *object, const char *key, unsigned number) {
  if (number) json_object_set_new(object, key, json_integer(number));
}

static char *write_line(json_t *object) {
  char *text = json_dumps(object, JSON_COMPACT), *copy = g_strdup(text);
  json_decref(object);
  free(text);
  return copy;
}

char *pipeline_line_to_json(const PipelineLine *line) {
  json_t *object = json_pack("{s:s, s:s}", "event", "paper", "outcome", names[line->outcome]);
  set_text(object, "file", line->file);
  set_number(object, "part", line->part);
  set_text(object, "paper", line->paper);
  set_number(object, "version", line->version);
  set_number(object, "same_as", line->same_as);
  set_text(object, "title", line->title);
  set_text(object, "changes", line->changes);
  set_text(object, "reason", line->reason);
  return write_line(object);
}

char *pipeline_counts_to_json(const unsigned counts[PIPELINE_OUTCOMES], bool dry_run) {
  json_t *object = json_pack("{s:s, s:b}", "event", "summary", "dry_run", (int)dry_run);
  for (int o = 0; o < PIPELINE_OUTCOMES; o++) json_object_set_new(object, names[o], json_integer(counts[o]));
  return write_line(object);
}
