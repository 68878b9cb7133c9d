/* The same words as blocks of another shape (stage 4): a paragraph cut by a page, a table that another draft
 * has as loose fragments, a list run together.
 *
 * Streams: the words of a gap are compared as one stream, and blocks that share most of their words are one
 * component; where a component's words agree, it is one bead, of any number of blocks. Tree tools see a
 * deletion and an insertion here (GumTree, Falleri et al. 2014, section 5.3, names it as their limit). Bags:
 * a table read column by column has its words in another order; then they are compared without order.
 * Near-linear in the words of the gap. */
#include "diff/diff_priv.h"

#include "model/text.h"

#include <string.h>

/* Two blocks belong together if they share this much of the smaller; a component's words agree if this much
 * of all of them is shared (0.85 in the prototype of FACTS.md; the bag has less evidence and asks for as
 * much). */
static const double LINK_MIN = 0.5, COVER_MIN = 0.85;
/* A table with other rows may have been edited, so taking it as a bag must explain at least half of what
 * differs: a row put in explains nothing by it. */
static const double TABLE_SHARE = 0.5;
/* From this share of the rows on that have their names in both, a table is cut into the same rows. */
static const double NAMES_KEPT = 0.75;
/* Blocks that fell out of a table: this many together, of this many words. */
enum { STRAY_UNITS = 2, STRAY_WORDS = 3 };

typedef struct {
  uint32_t unit[2], words;
} Link;

/* --- streams --- */

static uint32_t collect_words(const DiffPaperSide *side, uint32_t first, uint32_t end, uint32_t *ids,
                              uint32_t *units) {
  uint32_t count = 0;
  for (uint32_t u = first; u < end; u++) {
    const DiffUnit *unit = side_unit(side, u);
    if (unit->bead != DIFF_NONE || unit->aside) continue;
    for (uint32_t w = unit->first; w < unit->end; w++) ids[count] = side->word_id[w], units[count++] = u;
  }
  return count;
}

static uint32_t unit_words(const DiffPaperSide *side, uint32_t u) {
  return side_unit(side, u)->end - side_unit(side, u)->first;
}

static GArray *find_links(DiffMatch *m, const uint32_t first[2], const uint32_t end[2]) {
  uint32_t *ids[2], *units[2], count[2];
  GArray *links = g_array_new(FALSE, FALSE, sizeof(Link));
  for (unsigned s = 0; s < 2; s++) {
    uint32_t size = side_unit(m->side[s], end[s] - 1)->end - side_unit(m->side[s], first[s])->first;
    ids[s] = g_new(uint32_t, size + 1), units[s] = g_new(uint32_t, size + 1);
    count[s] = collect_words(m->side[s], first[s], end[s], ids[s], units[s]);
  }
  g_autofree uint32_t *match = g_new(uint32_t, count[0] + 1);
  if (!sequence_match(m->sequence, ids[0], count[0], ids[1], count[1], match)) m->capped = true;
  for (uint32_t w = 0; w < count[0]; w++) {
    if (match[w] == DIFF_NONE) continue;
    uint32_t a = units[0][w], b = units[1][match[w]];
    Link *last = links->len ? &g_array_index(links, Link, links->len - 1) : NULL;
    Link link = {{a, b}, 1};
    if (last && last->unit[0] == a && last->unit[1] == b)
      last->words++;
    else
      g_array_append_val(links, link);
  }
  for (unsigned s = 0; s < 2; s++) g_free(ids[s]), g_free(units[s]);
  return links;
}

static bool link_is_strong(const DiffMatch *m, const Link *link) {
  uint32_t smaller = MIN(unit_words(m->side[0], link->unit[0]), unit_words(m->side[1], link->unit[1]));
  return link->words >= LINK_MIN * smaller;
}

typedef struct {
  uint32_t first[2], last[2], words;
} Component;

static bool is_whole_and_free(const DiffMatch *m, const Component *c, uint32_t words[2]) {
  for (unsigned s = 0; s < 2; s++) {
    words[s] = 0;
    for (uint32_t u = c->first[s]; u <= c->last[s]; u++) {
      if (side_unit(m->side[s], u)->bead != DIFF_NONE) return false;
      words[s] += unit_words(m->side[s], u);
    }
  }
  return true;
}

