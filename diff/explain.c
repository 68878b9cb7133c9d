/* Why a change was matched and classed as it was, in sentences: for `redraft diff --explain N`.
 *
 * Nothing is kept for it while the stages run but the stage of each bead: similarity, neighbours and the best
 * candidate of what has no counterpart are found again for the one change that is asked about. Linear in the words
 * of the papers. */
#include "diff/teller.h"

#include <string.h>

/* Of a block's text this much is quoted to say which one is meant. */
enum { QUOTED_CHARACTERS = 60 };

static const char *const by_stage[] = {
    [STAGE_ANCHOR] = "these very words stand once in each draft, so they are one block (stage 1, anchors)",
    [STAGE_NEIGHBOUR] = "the same words, next to a block that is matched (stage 1, anchors)",
    [STAGE_EQUAL] = "the same words in the same order, between two blocks that are matched (stage 3, gaps)",
    [STAGE_BEADS] =
        "of all ways to pair the blocks between two matched ones, this one explains most of their words "
        "(stage 3, beads)",
    [STAGE_PLACE] = "it is the only block left on each side between two that are matched (stage 3, place)",
    [STAGE_STREAM] =
        "read as one run of words, the blocks are the same, cut in other places (stage 4, restructured)",
    [STAGE_BAG] =
        "the words are the same in another order, as of a table read by lines or by columns (stage 4, "
        "restructured)",
    [STAGE_PARTS] =
        "one block has, among more, what several small ones of the other draft say in the same place (stage "
        "4, parts)",
    [STAGE_FLAT] =
        "it stands in the same place and has little in common with what stood there; so much is rewritten here "
        "that a flat comparison of words would mark fewer of them (after stage 6, flat)",
    [STAGE_CROSSED] =
        "the longest run of words that the drafts have in common goes through both; what stands in both word for word "
        "between them had kept them apart (after stage 6, crossed)",
    [STAGE_EXACT_MOVE] =
        "it has no counterpart in its place, and these very words stand elsewhere (stage 5, moves)",
    [STAGE_FUZZY_MOVE] =
        "it has no counterpart in its place, and a block elsewhere shares its rare words (stage 5, "
        "moves)",
    [STAGE_CONTENT] = "the headings differ, and most of the text under them is the same (stage 2, sections)",
};

static const char *const by_kind[DIFF_KINDS] = {
    [DIFF_SPLIT] =
        "one block became several: together they have its words, and each ends where a sentence does",
    [DIFF_MERGE] = "several blocks became one that has the words of all of them",
    [DIFF_RESTRUCTURE] =
        "the words stand in blocks of another kind or number, cut where no writer would cut them",
    [DIFF_RENUMBER] =
        "the words are the same, and what numbers them is not; a number is never compared as a word",
    [DIFF_RETITLE] = "it is the heading of one section in both drafts",
    [DIFF_RELEVEL] = "the heading is the same and stands on another level",
};

G_GNUC_PRINTF(2, 3) static void say(DiffResult *r, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  const char *line = result_string(r, text, -1);
  g_array_append_val(r->explanation, line);
}

/* "“The committee considered …” (p. 3)". Caller frees. */
static char *quote_unit(const DiffPaperSide *side, uint32_t u) {
  const DiffUnit *unit = side_unit(side, u);
  g_autofree char *text = tokens_text(side, unit->token_first, unit->token_end, false);
  uint32_t page = doc_node(side->doc, unit->node)->page;
  g_autofree char *place = page ? g_strdup_printf(" (p. %u)", page) : g_strdup("");
  if (g_utf8_strlen(text, -1) <= QUOTED_CHARACTERS) return g_strdup_printf("“%s”%s", text, place);
  g_autofree char *head = g_utf8_substring(text, 0, QUOTED_CHARACTERS);
  char *space = strrchr(head, ' ');
  if (space) *space = '\0';
  return g_strdup_printf("“%s …”%s", head, place);
}

static void say_likeness(DiffResult *r, const DiffMatch *m, const DiffBead *bead) {
  uint32_t first[2], end[2];
  for (unsigned s = 0; s < 2; s++) first[s] = bead_first_word(m, bead, s), end[s] = bead_end_word(m, bead, s);
  if (bead->flags & BEAD_EQUAL) return;
  uint32_t shared = spans_shared_words(m, first[0], end[0], first[1], end[1]);
  unsigned o = match_old(m), n = match_new(m);
  say(r, "alike: %.0f %%, rare words counting more; of %u old and %u new words %u are in both",
      100 * spans_similarity(m, first[0], end[0], first[1], end[1]), end[o] - first[o], end[n] - first[n],
      shared);
}

