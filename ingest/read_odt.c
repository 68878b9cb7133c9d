/* ODT: content.xml and styles.xml of an OpenDocument text (ODF 1.3) -> blocks -> paper.
 *
 * Tracked changes are taken as accepted unless the caller asks otherwise; comments are no text; headers and
 * footers are furniture. Linear in the size of the parts and what they repeat. */
#include "ingest/odt_priv.h"
#include "ingest/readers.h"

#include <string.h>

typedef struct {
  ZipParts *zip;
  DocBuilder *b;
  xmlDoc *content, *styles;
  bool damaged; /* the content ends in the middle */
} Package;

/* ---- the package */

/* Parts that a password protects say so in the manifest (part 2, 4.8). */
static bool is_encrypted(ZipParts *zip) {
  ZipPartState state;
  g_autoptr(GBytes) manifest = zip_part_read(zip, "META-INF/manifest.xml", &state);
  gsize size = 0;
  const char *text = manifest ? g_bytes_get_data(manifest, &size) : NULL;
  return text && g_strstr_len(text, (gssize)size, ":encryption-data") != NULL;
}

static xmlNode *find_body(const xmlDoc *content) {
  return xml_child(xml_child(xml_root(content, "document-content"), "body"), "text");
}

static bool open_package(Package *p, GError **error) {
  ZipPartState state;
  p->content = xml_part_open(p->zip, "content.xml", &state);
  if (find_body(p->content)) {
    p->damaged = state != ZIP_PART_OK;
    if (p->damaged)
      doc_builder_note(p->b, 0, true, "content.xml is damaged: what stands after the damage is missing");
    p->styles = xml_part_open_noted(p->zip, "styles.xml", p->b);
    return true;
  }
  bool encrypted = state == ZIP_PART_ENCRYPTED || is_encrypted(p->zip);
  const char *what = encrypted                     ? "password needed: save it without one, or as PDF"
                     : state == ZIP_PART_TOO_LARGE ? "its content is larger than can be read"
                     : state == ZIP_PART_OK        ? "not a text document"
                                                   : "damaged: its content cannot be read";
  g_set_error(error, INGEST_ERROR, encrypted ? INGEST_ERROR_ENCRYPTED : INGEST_ERROR_DAMAGED, "odt: %s",
              what);
  return false;
}

/* ---- the reader */

static void index_changes(GHashTable *changes, const xmlNode *tracked) {
  for (const xmlNode *region = xml_child(tracked, "changed-region"); region;
       region = xml_next(region, "changed-region")) {
    const char *id = xml_attribute(region, "id");
    xmlNode *change =
        xml_child(region, "insertion") ? xml_child(region, "insertion") : xml_child(region, "deletion");
    if (id && change) g_hash_table_insert(changes, (gpointer)id, change);
  }
}

static void count_changes(OdtReader *r, const xmlNode *tracked) {
  for (const xmlNode *region = xml_child(tracked, "changed-region"); region;
       region = xml_next(region, "changed-region")) {
    r->put_in += xml_child(region, "insertion") != NULL;
    r->taken_out += xml_child(region, "deletion") != NULL;
  }
}

static void reader_init(OdtReader *r, const Package *p, const IngestHints *hints) {
  *r = (OdtReader){.reject = hints->reject_changes, .zip = p->zip};
  r->styles = odt_styles_new(p->styles, p->content);
  r->lists = odt_lists_new(p->styles, p->content);
  r->changes = g_hash_table_new(g_str_hash, g_str_equal);
  r->blocks = office_blocks_new();
  r->waiting = g_ptr_array_new();
  const xmlNode *tracked = xml_child(find_body(p->content), "tracked-changes");
  index_changes(r->changes, tracked);
  count_changes(r, tracked);
}

static void reader_clear(OdtReader *r) {
  odt_styles_free(r->styles);
  odt_lists_free(r->lists);
  g_hash_table_unref(r->changes);
  g_ptr_array_unref(r->blocks);
  g_ptr_array_unref(r->waiting);
  g_free(r->label);
}

