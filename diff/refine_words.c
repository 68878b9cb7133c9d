/* The words of what belongs together (stage 6): sentences first, then the words of paired sentences.
 *
 * A comparison of words alone finds "the", "of" and "a" in sentences that have nothing to do with one
 * another; Dohrn and Riehle, "Fine-grained Change Detection in Structured Text Documents" (2014), section 4,
 * align larger pieces first for that reason. Words are compared by Myers (sequence.c), punctuation is not a
 * word. Linear in the words but for what differs. */
#include "diff/diff_priv.h"

#include "model/sentences.h"

#include <string.h>

/* A stop-word between two hunks is given up only if each of them replaces at least this many words on both
 * sides: the sentence was rewritten there, and "the" was met by chance. */
enum { CONFETTI_HUNK = 3, CONFETTI_WORDS = 2 };
/* Words of a phrase that two unlike sentences share: two are met by chance in most papers. */
enum { PHRASE_WORDS = 3 };
/* Words that were broken at a line's end are looked for in hunks of up to so many words. */
enum { DOUBTFUL_HUNK = 20 };

/* --- what becomes of words --- */

uint32_t refine_lost(const DiffMatch *m, unsigned s, uint32_t first, uint32_t end) {
  uint32_t lost = 0;
  for (uint32_t w = first; w < end; w++) lost += m->side[s]->state[w] == WORD_LOST;
  return lost;
}

void refine_reset(DiffMatch *m, unsigned s, uint32_t first, uint32_t end) {
  for (uint32_t w = first; w < end; w++) {
    m->side[s]->state[w] = WORD_LOST;
    m->side[s]->peer[w] = DIFF_NONE;
  }
}

void refine_keep(DiffMatch *m, uint32_t a, uint32_t b) {
  m->side[0]->state[a] = m->side[1]->state[b] = WORD_KEPT;
  m->side[0]->peer[a] = b;
  m->side[1]->peer[b] = a;
}

static void give_up(DiffMatch *m, uint32_t a) {
  uint32_t b = m->side[0]->peer[a];
  refine_reset(m, 0, a, a + 1);
  refine_reset(m, 1, b, b + 1);
}

static bool words_equal(const DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  return ae - a == be - b &&
         memcmp(m->side[0]->word_id + a, m->side[1]->word_id + b, (ae - a) * sizeof(uint32_t)) == 0;
}

/* --- words --- */

typedef struct {
  uint32_t first, count; /* kept words of side 0 */
  uint32_t lost[2];      /* words lost before them */
} EqualRun;

static GArray *equal_runs(const DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  GArray *runs = g_array_new(FALSE, FALSE, sizeof(EqualRun));
  uint32_t from = a, other = b;
  for (uint32_t w = a; w < ae; w++) {
    if (m->side[0]->state[w] != WORD_KEPT) continue;
    uint32_t peer = m->side[0]->peer[w];
    EqualRun *last = runs->len ? &g_array_index(runs, EqualRun, runs->len - 1) : NULL;
    EqualRun run = {w, 1, {w - from, peer - other}};
    if (last && !run.lost[0] && !run.lost[1])
      last->count++;
    else
      g_array_append_val(runs, run);
    from = w + 1, other = peer + 1;
  }
  EqualRun end = {ae, 0, {ae - from, be - other}};
  g_array_append_val(runs, end);
  return runs;
}

static bool only_stop_words(const DiffMatch *m, const EqualRun *run) {
  for (uint32_t w = run->first; w < run->first + run->count; w++)
    if (!vocabulary_is_stop_word(m->words, m->side[0]->word_id[w])) return false;
  return true;
}

/* Words met by chance inside a rewritten passage are given up, so that it reads as one. */
static void drop_confetti(DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  g_autoptr(GArray) runs = equal_runs(m, a, ae, b, be);
  for (guint k = 0; k + 1 < runs->len; k++) {
    const EqualRun *run = &g_array_index(runs, EqualRun, k), *next = run + 1;
    bool amid = MIN(run->lost[0], run->lost[1]) >= CONFETTI_HUNK &&
                MIN(next->lost[0], next->lost[1]) >= CONFETTI_HUNK;
    if (!amid || run->count > CONFETTI_WORDS || !only_stop_words(m, run)) continue;
    for (uint32_t w = run->first; w < run->first + run->count; w++) give_up(m, w);
  }
}

