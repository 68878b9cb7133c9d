/* Tables of contents among the blocks of a paper: what repeats later headings is a list of them, and no
 * headings. Linear in blocks, by a table of the headings. */
#include "ingest/refine.h"
#include "model/text.h"

#include <string.h>

/* Blocks in a row that repeat no heading, as wrapped and abridged entries do, before the contents are at
 * their end. */
enum { STRAY_MAX = 2, ENTRIES_MIN = 2 };
/* "Table of contents" has no more bytes, in whatever characters. */
enum { HEAD_BYTES_MAX = 80 };

static const DocNode *node_of(const Doc *raw, const GArray *flow, uint32_t i) {
  return doc_node(raw, g_array_index(flow, FlowBlock, i).node);
}

/* Number and words without what differs between an entry and its heading: spaces, dots, leaders. */
static char *entry_key(const Doc *raw, const DocNode *node) {
  g_autofree char *label = text_key(node->label, -1);
  GString *out = g_string_new(NULL);
  for (const char *part = label; part; part = part == label ? doc_key(raw, node) : NULL)
    for (const char *p = part; *p; p++)
      if (*p != ' ' && *p != '.' && *p != ':') g_string_append_c(out, *p);
  return g_string_free(out, FALSE);
}

static bool says_contents(const Doc *raw, const DocNode *node) {
  if (strlen(node->text) > HEAD_BYTES_MAX) return false;
  const char *key = doc_key(raw, node);
  return g_str_equal(key, "contents") || g_str_equal(key, "table of contents") ||
         g_str_equal(key, "contents:") || g_str_equal(key, "contents page");
}

/* For each heading's key, its last place. */
static GHashTable *last_headings(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to) {
  GHashTable *last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (uint32_t i = from; i < to; i++)
    if (node_of(raw, flow, i)->kind == DOC_SECTION)
      g_hash_table_insert(last, entry_key(raw, node_of(raw, flow, i)), GUINT_TO_POINTER(i + 1));
  return last;
}

/* Marks the entries after the block `head`; returns the end of the contents. */
static uint32_t mark_entries(const Doc *raw, GArray *flow, GHashTable *last, uint32_t head, uint32_t to) {
  g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  unsigned stray = 0;
  for (uint32_t i = head + 1; i < to && stray <= STRAY_MAX; i++) {
    const DocNode *node = node_of(raw, flow, i);
    if (node->kind == DOC_LIST || g_array_index(flow, FlowBlock, i).fate == FLOW_FURNITURE) continue;
    g_autofree char *key = entry_key(raw, node);
    bool repeats = (node->kind == DOC_SECTION || node->kind == DOC_PARAGRAPH) &&
                   GPOINTER_TO_UINT(g_hash_table_lookup(last, key)) > i + 1;
    stray = repeats ? 0 : stray + 1;
    if (!repeats && node->kind == DOC_SECTION) break;
    if (repeats) g_array_append_val(entries, i);
  }
  for (guint k = 0; entries->len >= ENTRIES_MIN && k < entries->len; k++) {
    FlowBlock *block = &g_array_index(flow, FlowBlock, g_array_index(entries, uint32_t, k));
    block->is_entry = true;
    const DocNode *node = doc_node(raw, block->node);
    block->label = *node->label ? (Label){0} : label_parse_heading(node->text);
  }
  return entries->len ? g_array_index(entries, uint32_t, entries->len - 1) + 1 : head + 1;
}

void flow_contents(const Doc *raw, GArray *flow, uint32_t from, uint32_t to) {
  g_autoptr(GHashTable) last = NULL;
  for (uint32_t i = from; i < to;) {
    bool head = says_contents(raw, node_of(raw, flow, i));
    if (head && !last) last = last_headings(raw, flow, from, to);
    i = head ? mark_entries(raw, flow, last, i, to) : i + 1;
  }
}
