/* The pool: jobs wait, are handed to workers, come back as answers; workers that die are replaced.
 *
 *     waiting jobs ──▶ worker 1: at work │ next       a packet and two memory files a job, so that handing out
 *                  ──▶ worker 2: at work │ next       never blocks, whatever the caller does meanwhile
 *
 * A job is handed out before its worker is free, so that a worker need not wait while the caller is busy. When
 * a worker dies, the job that it was at is answered by the reason; the next goes to another. Everything here
 * runs in the caller's one thread. */
#include "ingest/ocr.h"
#include "ingest/reader_needs.h"
#include "ingest/worker_priv.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A corpus of 182 PDFs takes 0.03 s a file, its largest 1 s. */
enum { CPU_S = 60, WALL_S = 240, MEMORY_MIB = 2048 };
/* Libraries leak; a fork is 2 ms. Standard error of a worker is read to see how it died. */
enum { SERVED_MAX = 2000, SAID_BYTES_MAX = 16384 };
enum { QUEUE_MAX = 2, JOBS_MAX = 256 };

struct WorkerJob {
  WorkerOrder order;
  GBytes *bytes;
  int output; /* the answer's memory file; -1 before it is handed out */
  WorkerAnswer *answer;
};

typedef struct {
  pid_t pid;
  int socket, said; /* -1 where it has gone */
  int asks;         /* where its jail asks for files; -1 where it does not */
  bool ready;
  GQueue jobs;  /* the first is the one it is at */
  gint64 since; /* when it began that, in g_get_monotonic_time */
  guint served;
  guint needs; /* what it has loaded the libraries for: in its jail it can load nothing */
  bool late;
  OcrProgram *ocr;
} Worker;

struct WorkerPool {
  WorkerOptions options;
  char *ocr_program, *ocr_language;
  GPtrArray *workers;
  GHashTable *jobs; /* all that nobody waited for yet; owns them */
  GQueue waiting;
  guint64 archives; /* that were unpacked so far */
  GBytes *last_archive;
  guint needs; /* of all jobs so far */
};

/* ---- jobs */

static void job_free(gpointer data) {
  WorkerJob *job = data;
  g_bytes_unref(job->bytes);
  if (job->output >= 0) close(job->output);
  worker_answer_free(job->answer);
  g_free(job);
}

static bool put_word(char *to, gsize size, const char *word) {
  gsize len = word ? strlen(word) : 0;
  if (word)
    memcpy(to, word + (len < size ? 0 : len - size + 1), MIN(len, size - 1)); /* a name's end tells more */
  return word != NULL;
}

static WorkerJob *job_new(GBytes *bytes, const IngestHints *hints, WorkerTask task) {
  WorkerJob *job = g_new0(WorkerJob, 1);
  WorkerOrder *order = &job->order;
  job->bytes = g_bytes_ref(bytes);
  job->output = -1;
  order->task = task;
  order->size = g_bytes_get_size(bytes);
  order->ocr = hints->ocr_program != NULL;
  order->reject_changes = hints->reject_changes;
  order->explain = hints->explain;
  order->has_name = put_word(order->name, sizeof order->name, hints->name);
  order->has_password = put_word(order->password, sizeof order->password, hints->password);
  return job;
}

static void forget_source(WorkerJob *job) {
  g_bytes_unref(job->bytes);
  job->bytes = g_bytes_new(NULL, 0);
}

static void answer_job(WorkerJob *job, WorkerAnswer *answer) {
  job->answer = answer;
  forget_source(job);
  if (job->output >= 0) close(job->output);
  job->output = -1;
}

/* ---- workers */

/* The bytes of files are the parent's: a worker gets its own in a memory file, and has no use for what it inherits. */
static void forget_jobs(const WorkerPool *pool) {
  GHashTableIter at;
  gpointer job;
  g_hash_table_iter_init(&at, pool->jobs);
  while (g_hash_table_iter_next(&at, &job, NULL)) worker_rest_bytes(((WorkerJob *)job)->bytes);
  if (pool->last_archive) worker_rest_bytes(pool->last_archive);
}

static Worker *worker_new(const WorkerPool *pool) {
  int sockets[2], said = worker_memory_file("", 0, false);
  if (said < 0) return NULL;
  pid_t pid = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) == 0 ? fork() : -1;
  if (pid == 0) {
    dup2(said, STDERR_FILENO);
    forget_jobs(pool);
    worker_run(sockets[1], pool->needs, &pool->options);
  }
  if (pid < 0) {
    close(said);
    return NULL;
  }
  close(sockets[1]);
  Worker *worker = g_new0(Worker, 1);
  worker->pid = pid;
  worker->socket = sockets[0];
  worker->said = said;
  worker->asks = -1;
  worker->needs = pool->needs;
  g_queue_init(&worker->jobs);
  return worker;
}

