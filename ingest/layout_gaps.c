/* Gaps that rows of a table have in common, and places where their words begin: they part also the rows whose cells stand
 * closer than cells do elsewhere.
 *
 *      55-64      224    31.9   (27.7-36.1)
 *      65-74      527   132.2   (120.9-143.5)      a wide gap in most rows of a run is a border of columns, and parts
 *      75-84    1,056   448.6   (421.5-475.7)      every row of it that has a space there, be it a narrow one
 *      85+      1,331 1,665.5 (1,576.0-1,754.9)
 *
 * Cost: rows times wide gaps of their run. */
#include "ingest/layout_rows.h"

#include <math.h>

/* Rows in pieces that make a run; rows of one piece between two of them; rows that are looked
 * at together, as a page of plain text has no end; share of the rows in pieces that must have the gap. */
enum { RUN_ROWS_MIN = 3, LONE_ROWS_MAX = 2, RUN_ROWS_MAX = 200 };
static const float COMMON_SHARE = 0.25f;
/* Words that begin at the same place, to so much, in this share of a run's rows are cells of a column, be the space
 * before the longest of them a word's: if it is clearly wider in some rows, and not the same in all ("40 years", "41
 * years") but between figures, in font sizes. Words of prose do not stand above one another in three rows of four. */
static const float EDGE_PT = 0.6f, EDGE_SHARE = 0.7f, EDGE_WIDE_EM = 0.5f, EDGE_WIDE_SHARE = 0.3f,
                   EDGE_SPREAD_EM = 0.3f;
enum { EDGE_ROWS_MIN = 3 };

typedef struct {
  float left, right;
  bool figure; /* the word behind it begins with a figure */
} Span;

/* "1,056", "(95", "\302\243432", "-3": the words of a column of figures. */
static bool begins_figure(const LayoutWord *word) {
  const char *p = word->text;
  for (; *p && !g_ascii_isalnum(*p); p = g_utf8_next_char(p))
    if (g_unichar_isalpha(g_utf8_get_char(p))) return false;
  return g_ascii_isdigit(*p);
}

static float row_gap(const Region *r, const Row *row, uint32_t i, Span *span) {
  const LayoutWord *a = region_word(r, row->first + i - 1), *b = region_word(r, row->first + i);
  *span = (Span){a->box.x1, b->box.x0, begins_figure(b)};
  return (span->right - span->left) / MAX(b->size_pt, 1);
}

/* Wide gaps of rows from .. to (exclusive). */
static GArray *wide_gaps(const Region *r, uint32_t from, uint32_t to) {
  GArray *gaps = g_array_new(FALSE, FALSE, sizeof(Span));
  for (uint32_t i = from; i < to; i++) {
    const Row *row = region_row(r, i);
    Span span;
    for (uint32_t w = 1; w < row->count; w++)
      if (row_gap(r, row, w, &span) > LAYOUT_PIECE_GAP_EM) g_array_append_val(gaps, span);
  }
  return gaps;
}

static uint32_t count_over(const GArray *gaps, float x) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < gaps->len; i++)
    n += g_array_index(gaps, Span, i).left < x && g_array_index(gaps, Span, i).right > x;
  return n;
}

/* How far the gaps over x reach, and what stands behind them: the words of justified lines have wide gaps in common by
 * chance, columns of figures do not. */
static void reach(const GArray *gaps, LayoutGap *gap) {
  uint32_t over = 0, figures = 0;
  gap->low = gap->high = gap->x;
  for (uint32_t i = 0; i < gaps->len; i++) {
    const Span *span = &g_array_index(gaps, Span, i);
    if (span->left >= gap->x || span->right <= gap->x) continue;
    gap->low = MIN(gap->low, span->left);
    gap->high = MAX(gap->high, span->right);
    over++;
    figures += span->figure;
  }
  gap->figures = 2 * figures > over;
}

static gint by_left(gconstpointer a, gconstpointer b) {
  const Span *x = a, *y = b;
  return (x->left > y->left) - (x->left < y->left);
}

