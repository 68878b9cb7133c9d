/* The paper, its builder, its written forms, and the words and sentences of the domain. */
#include "model/builder.h"
#include "model/doc_binary.h"
#include "model/forms.h"
#include "model/sentences.h"
#include "model/text.h"
#include "model/words.h"

#include <jansson.h>
#include <locale.h>
#include <string.h>

/* ---- words */

static void check_words(const char *text, const char *expected) {
  g_autoptr(GArray) words = words_split(text);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < words->len; i++) {
    const Word *word = &g_array_index(words, Word, i);
    g_string_append_printf(out, "%s%.*s:%c", i ? " " : "", (int)(word->end - word->start), text + word->start,
                           "wnmpreu."[word->kind]);
  }
  g_assert_cmpstr(out->str, ==, expected);
}

static void test_words(void) {
  check_words("cost £1,310,000 (up 12.5%).", "cost:w £1,310,000:m (:. up:w 12.5%:p ):. .:.");
  check_words("in 2018/19, para 3.2;", "in:w 2018/19:n ,:. para:w 3.2:n ;:.");
  check_words("s.100B(4)(b) and (b) [12]", "s.100B(4)(b):r and:w (b):r [12]:r");
  check_words("co-located lay-members", "co-located:w lay-members:w");
  check_words("mail jo@example.org or https://example.org/a?b=c.",
              "mail:w jo@example.org:e or:w https://example.org/a?b=c:u .:.");
  check_words("Ashford,Swale", "Ashford:w ,:. Swale:w");
  check_words("“seven” – of", "“:. seven:w ”:. –:. of:w");
  check_words("the C++26 +9.2% -3%", "the:w C++26:w +9.2%:p -3%:p");
  check_words("A—B", "A:w —:. B:w");
  check_words("", "");
  g_assert_cmpuint(words_count("one, two; three."), ==, 3);
}

/* ---- sentences */

static void check_sentences(const char *text, const char *expected) {
  g_autoptr(GArray) sentences = sentences_split(text);
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < sentences->len; i++) {
    const Sentence *s = &g_array_index(sentences, Sentence, i);
    g_string_append_printf(out, "[%.*s]", (int)(s->end - s->start), text + s->start);
  }
  g_assert_cmpstr(out->str, ==, expected);
}

static void test_sentences(void) {
  check_sentences("One. Two? Three!", "[One.][Two?][Three!]");
  check_sentences("Dr. Ghosh met Cllr. Bell at No. 10. They left.",
                  "[Dr. Ghosh met Cllr. Bell at No. 10.][They left.]");
  check_sentences("J. Smith spoke (see p. 4). \"Yes.\" He did",
                  "[J. Smith spoke (see p. 4).][\"Yes.\"][He did]");
  check_sentences("It rose by 3.5 per cent. In 2018 it fell.",
                  "[It rose by 3.5 per cent.][In 2018 it fell.]");
  check_sentences("No end", "[No end]");
  check_sentences("", "");
}

/* ---- text */

static void test_text(void) {
  g_autoptr(GString) out = g_string_new(NULL);
  text_append_shown(out,
                    "e\xCC\x81  o\xEF\xAC\x83"
                    "ce\xC2\xAD\xE2\x80\x8B x\t\n y\x01",
                    -1, false);
  g_assert_cmpstr(out->str, ==, "\xC3\xA9 office x y");
  g_autofree char *key =
      text_key("\xE2\x80\x9CLay\xE2\x80\x91Members\xE2\x80\x9D\xC2\xA0\xE2\x80\x93 IT\xE2\x80\x99S", -1);
  g_assert_cmpstr(key, ==, "\"lay-members\" - it's");
}

static void check_decoded(const char *bytes, gsize len, const char *expected, gsize bad) {
  gsize invalid;
  g_autofree char *text = text_decode(bytes, len, &invalid);
  g_assert_cmpstr(text, ==, expected);
  g_assert_cmpuint(invalid, ==, bad);
}

