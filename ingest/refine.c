/* Raw paper -> papers: decides for each block (flow_mend, flow_part, flow_particulars), then replays it into
 * builders. */
#include "ingest/refine.h"

#include "ingest/captions.h"
#include "ingest/dates.h"
#include "ingest/hyphens.h"
#include "model/text.h"

#include <string.h>

/* Raw papers say where a reader found that a further paper begins: particulars with keys of this form, and
 * its page. */
#define PART_KEY "part:"

typedef struct {
  const Doc *raw;
  GArray *flow;
  FlowPack *pack;
  Hyphens *hyphens; /* of the paper that is replayed */
  DocBuilder *b;
  bool in_list; /* a list of labelled paragraphs is open */
  bool explain;
  unsigned level_down; /* headings go down by this below a title that was none in the source */
} Refiner;

/* ---- replay */

static void emit_text(const Refiner *r, uint32_t i, uint32_t start) {
  const DocNode *node = doc_node(r->raw, i);
  for (uint32_t j = 0; j < node->join_count; j++) {
    uint32_t at = node->joins[j].at;
    if (at < start || !hyphens_is_mended(r->hyphens, node, &node->joins[j])) continue;
    doc_builder_copy_text(r->b, r->raw, i, start, at);
    if (node->joins[j].kind == DOC_JOIN_HYPHEN) doc_builder_join(r->b, DOC_JOIN_DROPPED);
    start = (uint32_t)(g_utf8_next_char(node->text + at) - node->text);
    while (j + 1 < node->join_count && node->joins[j + 1].at < start) j++;
  }
  doc_builder_copy_text(r->b, r->raw, i, start, UINT32_MAX);
}

static void place(const Refiner *r, const DocNode *node) {
  bool boxed = node->box.x1 > node->box.x0;
  doc_builder_place(r->b, node->page, boxed ? &node->box : NULL);
}

/* The label that an item's text begins with. */
static Label written_label(const Refiner *r, uint32_t item) {
  uint32_t first = item ? doc_first_child(r->raw, item) : 0;
  bool words = first && doc_node(r->raw, first)->kind == DOC_PARAGRAPH;
  return words ? label_parse(doc_node(r->raw, first)->text) : (Label){0};
}

/* "J. Alderney and K. Voss": the letter of a name, which follows none in the item before and begins no alphabet. */
static bool is_initial(const Refiner *r, uint32_t item, const char *text, const Label *label) {
  if (!g_ascii_isupper(*text) || label->length != 2 || label->style != '.') return false;
  uint32_t next = doc_next_sibling(r->raw, item), before = 0;
  for (uint32_t i = doc_first_child(r->raw, doc_node(r->raw, item)->parent); i && i != item;
       i = doc_next_sibling(r->raw, i))
    before = i;
  Label above = written_label(r, before), below = written_label(r, next);
  return !label_follows(&above, label) && !label_follows(label, &below);
}

/* "- (a) text": the label that counts is the written one. Returns the bytes of it in the first paragraph. */
static uint32_t emit_item_label(const Refiner *r, uint32_t item) {
  const DocNode *node = doc_node(r->raw, item);
  uint32_t first = doc_first_child(r->raw, item);
  bool bullet = text_label_is_bullet(node->label) && first && doc_node(r->raw, first)->kind == DOC_PARAGRAPH;
  const char *text = bullet ? doc_node(r->raw, first)->text : "";
  Label label = label_parse(text);
  bool written =
      bullet && label.kind > LABEL_BULLET && text[label.skip] && !is_initial(r, item, text, &label);
  g_autofree char *shown = written ? g_strndup(text, label.length) : g_strdup(node->label);
  doc_builder_label(r->b, shown);
  return written ? label.skip : 0;
}

/* What the reader said of a node, and what was found since. */
static void say_why(const Refiner *r, const DocNode *node, const char *also) {
  if (!r->explain) return;
  g_autofree char *why = g_strconcat(also, *also && *node->why ? "; " : "", node->why, NULL);
  if (*why) doc_builder_why(r->b, why);
}

/* ---- figures */

static bool is_caption(const Doc *raw, uint32_t i) {
  DocKind kind = doc_node(raw, i)->kind;
  return (kind == DOC_PARAGRAPH || kind == DOC_SECTION) && caption_begins(doc_node(raw, i)->text);
}

