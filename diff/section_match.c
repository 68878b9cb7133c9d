/* Sections of the two papers: matched by their headings, else by what they contain (stage 2).
 *
 * Chawathe et al., "Change Detection in Hierarchically Structured Information" (1996), section 5.2: inner
 * nodes match if they share more than half of their leaves. A heading's number and level are attributes and
 * play no part. Linear in the units. */
#include "diff/diff_priv.h"

#include "model/text.h"

#include <string.h>

/* Share of the words under a heading that must lie under the other one (Chawathe's t, at its lowest). */
static const double CONTENT_MIN = 0.5;

static void match_by_heading(DiffMatch *m) {
  for (guint k = 0; k < m->beads->len; k++) {
    const DiffBead *bead = match_bead(m, k);
    if (!bead_is_single(bead)) continue;
    uint32_t a = side_unit(m->side[0], bead->first[0])->node, b = side_unit(m->side[1], bead->first[1])->node;
    if (doc_node(m->side[0]->doc, a)->kind != DOC_SECTION ||
        doc_node(m->side[1]->doc, b)->kind != DOC_SECTION)
      continue;
    m->section_peer[0][a] = b;
    m->section_peer[1][b] = a;
  }
}

static uint32_t section_of(const Doc *doc, uint32_t node) {
  while (node && (doc_node(doc, node)->kind != DOC_SECTION)) node = doc_node(doc, node)->parent;
  return node;
}

uint32_t section_of_unit(const DiffPaperSide *side, uint32_t u) {
  const DiffUnit *unit = side_unit(side, u);
  uint32_t node = unit->kind == UNIT_HEADING ? doc_node(side->doc, unit->node)->parent : unit->node;
  return section_of(side->doc, node);
}

/* Words directly under every section. */
static uint32_t *count_content(const DiffPaperSide *side) {
  uint32_t *words = g_new0(uint32_t, doc_count(side->doc));
  for (guint u = 0; u < side->units->len; u++)
    words[section_of_unit(side, u)] += side_unit(side, u)->end - side_unit(side, u)->first;
  return words;
}

typedef struct {
  uint32_t section[2], words;
} Shared;

static gint compare_shared(gconstpointer x, gconstpointer y) {
  const Shared *a = x, *b = y;
  for (unsigned s = 0; s < 2; s++)
    if (a->section[s] != b->section[s])
      return (a->section[s] > b->section[s]) - (a->section[s] < b->section[s]);
  return 0;
}

/* Words that a section of one side has in common with a section of the other, by the beads. */
static GArray *count_shared(const DiffMatch *m) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(Shared));
  for (guint k = 0; k < m->beads->len; k++) {
    const DiffBead *bead = match_bead(m, k);
    if (bead->count[0] == 0) continue;
    Shared shared = {
        {section_of_unit(m->side[0], bead->first[0]), section_of_unit(m->side[1], bead->first[1])}, 0};
    shared.words = MIN(bead_end_word(m, bead, 0) - bead_first_word(m, bead, 0),
                       bead_end_word(m, bead, 1) - bead_first_word(m, bead, 1));
    g_array_append_val(list, shared);
  }
  g_array_sort(list, compare_shared);
  guint kept = 0;
  for (guint k = 0; k < list->len; k++) {
    Shared *here = &g_array_index(list, Shared, k),
           *last = kept ? &g_array_index(list, Shared, kept - 1) : NULL;
    if (last && compare_shared(last, here) == 0)
      last->words += here->words;
    else
      g_array_index(list, Shared, kept++) = *here;
  }
  g_array_set_size(list, kept);
  return list;
}

/* The unit of a section's heading, DIFF_NONE where it has no words. */
static uint32_t heading_unit(const DiffPaperSide *side, uint32_t section) {
  uint32_t u = side->first_unit[section];
  return u < side->units->len && side_unit(side, u)->node == section ? u : DIFF_NONE;
}

static bool pair_headings(DiffMatch *m, uint32_t a, uint32_t b) {
  uint32_t ua = heading_unit(m->side[0], a), ub = heading_unit(m->side[1], b);
  if (ua == DIFF_NONE || ub == DIFF_NONE) return false;
  if (side_unit(m->side[0], ua)->bead != DIFF_NONE || side_unit(m->side[1], ub)->bead != DIFF_NONE)
    return false;
  match_add_bead(m, ua, 1, ub, 1, STAGE_CONTENT, BEAD_FORCED);
  m->section_peer[0][a] = b;
  m->section_peer[1][b] = a;
  return true;
}

static void match_by_content(DiffMatch *m) {
  g_autofree uint32_t *words0 = count_content(m->side[0]), *words1 = count_content(m->side[1]);
  g_autoptr(GArray) list = count_shared(m);
  for (guint k = 0; k < list->len; k++) {
    const Shared *shared = &g_array_index(list, Shared, k);
    uint32_t a = shared->section[0], b = shared->section[1];
    if (!a || !b || m->section_peer[0][a] || m->section_peer[1][b]) continue;
    if (shared->words >= CONTENT_MIN * words0[a] && shared->words >= CONTENT_MIN * words1[b])
      pair_headings(m, a, b);
  }
}

/* The heading that the paper's title was read from. */
static uint32_t title_section(const DiffPaperSide *side) {
  const char *title = doc_particular(side->doc, "title");
  if (!title) return 0;
  g_autofree char *key = text_key(title, -1);
  for (uint32_t i = 1; i < doc_count(side->doc); i++) {
    const DocNode *node = doc_node(side->doc, i);
    if (node->kind == DOC_SECTION && strcmp(doc_key(side->doc, node), key) == 0) return i;
  }
  return 0;
}

/* Two papers that have nothing in common have no common title either. */
static bool anything_matched(const DiffMatch *m) {
  for (guint k = 0; k < m->beads->len; k++)
    if (match_bead(m, k)->count[0]) return true;
  return false;
}

void sections_match(DiffMatch *m) {
  match_by_heading(m);
  uint32_t a = title_section(m->side[0]), b = title_section(m->side[1]);
  if (a && b && anything_matched(m)) pair_headings(m, a, b);
  match_by_content(m);
  m->sections_known = true;
}
