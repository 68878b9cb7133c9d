/* What papers of one file have in common: the committee and day of the meeting, and the item of its agenda
 * that each is for. A paper's own words come first; the agenda says what they do not, and the file's name
 * what neither says. Linear in blocks for the agenda, in items for each further paper. */
#include "ingest/dates.h"
#include "ingest/refine.h"
#include "ingest/titles.h"
#include "model/text.h"

#include <string.h>

typedef struct {
  char *number, *text, *key;
} AgendaItem;

struct FlowPack {
  char *committee, *meeting_date;   /* of the agenda, or NULL */
  char *name_committee, *name_date; /* of the file's name, or NULL */
  GArray *items;                    /* AgendaItem */
  char *last_item;                  /* that the paper before was for: an appendix goes with it */
};

/* A title is looked for in so many blocks of a paper's beginning. */
enum { TITLE_BLOCKS = 10, ITEM_BYTES_MAX = 400 };

static void item_clear(gpointer data) {
  AgendaItem *item = data;
  g_free(item->number);
  g_free(item->text);
  g_free(item->key);
}

/* ---- the file's name */

/* "Public reports pack 04th-Mar-2025 10.00 Cabinet.pdf": meeting systems name files by kind, day, time and
 * body. */
static void read_name(FlowPack *pack, const char *name) {
  g_autofree char *spaced = g_strdelimit(g_path_get_basename(name), "_", ' ');
  gsize start, end;
  g_autofree char *date = date_find(spaced, &start, &end);
  if (!date || spaced[end] != ' ') return;
  const char *time = spaced + end + 1;
  bool timed = strspn(time, "0123456789") == 2 && time[2] == '.' && strspn(time + 3, "0123456789") == 2 &&
               time[5] == ' ';
  if (!timed) return;
  const char *dot = strrchr(time + 6, '.');
  pack->name_date = g_steal_pointer(&date);
  pack->name_committee = g_strndup(time + 6, dot ? (gsize)(dot - time - 6) : strlen(time + 6));
}

FlowPack *flow_pack_new(const char *name) {
  FlowPack *pack = g_new0(FlowPack, 1);
  pack->items = g_array_new(FALSE, TRUE, sizeof(AgendaItem));
  g_array_set_clear_func(pack->items, item_clear);
  if (name) read_name(pack, name);
  return pack;
}

void flow_pack_free(FlowPack *pack) {
  g_free(pack->committee);
  g_free(pack->meeting_date);
  g_free(pack->name_committee);
  g_free(pack->name_date);
  g_free(pack->last_item);
  g_array_unref(pack->items);
  g_free(pack);
}

/* ---- the agenda */

/* "5." -> "5"; NULL for a label that is no number. */
static char *item_number(const char *label) {
  const char *digits = label + strspn(label, "(");
  size_t len = strspn(digits, "0123456789");
  if (!len || len > 3) return NULL;
  if (g_ascii_islower(digits[len]) && !g_ascii_isalnum(digits[len + 1])) len++; /* "5a" */
  return strspn(digits + len, ".): ") == strlen(digits + len) ? g_strndup(digits, len) : NULL;
}

/* Without "(Pages 19 - 24)". */
static void add_item(FlowPack *pack, const char *label, const char *text) {
  char *number = item_number(label);
  if (!number || !*text || strlen(text) > ITEM_BYTES_MAX) {
    g_free(number);
    return;
  }
  g_autofree char *lower = g_ascii_strdown(text, -1);
  const char *pages = strstr(lower, "(page");
  AgendaItem item = {number, g_strchomp(g_strndup(text, pages ? (gsize)(pages - lower) : strlen(text))),
                     NULL};
  item.key = text_key(item.text, -1);
  g_array_append_val(pack->items, item);
}

/* Items of a list, rows whose first cell is a number, numbered headings and paragraphs. */
static void read_item(FlowPack *pack, const Doc *raw, uint32_t i) {
  const DocNode *node = doc_node(raw, i);
  uint32_t first = doc_first_child(raw, i), second = first ? doc_next_sibling(raw, first) : 0;
  if (node->kind == DOC_ITEM && first) add_item(pack, node->label, doc_node(raw, first)->text);
  if (node->kind == DOC_ROW && second)
    add_item(pack, doc_node(raw, first)->text, doc_node(raw, second)->text);
  if (node->kind == DOC_SECTION && *node->label) add_item(pack, node->label, node->text);
}

static bool is_agenda(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < MIN(to, from + TITLE_BLOCKS); i++) {
    const char *key = doc_key(raw, doc_node(raw, g_array_index(flow, FlowBlock, i).node));
    if (g_str_has_prefix(key, "agenda") && strlen(key) < 30) return true;
  }
  return false;
}

