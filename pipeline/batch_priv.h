/* What the steps of ingesting share. */
#pragma once

#include "pipeline/pipeline_priv.h"

/* A file at hand, with what its worker read. */
typedef struct {
  const Said *said;
  const char *sha256, *extension;
  GBytes *bytes;
  char *name, *extractor;
  GPtrArray *papers;              /* of Doc */
  char *committee, *meeting_date; /* of the first paper that has them: annexes often do not say */
  gint64 first_seen;
} Source;

typedef struct {
  Pipeline *pipeline;
  const PipelineIngest *options;
  Identity *identity; /* NULL before the store is open */
  GPtrArray *lines;   /* of PipelineLine, not yet safe */
  GPtrArray *refused; /* of Refused, not yet kept */
  unsigned *counts;
  gint64 now;
  guint files;   /* in this batch */
  char *scratch; /* the folder of a store that a dry run makes for itself; NULL none */
} Batch;

/* Where files come from, in their order: read by workers here (feed.c), or elsewhere before (inbox.c). */
typedef struct {
  const FeedItem *(*next)(void *from); /* stays valid until the next call; NULL at the end */
  WorkerAnswer *(*read)(void *from);   /* what was read of it; asked for at most once an item */
  void (*progress)(const void *from, guint *done, guint *all);
  void *from;
} BatchInput;

/* ---- batch.c */

/* False and an error for dates and ids that are none. */
bool batch_check_options(const PipelineIngest *options, GError **error);

/* ---- lines.c */

GPtrArray *lines_new(void);

/* A new line of the batch. */
PipelineLine *line_add(Batch *batch, PipelineOutcome outcome, const char *file);
void line_set(char **field, const char *value);

/* The same for a version of a paper, which the source was found to be or has become. */
PipelineLine *line_add_version(Batch *batch, PipelineOutcome outcome, const Source *source, unsigned part,
                               const StorePaper *paper, unsigned version);

/* Counts the lines, tells them, and forgets them. */
void lines_tell(Batch *batch);

/* ---- versions.c */

/* The version that has these bytes, the latest first; NULL none. */
const StoreVersion *version_of_bytes(const StorePaper *paper, const char *sha256);
unsigned version_part(const StoreVersion *version, const char *sha256); /* which paper of that file */

/* True for bytes that are a rendition of the paper already, and no draft that goes back: one that was
 * published, where that is said, after the current version. */
bool version_is_known(const StorePaper *paper, const char *sha256, const char *published);

/* What the comparison of a paper with the store came to. */
typedef struct {
  unsigned same_words; /* the version with the same words, 0 none */
  bool lacks_title;    /* the current version's text has none */
  char *changes;       /* against the current version, where the words are not the same */
} Finding;

void finding_clear(Finding *finding);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Finding, finding_clear)

bool version_find(Store *store, const StorePaper *paper, const Source *source, const Doc *doc,
                  Finding *finding, GError **error);

/* The words are those of an earlier version. Is it a draft that goes back to them, or only another form of
 * that version which came late? A date of publication tells; without one, another file of a kind which that
 * version has already is a new draft. */
bool version_goes_back(const StorePaper *paper, const StoreVersion *earlier, const Source *source);

/* ---- filing.c */

/* Adds the papers of a source to the store, each as what it is, with a line for each. */
bool filing_add(Batch *batch, const Source *source, GError **error);

/* ---- refused.c: files that were refused, kept beside the store to be tried again */

/* Remembers a refused file until refused_keep; without bytes there is nothing to keep. */
void refused_add(Batch *batch, const FeedItem *item, const char *reason);
void refused_free(gpointer refused);

/* Writes them beside the store, where there is one by now. */
void refused_keep(Batch *batch);

/* These bytes were taken in after all. */
void refused_forget(const Batch *batch, const char *sha256);

/* Those that are kept, in order of path: a GPtrArray of Said. */
GPtrArray *refused_list(const Store *store);

/* ---- inbox.c: chunks of files that were read elsewhere */

typedef struct Inbox Inbox;

/* NULL and an error where the folder does not hold all chunks of one list. */
Inbox *inbox_open(const char *folder, GError **error);
void inbox_free(Inbox *inbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inbox, inbox_free)

const FeedItem *inbox_next(Inbox *inbox);
WorkerAnswer *inbox_read(Inbox *inbox);
void inbox_progress(const Inbox *inbox, guint *done, guint *all);
const GError *inbox_failure(const Inbox *inbox); /* what ended it before its end; NULL nothing */
void inbox_remove(const Inbox *inbox);           /* its chunks: they are in the store */

/* ---- chunk.c */

/* The file name of a chunk in an inbox. */
char *chunk_path(const char *inbox, unsigned number, unsigned of);
#define CHUNK_HEADER "a{ss}"
#define CHUNK_RECORD                                                                                         \
  "(a{say}sayays)" /* what is said, its bytes' hash, its bytes, its answer, and the hash of that */
