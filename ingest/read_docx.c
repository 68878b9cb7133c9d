/* DOCX: the parts of a WordprocessingML package (ECMA-376, 5th edition) -> blocks -> paper.
 *
 *     _rels/.rels -> word/document.xml -> its relationships -> styles, numbering, notes, headers and footers
 *
 * Tracked changes are taken as accepted unless the caller asks otherwise; comments are no text; what stands
 * in headers and footers is furniture. Linear in the size of the parts. */
#include "ingest/docx_priv.h"
#include "ingest/readers.h"

#include <string.h>

/* Compound files (MS-CFB 2.2) hold encrypted packages, and documents of Word before 2007. */
static const char compound_magic[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

typedef struct {
  ZipParts *zip;
  DocBuilder *b;
  char *main, *folder; /* "word/document.xml", "word" */
  xmlDoc *relations, *styles, *numbering, *footnotes, *endnotes, *document;
  bool damaged; /* the main part ends in the middle */
} Package;

/* ---- the package */

static void fail(GError **error, int code, const char *what) {
  g_set_error(error, INGEST_ERROR, code, "docx: %s", what);
}

static bool has_suffix_type(const xmlNode *relation, const char *type) {
  const char *value = xml_attribute(relation, "Type");
  return value && g_str_has_suffix(value, type) && value[strlen(value) - strlen(type) - 1] == '/';
}

char *docx_resolve(const char *folder, const char *target) {
  if (*target == '/') return g_strdup(target + 1);
  return *folder ? g_strdup_printf("%s/%s", folder, target) : g_strdup(target);
}

static char *find_main(ZipParts *zip) {
  ZipPartState state;
  xmlDoc *doc = xml_part_open(zip, "_rels/.rels", &state);
  char *main = NULL;
  const xmlNode *root = xml_root(doc, "Relationships");
  for (const xmlNode *relation = xml_child(root, "Relationship"); relation && !main;
       relation = xml_next(relation, "Relationship")) {
    const char *target = xml_attribute(relation, "Target");
    if (target && has_suffix_type(relation, "officeDocument")) main = docx_resolve("", target);
  }
  if (doc) xmlFreeDoc(doc);
  if (main && zip_part_exists(zip, main)) return main;
  g_free(main);
  return g_strdup("word/document.xml");
}

/* The name of the part of this type, by the relationships of the main part; NULL if there is none. */
static char *find_part(const Package *p, const char *type) {
  const xmlNode *root = xml_root(p->relations, "Relationships");
  for (const xmlNode *relation = xml_child(root, "Relationship"); relation;
       relation = xml_next(relation, "Relationship")) {
    const char *target = xml_attribute(relation, "Target");
    if (target && has_suffix_type(relation, type)) return docx_resolve(p->folder, target);
  }
  return NULL;
}

static xmlDoc *open_part(const Package *p, const char *type) {
  g_autofree char *name = find_part(p, type);
  return name ? xml_part_open_noted(p->zip, name, p->b) : NULL;
}

static bool open_package(Package *p, GError **error) {
  static const char *const why[] = {[ZIP_PART_OK] = "not a document of Word: its main part is another",
                                    [ZIP_PART_MISSING] = "damaged: its main part is missing",
                                    [ZIP_PART_DAMAGED] = "damaged: its main part is no XML that can be read",
                                    [ZIP_PART_TOO_LARGE] = "its main part is larger than can be read",
                                    [ZIP_PART_ENCRYPTED] = "password needed"};
  ZipPartState state;
  p->main = find_main(p->zip);
  p->document = xml_part_open(p->zip, p->main, &state);
  if (!xml_child(xml_root(p->document, "document"), "body")) {
    fail(error, state == ZIP_PART_ENCRYPTED ? INGEST_ERROR_ENCRYPTED : INGEST_ERROR_DAMAGED, why[state]);
    return false;
  }
  p->damaged = state != ZIP_PART_OK;
  if (p->damaged)
    doc_builder_note(p->b, 0, true, "%s is damaged: what stands after the damage is missing", p->main);
  p->folder = g_path_get_dirname(p->main);
  if (g_str_equal(p->folder, ".")) *p->folder = '\0';
  g_autofree char *base = g_path_get_basename(p->main), *relations = g_strdup_printf("_rels/%s.rels", base),
                  *path = docx_resolve(p->folder, relations);
  p->relations = xml_part_open_noted(p->zip, path, p->b);
  p->styles = open_part(p, "styles");
  p->numbering = open_part(p, "numbering");
  p->footnotes = open_part(p, "footnotes");
  p->endnotes = open_part(p, "endnotes");
  return true;
}

static void close_package(Package *p) {
  xmlDoc *const parts[] = {p->relations, p->styles, p->numbering, p->footnotes, p->endnotes, p->document};
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    if (parts[i]) xmlFreeDoc(parts[i]);
  g_free(p->main);
  g_free(p->folder);
}

/* ---- the reader's tables */

static GHashTable *index_notes(const xmlDoc *part, const char *root_name, const char *name) {
  GHashTable *notes = g_hash_table_new(g_str_hash, g_str_equal);
  for (xmlNode *note = xml_child(xml_root(part, root_name), name); note; note = xml_next(note, name)) {
    const char *id = xml_attribute(note, "id"), *type = xml_attribute(note, "type");
    bool text = !type || g_str_equal(type, "normal"); /* others are the lines between text and notes */
    if (id && text) g_hash_table_insert(notes, (gpointer)id, note);
  }
  return notes;
}

static GHashTable *index_targets(const xmlDoc *relations, const char *const *types) {
  GHashTable *targets = g_hash_table_new(g_str_hash, g_str_equal);
  const xmlNode *root = xml_root(relations, "Relationships");
  for (const xmlNode *relation = xml_child(root, "Relationship"); relation;
       relation = xml_next(relation, "Relationship")) {
    const char *id = xml_attribute(relation, "Id"), *target = xml_attribute(relation, "Target");
    bool wanted = false;
    for (const char *const *type = types; *type && !wanted; type++) wanted = has_suffix_type(relation, *type);
    if (id && target && wanted) g_hash_table_insert(targets, (gpointer)id, (gpointer)target);
  }
  return targets;
}

static void reader_init(DocxReader *r, const Package *p, const IngestHints *hints) {
  static const char *const links[] = {"hyperlink", NULL}, *const pictures[] = {"image", "chart", NULL};
  *r = (DocxReader){.reject = hints->reject_changes, .zip = p->zip, .folder = p->folder};
  r->styles = docx_styles_new(p->styles);
  r->numbering = docx_numbering_new(p->numbering, r->styles);
  r->targets = index_targets(p->relations, links);
  r->parts = index_targets(p->relations, pictures);
  r->footnotes = index_notes(p->footnotes, "footnotes", "footnote");
  r->endnotes = index_notes(p->endnotes, "endnotes", "endnote");
  r->blocks = office_blocks_new();
  r->fields = g_array_new(FALSE, FALSE, sizeof(DocxField));
  r->waiting = g_ptr_array_new();
}

static void reader_clear(DocxReader *r) {
  docx_fields_clear(r);
  docx_numbering_free(r->numbering);
  docx_styles_free(r->styles);
  g_hash_table_unref(r->targets);
  g_hash_table_unref(r->parts);
  g_hash_table_unref(r->footnotes);
  g_hash_table_unref(r->endnotes);
  g_ptr_array_unref(r->blocks);
  g_array_unref(r->fields);
  g_ptr_array_unref(r->waiting);
}

/* ---- headers and footers */

static void read_margin(DocxReader *r, const Package *p, const char *target) {
  g_autofree char *name = docx_resolve(p->folder, target);
  xmlDoc *doc = xml_part_open_noted(p->zip, name, p->b);
  g_autoptr(GPtrArray) blocks = office_blocks_new();
  GPtrArray *outer = r->blocks;
  r->blocks = blocks;
  docx_fields_clear(r);
  r->in_margin = true;
  if (doc) docx_blocks_read(r, xmlDocGetRootElement(doc));
  r->in_margin = false;
  r->blocks = outer;
  office_blocks_to_furniture(blocks, NULL, p->b);
  if (doc) xmlFreeDoc(doc);
}

/* Every header and footer once, in the order in which sections refer to them (17.10). */
static void read_margins(DocxReader *r, const Package *p) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  static const char *const types[] = {"header", "footer"};
  const xmlNode *root = xml_root(p->relations, "Relationships");
  for (const xmlNode *relation = xml_child(root, "Relationship"); relation;
       relation = xml_next(relation, "Relationship")) {
    const char *target = xml_attribute(relation, "Target");
    for (size_t i = 0; target && i < G_N_ELEMENTS(types); i++)
      if (has_suffix_type(relation, types[i]) && g_hash_table_add(seen, (gpointer)target))
        read_margin(r, p, target);
  }
}