static void test_decode(void) {
  check_decoded("\xEF\xBB\xBF"
                "a\r\nb\rc\n",
                10, "a\nb\nc\n", 0);
  check_decoded("\x93quote\x94 \xA3"
                "5",
                10,
                "\xE2\x80\x9Cquote\xE2\x80\x9D \xC2\xA3"
                "5",
                0);
  check_decoded("\xFF\xFE"
                "a\0\n\0",
                6, "a\n", 0);
  check_decoded("\xFE\xFF\xD8\x3D\xDC\xA7\0a\xDC\0\0b", 12,
                "\xF0\x9F\x92\xA7"
                "a\xEF\xBF\xBD"
                "b",
                2);
  check_decoded("caf\xC3\xA9 na\xC3\xAFve \xC3x", 15, "caf\xC3\xA9 na\xC3\xAFve \xEF\xBF\xBDx", 1);
}

/* ---- builder and tree */

static Doc *sample(void) {
  DocBuilder *b = doc_builder_new();
  DocBox box = {72, 90.126f, 523, 104};
  doc_builder_particular(b, "title", "A  title");
  doc_builder_particular(b, "title", "another is ignored");
  doc_builder_note(b, 2, true, "scanned page, %s", "no text");
  doc_builder_furniture(b, 1, "Page 1");
  doc_builder_place(b, 1, &box);
  doc_builder_section(b, 1, "1.");
  doc_builder_text(b, " Introduction ", -1);
  doc_builder_open(b, DOC_PARAGRAPH);
  doc_builder_text(b, "Some ", -1);
  doc_builder_style(b, DOC_STRONG, "");
  doc_builder_text(b, "bold", -1);
  doc_builder_style(b, DOC_LINK, "https://example.org/");
  doc_builder_text(b, " link", -1);
  doc_builder_style(b, 0, "");
  doc_builder_text(b, " <& commis-", -1);
  doc_builder_line_end(b);
  doc_builder_text(b, "sioning", -1);
  doc_builder_close(b);
  doc_builder_section(b, 3, "");
  doc_builder_text(b, "Deeper", -1);
  doc_builder_open(b, DOC_LIST);
  doc_builder_open(b, DOC_ITEM);
  doc_builder_label(b, "(a)");
  doc_builder_open(b, DOC_PARAGRAPH);
  doc_builder_text(b, "An item", -1);
  doc_builder_close(b);
  doc_builder_close(b);
  doc_builder_close(b);
  doc_builder_section(b, 2, "2.");
  doc_builder_text(b, "Table", -1);
  doc_builder_open(b, DOC_TABLE);
  doc_builder_open(b, DOC_ROW);
  doc_builder_open(b, DOC_CELL);
  doc_builder_header(b);
  doc_builder_span(b, 2, 1);
  doc_builder_text(b, "Service", -1);
  doc_builder_close(b);
  doc_builder_open(b, DOC_CELL);
  doc_builder_close(b);
  doc_builder_close(b);
  doc_builder_close(b);
  doc_builder_open(b, DOC_PREFORMATTED);
  doc_builder_text(b, "  kept\n as is\n", -1);
  doc_builder_open(b, DOC_FIGURE);
  doc_builder_figure(b, &(DocFigure){"ab12", "2x2:AA==", "Bars <of> spend", "Figure 1:  Spend"});
  doc_builder_close(b);
  return doc_builder_finish(b);
}

static void test_tree(void) {
  g_autoptr(Doc) doc = sample();
  g_autofree char *dump = doc_to_dump(doc);
  g_assert_cmpstr(
      dump, ==,
      "particular title: A title\n"
      "note lost page=2: scanned page, no text\n"
      "furniture page=1: Page 1\n"
      "section level=1 label=\"1.\" page=1: Introduction\n"
      "  paragraph page=1 join=24h: Some bold link <& commis-sioning\n"
      "  section level=3 page=1: Deeper\n"
      "    list page=1\n"
      "      item label=\"(a)\" page=1\n"
      "        paragraph page=1: An item\n"
      "  section level=2 label=\"2.\" page=1: Table\n"
      "    table page=1\n"
      "      row page=1\n"
      "        cell header colspan=2 page=1: Service\n"
      "        cell page=1\n"
      "    preformatted page=1:   kept\n as is\n"
      "    figure page=1 hash=ab12 size=2x2 alt=\"Bars <of> spend\" caption=\"Figure 1: Spend\"\n");
  g_assert_false(doc_complete(doc));
  g_autofree char *path = doc_path(doc, 11);
  g_assert_cmpstr(path, ==, "/section[1]/section[2]/table[1]/row[1]/cell[2]");
  g_auto(GStrv) headings = doc_section_path(doc, 6);
  g_assert_cmpstr(headings[0], ==, "1. Introduction");
  g_assert_cmpstr(headings[1], ==, "Deeper");
  g_assert_null(headings[2]);
  g_autofree char *words = doc_subtree_text(doc, 3, " / ");
  g_assert_cmpstr(words, ==, "Deeper / An item");
}

