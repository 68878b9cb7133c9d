/* Papers -> words as numbers and units (stage 0).
 *
 * A word's number stands for its folded form (text_key: NFKC, quotes and dashes folded, lower case);
 * punctuation is a token and no word. Labels, heading numbers and levels never get here. Words
 * whose joins are not certain are read once all certain ones are known (joins.c). Linear in the text. */
#include "diff/joins.h"

#include <stdlib.h>
#include <string.h>

/* English prose has 5.2 to 5.8 bytes for each word or mark. */
enum { BYTES_A_TOKEN = 5 };

/* --- what is read is two drafts: most blocks of the second stand in the first, and are not split again --- */

/* The tokens of a text that was read. */
typedef struct {
  const DiffPaperSide *side;
  uint32_t first, end;
} Known;

typedef struct {
  DiffVocabulary *v;
  GArray *words;     /* Word: of the text that is being split */
  bool doubts;       /* some words are certain, and some are not */
  GHashTable *known; /* text of a block without doubtful joins or a number that only counts -> Known */
} Reader;

/* Knuth's multiplicative hash over eight bytes in one step. */
static guint text_hash(gconstpointer text) {
  const char *p = text;
  guint64 h = 0, eight;
  gsize len = strlen(p);
  for (; len >= sizeof eight; p += sizeof eight, len -= sizeof eight) {
    memcpy(&eight, p, sizeof eight);
    h = (h ^ eight) * 0x9E3779B97F4A7C15u;
    h ^= h >> 32;
  }
  for (; len; p++, len--) h = (h ^ (guchar)*p) * 0x9E3779B97F4A7C15u;
  return (guint)(h >> 32);
}

static Reader reader_new(DiffVocabulary *v) {
  return (Reader){.v = v,
                  .words = g_array_new(FALSE, FALSE, sizeof(Word)),
                  .known = g_hash_table_new_full(text_hash, g_str_equal, NULL, g_free)};
}

static void reader_clear(Reader *r) {
  g_array_unref(r->words);
  g_hash_table_unref(r->known);
}

/* --- words that are certain --- */

static bool has_doubts(GPtrArray *sides[2]) {
  for (unsigned s = 0; s < 2; s++)
    for (guint p = 0; p < sides[s]->len; p++) {
      const Doc *doc = ((DiffPaperSide *)sides[s]->pdata[p])->doc;
      for (uint32_t i = 0; i < doc_count(doc); i++)
        if (joins_are_doubtful(doc_node(doc, i))) return true;
    }
  return false;
}

static void collect_certain(Reader *r, GHashTable *seen, const Doc *doc) {
  for (uint32_t i = 0; i < doc_count(doc); i++) {
    const DocNode *node = doc_node(doc, i);
    if (!node->join_count && !g_hash_table_add(seen, (gpointer)node->text)) continue;
    words_split_into(r->words, node->text);
    for (guint w = 0; w < r->words->len; w++) {
      const Word *word = &g_array_index(r->words, Word, w);
      if (!node->join_count || !joins_touch(node, word))
        vocabulary_mark_certain(r->v, vocabulary_number(r->v, node->text + word->start, word->end - word->start));
    }
  }
}

static void collect_all_certain(Reader *r, const DiffSide *given[2]) {
  g_autoptr(GHashTable) seen = g_hash_table_new(text_hash, g_str_equal);
  for (unsigned s = 0; s < 2; s++)
    for (size_t p = 0; p < given[s]->count; p++) collect_certain(r, seen, given[s]->papers[p]);
}

/* --- tokens and units --- */

/* "£ 5" is the amount "£5": the space is the typesetter's. */
static bool is_parted_amount(const DocNode *node, const GArray *words, guint w) {
  if (w + 1 >= words->len) return false;
  const Word *sign = &g_array_index(words, Word, w), *number = sign + 1;
  if (number->kind != WORD_NUMBER || number->start != sign->end + 1) return false;
  gunichar c = g_utf8_get_char(node->text + sign->start);
  return g_unichar_type(c) == G_UNICODE_CURRENCY_SYMBOL &&
         sign->end - sign->start == (uint32_t)g_unichar_to_utf8(c, NULL);
}

/* "5 %" is "5%", for the same reason. */
static bool is_parted_percentage(const DocNode *node, const GArray *words, guint w) {
  if (w + 1 >= words->len) return false;
  const Word *number = &g_array_index(words, Word, w), *sign = number + 1;
  return number->kind == WORD_NUMBER && sign->start == number->end + 1 && sign->kind == WORD_PUNCTUATION &&
         node->text[sign->start] == '%';
}

