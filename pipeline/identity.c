/* Which paper of the store is this? By content and particulars, never by the name of a file.
 *
 * Candidates are the papers that share passages with it (sketches.c) or bear its title. What makes one of
 * them the same paper is the share of words in common (diff_similarity), and how much is asked depends on
 * what titles and meetings say. The papers of one file are matched together, the most alike first, so that a
 * cover report cannot take the paper that belongs to its annex. */
#include "model/text.h"
#include "model/words.h"
#include "pipeline/pipeline_priv.h"

#include <string.h>

/* Chosen on the corpora of the tests: successive drafts of one paper have 0.87 to 1.00 of their words in
 * common (council papers, a constitution, samples/update), much revised ones of internet drafts 0.57 and
 * more. Two papers that only share a form of words have up to 0.59, most below 0.5. Agendas and minutes of
 * one body have up to 1.00 and are different papers: only title and date tell them apart. */
#define NEVER 2.0
typedef enum { TITLES_SAME, TITLES_UNKNOWN, TITLES_OTHER, TITLES_SERIES, TITLES } Titles;
static const struct {
  double same_meeting, other_meeting;
} thresholds[TITLES] = {
    [TITLES_SAME] = {0.50, 0.60},    /* a draft may be rewritten, and come to a later meeting */
    [TITLES_UNKNOWN] = {0.65, 0.75}, /* one of them has lost its title, or a part of it */
    [TITLES_OTHER] = {0.75, 0.85},   /* renamed */
    [TITLES_SERIES] = {0.95, NEVER}, /* other numbers and dates: the next of a series, or a slip mended */
};
enum { CANDIDATES_MAX = 8 };

struct Identity {
  Store *store;
  GHashTable *by_bytes; /* sha256 -> GPtrArray of ids */
  GHashTable *by_title; /* slug -> GPtrArray of ids */
  Sketches *sketches;   /* NULL until it is needed, and the file with it */
  SketchFile *file;
  Recent *recent;
};

static void add_id(GHashTable *table, const char *key, const char *id) {
  GPtrArray *ids = g_hash_table_lookup(table, key);
  if (!ids) {
    ids = g_ptr_array_new_with_free_func(g_free);
    g_hash_table_insert(table, g_strdup(key), ids);
  }
  for (guint i = 0; i < ids->len; i++)
    if (g_str_equal(g_ptr_array_index(ids, i), id)) return;
  g_ptr_array_add(ids, g_strdup(id));
}

static void add_title(Identity *identity, const char *title, const char *id) {
  g_autofree char *slug = naming_slug(title, "");
  if (*slug) add_id(identity->by_title, slug, id);
}

