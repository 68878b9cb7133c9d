/* Numbers that only count (stage 0): of a table's rows, and of blocks whose number another reader set apart.
 *
 *     | 13 | Robots |          an item or heading has its number as a label, and labels are no words; here the
 *     | 14 | AOB    |          number of a row fills its first cell, and
 *     4 Committee Handover     that of a block stands before its words, where the other draft has it as a label,
 *     1                        or lines above them, as in the plain text of a PDF: labels first, then the words.
 *     2
 *
 * Such a number is a mark in the text and no word, so that a row taken out does not change all that follow it; where
 * it differs it is told as a new number (change_shape.c). Linear in the blocks. */
#include "diff/diff_priv.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* So many in a row, each one more than the last, are counted and not said: three ages or scores in order are rarer
 * than any numbered table. Years have four digits. */
enum { RUN_MIN = 3, DIGITS_MAX = 3 };
/* Words behind the number by which a block is known again. */
enum { SIGNATURE_WORDS = 3 };

/* A label, or what may be one. */
typedef struct {
  uint32_t
      block; /* node: the row, or the block itself; of a label that stands alone, the block that it belongs to */
  uint32_t node;  /* whose text begins with it; 0 where it is a label */
  uint32_t end;   /* bytes of that text */
  uint32_t value; /* 0 where it is no number */
  char *name;     /* folded, without brackets and stops */
  bool row, counts;
} Number;

static bool stands_alone(const Number *number) { return number->node && number->node != number->block; }

static void number_clear(gpointer number) { g_free(((Number *)number)->name); }

/* --- what may be a label --- */

/* "(13)", "13.", "a)", "o": a chunk that begins the text. Gives its name, or NULL. */
static char *label_name(const char *text, gsize len) {
  while (len && strchr("([", *text)) text++, len--;
  while (len && strchr(".)]:", text[len - 1])) len--;
  if (!len) return NULL;
  gsize digits = strspn(text, "0123456789");
  bool number = digits == len && len <= DIGITS_MAX, letter = len == 1 && g_ascii_isalpha(*text);
  return number || letter ? g_ascii_strdown(text, (gssize)len) : NULL;
}

static void add_number(GArray *list, uint32_t block, uint32_t node, uint32_t end, char *name, bool row) {
  uint32_t value = (uint32_t)strtoul(name, NULL, 10);
  Number number = {block, node, end, value, name, row, false};
  g_array_append_val(list, number);
}

static void add_row(GArray *list, const Doc *doc, uint32_t row) {
  uint32_t cell = doc_first_child(doc, row);
  if (!cell || doc_node(doc, cell)->last != cell || !doc_next_sibling(doc, cell)) return;
  const char *text = doc_node(doc, cell)->text;
  char *name = label_name(text, strlen(text));
  if (name) add_number(list, row, cell, (uint32_t)strlen(text), name, true);
}

static void add_block(GArray *list, const Doc *doc, uint32_t node) {
  const DocNode *n = doc_node(doc, node), *parent = doc_node(doc, n->parent);
  bool opens_item = parent->kind == DOC_ITEM && node == n->parent + 1;
  const char *label = opens_item ? parent->label : n->label;
  char *set_apart = label_name(label, strlen(label));
  if (set_apart) add_number(list, node, 0, 0, set_apart, false);
  if (*label && (set_apart || !text_label_is_bullet(label))) return;
  gsize end = strcspn(n->text, " ");
  char *name = label_name(n->text, end);
  if (name) add_number(list, n->text[end] ? node : 0, node, (uint32_t)end, name, false);
}

/* Labels alone in their blocks, one below the other, belong to as many blocks after them. */
typedef struct {
  guint first, end; /* of the list */
  bool closed;
} Waiting;

static void note_waiting(Waiting *waiting, const GArray *list, guint before, uint32_t node) {
  bool added = list->len > before, alone = added && !g_array_index(list, Number, before).block;
  if (alone && (waiting->closed || waiting->first == waiting->end))
    *waiting = (Waiting){before, before, false};
  if (alone) {
    waiting->end = list->len;
    return;
  }
  waiting->closed = true;
  if (waiting->first < waiting->end) g_array_index(list, Number, waiting->first++).block = node;
}