/* ---- headers and footers (16.9 to 16.12) */

static void read_margin(OdtReader *r, const Package *p, const xmlNode *margin, GHashTable *seen) {
  g_autoptr(GPtrArray) blocks = office_blocks_new();
  GPtrArray *outer = r->blocks;
  r->blocks = blocks;
  r->in_margin = true;
  odt_blocks_read(r, margin);
  r->in_margin = false;
  r->blocks = outer;
  office_blocks_to_furniture(blocks, seen, p->b);
}

static void read_margins(OdtReader *r, const Package *p) {
  static const char *const names[] = {"header", "header-left", "header-first",
                                      "footer", "footer-left", "footer-first"};
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  const xmlNode *pages = xml_child(xml_root(p->styles, "document-styles"), "master-styles");
  for (const xmlNode *page = xml_child(pages, "master-page"); page; page = xml_next(page, "master-page"))
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
      const xmlNode *margin = xml_child(page, names[i]);
      if (margin && !xml_attribute_is(margin, "display", "false")) read_margin(r, p, margin, seen);
    }
}

/* ---- the paper */

static void note_what_was_seen(const OdtReader *r, DocBuilder *b) {
  if (r->put_in || r->taken_out)
    doc_builder_note(b, 0, false, "tracked changes are there (%u put in, %u taken out), read as %s",
                     r->put_in, r->taken_out, r->reject ? "rejected" : "accepted");
  if (r->comments) doc_builder_note(b, 0, false, "comments are there (%u), and left out", r->comments);
  if (r->hidden) doc_builder_note(b, 0, false, "hidden text is there, and left out");
  if (r->repeats_capped) doc_builder_note(b, 0, true, "a table repeats more cells than are read");
}

static Doc *read_paper(Package *p, const IngestHints *hints, GError **error) {
  OdtReader r;
  reader_init(&r, p, hints);
  odt_blocks_read(&r, find_body(p->content));
  bool empty = r.blocks->len == 0;
  r.dropping = 0;
  read_margins(&r, p);
  note_what_was_seen(&r, p->b);
  office_headings(r.blocks);
  office_emit(r.blocks, p->b);
  reader_clear(&r);
  if (!empty) return doc_builder_finish(g_steal_pointer(&p->b));
  g_set_error(error, INGEST_ERROR, p->damaged ? INGEST_ERROR_DAMAGED : INGEST_ERROR_EMPTY, "odt: %s",
              p->damaged ? "damaged, or nested too deeply: there is no text before that" : "there is no text in it");
  return NULL;
}

/* The member "mimetype" comes first and is not compressed (part 2, 3.3), so that its text stands at byte 38.
 */
bool odt_recognise(const char *data, gsize size, const char *name) {
  static const char type[] = "mimetypeapplication/vnd.oasis.opendocument.text";
  static const char *const extensions[] = {".odt", ".ott", NULL};
  if (!zip_begins(data, size)) return false;
  if (size >= 30 + sizeof type && memcmp(data + 30, type, sizeof type - 1) == 0) return true;
  if (!zip_is_named(name, extensions)) return false;
  g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
  const char *why;
  g_autoptr(ZipParts) zip = zip_parts_open(bytes, &why);
  return !zip || zip_part_exists(zip, "content.xml");
}

Doc *read_odt(GBytes *bytes, const IngestHints *hints, GError **error) {
  const char *why;
  g_autoptr(ZipParts) zip = zip_parts_open(bytes, &why);
  if (!zip) {
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "odt: damaged: %s", why);
    return NULL;
  }
  Package p = {.zip = zip, .b = doc_builder_new()};
  if (hints->explain) doc_builder_explain(p.b);
  Doc *doc = open_package(&p, error) ? read_paper(&p, hints, error) : NULL;
  if (p.content) xmlFreeDoc(p.content);
  if (p.styles) xmlFreeDoc(p.styles);
  doc_builder_free(p.b);
  return doc;
}
