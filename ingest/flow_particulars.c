/* Particulars: what a paper says of itself in its first lines ("By:", "To:", "Date:", "Subject:", title,
 * date). Their lines stay in the paper, marked. */
#include "ingest/dates.h"
#include "ingest/refine.h"
#include "model/text.h"

#include <string.h>

/* Particulars stand among so many blocks at a paper's beginning. */
enum { HEAD_BLOCKS = 24, TITLE_BLOCKS = 6 };
/* Authors after the first; and how far in from "From:" their names begin at least. */
enum { NAMES_MAX = 3 };
static const float HANG_PT = 20;
/* A block as long is body text, and no line of a head. */
enum { BODY_BYTES_MIN = 120 };

/* Names that particulars go by in British papers. */
static const struct {
  const char *written, *key;
} names[] = {
    {"by", "from"},
    {"from", "from"},
    {"report of", "from"},
    {"report by", "from"},
    {"report from", "from"},
    {"lead officer", "from"},
    {"contact officer", "from"},
    {"decision maker", "to"},
    {"report subject", "subject"},
    {"title of report", "title"},
    {"committee date", "meeting_date"},
    {"meeting of", "committee"},
    {"agenda item number", "item"},
    {"agenda item no", "item"},
    {"item no", "item"},
    {"item number", "item"},
    {"report status", "status"},
    {"exempt status", "classification"},
    {"report classification", "classification"},
    {"protective marking", "classification"},
    {"decision number(s)", "decision_number"},
    {"decision ref", "decision_number"},
    {"decision reference", "decision_number"},
    {"cabinet portfolio", "portfolio"},
    {"portfolio holder", "portfolio"},
    {"ward(s)", "ward"},
    {"wards", "ward"},
    {"ward(s) affected", "ward"},
    {"author", "from"},
    {"report author", "from"},
    {"to", "to"},
    {"report to", "to"},
    {"date", "date"},
    {"subject", "subject"},
    {"title", "title"},
    {"report title", "title"},
    {"meeting", "meeting"},
    {"meeting date", "meeting_date"},
    {"date of meeting", "meeting_date"},
    {"committee", "committee"},
    {"decision number", "decision_number"},
    {"decision no", "decision_number"},
    {"classification", "classification"},
    {"status", "status"},
    {"agenda item", "item"},
    {"item", "item"},
    {"electoral division", "division"},
    {"ward", "ward"},
    {"wards affected", "ward"},
    {"portfolio", "portfolio"},
    {"cabinet member", "portfolio"},
};

/* Headings that name a part of any paper and so are no paper's title. */
static const char *const generic[] = {"introduction",      "summary",
                                      "purpose",           "background",
                                      "executive summary", "recommendation",
                                      "recommendations",   "recommendation(s",
                                      "abstract",          "contents",
                                      "overview",          "agenda",
                                      "purpose of report", "purpose of the report"};

static const char *find_key(const char *text, size_t len) {
  g_autofree char *written = g_strchomp(text_key(text, (gssize)len));
  if (g_str_has_suffix(written, ".")) written[strlen(written) - 1] = '\0'; /* "Decision no." */
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_str_equal(names[i].written, written)) return names[i].key;
  return NULL;
}

/* "Report of the Director of Finance": keys that need no colon, as whole short lines. */
static const char *parse_bare_line(const char *text, const char **value) {
  static const struct {
    const char *lead, *key;
  } leads[] = {{"report of the ", "from"},
               {"report by the ", "from"},
               {"joint report of the ", "from"},
               {"report to the ", "to"},
               {"report to ", "to"}};
  size_t len = strlen(text);
  if (len > BODY_BYTES_MIN || !len || strchr(".:;,?", text[len - 1])) return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(leads); i++) {
    size_t lead = strlen(leads[i].lead);
    if (g_ascii_strncasecmp(text, leads[i].lead, lead) != 0 ||
        !g_unichar_isupper(g_utf8_get_char(text + lead)))
      continue;
    *value = text + lead;
    return leads[i].key;
  }
  return NULL;
}

/* "By: Name": the key, and where the value begins; NULL if the text is none. */
static const char *parse_line(const char *text, const char **value) {
  const char *colon = strchr(text, ':');
  if (!colon || colon - text > 30) return parse_bare_line(text, value);
  *value = colon + 1 + strspn(colon + 1, " ");
  return **value ? find_key(text, (size_t)(colon - text)) : NULL;
}

