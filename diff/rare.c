/* An index of spans by their rare words, for finding what moved and for cutting long runs.
 *
 * Words that stand at most RARE times in a draft are entered with the spans that hold them; a probe's rare
 * words vote, and the few spans with most votes are compared in full. The idea is Heckel's unique lines, "A
 * Technique for Isolating Differences Between Files" (1978), taken down from lines to words. O(words log
 * words) to build, O(words of the probe) to ask. */
#include "diff/rare.h"

#include <stdlib.h>

/* A word of 12 places still points at few spans; on the public pairs the true counterpart was always among
 * the first three by votes. PROBES bounds what one very long span may cost. */
enum { RARE = 12, PROBES = 200, CANDIDATES = 64, COMPARED = 4 };

typedef struct {
  uint32_t id, span;
} Posting;

struct DiffRareIndex {
  const DiffMatch *m;
  unsigned side;
  const DiffSpan *spans;
  GArray *postings; /* by id, then span */
};

static int compare_postings(const void *x, const void *y) {
  const Posting *a = x, *b = y;
  if (a->id != b->id) return (a->id > b->id) - (a->id < b->id);
  return (a->span > b->span) - (a->span < b->span);
}

static bool is_rare(const DiffMatch *m, uint32_t id) {
  uint32_t a = vocabulary_count(m->words, id, 0), b = vocabulary_count(m->words, id, 1);
  return a && b && a <= RARE && b <= RARE;
}

DiffRareIndex *rare_index_new(const DiffMatch *m, unsigned s, const DiffSpan *spans, uint32_t count) {
  DiffRareIndex *index = g_new0(DiffRareIndex, 1);
  *index = (DiffRareIndex){m, s, spans, g_array_new(FALSE, FALSE, sizeof(Posting))};
  for (uint32_t i = 0; i < count; i++)
    for (uint32_t w = spans[i].first; w < spans[i].end; w++) {
      Posting posting = {m->side[s]->word_id[w], i};
      if (is_rare(m, posting.id)) g_array_append_val(index->postings, posting);
    }
  g_array_sort(index->postings, compare_postings);
  return index;
}

void rare_index_free(DiffRareIndex *index) {
  g_array_unref(index->postings);
  g_free(index);
}

static guint first_posting(const DiffRareIndex *index, uint32_t id) {
  guint low = 0, high = index->postings->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (g_array_index(index->postings, Posting, middle).id < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

typedef struct {
  uint32_t span, votes;
} Candidate;

static void vote(Candidate *candidates, uint32_t *count, uint32_t span) {
  for (uint32_t i = 0; i < *count; i++)
    if (candidates[i].span == span) {
      candidates[i].votes++;
      return;
    }
  if (*count < CANDIDATES) candidates[(*count)++] = (Candidate){span, 1};
}

static int compare_candidates(const void *x, const void *y) {
  const Candidate *a = x, *b = y;
  if (a->votes != b->votes) return (a->votes < b->votes) - (a->votes > b->votes);
  return (a->span > b->span) - (a->span < b->span);
}

static double similarity_of(const DiffRareIndex *index, const DiffSpan *probe, const DiffSpan *span) {
  const DiffSpan *a = index->side == 1 ? probe : span, *b = index->side == 1 ? span : probe;
  return spans_similarity(index->m, a->first, a->end, b->first, b->end);
}

uint32_t rare_index_best(DiffRareIndex *index, const DiffSpan *probe, double least, double *similarity) {
  Candidate candidates[CANDIDATES];
  uint32_t count = 0, best = DIFF_NONE;
  const DiffPaperSide *side = index->m->side[!index->side];
  uint32_t asked = 0;
  for (uint32_t w = probe->first; w < probe->end && asked < PROBES; w++) {
    uint32_t id = side->word_id[w];
    if (!is_rare(index->m, id)) continue;
    asked++;
    for (guint p = first_posting(index, id); p < index->postings->len; p++) {
      const Posting *posting = &g_array_index(index->postings, Posting, p);
      if (posting->id != id) break;
      vote(candidates, &count, posting->span);
    }
  }
  qsort(candidates, count, sizeof(Candidate), compare_candidates);
  *similarity = least;
  for (uint32_t i = 0; i < MIN(count, COMPARED); i++) {
    const DiffSpan *span = &index->spans[candidates[i].span];
    if (span->kind != probe->kind) continue;
    double s = similarity_of(index, probe, span);
    if (s > *similarity || (s == *similarity && best == DIFF_NONE))
      *similarity = s, best = candidates[i].span;
  }
  return best;
}
