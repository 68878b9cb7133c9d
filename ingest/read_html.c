/* HTML: a walk over libxml2's tree that pushes into the builder.
 *
 * Each kind of element has a function that walks it; where its words go is html_flow's business. Recursion is
 * as deep as html_parse lets the tree be. Linear, but for what html_page and layout tables look at twice. */
#include "ingest/html_flow.h"
#include "ingest/readers.h"
#include "model/text.h"

#include <string.h>

static void walk(HtmlReader *r, xmlNode *node);
static void walk_children(HtmlReader *r, xmlNode *node);

/* ---- headings, paragraphs, and what holds blocks */

static void walk_leaf(HtmlReader *r, xmlNode *node) {
  bool leaf = r->leaf;
  r->leaf = true;
  walk_children(r, node);
  r->leaf = leaf;
}

static void walk_block(HtmlReader *r, xmlNode *node) {
  html_end_block(r);
  walk_children(r, node);
  html_end_block(r);
}

static void say_heading(const HtmlReader *r, const xmlNode *node, unsigned level) {
  if (!doc_builder_explains(r->b)) return;
  bool marked = html_heading_level(&r->page, node) > 0;
  g_autofree char *why = marked
                             ? g_strdup_printf("<%s>, a heading of level %u", (const char *)node->name, level)
                             : g_strdup("nothing marks it, but it is short, all bold or in capitals, no "
                                        "sentence ends in it, and text follows");
  doc_builder_why(r->b, why);
}

static void walk_heading(HtmlReader *r, xmlNode *node, unsigned level) {
  html_end_block(r);
  if (r->leaf) {
    walk_children(r, node);
    html_end_block(r);
    return;
  }
  xmlNode *mark = NULL;
  g_autofree char *label = html_word_label(&r->page, node, &mark);
  doc_builder_section(r->b, level, label ? label : r->number ? r->number : "");
  g_clear_pointer(&r->number, g_free);
  say_heading(r, node, level);
  r->mark = mark;
  walk_leaf(r, node);
  r->mark = NULL;
  html_push_figures(r);
}

static void walk_paragraph(HtmlReader *r, xmlNode *node) {
  unsigned level = html_heading_level(&r->page, node);
  xmlNode *mark = NULL;
  g_autofree char *label = level || r->leaf ? NULL : html_word_label(&r->page, node, &mark);
  bool plain = !level && !label && !r->leaf && !r->quote && !html_is(node->parent, "li");
  if (plain) level = html_look_level(&r->page, node);
  if (level) {
    walk_heading(r, node, level);
  } else if (label) {
    html_open_word_item(r, label, html_word_indent(node));
    r->mark = mark;
    r->in_word_item = true;
    walk_children(r, node);
    r->mark = NULL;
    r->in_word_item = false;
    html_end_paragraph(r);
  } else {
    html_end_paragraph(r);
    walk_children(r, node);
    html_end_paragraph(r);
  }
}

/* ---- footnotes */

/* "#_ftn1" of Word, "#fn1" of others: the way to a note; with "ref" after it, the way back. */
static bool is_note_link(const xmlNode *node, bool back) {
  static const char *const ways[] = {"#_ftn", "#_edn", "#fn", "#_ftnref", "#_ednref", "#fnref"};
  const char *href = html_attribute(node, "href"), *role = html_attribute(node, "role");
  if (!html_is(node, "a") || *href != '#') return false;
  if (g_str_equal(role, back ? "doc-backlink" : "doc-noteref")) return true;
  for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
    size_t len = strlen(ways[i]);
    if (strncmp(href, ways[i], len) == 0 && g_ascii_isdigit(href[len])) return back == (i >= 3);
  }
  return false;
}

static xmlNode *find_back_link(xmlNode *root) {
  for (xmlNode *node = root; node; node = html_next(root, node, false))
    if (is_note_link(node, true)) return node;
  return NULL;
}

static bool is_note(const xmlNode *node) {
  static const char *const ids[] = {"ftn", "edn", "fn"};
  const char *id = html_attribute(node, "id");
  if (!html_is(node, "div") && !html_is(node, "li")) return false;
  for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
    if (g_str_has_prefix(id, ids[i]) && g_ascii_isdigit(id[strlen(ids[i])])) return true;
  return false;
}

