/* Footnotes: small text at the foot of a page that begins with a small number, and the raised number in the
 * text that refers to it. Their lines leave the flow, so that a sentence goes on over them. Linear, but for
 * the search of a reference, which looks through the note's page. */
#include "ingest/layout.h"

#include <string.h>

/* A note is set smaller than the body by this; its number, and references, smaller than their line by that.
 * Seen: 0.72 to 0.9, and 0.55 to 0.7. */
static const float NOTE_SIZE = 0.94f, NUMBER_SIZE = 0.8f;
enum { NUMBER_BYTES_MAX = 3 };

static bool is_number(const char *text) {
  size_t len = strlen(text);
  return len > 0 && len <= NUMBER_BYTES_MAX && strspn(text, "0123456789") == len;
}

/* The line begins with a small number before words in the size of a note. */
static bool begins_note(const Layout *layout, const LayoutLine *line) {
  if (line->word_count < 2) return false;
  const LayoutWord *first = layout_word(layout, line->first_word), *second = first + 1;
  return is_number(first->text) && first->size_pt < NUMBER_SIZE * second->size_pt;
}

static bool is_note_size(const Layout *layout, const LayoutLine *line) {
  return line->role == LINE_FURNITURE ||
         (line->role == LINE_BODY && line->size_pt < NOTE_SIZE * layout->body_size_pt);
}

/* The first line of the page's notes: all after it are as small, and it begins one. The page's end if it has
 * none. */
static uint32_t first_note_line(const Layout *layout, const LayoutPage *page) {
  uint32_t end = page->first_line + page->line_count, first = end;
  for (uint32_t i = end; i-- > page->first_line && is_note_size(layout, layout_line(layout, i));)
    if (begins_note(layout, layout_line(layout, i)) && layout_line(layout, i)->role == LINE_BODY) first = i;
  return first;
}

/* Marks the raised number on the page's text, or the text before it, that refers to the note. */
static void mark_reference(Layout *layout, const LayoutPage *page, uint32_t notes_from, const char *number,
                           uint32_t note) {
  for (uint32_t i = page->first_line; i < notes_from; i++) {
    const LayoutLine *line = layout_line(layout, i);
    for (uint32_t w = line->first_word; w < line->first_word + line->word_count; w++) {
      LayoutWord *word = layout_word(layout, w);
      if (word->note || !(word->style & DOC_SUPERSCRIPT) || !g_str_equal(word->text, number)) continue;
      word->note = note;
      return;
    }
  }
}

void layout_notes(Layout *layout) {
  uint32_t note = 0;
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    const LayoutPage *page = layout_page(layout, p);
    layout_rest(layout, p);
    uint32_t first = first_note_line(layout, page);
    for (uint32_t i = first; i < page->first_line + page->line_count; i++) {
      LayoutLine *line = layout_line(layout, i);
      if (line->role != LINE_BODY) continue;
      if (begins_note(layout, line)) {
        LayoutWord *number = layout_word(layout, line->first_word);
        mark_reference(layout, page, first, number->text, ++note);
        number->note = note;
      }
      line->role = LINE_NOTE;
      line->note = note;
    }
  }
}
