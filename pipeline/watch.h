/* Folders whose new files are told as they are finished. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Watch Watch;

/* Watches a folder and all below it. NULL and an error (PIPELINE_ERROR) where that cannot be done. */
Watch *watch_new(const char *folder, GError **error);
void watch_free(Watch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watch, watch_free)

/* Waits until files were written and closed, or moved there, and then nothing happened for half a second: a
 * NULL-ended array of their paths in order of name, without hidden ones, for g_strfreev. Where too much
 * happened to tell, the folder itself. NULL where a signal came. */
char **watch_wait(Watch *watch);