/* Adds the places that the most gaps cover: of gaps that overlap in a chain, the best one. */
static void add_common(const GArray *gaps, uint32_t from, uint32_t to, uint32_t parted, GArray *out) {
  float chain_end = -INFINITY;
  uint32_t best = 0;
  LayoutGap found = {.from = from, .to = to};
  for (uint32_t i = 0; i <= gaps->len; i++) {
    const Span *span = i < gaps->len ? &g_array_index(gaps, Span, i) : NULL;
    if (!span || span->left >= chain_end) {
      if (best >= RUN_ROWS_MIN && (float)best >= COMMON_SHARE * (float)parted) g_array_append_val(out, found);
      best = 0;
      chain_end = -INFINITY;
    }
    if (!span) return;
    float right = span->right < chain_end || chain_end == -INFINITY ? span->right : chain_end;
    uint32_t n = count_over(gaps, (span->left + right) / 2);
    if (n > best) {
      best = n;
      found.x = (span->left + right) / 2;
      reach(gaps, &found);
    }
    chain_end = chain_end == -INFINITY ? span->right : MIN(chain_end, span->right);
  }
}

/* ---- edges: where the words of most rows begin */

typedef struct {
  float x, before; /* where a word begins, and the one before it ends */
  float gap_em;
  bool figures; /* a figure begins there, and the word before is one: two of them are two cells */
} Edge;

static gint by_x(gconstpointer a, gconstpointer b) {
  const Edge *x = a, *y = b;
  return (x->x > y->x) - (x->x < y->x);
}

static GArray *word_edges(const Region *r, uint32_t from, uint32_t to) {
  GArray *edges = g_array_new(FALSE, FALSE, sizeof(Edge));
  for (uint32_t i = from; i < to; i++) {
    const Row *row = region_row(r, i);
    Span span;
    for (uint32_t w = 1; w < row->count; w++) {
      float gap_em = row_gap(r, row, w, &span);
      bool figures = span.figure && begins_figure(region_word(r, row->first + w - 1));
      Edge edge = {span.right, span.left, gap_em, figures};
      g_array_append_val(edges, edge);
    }
  }
  g_array_sort(edges, by_x);
  return edges;
}

/* Adds the edges that enough rows have; a row has a word at one place only. */
static void add_edges(const GArray *edges, uint32_t from, uint32_t to, GArray *out) {
  for (uint32_t i = 0, end; i < edges->len; i = end) {
    const Edge *first = &g_array_index(edges, Edge, i);
    LayoutGap found = {.from = from, .to = to, .x = first->x, .low = first->before, .edge = true};
    float narrowest = first->gap_em, widest = first->gap_em;
    uint32_t wide = 0, figures = 0;
    for (end = i; end < edges->len && g_array_index(edges, Edge, end).x - first->x < EDGE_PT; end++) {
      const Edge *edge = &g_array_index(edges, Edge, end);
      wide += edge->gap_em > EDGE_WIDE_EM;
      figures += edge->figures;
      narrowest = MIN(narrowest, edge->gap_em);
      widest = MAX(widest, edge->gap_em);
      found.low = MIN(found.low, edge->before);
      found.high = edge->x + EDGE_PT;
    }
    if ((float)(end - i) < EDGE_SHARE * (float)(to - from) || end - i < EDGE_ROWS_MIN) continue;
    bool varies = widest - narrowest > EDGE_SPREAD_EM || 2 * figures > end - i;
    if (varies && (float)wide >= EDGE_WIDE_SHARE * (float)(end - i)) g_array_append_val(out, found);
  }
}

/* The word of a row that begins at an edge, or 0. */
static uint32_t word_at(const Region *r, const Row *row, float x) {
  for (uint32_t i = 1; i < row->count; i++)
    if (fabsf(region_word(r, row->first + i)->box.x0 - x) < 2 * EDGE_PT) return i;
  return 0;
}

/* A row above a run that has words at all its edges, two at least, is of it: one whose first cell is short reads as a
 * label with its text. */
static void extend_up(const Region *r, GArray *gaps, uint32_t first) {
  if (first == gaps->len || !g_array_index(gaps, LayoutGap, first).from) return;
  uint32_t above = g_array_index(gaps, LayoutGap, first).from - 1, edges = 0;
  for (uint32_t i = first; i < gaps->len; i++) {
    const LayoutGap *gap = &g_array_index(gaps, LayoutGap, i);
    if (!gap->edge) continue;
    if (!word_at(r, region_row(r, above), gap->x)) return;
    edges++;
  }
  for (uint32_t i = first; i < gaps->len && edges > 1; i++) g_array_index(gaps, LayoutGap, i).from = above;
}

