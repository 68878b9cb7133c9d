/* What is taken in: manifests, and what they and the options say of each file. */
#include "pipeline/batch_priv.h"
#include "tests/pipeline/tests_pipeline.h"
#include "tests/store/scratch.h"

#include <string.h>

typedef struct {
  char *folder, *path;
} Place;

static void set_up(Place *place, gconstpointer text) {
  (void)text;
  place->folder = scratch_new();
  place->path = NULL;
}

static void tear_down(Place *place, gconstpointer text) {
  (void)text;
  g_free(place->path);
  scratch_clear(place->folder);
}

static GPtrArray *read_text(Place *place, const char *text, GError **error) {
  g_free(place->path);
  place->path = scratch_write(place->folder, "list.csv", text);
  return manifest_read(place->path, error);
}

static void test_manifest(Place *place, gconstpointer data) {
  (void)data;
  static const char text[] =
      "\xEF\xBB\xBFTitle, path "
      ",committee,published,paper_id,meeting_date,status,item,source_url,first_seen\r\n"
      "\"Roads, bridges and \"\"other\"\" ways\", a.pdf "
      ",Finance,2024-03-01,roads,2024-03-12,draft,4,https://example.org/a,2024-03-02T10:00:00Z\r\n"
      "\r\n"
      "\"Two\nlines\",/b c.pdf,,,,,,,,\r\n"
      ",c.pdf,,,,,,,,";
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = read_text(place, text, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(rows->len, ==, 3);
  const Said *first = g_ptr_array_index(rows, 0), *second = g_ptr_array_index(rows, 1),
             *third = g_ptr_array_index(rows, 2);
  g_autofree char *beside = g_build_filename(place->folder, "a.pdf", NULL);
  g_assert_cmpstr(first->path, ==, beside);
  g_assert_cmpstr(first->title, ==, "Roads, bridges and \"other\" ways");
  g_assert_cmpstr(first->committee, ==, "Finance");
  g_assert_cmpstr(first->published, ==, "2024-03-01");
  g_assert_cmpstr(first->first_seen, ==, "2024-03-02T10:00:00Z");
  g_assert_cmpstr(first->meeting_date, ==, "2024-03-12");
  g_assert_cmpstr(first->paper, ==, "roads");
  g_assert_cmpstr(first->status, ==, "draft");
  g_assert_cmpstr(first->item, ==, "4");
  g_assert_cmpstr(first->source_url, ==, "https://example.org/a");
  g_assert_cmpstr(second->path, ==, "/b c.pdf");
  g_assert_cmpstr(second->title, ==, "Two\nlines");
  g_assert_cmpstr(third->title, ==, NULL);
}

/* A bad row names its line, counted in lines of the file. */
static void test_bad_manifests(Place *place, gconstpointer data) {
  (void)data;
  static const struct {
    const char *text, *message;
  } cases[] = {
      {"", ":1: it is empty"},
      {"title\nx\n", ":1: no column is called 'path'"},
      {"path,colour\na,b\n", ":1: no column is called 'colour'"},
      {"path,title,path\na,b,c\n", ":1: two columns are called 'path'"},
      {"path,title\na.pdf,\"x\ny\"\nb.pdf\n", ":4: 1 fields, where the first line has 2"},
      {"path,title\na.pdf,b,c\n", ":2: 3 fields, where the first line has 2"},
      {"path,title\n,b\n", ":2: no path"},
      {"path,published\na.pdf,2024-01-01\nb.pdf,soon\n", ":3: published: 'soon' is not a date"},
      {"path,paper_id\na.pdf,../x\n", ":2: paper_id: '../x' is not an id"},
      {"path\n\"a.pdf\n", ":2: a quote is not closed"},
      {"path\n\"a\".pdf\n", ":2: text after a closing quote"},
      {"path\na\".pdf\n", ":2: a quote within a field"},
      {"path\n\xFF\n", ":1: not UTF-8 text"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(read_text(place, cases[i].text, &error));
    g_autofree char *expected = g_strconcat(place->path, cases[i].message, NULL);
    if (!g_str_has_prefix(error->message, expected)) g_error("%s: expected %s", error->message, expected);
  }
}

static char *names_of(const GPtrArray *files) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < files->len; i++) {
    const Said *said = g_ptr_array_index(files, i);
    g_autofree char *name = g_path_get_basename(said->path);
    g_string_append_printf(out, "%s%s %s", i ? ", " : "", name, said->first_seen ? said->first_seen : "-");
  }
  return g_string_free(out, FALSE);
}

