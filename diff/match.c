/* The matching of a pair of papers: beads and what they hold. */
#include "diff/diff_priv.h"

#include <string.h>

/* A heading of two words outweighs a long paragraph that left the section. */
enum { SECTION_WEIGHT = 1024 };

void table_pair_clear(void *data) {
  DiffTablePair *pair = data;
  g_free(pair->map[0]);
  g_free(pair->map[1]);
  g_free(pair->moved);
}

DiffMatch *match_new_pair(DiffVocabulary *v, DiffSequence *sequence, DiffPaperSide *a, DiffPaperSide *b,
                          bool swapped) {
  DiffMatch *m = g_new0(DiffMatch, 1);
  m->side[0] = a, m->side[1] = b;
  m->swapped = swapped;
  m->words = v;
  m->sequence = sequence;
  m->beads = g_array_new(FALSE, FALSE, sizeof(DiffBead));
  m->containers = g_array_new(FALSE, FALSE, sizeof(DiffContainerMove));
  m->sentences = g_array_new(FALSE, FALSE, sizeof(DiffSentenceMove));
  m->tables = g_array_new(FALSE, FALSE, sizeof(DiffTablePair));
  g_array_set_clear_func(m->tables, table_pair_clear);
  for (unsigned s = 0; s < 2; s++) m->section_peer[s] = g_new0(uint32_t, doc_count(m->side[s]->doc));
  return m;
}

void match_free(DiffMatch *m) {
  if (!m) return;
  g_array_unref(m->beads);
  g_array_unref(m->containers);
  g_array_unref(m->sentences);
  g_array_unref(m->tables);
  g_free(m->section_peer[0]);
  g_free(m->section_peer[1]);
  g_free(m);
}

uint32_t match_lost(const DiffMatch *m) {
  return refine_lost(m, 0, 0, m->side[0]->word_count) + refine_lost(m, 1, 0, m->side[1]->word_count);
}

static void reset_side(DiffMatch *m, unsigned s) {
  for (guint u = 0; u < m->side[s]->units->len; u++) {
    side_unit(m->side[s], u)->bead = DIFF_NONE;
    side_unit(m->side[s], u)->aside = false;
  }
  refine_reset(m, s, 0, m->side[s]->word_count);
  memset(m->section_peer[s], 0, doc_count(m->side[s]->doc) * sizeof(uint32_t));
}

void match_reset(DiffMatch *m) {
  GArray *lists[] = {m->beads, m->containers, m->sentences, m->tables};
  for (unsigned i = 0; i < G_N_ELEMENTS(lists); i++) g_array_set_size(lists[i], 0);
  for (unsigned s = 0; s < 2; s++) reset_side(m, s);
  m->sections_known = false;
  m->layout_only = 0;
}

uint32_t match_add_bead(DiffMatch *m, uint32_t first0, uint32_t count0, uint32_t first1, uint32_t count1,
                        DiffStage stage, unsigned flags) {
  DiffBead bead = {{first0, first1}, {count0, count1}, flags, stage};
  uint32_t index = m->beads->len;
  g_array_append_val(m->beads, bead);
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t i = bead.first[s]; i < bead.first[s] + bead.count[s]; i++) {
      g_assert(side_unit(m->side[s], i)->bead == DIFF_NONE);
      side_unit(m->side[s], i)->bead = index;
    }
  return index;
}

void match_drop_bead(DiffMatch *m, uint32_t index) {
  DiffBead *bead = match_bead(m, index);
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t i = bead->first[s]; i < bead->first[s] + bead->count[s]; i++)
      side_unit(m->side[s], i)->bead = DIFF_NONE;
  bead->count[0] = bead->count[1] = 0;
}

/* Beads in order of side 0, less those dropped. */
GArray *match_beads_in_order(const DiffMatch *m) {
  GArray *order = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (guint i = 0; i < m->side[0]->units->len; i++) {
    const DiffUnit *unit = side_unit(m->side[0], i);
    if (unit->bead != DIFF_NONE && match_bead(m, unit->bead)->first[0] == i)
      g_array_append_val(order, unit->bead);
  }
  return order;
}

/* A block that is in another section now is what moved, and not the longer or shorter one that stayed in its own. */
static bool keeps_section(const DiffMatch *m, const DiffBead *bead) {
  uint32_t a = section_of_unit(m->side[0], bead->first[0]), b = section_of_unit(m->side[1], bead->first[1]);
  return a == 0 || b == 0 ? a == b : m->section_peer[0][a] == b;
}

uint32_t match_mark_spine(DiffMatch *m, GArray *order) {
  uint32_t count = order->len, off = 0;
  g_autofree uint32_t *position = g_new(uint32_t, count + 1);
  g_autofree uint64_t *weight = g_new(uint64_t, count + 1);
  g_autofree bool *kept = g_new0(bool, count + 1);
  for (uint32_t k = 0; k < count; k++) {
    const DiffBead *bead = match_bead(m, g_array_index(order, uint32_t, k));
    position[k] = bead->first[1];
    weight[k] = bead_end_word(m, bead, 0) - bead_first_word(m, bead, 0) + bead_end_word(m, bead, 1) -
                bead_first_word(m, bead, 1);
    if (m->sections_known && keeps_section(m, bead)) weight[k] *= SECTION_WEIGHT;
  }
  sequence_heaviest(position, weight, count, m->side[1]->units->len, kept);
  for (uint32_t k = 0; k < count; k++) {
    DiffBead *bead = match_bead(m, g_array_index(order, uint32_t, k));
    bead->flags = kept[k] ? bead->flags & ~(unsigned)BEAD_MOVED : bead->flags | BEAD_MOVED;
    off += !kept[k];
  }
  return off;
}
