/* A store -> another repository, or a file that holds one, by the git program: it knows the protocols and
 * credentials of its user, and libgit2 writes no bundles. The branch goes and nothing else; it is never
 * forced. */
#include "store/store_priv.h"

#include <string.h>

static bool run_git(char **arguments, GError **error) {
  g_autofree char *said = NULL, *problem = NULL;
  g_autoptr(GError) spawn = NULL;
  int status;
  if (!g_spawn_sync(NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &said, &problem, &status,
                    &spawn)) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_WRITE, "git: %s", spawn->message);
    return false;
  }
  if (g_spawn_check_wait_status(status, NULL)) return true;
  problem[strcspn(problem, "\n")] = '\0'; /* the rest is advice */
  g_set_error(error, STORE_ERROR, STORE_ERROR_WRITE, "git: %s", *problem ? problem : "failed");
  return false;
}

bool store_send(Store *store, const char *target, GError **error) {
  g_autofree char *bundle =
      g_str_has_suffix(target, ".bundle") ? g_canonicalize_filename(target, NULL) : NULL;
  g_autofree char *here =
      g_strconcat("--git-dir=", store->path, NULL); /* so that paths stay relative to where we are */
  char *push[] = {"git", here, "push", "--quiet", "--", (char *)(uintptr_t)target, STORE_BRANCH, NULL};
  char *write[] = {"git", here, "bundle", "create", "--quiet", bundle, "HEAD", STORE_BRANCH, NULL};
  char *check[] = {"git", here, "bundle", "verify", "--quiet", bundle, NULL};
  if (!bundle) return run_git(push, error);
  return run_git(write, error) && run_git(check, error);
}

char *store_tip(const Store *store) {
  char hex[GIT_OID_HEXSZ + 1] = "";
  if (store->has_tip) git_oid_tostr(hex, sizeof hex, &store->tip);
  return g_strdup(hex);
}
