/* Blocks that were kept apart by what is matched between them (after stage 6).
 *
 *     old    A  B  c          A block that stands on both sides word for word is matched before all others. Where it
 *     new    c  A' B'         went from behind a long passage to before it, that passage is looked for on the wrong side.
 *
 * The longest common subsequence of all words tells: where it keeps many more words than the matching does, the blocks
 * that it runs through together are paired first, and the papers are matched anew around them. Few drafts need it; it
 * costs one comparison of words, and a second run where it is needed. */
#include "diff/diff_priv.h"

/* Between two words that both keep, so many words too many are lost. */
enum { GAIN_MIN = 12 };
/* Two blocks that have so many words of it in common, and such a share of all their words, may be one. */
enum { PAIR_WORDS_MIN = 3 };
static const double PAIR_SHARE_MIN = 0.25;

typedef struct {
  uint32_t unit[2], words;
} Link;

/* Words of the path, from .. to (exclusive). */
typedef struct {
  uint32_t from[2], to[2];
} Stretch;

static uint32_t path_word(const DiffPath *path, unsigned s, uint32_t i) {
  return g_array_index(path->words[s], uint32_t, i);
}

static uint32_t words_lost(const DiffMatch *m, const DiffPath *path, const Stretch *stretch) {
  uint32_t lost = 0;
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t i = stretch->from[s]; i < stretch->to[s]; i++)
      lost += m->side[s]->state[path_word(path, s, i)] == WORD_LOST;
  return lost;
}

static uint32_t words_kept(const DiffPath *path, const Stretch *stretch) {
  uint32_t kept = 0;
  for (uint32_t i = stretch->from[0]; i < stretch->to[0]; i++) kept += path->match[i] != DIFF_NONE;
  return kept;
}

/* The pairs of blocks that a stretch of the path runs through. */
static GArray *links_of(const DiffMatch *m, const DiffPath *path, const Stretch *stretch) {
  GArray *links = g_array_new(FALSE, FALSE, sizeof(Link));
  for (uint32_t i = stretch->from[0]; i < stretch->to[0]; i++) {
    if (path->match[i] == DIFF_NONE) continue;
    Link link = {{side_unit_of_word(m->side[0], path_word(path, 0, i)),
                  side_unit_of_word(m->side[1], path_word(path, 1, path->match[i]))},
                 1};
    Link *last = links->len ? &g_array_index(links, Link, links->len - 1) : NULL;
    if (last && last->unit[0] == link.unit[0] && last->unit[1] == link.unit[1])
      last->words++;
    else
      g_array_append_val(links, link);
  }
  return links;
}

/* Neither block has more words in common with another one. Those that share a block stand beside one another. */
static bool is_best(const GArray *links, guint at) {
  const Link *link = &g_array_index(links, Link, at);
  for (int step = -1; step <= 1; step += 2)
    for (int64_t i = (int64_t)at + step; i >= 0 && i < links->len; i += step) {
      const Link *other = &g_array_index(links, Link, i);
      if (other->unit[0] != link->unit[0] && other->unit[1] != link->unit[1]) break;
      if (other->words > link->words || (other->words == link->words && step < 0)) return false;
    }
  return true;
}

static bool may_be_one(const DiffMatch *m, const Link *link) {
  const DiffUnit *a = side_unit(m->side[0], link->unit[0]), *b = side_unit(m->side[1], link->unit[1]);
  uint32_t all = a->end - a->first + b->end - b->first;
  return a->kind == UNIT_TEXT && b->kind == UNIT_TEXT && link->words >= PAIR_WORDS_MIN &&
         2 * link->words >= PAIR_SHARE_MIN * all;
}

static void add_pairs(const DiffMatch *m, const DiffPath *path, const Stretch *stretch, GArray *pairs) {
  uint32_t flat =
      stretch->to[0] - stretch->from[0] + stretch->to[1] - stretch->from[1] - 2 * words_kept(path, stretch);
  if (words_lost(m, path, stretch) < flat + GAIN_MIN) return;
  g_autoptr(GArray) links = links_of(m, path, stretch);
  for (guint i = 0; i < links->len; i++) {
    const Link *link = &g_array_index(links, Link, i);
    if (is_best(links, i) && may_be_one(m, link)) g_array_append_val(pairs, link->unit);
  }
}

static bool is_agreed(const DiffMatch *m, const DiffPath *path, uint32_t i) {
  if (path->match[i] == DIFF_NONE) return false;
  return m->side[0]->peer[path_word(path, 0, i)] == path_word(path, 1, path->match[i]);
}

GArray *crossed_find(const DiffMatch *m, const DiffPath *path) {
  GArray *pairs = g_array_new(FALSE, FALSE, sizeof(uint32_t[2]));
  Stretch stretch = {{0, 0}, {0, 0}};
  for (uint32_t i = 0; i <= path->words[0]->len; i++) {
    bool end = i == path->words[0]->len;
    if (!end && !is_agreed(m, path, i)) continue;
    stretch.to[0] = i, stretch.to[1] = end ? path->words[1]->len : path->match[i];
    add_pairs(m, path, &stretch, pairs);
    stretch.from[0] = i + 1, stretch.from[1] = stretch.to[1] + 1;
  }
  return pairs;
}