static int bury(Worker *worker) {
  int status = 0;
  close(worker->socket);
  worker->socket = -1;
  while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

static void worker_free(gpointer data) {
  Worker *worker = data;
  if (worker->socket >= 0) {
    kill(worker->pid, SIGKILL);
    bury(worker);
  }
  if (worker->ocr) ocr_stop(worker->ocr);
  g_queue_clear(&worker->jobs);
  close(worker->said);
  if (worker->asks >= 0) close(worker->asks);
  g_free(worker);
}

/* ---- how a worker died */

static char *last_words(const Worker *worker) {
  char text[SAID_BYTES_MAX];
  ssize_t size = pread(worker->said, text, sizeof text, 0);
  return g_utf8_make_valid(text, MAX(size, 0));
}

/* Libraries that get no memory say so and abort. */
static bool tells_no_memory(const char *said) {
  static const char *const signs[] = {"bad_alloc", "Out of memory", "out of memory", "failed to allocate",
                                      "bad_array_new_length"};
  for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
    if (strstr(said, signs[i])) return true;
  return false;
}

static guint64 seconds_for(unsigned seconds, const WorkerJob *job) {
  return seconds + (job->order.size >> 20);
}

static WorkerAnswer *explain(const WorkerPool *pool, const Worker *worker, const WorkerJob *job, int status) {
  const WorkerOptions *o = &pool->options;
  int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (worker->late) return worker_answer_failed("took more than %u s", (unsigned)seconds_for(o->wall_s, job));
  if (number == SIGXCPU)
    return worker_answer_failed("took more than %u s of processor time",
                                (unsigned)seconds_for(o->cpu_s, job));
  g_autofree char *said = last_words(worker);
  if (tells_no_memory(said)) return worker_answer_failed("out of memory (more than %u MiB)", o->memory_mib);
  if (g_str_has_prefix(said, "jail: ")) return worker_answer_failed("no %s", g_strchomp(said));
  if (!number && WEXITSTATUS(status) == WORKER_STACK_USED_UP)
    return worker_answer_failed("nested too deeply: reading it used up the stack");
  if (number) return worker_answer_failed("crashed (signal %d)", number);
  return worker_answer_failed("crashed (exit status %d)", WEXITSTATUS(status));
}

/* Its first job is answered by the reason; those behind it go to others. A worker that dies without a job was
 * not asked anything: that is told to the next job, so that no pool starts workers for ever. */
static void mourn(WorkerPool *pool, Worker *worker) {
  int status = bury(worker);
  WorkerJob *job = g_queue_pop_head(&worker->jobs);
  if (!job) job = g_queue_pop_head(&pool->waiting);
  if (job) answer_job(job, explain(pool, worker, job, status));
  for (WorkerJob *next; (next = g_queue_pop_tail(&worker->jobs));) {
    close(next->output);
    next->output = -1;
    g_queue_push_head(&pool->waiting, next);
  }
  g_ptr_array_remove(pool->workers, worker);
}

/* ---- handing out */

static bool is_to_go(const WorkerPool *pool, const Worker *worker) {
  return worker->served >= SERVED_MAX || worker->needs != pool->needs;
}

static Worker *free_worker(WorkerPool *pool, guint queued_max) {
  Worker *best = NULL;
  for (guint i = 0; i < pool->workers->len; i++) {
    Worker *worker = g_ptr_array_index(pool->workers, i);
    if (worker->jobs.length >= queued_max || is_to_go(pool, worker)) continue;
    if (!best || worker->jobs.length < best->jobs.length) best = worker;
  }
  return best;
}

/* They go when they are idle. */
static void retire(WorkerPool *pool) {
  for (guint i = pool->workers->len; i-- > 0;) {
    Worker *worker = g_ptr_array_index(pool->workers, i);
    if (is_to_go(pool, worker) && !worker->jobs.length) g_ptr_array_remove_index(pool->workers, i);
  }
}

/* An idle worker, else a new one, else one that is at work. Recognition answers packets out of turn, so with it
 * nothing is handed out ahead. */
static Worker *choose_worker(WorkerPool *pool) {
  Worker *idle = free_worker(pool, 1);
  if (idle || pool->workers->len >= pool->options.jobs)
    return idle ? idle : free_worker(pool, pool->ocr_program ? 1 : QUEUE_MAX);
  Worker *worker = worker_new(pool);
  if (worker) g_ptr_array_add(pool->workers, worker);
  return worker;
}

static void hand_out(Worker *worker, WorkerJob *job) {
  gsize size;
  const void *data = g_bytes_get_data(job->bytes, &size);
  int input = worker_memory_file(data, size, true),
      output = input >= 0 ? worker_memory_file("", 0, false) : -1;
  const int fds[] = {input, output};
  job->output = output;
  if (output < 0) {
    answer_job(job, worker_answer_failed("out of memory for its bytes"));
  } else {
    if (!worker->jobs.length) worker->since = g_get_monotonic_time();
    worker->served++;
    g_queue_push_tail(&worker->jobs, job);
    worker_send(worker->socket, &job->order, sizeof job->order, fds); /* where it is gone, mourn tells why */
  }
  if (input >= 0) close(input);
}

static void hand_out_all(WorkerPool *pool) {
  retire(pool);
  while (pool->waiting.length) {
    Worker *worker = choose_worker(pool);
    if (!worker && pool->workers->len) return;
    WorkerJob *job = g_queue_pop_head(&pool->waiting);
    if (worker)
      hand_out(worker, job);
    else
      answer_job(job, worker_answer_failed("no process can be started: %s", g_strerror(errno)));
  }
}

/* ---- what workers say */

static void finish(Worker *worker, const WorkerReport *report) {
  WorkerJob *job = g_queue_pop_head(&worker->jobs);
  g_autoptr(GBytes) bytes = worker_take_file(job->output, report->size);
  forget_source(job);
  answer_job(job, bytes ? worker_answer_read(bytes) : worker_answer_failed("the reader's answer is damaged"));
  worker->since = g_get_monotonic_time();
}

static void send_words(Worker *worker, const char *tsv, const char *failure) {
  WorkerWords words = {.recognised = tsv != NULL, .size = tsv ? strlen(tsv) : 0};
  const int fds[] = {tsv ? worker_memory_file(tsv, words.size, true) : -1, -1};
  g_strlcpy(words.failure, failure ? failure : "no memory for what it found", sizeof words.failure);
  words.recognised = fds[0] >= 0;
  worker_send(worker->socket, &words, sizeof words, fds);
  if (fds[0] >= 0) close(fds[0]);
  worker->since = g_get_monotonic_time();
}

static void recognise(const WorkerPool *pool, Worker *worker, const WorkerReport *report) {
  WorkerJob *job = g_queue_peek_head(&worker->jobs);
  g_autofree char *failure = NULL;
  g_autoptr(GBytes) picture =
      job->order.ocr && pool->ocr_program ? worker_copy_file(job->output, report->size) : NULL;
  if (picture) worker->ocr = ocr_start(pool->ocr_program, pool->ocr_language, picture, &failure);
  if (!worker->ocr) send_words(worker, NULL, failure ? failure : "its picture cannot be handed over");
}

/* The first that it says. */
static bool greet(Worker *worker) {
  WorkerReport report;
  int fds[2];
  bool ready = worker_receive(worker->socket, &report, sizeof report, fds) && report.said == WORKER_READY;
  worker->asks = fds[0];
  worker->ready = ready;
  return ready;
}

/* False where the worker is gone, or says what none would. */
static bool listen_to(const WorkerPool *pool, Worker *worker) {
  WorkerReport report;
  if (!worker->ready) return greet(worker); /* only now may a descriptor come: later a file may have spoken */
  if (!worker_receive(worker->socket, &report, sizeof report, NULL)) return false;
  if (!worker->jobs.length || worker->ocr) return false;
  if (report.said == WORKER_DONE)
    finish(worker, &report);
  else if (report.said == WORKER_PICTURE)
    recognise(pool, worker, &report);
  else
    return false;
  return true;
}

static void check_ocr(Worker *worker) {
  char *tsv = NULL, *failure = NULL;
  if (!worker->ocr || !ocr_ended(worker->ocr, &tsv, &failure)) return;
  worker->ocr = NULL;
  send_words(worker, tsv, failure);
  g_free(tsv);
  g_free(failure);
}

/* ---- the loop */

static void check_clock(const WorkerPool *pool, Worker *worker) {
  const WorkerJob *job = g_queue_peek_head(&worker->jobs);
  if (!job || worker->ocr || worker->late) return;
  gint64 limit = (gint64)seconds_for(pool->options.wall_s, job) * G_USEC_PER_SEC;
  if (g_get_monotonic_time() - worker->since < limit) return;
  worker->late = true;
  kill(worker->pid, SIGKILL);
}

/* Waits no longer than `timeout_ms` for the first worker to say something. */
static void wait_for_any(WorkerPool *pool, int timeout_ms) {
  guint count = pool->workers->len; /* first the sockets, then where jails ask */
  g_autofree struct pollfd *polled = g_new0(struct pollfd, 2 * count + 1);
  g_autoptr(GPtrArray) present = g_ptr_array_copy(pool->workers, NULL, NULL);
  g_ptr_array_set_free_func(present, NULL);
  for (guint i = 0; i < count; i++) {
    const Worker *worker = g_ptr_array_index(present, i);
    polled[i] = (struct pollfd){worker->socket, POLLIN, 0};
    polled[count + i] = (struct pollfd){worker->asks, POLLIN, 0};
  }
  if (poll(polled, 2 * count, timeout_ms) < 0) return;
  for (guint i = 0; i < count; i++) {
    Worker *worker = g_ptr_array_index(present, i);
    if (polled[count + i].revents & POLLIN) worker_jail_answer(worker->asks);
    if (polled[i].revents && !listen_to(pool, worker)) {
      if (!(polled[i].revents & POLLHUP)) kill(worker->pid, SIGKILL);
      mourn(pool, worker);
      continue;
    }
    check_ocr(worker);
    check_clock(pool, worker);
  }
}

/* Half a second is soon enough to see that a worker is late; the end of a program is looked for more often. */
static int patience_ms(const WorkerPool *pool) {
  for (guint i = 0; i < pool->workers->len; i++)
    if (((Worker *)g_ptr_array_index(pool->workers, i))->ocr) return 10;
  return 500;
}

void worker_pool_serve(WorkerPool *pool) {
  wait_for_any(pool, 0);
  hand_out_all(pool);
}

/* ---- the interface */

WorkerPool *worker_pool_new(const WorkerOptions *options) {
  WorkerPool *pool = g_new0(WorkerPool, 1);
  pool->options = *options;
  WorkerOptions *o = &pool->options;
  o->jobs = CLAMP(o->jobs, 1, JOBS_MAX);
  if (!o->cpu_s) o->cpu_s = CPU_S;
  if (!o->wall_s) o->wall_s = WALL_S;
  if (!o->memory_mib) o->memory_mib = MEMORY_MIB;
  if (!o->read) o->read = ingest_bytes;
  pool->ocr_program = g_strdup(options->ocr_program);
  o->ocr_program = pool->ocr_program;
  pool->ocr_language = g_strdup(options->ocr_language);
  o->ocr_language = pool->ocr_language;
  pool->workers = g_ptr_array_new_with_free_func(worker_free);
  pool->jobs = g_hash_table_new_full(NULL, NULL, job_free, NULL);
  g_queue_init(&pool->waiting);
  return pool;
}

void worker_pool_free(WorkerPool *pool) {
  if (!pool) return;
  g_ptr_array_unref(pool->workers);
  g_queue_clear(&pool->waiting);
  g_hash_table_unref(pool->jobs);
  g_clear_pointer(&pool->last_archive, g_bytes_unref);
  g_free(pool->ocr_program);
  g_free(pool->ocr_language);
  g_free(pool);
}

unsigned worker_pool_size(const WorkerPool *pool) { return pool->options.jobs; }

static WorkerJob *submit(WorkerPool *pool, WorkerJob *job) {
  pool->needs |= reader_needs(job->bytes);
  g_hash_table_add(pool->jobs, job);
  g_queue_push_tail(&pool->waiting, job);
  worker_pool_serve(pool);
  return job;
}

WorkerJob *worker_submit(WorkerPool *pool, GBytes *bytes, const IngestHints *hints, bool archives) {
  return submit(pool, job_new(bytes, hints, archives ? WORKER_LIST_OR_READ : WORKER_READ));
}

WorkerJob *worker_unpack(WorkerPool *pool, GBytes *archive, const char *password, guint member) {
  IngestHints hints = {.password = password};
  WorkerJob *job = job_new(archive, &hints, WORKER_UNPACK);
  if (pool->last_archive != archive) {
    g_clear_pointer(&pool->last_archive, g_bytes_unref);
    pool->last_archive = g_bytes_ref(archive);
    pool->archives++;
  }
  job->order.archive = pool->archives;
  job->order.member = member;
  return submit(pool, job);
}

bool worker_is_done(const WorkerJob *job) { return job->answer != NULL; }

WorkerAnswer *worker_wait(WorkerPool *pool, WorkerJob *job) {
  while (!job->answer) {
    hand_out_all(pool);
    if (!job->answer) wait_for_any(pool, patience_ms(pool));
  }
  hand_out_all(pool);
  WorkerAnswer *answer = g_steal_pointer(&job->answer);
  g_hash_table_remove(pool->jobs, job);
  return answer;
}