/* The words below a figure that begin as a caption does, else those above; "" where neither does. */
static const char *caption_of(const Doc *raw, uint32_t figure) {
  uint32_t below = figure + 1, above = figure - 1;
  while (below < doc_count(raw) && !*doc_node(raw, below)->text) below++;
  while (above > 0 && !*doc_node(raw, above)->text) above--;
  if (below < doc_count(raw) && is_caption(raw, below)) return doc_node(raw, below)->text;
  return above > 0 && is_caption(raw, above) ? doc_node(raw, above)->text : "";
}

static void emit_figure_facts(const Refiner *r, uint32_t i) {
  DocFigure figure = *doc_node(r->raw, i)->figure;
  if (!*figure.caption) figure.caption = caption_of(r->raw, i);
  doc_builder_figure(r->b, &figure);
}

static void emit_tree(const Refiner *r, uint32_t i, uint32_t skip);

static void emit_children(const Refiner *r, uint32_t i, uint32_t skip) {
  for (uint32_t c = doc_first_child(r->raw, i); c; c = doc_next_sibling(r->raw, c)) {
    emit_tree(r, c, skip);
    skip = 0;
  }
}

/* A block and all below it, but for a section, whose children are blocks of the flow. */
static void emit_tree(const Refiner *r, uint32_t i, uint32_t skip) {
  const DocNode *node = doc_node(r->raw, i);
  place(r, node);
  doc_builder_open(r->b, node->kind);
  uint32_t below = 0;
  if (node->kind == DOC_ITEM)
    below = emit_item_label(r, i);
  else if (*node->label)
    doc_builder_label(r->b, node->label);
  say_why(r, node, "");
  if (node->header) doc_builder_header(r->b);
  if (node->figure) emit_figure_facts(r, i);
  doc_builder_span(r->b, node->colspan, node->rowspan);
  if (doc_kind_has_text(node->kind)) emit_text(r, i, skip);
  emit_children(r, i, below);
  doc_builder_close(r->b);
}

static void emit_heading(const Refiner *r, const FlowBlock *block) {
  const DocNode *node = doc_node(r->raw, block->node);
  Label label = *node->label ? (Label){0} : label_parse_heading(node->text);
  bool numbered = label.kind && node->text[label.skip];
  g_autofree char *number = numbered ? g_strndup(node->text, label.length) : g_strdup(node->label);
  doc_builder_section(r->b, block->is_title ? 1 : node->level + r->level_down, number);
  say_why(r, node, block->is_title ? "the paper's title, by its place and words" : "");
  if (block->particulars) doc_builder_mark_particulars(r->b);
  emit_text(r, block->node, numbered ? label.skip : 0);
}

static void close_list(Refiner *r) {
  if (r->in_list) doc_builder_close(r->b);
  r->in_list = false;
}

/* The paragraphs that go on this one are part of it. */
static void emit_joined(const Refiner *r, uint32_t at, uint32_t to) {
  for (uint32_t i = at + 1; i < to; i++) {
    const FlowBlock *next = &g_array_index(r->flow, FlowBlock, i);
    if (next->fate == FLOW_KEEP) return;
    if (next->fate == FLOW_FURNITURE) continue;
    place(r, doc_node(r->raw, next->node));
    doc_builder_line_end(r->b);
    emit_text(r, next->node, 0);
  }
}

static void emit_paragraph(Refiner *r, uint32_t at, uint32_t to) {
  const FlowBlock *block = &g_array_index(r->flow, FlowBlock, at);
  const DocNode *node = doc_node(r->raw, block->node);
  bool item = block->label.kind != LABEL_NONE || block->is_entry;
  if (item && !r->in_list) doc_builder_open(r->b, DOC_LIST);
  if (!item) close_list(r);
  r->in_list = item;
  if (r->in_list) {
    g_autofree char *label =
        *node->label ? g_strdup(node->label) : g_strndup(node->text, block->label.length);
    doc_builder_open(r->b, DOC_ITEM);
    doc_builder_label(r->b, label);
    say_why(r, node,
            block->is_entry ? "an entry of the table of contents" : "its label is of a numbered sequence");
  }
  doc_builder_open(r->b, DOC_PARAGRAPH);
  if (!item) say_why(r, node, block->is_date ? "a date and nothing more" : "");
  if (block->particulars) doc_builder_mark_particulars(r->b);
  emit_text(r, block->node, block->label.skip);
  emit_joined(r, at, to);
  doc_builder_close(r->b);
  if (r->in_list) doc_builder_close(r->b);
}