/* Gives the number its sign; what ends the sentence behind it stays a mark of its own. */
static void take_sign(GArray *words, guint w) {
  Word *number = &g_array_index(words, Word, w), *sign = number + 1;
  number->end = ++sign->start;
  number->kind = WORD_PERCENTAGE;
}

static uint32_t number_without_space(DiffVocabulary *v, const DocNode *node, uint32_t start, uint32_t end) {
  g_autofree char *joined = g_strndup(node->text + start, end - start);
  char *space = strchr(joined, ' ');
  memmove(space, space + 1, strlen(space));
  return vocabulary_number(v, joined, strlen(joined));
}

static bool is_small(const char *text) {
  return *text & 0x80 ? g_unichar_islower(g_utf8_get_char(text)) : g_ascii_islower(*text);
}

static void split_node(Reader *r, DiffPaperSide *side, uint32_t i) {
  const DocNode *node = doc_node(side->doc, i);
  DiffVocabulary *v = r->v;
  GArray *words = r->words;
  words_split_into(words, node->text);
  guint at = side->tokens->len;
  g_array_set_size(side->tokens, at + words->len);
  DiffToken *next = side_token(side, at);
  for (guint w = 0; w < words->len; w++) {
    Word *word = &g_array_index(words, Word, w);
    if (word->start == word->end) continue;
    bool percentage = is_parted_percentage(node, words, w);
    if (percentage) take_sign(words, w);
    DiffToken token = {i, word->start, word->end, 0, word->kind};
    guint taken = 1;
    if (is_parted_amount(node, words, w))
      token.id = number_without_space(v, node, word->start, word[1].end), token.kind = WORD_MONEY, taken = 2;
    else if (percentage)
      token.id = number_without_space(v, node, word->start, word->end);
    else if (r->doubts)
      token.id = joins_number_across(v, node, words, w, &taken);
    token.end = g_array_index(words, Word, w + taken - 1).end;
    w += taken - 1;
    uint32_t other = 0;
    if (!token.id && node->join_count && joins_touch(node, word))
      token.id = joins_number_with(v, node, word, &other);
    if (other)
      g_hash_table_insert(side->doubtful, GUINT_TO_POINTER(next - side_token(side, 0)), GUINT_TO_POINTER(other));
    if (!token.id) token.id = vocabulary_number(v, node->text + word->start, word->end - word->start);
    if (word->end <= side->number_end[i]) token.kind = WORD_PUNCTUATION;
    if (token.kind != WORD_PUNCTUATION && is_small(node->text + token.start)) vocabulary_mark_small(v, token.id);
    *next++ = token;
  }
  g_array_set_size(side->tokens, (guint)(next - side_token(side, 0)));
}

static void copy_tokens(DiffPaperSide *side, uint32_t node, const Known *known) {
  guint at = side->tokens->len, count = known->end - known->first;
  if (!count) return;
  g_array_set_size(side->tokens, at + count);
  memcpy(side_token(side, at), side_token(known->side, known->first), count * sizeof(DiffToken));
  for (guint t = at; t < at + count; t++) side_token(side, t)->node = node;
}

static void read_node(Reader *r, DiffPaperSide *side, uint32_t i, unsigned s) {
  const DocNode *node = doc_node(side->doc, i);
  bool text_alone = !node->join_count && !side->number_end[i]; /* tells what its tokens are */
  const Known *known = text_alone ? g_hash_table_lookup(r->known, node->text) : NULL;
  Known fresh = {side, side->tokens->len, 0};
  if (known)
    copy_tokens(side, i, known);
  else
    split_node(r, side, i);
  fresh.end = side->tokens->len;
  if (!known && text_alone)
    g_hash_table_insert(r->known, (gpointer)node->text, g_memdup2(&fresh, sizeof fresh));
  for (uint32_t t = fresh.first; t < fresh.end; t++) {
    if (side_token(side, t)->kind == WORD_PUNCTUATION) continue;
    vocabulary_count_word(r->v, side_token(side, t)->id, s);
    side->word_count++;
  }
}

