/* The builder: a stack of open blocks over the pre-order array that they are appended to. */
#include "model/builder.h"

#include "model/doc_priv.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

enum { LEVEL_MAX = 9, SPAN_MAX = 1000 };
/* How far back an address that a line's end broke may begin: a bound on the cost of each line's end. */
enum { ADDRESS_BYTES_MAX = 512 };

/* An open block. A flattened one has no node: it lies deeper than DOC_DEPTH_MAX. */
typedef struct {
  uint32_t node;
  bool flattened;
  bool implicit; /* a paragraph opened for text that came outside of any */
  GString *text;
  GArray *runs, *joins;
  const char *copied; /* what was copied first, in the strings that are borrowed; or NULL */
  bool line_ended;  /* doc_builder_line_end was called after the last text */
  bool soft_hyphen; /* the last text ended in a soft hyphen */
} Frame;

struct DocBuilder {
  Doc *doc;
  GArray *stack; /* Frame; the document at its bottom */
  Frame spare;   /* the empty text, runs and joins of the block that was closed last, for the next one */
  uint32_t page;
  DocBox box;
  bool has_box;
  unsigned style;
  const char *target;
  guint flattened;
  bool explains;
  uint32_t expected; /* nodes that there is room for, as far as was asked */
};

static DocNode *node_at(DocBuilder *b, uint32_t i) { return &g_array_index(b->doc->nodes, DocNode, i); }
static Frame *frame_at(DocBuilder *b, guint i) { return &g_array_index(b->stack, Frame, i); }
static Frame *top(DocBuilder *b) { return frame_at(b, b->stack->len - 1); }

static const char *keep(DocBuilder *b, const char *s) {
  return *s ? g_string_chunk_insert(b->doc->strings->chunk, s) : "";
}

static Frame frame_with_text(DocBuilder *b) {
  Frame frame = b->spare;
  b->spare = (Frame){0};
  if (frame.text) return frame;
  frame.text = g_string_new(NULL);
  frame.runs = g_array_new(FALSE, TRUE, sizeof(DocRun));
  frame.joins = g_array_new(FALSE, TRUE, sizeof(DocJoin));
  return frame;
}

static void push_node(DocBuilder *b, DocKind kind, uint32_t parent) {
  DocNode node = {.kind = kind,
                  .parent = parent,
                  .colspan = 1,
                  .rowspan = 1,
                  .label = "",
                  .text = "",
                  .why = ""};
  uint32_t index = b->doc->nodes->len;
  node.depth = (uint16_t)(index ? node_at(b, parent)->depth + 1 : 0);
  node.page = b->page;
  if (b->has_box) node.box = b->box;
  if (kind == DOC_FIGURE) {
    DocFigure figure = {"", "", "", ""};
    g_array_append_val(b->doc->figures, figure);
    node.figure = GUINT_TO_POINTER(b->doc->figures->len);
  }
  g_array_append_val(b->doc->nodes, node);
  Frame frame = doc_kind_has_text(kind) ? frame_with_text(b) : (Frame){0};
  frame.node = index;
  g_array_append_val(b->stack, frame);
}

DocBuilder *doc_builder_new(void) {
  DocBuilder *b = g_new0(DocBuilder, 1);
  b->doc = doc_new(16 * 1024);
  b->stack = g_array_new(FALSE, TRUE, sizeof(Frame));
  b->target = "";
  push_node(b, DOC_DOCUMENT, 0);
  return b;
}

void doc_builder_expect(DocBuilder *b, uint32_t nodes) {
  if (b->doc->nodes->len > 1 || nodes <= b->expected) return;
  b->expected = nodes;
  GArray *now = b->doc->nodes, *roomy = g_array_sized_new(FALSE, TRUE, sizeof(DocNode), now->len + nodes);
  g_array_append_vals(roomy, now->data, now->len);
  g_array_unref(now);
  b->doc->nodes = roomy;
}

static void frame_clear(Frame *frame) {
  if (!frame->text) return;
  g_string_free(frame->text, TRUE);
  g_array_unref(frame->runs);
  g_array_unref(frame->joins);
}