static bool is_generic(const char *key) {
  size_t len = strlen(key);
  while (len && !g_ascii_isalnum(key[len - 1])) len--; /* "Summary:" */
  for (size_t i = 0; i < G_N_ELEMENTS(generic); i++)
    if (strlen(generic[i]) == len && strncmp(generic[i], key, len) == 0) return true;
  return false;
}

/* A text that is a date and nothing more. */
static char *parse_date_line(const char *text) {
  gsize start, end;
  g_autofree char *iso = date_find(text, &start, &end);
  if (!iso || start > 12 || strlen(text) - end > 2) return NULL;
  for (const char *p = text; p < text + start; p++) /* "Friday, 27 April 2018", "Date 27 April 2018" */
    if (!g_ascii_isalpha(*p) && *p != ' ' && *p != ',') return NULL;
  return g_steal_pointer(&iso);
}

/* "Item 4: Title" gives both. */
static void take_title(const DocNode *node, DocBuilder *b) {
  g_autofree char *whole =
      *node->label ? g_strdup_printf("%s %s", node->label, node->text) : g_strdup(node->text);
  Label label = label_parse_heading(whole);
  if (label.kind == LABEL_NAMED &&
      (g_ascii_strncasecmp(whole, "item", 4) == 0 || g_ascii_strncasecmp(whole, "agenda item", 11) == 0)) {
    g_autofree char *named = g_strndup(whole, label.length - 1); /* without its colon */
    doc_builder_particular(b, "item", strrchr(named, ' ') + 1);
  }
  doc_builder_particular(b, "title", whole + (label.kind == LABEL_NAMED ? label.skip : 0));
}

/* "Appendix B" alone, the name of the body and of its authority, or the day: over many papers. */
static bool is_nobodys_title(const Doc *raw, const DocNode *node) {
  const char *key = doc_key(raw, node);
  g_autofree char *date = parse_date_line(node->text);
  bool bare = g_str_has_prefix(key, "appendix ") && strlen(key) <= strlen("appendix ") + 3;
  return date || bare || flow_names_body(key) || g_str_has_prefix(key, "agenda item") ||
         g_str_has_suffix(key, " items");
}

static bool can_be_title(const Doc *raw, const DocNode *node) {
  const char *value;
  if (node->kind != DOC_SECTION || is_generic(doc_key(raw, node)) || parse_line(node->text, &value))
    return false;
  g_autofree char *whole =
      *node->label ? g_strdup_printf("%s %s", node->label, node->text) : g_strdup(node->text);
  Label label = label_parse_heading(whole);
  return label.kind == LABEL_NONE || label.kind == LABEL_NAMED;
}

/* "Health Overview and Scrutiny Committee, 27 April 2018": the body, and when it met. */
static void take_addressee(const char *value, DocBuilder *b) {
  gsize start, end;
  g_autofree char *iso = date_find(value, &start, &end);
  g_autofree char *body = g_strndup(value, iso ? start : strlen(value));
  for (char *last = g_utf8_find_prev_char(body, body + strlen(body));
       last && !g_unichar_isalnum(g_utf8_get_char(last)); last = g_utf8_find_prev_char(body, last))
    *last = '\0';
  doc_builder_particular(b, "committee", body);
  if (iso) doc_builder_particular(b, "meeting_date", iso);
}

static void take_pair(const char *key, const char *value, DocBuilder *b) {
  g_autofree char *iso =
      g_str_equal(key, "date") || g_str_equal(key, "meeting_date") ? date_find(value, NULL, NULL) : NULL;
  doc_builder_particular(b, key, iso ? iso : value);
  if (g_str_equal(key, "to")) take_addressee(value, b);
}

/* ---- further names under "From:" or "To:" */

/* A line "Subject: ..." that stands alone before prose looks like a heading. */
static bool is_line(const DocNode *node) {
  return node->kind == DOC_PARAGRAPH || (node->kind == DOC_SECTION && !*node->label);
}

/* Short, no sentence, and nothing else that is known: the name of a second author, say. */
static bool may_be_further_name(const DocNode *node) {
  const char *value;
  size_t len = strlen(node->text);
  if (node->kind != DOC_PARAGRAPH || *node->label || len < 3 || len > BODY_BYTES_MIN) return false;
  if (strchr(".:;?", node->text[len - 1]) || parse_line(node->text, &value)) return false;
  g_autofree char *date = date_find(node->text, NULL, NULL);
  return !date && g_unichar_isupper(g_utf8_get_char(node->text));
}

