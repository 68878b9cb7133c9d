/* Two names -> a report of what changed between the papers they stand for. */
#include "pipeline/pipeline_priv.h"

static DiffSide side_of(const PipelineInput *input) {
  return (DiffSide){.name = input->name,
                    .sha256 = input->sha256,
                    .papers = (const Doc *const *)input->papers->pdata,
                    .count = input->papers->len,
                    .levels_unknown = input->levels_unknown,
                    .reader = input->reader};
}

PipelineComparison *pipeline_compare(Pipeline *pipeline, const char *old_name, const char *new_name,
                                     const DiffOptions *options, GError **error) {
  const char *const names[] = {old_name, new_name, NULL};
  pipeline_expect(pipeline, names); /* so that two processes read the two files at once */
  g_autoptr(PipelineInput) old_input = pipeline_load(pipeline, old_name, error);
  g_autoptr(PipelineInput) new_input = old_input ? pipeline_load(pipeline, new_name, error) : NULL;
  pipeline_expect(pipeline, NULL);
  if (!new_input) return NULL;
  DiffSide old_side = side_of(old_input), new_side = side_of(new_input);
  PipelineComparison *comparison = g_new0(PipelineComparison, 1);
  comparison->report = diff_papers(&old_side, &new_side, options);
  comparison->old_input = g_steal_pointer(&old_input);
  comparison->new_input = g_steal_pointer(&new_input);
  return comparison;
}

void pipeline_comparison_free(PipelineComparison *comparison) {
  if (!comparison) return;
  diff_report_free(comparison->report);
  pipeline_input_free(comparison->old_input);
  pipeline_input_free(comparison->new_input);
  g_free(comparison);
}
