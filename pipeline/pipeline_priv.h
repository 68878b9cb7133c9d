/* What the files of the pipeline share: reading files, what a paper is called, and which paper it is. */
#pragma once

#include "ingest/ingest.h"
#include "ingest/worker.h"
#include "pipeline/pipeline.h"

struct Pipeline {
  char *store_path, *password;
  char *ocr_program;  /* NULL none */
  char *ocr_language; /* NULL for English */
  bool reject_changes, explain, sums;
  unsigned jobs;
  Store *store; /* NULL until it is needed, as the rest */
  WorkerPool *workers;
  const char *const *expected; /* names that will be loaded; NULL none */
  GQueue ahead;                /* of Ahead: those that are being read */
};

/* A file whose turn will come. */
typedef struct {
  const char *path;
  GBytes *bytes;
  WorkerJob *job;
} Ahead;

/* The workers that read files, for which nothing is parsed in this process. */
WorkerPool *pipeline_workers(Pipeline *pipeline);

/* What readers are told of a file of this name ("-" is none). Borrows from both. */
IngestHints pipeline_hints(const Pipeline *pipeline, const char *name);

/* By the name of a reader, or an Extractor trailer that ends in it: plain text tells no heading levels. */
bool pipeline_levels_unknown(const char *reader);
/* The format that an extractor ("redraft 0.1 pdf", "pdf") reads; within its string. */
const char *pipeline_reader(const char *extractor);

/* ---- versions.c */

/* "major: 3 edited, 1 inserted, 12 words in, 4 words out". Caller frees. */
char *pipeline_describe(const DiffReport *report);

/* ---- amend.c */

/* Opens the store, which must exist, and takes its lock. */
bool pipeline_begin_writing(Pipeline *pipeline, const PipelineWait *wait, GError **error);

/* ---- bag.c */

typedef struct Bag Bag;

Bag *bag_new(const char *path, GError **error); /* nothing must be there yet */
void bag_free(Bag *bag);                        /* leaves nothing of one that is not finished */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bag, bag_free)
bool bag_add(Bag *bag, const char *name, GBytes *content, GError **error); /* a file below data/ */
bool bag_finish(Bag *bag, const char *info, GError **error); /* `info` is bag-info.txt but for the sums */

/* ---- search_query.c */

/* What FTS5 is asked for these words, "" where there is none. Caller frees. */
char *search_query(const char *words);

/* ---- read_again.c */

/* The paper that a stored file gives today. NULL where it gives none, or fewer papers than it did. */
Doc *pipeline_read_again(Pipeline *pipeline, const StoreRendition *rendition, GBytes *bytes, GError **error);

/* What the Extractor trailer says of a reading of these bytes. Caller frees. */
char *pipeline_extractor(GBytes *bytes, const char *name);

/* ---- file_bytes.c */

/* The bytes of a file, or of standard input for "-". The message begins with the path. */
GBytes *pipeline_read_file(const char *path, GError **error);

/* True for a name whose extension is that of a format which can be read, or of an archive. */
bool pipeline_is_paper_name(const char *name);

/* The files that the paths name, and all below those that are folders, in order of name, whose names are
 * those of papers: what is named outright is judged by its content. An array of paths, NULL-ended, for
 * g_strfreev. A path that does not exist stays in the list: reading it says why. */
char **pipeline_list_files(const char *const *paths);

/* ---- manifest.c: what somebody knows of a file that the file does not say */

/* Strings are NULL where nothing is said. */
typedef struct {
  char *path;     /* as it is told, and by whose name the reader is chosen */
  char *bytes_at; /* where the bytes are, if not there */
  char *paper, *committee, *meeting_date, *title, *published, *first_seen, *status;
  char *item, *source_url; /* checked, and not kept yet: the history has no place for them */
} Said;

Said *said_new(const char *path);
Said *said_copy(const Said *said, const char *path);
void said_free(Said *said);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Said, said_free)

/* Its fields but for bytes_at, by the names of a manifest's columns; NULL after the last. The path is the first. */
const char *said_field_name(guint i);
char **said_field(const Said *said, guint i);

/* True for bytes or a name that are a manifest's: CSV whose first line names the column "path". */
bool manifest_knows(const char *path);

/* The rows of a manifest, in their order: a GPtrArray of Said that frees them, the caller's. Paths are taken
 * from the manifest's folder on. NULL and an error that names the line otherwise. */
GPtrArray *manifest_read(const char *path, GError **error);

/* ---- inputs.c */

/* Adds what the paths stand for to the files, of Said: folders, manifests, files; what they leave open is taken
 * from the options. */
bool inputs_add(GPtrArray *files, const char *const *paths, const PipelineIngest *options, GError **error);

/* ---- feed.c: files in their order, read ahead by the workers */

typedef struct Feed Feed;

/* A file, or a member of an archive ("year.zip/a.pdf"), whose turn it is. */
typedef struct {
  const Said *said; /* its path among it */
  GBytes *bytes;    /* NULL where it cannot be read; then `problem` says why */
  const char *sha256;
  const GError *problem;
} FeedItem;

