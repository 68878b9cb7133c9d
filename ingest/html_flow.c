/* Opening and ending paragraphs, for the HTML reader:
 *
 *     flow   blocks stand side by side: a paragraph opens with its first word and ends where any block begins
 * or ends leaf   a heading, cell or note: its blocks are only words, parted by spaces
 *
 * Word's lists are paragraphs with a label and an indent; they become lists by a stack of indents. */
#include "ingest/html_flow.h"

#include <string.h>

void html_end_paragraph(HtmlReader *r) {
  if (r->leaf) {
    doc_builder_text(r->b, r->gap, 1);
    return;
  }
  if (r->open) doc_builder_close(r->b);
  r->open = false;
  if (r->figures->len) html_push_figures(r);
}

static void html_end_word_lists(HtmlReader *r, int indent) {
  while (r->indents->len && g_array_index(r->indents, int, r->indents->len - 1) > indent) {
    doc_builder_close(r->b); /* its item */
    doc_builder_close(r->b);
    g_array_set_size(r->indents, r->indents->len - 1);
  }
}

/* Before and after each block that is no paragraph of a list. */
void html_end_block(HtmlReader *r) {
  html_end_paragraph(r);
  if (!r->leaf) html_end_word_lists(r, G_MININT);
}

/* "short- to long-term": the hyphen stands for the rest of a word that comes later. */
static bool begins_with_joiner(const char *text) {
  static const char *const joiners[] = {"and", "or", "to", "nor", "but", "than", "versus", "rather"};
  for (size_t i = 0; i < G_N_ELEMENTS(joiners); i++) {
    size_t len = strlen(joiners[i]);
    if (strncmp(text, joiners[i], len) == 0 && !g_ascii_isalpha(text[len])) return true;
  }
  return false;
}

/* The first hyphen after a letter with a space behind it and a small letter behind that: a word that was
 * broken at the end of a line, of the file or of what it was made from. White space of any kind is one space
 * in HTML. */
static const char *find_broken_word(const char *text, const char **rest) {
  for (const char *hyphen = text; (hyphen = strchr(hyphen + 1, '-'));) {
    *rest = hyphen + 1 + strspn(hyphen + 1, " \t\r\n");
    if (*rest > hyphen + 1 && g_ascii_isalpha(hyphen[-1]) && g_ascii_islower(**rest) &&
        !begins_with_joiner(*rest))
      return hyphen;
  }
  return NULL;
}

/* The builder decides how a broken word is read, and keeps the doubt. */
static void push_words(DocBuilder *b, const char *text) {
  for (const char *rest, *hyphen; *text && (hyphen = find_broken_word(text, &rest)); text = rest) {
    doc_builder_text(b, text, hyphen + 1 - text);
    doc_builder_line_end(b);
  }
  doc_builder_text(b, text, -1);
}

void html_push_text(HtmlReader *r, const char *text) {
  if (r->mark) return;
  if (!r->leaf && !r->open) {
    if (!text[strspn(text, " \t\r\n\f")]) return;
    if (!r->in_word_item) html_end_word_lists(r, G_MININT);
    doc_builder_open(r->b, r->quote ? DOC_QUOTE : DOC_PARAGRAPH);
    r->open = true;
  }
  if (r->at_pre && *text == '\n') text++;
  r->at_pre = false;
  doc_builder_style(r->b, r->style, r->target);
  if (*r->gap == '\n')
    doc_builder_text(r->b, text, -1);
  else
    push_words(r->b, text);
}

void html_open_word_item(HtmlReader *r, const char *label, int indent) {
  html_end_paragraph(r);
  html_end_word_lists(r, indent);
  bool same = r->indents->len && g_array_index(r->indents, int, r->indents->len - 1) == indent;
  if (same) {
    doc_builder_close(r->b);
  } else {
    doc_builder_open(r->b, DOC_LIST);
    g_array_append_val(r->indents, indent);
  }
  doc_builder_open(r->b, DOC_ITEM);
  doc_builder_label(r->b, label);
}
