/* The words of a table and of what another reader made of it, compared without order (stages 4 and 6).
 *
 * Where one reader took the lines of narrow cells for rows, its words come in another order and some are
 * broken in two. Words are paired by their letters alone, then pieces are put together; only what is left
 * over is different. Linear in the words; the pieces are looked for among at most BROKEN_MAX words. */
#include "diff/diff_priv.h"

#include <string.h>

/* A word broken over the lines of a cell is in at most this many pieces; looked for among this many lost
 * words. */
enum { PIECES = 4, BROKEN_MAX = 300 };

static void keep_common_words(DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  g_autoptr(GHashTable) places = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_queue_free);
  for (uint32_t w = b; w < be; w++) {
    gpointer id = GUINT_TO_POINTER(m->side[1]->word_id[w]);
    GQueue *queue = g_hash_table_lookup(places, id);
    if (!queue) g_hash_table_insert(places, id, queue = g_queue_new());
    g_queue_push_tail(queue, GUINT_TO_POINTER(w));
  }
  for (uint32_t w = a; w < ae; w++) {
    GQueue *queue = g_hash_table_lookup(places, GUINT_TO_POINTER(m->side[0]->word_id[w]));
    if (queue && !g_queue_is_empty(queue)) refine_keep(m, w, GPOINTER_TO_UINT(g_queue_pop_head(queue)));
  }
}

/* --- what was given to another row --- */

/* A word and where its peer stands; `line` is its column, or ROWS and its row. */
typedef struct {
  uint32_t line, word, peer;
} Placed;
enum { ROWS = 0x40000000 };

static gint compare_placed(gconstpointer x, gconstpointer y) {
  const Placed *a = x, *b = y;
  if (a->line != b->line) return a->line < b->line ? -1 : 1;
  return (a->word > b->word) - (a->word < b->word);
}

/* Words of a side that stand there once; of others nothing tells which is which. */
static GHashTable *single_words(const DiffPaperSide *side, uint32_t first, uint32_t end) {
  GHashTable *count = g_hash_table_new(NULL, NULL);
  for (uint32_t w = first; w < end; w++) {
    gpointer id = GUINT_TO_POINTER(side->word_id[w]);
    g_hash_table_replace(count, id, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(count, id)) + 1));
  }
  return count;
}

static bool is_single(GHashTable *count, uint32_t id) {
  return GPOINTER_TO_UINT(g_hash_table_lookup(count, GUINT_TO_POINTER(id))) == 1;
}

static bool is_value(const DiffPaperSide *side, uint32_t word) {
  WordKind kind = side_word(side, word)->kind;
  return kind == WORD_NUMBER || kind == WORD_MONEY || kind == WORD_PERCENTAGE;
}

static GArray *placed_words(const DiffMatch *m, unsigned s, const uint32_t first[2], const uint32_t end[2]) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(Placed));
  const DiffPaperSide *side = m->side[s];
  g_autoptr(GHashTable) here = single_words(side, first[s], end[s]),
                        there = single_words(m->side[!s], first[!s], end[!s]);
  for (uint32_t u = side_unit_of_word(side, first[s]); u < side->units->len; u++) {
    if (side_unit(side, u)->first >= end[s]) break;
    if (side_unit(side, u)->kind != UNIT_ROW) continue;
    g_autoptr(GArray) cells = table_cells(side, u);
    for (guint i = 0; i < cells->len; i++) {
      const DiffCell *cell = &g_array_index(cells, DiffCell, i);
      Placed placed = {cell->column, cell->first, DIFF_NONE};
      if (cell->end - cell->first != 1 || side->state[placed.word] != WORD_KEPT) continue;
      placed.peer = side->peer[placed.word];
      uint32_t id = side->word_id[placed.word];
      if (placed.peer == DIFF_NONE || !is_single(here, id) || !is_single(there, id)) continue;
      g_array_append_val(list, placed);
      placed.line = ROWS + u;
      if (is_value(side, placed.word)) g_array_append_val(list, placed);
    }
  }
  g_array_sort(list, compare_placed);
  return list;
}

