/* The pipeline with real readers, comparison and store: names, identity, and what a batch leaves behind. */
#include "model/builder.h"
#include "pipeline/batch_priv.h"
#include "tests/pipeline/tests_pipeline.h"
#include "tests/store/scratch.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#define SEED_000 SOURCE_DIR "/samples/seed/000_df5bf3e8c84281d5.txt"
#define SEED_003 SOURCE_DIR "/samples/seed/003_efbd73f297d6db5a.txt"

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

/* A paper of some length; `change` stands in its middle. */
static char *budget(const char *title, const char *change) {
  return g_strdup_printf(
      "# %s\n\nTo: Finance Committee, 12 March 2024\n\n"
      "## 1. Purpose\n\nThis report sets out the spending of the authority on roads, schools and care in the "
      "present year, and what the members of the committee are asked to agree for the next.\n\n"
      "## 2. Spending\n\nThe roads were mended in nine of the twelve districts before the winter came. %s "
      "Schools were given new roofs where the survey had found the old ones wanting.\n\n"
      "## 3. Recommendation\n\nThe committee is recommended to note the report.\n",
      title, change);
}

static char *write_budget(const Fixture *f, const char *name, const char *title, const char *change) {
  g_autofree char *text = budget(title, change);
  return scratch_write(f->folder, name, text);
}

typedef struct {
  GString *told; /* "new v1\n" ... */
  char *last_paper;
} Told;

static void remember(const PipelineLine *line, void *user) {
  static const char *const names[] = {"new", "version", "rendition", "unchanged", "refused"};
  Told *told = user;
  g_string_append_printf(told->told, "%s%s %u", told->told->len ? ", " : "", names[line->outcome],
                         line->version);
  if (line->same_as) g_string_append_printf(told->told, " as %u", line->same_as);
  g_free(told->last_paper);
  told->last_paper = g_strdup(line->paper);
}

/* How many files are read at once: nothing may depend on it. */
static unsigned jobs = 1;

/* Ingests one path; what was told of it, the caller's. */
static char *ingest(const Fixture *f, const char *file, PipelineIngest options) {
  g_autoptr(Pipeline) pipeline = pipeline_new(f->path, NULL);
  pipeline_set_jobs(pipeline, jobs);
  const char *const paths[] = {file, NULL};
  Told told = {g_string_new(NULL), NULL};
  options.on_line = remember;
  options.user = &told;
  if (!options.first_seen) options.first_seen = "2024-03-01T10:00:00Z";
  unsigned counts[PIPELINE_OUTCOMES];
  GError *error = NULL;
  if (!pipeline_ingest(pipeline, paths, &options, counts, &error)) {
    g_string_assign(told.told, error->message);
    g_error_free(error);
  }
  g_free(told.last_paper);
  return g_string_free(told.told, FALSE);
}

static void expect(const Fixture *f, const char *file, PipelineIngest options, const char *expected) {
  g_autofree char *told = ingest(f, file, options);
  g_assert_cmpstr(told, ==, expected);
}

static Store *open_store(const Fixture *f) {
  GError *error = NULL;
  Store *store = store_open(f->path, false, &error);
  g_assert_no_error(error);
  return store;
}

/* ---- naming */

