/* Runs the examples of spec.md: each has an old and a new paper and what the comparison must say. */
#include "notation.h"
#include "tests_diff.h"

#include <string.h>

typedef struct {
  char *name;
  GString *old_text, *new_text, *expected, *classes, *facts;
} Example;

static void example_free(gpointer data) {
  Example *e = data;
  g_free(e->name);
  GString *all[] = {e->old_text, e->new_text, e->expected, e->classes, e->facts};
  for (gsize i = 0; i < G_N_ELEMENTS(all); i++) g_string_free(all[i], TRUE);
  g_free(e);
}

static Example *example_new(const char *name) {
  Example *e = g_new0(Example, 1);
  e->name = g_strdup(name);
  e->old_text = g_string_new(NULL), e->new_text = g_string_new(NULL), e->expected = g_string_new(NULL);
  e->classes = g_string_new(NULL), e->facts = g_string_new(NULL);
  return e;
}

static GString *fence(Example *e, const char *name) {
  const struct {
    const char *name;
    GString *text;
  } fences[] = {{"old", e->old_text},
                {"new", e->new_text},
                {"changes", e->expected},
                {"classes", e->classes},
                {"facts", e->facts}};
  for (gsize i = 0; i < G_N_ELEMENTS(fences); i++)
    if (g_str_equal(fences[i].name, name)) return fences[i].text;
  g_error("%s: no fence is called \"%s\"", e->name, name);
}

static char *fact_value(const DiffReport *report, const char *name) {
  const DiffSummary *s = &report->summary;
  if (g_str_equal(name, "verdict")) return g_strdup(diff_verdict_name(report->verdict));
  if (g_str_equal(name, "last reason")) {
    guint count = g_strv_length((char **)report->reasons);
    return g_strdup(count ? report->reasons[count - 1] : "");
  }
  if (g_str_equal(name, "layout")) return g_strdup_printf("%u", s->layout_only);
  if (g_str_equal(name, "papers")) return g_strdup_printf("%u", report->paper_count);
  if (g_str_equal(name, "renumbered")) return g_strdup_printf("%u", s->renumbered);
  if (g_str_equal(name, "words")) return g_strdup_printf("+%u -%u", s->words_inserted, s->words_deleted);
  GString *out = g_string_new(NULL);
  for (uint32_t p = 0; g_str_equal(name, "particulars") && p < report->paper_count; p++)
    for (uint32_t i = 0; i < report->papers[p].particular_count; i++) {
      const DiffParticular *x = &report->papers[p].particulars[i];
      g_string_append_printf(out, "%s%s (%s → %s)", out->len ? ", " : "", x->key,
                             x->old_value ? x->old_value : "", x->new_value ? x->new_value : "");
    }
  return g_string_free(out, FALSE);
}

/* "name: value" lines. */
static void check_facts(const Example *e, const DiffReport *report) {
  g_auto(GStrv) lines = g_strsplit(e->facts->str, "\n", -1);
  for (char **line = lines; *line; line++) {
    if (!**line) continue;
    g_auto(GStrv) parts = g_strsplit(*line, ": ", 2);
    g_autofree char *value = fact_value(report, parts[0]);
    if (!g_str_equal(value, parts[1]))
      g_test_fail_printf("%s: %s is \"%s\", not \"%s\"", e->name, parts[0], value, parts[1]);
  }
}

/* Each line must be there; others may be. */
static void check_classes(const Example *e, const DiffReport *report) {
  g_autofree char *classes = notation_write_classes(report);
  g_auto(GStrv) lines = g_strsplit(e->classes->str, "\n", -1);
  for (char **line = lines; *line; line++)
    if (**line && !strstr(classes, *line))
      g_test_fail_printf("%s: no class \"%s\" among\n%s", e->name, *line, classes);
}

static void run_example(gconstpointer data) {
  const Example *e = data;
  bool layout = strstr(e->expected->str, "layout ") != NULL;
  g_autoptr(GPtrArray) a = notation_read(e->old_text->str), b = notation_read(e->new_text->str);
  g_autoptr(DiffReport) report = notation_diff(a, b, layout);
  g_autofree char *changes = notation_write(report);
  if (!g_str_equal(changes, e->expected->str))
    g_test_fail_printf("%s: the changes are\n%s", e->name, changes);
  check_classes(e, report);
  check_facts(e, report);
}

void spec_add_tests(void) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(SOURCE_DIR "/tests/diff/spec.md", &text, NULL, &error))
    g_error("%s", error->message);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  GPtrArray *examples = g_ptr_array_new();
  GString *into = NULL;
  for (char **line = lines; *line; line++) {
    Example *e = examples->len ? examples->pdata[examples->len - 1] : NULL;
    if (!into && g_str_has_prefix(*line, "## "))
      g_ptr_array_add(examples, example_new(*line + 3));
    else if (g_str_equal(*line, "```"))
      into = NULL;
    else if (g_str_has_prefix(*line, "```") && e)
      into = fence(e, *line + 3);
    else if (into)
      g_string_append_printf(into, "%s\n", *line);
  }
  g_assert_cmpuint(examples->len, >, 0);
  for (guint i = 0; i < examples->len; i++) {
    Example *e = examples->pdata[i];
    g_autofree char *path = g_strdup_printf("/diff/spec/%s", e->name);
    if (e->old_text->len || e->new_text->len)
      g_test_add_data_func_full(path, e, run_example, example_free);
    else
      example_free(e);
  }
  g_ptr_array_unref(examples);
}
