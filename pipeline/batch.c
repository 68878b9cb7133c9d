/* Files -> the store: read, told apart, compared with what is there, added.
 *
 *     file ── bytes known? ── yes ── unchanged
 *                 │ no
 *              papers ── whose? ── nobody's ─────────────────────────── new
 *                            └── a paper's ── its words in a version? ── no ── new version
 *                                                       └── yes ── new rendition, or a draft that goes back
 *
 * A file is added whole or not at all: batches end between files. Lines are told once their batch is safe. */
#include "pipeline/pipeline_priv.h"

#include <string.h>

/* A batch costs one sync; what a kill may cost is the work since the last. */
enum { BATCH_FILES = 100, BATCH_MIB = 64 };

typedef struct {
  Pipeline *pipeline;
  const PipelineIngest *options;
  Identity *identity; /* NULL before the store is open */
  GPtrArray *lines;   /* of PipelineLine, not yet safe */
  unsigned *counts;
  gint64 first_seen;
  guint files; /* in this batch */
} Batch;

/* A file at hand. */
typedef struct {
  const char *path, *extension;
  char *name, *sha256, *extractor;
  GBytes *bytes;
  GPtrArray *papers;              /* of Doc */
  char *committee, *meeting_date; /* of the first paper that has them: annexes often do not say */
} Source;