static void test_slugs(void) {
  static const struct {
    const char *text, *slug;
  } cases[] = {
      {"Kent and Medway Strategic Commissioner – HOSC Update",
       "kent-and-medway-strategic-commissioner-hosc-update"},
      {"  Item 4:  (Draft)", "item-4-draft"},
      {"Children's Services", "childrens-services"},
      {"Adroddiad blynyddol Gŵyl", "adroddiad-blynyddol-gwyl"},
      {"–", "otherwise"},
      {"one two three four five six seven eight nine ten eleven twelve thirteen",
       "one-two-three-four-five-six-seven-eight-nine-ten-eleven"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *slug = naming_slug(cases[i].text, "otherwise");
    g_assert_cmpstr(slug, ==, cases[i].slug);
    g_assert_true(store_id_valid(slug));
  }
}

static void test_filing(void) {
  static const struct {
    const char *key, *value, *committee, *year;
  } cases[] = {
      {"to", "Health Overview and Scrutiny Committee, 27 April 2018",
       "health-overview-and-scrutiny-committee", "2018"},
      {"to", "Cabinet – 4th March 2025", "cabinet", "2025"},
      {"committee", "Planning Committee", "planning-committee", NULL},
      {"meeting_date", "2019-02-01", NULL, "2019"},
      {"date", "Friday 29th November", NULL, NULL},
      {"to", "All members of group 12345", "all-members-of-group", NULL},
      {"from", "Lizzy Adam 2018", NULL, NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    DocBuilder *b = doc_builder_new();
    doc_builder_particular(b, cases[i].key, cases[i].value);
    g_autoptr(Doc) doc = doc_builder_finish(b);
    g_autofree char *committee = naming_committee(doc), *year = naming_year(doc);
    g_assert_cmpstr(committee, ==, cases[i].committee);
    g_assert_cmpstr(year, ==, cases[i].year);
  }
}

static void test_near(void) {
  g_assert_true(pipeline_is_near("ingest", "injest"));
  g_assert_true(pipeline_is_near("hosc-update", "hosc"));
  g_assert_false(pipeline_is_near("ingest", "show"));
  g_assert_false(pipeline_is_near("diff", ""));
}

static Doc *paragraph(const char *words) {
  DocBuilder *b = doc_builder_new();
  doc_builder_open(b, DOC_PARAGRAPH);
  doc_builder_text(b, words, -1);
  doc_builder_close(b);
  return doc_builder_finish(b);
}

static GArray *sketch_of(const char *words) {
  g_autoptr(Doc) doc = paragraph(words);
  return sketch_new(doc);
}

static void test_sketches(void) {
  static const char *const texts[] = {
      "the roads were mended in nine of the twelve districts before the winter came",
      "schools were given new roofs where the survey had found the old ones wanting",
      "the roads were mended in all of the twelve districts before the winter came",
  };
  g_autoptr(Sketches) sketches = sketches_new();
  g_autoptr(GArray) first = sketch_of(texts[0]), second = sketch_of(texts[1]), asked = sketch_of(texts[2]);
  g_autoptr(GArray) short_one = sketch_of("the");
  sketches_add(sketches, "roads", first);
  sketches_add(sketches, "roads", first);
  sketches_add(sketches, "schools", second);
  g_autoptr(GPtrArray) found = sketches_find(sketches, asked, 8);
  g_assert_cmpuint(found->len, ==, 1);
  g_assert_cmpstr(g_ptr_array_index(found, 0), ==, "roads");
  g_autoptr(GPtrArray) none = sketches_find(sketches, short_one, 8);
  g_assert_cmpuint(none->len, ==, 0);
}

/* Bags tell nearly what the comparison does, whatever stands around the words. */
static void test_bags(void) {
  static const struct {
    const char *a, *b;
    double least, most;
  } cases[] = {
      {"", "", 1, 1},
      {"the roads were mended", "the roads were mended", 1, 1},
      {"the roads, (were) mended.", "“The roads” were mended", 1, 1},
      {"the roads were mended", "the the the the", 0.24, 0.26},
      {"the roads were mended", "a school – was painted", 0, 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Doc) a = paragraph(cases[i].a), b = paragraph(cases[i].b);
    g_autoptr(GArray) x = word_bag_new(a), y = word_bag_new(b);
    g_assert_cmpfloat(word_bag_likeness(x, y), >=, cases[i].least);
    g_assert_cmpfloat(word_bag_likeness(y, x), <=, cases[i].most);
  }
}

/* What was kept is found again, a line that was cut short does no harm, and one written after it is whole. */
static void test_sketch_file(Fixture *f, gconstpointer data) {
  (void)data;
  static const char *const commits[] = {"1111111111111111111111111111111111111111",
                                        "2222222222222222222222222222222222222222",
                                        "3333333333333333333333333333333333333333"};
  g_autofree char *path = scratch_write(f->folder, "sketches", "nonsense\n");
  for (int i = 0; i < 2; i++) {
    SketchFile *file = sketch_file_open(path);
    sketch_file_add(file, commits[i], sketch_of("the roads were mended in nine of the twelve districts"));
    sketch_file_save(file);
    sketch_file_free(file);
    if (i) continue;
    FILE *cut = fopen(path, "a");
    fprintf(cut, "%s 0000", commits[2]);
    fclose(cut);
  }
  SketchFile *file = sketch_file_open(path);
  g_autoptr(GArray) expected = sketch_of("the roads were mended in nine of the twelve districts");
  for (int i = 0; i < 2; i++) {
    const GArray *kept = sketch_file_find(file, commits[i]);
    g_assert_nonnull(kept);
    g_assert_cmpmem(kept->data, kept->len * sizeof(uint32_t), expected->data,
                    expected->len * sizeof(uint32_t));
  }
  g_assert_null(sketch_file_find(file, commits[2]));
  sketch_file_free(file);
}

/* ---- the seed */

/* The update is one version with two renditions, under its real title, whichever came first. */
static void assert_one_update(const Fixture *f) {
  g_autoptr(Store) store = open_store(f);
  const GPtrArray *papers = store_papers(store);
  g_assert_cmpuint(papers->len, ==, 2);
  unsigned updates = 0;
  for (guint i = 0; i < papers->len; i++) {
    const StorePaper *paper = g_ptr_array_index(papers, i);
    g_assert_cmpuint(paper->versions->len, ==, 1);
    g_assert_cmpstr(paper->committee, ==, "health-overview-and-scrutiny-committee");
    g_assert_cmpstr(paper->year, ==, "2018");
    const StoreVersion *version = store_latest(paper);
    if (version->renditions->len < 2) continue;
    updates++;
    g_assert_cmpstr(version->title, ==, "Kent and Medway Strategic Commissioner – HOSC Update");
    g_autoptr(Doc) doc = store_read_paper(store, paper, version, NULL);
    g_assert_cmpstr(doc_particular(doc, "title"), ==, version->title);
    g_assert_cmpuint(version->renditions->len, ==, 2);
  }
  g_assert_cmpuint(updates, ==, 1);
  assert_sound(f->path);
}

static void test_seed(Fixture *f, gconstpointer data) {
  (void)data;
  expect(f, SEED_000, (PipelineIngest){0}, "new 1, new 1");
  expect(f, SEED_003, (PipelineIngest){0}, "rendition 1");
  assert_one_update(f);
  expect(f, SEED_000, (PipelineIngest){0}, "unchanged 1, unchanged 1");
  expect(f, SEED_003, (PipelineIngest){0}, "unchanged 1");
}

static void test_seed_backwards(Fixture *f, gconstpointer data) {
  (void)data;
  expect(f, SEED_003, (PipelineIngest){0}, "new 1");
  expect(f, SEED_000, (PipelineIngest){0}, "new 1, rendition 1");
  assert_one_update(f);
  expect(f, SEED_003, (PipelineIngest){0}, "unchanged 1");
}

/* ---- versions */

static void test_revisions(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *first = write_budget(f, "a.md", "Spending in 2024", "Nothing was left for the bridges.");
  g_autofree char *second = write_budget(f, "b.md", "Spending in 2024", "Two of the bridges were painted.");
  g_autofree char *parks =
      scratch_write(f->folder, "d.md",
                    "# Dogs in parks\n\nDogs may run free in the parks of the authority from October to "
                    "March, and are to be kept on a lead in the months between.\n");
  expect(f, first, (PipelineIngest){0}, "new 1");
  expect(f, second, (PipelineIngest){0}, "version 2");
  expect(f, parks, (PipelineIngest){0}, "new 1");
  expect(f, first, (PipelineIngest){0}, "unchanged 1");
  g_autoptr(Store) store = open_store(f);
  g_assert_cmpuint(store_papers(store)->len, ==, 2);
  const StorePaper *spending = store_find(store, "spending-in-2024");
  g_assert_nonnull(spending);
  g_assert_cmpstr(spending->committee, ==, "finance-committee");
  g_assert_cmpstr(store_latest(spending)->changes, !=, "");
}

/* The same words in other bytes: a rendition. Earlier words again: by the date, or by the kind of file. */
static void test_going_back(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *first = write_budget(f, "a.md", "Spending", "Nothing was left for the bridges.");
  g_autofree char *second = write_budget(f, "b.md", "Spending", "Two of the bridges were painted.");
  g_autofree char *again = write_budget(f, "c.md", "Spending", "Nothing was\nleft for the bridges.");
  g_autofree char *late = write_budget(f, "d.md", "Spending", "Nothing\nwas left for the bridges.");
  expect(f, first, (PipelineIngest){.published = "2024-02-01"}, "new 1");
  expect(f, second, (PipelineIngest){.published = "2024-02-08"}, "version 2");
  expect(f, late, (PipelineIngest){.published = "2024-02-02"}, "rendition 1");
  expect(f, again, (PipelineIngest){.published = "2024-02-20"}, "version 3 as 1");
  expect(f, second, (PipelineIngest){.published = "2024-03-01"},
         "version 4 as 2"); /* the very file again, later */
  expect(f, second, (PipelineIngest){.published = "2024-03-01"}, "unchanged 4");
  expect(f, first, (PipelineIngest){0}, "unchanged 1");
  assert_sound(f->path);
}

static void test_named_paper(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *first = write_budget(f, "a.md", "Spending", "");
  g_autofree char *parks =
      scratch_write(f->folder, "b.md", "# Dogs in parks\n\nDogs may run free in the parks.\n");
  expect(f, first, (PipelineIngest){.paper = "one"}, "new 1");
  expect(f, parks, (PipelineIngest){.paper = "one"}, "version 2");
  expect(f, parks, (PipelineIngest){.paper = "two"}, "new 1"); /* the same bytes for another paper */
  expect(f, parks, (PipelineIngest){.paper = "two"}, "unchanged 1");
  expect(f, SEED_000, (PipelineIngest){.paper = "one"}, "refused 0"); /* two papers, one name */
  expect(f, parks, (PipelineIngest){.paper = "../x"},
         "--paper ../x: not an id (lower-case letters, digits and single hyphens)");
  expect(f, parks, (PipelineIngest){.published = "soon"}, "--date soon: not a date (2018-04-27)");
}

/* Agendas of one body are alike and not drafts of each other. */
static void test_agendas(Fixture *f, gconstpointer data) {
  (void)data;
  static const char form[] =
      "# Agenda\n\nDate: %s\n\n- Apologies for absence\n- Minutes of the last meeting\n- Matters arising\n"
      "- Any other business that the chair thinks urgent\n";
  g_autofree char *may = g_strdup_printf(form, "3 May 2024"), *june = g_strdup_printf(form, "7 June 2024");
  g_autofree char *a = scratch_write(f->folder, "a.md", may), *b = scratch_write(f->folder, "b.md", june);
  expect(f, a, (PipelineIngest){0}, "new 1");
  expect(f, b, (PipelineIngest){0}, "new 1");
}

/* Of two papers in one file only one can be the paper in the store: the one that is more like it. */
static void test_one_each(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *first = write_budget(f, "a.md", "Spending", "Nothing was left for the bridges.");
  g_autofree char *second = write_budget(f, "b.md", "Spending", "Two of the bridges were painted.");
  expect(f, first, (PipelineIngest){0}, "new 1");
  g_autoptr(Pipeline) pipeline = pipeline_new(f->path, NULL);
  g_autoptr(Identity) identity = identity_new(pipeline_store(pipeline, NULL));
  g_autoptr(PipelineInput) like = pipeline_load(pipeline, second, NULL),
                           same = pipeline_load(pipeline, first, NULL);
  g_autoptr(GPtrArray) papers = g_ptr_array_new();
  g_ptr_array_add(papers, g_ptr_array_index(like->papers, 0));
  g_ptr_array_add(papers, g_ptr_array_index(same->papers, 0));
  g_autoptr(GArray) matches = identity_match(identity, papers, NULL);
  g_assert_cmpuint(matches->len, ==, 2);
  g_assert_cmpstr(g_array_index(matches, IdentityMatch, 0).paper, ==, NULL);
  g_assert_cmpstr(g_array_index(matches, IdentityMatch, 1).paper, ==, "spending");
}

/* ---- batches */

static void test_refused(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *empty = scratch_write(f->folder, "in/a.txt", "");
  g_autofree char *missing = g_build_filename(f->folder, "in/nothing.pdf", NULL);
  g_autofree char *folder = g_path_get_dirname(empty);
  expect(f, empty, (PipelineIngest){0}, "refused 0");
  expect(f, missing, (PipelineIngest){0}, "refused 0");
  g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS)); /* nothing taken, no store made */
  g_free(write_budget(f, "in/b.md", "Spending", ""));
  g_free(write_budget(f, "in/.hidden.md", "Dogs", ""));
  expect(f, folder, (PipelineIngest){0}, "refused 0, new 1");
  expect(f, folder, (PipelineIngest){0}, "refused 0, unchanged 1");
}

