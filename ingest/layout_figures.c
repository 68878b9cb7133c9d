/* Which pictures of the pages are figures, and where they stand among the blocks.
 *
 * A picture with a caption beside it is one. Without, it is none where it stands above all text in the head of a page (a
 * letter-head) or below all in its foot, where it is on several pages (a logo), or where it is an area of lines and fills:
 * without a caption that is as likely a box or a table. Tiles that an engine cut a picture into are one again. Cost: the
 * pictures of a page times its blocks. */
#include "ingest/captions.h"
#include "ingest/layout.h"
#include "ingest/picture.h"

#include <string.h>

/* A caption stands so near to its picture: three lines of text. Word processors put 6 to 20 pt between. */
static const float CAPTION_GAP_PT = 36;
/* Parts of one picture touch within this. */
static const float TILE_GAP_PT = 1.5f;
/* The head and the foot of a page, in which pictures are of the letter-head. */
static const float HEAD_SHARE = 0.2f, FOOT_SHARE = 0.88f;
enum { REPEATS = 3 };
/* A ruled table covers a drawing to this share: it is the drawing. */
static const float TABLE_SHARE = 0.5f;

typedef struct {
  uint32_t block; /* index; UINT32_MAX none */
  bool above;     /* it stands above the picture */
} Caption;

/* Things by page: those of page p are items[begin[p]] .. items[begin[p + 1] - 1], ascending. */
typedef struct {
  uint32_t *items, *begin;
} ByPage;

typedef struct {
  Layout *layout;
  const GArray *tables, *blocks;
  char **text;  /* by block: its first line where that begins a caption, else NULL */
  DocBox *box;  /* by block: of its lines on the page of its first line */
  uint32_t *on; /* by block: that page, an index */
  ByPage blocks_of, tables_of, pictures_of;
  uint32_t *beyond;      /* by page: the first block that is on a later one, or their count */
  GHashTable *pages_with; /* hash of a picture -> how many pages show it */
} Places;

static LayoutPicture *picture_at(const Layout *layout, uint32_t i) {
  return &g_array_index(layout->pictures, LayoutPicture, i);
}
static const LayoutBlock *block_at(const Places *p, uint32_t i) {
  return &g_array_index(p->blocks, LayoutBlock, i);
}

static bool overlaps(float a0, float a1, float b0, float b1) { return MIN(a1, b1) > MAX(a0, b0); }

/* ---- tiles */

static bool touches(const DocBox *a, const DocBox *b) {
  float s = TILE_GAP_PT;
  bool stacked = overlaps(a->y0 - s, a->y1 + s, b->y0, b->y1) && a->x0 - s <= b->x0 && b->x1 <= a->x1 + s &&
                 a->x1 - b->x1 <= s;
  bool beside = overlaps(a->x0 - s, a->x1 + s, b->x0, b->x1) && a->y0 - s <= b->y0 && b->y1 <= a->y1 + s &&
                a->y1 - b->y1 <= s;
  return stacked || beside;
}

/* What the whole looks like is not known any more. */
static void join_tile(Layout *layout, LayoutPicture *whole, const LayoutPicture *tile) {
  g_autofree char *both = g_strconcat(whole->hash, tile->hash, NULL),
                  *hash = picture_hash(both, strlen(both));
  whole->hash = g_string_chunk_insert(layout->strings, hash);
  whole->look = "";
  whole->box = (DocBox){MIN(whole->box.x0, tile->box.x0), MIN(whole->box.y0, tile->box.y0),
                        MAX(whole->box.x1, tile->box.x1), MAX(whole->box.y1, tile->box.y1)};
}

static void join_tiles(Layout *layout) {
  for (uint32_t i = 1; i < layout->pictures->len;) {
    LayoutPicture *tile = picture_at(layout, i), *whole = picture_at(layout, i - 1);
    bool joins =
        tile->page == whole->page && !tile->drawn && !whole->drawn && touches(&whole->box, &tile->box);
    if (joins) join_tile(layout, whole, tile);
    if (joins)
      g_array_remove_index(layout->pictures, i);
    else
      i++;
  }
}

/* ---- captions */

static float caption_gap(const DocBox *picture, const DocBox *text, bool *above) {
  *above = text->y1 <= picture->y0 + TILE_GAP_PT;
  float gap = *above ? picture->y0 - text->y1 : text->y0 - picture->y1;
  return overlaps(picture->x0, picture->x1, text->x0, text->x1) ? gap : CAPTION_GAP_PT + 1;
}

/* The nearest one. */
static Caption find_caption(const Places *p, const LayoutPicture *picture) {
  Caption found = {.block = UINT32_MAX};
  float best = CAPTION_GAP_PT;
  for (uint32_t j = p->blocks_of.begin[picture->page]; j < p->blocks_of.begin[picture->page + 1]; j++) {
    uint32_t i = p->blocks_of.items[j];
    if (!p->text[i]) continue;
    bool above;
    float gap = caption_gap(&picture->box, &p->box[i], &above);
    if (gap < -TILE_GAP_PT || gap > best) continue;
    best = gap;
    found = (Caption){i, above};
  }
  return found;
}