static void emit_furniture(const Refiner *r, const FlowBlock *block) {
  const DocNode *node = doc_node(r->raw, block->node);
  doc_builder_furniture(r->b, node->page, node->text);
  doc_builder_furniture_why(r->b, block->blank_page ? "says that the page is blank"
                                                    : "a page number or repeated head among the text");
}

static void emit_block(Refiner *r, uint32_t at, uint32_t to) {
  const FlowBlock *block = &g_array_index(r->flow, FlowBlock, at);
  const DocNode *node = doc_node(r->raw, block->node);
  if (block->fate == FLOW_FURNITURE) emit_furniture(r, block);
  if (block->fate != FLOW_KEEP) return;
  bool paragraph = (node->kind == DOC_PARAGRAPH && !block->is_title) ||
                   (node->kind == DOC_SECTION && (block->is_date || block->is_entry));
  if (!paragraph) close_list(r);
  place(r, node);
  if (paragraph)
    emit_paragraph(r, at, to);
  else if (node->kind == DOC_SECTION || block->is_title)
    emit_heading(r, block);
  else
    emit_tree(r, block->node, 0);
}

/* The figures between one block and the next. */
static void emit_figures(Refiner *r, uint32_t first, uint32_t end) {
  for (uint32_t i = first; i < end; i++) {
    close_list(r);
    emit_tree(r, i, 0);
  }
}

static void emit_figures_after(Refiner *r, uint32_t at) {
  uint32_t block = g_array_index(r->flow, FlowBlock, at).node;
  const DocNode *node = doc_node(r->raw, block);
  uint32_t end = at + 1 < r->flow->len ? g_array_index(r->flow, FlowBlock, at + 1).node : doc_count(r->raw);
  emit_figures(r, node->kind == DOC_SECTION ? block + 1 : node->last + 1, end);
}

/* Notes and furniture of the pages that a paper has; what has no page concerns every paper. */
static void emit_records(const Refiner *r, uint32_t first_page, uint32_t end_page) {
  for (uint32_t i = 0; i < doc_note_count(r->raw); i++) {
    const DocNote *note = doc_note_at(r->raw, i);
    if (!note->page || (note->page >= first_page && note->page < end_page))
      doc_builder_note(r->b, note->page, note->lost, "%s", note->what);
  }
  for (uint32_t i = 0; i < doc_furniture_count(r->raw); i++) {
    const DocFurniture *f = doc_furniture_at(r->raw, i);
    if (f->page < first_page || f->page >= end_page) continue;
    doc_builder_furniture(r->b, f->page, f->text);
    doc_builder_furniture_why(r->b, f->why);
  }
}

/* What the file says of itself apart from its text stands where the text of its first paper says nothing. */
static void emit_particulars(const Refiner *r) {
  for (uint32_t i = 0; i < doc_particular_count(r->raw); i++) {
    const DocParticular *p = doc_particular_at(r->raw, i);
    if (!g_str_has_prefix(p->key, PART_KEY)) doc_builder_particular(r->b, p->key, p->value);
  }
}

/* ---- papers */

void refine_mark_part(DocBuilder *raw, uint32_t page) {
  g_autofree char *key = g_strdup_printf(PART_KEY "%u", page), *value = g_strdup_printf("%u", page);
  doc_builder_particular(raw, key, value);
}

/* The first blocks on or after the pages that a reader marked. */
static void take_marked_parts(const Doc *raw, GArray *flow) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < doc_particular_count(raw); i++) {
    const DocParticular *p = doc_particular_at(raw, i);
    if (!g_str_has_prefix(p->key, PART_KEY)) continue;
    uint32_t page = (uint32_t)g_ascii_strtoull(p->value, NULL, 10);
    while (at < flow->len && doc_node(raw, g_array_index(flow, FlowBlock, at).node)->page < page) at++;
    if (at == flow->len) return;
    g_array_index(flow, FlowBlock, at).part_page = page;
    g_array_index(flow, FlowBlock, at).starts_paper = at > 0;
  }
}

/* The block that begins the next paper after the one at `from`, or the end. */
static uint32_t paper_end(const GArray *flow, uint32_t from) {
  uint32_t to = from + 1;
  while (to < flow->len && !g_array_index(flow, FlowBlock, to).starts_paper) to++;
  return MIN(to, flow->len);
}

