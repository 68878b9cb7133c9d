/* What a change is about, each class with the words of both sides and a reason (stage 8).
 *
 * Things (entities.c) that changed words touch are told; an old and a new thing of one class that stand after
 * the same unchanged word are told as one. The surroundings give the rest: a section that recommends, a row,
 * a heading. Linear in the tokens of the change. */
#include "diff/diff_priv.h"
#include "diff/lexicon.h"
#include "model/text.h"

#include <math.h>
#include <string.h>

/* Of one class in one change; a new section full of dates needs no list of them. */
enum { CLASS_REPEAT = 4, CLASS_LOOKED_AT = 64 };
/* A thing that a word is part of begins at most this many tokens before it. */
enum { REACH = 12 };
/* Things found that may overlap one another: some for each of twelve tokens. */
enum { NEAR = 40 };
/* The verb of a resolution is among its first words: "That the Director of Public Health be authorised". */
enum { RESOLUTION_REACH = 20 };
/* Two amounts are one value if they differ by less than this share: writing £1.2m for £1,200,000 is exact. */
static const double SAME_VALUE = 1e-9;

typedef struct {
  DiffEntity entity;
  uint32_t
      after; /* the last unchanged word before it, as a word of the new side; DIFF_NONE at the beginning */
  bool told;
} Touched;

/* What changed no more than a capital did not change: "commissioner" is no other role than "Commissioner". */
static bool is_same(const char *old_text, const char *new_text) {
  if (!old_text || !new_text || !*old_text) return false;
  g_autofree char *x = text_key(old_text, -1), *y = text_key(new_text, -1);
  return g_str_equal(x, y);
}

void classes_add(DiffResult *r, GArray *classes, DiffClassKind kind, const char *old_text,
                 const char *new_text, const char *why) {
  bool by_text = kind < DIFF_CLASS_HEADING; /* the others tell where a change is, not what */
  if (by_text && is_same(old_text, new_text)) return;
  DiffClass class = {kind, result_string(r, old_text, -1), result_string(r, new_text, -1),
                     result_string(r, why, -1), false};
  g_array_append_val(classes, class);
}

static bool is_lost(const DiffClassQuery *q, unsigned which, uint32_t word) {
  return q->all || q->side[which]->state[word] == WORD_LOST;
}

/* Looks for things around the words that changed only: an edit of one word in a long paragraph costs little.
 */
static GArray *find_entities(const DiffClassQuery *q, unsigned which) {
  const DiffPaperSide *side = q->side[which];
  const uint32_t bounds[2] = {q->first[which], q->end[which]};
  GArray *found = g_array_new(FALSE, FALSE, sizeof(DiffEntity));
  uint32_t done = bounds[0];
  for (uint32_t w = side_first_word_at(side, bounds[0]);
       w < side->word_count && side->word_token[w] < bounds[1]; w++) {
    if (!is_lost(q, which, w)) continue;
    uint32_t t = side->word_token[w];
    uint32_t from = t > done + REACH ? t - REACH : done, to = MIN(t + 1, bounds[1]);
    if (from < to) entities_find(q->words, side, bounds, from, to, found);
    done = MAX(done, to);
  }
  return found;
}

/* "section 151 of the Local Government Act 1972" is law, no part of this paper and no date; "03000 412775" is a
 * telephone number and no two numbers; "Kent County Council" is nobody. */
static bool yields_to(DiffClassKind kind, DiffClassKind other) {
  if (kind == DIFF_CLASS_NUMBER)
    return other == DIFF_CLASS_CONTACT || other == DIFF_CLASS_REFERENCE || other == DIFF_CLASS_LEGAL ||
           other == DIFF_CLASS_DATE || other == DIFF_CLASS_MONEY || other == DIFF_CLASS_PERCENTAGE;
  if (kind == DIFF_CLASS_REFERENCE || kind == DIFF_CLASS_DATE) return other == DIFF_CLASS_LEGAL;
  if (kind == DIFF_CLASS_PERSON)
    return other == DIFF_CLASS_ORGANISATION || other == DIFF_CLASS_ROLE || other == DIFF_CLASS_LEGAL;
  return kind == DIFF_CLASS_ORGANISATION && other == DIFF_CLASS_LEGAL;
}