/* Most papers are thousands of small blocks, one open at a time: the next takes what this one wrote into. */
static void frame_spare(DocBuilder *b, Frame *frame) {
  if (b->spare.text || !frame->text) {
    frame_clear(frame);
    return;
  }
  g_string_truncate(frame->text, 0);
  g_array_set_size(frame->runs, 0);
  g_array_set_size(frame->joins, 0);
  b->spare = (Frame){.text = frame->text, .runs = frame->runs, .joins = frame->joins};
}

void doc_builder_free(DocBuilder *b) {
  if (!b) return;
  for (guint i = 0; i < b->stack->len; i++) frame_clear(frame_at(b, i));
  frame_clear(&b->spare);
  g_array_unref(b->stack);
  doc_free(b->doc);
  g_free(b);
}

static bool box_is_empty(const DocBox *box) { return box->x0 == box->x1 && box->y0 == box->y1; }

static void box_grow(DocBox *box, const DocBox *by) {
  if (box_is_empty(box)) {
    *box = *by;
    return;
  }
  box->x0 = MIN(box->x0, by->x0);
  box->y0 = MIN(box->y0, by->y0);
  box->x1 = MAX(box->x1, by->x1);
  box->y1 = MAX(box->y1, by->y1);
}

/* To a hundredth of a point, the precision of the stored form. */
static float round_pt(float x) { return isfinite(x) ? roundf(CLAMP(x, -99999, 99999) * 100) / 100 : 0; }

void doc_builder_place(DocBuilder *b, uint32_t page, const DocBox *box) {
  b->page = page;
  b->has_box = box != NULL;
  if (!box) return;
  b->box = (DocBox){round_pt(box->x0), round_pt(box->y0), round_pt(box->x1), round_pt(box->y1)};
}

/* A node without words, label or children is no node; rows and cells stand for a place in a grid. */
static bool is_void(DocBuilder *b, uint32_t index) {
  const DocNode *node = node_at(b, index);
  if (index + 1 < b->doc->nodes->len || *node->text) return false;
  switch (node->kind) {
  case DOC_DOCUMENT:
  case DOC_CELL:
  case DOC_ROW:
  case DOC_FIGURE: return false;
  case DOC_ITEM:
  case DOC_SECTION: return !*node->label;
  default: return true;
  }
}

static void trim_end(Frame *frame, DocKind kind) {
  GString *text = frame->text;
  while (text->len &&
         (text->str[text->len - 1] == ' ' || (kind == DOC_PREFORMATTED && text->str[text->len - 1] == '\n')))
    g_string_truncate(text, text->len - 1);
  while (frame->runs->len) {
    DocRun *run = &g_array_index(frame->runs, DocRun, frame->runs->len - 1);
    run->end = MIN(run->end, (uint32_t)text->len);
    if (run->end > run->start) break;
    g_array_set_size(frame->runs, frame->runs->len - 1);
  }
  while (frame->joins->len && g_array_index(frame->joins, DocJoin, frame->joins->len - 1).at >= text->len)
    g_array_set_size(frame->joins, frame->joins->len - 1);
}

/* A text that was copied whole stays where it is. */
static const char *keep_text(DocBuilder *b, const Frame *frame) {
  if (frame->copied && g_str_equal(frame->copied, frame->text->str)) return frame->copied;
  return g_string_chunk_insert_len(b->doc->strings->chunk, frame->text->str, (gssize)frame->text->len);
}

/* Moves what a frame gathered into its node. Runs and joins are addressed by offset until
 * doc_builder_finish, as their arrays still grow: the offset is kept in the pointer's place. */
static void settle(DocBuilder *b, Frame *frame) {
  DocNode *node = node_at(b, frame->node);
  trim_end(frame, node->kind);
  if (frame->text->len) node->text = keep_text(b, frame);
  node->run_count = frame->runs->len;
  node->runs = GUINT_TO_POINTER(b->doc->runs->len);
  g_array_append_vals(b->doc->runs, frame->runs->data, frame->runs->len);
  node->join_count = frame->joins->len;
  node->joins = GUINT_TO_POINTER(b->doc->joins->len);
  g_array_append_vals(b->doc->joins, frame->joins->data, frame->joins->len);
}