/* Several blocks against several is a matter of shape only where the shape differs in a way that no writer
 * meant: a row against text, or a block that ends in mid-sentence. Else a sentence that went over to the next
 * paragraph would be lost among them. */
static bool shape_differs(const DiffMatch *m, const Component *c) {
  uint8_t kind = side_unit(m->side[0], c->first[0])->kind;
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = c->first[s]; u <= c->last[s]; u++) {
      const DiffUnit *unit = side_unit(m->side[s], u);
      if (unit->kind != kind) return true;
      if (u > c->first[s] && sentence_runs_on(m->side[s], unit->first)) return true;
    }
  return kind == UNIT_ROW;
}

static void settle_component(DiffMatch *m, const Component *c) {
  uint32_t count[2] = {c->last[0] - c->first[0] + 1, c->last[1] - c->first[1] + 1}, words[2];
  if (count[0] == 1 && count[1] == 1) return;
  if (!is_whole_and_free(m, c, words) || 2.0 * c->words < COVER_MIN * (words[0] + words[1])) return;
  if (count[0] > 1 && count[1] > 1 && !shape_differs(m, c)) return;
  match_add_bead(m, c->first[0], count[0], c->first[1], count[1], STAGE_STREAM, 0);
}

bool restructure_streams(DiffMatch *m, uint32_t a0, uint32_t a1, uint32_t b0, uint32_t b1) {
  if (a0 == a1 || b0 == b1 || (a1 - a0 == 1 && b1 - b0 == 1)) return false;
  const uint32_t first[2] = {a0, b0}, end[2] = {a1, b1};
  g_autoptr(GArray) links = find_links(m, first, end);
  Component c = {.words = 0};
  guint before = m->beads->len;
  for (guint k = 0; k < links->len; k++) {
    const Link *link = &g_array_index(links, Link, k);
    if (!link_is_strong(m, link)) continue;
    bool joins = c.words && (link->unit[0] <= c.last[0] || link->unit[1] <= c.last[1]);
    if (!joins && c.words) settle_component(m, &c);
    if (!joins) c = (Component){{link->unit[0], link->unit[1]}, {link->unit[0], link->unit[1]}, 0};
    c.last[0] = link->unit[0], c.last[1] = link->unit[1];
    c.words += link->words;
  }
  if (c.words) settle_component(m, &c);
  return m->beads->len > before;
}

/* --- bags --- */

/* The part of a gap that is not understood yet: from the first to the last unit of each side that has no bead
 * or a bead whose words differ. */
static bool find_window(const DiffMatch *m, const uint32_t first[2], const uint32_t end[2], Component *c,
                        bool *has_free) {
  *has_free = false;
  for (unsigned s = 0; s < 2; s++) {
    bool found = false;
    for (uint32_t u = first[s]; u < end[s]; u++) {
      uint32_t bead = side_unit(m->side[s], u)->bead;
      if (bead != DIFF_NONE && match_bead(m, bead)->flags & (BEAD_EQUAL | BEAD_MOVED)) continue;
      if (side_unit(m->side[s], u)->aside) continue;
      if (!found) c->first[s] = u;
      c->last[s] = u, found = true;
      *has_free |= bead == DIFF_NONE;
    }
    if (!found) return false;
  }
  return true;
}

/* Words lost as things stand, at least. */
static uint32_t window_lost(const DiffMatch *m, const Component *c) {
  uint32_t lost = 0;
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = c->first[s]; u <= c->last[s]; u++) {
      uint32_t index = side_unit(m->side[s], u)->bead;
      const DiffBead *bead = index == DIFF_NONE ? NULL : match_bead(m, index);
      if (!bead && !side_unit(m->side[s], u)->aside) lost += unit_words(m->side[s], u);
      if (!bead || s == 1 || bead->first[0] != u) continue;
      uint32_t a = bead_first_word(m, bead, 0), ae = bead_end_word(m, bead, 0),
               b = bead_first_word(m, bead, 1), be = bead_end_word(m, bead, 1);
      lost += (ae - a) + (be - b) - 2 * spans_shared_words(m, a, ae, b, be);
    }
  return lost;
}