/* With import, files come in the order of publication, those of a day as they stand, and were seen then. */
static void test_order(Place *place, gconstpointer data) {
  (void)data;
  static const char text[] =
      "path,published,first_seen\nlate.pdf,2024-07-01,\nunknown.pdf,,\nearly.pdf,1999-01-01,2024-01-01\n"
      "same.pdf,2024-07-01,\nold.pdf,1968-05-01,\n";
  static const struct {
    PipelineIngest options;
    const char *expected;
  } cases[] = {
      {{0}, "late.pdf -, unknown.pdf -, early.pdf 2024-01-01, same.pdf -, old.pdf -"},
      {{.first_seen = "2025-01-01"},
       "late.pdf 2025-01-01, unknown.pdf 2025-01-01, early.pdf 2024-01-01, same.pdf 2025-01-01, old.pdf "
       "2025-01-01"},
      {{.import = true},
       "old.pdf 1968-05-01, early.pdf 2024-01-01, late.pdf 2024-07-01, same.pdf 2024-07-01, unknown.pdf -"},
  };
  place->path = scratch_write(place->folder, "list.csv", text);
  const char *const paths[] = {place->path, NULL};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)said_free);
    g_assert_true(inputs_add(files, paths, &cases[i].options, NULL));
    g_autofree char *names = names_of(files);
    g_assert_cmpstr(names, ==, cases[i].expected);
  }
}

/* ---- chunks */

/* Everything that an inbox holds; returns how many files made sense. */
static guint read_inbox(const char *folder) {
  g_autoptr(GError) error = NULL;
  g_autoptr(Inbox) inbox = inbox_open(folder, &error);
  guint read = 0;
  g_assert_true((inbox != NULL) == (error == NULL));
  for (const FeedItem *item; inbox && (item = inbox_next(inbox));) {
    g_autoptr(WorkerAnswer) answer = inbox_read(inbox);
    read += answer->papers != NULL;
  }
  g_assert_true(!inbox || read == 3 || inbox_failure(inbox));
  return read;
}

/* A chunk whose bytes somebody changed is refused, or read as far as it makes sense. */
static void test_hostile_chunk(Place *place, gconstpointer data) {
  (void)data;
  const char *const paths[] = {SOURCE_DIR "/samples/seed", NULL};
  const PipelineIngest options = {.published = "2024-08-01"};
  g_autoptr(Pipeline) pipeline = pipeline_new("nowhere.git", NULL);
  g_assert_true(pipeline_extract_chunk(pipeline, paths, &options, 1, 1, place->folder, NULL));
  g_assert_cmpuint(read_inbox(place->folder), ==, 3);
  g_autofree char *path = chunk_path(place->folder, 1, 1), *bytes = NULL;
  gsize size;
  g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
  GRand *rand = g_rand_new_with_seed(7);
  guint refused = 0;
  for (int i = 0; i < 300; i++) {
    g_autofree char *hostile = g_memdup2(bytes, size);
    gsize reach = i % 2 ? size : 900; /* lengths and names stand at the beginning */
    hostile[g_rand_int_range(rand, 0, (gint32)reach)] ^= (char)(1 << g_rand_int_range(rand, 0, 8));
    gsize left = i % 5 ? size : (gsize)g_rand_int_range(rand, 0, (gint32)size);
    g_assert_true(
        g_file_set_contents_full(path, hostile, (gssize)left, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    refused += read_inbox(place->folder) < 3;
  }
  g_assert_cmpuint(refused, >, 200); /* the rest: a letter of a path, or of a line that is not read */
  g_rand_free(rand);
}

void add_input_tests(void) {
  g_test_add("/inputs/hostile-chunk", Place, NULL, set_up, test_hostile_chunk, tear_down);
  g_test_add("/inputs/manifest", Place, NULL, set_up, test_manifest, tear_down);
  g_test_add("/inputs/bad-manifests", Place, NULL, set_up, test_bad_manifests, tear_down);
  g_test_add("/inputs/order", Place, NULL, set_up, test_order, tear_down);
}