static Doc *build_lines(const char *const *lines) {
  DocBuilder *b = doc_builder_new();
  doc_builder_open(b, DOC_PARAGRAPH);
  for (; *lines; lines++) {
    doc_builder_text(b, *lines, -1);
    doc_builder_line_end(b);
  }
  return doc_builder_finish(b);
}

static void test_line_ends(void) {
  static const struct {
    const char *lines[3], *text;
    guint joins;
  } cases[] = {
      {{"plain", "lines"}, "plain lines", 0},
      {{"co-", "located"}, "co-located", 1},
      {{"Smith-", "Jones"}, "Smith-Jones", 1},
      {{"short-", "and long-term"}, "short-and long-term", 0},
      {{"soft\xC2\xAD", "hyphen"}, "softhyphen", 1},
      {{"name@example", ".org"}, "name@example.org", 0},
      {{"s.100(b)-", "compliant"}, "s.100(b)-compliant", 1},
      {{"a dash -", "here"}, "a dash - here", 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Doc) doc = build_lines(cases[i].lines);
    const char *expected = i == 3 ? "short- and long-term" : cases[i].text;
    g_assert_cmpstr(doc_node(doc, 1)->text, ==, expected);
    g_assert_cmpuint(doc_node(doc, 1)->join_count, ==, cases[i].joins);
  }
}

static void test_depth(void) {
  DocBuilder *b = doc_builder_new();
  for (int i = 0; i < 10000; i++) {
    doc_builder_open(b, DOC_LIST);
    doc_builder_open(b, DOC_ITEM);
  }
  doc_builder_text(b, "at the bottom", -1);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autofree char *text = doc_subtree_text(doc, 0, " ");
  g_assert_cmpstr(text, ==, "at the bottom");
  for (uint32_t i = 0; i < doc_count(doc); i++) g_assert_cmpuint(doc_node(doc, i)->depth, <=, DOC_DEPTH_MAX);
  g_assert_cmpuint(doc_note_count(doc), ==, 1);
  g_autofree char *json = doc_to_json(doc);
  g_assert_nonnull(strstr(json, "at the bottom"));
}

static void test_misuse(void) {
  DocBuilder *b = doc_builder_new();
  doc_builder_close(b);
  doc_builder_close(b);
  doc_builder_text(b, "loose \xFF text", -1);
  doc_builder_open(b, DOC_TABLE);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_assert_cmpuint(doc_count(doc), ==, 2); /* the empty table left no node */
  g_assert_cmpstr(doc_node(doc, 1)->text, ==, "loose \xEF\xBF\xBD text");
}

/* A copied text is good when the paper that it was copied of is gone, whole or in part. */
static void test_borrowed_text(void) {
  DocBuilder *of = doc_builder_new(), *to = doc_builder_new();
  for (int i = 0; i < 3; i++) {
    doc_builder_open(of, DOC_PARAGRAPH);
    doc_builder_text(of, "The quay was widened.", -1);
    doc_builder_close(of);
  }
  Doc *from = doc_builder_finish(of);
  for (uint32_t i = 1; i <= 3; i++) {
    doc_builder_open(to, DOC_PARAGRAPH);
    doc_builder_copy_text(to, from, i, i == 2 ? 4 : 0, UINT32_MAX);
    if (i == 3) doc_builder_text(to, " Twice.", -1);
    doc_builder_close(to);
  }
  const char *there = doc_node(from, 1)->text;
  doc_free(from);
  g_autoptr(Doc) doc = doc_builder_finish(to);
  g_assert_true(doc_node(doc, 1)->text == there);
  g_assert_cmpstr(doc_node(doc, 1)->text, ==, "The quay was widened.");
  g_assert_cmpstr(doc_node(doc, 2)->text, ==, "quay was widened.");
  g_assert_cmpstr(doc_node(doc, 3)->text, ==, "The quay was widened. Twice.");
}