static GHashTable *id_table(void) {
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

Identity *identity_new(Store *store) {
  Identity *identity = g_new0(Identity, 1);
  identity->store = store;
  identity->by_bytes = id_table();
  identity->by_title = id_table();
  identity->recent = recent_new();
  const GPtrArray *papers = store_papers(store);
  for (guint p = 0; p < papers->len; p++) {
    const StorePaper *paper = g_ptr_array_index(papers, p);
    for (guint v = 0; v < paper->versions->len; v++) {
      const StoreVersion *version = g_ptr_array_index(paper->versions, v);
      add_title(identity, version->title, paper->id);
      for (guint r = 0; r < version->renditions->len; r++)
        add_id(identity->by_bytes, ((StoreRendition *)g_ptr_array_index(version->renditions, r))->sha256,
               paper->id);
    }
  }
  return identity;
}

void identity_free(Identity *identity) {
  if (!identity) return;
  g_hash_table_unref(identity->by_bytes);
  g_hash_table_unref(identity->by_title);
  sketches_free(identity->sketches);
  sketch_file_free(identity->file);
  recent_free(identity->recent);
  g_free(identity);
}

const GPtrArray *identity_of_bytes(const Identity *identity, const char *sha256) {
  return g_hash_table_lookup(identity->by_bytes, sha256);
}

static Doc *read_latest(Identity *identity, const char *id, GError **error) {
  const StorePaper *paper = store_find(identity->store, id);
  return store_read_paper(identity->store, paper, store_latest(paper), error);
}

/* Remembers the current text of a paper, which is read only where neither the caller nor the file has it. */
static bool add_sketch(Identity *identity, const char *id, const Doc *doc, GError **error) {
  const char *commit = store_latest(store_find(identity->store, id))->text_commit;
  const GArray *sketch = sketch_file_find(identity->file, commit);
  if (!sketch) {
    g_autoptr(Doc) read = doc ? NULL : read_latest(identity, id, error);
    if (!doc && !read) return false;
    sketch_file_add(identity->file, commit, sketch_new(doc ? doc : read));
    sketch = sketch_file_find(identity->file, commit);
  }
  sketches_add(identity->sketches, id, sketch);
  return true;
}

static bool need_sketches(Identity *identity, GError **error) {
  if (identity->sketches) return true;
  g_autofree char *path = store_side_path(identity->store, "sketches");
  identity->sketches = sketches_new();
  identity->file = sketch_file_open(path);
  const GPtrArray *papers = store_papers(identity->store);
  for (guint p = 0; p < papers->len; p++)
    if (!add_sketch(identity, ((StorePaper *)g_ptr_array_index(papers, p))->id, NULL, error)) return false;
  return true;
}

void identity_learn(Identity *identity, const char *id, const char *sha256, const Doc *doc) {
  add_id(identity->by_bytes, sha256, id);
  const char *title = doc_particular(doc, "title");
  if (title) add_title(identity, title, id);
  if (identity->sketches) add_sketch(identity, id, doc, NULL);
}

void identity_save(Identity *identity) {
  if (identity->file) sketch_file_save(identity->file);
}

/* ---- how much alike two papers are, and how much is asked */

static const char *const calendar[] = {
    "january", "february", "march",    "april",  "may",     "june",      "july",     "august", "september",
    "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday",  "jan",      "feb",      "mar",    "apr",     "jun",       "jul",      "aug",    "sep",
    "sept",    "oct",      "nov",      "dec",    "draft",   "final",
};

static bool names_no_subject(const char *word, size_t length) {
  if (strcspn(word, "0123456789") < length) return true;
  for (size_t i = 0; i < G_N_ELEMENTS(calendar); i++)
    if (strlen(calendar[i]) == length && !strncmp(word, calendar[i], length)) return true;
  return false;
}

/* A title without its numbers and dates. */
static char *subject_of(const char *key) {
  g_autoptr(GArray) words = words_split(key);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < words->len; i++) {
    const Word *w = &g_array_index(words, Word, i);
    if (w->kind == WORD_PUNCTUATION || names_no_subject(key + w->start, w->end - w->start)) continue;
    g_string_append_len(out, key + w->start, w->end - w->start);
    g_string_append_c(out, ' ');
  }
  return g_string_free(out, FALSE);
}

static Titles compare_titles(const char *a, const char *b) {
  g_autofree char *a_key = text_key(a, -1), *b_key = text_key(b, -1);
  if (!*a_key || !*b_key) return TITLES_UNKNOWN;
  if (g_str_equal(a_key, b_key)) return TITLES_SAME;
  g_autofree char *a_subject = subject_of(a_key), *b_subject = subject_of(b_key);
  if (g_str_equal(a_subject, b_subject)) return TITLES_SERIES;
  return strstr(a_key, b_key) || strstr(b_key, a_key) ? TITLES_UNKNOWN : TITLES_OTHER;
}

/* A paper may have had other titles before, and readers take a title for another line now and then: what fits
 * best counts, unless it is the next of a series. */
static Titles best_titles(const StorePaper *paper, const Doc *known, const Doc *doc) {
  const char *title = doc_particular(doc, "title"), *known_title = doc_particular(known, "title");
  if (!title || !known_title) return TITLES_UNKNOWN;
  Titles best = compare_titles(known_title, title);
  for (guint i = 0; i < paper->versions->len && best != TITLES_SERIES; i++) {
    Titles earlier = compare_titles(((StoreVersion *)g_ptr_array_index(paper->versions, i))->title, title);
    best = MIN(best, earlier);
  }
  return best;
}

static double asked_of(const StorePaper *paper, const Doc *known, const Doc *doc) {
  g_autofree char *known_meeting = naming_meeting(known), *meeting = naming_meeting(doc);
  bool other = known_meeting && meeting && !g_str_equal(known_meeting, meeting);
  if (other && naming_is_of_meeting(known) && naming_is_of_meeting(doc)) return NEVER;
  Titles titles = best_titles(paper, known, doc);
  return other ? thresholds[titles].other_meeting : thresholds[titles].same_meeting;
}

