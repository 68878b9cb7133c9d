/* The pool of workers: what it hands over, what a reader that goes wrong costs, what the jail refuses, and
 * answers that somebody else wrote. */
#define _GNU_SOURCE
#include "ingest/worker_priv.h"
#include "model/builder.h"
#include "tests/ingest/tests_ingest.h"
#include "tests/ingest/zip_maker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* ---- readers that go wrong, as the first letter of a file says */

static GPtrArray *paper_of(const char *words) {
  DocBuilder *b = doc_builder_new();
  doc_builder_open(b, DOC_PARAGRAPH);
  doc_builder_text(b, words, -1);
  doc_builder_close(b);
  GPtrArray *papers = g_ptr_array_new_with_free_func((GDestroyNotify)doc_free);
  g_ptr_array_add(papers, doc_builder_finish(b));
  return papers;
}

static void spin(void) {
  for (volatile unsigned i = 0;; i++) continue;
}

/* Calls itself for every level of something that has no end. */
static unsigned descend(unsigned level) {
  volatile char frame[4096];
  frame[level % sizeof frame] = (char)level;
  return level == G_MAXUINT ? 0 : descend(level + 1) + (unsigned)frame[(level + 1) % sizeof frame];
}

static void flood(void) {
  for (;;) memset(g_malloc(64 << 20), 1, 64 << 20);
}

static bool refused(long result) { return result < 0 && (errno == EPERM || errno == EACCES); }

/* What got out, "" nothing. */
static char *try_to_get_out(void) {
  char *const argv[] = {(char[]){"true"}, NULL};
  GString *out = g_string_new(NULL);
  if (!refused(open("/etc/passwd", O_RDONLY))) g_string_append(out, "open ");
  if (!refused(open("/proc/self/mem", O_RDWR))) g_string_append(out, "open-memory ");
  if (!refused(open("/tmp/redraft-jail-test", O_WRONLY | O_CREAT, 0600))) g_string_append(out, "create ");
  if (!refused(socket(AF_INET, SOCK_STREAM, 0))) g_string_append(out, "socket ");
  if (!refused(socket(AF_UNIX, SOCK_STREAM, 0))) g_string_append(out, "unix-socket ");
  if (!refused(execv("/bin/true", argv))) g_string_append(out, "exec ");
  if (!refused(kill(getppid(), 0))) g_string_append(out, "kill ");
  if (!refused(unlink("/tmp/redraft-jail-test"))) g_string_append(out, "unlink ");
  const struct rlimit none = {0, 0};
  if (!refused(prlimit(getppid(), RLIMIT_CPU, &none, NULL))) g_string_append(out, "limit-parent ");
  void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (code != MAP_FAILED) g_string_append(out, "code ");
  pid_t pid = fork();
  if (pid == 0) _exit(0);
  if (!refused(pid)) g_string_append(out, "fork ");
  return g_string_free(out, FALSE);
}

/* The data of fonts can be opened, and no more by way of it. */
static const char *try_data(void) {
  int data = open("/etc/fonts/fonts.conf", O_RDONLY), beyond = open("/etc/fonts/../passwd", O_RDONLY);
  char byte;
  if (access("/etc/fonts/fonts.conf", R_OK) == 0 && (data < 0 || read(data, &byte, 1) != 1))
    return "no fonts";
  return refused(beyond) && refused(open("/etc/fonts/new", O_WRONLY | O_CREAT, 0600)) ? "fonts alone"
                                                                                      : "too much";
}

static GPtrArray *read_badly(GBytes *bytes, const IngestHints *hints, GError **error) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  g_autofree char *text = g_strndup(data, size);
  g_autofree char *got_out = NULL;
  switch (size ? *data : ' ') {
  case 'C': raise(SIGSEGV); break;
  case 'E': _exit(3);
  case 'S': spin(); break;
  case 'L': descend(0); break;
  case 'F': flood(); break;
  case 'J': got_out = try_to_get_out(); return paper_of(*got_out ? got_out : "nothing");
  case 'D': return paper_of(try_data());
  case 'N':
    (void)!write(STDERR_FILENO + 1, "nonsense", 8);
    spin();
    break;
  case 'X': g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "%s: odd", hints->name); return NULL;
  }
  return paper_of(text ? text : "");
}

static WorkerPool *bad_pool(unsigned jobs) {
  WorkerOptions options = {.jobs = jobs, .wall_s = 2, .cpu_s = 30, .memory_mib = 300, .read = read_badly};
  return worker_pool_new(&options);
}

static WorkerJob *submit(WorkerPool *pool, const char *text) {
  g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
  IngestHints hints = {.name = "some.txt"};
  return worker_submit(pool, bytes, &hints, false);
}