static void pop(DocBuilder *b) {
  Frame frame = *top(b);
  g_array_set_size(b->stack, b->stack->len - 1);
  if (frame.flattened) return;
  if (frame.text) settle(b, &frame);
  node_at(b, frame.node)->last = b->doc->nodes->len - 1;
  if (is_void(b, frame.node)) g_array_set_size(b->doc->nodes, frame.node);
  frame_spare(b, &frame);
}

/* A block that only holds text cannot hold blocks; and the implicit paragraph ends where a block begins. */
static void close_leaf(DocBuilder *b) {
  while (b->stack->len > 1) {
    Frame *frame = top(b);
    bool figure = !frame->flattened && node_at(b, frame->node)->kind == DOC_FIGURE;
    if (figure) {
      pop(b);
      continue;
    }
    if (!frame->text || node_at(b, frame->node)->kind == DOC_SECTION) return;
    if (!frame->implicit && node_at(b, frame->node)->kind == DOC_CELL) return;
    pop(b);
  }
}

static guint containers(DocBuilder *b) {
  guint n = 0;
  for (guint i = 0; i < b->stack->len; i++) n += !frame_at(b, i)->flattened;
  return n;
}

/* Innermost open block that has a node. */
static uint32_t parent_node(DocBuilder *b) {
  guint i = b->stack->len - 1;
  while (frame_at(b, i)->flattened) i--;
  return frame_at(b, i)->node;
}

void doc_builder_open(DocBuilder *b, DocKind kind) {
  g_assert(kind > DOC_DOCUMENT && kind < DOC_KINDS);
  close_leaf(b);
  bool is_leaf = doc_kind_has_text(kind) && kind != DOC_SECTION;
  if (!is_leaf && (b->stack->len > 1024 || containers(b) >= DOC_DEPTH_MAX)) {
    Frame frame = {.flattened = true, .node = parent_node(b)};
    b->flattened++;
    g_array_append_val(b->stack, frame);
    return;
  }
  push_node(b, kind, parent_node(b));
  if (kind == DOC_SECTION) node_at(b, top(b)->node)->level = 1;
}

void doc_builder_close(DocBuilder *b) {
  if (b->stack->len > 1 && top(b)->implicit) pop(b);
  if (b->stack->len > 1) pop(b);
}

void doc_builder_section(DocBuilder *b, unsigned level, const char *number) {
  level = CLAMP(level, 1, LEVEL_MAX);
  for (guint i = 1; i < b->stack->len; i++) {
    const DocNode *node = node_at(b, frame_at(b, i)->node);
    if (frame_at(b, i)->flattened || node->kind != DOC_SECTION || node->level < level) continue;
    while (b->stack->len > i) pop(b);
  }
  /* a heading inside a list or a table belongs to the section around it */
  while (b->stack->len > 1 && !(node_at(b, top(b)->node)->kind == DOC_SECTION && !top(b)->flattened)) pop(b);
  doc_builder_open(b, DOC_SECTION);
  node_at(b, top(b)->node)->level = (uint8_t)level;
  doc_builder_label(b, number);
}

void doc_builder_label(DocBuilder *b, const char *label) {
  if (top(b)->flattened) return;
  g_autoptr(GString) shown = g_string_new(NULL);
  text_append_shown(shown, label, -1, false);
  node_at(b, top(b)->node)->label = keep(b, g_strchomp(shown->str));
}

void doc_builder_span(DocBuilder *b, unsigned colspan, unsigned rowspan) {
  if (top(b)->flattened) return;
  node_at(b, top(b)->node)->colspan = (uint16_t)CLAMP(colspan, 1, SPAN_MAX);
  node_at(b, top(b)->node)->rowspan = (uint16_t)CLAMP(rowspan, 1, SPAN_MAX);
}

