/* Blocks and sentences that stand elsewhere now (stage 5), and what of all that is told as a move.
 *
 * What is left after the gaps is looked up by its rare words (rare.c); block moves need similarity, sentence
 * moves the very words. Then everything matched is put in order once more, and what is off the heaviest
 * common order moved. A section, list or table that moved as a whole is one move, as XyDiff's subtree moves
 * (Cobena 2002, section 5.3). Near-linear. */
#include "diff/diff_priv.h"
#include "diff/rare.h"

#include <stdlib.h>
#include <string.h>

/* From a prototype (FACTS.md): below 0.7 or 8 words a block found elsewhere is as likely a namesake; a
 * sentence of fewer than 6 words ("The motion was carried.") stands in many places. Exact blocks may be
 * shorter. */
const double MOVES_FUZZY_MIN = 0.70;
enum { FUZZY_WORDS = 8, EXACT_WORDS = 3, EXACT_ROW_WORDS = 2, SENTENCE_WORDS = 6 };
/* A section moved if this share of its blocks did. */
static const double SECTION_SHARE = 0.5;

/* --- blocks --- */

static GArray *free_spans(const DiffPaperSide *side, uint32_t least, GArray **units) {
  GArray *spans = g_array_new(FALSE, FALSE, sizeof(DiffSpan));
  *units = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t u = 0; u < side->units->len; u++) {
    const DiffUnit *unit = side_unit(side, u);
    DiffSpan span = span_of_unit(unit);
    uint32_t words = unit->end - unit->first;
    bool exempt = unit->kind == UNIT_HEADING || (unit->kind == UNIT_ROW && words >= EXACT_ROW_WORDS);
    bool long_enough = words >= least || (exempt && least <= EXACT_WORDS);
    if (unit->bead != DIFF_NONE || unit->aside || !long_enough) continue;
    g_array_append_val(spans, span);
    g_array_append_val(*units, u);
  }
  return spans;
}

/* By key: index + 1 of the only span that has it, or 0 where none or several have. */
static GHashTable *single_keys(const GArray *spans) {
  GHashTable *table = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < spans->len; i++) {
    gpointer key = GUINT_TO_POINTER(g_array_index(spans, DiffSpan, i).key);
    g_hash_table_insert(table, key, GUINT_TO_POINTER(g_hash_table_contains(table, key) ? 0 : i + 1));
  }
  return table;
}

static void match_exact(DiffMatch *m) {
  g_autoptr(GArray) ua = NULL, ub = NULL;
  g_autoptr(GArray) a = free_spans(m->side[0], EXACT_WORDS, &ua),
                    b = free_spans(m->side[1], EXACT_WORDS, &ub);
  g_autoptr(GHashTable) ka = single_keys(a), kb = single_keys(b);
  for (guint i = 0; i < a->len; i++) {
    gpointer key = GUINT_TO_POINTER(g_array_index(a, DiffSpan, i).key);
    guint j = GPOINTER_TO_UINT(g_hash_table_lookup(kb, key));
    if (!j || GPOINTER_TO_UINT(g_hash_table_lookup(ka, key)) != i + 1) continue;
    match_add_bead(m, g_array_index(ua, uint32_t, i), 1, g_array_index(ub, uint32_t, j - 1), 1,
                   STAGE_EXACT_MOVE, BEAD_EQUAL);
  }
}

typedef struct {
  uint32_t a, b;
  double similarity;
} Found;

static int compare_found(const void *x, const void *y) {
  const Found *a = x, *b = y;
  if (a->similarity != b->similarity)
    return (a->similarity < b->similarity) - (a->similarity > b->similarity);
  return (a->a > b->a) - (a->a < b->a);
}

static void match_fuzzy(DiffMatch *m) {
  g_autoptr(GArray) ua = NULL, ub = NULL, found = g_array_new(FALSE, FALSE, sizeof(Found));
  g_autoptr(GArray) a = free_spans(m->side[0], FUZZY_WORDS, &ua),
                    b = free_spans(m->side[1], FUZZY_WORDS, &ub);
  if (!a->len || !b->len) return;
  DiffRareIndex *index = rare_index_new(m, 1, (const DiffSpan *)(void *)b->data, b->len);
  for (guint i = 0; i < a->len; i++) {
    double similarity;
    uint32_t j = rare_index_best(index, &g_array_index(a, DiffSpan, i), MOVES_FUZZY_MIN, &similarity);
    Found pair = {g_array_index(ua, uint32_t, i), j == DIFF_NONE ? 0 : g_array_index(ub, uint32_t, j),
                  similarity};
    if (j != DIFF_NONE) g_array_append_val(found, pair);
  }
  rare_index_free(index);
  g_array_sort(found, compare_found);
  for (guint k = 0; k < found->len; k++) {
    const Found *pair = &g_array_index(found, Found, k);
    if (side_unit(m->side[0], pair->a)->bead != DIFF_NONE ||
        side_unit(m->side[1], pair->b)->bead != DIFF_NONE)
      continue;
    match_add_bead(m, pair->a, 1, pair->b, 1, STAGE_FUZZY_MOVE, 0);
  }
}

