/* What the files of the worker pool share. */
#pragma once

#include "ingest/worker.h"

#include <sys/types.h>

/* ---- messages over the socket between pool and worker: one packet each, bytes in memory files beside it */

typedef enum { WORKER_READ, WORKER_LIST_OR_READ, WORKER_UNPACK } WorkerTask;
enum { WORKER_NAME_MAX = 1024, WORKER_PASSWORD_MAX = 1024 };

/* Pool to worker, with two memory files: what to read, and where to write the answer. */
typedef struct {
  WorkerTask task;
  guint64 archive; /* the same number is the same archive */
  guint64 size;
  guint member;
  bool has_name, has_password, ocr, reject_changes, explain;
  char name[WORKER_NAME_MAX], password[WORKER_PASSWORD_MAX];
} WorkerOrder;

typedef enum { WORKER_READY, WORKER_DONE, WORKER_PICTURE } WorkerSaid;

/* Worker to pool: first that it is in its jail, with the descriptor on which its jail asks, if it does; then
 * that so many bytes stand in the answer's file, which are the answer, or a picture to be recognised. */
typedef struct {
  WorkerSaid said;
  guint64 size;
} WorkerReport;

/* Pool to worker: what was recognised, with a memory file of it; else why not. */
typedef struct {
  bool recognised;
  guint64 size;
  char failure[256];
} WorkerWords;

/* Sends one packet with up to two descriptors (-1 none). False where the other side is gone. */
bool worker_send(int socket, const void *packet, gsize size, const int fds[2]);

/* Receives one packet of exactly `size` bytes; descriptors that came with it go to `fds`, where that is not
 * NULL, else nothing may come. False where the other side is gone or sent something else. */
bool worker_receive(int socket, void *packet, gsize size, int fds[2]);

/* A memory file with these bytes; with `sealed` they can never change again. -1 where there is no memory. */
int worker_memory_file(const void *data, gsize size, bool sealed);

/* A copy of a memory file's first bytes, so that nobody can change them any more. NULL where it is shorter. */
GBytes *worker_copy_file(int fd, guint64 size);

/* The same of a file that is complete; it is sealed, so that a large one need not be copied. */
GBytes *worker_take_file(int fd, guint64 size);

/* The first bytes of a sealed file where they stand. NULL where there is no memory. */
GBytes *worker_map_file(int fd, gsize size);

/* Gives back the memory of bytes that this process does not need: mapped ones are read again from their file, those inherited
 * from the parent are gone. */
void worker_rest_bytes(GBytes *bytes);

/* ---- worker_answer.c */

/* As worker_answer_write, piece by piece: papers are freed as they are written, so that an answer of thousands of pages is
 * never there twice. False once the sink gives false. */
typedef bool (*WorkerSink)(const void *data, gsize size);
bool worker_answer_hand_on(WorkerAnswer *answer, WorkerSink sink);

WorkerAnswer *worker_answer_failed(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* ---- worker_child.c: what runs in a worker that can read what has these reader_needs; never returns */

_Noreturn void worker_run(int socket, guint needs, const WorkerOptions *options);

/* ---- worker_stack.c */

enum { WORKER_STACK_USED_UP = 86 }; /* exit status: any that nothing else gives */

/* From here on this process ends with that status where its stack is used up; to be called once, before the jail. */
void worker_watch_stack(void);

/* ---- worker_jail.c: calls that cannot be taken back */

typedef struct {
  unsigned memory_mib, file_mib, cpu_s; /* 0: no limit of processor time */
  bool no_landlock;
} JailLimits;

/* Shuts the process in: no new files but the data of fonts and encodings, no network, no programs, no other
 * processes. Without Landlock another process has to open those files: `*asks` is then a descriptor for it,
 * else -1. False, with a message on standard error, where that cannot be done. */
bool worker_jail(const JailLimits *limits, int *asks);

/* Answers one question on such a descriptor: opens the file where it is one of that data. False where nobody
 * asks any more. */
bool worker_jail_answer(int asks);

/* The same for a program that is started next: it reads what is installed, and writes to what it is given. */
bool worker_jail_program(const JailLimits *limits);

/* Closes all descriptors from `first` on. */
void worker_close_from(int first);