static void source_clear(Source *source) {
  g_free(source->name);
  g_free(source->sha256);
  g_free(source->extractor);
  g_free(source->committee);
  g_free(source->meeting_date);
  g_clear_pointer(&source->bytes, g_bytes_unref);
  g_clear_pointer(&source->papers, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Source, source_clear)

/* ---- lines */

static void line_free(gpointer data) {
  PipelineLine *line = data;
  g_free(line->file);
  g_free(line->paper);
  g_free(line->title);
  g_free(line->changes);
  g_free(line->reason);
  g_free(line);
}

static PipelineLine *line_new(PipelineOutcome outcome, const char *file) {
  PipelineLine *line = g_new0(PipelineLine, 1);
  line->outcome = outcome;
  line->file = g_strdup(file);
  line->paper = g_strdup("");
  line->title = g_strdup("");
  line->changes = g_strdup("");
  line->reason = g_strdup("");
  return line;
}

static void set(char **field, const char *value) {
  g_free(*field);
  *field = g_strdup(value ? value : "");
}

static void refuse(Batch *batch, const char *path, const GError *error) {
  PipelineLine *line = line_new(PIPELINE_REFUSED, path);
  g_autofree char *prefix = g_strconcat(path, ": ", NULL);
  bool prefixed = g_str_has_prefix(error->message, prefix);
  set(&line->reason, error->message + (prefixed ? strlen(prefix) : 0));
  g_ptr_array_add(batch->lines, line);
}

static bool settle_batch(Batch *batch, GError **error) {
  Store *store = batch->pipeline->store;
  if (store && !store_commit(store, error)) {
    g_prefix_error(error, "%s: ", batch->pipeline->store_path);
    return false;
  }
  for (guint i = 0; i < batch->lines->len; i++) {
    const PipelineLine *line = g_ptr_array_index(batch->lines, i);
    batch->counts[line->outcome]++;
    if (batch->options->on_line) batch->options->on_line(line, batch->options->user);
  }
  g_ptr_array_set_size(batch->lines, 0);
  batch->files = 0;
  return true;
}

/* ---- the store */

/* Opens it for writing; `create` makes one where there is none. True without a store where there is none to
 * open. */
static bool begin(Batch *batch, bool create, GError **error) {
  Pipeline *pipeline = batch->pipeline;
  if (batch->identity) return true;
  g_autoptr(GError) problem = NULL;
  if (!pipeline->store) pipeline->store = store_open(pipeline->store_path, create, &problem);
  if (!pipeline->store && !create && g_error_matches(problem, STORE_ERROR, STORE_ERROR_ABSENT)) return true;
  bool begun = pipeline->store && store_begin(pipeline->store, false, &problem);
  if (!begun && g_error_matches(problem, STORE_ERROR, STORE_ERROR_BUSY)) {
    g_clear_error(&problem);
    if (batch->options->on_wait) batch->options->on_wait(batch->options->user);
    begun = store_begin(pipeline->store, true, &problem);
  }
  if (!begun) {
    g_propagate_prefixed_error(error, g_steal_pointer(&problem), "%s: ", pipeline->store_path);
    return false;
  }
  batch->identity = identity_new(pipeline->store);
  return true;
}

/* ---- comparing with the versions there are */

static DiffReport *compare_docs(const StoreVersion *version, const Doc *known, const Source *source,
                                const Doc *doc) {
  DiffSide old_side = {.name = "", .papers = &known, .count = 1};
  DiffSide new_side = {.name = "", .papers = &doc, .count = 1};
  old_side.levels_unknown = pipeline_levels_unknown(version->extractor);
  new_side.levels_unknown = pipeline_levels_unknown(source->extractor);
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

/* What the comparison of a paper with the store came to. */
typedef struct {
  unsigned same_words; /* the version with the same words, 0 none */
  bool lacks_title;    /* the current version's text has none */
  char *changes;       /* against the current version, where the words are not the same */
} Finding;

static void finding_clear(Finding *finding) { g_free(finding->changes); }
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Finding, finding_clear)

/* Texts this much alike are worth a comparison with a version that is not the current one. */
static const double worth_comparing = 0.95;

static bool find_words(Store *store, const StorePaper *paper, const Source *source, const Doc *doc,
                       Finding *finding, GError **error) {
  for (unsigned number = paper->versions->len; number >= 1 && !finding->same_words; number--) {
    const StoreVersion *version = store_version(paper, number);
    bool current = version == store_latest(paper);
    g_autoptr(Doc) known = store_read_paper(store, paper, version, error);
    if (!known) return false;
    if (current) finding->lacks_title = !doc_particular(known, "title");
    if (!current && diff_similarity(known, doc) < worth_comparing) continue;
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

/* The words are those of an earlier version. Is it a draft that goes back to them, or only another form of
 * that version which came late? A date of publication tells; without one, another file of a kind which that
 * version has already is a new draft. */
static bool goes_back(const Batch *batch, const StorePaper *paper, const StoreVersion *earlier,
                      const char *extension) {
  gint64 published;
  if (batch->options->published && store_date_parse(batch->options->published, &published))
    return published > store_latest(paper)->date;
  return has_extension(earlier, extension);
}

/* The version that has these bytes. */
static const StoreVersion *version_of_bytes(const StorePaper *paper, const char *sha256) {
  for (guint v = paper->versions->len; v-- > 0;) {
    const StoreVersion *version = g_ptr_array_index(paper->versions, v);
    for (guint r = 0; r < version->renditions->len; r++)
      if (g_str_equal(((StoreRendition *)g_ptr_array_index(version->renditions, r))->sha256, sha256))
        return version;
  }
  return NULL;
}

/* True for bytes that are a rendition of the paper already, and no draft that goes back. */
static bool is_known(const Batch *batch, const StorePaper *paper, const char *sha256) {
  const StoreVersion *version = version_of_bytes(paper, sha256);
  gint64 published;
  if (!version) return false;
  if (version == store_latest(paper) || !batch->options->published) return true;
  return !store_date_parse(batch->options->published, &published) || published <= store_latest(paper)->date;
}

/* ---- adding */

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

static Filing choose_filing(const Source *source, const Doc *doc, const StorePaper *known) {
  Filing filing = {naming_committee(doc), naming_year(doc)};
  if (!filing.committee) filing.committee = g_strdup(source->committee);
  if (!filing.year && source->meeting_date) filing.year = naming_year_of(source->meeting_date);
  if (known && !g_str_equal(known->committee, NAMING_UNFILED)) g_clear_pointer(&filing.committee, g_free);
  if (known && !g_str_equal(known->year, NAMING_UNDATED)) g_clear_pointer(&filing.year, g_free);
  if (!known && !filing.committee) filing.committee = g_strdup(NAMING_UNFILED);
  if (!known && !filing.year) filing.year = g_strdup(NAMING_UNDATED);
  return filing;
}

static PipelineLine *report_line(Batch *batch, PipelineOutcome outcome, const Source *source, unsigned part,
                                 const StorePaper *paper, unsigned version) {
  PipelineLine *line = line_new(outcome, source->path);
  line->part = part;
  set(&line->paper, paper->id);
  set(&line->title, store_version(paper, version)->title);
  line->version = version;
  g_ptr_array_add(batch->lines, line);
  return line;
}

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
  PipelineLine *line = report_line(batch, outcome, source, record->part, paper, version);
  line->same_as = record->same_as;
  set(&line->changes, outcome == PIPELINE_NEW_VERSION ? record->changes : "");
  identity_learn(batch->identity, paper->id, source->sha256, doc);
  return true;
}

static StoreRecord record_of(const Batch *batch, const Source *source, const Doc *doc, unsigned part) {
  const char *meeting = doc_particular(doc, "meeting_date");
  return (StoreRecord){
      .doc = doc,
      .source = source->bytes,
      .sha256 = source->sha256,
      .name = source->name,
      .extension = source->extension,
      .part = part,
      .published = batch->options->published,
      .first_seen = batch->first_seen,
      .meeting_date = meeting ? meeting : source->meeting_date,
      .status = doc_particular(doc, "status"),
      .extractor = source->extractor,
  };
}

static bool add_new(Batch *batch, const Source *source, const Doc *doc, unsigned part, GError **error) {
  g_autofree char *title = naming_title(doc);
  g_autofree char *id =
      batch->options->paper ? g_strdup(batch->options->paper) : unique_id(batch->pipeline->store, title, doc);
  g_auto(Filing) filing = choose_filing(source, doc, NULL);
  StoreRecord record = record_of(batch, source, doc, part);
  record.paper = id;
  record.title = title;
  record.committee = filing.committee;
  record.year = filing.year;
  return add_record(batch, source, &record, doc, error);
}

static bool add_to(Batch *batch, const Source *source, const Doc *doc, unsigned part, const StorePaper *paper,
                   double similarity, GError **error) {
  g_auto(Finding) finding = {0};
  if (!find_words(batch->pipeline->store, paper, source, doc, &finding, error)) return false;
  const StoreVersion *same = finding.same_words ? store_version(paper, finding.same_words) : NULL;
  bool current = same == store_latest(paper);
  bool rendition = same && (current || !goes_back(batch, paper, same, source->extension));
  bool better = finding.lacks_title && doc_particular(doc, "title");

  g_auto(Filing) filing = choose_filing(source, doc, paper);
  g_autofree char *title = naming_title(doc);
  g_autofree char *confidence = similarity > 0 ? g_strdup_printf("%.2f", similarity) : NULL;
  StoreRecord record = record_of(batch, source, doc, part);
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
  const char *id = batch->options->paper ? batch->options->paper : match->paper;
  const StorePaper *paper = id ? store_find(batch->pipeline->store, id) : NULL;
  if (!paper) return add_new(batch, source, doc, part, error);
  if (!is_known(batch, paper, source->sha256))
    return add_to(batch, source, doc, part, paper, match->similarity, error);
  report_line(batch, PIPELINE_UNCHANGED, source, part, paper,
              version_of_bytes(paper, source->sha256)->number);
  return true;
}

static bool add_papers(Batch *batch, const Source *source, GError **error) {
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

static unsigned part_of_bytes(const StoreVersion *version, const char *sha256) {
  for (guint r = 0; r < version->renditions->len; r++) {
    const StoreRendition *rendition = g_ptr_array_index(version->renditions, r);
    if (g_str_equal(rendition->sha256, sha256)) return rendition->part;
  }
  return 0;
}

/* The papers that have these bytes; with --paper only that one counts. An array of StorePaper. */
static GPtrArray *papers_of_bytes(const Batch *batch, const char *sha256) {
  GPtrArray *papers = g_ptr_array_new();
  const char *asked = batch->options->paper;
  const GPtrArray *ids = batch->identity ? identity_of_bytes(batch->identity, sha256) : NULL;
  for (guint i = 0; ids && i < ids->len; i++) {
    const char *id = g_ptr_array_index(ids, i);
    if (!asked || g_str_equal(asked, id))
      g_ptr_array_add(papers, (gpointer)(uintptr_t)store_find(batch->pipeline->store, id));
  }
  return papers;
}

/* True, with a line for each paper, where the store has these bytes and nothing is to be done. */
static bool all_known(Batch *batch, const Source *source) {
  g_autoptr(GPtrArray) papers = papers_of_bytes(batch, source->sha256);
  bool known = papers->len > 0;
  for (guint i = 0; known && i < papers->len; i++)
    known = is_known(batch, g_ptr_array_index(papers, i), source->sha256);
  for (guint i = 0; known && i < papers->len; i++) {
    const StorePaper *paper = g_ptr_array_index(papers, i);
    const StoreVersion *version = version_of_bytes(paper, source->sha256);
    unsigned part = part_of_bytes(version, source->sha256);
    report_line(batch, PIPELINE_UNCHANGED, source, part, paper, version->number);
  }
  return known;
}

/* The first paper's committee and meeting stand for the papers attached to it. */
static void inherit(Source *source) {
  for (guint i = 0; i < source->papers->len; i++) {
    const Doc *doc = g_ptr_array_index(source->papers, i);
    if (!source->committee) source->committee = naming_committee(doc);
    if (!source->meeting_date) source->meeting_date = naming_meeting(doc);
  }
}

static bool read_papers(const Batch *batch, Source *source, GError **error) {
  IngestHints hints = {.name = source->path, .password = batch->pipeline->password,
                       .ocr_program = batch->pipeline->ocr_program};
  source->papers = ingest_bytes(source->bytes, &hints, error);
  if (!source->papers) return false;
  const char *format = ingest_format(source->bytes, &hints, &source->extension);
  if (!format) source->extension = "bin";
  source->extractor = g_strdup_printf("redraft/%s %s", REDRAFT_VERSION, format ? format : "unknown");
  if (batch->options->paper && source->papers->len > 1) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION, "it holds %u papers, and --paper names one",
                source->papers->len);
    return false;
  }
  inherit(source);
  return true;
}

static bool add_bytes(Batch *batch, const char *path, GBytes *bytes, GError **error) {
  g_auto(Source) source = {.path = path, .name = g_path_get_basename(path), .bytes = g_bytes_ref(bytes)};
  g_autoptr(GError) problem = NULL;
  source.sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, source.bytes);
  if (all_known(batch, &source)) return true;
  if (!read_papers(batch, &source, &problem)) {
    refuse(batch, path, problem);
    return true;
  }
  if (!begin(batch, true, error)) return false;
  if (add_papers(batch, &source, error)) return true;
  g_prefix_error(error, "%s: %s: ", batch->pipeline->store_path, path);
  return false;
}

