/* Which papers of the two sides belong together (stage 9), and the particulars that they do not share.
 * Similarity of every pair: O(papers^2) bag comparisons, on packs of tens. */
#include "diff/pair_papers.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* Two papers of one title are versions of one another though much was rewritten; without that a third of all
 * words must be shared: in real packs unrelated reports of one committee share up to a quarter (their form).
 */
static const double TITLE_MIN = 0.10, WORDS_MIN = 0.33;
/* An equal title counts as much as this similarity, so that it decides between two likely partners. */
static const double TITLE_BONUS = 0.3;

static int compare_ids(const void *x, const void *y) {
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return (a > b) - (a < b);
}

static uint32_t *sorted_words(const DiffPaperSide *side) {
  uint32_t *ids = g_memdup2(side->word_id, (side->word_count + 1) * sizeof(uint32_t));
  qsort(ids, side->word_count, sizeof(uint32_t), compare_ids);
  return ids;
}

static double dice_of_sorted(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m) {
  uint32_t shared = 0;
  for (uint32_t i = 0, j = 0; i < n && j < m;) {
    if (a[i] == b[j])
      shared++, i++, j++;
    else if (a[i] < b[j])
      i++;
    else
      j++;
  }
  return n + m ? 2.0 * shared / (n + m) : 1.0;
}

double paper_similarity(const DiffPaperSide *a, const DiffPaperSide *b) {
  g_autofree uint32_t *x = sorted_words(a), *y = sorted_words(b);
  return dice_of_sorted(x, a->word_count, y, b->word_count);
}

static bool same_particular(const Doc *a, const Doc *b, const char *key) {
  const char *x = doc_particular(a, key), *y = doc_particular(b, key);
  if (!x || !y) return false;
  g_autofree char *kx = text_key(x, -1), *ky = text_key(y, -1);
  return strcmp(kx, ky) == 0;
}

typedef struct {
  uint32_t a, b;
  double score;
} Candidate;

static gint compare_candidates(gconstpointer x, gconstpointer y) {
  const Candidate *p = x, *q = y;
  if (p->score != q->score) return p->score < q->score ? 1 : -1;
  uint32_t dp = p->a > p->b ? p->a - p->b : p->b - p->a, dq = q->a > q->b ? q->a - q->b : q->b - q->a;
  if (dp != dq) return dp < dq ? -1 : 1;
  return p->a < q->a ? -1 : p->a > q->a;
}

static GArray *find_candidates(GPtrArray *sides[2]) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(Candidate));
  g_autofree uint32_t **words = g_new0(uint32_t *, sides[1]->len + 1);
  for (guint j = 0; j < sides[1]->len; j++) words[j] = sorted_words(sides[1]->pdata[j]);
  for (guint i = 0; i < sides[0]->len; i++) {
    const DiffPaperSide *a = sides[0]->pdata[i];
    g_autofree uint32_t *own = sorted_words(a);
    for (guint j = 0; j < sides[1]->len; j++) {
      const DiffPaperSide *b = sides[1]->pdata[j];
      bool title = same_particular(a->doc, b->doc, "title");
      double shared = dice_of_sorted(own, a->word_count, words[j], b->word_count);
      Candidate candidate = {i, j, shared + (title ? TITLE_BONUS : 0)};
      if (shared >= (title ? TITLE_MIN : WORDS_MIN)) g_array_append_val(list, candidate);
    }
  }
  for (guint j = 0; j < sides[1]->len; j++) g_free(words[j]);
  g_array_sort(list, compare_candidates);
  return list;
}

uint32_t *papers_pair(GPtrArray *sides[2]) {
  uint32_t *partner = g_new(uint32_t, sides[0]->len + 1);
  g_autofree bool *taken = g_new0(bool, sides[1]->len + 1);
  for (guint i = 0; i < sides[0]->len; i++) partner[i] = DIFF_NONE;
  if (sides[0]->len == 1 && sides[1]->len == 1) { /* somebody asked to compare just these two */
    partner[0] = 0;
    return partner;
  }
  g_autoptr(GArray) list = find_candidates(sides);
  for (guint k = 0; k < list->len; k++) {
    const Candidate *c = &g_array_index(list, Candidate, k);
    if (partner[c->a] != DIFF_NONE || taken[c->b]) continue;
    partner[c->a] = c->b;
    taken[c->b] = true;
  }
  return partner;
}

/* --- particulars --- */

/* A recommendation is a paragraph of the paper as well, and its change is told there; the page of a pack that a paper
 * begins on is layout. */
static void add_particular(DiffResult *r, GArray *list, const char *key, const char *old_value,
                           const char *new_value) {
  if (g_str_equal(key, "recommendation") || g_str_equal(key, "first_page")) return;
  DiffParticular particular = {result_string(r, key, -1), result_string(r, old_value, -1),
                               result_string(r, new_value, -1)};
  g_array_append_val(list, particular);
}

static bool values_differ(const char *a, const char *b) {
  if (!a || !b) return true;
  g_autofree char *x = text_key(a, -1), *y = text_key(b, -1);
  return strcmp(x, y) != 0;
}

/* The particular that a line was read from: its value is the line or stands in it. */
static const char *particular_of_line(const Doc *doc, const DocNode *node) {
  bool may_be_date = node->particulars;
  const char *key = doc_key(doc, node);
  for (uint32_t i = 0; i < doc_particular_count(doc); i++) {
    const DocParticular *p = doc_particular_at(doc, i);
    g_autofree char *value = text_key(p->value, -1);
    if (strcmp(value, key) == 0 || (node->particulars && strstr(key, value))) return p->key;
  }
  return may_be_date && doc_particular(doc, "date") ? "date"
                                                    : NULL; /* its value may be written in another way */
}

/* Lines of particulars that the other paper simply does not have are no changed words. */
static void set_lines_aside(DiffMatch *m, unsigned s) {
  const Doc *doc = m->side[s]->doc, *other = m->side[!s]->doc;
  for (guint u = 0; u < m->side[s]->units->len; u++) {
    DiffUnit *unit = side_unit(m->side[s], u);
    const DocNode *node = doc_node(doc, unit->node);
    bool may_be = node->particulars || unit->kind == UNIT_HEADING;
    if (unit->bead != DIFF_NONE || unit->kind == UNIT_ROW || !may_be) continue;
    const char *key = particular_of_line(doc, node);
    if (!key) continue;
    const char *there = doc_particular(other, key);
    unit->aside = !there || !values_differ(there, doc_particular(doc, key));
  }
}

void particulars_compare(DiffResult *r, DiffMatch *m, DiffPaper *paper) {
  const Doc *a = m->side[match_old(m)]->doc, *b = m->side[match_new(m)]->doc;
  GArray *list = g_array_new(FALSE, FALSE, sizeof(DiffParticular));
  for (uint32_t i = 0; i < doc_particular_count(a); i++) {
    const DocParticular *p = doc_particular_at(a, i);
    const char *there = doc_particular(b, p->key);
    if (values_differ(p->value, there)) add_particular(r, list, p->key, p->value, there);
  }
  for (uint32_t i = 0; i < doc_particular_count(b); i++) {
    const DocParticular *p = doc_particular_at(b, i);
    if (!doc_particular(a, p->key)) add_particular(r, list, p->key, NULL, p->value);
  }
  paper->particulars = result_take_array(r, list, &paper->particular_count);
  set_lines_aside(m, 0);
  set_lines_aside(m, 1);
}
