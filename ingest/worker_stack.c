/* A worker whose stack is used up says so before it dies: a file that is nested too deeply for a library that calls itself
 * for each level is no crash of unknown cause. The handler runs on a stack of its own and makes two system calls. */
#define _GNU_SOURCE
#include "ingest/worker_priv.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* The kernel keeps this much free below a stack that grows (stack_guard_gap: 256 pages of 4 KiB); a frame may reach as far
 * beyond the end. */
enum { GAP_BYTES = 1 << 20 };
/* Room for the handler, whatever the processor's registers take. */
enum { HANDLER_BYTES = 64 << 10 };
/* A stack without end would end in other memory. */
enum { STACK_MAX_MIB = 8 };

static uintptr_t stack_end; /* its lowest address, once it is full */

static void on_fault(int number, siginfo_t *info, void *context) {
  (void)context;
  uintptr_t at = (uintptr_t)info->si_addr;
  bool fault = info->si_code > 0; /* and not sent by somebody */
  if (fault && at >= stack_end - GAP_BYTES && at < stack_end + GAP_BYTES) _exit(WORKER_STACK_USED_UP);
  raise(number); /* kills, once this is left */
}

static bool find_stack_end(void) {
  struct rlimit limit;
  const rlim_t most = (rlim_t)STACK_MAX_MIB << 20;
  if (getrlimit(RLIMIT_STACK, &limit) != 0) return false;
  limit.rlim_cur = MIN(limit.rlim_cur, most);
  pthread_attr_t attributes;
  void *lowest;
  size_t size;
  if (setrlimit(RLIMIT_STACK, &limit) != 0 || pthread_getattr_np(pthread_self(), &attributes) != 0) return false;
  bool found = pthread_attr_getstack(&attributes, &lowest, &size) == 0;
  pthread_attr_destroy(&attributes);
  if (found) stack_end = (uintptr_t)lowest;
  return found;
}

void worker_watch_stack(void) {
  void *room = mmap(NULL, HANDLER_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  stack_t own = {.ss_sp = room, .ss_size = HANDLER_BYTES};
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND};
  if (room == MAP_FAILED || !find_stack_end() || sigaltstack(&own, NULL) != 0) return;
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
}
