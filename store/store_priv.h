/* What the files of the store share: objects of a batch held in memory, folders as trees, the record of
 * papers. */
#pragma once

#include "store/late_git2.h"
#include "store/store.h"

/* ---- store_objects.c: git objects, read from memory or disk, written to memory until they go out as a pack
 */

typedef struct StoreObjects StoreObjects;

StoreObjects *store_objects_new(git_odb *disk); /* borrows `disk`, which may be NULL at first */
void store_objects_set_disk(StoreObjects *objects, git_odb *disk);
void store_objects_free(StoreObjects *objects);
size_t store_objects_bytes(const StoreObjects *objects);

/* The object's content; it outlives neither `objects` nor its bytes. NULL where it is missing or of another
 * type. */
GBytes *store_objects_read(StoreObjects *objects, const git_oid *id, git_object_t type, GError **error);
bool store_objects_write(StoreObjects *objects, git_object_t type, GBytes *content, git_oid *id,
                         GError **error);

/* A hint that an object of this batch has much in common with another of it. False, and nothing, where one of
 * them is not of this batch, or has such a hint itself: deltas are one deep. */
bool store_objects_like(StoreObjects *objects, const git_oid *id, const git_oid *base);

/* Writes what is held as one synced pack into `pack_folder` and lets go of it. */
bool store_objects_flush(StoreObjects *objects, const char *pack_folder, GError **error);

/* ---- store_delta.c */

/* How `target` is made from `base`, as packs have it: the caller's; NULL where that takes more than `max`
 * bytes. */
GByteArray *store_delta_new(GBytes *base, GBytes *target, size_t max);

/* ---- store_pack.c: objects -> a pack on disk */

typedef struct StoreHeld {
  git_oid id;
  git_object_t type;
  GBytes *content;
  const struct StoreHeld *base; /* that it is like, NULL none */
} StoreHeld;

/* Writes the objects (of StoreHeld) as one pack with its index, both synced. */
bool store_pack_write(const char *folder, const GPtrArray *objects, GError **error);

/* ---- store_pack_index.c: which objects a pack has, and where */

typedef struct {
  git_oid id;
  uint32_t crc; /* of the record as it stands in the pack */
  uint64_t offset;
} StorePackEntry;

/* The entries of a version 2 index in the order of ids, and the hash its pack ends in: a GArray of
 * StorePackEntry, the caller's; NULL where it is none. */
GArray *store_pack_index_parse(GBytes *index, git_oid *pack_hash);

/* The bytes of the index of a pack with these entries, which are sorted by id and as many as differ. */
GBytes *store_pack_index_format(const GArray *entries, const git_oid *pack_hash);

/* ---- store_pack_merge.c: many small packs -> one */

/* Joins packs where many of like size have gathered. `*merged` says whether there was anything to do. Only
 * under the writers' lock. */
bool store_pack_merge(const char *folder, bool *merged, GError **error);

/* For hash tables whose keys are git_oid. */
guint store_oid_hash(gconstpointer key);
gboolean store_oid_equal(gconstpointer a, gconstpointer b);

/* ---- store_folders.c: trees that are changed in place and written when done */

typedef struct StoreFolder StoreFolder;

StoreFolder *store_folder_new(void);
StoreFolder *store_folder_load(StoreObjects *objects, const git_oid *tree, GError **error);
void store_folder_free(StoreFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreFolder, store_folder_free)

/* The folder at a path such as "papers/unfiled/2018", made where it is missing. Owned by its parent. */
StoreFolder *store_folder_enter(StoreFolder *folder, StoreObjects *objects, const char *path, GError **error);
void store_folder_put(StoreFolder *folder, const char *name, const git_oid *blob);
bool store_folder_has(const StoreFolder *folder, const char *name);

/* What a tree object names. */
typedef void (*StoreTreeVisit)(const char *name, git_object_t type, const git_oid *id, void *user);
void store_tree_each(GBytes *tree, StoreTreeVisit visit, void *user);