void doc_builder_header(DocBuilder *b) {
  if (!top(b)->flattened) node_at(b, top(b)->node)->header = true;
}

void doc_builder_mark_particulars(DocBuilder *b) {
  if (!top(b)->flattened) node_at(b, top(b)->node)->particulars = true;
}

/* In the shape of all text, and kept. */
static const char *keep_shown(DocBuilder *b, const char *text) {
  g_autoptr(GString) shown = g_string_new(NULL);
  text_append_shown(shown, text, -1, false);
  return keep(b, g_strstrip(shown->str));
}

void doc_builder_figure(DocBuilder *b, const DocFigure *figure) {
  if (top(b)->flattened || node_at(b, top(b)->node)->kind != DOC_FIGURE) return;
  guint at = GPOINTER_TO_UINT(node_at(b, top(b)->node)->figure);
  g_array_index(b->doc->figures, DocFigure, at - 1) =
      (DocFigure){keep_shown(b, figure->hash), keep_shown(b, figure->look), keep_shown(b, figure->alt),
                  keep_shown(b, figure->caption)};
}

static bool is_blank(const char *text, gssize len) {
  for (gssize i = 0; len < 0 ? text[i] != '\0' : i < len; i++)
    if (!g_ascii_isspace(text[i])) return false;
  return true;
}

/* The frame that takes text now; NULL where white space came outside of any. A section takes text only as
 * long as nothing follows its heading. */
static Frame *text_frame(DocBuilder *b, const char *text, gssize len) {
  Frame *frame = top(b);
  if (frame->text && frame->node + 1 == b->doc->nodes->len) return frame;
  if (is_blank(text, len)) return NULL;
  doc_builder_open(b, DOC_PARAGRAPH);
  top(b)->implicit = true;
  return top(b);
}

/* Whether a run that begins at `start` carries on the last one: at once, or after the space between two of its words,
 * which pages and ends of lines leave plain. */
static bool carries_on(const Frame *frame, const DocRun *last, const DocRun *run) {
  bool meets = last->end == run->start || (last->end + 1 == run->start && frame->text->str[last->end] == ' ');
  return meets && last->style == run->style && g_str_equal(last->target, run->target);
}

static void add_run(DocBuilder *b, Frame *frame, uint32_t start, uint32_t end) {
  if (!b->style || end <= start) return;
  DocRun run = {start, end, b->style, keep(b, b->target)};
  DocRun *last = frame->runs->len ? &g_array_index(frame->runs, DocRun, frame->runs->len - 1) : NULL;
  if (last && carries_on(frame, last, &run))
    last->end = end;
  else
    g_array_append_val(frame->runs, run);
}

static bool begins_with_word(const char *text, gsize len, const char *word) {
  gsize size = strlen(word);
  return len > size && strncmp(text, word, size) == 0 && text[size] == ' ';
}

/* An address that a narrow cell broke: "name@example" and ".org". */
static bool breaks_address(const GString *before, const char *text, gsize len) {
  gsize at = before->len, stop = before->len - MIN(before->len, ADDRESS_BYTES_MAX);
  while (at > stop && before->str[at - 1] != ' ') at--;
  const char *word = before->str + at;
  if (!strchr(word, '@') && !strstr(word, "://")) return false;
  return len > 1 && (*text == '.' || *text == '/' || *text == '@') && g_ascii_isalnum(text[1]);
}

/* Joins ascend; one place has one reading in doubt. */
static void add_join(Frame *frame, gsize at, DocJoinKind kind) {
  DocJoin join = {(uint32_t)at, kind};
  guint i = frame->joins->len;
  while (i && g_array_index(frame->joins, DocJoin, i - 1).at > join.at) i--;
  bool taken = i && g_array_index(frame->joins, DocJoin, i - 1).at == join.at;
  if (!taken) g_array_insert_val(frame->joins, i, join);
}

