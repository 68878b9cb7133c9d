/* What happened to a section, version by version: the changes between each two successive versions that stand
 * in it. */
#include "pipeline/pipeline_priv.h"

#include "model/text.h"

#include <string.h>

/* Headings are asked for by a part of their text, as they are renumbered and retitled. */
static bool contains(const char *text, const char *wanted_key) {
  g_autofree char *key = text_key(text, -1);
  return strstr(key, wanted_key) != NULL;
}

static bool stands_in(const DiffChange *change, const char *wanted_key) {
  for (const char **heading = change->section; *heading; heading++)
    if (contains(*heading, wanted_key)) return true;
  if (!g_str_equal(change->block, "section")) return false;
  return (change->old_end.present && contains(change->old_end.text, wanted_key)) ||
         (change->new_end.present && contains(change->new_end.text, wanted_key));
}

static bool has_section(const Doc *doc, const char *wanted_key) {
  for (uint32_t i = 0; i < doc_count(doc); i++) {
    const DocNode *node = doc_node(doc, i);
    if (node->kind == DOC_SECTION && strstr(doc_key(doc, node), wanted_key)) return true;
  }
  return false;
}

static DiffSide side_of(const Doc *const *doc, const StoreVersion *version) {
  return (DiffSide){.name = "",
                    .papers = doc,
                    .count = 1,
                    .levels_unknown = pipeline_levels_unknown(version->extractor),
                    .reader = pipeline_reader(version->extractor)};
}

static void tell_changes(const Doc *old_doc, const StoreVersion *old_version, const Doc *doc,
                         const StoreVersion *version, const char *wanted_key,
                         const PipelineHistory *history) {
  DiffSide old_side = side_of(&old_doc, old_version), new_side = side_of(&doc, version);
  g_autoptr(DiffReport) report = diff_papers(&old_side, &new_side, NULL);
  g_autoptr(GPtrArray) changes = g_ptr_array_new();
  for (uint32_t i = 0; i < report->change_count; i++)
    if (!report->changes[i].layout && (!*wanted_key || stands_in(&report->changes[i], wanted_key)))
      g_ptr_array_add(changes, (gpointer)(uintptr_t)&report->changes[i]);
  history->tell(version, (const DiffChange *const *)changes->pdata, changes->len, history->user);
}

bool pipeline_history(Pipeline *pipeline, const char *name, const char *section,
                      const PipelineHistory *history, GError **error) {
  const StorePaper *paper;
  const StoreVersion *last;
  g_autofree char *wanted_key = text_key(section ? section : "", -1);
  g_autoptr(Doc) before = NULL;
  bool seen = !*wanted_key;
  if (!pipeline_find(pipeline, name, &paper, &last, error)) return false;
  for (unsigned number = 1; number <= last->number; number++) {
    const StoreVersion *version = store_version(paper, number);
    g_autoptr(Doc) doc = store_read_paper(pipeline->store, paper, version, error);
    if (!doc) return false;
    seen = seen || has_section(doc, wanted_key);
    if (before) tell_changes(before, store_version(paper, number - 1), doc, version, wanted_key, history);
    g_clear_pointer(&before, doc_free);
    before = g_steal_pointer(&doc);
  }
  if (seen) return true;
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_ABSENT,
              "%s: no section in any version has “%s” in its heading", name, section);
  return false;
}