/* What a file gives: its words, or "(why not)". */
static char *told(WorkerPool *pool, WorkerJob *job) {
  g_autoptr(WorkerAnswer) answer = worker_wait(pool, job);
  g_assert_true((answer->papers != NULL) == (answer->error == NULL));
  if (answer->error) return g_strdup_printf("(%s)", answer->error->message);
  return doc_subtree_text(g_ptr_array_index(answer->papers, 0), 0, " ");
}

static void expect(WorkerPool *pool, const char *text, const char *expected) {
  g_autofree char *result = told(pool, submit(pool, text));
  g_assert_cmpstr(result, ==, expected);
}

static void test_bad_readers(void) {
  g_autoptr(WorkerPool) pool = bad_pool(1);
  expect(pool, "good", "good");
  expect(pool, "Crash", "(crashed (signal 11))");
  expect(pool, "good again", "good again");
  expect(pool, "Exit", "(crashed (exit status 3))");
  expect(pool, "Spin", "(took more than 2 s)");
  expect(pool, "XYZ", "(some.txt: odd)");
  expect(pool, "Nonsense", "(crashed (signal 9))");
  if (!SANITIZED) expect(pool, "Levels", "(nested too deeply: reading it used up the stack)");
  if (!SANITIZED) expect(pool, "Flood", "(out of memory (more than 300 MiB))");
  expect(pool, "", "");
  expect(pool, "good at last", "good at last");
}

static void test_processor_time(void) {
  WorkerOptions options = {.cpu_s = 1, .read = read_badly};
  g_autoptr(WorkerPool) pool = worker_pool_new(&options);
  expect(pool, "Spin", "(took more than 1 s of processor time)");
  expect(pool, "good", "good");
}

/* Many files at once, of which some kill their worker: each has its own answer, in whatever order they are
 * asked for. */
static void test_many(void) {
  static const char *const texts[] = {"one", "Crash", "two", "three", "Exit", "four", "five"};
  enum { COUNT = 140 };
  g_autoptr(WorkerPool) pool = bad_pool(3);
  WorkerJob *jobs[COUNT];
  for (int i = 0; i < COUNT; i++) {
    g_autofree char *text = g_strdup_printf("%s %d", texts[i % 7], i);
    jobs[i] = submit(pool, text);
  }
  for (int k = 0; k < COUNT; k++) {
    int i = k * 37 % COUNT; /* each once, as 37 and COUNT have no common divisor */
    g_autofree char *result = told(pool, jobs[i]), *text = g_strdup_printf("%s %d", texts[i % 7], i);
    bool dies = i % 7 == 1 || i % 7 == 4;
    g_assert_cmpstr(result, ==,
                    dies ? (i % 7 == 1 ? "(crashed (signal 11))" : "(crashed (exit status 3))") : text);
  }
}

static void test_left_alone(void) {
  g_autoptr(WorkerPool) pool = bad_pool(2);
  for (int i = 0; i < 9; i++) submit(pool, i % 2 ? "Spin" : "good"); /* freed with what is at work */
}

static void test_jail(void) {
  for (int without = 0; without < 2; without++) {
    WorkerOptions options = {.read = read_badly, .no_landlock = without};
    g_autoptr(WorkerPool) pool = worker_pool_new(&options);
    expect(pool, "Jail", "nothing");
    expect(pool, "Data", "fonts alone");
    expect(pool, "good", "good");
  }
}

/* The jail of programs lets them run and read what is installed, and nothing else. */
static void test_program_jail(void) {
  static const JailLimits limits = {2048, 1, 5, false};
  char *const argv[] = {(char[]){"true"}, NULL};
  pid_t pid = fork();
  if (pid == 0) {
    if (!worker_jail_program(&limits)) _exit(10);
    if (!refused(open("/tmp/redraft-jail-test", O_WRONLY | O_CREAT, 0600))) _exit(11);
    if (!refused(open("/etc/shadow", O_RDONLY)) || !refused(open("/proc/1/environ", O_RDONLY))) _exit(12);
    if (!refused(socket(AF_INET, SOCK_STREAM, 0))) _exit(13);
    execv("/bin/true", argv);
    _exit(14);
  }
  int status;
  g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
  g_assert_true(WIFEXITED(status));
  g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

/* ---- real readers: what comes back is what reading here gives */

static void check_sample(WorkerPool *pool, const char *path) {
  char *data;
  gsize size;
  g_assert_true(g_file_get_contents(path, &data, &size, NULL));
  g_autoptr(GBytes) bytes = g_bytes_new_take(data, size);
  IngestHints hints = {.name = path};
  g_autoptr(GPtrArray) here = ingest_bytes(bytes, &hints, NULL);
  g_autoptr(WorkerAnswer) there = worker_wait(pool, worker_submit(pool, bytes, &hints, true));
  g_assert_no_error(there->error);
  g_assert_cmpuint(there->papers->len, ==, here->len);
  for (guint i = 0; i < here->len; i++)
    g_assert_true(doc_equal(g_ptr_array_index(here, i), g_ptr_array_index(there->papers, i)));
  const char *extension;
  g_assert_cmpstr(there->format, ==, ingest_format(bytes, &hints, &extension));
  g_assert_cmpstr(there->extension, ==, extension);
}

static void test_samples(void) {
  static const char *const paths[] = {"seed/000_df5bf3e8c84281d5.txt", "update/april.pdf", "update/july.md",
                                      "update/may.pdf"};
  WorkerOptions options = {.jobs = 2};
  g_autoptr(WorkerPool) pool = worker_pool_new(&options);
  for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_autofree char *path = g_build_filename(SOURCE_DIR, "samples", paths[i], NULL);
    check_sample(pool, path);
  }
}

