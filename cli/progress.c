/* A bar with rate and time left. The rate is that of the last few seconds, as files differ in size. */
#include "cli/progress.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

enum { BAR_COLUMNS = 24, STEP_US = 100 * 1000 };
/* How fast the rate follows what happens: a tenth of each tenth of a second. */
static const double FOLLOW = 0.1;

static gint64 last_drawn;
static unsigned last_done;
static double files_a_second;
static bool drawn;

static void follow_rate(unsigned done, gint64 now) {
  double seconds = (double)(now - last_drawn) / G_USEC_PER_SEC;
  double rate = (double)(done - MIN(done, last_done)) / seconds;
  files_a_second = files_a_second > 0 ? files_a_second + FOLLOW * (rate - files_a_second) : rate;
}

static void append_time_left(GString *out, unsigned left) {
  if (files_a_second <= 0) return;
  guint64 seconds = (guint64)(left / files_a_second + 0.5);
  if (seconds >= 3600)
    g_string_append_printf(out, ", %u h %02u min left", (unsigned)(seconds / 3600),
                           (unsigned)(seconds / 60 % 60));
  else if (seconds >= 60)
    g_string_append_printf(out, ", %u min %02u s left", (unsigned)(seconds / 60), (unsigned)(seconds % 60));
  else
    g_string_append_printf(out, ", %u s left", (unsigned)seconds);
}

static void draw(unsigned done, unsigned all) {
  g_autoptr(GString) out = g_string_new("\r[");
  unsigned full = all ? (unsigned)((guint64)BAR_COLUMNS * done / all) : 0;
  for (unsigned i = 0; i < BAR_COLUMNS; i++) g_string_append_c(out, i < full ? '#' : '.');
  g_string_append_printf(out, "] %u/%u", done, all);
  if (files_a_second > 0) g_string_append_printf(out, ", %.1f files/s", files_a_second);
  append_time_left(out, all - MIN(done, all));
  fprintf(stderr, "%s\033[K", out->str);
  fflush(stderr);
  drawn = true;
}

void progress_show(unsigned done, unsigned all) {
  gint64 now = g_get_monotonic_time();
  if (!isatty(STDERR_FILENO) || now - last_drawn < STEP_US) return;
  if (last_drawn) follow_rate(done, now);
  last_drawn = now;
  last_done = done;
  draw(done, all);
}

void progress_hide(void) {
  if (drawn) fputs("\r\033[K", stderr);
  if (drawn) fflush(stderr);
  drawn = false;
}