/* Of an archive, the papers are taken in order of name; an archive within it, and what grows a thousandfold, are refused. */
static void test_archive(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *bytes = NULL;
  gsize size;
  g_assert_true(g_file_get_contents(SOURCE_DIR "/tests/pipeline/papers.zip", &bytes, &size, NULL));
  expect(f, SOURCE_DIR "/tests/pipeline/papers.zip", (PipelineIngest){0}, "new 1, refused 0, new 1, refused 0");
  expect(f, SOURCE_DIR "/tests/pipeline/papers.zip", (PipelineIngest){0}, "unchanged 1, refused 0, unchanged 1, refused 0");
  g_autofree char *cut = g_build_filename(f->folder, "cut.zip", NULL);
  g_assert_true(g_file_set_contents(cut, bytes, (gssize)size / 2, NULL));
  expect(f, cut, (PipelineIngest){0}, "refused 0");
}

/* A folder gives the files with names of papers; what is named outright is judged by its content. */
static void test_names_of_papers(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *log = write_budget(f, "in/spending.log", "Spending", ""), *folder = g_path_get_dirname(log);
  expect(f, folder, (PipelineIngest){0}, "");
  expect(f, log, (PipelineIngest){0}, "new 1");
}

static char *tip_of(const Fixture *f, const char *name, bool one_by_one) {
  Fixture other = {f->folder, g_build_filename(f->folder, name, NULL)};
  g_autofree char *folder = g_build_filename(f->folder, "in", NULL);
  if (one_by_one) {
    const char *const paths[] = {folder, NULL};
    g_auto(GStrv) files = pipeline_list_files(paths);
    for (char **file = files; *file; file++) g_free(ingest(&other, *file, (PipelineIngest){0}));
  } else {
    g_free(ingest(&other, folder, (PipelineIngest){0}));
  }
  char *tip = git_output(other.path, "rev-parse", "main", NULL);
  g_free(other.path);
  g_assert_nonnull(tip);
  return tip;
}

