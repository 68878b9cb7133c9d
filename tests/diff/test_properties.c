/* Laws that hold for any two papers, tried on generated ones; a failure names the seed, and the same seed
 * fails again.
 *
 *   diff(x, x) is empty
 *   diff(b, a) is diff(a, b) the other way round
 *   words: old less deleted = new less inserted, as bags
 *   equal and inserted words of a change are its new text, to the byte
 *   the old paper with the changes applied is the new one, word for word and in order; and the other way round
 *   the same bytes come out on every run
 *   no more words are marked than a flat word comparison marks, but for a readability allowance
 *   rewrapping, other pages and other numbers change no word of what is said */
#include "notation.h"
#include "tests_diff.h"

#include "model/builder.h"
#include "model/text.h"
#include "model/words.h"

#include <string.h>

enum { PAIRS = 120 };

/* Where sentences were replaced a flat comparison finds "the" and "of" in common by chance; we mark them. */
static const double ALLOWANCE = 1.3;
enum { ALLOWANCE_WORDS = 8 };
/* Of papers with so many paragraphs, half of them new, in few words: over all of them. */
static const double REWRITTEN_ALLOWANCE = 1.2;
enum { REWRITTEN = 60 };

/* --- generated papers --- */

static const char *const nouns[] = {
    "committee",   "report", "budget",   "council",      "school",   "road",    "library",  "service",
    "partnership", "review", "strategy", "consultation", "resident", "officer", "contract", "grant"};
static const char *const verbs[] = {"considers", "approves", "reviews",   "supports",
                                    "extends",   "funds",    "publishes", "delays"};
static const char *const adjectives[] = {"annual", "local",    "joint",      "final",
                                         "draft",  "regional", "additional", "statutory"};

static const char *pick(GRand *rand, const char *const *list, gsize count) {
  return list[g_rand_int_range(rand, 0, (gint32)count)];
}
#define PICK(rand, list) pick(rand, list, G_N_ELEMENTS(list))

static char *make_sentence(GRand *rand) {
  const char *tail = g_rand_boolean(rand) ? " of the county" : "";
  return g_strdup_printf("The %s %s %s the %s %s in %d%s.", PICK(rand, adjectives), PICK(rand, nouns),
                         PICK(rand, verbs), PICK(rand, adjectives), PICK(rand, nouns),
                         g_rand_int_range(rand, 100, 999), tail);
}

static char *make_paragraph(GRand *rand) {
  GString *out = g_string_new(NULL);
  for (int i = g_rand_int_range(rand, 1, 5); i > 0; i--) {
    g_autofree char *sentence = make_sentence(rand);
    g_string_append_printf(out, "%s%s", out->len ? " " : "", sentence);
  }
  return g_string_free(out, FALSE);
}

/* Lines of the notation. */
static GPtrArray *make_paper(GRand *rand) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  for (int s = 1, sections = g_rand_int_range(rand, 2, 6); s <= sections; s++) {
    g_ptr_array_add(lines, g_strdup_printf("%s %d. %s %s", g_rand_int_range(rand, 0, 4) ? "#" : "##", s,
                                           PICK(rand, adjectives), PICK(rand, nouns)));
    for (int p = g_rand_int_range(rand, 1, 4); p > 0; p--) g_ptr_array_add(lines, make_paragraph(rand));
    for (int i = 1, items = g_rand_int_range(rand, 0, 4); i <= items; i++) {
      g_autofree char *sentence = make_sentence(rand);
      g_ptr_array_add(lines, g_strdup_printf("- %d. %s", i, sentence));
    }
    for (int r = g_rand_int_range(rand, 0, 2) * 4; r > 0; r--)
      g_ptr_array_add(lines, g_strdup_printf("| %s | £%d,%03d | %d%% |", PICK(rand, nouns),
                                             g_rand_int_range(rand, 1, 99), g_rand_int_range(rand, 0, 999),
                                             g_rand_int_range(rand, 1, 99)));
  }
  return lines;
}

