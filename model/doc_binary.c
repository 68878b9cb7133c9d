/* A paper as bytes and back: fixed records of 32-bit little-endian words, then all strings.
 *
 *     "RDPB" version | seven counts, bytes of strings | nodes | runs | joins | particulars | notes | furniture
 *     | figures | strings, each ended by NUL, in the order in which the records name their lengths
 *
 * Records hold lengths and no offsets, so that no two can name the same bytes and reading stays linear. What is
 * read is held against the invariants of doc.h: a walk over the nodes with a stack of open ones proves that
 * the array is a tree in pre-order. Cost: one pass each way. */
#include "model/doc_binary.h"

#include "model/builder.h"
#include "model/doc_priv.h"
#include "model/forms.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* All other strings stay where they were handed over. */
enum { KEYS_CHUNK_BYTES = 1024 };
static const char magic[4] = {'R', 'D', 'P', 'B'};
enum { VERSION = 3, HEADER_WORDS = 9 };
enum {
  NODE_WORDS = 14,
  RUN_WORDS = 4,
  JOIN_WORDS = 2,
  PARTICULAR_WORDS = 2,
  NOTE_WORDS = 3,
  FURNITURE_WORDS = 3,
  FIGURE_WORDS = 4
};
/* Cells are not counted by the builder's limit, and few other things may stand between them. */
enum { STRINGS_A_NODE = 3 }; /* label, text, why */
enum { DEPTH_MAX = 4 * DOC_DEPTH_MAX, LEVEL_MAX = 9, SPAN_MAX = 1000 };
enum { STYLES_ALL = DOC_STRONG | DOC_EMPHASIS | DOC_STRUCK | DOC_SUPERSCRIPT | DOC_LINK };

/* ---- what both sides hold to be true */

static bool is_boundary(const char *text, uint32_t at) { return ((guchar)text[at] & 0xC0) != 0x80; }

/* Text that can be written as XML (1.0, 2.2): no controls but tab and line feed, no characters at a plane's end. */
static bool is_text(const char *text, gsize len) {
  for (gsize at = 0; (at += text_printable_prefix(text + at, len - at)) < len;) {
    gunichar c = g_utf8_get_char_validated(text + at, (gssize)(len - at)); /* above all characters if it is none */
    if (c > 0x10FFFF || (c & 0xFFFE) == 0xFFFE || (c < 0x20 && c != '\n' && c != '\t')) return false;
    at += (gsize)(g_utf8_next_char(text + at) - (text + at));
  }
  return true;
}

static bool run_fits(const DocRun *run, const char *text, uint32_t len, uint32_t from) {
  if (run->start < from || run->end <= run->start || run->end > len) return false;
  if (run->style == 0 || (run->style & ~(unsigned)STYLES_ALL)) return false;
  return is_boundary(text, run->start) && is_boundary(text, run->end);
}

static bool join_fits(const DocJoin *join, const char *text, uint32_t len, uint32_t from) {
  return join->at >= from && join->at < len && (unsigned)join->kind <= DOC_JOIN_SPACE &&
         is_boundary(text, join->at);
}

/* ---- writing */

typedef struct {
  GByteArray *out;
  GString *strings;
  uint32_t words[256]; /* that go to `out` in one go */
  guint word_count;
} Writer;

static void flush(Writer *w) {
  g_byte_array_append(w->out, (const guint8 *)w->words, w->word_count * (guint)sizeof *w->words);
  w->word_count = 0;
}

static void put(Writer *w, uint32_t value) {
  if (w->word_count == G_N_ELEMENTS(w->words)) flush(w);
  w->words[w->word_count++] = GUINT32_TO_LE(value);
}

static void put_float(Writer *w, float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  put(w, bits);
}

/* Its length goes to the records; it with its NUL to the strings. */
static void put_string(Writer *w, const char *text) {
  gsize len = strlen(text);
  put(w, (uint32_t)len);
  g_string_append_len(w->strings, text, (gssize)len + 1);
}