static bool batch_is_full(const Batch *batch) {
  const Store *store = batch->pipeline->store;
  return batch->files >= BATCH_FILES || (store && store_pending_bytes(store) >= (size_t)BATCH_MIB << 20);
}

/* A PipelineTake: a file, or an archive's member. */
static bool take_file(void *user, const char *path, GBytes *bytes, const GError *problem, GError **error) {
  Batch *batch = user;
  batch->files++;
  if (!bytes) refuse(batch, path, problem);
  else if (!add_bytes(batch, path, bytes, error)) return false;
  return !batch_is_full(batch) || settle_batch(batch, error);
}

static bool ingest_file(Batch *batch, const char *path, GError **error) {
  g_autoptr(GError) problem = NULL;
  g_autoptr(GBytes) bytes = pipeline_read_file(path, &problem);
  if (!bytes || !pipeline_is_archive(path, bytes)) return take_file(batch, path, bytes, problem, error);
  return pipeline_each_member(path, bytes, batch->pipeline->password, take_file, batch, error);
}

static bool ingest_all(Batch *batch, char **files, GError **error) {
  if (!begin(batch, false, error)) return false;
  for (; *files; files++)
    if (!ingest_file(batch, *files, error)) return false;
  return settle_batch(batch, error);
}

/* ---- the whole */