/* True for bytes that need not be read, for they are known: asked ahead of an item's turn, so that the answer
 * may change until then. */
typedef bool (*FeedKnows)(void *user, const Said *said, const char *sha256);

/* Borrows all but the array, of Said, which it takes over. */
Feed *feed_new(Pipeline *pipeline, GPtrArray *files, FeedKnows knows, void *user);
void feed_free(Feed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Feed, feed_free)

/* The next; it and all in it stay valid until the next call. NULL at the end. */
const FeedItem *feed_next(Feed *feed);

/* What the workers say of the item whose turn it is; never the names of an archive. The caller's. */
WorkerAnswer *feed_read(Feed *feed);

/* Items that had their turn, and all that are known of so far. */
void feed_progress(const Feed *feed, guint *done, guint *all);

/* ---- naming.c: where a paper is filed and under which name. All give new strings, never empty ones. */

char *naming_slug(const char *text, const char *otherwise);
char *naming_title(const Doc *doc);     /* its title, else its subject, first heading or first words */
char *naming_committee(const Doc *doc); /* a slug, or NULL where the paper does not say */
char *naming_year(const Doc *doc);      /* "2018", or NULL */
char *naming_year_of(const char *date); /* the same from one text */
char *naming_meeting(const Doc *doc);   /* the day of the meeting, else of the paper; or NULL */

/* An agenda or minutes: a paper of a meeting, not one on a subject that may come to several. */
bool naming_is_of_meeting(const Doc *doc);

#define NAMING_UNFILED "unfiled"
#define NAMING_UNDATED "undated"

/* ---- sketches.c: which papers share passages with a text, without reading them all */

/* Revisions of the sample papers share 30 to 60 hashes of 64. */
enum { SKETCH_SIZE = 64 };

/* At most SKETCH_SIZE hashes that stand for the passages of a text: an ascending array of uint32_t, the
 * caller's. */
GArray *sketch_new(const Doc *doc);

typedef struct Sketches Sketches;

Sketches *sketches_new(void);
void sketches_free(Sketches *sketches);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sketches, sketches_free)

/* Remembers a text of the paper `id`. */
void sketches_add(Sketches *sketches, const char *id, const GArray *sketch);

/* Ids of at most `max` papers, those with most passages in common first: an array of borrowed strings. */
GPtrArray *sketches_find(const Sketches *sketches, const GArray *sketch, guint max);

/* ---- sketch_file.c: sketches kept beside the store, so that its papers need not be read to be recognised */

typedef struct SketchFile SketchFile;

/* Reads what is there; a missing or damaged file is an empty one. */
SketchFile *sketch_file_open(const char *path);
void sketch_file_free(SketchFile *file);

/* The sketch of the text that a commit brought; the file's own, NULL where it has none. */
const GArray *sketch_file_find(const SketchFile *file, const char *commit);
void sketch_file_add(SketchFile *file, const char *commit, GArray *sketch); /* takes it over */

/* Adds what is new to the file. It can be made again at any time, so that failing is no failure. */
void sketch_file_save(SketchFile *file);

/* ---- word_bag.c: how much alike two texts are, nearly */

/* The caller's, an array of guint32 for word_bag_likeness: 0 .. 1. */
GArray *word_bag_new(const Doc *doc);
double word_bag_likeness(const GArray *a, const GArray *b);
extern const double BAG_ERROR; /* texts are hardly ever more alike than their bags by more than this */

/* ---- recent.c: texts of the store that are looked at again and again */

typedef struct Recent Recent;

Recent *recent_new(void);
void recent_free(Recent *recent);

typedef struct {
  const Doc *doc;
  const GArray *bag;
} RecentText;

/* The current text of a paper, valid until the next call; NULL and an error where it cannot be read. */
const RecentText *recent_read(Recent *recent, Store *store, const StorePaper *paper, GError **error);

/* ---- identity.c: which paper of the store is this? */

typedef struct Identity Identity;

/* Borrows the store. */
Identity *identity_new(Store *store);
void identity_free(Identity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identity, identity_free)

/* Tells it of a text that was added to the store under `id`, from bytes of this hash. */
void identity_learn(Identity *identity, const char *id, const char *sha256, const Doc *doc);

/* Keeps beside the store what makes the next start quick. */
void identity_save(Identity *identity);

/* Ids of the papers with a rendition of these bytes, in the order they came, NULL for none; the identity's
 * own. */
const GPtrArray *identity_of_bytes(const Identity *identity, const char *sha256);

typedef struct {
  const char *paper; /* the store's id, NULL for a paper that is not in it */
  double similarity; /* of the words, where there is one */
} IdentityMatch;

/* Which papers of the store those of one file are, each paper of the store at most once: an array of
 * IdentityMatch, one for each of `papers` (of Doc). The caller's. */
GArray *identity_match(Identity *identity, const GPtrArray *papers, GError **error);

/* True where a comparison found the same words in both, whatever it says of layout or of particulars that one
 * side lacks. */
bool identity_same_words(const DiffReport *report);