/* Readers hand on addresses of links as they found them. */
static void put_target(Writer *w, const char *target) {
  if (is_text(target, strlen(target))) {
    put_string(w, target);
    return;
  }
  g_autofree char *valid = g_utf8_make_valid(target, -1);
  for (char *p = valid; *p; p++)
    if ((guchar)*p < 0x20) *p = ' ';
  put_string(w, is_text(valid, strlen(valid)) ? valid : "");
}

/* The runs and joins of a node that stand between characters, appended; those of each are counted. */
static void gather(const DocNode *node, GArray *runs, GArray *joins) {
  uint32_t len = (uint32_t)strlen(node->text);
  for (uint32_t i = 0, from = 0; i < node->run_count; i++) {
    if (!run_fits(&node->runs[i], node->text, len, from)) continue;
    g_array_append_val(runs, node->runs[i]);
    from = node->runs[i].end;
  }
  for (uint32_t i = 0, from = 0; i < node->join_count; i++) {
    if (!join_fits(&node->joins[i], node->text, len, from)) continue;
    g_array_append_val(joins, node->joins[i]);
    from = node->joins[i].at + 1;
  }
}

static void put_node(Writer *w, const DocNode *node, uint32_t runs, uint32_t joins) {
  put(w, (uint32_t)node->kind | (uint32_t)node->level << 8 | (uint32_t)node->header << 16 |
             (uint32_t)node->particulars << 17);
  put(w, (uint32_t)node->colspan | (uint32_t)node->rowspan << 16);
  put(w, node->parent);
  put(w, node->last);
  put(w, node->page);
  const float sides[] = {node->box.x0, node->box.y0, node->box.x1, node->box.y1};
  for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) put_float(w, sides[i]);
  put_string(w, node->label);
  put_string(w, node->text);
  put_string(w, node->why);
  put(w, runs);
  put(w, joins);
}

static void put_nodes(Writer *w, const Doc *doc, GArray *runs, GArray *joins) {
  for (uint32_t i = 0; i < doc_count(doc); i++) {
    uint32_t runs_before = runs->len, joins_before = joins->len;
    gather(doc_node(doc, i), runs, joins);
    put_node(w, doc_node(doc, i), runs->len - runs_before, joins->len - joins_before);
  }
}

static void put_marks(Writer *w, const GArray *runs, const GArray *joins) {
  for (guint i = 0; i < runs->len; i++) {
    const DocRun *run = &g_array_index(runs, DocRun, i);
    put(w, run->start);
    put(w, run->end);
    put(w, run->style);
    put_target(w, run->target);
  }
  for (guint i = 0; i < joins->len; i++) {
    put(w, g_array_index(joins, DocJoin, i).at);
    put(w, (uint32_t)g_array_index(joins, DocJoin, i).kind);
  }
}

static void put_facts(Writer *w, const Doc *doc) {
  for (uint32_t i = 0; i < doc_particular_count(doc); i++) {
    put_string(w, doc_particular_at(doc, i)->key);
    put_string(w, doc_particular_at(doc, i)->value);
  }
  for (uint32_t i = 0; i < doc_note_count(doc); i++) {
    put(w, doc_note_at(doc, i)->page);
    put(w, doc_note_at(doc, i)->lost);
    put_string(w, doc_note_at(doc, i)->what);
  }
  for (uint32_t i = 0; i < doc_furniture_count(doc); i++) {
    put(w, doc_furniture_at(doc, i)->page);
    put_string(w, doc_furniture_at(doc, i)->text);
    put_string(w, doc_furniture_at(doc, i)->why);
  }
  for (guint i = 0; i < doc->figures->len; i++) {
    const DocFigure *figure = &g_array_index(doc->figures, DocFigure, i);
    put_string(w, figure->hash);
    put_string(w, figure->look);
    put_string(w, figure->alt);
    put_string(w, figure->caption);
  }
}

/* The counts of runs and joins, and the bytes of the strings, are known last. */
static void put_header(Writer *w, const Doc *doc) {
  g_byte_array_append(w->out, (const guint8 *)magic, sizeof magic);
  put(w, VERSION);
  const uint32_t counts[] = {
      doc_count(doc),    0, 0, doc_particular_count(doc), doc_note_count(doc), doc_furniture_count(doc),
      doc->figures->len, 0};
  for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) put(w, counts[i]);
}

