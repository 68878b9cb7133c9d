/* What happens to papers that is no new version: they are withdrawn, read again by better readers, or found
 * to belong to another paper. Each is a commit of its own kind, and the versions there were stay in the
 * history. */
#include "store/store_priv.h"

#include <string.h>

static StoreFolder *folder_of(Store *store, const StorePaper *paper, GError **error) {
  g_autofree char *filed_under = g_strdup_printf("%s/%s", paper->committee, paper->year);
  return store_paper_folder(store, NULL, paper->id, filed_under, error);
}

static void append_place(GString *message, const StorePaper *paper, const char *title) {
  g_autofree char *filed_under = g_strdup_printf("%s/%s", paper->committee, paper->year);
  store_append_trailer(message, "Title", title);
  store_append_trailer(message, "Filed-Under", filed_under);
}

static bool commit(Store *store, GString *message, gint64 when, GError **error) {
  g_autofree char *text = g_string_free(message, FALSE);
  return store_add_commit(store, text, when, when, error);
}

/* ---- withdrawing */

bool store_withdraw(Store *store, const StorePaper *paper, const char *reason, gint64 when, GError **error) {
  StoreFolder *folder = folder_of(store, paper, error);
  if (!folder) return false;
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(when);
  g_autofree char *day = time ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("");
  g_autofree char *file = g_strconcat(paper->id, ".md", NULL);
  git_oid id;
  store_sweep_paper(folder, paper->id);
  if (!store_put_text(store, folder, file, g_strdup_printf("Withdrawn on %s: %s\n", day, reason), &id, error))
    return false;
  GString *message = store_event(paper->id, "%s, withdrawn", store_latest(paper)->title);
  append_place(message, paper, store_latest(paper)->title);
  store_append_trailer(message, "Withdrawn", reason);
  return commit(store, message, when, error);
}

/* ---- reading again */

bool store_reextract(Store *store, const StorePaper *paper, const StoreVersion *version, const Doc *doc,
                     const char *title, const char *extractor, gint64 when, GError **error) {
  StoreFolder *folder = folder_of(store, paper, error);
  g_autofree char *name = store_text_name(paper, version->number);
  git_oid markdown;
  if (!folder || !store_put_doc(store, folder, name, doc, &markdown, error)) return false;
  g_autofree char *number = g_strdup_printf("v%u", version->number);
  GString *message = store_event(paper->id, "%s, version %u read again", title, version->number);
  append_place(message, paper, title);
  store_append_trailer(message, "Reextracted", number);
  store_append_trailer(message, "Text-Name", name);
  store_append_trailer(message, "Extractor", extractor);
  return commit(store, message, when, error);
}

/* ---- moving to another paper */

/* Puts the text and the sources of a version into a folder, under the names of the paper `id`. */
static bool put_version(Store *store, StoreFolder *folder, const char *id, const StorePaper *paper,
                        const StoreVersion *version, GError **error) {
  git_oid blob;
  g_autoptr(Doc) doc = store_read_paper(store, paper, version, error);
  if (!doc || !store_put_doc(store, folder, id, doc, &blob, error)) return false;
  for (guint i = 0; i < version->renditions->len; i++) {
    const StoreRendition *r = g_ptr_array_index(version->renditions, i);
    g_autofree char *file = g_strdup_printf("%s.%.12s.%s", id, r->sha256, r->extension);
    g_autoptr(GBytes) bytes = store_read_source(store, paper, r, error);
    if (!bytes || !store_put_file(store, folder, file, bytes, &blob, error)) return false;
  }
  return true;
}

/* What is left of a paper without one of its versions; nothing where that was the only one. */
static bool leave_version(Store *store, const StorePaper *paper, const StoreVersion *gone, GError **error) {
  StoreFolder *folder = folder_of(store, paper, error);
  if (!folder) return false;
  if (gone != store_latest(paper) || *paper->withdrawn)
    return true; /* late files of it go with the next version */
  store_sweep_paper(folder, paper->id);
  const StoreVersion *now = store_version(paper, gone->number - 1);
  return !now || put_version(store, folder, paper->id, paper, now, error);
}

bool store_relink(Store *store, const StorePaper *paper, const StoreVersion *version, const char *target,
                  const char *changes, gint64 when, GError **error) {
  const StorePaper *known = store_find(store, target);
  const StorePaper *place = known ? known : paper;
  g_assert(known != paper);
  g_autofree char *filed_under = g_strdup_printf("%s/%s", place->committee, place->year);
  g_autofree char *from = g_strdup_printf("%s v%u", paper->id, version->number);
  StoreFolder *folder = store_paper_folder(store, NULL, target, filed_under, error);
  if (!folder) return false;
  store_sweep_paper(folder, target);
  if (!put_version(store, folder, target, paper, version, error) ||
      !leave_version(store, paper, version, error))
    return false;
  GString *message = store_event(target, "%s, moved here from %s", version->title, from);
  store_append_trailer(message, "Title", version->title);
  store_append_trailer(message, "Filed-Under", filed_under);
  store_append_trailer(message, "Relinked-From", from);
  store_append_trailer(message, "Changes", changes);
  return commit(store, message, when, error);
}