/* ---- the paper */

static void note_what_was_seen(const DocxReader *r, DocBuilder *b) {
  if (r->put_in || r->taken_out)
    doc_builder_note(b, 0, false, "tracked changes are there (%u put in, %u taken out), read as %s",
                     r->put_in, r->taken_out, r->reject ? "rejected" : "accepted");
  if (r->comments) doc_builder_note(b, 0, false, "comments are there (%u), and left out", r->comments);
  if (r->hidden) doc_builder_note(b, 0, false, "hidden text is there, and left out");
  if (r->chunks) doc_builder_note(b, 0, true, "embedded documents (%u) are not read", r->chunks);
}

static Doc *read_paper(Package *p, const IngestHints *hints, GError **error) {
  DocxReader r;
  reader_init(&r, p, hints);
  docx_blocks_read(&r, xml_child(xml_root(p->document, "document"), "body"));
  bool empty = r.blocks->len == 0;
  read_margins(&r, p);
  note_what_was_seen(&r, p->b);
  office_headings(r.blocks);
  office_emit(r.blocks, p->b);
  reader_clear(&r);
  if (empty) {
    fail(error, p->damaged ? INGEST_ERROR_DAMAGED : INGEST_ERROR_EMPTY,
         p->damaged ? "damaged, or nested too deeply: there is no text before that" : "there is no text in it");
    return NULL;
  }
  return doc_builder_finish(g_steal_pointer(&p->b));
}

