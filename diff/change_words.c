/* Paired words -> stretches of equal, deleted and inserted text.
 *
 * A token owns the white space after it, so that equal and inserted stretches put together are the new text
 * to the byte, and equal and deleted ones the old text but for typography. Linear in the tokens. */
#include "diff/teller.h"

#include "model/text.h"

#include <string.h>

typedef struct {
  DiffOp op;
  GString *text;
} Piece;

static void piece_clear(gpointer data) { g_string_free(((Piece *)data)->text, TRUE); }

void ops_init(DiffOps *ops, const DiffTeller *t) {
  *ops = (DiffOps){.t = t, .ops = g_array_new(FALSE, FALSE, sizeof(Piece))};
  g_array_set_clear_func(ops->ops, piece_clear);
}

void ops_clear(DiffOps *ops) { g_array_unref(ops->ops); }

static void append(DiffOps *ops, DiffOp op, const char *text, gsize len) {
  Piece *last = ops->ops->len ? &g_array_index(ops->ops, Piece, ops->ops->len - 1) : NULL;
  if (!len) return;
  if (last && last->op == op) {
    g_string_append_len(last->text, text, (gssize)len);
    return;
  }
  Piece piece = {op, g_string_new_len(text, (gssize)len)};
  g_array_append_val(ops->ops, piece);
}

/* A token's bytes with the white space after it; blocks are parted by a space. */
static void token_bytes(const DiffPaperSide *side, uint32_t t, const char **text, gsize *len,
                        bool *block_ends) {
  const DiffToken *token = side_token(side, t),
                  *next = t + 1 < side->tokens->len ? side_token(side, t + 1) : NULL;
  *text = doc_node(side->doc, token->node)->text + token->start;
  *block_ends = !next || next->node != token->node;
  *len = *block_ends ? token->end - token->start : next->start - token->start;
}

static void append_token(DiffOps *ops, DiffOp op, unsigned which, uint32_t t, uint32_t end) {
  const char *text;
  gsize len;
  bool block_ends;
  token_bytes(teller_side(ops->t, which), t, &text, &len, &block_ends);
  append(ops, op, text, len);
  if (block_ends && t + 1 < end) append(ops, op, " ", 1);
}

/* A number that only counts is told as a label is, not as a word of what came or went. */
static bool only_counts(const DiffPaperSide *side, uint32_t t) {
  const DiffToken *token = side_token(side, t);
  return token->end <= side->number_end[token->node];
}

char *tokens_text(const DiffPaperSide *side, uint32_t first, uint32_t end, bool words_only) {
  GString *out = g_string_new(NULL);
  uint32_t word = side_first_word_at(side, first);
  bool skip = false;
  for (uint32_t t = first; t < end; t++) {
    if (words_only && word < side->word_count && side->word_token[word] == t)
      skip = side->state[word++] == WORD_MOVED;
    if (skip || (words_only && only_counts(side, t))) continue;
    const char *text;
    gsize len;
    bool block_ends;
    token_bytes(side, t, &text, &len, &block_ends);
    g_string_append_len(out, text, (gssize)len);
    if (block_ends && t + 1 < end) g_string_append_c(out, ' ');
  }
  while (out->len && out->str[out->len - 1] == ' ') g_string_truncate(out, out->len - 1);
  return g_string_free(out, FALSE);
}

void words_tokens(const DiffPaperSide *side, uint32_t first, uint32_t end, uint32_t *token_first,
                  uint32_t *token_end) {
  if (first == end) {
    *token_first = *token_end = 0;
    return;
  }
  *token_first = side->word_token[first];
  *token_end = side->word_token[end - 1] + 1;
  uint32_t node = side_word(side, end - 1)->node;
  while (*token_end < side->tokens->len && side_token(side, *token_end)->kind == WORD_PUNCTUATION &&
         side_token(side, *token_end)->node == node)
    ++*token_end;
}

/* --- capitals --- */

static bool is_all_capitals(const char *text, gsize len) {
  unsigned letters = 0;
  for (const char *p = text; p < text + len; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_islower(c)) return false;
    letters += g_unichar_isupper(c) != 0;
  }
  return letters > 1;
}

/* The first word of a block, or one after a mark, has its capital from its place. */
static bool begins_sentence(const DiffPaperSide *side, uint32_t t) {
  if (t == 0) return true;
  const DiffToken *token = side_token(side, t), *before = side_token(side, t - 1);
  return before->node != token->node || before->kind == WORD_PUNCTUATION;
}

