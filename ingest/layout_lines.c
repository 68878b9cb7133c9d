/* Words -> lines in reading order.
 *
 *   1. rows       words whose middles lie within each other's height share a baseline
 *   2. columns    a gutter that a run of rows leaves free, with prose of like width on both sides, cuts a region
 *                 into what is above, left, right and below of it; each is cut again
 *   3. lines      in a region without a gutter, a row is parted at wide gaps (cells of a table part there; the pieces
 *                 of a line of prose are put together again by layout_merge_rows once the tables are known)
 *   4. cells      the words in a ruled table make lines by cell
 *
 * The X-Y cut of Nagy and Seth (1984), but over rows of words and not pixels, and only where both sides read as
 * prose, since the columns of a table must stay in their rows. Cost: a sort a region, then rows times the places
 * where a gutter is looked for. */
#include "ingest/layout_rows.h"

#include <math.h>
#include <string.h>

/* In plain text two spaces part. */
static const float TEXT_GAP_CELLS = 1.5f;
/* White between a cell's words and its border, at most. */
static const float CELL_PADDING_PT = 6;
/* Words that touched in the source but not on their row do not. */
static const float TOUCH_EM = 0.3f;
/* A word smaller than the one before by this, and higher, is raised. */
static const float SCRIPT_SIZE = 0.8f;
/* How deep columns may lie in columns. */
enum { CUTS_MAX = 6 };

/* Sizes of type that a file has at most, to be counted; and a longer word is a leader of dots. */
enum { SIZES_MAX = 512, WORD_LENGTH_MAX = 20 };
/* For the room that lines get. */
enum { WORDS_A_LINE = 3 };

/* ---- lines */

/* Words of a page, the end exclusive. */
typedef struct {
  uint32_t first, end;
} WordRange;

typedef struct {
  Layout *layout;
  GArray *words;      /* room for the words of a page in their new order */
  LayoutWord *placed; /* which is here: there, or where they stand if they stand in order */
  uint32_t placed_count;
  GArray *order;                   /* uint32_t: the grids as they are met */
  int *grid_of;                    /* of the page's words, the ruled table that holds each; -1 for none */
  WordRange *grid_words;           /* by grid of the page */
  uint32_t first_grid, end_grid;   /* of the page; the grids are by page */
  uint32_t first_frame, end_frame; /* likewise */
  uint32_t page, row;
  LineRole role;
  LayoutGutters known; /* of the pages so far */
} LineMaker;

static void start_line(LineMaker *m, const LayoutWord *word) {
  LayoutLine line = {.page = m->page,
                     .row = m->row,
                     .role = m->role,
                     .first_word = layout_page(m->layout, m->page)->first_word + m->placed_count,
                     .box = word->box,
                     .style = ~0u,
                     .font = word->font};
  *(LayoutLine *)scratch_array_add(m->layout->lines) = line;
}

static const LayoutWord *place_word(LineMaker *m, const LayoutWord *word) {
  g_assert(m->placed_count < layout_page(m->layout, m->page)->word_count);
  LayoutWord *at = &m->placed[m->placed_count++];
  *at = *word;
  return at;
}

/* A colon after a bold word is often not bold itself. */
static bool has_letter_or_digit(const char *text) {
  for (; *text; text = g_utf8_next_char(text))
    if (g_ascii_isalnum(*text) || g_unichar_isalnum(g_utf8_get_char(text))) return true;
  return false;
}

static void make_grid(LineMaker *m, uint32_t grid);
static void make_region(LineMaker *m, uint32_t *words, uint32_t count, unsigned cuts);

/* A line of prose that is stretched to the width of its column. The head of even columns has such spaces, too, but above
 * rows in pieces. */
static bool is_stretched(const Region *r, uint32_t index) {
  if (!region_has_even_spaces(r, region_row(r, index))) return false;
  const Row *below = index + 1 < r->rows->len ? region_row(r, index + 1) : NULL;
  return !below || region_pieces(r, below) == 1 || region_has_even_spaces(r, below);
}

