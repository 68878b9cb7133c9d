/* The store, checked with real git: what is added can be read back, by us and by git; what failed or was
 * killed leaves nothing behind. */
#include "model/builder.h"
#include "store/store.h"
#include "tests/store/scratch.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const gint64 first_seen = 1524823200; /* 2018-04-27 10:00 */

typedef struct {
  char *folder, *path;
} Fixture;

static void set_up(Fixture *f, gconstpointer data) {
  (void)data;
  f->folder = scratch_new();
  f->path = g_build_filename(f->folder, "papers.git", NULL);
}

static void tear_down(Fixture *f, gconstpointer data) {
  (void)data;
  g_free(f->path);
  scratch_clear(f->folder);
}

static Doc *paper(const char *title, const char *words) {
  DocBuilder *b = doc_builder_new();
  if (*title) doc_builder_particular(b, "title", title);
  if (*title) {
    doc_builder_section(b, 1, "");
    doc_builder_text(b, title, -1);
  }
  doc_builder_open(b, DOC_PARAGRAPH);
  doc_builder_text(b, words, -1);
  doc_builder_close(b);
  return doc_builder_finish(b);
}

static Store *open_for_writing(const char *path) {
  GError *error = NULL;
  Store *store = store_open(path, true, &error);
  g_assert_no_error(error);
  g_assert_true(store_begin(store, false, &error));
  g_assert_no_error(error);
  return store;
}

/* Adds a paper whose source is its own words; what else there is to say is in `more`. */
static void add(Store *store, const char *id, const char *words, StoreRecord more) {
  g_autoptr(Doc) doc = paper(id, words);
  g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, words, -1);
  g_autoptr(GBytes) source = g_bytes_new(words, strlen(words));
  more.paper = id;
  if (!more.committee && !store_find(store, id)) more.committee = "cabinet";
  if (!more.year && !store_find(store, id)) more.year = "2018";
  if (!more.title) more.title = id;
  more.doc = doc;
  more.source = source;
  more.sha256 = sha256;
  if (!more.name) more.name = "file.txt";
  more.extension = "txt";
  if (!more.first_seen) more.first_seen = first_seen;
  GError *error = NULL;
  g_assert_true(store_add(store, &more, &error));
  g_assert_no_error(error);
}

static void commit(Store *store) {
  GError *error = NULL;
  g_assert_true(store_commit(store, &error));
  g_assert_no_error(error);
}

static char *tip(const char *path) {
  char *id = git_output(path, "rev-parse", "main", NULL);
  g_assert_nonnull(id);
  return id;
}

/* ---- opening */

static void test_absent(Fixture *f, gconstpointer data) {
  (void)data;
  g_autoptr(GError) error = NULL;
  g_assert_null(store_open(f->path, false, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_ABSENT);
  g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS));
}