static void mend_header(GByteArray *out, guint start, const GArray *runs, const GArray *joins,
                        gsize strings) {
  const struct {
    guint word;
    uint32_t value;
  } late[] = {{3, runs->len}, {4, joins->len}, {9, (uint32_t)strings}};
  for (size_t i = 0; i < G_N_ELEMENTS(late); i++) {
    uint32_t le = GUINT32_TO_LE(late[i].value);
    memcpy(out->data + start + late[i].word * 4, &le, sizeof le);
  }
}

/* Bytes of the texts of the nodes: nearly all there is. */
static gsize text_bytes(const Doc *doc) {
  gsize bytes = 0;
  for (uint32_t i = 0; i < doc_count(doc); i++) bytes += strlen(doc_node(doc, i)->text);
  return bytes;
}

/* Sets room aside, as an array that grows is copied over and over. */
static void expect_bytes(GByteArray *out, gsize more) {
  guint len = out->len;
  g_byte_array_set_size(out, (guint)MIN(len + more, G_MAXUINT));
  g_byte_array_set_size(out, len);
}

GString *doc_binary_append(GByteArray *out, const Doc *doc) {
  gsize text = text_bytes(doc);
  Writer w = {.out = out, .strings = g_string_sized_new(text + (gsize)doc_count(doc) * STRINGS_A_NODE)};
  guint start = out->len;
  expect_bytes(out, (gsize)doc_count(doc) * NODE_WORDS * 4);
  g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(DocRun)),
                    joins = g_array_new(FALSE, FALSE, sizeof(DocJoin));
  put_header(&w, doc);
  put_nodes(&w, doc, runs, joins);
  put_marks(&w, runs, joins);
  put_facts(&w, doc);
  flush(&w);
  mend_header(out, start, runs, joins, w.strings->len);
  return w.strings;
}

/* ---- reading: the first thing that does not hold is kept as `wrong`, and all reading after it gives nothing */

typedef struct {
  const guint8 *records, *records_end;
  const char *strings, *strings_end;
  const char *wrong;
} Reader;

static bool hold(Reader *r, bool holds, const char *otherwise) {
  if (!holds && !r->wrong) r->wrong = otherwise;
  return holds;
}

static uint32_t take(Reader *r) {
  uint32_t le = 0;
  if (!hold(r, r->records_end - r->records >= (gssize)sizeof le, "it ends too early")) return 0;
  memcpy(&le, r->records, sizeof le);
  r->records += sizeof le;
  return GUINT32_FROM_LE(le);
}

static float take_float(Reader *r) {
  uint32_t bits = take(r);
  float value;
  memcpy(&value, &bits, sizeof value);
  return hold(r, isfinite(value), "a box is no place") ? value : 0;
}

static const char *take_string(Reader *r) {
  uint32_t len = take(r);
  if (!hold(r, (gsize)(r->strings_end - r->strings) > len, "a text is longer than the texts")) return "";
  const char *text = r->strings;
  bool ended = text[len] == '\0' && is_text(text, len);
  if (!hold(r, ended, "a text is none")) return "";
  r->strings += len + 1;
  return text;
}

static void take_attributes(Reader *r, DocNode *node) {
  uint32_t bits = take(r), spans = take(r);
  bool section = (bits & 0xFF) == DOC_SECTION;
  hold(r, (bits & 0xFF) < DOC_KINDS && bits >> 18 == 0, "a node is of no kind");
  node->kind = (DocKind)(bits & 0xFF);
  node->level = (uint8_t)(bits >> 8 & 0xFF);
  node->header = bits >> 16 & 1;
  node->particulars = bits >> 17 & 1;
  hold(r, section ? node->level >= 1 && node->level <= LEVEL_MAX : node->level == 0,
       "a heading has no level");
  node->colspan = (uint16_t)(spans & 0xFFFF);
  node->rowspan = (uint16_t)(spans >> 16);
  hold(r, node->colspan >= 1 && node->colspan <= SPAN_MAX, "a cell has no width");
  hold(r, node->rowspan >= 1 && node->rowspan <= SPAN_MAX, "a cell has no height");
}

