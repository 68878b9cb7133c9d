/* Papers and their source files <-> versions in a bare git repository (docs/store.md says how it is laid
 * out).
 *
 *     paper ── version 1 ── rendition (the bytes of a file)
 *          │            └── rendition
 *          └── version 2 ── rendition
 *
 * A Store knows every paper, version and rendition from the trailers of its log, read once when it is opened;
 * texts and bytes are read when asked for. Records are the store's own: they stay valid until store_free, and
 * gain entries as versions are added. Dates are seconds since 1970 in UTC. No function changes anything on
 * failure that a later reader could see. */
#pragma once

#include "model/doc.h"

enum { STORE_FORMAT = 1 }; /* the layout this code writes; a store of a higher one is refused */

#define STORE_ERROR store_error_quark()
GQuark store_error_quark(void);
typedef enum {
  STORE_ERROR_ABSENT, /* nothing is at that path */
  STORE_ERROR_OPEN,   /* something is, and it is no store */
  STORE_ERROR_NEWER,  /* made by a newer redraft */
  STORE_ERROR_BUSY,   /* another writer holds it */
  STORE_ERROR_READ,   /* an object is missing or damaged */
  STORE_ERROR_WRITE,  /* it could not be written; what was committed before stands */
} StoreErrorCode;

/* A source file. `part` counts the papers of a file from 1; 0 where it holds just this one. */
typedef struct {
  char *sha256; /* of its bytes, 64 hex digits */
  char *name;   /* of the file it came as */
  char *extension;
  unsigned part;
  char *commit; /* where its bytes lie */
  char *folder; /* under which folder of that commit's tree */
  char *file;   /* under which name there */
  gint64 first_seen;
} StoreRendition;

/* Strings are "" where unknown. */
typedef struct {
  unsigned number; /* from 1 */
  char *title;
  char *commit;      /* that brought it */
  char *text_commit; /* where its text lies: a later rendition may have brought better particulars */
  char *text_folder, *text_name; /* FOLDER/NAME.xml */
  unsigned text_rendition;       /* which of the renditions it was read from */
  char *published;               /* as it was given, ISO 8601 */
  gint64 date;                   /* of publication; where that is unknown, when it was first seen */
  gint64 first_seen;
  char *meeting_date, *status, *changes, *extractor;
  unsigned same_as;      /* the earlier version that had the same words, 0 none */
  GPtrArray *renditions; /* of StoreRendition, in the order they came; at least one */
} StoreVersion;

typedef struct {
  char *id;
  char *committee, *year; /* the folders it is filed under */
  char *withdrawn;        /* the reason, "" where it is not */
  GPtrArray *versions;    /* of StoreVersion, number 1 first; at least one */
} StorePaper;

typedef struct Store Store;

/* Opens the store at `path`. With `create` one is made where there is nothing or an empty folder; it appears
 * there whole. */
Store *store_open(const char *path, bool create, GError **error);
void store_free(Store *store); /* what was added since the last store_commit is dropped */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_free)

/* All papers by id: a GPtrArray of StorePaper. */
const GPtrArray *store_papers(const Store *store);
const StorePaper *store_find(const Store *store, const char *id); /* NULL if there is none */
const StoreVersion *store_latest(const StorePaper *paper);
const StoreVersion *store_version(const StorePaper *paper, unsigned number); /* NULL if there is none */

/* The version that was current at the end of `date`: the one last published by then. NULL where none was. */
const StoreVersion *store_version_at(const StorePaper *paper, gint64 date);

/* The text of a version as a paper; the bytes of a rendition. The caller's. */
Doc *store_read_paper(Store *store, const StorePaper *paper, const StoreVersion *version, GError **error);
GBytes *store_read_xml(Store *store, const StoreVersion *version,
                       GError **error); /* its text as it is stored */
GBytes *store_read_source(Store *store, const StorePaper *paper, const StoreRendition *rendition,
                          GError **error);

/* ---- checking */