static bool check_date(const char *option, const char *value, gint64 *date, GError **error) {
  if (!value || store_date_parse(value, date)) return true;
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION, "%s %s: not a date (2018-04-27)", option, value);
  return false;
}

static bool check_options(const PipelineIngest *options, gint64 *first_seen, GError **error) {
  gint64 published;
  if (!check_date("--date", options->published, &published, error)) return false;
  if (!check_date("--first-seen", options->first_seen, first_seen, error)) return false;
  if (!options->paper || store_id_valid(options->paper)) return true;
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION,
              "--paper %s: not an id (lower-case letters, digits and single hyphens)", options->paper);
  return false;
}

bool pipeline_ingest(Pipeline *pipeline, const char *const *paths, const PipelineIngest *options,
                     unsigned counts[PIPELINE_OUTCOMES], GError **error) {
  Batch batch = {.pipeline = pipeline, .options = options, .counts = counts};
  batch.first_seen = g_get_real_time() / G_USEC_PER_SEC;
  memset(counts, 0, PIPELINE_OUTCOMES * sizeof *counts);
  if (!check_options(options, &batch.first_seen, error)) return false;
  g_auto(GStrv) files = pipeline_list_files(paths);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
  batch.lines = lines;
  bool done = ingest_all(&batch, files, error);
  if (batch.identity) identity_save(batch.identity);
  identity_free(batch.identity);
  return done;
}
