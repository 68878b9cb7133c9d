/* What joins reading, comparing and storing: names of papers -> papers, two names -> a report, files -> the
 * store.
 *
 * A Pipeline knows where the store is and opens it when it is first needed. Messages of errors begin with the
 * name that they are about. */
#pragma once

#include "diff/diff.h"
#include "store/store.h"

#define PIPELINE_ERROR pipeline_error_quark()
GQuark pipeline_error_quark(void);
typedef enum {
  PIPELINE_ERROR_ABSENT, /* no such file, paper, version or part */
  PIPELINE_ERROR_FILE,   /* it is there and cannot be read */
  PIPELINE_ERROR_OPTION, /* an option's value makes no sense */
} PipelineErrorCode;

typedef struct Pipeline Pipeline;

/* `store` is the path of the store, NULL for $REDRAFT_STORE or else ./papers.git; `password` is for encrypted
 * files, NULL none. Both are copied. */
Pipeline *pipeline_new(const char *store, const char *password);
void pipeline_free(Pipeline *pipeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pipeline, pipeline_free)

/* Scanned pages of files are recognised by this program, tesseract's path, from now on; NULL: they are only
 * noted. */
void pipeline_set_ocr(Pipeline *pipeline, const char *program);

/* The language of scanned pages as tesseract names it ("cym", "cym+eng"); NULL for English. */
void pipeline_set_ocr_language(Pipeline *pipeline, const char *language);

/* How many processes read files at once from now on; 0 for as many as there are processors. Without a call,
 * one. */
void pipeline_set_jobs(Pipeline *pipeline, unsigned jobs);

/* Tracked changes of files are read as rejected from now on, else as accepted; and blocks have their reasons. */
void pipeline_set_tracked(Pipeline *pipeline, bool reject);
void pipeline_set_explain(Pipeline *pipeline);

/* Inputs have their sums from now on, so that comparisons name the sources by them; it costs a twentieth of the time of a large text. */
void pipeline_set_sums(Pipeline *pipeline);

/* The store, which must exist; the pipeline's own. */
Store *pipeline_store(Pipeline *pipeline, GError **error);

/* ---- names */

/* What a name stands for: the papers of a file, one of them, or a version in the store. */
typedef struct {
  char *name;          /* as it was given */
  char *sha256;        /* of the bytes of the file, or of a version's first source; NULL unless sums were asked for */
  GPtrArray *papers;   /* of Doc, at least one */
  bool levels_unknown; /* read from plain text, which tells no heading levels */
  char *reader;        /* the format it was read from, NULL unknown */
} PipelineInput;

/* FILE, FILE#2 (the second paper in it), - (standard input), PAPER, PAPER@v2, PAPER@2018-04-27 (the version
 * that was current on that day), store:PAPER... A name that exists as a file is a file. The caller's; NULL
 * and one clear error otherwise. */
PipelineInput *pipeline_load(Pipeline *pipeline, const char *name, GError **error);
/* These names will be loaded, most likely in this order: files among them are read ahead. Borrows them until
 * the last was loaded. */
void pipeline_expect(Pipeline *pipeline, const char *const *names);
void pipeline_input_free(PipelineInput *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PipelineInput, pipeline_input_free)

/* A paper of the store and one of its versions, by PAPER, PAPER@v2 or PAPER@DATE, with store: before it or
 * not. `*version` is the latest where the name gives none. Both are the store's. */
bool pipeline_find(Pipeline *pipeline, const char *name, const StorePaper **paper,
                   const StoreVersion **version, GError **error);

/* A name that holds what was asked for, or that a few keys mistyped would make of it: for "did you mean". */
bool pipeline_is_near(const char *name, const char *asked);

/* ---- comparing */

/* A report and what it borrows. */
typedef struct {
  PipelineInput *old_input, *new_input;
  DiffReport *report;
} PipelineComparison;

PipelineComparison *pipeline_compare(Pipeline *pipeline, const char *old_name, const char *new_name,
                                     const DiffOptions *options, GError **error);
void pipeline_comparison_free(PipelineComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PipelineComparison, pipeline_comparison_free)

/* ---- ingesting */

