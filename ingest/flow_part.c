/* Where a file's next paper begins: a cover report, then what is attached to it.
 *
 * No one sign is believed alone. A blank page, a new page, a heading as high as the first one, the end matter
 * of a report before it, a heading that repeats the report's subject, and particulars of its own are weighed.
 * Linear. */
#include "ingest/refine.h"

#include "model/text.h"
#include "model/words.h"

#include <string.h>

/* Weights of the signs, and what they must sum up to. Chosen so that a blank page in the middle of a paper
 * (before a numbered section, or without an end to the report) parts nothing. */
enum {
  SIGN_BLANK_PAGE = 2,
  SIGN_NEW_PAGE = 1,
  SIGN_HIGH = 1,
  SIGN_AFTER_PARTICULARS = 1,
  SIGN_AFTER_END_MATTER = 1,
  SIGN_SAME_SUBJECT = 1,
  SIGN_OWN_PARTICULARS = 2,
  ENOUGH = 5
};
enum { LOOK_AHEAD = 8, WORD_BYTES_MIN = 4 };
/* The words below, and the first of a head's line with its colon, have no more bytes, in whatever characters. */
enum { END_MATTER_BYTES_MAX = 120, LEAD_BYTES_MAX = 40 };

static const char *const end_matter[] = {
    "background documents", "background papers", "contact details",    "contact",          "contacts",
    "report author",        "appendices",        "attached documents", "relevant director"};

static const FlowBlock *block_at(const GArray *flow, uint32_t i) {
  return &g_array_index(flow, FlowBlock, i);
}

static const char *key_of(const Doc *raw, const FlowBlock *block) {
  return doc_key(raw, doc_node(raw, block->node));
}

bool flow_is_end_matter(const Doc *raw, const DocNode *node) {
  if (strlen(node->text) > END_MATTER_BYTES_MAX) return false;
  const char *key = doc_key(raw, node);
  for (size_t i = 0; i < G_N_ELEMENTS(end_matter); i++)
    if (g_str_has_prefix(key, end_matter[i]) && strlen(key) < strlen(end_matter[i]) + 4) return true;
  return false;
}

/* "by: ...", "to: ...", "subject: ...": lines of a report's head. */
static bool is_head_line(const Doc *raw, const DocNode *node) {
  size_t lead = strnlen(node->text, LEAD_BYTES_MAX);
  if (!memchr(node->text, ':', lead) && text_ascii_prefix(node->text, lead) == lead) return false;
  const char *key = doc_key(raw, node);
  static const char *const heads[] = {"by:", "to:", "from:", "subject:", "report of:", "date:", "report to:"};
  for (size_t i = 0; i < G_N_ELEMENTS(heads); i++)
    if (g_str_has_prefix(key, heads[i])) return true;
  return false;
}

static unsigned head_lines(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to) {
  unsigned n = 0;
  for (uint32_t i = from; i < to; i++) n += is_head_line(raw, doc_node(raw, block_at(flow, i)->node));
  return n;
}

/* Whether most of the longer words of the heading stand in what the report before was about. */
static bool shares_subject(const Doc *raw, const GArray *flow, uint32_t from, uint32_t heading) {
  g_auto(GStrv) words = g_strsplit(key_of(raw, block_at(flow, heading)), " ", -1);
  unsigned all = 0, shared = 0;
  for (char **w = words; *w; w++) {
    if (strlen(*w) < WORD_BYTES_MIN) continue;
    bool found = false;
    for (uint32_t i = from; i < MIN(from + LOOK_AHEAD, heading) && !found; i++)
      found = strstr(key_of(raw, block_at(flow, i)), *w) != NULL;
    all++;
    shared += found;
  }
  return all >= 2 && shared * 2 >= all;
}

typedef struct {
  uint32_t start;     /* of the paper that is open */
  unsigned top_level; /* of its first heading */
  bool end_matter, blank;
  unsigned head_lines; /* so far */
  uint32_t last_page;
} Open;

static int weigh(const Doc *raw, const GArray *flow, const Open *open, uint32_t i, uint32_t to) {
  const DocNode *node = doc_node(raw, block_at(flow, i)->node);
  uint32_t ahead = MIN(i + LOOK_AHEAD, to);
  int sum = 0;
  if (open->blank) sum += SIGN_BLANK_PAGE;
  if (node->page > open->last_page && open->last_page) sum += SIGN_NEW_PAGE;
  if (node->level <= open->top_level) sum += SIGN_HIGH;
  if (open->head_lines >= 2) sum += SIGN_AFTER_PARTICULARS;
  if (open->end_matter) sum += SIGN_AFTER_END_MATTER;
  if (shares_subject(raw, flow, open->start, i)) sum += SIGN_SAME_SUBJECT;
  if (head_lines(raw, flow, i + 1, ahead) >= 2) sum += SIGN_OWN_PARTICULARS;
  return sum;
}

static bool is_numbered(const DocNode *node) {
  g_autofree char *whole =
      *node->label ? g_strdup_printf("%s %s", node->label, node->text) : g_strdup(node->text);
  Label label = label_parse_heading(whole);
  return label.kind != LABEL_NONE && label.kind != LABEL_NAMED;
}

void flow_part(const Doc *raw, GArray *flow, uint32_t from, uint32_t to) {
  Open open = {.start = from};
  for (uint32_t i = from; i < to; i++) {
    FlowBlock *block = &g_array_index(flow, FlowBlock, i);
    const DocNode *node = doc_node(raw, block->node);
    if (block->fate == FLOW_FURNITURE) {
      open.blank = open.blank || block->blank_page;
      continue;
    }
    if (node->kind == DOC_SECTION && i > open.start) {
      if (!open.top_level) open.top_level = node->level;
      if (!is_numbered(node) && weigh(raw, flow, &open, i, to) >= ENOUGH) {
        block->starts_paper = true;
        open = (Open){.start = i};
      }
    }
    if (node->kind == DOC_SECTION && !open.top_level) open.top_level = node->level;
    open.end_matter = open.end_matter || flow_is_end_matter(raw, node);
    open.head_lines += head_lines(raw, flow, i, i + 1);
    open.blank = false;
    open.last_page = MAX(open.last_page, node->page);
  }
}