void moves_match(DiffMatch *m) {
  match_exact(m);
  match_fuzzy(m);
}

/* --- sentences --- */

static bool is_lost(const DiffPaperSide *side, const DiffSpan *span) {
  for (uint32_t w = span->first; w < span->end; w++)
    if (side->state[w] != WORD_LOST) return false;
  return true;
}

/* A sentence that is a whole block is no sentence move: the blocks had their turn. */
static bool is_free_block(const DiffPaperSide *side, const DiffSpan *span) {
  const DiffUnit *unit = side_unit(side, side_unit_of_word(side, span->first));
  return unit->bead == DIFF_NONE && unit->first == span->first && unit->end == span->end;
}

static GArray *lost_sentences(const DiffPaperSide *side) {
  GArray *lost = g_array_new(FALSE, FALSE, sizeof(DiffSpan));
  for (guint u = 0; u < side->units->len; u++) {
    const DiffUnit *unit = side_unit(side, u);
    if (unit->kind != UNIT_TEXT || unit->end - unit->first < SENTENCE_WORDS) continue;
    uint32_t w = unit->first;
    while (w < unit->end && side->state[w] != WORD_LOST) w++;
    if (w == unit->end) continue;
    g_autoptr(GArray) sentences = sentence_spans(side, unit->first, unit->end);
    for (guint i = 0; i < sentences->len; i++) {
      const DiffSpan *span = &g_array_index(sentences, DiffSpan, i);
      if (span->end - span->first >= SENTENCE_WORDS && is_lost(side, span)) g_array_append_val(lost, *span);
    }
  }
  return lost;
}

typedef struct {
  const DiffPaperSide *side;
  DiffSpan span;
} SentenceKey;

static guint sentence_hash(gconstpointer x) {
  const SentenceKey *k = x;
  guint h = 2166136261u;
  for (uint32_t w = k->span.first; w < k->span.end; w++) h = (h ^ k->side->word_id[w]) * 16777619u;
  return h;
}

static gboolean sentence_equal(gconstpointer x, gconstpointer y) {
  const SentenceKey *a = x, *b = y;
  uint32_t n = a->span.end - a->span.first;
  return n == b->span.end - b->span.first &&
         memcmp(a->side->word_id + a->span.first, b->side->word_id + b->span.first, n * sizeof(uint32_t)) ==
             0;
}

static void move_sentence(DiffMatch *m, const DiffSpan *a, const DiffSpan *b) {
  DiffSentenceMove move = {{a->first, b->first}, {a->end, b->end}};
  g_array_append_val(m->sentences, move);
  for (uint32_t i = 0; i < a->end - a->first; i++) {
    m->side[0]->state[a->first + i] = m->side[1]->state[b->first + i] = WORD_MOVED;
    m->side[0]->peer[a->first + i] = b->first + i;
    m->side[1]->peer[b->first + i] = a->first + i;
  }
}

void moves_match_sentences(DiffMatch *m) {
  g_autoptr(GArray) a = lost_sentences(m->side[0]), b = lost_sentences(m->side[1]);
  g_autoptr(GHashTable) table = g_hash_table_new_full(sentence_hash, sentence_equal, g_free, NULL);
  for (guint j = b->len; j > 0; j--) { /* backwards, so that the first of several is found */
    SentenceKey key = {m->side[1], g_array_index(b, DiffSpan, j - 1)};
    g_hash_table_replace(table, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(j));
  }
  for (guint i = 0; i < a->len; i++) {
    SentenceKey key = {m->side[0], g_array_index(a, DiffSpan, i)};
    guint j = GPOINTER_TO_UINT(g_hash_table_lookup(table, &key));
    if (!j) continue;
    const DiffSpan *there = &g_array_index(b, DiffSpan, j - 1);
    if (is_free_block(m->side[0], &key.span) && is_free_block(m->side[1], there)) continue;
    move_sentence(m, &key.span, there);
    g_hash_table_remove(table, &key);
  }
}

/* --- what is told as a move --- */

static bool is_container(DocKind kind) {
  return kind == DOC_SECTION || kind == DOC_LIST || kind == DOC_TABLE;
}

/* The container of the old draft that holds what this one holds: a section's by its heading, a list's or
 * table's by its first block. */