/* A row's words as lines, parted at wide gaps and at those that a run of rows has in common. */
static void make_lines(LineMaker *m, const Region *r, uint32_t index, const GArray *common,
                       const LayoutRun *run) {
  const Row *row = region_row(r, index);
  const LayoutWord *before = NULL;
  g_autofree bool *parts = common->len || run ? g_new0(bool, row->count + 1) : NULL;
  bool stretched = common->len && !m->layout->is_text && is_stretched(r, index);
  if (parts && !stretched) layout_part_row(r, index, common, parts);
  if (run) layout_part_at_streams(r, index, run, parts);
  for (uint32_t i = row->first; i < row->first + row->count; i++) {
    LayoutWord word = *region_word(r, i);
    if (word.grid) {
      make_grid(m, word.grid - 1);
      before = NULL;
      continue;
    }
    float limit = m->layout->is_text ? TEXT_GAP_CELLS * TEXT_CELL_PT
                                     : LAYOUT_PIECE_GAP_EM * MAX(word.size_pt, before ? before->size_pt : 0);
    float gap = before ? word.box.x0 - before->box.x1 : 0;
    if (!before || (gap > limit && !stretched) || (parts && parts[i - row->first])) start_line(m, &word);
    bool script = before && word.size_pt < SCRIPT_SIZE * before->size_pt && word.box.y1 < before->box.y1;
    if (script) word.style |= DOC_SUPERSCRIPT;
    word.glued = (word.glued || script) && before && gap < TOUCH_EM * word.size_pt;
    LayoutLine *line = layout_line(m->layout, m->layout->lines->len - 1);
    layout_box_include(&line->box, &word.box);
    if (has_letter_or_digit(word.text)) line->style &= word.style | DOC_SUPERSCRIPT;
    line->word_count++;
    before = place_word(m, &word);
  }
  m->row++;
}

/* Its rows are numbered as lines are from here on. */
static void add_run(LineMaker *m, const LayoutRun *run) {
  LayoutRun added = {.first_row = m->row, .end_row = m->row, .borders = g_array_ref(run->borders)};
  g_array_append_val(m->layout->runs, added);
}

static void make_column(LineMaker *m, const Region *r) {
  uint32_t first = m->layout->lines->len;
  g_autoptr(GArray) common = layout_common_gaps(r);
  g_autoptr(GArray) runs = m->layout->is_text || m->role != LINE_BODY ? NULL : layout_streams(r);
  for (uint32_t i = 0, next = 0; i < r->rows->len; i++) {
    LayoutRun *run = runs && next < runs->len ? &g_array_index(runs, LayoutRun, next) : NULL;
    bool within = run && i >= run->first_row;
    if (within && i == run->first_row) add_run(m, run);
    make_lines(m, r, i, common, within ? run : NULL);
    if (!within || i + 1 < run->end_row) continue;
    g_array_index(m->layout->runs, LayoutRun, m->layout->runs->len - 1).end_row = m->row;
    next++;
  }
  float left = INFINITY, right = -INFINITY;
  for (uint32_t i = first; i < m->layout->lines->len; i++) {
    left = MIN(left, layout_line(m->layout, i)->box.x0);
    right = MAX(right, layout_line(m->layout, i)->box.x1);
  }
  for (uint32_t i = first; i < m->layout->lines->len; i++) {
    layout_line(m->layout, i)->left = left;
    layout_line(m->layout, i)->right = right;
  }
}

/* The words of rows from .. to that lie on one side of x, or all of them for an x of infinity. */
static void make_part(LineMaker *m, const Region *r, uint32_t from, uint32_t to, float x, bool on_left,
                      unsigned cuts) {
  g_autoptr(GArray) part = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t i = from; i < to; i++) {
    for (uint32_t w = region_row(r, i)->first; w < region_row(r, i)->first + region_row(r, i)->count; w++)
      if ((region_word(r, w)->box.x1 <= x) == on_left) g_array_append_val(part, r->words[w]);
  }
  make_region(m, (uint32_t *)(gpointer)part->data, part->len, cuts);
}