/* However a table is read, by rows, columns or lines, the cells of one word stay in order in each column, and so do the
 * values of a row; longer cells may be several that a reader joined. What is off that order stands in another row or
 * column now, and is told. */
static void part_from_rows(DiffMatch *m, unsigned s, const uint32_t first[2], const uint32_t end[2]) {
  g_autoptr(GArray) list = placed_words(m, s, first, end);
  g_autofree uint32_t *position = g_new(uint32_t, list->len + 1);
  g_autofree uint64_t *weight = g_new(uint64_t, list->len + 1);
  g_autofree bool *kept = g_new0(bool, list->len + 1);
  for (guint from = 0, to; from < list->len; from = to) {
    uint32_t line = g_array_index(list, Placed, from).line;
    for (to = from; to < list->len && g_array_index(list, Placed, to).line == line; to++)
      position[to] = g_array_index(list, Placed, to).peer - first[!s], weight[to] = 1;
    sequence_heaviest(position + from, weight + from, to - from, end[!s] - first[!s], kept + from);
    for (guint i = from; i < to; i++) {
      const Placed *placed = &g_array_index(list, Placed, i);
      if (kept[i]) continue;
      refine_reset(m, s, placed->word, placed->word + 1);
      refine_reset(m, !s, placed->peer, placed->peer + 1);
    }
  }
}

/* --- broken words --- */

static GArray *lost_words(const DiffPaperSide *side, uint32_t first, uint32_t end) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t w = first; w < end; w++)
    if (side->state[w] == WORD_LOST) g_array_append_val(list, w);
  return list;
}

/* Finds lost words that put together are `rest`, with or without hyphens between; marks them kept. */
static bool take_pieces(DiffMatch *m, unsigned s, const GArray *lost, const char *rest, unsigned pieces) {
  if (!*rest) return pieces >= 2;
  if (pieces == PIECES) return false;
  for (guint i = 0; i < lost->len; i++) {
    uint32_t w = g_array_index(lost, uint32_t, i);
    const char *word = vocabulary_word(m->words, m->side[s]->word_id[w]);
    gsize len = strlen(word);
    if (m->side[s]->state[w] != WORD_LOST || strncmp(rest, word, len) != 0 || (!pieces && !rest[len]))
      continue;
    m->side[s]->state[w] = WORD_KEPT;
    if (take_pieces(m, s, lost, rest + len + (rest[len] == '-'), pieces + 1)) return true;
    m->side[s]->state[w] = WORD_LOST;
  }
  return false;
}

/* "Canter-" in one line of a narrow cell and "bury" in the next: no reader can join them if it took the lines
 * for rows, but the other draft has the word. */
static void keep_broken_words(DiffMatch *m, const uint32_t first[2], const uint32_t end[2]) {
  for (unsigned s = 0; s < 2; s++) {
    g_autoptr(GArray) whole = lost_words(m->side[s], first[s], end[s]),
                      pieces = lost_words(m->side[!s], first[!s], end[!s]);
    if (whole->len > BROKEN_MAX || pieces->len > BROKEN_MAX) continue;
    for (guint i = 0; i < whole->len; i++) {
      uint32_t w = g_array_index(whole, uint32_t, i);
      if (take_pieces(m, !s, pieces, vocabulary_word(m->words, m->side[s]->word_id[w]), 0))
        m->side[s]->state[w] = WORD_KEPT;
    }
  }
}

typedef struct {
  uint32_t word;
  char **parts; /* between its hyphens */
  bool alive;
} PartedWord;

static void parted_word_clear(gpointer data) { g_strfreev(((PartedWord *)data)->parts); }