typedef enum {
  PIPELINE_NEW,
  PIPELINE_NEW_VERSION,
  PIPELINE_NEW_RENDITION,
  PIPELINE_UNCHANGED,
  PIPELINE_REFUSED,
  PIPELINE_OUTCOMES
} PipelineOutcome;

/* What became of a paper in a file, or of a whole file that was refused. Strings are "" where they do not
 * apply. */
typedef struct {
  PipelineOutcome outcome;
  char *file;
  unsigned part; /* which paper in the file, 0 where it holds one */
  char *paper, *title;
  unsigned version, same_as;
  char *changes; /* of a new version: what changed since the one before, in a few words */
  char *reason;  /* of a refusal */
} PipelineLine;

/* "new", "new version" ... */
const char *pipeline_outcome_name(PipelineOutcome outcome);

/* One JSON object on one line, without a line feed; members that are "" or 0 are left out. Caller frees. */
char *pipeline_line_to_json(const PipelineLine *line);
char *pipeline_counts_to_json(const unsigned counts[PIPELINE_OUTCOMES], bool dry_run);

typedef struct {
  const char *paper;      /* file what comes as this paper, whatever it looks like; NULL decide */
  const char *published;  /* date of publication, as store_date_parse reads it; NULL unknown */
  const char *first_seen; /* the same, for when it was first seen; NULL now */
  bool tag;               /* each version gets a tag, PAPER/v2 */
  bool import;  /* in the order of publication, and first seen when published where nothing else is said */
  bool dry_run; /* tells what would become of the files, and changes nothing */
  bool retry_refused;                                    /* files that were refused before come first */
  void (*on_line)(const PipelineLine *line, void *user); /* called once the line is safe in the store */
  void (*on_progress)(unsigned done, unsigned all,
                      void *user); /* after each file, of those known of so far */
  void (*on_wait)(void *user);     /* another writer holds the store and is waited for */
  void *user;
} PipelineIngest;

/* Takes files, archives, folders and manifests (docs/manifest.md) into the store (of folders and zips all
 * papers below them, in order of name; hidden files and names that are no paper's are passed over), which is
 * made with the first paper that can be read. Files that cannot be read are refused, cost only themselves, and
 * are kept beside the store. What becomes of a file depends on the files before it, and never on how many are
 * read at once. `counts` gets the number of lines of each outcome. False and an error where the work as a whole failed: what was told to on_line
 * stands. */
bool pipeline_ingest(Pipeline *pipeline, const char *const *paths, const PipelineIngest *options,
                     unsigned counts[PIPELINE_OUTCOMES], GError **error);

/* Takes in what is in a folder, then what comes into it, each file once it is finished, until a signal
 * interrupts the waiting. The store is held only while files are taken in. `counts` are of all together. */
bool pipeline_watch(Pipeline *pipeline, const char *folder, const PipelineIngest *options,
                    unsigned counts[PIPELINE_OUTCOMES], GError **error);

/* ---- past one machine (docs/scale.md): files are read anywhere, and one writer takes them in */

/* Reads chunk `number` of `of` (from 1) of what pipeline_ingest would read with these paths and options, and
 * puts it into the folder `inbox`, whole and at once. No store is needed. Doing it again gives the same bytes.
 * What cannot be read becomes a part of the chunk and is refused when that is taken in. */
bool pipeline_extract_chunk(Pipeline *pipeline, const char *const *paths, const PipelineIngest *options,
                            unsigned number, unsigned of, const char *inbox, GError **error);

/* Takes in what an inbox holds, which must be all chunks of one list, as pipeline_ingest would take in the
 * files; then the chunks are taken away. Of the options, those that say something of files do not apply. */
bool pipeline_commit(Pipeline *pipeline, const char *inbox, const PipelineIngest *options,
                     unsigned counts[PIPELINE_OUTCOMES], GError **error);

/* ---- looking after the store */

/* Something that is wrong: which paper and version, or else which file, and what. */
typedef void (*PipelineTell)(const char *place, const char *what, void *user);

typedef struct {
  unsigned papers, versions, sources;
  unsigned read_again; /* texts that were held against what their source gives */
  unsigned problems;   /* calls of `tell` */
} PipelineFsck;