/* A block's leading words where they name it: "By:" of a line of particulars. Rows get theirs below. */
static uint32_t lead_of_particulars(const DiffPaperSide *side, const DiffUnit *unit) {
  if (unit->token_end - unit->token_first < 2) return 0;
  const DiffToken *first = side_token(side, unit->token_first), *mark = first + 1;
  const DocNode *node = doc_node(side->doc, first->node);
  bool colon = mark->kind == WORD_PUNCTUATION && node->text[mark->start] == ':';
  return node->particulars && colon ? first->id : 0;
}

static bool names_something(const DiffPaperSide *side, const DiffToken *token) {
  if (token->kind != WORD_PLAIN) return false;
  const char *text = doc_node(side->doc, token->node)->text + token->start;
  return token->end - token->start > 1 && g_unichar_isalpha(g_utf8_get_char(text));
}

/* A row is named by its first cell that has a word in it; "7" in a column of numbers names nothing. */
static uint32_t lead_of_row(const DiffPaperSide *side, const DiffUnit *unit) {
  uint32_t hash = 2166136261u, node = 0;
  for (uint32_t t = unit->token_first; t < unit->token_end; t++) {
    const DiffToken *token = side_token(side, t);
    if (!node && names_something(side, token)) node = token->node;
    if (node && token->node != node) break;
    if (node && token->kind != WORD_PUNCTUATION) hash = (hash ^ token->id) * 16777619u;
  }
  return node ? MAX(hash, 1) : 0;
}

static uint8_t unit_kind(const DocNode *node) {
  return node->kind == DOC_ROW ? UNIT_ROW : node->kind == DOC_SECTION ? UNIT_HEADING : UNIT_TEXT;
}

/* The number that fills the first cell and only counts. */
static uint32_t number_of_row(const DiffPaperSide *side, uint32_t row) {
  uint32_t cell = doc_first_child(side->doc, row);
  if (!cell || !side->number_end[cell]) return 0;
  const char *text = doc_node(side->doc, cell)->text;
  return (uint32_t)strtoul(text + strcspn(text, "0123456789"), NULL, 10);
}

/* Reads node i, and for a row all below it, as a unit. Gives the last node read. */
static uint32_t read_unit(Reader *r, DiffPaperSide *side, uint32_t i, unsigned s) {
  const DocNode *node = doc_node(side->doc, i);
  DiffUnit unit = {.node = i, .first = side->word_count, .token_first = side->tokens->len, .bead = DIFF_NONE};
  unit.kind = unit_kind(node);
  uint32_t last = unit.kind == UNIT_ROW ? node->last : i;
  for (uint32_t n = i; n <= last; n++) {
    read_node(r, side, n, s);
    if (n > i) side->first_unit[n] = side->units->len;
  }
  unit.end = side->word_count;
  unit.token_end = side->tokens->len;
  if (unit.end == unit.first) return last;
  unit.lead = unit.kind == UNIT_ROW ? lead_of_row(side, &unit) : lead_of_particulars(side, &unit);
  if (unit.kind == UNIT_ROW) unit.number = number_of_row(side, i);
  g_array_append_val(side->units, unit);
  return last;
}

static void index_words(DiffPaperSide *side) {
  side->word_id = g_new(uint32_t, side->word_count + 1);
  side->word_token = g_new(uint32_t, side->word_count + 1);
  side->peer = g_new(uint32_t, side->word_count + 1);
  side->state = g_new0(uint8_t, side->word_count + 1);
  uint32_t word = 0;
  for (guint t = 0; t < side->tokens->len; t++) {
    if (side_token(side, t)->kind == WORD_PUNCTUATION) continue;
    side->word_id[word] = side_token(side, t)->id;
    side->word_token[word] = t;
    side->peer[word++] = DIFF_NONE;
  }
}

/* Places among siblings of a kind, in one pass: doc_path() counts siblings anew for every node. */
static void number_siblings(DiffPaperSide *side) {
  uint32_t count = doc_count(side->doc);
  side->ordinal = g_new0(uint32_t, count);
  g_autofree uint32_t *seen = g_new0(uint32_t, (gsize)count * DOC_KINDS);
  for (uint32_t i = 1; i < count; i++) {
    const DocNode *node = doc_node(side->doc, i);
    side->ordinal[i] = ++seen[(gsize)node->parent * DOC_KINDS + node->kind];
  }
}

/* About: an array that grows is copied over and over. */
static guint expected_tokens(const Doc *doc) {
  gsize bytes = 0;
  for (uint32_t i = 0; i < doc_count(doc); i++) bytes += strlen(doc_node(doc, i)->text);
  return (guint)(bytes / BYTES_A_TOKEN) + 1;
}