/* ---- what is no figure */

static bool is_table(const Places *p, const LayoutPicture *picture) {
  for (uint32_t j = p->tables_of.begin[picture->page]; j < p->tables_of.begin[picture->page + 1]; j++) {
    const LayoutTable *table = &g_array_index(p->tables, LayoutTable, p->tables_of.items[j]);
    const DocBox *a = &table->box, *b = &picture->box;
    if (!table->cells->len) continue;
    float across = MIN(a->x1, b->x1) - MAX(a->x0, b->x0), down = MIN(a->y1, b->y1) - MAX(a->y0, b->y0);
    if (across > 0 && down > 0 && across * down >= TABLE_SHARE * (b->x1 - b->x0) * (b->y1 - b->y0))
      return true;
  }
  return false;
}

static bool has_text(const Places *p, uint32_t page, float top, float bottom) {
  const LayoutPage *at = layout_page(p->layout, page);
  for (uint32_t l = at->first_line; l < at->first_line + at->line_count; l++) {
    const LayoutLine *line = layout_line(p->layout, l);
    if (line->role != LINE_FURNITURE && overlaps(top, bottom, line->box.y0, line->box.y1)) return true;
  }
  return false;
}

static bool is_of_letter_head(const Places *p, const LayoutPicture *picture) {
  const LayoutPage *page = layout_page(p->layout, picture->page);
  const DocBox *box = &picture->box;
  bool head = box->y1 <= HEAD_SHARE * page->height, foot = box->y0 >= FOOT_SHARE * page->height;
  return (head && !has_text(p, picture->page, 0, box->y0)) ||
         (foot && !has_text(p, picture->page, box->y1, page->height));
}

static bool is_repeated(const Places *p, const LayoutPicture *picture) {
  return *picture->hash && GPOINTER_TO_UINT(g_hash_table_lookup(p->pages_with, picture->hash)) >= REPEATS;
}

/* A drawing that lies on a picture is part of it. */
static bool is_on_picture(const Places *p, const LayoutPicture *drawn) {
  for (uint32_t j = p->pictures_of.begin[drawn->page]; j < p->pictures_of.begin[drawn->page + 1]; j++) {
    const LayoutPicture *other = picture_at(p->layout, p->pictures_of.items[j]);
    if (other->drawn) continue;
    if (overlaps(other->box.x0, other->box.x1, drawn->box.x0, drawn->box.x1) &&
        overlaps(other->box.y0, other->box.y1, drawn->box.y0, drawn->box.y1))
      return true;
  }
  return false;
}

static bool is_figure(const Places *p, const LayoutPicture *picture, const Caption *caption) {
  bool captioned = caption->block != UINT32_MAX;
  if (picture->drawn) return captioned && !is_table(p, picture) && !is_on_picture(p, picture);
  return captioned || (!is_of_letter_head(p, picture) && !is_repeated(p, picture));
}

/* ---- places */

static void take_block(Places *p, uint32_t i) {
  const LayoutBlock *block = block_at(p, i);
  const LayoutLine *first = layout_line(p->layout, g_array_index(block->lines, uint32_t, 0));
  layout_rest(p->layout, first->page);
  p->on[i] = first->page;
  p->box[i] = first->box;
  for (uint32_t l = 1; l < block->lines->len; l++) {
    const LayoutLine *line = layout_line(p->layout, g_array_index(block->lines, uint32_t, l));
    if (line->page != first->page) continue;
    DocBox *box = &p->box[i];
    *box = (DocBox){MIN(box->x0, line->box.x0), MIN(box->y0, line->box.y0), MAX(box->x1, line->box.x1),
                    MAX(box->y1, line->box.y1)};
  }
  if (block->kind == BLOCK_TABLE || !caption_is_name(layout_word(p->layout, first->first_word)->text)) return;
  g_autofree char *text = layout_line_text(p->layout, first);
  if (caption_begins(text)) p->text[i] = g_steal_pointer(&text);
}

/* Behind the last block of its page that ends above it and shares its column; else before the first below it. */
static uint32_t place_of(const Places *p, const LayoutPicture *picture) {
  uint32_t before = p->beyond[picture->page], first = p->blocks_of.begin[picture->page];
  for (uint32_t j = p->blocks_of.begin[picture->page + 1]; j-- > first;) {
    uint32_t i = p->blocks_of.items[j];
    bool column = overlaps(picture->box.x0, picture->box.x1, p->box[i].x0, p->box[i].x1);
    if (column && p->box[i].y1 <= picture->box.y0 + TILE_GAP_PT) return i + 1;
    if (p->box[i].y0 >= picture->box.y0) before = MIN(before, i);
  }
  return before;
}

