/* The jail: limits (setrlimit), paths (Landlock, where the kernel has it), system calls (seccomp).
 *
 * The readers work on memory. What they still open are tables of encodings and fonts, for reading: Landlock
 * lets those folders through and nothing else; without Landlock seccomp hands every opening to the pool, which
 * opens what lies in those folders and refuses the rest. What is refused fails with EPERM, so that a library can go on without it. */
#define _GNU_SOURCE
#include "ingest/worker_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif
#ifndef ADDRESS_SANITIZER
#define ADDRESS_SANITIZER 0
#endif

enum { FILES_MAX = 64 };

/* Data that poppler, fontconfig and freetype look up by name. */
static const char *const data_folders[] = {"/usr/share/poppler",
                                           "/usr/share/fonts",
                                           "/usr/local/share/fonts",
                                           "/usr/share/fontconfig",
                                           "/etc/fonts",
                                           "/var/cache/fontconfig",
                                           NULL};
/* What a program, its libraries and its data are installed in. */
static const char *const program_folders[] = {
    "/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/ld.so.conf", "/opt", NULL};

static bool complain(const char *what) {
  fprintf(stderr, "jail: %s: %s\n", what, g_strerror(errno));
  return false;
}

void worker_close_from(int first) {
  if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0) return;
  for (int fd = first; fd < sysconf(_SC_OPEN_MAX); fd++) close(fd);
}

/* ---- limits */

/* The address space that the process has already, which its parent may have made large. */
static guint64 address_space_bytes(void) {
  unsigned long pages = 0;
  FILE *statm = fopen("/proc/self/statm", "re");
  if (statm && fscanf(statm, "%lu", &pages) != 1) pages = 0;
  if (statm) fclose(statm);
  return (guint64)pages * (guint64)sysconf(_SC_PAGESIZE);
}

/* A limit that is there already and lower stays. */
static bool limit(int what, guint64 value) {
  struct rlimit both;
  if (getrlimit((__rlimit_resource_t)what, &both) != 0) return complain("getrlimit");
  both.rlim_max = both.rlim_cur = MIN(value, both.rlim_max);
  return setrlimit((__rlimit_resource_t)what, &both) == 0 || complain("setrlimit");
}

/* The address sanitizer reserves terabytes. */
static bool limit_memory(const JailLimits *limits) {
  guint64 more = (guint64)limits->memory_mib << 20;
  return ADDRESS_SANITIZER || limit(RLIMIT_AS, address_space_bytes() + more);
}

static bool set_limits(const JailLimits *limits) {
  return limit_memory(limits) && limit(RLIMIT_FSIZE, (guint64)limits->file_mib << 20) &&
         limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, FILES_MAX) &&
         (!limits->cpu_s || limit(RLIMIT_CPU, limits->cpu_s));
}

/* ---- paths */

static void let_through(int rules, const char *path, guint64 access) {
  int fd = open(path, O_PATH | O_CLOEXEC);
  struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
  if (fd < 0) return;
  if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0 && errno == EINVAL) {
    rule.allowed_access &=
        LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE; /* a file has no entries */
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  }
  close(fd);
}

/* All that the first version of Landlock can refuse: every way to read, write, make, take away or run a file. */
static const guint64 handled =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
    LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM;

/* True where the paths are confined; false where the kernel cannot. */
static bool confine_paths(const char *const *folders, guint64 access, const char *also) {
  struct landlock_ruleset_attr attributes = {.handled_access_fs = handled};
  int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
  if (rules < 0) return false;
  for (; *folders; folders++) let_through(rules, *folders, access);
  if (also) let_through(rules, also, access);
  bool confined = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  close(rules);
  return confined;
}

/* ---- system calls */

/* Memory, answers, and what libraries ask about the process itself. */
static const int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getrusage),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(sched_yield),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
};