static DocNode take_node(Reader *r) {
  DocNode node = {0};
  take_attributes(r, &node);
  node.parent = take(r);
  node.last = take(r);
  node.page = take(r);
  float *sides[] = {&node.box.x0, &node.box.y0, &node.box.x1, &node.box.y1};
  for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) *sides[i] = take_float(r);
  node.label = take_string(r);
  node.text = take_string(r);
  node.why = take_string(r);
  node.run_count = take(r);
  node.join_count = take(r);
  return node;
}

/* Kinds whose words are their own text hold no blocks, but for sections and cells. */
static bool may_hold(DocKind kind) {
  if (kind == DOC_FIGURE) return false;
  return !doc_kind_has_text(kind) || kind == DOC_SECTION || kind == DOC_CELL;
}

/* Puts node `index` into the tree: `*open` is the innermost node that its place may belong to. */
static void place(Reader *r, GArray *nodes, uint32_t index, uint32_t *open) {
  DocNode *node = &g_array_index(nodes, DocNode, index);
  hold(r, doc_kind_has_text(node->kind) || !*node->text, "words stand where none can");
  if (index == 0) {
    hold(r, node->kind == DOC_DOCUMENT && node->parent == 0 && node->last == nodes->len - 1,
         "the tree has no root");
    return;
  }
  const DocNode *parent = &g_array_index(nodes, DocNode, *open);
  while (parent->last < index) {
    *open = parent->parent;
    parent = &g_array_index(nodes, DocNode, *open);
  }
  bool inside = node->last >= index && node->last <= parent->last && node->parent == *open;
  hold(r, inside && node->kind != DOC_DOCUMENT && may_hold(parent->kind), "the nodes are no tree");
  node->depth = (uint16_t)(parent->depth + 1);
  hold(r, node->depth <= DEPTH_MAX, "it is nested too deep");
  *open = index;
}

static void take_nodes(Reader *r, Doc *doc, uint32_t count) {
  g_array_set_size(doc->nodes, count);
  for (uint32_t i = 0; i < count && !r->wrong; i++) g_array_index(doc->nodes, DocNode, i) = take_node(r);
  for (uint32_t i = 0, open = 0; i < count && !r->wrong; i++) place(r, doc->nodes, i, &open);
}

static void take_marks(Reader *r, Doc *doc, uint32_t runs, uint32_t joins) {
  for (uint32_t i = 0; i < runs && !r->wrong; i++) {
    DocRun run = {.start = take(r)};
    run.end = take(r);
    run.style = take(r);
    run.target = take_string(r);
    g_array_append_val(doc->runs, run);
  }
  for (uint32_t i = 0; i < joins && !r->wrong; i++) {
    uint32_t at = take(r), kind = take(r);
    hold(r, kind <= DOC_JOIN_SPACE, "a join is of no kind");
    DocJoin join = {at, (DocJoinKind)kind};
    g_array_append_val(doc->joins, join);
  }
}

static void check_marks(Reader *r, const DocNode *node) {
  uint32_t len = (uint32_t)strlen(node->text);
  for (uint32_t i = 0, from = 0; i < node->run_count && !r->wrong; i++) {
    hold(r, run_fits(&node->runs[i], node->text, len, from), "a style stands outside of its text");
    from = node->runs[i].end;
  }
  for (uint32_t i = 0, from = 0; i < node->join_count && !r->wrong; i++) {
    hold(r, join_fits(&node->joins[i], node->text, len, from), "a join stands outside of its text");
    from = node->joins[i].at + 1;
  }
}

/* Each node's runs and joins follow those of the node before it. */
static void deal_marks(Reader *r, Doc *doc) {
  guint run = 0, join = 0;
  for (guint i = 0; i < doc->nodes->len && !r->wrong; i++) {
    DocNode *node = &g_array_index(doc->nodes, DocNode, i);
    bool there = node->run_count <= doc->runs->len - run && node->join_count <= doc->joins->len - join;
    if (!hold(r, there, "a node has more styles or joins than there are")) return;
    node->runs = node->run_count ? &g_array_index(doc->runs, DocRun, run) : NULL;
    node->joins = node->join_count ? &g_array_index(doc->joins, DocJoin, join) : NULL;
    check_marks(r, node);
    run += node->run_count;
    join += node->join_count;
  }
  hold(r, run == doc->runs->len && join == doc->joins->len, "a style or join is nobody's");
}

