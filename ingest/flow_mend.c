/* Furniture and cuts among the blocks of a paper: what page breaks leave behind in text that was copied from
 * pages. Linear, but for labels, which look a bounded way around. */
#include "ingest/refine.h"

#include "model/text.h"

#include <string.h>

/* A paragraph shorter than this is no half of a cut one: list fragments and captions. */
enum { CUT_BYTES_MIN = 30 };
/* The mark of a blank page is shorter, as is a page's number; folding leaves one byte of four at least. */
enum { MARK_BYTES_MAX = 80, FOLDED_MAX = 4 };

GArray *flow_collect(const Doc *raw) {
  GArray *flow = g_array_new(FALSE, TRUE, sizeof(FlowBlock));
  for (uint32_t i = 1; i < doc_count(raw); i++) {
    DocKind above = doc_node(raw, doc_node(raw, i)->parent)->kind;
    FlowBlock block = {.node = i};
    bool figure = doc_node(raw, i)->kind == DOC_FIGURE; /* it follows its block, whatever becomes of that */
    if ((above == DOC_DOCUMENT || above == DOC_SECTION) && !figure) g_array_append_val(flow, block);
  }
  return flow;
}

static FlowBlock *block_at(const GArray *flow, uint32_t i) { return &g_array_index(flow, FlowBlock, i); }

static bool is_paragraph(const Doc *raw, const FlowBlock *block) {
  return doc_node(raw, block->node)->kind == DOC_PARAGRAPH;
}

/* ---- furniture */

static bool is_blank_page_mark(const char *key) {
  return strlen(key) < MARK_BYTES_MAX && strstr(key, "intentionally") && strstr(key, "blank") && strstr(key, "page");
}

/* "page 3", "page 3 of 12" with nothing around it. */
static bool is_page_number(const char *key) {
  if (!g_str_has_prefix(key, "page ")) return false;
  const char *p = key + 5;
  p += strspn(p, "0123456789");
  if (p == key + 5) return false;
  if (g_str_has_prefix(p, " of ")) p += 4 + strspn(p + 4, "0123456789");
  return !*p;
}

static void count_beside_number(const Doc *raw, const GArray *flow, uint32_t i, GHashTable *counts) {
  if (i >= flow->len || !is_paragraph(raw, block_at(flow, i)) || block_at(flow, i)->fate == FLOW_FURNITURE)
    return;
  const char *key = doc_key(raw, doc_node(raw, block_at(flow, i)->node));
  if (strlen(key) > 100) return;
  guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
  g_hash_table_insert(counts, (gpointer)key, GUINT_TO_POINTER(n + 1));
}

static bool beside_number(const GArray *flow, uint32_t from, uint32_t to, uint32_t i) {
  return (i > from && block_at(flow, i - 1)->fate == FLOW_FURNITURE) ||
         (i + 1 < to && block_at(flow, i + 1)->fate == FLOW_FURNITURE);
}

/* A running head stands beside the page number, the same every time. */
static void mark_running_heads(const Doc *raw, GArray *flow, uint32_t from, uint32_t to) {
  g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
  for (uint32_t i = from; i < to; i++) {
    if (block_at(flow, i)->fate != FLOW_FURNITURE || block_at(flow, i)->blank_page) continue;
    if (i > from) count_beside_number(raw, flow, i - 1, counts);
    if (i + 1 < to) count_beside_number(raw, flow, i + 1, counts);
  }
  for (uint32_t i = from; i < to; i++) {
    FlowBlock *block = block_at(flow, i);
    if (!is_paragraph(raw, block) || block->fate != FLOW_KEEP || !beside_number(flow, from, to, i)) continue;
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, doc_key(raw, doc_node(raw, block->node))));
    if (n >= 2) block->fate = FLOW_FURNITURE;
  }
}

/* Spares the keys of most paragraphs. */
static bool may_be_mark(const char *text) {
  size_t len = strlen(text);
  if (len < MARK_BYTES_MAX) return true;
  return len < FOLDED_MAX * MARK_BYTES_MAX && text_ascii_prefix(text, len) < len;
}

static void mark_furniture(const Doc *raw, GArray *flow, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    FlowBlock *block = block_at(flow, i);
    const DocNode *node = doc_node(raw, block->node);
    if (node->last > block->node || !may_be_mark(node->text)) continue;
    const char *key = doc_key(raw, node);
    block->blank_page = is_blank_page_mark(key);
    if (block->blank_page || is_page_number(key)) block->fate = FLOW_FURNITURE;
  }
  mark_running_heads(raw, flow, from, to);
}

/* ---- cuts */

static bool ends_open(const char *text) {
  size_t len = strlen(text);
  return len >= CUT_BYTES_MIN && !strchr(".?!:;\"')", text[len - 1]) &&
         !g_str_has_suffix(text, "\xE2\x80\x9D");
}

static void mark_cuts(const Doc *raw, GArray *flow, uint32_t from, uint32_t to) {
  const DocNode *before = NULL;
  for (uint32_t i = from; i < to; i++) {
    FlowBlock *block = block_at(flow, i);
    const DocNode *node = doc_node(raw, block->node);
    if (block->fate == FLOW_FURNITURE) continue;
    bool paragraph = node->kind == DOC_PARAGRAPH;
    if (paragraph && before && ends_open(before->text) && g_unichar_islower(g_utf8_get_char(node->text)) &&
        !block->label.kind)
      block->fate = FLOW_JOIN_BEFORE;
    before = paragraph ? node : NULL;
  }
}

/* ---- labels */

static Label paragraph_label(const Doc *raw, const FlowBlock *block) {
  if (!is_paragraph(raw, block) || block->fate != FLOW_KEEP) return (Label){0};
  const char *text = doc_node(raw, block->node)->text;
  Label label = label_parse(text);
  bool numbers = label.kind > LABEL_BULLET && text[label.skip];
  return numbers || (label.kind == LABEL_BULLET && text_is_bullet(g_utf8_get_char(text)) && text[label.skip])
             ? label
             : (Label){0};
}

/* A paragraph is labelled if the labelled one before it or after it is its neighbour in a sequence. */
static void mark_labels(const Doc *raw, GArray *flow, uint32_t from, uint32_t to) {
  FlowBlock *before = NULL;
  Label pending = {0};
  for (uint32_t i = from; i < to; i++) {
    FlowBlock *block = block_at(flow, i);
    Label label = paragraph_label(raw, block);
    if (!label.kind) continue;
    bool outline = label.kind == LABEL_OUTLINE || label.kind == LABEL_BULLET;
    if (outline) block->label = label;
    if (before && label_follows(&pending, &label)) {
      before->label = pending;
      block->label = label;
    }
    before = block;
    pending = label;
  }
}

void flow_mend(const Doc *raw, GArray *flow, uint32_t from, uint32_t to) {
  mark_furniture(raw, flow, from, to);
  mark_labels(raw, flow, from, to);
  mark_cuts(raw, flow, from, to);
}