/* What stands between a line's end and the next line's text. */
static void join_lines(Frame *frame, const char *text, gsize len) {
  GString *before = frame->text;
  frame->line_ended = false;
  if (!before->len) return;
  if (frame->soft_hyphen) {
    add_join(frame, before->len, DOC_JOIN_DROPPED);
    return;
  }
  if (breaks_address(before, text, len)) return;
  const char *hyphen = g_utf8_find_prev_char(before->str, before->str + before->len);
  const char *letter = hyphen ? g_utf8_find_prev_char(before->str, hyphen) : NULL;
  bool broken = letter && text_is_hyphen(g_utf8_get_char(hyphen)) &&
                (g_unichar_isalnum(g_utf8_get_char(letter)) || strchr(")]>", *letter)) && !begins_with_word(text, len, "and") &&
                !begins_with_word(text, len, "or");
  if (!broken) {
    if (before->str[before->len - 1] != ' ') g_string_append_c(before, ' ');
    return;
  }
  /* "UK-France" and "2024-25" are hyphenated beyond doubt, but another program may have taken their hyphens out */
  if (g_unichar_isalnum(g_utf8_get_char_validated(text, (gssize)len)))
    add_join(frame, (gsize)(hyphen - before->str), DOC_JOIN_HYPHEN);
}

void doc_builder_line_end(DocBuilder *b) {
  Frame *frame = top(b);
  if (frame->text) frame->line_ended = true;
}

/* Text that a paper has already needs no more than its spaces at both sides looked after. */
static void append_again(GString *out, const char *text, gsize len) {
  bool second = *text == ' ' && (!out->len || out->str[out->len - 1] == ' ');
  g_string_append_len(out, text + second, (gssize)(len - second));
}

/* `of` is the kind of block that the text was in as a paper's; DOC_KINDS for a source's. */
static void add_text(DocBuilder *b, const char *text, gssize len, DocKind of) {
  Frame *frame = text_frame(b, text, len);
  gsize size = len < 0 ? strlen(text) : (gsize)len;
  if (!frame || size == 0) return;
  if (frame->line_ended) join_lines(frame, text, size);
  frame->soft_hyphen = size >= 2 && memcmp(text + size - 2, "\xC2\xAD", 2) == 0;
  DocNode *node = node_at(b, frame->node);
  if (b->has_box && node->page == b->page) box_grow(&node->box, &b->box);
  bool preformatted = node->kind == DOC_PREFORMATTED;
  uint32_t start = (uint32_t)frame->text->len;
  if (of < DOC_KINDS && of != DOC_PREFORMATTED && !preformatted)
    append_again(frame->text, text, size);
  else
    text_append_shown(frame->text, text, len, preformatted);
  if (start == 0 && !preformatted && frame->text->str[0] == ' ') g_string_erase(frame->text, 0, 1);
  add_run(b, frame, start, (uint32_t)frame->text->len);
}

void doc_builder_text(DocBuilder *b, const char *text, gssize len) { add_text(b, text, len, DOC_KINDS); }

void doc_builder_style(DocBuilder *b, unsigned style, const char *target) {
  b->style = style;
  b->target = target && (style & DOC_LINK) ? keep(b, target) : "";
}

void doc_builder_join(DocBuilder *b, DocJoinKind kind) {
  Frame *frame = top(b);
  if (frame->text && frame->text->len) add_join(frame, frame->text->len, kind);
}

/* The next place before `end` in a node's text where the style or a join changes. */
static uint32_t next_break(const DocNode *node, uint32_t at, uint32_t end, uint32_t run, uint32_t join) {
  if (run < node->run_count)
    end = MIN(end, at < node->runs[run].start ? node->runs[run].start : node->runs[run].end);
  if (join < node->join_count) end = MIN(end, node->joins[join].at);
  return end;
}

/* From the first paper that anything is copied of; strings that stand in bytes are not lent. */
static void borrow_text(DocBuilder *b, const Doc *from, const char *text) {
  Frame *frame = top(b);
  if (!frame->text || frame->text->len || from->bytes) return;
  if (!b->doc->borrowed) b->doc->borrowed = g_rc_box_acquire(from->strings);
  if (b->doc->borrowed == from->strings) frame->copied = text;
}

