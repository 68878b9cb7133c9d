/* Figures of two drafts: which changes are told of them, and of no words. */
#include "diff/diff.h"
#include "model/builder.h"
#include "tests_diff.h"

typedef struct {
  const char *hash, *alt, *caption;
} Picture;

static Doc *paper(const Picture *first, const Picture *second) {
  const Picture *const pictures[] = {first, second};
  DocBuilder *b = doc_builder_new();
  for (unsigned i = 0; i < 2; i++) {
    doc_builder_open(b, DOC_PARAGRAPH);
    doc_builder_text(b, i ? "The crew was asked about it." : "The ferry sails on every day of the year.", -1);
    if (!pictures[i]) continue;
    doc_builder_open(b, DOC_FIGURE);
    doc_builder_figure(b, &(DocFigure){pictures[i]->hash, "", pictures[i]->alt, pictures[i]->caption});
    doc_builder_open(b, DOC_PARAGRAPH);
    doc_builder_text(b, pictures[i]->caption, -1);
  }
  return doc_builder_finish(b);
}

/* The changes as "edit figure: why; ...", and no word of them. */
static char *changes(Doc *old_doc, Doc *new_doc, const char *old_reader, const char *new_reader) {
  const Doc *olds[] = {old_doc}, *news[] = {new_doc};
  DiffSide a = {.papers = olds, .count = 1, .reader = old_reader},
           b = {.papers = news, .count = 1, .reader = new_reader};
  g_autoptr(DiffReport) report = diff_papers(&a, &b, NULL);
  GString *out = g_string_new(diff_verdict_name(report->verdict));
  for (uint32_t i = 0; i < report->change_count; i++) {
    const DiffChange *change = &report->changes[i];
    g_string_append_printf(out, "; %s %s", diff_kind_name(change->kind), change->block);
    for (uint32_t c = 0; c < change->class_count; c++)
      g_string_append_printf(out, ": %s", change->classes[c].why);
  }
  g_assert_cmpuint(report->summary.words_inserted + report->summary.words_deleted, ==, 0);
  doc_free(old_doc);
  doc_free(new_doc);
  return g_string_free(out, FALSE);
}

#define CHECK(old_doc, new_doc, old_reader, new_reader, expected)                                            \
  do {                                                                                                       \
    g_autofree char *told = changes(old_doc, new_doc, old_reader, new_reader);                               \
    g_assert_cmpstr(told, ==, expected);                                                                     \
  } while (0)

static const Picture chart = {"aa", "", "Figure 1: Spend"}, other = {"bb", "", "Figure 1: Spend"},
                     map = {"cc", "A map", ""}, map_anew = {"cc", "A map of wards", ""};

static void test_replaced(void) {
  CHECK(paper(&chart, NULL), paper(&chart, NULL), "pdf", "pdf", "none");
  CHECK(paper(&chart, NULL), paper(&other, NULL), "pdf", "pdf",
        "minor; edit figure: another picture stands here: Figure 1: Spend");
  CHECK(paper(&map, NULL), paper(&map_anew, NULL), "docx", "docx",
        "minor; edit figure: its alternative text is another");
}

/* Engines encode pictures anew: other bytes in another format are no other picture. */
static void test_other_format(void) {
  CHECK(paper(&chart, NULL), paper(&other, NULL), "docx", "pdf", "none");
  CHECK(paper(&map, &map), paper(&map, NULL), "docx", "pdf", "none");
}

static void test_put_in(void) {
  CHECK(paper(NULL, NULL), paper(&map, NULL), "pdf", "pdf",
        "minor; insert figure: a picture was put in: A map");
  CHECK(paper(&map, NULL), paper(NULL, NULL), "pdf", "pdf",
        "minor; delete figure: a picture was taken out: A map");
  CHECK(paper(&map, NULL), paper(NULL, &map), "pdf", "pdf", "none");
}

void figures_add_tests(void) {
  g_test_add_func("/diff/figures/replaced", test_replaced);
  g_test_add_func("/diff/figures/other-format", test_other_format);
  g_test_add_func("/diff/figures/put-in", test_put_in);
}
