/* The papers of a store that fit what is asked for. */
#include "pipeline/pipeline_priv.h"

#include <string.h>

/* The day that counts for "since": of publication, else when it was first seen. */
static bool since(const StoreVersion *version, const gint64 *date) { return !date || version->date >= *date; }

static bool has_version_since(const StorePaper *paper, const gint64 *date, unsigned from) {
  for (guint v = from; v < paper->versions->len; v++)
    if (since(g_ptr_array_index(paper->versions, v), date)) return true;
  return false;
}

/* "Cabinet" is the folder "cabinet"; a part of a longer name is enough. */
static bool is_of_committee(const StorePaper *paper, const char *committee) {
  g_autofree char *slug = naming_slug(committee, "");
  return *slug && strstr(paper->committee, slug);
}

static bool is_of_meeting(const StorePaper *paper, const char *meeting) {
  for (guint v = 0; v < paper->versions->len; v++)
    if (g_str_has_prefix(((StoreVersion *)g_ptr_array_index(paper->versions, v))->meeting_date, meeting))
      return true;
  return false;
}

static bool fits(const StorePaper *paper, const PipelineFilter *filter, const gint64 *date) {
  if (filter->committee && !is_of_committee(paper, filter->committee)) return false;
  if (filter->meeting && !is_of_meeting(paper, filter->meeting)) return false;
  return has_version_since(paper, date, filter->changed ? 1 : 0);
}

GPtrArray *pipeline_list(Pipeline *pipeline, const PipelineFilter *filter, GError **error) {
  gint64 date;
  if (filter->since && !store_date_parse(filter->since, &date)) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION, "--since %s: not a date (2018-04-27)",
                filter->since);
    return NULL;
  }
  Store *store = pipeline_store(pipeline, error);
  if (!store) return NULL;
  GPtrArray *found = g_ptr_array_new();
  const GPtrArray *papers = store_papers(store);
  for (guint i = 0; i < papers->len; i++)
    if (fits(g_ptr_array_index(papers, i), filter, filter->since ? &date : NULL))
      g_ptr_array_add(found, g_ptr_array_index(papers, i));
  return found;
}