/* A sentence's first word, or one that follows punctuation, is a good place for a hunk to begin. */
static unsigned boundary(const DiffPaperSide *side, uint32_t word) {
  if (word == 0 || word >= side->word_count) return 2;
  uint32_t here = side->word_token[word], before = side->word_token[word - 1];
  if (side_token(side, here)->node != side_token(side, before)->node) return 2;
  return here - before > 1;
}

/* "the [A the] B" or "[the A] the B": both are right. Slides words that were only put in, or only taken out,
 * to where they begin at a boundary; words lost on one side lie in first .. end there, `s` is that side. */
static void slide_hunk(DiffMatch *m, unsigned s, uint32_t floor, uint32_t first, uint32_t end) {
  const DiffPaperSide *side = m->side[s];
  uint32_t best = first, length = end - first, at = first;
  unsigned best_score = boundary(side, first) + boundary(side, end);
  while (at > floor && side->state[at - 1] == WORD_KEPT &&
         side->word_id[at - 1] == side->word_id[at + length - 1]) {
    at--;
    unsigned score = boundary(side, at) + boundary(side, at + length);
    if (score > best_score) best = at, best_score = score;
  }
  for (uint32_t w = first; w > best; w--) {
    uint32_t peer = side->peer[w - 1], to = w - 1 + length;
    refine_reset(m, s, w - 1, w);
    if (s == 0)
      refine_keep(m, to, peer);
    else
      refine_keep(m, peer, to);
  }
}

static void slide_hunks(DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  g_autoptr(GArray) runs = equal_runs(m, a, ae, b, be);
  uint32_t floor[2] = {a, b};
  for (guint k = 0; k < runs->len; k++) {
    const EqualRun *run = &g_array_index(runs, EqualRun, k);
    uint32_t end[2] = {run->first, run->count ? m->side[0]->peer[run->first] : be};
    for (unsigned s = 0; s < 2; s++)
      if (run->lost[s] && !run->lost[!s]) slide_hunk(m, s, floor[s], end[s] - run->lost[s], end[s]);
    for (unsigned s = 0; s < 2; s++) floor[s] = end[s];
  }
}

/* The other reading of a word whose join is not certain, 0 where it has none. */
static uint32_t other_reading(const DiffPaperSide *side, uint32_t word) {
  return GPOINTER_TO_UINT(g_hash_table_lookup(side->doubtful, GUINT_TO_POINTER(side->word_token[word])));
}

bool refine_may_be_one(const DiffMatch *m, uint32_t a, uint32_t b) {
  uint32_t x = other_reading(m->side[0], a), y = other_reading(m->side[1], b);
  return (x && x == m->side[1]->word_id[b]) || (y && y == m->side[0]->word_id[a]);
}

/* Of the words lost in one place those that agree if a join is read the other way. */
static void keep_doubtful(DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  if (!g_hash_table_size(m->side[0]->doubtful) && !g_hash_table_size(m->side[1]->doubtful)) return;
  g_autoptr(GArray) runs = equal_runs(m, a, ae, b, be);
  for (guint k = 0; k < runs->len; k++) {
    const EqualRun *run = &g_array_index(runs, EqualRun, k);
    uint32_t first = run->first - run->lost[0], end = run->count ? m->side[0]->peer[run->first] : be;
    if (MAX(run->lost[0], run->lost[1]) > DOUBTFUL_HUNK) continue;
    for (uint32_t w = first, from = end - run->lost[1]; w < run->first; w++)
      for (uint32_t x = from; x < end; x++)
        if (refine_may_be_one(m, w, x)) {
          refine_keep(m, w, x);
          from = x + 1;
          break;
        }
  }
}

