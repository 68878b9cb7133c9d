/* A worker: goes into its jail, then reads what it is given until nobody gives it any more. */
#define _GNU_SOURCE
#include "ingest/ocr.h"
#include "ingest/reader_needs.h"
#include "ingest/worker_priv.h"
#include "ingest/zip_archive.h"
#include "model/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Members of archives may be as large as a file. */
enum { ANSWER_FILE_MAX_MIB = 1100 };

/* A worker has one task at a time, so what it shares with the question for tesseract is the process's own. */
static int pool_socket, answer_file, scratch_file;

/* ---- files in and out */

static bool begin_answer(void) {
  return ftruncate(answer_file, 0) == 0 && lseek(answer_file, 0, SEEK_SET) == 0;
}

static bool write_answer(const void *data, gsize size) {
  const char *at = data, *end = at + size;
  while (at < end) {
    ssize_t written = write(answer_file, at, (gsize)(end - at));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
  }
  return true;
}

static bool end_answer(WorkerSaid said) {
  off_t size = lseek(answer_file, 0, SEEK_CUR);
  WorkerReport report = {said, (guint64)MAX(size, 0)};
  return size >= 0 && worker_send(pool_socket, &report, sizeof report, NULL);
}

/* ---- recognition: the pool starts programs, a worker cannot */

static char *ask_pool(GBytes *picture, char **failure) {
  gsize size;
  const void *data = g_bytes_get_data(picture, &size);
  WorkerWords words;
  int fds[2];
  bool handed = begin_answer() && write_answer(data, size) && end_answer(WORKER_PICTURE);
  if (!handed || !worker_receive(pool_socket, &words, sizeof words, fds)) {
    *failure = g_strdup("its picture cannot be handed over");
    return NULL;
  }
  g_autoptr(GBytes) tsv = words.recognised && fds[0] >= 0 ? worker_copy_file(fds[0], words.size) : NULL;
  if (fds[0] >= 0) close(fds[0]);
  if (!tsv) *failure = g_strndup(words.failure, sizeof words.failure);
  return tsv ? g_strndup(g_bytes_get_data(tsv, NULL), words.size) : NULL;
}

/* ---- tasks */

/* A zip that is no word processor's file. */
static bool is_archive(GBytes *bytes, const IngestHints *hints) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  bool zip = size >= 4 && (memcmp(data, "PK\x03\x04", 4) == 0 || memcmp(data, "PK\x05\x06", 4) == 0);
  if (!zip) return false;
  const char *format = ingest_format(bytes, hints, NULL);
  return !format || !(g_str_equal(format, "docx") || g_str_equal(format, "odt"));
}

static void set_zip_error(GError **error, const char *why) {
  g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "zip: %s", why);
}

static GPtrArray *list_archive(GBytes *bytes, const char *password, GError **error) {
  const char *why;
  g_autoptr(ZipArchive) archive = zip_archive_open(bytes, password, &why);
  if (!archive) {
    set_zip_error(error, why);
    return NULL;
  }
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < zip_archive_count(archive); i++) g_ptr_array_add(names, zip_archive_name(archive, i));
  return names;
}

/* The members of an archive are asked for one after another: it stays open until another comes. */
static GBytes *unpack(GBytes *bytes, const WorkerOrder *order, const IngestHints *hints, GError **error) {
  static ZipArchive *open_archive;
  static GBytes *open_bytes;
  static guint64 open_number;
  const char *why = NULL;
  if (!open_archive || open_number != order->archive) {
    g_clear_pointer(&open_archive, zip_archive_free);
    g_clear_pointer(&open_bytes, g_bytes_unref);
    open_archive = zip_archive_open(bytes, hints->password, &why);
    open_bytes = g_bytes_ref(bytes);
    open_number = order->archive;
  }
  bool there = open_archive && order->member < zip_archive_count(open_archive);
  GBytes *member = there ? zip_archive_read(open_archive, order->member, &why) : NULL;
  if (!member)
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "%s", why ? why : "it is not in the archive");
  return member;
}