static void edit_word(GRand *rand, GPtrArray *lines, guint i) {
  g_auto(GStrv) words = g_strsplit(lines->pdata[i], " ", -1);
  guint count = g_strv_length(words), w = (guint)g_rand_int_range(rand, 1, (gint32)MAX(count, 2));
  if (w >= count || strchr("|-", *words[w])) return;
  g_free(words[w]);
  words[w] = g_strdup(PICK(rand, adjectives));
  g_free(lines->pdata[i]);
  lines->pdata[i] = g_strjoinv(" ", words);
}

static void edit_paper(GRand *rand, GPtrArray *lines) {
  for (int e = g_rand_int_range(rand, 0, 6); e > 0; e--) {
    guint i = (guint)g_rand_int_range(rand, 0, (gint32)lines->len),
          j = (guint)g_rand_int_range(rand, 0, (gint32)lines->len);
    char *line = lines->pdata[i];
    switch (g_rand_int_range(rand, 0, 5)) {
    case 0: g_ptr_array_insert(lines, (gint)i, make_paragraph(rand)); break;
    case 1: g_ptr_array_remove_index(lines, i); break;
    case 2: g_ptr_array_insert(lines, (gint)MIN(j, lines->len - 1), g_ptr_array_steal_index(lines, i)); break;
    case 3: edit_word(rand, lines, i); break;
    default:
      if (strchr("#-|", *line)) break;
      lines->pdata[i] =
          g_strconcat(line, " ", "It was then agreed by all members present at the meeting.", NULL);
      g_free(line);
    }
    if (!lines->len) return;
  }
}

static char *join(const GPtrArray *lines) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < lines->len; i++) g_string_append_printf(out, "%s\n", (char *)lines->pdata[i]);
  return g_string_free(out, FALSE);
}

/* --- bags of words --- */

static void bag_add(GHashTable *bag, const char *text, int count) {
  g_autoptr(GArray) words = words_split(text);
  for (guint i = 0; i < words->len; i++) {
    const Word *word = &g_array_index(words, Word, i);
    if (word->kind == WORD_PUNCTUATION) continue;
    char *key = text_key(text + word->start, word->end - word->start);
    int now = GPOINTER_TO_INT(g_hash_table_lookup(bag, key)) + count;
    if (now)
      g_hash_table_replace(bag, key, GINT_TO_POINTER(now));
    else
      g_hash_table_remove(bag, key), g_free(key);
  }
}

static void bag_add_papers(GHashTable *bag, const GPtrArray *papers, int count) {
  for (guint p = 0; p < papers->len; p++) {
    const Doc *doc = papers->pdata[p];
    for (uint32_t i = 0; i < doc_count(doc); i++) bag_add(bag, doc_node(doc, i)->text, count);
  }
}

static void bag_add_changes(GHashTable *bag, const DiffReport *report) {
  for (uint32_t i = 0; i < report->change_count; i++) {
    const DiffChange *change = &report->changes[i];
    for (uint32_t w = 0; w < change->word_count; w++) {
      if (change->words[w].op == DIFF_DELETED) bag_add(bag, change->words[w].text, 1);
      if (change->words[w].op == DIFF_INSERTED) bag_add(bag, change->words[w].text, -1);
    }
    if (change->word_count) continue;
    if (change->kind == DIFF_DELETE) bag_add(bag, change->old_end.text, 1);
    if (change->kind == DIFF_INSERT) bag_add(bag, change->new_end.text, -1);
  }
}

/* old - new - deleted + inserted is nothing. */
static void check_conservation(const GPtrArray *a, const GPtrArray *b, const DiffReport *report,
                               guint32 seed) {
  g_autoptr(GHashTable) bag = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                        told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  bag_add_papers(bag, a, 1);
  bag_add_papers(bag, b, -1);
  bag_add_changes(told, report);
  GHashTableIter iter;
  gpointer key, count;
  g_hash_table_iter_init(&iter, bag);
  while (g_hash_table_iter_next(&iter, &key, &count))
    if (g_hash_table_lookup(told, key) != count)
      g_error("seed %u: \"%s\" went %d times, told %d times", seed, (char *)key, GPOINTER_TO_INT(count),
              GPOINTER_TO_INT(g_hash_table_lookup(told, key)));
  g_assert_cmpuint(g_hash_table_size(bag), ==, g_hash_table_size(told));
}