/* To find a font or a table: these tell that a file is there, and nothing in it. */
static const int looking[] = {
    SCMP_SYS(newfstatat), SCMP_SYS(fstatat64), SCMP_SYS(stat),       SCMP_SYS(lstat),    SCMP_SYS(statx),
    SCMP_SYS(access),     SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64), SCMP_SYS(statfs),    SCMP_SYS(fstatfs),    SCMP_SYS(fadvise64)};

static bool allow(scmp_filter_ctx filter, const int *calls, size_t count) {
  for (size_t i = 0; i < count; i++) /* a call that this machine does not have is refused anyway */
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) == -ENOMEM) return false;
  return true;
}

static struct scmp_arg_cmp equals(unsigned argument, guint64 value) {
  return (struct scmp_arg_cmp){argument, SCMP_CMP_EQ, value, 0};
}

/* Of the bits of the mask, these are set. */
static struct scmp_arg_cmp has_bits(unsigned argument, guint64 mask, guint64 bits) {
  return (struct scmp_arg_cmp){argument, SCMP_CMP_MASKED_EQ, mask, bits};
}

/* Files are opened for reading: by the process where its paths are confined, else by the pool. */
static bool allow_opening(scmp_filter_ctx filter, bool confined) {
  const struct scmp_arg_cmp reading = has_bits(2, O_ACCMODE | O_CREAT | O_TRUNC | O_PATH, O_RDONLY);
  return seccomp_rule_add_array(filter, confined ? SCMP_ACT_ALLOW : SCMP_ACT_NOTIFY, SCMP_SYS(openat), 1,
                                &reading) == 0;
}

/* Calls that are harmless only with certain arguments: no memory that is run, no limit but that of one's own
 * processor time, no signal but to oneself. */
static bool allow_in_part(scmp_filter_ctx filter) {
  const struct {
    int call;
    unsigned count;
    struct scmp_arg_cmp tests[2];
  } parts[] = {
      {SCMP_SYS(mmap), 1, {has_bits(2, PROT_EXEC, 0)}},
      {SCMP_SYS(mprotect), 1, {has_bits(2, PROT_EXEC, 0)}},
      {SCMP_SYS(tgkill), 1, {equals(0, (guint64)getpid())}},
      {SCMP_SYS(fcntl), 1, {equals(1, F_SETFD)}},
      {SCMP_SYS(fcntl), 1, {equals(1, F_GETFL)}},
      {SCMP_SYS(prlimit64), 2, {equals(0, 0), equals(1, RLIMIT_CPU)}},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, parts[i].call, parts[i].count, parts[i].tests) ==
        -ENOMEM)
      return false;
  return true;
}

static bool filter_calls(bool confined, int *asks) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter)
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1); /* a worker holds no secrets: no slower loads */
  bool made = filter && allow(filter, allowed, G_N_ELEMENTS(allowed)) && allow_in_part(filter) &&
              allow(filter, looking, G_N_ELEMENTS(looking)) && allow_opening(filter, confined);
  int failure = made ? seccomp_load(filter) : -ENOMEM;
  *asks = failure || confined ? -1 : seccomp_notify_fd(filter);
  if (filter && *asks < 0) seccomp_release(filter); /* which would close the descriptor, too */
  errno = -failure;
  return failure == 0 || complain("seccomp");
}