/* A PDF without its end: poppler's complaints come over as notes. */
static void test_damaged(void) {
  char *data;
  gsize size;
  g_assert_true(g_file_get_contents(SOURCE_DIR "/samples/update/april.pdf", &data, &size, NULL));
  g_autoptr(GBytes) bytes = g_bytes_new_take(data, size - size / 8);
  IngestHints hints = {.name = "cut.pdf"};
  g_autoptr(WorkerPool) pool = worker_pool_new(&(WorkerOptions){0});
  g_autoptr(GPtrArray) here = ingest_bytes(bytes, &hints, NULL);
  g_autoptr(WorkerAnswer) there = worker_wait(pool, worker_submit(pool, bytes, &hints, true));
  g_assert_true((here != NULL) == (there->papers != NULL));
  if (here) g_assert_true(doc_equal(g_ptr_array_index(here, 0), g_ptr_array_index(there->papers, 0)));
  if (here) g_assert_false(doc_complete(g_ptr_array_index(there->papers, 0)));
}

/* A worker cannot load a converter, but has those it was started with. */
static void test_encodings(void) {
  static const struct {
    const char *page, *words;
  } pages[] = {
      {"<meta charset=iso-8859-2><p>\xB3"
       "5",
       "\xC5\x82"
       "5"},
      {"<meta charset=KOI8-R><p>\xF3\xCF\xD7\xC5\xD4", "\xD0\xA1\xD0\xBE\xD0\xB2\xD0\xB5\xD1\x82"},
      {"<meta charset=shift_jis><p>\x88\xCF\x88\xF5", "\xE5\xA7\x94\xE5\x93\xA1"},
      {"<?xml version='1.0' encoding='windows-1250'?><html><p>\xB3", "\xC5\x82"},
      {"<meta charset=iso-2022-jp><p>\x1B$B0Q0w\x1B(B", "\xE5\xA7\x94\xE5\x93\xA1"},
  };
  g_autoptr(WorkerPool) pool = worker_pool_new(&(WorkerOptions){0});
  for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
    g_autoptr(GBytes) bytes = g_bytes_new_static(pages[i].page, strlen(pages[i].page));
    g_autoptr(WorkerAnswer) answer =
        worker_wait(pool, worker_submit(pool, bytes, &(IngestHints){.name = "a.html"}, true));
    g_assert_nonnull(answer->papers);
    const Doc *doc = g_ptr_array_index(answer->papers, 0);
    g_assert_true(doc_complete(doc));
    g_assert_cmpstr(doc_node(doc, 1)->text, ==, pages[i].words);
  }
}

static void test_archive(void) {
  static const ZipMember members[] = {
      {"a.md", "# One\n\nThe first.\n"}, {"b/c.txt", "The second one.\n"}, {0}};
  g_autoptr(GBytes) zip = zip_maker(members);
  g_autoptr(WorkerPool) pool = worker_pool_new(&(WorkerOptions){.jobs = 2});
  IngestHints hints = {.name = "year.zip"};
  g_autoptr(WorkerAnswer) list = worker_wait(pool, worker_submit(pool, zip, &hints, true));
  g_assert_no_error(list->error);
  g_assert_cmpuint(list->members->len, ==, 2);
  g_assert_cmpstr(g_ptr_array_index(list->members, 1), ==, "b/c.txt");
  g_autoptr(WorkerAnswer) second = worker_wait(pool, worker_unpack(pool, zip, NULL, 1));
  gsize size;
  const char *text = g_bytes_get_data(second->bytes, &size);
  g_assert_cmpmem(text, size, members[1].text, strlen(members[1].text));
  g_autoptr(WorkerAnswer) none = worker_wait(pool, worker_unpack(pool, zip, NULL, 2));
  g_assert_error(none->error, INGEST_ERROR, INGEST_ERROR_DAMAGED);
  g_autoptr(WorkerAnswer) as_paper = worker_wait(pool, worker_submit(pool, zip, &hints, false));
  g_assert_error(as_paper->error, INGEST_ERROR, INGEST_ERROR_FORMAT);
}