static bool case_differs(const char *a, gsize la, const char *b, gsize lb) {
  const char *ea = a + la, *eb = b + lb;
  while (a < ea && b < eb) {
    gunichar x = g_utf8_get_char(a), y = g_utf8_get_char(b);
    if (x != y && g_unichar_isalpha(x) && g_unichar_tolower(x) == g_unichar_tolower(y)) return true;
    a = g_utf8_next_char(a), b = g_utf8_next_char(b);
  }
  return false;
}

/* Words equal but for capitals that the writer chose: not those of a sentence's beginning, nor a word in all
 * capitals, which is a style. */
static bool capitals_differ(DiffOps *ops, uint32_t told, uint32_t tnew) {
  const DiffPaperSide *a = teller_side(ops->t, OLD), *b = teller_side(ops->t, NEW);
  const DiffToken *x = side_token(a, told), *y = side_token(b, tnew);
  const char *xt = doc_node(a->doc, x->node)->text + x->start,
             *yt = doc_node(b->doc, y->node)->text + y->start;
  gsize lx = x->end - x->start, ly = y->end - y->start;
  if (lx == ly && memcmp(xt, yt, lx) == 0) return false;
  ops->typography = true;
  if (!case_differs(xt, lx, yt, ly) || is_all_capitals(xt, lx) || is_all_capitals(yt, ly)) return false;
  return !begins_sentence(a, told) && !begins_sentence(b, tnew);
}

/* --- stretches --- */

typedef struct {
  uint32_t first[2], end[2]; /* tokens, old and new */
} Segment;

/* The tokens of a segment that are told: lost words, and punctuation that did not go with a moved word. */
static GArray *told_tokens(const DiffOps *ops, const Segment *segment, unsigned which, uint32_t *word,
                           uint32_t *lost) {
  const DiffPaperSide *side = teller_side(ops->t, which);
  GArray *list = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  bool skip = false;
  for (uint32_t t = segment->first[which]; t < segment->end[which]; t++) {
    if (side_token(side, t)->kind != WORD_PUNCTUATION) {
      skip = side->state[*word] != WORD_LOST;
      *lost += !skip;
      ++*word;
    }
    if (!skip) g_array_append_val(list, t);
  }
  return list;
}

static bool same_mark(const DiffOps *ops, uint32_t told, uint32_t tnew) {
  const DiffToken *a = side_token(teller_side(ops->t, OLD), told),
                  *b = side_token(teller_side(ops->t, NEW), tnew);
  return a->kind == WORD_PUNCTUATION && b->kind == WORD_PUNCTUATION && a->id == b->id;
}

static uint32_t token_at(const GArray *list, guint i) { return g_array_index(list, uint32_t, i); }

static bool marks_differ(const DiffOps *ops, const GArray *a, const GArray *b) {
  const DiffPaperSide *x = teller_side(ops->t, OLD), *y = teller_side(ops->t, NEW);
  if (a->len != b->len) return true;
  for (guint i = 0; i < a->len; i++) {
    const DiffToken *p = side_token(x, token_at(a, i)), *q = side_token(y, token_at(b, i));
    const char *tp = doc_node(x->doc, p->node)->text + p->start,
               *tq = doc_node(y->doc, q->node)->text + q->start;
    if (p->end - p->start != q->end - q->start || memcmp(tp, tq, p->end - p->start) != 0) return true;
  }
  return false;
}

static void add_segment(DiffOps *ops, const Segment *segment, uint32_t word[2], const uint32_t end[2]) {
  uint32_t lost[2] = {0, 0};
  g_autoptr(GArray) a = told_tokens(ops, segment, OLD, &word[OLD], &lost[OLD]);
  g_autoptr(GArray) b = told_tokens(ops, segment, NEW, &word[NEW], &lost[NEW]);
  guint a0 = 0, b0 = 0, a1 = a->len, b1 = b->len;
  if (!lost[OLD] && !lost[NEW]) {
    ops->typography |= marks_differ(ops, a, b);
    for (guint i = 0; i < b->len; i++) append_token(ops, DIFF_EQUAL, NEW, token_at(b, i), end[NEW]);
    return;
  }
  for (; a0 < a1 && b0 < b1 && same_mark(ops, token_at(a, a0), token_at(b, b0)); a0++, b0++)
    append_token(ops, DIFF_EQUAL, NEW, token_at(b, b0), end[NEW]);
  while (a1 > a0 && b1 > b0 && same_mark(ops, token_at(a, a1 - 1), token_at(b, b1 - 1))) a1--, b1--;
  for (guint i = a0; i < a1; i++) append_token(ops, DIFF_DELETED, OLD, token_at(a, i), end[OLD]);
  for (guint i = b0; i < b1; i++) append_token(ops, DIFF_INSERTED, NEW, token_at(b, i), end[NEW]);
  for (guint i = b1; i < b->len; i++) append_token(ops, DIFF_EQUAL, NEW, token_at(b, i), end[NEW]);
  ops->deleted += lost[OLD], ops->inserted += lost[NEW];
}