/* The same files and the same first seen: the same commits, in one batch or many, however many are read at
 * once. */
static void test_same_ids(Fixture *f, gconstpointer data) {
  (void)data;
  g_free(write_budget(f, "in/b/2.md", "Spending", "Two of the bridges were painted."));
  g_free(write_budget(f, "in/a/1.md", "Spending", "Nothing was left."));
  g_free(write_budget(f, "in/c.md", "Spending", "Two of the\nbridges were painted."));
  g_autofree char *one = tip_of(f, "one.git", false), *two = tip_of(f, "two.git", true);
  g_assert_cmpstr(one, ==, two);
  for (jobs = 2; jobs <= 5; jobs += 3) {
    g_autofree char *name = g_strdup_printf("jobs-%u.git", jobs), *tip = tip_of(f, name, false);
    g_assert_cmpstr(tip, ==, one);
  }
  jobs = 1;
}

/* What would become of files, with the store as it was, or with none. */
static void test_dry_run(Fixture *f, gconstpointer data) {
  (void)data;
  g_free(write_budget(f, "in/1.md", "Spending", "Nothing was left."));
  g_free(write_budget(f, "in/2.md", "Spending", "Two of the bridges were painted."));
  g_free(scratch_write(f->folder, "in/3.md", ""));
  g_autofree char *folder = g_build_filename(f->folder, "in", NULL), *third = write_budget(f, "4.md", "Spending", "None.");
  expect(f, folder, (PipelineIngest){.dry_run = true}, "new 1, version 2, refused 0");
  g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS));
  expect(f, folder, (PipelineIngest){0}, "new 1, version 2, refused 0");
  g_autofree char *before = git_output(f->path, "rev-parse", "main", NULL);
  expect(f, third, (PipelineIngest){.dry_run = true}, "version 3");
  g_autofree char *after = git_output(f->path, "rev-parse", "main", NULL);
  g_assert_cmpstr(before, ==, after);
  expect(f, third, (PipelineIngest){0}, "version 3");
}