/* "[3]" -> "3"; an arrow that leads back is no label, and the number is in the note's name. */
static char *note_label(xmlNode *note, xmlNode *link) {
  g_autoptr(GString) words = g_string_new(NULL);
  html_append_words(words, link);
  g_autofree char *label = g_strdup(g_strstrip(words->str));
  size_t open = *label == '[', len = strlen(label);
  if (open && label[len - 1] == ']') label[len - 1] = '\0';
  if (g_ascii_isalnum(label[open])) return g_strdup(label + open);
  const char *id = html_attribute(note, "id");
  return g_strdup(id + strcspn(id, "0123456789"));
}

static bool walk_note(HtmlReader *r, xmlNode *node) {
  xmlNode *back = !r->leaf && is_note(node) ? find_back_link(node) : NULL;
  if (!back) return false;
  g_autofree char *label = note_label(node, back);
  html_end_block(r);
  doc_builder_open(r->b, DOC_NOTE);
  doc_builder_label(r->b, label);
  walk_leaf(r, node);
  doc_builder_close(r->b);
  return true;
}

/* ---- lists */

static bool holds(xmlNode *root, HtmlKind kind) {
  for (xmlNode *node = html_next(root, root, false); node; node = html_next(root, node, false))
    if (html_kind(node) == kind) return true;
  return false;
}

static void close_item(HtmlReader *r, bool *open) {
  html_end_block(r);
  if (*open) doc_builder_close(r->b);
  *open = false;
}

static void open_item(HtmlReader *r, const char *label, bool *open) {
  close_item(r, open);
  doc_builder_open(r->b, DOC_ITEM);
  doc_builder_label(r->b, label);
  *open = true;
}

/* What stands in a list outside of its items belongs to the one before. */
static void walk_items(HtmlReader *r, xmlNode *list) {
  bool open = false;
  int next = html_list_start(list);
  for (xmlNode *node = list->children; node; node = node->next) {
    bool item = html_kind(node) == HTML_ITEM, words = node->type == XML_ELEMENT_NODE;
    g_autofree char *label = item ? html_item_label(list, node, &next) : g_strdup("");
    if (item && walk_note(r, node)) continue;
    if (item || (words && !open)) open_item(r, label, &open);
    if (item)
      walk_children(r, node);
    else
      walk(r, node);
  }
  close_item(r, &open);
}

/* In a cell the numbers are words, as they are on paper; in a list of headings they are the headings'
 * numbers. */
static void walk_items_as_text(HtmlReader *r, xmlNode *list) {
  int next = html_list_start(list);
  for (xmlNode *node = list->children; node; node = node->next) {
    bool item = html_kind(node) == HTML_ITEM;
    g_autofree char *label = item ? html_item_label(list, node, &next) : NULL;
    bool numbered = label && !text_label_is_bullet(label);
    html_end_block(r);
    if (r->leaf && numbered) html_push_text(r, label);
    g_free(r->number);
    r->number = numbered ? g_strdup(label) : NULL;
    if (r->leaf) html_push_text(r, " ");
    if (item)
      walk_children(r, node);
    else
      walk(r, node);
    html_end_block(r);
  }
  g_clear_pointer(&r->number, g_free);
}

static void walk_list(HtmlReader *r, xmlNode *list) {
  html_end_block(r);
  if (r->leaf || holds(list, HTML_HEADING)) {
    walk_items_as_text(r, list);
    return;
  }
  bool notes = false;
  for (xmlNode *node = list->children; node && !notes; node = node->next)
    notes = is_note(node) && find_back_link(node);
  if (!notes) doc_builder_open(r->b, DOC_LIST);
  walk_items(r, list);
  if (!notes) doc_builder_close(r->b);
}

/* An item without a list around it, as editors leave them. */
static void walk_lone_item(HtmlReader *r, xmlNode *item) {
  html_end_block(r);
  if (r->leaf) {
    walk_children(r, item);
    html_end_block(r);
    return;
  }
  doc_builder_open(r->b, DOC_LIST);
  doc_builder_open(r->b, DOC_ITEM);
  doc_builder_label(r->b, "\xE2\x80\xA2");
  walk_children(r, item);
  html_end_block(r);
  doc_builder_close(r->b);
  doc_builder_close(r->b);
}

/* A term and what is said of it are one item; both are words of the paper, so the term is no label. */
static void walk_terms(HtmlReader *r, xmlNode *list, bool *open) {
  for (xmlNode *node = list->children; node; node = node->next) {
    if (html_is(node, "div")) {
      walk_terms(r, node, open);
      continue;
    }
    if (html_is(node, "dt") || (html_is(node, "dd") && !*open)) open_item(r, "", open);
    walk(r, node);
  }
}