static GArray *find_numbers(const Doc *doc) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(Number));
  Waiting waiting = {0, 0, false};
  g_array_set_clear_func(list, number_clear);
  for (uint32_t i = 1; i < doc_count(doc); i++) {
    const DocNode *node = doc_node(doc, i);
    if (node->kind == DOC_ROW) {
      add_row(list, doc, i);
      i = node->last;
    } else if (*node->text) {
      guint before = list->len;
      add_block(list, doc, i);
      note_waiting(&waiting, list, before, i);
    }
  }
  return list;
}

/* --- what counts --- */

static Number *number_at(const GArray *list, guint i) { return &g_array_index(list, Number, i); }

static void find_runs(const GArray *list) {
  for (guint first = 0, end; first < list->len; first = end) {
    for (end = first + 1; end < list->len; end++)
      if (!number_at(list, first)->value ||
          number_at(list, end)->value != number_at(list, end - 1)->value + 1)
        break;
    for (guint i = first; i < end && end - first >= RUN_MIN; i++) number_at(list, i)->counts = true;
  }
}

/* --- blocks known again --- */

static void append_words(GString *out, const char *key, unsigned *words) {
  for (const char *p = key + strspn(key, " "); *p && *words < SIGNATURE_WORDS; p += strspn(p, " ")) {
    gsize len = strcspn(p, " ");
    g_string_append_printf(out, " %.*s", (int)len, p);
    p += len;
    ++*words;
  }
}

/* The first words behind a number; NULL where there are none. */
static char *signature_of(const Doc *doc, const Number *number) {
  if (!number->block) return NULL;
  g_autoptr(GString) out = g_string_new(NULL);
  unsigned words = 0;
  if (number->row)
    for (uint32_t c = doc_next_sibling(doc, number->node); c; c = doc_next_sibling(doc, c))
      append_words(out, doc_key(doc, doc_node(doc, c)), &words);
  else {
    const char *key = doc_key(doc, doc_node(doc, number->block));
    append_words(out, number->node == number->block ? key + strcspn(key, " ") : key, &words);
  }
  return words ? g_strdup(out->str) : NULL;
}

static void add_known(GHashTable *known, const Doc *doc, const GArray *list) {
  for (guint i = 0; i < list->len; i++) {
    const Number *number = number_at(list, i);
    char *signature = number->node && !(number->row && number->counts) ? NULL : signature_of(doc, number);
    if (!signature) continue;
    g_hash_table_add(known, g_strconcat(number->name, signature, NULL));
    g_hash_table_add(known, signature);
  }
}

/* The other draft has the block with a label. Its number may be another one if it counts here too. */
static bool is_known(GHashTable *known, const Doc *doc, const Number *number) {
  g_autofree char *signature = signature_of(doc, number);
  if (!signature) return false;
  g_autofree char *with_name = g_strconcat(number->name, signature, NULL);
  bool any = number->value && (number->row || number->counts) && (number->row || !stands_alone(number));
  return g_hash_table_contains(known, any ? signature : with_name);
}

/* --- all papers --- */

static GPtrArray *find_all(const GPtrArray *side) {
  GPtrArray *lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (guint p = 0; p < side->len; p++) {
    GArray *list = find_numbers(((const DiffPaperSide *)side->pdata[p])->doc);
    find_runs(list);
    g_ptr_array_add(lists, list);
  }
  return lists;
}

static void settle(DiffPaperSide *side, const GArray *list, GHashTable *known) {
  for (guint i = 0; i < list->len; i++) {
    const Number *number = number_at(list, i);
    if (!number->node) continue;
    if ((number->row && number->counts) || is_known(known, side->doc, number))
      side->number_end[number->node] = number->end;
  }
}

void numbering_find(GPtrArray *sides[2]) {
  g_autoptr(GPtrArray) a = find_all(sides[0]), b = find_all(sides[1]);
  const GPtrArray *lists[2] = {a, b};
  for (unsigned s = 0; s < 2; s++) {
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint p = 0; p < sides[!s]->len; p++)
      add_known(known, ((const DiffPaperSide *)sides[!s]->pdata[p])->doc, lists[!s]->pdata[p]);
    for (guint p = 0; p < sides[s]->len; p++) settle(sides[s]->pdata[p], lists[s]->pdata[p], known);
  }
}

char *numbering_label(const DiffPaperSide *side, uint32_t node) {
  const DocNode *n = doc_node(side->doc, node);
  if (*n->label) return g_strdup(n->label);
  uint32_t holder = n->kind == DOC_ROW ? doc_first_child(side->doc, node) : node;
  return g_strndup(doc_node(side->doc, holder)->text, side->number_end[holder]);
}