/* The files in a folder, in order. */
typedef void (*StoreFolderVisit)(const char *name, const git_oid *blob, void *user);
void store_folder_each(const StoreFolder *folder, StoreFolderVisit visit, void *user);

/* Removes the files for which `unwanted` says so. */
void store_folder_sweep(StoreFolder *folder, bool (*unwanted)(const char *name, void *user), void *user);

/* Moves the sub-folder `name` of `from` into `to`. */
void store_folder_move(StoreFolder *from, StoreFolder *to, const char *name);

/* Writes the changed trees; folders without a file leave nothing. */
bool store_folder_write(StoreFolder *folder, StoreObjects *objects, git_oid *tree, GError **error);

/* The blob at a path below a tree, without loading more than the path. */
GBytes *store_folder_read_file(StoreObjects *objects, const git_oid *tree, const char *path, GError **error);

/* ---- store_history.c: the record of papers, and the log it is read from */

/* Takes in one commit; others than ours are passed over. */
void store_history_apply(Store *store, const git_oid *commit, const char *message, gint64 committer_date);
bool store_history_load(Store *store, GError **error); /* the whole log, anew */
void store_paper_free(gpointer paper);

typedef struct {
  git_oid id;
  char *message;
  gint64 date; /* the committer's */
} StoreLogEntry;

/* From the tip to the beginning, along first parents: a GArray of StoreLogEntry, the caller's. */
GArray *store_log(Store *store, GError **error);

/* The name, without ".xml", under which a version's text is kept in its paper's folder when it is written
 * today: the paper's own for the current version. Caller frees. */
char *store_text_name(const StorePaper *paper, unsigned number);

/* ---- store_message.c */

char *store_trailer(const char *message,
                    const char *key); /* its value, "" where it is missing; caller frees */
unsigned store_trailer_number(const char *message, const char *key); /* of "3" or "v3"; 0 where it is none */
gint64 store_trailer_date(const char *message, const char *key, gint64 otherwise);

/* The message of the commit for a record: a subject and trailers. `number` is that of the version it belongs
 * to, `file` the name its source has in the folder. Caller frees. */
char *store_message(const StoreRecord *record, unsigned number, const char *folder, const char *file);

/* The beginning of the message of an event that is no version; the caller's, who adds its trailers. */
GString *store_event(const char *paper, const char *format, ...) G_GNUC_PRINTF(2, 3);
void store_append_trailer(GString *out, const char *key, const char *value); /* nothing for "" or NULL */

gint64 store_clamp_date(gint64 date); /* git's dates are 32 bits, unsigned */

/* ---- store_write.c */

/* Adds a file to a folder; a text is taken over. */
bool store_put_file(Store *store, StoreFolder *folder, const char *name, GBytes *content, git_oid *id,
                    GError **error);
bool store_put_text(Store *store, StoreFolder *folder, const char *name, char *text, git_oid *id,
                    GError **error);

/* Adds NAME.md and NAME.xml of a paper. */
bool store_put_doc(Store *store, StoreFolder *folder, const char *name, const Doc *doc, git_oid *markdown,
                   GError **error);

/* The folder of a paper that is filed under "committee/year"; a known paper that was filed elsewhere takes
 * its files along. */
StoreFolder *store_paper_folder(Store *store, const StorePaper *known, const char *id,
                                const char *filed_under, GError **error);

/* Removes the files of the paper `id` from its folder. */
void store_sweep_paper(StoreFolder *folder, const char *id);

/* Commits the tree as it is now, and has the record take the commit in. */
bool store_move_branch(Store *store, GError **error); /* from base to tip, if it still stands there */
bool store_add_commit(Store *store, const char *message, gint64 author_date, gint64 committer_date,
                      GError **error);

/* ---- store_purge_plan.c: which commits a purge concerns */