/* Entities come in order of their beginnings, so what overlaps stands near. */
static bool is_overruled(const GArray *found, guint i) {
  const DiffEntity *entity = &g_array_index(found, DiffEntity, i);
  guint from = i > NEAR ? i - NEAR : 0, to = MIN(found->len, i + NEAR);
  for (guint k = from; k < to; k++) {
    const DiffEntity *other = &g_array_index(found, DiffEntity, k);
    if (k != i && other->first < entity->end && entity->first < other->end &&
        yields_to(entity->kind, other->kind))
      return true;
  }
  return false;
}

typedef struct {
  const DiffClassQuery *q;
  unsigned which;
  uint32_t word, after; /* the next word to look at, and the last one before it that was kept */
} Cursor;

static void cursor_advance(Cursor *c, uint32_t token) {
  const DiffPaperSide *side = c->q->side[c->which];
  for (; c->word < side->word_count && side->word_token[c->word] < token; c->word++)
    if (!c->q->all && side->state[c->word] == WORD_KEPT)
      c->after = c->which == 0 ? side->peer[c->word] : c->word;
}

/* The things that changed words touch, each with the last unchanged word before its first changed one. */
static GArray *touched_entities(const DiffClassQuery *q, unsigned which) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(Touched));
  if (!q->side[which] || q->first[which] >= q->end[which]) return list;
  const DiffPaperSide *side = q->side[which];
  g_autoptr(GArray) found = find_entities(q, which);
  Cursor cursor = {q, which, side_first_word_at(side, q->first[which]), DIFF_NONE};
  unsigned of_class[DIFF_CLASSES] = {0};
  uint32_t past[DIFF_CLASSES] = {0};
  for (guint i = 0; i < found->len; i++) {
    const DiffEntity *entity = &g_array_index(found, DiffEntity, i);
    cursor_advance(&cursor, entity->first);
    if (entity->first < past[entity->kind] || is_overruled(found, i)) continue;
    past[entity->kind] = entity->end;
    uint32_t after = cursor.after, w = cursor.word;
    for (; w < side->word_count && side->word_token[w] < entity->end && !is_lost(q, which, w); w++)
      if (side->state[w] == WORD_KEPT) after = which == 0 ? side->peer[w] : w;
    bool touched = w < side->word_count && side->word_token[w] < entity->end;
    Touched thing = {*entity, after, false};
    if (touched && of_class[entity->kind]++ < CLASS_LOOKED_AT) g_array_append_val(list, thing);
  }
  return list;
}

static char *entity_text(const DiffPaperSide *side, const DiffEntity *entity) {
  GString *out = g_string_new(NULL);
  for (uint32_t t = entity->first; t < entity->end; t++) {
    const DiffToken *token = &g_array_index(side->tokens, DiffToken, t);
    const DiffToken *before = t > entity->first ? token - 1 : NULL;
    bool glued = before && before->node == token->node && before->end == token->start;
    if (before && !glued) g_string_append_c(out, ' ');
    g_string_append_len(out, doc_node(side->doc, token->node)->text + token->start,
                        token->end - token->start);
  }
  return g_string_free(out, FALSE);
}

/* --- reasons --- */

/* "1,310,000", "0.6"; of money with both figures of the pence. */
static char *thousands(double value, bool money) {
  g_autofree char *digits = g_strdup_printf("%.*f", fabs(value - round(value)) < 0.005 ? 0 : 2, value);
  GString *out = g_string_new(digits);
  if (!money && strchr(out->str, '.'))
    while (out->str[out->len - 1] == '0') g_string_truncate(out, out->len - 1);
  gssize point = (gssize)strcspn(out->str, ".");
  for (gssize i = point - 3; i > 0; i -= 3) g_string_insert_c(out, i, ',');
  return g_string_free(out, FALSE);
}

static bool is_amount(DiffClassKind kind) {
  return kind == DIFF_CLASS_MONEY || kind == DIFF_CLASS_PERCENTAGE || kind == DIFF_CLASS_NUMBER;
}

