/* The blocks of a word processor's paper, and their text. */
#include "ingest/office_blocks.h"

#include <string.h>

/* ---- text */

static void clear_run(gpointer run) { g_free(((OfficeRun *)run)->target); }

OfficeText *office_text_new(void) {
  OfficeText *t = g_new0(OfficeText, 1);
  t->text = g_string_new(NULL);
  t->runs = g_array_new(FALSE, FALSE, sizeof(OfficeRun));
  g_array_set_clear_func(t->runs, clear_run);
  return t;
}

void office_text_free(OfficeText *t) {
  if (!t) return;
  g_string_free(t->text, TRUE);
  g_array_unref(t->runs);
  g_free(t);
}

static OfficeRun *run_at(const OfficeText *t, guint i) { return &g_array_index(t->runs, OfficeRun, i); }

void office_text_add(OfficeText *t, const char *text, gssize len, unsigned style, const char *target) {
  g_string_append_len(t->text, text, len < 0 ? (gssize)strlen(text) : len);
  OfficeRun *last = t->runs->len ? run_at(t, t->runs->len - 1) : NULL;
  if (last && last->style == style && g_strcmp0(last->target, target) == 0) {
    last->end = t->text->len;
    return;
  }
  OfficeRun run = {t->text->len, style, g_strdup(target)};
  g_array_append_val(t->runs, run);
}

static bool is_blank(const char *text) {
  while (g_ascii_isspace(*text)) text++;
  return !*text;
}

void office_text_set_size(OfficeText *t, const char *text, float size_pt) {
  if (t->size_pt <= 0 && !is_blank(text)) t->size_pt = size_pt;
}