typedef enum { STORE_OTHER, STORE_VERSION, STORE_WITHDRAWAL, STORE_REEXTRACTION, STORE_RELINK } StoreKind;

/* A commit, with the version that it is about: a number which stays with that version when it moves. */
typedef struct {
  StoreKind kind;
  char *paper; /* its Paper-Id, "" for others than ours */
  char *from;  /* of a relink: the paper it came from, else "" */
  guint version;
} StoreStep;

typedef struct StorePlan StorePlan;

/* Follows the versions of all papers through the log (of StoreLogEntry, the latest first) and notes those to
 * purge: one of a paper, or all that it has in the end where `number` is 0. */
StorePlan *store_plan_new(const GArray *log, const char *paper, unsigned number);
void store_plan_free(StorePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StorePlan, store_plan_free)

/* Papers that had one of those versions at any time: an array of ids, the plan's own. */
const GPtrArray *store_plan_papers(const StorePlan *plan);

/* Goes through the log again, from its beginning. What comes back is valid until the next step. */
void store_plan_rewind(StorePlan *plan);
const StoreStep *store_plan_step(StorePlan *plan, const StoreLogEntry *entry);

bool store_plan_purges(const StorePlan *plan, guint version);

/* After a step: the version that is current in a paper; false where it has none, or where only purged ones
 * are left. */
bool store_plan_current(const StorePlan *plan, const char *paper, guint *version);
bool store_plan_has_any(const StorePlan *plan, const char *paper);

/* The message of the step at hand without the purged versions: numbers of those behind them are lower. NULL
 * where the commit goes. Caller frees. */
char *store_plan_message(const StorePlan *plan, const StoreLogEntry *entry);

/* ---- store_sweep.c: taking out of the store what nothing names any more */

/* Writes all that is reachable from `tip`, which is not yet the branch, into new packs, notes the old ones in
 * a file beside the store, has `move` move the branch, and removes the old. */
bool store_sweep(Store *store, bool (*move)(Store *store, GError **error), GError **error);

/* Ends a sweep that was killed: before the branch moved it never was, after that the old packs go. Only under
 * the writers' lock. */
bool store_sweep_resume(Store *store, GError **error);
bool store_sweep_is_pending(const Store *store);

/* ---- store_open.c */

struct Store {
  char *path;
  git_repository *repo;
  git_odb *disk;
  StoreObjects *objects;
  GPtrArray *papers; /* by id */
  GHashTable *by_id; /* id -> StorePaper, for finding only */
  bool has_tip;
  git_oid tip; /* the last commit, of the batch where there is one */
  bool has_base;
  git_oid base;      /* where the branch stands */
  int lock;          /* file descriptor, -1 without the lock */
  StoreFolder *root; /* the tip's tree as the batch changes it */
  bool unmergeable;  /* joining packs failed: not tried again */
  GArray *tags;      /* to be made when the batch is committed, or NULL */
};

/* Sets STORE_ERROR with libgit2's own words after `what`. Always false. */
bool store_fail(GError **error, StoreErrorCode code, const char *what);
bool store_fail_errno(GError **error, StoreErrorCode code,
                      const char *what);                /* the same with errno's words */
bool store_sync_path(const char *path, GError **error); /* a file or a folder */

/* Opens the objects on disk, anew where they were open: libgit2 keeps hold of packs that are gone. */
bool store_open_objects(Store *store, GError **error);

/* Reads where the branch stands into `base` and `tip`. */
bool store_read_tip(Store *store, GError **error);
bool store_check_format(Store *store, GError **error);

/* The tree of a commit. */
bool store_commit_tree(Store *store, const git_oid *commit, git_oid *tree, GError **error);

/* Makes the tags that the batch asked for. */
bool store_write_tags(Store *store, GError **error);

#define STORE_BRANCH      "refs/heads/main"
#define STORE_FORMAT_FILE "redraft.ini"