static void walk_term_list(HtmlReader *r, xmlNode *list) {
  html_end_block(r);
  if (r->leaf || holds(list, HTML_HEADING)) {
    walk_children(r, list);
    html_end_block(r);
    return;
  }
  bool open = false;
  doc_builder_open(r->b, DOC_LIST);
  walk_terms(r, list, &open);
  close_item(r, &open);
  doc_builder_close(r->b);
}

/* ---- tables */

static unsigned span(const xmlNode *cell, const char *name) {
  guint64 value = g_ascii_strtoull(html_attribute(cell, name), NULL, 10);
  return (unsigned)CLAMP(value, 1, 1000);
}

static void walk_row(HtmlReader *r, xmlNode *row, bool header) {
  doc_builder_open(r->b, DOC_ROW);
  if (header) doc_builder_header(r->b);
  for (xmlNode *node = row->children; node; node = node->next) {
    bool heads = html_is(node, "th");
    if ((!heads && !html_is(node, "td")) || html_is_hidden(&r->page, node)) continue;
    doc_builder_open(r->b, DOC_CELL);
    doc_builder_span(r->b, span(node, "colspan"), span(node, "rowspan"));
    if (heads || header) doc_builder_header(r->b);
    walk_leaf(r, node);
    doc_builder_close(r->b);
  }
  doc_builder_close(r->b);
}

static void walk_rows(HtmlReader *r, xmlNode *node, bool header) {
  for (xmlNode *child = node->children; child; child = child->next) {
    if (html_is_hidden(&r->page, child)) continue;
    if (html_is(child, "tr"))
      walk_row(r, child, header);
    else if (child->type == XML_ELEMENT_NODE && !html_is(child, "caption"))
      walk_rows(r, child, header || html_is(child, "thead"));
  }
}

static void walk_caption(HtmlReader *r, xmlNode *table) {
  for (xmlNode *node = table->children; node; node = node->next)
    if (html_is(node, "caption")) walk_block(r, node);
}

static void walk_table(HtmlReader *r, xmlNode *table) {
  html_end_block(r);
  if (r->leaf || html_is_layout_table(table)) {
    walk_children(r, table);
    html_end_block(r);
    return;
  }
  walk_caption(r, table);
  doc_builder_open(r->b, DOC_TABLE);
  walk_rows(r, table, false);
  doc_builder_close(r->b);
  html_push_figures(r);
}

/* ---- the rest */

static void walk_quote(HtmlReader *r, xmlNode *node) {
  html_end_block(r);
  r->quote++;
  walk_children(r, node);
  html_end_block(r);
  r->quote--;
}

static void walk_preformatted(HtmlReader *r, xmlNode *node) {
  html_end_block(r);
  if (r->leaf) {
    walk_children(r, node);
    html_end_block(r);
    return;
  }
  doc_builder_open(r->b, DOC_PREFORMATTED);
  r->gap = "\n";
  r->at_pre = true;
  walk_leaf(r, node);
  r->gap = " ";
  r->at_pre = false;
  doc_builder_close(r->b);
}

/* A line that its author ended on purpose is a paragraph of its own, as in Markdown; in an item or cell only
 * the words are parted. */
static void walk_break(HtmlReader *r, xmlNode *node) {
  bool item = html_is(node->parent, "li") || r->in_word_item;
  if (r->leaf || item)
    html_push_text(r, r->gap);
  else
    html_end_paragraph(r);
}

static void walk_rule(HtmlReader *r, xmlNode *node) {
  (void)node;
  html_end_block(r);
}

static void walk_image(HtmlReader *r, xmlNode *node) {
  HtmlFigure *figure = r->mark ? NULL : html_figure_read(node);
  if (!figure) return;
  g_ptr_array_add(r->figures, figure);
  if (!r->open && !r->leaf) html_end_block(r);
}

static void walk_deleted(HtmlReader *r, xmlNode *node) {
  r->deleted++;
  if (r->reject_changes) walk_children(r, node);
}

static void walk_inserted(HtmlReader *r, xmlNode *node) {
  r->inserted++;
  if (!r->reject_changes) walk_children(r, node);
}

static void walk_inline(HtmlReader *r, xmlNode *node) {
  unsigned style = r->style, own = html_own_style(node);
  const char *target = r->target;
  if (is_note_link(node, false) || is_note_link(node, true)) return;
  r->style |= own;
  if (own & DOC_LINK) r->target = html_attribute(node, "href");
  walk_children(r, node);
  r->style = style;
  r->target = target;
}