static DiffPaperSide *paper_side_new(const Doc *doc) {
  DiffPaperSide *side = g_new0(DiffPaperSide, 1);
  side->doc = doc;
  side->tokens = g_array_sized_new(FALSE, FALSE, sizeof(DiffToken), expected_tokens(doc));
  side->units = g_array_sized_new(FALSE, FALSE, sizeof(DiffUnit), doc_count(doc));
  side->first_unit = g_new0(uint32_t, doc_count(doc) + 1);
  side->doubtful = g_hash_table_new(NULL, NULL);
  side->number_end = g_new0(uint32_t, doc_count(doc) + 1);
  side->printed = doc_printed_pages(doc);
  return side;
}

void paper_side_free(DiffPaperSide *side) {
  g_array_unref(side->tokens);
  g_array_unref(side->units);
  g_ptr_array_unref(side->printed);
  g_free(side->word_id);
  g_free(side->word_token);
  g_free(side->peer);
  g_free(side->state);
  g_free(side->first_unit);
  g_free(side->ordinal);
  g_free(side->number_end);
  g_hash_table_unref(side->doubtful);
  g_free(side);
}

static void read_paper(Reader *r, DiffPaperSide *side, unsigned s) {
  uint32_t count = doc_count(side->doc);
  for (uint32_t i = 0; i < count; i++) {
    side->first_unit[i] = side->units->len;
    const DocNode *node = doc_node(side->doc, i);
    if (node->kind == DOC_ROW || *node->text) i = read_unit(r, side, i, s);
  }
  side->first_unit[count] = side->units->len;
  index_words(side);
  number_siblings(side);
}

/* --- keys: equal for units of equal words --- */

typedef struct {
  const DiffPaperSide *side;
  uint32_t first, end;
} Run;

static guint run_hash(gconstpointer data) {
  const Run *run = data;
  guint h = 2166136261u;
  for (uint32_t w = run->first; w < run->end; w++) h = (h ^ run->side->word_id[w]) * 16777619u;
  return h;
}

static gboolean run_equal(gconstpointer x, gconstpointer y) {
  const Run *a = x, *b = y;
  return a->end - a->first == b->end - b->first &&
         memcmp(a->side->word_id + a->first, b->side->word_id + b->first,
                (a->end - a->first) * sizeof(uint32_t)) == 0;
}

static void key_units(GHashTable *keys, DiffPaperSide *side) {
  for (guint i = 0; i < side->units->len; i++) {
    DiffUnit *unit = side_unit(side, i);
    Run run = {side, unit->first, unit->end};
    unit->key = GPOINTER_TO_UINT(g_hash_table_lookup(keys, &run));
    if (unit->key) continue;
    unit->key = g_hash_table_size(keys) + 1;
    g_hash_table_insert(keys, g_memdup2(&run, sizeof run), GUINT_TO_POINTER(unit->key));
  }
}

void tokens_read(DiffVocabulary *v, GPtrArray *sides[2], const DiffSide *given[2]) {
  for (unsigned s = 0; s < 2; s++)
    for (size_t p = 0; p < given[s]->count; p++)
      g_ptr_array_add(sides[s], paper_side_new(given[s]->papers[p]));
  numbering_find(sides);
  Reader r = reader_new(v);
  r.doubts = has_doubts(sides);
  if (r.doubts) collect_all_certain(&r, given);
  g_autoptr(GHashTable) keys = g_hash_table_new_full(run_hash, run_equal, g_free, NULL);
  for (unsigned s = 0; s < 2; s++)
    for (guint p = 0; p < sides[s]->len; p++) {
      read_paper(&r, sides[s]->pdata[p], s);
      key_units(keys, sides[s]->pdata[p]);
    }
  reader_clear(&r);
}

void side_subtree_units(const DiffPaperSide *side, uint32_t node, uint32_t *first, uint32_t *end) {
  *first = side->first_unit[node];
  *end = side->first_unit[doc_node(side->doc, node)->last + 1];
}

uint32_t side_unit_of_word(const DiffPaperSide *side, uint32_t word) {
  uint32_t low = 0, high = side->units->len;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (side_unit(side, middle)->first <= word)
      low = middle;
    else
      high = middle;
  }
  return low;
}

uint32_t side_first_word_at(const DiffPaperSide *side, uint32_t token) {
  uint32_t low = 0, high = side->word_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (side->word_token[middle] < token)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