static void match_words(DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  g_autofree uint32_t *match = g_new(uint32_t, ae - a + 1);
  if (!sequence_match(m->sequence, m->side[0]->word_id + a, ae - a, m->side[1]->word_id + b, be - b, match))
    m->capped = true;
  for (uint32_t i = 0; i < ae - a; i++)
    if (match[i] != DIFF_NONE) refine_keep(m, a + i, b + match[i]);
  keep_doubtful(m, a, ae, b, be);
  drop_confetti(m, a, ae, b, be);
  slide_hunks(m, a, ae, b, be);
}

/* --- sentences --- */

static bool ends_sentence(const DiffPaperSide *side, uint32_t word) {
  const DiffToken *token = side_word(side, word);
  const char *text = doc_node(side->doc, token->node)->text, *end = text + strlen(text);
  for (const char *p = text + token->end; p < end; p++)
    if (*p == '.' || *p == '!' || *p == '?' || *p == ':' || *p == ';') return true;
  return false;
}

static bool begins_lower(const DiffPaperSide *side, uint32_t word) {
  const DiffToken *token = side_word(side, word);
  return g_unichar_islower(g_utf8_get_char(doc_node(side->doc, token->node)->text + token->start));
}

/* A paragraph that the page's end cut goes on with whatever word comes next. */
static bool begins_page(const DiffPaperSide *side, uint32_t word) {
  const DocNode *node = doc_node(side->doc, side_word(side, word)->node),
                *before = doc_node(side->doc, side_word(side, word - 1)->node);
  return node->kind == DOC_PARAGRAPH && before->kind == DOC_PARAGRAPH && node->page > before->page;
}

bool sentence_runs_on(const DiffPaperSide *side, uint32_t word) {
  if (word == 0 || ends_sentence(side, word - 1)) return false;
  return begins_lower(side, word) || begins_page(side, word);
}

GArray *sentence_spans(const DiffPaperSide *side, uint32_t first, uint32_t end) {
  GArray *spans = g_array_new(FALSE, FALSE, sizeof(DiffSpan));
  g_autoptr(GArray) sentences = NULL;
  uint32_t node = DIFF_NONE, current = DIFF_NONE;
  guint next = 0;
  for (uint32_t w = first; w < end; w++) {
    const DiffToken *token = side_word(side, w);
    bool fresh = token->node != node;
    if (fresh) {
      if (sentences) g_array_unref(sentences);
      sentences = sentences_split(doc_node(side->doc, token->node)->text);
      node = token->node, next = 0;
    }
    bool begins = next < sentences->len && token->start >= g_array_index(sentences, Sentence, next).start;
    while (next < sentences->len && token->start >= g_array_index(sentences, Sentence, next).start) next++;
    if (begins && fresh && current != DIFF_NONE && sentence_runs_on(side, w)) begins = false;
    if (!begins && current != DIFF_NONE) {
      g_array_index(spans, DiffSpan, current).end = w + 1;
      continue;
    }
    DiffSpan span = {.first = w, .end = w + 1, .kind = UNIT_TEXT};
    g_array_append_val(spans, span);
    current = spans->len - 1;
  }
  return spans;
}

typedef struct {
  const uint32_t *ids;
  uint32_t count;
} Words;

static guint words_hash(gconstpointer x) {
  const Words *k = x;
  guint h = 2166136261u;
  for (uint32_t i = 0; i < k->count; i++) h = (h ^ k->ids[i]) * 16777619u;
  return h;
}

static gboolean words_same(gconstpointer x, gconstpointer y) {
  const Words *a = x, *b = y;
  return a->count == b->count && memcmp(a->ids, b->ids, a->count * sizeof(uint32_t)) == 0;
}

static uint32_t *key_sentences(GHashTable *keys, const DiffPaperSide *side, GArray *spans) {
  uint32_t *list = g_new(uint32_t, spans->len + 1);
  for (guint i = 0; i < spans->len; i++) {
    DiffSpan *span = &g_array_index(spans, DiffSpan, i);
    Words words = {side->word_id + span->first, span->end - span->first};
    span->key = GPOINTER_TO_UINT(g_hash_table_lookup(keys, &words));
    if (!span->key) {
      span->key = g_hash_table_size(keys) + 1;
      g_hash_table_insert(keys, g_memdup2(&words, sizeof words), GUINT_TO_POINTER(span->key));
    }
    list[i] = span->key;
  }
  return list;
}