/* By what the region shows, or where the pages before have one, whichever parts more rows. */
static bool find_gutter(LineMaker *m, const Region *r, LayoutGutter *gutter) {
  if (layout_find_gutter(r, gutter)) layout_learn_gutter(&m->known, m->layout, m->page, gutter);
  return layout_find_known_gutter(r, &m->known, m->page, gutter);
}

static void make_rows(LineMaker *m, const Region *r, unsigned cuts) {
  LayoutGutter gutter;
  if (m->layout->is_text || cuts == CUTS_MAX || !find_gutter(m, r, &gutter)) {
    make_column(m, r);
    return;
  }
  float x = (gutter.left + gutter.right) / 2;
  make_part(m, r, 0, gutter.from, INFINITY, true, cuts + 1);
  make_part(m, r, gutter.from, gutter.to, x, true, cuts + 1);
  make_part(m, r, gutter.from, gutter.to, x, false, cuts + 1);
  make_part(m, r, gutter.to, r->rows->len, INFINITY, true, cuts + 1);
}

static void make_region(LineMaker *m, uint32_t *words, uint32_t count, unsigned cuts) {
  if (!count) return;
  Region r = {.layout = m->layout, .words = words, .count = count};
  layout_find_rows(&r);
  make_rows(m, &r, cuts);
  g_array_unref(r.rows);
}

/* ---- ruled tables: a word stands in for each in the region around it, and its words make lines by cell */

static bool holds(const DocBox *box, const DocBox *word) {
  float x = (word->x0 + word->x1) / 2, y = (word->y0 + word->y1) / 2;
  return x > box->x0 && x < box->x1 && y > box->y0 && y < box->y1;
}

static float area(const DocBox *box) { return (box->x1 - box->x0) * (box->y1 - box->y0); }