static bool is_same_day(const char *from, const char *to) {
  DiffDate a, b;
  return entity_date(from, &a) && entity_date(to, &b) && a.day == b.day && a.month == b.month &&
         a.year == b.year;
}

static bool is_same_value(DiffClassKind kind, const char *from, const char *to) {
  double a, b;
  if (!from || !to) return false;
  if (kind == DIFF_CLASS_DATE) return is_same_day(from, to);
  if (!is_amount(kind) || !entity_value(from, &a) || !entity_value(to, &b)) return false;
  return fabs(a - b) <= SAME_VALUE * MAX(fabs(a), fabs(b));
}

/* "up £10,000 (1.5%)"; NULL where the two cannot be counted. */
static char *difference(DiffClassKind kind, const char *from, const char *to) {
  double a, b;
  if (!entity_value(from, &a) || !entity_value(to, &b)) return NULL;
  if (lexicon_is_ordinal(from) || lexicon_is_ordinal(to))
    return NULL; /* a place in an order, and no amount */
  g_autofree char *amount = thousands(fabs(b - a), kind == DIFF_CLASS_MONEY);
  const char *way = b > a ? "up" : "down";
  if (kind == DIFF_CLASS_PERCENTAGE) return g_strdup_printf("%s %s percentage points", way, amount);
  const char *sign = kind != DIFF_CLASS_MONEY ? "" : strstr(to, "€") ? "€" : strchr(to, '$') ? "$" : "£";
  if (fabs(a) < 1e-12) return g_strdup_printf("%s %s%s", way, sign, amount);
  return g_strdup_printf("%s %s%s (%.1f%%)", way, sign, amount, 100 * fabs(b - a) / fabs(a));
}

static const char *const what[DIFF_CLASSES] = {
    [DIFF_CLASS_RECOMMENDATION] = "what is to be decided",
    [DIFF_CLASS_MONEY] = "an amount of money",
    [DIFF_CLASS_PERCENTAGE] = "a percentage",
    [DIFF_CLASS_NUMBER] = "a number",
    [DIFF_CLASS_DATE] = "a date or time",
    [DIFF_CLASS_PERSON] = "the name of a person",
    [DIFF_CLASS_ORGANISATION] = "the name of a body",
    [DIFF_CLASS_ROLE] = "a role",
    [DIFF_CLASS_MODALITY] = "how binding it is",
    [DIFF_CLASS_NEGATION] = "a negation",
    [DIFF_CLASS_QUALIFIER] = "how much or how sure it is",
    [DIFF_CLASS_REFERENCE] = "a reference to another part",
    [DIFF_CLASS_LEGAL] = "a reference to law",
    [DIFF_CLASS_PROMISE] = "a promise of something to come",
    [DIFF_CLASS_EXEMPT] = "whether it is open to the public",
    [DIFF_CLASS_CONTACT] = "a way to contact somebody",
    [DIFF_CLASS_LINK] = "a web address",
};

static char *reason(DiffClassKind kind, const char *from, const char *to) {
  if (is_same_value(kind, from, to))
    return g_strdup_printf("the same %s, written in another way", kind == DIFF_CLASS_DATE ? "day" : "value");
  char *why = is_amount(kind) && from && to ? difference(kind, from, to) : NULL;
  if (why) return why;
  bool word = kind == DIFF_CLASS_MODALITY || kind == DIFF_CLASS_QUALIFIER || kind == DIFF_CLASS_EXEMPT;
  const char *verb = !from ? "put in" : !to ? "taken out" : "changed";
  return word ? g_strdup_printf("a word that says %s was %s", what[kind], verb)
              : g_strdup_printf("%s was %s", what[kind], verb);
}

static void tell(DiffResult *r, GArray *classes, const DiffClassQuery *q, const Touched *a,
                 const Touched *b) {
  DiffClassKind kind = a ? a->entity.kind : b->entity.kind;
  unsigned told = 0;
  g_autofree char *from = a ? entity_text(q->side[0], &a->entity) : NULL,
                  *to = b ? entity_text(q->side[1], &b->entity) : NULL;
  for (guint i = 0; i < classes->len; i++) {
    const DiffClass *class = &g_array_index(classes, DiffClass, i);
    bool same = strcmp(class->old_text, from ? from : "") == 0 && strcmp(class->new_text, to ? to : "") == 0;
    told += class->kind == kind ? same ? CLASS_REPEAT : 1 : 0;
  }
  if (told >= CLASS_REPEAT) return;
  g_autofree char *why = reason(kind, from, to);
  guint count = classes->len;
  classes_add(r, classes, kind, from ? from : "", to ? to : "", why);
  if (classes->len > count)
    g_array_index(classes, DiffClass, count).same_value = is_same_value(kind, from, to);
}