static uint32_t page_at(const Refiner *r, uint32_t at) {
  if (at >= r->flow->len) return UINT32_MAX;
  const FlowBlock *block = &g_array_index(r->flow, FlowBlock, at);
  return block->part_page ? block->part_page : doc_node(r->raw, block->node)->page;
}

/* The particulars of a paper, as a paper without blocks; marks their lines. */
static Doc *read_facts(const Refiner *r, uint32_t from, uint32_t to) {
  DocBuilder *b = doc_builder_new();
  flow_particulars(r->raw, r->flow, from, to, b);
  return doc_builder_finish(b);
}

/* Budgets and performance reports are filed by the year that they are for. */
static void emit_financial_year(const Refiner *r, const Doc *facts) {
  const char *title = doc_particular(facts, "title"), *subject = doc_particular(facts, "subject");
  g_autofree char *year = title ? date_find_financial_year(title) : NULL;
  if (!year && subject) year = date_find_financial_year(subject);
  if (year) doc_builder_particular(r->b, "financial_year", year);
}

/* Its own particulars, then what the file, its name, and the pack's agenda say of it. */
static void emit_facts(const Refiner *r, uint32_t from, uint32_t to) {
  g_autoptr(Doc) facts = read_facts(r, from, to);
  for (uint32_t i = 0; i < doc_particular_count(facts); i++)
    doc_builder_particular(r->b, doc_particular_at(facts, i)->key, doc_particular_at(facts, i)->value);
  if (from == 0) emit_particulars(r);
  emit_financial_year(r, facts);
  flow_pack_give(r->pack, r->raw, r->flow, from, to, facts, r->b);
  bool several = from || to < r->flow->len;
  if (several && page_at(r, from)) {
    g_autofree char *page = g_strdup_printf("%u", page_at(r, from));
    doc_builder_particular(r->b, "first_page", page);
  }
}

static uint32_t node_at(const Refiner *r, uint32_t at) {
  return at < r->flow->len ? g_array_index(r->flow, FlowBlock, at).node : doc_count(r->raw);
}

static Doc *emit_paper(Refiner *r, uint32_t from, uint32_t to) {
  r->b = doc_builder_new();
  doc_builder_expect(r->b, node_at(r, to) - (from ? node_at(r, from) : 1));
  if (r->explain) doc_builder_explain(r->b);
  r->in_list = false;
  r->hyphens = hyphens_learn(r->raw, from ? node_at(r, from) : 1, node_at(r, to));
  emit_facts(r, from, to);
  r->level_down = 0;
  for (uint32_t i = from; i < to; i++) r->level_down |= g_array_index(r->flow, FlowBlock, i).is_title;
  emit_records(r, from ? page_at(r, from) : 0, page_at(r, to));
  if (from == 0) emit_figures(r, 1, node_at(r, 0));
  for (uint32_t i = from; i < to; i++) {
    emit_block(r, i, to);
    emit_figures_after(r, i);
  }
  close_list(r);
  hyphens_free(r->hyphens);
  return doc_builder_finish(r->b);
}

/* The marked parts are settled one by one: what one holds must not depend on what is bound with it. */
static void settle_flow(const Doc *raw, GArray *flow) {
  take_marked_parts(raw, flow);
  for (uint32_t from = 0, to; from < flow->len; from = to) {
    to = paper_end(flow, from);
    flow_mend(raw, flow, from, to);
    flow_contents(raw, flow, from, to);
    flow_part(raw, flow, from, to);
  }
}

GPtrArray *refine_papers(Doc *raw, const IngestHints *hints) {
  Refiner r = {
      .raw = raw, .flow = flow_collect(raw), .pack = flow_pack_new(hints->name), .explain = hints->explain};
  settle_flow(raw, r.flow);
  GPtrArray *papers = g_ptr_array_new_with_free_func((GDestroyNotify)doc_free);
  uint32_t from = 0;
  do {
    uint32_t to = paper_end(r.flow, from);
    g_ptr_array_add(papers, emit_paper(&r, from, to));
    doc_forget_nodes(raw, from ? node_at(&r, from) : 1, node_at(&r, to));
    from = to;
  } while (from < r.flow->len);
  g_array_unref(r.flow);
  flow_pack_free(r.pack);
  return papers;
}