/* ---- matching the papers of a file */

typedef struct {
  guint part;
  const char *id;
  double similarity;
} Pairing;

static int compare_pairings(gconstpointer a, gconstpointer b) {
  const Pairing *x = a, *y = b;
  if (x->similarity != y->similarity) return x->similarity < y->similarity ? 1 : -1;
  if (x->part != y->part) return x->part < y->part ? -1 : 1;
  return strcmp(x->id, y->id);
}

static void add_missing(GPtrArray *ids, const char *id) {
  for (guint i = 0; i < ids->len; i++)
    if (g_str_equal(g_ptr_array_index(ids, i), id)) return;
  g_ptr_array_add(ids, (gpointer)(uintptr_t)id);
}

static GPtrArray *candidates(const Identity *identity, const Doc *doc) {
  g_autoptr(GArray) sketch = sketch_new(doc);
  GPtrArray *found = sketches_find(identity->sketches, sketch, CANDIDATES_MAX);
  const char *title = doc_particular(doc, "title");
  g_autofree char *slug = naming_slug(title ? title : "", "");
  const GPtrArray *same_title = g_hash_table_lookup(identity->by_title, slug);
  for (guint i = 0; same_title && i < MIN(same_title->len, CANDIDATES_MAX); i++)
    add_missing(found, g_ptr_array_index(same_title, i));
  return found;
}

/* How alike the words are; 0 where that is less than is asked for. What costs least is looked at first. */
static double similarity_of(const StorePaper *paper, const RecentText *known, const Doc *doc, const GArray *bag) {
  double asked = asked_of(paper, known->doc, doc);
  if (asked >= NEVER) return 0;
  if (word_bag_likeness(known->bag, bag) < asked - BAG_ERROR) return 0;
  double similarity = diff_similarity(known->doc, doc);
  return similarity >= asked ? similarity : 0;
}

static bool add_pairings(Identity *identity, GArray *pairings, const Doc *doc, guint part, GError **error) {
  g_autoptr(GPtrArray) ids = candidates(identity, doc);
  g_autoptr(GArray) bag = ids->len ? word_bag_new(doc) : NULL;
  for (guint i = 0; i < ids->len; i++) {
    const char *id = g_ptr_array_index(ids, i);
    const StorePaper *paper = store_find(identity->store, id);
    const RecentText *known = recent_read(identity->recent, identity->store, paper, error);
    if (!known) return false;
    Pairing pairing = {part, id, similarity_of(paper, known, doc, bag)};
    if (pairing.similarity > 0) g_array_append_val(pairings, pairing);
  }
  return true;
}

static bool is_taken(const GArray *matches, const char *id) {
  for (guint i = 0; i < matches->len; i++) {
    const char *taken = g_array_index(matches, IdentityMatch, i).paper;
    if (taken && g_str_equal(taken, id)) return true;
  }
  return false;
}

GArray *identity_match(Identity *identity, const GPtrArray *papers, GError **error) {
  if (!need_sketches(identity, error)) return NULL;
  g_autoptr(GArray) pairings = g_array_new(FALSE, FALSE, sizeof(Pairing));
  for (guint part = 0; part < papers->len; part++)
    if (!add_pairings(identity, pairings, g_ptr_array_index(papers, part), part, error)) return NULL;
  g_array_sort(pairings, compare_pairings);

  GArray *matches = g_array_new(FALSE, TRUE, sizeof(IdentityMatch));
  g_array_set_size(matches, papers->len);
  for (guint i = 0; i < pairings->len; i++) {
    const Pairing *p = &g_array_index(pairings, Pairing, i);
    IdentityMatch *match = &g_array_index(matches, IdentityMatch, p->part);
    if (match->paper || is_taken(matches, p->id)) continue;
    match->paper = store_find(identity->store, p->id)->id;
    match->similarity = p->similarity;
  }
  return matches;
}

/* Every change that is more than layout is looked for, so that a report which could not be sure (an unread
 * page) says no. */
bool identity_same_words(const DiffReport *report) {
  if (!report->complete || report->verdict == DIFF_VERDICT_UNKNOWN) return false;
  if (report->verdict == DIFF_VERDICT_NONE || report->verdict == DIFF_VERDICT_LAYOUT) return true;
  for (uint32_t i = 0; i < report->change_count; i++)
    if (!report->changes[i].layout) return false;
  return true;
}