static uint32_t counterpart(const DiffMatch *m, uint32_t node) {
  const Doc *doc = m->side[1]->doc;
  if (doc_node(doc, node)->kind == DOC_SECTION) return m->section_peer[1][node];
  uint32_t first, end;
  side_subtree_units(m->side[1], node, &first, &end);
  if (first >= end || side_unit(m->side[1], first)->bead == DIFF_NONE) return 0;
  uint32_t there = side_unit(m->side[0], match_bead(m, side_unit(m->side[1], first)->bead)->first[0])->node;
  while (there && doc_node(m->side[0]->doc, there)->kind != doc_node(doc, node)->kind)
    there = doc_node(m->side[0]->doc, there)->parent;
  return there;
}

static bool bead_is_inside(const DiffMatch *m, const DiffBead *bead, uint32_t a, uint32_t b) {
  const uint32_t node[2] = {a, b};
  for (unsigned s = 0; s < 2; s++) {
    uint32_t first, end;
    side_subtree_units(m->side[s], node[s], &first, &end);
    if (bead->first[s] < first || bead->first[s] + bead->count[s] > end) return false;
  }
  return true;
}

/* Is something of container a, which is b now, matched with what is not in b? */
static bool leaves_behind(const DiffMatch *m, uint32_t a, uint32_t b) {
  uint32_t first, end;
  side_subtree_units(m->side[0], a, &first, &end);
  for (uint32_t u = first; u < end; u++) {
    uint32_t index = side_unit(m->side[0], u)->bead;
    if (index != DIFF_NONE && !bead_is_inside(m, match_bead(m, index), a, b)) return true;
  }
  return false;
}

/* Did container b, which was a, move as one? Sections need their heading and half of their blocks moved,
 * lists and tables all of them. */
static bool moved_as_one(const DiffMatch *m, uint32_t a, uint32_t b) {
  uint32_t first, end, units = 0, moved = 0;
  side_subtree_units(m->side[1], b, &first, &end);
  for (uint32_t u = first; u < end; u++) {
    uint32_t index = side_unit(m->side[1], u)->bead;
    const DiffBead *bead = index == DIFF_NONE ? NULL : match_bead(m, index);
    units++;
    moved += bead && bead->flags & BEAD_MOVED && bead_is_inside(m, bead, a, b);
  }
  if (doc_node(m->side[1]->doc, b)->kind != DOC_SECTION)
    return units > 1 && moved == units && !leaves_behind(m, a, b);
  const DiffUnit *heading = side_unit(m->side[1], first);
  bool heading_moved = heading->bead != DIFF_NONE && match_bead(m, heading->bead)->flags & BEAD_MOVED;
  return heading_moved && units > 1 && moved >= SECTION_SHARE * units;
}

/* What stayed where the container was, or came to it from elsewhere, did not go with it: it moved on its own. */
static void mark_left(DiffMatch *m, uint32_t a, uint32_t b) {
  const uint32_t node[2] = {a, b};
  for (unsigned s = 0; s < 2; s++) {
    uint32_t first, end;
    side_subtree_units(m->side[s], node[s], &first, &end);
    for (uint32_t u = first; u < end; u++) {
      uint32_t index = side_unit(m->side[s], u)->bead;
      if (index != DIFF_NONE && !bead_is_inside(m, match_bead(m, index), a, b))
        match_bead(m, index)->flags |= BEAD_MOVED;
    }
  }
}

/* Takes the container's blocks off the list of moves, but those that changed their order inside it. */
static void carry(DiffMatch *m, uint32_t a, uint32_t b) {
  g_autoptr(GArray) inside = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  uint32_t first, end;
  side_subtree_units(m->side[0], a, &first, &end);
  for (uint32_t u = first; u < end; u++) {
    uint32_t index = side_unit(m->side[0], u)->bead;
    if (index == DIFF_NONE || match_bead(m, index)->first[0] != u) continue;
    if (bead_is_inside(m, match_bead(m, index), a, b)) g_array_append_val(inside, index);
  }
  match_mark_spine(m, inside);
  mark_left(m, a, b);
  DiffContainerMove move = {{a, b}};
  g_array_append_val(m->containers, move);
}

void moves_mark(DiffMatch *m) {
  g_autoptr(GArray) order = match_beads_in_order(m);
  if (match_mark_spine(m, order) == 0) return;
  const Doc *doc = m->side[1]->doc;
  for (uint32_t node = 1; node < doc_count(doc); node++) {
    if (!is_container(doc_node(doc, node)->kind)) continue;
    uint32_t a = counterpart(m, node);
    if (a && moved_as_one(m, a, node)) carry(m, a, node);
  }
}