/* Tables of plain text stand below one another. */
static int find_drawn(const LineMaker *m, const DocBox *word) {
  uint32_t low = m->first_grid, high = m->end_grid; /* the first one that ends below the word */
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (g_array_index(m->layout->grids, LayoutTable, middle).box.y1 <= word->y0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < m->end_grid && holds(&g_array_index(m->layout->grids, LayoutTable, low).box, word) ? (int)low : -1;
}

/* The smallest ruled table of the page that holds the word; -1 for none. */
static int find_grid(const LineMaker *m, const DocBox *word) {
  int found = -1;
  if (m->layout->is_text) return find_drawn(m, word);
  for (uint32_t g = m->first_grid; g < m->end_grid; g++) {
    const LayoutTable *grid = &g_array_index(m->layout->grids, LayoutTable, g);
    if (!holds(&grid->box, word)) continue;
    if (found < 0 || area(&grid->box) < area(&g_array_index(m->layout->grids, LayoutTable, found).box))
      found = (int)g;
  }
  return found;
}

static GArray *words_of_cell(LineMaker *m, uint32_t grid, const LayoutCell *cell) {
  GArray *words = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  const LayoutPage *page = layout_page(m->layout, m->page);
  for (uint32_t i = m->grid_words[grid - m->first_grid].first; i < m->grid_words[grid - m->first_grid].end; i++) {
    uint32_t w = page->first_word + i;
    if (m->grid_of[i] == (int)grid && holds(&cell->box, &layout_word(m->layout, w)->box))
      g_array_append_val(words, w);
  }
  return words;
}

/* The lines of a grid's cells, in their order; the grid's own lines are those made here. */
static void make_grid(LineMaker *m, uint32_t index) {
  LayoutTable *grid = &g_array_index(m->layout->grids, LayoutTable, index);
  LineRole outside = m->role;
  m->role = LINE_CELL;
  grid->first_line = m->layout->lines->len;
  for (uint32_t c = 0; c < grid->cells->len; c++) {
    LayoutCell *cell = &g_array_index(grid->cells, LayoutCell, c);
    g_autoptr(GArray) words = words_of_cell(m, index, cell);
    uint32_t first = m->layout->lines->len;
    make_region(m, (uint32_t *)(gpointer)words->data, words->len, CUTS_MAX);
    for (uint32_t line = first; line < m->layout->lines->len; line++) g_array_append_val(cell->lines, line);
  }
  grid->last_line = m->layout->lines->len - 1;
  m->role = outside;
  g_array_append_val(m->order, index);
}

/* As wide as the words of the grid are, but for the padding of its cells: its border may lie in the gutter of the columns. */
static void shrink_to_words(const LineMaker *m, uint32_t grid, DocBox *box) {
  const LayoutPage *page = layout_page(m->layout, m->page);
  float left = INFINITY, right = -INFINITY;
  for (uint32_t i = 0; i < page->word_count; i++) {
    if (m->grid_of[i] != (int)grid) continue;
    const LayoutWord *word = layout_word(m->layout, page->first_word + i);
    left = MIN(left, word->box.x0);
    right = MAX(right, word->box.x1);
  }
  if (left >= right) return;
  box->x0 = MAX(box->x0, MIN(left, box->x0 + CELL_PADDING_PT));
  box->x1 = MIN(box->x1, MAX(right, box->x1 - CELL_PADDING_PT));
}

/* The word that stands in for a grid is as high as a line, so that it joins no two lines of text beside it. */
static LayoutWord stand_in(const LineMaker *m, uint32_t grid) {
  DocBox box = g_array_index(m->layout->grids, LayoutTable, grid).box;
  shrink_to_words(m, grid, &box);
  box.y1 = MIN(box.y1, box.y0 + m->layout->body_size_pt);
  return (LayoutWord){.text = "", .box = box, .size_pt = m->layout->body_size_pt, .grid = grid + 1};
}

/* What is set sideways beside the text, and in no ruled table, is a line of its own at the end of the page. */
static void make_asides(LineMaker *m) {
  const LayoutPage *page = layout_page(m->layout, m->page);
  m->role = LINE_ASIDE;
  for (uint32_t i = 0; i < page->word_count; i++) {
    LayoutWord word = *layout_word(m->layout, page->first_word + i);
    if (!word.turned || m->grid_of[i] >= 0) continue;
    start_line(m, &word);
    layout_line(m->layout, m->layout->lines->len - 1)->word_count = 1;
    place_word(m, &word);
    m->row++;
  }
  m->role = LINE_BODY;
}

/* The page's words in their new order take the place of the old one. */
static void keep_page_words(LineMaker *m) {
  LayoutPage *page = layout_page(m->layout, m->page);
  page->word_count = m->placed_count;
  if (page->word_count)
    memcpy(layout_word(m->layout, page->first_word), m->placed, page->word_count * sizeof(LayoutWord));
}

/* The box beside the text that holds the word, from 1; 0 for none. */
static uint32_t find_frame(const LineMaker *m, const DocBox *word) {
  for (uint32_t f = m->first_frame; f < m->end_frame; f++)
    if (holds(&g_array_index(m->layout->frames, LayoutFrame, f).box, word)) return f + 1;
  return 0;
}

/* The words of each box beside the text, as lines of their own at the end of the page. */
static void make_frames(LineMaker *m, const uint32_t *frame_of) {
  const LayoutPage *page = layout_page(m->layout, m->page);
  for (uint32_t f = m->first_frame + 1; f <= m->end_frame; f++) {
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t i = 0, w = page->first_word; i < page->word_count; i++, w++)
      if (frame_of[i] == f) g_array_append_val(words, w);
    uint32_t first = m->layout->lines->len;
    m->role = LINE_ASIDE;
    make_region(m, (uint32_t *)(gpointer)words->data, words->len, CUTS_MAX);
    m->role = LINE_BODY;
    for (uint32_t i = first; i < m->layout->lines->len; i++) layout_line(m->layout, i)->frame = f;
  }
}