/* Each node that is a figure has the next one. */
static void take_figures(Reader *r, Doc *doc, uint32_t count) {
  for (uint32_t i = 0; i < count && !r->wrong; i++) {
    DocFigure figure = {.hash = take_string(r)};
    figure.look = take_string(r);
    figure.alt = take_string(r);
    figure.caption = take_string(r);
    g_array_append_val(doc->figures, figure);
  }
  guint figure = 0;
  for (guint i = 0; i < doc->nodes->len && !r->wrong; i++) {
    DocNode *node = &g_array_index(doc->nodes, DocNode, i);
    if (node->kind != DOC_FIGURE) continue;
    if (!hold(r, figure < doc->figures->len, "there are fewer figures than nodes for them")) return;
    node->figure = &g_array_index(doc->figures, DocFigure, figure++);
  }
  hold(r, figure == doc->figures->len, "a figure is nobody's");
}

static void take_facts(Reader *r, Doc *doc, const uint32_t *counts) {
  for (uint32_t i = 0; i < counts[3] && !r->wrong; i++) {
    DocParticular particular = {.key = take_string(r)};
    particular.value = take_string(r);
    g_array_append_val(doc->particulars, particular);
  }
  for (uint32_t i = 0; i < counts[4] && !r->wrong; i++) {
    DocNote note = {.page = take(r)};
    note.lost = take(r) != 0;
    note.what = take_string(r);
    g_array_append_val(doc->notes, note);
  }
  for (uint32_t i = 0; i < counts[5] && !r->wrong; i++) {
    DocFurniture furniture = {.page = take(r)};
    furniture.text = take_string(r);
    furniture.why = take_string(r);
    g_array_append_val(doc->furniture, furniture);
  }
}

/* The header's counts, where they are those of `size` bytes in all. */
static bool take_header(Reader *r, const guint8 *data, gsize size, uint32_t counts[HEADER_WORDS - 1]) {
  static const gsize words[] = {NODE_WORDS, RUN_WORDS,       JOIN_WORDS,  PARTICULAR_WORDS,
                                NOTE_WORDS, FURNITURE_WORDS, FIGURE_WORDS};
  guint64 needed = sizeof magic + HEADER_WORDS * 4;
  bool ours = size >= needed && memcmp(data, magic, sizeof magic) == 0;
  if (!hold(r, ours, "it is no paper")) return false;
  r->records = data + sizeof magic;
  r->records_end = data + size;
  if (!hold(r, take(r) == VERSION, "it is of another version")) return false;
  for (size_t i = 0; i < HEADER_WORDS - 1; i++) counts[i] = take(r);
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) needed += counts[i] * (guint64)words[i] * 4;
  needed += counts[HEADER_WORDS - 2];
  if (!hold(r, needed == size && counts[0] >= 1, "it is not as long as it says")) return false;
  r->records_end = data + size - counts[HEADER_WORDS - 2];
  return true;
}

static void read_paper(Reader *r, Doc *doc) {
  gsize size;
  const guint8 *data = g_bytes_get_data(doc->bytes, &size);
  uint32_t counts[HEADER_WORDS - 1];
  if (!take_header(r, data, size, counts)) return;
  r->strings_end = (const char *)data + size;
  r->strings = r->strings_end - counts[HEADER_WORDS - 2];
  take_nodes(r, doc, counts[0]);
  take_marks(r, doc, counts[1], counts[2]);
  take_facts(r, doc, counts);
  take_figures(r, doc, counts[6]);
  if (!r->wrong) deal_marks(r, doc);
  hold(r, r->strings == r->strings_end, "texts are left over");
}

Doc *doc_binary_read(GBytes *bytes, GError **error) {
  Reader r = {0};
  g_autoptr(Doc) doc = doc_new(KEYS_CHUNK_BYTES);
  doc->bytes = g_bytes_ref(bytes);
  read_paper(&r, doc);
  if (!r.wrong) return g_steal_pointer(&doc);
  g_set_error(error, DOC_ERROR, DOC_ERROR_BINARY, "handed over damaged: %s", r.wrong);
  return NULL;
}