static GArray *part_words(const DiffMatch *m, unsigned s, const GArray *lost) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(PartedWord));
  g_array_set_clear_func(list, parted_word_clear);
  for (guint i = 0; i < lost->len; i++) {
    uint32_t w = g_array_index(lost, uint32_t, i);
    PartedWord word = {w, g_strsplit(vocabulary_word(m->words, m->side[s]->word_id[w]), "-", -1), true};
    g_array_append_val(list, word);
  }
  return list;
}

/* How often each part stands in the words still in question; the strings are borrowed. */
static GHashTable *count_parts(const GArray *words) {
  GHashTable *count = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < words->len; i++) {
    const PartedWord *word = &g_array_index(words, PartedWord, i);
    for (char **part = word->parts; word->alive && *part; part++)
      g_hash_table_replace(count, *part,
                           GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(count, *part)) + 1));
  }
  return count;
}

/* Drops the words of which the other side has some part too seldom; false if none was dropped. */
static bool drop_unmatched(GArray *words, GHashTable *there) {
  bool dropped = false;
  for (guint i = 0; i < words->len; i++) {
    PartedWord *word = &g_array_index(words, PartedWord, i);
    for (char **part = word->parts; word->alive && *part; part++) {
      guint left = GPOINTER_TO_UINT(g_hash_table_lookup(there, *part));
      if (left)
        g_hash_table_replace(there, *part, GUINT_TO_POINTER(left - 1));
      else
        word->alive = false, dropped = true;
    }
  }
  return dropped;
}

/* "aarch64-unknown-" and "linux-gnu" against "aarch64-unknown-linux-" and "gnu": both readers broke the word,
 * each at another of its hyphens. What stays is kept only if both sides have the very same parts. */
static void keep_words_by_parts(DiffMatch *m, const uint32_t first[2], const uint32_t end[2]) {
  g_autoptr(GArray) lost0 = lost_words(m->side[0], first[0], end[0]),
                    lost1 = lost_words(m->side[1], first[1], end[1]);
  if (!lost0->len || !lost1->len || MAX(lost0->len, lost1->len) > BROKEN_MAX) return;
  g_autoptr(GArray) a = part_words(m, 0, lost0), b = part_words(m, 1, lost1);
  for (bool dropped = true; dropped;) {
    g_autoptr(GHashTable) in_a = count_parts(a), in_b = count_parts(b);
    dropped = drop_unmatched(a, in_b);
    dropped |= drop_unmatched(b, in_a);
  }
  const GArray *lists[2] = {a, b};
  for (unsigned s = 0; s < 2; s++)
    for (guint i = 0; i < lists[s]->len; i++) {
      const PartedWord *word = &g_array_index(lists[s], PartedWord, i);
      if (word->alive) m->side[s]->state[word->word] = WORD_KEPT;
    }
}

static void keep_doubtful(DiffMatch *m, const uint32_t first[2], const uint32_t end[2]) {
  if (!g_hash_table_size(m->side[0]->doubtful) && !g_hash_table_size(m->side[1]->doubtful)) return;
  g_autoptr(GArray) a = lost_words(m->side[0], first[0], end[0]),
                    b = lost_words(m->side[1], first[1], end[1]);
  if (MAX(a->len, b->len) > BROKEN_MAX) return;
  for (guint i = 0; i < a->len; i++)
    for (guint j = 0; j < b->len; j++) {
      uint32_t x = g_array_index(a, uint32_t, i), y = g_array_index(b, uint32_t, j);
      if (m->side[0]->state[x] == WORD_LOST && m->side[1]->state[y] == WORD_LOST &&
          refine_may_be_one(m, x, y))
        refine_keep(m, x, y);
    }
}

void refine_bag(DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  const uint32_t first[2] = {a, b}, end[2] = {ae, be};
  keep_common_words(m, a, ae, b, be);
  keep_doubtful(m, first, end);
  keep_broken_words(m, first, end);
  keep_words_by_parts(m, first, end);
  for (unsigned s = 0; s < 2; s++) part_from_rows(m, s, first, end);
}