/* Words lost if all of it were compared without order. */
static uint32_t window_lost_as_bag(DiffMatch *m, const Component *c) {
  uint32_t first[2], end[2], lost = 0;
  for (unsigned s = 0; s < 2; s++) {
    first[s] = side_unit(m->side[s], c->first[s])->first, end[s] = side_unit(m->side[s], c->last[s])->end;
    refine_reset(m, s, first[s], end[s]);
  }
  refine_bag(m, first[0], end[0], first[1], end[1]);
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = c->first[s]; u <= c->last[s]; u++)
      if (!side_unit(m->side[s], u)->aside)
        lost += refine_lost(m, s, side_unit(m->side[s], u)->first, side_unit(m->side[s], u)->end);
  for (unsigned s = 0; s < 2; s++) refine_reset(m, s, first[s], end[s]);
  return lost;
}

static bool window_is_closed(const DiffMatch *m, const Component *c) {
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = c->first[s]; u <= c->last[s]; u++) {
      uint32_t index = side_unit(m->side[s], u)->bead;
      if (index == DIFF_NONE) continue;
      const DiffBead *bead = match_bead(m, index);
      if (bead->flags & BEAD_MOVED) return false;
      for (unsigned t = 0; t < 2; t++)
        if (bead->first[t] < c->first[t] || bead->first[t] + bead->count[t] - 1 > c->last[t]) return false;
    }
  return true;
}

static void count_rows(const DiffMatch *m, const Component *c, uint32_t rows[2]) {
  for (unsigned s = 0; s < 2; s++) {
    rows[s] = 0;
    for (uint32_t u = c->first[s]; u <= c->last[s]; u++)
      rows[s] += side_unit(m->side[s], u)->kind == UNIT_ROW;
  }
}

/* One bead over the whole window, if that explains it better: at most `share` of the words lost so far stay
 * lost. */
static void settle_bag(DiffMatch *m, const Component *c, double share) {
  uint32_t all = 0, before = window_lost(m, c), after = window_lost_as_bag(m, c);
  for (unsigned s = 0; s < 2; s++)
    all += side_unit(m->side[s], c->last[s])->end - side_unit(m->side[s], c->first[s])->first;
  if (all - after < COVER_MIN * all || after >= before || after > share * before) return;
  for (uint32_t u = c->first[0]; u <= c->last[0]; u++)
    if (side_unit(m->side[0], u)->bead != DIFF_NONE) match_drop_bead(m, side_unit(m->side[0], u)->bead);
  match_add_bead(m, c->first[0], c->last[0] - c->first[0] + 1, c->first[1], c->last[1] - c->first[1] + 1,
                 STAGE_BAG, BEAD_BAG);
}

/* Rows that keep their names were not cut in another way: without order, amounts that changed places would be lost
 * sight of. */
static bool rows_keep_names(const DiffMatch *m, const Component *c) {
  g_autoptr(GHashTable) names = g_hash_table_new(NULL, NULL);
  uint32_t rows[2], kept = 0;
  count_rows(m, c, rows);
  for (uint32_t u = c->first[0]; u <= c->last[0]; u++)
    if (side_unit(m->side[0], u)->kind == UNIT_ROW && side_unit(m->side[0], u)->lead)
      g_hash_table_add(names, GUINT_TO_POINTER(side_unit(m->side[0], u)->lead));
  for (uint32_t u = c->first[1]; u <= c->last[1]; u++)
    kept += side_unit(m->side[1], u)->kind == UNIT_ROW &&
            g_hash_table_contains(names, GUINT_TO_POINTER(side_unit(m->side[1], u)->lead));
  return rows[0] && rows[1] && kept >= NAMES_KEPT * MIN(rows[0], rows[1]);
}

/* A table does not go on beyond a heading. */
static bool both_have_headings(const DiffMatch *m, const Component *c) {
  bool has[2] = {false, false};
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = c->first[s]; u <= c->last[s]; u++)
      has[s] |= side_unit(m->side[s], u)->kind == UNIT_HEADING;
  return has[0] && has[1];
}

