/* The longest common subsequence of all words of two papers that did not move: what a flat comparison of words finds.
 * As sequence.c. */
#include "diff/diff_priv.h"

/* Words of both sides. 5 MB of prose have ten times as many, for which it would take a tenth more time and 30 MB. */
enum { PATH_WORDS_MAX = 200000 };

/* Of one side, with their numbers. */
static GArray *words_in_place(const DiffMatch *m, unsigned s, GArray *ids) {
  GArray *words = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  const DiffPaperSide *side = m->side[s];
  for (uint32_t u = 0; u < side->units->len; u++) {
    const DiffUnit *unit = side_unit(side, u);
    bool moved = unit->bead != DIFF_NONE && match_bead(m, unit->bead)->flags & BEAD_MOVED;
    for (uint32_t w = unit->first; w < unit->end && !moved && !unit->aside; w++) {
      if (side->state[w] == WORD_MOVED || side->state[w] == WORD_COLUMN) continue;
      g_array_append_val(words, w);
      g_array_append_val(ids, side->word_id[w]);
    }
  }
  return words;
}

DiffPath *path_new(DiffMatch *m) {
  if (m->side[0]->word_count + m->side[1]->word_count > PATH_WORDS_MAX) return NULL;
  DiffPath *path = g_new0(DiffPath, 1);
  g_autoptr(GArray) order = match_beads_in_order(m), a = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                    b = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  match_mark_spine(m, order);
  path->words[0] = words_in_place(m, 0, a);
  path->words[1] = words_in_place(m, 1, b);
  path->match = g_new(uint32_t, a->len + 1);
  sequence_match(m->sequence, (const uint32_t *)(void *)a->data, a->len, (const uint32_t *)(void *)b->data,
                 b->len, path->match);
  path->lost = a->len + b->len;
  for (guint i = 0; i < a->len; i++) path->lost -= path->match[i] == DIFF_NONE ? 0 : 2;
  return path;
}

void path_free(DiffPath *path) {
  g_array_unref(path->words[0]);
  g_array_unref(path->words[1]);
  g_free(path->match);
  g_free(path);
}