/* A password protects a package inside a compound file (MS-OFFCRYPTO 2.3); names in it are UTF-16. */
static Doc *refuse_compound(const char *data, gsize size, GError **error) {
  static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
  for (gsize i = 0; i + sizeof name <= size; i += 64) { /* directory entries are 128 bytes long and aligned */
    if (memcmp(data + i, name, sizeof name - 1) != 0) continue;
    fail(error, INGEST_ERROR_ENCRYPTED, "it is encrypted: save it without a password, or as PDF");
    return NULL;
  }
  fail(error, INGEST_ERROR_FORMAT, "a document of Word before 2007 (.doc): save it as .docx or PDF");
  return NULL;
}

bool docx_recognise(const char *data, gsize size, const char *name) {
  static const char *const extensions[] = {".docx", ".docm", ".dotx", ".dotm", NULL};
  if (size >= 8 && memcmp(data, compound_magic, 8) == 0) return true;
  if (!zip_begins(data, size)) return false;
  g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
  const char *why;
  g_autoptr(ZipParts) zip = zip_parts_open(bytes, &why);
  if (!zip)
    return zip_is_named(name, extensions) || g_strstr_len(data, (gssize)size, "word/document.xml") != NULL;
  return zip_part_exists(zip, "[Content_Types].xml") &&
         (zip_part_exists(zip, "word/document.xml") || zip_is_named(name, extensions));
}

Doc *read_docx(GBytes *bytes, const IngestHints *hints, GError **error) {
  gsize size;
  const char *data = g_bytes_get_data(bytes, &size), *why;
  if (size >= 8 && memcmp(data, compound_magic, 8) == 0) return refuse_compound(data, size, error);
  g_autoptr(ZipParts) zip = zip_parts_open(bytes, &why);
  if (!zip) {
    g_set_error(error, INGEST_ERROR, INGEST_ERROR_DAMAGED, "docx: damaged: %s", why);
    return NULL;
  }
  Package p = {.zip = zip, .b = doc_builder_new()};
  if (hints->explain) doc_builder_explain(p.b);
  Doc *doc = open_package(&p, error) ? read_paper(&p, hints, error) : NULL;
  close_package(&p);
  doc_builder_free(p.b);
  return doc;
}