/* Rows against text, or rows cut in another way. */
static bool is_table_matter(const DiffMatch *m, const Component *c, bool *mixed) {
  uint32_t rows[2];
  count_rows(m, c, rows);
  *mixed = rows[0] != c->last[0] - c->first[0] + 1 || rows[1] != c->last[1] - c->first[1] + 1;
  return (rows[0] || rows[1]) && (*mixed || rows[0] != rows[1]) && !rows_keep_names(m, c) &&
         !both_have_headings(m, c);
}

void restructure_bags(DiffMatch *m, uint32_t a0, uint32_t a1, uint32_t b0, uint32_t b1) {
  const uint32_t first[2] = {a0, b0}, end[2] = {a1, b1};
  Component c = {.words = 0};
  bool has_free, mixed;
  if (!find_window(m, first, end, &c, &has_free) || !has_free || !window_is_closed(m, &c)) return;
  if (is_table_matter(m, &c, &mixed)) settle_bag(m, &c, 1.0);
}

/* --- heads repeated where a page begins --- */

/* Rows, with the few small blocks between them that a reader may have dropped out of the table. */
static uint32_t region_end(const DiffPaperSide *side, uint32_t first) {
  uint32_t end = first, small = 0;
  for (uint32_t u = first; u < side->units->len && small <= STRAY_UNITS; u++) {
    const DiffUnit *unit = side_unit(side, u);
    if (unit->kind == UNIT_ROW)
      end = u + 1, small = 0;
    else if (unit->kind == UNIT_TEXT && unit->end - unit->first <= STRAY_WORDS)
      small++;
    else
      break;
  }
  return end;
}

static void set_head_aside(DiffMatch *m, unsigned s, uint32_t head, uint32_t row) {
  DiffUnit *a = side_unit(m->side[s], head), *b = side_unit(m->side[s], row);
  bool other_page = doc_node(m->side[s]->doc, a->node)->page != doc_node(m->side[s]->doc, b->node)->page;
  if (b->kind != UNIT_ROW || a->key != b->key || !other_page ||
      (a->bead == DIFF_NONE) == (b->bead == DIFF_NONE))
    return;
  *(a->bead == DIFF_NONE ? &a->aside : &b->aside) = true;
  m->layout_only++;
}

void restructure_set_heads_aside(DiffMatch *m) {
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = 0; u < m->side[s]->units->len; u++) {
      if (side_unit(m->side[s], u)->kind != UNIT_ROW) continue;
      uint32_t end = region_end(m->side[s], u);
      for (uint32_t row = u + 1; row < end; row++) set_head_aside(m, s, u, row);
      u = end - 1;
    }
}

/* --- tables cut into other rows --- */

/* The region of side 1 that a region of side 0 is matched with most. */
static bool find_partner(const DiffMatch *m, uint32_t first, uint32_t end, uint32_t *first1, uint32_t *end1) {
  uint32_t best = 0;
  for (uint32_t u = 0; u < m->side[1]->units->len; u++) {
    if (side_unit(m->side[1], u)->kind != UNIT_ROW) continue;
    uint32_t stop = region_end(m->side[1], u), votes = 0;
    for (uint32_t v = u; v < stop; v++) {
      uint32_t index = side_unit(m->side[1], v)->bead;
      votes += index != DIFF_NONE && match_bead(m, index)->first[0] >= first &&
               match_bead(m, index)->first[0] < end;
    }
    if (votes > best) best = votes, *first1 = u, *end1 = stop;
    u = stop - 1;
  }
  return best > 0;
}

void restructure_tables(DiffMatch *m) {
  for (uint32_t u = 0; u < m->side[0]->units->len; u++) {
    if (side_unit(m->side[0], u)->kind != UNIT_ROW) continue;
    uint32_t end0 = region_end(m->side[0], u), first1, end1;
    Component c = {.words = 0};
    bool has_free, mixed;
    if (find_partner(m, u, end0, &first1, &end1)) {
      const uint32_t first[2] = {u, first1}, end[2] = {end0, end1};
      if (find_window(m, first, end, &c, &has_free) && has_free && window_is_closed(m, &c) &&
          is_table_matter(m, &c, &mixed))
        settle_bag(m, &c, TABLE_SHARE);
    }
    u = end0 - 1;
  }
}