/* ---- answers that somebody else wrote */

static void use_hostile(const guint8 *data, gsize size) {
  g_autoptr(GBytes) bytes = g_bytes_new(data, size);
  g_autoptr(WorkerAnswer) answer = worker_answer_read(bytes);
  int kinds = (answer->papers != NULL) + (answer->members != NULL) + (answer->bytes != NULL) +
              (answer->error != NULL);
  g_assert_cmpint(kinds, ==, 1);
  for (guint i = 0; answer->members && i < answer->members->len; i++)
    g_assert_true(g_utf8_validate(g_ptr_array_index(answer->members, i), -1, NULL));
  if (answer->error) g_assert_true(g_utf8_validate(answer->error->message, -1, NULL));
}

static void damage(const WorkerAnswer *answer, GRand *rand) {
  g_autoptr(GByteArray) bytes = worker_answer_write(answer);
  for (int i = 0; i < 1500; i++) {
    g_autofree guint8 *hostile = g_memdup2(bytes->data, bytes->len);
    for (int flips = g_rand_int_range(rand, 1, 4); flips > 0; flips--)
      hostile[g_rand_int_range(rand, 0, MIN((gint32)bytes->len, 400))] ^=
          (guint8)(1 << g_rand_int_range(rand, 0, 8));
    use_hostile(hostile, bytes->len);
    use_hostile(bytes->data, (gsize)g_rand_int_range(rand, 0, (gint32)bytes->len));
  }
}

static GByteArray *handed;

static bool take_piece(const void *data, gsize size) {
  g_byte_array_append(handed, data, (guint)size);
  return handed->len < 1024 * 1024;
}

/* An answer is the same in pieces, and ends where nobody takes it any more. */
static void test_pieces(void) {
  g_autoptr(WorkerAnswer) answer = g_new0(WorkerAnswer, 1);
  answer->papers = g_ptr_array_new_with_free_func((GDestroyNotify)doc_free);
  answer->format = "text";
  g_autofree char *long_text = g_strnfill(100 * 1024, 'x');
  for (int i = 0; i < 5; i++) {
    g_autoptr(GPtrArray) one = paper_of(i == 4 ? "The end." : long_text);
    g_ptr_array_add(answer->papers, g_ptr_array_steal_index(one, 0));
  }
  g_autoptr(GByteArray) whole = worker_answer_write(answer);
  handed = g_byte_array_new();
  g_assert_true(worker_answer_hand_on(answer, take_piece));
  g_assert_cmpmem(handed->data, handed->len, whole->data, whole->len);
  for (guint i = 0; i < answer->papers->len; i++) g_assert_null(g_ptr_array_index(answer->papers, i));
  g_byte_array_set_size(handed, 1024 * 1024);
  g_autoptr(WorkerAnswer) failed = worker_answer_failed("it %s", "failed");
  g_assert_false(worker_answer_hand_on(failed, take_piece));
  g_byte_array_unref(handed);
}

static void test_hostile_answers(void) {
  GRand *rand = g_rand_new_with_seed(1);
  g_autoptr(WorkerAnswer) papers = g_new0(WorkerAnswer, 1), members = g_new0(WorkerAnswer, 1);
  g_autoptr(WorkerAnswer) failed = worker_answer_failed("it %s", "failed");
  papers->papers = paper_of("The roads were mended.");
  papers->format = "text";
  members->members = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(members->members, g_strdup("a.pdf"));
  g_ptr_array_add(members->members, g_strdup("b.pdf"));
  damage(papers, rand);
  damage(members, rand);
  damage(failed, rand);
  g_rand_free(rand);
}

void add_worker_tests(void) {
  g_test_add_func("/ingest/worker/bad-readers", test_bad_readers);
  g_test_add_func("/ingest/worker/processor-time", test_processor_time);
  g_test_add_func("/ingest/worker/many", test_many);
  g_test_add_func("/ingest/worker/left-alone", test_left_alone);
  g_test_add_func("/ingest/worker/jail", test_jail);
  g_test_add_func("/ingest/worker/program-jail", test_program_jail);
  g_test_add_func("/ingest/worker/samples", test_samples);
  g_test_add_func("/ingest/worker/damaged", test_damaged);
  g_test_add_func("/ingest/worker/encodings", test_encodings);
  g_test_add_func("/ingest/worker/archive", test_archive);
  g_test_add_func("/ingest/worker/hostile-answers", test_hostile_answers);
  g_test_add_func("/ingest/worker/pieces", test_pieces);
}
