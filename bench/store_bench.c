/* Writes invented papers through the store's interface and reads them back, and prints how long that took.
 * Driven by bench/store.sh.
 *
 *     store_bench write STORE PAPERS SOURCE_KB     adds papers of 20 KB of text, with a source of their text (0) or of
 *                                                  SOURCE_KB of noise, as a PDF is to a compressor
 *     store_bench read STORE TIMES                 reads a random version as often
 *     store_bench sources FOLDER PAPERS            writes the same texts as files, for other programs
 *
 * Papers are made between the measured stretches; what is measured is store_add and store_commit, that is the
 * written forms (Markdown, XML), trees, commits, packs and their syncing. The same arguments make the same
 * objects. */
#include "model/builder.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEXT_BYTES = 20 << 10, BATCH = 100, VOCABULARY = 4000, PARAGRAPH_WORDS = 90 };

/* As papers come to a council: year after year, to 25 committees, some 80 a year to each. */
enum { COMMITTEES = 25, PAPERS_A_YEAR = 2000, FIRST_YEAR = 2000 };

/* xorshift64* (Vigna 2016): the same numbers everywhere. */
typedef struct {
  uint64_t state;
} Dice;

static uint32_t roll(Dice *dice, uint32_t below) {
  dice->state ^= dice->state >> 12;
  dice->state ^= dice->state << 25;
  dice->state ^= dice->state >> 27;
  return (uint32_t)((dice->state * 2685821657736338717u) >> 32) % below;
}

static char *make_word(Dice *dice) {
  static const char *const syllables[] = {"co",  "un",   "cil", "re",   "port", "bud", "get",
                                          "ser", "vice", "a",   "the",  "of",   "pro", "po",
                                          "sal", "ment", "is",  "tion", "er",   "ly"};
  GString *word = g_string_new(NULL);
  for (uint32_t left = 1 + roll(dice, 3); left; left--)
    g_string_append(word, syllables[roll(dice, G_N_ELEMENTS(syllables))]);
  return g_string_free(word, FALSE);
}

static char **make_vocabulary(void) {
  Dice dice = {88172645463325252u};
  char **words = g_new0(char *, VOCABULARY + 1);
  for (int i = 0; i < VOCABULARY; i++) words[i] = make_word(&dice);
  return words;
}

/* Some words are far more common than others: the least of three rolls. */
static const char *pick(Dice *dice, char **words) {
  uint32_t a = roll(dice, VOCABULARY), b = roll(dice, VOCABULARY), c = roll(dice, VOCABULARY);
  return words[MIN(a, MIN(b, c))];
}

static void append_paragraph(GString *text, Dice *dice, char **words) {
  for (int i = 0; i < PARAGRAPH_WORDS; i++)
    g_string_append_printf(text, "%s%s", pick(dice, words), i % 15 == 14 ? ". " : " ");
  g_string_append(text, "\n\n");
}

typedef struct {
  char *id, *committee, *year, *text, *sha256;
  Doc *doc;
  GBytes *source;
} Paper;

static void paper_clear(Paper *paper) {
  g_free(paper->id);
  g_free(paper->committee);
  g_free(paper->year);
  g_free(paper->text);
  g_free(paper->sha256);
  doc_free(paper->doc);
  g_bytes_unref(paper->source);
}

static Doc *make_doc(const char *title, const char *text) {
  DocBuilder *b = doc_builder_new();
  doc_builder_particular(b, "title", title);
  doc_builder_section(b, 1, "");
  doc_builder_text(b, title, -1);
  g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", -1);
  for (char **p = paragraphs; *p; p++) {
    doc_builder_open(b, DOC_PARAGRAPH);
    doc_builder_text(b, *p, -1);
    doc_builder_close(b);
  }
  return doc_builder_finish(b);
}

static GBytes *make_source(Dice *dice, const char *text, size_t noise) {
  if (!noise) return g_bytes_new(text, strlen(text));
  uint32_t *bytes = g_malloc(noise);
  for (size_t i = 0; i < noise / sizeof *bytes; i++) bytes[i] = roll(dice, UINT32_MAX);
  return g_bytes_new_take(bytes, noise);
}