/* --- a flat comparison --- */

static GPtrArray *flat_words(const GPtrArray *papers) {
  GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
  for (guint p = 0; p < papers->len; p++) {
    const Doc *doc = papers->pdata[p];
    for (uint32_t i = 0; i < doc_count(doc); i++) {
      const char *text = doc_node(doc, i)->text;
      g_autoptr(GArray) words = words_split(text);
      for (guint w = 0; w < words->len; w++) {
        const Word *word = &g_array_index(words, Word, w);
        if (word->kind != WORD_PUNCTUATION)
          g_ptr_array_add(keys, text_key(text + word->start, word->end - word->start));
      }
    }
  }
  return keys;
}

static guint flat_marked(const GPtrArray *a, const GPtrArray *b) {
  g_autofree guint *row = g_new0(guint, b->len + 1);
  for (guint i = 0; i < a->len; i++) {
    guint diagonal = 0;
    for (guint j = 0; j < b->len; j++) {
      guint above = row[j + 1];
      row[j + 1] = g_str_equal(a->pdata[i], b->pdata[j]) ? diagonal + 1 : MAX(above, row[j]);
      diagonal = above;
    }
  }
  return a->len + b->len - 2 * row[b->len];
}

static void check_not_above_flat(const GPtrArray *a, const GPtrArray *b, const DiffReport *report,
                                 guint32 seed) {
  g_autoptr(GPtrArray) x = flat_words(a), y = flat_words(b);
  guint flat = flat_marked(x, y), marked = report->summary.words_deleted + report->summary.words_inserted;
  if (marked > ALLOWANCE * flat + ALLOWANCE_WORDS)
    g_error("seed %u: %u words marked, %u by a flat comparison", seed, marked, flat);
}

/* --- the laws --- */

static void check_texts(const DiffReport *report, guint32 seed) {
  for (uint32_t i = 0; i < report->change_count; i++) {
    const DiffChange *change = &report->changes[i];
    g_autoptr(GString) text = g_string_new(NULL);
    for (uint32_t w = 0; w < change->word_count; w++)
      if (change->words[w].op != DIFF_DELETED) g_string_append(text, change->words[w].text);
    /* A sentence that moved in is in the text and among no words; rows are put together from cells. */
    bool whole = strcmp(change->block, "paragraph") == 0 || strcmp(change->block, "item") == 0 ||
                 strcmp(change->block, "section") == 0;
    if (!change->word_count || !whole || report->summary.moved) continue;
    if (!g_str_equal(g_strchomp(text->str), change->new_end.text))
      g_error("seed %u: \"%s\" is not \"%s\"", seed, text->str, change->new_end.text);
  }
}

/* --- applying the changes --- */

/* A paper as one run of words. */
typedef struct {
  const Doc *doc;
  GPtrArray *words; /* keys */
  guint *first;     /* by node, and one more: its first word */
} Flat;

static void flat_init(Flat *flat, const Doc *doc) {
  *flat = (Flat){doc, g_ptr_array_new_with_free_func(g_free), g_new0(guint, doc_count(doc) + 1)};
  for (uint32_t i = 0; i < doc_count(doc); i++) {
    const char *text = doc_node(doc, i)->text;
    g_autoptr(GArray) words = words_split(text);
    flat->first[i] = flat->words->len;
    for (guint w = 0; w < words->len; w++) {
      const Word *word = &g_array_index(words, Word, w);
      if (word->kind != WORD_PUNCTUATION)
        g_ptr_array_add(flat->words, text_key(text + word->start, word->end - word->start));
    }
  }
  flat->first[doc_count(doc)] = flat->words->len;
}

static void flat_clear(Flat *flat) {
  g_ptr_array_unref(flat->words);
  g_free(flat->first);
}

/* Marks the words of one end of each change with the change's number, from 1; the outermost change last. Only
 * sentences that moved have no place of their own in their block: false then. */