static void test_not_a_store(Fixture *f, gconstpointer data) {
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autofree char *file = scratch_write(f->folder, "papers.git/readme", "no repository");
  g_assert_null(store_open(f->path, true, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_OPEN);
  g_clear_error(&error);
  g_assert_null(store_open(file, true, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_OPEN);
}

/* Puts a redraft.ini of this text into the store, as another program would. */
static void push_format(Fixture *f, const char *ini) {
  g_autofree char *clone = g_build_filename(f->folder, "clone", NULL);
  g_free(git_output(f->folder, "clone", "-q", f->path, "clone", NULL));
  g_free(scratch_write(clone, "redraft.ini", ini));
  g_free(git_output(clone, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qam", "format", NULL));
  g_autofree char *pushed = git_output(clone, "push", "-q", "origin", "HEAD:main", NULL);
  g_assert_nonnull(pushed);
}

static void test_newer_format(Fixture *f, gconstpointer data) {
  (void)data;
  Store *store = open_for_writing(f->path);
  add(store, "budget", "One two three.", (StoreRecord){0});
  commit(store);
  store_free(store);
  push_format(f, "[store]\nformat=2\n");
  g_autoptr(GError) error = NULL;
  g_assert_null(store_open(f->path, false, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_NEWER);
  g_assert_nonnull(strstr(error->message, "format 2"));
}

static void test_foreign_repository(Fixture *f, gconstpointer data) {
  (void)data;
  g_free(git_output(f->folder, "init", "-q", "--bare", "-b", "main", "papers.git", NULL));
  g_free(git_output(f->folder, "clone", "-q", f->path, "clone", NULL));
  g_autofree char *clone = g_build_filename(f->folder, "clone", NULL);
  g_free(scratch_write(clone, "main.c", "int main;"));
  g_free(git_output(clone, "add", "main.c", NULL));
  g_free(git_output(clone, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "code", NULL));
  g_free(git_output(clone, "push", "-q", "origin", "HEAD:main", NULL));
  g_autoptr(GError) error = NULL;
  g_assert_null(store_open(f->path, true, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_OPEN);
}

/* ---- versions and renditions */

static void test_round_trip(Fixture *f, gconstpointer data) {
  (void)data;
  Store *store = open_for_writing(f->path);
  add(store, "budget", "One two three.",
      (StoreRecord){.title = "The budget", .published = "2018-04-19", .part = 2});
  add(store, "budget", "One two four.", (StoreRecord){.changes = "minor: 1 edited"});
  add(store, "budget", "One  two  four.", (StoreRecord){.rendition_of = 2, .name = "other.txt"});
  commit(store);
  store_free(store);

  g_autoptr(Store) again = store_open(f->path, false, NULL);
  const StorePaper *budget = store_find(again, "budget");
  g_assert_nonnull(budget);
  g_assert_cmpuint(store_papers(again)->len, ==, 1);
  g_assert_cmpuint(budget->versions->len, ==, 2);
  const StoreVersion *v1 = store_version(budget, 1), *v2 = store_latest(budget);
  g_assert_cmpstr(v1->title, ==, "The budget");
  g_assert_cmpstr(v1->published, ==, "2018-04-19");
  g_assert_cmpint(v1->first_seen, ==, first_seen);
  g_assert_cmpstr(v2->changes, ==, "minor: 1 edited");
  g_assert_cmpuint(v1->renditions->len, ==, 1);
  g_assert_cmpuint(v2->renditions->len, ==, 2);
  g_assert_cmpuint(((StoreRendition *)g_ptr_array_index(v1->renditions, 0))->part, ==, 2);

  g_autoptr(Doc) expected = paper("budget", "One two three.");
  g_autoptr(Doc) read = store_read_paper(again, budget, v1, NULL);
  g_assert_true(doc_equal(expected, read));
  const StoreRendition *second = g_ptr_array_index(v2->renditions, 1);
  g_assert_cmpstr(second->name, ==, "other.txt");
  g_autoptr(GBytes) bytes = store_read_source(again, budget, second, NULL);
  g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "One  two  four.", 15);
  assert_sound(f->path);
}

static void test_tree(Fixture *f, gconstpointer data) {
  (void)data;
  Store *store = open_for_writing(f->path);
  add(store, "budget", "One two three.", (StoreRecord){0});
  add(store, "budget", "One two four.", (StoreRecord){0});
  add(store, "budget", "One  two  four.", (StoreRecord){.rendition_of = 2});
  commit(store);
  store_free(store);
  g_autofree char *files = git_output(f->path, "ls-tree", "-r", "--name-only", "main", NULL);
  g_autofree char *one = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "One two four.", -1);
  g_autofree char *two = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "One  two  four.", -1);
  const char *first = strcmp(one, two) < 0 ? one : two, *last = first == one ? two : one;
  g_autofree char *expected = g_strdup_printf("papers/cabinet/2018/budget/budget.%.12s.txt\n"
                                              "papers/cabinet/2018/budget/budget.%.12s.txt\n"
                                              "papers/cabinet/2018/budget/budget.md\n"
                                              "papers/cabinet/2018/budget/budget.xml\n"
                                              "redraft.ini\n",
                                              first, last);
  g_assert_cmpstr(files, ==, expected);
}

/* A rendition of a version that is no longer the current one leaves the current text alone. */
static void test_late_rendition(Fixture *f, gconstpointer data) {
  (void)data;
  g_autoptr(Store) store = open_for_writing(f->path);
  add(store, "budget", "One.", (StoreRecord){0});
  add(store, "budget", "Two.", (StoreRecord){0});
  add(store, "budget", " One.", (StoreRecord){.rendition_of = 1});
  commit(store);
  const StorePaper *budget = store_find(store, "budget");
  g_autoptr(Doc) two = paper("budget", "Two."), one = paper("budget", "One.");
  g_autoptr(Doc) latest = store_read_paper(store, budget, store_latest(budget), NULL);
  g_autoptr(Doc) first = store_read_paper(store, budget, store_version(budget, 1), NULL);
  g_assert_true(doc_equal(latest, two));
  g_assert_true(doc_equal(first, one));
  const StoreRendition *late = g_ptr_array_index(store_version(budget, 1)->renditions, 1);
  g_autoptr(GBytes) bytes = store_read_source(store, budget, late, NULL);
  g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), " One.", 5);
}

/* A rendition that knows the title, committee and year gives them to the paper; the id stays. */
static void test_filed_anew(Fixture *f, gconstpointer data) {
  (void)data;
  Store *store = open_for_writing(f->path);
  add(store, "design", "One.", (StoreRecord){.committee = "unfiled", .year = "undated"});
  add(store, "design", " One.",
      (StoreRecord){.committee = "cabinet", .year = "2019", .title = "The design", .rendition_of = 1});
  commit(store);
  store_free(store);
  g_autoptr(Store) again = store_open(f->path, false, NULL);
  const StorePaper *design = store_find(again, "design");
  g_assert_cmpstr(design->committee, ==, "cabinet");
  g_assert_cmpstr(store_latest(design)->title, ==, "The design");
  for (guint i = 0; i < 2; i++) {
    const StoreRendition *r = g_ptr_array_index(store_latest(design)->renditions, i);
    g_autoptr(GBytes) bytes = store_read_source(again, design, r, NULL);
    g_assert_nonnull(bytes);
  }
  g_autofree char *top = git_output(f->path, "ls-tree", "--name-only", "main", "papers/", NULL);
  g_assert_cmpstr(top, ==, "papers/cabinet\n");
  assert_sound(f->path);
}

/* git sorts folders as if their names ended in a slash; fsck --strict sees it where we do not. */
static void test_order_of_names(Fixture *f, gconstpointer data) {
  (void)data;
  static const char *const ids[] = {"paper", "paper0", "paper-2", "a", "paper-10", "a-b", "a0"};
  Store *store = open_for_writing(f->path);
  for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) add(store, ids[i], ids[i], (StoreRecord){0});
  commit(store);
  for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) add(store, ids[i], "again", (StoreRecord){0});
  commit(store);
  store_free(store);
  assert_sound(f->path);
  g_autofree char *folders =
      git_output(f->path, "ls-tree", "--name-only", "main", "papers/cabinet/2018/", NULL);
  g_auto(GStrv) lines = g_strsplit(g_strchomp(folders), "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, G_N_ELEMENTS(ids));
  g_autoptr(Store) again = store_open(f->path, false, NULL);
  for (guint i = 1; i < store_papers(again)->len; i++) {
    const StorePaper *before = g_ptr_array_index(store_papers(again), i - 1);
    const StorePaper *after = g_ptr_array_index(store_papers(again), i);
    g_assert_cmpint(strcmp(before->id, after->id), <, 0);
  }
}