/* Something that is wrong: which paper and version ("budget@v2"), or else which file or object, and what. */
typedef void (*StoreProblem)(const char *place, const char *what, void *user);

/* Reads all that the log names, each object held against its hash, and holds each pack and index against its
 * own. Calls `problem` for what is missing or damaged. False where the check as a whole could not be made. */
bool store_check(Store *store, StoreProblem problem, void *user, GError **error);

/* The commit that the store is at, as 40 hex digits; "" without any. Caller frees. */
char *store_tip(const Store *store);

/* Sends the branch to a remote (a name, a path or an address), or writes it to a file whose name ends in
 * .bundle. What the remote has and this store does not is not overwritten. */
bool store_send(Store *store, const char *target, GError **error);

/* The path of a file beside the objects, <store>/redraft/NAME, for what can be made again. Caller frees. */
char *store_side_path(const Store *store, const char *name);

/* "2018-04-27" (midnight) or an ISO 8601 date and time, UTC where it names no zone. */
bool store_date_parse(const char *text, gint64 *date);

/* Takes the writers' lock, which is held until store_free, and reads what other writers added. Without `wait`
 * a store that another writer holds is STORE_ERROR_BUSY. */
bool store_begin(Store *store, bool wait, GError **error);

/* A paper's id, a committee or a year is a name of a folder: lower-case letters, digits and single hyphens.
 */
bool store_id_valid(const char *id);

/* What to add. Strings may be NULL where unknown, but for `paper`, `sha256`, `name` and `extension`. */
typedef struct {
  const char *paper;            /* its id */
  const char *committee, *year; /* folders for a new paper; a known one is filed anew where they are given */
  const char *title;
  unsigned rendition_of; /* a version there is; 0 for a new version */
  const Doc *doc;        /* the text; NULL for a rendition that leaves the text as it is */
  GBytes *source;
  const char *sha256, *name, *extension;
  unsigned part;
  const char *published; /* as store_date_parse reads it */
  gint64 first_seen;
  unsigned same_as;
  const char *meeting_date, *item, *status, *source_url, *extractor, *confidence, *changes;
} StoreRecord;

/* Adds a version or rendition to the batch; store_find knows it at once, other readers from store_commit on.
 */
bool store_add(Store *store, const StoreRecord *record, GError **error);

/* The version that was added last gets the tag PAPER/v2 once the batch is committed. */
void store_tag(Store *store, const char *paper, unsigned version);

/* The three below add a commit of another kind to the batch. Records that they are given may be gone
 * afterwards. */

/* Puts a tombstone in the place of a paper's files. The next version ends that. */
bool store_withdraw(Store *store, const StorePaper *paper, const char *reason, gint64 when, GError **error);

/* From now on `doc` is the text of the version, and `title` its title. */
bool store_reextract(Store *store, const StorePaper *paper, const StoreVersion *version, const Doc *doc,
                     const char *title, const char *extractor, gint64 when, GError **error);

/* Makes the version the last one of the paper `target`, which may be new and is not the one it belongs to.
 * The versions behind it move up by one, and a paper without versions is no more. `changes` is for its new
 * place, NULL unknown. */
bool store_relink(Store *store, const StorePaper *paper, const StoreVersion *version, const char *target,
                  const char *changes, gint64 when, GError **error);

typedef struct {
  unsigned commits;   /* that are gone */
  GPtrArray *remotes; /* names of remotes that may have a copy; the caller's */
} StorePurge;

/* Takes a version, or the whole paper where `number` is 0, out of the history, and its objects off the disk:
 * commits from there on get new ids, and versions behind it lower numbers. Durable when it returns; the store
 * is then only good for store_free. */
bool store_purge(Store *store, const char *paper, unsigned number, StorePurge *done, GError **error);

/* Bytes gathered since the last store_commit. */
size_t store_pending_bytes(const Store *store);

/* Makes what was added durable and visible: one pack, synced, then the branch moves. Fails as a whole, and
 * the store is then only good for store_free. */
bool store_commit(Store *store, GError **error);