static void walk_any_block(HtmlReader *r, xmlNode *node) {
  unsigned level = html_is(node, "p") ? 0 : html_heading_level(&r->page, node);
  if (html_is(node, "p"))
    walk_paragraph(r, node);
  else if (level)
    walk_heading(r, node, level);
  else if (!walk_note(r, node))
    walk_block(r, node);
}

static void walk_any_heading(HtmlReader *r, xmlNode *node) {
  walk_heading(r, node, html_heading_level(&r->page, node));
}

static void walk_nothing(HtmlReader *r, xmlNode *node) { (void)r, (void)node; }

static void (*const walkers[HTML_KINDS])(HtmlReader *, xmlNode *) = {
    [HTML_INLINE] = walk_inline,   [HTML_BLOCK] = walk_any_block,   [HTML_HEADING] = walk_any_heading,
    [HTML_LIST] = walk_list,       [HTML_ITEM] = walk_lone_item,    [HTML_TERMS] = walk_term_list,
    [HTML_TABLE] = walk_table,     [HTML_QUOTE] = walk_quote,       [HTML_PREFORMATTED] = walk_preformatted,
    [HTML_BREAK] = walk_break,     [HTML_RULE] = walk_rule,         [HTML_IMAGE] = walk_image,
    [HTML_DELETED] = walk_deleted, [HTML_INSERTED] = walk_inserted, [HTML_GONE] = walk_nothing,
};

static void walk_element(HtmlReader *r, xmlNode *node) {
  if (html_is_hidden(&r->page, node)) return;
  if (node != r->page.main && html_is_furniture(&r->page, node)) {
    html_record_furniture(r->b, node);
    return;
  }
  unsigned style = r->style;
  HtmlKind kind = html_kind(node);
  if (kind != HTML_INLINE) r->style = kind == HTML_HEADING ? 0 : r->style | html_own_style(node);
  if (kind == HTML_INLINE && html_is_shown_as_block(&r->page, node)) kind = HTML_BLOCK;
  walkers[kind](r, node);
  r->style = style;
}

static void walk(HtmlReader *r, xmlNode *node) {
  if (node == r->mark)
    r->mark = NULL; /* the label ends with this node */
  else if (node->type == XML_ELEMENT_NODE)
    walk_element(r, node);
  else if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content)
    html_push_text(r, (const char *)node->content);
}

static void walk_children(HtmlReader *r, xmlNode *node) {
  for (xmlNode *child = node->children; child; child = child->next) walk(r, child);
}

/* ---- the whole */

static void take_title(DocBuilder *b, xmlDoc *tree) {
  xmlNode *root = xmlDocGetRootElement(tree);
  for (xmlNode *node = root; node; node = html_next(root, node, false)) {
    if (!html_is(node, "title")) continue;
    if (node->children && node->children->content)
      doc_builder_particular(b, "title", (const char *)node->children->content);
    return;
  }
}

static void note_tracked(HtmlReader *r) {
  if (r->deleted || r->inserted)
    doc_builder_note(r->b, 0, false, "marked changes taken as %s: %u insertions, %u deletions",
                     r->reject_changes ? "rejected" : "accepted", r->inserted, r->deleted);
}

static void read_tree(HtmlReader *r, xmlDoc *tree) {
  html_page_init(&r->page, tree);
  take_title(r->b, tree);
  if (r->page.title) walk(r, r->page.title);
  html_page_outside(&r->page, r->b);
  if (r->page.main) walk(r, r->page.main);
  html_end_block(r);
  note_tracked(r);
  html_page_clear(&r->page);
}

Doc *read_html(GBytes *bytes, const IngestHints *hints, GError **error) {
  (void)hints;
  g_autoptr(DocBuilder) b = doc_builder_new();
  if (hints->explain) doc_builder_explain(b);
  xmlDoc *tree = html_parse(bytes, b, error);
  if (!tree) return NULL;
  HtmlReader r = {.b = b,
                  .target = "",
                  .gap = " ",
                  .reject_changes = hints->reject_changes,
                  .indents = g_array_new(FALSE, FALSE, sizeof(int)),
                  .figures = g_ptr_array_new_with_free_func(html_figure_free)};
  read_tree(&r, tree);
  g_array_unref(r.indents);
  g_ptr_array_unref(r.figures);
  g_free(r.number);
  xmlFreeDoc(tree);
  g_autoptr(Doc) doc = doc_builder_finish(g_steal_pointer(&b));
  if (doc_count(doc) > 1 || !doc_complete(doc)) return g_steal_pointer(&doc);
  g_set_error(error, INGEST_ERROR, INGEST_ERROR_EMPTY, "html: no text in it");
  return NULL;
}
