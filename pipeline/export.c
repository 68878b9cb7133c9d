/* Papers of the store -> a bag: each version's sources and its text, and a table of all of them.
 *
 *     data/versions.csv
 *     data/<committee>/<year>/<paper>/v1/<paper>.xml  <paper>.md  <paper>.<first 12 of sha256>.pdf */
#include "pipeline/pipeline_priv.h"

#include "model/forms.h"

#include <string.h>

typedef struct {
  Pipeline *pipeline;
  Bag *bag;
  GString *table;
  unsigned versions;
} Export;

/* A field of a CSV file (RFC 4180). */
static void append_field(GString *row, const char *value) {
  g_autoptr(GString) quoted = g_string_new(value);
  g_string_replace(quoted, "\"", "\"\"", 0);
  g_string_append_printf(row, "%s\"%s\"", row->len && row->str[row->len - 1] != '\n' ? "," : "", quoted->str);
}

static void append_row(GString *table, const StorePaper *paper, const StoreVersion *version,
                       const StoreRendition *rendition, const char *path) {
  g_autofree char *number = g_strdup_printf("%u", version->number);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(rendition->first_seen);
  g_autofree char *seen = time ? g_date_time_format_iso8601(time) : g_strdup("");
  const char *const fields[] = {path,
                                paper->id,
                                number,
                                version->title,
                                paper->committee,
                                version->meeting_date,
                                version->published,
                                seen,
                                version->status,
                                rendition->name,
                                rendition->sha256,
                                paper->withdrawn};
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) append_field(table, fields[i]);
  g_string_append(table, "\r\n");
}

static const char header[] = "path,paper,version,title,committee,meeting_date,published,first_seen,status,"
                             "source_name,sha256,withdrawn\r\n";

static bool add_text(Export *e, const char *folder, const StorePaper *paper, const StoreVersion *version,
                     GError **error) {
  g_autoptr(GBytes) xml = store_read_xml(e->pipeline->store, version, error);
  g_autoptr(Doc) doc = xml ? store_read_paper(e->pipeline->store, paper, version, error) : NULL;
  if (!doc) return false;
  char *text = doc_to_markdown(doc);
  g_autoptr(GBytes) markdown = g_bytes_new_take(text, strlen(text));
  g_autofree char *xml_path = g_strdup_printf("%s/%s.xml", folder, paper->id);
  g_autofree char *markdown_path = g_strdup_printf("%s/%s.md", folder, paper->id);
  return bag_add(e->bag, xml_path, xml, error) && bag_add(e->bag, markdown_path, markdown, error);
}

/* A source of Markdown must not take the place of the text: its name has its hash. */
static bool add_source(Export *e, const char *folder, const StorePaper *paper, const StoreVersion *version,
                       const StoreRendition *rendition, GError **error) {
  g_autofree char *path =
      g_strdup_printf("%s/%s.%.12s.%s", folder, paper->id, rendition->sha256, rendition->extension);
  g_autoptr(GBytes) bytes = store_read_source(e->pipeline->store, paper, rendition, error);
  g_autofree char *sha256 = bytes ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes) : NULL;
  if (bytes && !g_str_equal(sha256, rendition->sha256)) {
    g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_FILE,
                "%s@v%u: source %s is damaged; redraft fsck tells more", paper->id, version->number,
                rendition->name);
    return false;
  }
  append_row(e->table, paper, version, rendition, path);
  return bytes && bag_add(e->bag, path, bytes, error);
}

static bool add_version(Export *e, const StorePaper *paper, const StoreVersion *version, GError **error) {
  g_autofree char *folder =
      g_strdup_printf("%s/%s/%s/v%u", paper->committee, paper->year, paper->id, version->number);
  if (!add_text(e, folder, paper, version, error)) return false;
  for (guint r = 0; r < version->renditions->len; r++)
    if (!add_source(e, folder, paper, version, g_ptr_array_index(version->renditions, r), error))
      return false;
  e->versions++;
  return true;
}

static bool add_paper(Export *e, const StorePaper *paper, GError **error) {
  for (guint v = 0; v < paper->versions->len; v++)
    if (!add_version(e, paper, g_ptr_array_index(paper->versions, v), error)) return false;
  return true;
}

static bool add_named(Export *e, const char *const *names, GError **error) {
  const StorePaper *paper;
  const StoreVersion *version;
  for (; *names; names++) {
    if (!pipeline_find(e->pipeline, *names, &paper, &version, error)) return false;
    bool one = strchr(*names, '@') != NULL;
    if (!(one ? add_version(e, paper, version, error) : add_paper(e, paper, error))) return false;
  }
  return true;
}

static bool add_all(Export *e, GError **error) {
  const GPtrArray *papers = store_papers(e->pipeline->store);
  for (guint p = 0; p < papers->len; p++)
    if (!add_paper(e, g_ptr_array_index(papers, p), error)) return false;
  return true;
}

static bool finish(Export *e, GError **error) {
  g_autoptr(GDateTime) time = g_date_time_new_now_utc();
  g_autofree char *day = g_date_time_format(time, "%Y-%m-%d"), *tip = store_tip(e->pipeline->store);
  g_autofree char *info =
      g_strdup_printf("Bag-Software-Agent: redraft %s\nBagging-Date: %s\n"
                      "External-Identifier: %s\nExternal-Description: committee papers, %u versions\n",
                      REDRAFT_VERSION, day, tip, e->versions);
  g_autoptr(GBytes) table = g_bytes_new(e->table->str, e->table->len);
  return bag_add(e->bag, "versions.csv", table, error) && bag_finish(e->bag, info, error);
}

bool pipeline_export_bag(Pipeline *pipeline, const char *const *names, const char *path, unsigned *versions,
                         GError **error) {
  Export e = {.pipeline = pipeline};
  if (!pipeline_store(pipeline, error)) return false;
  g_autoptr(Bag) bag = bag_new(path, error);
  g_autoptr(GString) table = g_string_new(header);
  if (!bag) return false;
  e.bag = bag;
  e.table = table;
  if (!(names ? add_named(&e, names, error) : add_all(&e, error)) || !finish(&e, error)) return false;
  *versions = e.versions;
  return true;
}