static void test_clone(Fixture *f, gconstpointer data) {
  (void)data;
  Store *store = open_for_writing(f->path);
  add(store, "budget", "One two three.", (StoreRecord){.title = "The budget"});
  add(store, "budget", "One two four.", (StoreRecord){.title = "The budget"});
  commit(store);
  store_free(store);
  g_autofree char *log = git_output(f->path, "log", "-p", "--format=%s", "main", "--", "*.md", NULL);
  g_assert_nonnull(strstr(log, "The budget, version 2"));
  g_assert_nonnull(strstr(log, "-One two three.\n+One two four."));

  /* A bare clone lacks what lies beside the objects and is a store all the same. */
  g_free(git_output(f->folder, "clone", "-q", "--bare", f->path, "other.git", NULL));
  g_autofree char *other = g_build_filename(f->folder, "other.git", NULL);
  store = open_for_writing(other);
  add(store, "budget", "One two five.", (StoreRecord){0});
  commit(store);
  g_assert_cmpuint(store_find(store, "budget")->versions->len, ==, 3);
  store_free(store);
  assert_sound(other);
}

/* What others keep in the repository stays as it is. */
static void test_foreign_files(Fixture *f, gconstpointer data) {
  (void)data;
  Store *store = open_for_writing(f->path);
  add(store, "budget", "One.", (StoreRecord){0});
  commit(store);
  store_free(store);
  g_free(git_output(f->folder, "clone", "-q", f->path, "clone", NULL));
  g_autofree char *clone = g_build_filename(f->folder, "clone", NULL);
  g_autofree char *script = scratch_write(clone, "check.sh", "#!/bin/sh\n");
  g_assert_cmpint(g_chmod(script, 0755), ==, 0);
  g_free(git_output(clone, "add", "check.sh", NULL));
  g_free(git_output(clone, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "a check", NULL));
  g_free(git_output(clone, "push", "-q", "origin", "HEAD:main", NULL));
  store = open_for_writing(f->path);
  add(store, "budget", "Two.", (StoreRecord){0});
  commit(store);
  g_assert_cmpuint(store_find(store, "budget")->versions->len, ==, 2);
  store_free(store);
  g_autofree char *entry = git_output(f->path, "ls-tree", "main", "check.sh", NULL);
  g_assert_true(g_str_has_prefix(entry, "100755 blob"));
  assert_sound(f->path);
}