/* The thing on the other side of which a word of this one stands there unchanged: "£1.2m" of "£1.2m a year". */
static bool find_counterpart(const DiffClassQuery *q, unsigned which, const DiffEntity *entity,
                             Touched *other) {
  const DiffPaperSide *side = q->side[which], *there = q->side[!which];
  const uint32_t bounds[2] = {q->first[!which], q->end[!which]};
  if (q->all || !there) return false;
  for (uint32_t w = side_first_word_at(side, entity->first);
       w < side->word_count && side->word_token[w] < entity->end; w++) {
    if (side->state[w] != WORD_KEPT) continue;
    uint32_t t = there->word_token[side->peer[w]];
    if (t < bounds[0] || t >= bounds[1]) continue;
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(DiffEntity));
    entities_find(q->words, there, bounds, t > bounds[0] + REACH ? t - REACH : bounds[0], t + 1, found);
    for (guint i = 0; i < found->len; i++) {
      const DiffEntity *candidate = &g_array_index(found, DiffEntity, i);
      if (candidate->kind != entity->kind || candidate->end <= t || is_overruled(found, i)) continue;
      *other = (Touched){*candidate, DIFF_NONE, true};
      return true;
    }
  }
  return false;
}

static void tell_entities(DiffResult *r, GArray *classes, const DiffClassQuery *q) {
  g_autoptr(GArray) a = touched_entities(q, 0), b = touched_entities(q, 1);
  for (guint i = 0; i < a->len; i++) {
    Touched *x = &g_array_index(a, Touched, i), *y = NULL;
    for (guint j = 0; j < b->len && !y; j++) {
      Touched *z = &g_array_index(b, Touched, j);
      if (!z->told && z->entity.kind == x->entity.kind && z->after == x->after) y = z;
    }
    if (y) y->told = true;
    Touched kept;
    if (!y && find_counterpart(q, 0, &x->entity, &kept)) y = &kept;
    tell(r, classes, q, x, y);
  }
  for (guint j = 0; j < b->len; j++) {
    const Touched *y = &g_array_index(b, Touched, j);
    Touched kept;
    if (!y->told) tell(r, classes, q, find_counterpart(q, 1, &y->entity, &kept) ? &kept : NULL, y);
  }
}

/* --- opposites --- */

/* A changed word, and the last unchanged word before it. */
typedef struct {
  uint32_t id, token, after;
} LostWord;

static GArray *lost_words(const DiffClassQuery *q, unsigned which) {
  GArray *list = g_array_new(FALSE, FALSE, sizeof(LostWord));
  const DiffPaperSide *side = q->side[which];
  Cursor cursor = {q, which, side_first_word_at(side, q->first[which]), DIFF_NONE};
  for (uint32_t w = cursor.word; w < side->word_count && side->word_token[w] < q->end[which]; w++) {
    if (side->state[w] != WORD_LOST || side_word(side, w)->kind != WORD_PLAIN) continue;
    cursor_advance(&cursor, side->word_token[w]);
    LostWord word = {side->word_id[w], side->word_token[w], cursor.after};
    if (list->len < CLASS_LOOKED_AT) g_array_append_val(list, word);
  }
  return list;
}

static char *token_text(const DiffPaperSide *side, uint32_t token) {
  return entity_text(side, &(DiffEntity){DIFF_CLASS_NEGATION, token, token + 1});
}

/* "adequate" and "inadequate" are told as qualifiers, "able to" and "unable to" as a negation. */
static bool is_told_otherwise(const DiffClassQuery *q, uint32_t word) {
  return vocabulary_lists(q->words, word) & 1u << LEXICON_NEGATION ||
         lexicon_has(LEXICON_QUALIFIERS, vocabulary_word(q->words, word));
}