void doc_builder_copy_text(DocBuilder *b, const Doc *from, uint32_t index, uint32_t start, uint32_t end) {
  const DocNode *node = doc_node(from, index);
  uint32_t at = start, run = 0, join = doc_join_from(node, start);
  borrow_text(b, from, node->text + start);
  end = end > start ? start + (uint32_t)strnlen(node->text + start, end - start) : start;
  while (at < end) {
    while (join < node->join_count && node->joins[join].at == at)
      doc_builder_join(b, node->joins[join++].kind);
    while (run < node->run_count && node->runs[run].end <= at) run++;
    bool styled = run < node->run_count && node->runs[run].start <= at;
    doc_builder_style(b, styled ? node->runs[run].style : 0, styled ? node->runs[run].target : "");
    uint32_t stop = next_break(node, at, end, run, join);
    add_text(b, node->text + at, (gssize)(stop - at), node->kind);
    at = stop;
  }
  doc_builder_style(b, 0, "");
}

void doc_builder_particular(DocBuilder *b, const char *key, const char *value) {
  g_autoptr(GString) shown = g_string_new(NULL);
  text_append_shown(shown, value, -1, false);
  g_strstrip(shown->str);
  if (!*shown->str || doc_particular(b->doc, key)) return;
  DocParticular particular = {keep(b, key), keep(b, shown->str)};
  g_array_append_val(b->doc->particulars, particular);
}

void doc_builder_note(DocBuilder *b, uint32_t page, bool lost, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_autofree char *what = g_strdup_vprintf(format, args);
  va_end(args);
  g_autoptr(GString) shown = g_string_new(NULL);
  text_append_shown(shown, what, -1, false);
  DocNote note = {page, lost, keep(b, g_strchomp(shown->str))};
  g_array_append_val(b->doc->notes, note);
}

void doc_builder_furniture(DocBuilder *b, uint32_t page, const char *text) {
  g_autoptr(GString) shown = g_string_new(NULL);
  text_append_shown(shown, text, -1, false);
  DocFurniture furniture = {page, keep(b, g_strstrip(shown->str)), ""};
  if (*furniture.text) g_array_append_val(b->doc->furniture, furniture);
}

void doc_builder_explain(DocBuilder *b) { b->explains = true; }
bool doc_builder_explains(const DocBuilder *b) { return b->explains; }

void doc_builder_why(DocBuilder *b, const char *why) {
  if (!top(b)->flattened) node_at(b, top(b)->node)->why = keep(b, why);
}

void doc_builder_furniture_why(DocBuilder *b, const char *why) {
  GArray *furniture = b->doc->furniture;
  if (b->explains && furniture->len)
    g_array_index(furniture, DocFurniture, furniture->len - 1).why = keep(b, why);
}

/* Runs, joins and figures are complete now: offsets become pointers. */
static void resolve(Doc *doc) {
  for (uint32_t i = 0; i < doc->nodes->len; i++) {
    DocNode *node = &g_array_index(doc->nodes, DocNode, i);
    node->runs = node->run_count ? &g_array_index(doc->runs, DocRun, GPOINTER_TO_UINT(node->runs)) : NULL;
    guint figure = GPOINTER_TO_UINT(node->figure);
    node->figure = figure ? &g_array_index(doc->figures, DocFigure, figure - 1) : NULL;
    node->joins =
        node->join_count ? &g_array_index(doc->joins, DocJoin, GPOINTER_TO_UINT(node->joins)) : NULL;
  }
}

Doc *doc_builder_finish(DocBuilder *b) {
  while (b->stack->len > 0) pop(b);
  if (b->flattened)
    doc_builder_note(b, 0, false, "nesting deeper than %d flattened (%u blocks)", DOC_DEPTH_MAX,
                     b->flattened);
  Doc *doc = g_steal_pointer(&b->doc);
  resolve(doc);
  g_array_unref(b->stack);
  frame_clear(&b->spare);
  g_free(b);
  return doc;
}