/* Where words begin at one place, that is the border, and not some place in the gaps before it. Of the gaps from `first` on. */
static void drop_doubles(GArray *gaps, uint32_t first) {
  for (uint32_t i = first; i < gaps->len; i++) {
    LayoutGap *gap = &g_array_index(gaps, LayoutGap, i);
    for (uint32_t e = first; e < gaps->len && !gap->edge; e++) {
      const LayoutGap *edge = &g_array_index(gaps, LayoutGap, e);
      bool same = edge->edge && edge->x > gap->x && edge->x < gap->high + EDGE_PT;
      if (same) gap->figures = false;
    }
  }
}

/* From row `from`, which is in pieces: the end of the run of rows in pieces, few others between. */
static uint32_t run_end(const Region *r, uint32_t from, uint32_t *parted) {
  uint32_t end = from, lone = 0;
  *parted = 0;
  for (uint32_t i = from; i < MIN(r->rows->len, from + RUN_ROWS_MAX) && lone <= LONE_ROWS_MAX; i++) {
    if (region_pieces(r, region_row(r, i)) > 1) {
      end = i + 1;
      lone = 0;
      ++*parted;
    } else {
      lone++;
    }
  }
  return end;
}

GArray *layout_common_gaps(const Region *r) {
  GArray *out = g_array_new(FALSE, FALSE, sizeof(LayoutGap));
  for (uint32_t i = 0; i < r->rows->len;) {
    if (region_pieces(r, region_row(r, i)) < 2) {
      i++;
      continue;
    }
    uint32_t parted, end = run_end(r, i, &parted);
    if (parted >= RUN_ROWS_MIN) {
      g_autoptr(GArray) gaps = wide_gaps(r, i, end);
      g_array_sort(gaps, by_left);
      uint32_t first = out->len;
      add_common(gaps, i, end, parted, out);
      g_autoptr(GArray) edges = r->layout->is_text ? NULL : word_edges(r, i, end);
      if (edges) add_edges(edges, i, end, out);
      drop_doubles(out, first);
      extend_up(r, out, first);
    }
    i = end;
  }
  return out;
}

static float middle_of(const Region *r, const Row *row, uint32_t i) {
  Span span;
  row_gap(r, row, i, &span);
  return (span.left + span.right) / 2;
}

/* The word of a row that begins behind the gap. Where a word lies over x, as a centred cell wider than the
 * others does, the nearer of the spaces around it that is within the gap's reach. 0 for none. */
static uint32_t word_behind(const Region *r, const Row *row, const LayoutGap *gap) {
  uint32_t i = 0;
  while (i < row->count && region_word(r, row->first + i)->box.x1 <= gap->x) i++;
  if (i == row->count) return 0;
  if (region_word(r, row->first + i)->box.x0 >= gap->x) return i;
  uint32_t after = i + 1 < row->count ? i + 1 : 0, nearest = i;
  if (!i || (after && fabsf(middle_of(r, row, after) - gap->x) < fabsf(middle_of(r, row, i) - gap->x)))
    nearest = after;
  if (!nearest) return 0;
  float middle = middle_of(r, row, nearest);
  return middle > gap->low && middle < gap->high ? nearest : 0;
}

/* The word of a row behind the widest of its spaces between the column before an edge and the edge, if it is wider than
 * a word's: a head is centred over its column. 0 for none. */
static uint32_t word_before_edge(const Region *r, const Row *row, const LayoutGap *gap) {
  uint32_t found = 0;
  float widest = EDGE_WIDE_EM;
  for (uint32_t i = 1; i < row->count; i++) {
    Span span;
    float width = row_gap(r, row, i, &span), middle = (span.left + span.right) / 2;
    if (middle <= gap->low || span.left >= gap->high || width <= widest) continue;
    widest = width;
    found = i;
  }
  return found;
}

void layout_part_row(const Region *r, uint32_t index, const GArray *gaps, bool *parts) {
  const Row *row = region_row(r, index);
  for (uint32_t g = 0; g < gaps->len; g++) {
    const LayoutGap *gap = &g_array_index(gaps, LayoutGap, g);
    if (!(gap->figures || gap->edge) || index < gap->from || index >= gap->to) continue;
    uint32_t word = gap->edge ? word_at(r, row, gap->x) : word_behind(r, row, gap);
    if (!word && gap->edge) word = word_before_edge(r, row, gap);
    if (word) parts[word] = true;
  }
}