/* A word in whose place its opposite stands. */
static void tell_opposites(DiffResult *r, GArray *classes, const DiffClassQuery *q) {
  if (q->all || !q->side[0] || !q->side[1]) return;
  g_autoptr(GArray) a = lost_words(q, 0), b = lost_words(q, 1);
  for (guint i = 0; i < a->len; i++)
    for (guint j = 0; j < b->len; j++) {
      const LostWord *x = &g_array_index(a, LostWord, i), *y = &g_array_index(b, LostWord, j);
      if (x->after != y->after || is_told_otherwise(q, x->id) || is_told_otherwise(q, y->id)) continue;
      if (!lexicon_are_opposites(vocabulary_word(q->words, x->id), vocabulary_word(q->words, y->id)))
        continue;
      g_autofree char *from = token_text(q->side[0], x->token), *to = token_text(q->side[1], y->token);
      classes_add(r, classes, DIFF_CLASS_NEGATION, from, to, "the one word says the opposite of the other");
    }
}

/* --- surroundings --- */

static bool speaks_of_decision(const char *text) {
  static const char *const stems[] = {"recommend", "resolve", "resolved"};
  g_autofree char *lower = text ? g_utf8_strdown(text, -1) : g_strdup("");
  for (gsize i = 0; i < G_N_ELEMENTS(stems); i++)
    if (strstr(lower, stems[i])) return true;
  return false;
}

/* "That the report be noted", "That Cabinet agrees ...": how a resolution is put. */
static bool is_resolution(const char *text) {
  g_auto(GStrv) words = g_str_has_prefix(text, "That ") ? g_str_tokenize_and_fold(text, "en", NULL) : NULL;
  for (gsize i = 1; words && words[i] && i <= RESOLUTION_REACH; i++)
    if (lexicon_is_decision(words[i])) return true;
  return false;
}

static void tell_recommendation(DiffResult *r, GArray *classes, const DiffClassQuery *q) {
  for (guint i = 0; i < classes->len; i++) /* its own words have said so */
    if (g_array_index(classes, DiffClass, i).kind == DIFF_CLASS_RECOMMENDATION) return;
  for (unsigned which = 0; which < 2; which++)
    if (q->own[which] && (speaks_of_decision(q->own[which]) || is_resolution(q->own[which]))) {
      classes_add(r, classes, DIFF_CLASS_RECOMMENDATION, "", "", "its text recommends or resolves");
      return;
    }
  for (const char *const *heading = q->section; heading && *heading; heading++)
    if (speaks_of_decision(*heading)) {
      g_autofree char *why = g_strdup_printf("it stands under “%s”", *heading);
      classes_add(r, classes, DIFF_CLASS_RECOMMENDATION, "", "", why);
      return;
    }
}

static void tell_block(DiffResult *r, GArray *classes, const char *block) {
  static const struct {
    const char *block;
    DiffClassKind kind;
    const char *why;
  } table[] = {
      {"section", DIFF_CLASS_HEADING, "it has a heading"},
      {"table", DIFF_CLASS_TABLE, "it is a table"},
      {"row", DIFF_CLASS_TABLE, "it is a row of a table"},
      {"column", DIFF_CLASS_TABLE, "it is a column of a table"},
      {"figure", DIFF_CLASS_FIGURE, "it is a figure"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
    if (strcmp(table[i].block, block) == 0) classes_add(r, classes, table[i].kind, "", "", table[i].why);
}

/* By class, and within one in the order of the text (the sort is stable). */
static gint compare_classes(gconstpointer x, gconstpointer y) {
  const DiffClass *a = x, *b = y;
  return (a->kind > b->kind) - (a->kind < b->kind);
}

GArray *classes_find(DiffResult *r, const DiffClassQuery *query) {
  GArray *classes = g_array_new(FALSE, FALSE, sizeof(DiffClass));
  tell_recommendation(r, classes, query);
  tell_entities(r, classes, query);
  tell_opposites(r, classes, query);
  tell_block(r, classes, query->block);
  g_array_sort(classes, compare_classes);
  return classes;
}