/* Sentences between two that are equal on both sides. */
static void match_between(DiffMatch *m, const GArray *a, uint32_t a0, uint32_t a1, const GArray *b,
                          uint32_t b0, uint32_t b1) {
  if (a0 == a1 || b0 == b1) return;
  const DiffSpan *sa = &g_array_index(a, DiffSpan, a0), *sb = &g_array_index(b, DiffSpan, b0);
  g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(DiffSpanPair));
  spans_align(m, sa, a1 - a0, sb, b1 - b0, pairs);
  for (guint k = 0; k < pairs->len; k++) {
    const DiffSpanPair *p = &g_array_index(pairs, DiffSpanPair, k);
    match_words(m, sa[p->first[0]].first, sa[p->first[0] + p->count[0] - 1].end, sb[p->first[1]].first,
                sb[p->first[1] + p->count[1] - 1].end);
  }
}

static void match_sentences(DiffMatch *m, const GArray *a, const uint32_t *ka, const GArray *b,
                            const uint32_t *kb) {
  g_autofree uint32_t *match = g_new(uint32_t, a->len + 1);
  if (!sequence_match(m->sequence, ka, a->len, kb, b->len, match)) m->capped = true;
  uint32_t a0 = 0, b0 = 0;
  for (uint32_t i = 0; i < a->len; i++) {
    if (match[i] == DIFF_NONE) continue;
    match_between(m, a, a0, i, b, b0, match[i]);
    const DiffSpan *x = &g_array_index(a, DiffSpan, i), *y = &g_array_index(b, DiffSpan, match[i]);
    for (uint32_t w = 0; w < x->end - x->first; w++) refine_keep(m, x->first + w, y->first + w);
    a0 = i + 1, b0 = match[i] + 1;
  }
  match_between(m, a, a0, a->len, b, b0, b->len);
}

void refine_words(DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  if (words_equal(m, a, ae, b, be)) {
    for (uint32_t i = 0; i < ae - a; i++) refine_keep(m, a + i, b + i);
    return;
  }
  g_autoptr(GArray) sa = sentence_spans(m->side[0], a, ae), sb = sentence_spans(m->side[1], b, be);
  if (sa->len <= 1 && sb->len <= 1) {
    match_words(m, a, ae, b, be);
    return;
  }
  g_autoptr(GHashTable) keys = g_hash_table_new_full(words_hash, words_same, g_free, NULL);
  g_autofree uint32_t *ka = key_sentences(keys, m->side[0], sa), *kb = key_sentences(keys, m->side[1], sb);
  match_sentences(m, sa, ka, sb, kb);
}

/* --- phrases --- */

static bool all_lost(const DiffMatch *m, unsigned s, uint32_t first, uint32_t end) {
  return refine_lost(m, s, first, end) == end - first;
}

/* Of words met by chance no three follow one another and tell something; what goes on from kept words needs no
 * more than to tell something. */
static void match_phrases(DiffMatch *m, uint32_t a, uint32_t ae, uint32_t b, uint32_t be) {
  if (a == ae || b == be || !all_lost(m, 0, a, ae) || !all_lost(m, 1, b, be)) return;
  g_autofree uint32_t *match = g_new(uint32_t, ae - a + 1);
  if (!sequence_match(m->sequence, m->side[0]->word_id + a, ae - a, m->side[1]->word_id + b, be - b, match))
    m->capped = true;
  for (uint32_t i = 0, end; i < ae - a; i = end) {
    end = i + 1;
    if (match[i] == DIFF_NONE) continue;
    while (end < ae - a && match[end] != DIFF_NONE && match[end] == match[end - 1] + 1) end++;
    EqualRun run = {a + i, end - i, {0, 0}};
    bool goes_on = (i == 0 && match[i] == 0) || (end == ae - a && match[end - 1] == be - b - 1);
    if (!m->flatly && run.count < PHRASE_WORDS && !goes_on) continue;
    if (only_stop_words(m, &run) && !(m->flatly && run.count > 1)) continue;
    for (uint32_t w = i; w < end; w++) refine_keep(m, a + w, b + match[w]);
  }
}

