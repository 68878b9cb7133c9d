/* What became of each paper: lines that are held back until what they tell is safe. */
#include "pipeline/batch_priv.h"

void line_set(char **field, const char *value) {
  g_free(*field);
  *field = g_strdup(value ? value : "");
}

static void line_free(gpointer data) {
  PipelineLine *line = data;
  g_free(line->file);
  g_free(line->paper);
  g_free(line->title);
  g_free(line->changes);
  g_free(line->reason);
  g_free(line);
}

GPtrArray *lines_new(void) { return g_ptr_array_new_with_free_func(line_free); }

PipelineLine *line_add(Batch *batch, PipelineOutcome outcome, const char *file) {
  PipelineLine *line = g_new0(PipelineLine, 1);
  char **texts[] = {&line->paper, &line->title, &line->changes, &line->reason};
  line->outcome = outcome;
  line->file = g_strdup(file);
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) *texts[i] = g_strdup("");
  g_ptr_array_add(batch->lines, line);
  return line;
}

PipelineLine *line_add_version(Batch *batch, PipelineOutcome outcome, const Source *source, unsigned part,
                               const StorePaper *paper, unsigned version) {
  PipelineLine *line = line_add(batch, outcome, source->said->path);
  line->part = part;
  line_set(&line->paper, paper->id);
  line_set(&line->title, store_version(paper, version)->title);
  line->version = version;
  return line;
}

void lines_tell(Batch *batch) {
  for (guint i = 0; i < batch->lines->len; i++) {
    const PipelineLine *line = g_ptr_array_index(batch->lines, i);
    batch->counts[line->outcome]++;
    if (batch->options->on_line) batch->options->on_line(line, batch->options->user);
  }
  g_ptr_array_set_size(batch->lines, 0);
}