/* Nodes that are given back leave those beside them as they were. */
static void test_forget(void) {
  enum { NODES = 3000, FIRST = 1000, END = 2000 };
  DocBuilder *b = doc_builder_new();
  doc_builder_expect(b, NODES);
  for (int i = 1; i < NODES; i++) {
    g_autofree char *text = g_strdup_printf("paragraph %d", i);
    doc_builder_open(b, DOC_PARAGRAPH);
    doc_builder_text(b, text, -1);
    doc_builder_close(b);
  }
  g_autoptr(Doc) doc = doc_builder_finish(b);
  doc_forget_nodes(doc, FIRST, END);
  g_assert_null(doc_node(doc, (FIRST + END) / 2)->text);
  for (uint32_t i = 1; i < NODES; i++) {
    g_autofree char *text = g_strdup_printf("paragraph %u", i);
    if (i < FIRST || i >= END) g_assert_cmpstr(doc_node(doc, i)->text, ==, text);
  }
}

/* ---- written forms */

static void check_round_trip(const Doc *doc) {
  g_autoptr(GError) error = NULL;
  g_autofree char *xml = doc_to_xml(doc);
  g_autoptr(Doc) back = doc_from_xml(xml, strlen(xml), &error);
  g_assert_no_error(error);
  if (!doc_equal(doc, back)) {
    g_autofree char *became = doc_to_xml(back);
    g_test_message("%s\n--- became\n%s", xml, became);
    g_assert_not_reached();
  }
  g_autofree char *again = doc_to_xml(back);
  g_assert_cmpstr(again, ==, xml);
}

static void random_text(GRand *rand, DocBuilder *b) {
  static const char *const pieces[] = {"alpha",
                                       " ",
                                       "<&>\"'",
                                       ("\xC2\xA3"
                                        "5"),
                                       "\xEF\xAC\x81",
                                       "  \n ",
                                       "beta-",
                                       "\xE2\x80\x9Cx\xE2\x80\x9D",
                                       "]]>",
                                       "."};
  for (int n = g_rand_int_range(rand, 0, 7); n > 0; n--) {
    switch (g_rand_int_range(rand, 0, 8)) {
    case 0: doc_builder_style(b, (unsigned)g_rand_int_range(rand, 0, 32), "http://example.org/?a&b"); break;
    case 1: doc_builder_line_end(b); break;
    case 2: doc_builder_join(b, (DocJoinKind)g_rand_int_range(rand, 0, 3)); break;
    default: doc_builder_text(b, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))], -1); break;
    }
  }
}

static Doc *random_doc(GRand *rand) {
  static const DocKind kinds[] = {DOC_PARAGRAPH, DOC_LIST, DOC_ITEM,   DOC_TABLE, DOC_ROW,
                                  DOC_CELL,      DOC_NOTE, DOC_FIGURE, DOC_QUOTE};
  DocBuilder *b = doc_builder_new();
  for (int n = g_rand_int_range(rand, 0, 60); n > 0; n--) {
    DocBox box = {(float)g_rand_double_range(rand, 0, 600), 0, (float)g_rand_double_range(rand, 0, 600), 1};
    switch (g_rand_int_range(rand, 0, 6)) {
    case 0:
      doc_builder_section(b, (unsigned)g_rand_int_range(rand, 0, 12), g_rand_boolean(rand) ? "1.1" : "");
      break;
    case 1: doc_builder_close(b); break;
    case 2:
      doc_builder_place(b, (uint32_t)g_rand_int_range(rand, 0, 9), g_rand_boolean(rand) ? &box : NULL);
      break;
    default: doc_builder_open(b, kinds[g_rand_int_range(rand, 0, G_N_ELEMENTS(kinds))]); break;
    }
    random_text(rand, b);
  }
  return doc_builder_finish(b);
}