/* Sentences that are no pair, or that one draft runs together, still have phrases in common. After the moves, so
 * that no sentence is torn that stands elsewhere whole. */
void refine_bead_phrases(DiffMatch *m, const DiffBead *bead) {
  if (bead->count[0] == 0 || bead->flags & (BEAD_CELLS | BEAD_BAG | BEAD_EQUAL)) return;
  uint32_t from[2], end[2];
  for (unsigned s = 0; s < 2; s++) from[s] = bead_first_word(m, bead, s), end[s] = bead_end_word(m, bead, s);
  g_autoptr(GArray) runs = equal_runs(m, from[0], end[0], from[1], end[1]);
  for (guint r = 0; r < runs->len; r++) {
    const EqualRun *run = &g_array_index(runs, EqualRun, r);
    uint32_t peer = run->count ? m->side[0]->peer[run->first] : end[1];
    match_phrases(m, run->first - run->lost[0], run->first, peer - run->lost[1], peer);
  }
}

void refine_phrases(DiffMatch *m) {
  for (guint k = 0; k < m->beads->len; k++) refine_bead_phrases(m, match_bead(m, k));
}

/* --- all beads --- */

static bool has_row(const DiffMatch *m, const DiffBead *bead) {
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = bead->first[s]; u < bead->first[s] + bead->count[s]; u++)
      if (side_unit(m->side[s], u)->kind == UNIT_ROW) return true;
  return false;
}

static bool is_two_rows(const DiffMatch *m, const DiffBead *bead) {
  return bead_is_single(bead) && side_unit(m->side[0], bead->first[0])->kind == UNIT_ROW &&
         side_unit(m->side[1], bead->first[1])->kind == UNIT_ROW;
}

/* A row that one reader cut into the lines of its cells has its words in another order there. */
static void refine_rows(DiffMatch *m, DiffBead *bead, const uint32_t first[2], const uint32_t end[2]) {
  uint32_t lost[2] = {0, 0};
  for (unsigned way = 0; way < 2; way++) {
    for (unsigned s = 0; s < 2; s++) refine_reset(m, s, first[s], end[s]);
    if (way == 0)
      refine_words(m, first[0], end[0], first[1], end[1]);
    else
      refine_bag(m, first[0], end[0], first[1], end[1]);
    for (unsigned s = 0; s < 2; s++) lost[way] += refine_lost(m, s, first[s], end[s]);
    if (!lost[0]) return;
  }
  bead->flags |= BEAD_BAG;
  if (lost[1] < lost[0]) return;
  bead->flags &= ~(unsigned)BEAD_BAG;
  for (unsigned s = 0; s < 2; s++) refine_reset(m, s, first[s], end[s]);
  refine_words(m, first[0], end[0], first[1], end[1]);
}

/* A table's head found again on the next page is no lost word of the table. */
static void excuse_aside(DiffMatch *m, const DiffBead *bead) {
  for (unsigned s = 0; s < 2; s++)
    for (uint32_t u = bead->first[s]; u < bead->first[s] + bead->count[s]; u++) {
      const DiffUnit *unit = side_unit(m->side[s], u);
      for (uint32_t w = unit->first; unit->aside && w < unit->end; w++)
        if (m->side[s]->state[w] == WORD_LOST) m->side[s]->state[w] = WORD_KEPT;
    }
}

void refine_bead(DiffMatch *m, DiffBead *bead) {
  if (bead->count[0] == 0 || bead->flags & BEAD_CELLS) return;
  uint32_t first[2], end[2];
  for (unsigned s = 0; s < 2; s++) first[s] = bead_first_word(m, bead, s), end[s] = bead_end_word(m, bead, s);
  if (bead->flags & BEAD_BAG)
    refine_bag(m, first[0], end[0], first[1], end[1]);
  else if (has_row(m, bead) && !is_two_rows(m, bead))
    refine_rows(m, bead, first, end);
  else
    refine_words(m, first[0], end[0], first[1], end[1]);
  if (bead->flags & BEAD_BAG) excuse_aside(m, bead);
}

void refine_beads(DiffMatch *m) {
  for (guint k = 0; k < m->beads->len; k++) refine_bead(m, match_bead(m, k));
}
