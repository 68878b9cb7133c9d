/* redraft history: what happened to a paper, or to one of its sections, version by version. */
#include "cli/cli.h"

static void append_words(GString *out, const DiffChange *change) {
  static const char *const marks[][2] = {
      [DIFF_EQUAL] = {"", ""}, [DIFF_DELETED] = {"[-", "-]"}, [DIFF_INSERTED] = {"{+", "+}"}};
  for (uint32_t i = 0; i < change->word_count; i++) {
    const DiffWord *word = &change->words[i];
    g_string_append_printf(out, "%s%s%s", marks[word->op][0], word->text, marks[word->op][1]);
  }
  if (change->word_count) return;
  if (change->old_end.present && change->kind != DIFF_MOVE)
    g_string_append_printf(out, "[-%s-]", change->old_end.text);
  if (change->new_end.present)
    g_string_append_printf(out, change->kind == DIFF_MOVE ? "%s" : "{+%s+}", change->new_end.text);
}

static void append_version(const StoreVersion *version, const DiffChange *const *changes, size_t count,
                           void *user) {
  GString *out = user;
  g_autofree char *day = cli_day_of(version);
  g_string_append_printf(out, "v%u  %s%s\n", version->number, day, count ? "" : "  no change");
  for (size_t i = 0; i < count; i++) {
    g_string_append_printf(out, "  %s of %s%s: ", diff_kind_name(changes[i]->kind), changes[i]->block,
                           changes[i]->moved && changes[i]->kind != DIFF_MOVE ? ", moved" : "");
    append_words(out, changes[i]);
    g_string_append_c(out, '\n');
  }
}

int cmd_history(int argc, char **argv) {
  g_autofree char *section = NULL;
  const GOptionEntry entries[] = {
      {"section", 0, 0, G_OPTION_ARG_STRING, &section, "Only in sections with this in their heading", "TEXT"},
      G_OPTION_ENTRY_NULL,
  };
  const CliUsage usage = {
      .usage = "PAPER[@VERSION]",
      .summary = "Tells what each version changed, the second first: [-words taken out-], {+words put\n"
                 "in+}.",
      .shared = CLI_STORE,
      .min = 1,
      .max = 1,
      .entries = entries};
  g_auto(CliArguments) arguments = {0};
  if (!cli_parse(&usage, &arguments, argc, argv)) return EXIT_TROUBLE;
  g_autoptr(Pipeline) pipeline = pipeline_new(arguments.store, NULL);
  g_autoptr(GString) out = g_string_new(NULL);
  PipelineHistory history = {append_version, out};
  GError *error = NULL;
  if (!pipeline_history(pipeline, arguments.names[0], section, &history, &error)) return cli_fail(error);
  return cli_page(out->str) ? EXIT_DONE : EXIT_TROUBLE;
}