/* ---- packs */

static guint count_files(const char *path, const char *suffix) {
  g_autofree char *folder = g_build_filename(path, "objects", "pack", NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  guint count = 0;
  for (const char *name; (name = g_dir_read_name(dir));) count += g_str_has_suffix(name, suffix);
  return count;
}

/* Batches of one paper each, with a source that all share, so that packs have an object in common. */
static void test_packs_are_joined(Fixture *f, gconstpointer data) {
  (void)data;
  enum { BATCHES = 150, PACKS_MAX = 80 };
  Store *store = open_for_writing(f->path);
  for (unsigned n = 0; n < BATCHES; n++) {
    g_autofree char *id = g_strdup_printf("paper-%u", n);
    add(store, id, "What all of them say.", (StoreRecord){0});
    commit(store);
    g_assert_cmpuint(count_files(f->path, ".pack"), <=, PACKS_MAX);
  }
  g_assert_cmpuint(count_files(f->path, ".idx"), ==, count_files(f->path, ".pack"));
  g_autofree char *packed = git_output(f->path, "rev-list", "--all", "--objects", "--count", NULL);
  g_autofree char *listed = git_output(f->path, "cat-file", "--batch-all-objects", "--batch-check", NULL);
  g_auto(GStrv) lines = g_strsplit(g_strchomp(listed), "\n", -1);
  g_assert_cmpint(atoi(packed), ==, (int)g_strv_length(lines)); /* nothing is lost, nothing else is there */
  for (unsigned n = 0; n < BATCHES; n++) {
    g_autofree char *id = g_strdup_printf("paper-%u", n);
    const StorePaper *known = store_find(store, id);
    g_autoptr(Doc) doc = store_read_paper(store, known, store_latest(known), NULL);
    g_assert_cmpstr(doc_node(doc, 1)->text, ==, id);
  }
  store_free(store);
  assert_sound(f->path);
}

/* Packs that git keeps house of are left to it. */
static void test_packs_of_git(Fixture *f, gconstpointer data) {
  (void)data;
  Store *store = open_for_writing(f->path);
  for (unsigned n = 0; n < 80; n++) {
    g_autofree char *id = g_strdup_printf("paper-%u", n);
    add(store, id, id, (StoreRecord){0});
    commit(store);
    if (n == 20) g_free(git_output(f->path, "repack", "-q", "-a", "-d", "-f", NULL));
    if (n == 25) g_free(git_output(f->path, "multi-pack-index", "write", NULL));
  }
  g_assert_cmpuint(count_files(f->path, ".pack"), >, 50);
  g_assert_cmpuint(store_papers(store)->len, ==, 80);
  store_free(store);
  assert_sound(f->path);
}

/* Long texts with much in common become deltas, and come back as they were. */
static void test_forms_share_their_text(Fixture *f, gconstpointer data) {
  (void)data;
  g_autoptr(GString) words = g_string_new(NULL);
  for (unsigned n = 0; n < 60000; n++)
    g_string_append_printf(words, "%u%s", n * 7919 % 10007, n % 12 ? " " : ". ");
  Store *store = open_for_writing(f->path);
  add(store, "long", words->str, (StoreRecord){0});
  commit(store);
  store_free(store);
  g_autofree char *objects = git_output(f->path, "cat-file", "--batch-all-objects",
                                        "--batch-check=%(objecttype) %(deltabase) %(objectsize:disk)", NULL);
  g_auto(GStrv) lines = g_strsplit(objects, "\n", -1);
  guint deltas = 0;
  for (char **line = lines; *line; line++)
    deltas += g_str_has_prefix(*line, "blob ") && !g_str_has_prefix(*line, "blob 0000000000");
  g_assert_cmpuint(deltas, ==, 2); /* XML and source, of Markdown */
  g_autoptr(Store) again = store_open(f->path, false, NULL);
  const StorePaper *known = store_find(again, "long");
  g_autoptr(Doc) doc = store_read_paper(again, known, store_latest(known), NULL),
                 expected = paper("long", words->str);
  g_assert_true(doc_equal(doc, expected));
  g_autoptr(GBytes) source =
      store_read_source(again, known, g_ptr_array_index(store_latest(known)->renditions, 0), NULL);
  g_assert_cmpmem(g_bytes_get_data(source, NULL), g_bytes_get_size(source), words->str, words->len);
  assert_sound(f->path);
}

/* ---- what readers see, and who may write */

static void test_nothing_before_commit(Fixture *f, gconstpointer data) {
  (void)data;
  g_autoptr(Store) store = open_for_writing(f->path);
  add(store, "budget", "One.", (StoreRecord){0});
  g_assert_cmpuint(store_pending_bytes(store), >, 0);
  g_autoptr(Store) reader = store_open(f->path, false, NULL);
  g_assert_cmpuint(store_papers(reader)->len, ==, 0);
  commit(store);
  g_assert_cmpuint(store_pending_bytes(store), ==, 0);
  g_autoptr(Store) later = store_open(f->path, false, NULL);
  g_assert_cmpuint(store_papers(later)->len, ==, 1);
}

static void test_two_writers(Fixture *f, gconstpointer data) {
  (void)data;
  Store *one = open_for_writing(f->path);
  g_autoptr(Store) two = store_open(f->path, false, NULL);
  g_autoptr(GError) error = NULL;
  g_assert_false(store_begin(two, false, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_BUSY);
  add(one, "budget", "One.", (StoreRecord){0});
  commit(one);
  store_free(one);
  g_clear_error(&error);
  g_assert_true(store_begin(two, false, &error)); /* and it knows what the other has added */
  add(two, "budget", "Two.", (StoreRecord){0});
  commit(two);
  g_assert_cmpuint(store_find(two, "budget")->versions->len, ==, 2);
  assert_sound(f->path);
}

/* A branch that somebody moved without our lock is not overwritten. */
static void test_moved_branch(Fixture *f, gconstpointer data) {
  (void)data;
  g_autoptr(Store) store = open_for_writing(f->path);
  add(store, "budget", "One.", (StoreRecord){0});
  commit(store);
  add(store, "budget", "Two.", (StoreRecord){0});
  commit(store);
  g_autofree char *before = git_output(f->path, "rev-parse", "main~1", NULL);
  g_strchomp(before);
  g_free(git_output(f->path, "update-ref", "refs/heads/main", before, NULL));
  add(store, "budget", "Three.", (StoreRecord){0});
  g_autoptr(GError) error = NULL;
  g_assert_false(store_commit(store, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_WRITE);
  g_autofree char *after = tip(f->path);
  g_assert_cmpstr(g_strchomp(after), ==, before);
}

static void test_stale_locks(Fixture *f, gconstpointer data) {
  (void)data;
  static const char *const planted[] = {"refs/heads/main.lock",
                                        "packed-refs.lock",
                                        "HEAD.lock",
                                        "config.lock",
                                        "objects/pack/pack_git2_abcdef",
                                        "objects/12/tmp_object_git2_abcdef"};
  Store *store = open_for_writing(f->path);
  add(store, "budget", "One.", (StoreRecord){0});
  commit(store);
  store_free(store);
  for (size_t i = 0; i < G_N_ELEMENTS(planted); i++) g_free(scratch_write(f->path, planted[i], ""));
  store = open_for_writing(f->path);
  add(store, "budget", "Two.", (StoreRecord){0});
  commit(store);
  store_free(store);
  for (size_t i = 0; i < G_N_ELEMENTS(planted); i++) {
    g_autofree char *path = g_build_filename(f->path, planted[i], NULL);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  }
  assert_sound(f->path);
}

static void test_same_ids(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *second = g_build_filename(f->folder, "second.git", NULL);
  const char *const paths[] = {f->path, second};
  for (int p = 0; p < 2; p++) {
    Store *store = open_for_writing(paths[p]);
    add(store, "budget", "One.", (StoreRecord){.published = "2018-04-19"});
    if (p) commit(store); /* where batches end must not matter */
    add(store, "budget", "Two.", (StoreRecord){0});
    commit(store);
    store_free(store);
  }
  g_autofree char *one = tip(f->path), *two = tip(second);
  g_assert_cmpstr(one, ==, two);
}

/* ---- dates */

static void test_dates(Fixture *f, gconstpointer data) {
  (void)data;
  Store *store = open_for_writing(f->path);
  add(store, "old", "One.", (StoreRecord){.published = "1950-03-02"});
  add(store, "far", "Two.", (StoreRecord){.published = "2206-01-01"});
  add(store, "unknown", "Three.", (StoreRecord){0});
  add(store, "early", "Four.", (StoreRecord){.first_seen = -86400});
  commit(store);
  store_free(store);
  assert_sound(f->path);
  g_autofree char *dates = git_output(f->path, "log", "--reverse", "--format=%at %ct", "main", NULL);
  g_assert_cmpstr(dates, ==, "0 1524823200\n4294967295 1524823200\n1524823200 1524823200\n0 0\n");
  g_autoptr(Store) again = store_open(f->path, false, NULL);
  g_assert_cmpstr(store_latest(store_find(again, "old"))->published, ==, "1950-03-02");
  g_assert_cmpint(store_latest(store_find(again, "old"))->date, <, 0);
  g_assert_cmpint(store_latest(store_find(again, "far"))->date, >, (gint64)G_MAXUINT32);
  g_assert_cmpint(store_latest(store_find(again, "early"))->first_seen, ==, -86400);
}

static void test_version_at(Fixture *f, gconstpointer data) {
  (void)data;
  g_autoptr(Store) store = open_for_writing(f->path);
  add(store, "budget", "One.", (StoreRecord){.published = "2018-01-10"});
  add(store, "budget", "Two.", (StoreRecord){.published = "2018-03-10"});
  add(store, "budget", "Three.", (StoreRecord){.published = "2018-02-10"}); /* came late */
  commit(store);
  static const struct {
    const char *date;
    unsigned version; /* 0: none yet */
  } cases[] = {{"2018-01-09", 0}, {"2018-01-10", 1}, {"2018-02-09", 1},
               {"2018-02-10", 3}, {"2018-03-10", 2}, {"2020-01-01", 2}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    gint64 date;
    g_assert_true(store_date_parse(cases[i].date, &date));
    const StoreVersion *v = store_version_at(store_find(store, "budget"), date);
    g_assert_cmpuint(v ? v->number : 0, ==, cases[i].version);
  }
}

static void test_small_parsers(void) {
  gint64 date;
  g_assert_true(store_date_parse("1970-01-02", &date));
  g_assert_cmpint(date, ==, 86400);
  g_assert_true(store_date_parse("1970-01-01T01:00:00+01:00", &date));
  g_assert_cmpint(date, ==, 0);
  static const char *const no_dates[] = {"",           "v2",      "2018-13-01", "2018-02-30",
                                         "27/04/2018", "2018-04", "2018-04-27x"};
  for (size_t i = 0; i < G_N_ELEMENTS(no_dates); i++) g_assert_false(store_date_parse(no_dates[i], &date));
  static const char *const ids[] = {"a", "budget-2018", "2018"};
  for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) g_assert_true(store_id_valid(ids[i]));
  static const char *const no_ids[] = {"", "-", "a-", "-a", "a--b", "A", "a b", "../a", "a.b", "a/b", "é"};
  for (size_t i = 0; i < G_N_ELEMENTS(no_ids); i++) g_assert_false(store_id_valid(no_ids[i]));
}

/* A title cannot forge trailers or break a message. */
static void test_hostile_title(Fixture *f, gconstpointer data) {
  (void)data;
  g_autoptr(Store) store = open_for_writing(f->path);
  add(store, "budget", "One.",
      (StoreRecord){.title = "A\nPaper-Id: other\nPaper-Version: 9\n\n\xff\x01"
                             "B"});
  commit(store);
  g_autoptr(Store) again = store_open(f->path, false, NULL);
  g_assert_null(store_find(again, "other"));
  g_assert_cmpstr(store_latest(store_find(again, "budget"))->title, ==,
                  "A Paper-Id: other Paper-Version: 9  \357\277\275 B");
  assert_sound(f->path);
}

/* ---- kills */

/* Adds papers until it is killed, telling of each that is safe by a byte. */
static void write_until_killed(const char *path, int round, int told) {
  Store *store = open_for_writing(path);
  for (unsigned n = 0;; n++) {
    g_autofree char *id = g_strdup_printf("round-%d-%u", round, n);
    add(store, id, id, (StoreRecord){0});
    commit(store);
    if (write(told, "x", 1) != 1) _exit(1);
  }
}

/* Kills a writer some time after it told of `wait_for` papers. Gives the number it told of. */
static unsigned kill_a_writer(const char *path, int round, unsigned wait_for, unsigned delay_us) {
  int ends[2];
  g_assert_cmpint(pipe(ends), ==, 0);
  pid_t child = fork();
  g_assert_cmpint(child, >=, 0);
  if (child == 0) {
    close(ends[0]);
    write_until_killed(path, round, ends[1]);
  }
  close(ends[1]);
  unsigned told = 0;
  char byte;
  while (told < wait_for && read(ends[0], &byte, 1) == 1) told++;
  g_assert_cmpuint(told, ==, wait_for);
  g_usleep(delay_us);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  while (read(ends[0], &byte, 1) == 1) told++;
  close(ends[0]);
  return told;
}

static void assert_all_there(const char *path, int round, unsigned told) {
  GError *error = NULL;
  g_autoptr(Store) store = store_open(path, false, &error);
  g_assert_no_error(error);
  for (unsigned n = 0; n < told; n++) {
    g_autofree char *id = g_strdup_printf("round-%d-%u", round, n);
    const StorePaper *known = store_find(store, id);
    g_assert_nonnull(known);
    g_autoptr(Doc) doc = store_read_paper(store, known, store_latest(known), &error);
    g_assert_no_error(error);
    g_assert_cmpstr(doc_node(doc, doc_count(doc) - 1)->text, ==, id);
  }
}

static void test_kills(Fixture *f, gconstpointer data) {
  (void)data;
  for (int round = 0; round < 10; round++) {
    /* with none waited for, the making of the store is killed too; after as many as 64 packs are joined */
    unsigned wait_for = round % 5 == 4 ? 30 : (unsigned)round % 4;
    unsigned told = kill_a_writer(f->path, round, wait_for, (unsigned)g_test_rand_int_range(0, 6000));
    if (g_file_test(f->path, G_FILE_TEST_EXISTS))
      assert_all_there(f->path, round, told);
    else
      g_assert_cmpuint(told, ==, 0);
  }
  Store *store = open_for_writing(f->path);
  add(store, "after", "all", (StoreRecord){0});
  commit(store);
  store_free(store);
  assert_sound(f->path);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "");
  g_test_init(&argc, &argv, NULL);
  static const struct {
    const char *name;
    void (*run)(Fixture *, gconstpointer);
  } tests[] = {
      {"/store/absent", test_absent},
      {"/store/not-a-store", test_not_a_store},
      {"/store/newer-format", test_newer_format},
      {"/store/foreign-repository", test_foreign_repository},
      {"/store/round-trip", test_round_trip},
      {"/store/tree", test_tree},
      {"/store/late-rendition", test_late_rendition},
      {"/store/filed-anew", test_filed_anew},
      {"/store/order-of-names", test_order_of_names},
      {"/store/clone", test_clone},
      {"/store/foreign-files", test_foreign_files},
      {"/store/packs-are-joined", test_packs_are_joined},
      {"/store/packs-of-git", test_packs_of_git},
      {"/store/forms-share-their-text", test_forms_share_their_text},
      {"/store/nothing-before-commit", test_nothing_before_commit},
      {"/store/two-writers", test_two_writers},
      {"/store/moved-branch", test_moved_branch},
      {"/store/stale-locks", test_stale_locks},
      {"/store/same-ids", test_same_ids},
      {"/store/dates", test_dates},
      {"/store/version-at", test_version_at},
      {"/store/hostile-title", test_hostile_title},
      {"/store/kills", test_kills},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add_func("/store/small-parsers", test_small_parsers);
  return g_test_run();
}