static void find_page_boxes(LineMaker *m) {
  const GArray *grids = m->layout->grids;
  m->first_grid = m->end_grid;
  while (m->end_grid < grids->len && g_array_index(grids, LayoutTable, m->end_grid).page == m->page)
    m->end_grid++;
  const GArray *frames = m->layout->frames;
  m->first_frame = m->end_frame;
  while (m->end_frame < frames->len && g_array_index(frames, LayoutFrame, m->end_frame).page == m->page)
    m->end_frame++;
}

/* Between which words of the page those of each grid stand. */
static WordRange *find_grid_words(const LineMaker *m, uint32_t words) {
  WordRange *ranges = g_new0(WordRange, m->end_grid - m->first_grid + 1);
  for (uint32_t i = 0; i < words; i++) {
    WordRange *range = m->grid_of[i] < 0 ? NULL : &ranges[(uint32_t)m->grid_of[i] - m->first_grid];
    if (range && !range->end) range->first = i;
    if (range) range->end = i + 1;
  }
  return ranges;
}

/* A page with ruled tables, boxes or words set sideways: each has its own words, and the flow the rest. */
static void make_parted_page(LineMaker *m) {
  const LayoutPage *page = layout_page(m->layout, m->page);
  g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_autofree int *grid_of = m->grid_of = g_new(int, page->word_count + 1);
  g_autofree uint32_t *frame_of = g_new0(uint32_t, page->word_count + 1);
  for (uint32_t i = 0; i < page->word_count; i++) {
    uint32_t w = page->first_word + i;
    grid_of[i] = find_grid(m, &layout_word(m->layout, w)->box);
    bool in_flow = grid_of[i] < 0 && !layout_word(m->layout, w)->turned;
    if (in_flow) frame_of[i] = find_frame(m, &layout_word(m->layout, w)->box);
    if (in_flow && !frame_of[i]) g_array_append_val(words, w);
  }
  g_autofree WordRange *grid_words = find_grid_words(m, page->word_count);
  m->grid_words = grid_words;
  for (uint32_t g = m->first_grid; g < m->end_grid; g++) {
    LayoutWord word = stand_in(m, g);
    uint32_t at = m->layout->words->len;
    *(LayoutWord *)scratch_array_add(m->layout->words) = word;
    g_array_append_val(words, at);
  }
  make_region(m, (uint32_t *)(gpointer)words->data, words->len, 0);
  make_asides(m);
  make_frames(m, frame_of);
}

static bool is_in_order(const Region *r) {
  for (uint32_t i = 1; i < r->count; i++)
    if (r->words[i] < r->words[i - 1]) return false;
  return true;
}

/* Words of plain text stand in order, and it has no columns: they are placed where they stand, each read before it is
 * written. */
static void make_page(LineMaker *m) {
  layout_rest(m->layout, m->page);
  LayoutPage *page = layout_page(m->layout, m->page);
  find_page_boxes(m);
  bool parted = m->first_grid < m->end_grid || m->first_frame < m->end_frame ||
                (!m->layout->is_text && layout_has_turned_words(m->layout, page));
  const Region *whole = parted ? NULL : layout_page_rows(m->layout, m->page);
  bool in_place = whole && m->layout->is_text && is_in_order(whole);
  if (!in_place) g_array_set_size(m->words, page->word_count);
  m->placed = in_place ? layout_word(m->layout, page->first_word) : (LayoutWord *)(gpointer)m->words->data;
  m->placed_count = 0;
  page->first_line = m->layout->lines->len;
  if (parted)
    make_parted_page(m);
  else if (whole->count)
    make_rows(m, whole, 0);
  if (!in_place) keep_page_words(m);
  scratch_array_resize(m->layout->words, m->layout->words->len - (m->end_grid - m->first_grid));
  layout_forget_rows(m->layout, m->page);
  page->line_count = m->layout->lines->len - page->first_line;
}