/* The nearest block on the way that kept its order. */
static void say_neighbour(DiffResult *r, const DiffMatch *m, unsigned s, uint32_t from, int step) {
  for (int64_t u = (int64_t)from + step; u >= 0 && u < m->side[s]->units->len; u += step) {
    uint32_t index = side_unit(m->side[s], (uint32_t)u)->bead;
    if (index == DIFF_NONE || match_bead(m, index)->flags & BEAD_MOVED) continue;
    const DiffBead *bead = match_bead(m, index);
    g_autofree char *from_text = quote_unit(m->side[match_old(m)], bead->first[match_old(m)]),
                    *to_text = quote_unit(m->side[match_new(m)], bead->first[match_new(m)]);
    const char *where = step < 0 ? "before it" : "after it";
    if (strcmp(from_text, to_text) == 0)
      say(r, "%s, in both drafts: %s; %s", where, to_text, by_stage[bead->stage]);
    else
      say(r, "%s: %s → %s; %s", where, from_text, to_text, by_stage[bead->stage]);
    return;
  }
}

/* `end`: behind the last unit of the new side that the change is about. */
static void say_bead(DiffResult *r, const DiffMatch *m, const DiffBead *bead, bool moved, uint32_t end) {
  say(r, "matched: %s", by_stage[bead->stage]);
  say_likeness(r, m, bead);
  if (moved)
    say(r, "moved: of all that is matched, the most words keep their order if this is taken to have moved");
  if (bead->flags & BEAD_CELLS) say(r, "compared cell by cell: the columns of the two tables are matched");
  unsigned n = match_new(m);
  say_neighbour(r, m, n, bead->first[n], -1);
  say_neighbour(r, m, n, MAX(bead->first[n] + bead->count[n], end) - 1, 1);
}

/* The block of the other draft that is most like words first .. end. */
static uint32_t most_alike(const DiffMatch *m, unsigned s, uint32_t first, uint32_t end, double *best) {
  uint32_t found = DIFF_NONE;
  *best = 0;
  for (uint32_t u = 0; u < m->side[!s]->units->len; u++) {
    const DiffUnit *other = side_unit(m->side[!s], u);
    double similarity = s == 0 ? spans_similarity(m, first, end, other->first, other->end)
                               : spans_similarity(m, other->first, other->end, first, end);
    if (similarity > *best) *best = similarity, found = u;
  }
  return found;
}

static void say_alone(DiffResult *r, const DiffMatch *m, unsigned s, uint32_t u) {
  const DiffUnit *unit = side_unit(m->side[s], u);
  double best;
  uint32_t other = most_alike(m, s, unit->first, unit->end, &best);
  const char *draft = s == match_old(m) ? "new" : "old";
  if (other == DIFF_NONE) {
    say(r, "no counterpart: the %s draft has none of its words", draft);
  } else {
    g_autofree char *text = quote_unit(m->side[!s], other);
    bool taken = side_unit(m->side[!s], other)->bead != DIFF_NONE;
    say(r, "no counterpart: what is most like it in the %s draft is %s, alike to %.0f %%%s", draft, text,
        100 * best, taken ? ", which belongs to another block" : "");
    say(r, "asked for: %.0f %% in its place (%.0f %% of a row), %.0f %% elsewhere", 100 * SPANS_PAIR_MIN,
        100 * SPANS_PAIR_ROW_MIN, 100 * MOVES_FUZZY_MIN);
  }
  say_neighbour(r, m, s, u, -1);
  say_neighbour(r, m, s, u, 1);
}

static void say_sentence(DiffResult *r) {
  say(r, "matched: a sentence of six words or more, lost in one place and found word for word in another "
         "(stage 5, "
         "sentences)");
}

static uint32_t end_of(const DiffPaperSide *side, uint32_t node) {
  uint32_t first, end;
  side_subtree_units(side, node, &first, &end);
  return end;
}

void explain_change(DiffResult *r, const DiffMatch *m, const DiffChange *change) {
  bool old_only = !change->new_end.present;
  unsigned s = old_only ? match_old(m) : match_new(m);
  uint32_t node = old_only ? change->old_end.node : change->new_end.node, u = m->side[s]->first_unit[node];
  if (strcmp(change->block, "sentence") == 0) {
    say_sentence(r);
  } else if (strcmp(change->block, "column") == 0) {
    say(r, "columns are paired by their heading, then by how many rows agree in them (stage 7, tables)");
  } else if (u < m->side[s]->units->len) {
    uint32_t bead = side_unit(m->side[s], u)->bead;
    if (bead == DIFF_NONE || change->kind == DIFF_INSERT || change->kind == DIFF_DELETE)
      say_alone(r, m, s, u);
    else
      say_bead(r, m, match_bead(m, bead), change->moved, change->moved ? end_of(m->side[s], node) : 0);
  }
  if (by_kind[change->kind]) say(r, "told so because %s", by_kind[change->kind]);
  say(r, "rank %u: the weight of its weightiest class", change->rank);
}
