/* What stands beside the text, and footnotes, among the blocks: each after those that it belongs to. Linear. */
#include "ingest/layout_blocks.h"

#include <string.h>

/* A block, and the index of that before which it goes. */
typedef struct {
  uint32_t at;
  LayoutBlock block;
} Inserted;

static Inserted *inserted_at(const GArray *inserted, uint32_t i) { return &g_array_index(inserted, Inserted, i); }

static LayoutBlock *block_at(const Blocker *k, uint32_t i) { return &g_array_index(k->blocks, LayoutBlock, i); }

static Inserted *add_block(GArray *inserted, uint32_t at, LayoutBlockKind kind) {
  Inserted fresh = {.at = at,
                    .block = {.kind = kind, .lines = g_array_new(FALSE, FALSE, sizeof(uint32_t))}};
  g_array_append_val(inserted, fresh);
  return inserted_at(inserted, inserted->len - 1);
}

/* Puts them in, which stand in the order of their places; from the end, so that each block moves once. */
static void put_in(const Blocker *k, const GArray *inserted) {
  uint32_t end = k->blocks->len;
  g_array_set_size(k->blocks, end + inserted->len);
  for (uint32_t i = inserted->len; i-- > 0;) {
    uint32_t at = inserted_at(inserted, i)->at;
    memmove(block_at(k, at) + i + 1, block_at(k, at), (end - at) * sizeof(LayoutBlock));
    *block_at(k, at + i) = inserted_at(inserted, i)->block;
    end = at;
  }
}

static uint32_t page_of_block(const Blocker *k, uint32_t block) {
  const GArray *lines = g_array_index(k->blocks, LayoutBlock, block).lines;
  return layout_line(k->layout, g_array_index(lines, uint32_t, 0))->page;
}

/* The lines of a box beside the text that stand close are one paragraph. */
static bool goes_on_aside(const Blocker *k, const LayoutBlock *block, const LayoutLine *line) {
  const LayoutLine *last =
      block ? layout_line(k->layout, g_array_index(block->lines, uint32_t, block->lines->len - 1)) : NULL;
  if (!last || !line->frame || last->frame != line->frame) return false;
  return blocks_pitch_em(last, line) <= BLOCK_PITCH_SPREAD * k->pitch_em[line->page];
}

/* A line beside the text is a paragraph after the blocks that begin on its page. */
void blocks_insert_asides(Blocker *k) {
  g_autoptr(GArray) inserted = g_array_new(FALSE, FALSE, sizeof(Inserted));
  uint32_t at = 0;
  for (uint32_t i = 0; i < k->layout->lines->len; i++) {
    const LayoutLine *line = layout_line(k->layout, i);
    layout_rest(k->layout, line->page);
    if (line->role != LINE_ASIDE) continue;
    LayoutBlock *last = inserted->len ? &inserted_at(inserted, inserted->len - 1)->block : NULL;
    if (!goes_on_aside(k, last, line)) {
      while (at < k->blocks->len && page_of_block(k, at) <= line->page) at++;
      last = &add_block(inserted, at, BLOCK_PARAGRAPH)->block;
      last->left = last->text_left = line->box.x0;
    }
    g_array_append_val(last->lines, i);
  }
  put_in(k, inserted);
}

/* ---- footnotes */

/* By note: the block behind the first one that refers to it; 0 for none. */
static uint32_t *places_by_note(const Blocker *k) {
  uint32_t *places = g_new0(uint32_t, G_MAXUINT16 + 1);
  for (uint32_t i = 0; i < k->blocks->len; i++) {
    const GArray *lines = block_at(k, i)->lines;
    layout_rest(k->layout, page_of_block(k, i));
    for (uint32_t l = 0; l < lines->len; l++) {
      const LayoutLine *line = layout_line(k->layout, g_array_index(lines, uint32_t, l));
      for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++) {
        uint16_t note = layout_word(k->layout, w)->note;
        if (note && !places[note]) places[note] = i + 1;
      }
    }
  }
  return places;
}

/* By page: the block behind those that begin on it or before. */
static uint32_t *places_by_page(const Blocker *k) {
  uint32_t pages = k->layout->pages->len, *places = g_new0(uint32_t, pages + 1);
  for (uint32_t i = 0; i < k->blocks->len; i++) places[page_of_block(k, i)] = i + 1;
  for (uint32_t p = 1; p < pages; p++) places[p] = MAX(places[p], places[p - 1]);
  return places;
}

static gint by_place(gconstpointer a, gconstpointer b) {
  const Inserted *x = a, *y = b; /* those of one place in the order of their numbers */
  if (x->at != y->at) return x->at < y->at ? -1 : 1;
  return (x->block.note > y->block.note) - (x->block.note < y->block.note);
}

/* The notes of all pages, none of which has a place yet. */
static GArray *collect_notes(const Blocker *k) {
  GArray *notes = g_array_new(FALSE, FALSE, sizeof(Inserted));
  Inserted *open = NULL;
  for (uint32_t i = 0; i < k->layout->lines->len; i++) {
    const LayoutLine *line = layout_line(k->layout, i);
    layout_rest(k->layout, line->page);
    if (line->role != LINE_NOTE) continue;
    if (!open || open->block.note != line->note) {
      open = add_block(notes, 0, BLOCK_NOTE);
      open->block.note = line->note;
      open->block.label = g_strdup(layout_word(k->layout, line->first_word)->text);
    }
    g_array_append_val(open->block.lines, i);
  }
  return notes;
}

/* A footnote stands behind the block that refers to it, so that the text goes on over the page's foot; without one, behind
 * those that begin on its page. */
void blocks_insert_notes(Blocker *k) {
  g_autoptr(GArray) notes = collect_notes(k);
  if (!notes->len) return;
  g_autofree uint32_t *referred = places_by_note(k), *on_page = places_by_page(k);
  for (uint32_t i = 0; i < notes->len; i++) {
    Inserted *note = inserted_at(notes, i);
    uint32_t place = note->block.note <= G_MAXUINT16 ? referred[note->block.note] : 0;
    uint32_t page = layout_line(k->layout, g_array_index(note->block.lines, uint32_t, 0))->page;
    note->at = place ? place : on_page[page];
  }
  g_array_sort(notes, by_place);
  put_in(k, notes);
}