static void test_schema(void) {
  g_autoptr(Doc) doc = sample();
  g_autofree char *xml = doc_to_xml(doc);
  g_autoptr(GError) error = NULL;
  g_assert_true(doc_xml_valid(xml, strlen(xml), &error));
  g_assert_no_error(error);
  g_assert_false(doc_xml_valid("<paper/>", 8, &error));
  g_assert_nonnull(error);
}

static void test_xml(void) {
  g_autoptr(Doc) doc = sample();
  check_round_trip(doc);
  DocBuilder *b = doc_builder_new();
  doc_builder_note(b, 1, true, "control \003 character\n");
  doc_builder_open(b, DOC_PREFORMATTED);
  doc_builder_style(b, DOC_STRONG, "");
  doc_builder_text(b, "one", -1);
  doc_builder_style(b, 0, "");
  doc_builder_text(b, "\n", -1);
  doc_builder_style(b, DOC_STRONG, "");
  doc_builder_text(b, "two", -1);
  g_autoptr(Doc) lines = doc_builder_finish(b);
  check_round_trip(lines);
  guint32 seed = g_test_rand_int() > 0 ? (guint32)g_test_rand_int() : 1;
  g_test_message("seed %u", seed);
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  for (int i = 0; i < 300; i++) {
    g_autoptr(Doc) any = random_doc(rand);
    check_round_trip(any);
  }
}

/* ---- handing over */

static GByteArray *bytes_of(const Doc *doc) {
  GByteArray *bytes = g_byte_array_new();
  g_autoptr(GString) texts = doc_binary_append(bytes, doc);
  g_byte_array_append(bytes, (const guint8 *)texts->str, (guint)texts->len);
  return bytes;
}

/* From a copy, so that a byte too far is seen by the sanitizer. */
static Doc *read_bytes(const void *data, gsize size, GError **error) {
  g_autoptr(GBytes) bytes = g_bytes_new(data, size);
  return doc_binary_read(bytes, error);
}

static void check_handed_over(const Doc *doc) {
  g_autoptr(GByteArray) bytes = bytes_of(doc);
  GError *error = NULL;
  g_autoptr(Doc) back = read_bytes(bytes->data, bytes->len, &error);
  g_assert_no_error(error);
  g_assert_true(doc_equal(doc, back));
  for (uint32_t i = 0; i < doc_count(doc); i++) {
    g_assert_cmpstr(doc_key(doc, doc_node(doc, i)), ==, doc_key(back, doc_node(back, i)));
    g_assert_cmpuint(doc_node(doc, i)->depth, ==, doc_node(back, i)->depth);
  }
}

static void test_binary(void) {
  g_autoptr(Doc) plain = sample(), empty = doc_builder_finish(doc_builder_new());
  check_handed_over(plain);
  check_handed_over(empty);
  for (guint32 seed = 0; seed < 300; seed++) {
    GRand *rand = g_rand_new_with_seed(seed);
    g_autoptr(Doc) doc = random_doc(rand);
    check_handed_over(doc);
    g_rand_free(rand);
  }
}

/* Whoever made the bytes: what is read can be walked and written in every form, or it is refused. */
static void use_hostile(const guint8 *data, gsize size, guint *read) {
  g_autoptr(GError) error = NULL;
  g_autoptr(Doc) doc = read_bytes(data, size, &error);
  g_assert_true((doc != NULL) == (error == NULL));
  if (!doc) return;
  ++*read;
  g_autofree char *xml = doc_to_xml(doc), *json = doc_to_json(doc), *markdown = doc_to_markdown(doc);
  g_autofree char *text = doc_to_text(doc), *dump = doc_to_dump(doc);
  g_assert_true(json && markdown && text && dump);
  g_autoptr(Doc) back = doc_from_xml(xml, strlen(xml), &error);
  g_assert_no_error(error);
  g_assert_nonnull(back);
}