static Paper make_paper(unsigned number, size_t noise, char **words) {
  Dice dice = {(number + 1) * 0x9E3779B97F4A7C15u};
  GString *text = g_string_new(NULL);
  while (text->len < TEXT_BYTES) append_paragraph(text, &dice, words);
  Paper paper = {.id = g_strdup_printf("%s-%s-%u", pick(&dice, words), pick(&dice, words), number),
                 .committee = g_strdup_printf("committee-%u", roll(&dice, COMMITTEES)),
                 .year = g_strdup_printf("%u", FIRST_YEAR + number / PAPERS_A_YEAR),
                 .text = g_string_free(text, FALSE)};
  paper.doc = make_doc(paper.id, paper.text);
  paper.source = make_source(&dice, paper.text, noise);
  paper.sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, paper.source);
  return paper;
}

static void check(bool done, GError **error) {
  if (done) return;
  fprintf(stderr, "store_bench: %s\n", (*error)->message);
  exit(2);
}

static double seconds_since(gint64 begin) {
  return (double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC;
}

/* By the clock, and of the processor: the second is not disturbed by what else the machine does. */
typedef struct {
  gint64 clock;
  double processor;
} Moment;

static double processor_seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }
static Moment moment(void) { return (Moment){g_get_monotonic_time(), processor_seconds()}; }

static void add_since(Moment begin, double spent[2]) {
  spent[0] += seconds_since(begin.clock);
  spent[1] += processor_seconds() - begin.processor;
}

static void add(Store *store, const Paper *paper, unsigned number, bool noise, double spent[2]) {
  StoreRecord record = {.paper = paper->id,
                        .committee = paper->committee,
                        .year = paper->year,
                        .title = paper->id,
                        .doc = paper->doc,
                        .source = paper->source,
                        .sha256 = paper->sha256,
                        .name = "paper",
                        .extension = noise ? "pdf" : "txt",
                        .extractor = "store_bench",
                        .first_seen = 1524823200 + number};
  GError *error = NULL;
  Moment begin = moment();
  check(store_add(store, &record, &error), &error);
  if (number % BATCH == BATCH - 1) check(store_commit(store, &error), &error);
  add_since(begin, spent);
}

static void write_papers(const char *path, unsigned count, size_t noise) {
  g_auto(GStrv) words = make_vocabulary();
  GError *error = NULL;
  g_autoptr(Store) store = store_open(path, true, &error);
  check(store && store_begin(store, true, &error), &error);
  double spent[2] = {0};
  for (unsigned n = 0; n < count; n++) {
    Paper paper = make_paper(n, noise, words);
    add(store, &paper, n, noise > 0, spent);
    paper_clear(&paper);
  }
  Moment begin = moment();
  check(store_commit(store, &error), &error);
  add_since(begin, spent);
  printf("%.2f %.2f\n", spent[0], spent[1]);
}

static void read_papers(const char *path, unsigned times) {
  GError *error = NULL;
  gint64 begin = g_get_monotonic_time();
  g_autoptr(Store) store = store_open(path, false, &error);
  check(store, &error);
  double opened = seconds_since(begin);
  Dice dice = {(uint64_t)begin | 1};
  begin = g_get_monotonic_time();
  for (unsigned i = 0; i < times; i++) {
    const StorePaper *paper = g_ptr_array_index(store_papers(store), roll(&dice, store_papers(store)->len));
    const StoreVersion *version = store_version(paper, 1 + roll(&dice, paper->versions->len));
    g_autoptr(Doc) doc = store_read_paper(store, paper, version, &error);
    check(doc, &error);
  }
  printf("%.2f %.2f\n", opened, seconds_since(begin));
}

static void write_files(const char *folder, unsigned count) {
  g_auto(GStrv) words = make_vocabulary();
  for (unsigned n = 0; n < count; n++) {
    Paper paper = make_paper(n, 0, words);
    g_autofree char *path = g_strdup_printf("%s/%s.txt", folder, paper.id);
    GError *error = NULL;
    check(g_file_set_contents(path, paper.text, -1, &error), &error);
    paper_clear(&paper);
  }
}

int main(int argc, char **argv) {
  unsigned long number = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
  if (argc == 5 && g_str_equal(argv[1], "write"))
    write_papers(argv[2], (unsigned)number, (size_t)strtoul(argv[4], NULL, 10) << 10);
  else if (argc == 4 && g_str_equal(argv[1], "read"))
    read_papers(argv[2], (unsigned)number);
  else if (argc == 4 && g_str_equal(argv[1], "sources"))
    write_files(argv[2], (unsigned)number);
  else {
    fprintf(stderr,
            "usage: store_bench write STORE PAPERS SOURCE_KB | read STORE TIMES | sources FOLDER PAPERS\n");
    return 2;
  }
  return 0;
}