/* Checks all of the store: that its objects are there and undamaged, each source against its hash, each text
 * against the schema and, where this version of redraft made it, against what its source gives. False where
 * the check itself failed. */
bool pipeline_fsck(Pipeline *pipeline, PipelineTell tell, void *user, PipelineFsck *done, GError **error);

/* Told once where another writer holds the store and is waited for. */
typedef struct {
  void (*tell)(void *user);
  void *user;
} PipelineWait;

/* Withdraws a paper: a tombstone with the reason takes the place of its files, which stay in the history. */
bool pipeline_withdraw(Pipeline *pipeline, const char *name, const char *reason, const PipelineWait *wait,
                       GError **error);

/* Makes the version that `name` stands for the last one of the paper `target`, which may be new. `*number` is
 * the one it gets there. */
bool pipeline_relink(Pipeline *pipeline, const char *name, const char *target, const PipelineWait *wait,
                     unsigned *number, GError **error);

typedef struct {
  unsigned versions, changed, failed;
} PipelineReextract;

/* Reads the sources of the papers or versions named again, of all where `names` is NULL, and keeps the texts
 * that come out otherwise. `tell` is called for each of these, and for each source that cannot be read. */
bool pipeline_reextract(Pipeline *pipeline, const char *const *names, const PipelineWait *wait,
                        PipelineTell tell, void *user, PipelineReextract *done, GError **error);

/* Takes the version that `name` stands for, or the paper where it names none, out of the whole history and
 * off the disk. `*commits` is the number of commits that are gone, `*left` gets a line for each thing that it
 * does not reach; the caller's. */
bool pipeline_purge(Pipeline *pipeline, const char *name, const PipelineWait *wait, unsigned *commits,
                    GPtrArray **left, GError **error);

/* ---- reading back */

/* NULL for what is not asked for. */
typedef struct {
  const char *committee; /* a part of its name */
  const char *meeting;   /* the beginning of its date: "2018-04" is a month */
  const char *since;     /* a version was published, or else first seen, on that day or later */
  bool changed;          /* that version is not the first */
} PipelineFilter;

/* The papers that fit, by id: an array of StorePaper, the caller's. */
GPtrArray *pipeline_list(Pipeline *pipeline, const PipelineFilter *filter, GError **error);

/* A sentence, and the version that brought it. */
typedef struct {
  unsigned version;
  uint32_t node; /* of the version's paper */
  char *text;
} PipelineBlame;

/* The sentences of the version that `name` stands for, in reading order: an array of PipelineBlame, the
 * caller's. `*paper` is the store's. */
GPtrArray *pipeline_blame(Pipeline *pipeline, const char *name, const StorePaper **paper, GError **error);

typedef struct {
  /* Called for each version from the second on, the earliest first, with its changes against the one before;
   * there may be none. They are valid until it returns. */
  void (*tell)(const StoreVersion *version, const DiffChange *const *changes, size_t count, void *user);
  void *user;
} PipelineHistory;

/* The changes up to the version that `name` stands for, within sections whose heading has `section` in it;
 * all of them where that is NULL. */
bool pipeline_history(Pipeline *pipeline, const char *name, const char *section,
                      const PipelineHistory *history, GError **error);

/* Writes the papers or versions named, all where `names` is NULL, as a BagIt bag to the folder `path`, which
 * is not there yet. `*versions` is their number. */
bool pipeline_export_bag(Pipeline *pipeline, const char *const *names, const char *path, unsigned *versions,
                         GError **error);

/* A passage that has the words, in one or more versions of a paper. */
typedef struct {
  const StorePaper *paper;
  GArray *versions; /* of unsigned, ascending */
  char *section;    /* the headings above it, "" for none */
  char *snippet;    /* the words in [brackets] */
} PipelineHit;

/* Searches all versions for passages that have all of the words ("a phrase", begin*), the best first: an
 * array of at most `limit` PipelineHit, the caller's. The index beside the store is brought up to date first,
 * or made anew. */
GPtrArray *pipeline_search(Pipeline *pipeline, const char *words, unsigned limit, bool rebuild,
                           GError **error);
