/* Reading files in processes of their own, so that a file which crashes, hangs or floods its reader costs only
 * itself, and a reader that a file takes over can reach nothing.
 *
 *     caller ── job: bytes, hints ──▶ pool ── memory file ──▶ worker, jailed: no files, network, programs
 *            ◀─ answer: papers, or why not ── checked ◀── memory file ──┘
 *
 * Workers are forked from the caller's process when they are first needed, serve many files, and are replaced
 * when they die. The caller must have no threads. Nothing here is called back: a caller submits jobs, does
 * other work, and waits for answers in whatever order it likes. */
#pragma once

#include "ingest/ingest.h"

typedef struct WorkerPool WorkerPool;
typedef struct WorkerJob WorkerJob;

/* 0 or NULL stands for what is usual. */
typedef struct {
  unsigned jobs;            /* processes at most, else 1 */
  unsigned cpu_s;           /* processor time for a file of no size, else 60; a second more for each MiB */
  unsigned wall_s;          /* the same by the clock, else 240; recognising scanned pages does not count */
  unsigned memory_mib;      /* else 2048; not in builds with the address sanitizer */
  bool no_landlock;         /* as on a kernel without it: for tests */
  const char *ocr_language; /* of what it recognises, else English; copied */
  const char *ocr_program;  /* starts for jobs whose hints ask for recognition; copied */
  /* What reads, else ingest_bytes: for tests, and runs in the worker. */
  GPtrArray *(*read)(GBytes *bytes, const IngestHints *hints, GError **error);
} WorkerOptions;

WorkerPool *worker_pool_new(const WorkerOptions *options);
void worker_pool_free(WorkerPool *pool); /* with all jobs and workers that are left */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkerPool, worker_pool_free)

unsigned worker_pool_size(const WorkerPool *pool);

/* What became of a job: exactly one of papers, members, bytes and error is set. */
typedef struct {
  const char *format, *extension; /* of the reader, as ingest_format gives them; static. NULL without one */
  GPtrArray *papers;              /* of Doc, at least one */
  GPtrArray *members;             /* of char *: the names in an archive, by index */
  GBytes *bytes;                  /* of a member */
  GError *error; /* INGEST_ERROR; INGEST_ERROR_WORKER where the worker did not live to tell */
} WorkerAnswer;

void worker_answer_free(WorkerAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkerAnswer, worker_answer_free)

/* An answer as bytes, for handing over; those that are read may be anybody's: an answer that makes no sense is
 * an error. Never NULL. */
GByteArray *worker_answer_write(const WorkerAnswer *answer);
WorkerAnswer *worker_answer_read(GBytes *bytes);

/* Has the papers in the bytes read; with `archives`, a zip that is no word processor's file is answered by the
 * names in it. The hints are copied; of ocr_program only whether it is NULL. Jobs are begun in the order they
 * come. */
WorkerJob *worker_submit(WorkerPool *pool, GBytes *bytes, const IngestHints *hints, bool archives);

/* Has a member of an archive unpacked. */
WorkerJob *worker_unpack(WorkerPool *pool, GBytes *archive, const char *password, guint member);

/* Takes what has come and hands out what waits, without waiting itself: to be called now and then. */
void worker_pool_serve(WorkerPool *pool);

/* True once worker_wait would not wait. */
bool worker_is_done(const WorkerJob *job);

/* Waits for the job's answer, serving all others meanwhile. The answer is the caller's, the job is gone. */
WorkerAnswer *worker_wait(WorkerPool *pool, WorkerJob *job);
