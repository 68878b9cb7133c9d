/* Papers -> records of the store: whose they are, under which id, in which folders, as which version. */
#include "pipeline/batch_priv.h"

/* ---- where a paper is filed */

/* The title's slug; agendas and minutes, which share theirs with many, get the day of the meeting too. */
static char *unique_id(const Store *store, const char *title, const Doc *doc) {
  g_autofree char *meeting = naming_is_of_meeting(doc) ? naming_meeting(doc) : NULL;
  g_autofree char *title_slug = naming_slug(title, "paper");
  g_autofree char *day = naming_slug(meeting ? meeting : "", "");
  g_autofree char *slug = g_strdup_printf("%s%s%s", title_slug, *day ? "-" : "", day);
  char *id = g_strdup(slug);
  for (unsigned n = 2; store_find(store, id); n++) {
    g_free(id);
    id = g_strdup_printf("%s-%u", slug, n);
  }
  return id;
}

/* Folders of a new paper, or of a known one that was filed without them. */
typedef struct {
  char *committee, *year; /* NULL: as it is */
} Filing;

static void filing_clear(Filing *filing) {
  g_free(filing->committee);
  g_free(filing->year);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Filing, filing_clear)

/* What was said of the file comes before what its papers say, and that before what the file's other papers
 * say. */
static Filing choose_filing(const Source *source, const Doc *doc, const StorePaper *known) {
  const Said *said = source->said;
  Filing filing = {said->committee ? naming_slug(said->committee, NAMING_UNFILED) : naming_committee(doc),
                   said->meeting_date ? naming_year_of(said->meeting_date) : naming_year(doc)};
  if (!filing.committee) filing.committee = g_strdup(source->committee);
  if (!filing.year && source->meeting_date) filing.year = naming_year_of(source->meeting_date);
  if (known && !g_str_equal(known->committee, NAMING_UNFILED)) g_clear_pointer(&filing.committee, g_free);
  if (known && !g_str_equal(known->year, NAMING_UNDATED)) g_clear_pointer(&filing.year, g_free);
  if (!known && !filing.committee) filing.committee = g_strdup(NAMING_UNFILED);
  if (!known && !filing.year) filing.year = g_strdup(NAMING_UNDATED);
  return filing;
}

/* A title is said of a file; in one that holds several papers it is that of none of them. */
static char *choose_title(const Source *source, const Doc *doc) {
  bool single = source->papers->len == 1 && source->said->title;
  return single ? g_strdup(source->said->title) : naming_title(doc);
}

/* ---- records */

static PipelineOutcome outcome_of(const StoreRecord *record, const StorePaper *known) {
  if (record->rendition_of) return PIPELINE_NEW_RENDITION;
  return known ? PIPELINE_NEW_VERSION : PIPELINE_NEW;
}

static bool add_record(Batch *batch, const Source *source, const StoreRecord *record, const Doc *doc,
                       GError **error) {
  Store *store = batch->pipeline->store;
  PipelineOutcome outcome = outcome_of(record, store_find(store, record->paper));
  if (!store_add(store, record, error)) return false;
  const StorePaper *paper = store_find(store, record->paper);
  unsigned version = record->rendition_of ? record->rendition_of : paper->versions->len;
  if (batch->options->tag && !record->rendition_of) store_tag(store, record->paper, version);
  PipelineLine *line = line_add_version(batch, outcome, source, record->part, paper, version);
  line->same_as = record->same_as;
  line_set(&line->changes, outcome == PIPELINE_NEW_VERSION ? record->changes : "");
  identity_learn(batch->identity, paper->id, source->sha256, doc);
  return true;
}

static StoreRecord record_of(const Source *source, const Doc *doc, unsigned part) {
  const Said *said = source->said;
  const char *meeting = said->meeting_date ? said->meeting_date : doc_particular(doc, "meeting_date");
  return (StoreRecord){
      .doc = doc,
      .source = source->bytes,
      .sha256 = source->sha256,
      .name = source->name,
      .extension = source->extension,
      .part = part,
      .published = said->published,
      .first_seen = source->first_seen,
      .meeting_date = meeting ? meeting : source->meeting_date,
      .item = said->item ? said->item : doc_particular(doc, "item"),
      .status = said->status ? said->status : doc_particular(doc, "status"),
      .source_url = said->source_url,
      .extractor = source->extractor,
  };
}

static bool add_new(Batch *batch, const Source *source, const Doc *doc, unsigned part, GError **error) {
  const char *asked = source->said->paper;
  g_autofree char *title = choose_title(source, doc);
  g_autofree char *id = asked ? g_strdup(asked) : unique_id(batch->pipeline->store, title, doc);
  g_auto(Filing) filing = choose_filing(source, doc, NULL);
  StoreRecord record = record_of(source, doc, part);
  record.paper = id;
  record.title = title;
  record.committee = filing.committee;
  record.year = filing.year;
  return add_record(batch, source, &record, doc, error);
}

static bool add_to(Batch *batch, const Source *source, const Doc *doc, unsigned part, const StorePaper *paper,
                   double similarity, GError **error) {
  g_auto(Finding) finding = {0};
  if (!version_find(batch->pipeline->store, paper, source, doc, &finding, error)) return false;
  const StoreVersion *same = finding.same_words ? store_version(paper, finding.same_words) : NULL;
  bool current = same == store_latest(paper);
  bool rendition = same && (current || !version_goes_back(paper, same, source));
  bool better = finding.lacks_title && doc_particular(doc, "title");

  g_auto(Filing) filing = choose_filing(source, doc, paper);
  g_autofree char *title = choose_title(source, doc);
  g_autofree char *confidence = similarity > 0 ? g_strdup_printf("%.2f", similarity) : NULL;
  StoreRecord record = record_of(source, doc, part);
  record.paper = paper->id;
  record.title = rendition && !(current && better) ? same->title : title;
  record.doc = rendition && !(current && better) ? NULL : doc;
  if (!record.doc) record.extractor = NULL; /* nothing of this reading is kept */
  record.rendition_of = rendition ? same->number : 0;
  record.same_as = rendition || !same ? 0 : same->number;
  record.committee = filing.committee;
  record.year = filing.year;
  record.confidence = confidence;
  record.changes = rendition ? NULL : finding.changes;
  return add_record(batch, source, &record, doc, error);
}

/* ---- a file */

static bool add_paper(Batch *batch, const Source *source, const Doc *doc, unsigned part,
                      const IdentityMatch *match, GError **error) {
  const char *id = source->said->paper ? source->said->paper : match->paper;
  const StorePaper *paper = id ? store_find(batch->pipeline->store, id) : NULL;
  if (!paper) return add_new(batch, source, doc, part, error);
  if (!version_is_known(paper, source->sha256, source->said->published))
    return add_to(batch, source, doc, part, paper, match->similarity, error);
  line_add_version(batch, PIPELINE_UNCHANGED, source, part, paper,
                   version_of_bytes(paper, source->sha256)->number);
  return true;
}

bool filing_add(Batch *batch, const Source *source, GError **error) {
  g_autoptr(GArray) matches = identity_match(batch->identity, source->papers, error);
  if (!matches) return false;
  bool several = source->papers->len > 1;
  for (guint i = 0; i < source->papers->len; i++) {
    const Doc *doc = g_ptr_array_index(source->papers, i);
    const IdentityMatch *match = &g_array_index(matches, IdentityMatch, i);
    if (!add_paper(batch, source, doc, several ? i + 1 : 0, match, error)) return false;
  }
  return true;
}
