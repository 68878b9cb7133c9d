/* Arrays in a scratch file hold what arrays in memory hold. */
#define _GNU_SOURCE
#include "ingest/scratch.h"
#include "ingest/layout.h"
#include "model/forms.h"
#include "tests/ingest/tests_ingest.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A memory file stands in for the disk: a test leaves nothing behind where it is killed. */
static Scratch scratch_new(void) { return (Scratch){.fd = memfd_create("scratch", MFD_CLOEXEC)}; }

static void fill(ScratchArray *array, guint count) {
  for (guint i = array->len; i < count; i++) *(guint *)scratch_array_add(array) = i * 7;
}

static void check(ScratchArray *array, guint count) {
  g_assert_cmpuint(array->len, ==, count);
  for (guint i = 0; i < count; i++) {
    scratch_array_rest(array, i / 1000);
    g_assert_cmpuint(g_array_index(array, guint, i), ==, i * 7);
  }
}

/* Two arrays grow in turns: the second is behind the first, then the first behind the second. */
static void test_arrays(void) {
  Scratch scratch = scratch_new();
  ScratchArray *first = scratch_array_new(sizeof(guint), 100, &scratch),
               *second = scratch_array_new(sizeof(guint), 0, &scratch);
  for (guint count = 50; count < 100000; count *= 3) {
    fill(first, count);
    fill(second, count + 1);
    g_assert_true(first->scratch == &scratch && second->scratch == &scratch);
    check(first, count);
    check(second, count + 1);
  }
  scratch_array_resize(first, 10);
  check(first, 10);
  scratch_array_free(first);
  scratch_array_free(second);
  close(scratch.fd);
}

/* The file is taken again by the next array, once the last one is gone. */
static void test_room(void) {
  Scratch scratch = scratch_new();
  ScratchArray *first = scratch_array_new(sizeof(guint), 5000, &scratch);
  guint64 end = scratch.end;
  scratch_array_free(scratch_array_new(sizeof(guint), 5000, &scratch));
  g_assert_cmpuint(scratch.end, ==, end);
  scratch_array_free(first);
  g_assert_cmpuint(scratch.end, ==, 0);
  close(scratch.fd);
}

/* Where the file takes nothing more, the array goes on in memory. */
static void test_full(void) {
  Scratch scratch = scratch_new(), closed = {.fd = open("/dev/null", O_RDONLY | O_CLOEXEC)};
  ScratchArray *array = scratch_array_new(sizeof(guint), 1000, &scratch),
               *none = scratch_array_new(sizeof(guint), 10, &closed);
  fill(array, 1000);
  int fd = scratch.fd;
  scratch.fd = closed.fd;
  fill(array, 5000);
  g_assert_null(array->scratch);
  check(array, 5000);
  g_assert_null(none->scratch);
  fill(none, 5000);
  check(none, 5000);
  scratch_array_free(array);
  scratch_array_free(none);
  close(fd);
  close(closed.fd);
}

/* As many pages as are not kept in memory, in two parts, each with its own running head. */
static char *build_long(Scratch *scratch) {
  enum { PAGES = 2600, PART = 1300 };
  g_autoptr(Layout) layout = layout_new(scratch);
  layout->has_pages = true;
  layout_expect(layout, PAGES);
  for (guint p = 0; p < PAGES; p++) {
    layout_add_page(layout, p + 1, 600, 800);
    g_autofree char *head = g_strdup_printf("Harbour Board papers, part %u", p / PART + 1),
                    *number = g_strdup_printf("Page %u of %u", p % PART + 1, (guint)PART),
                    *text = g_strdup_printf("Berth %u was dredged in the year %u", p, 1900 + p % 100);
    add_words(layout, 50, 20, 8, head);
    add_words(layout, 50, 100, 12, text);
    add_words(layout, 50, 114, 12, "and has been open to ships since then.");
    add_words(layout, 50, 780, 8, number);
  }
  g_assert_true((scratch != NULL) == (layout->words->scratch != NULL));
  return build_dump(layout);
}

static void test_long_paper(void) {
  Scratch scratch = scratch_new();
  g_autofree char *in_memory = build_long(NULL), *in_file = build_long(&scratch);
  g_assert_nonnull(strstr(in_memory, "Berth 2599 was dredged"));
  g_assert_cmpstr(in_file, ==, in_memory);
  close(scratch.fd);
}

void add_scratch_tests(void) {
  g_test_add_func("/ingest/scratch/arrays", test_arrays);
  g_test_add_func("/ingest/scratch/room", test_room);
  g_test_add_func("/ingest/scratch/full", test_full);
  g_test_add_func("/ingest/scratch/long-paper", test_long_paper);
}
