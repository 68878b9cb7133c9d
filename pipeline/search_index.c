/* The words of every version in the store, in an SQLite database beside it.
 *
 *     texts     id, name "COMMIT PAPER VERSION", paper, version, first and last row of its passages
 *     passages  (FTS5) text, section, id of the text
 *
 * A passage is a block with text, or a row of a table. Each search first brings the index up to date with the
 * store: texts it lacks are read, those that are no more are removed. So it can be deleted at any time, and
 * one that is damaged or of another layout is made anew. Where none can be written it is made in memory. */
#include "pipeline/late_sqlite.h"
#include "pipeline/pipeline_priv.h"

#include <glib/gstdio.h>
#include <string.h>

enum { LAYOUT = 1, BUSY_MS = 60000, ROWS_A_HIT = 50, SNIPPET_WORDS = 24 };

static const char layout[] = "CREATE TABLE texts (id INTEGER PRIMARY KEY, name TEXT UNIQUE, paper TEXT, "
                             "version INTEGER, first INTEGER, last INTEGER);"
                             "CREATE VIRTUAL TABLE passages USING fts5(text, section UNINDEXED, id UNINDEXED,"
                             "  tokenize = \"unicode61 remove_diacritics 2\");";

static bool fail(sqlite3 *db, GError **error) {
  g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "search index: %s", sqlite3_errmsg(db));
  return false;
}

static bool run(sqlite3 *db, const char *sql, GError **error) {
  return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, error);
}

/* ---- opening */

static int layout_of(sqlite3 *db) {
  sqlite3_stmt *statement = NULL;
  int number = -1;
  if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW)
    number = sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return number;
}

/* NULL where the file is none of ours, or cannot be written. */
static sqlite3 *open_at(const char *path) {
  sqlite3 *db = NULL;
  if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK) {
    sqlite3_busy_timeout(db, BUSY_MS);
    int found = layout_of(db);
    g_autofree char *mark = g_strdup_printf("PRAGMA user_version = %d", LAYOUT);
    bool ready =
        found == LAYOUT || (found == 0 && run(db, "BEGIN IMMEDIATE", NULL) &&
                            (layout_of(db) == LAYOUT || (run(db, layout, NULL) && run(db, mark, NULL))) &&
                            run(db, "COMMIT", NULL));
    if (ready && sqlite3_db_readonly(db, "main") == 0 && run(db, "PRAGMA synchronous = OFF", NULL)) return db;
  }
  sqlite3_close(db);
  return NULL;
}

static sqlite3 *open_index(const char *path, bool anew) {
  if (anew) g_unlink(path);
  sqlite3 *db = open_at(path);
  if (db) return db;
  g_unlink(path);
  db = open_at(path);
  return db ? db : open_at(":memory:");
}

/* ---- bringing it up to date */

typedef struct {
  Store *store;
  sqlite3 *db;
  sqlite3_stmt *add_text, *add_passage, *end_text;
} Index;

static bool prepare(Index *index, const char *sql, sqlite3_stmt **statement, GError **error) {
  return sqlite3_prepare_v2(index->db, sql, -1, statement, NULL) == SQLITE_OK || fail(index->db, error);
}