static void test_hostile_binary(void) {
  guint read = 0, tried = 0;
  for (guint32 seed = 0; seed < 60; seed++) {
    GRand *rand = g_rand_new_with_seed(seed);
    g_autoptr(Doc) doc = seed ? random_doc(rand) : sample();
    g_autoptr(GByteArray) bytes = bytes_of(doc);
    for (guint i = 0; i < 150; i++, tried++) {
      g_autofree guint8 *hostile = g_memdup2(bytes->data, bytes->len);
      for (int flips = g_rand_int_range(rand, 1, 4); flips > 0; flips--)
        hostile[g_rand_int_range(rand, 0, (gint32)bytes->len)] ^= (guint8)(1 << g_rand_int_range(rand, 0, 8));
      use_hostile(hostile, bytes->len, &read);
    }
    for (guint i = 0; i < 20; i++, tried++)
      use_hostile(bytes->data, (gsize)g_rand_int_range(rand, 0, (gint32)bytes->len), &read);
    g_rand_free(rand);
  }
  g_assert_cmpuint(read, >, 0); /* a letter changed is another letter */
  g_assert_cmpuint(read, <, tried);
}

/* Counts that would ask for more than there is, and trees that are none. */
static void test_bad_binary(void) {
  static const struct {
    guint word;
    guint32 value;
  } cases[] = {{0, 0},    {1, 99},          {2, 0},           {2, G_MAXUINT32}, {3, G_MAXUINT32},
               {4, 1000}, {5, G_MAXUINT32}, {8, G_MAXUINT32}, {8, 0},           {9, G_MAXUINT32},
               {9, 0},    {10, 77},         {12, 1},          {13, 0},          {15, 0x7FC00000}};
  g_autoptr(Doc) doc = sample();
  g_autoptr(GByteArray) bytes = bytes_of(doc);
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree guint8 *bad = g_memdup2(bytes->data, bytes->len);
    guint32 le = GUINT32_TO_LE(cases[i].value);
    memcpy(bad + cases[i].word * 4, &le, sizeof le);
    g_autoptr(GError) error = NULL;
    g_assert_null(read_bytes(bad, bytes->len, &error));
    g_assert_error(error, DOC_ERROR, DOC_ERROR_BINARY);
  }
}

static void test_bad_xml(void) {
  static const char *const bad[] = {"", "<paper", "<other format=\"redraft-paper/1\"/>",
                                    "<paper format=\"redraft-paper/9\"/>",
                                    "<paper format=\"redraft-paper/1\"><paragraph>x</paper>"};
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(doc_from_xml(bad[i], strlen(bad[i]), &error));
    g_assert_error(error, DOC_ERROR, DOC_ERROR_XML);
  }
}

/* What cannot stand for itself in a string comes back as it was. */
static void test_json_strings(void) {
  static const char text[] = "a \"quoted\" path C:\\new\n\tand \xC3\xA9 \xF0\x9F\x98\x80 \x01\x1F\x7F/";
  DocBuilder *b = doc_builder_new();
  doc_builder_open(b, DOC_PREFORMATTED);
  doc_builder_text(b, text, -1);
  doc_builder_close(b);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autofree char *json = doc_to_json(doc);
  json_t *root = json_loads(json, 0, NULL), *block = json_array_get(json_object_get(root, "blocks"), 0);
  g_assert_nonnull(strchr(doc_node(doc, 1)->text, '\n'));
  g_assert_cmpstr(json_string_value(json_object_get(block, "text")), ==, doc_node(doc, 1)->text);
  json_decref(root);
}

static void test_json(void) {
  g_autoptr(Doc) doc = sample();
  g_autofree char *json = doc_to_json(doc);
  json_t *root = json_loads(json, 0, NULL);
  g_assert_nonnull(root);
  g_assert_false(json_is_true(json_object_get(root, "complete")));
  json_t *section = json_array_get(json_object_get(root, "blocks"), 0);
  json_t *heading = json_object_get(section, "heading");
  g_assert_cmpstr(json_string_value(json_object_get(heading, "text")), ==, "Introduction");
  g_assert_cmpstr(json_string_value(json_object_get(heading, "number")), ==, "1.");
  json_decref(root);
}

static const struct {
  const char *lines[3]; /* furniture of one page */
  const char *printed;
} page_lines[] = {
    {{"12"}, "12"},
    {{"- 7 -"}, "7"},
    {{"iv"}, "iv"},
    {{"Page 3 of 12"}, "3"},
    {{"4/12"}, "4"},
    {{"5 | Page"}, "5"},
    {{"Cabinet \xE2\x80\x93 4 March 2025 Page 6"}, "6"},
    {{"Page 123", "Page 2 of 5"}, "2"},
    {{"88", "Page 9"}, "9"},
    {{"Appendix 2", "4 March 2025"}, NULL},
    {{"civil"}, NULL},
    {{"Homepage 4"}, NULL},
    {{"12 March"}, NULL},
    {{""}, NULL},
};