/* The first run that ends after a place, by halving: lines of long paragraphs are copied one by one. */
static guint run_after(const OfficeText *t, gsize at) {
  guint low = 0, high = t->runs->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (run_at(t, middle)->end > at)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

void office_text_append(OfficeText *t, const OfficeText *from, gsize start, gsize end) {
  end = MIN(end, from->text->len);
  for (guint i = run_after(from, start); i < from->runs->len && start < end; i++) {
    const OfficeRun *run = run_at(from, i);
    gsize stop = MIN(run->end, end);
    office_text_add(t, from->text->str + start, (gssize)(stop - start), run->style, run->target);
    start = stop;
  }
  if (t->size_pt <= 0) t->size_pt = from->size_pt;
}

bool office_text_is_blank(const OfficeText *t) { return is_blank(t->text->str); }

void office_text_emit(const OfficeText *t, DocBuilder *b) {
  gsize at = 0;
  for (guint i = 0; i < t->runs->len; i++) {
    const OfficeRun *run = run_at(t, i);
    doc_builder_style(b, run->style & ~(unsigned)OFFICE_UNDERLINE, run->target);
    doc_builder_text(b, t->text->str + at, (gssize)(run->end - at));
    at = run->end;
  }
  doc_builder_style(b, 0, "");
}

/* ---- blocks */

OfficeBlock *office_block_new(OfficeKind kind) {
  OfficeBlock *block = g_new0(OfficeBlock, 1);
  block->kind = kind;
  if (kind != OFFICE_TABLE) block->text = office_text_new();
  return block;
}

void office_block_free(gpointer data) {
  OfficeBlock *block = data;
  if (!block) return;
  office_text_free(block->text);
  if (block->rows) g_ptr_array_unref(block->rows);
  if (block->picture) g_bytes_unref(block->picture);
  g_free(block->label);
  g_free(block->alt);
  g_free(block);
}

OfficeBlock *office_figure_new(GBytes *picture, const char *alt) {
  OfficeBlock *block = office_block_new(OFFICE_FIGURE);
  block->picture = picture ? g_bytes_ref(picture) : NULL;
  block->alt = g_strdup(alt);
  return block;
}

GPtrArray *office_blocks_new(void) { return g_ptr_array_new_with_free_func(office_block_free); }

static void clear_cell(gpointer cell) { office_text_free(((OfficeCell *)cell)->text); }

GArray *office_row_new(GPtrArray *rows) {
  GArray *row = g_array_new(FALSE, FALSE, sizeof(OfficeCell));
  g_array_set_clear_func(row, clear_cell);
  g_ptr_array_add(rows, row);
  return row;
}

OfficeCell *office_cell_new(GArray *row, unsigned colspan, unsigned rowspan, bool header) {
  OfficeCell cell = {office_text_new(), colspan, rowspan, header};
  g_array_append_val(row, cell);
  return &g_array_index(row, OfficeCell, row->len - 1);
}

/* "Introduction<tab>7": the page is no word of the paper. */
static void drop_page_number(OfficeText *t) {
  const char *tab = strrchr(t->text->str, '\t');
  if (!tab || tab == t->text->str) return;
  const char *p = tab + 1 + strspn(tab + 1, " ");
  if (!*p || p[strspn(p, "0123456789ivxlcIVXLC- ")]) return;
  gsize end = (gsize)(tab - t->text->str);
  OfficeText *kept = office_text_new();
  office_text_append(kept, t, 0, end);
  OfficeText whole = *t;
  *t = *kept;
  *kept = whole;
  office_text_free(kept);
}

/* A line of a block; all but the first go on in the item that the first begins. */
static OfficeBlock *copy_line(const OfficeBlock *block, gsize start, gsize end, bool first) {
  OfficeBlock *line = office_block_new(block->kind);
  OfficeText *text = line->text;
  *line = *block;
  line->text = text;
  line->label = first ? g_strdup(block->label) : NULL;
  if (!first && block->kind == OFFICE_ITEM) {
    line->kind = OFFICE_PARAGRAPH;
    line->continues = true;
  }
  office_text_append(text, block->text, start, end);
  return line;
}

static void add_block(GPtrArray *blocks, OfficeBlock *block) {
  if (block->contents && block->text) drop_page_number(block->text);
  bool blank = block->text ? office_text_is_blank(block->text) : !block->rows->len;
  blank = blank && block->kind != OFFICE_FIGURE;
  if (blank)
    office_block_free(block);
  else
    g_ptr_array_add(blocks, block);
}

/* The source of a listing is one block a paragraph in both formats. */
static bool joins_listing(GPtrArray *blocks, const OfficeBlock *block) {
  const OfficeBlock *last = blocks->len ? blocks->pdata[blocks->len - 1] : NULL;
  if (block->kind != OFFICE_PREFORMATTED || !last || last->kind != OFFICE_PREFORMATTED) return false;
  office_text_add(last->text, "\n", 1, 0, NULL);
  office_text_append(last->text, block->text, 0, block->text->text->len);
  return true;
}

void office_blocks_add(GPtrArray *blocks, OfficeBlock *block) {
  bool splits =
      (block->kind == OFFICE_PARAGRAPH || block->kind == OFFICE_ITEM) && strchr(block->text->text->str, '\n');
  if (joins_listing(blocks, block)) {
    office_block_free(block);
    return;
  }
  if (!splits) {
    add_block(blocks, block);
    return;
  }
  const char *text = block->text->text->str;
  gsize first = strspn(text, "\n ");
  for (gsize start = first, end; start < block->text->text->len; start = end + 1) {
    end = start + strcspn(text + start, "\n");
    add_block(blocks, copy_line(block, start, end, start == first));
  }
  office_block_free(block);
}

static void append_words(OfficeText *out, const OfficeText *text) {
  if (out->text->len && text->text->len) office_text_add(out, " ", 1, 0, NULL);
  office_text_append(out, text, 0, text->text->len);
}

static void flatten_block(const OfficeBlock *block, OfficeText *out) {
  if (block->label) office_text_add(out, out->text->len ? " " : "", -1, 0, NULL);
  if (block->label) office_text_add(out, block->label, -1, 0, NULL);
  if (block->text) append_words(out, block->text);
  for (guint r = 0; block->rows && r < block->rows->len; r++) {
    const GArray *row = block->rows->pdata[r];
    for (guint c = 0; c < row->len; c++) append_words(out, g_array_index(row, OfficeCell, c).text);
  }
}

void office_blocks_flatten(GPtrArray *blocks, OfficeText *out, GPtrArray *notes) {
  for (guint i = 0; i < blocks->len; i++) {
    OfficeBlock *block = blocks->pdata[i];
    if (block->kind != OFFICE_NOTE && block->kind != OFFICE_FIGURE) {
      flatten_block(block, out);
      continue;
    }
    g_ptr_array_add(notes, block);
    blocks->pdata[i] = NULL;
  }
  g_ptr_array_set_size(blocks, 0);
}

void office_blocks_to_furniture(GPtrArray *blocks, GHashTable *seen, DocBuilder *b) {
  while (blocks->len) {
    g_autoptr(GPtrArray) one = office_blocks_new(), notes = office_blocks_new();
    g_autoptr(OfficeText) text = office_text_new();
    g_ptr_array_add(one, g_ptr_array_steal_index(blocks, 0));
    office_blocks_flatten(one, text, notes);
    if (seen && !g_hash_table_add(seen, g_strdup(text->text->str))) continue;
    doc_builder_furniture(b, 0, text->text->str);
    doc_builder_furniture_why(b, "a header or footer of the document");
  }
}