static gint by_place(gconstpointer a, gconstpointer b) {
  const LayoutFigure *x = a, *y = b;
  return (x->before > y->before) - (x->before < y->before);
}

static void add_figures(const Places *p, GArray *figures) {
  for (uint32_t i = 0; i < p->layout->pictures->len; i++) {
    const LayoutPicture *picture = picture_at(p->layout, i);
    Caption caption = find_caption(p, picture);
    if (!is_figure(p, picture, &caption)) continue;
    LayoutFigure figure = {.picture = i};
    figure.before = caption.block == UINT32_MAX ? place_of(p, picture) : caption.block + caption.above;
    g_array_append_val(figures, figure);
  }
  g_array_sort(figures, by_place);
}

/* ---- what stands on each page */

/* From the page of each thing. */
static ByPage sort_by_page(const uint32_t *on, uint32_t count, uint32_t pages) {
  ByPage by = {.items = g_new(uint32_t, count + 1), .begin = g_new0(uint32_t, pages + 2)};
  for (uint32_t i = 0; i < count; i++) by.begin[on[i] + 2]++;
  for (uint32_t p = 2; p < pages + 2; p++) by.begin[p] += by.begin[p - 1];
  for (uint32_t i = 0; i < count; i++) by.items[by.begin[on[i] + 1]++] = i;
  return by;
}

static ByPage tables_by_page(const Places *p) {
  g_autofree uint32_t *on = g_new(uint32_t, p->tables->len + 1);
  for (uint32_t i = 0; i < p->tables->len; i++) on[i] = g_array_index(p->tables, LayoutTable, i).page;
  return sort_by_page(on, p->tables->len, p->layout->pages->len);
}

static ByPage pictures_by_page(const Places *p) {
  g_autofree uint32_t *on = g_new(uint32_t, p->layout->pictures->len + 1);
  for (uint32_t i = 0; i < p->layout->pictures->len; i++) on[i] = picture_at(p->layout, i)->page;
  return sort_by_page(on, p->layout->pictures->len, p->layout->pages->len);
}

static uint32_t *find_beyond(const Places *p) {
  uint32_t pages = p->layout->pages->len, *beyond = g_new(uint32_t, pages + 1), least = p->blocks->len;
  for (uint32_t page = pages; page-- > 0;) {
    beyond[page] = least;
    if (p->blocks_of.begin[page] < p->blocks_of.begin[page + 1])
      least = MIN(least, p->blocks_of.items[p->blocks_of.begin[page]]);
  }
  return beyond;
}

static GHashTable *count_pages_with(const Places *p) {
  GHashTable *pages_with = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) on_page = g_hash_table_new(g_str_hash, g_str_equal);
  for (uint32_t i = 0; i < p->layout->pictures->len; i++) {
    const LayoutPicture *picture = picture_at(p->layout, i);
    if (i && picture->page != picture_at(p->layout, i - 1)->page) g_hash_table_remove_all(on_page);
    if (!g_hash_table_add(on_page, (gpointer)picture->hash)) continue;
    guint pages = GPOINTER_TO_UINT(g_hash_table_lookup(pages_with, picture->hash));
    g_hash_table_insert(pages_with, (gpointer)picture->hash, GUINT_TO_POINTER(pages + 1));
  }
  return pages_with;
}

static void places_init(Places *p) {
  uint32_t count = p->blocks->len;
  p->text = g_new0(char *, count + 1);
  p->box = g_new0(DocBox, count + 1);
  p->on = g_new0(uint32_t, count + 1);
  for (uint32_t i = 0; i < count; i++) take_block(p, i);
  p->blocks_of = sort_by_page(p->on, count, p->layout->pages->len);
  p->tables_of = tables_by_page(p);
  p->pictures_of = pictures_by_page(p);
  p->beyond = find_beyond(p);
  p->pages_with = count_pages_with(p);
}

static void by_page_clear(ByPage *by) {
  g_free(by->items);
  g_free(by->begin);
}

static void places_clear(Places *p) {
  for (uint32_t i = 0; i < p->blocks->len; i++) g_free(p->text[i]);
  g_free(p->text);
  g_free(p->box);
  g_free(p->on);
  by_page_clear(&p->blocks_of);
  by_page_clear(&p->tables_of);
  by_page_clear(&p->pictures_of);
  g_free(p->beyond);
  g_hash_table_unref(p->pages_with);
}

GArray *layout_figures(Layout *layout, const GArray *tables, const GArray *blocks) {
  GArray *figures = g_array_new(FALSE, FALSE, sizeof(LayoutFigure));
  if (!layout->pictures->len) return figures;
  Places p = {.layout = layout, .tables = tables, .blocks = blocks};
  join_tiles(layout);
  places_init(&p);
  add_figures(&p, figures);
  places_clear(&p);
  return figures;
}