static bool mark_ends(const DiffReport *report, const Flat *flat, bool old, guint *told) {
  for (guint pass = 0; pass < 2; pass++)
    for (uint32_t i = 0; i < report->change_count; i++) {
      const DiffChange *change = &report->changes[i];
      const DiffEnd *end = old ? &change->old_end : &change->new_end;
      bool whole = doc_node(flat->doc, end->node)->last > end->node;
      if (g_str_equal(change->block, "sentence")) return false;
      if (!end->present || change->kind == DIFF_RENUMBER || change->kind == DIFF_RELEVEL ||
          whole != (pass == 1))
        continue;
      guint from = flat->first[end->node], count = words_count(end->text);
      for (guint w = from; w < from + count && w < flat->words->len; w++) told[w] = i + 1;
    }
  return true;
}

/* What no change speaks of is the same on both sides and in the same order. */
static void check_applies(const Doc *a, const Doc *b, const DiffReport *report, guint32 seed) {
  Flat x, y;
  flat_init(&x, a), flat_init(&y, b);
  g_autofree guint *old_told = g_new0(guint, x.words->len + 1), *new_told = g_new0(guint, y.words->len + 1);
  if (mark_ends(report, &x, true, old_told) && mark_ends(report, &y, false, new_told)) {
    guint i = 0;
    for (guint j = 0; j < y.words->len; j++) {
      if (new_told[j]) continue;
      while (i < x.words->len && old_told[i]) i++;
      if (i == x.words->len || !g_str_equal(x.words->pdata[i++], y.words->pdata[j]))
        g_error("seed %u: applied to the old paper, word %u is \"%s\", not \"%s\"", seed, j,
                i <= x.words->len && i ? (char *)x.words->pdata[i - 1] : "", (char *)y.words->pdata[j]);
    }
    while (i < x.words->len && old_told[i]) i++;
    if (i < x.words->len) g_error("seed %u: \"%s\" is left over", seed, (char *)x.words->pdata[i]);
  }
  flat_clear(&x), flat_clear(&y);
}

static int compare_strings(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each change as a line, old and new told apart, in no order. */
static char *mirror_key(const DiffReport *report, bool turned) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  for (uint32_t i = 0; i < report->change_count; i++) {
    const DiffChange *change = &report->changes[i];
    const DiffEnd *a = turned ? &change->new_end : &change->old_end,
                  *b = turned ? &change->old_end : &change->new_end;
    DiffKind kind = change->kind;
    if (turned && kind == DIFF_INSERT)
      kind = DIFF_DELETE;
    else if (turned && kind == DIFF_DELETE)
      kind = DIFF_INSERT;
    else if (turned && kind == DIFF_SPLIT)
      kind = DIFF_MERGE;
    else if (turned && kind == DIFF_MERGE)
      kind = DIFF_SPLIT;
    g_autoptr(GString) gone = g_string_new(NULL), come = g_string_new(NULL);
    for (uint32_t w = 0; w < change->word_count; w++) {
      const DiffWord *word = &change->words[w];
      if (word->op == DIFF_EQUAL) continue;
      g_autofree char *text = g_strstrip(g_strdup(word->text));
      g_string_append_printf((word->op == DIFF_DELETED) != turned ? gone : come, " [%s]", text);
    }
    GString *line = g_string_new(NULL);
    g_string_append_printf(line, "%s %d [%s] [%s] -%s +%s", diff_kind_name(kind), change->moved,
                           a->present ? a->path : "", b->present ? b->path : "", gone->str, come->str);
    g_ptr_array_add(lines, g_string_free(line, FALSE));
  }
  g_ptr_array_sort(lines, compare_strings);
  g_ptr_array_add(lines, NULL);
  char *all = g_strjoinv("\n", (char **)lines->pdata);
  g_ptr_array_unref(lines);
  return all;
}