static void test_printed_pages(void) {
  DocBuilder *b = doc_builder_new();
  for (uint32_t i = 0; i < G_N_ELEMENTS(page_lines); i++)
    for (int l = 0; l < 3 && page_lines[i].lines[l]; l++)
      doc_builder_furniture(b, i + 1, page_lines[i].lines[l]);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autoptr(GPtrArray) printed = doc_printed_pages(doc);
  for (uint32_t i = 0; i < G_N_ELEMENTS(page_lines); i++) {
    g_test_message("%s", page_lines[i].lines[0]);
    g_assert_cmpstr(doc_printed_page(printed, i + 1), ==, page_lines[i].printed);
  }
  g_assert_null(doc_printed_page(printed, 1000));
}

static void test_markdown(void) {
  DocBuilder *b = doc_builder_new();
  doc_builder_section(b, 2, "1.");
  doc_builder_text(b, "Scope", -1);
  doc_builder_open(b, DOC_PARAGRAPH);
  doc_builder_text(b, "It is *so*. Dr. Bell agreed. 3. Not a list", -1);
  doc_builder_close(b);
  doc_builder_open(b, DOC_LIST);
  doc_builder_open(b, DOC_ITEM);
  doc_builder_label(b, "(a)");
  doc_builder_text(b, "One. Two.", -1);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_autofree char *markdown = doc_to_markdown(doc);
  g_assert_cmpstr(
      markdown, ==,
      "## 1. Scope\n\nIt is \\*so\\*.\nDr. Bell agreed.\n3\\. Not a list\n\n- (a) One.\n  Two.\n");
}

/* Words of a bold phrase that come one by one are one run, also over a line's end; a link stays one with letters raised
 * in it. */
static void test_runs(void) {
  DocBuilder *b = doc_builder_new();
  doc_builder_open(b, DOC_PARAGRAPH);
  static const struct {
    const char *text;
    unsigned style;
  } words[] = {{"Old", DOC_STRONG},     {" ", 0},       {"wharf", DOC_STRONG}, {" of ", 0},
               {"9", DOC_LINK}, {"th", DOC_LINK | DOC_SUPERSCRIPT}, {" ", 0}, {"May", DOC_LINK}};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    doc_builder_style(b, words[i].style, "https://x.example/");
    doc_builder_text(b, words[i].text, -1);
  }
  doc_builder_line_end(b);
  doc_builder_text(b, "2024", -1);
  g_autoptr(Doc) doc = doc_builder_finish(b);
  g_assert_cmpuint(doc_node(doc, 1)->run_count, ==, 4);
  g_autofree char *markdown = doc_to_markdown(doc);
  g_assert_cmpstr(markdown, ==, "**Old wharf** of [9th May 2024](<https://x.example/>)\n");
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "");
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/model/words", test_words);
  g_test_add_func("/model/sentences", test_sentences);
  g_test_add_func("/model/text", test_text);
  g_test_add_func("/model/decode", test_decode);
  g_test_add_func("/model/tree", test_tree);
  g_test_add_func("/model/line-ends", test_line_ends);
  g_test_add_func("/model/depth", test_depth);
  g_test_add_func("/model/misuse", test_misuse);
  g_test_add_func("/model/xml", test_xml);
  g_test_add_func("/model/schema", test_schema);
  g_test_add_func("/model/bad-xml", test_bad_xml);
  g_test_add_func("/model/binary", test_binary);
  g_test_add_func("/model/bad-binary", test_bad_binary);
  g_test_add_func("/model/hostile-binary", test_hostile_binary);
  g_test_add_func("/model/json", test_json);
  g_test_add_func("/model/json_strings", test_json_strings);
  g_test_add_func("/model/forget", test_forget);
  g_test_add_func("/model/borrowed-text", test_borrowed_text);
  g_test_add_func("/model/printed-pages", test_printed_pages);
  g_test_add_func("/model/markdown", test_markdown);
  g_test_add_func("/model/runs", test_runs);
  return g_test_run();
}