void ops_add(DiffOps *ops, DiffTokenRange range) {
  const DiffPaperSide *a = teller_side(ops->t, OLD), *b = teller_side(ops->t, NEW);
  uint32_t word[2] = {side_first_word_at(a, range.token_first[OLD]),
                      side_first_word_at(b, range.token_first[NEW])};
  Segment segment = {{range.token_first[OLD], range.token_first[NEW]}, {0, 0}};
  for (uint32_t w = word[OLD]; w < a->word_count && a->word_token[w] < range.token_end[OLD]; w++) {
    if (a->state[w] != WORD_KEPT) continue;
    uint32_t peer = a->peer[w];
    if (peer < word[NEW] || b->word_token[peer] >= range.token_end[NEW]) continue;
    segment.end[OLD] = a->word_token[w], segment.end[NEW] = b->word_token[peer];
    add_segment(ops, &segment, word, range.token_end);
    if (capitals_differ(ops, segment.end[OLD], segment.end[NEW])) {
      append_token(ops, DIFF_DELETED, OLD, segment.end[OLD], range.token_end[OLD]);
      append_token(ops, DIFF_INSERTED, NEW, segment.end[NEW], range.token_end[NEW]);
      ops->capitals = true, ops->deleted++, ops->inserted++;
    } else {
      append_token(ops, DIFF_EQUAL, NEW, segment.end[NEW], range.token_end[NEW]);
    }
    word[OLD] = w + 1, word[NEW] = peer + 1;
    segment.first[OLD] = segment.end[OLD] + 1, segment.first[NEW] = segment.end[NEW] + 1;
  }
  segment.end[OLD] = range.token_end[OLD], segment.end[NEW] = range.token_end[NEW];
  add_segment(ops, &segment, word, range.token_end);
}

void ops_add_lost(DiffOps *ops, DiffTokenRange range) {
  for (unsigned which = OLD; which <= NEW; which++) {
    const DiffPaperSide *side = teller_side(ops->t, which);
    uint32_t last = DIFF_NONE;
    for (uint32_t w = side_first_word_at(side, range.token_first[which]); w < side->word_count; w++) {
      uint32_t t = side->word_token[w];
      if (t >= range.token_end[which]) break;
      if (side->state[w] != WORD_LOST) continue;
      DiffOp op = which == OLD ? DIFF_DELETED : DIFF_INSERTED;
      if (last != DIFF_NONE && last + 1 != w)
        append(ops, DIFF_EQUAL, " … ", strlen(" … "));
      else if (last != DIFF_NONE && side->word_token[last] + 1 != t) /* a mark between them, with its space */
        append(ops, op, " ", 1);
      append_token(ops, op, which, t, range.token_end[which]);
      *(which == OLD ? &ops->deleted : &ops->inserted) += 1;
      last = w;
    }
  }
}

void ops_add_space(DiffOps *ops) {
  if (ops->ops->len) append(ops, DIFF_EQUAL, " ", 1);
}

bool ops_differ(const DiffOps *ops) { return ops->deleted || ops->inserted; }

/* A hunk that replaces words is trimmed, and its white space goes to what follows: of "19 April" only "19".
 */
static void trim_replacements(GArray *ops) {
  for (guint i = 0; i + 1 < ops->len; i++) {
    Piece *a = &g_array_index(ops, Piece, i), *b = a + 1;
    if (a->op != DIFF_DELETED || b->op != DIFF_INSERTED) continue;
    Piece *after = i + 2 < ops->len ? a + 2 : NULL;
    if (a->text->str[a->text->len - 1] == ' ') g_string_truncate(a->text, a->text->len - 1);
    if (b->text->str[b->text->len - 1] != ' ') continue;
    g_string_truncate(b->text, b->text->len - 1);
    if (after) g_string_prepend_c(after->text, ' ');
  }
}

void ops_take(DiffOps *ops, DiffChange *change) {
  trim_replacements(ops->ops);
  GArray *words = g_array_new(FALSE, FALSE, sizeof(DiffWord));
  for (guint i = 0; i < ops->ops->len; i++) {
    const Piece *piece = &g_array_index(ops->ops, Piece, i);
    DiffWord word = {piece->op, result_string(ops->t->r, piece->text->str, (gssize)piece->text->len)};
    if (piece->text->len) g_array_append_val(words, word);
  }
  change->words = result_take_array(ops->t->r, words, &change->word_count);
  ops->t->r->report.summary.words_deleted += ops->deleted;
  ops->t->r->report.summary.words_inserted += ops->inserted;
}
