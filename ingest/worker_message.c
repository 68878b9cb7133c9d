/* Packets between pool and worker, with the memory files that go with them. */
#define _GNU_SOURCE
#include "ingest/worker_priv.h"
#include "model/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/socket.h>
#include <unistd.h>

/* An answer larger than this is none: the largest agenda packs give some 50 MB. A smaller one than this is copied: there may
 * be tens of thousands of them, and no more mappings than that. */
enum { ANSWER_MAX_MIB = 1100, MAPPED_MIN_KIB = 256 };

typedef union {
  struct cmsghdr header;
  char space[CMSG_SPACE(2 * sizeof(int))];
} Control;

bool worker_send(int socket, const void *packet, gsize size, const int fds[2]) {
  struct iovec part = {(void *)(uintptr_t)packet, size};
  Control control = {0};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  unsigned count = fds ? (fds[0] >= 0) + (fds[1] >= 0) : 0;
  if (count) {
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){
        .cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(header), fds, count * sizeof(int));
  }
  ssize_t sent;
  while ((sent = sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) continue;
  return sent == (ssize_t)size;
}

/* Takes the descriptors of a message; those that nobody asked for are closed. */
static void take_fds(struct msghdr *message, int fds[2]) {
  unsigned taken = 0;
  for (struct cmsghdr *h = CMSG_FIRSTHDR(message); h; h = CMSG_NXTHDR(message, h)) {
    if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS) continue;
    for (gsize at = 0; at + sizeof(int) <= h->cmsg_len - CMSG_LEN(0); at += sizeof(int)) {
      int fd;
      memcpy(&fd, CMSG_DATA(h) + at, sizeof fd);
      if (fds && taken < 2)
        fds[taken++] = fd;
      else
        close(fd);
    }
  }
}

bool worker_receive(int socket, void *packet, gsize size, int fds[2]) {
  struct iovec part = {packet, size};
  Control control = {0};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  ssize_t got;
  if (fds) fds[0] = fds[1] = -1;
  while ((got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) continue;
  if (got > 0) take_fds(&message, fds);
  return got == (ssize_t)size && !(message.msg_flags & MSG_TRUNC);
}

static bool write_all(int fd, const char *data, gsize size) {
  while (size) {
    ssize_t written = write(fd, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    size -= (gsize)written;
  }
  return true;
}

int worker_memory_file(const void *data, gsize size, bool sealed) {
  int fd = memfd_create("redraft", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -1;
  bool whole = write_all(fd, data, size);
  if (whole && sealed)
    whole = fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0;
  if (whole) return fd;
  close(fd);
  return -1;
}

GBytes *worker_copy_file(int fd, guint64 size) {
  if (size > (guint64)ANSWER_MAX_MIB << 20) return NULL;
  g_autofree char *copy = g_try_malloc(size ? size : 1);
  if (!copy) return NULL;
  for (guint64 at = 0; at < size;) {
    ssize_t got = pread(fd, copy + at, size - at, (off_t)at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return NULL;
    at += (guint64)got;
  }
  return g_bytes_new_take(g_steal_pointer(&copy), size);
}

static void unmap(gpointer data) {
  struct iovec *mapping = data;
  munmap(mapping->iov_base, mapping->iov_len);
  g_free(mapping);
}

/* Private, as kernels before 6.7 share no mapping of a file that is sealed. */
GBytes *worker_map_file(int fd, gsize size) {
  if (size == 0) return g_bytes_new(NULL, 0);
  void *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (at == MAP_FAILED) return NULL;
  struct iovec mapping = {at, size};
  return g_bytes_new_with_free_func(at, size, unmap, g_memdup2(&mapping, sizeof mapping));
}

/* A worker that was taken over may hold the file mapped to write to it: then it cannot be sealed. */
GBytes *worker_take_file(int fd, guint64 size) {
  struct stat about;
  bool large = size >= (guint64)MAPPED_MIN_KIB << 10 && size <= (guint64)ANSWER_MAX_MIB << 20;
  bool sealed = large && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0;
  bool whole = sealed && fstat(fd, &about) == 0 && (guint64)about.st_size >= size;
  GBytes *mapped = whole ? worker_map_file(fd, size) : NULL;
  return mapped ? mapped : worker_copy_file(fd, size);
}

void worker_rest_bytes(GBytes *bytes) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size);
  memory_give_back(data, data + size);
}