typedef struct {
  float size;
  uint64_t characters;
} SizeCount;

static void count_size(GArray *counts, float size, uint64_t characters) {
  for (uint32_t i = 0; i < counts->len; i++) {
    SizeCount *count = &g_array_index(counts, SizeCount, i);
    if (count->size != size) continue;
    count->characters += characters;
    return;
  }
  SizeCount fresh = {size, characters};
  if (counts->len < SIZES_MAX) g_array_append_val(counts, fresh);
}

static gint by_size(gconstpointer a, gconstpointer b) {
  const SizeCount *x = a, *y = b;
  return (x->size > y->size) - (x->size < y->size);
}

static uint64_t count_page_sizes(GArray *counts, const Layout *layout, const LayoutPage *page) {
  uint64_t all = 0;
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    const LayoutWord *word = layout_word(layout, w);
    uint64_t characters = (uint64_t)MIN(g_utf8_strlen(word->text, -1), WORD_LENGTH_MAX);
    count_size(counts, word->size_pt, characters);
    all += characters;
  }
  return all;
}

/* The size that most characters have, found as the median over characters: headings and notes are the fewer. */
static float body_size(const Layout *layout) {
  if (layout->is_text) return TEXT_LINE_PT; /* all of it has that size */
  g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(SizeCount));
  uint64_t all = 0, below = 0;
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    layout_rest(layout, p);
    all += count_page_sizes(counts, layout, layout_page(layout, p));
  }
  g_array_sort(counts, by_size);
  for (uint32_t i = 0; i < counts->len; i++) {
    below += g_array_index(counts, SizeCount, i).characters;
    if (below > all / 2) return g_array_index(counts, SizeCount, i).size;
  }
  return TEXT_LINE_PT;
}

/* The grids as they were met, in reading order; those that a region left out (there are none) would be lost. */
static void order_grids(Layout *layout, const GArray *order) {
  GArray *ordered = g_array_new(FALSE, TRUE, sizeof(LayoutTable));
  for (uint32_t i = 0; i < order->len; i++)
    g_array_append_val(ordered, g_array_index(layout->grids, LayoutTable, g_array_index(order, uint32_t, i)));
  g_assert(ordered->len == layout->grids->len);
  g_array_set_clear_func(layout->grids, NULL);
  g_array_unref(layout->grids);
  g_array_set_clear_func(ordered, layout_table_clear);
  layout->grids = ordered;
}

/* A row of plain text is one line, most often; of pages, all but tables of figures have more words in one. */
static void expect_lines(Layout *layout) {
  uint32_t rows = layout->is_text ? 0 : layout->words->len / WORDS_A_LINE;
  for (uint32_t p = 0; layout->is_text && p < layout->pages->len; p++)
    rows += layout_page_rows(layout, p)->rows->len;
  scratch_array_free(layout->lines);
  layout->lines = scratch_array_new(sizeof(LayoutLine), rows, layout->words->scratch);
}

void layout_lines(Layout *layout) {
  expect_lines(layout);
  layout->body_size_pt = body_size(layout);
  LineMaker m = {.layout = layout};
  m.words = g_array_new(FALSE, FALSE, sizeof(LayoutWord));
  m.order = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (m.page = 0; m.page < layout->pages->len; m.page++) make_page(&m);
  order_grids(layout, m.order);
  g_array_unref(m.order);
  g_array_unref(m.words);
  for (uint32_t i = 0; i < layout->lines->len; i++) {
    LayoutLine *line = layout_line(layout, i);
    layout_rest(layout, line->page);
    line->size_pt = layout_line_size(layout, line);
  }
}