static void read_papers(WorkerAnswer *answer, GBytes *bytes, const IngestHints *hints,
                        const WorkerOptions *options) {
  answer->papers = options->read(bytes, hints, &answer->error);
  if (answer->papers) answer->format = ingest_format(bytes, hints, NULL);
}

static WorkerAnswer *perform(const WorkerOrder *order, GBytes *bytes, const WorkerOptions *options) {
  IngestHints hints = {.name = order->has_name ? order->name : NULL,
                       .password = order->has_password ? order->password : NULL,
                       .ocr_program = order->ocr ? "tesseract" : NULL,
                       .reject_changes = order->reject_changes,
                       .rest = worker_rest_bytes,
                       .scratch = scratch_file,
                       .explain = order->explain};
  WorkerAnswer *answer = g_new0(WorkerAnswer, 1);
  if (order->task == WORKER_UNPACK)
    answer->bytes = unpack(bytes, order, &hints, &answer->error);
  else if (order->task == WORKER_LIST_OR_READ && is_archive(bytes, &hints))
    answer->members = list_archive(bytes, hints.password, &answer->error);
  else
    read_papers(answer, bytes, &hints, options);
  return answer;
}

/* The limit of processor time is for a process, so for each task it is set anew, counted from what was used. */
static void allow_time(unsigned seconds) {
  struct rusage used;
  struct rlimit time;
  if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &time) != 0) return;
  time.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1 + seconds;
  setrlimit(RLIMIT_CPU, &time);
}

static bool serve(const WorkerOrder *order, int input, const WorkerOptions *options) {
  allow_time(options->cpu_s + (unsigned)(order->size >> 20));
  g_autoptr(GBytes) bytes = worker_map_file(input, order->size);
  g_autoptr(WorkerAnswer) answer =
      bytes ? perform(order, bytes, options) : worker_answer_failed("out of memory");
  return begin_answer() && worker_answer_hand_on(answer, write_answer) && end_answer(WORKER_DONE);
}

/* ---- the process */

/* Nothing of the parent's stays but the socket, and standard error: the pool reads there how it died. */
static int part_from_parent(int socket) {
  static const int ended[] = {SIGPIPE, SIGCHLD, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
  static const int ignored[] = {SIGINT, SIGTERM, SIGHUP,
                                SIGXFSZ}; /* the parent decides; writing too much fails */
  enum { SOCKET = STDERR_FILENO + 1 };
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (size_t i = 0; i < G_N_ELEMENTS(ended); i++) signal(ended[i], SIG_DFL);
  for (size_t i = 0; i < G_N_ELEMENTS(ignored); i++) signal(ignored[i], SIG_IGN);
  if (socket != SOCKET) dup2(socket, SOCKET);
  worker_close_from(SOCKET + 1);
  int nowhere = open("/dev/null", O_RDWR);
  dup2(nowhere, STDIN_FILENO);
  dup2(nowhere, STDOUT_FILENO);
  close(nowhere);
  return SOCKET;
}

/* Without a name, and gone with the process. A disk, as what is in memory files is no less in memory; 0 where there is
 * none. */
static int open_scratch(void) {
  const char *folder = g_getenv("TMPDIR");
  int fd = open(folder && *folder ? folder : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  return MAX(fd, 0);
}

_Noreturn void worker_run(int socket, guint needs, const WorkerOptions *options) {
  JailLimits limits = {options->memory_mib, ANSWER_FILE_MAX_MIB, 0, options->no_landlock};
  WorkerReport ready = {.said = WORKER_READY};
  pool_socket = part_from_parent(socket);
  worker_watch_stack();
  ocr_ask_by(ask_pool);
  reader_load(needs);
  scratch_file = open_scratch();
  int fds[2] = {-1, -1};
  if (!worker_jail(&limits, &fds[0]) || !worker_send(pool_socket, &ready, sizeof ready, fds)) _exit(1);
  if (fds[0] >= 0) close(fds[0]);
  WorkerOrder order;
  while (worker_receive(pool_socket, &order, sizeof order, fds) && fds[0] >= 0 && fds[1] >= 0) {
    answer_file = fds[1];
    bool told = serve(&order, fds[0], options);
    close(fds[0]);
    close(fds[1]);
    if (!told) break;
  }
  _exit(0);
}