/* A program needs most calls; these would let it out, or at others. */
static bool filter_program_calls(void) {
  static const int refused[] = {
      SCMP_SYS(socket),
      SCMP_SYS(socketpair),
      SCMP_SYS(connect),
      SCMP_SYS(bind),
      SCMP_SYS(ptrace),
      SCMP_SYS(process_vm_readv),
      SCMP_SYS(process_vm_writev),
      SCMP_SYS(kill),
      SCMP_SYS(mount),
      SCMP_SYS(umount2),
      SCMP_SYS(pivot_root),
      SCMP_SYS(chroot),
      SCMP_SYS(unshare),
      SCMP_SYS(setns),
      SCMP_SYS(bpf),
      SCMP_SYS(perf_event_open),
      SCMP_SYS(keyctl),
      SCMP_SYS(add_key),
      SCMP_SYS(io_uring_setup),
      SCMP_SYS(userfaultfd),
      SCMP_SYS(init_module),
      SCMP_SYS(finit_module),
      SCMP_SYS(kexec_load),
      SCMP_SYS(reboot),
      SCMP_SYS(swapon),
      SCMP_SYS(settimeofday),
      SCMP_SYS(clock_settime),
      SCMP_SYS(open_by_handle_at),
  };
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  for (size_t i = 0; filter && i < G_N_ELEMENTS(refused); i++)
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
  int failure = filter ? seccomp_load(filter) : -ENOMEM;
  if (filter) seccomp_release(filter);
  errno = -failure;
  return failure == 0 || complain("seccomp");
}

/* ---- the whole */

static bool give_up_privileges(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 || complain("no_new_privs");
}

bool worker_jail(const JailLimits *limits, int *asks) {
  if (!set_limits(limits) || !give_up_privileges()) return false;
  guint64 reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  return filter_calls(!limits->no_landlock && confine_paths(data_folders, reading, NULL), asks);
}

bool worker_jail_program(const JailLimits *limits) {
  if (!set_limits(limits) || !give_up_privileges()) return false;
  guint64 running = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE;
  confine_paths(program_folders, running, g_getenv("TESSDATA_PREFIX"));
  return filter_program_calls();
}

/* ---- opening for a process without Landlock (seccomp_unotify(2)) */

static bool is_data(const char *path) {
  for (const char *const *folder = data_folders; *folder; folder++) {
    size_t len = strlen(*folder);
    if (strncmp(path, *folder, len) == 0 && (path[len] == '/' || !path[len])) return true;
  }
  return false;
}

static bool read_path(pid_t pid, guint64 at, char *path, size_t size) {
  char name[64];
  snprintf(name, sizeof name, "/proc/%d/mem", (int)pid);
  int memory = open(name, O_RDONLY | O_CLOEXEC);
  ssize_t got = memory >= 0 ? pread(memory, path, size, (off_t)at) : -1;
  if (memory >= 0) close(memory);
  return got > 0 && memchr(path, '\0', (size_t)got);
}

/* The name is looked at before it is opened, and again where it led to: links and dots may lead elsewhere. */
static int open_data(const char *path) {
  if (!is_data(path)) return -1;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  char link[64], real[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t len = fd >= 0 ? readlink(link, real, sizeof real - 1) : -1;
  if (len > 0) real[len] = '\0';
  if (len > 0 && is_data(real)) return fd;
  if (fd >= 0) close(fd);
  return -1;
}

static void answer(int asks, const struct seccomp_notif *request, struct seccomp_notif_resp *response) {
  char path[PATH_MAX];
  bool read = read_path((pid_t)request->pid, request->data.args[1], path, sizeof path) &&
              seccomp_notify_id_valid(asks, request->id) == 0;
  int fd = read ? open_data(path) : -1;
  struct seccomp_notif_addfd given = {
      .id = request->id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (__u32)fd, .newfd_flags = O_CLOEXEC};
  bool handed = fd >= 0 && ioctl(asks, SECCOMP_IOCTL_NOTIF_ADDFD, &given) >= 0;
  if (fd >= 0) close(fd);
  *response = (struct seccomp_notif_resp){.id = request->id, .error = -EPERM};
  if (!handed) seccomp_notify_respond(asks, response);
}

bool worker_jail_answer(int asks) {
  struct seccomp_notif *request = NULL;
  struct seccomp_notif_resp *response = NULL;
  seccomp_api_get(); /* has the library find out what the kernel has; before that it says it has nothing */
  if (seccomp_notify_alloc(&request, &response) != 0) return false;
  bool asked = seccomp_notify_receive(asks, request) == 0;
  if (asked) answer(asks, request, response);
  seccomp_notify_free(request, response);
  return asked;
}