static void check_mirror(GPtrArray *a, GPtrArray *b, const DiffReport *report, guint32 seed) {
  g_autoptr(DiffReport) back = notation_diff(b, a, false);
  const DiffSummary *x = &report->summary, *y = &back->summary;
  bool same = x->inserted == y->deleted && x->deleted == y->inserted && x->edited == y->edited &&
              x->moved == y->moved && x->split == y->merged && x->merged == y->split &&
              x->renumbered == y->renumbered && x->words_inserted == y->words_deleted &&
              x->words_deleted == y->words_inserted && report->verdict == back->verdict;
  g_autofree char *there = mirror_key(report, false), *here = mirror_key(back, true);
  if (!same || !g_str_equal(there, here))
    g_error("seed %u: the other way round it says\n%s\n, not\n%s", seed, here, there);
}

static void check_moves(const DiffReport *report, guint32 seed) {
  for (uint32_t i = 0; i < report->change_count; i++)
    for (uint32_t k = 0; k < report->change_count; k++) {
      const DiffChange *move = &report->changes[i], *other = &report->changes[k];
      if (!move->moved || strcmp(move->block, "sentence") == 0) continue;
      if (other->kind == DIFF_DELETE && g_str_has_prefix(other->old_end.path, move->old_end.path) &&
          move->word_count == 0 && strcmp(other->old_end.path, move->old_end.path) == 0)
        g_error("seed %u: %s was moved and taken out", seed, move->old_end.path);
    }
}

static void test_laws(void) {
  for (guint32 seed = 1; seed <= PAIRS; seed++) {
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autoptr(GPtrArray) lines = make_paper(rand);
    g_autofree char *old_text = join(lines);
    edit_paper(rand, lines);
    g_autofree char *new_text = join(lines);
    g_autoptr(GPtrArray) a = notation_read(old_text), b = notation_read(new_text);
    g_autoptr(DiffReport) same = notation_diff(a, a, true), report = notation_diff(a, b, false);
    if (same->change_count || same->verdict != DIFF_VERDICT_NONE)
      g_error("seed %u: a paper differs from itself", seed);
    check_conservation(a, b, report, seed);
    check_not_above_flat(a, b, report, seed);
    check_texts(report, seed);
    check_applies(a->pdata[0], b->pdata[0], report, seed);
    g_autoptr(DiffReport) back = notation_diff(b, a, false), again = notation_diff(a, b, false);
    check_applies(b->pdata[0], a->pdata[0], back, seed);
    g_autofree char *first_run = notation_write(report), *second_run = notation_write(again);
    g_assert_cmpstr(first_run, ==, second_run);
    check_mirror(a, b, report, seed);
    check_moves(report, seed);
  }
}

/* Half of all paragraphs written anew: what agrees there is met by chance, and yet a report that marks many more words
 * than a flat comparison is none of drafts (flat.c). */
static void test_rewritten(void) {
  guint marked = 0, flat = 0;
  for (guint32 seed = 3000; seed < 3000 + PAIRS / 4; seed++) {
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < REWRITTEN; i++) g_ptr_array_add(lines, make_paragraph(rand));
    g_autofree char *old_text = join(lines);
    for (guint i = 0; i < REWRITTEN; i += (guint)g_rand_int_range(rand, 1, 4)) {
      g_free(lines->pdata[i]);
      lines->pdata[i] = make_paragraph(rand);
    }
    g_autofree char *new_text = join(lines);
    g_autoptr(GPtrArray) a = notation_read(old_text), b = notation_read(new_text);
    g_autoptr(DiffReport) report = notation_diff(a, b, false);
    g_autoptr(GPtrArray) x = flat_words(a), y = flat_words(b);
    flat += flat_marked(x, y);
    marked += report->summary.words_deleted + report->summary.words_inserted;
    check_conservation(a, b, report, seed);
    check_mirror(a, b, report, seed);
  }
  if (marked > REWRITTEN_ALLOWANCE * flat) g_error("%u words marked, %u by a flat comparison", marked, flat);
}