/* In line with the value and not with the key, where the page is known. */
static bool hangs_under(const DocNode *key, const DocNode *node) {
  bool placed = key->box.x1 > key->box.x0 && node->box.x1 > node->box.x0;
  return !placed || (node->page == key->page && node->box.x0 > key->box.x0 + HANG_PT);
}

/* How many blocks behind the one at `at` are further names: all up to the next "To:" or the like. */
static uint32_t further_names(const Doc *raw, const GArray *flow, uint32_t at, uint32_t to) {
  const DocNode *key = doc_node(raw, g_array_index(flow, FlowBlock, at).node);
  for (uint32_t n = 0; at + n + 1 < to && n <= NAMES_MAX; n++) {
    const FlowBlock *block = &g_array_index(flow, FlowBlock, at + n + 1);
    const DocNode *node = doc_node(raw, block->node);
    const char *value;
    if (is_line(node) && parse_line(node->text, &value)) return n;
    if (block->fate != FLOW_KEEP || !may_be_further_name(node) || !hangs_under(key, node)) return 0;
  }
  return 0;
}

/* The value with those names. */
static char *take_further_names(const Doc *raw, GArray *flow, uint32_t at, uint32_t count,
                                const char *value) {
  GString *all = g_string_new(value);
  for (uint32_t i = at + 1; i <= at + count; i++) {
    FlowBlock *block = &g_array_index(flow, FlowBlock, i);
    g_string_append_printf(all, "; %s", doc_node(raw, block->node)->text);
    block->particulars = true;
  }
  return g_string_free(all, FALSE);
}

static bool names_people(const char *key) { return g_str_equal(key, "from") || g_str_equal(key, "to"); }

bool flow_names_people(const char *line) {
  const char *value, *key = parse_line(line, &value);
  return key && names_people(key);
}

/* A table whose first cells are such keys. */
static void read_table(const Doc *raw, uint32_t table, DocBuilder *b) {
  for (uint32_t row = doc_first_child(raw, table); row; row = doc_next_sibling(raw, row)) {
    uint32_t first = doc_first_child(raw, row), second = first ? doc_next_sibling(raw, first) : 0;
    if (!second) continue;
    const char *name = doc_node(raw, first)->text;
    size_t len = strlen(name);
    const char *key = len && name[len - 1] == ':' ? find_key(name, len - 1) : NULL;
    if (key && *doc_node(raw, second)->text) take_pair(key, doc_node(raw, second)->text, b);
  }
}

typedef struct {
  bool titled, in_body;
  unsigned title_level; /* of the highest heading among those that could be the title */
  unsigned seen;
  bool better_titles;  /* some heading near the top is no body's name */
  const char *subject; /* stands for a title where there is none */
  char *date;          /* of a line that is a date and nothing more; "Date: ..." is more exact */
} Head;

static bool is_title(const Head *head, const Doc *raw, const DocNode *node) {
  return can_be_title(raw, node) && node->level == head->title_level &&
         (!head->better_titles || !is_nobodys_title(raw, node));
}

static void read_block(const Doc *raw, GArray *flow, uint32_t at, uint32_t to, Head *head, DocBuilder *b) {
  FlowBlock *block = &g_array_index(flow, FlowBlock, at);
  const DocNode *node = doc_node(raw, block->node);
  const char *value = NULL, *key = is_line(node) ? parse_line(node->text, &value) : NULL;
  g_autofree char *date = strlen(node->text) < 60 ? parse_date_line(node->text) : NULL;
  bool near_title = head->seen <= TITLE_BLOCKS && !head->in_body;
  if (node->kind == DOC_TABLE) {
    read_table(raw, block->node, b);
  } else if (key) {
    uint32_t further = names_people(key) ? further_names(raw, flow, at, to) : 0;
    g_autofree char *all = take_further_names(raw, flow, at, further, value);
    take_pair(key, all, b);
    if (g_str_equal(key, "subject")) head->subject = value;
    block->particulars = true;
  } else if (block->particulars) {
    return;
  } else if (date && near_title && (node->kind == DOC_PARAGRAPH || node->kind == DOC_SECTION)) {
    if (!head->date) head->date = g_steal_pointer(&date);
    block->particulars = block->is_date = true;
  } else if (!head->titled && near_title && is_title(head, raw, node)) {
    take_title(node, b);
    block->particulars = head->titled = true;
  } else if (node->kind != DOC_SECTION && strlen(node->text) > BODY_BYTES_MIN) {
    head->in_body = true;
  }
}

