/* What stands beside the text, and footnotes, among the blocks: each after those that it belongs to. Linear, but for the
 * search of a note's reference. */
#include "ingest/layout_blocks.h"

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
  uint32_t at = 0;
  bool any = false;
  for (uint32_t i = 0; i < k->layout->lines->len; i++) {
    const LayoutLine *line = layout_line(k->layout, i);
    if (line->role != LINE_ASIDE) continue;
    LayoutBlock *before = any ? &g_array_index(k->blocks, LayoutBlock, at) : NULL; /* the one put in last */
    if (goes_on_aside(k, before, line)) {
      g_array_append_val(before->lines, i);
      continue;
    }
    while (at < k->blocks->len && page_of_block(k, at) <= line->page) at++;
    LayoutBlock block = {.kind = BLOCK_PARAGRAPH, .lines = g_array_new(FALSE, FALSE, sizeof(uint32_t))};
    block.left = block.text_left = line->box.x0;
    g_array_append_val(block.lines, i);
    g_array_insert_val(k->blocks, at, block);
    any = true;
  }
}

static bool refers_to(const Blocker *k, const LayoutBlock *block, uint32_t note) {
  for (uint32_t i = 0; i < block->lines->len; i++) {
    const LayoutLine *line = layout_line(k->layout, g_array_index(block->lines, uint32_t, i));
    for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++)
      if (layout_word(k->layout, w)->note == note && line->role != LINE_NOTE) return true;
  }
  return false;
}

/* Behind the block that refers to the note; without one, behind those that begin on its page. */
static uint32_t place_of_note(const Blocker *k, uint32_t note, uint32_t page) {
  uint32_t after = 0;
  for (uint32_t i = 0; i < k->blocks->len; i++) {
    if (refers_to(k, &g_array_index(k->blocks, LayoutBlock, i), note)) return i + 1;
    if (page_of_block(k, i) <= page) after = i + 1;
  }
  return after;
}

/* A footnote stands behind the block that refers to it, so that the text goes on over the page's foot. */
void blocks_insert_notes(Blocker *k) {
  LayoutBlock *open = NULL, block = {0};
  for (uint32_t i = 0; i <= k->layout->lines->len; i++) {
    const LayoutLine *line = i < k->layout->lines->len ? layout_line(k->layout, i) : NULL;
    if (line && line->role != LINE_NOTE) continue;
    if (open && (!line || line->note != open->note)) {
      uint32_t at =
          place_of_note(k, block.note, layout_line(k->layout, g_array_index(block.lines, uint32_t, 0))->page);
      while (at < k->blocks->len && g_array_index(k->blocks, LayoutBlock, at).kind == BLOCK_NOTE) at++;
      g_array_insert_val(k->blocks, at, block);
      open = NULL;
    }
    if (!line) return;
    if (!open) {
      block = (LayoutBlock){
          .kind = BLOCK_NOTE, .note = line->note, .lines = g_array_new(FALSE, FALSE, sizeof(uint32_t))};
      block.label = g_strdup(layout_word(k->layout, line->first_word)->text);
      open = &block;
    }
    g_array_append_val(block.lines, i);
  }
}