/* Every paragraph cut in two in mid-sentence, as by pages: no word, no split. */
static void test_rewrapped(void) {
  for (guint32 seed = 1000; seed < 1000 + PAIRS / 4; seed++) {
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autoptr(GPtrArray) lines = make_paper(rand);
    g_autofree char *old_text = join(lines);
    for (guint i = 0; i < lines->len; i++) {
      char *line = lines->pdata[i], *cut = strchr("#-|", *line) ? NULL : strstr(line, " the ");
      if (cut) *cut = '\n', memmove(cut + 1, cut + 1, strlen(cut + 1));
    }
    g_autofree char *new_text = join(lines);
    g_autoptr(GPtrArray) a = notation_read(old_text), b = notation_read(new_text);
    g_autoptr(DiffReport) report = notation_diff(a, b, false);
    g_autofree char *changes = notation_write(report);
    if (report->change_count) g_error("seed %u: rewrapping says\n%s", seed, changes);
  }
}

/* The other draft in another layout: each of these may change what is said of shapes and numbers, and no word. */
static void cut_paragraphs(GPtrArray *lines) {
  for (guint i = 1; i < lines->len; i += 4) { /* as pages do: here and there */
    char *line = lines->pdata[i], *cut = strchr("#-|=", *line) ? NULL : strstr(line, " the ");
    if (cut) *cut = '\n';
  }
}

static void turn_pages(GPtrArray *lines) {
  for (guint i = 0, page = 1; i < lines->len; i += 3)
    g_ptr_array_insert(lines, (gint)i, g_strdup_printf("=== page %u", page++));
}

static void renumber(GPtrArray *lines) {
  for (guint i = 0; i < lines->len; i++) {
    char *line = lines->pdata[i], *space = strchr(line, ' ');
    if (*line != '#' || !space || !g_ascii_isdigit(space[1])) continue;
    const char *rest = strchr(space + 1, ' ');
    lines->pdata[i] = g_strdup_printf("%.*s %d.%s", (int)(space - line), line, 40 + (int)i, rest ? rest : "");
    g_free(line);
  }
}

static char *changed_words(const GPtrArray *a, GPtrArray *lines) {
  g_autofree char *text = join(lines);
  g_autoptr(GPtrArray) b = notation_read(text);
  g_autoptr(DiffReport) report = notation_diff((GPtrArray *)a, b, false);
  g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  bag_add_changes(told, report);
  g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(told), (GCompareFunc)strcmp);
  GString *out = g_string_new(NULL);
  for (GList *k = keys; k; k = k->next)
    g_string_append_printf(out, "%s %+d\n", (char *)k->data,
                           GPOINTER_TO_INT(g_hash_table_lookup(told, k->data)));
  g_string_append_printf(out, "%u put in, %u taken out", report->summary.words_inserted,
                         report->summary.words_deleted);
  return g_string_free(out, FALSE);
}

static void test_other_layout(void) {
  static void (*const layouts[])(GPtrArray *) = {cut_paragraphs, turn_pages, renumber};
  for (guint32 seed = 2000; seed < 2000 + PAIRS; seed++) {
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autoptr(GPtrArray) lines = make_paper(rand);
    g_autofree char *old_text = join(lines);
    edit_paper(rand, lines);
    g_autoptr(GPtrArray) a = notation_read(old_text);
    g_autofree char *expected = changed_words(a, lines);
    for (gsize k = 0; k < G_N_ELEMENTS(layouts); k++) {
      g_autoptr(GPtrArray) other = g_ptr_array_new_with_free_func(g_free);
      for (guint i = 0; i < lines->len; i++) g_ptr_array_add(other, g_strdup(lines->pdata[i]));
      layouts[k](other);
      g_autofree char *got = changed_words(a, other);
      if (!g_str_equal(got, expected))
        g_error("seed %u, layout %zu: the words are\n%s\n, not\n%s", seed, k, got, expected);
    }
  }
}

void properties_add_tests(void) {
  g_test_add_func("/diff/properties/laws", test_laws);
  g_test_add_func("/diff/properties/rewrapped", test_rewrapped);
  g_test_add_func("/diff/properties/rewritten", test_rewritten);
  g_test_add_func("/diff/properties/other-layout", test_other_layout);
}