static bool step(Index *index, sqlite3_stmt *statement, GError **error) {
  bool done = sqlite3_step(statement) == SQLITE_DONE || fail(index->db, error);
  sqlite3_reset(statement);
  return done;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text) {
  sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

static char *section_of(const Doc *doc, uint32_t node) {
  g_auto(GStrv) path = doc_section_path(doc, node);
  return g_strjoinv(" › ", path);
}

static bool add_passage(Index *index, sqlite3_int64 id, const Doc *doc, uint32_t node, const char *text,
                        GError **error) {
  g_autofree char *section = section_of(doc, node);
  bind_text(index->add_passage, 1, text);
  bind_text(index->add_passage, 2, section);
  sqlite3_bind_int64(index->add_passage, 3, id);
  return step(index, index->add_passage, error);
}

static bool add_passages(Index *index, sqlite3_int64 id, const Doc *doc, GError **error) {
  for (uint32_t i = 0; i < doc_count(doc); i++) {
    const DocNode *node = doc_node(doc, i);
    bool row = node->kind == DOC_ROW;
    if (!row && (!doc_kind_has_text(node->kind) || !*node->text)) continue;
    g_autofree char *text = row ? doc_subtree_text(doc, i, " | ") : g_strdup(node->text);
    if (!add_passage(index, id, doc, i, text, error)) return false;
    if (row) i = node->last;
  }
  return true;
}

static sqlite3_int64 last_passage(Index *index) {
  sqlite3_stmt *statement = NULL;
  sqlite3_int64 last = 0;
  if (sqlite3_prepare_v2(index->db, "SELECT max(rowid) FROM passages", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW)
    last = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return last;
}

static bool add_text(Index *index, const char *name, const StorePaper *paper, const StoreVersion *version,
                     GError **error) {
  g_autoptr(Doc) doc = store_read_paper(index->store, paper, version, error);
  if (!doc) return false;
  bind_text(index->add_text, 1, name);
  bind_text(index->add_text, 2, paper->id);
  sqlite3_bind_int(index->add_text, 3, (int)version->number);
  sqlite3_bind_int64(index->add_text, 4, last_passage(index) + 1);
  if (!step(index, index->add_text, error)) return false;
  sqlite3_int64 id = sqlite3_last_insert_rowid(index->db);
  if (!add_passages(index, id, doc, error)) return false;
  sqlite3_bind_int64(index->end_text, 1, last_passage(index));
  sqlite3_bind_int64(index->end_text, 2, id);
  return step(index, index->end_text, error);
}

/* name -> id of all texts that the index has. */
static GHashTable *names_in(Index *index, GError **error) {
  sqlite3_stmt *statement = NULL;
  if (!prepare(index, "SELECT name, id FROM texts", &statement, error)) return NULL;
  GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  int rc;
  while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
    g_hash_table_insert(names, g_strdup((const char *)sqlite3_column_text(statement, 0)),
                        g_strdup((const char *)sqlite3_column_text(statement, 1)));
  sqlite3_finalize(statement);
  if (rc == SQLITE_DONE) return names;
  g_hash_table_unref(names);
  fail(index->db, error);
  return NULL;
}

static bool add_missing(Index *index, GHashTable *names, GError **error) {
  const GPtrArray *papers = store_papers(index->store);
  for (guint p = 0; p < papers->len; p++) {
    const StorePaper *paper = g_ptr_array_index(papers, p);
    for (guint v = 0; v < paper->versions->len; v++) {
      const StoreVersion *version = g_ptr_array_index(paper->versions, v);
      g_autofree char *name = g_strdup_printf("%s %s %u", version->text_commit, paper->id, version->number);
      if (!g_hash_table_remove(names, name) && !add_text(index, name, paper, version, error)) return false;
    }
  }
  return true;
}

/* What is still in `names` is not in the store. */
static bool remove_stale(Index *index, GHashTable *names, GError **error) {
  GHashTableIter iter;
  gpointer id;
  g_hash_table_iter_init(&iter, names);
  while (g_hash_table_iter_next(&iter, NULL, &id)) {
    g_autofree char *sql =
        g_strdup_printf("DELETE FROM passages WHERE rowid BETWEEN (SELECT first FROM texts WHERE id = %s)"
                        " AND (SELECT last FROM texts WHERE id = %s); DELETE FROM texts WHERE id = %s;",
                        (char *)id, (char *)id, (char *)id);
    if (!run(index->db, sql, error)) return false;
  }
  return true;
}

static bool update(Index *index, GError **error) {
  if (!run(index->db, "BEGIN IMMEDIATE", error)) return false;
  g_autoptr(GHashTable) names = names_in(index, error);
  bool done = names &&
              prepare(index, "INSERT INTO texts (name, paper, version, first) VALUES (?, ?, ?, ?)",
                      &index->add_text, error) &&
              prepare(index, "INSERT INTO passages (text, section, id) VALUES (?, ?, ?)", &index->add_passage,
                      error) &&
              prepare(index, "UPDATE texts SET last = ? WHERE id = ?", &index->end_text, error) &&
              add_missing(index, names, error) && remove_stale(index, names, error);
  sqlite3_finalize(index->add_text);
  sqlite3_finalize(index->add_passage);
  sqlite3_finalize(index->end_text);
  index->add_text = index->add_passage = index->end_text = NULL;
  return run(index->db, done ? "COMMIT" : "ROLLBACK", done ? error : NULL) && done;
}

/* ---- asking */

static void hit_free(gpointer data) {
  PipelineHit *hit = data;
  g_free(hit->section);
  g_free(hit->snippet);
  g_array_unref(hit->versions);
  g_free(hit);
}

/* The same passage in several versions of a paper is one hit. */
static void note_row(Index *index, sqlite3_stmt *row, GHashTable *seen, GPtrArray *hits) {
  const char *id = (const char *)sqlite3_column_text(row, 0);
  unsigned version = (unsigned)sqlite3_column_int(row, 1);
  g_autofree char *key = g_strdup_printf("%s\n%s", id, (const char *)sqlite3_column_text(row, 4));
  PipelineHit *hit = g_hash_table_lookup(seen, key);
  if (!hit) {
    hit = g_new0(PipelineHit, 1);
    hit->paper = store_find(index->store, id);
    hit->section = g_strdup((const char *)sqlite3_column_text(row, 2));
    hit->snippet = g_strdup((const char *)sqlite3_column_text(row, 3));
    hit->versions = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_ptr_array_add(hits, hit);
    g_hash_table_insert(seen, g_steal_pointer(&key), hit);
  }
  g_array_append_val(hit->versions, version);
}

static int compare_versions(gconstpointer a, gconstpointer b) {
  unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
  return (x > y) - (x < y);
}

static GPtrArray *ask(Index *index, const char *query, unsigned limit, GError **error) {
  sqlite3_stmt *row = NULL;
  if (!prepare(index,
               "SELECT paper, version, section, snippet(passages, 0, '[', ']', '…', ?), text FROM passages"
               " JOIN texts ON texts.id = passages.id WHERE passages MATCH ? ORDER BY rank, paper, version "
               "LIMIT ?",
               &row, error))
    return NULL;
  sqlite3_bind_int(row, 1, SNIPPET_WORDS);
  bind_text(row, 2, query);
  sqlite3_bind_int64(row, 3, (sqlite3_int64)limit * ROWS_A_HIT);
  GPtrArray *hits = g_ptr_array_new_with_free_func(hit_free);
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  int rc;
  while ((rc = sqlite3_step(row)) == SQLITE_ROW) note_row(index, row, seen, hits);
  sqlite3_finalize(row);
  if (hits->len > limit) g_ptr_array_remove_range(hits, limit, hits->len - limit);
  for (guint i = 0; i < hits->len; i++)
    g_array_sort(((PipelineHit *)g_ptr_array_index(hits, i))->versions, compare_versions);
  if (rc == SQLITE_DONE) return hits;
  fail(index->db, error);
  g_ptr_array_unref(hits);
  return NULL;
}

static GPtrArray *search(Index *index, const char *query, unsigned limit, GError **error) {
  return update(index, error) ? ask(index, query, limit, error) : NULL;
}

static bool is_damaged(sqlite3 *db) {
  int rc = sqlite3_errcode(db);
  return rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB || rc == SQLITE_ERROR;
}

GPtrArray *pipeline_search(Pipeline *pipeline, const char *words, unsigned limit, bool rebuild,
                           GError **error) {
  g_autofree char *query = search_query(words);
  if (!*query) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_OPTION, "no word to search for");
    return NULL;
  }
  const char *failure = library_load(&late_sqlite);
  if (failure) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE, "SQLite is needed: %s", failure);
    return NULL;
  }
  Index index = {.store = pipeline_store(pipeline, error)};
  if (!index.store) return NULL;
  g_autofree char *path = store_side_path(index.store, "search.sqlite");
  g_autofree char *folder = g_path_get_dirname(path);
  g_autoptr(GError) problem = NULL;
  g_mkdir(folder, 0777); /* a clone has none; where it cannot be made the index is not kept */
  index.db = open_index(path, rebuild);
  GPtrArray *hits = search(&index, query, limit, &problem);
  if (!hits && is_damaged(index.db)) {
    g_clear_error(&problem);
    sqlite3_close(index.db);
    index.db = open_index(path, true);
    hits = search(&index, query, limit, &problem);
  }
  sqlite3_close(index.db);
  if (!hits) g_propagate_error(error, g_steal_pointer(&problem));
  return hits;
}