static void read_agenda(FlowPack *pack, const Doc *raw, const GArray *flow, uint32_t from, uint32_t to,
                        const Doc *facts) {
  pack->committee = g_strdup(doc_particular(facts, "committee"));
  pack->meeting_date = g_strdup(doc_particular(facts, "meeting_date"));
  uint32_t end = to < flow->len ? g_array_index(flow, FlowBlock, to).node : doc_count(raw);
  for (uint32_t i = g_array_index(flow, FlowBlock, from).node; i < end; i++) read_item(pack, raw, i);
}

/* ---- the other papers */

static const AgendaItem *item_of_text(const FlowPack *pack, const char *key) {
  for (guint i = 0; i < pack->items->len; i++) {
    const AgendaItem *item = &g_array_index(pack->items, AgendaItem, i);
    if (titles_agree(item->key, key)) return item;
  }
  return NULL;
}

/* By the paper's title, else by one of its first lines. */
static const AgendaItem *find_item(const FlowPack *pack, const Doc *raw, const GArray *flow, uint32_t from,
                                   uint32_t to, const Doc *facts) {
  const char *title = doc_particular(facts, "title");
  g_autofree char *key = text_key(title ? title : "", -1);
  const AgendaItem *item = item_of_text(pack, key);
  for (uint32_t i = from; !item && i < MIN(to, from + TITLE_BLOCKS); i++) {
    const DocNode *node = doc_node(raw, g_array_index(flow, FlowBlock, i).node);
    if (doc_kind_has_text(node->kind) && strlen(node->text) < ITEM_BYTES_MAX)
      item = item_of_text(pack, doc_key(raw, node));
  }
  return item;
}

static bool is_minutes(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < MIN(to, from + TITLE_BLOCKS); i++) {
    const char *key = doc_key(raw, doc_node(raw, g_array_index(flow, FlowBlock, i).node));
    if (g_str_has_prefix(key, "minutes")) return true;
  }
  return false;
}

/* The item "Minutes of the meeting held on ..." has the minutes' own date, or is the only one of the kind. */
static const AgendaItem *find_minutes_item(const FlowPack *pack, const char *date) {
  const AgendaItem *found = NULL;
  for (guint i = 0; i < pack->items->len; i++) {
    const AgendaItem *item = &g_array_index(pack->items, AgendaItem, i);
    if (!strstr(item->key, "minutes")) continue;
    g_autofree char *said = date_find(item->text, NULL, NULL);
    if (said && date && g_str_equal(said, date)) return item;
    if (!found && !said) found = item;
  }
  return found;
}

static bool begins_as_appendix(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < MIN(to, from + 3); i++) {
    const char *key = doc_key(raw, doc_node(raw, g_array_index(flow, FlowBlock, i).node));
    if (g_str_has_prefix(key, "appendix") || g_str_has_prefix(key, "annex")) return true;
  }
  return false;
}

static void give_item(FlowPack *pack, const Doc *raw, const GArray *flow, uint32_t from, uint32_t to,
                      const Doc *facts, DocBuilder *b) {
  bool minutes = is_minutes(raw, flow, from, to),
       attached = begins_as_appendix(raw, flow, from, to) || !doc_particular(facts, "from");
  const AgendaItem *item = minutes ? find_minutes_item(pack, doc_particular(facts, "meeting_date"))
                                   : find_item(pack, raw, flow, from, to, facts);
  const char *own = doc_particular(facts, "item"), *number = own                    ? own
                                                             : item                 ? item->number
                                                             : attached && !minutes ? pack->last_item
                                                                                    : NULL;
  if (number) doc_builder_particular(b, "item", number);
  if (item && !doc_particular(facts, "title")) doc_builder_particular(b, "title", item->text);
  char *last = g_strdup(number);
  g_free(pack->last_item);
  pack->last_item = last;
}

/* The name of a file tells of its meeting: of an agenda, a pack, or a paper for it, but not of minutes of an
 * earlier one. */
void flow_pack_give(FlowPack *pack, const Doc *raw, const GArray *flow, uint32_t from, uint32_t to,
                    const Doc *facts, DocBuilder *b) {
  if (from == to) return;
  if (from == 0 && is_agenda(raw, flow, from, to))
    read_agenda(pack, raw, flow, from, to, facts);
  else if (from)
    give_item(pack, raw, flow, from, to, facts, b);
  if (is_minutes(raw, flow, from, to) && doc_particular(facts, "meeting_date")) return;
  const char *committee = pack->committee ? pack->committee : pack->name_committee;
  const char *date = pack->meeting_date ? pack->meeting_date : pack->name_date;
  if (committee) doc_builder_particular(b, "committee", committee);
  if (date) doc_builder_particular(b, "meeting_date", date);
}