static guint count_kept(const Fixture *f) {
  g_autofree char *folder = g_build_filename(f->path, "redraft", "refused", NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  guint count = 0;
  while (dir && g_dir_read_name(dir)) count++;
  return count;
}

/* Refused files are kept with the day they were first seen, are tried again, and go once they are taken. */
static void test_retry(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *good = write_budget(f, "a.md", "Spending", ""), *bad = scratch_write(
      f->folder, "b.pdf", "# Dogs in parks\n\nDogs may run free in the parks from October to March.\n");
  const PipelineIngest retry = {.retry_refused = true, .first_seen = "2024-05-05"};
  expect(f, good, (PipelineIngest){0}, "new 1");
  expect(f, bad, (PipelineIngest){.published = "2024-02-02"}, "refused 0");
  g_assert_cmpuint(count_kept(f), ==, 2);
  g_assert_true(g_file_set_contents(bad, "gone", -1, NULL)); /* what was refused is kept, not its name */
  expect(f, good, retry, "refused 0, unchanged 1");
  g_autoptr(Store) store = open_store(f);
  g_autoptr(GPtrArray) kept = refused_list(store);
  g_assert_cmpuint(kept->len, ==, 1);
  const Said *said = g_ptr_array_index(kept, 0);
  g_assert_cmpstr(said->path, ==, bad);
  g_assert_cmpstr(said->published, ==, "2024-02-02");
  g_assert_cmpstr(said->first_seen, ==, "2024-03-01T10:00:00Z");
  g_autofree char *about = g_strconcat(said->bytes_at, ".ini", NULL), *keys = NULL;
  g_assert_true(g_file_get_contents(about, &keys, NULL, NULL));
  g_auto(GStrv) parts = g_strsplit(keys, "b.pdf", 2);
  g_autofree char *mended = g_strjoinv("b.md", parts); /* a better name: no PDF is expected any more */
  g_assert_true(g_file_set_contents(about, mended, -1, NULL));
  expect(f, good, retry, "new 1, unchanged 1");
  g_assert_cmpuint(count_kept(f), ==, 0);
  g_autofree char *day = git_output(f->path, "log", "-1", "--format=%cI", "main", NULL);
  g_assert_true(g_str_has_prefix(day, "2024-03-01T10:00:00"));
}

/* ---- names */

static void expect_load(Pipeline *pipeline, const char *name, guint papers, const char *text_of_last) {
  GError *error = NULL;
  g_autoptr(PipelineInput) input = pipeline_load(pipeline, name, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(input->papers->len, ==, papers);
  g_autofree char *text = doc_subtree_text(g_ptr_array_index(input->papers, papers - 1), 0, " ");
  g_assert_nonnull(strstr(text, text_of_last));
}

static void expect_absent(Pipeline *pipeline, const char *name, const char *message) {
  g_autoptr(GError) error = NULL;
  g_assert_null(pipeline_load(pipeline, name, &error));
  g_assert_nonnull(error);
  g_assert_true(g_str_has_prefix(error->message, name));
  if (!strstr(error->message, message)) g_error("%s: lacks %s", error->message, message);
}

static void test_names(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *first = write_budget(f, "a.md", "Spending", "Nothing was left.");
  g_autofree char *second = write_budget(f, "b.md", "Spending", "Two bridges were painted.");
  expect(f, first, (PipelineIngest){.published = "2024-02-01"}, "new 1");
  expect(f, second, (PipelineIngest){.published = "2024-02-08T12:00:00Z"}, "version 2");
  g_autoptr(Pipeline) pipeline = pipeline_new(f->path, NULL);
  expect_load(pipeline, first, 1, "Nothing was left");
  expect_load(pipeline, SEED_000, 2, "mergers");
  expect_load(pipeline, SEED_000 "#1", 1, "Lizzy Adam");
  expect_load(pipeline, "spending", 1, "bridges");
  expect_load(pipeline, "spending@v1", 1, "Nothing was left");
  expect_load(pipeline, "spending@2", 1, "bridges");
  expect_load(pipeline, "store:spending@v1", 1, "Nothing was left");
  expect_load(pipeline, "spending@2024-02-07", 1, "Nothing was left");
  expect_load(pipeline, "spending@2024-02-08", 1, "bridges"); /* later on that day */

  expect_absent(pipeline, SEED_000 "#3", "it holds 2");
  expect_absent(pipeline, "spendin", "is it spending?");
  expect_absent(pipeline, "spending@v3", "there is no version 3");
  expect_absent(pipeline, "spending@2024-01-31", "no version yet");
  expect_absent(pipeline, "spending@soon", "a version (v2) or a date");
  expect_absent(pipeline, "store:nothing", "no such paper");
  expect_absent(pipeline, "nothing.pdf", "no such file");
  expect_absent(pipeline, f->folder, "is a folder");
}

static void test_compare(Fixture *f, gconstpointer data) {
  (void)data;
  g_autofree char *first = write_budget(f, "a.md", "Spending", "Nothing was left.");
  g_autofree char *second = write_budget(f, "b.md", "Spending", "Two bridges were painted.");
  expect(f, first, (PipelineIngest){0}, "new 1");
  g_autoptr(Pipeline) pipeline = pipeline_new(f->path, NULL);
  g_autoptr(PipelineComparison) same = pipeline_compare(pipeline, "spending", first, NULL, NULL);
  g_assert_cmpint(same->report->verdict, <=, DIFF_VERDICT_LAYOUT);
  g_assert_cmpstr(same->report->old_side.sha256, ==, same->report->new_side.sha256);
  g_autoptr(PipelineComparison) other = pipeline_compare(pipeline, "spending", second, NULL, NULL);
  g_assert_cmpint(other->report->verdict, >=, DIFF_VERDICT_MINOR);
  g_assert_null(pipeline_compare(pipeline, "spending@v1", "spending@v2", NULL, NULL));
}

/* ---- looking after the store */

/* Adds a version whose stored text is `kept`, of a source that says `said`, as a worse reader would have left it. */
static void add_misread(Store *store, const char *said, const char *kept) {
  g_autoptr(GBytes) source = g_bytes_new(said, strlen(said)), other = g_bytes_new(kept, strlen(kept));
  IngestHints hints = {.name = "old.md"};
  g_autoptr(GPtrArray) papers = ingest_bytes(other, &hints, NULL);
  g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, source);
  g_autofree char *extractor = pipeline_extractor(source, "old.md");
  StoreRecord record = {.paper = "old", .committee = "cabinet", .year = "2018", .title = "Old", .source = source,
                        .sha256 = sha256, .name = "old.md", .extension = "md", .extractor = extractor, .first_seen = 1};
  record.doc = g_ptr_array_index(papers, 0);
  g_assert_true(store_add(store, &record, NULL));
}

static void note_place(const char *place, const char *what, void *user) {
  (void)what;
  g_string_append_printf(user, "%s ", place);
}

static void expect_problems(const Fixture *f, const char *places) {
  g_autoptr(Pipeline) pipeline = pipeline_new(f->path, NULL);
  g_autoptr(GString) told = g_string_new(NULL);
  PipelineFsck done;
  g_assert_true(pipeline_fsck(pipeline, note_place, told, &done, NULL));
  g_assert_cmpstr(told->str, ==, places);
  g_assert_cmpuint(done.read_again, ==, 3);
}

static void test_reextract(Fixture *f, gconstpointer data) {
  (void)data;
  Store *store = store_open(f->path, true, NULL);
  g_assert_true(store_begin(store, false, NULL));
  add_misread(store, "# Old\n\nThe first words.\n", "# Old\n\nThe firstwords.\n");
  add_misread(store, "# Old\n\nThe second words.\n", "# Old\n\nThe second words.\n");
  add_misread(store, "# Old\n\nThe third words.\n", "# Old\n\nThe thirdwords.\n");
  g_assert_true(store_commit(store, NULL));
  store_free(store);
  expect_problems(f, "old@v1 old@v3 ");

  g_autoptr(Pipeline) pipeline = pipeline_new(f->path, NULL);
  g_autoptr(GString) told = g_string_new(NULL);
  PipelineReextract done;
  g_assert_true(pipeline_reextract(pipeline, NULL, NULL, note_place, told, &done, NULL));
  g_assert_cmpstr(told->str, ==, "old@v1 old@v3 ");
  g_assert_cmpuint(done.changed, ==, 2);
  const StorePaper *old = store_find(pipeline_store(pipeline, NULL), "old");
  g_assert_cmpuint(old->versions->len, ==, 3);
  g_assert_true(pipeline_reextract(pipeline, NULL, NULL, note_place, told, &done, NULL));
  g_assert_cmpuint(done.changed, ==, 0);
  expect_problems(f, "");
  g_autofree char *files = git_output(f->path, "ls-tree", "-r", "--name-only", "main", NULL);
  g_assert_nonnull(strstr(files, "/old.v1.xml"));
  g_assert_null(strstr(files, "/old.v2.xml"));
  g_autofree char *current = git_output(f->path, "show", "main:papers/cabinet/2018/old/old.md", NULL);
  g_assert_nonnull(strstr(current, "third words"));
  assert_sound(f->path);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "");
  g_unsetenv("REDRAFT_STORE");
  g_test_init(&argc, &argv, NULL);
  static const struct {
    const char *name;
    void (*run)(Fixture *, gconstpointer);
  } tests[] = {
      {"/pipeline/sketch-file", test_sketch_file},
      {"/pipeline/seed", test_seed},
      {"/pipeline/seed-backwards", test_seed_backwards},
      {"/pipeline/revisions", test_revisions},
      {"/pipeline/going-back", test_going_back},
      {"/pipeline/named-paper", test_named_paper},
      {"/pipeline/agendas", test_agendas},
      {"/pipeline/one-each", test_one_each},
      {"/pipeline/refused", test_refused},
      {"/pipeline/archive", test_archive},
      {"/pipeline/names-of-papers", test_names_of_papers},
      {"/pipeline/same-ids", test_same_ids},
      {"/pipeline/dry-run", test_dry_run},
      {"/pipeline/retry", test_retry},
      {"/pipeline/names", test_names},
      {"/pipeline/compare", test_compare},
      {"/pipeline/reextract", test_reextract},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add_func("/naming/slugs", test_slugs);
  g_test_add_func("/naming/filing", test_filing);
  g_test_add_func("/naming/near", test_near);
  g_test_add_func("/sketches", test_sketches);
  g_test_add_func("/bags", test_bags);
  add_input_tests();
  return g_test_run();
}