/* Over a title there may stand the name of the body, in smaller type or larger. */
static void find_title_level(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to, Head *head) {
  unsigned any = 99, better = 99;
  for (uint32_t i = from; i < MIN(to, from + TITLE_BLOCKS); i++) {
    const DocNode *node = doc_node(raw, g_array_index(flow, FlowBlock, i).node);
    if (can_be_title(raw, node)) any = MIN(any, node->level);
    if (can_be_title(raw, node) && !is_nobodys_title(raw, node)) better = MIN(better, node->level);
    if (node->kind != DOC_SECTION && strlen(node->text) > BODY_BYTES_MIN) break;
  }
  head->better_titles = better < 99;
  head->title_level = head->better_titles ? better : any;
}

/* The next block that is no furniture. */
static const DocNode *next_node(const Doc *raw, const GArray *flow, uint32_t at, uint32_t to) {
  for (uint32_t i = at + 1; i < to; i++) {
    const FlowBlock *block = &g_array_index(flow, FlowBlock, i);
    if (block->fate == FLOW_KEEP) return doc_node(raw, block->node);
  }
  return NULL;
}

/* A first paragraph that is short, ends as no sentence does, and stands over a date or "By: ..." is a title
 * in a source that shows no type. */
static bool is_plain_title(const Doc *raw, const GArray *flow, uint32_t at, uint32_t to) {
  const DocNode *node = doc_node(raw, g_array_index(flow, FlowBlock, at).node),
                *next = next_node(raw, flow, at, to);
  const char *value;
  size_t len = strlen(node->text);
  if (node->kind != DOC_PARAGRAPH || !next || next->kind != DOC_PARAGRAPH || len < 4 || len > BODY_BYTES_MIN)
    return false;
  if (strchr(".:;,", node->text[len - 1]) || parse_line(node->text, &value)) return false;
  g_autofree char *own = parse_date_line(node->text), *date = parse_date_line(next->text);
  return !own && (date || parse_line(next->text, &value));
}

/* "Cabinet - 4 March 2025" as a line of its own, in a paper that says not to whom it goes. */
static void read_body_line(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to, DocBuilder *b) {
  for (uint32_t i = from; i < MIN(to, from + TITLE_BLOCKS); i++) {
    const DocNode *node = doc_node(raw, g_array_index(flow, FlowBlock, i).node);
    bool line = node->kind == DOC_SECTION || node->kind == DOC_PARAGRAPH;
    g_autofree char *date =
        line && flow_names_body(doc_key(raw, node)) ? date_find(node->text, NULL, NULL) : NULL;
    if (!date || strlen(date) < 10) continue;
    take_addressee(node->text, b);
    return;
  }
}

static void read_head(const Doc *raw, GArray *flow, uint32_t from, uint32_t to, Head *head, DocBuilder *b) {
  find_title_level(raw, flow, from, to, head);
  for (uint32_t i = from; i < to && head->seen < HEAD_BLOCKS; i++) {
    FlowBlock *block = &g_array_index(flow, FlowBlock, i);
    if (block->fate != FLOW_KEEP) continue;
    if (head->seen++ == 0 && is_plain_title(raw, flow, i, to)) {
      take_title(doc_node(raw, block->node), b);
      block->particulars = block->is_title = head->titled = true;
    } else {
      read_block(raw, flow, i, to, head, b);
    }
  }
}

void flow_particulars(const Doc *raw, GArray *flow, uint32_t from, uint32_t to, DocBuilder *b) {
  Head head = {0};
  g_autofree char *meeting_title = flow_meeting(raw, flow, from, to, b);
  if (meeting_title) doc_builder_particular(b, "title", meeting_title);
  read_head(raw, flow, from, to, &head, b);
  if (head.date) doc_builder_particular(b, "date", head.date);
  g_free(head.date);
  if (!head.titled && head.subject) doc_builder_particular(b, "title", head.subject);
  read_body_line(raw, flow, from, to, b);
  flow_recommendation(raw, flow, from, to, b);
}
