/* Which version of a paper is it? By bytes, by words, and where an earlier version's words come again, by the
 * day of publication. */
#include "pipeline/batch_priv.h"

#include <string.h>

/* ---- comparing with the versions there are */

static DiffReport *compare_docs(const StoreVersion *version, const Doc *known, const Source *source,
                                const Doc *doc) {
  DiffSide old_side = {.name = "", .papers = &known, .count = 1};
  DiffSide new_side = {.name = "", .papers = &doc, .count = 1};
  old_side.levels_unknown = pipeline_levels_unknown(version->extractor);
  new_side.levels_unknown = pipeline_levels_unknown(source->extractor);
  old_side.reader = pipeline_reader(version->extractor);
  new_side.reader = pipeline_reader(source->extractor);
  return diff_papers(&old_side, &new_side, NULL);
}

/* "major: 3 edited, 1 inserted, 12 words in, 4 words out" */
char *pipeline_describe(const DiffReport *report) {
  const DiffSummary *s = &report->summary;
  const struct {
    unsigned count;
    const char *what;
  } parts[] = {
      {s->edited, "edited"},
      {s->inserted, "inserted"},
      {s->deleted, "deleted"},
      {s->moved, "moved"},
      {s->split, "split"},
      {s->merged, "merged"},
      {s->renumbered, "renumbered"},
      {s->restructured, "restructured"},
      {s->words_inserted, "words in"},
      {s->words_deleted, "words out"},
  };
  GString *out = g_string_new(diff_verdict_name(report->verdict));
  const char *separator = ": ";
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
    if (parts[i].count == 0) continue;
    g_string_append_printf(out, "%s%u %s", separator, parts[i].count, parts[i].what);
    separator = ", ";
  }
  return g_string_free(out, FALSE);
}

void finding_clear(Finding *finding) { g_free(finding->changes); }

/* Texts this much alike are worth a comparison with a version that is not the current one. */
static const double worth_comparing = 0.95;

static bool is_worth_comparing(const Doc *known, const Doc *doc, const GArray *bag) {
  g_autoptr(GArray) known_bag = word_bag_new(known);
  if (word_bag_likeness(known_bag, bag) < worth_comparing - BAG_ERROR) return false;
  return diff_similarity(known, doc) >= worth_comparing;
}

bool version_find(Store *store, const StorePaper *paper, const Source *source, const Doc *doc,
                  Finding *finding, GError **error) {
  g_autoptr(GArray) bag = word_bag_new(doc);
  for (unsigned number = paper->versions->len; number >= 1 && !finding->same_words; number--) {
    const StoreVersion *version = store_version(paper, number);
    bool current = version == store_latest(paper);
    g_autoptr(Doc) known = store_read_paper(store, paper, version, error);
    if (!known) return false;
    if (current) finding->lacks_title = !doc_particular(known, "title");
    if (!current && !is_worth_comparing(known, doc, bag)) continue;
    g_autoptr(DiffReport) report = compare_docs(version, known, source, doc);
    if (identity_same_words(report))
      finding->same_words = number;
    else if (current)
      finding->changes = pipeline_describe(report);
  }
  return true;
}

/* ---- deciding */

static bool has_extension(const StoreVersion *version, const char *extension) {
  for (guint i = 0; i < version->renditions->len; i++)
    if (g_str_equal(((StoreRendition *)g_ptr_array_index(version->renditions, i))->extension, extension))
      return true;
  return false;
}

bool version_goes_back(const StorePaper *paper, const StoreVersion *earlier, const Source *source) {
  gint64 published;
  if (source->said->published && store_date_parse(source->said->published, &published))
    return published > store_latest(paper)->date;
  return has_extension(earlier, source->extension);
}

const StoreVersion *version_of_bytes(const StorePaper *paper, const char *sha256) {
  for (guint v = paper->versions->len; v-- > 0;) {
    const StoreVersion *version = g_ptr_array_index(paper->versions, v);
    for (guint r = 0; r < version->renditions->len; r++)
      if (g_str_equal(((StoreRendition *)g_ptr_array_index(version->renditions, r))->sha256, sha256))
        return version;
  }
  return NULL;
}

bool version_is_known(const StorePaper *paper, const char *sha256, const char *date) {
  const StoreVersion *version = version_of_bytes(paper, sha256);
  gint64 published;
  if (!version) return false;
  if (version == store_latest(paper) || !date) return true;
  return !store_date_parse(date, &published) || published <= store_latest(paper)->date;
}

unsigned version_part(const StoreVersion *version, const char *sha256) {
  for (guint r = 0; r < version->renditions->len; r++) {
    const StoreRendition *rendition = g_ptr_array_index(version->renditions, r);
    if (g_str_equal(rendition->sha256, sha256)) return rendition->part;
  }
  return 0;
}
