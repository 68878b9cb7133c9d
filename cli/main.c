/* redraft: finds the command and runs it. */
#include "cli/cli.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *usage, *summary;
} commands[] = {
    {"ingest", cmd_ingest, "PATH...", "file papers and their versions in the store"},
    {"commit", cmd_commit, "--inbox DIR", "file what was read elsewhere in the store"},
    {"extract", cmd_extract, "FILE...", "print the structure or the words of papers"},
    {"diff", cmd_diff, "OLD NEW", "say what really changed between two drafts"},
    {"log", cmd_log, "PAPER", "list the versions of a paper"},
    {"list", cmd_list, "", "list the papers in the store"},
    {"show", cmd_show, "PAPER[@VERSION]", "print a version of a paper"},
    {"blame", cmd_blame, "PAPER[@VERSION]", "tell which version brought each sentence"},
    {"history", cmd_history, "PAPER[@VERSION]", "tell what each version changed, in a section or all"},
    {"search", cmd_search, "WORD...", "find passages in all versions"},
    {"export", cmd_export, "[PAPER...]", "write papers for a long-term archive (BagIt)"},
    {"push", cmd_push, "REMOTE|FILE.bundle", "send the store to a git repository or a bundle"},
    {"withdraw", cmd_withdraw, "PAPER", "put a tombstone in the place of a paper"},
    {"purge", cmd_purge, "PAPER[@VERSION]", "take a paper out of the whole history"},
    {"relink", cmd_relink, "PAPER@VERSION PAPER", "move a version to the paper it belongs to"},
    {"reextract", cmd_reextract, "[PAPER...]", "read stored sources again with the readers of today"},
    {"fsck", cmd_fsck, "", "check that the store is whole"},
};

static char *help(void) {
  GString *out = g_string_new(
      "Usage: redraft COMMAND [OPTION...] [NAME...]\n\n"
      "Reads successive drafts of committee papers, keeps every version, and says what really changed.\n\n");
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
    g_string_append_printf(out, "  %-9s %-19s %s\n", commands[i].name, commands[i].usage,
                           commands[i].summary);
  g_string_append(out, "\nredraft COMMAND --help tells the options of a command; redraft(1) tells all.\n"
                       "The store is --store DIR, else $REDRAFT_STORE, else ./papers.git.\n");
  return g_string_free(out, FALSE);
}

static int unknown_command(const char *name) {
  const char *near = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(commands) && !near; i++)
    if (pipeline_is_near(commands[i].name, name)) near = commands[i].name;
  if (near)
    cli_complain("%s: no such command; is it %s?", name, near);
  else
    cli_complain("%s: no such command; redraft --help lists them", name);
  return EXIT_TROUBLE;
}

static int run(int argc, char **argv) {
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
    if (g_str_equal(commands[i].name, argv[0])) return commands[i].run(argc, argv);
  return unknown_command(argv[0]);
}

static int print_help(void) {
  g_autofree char *text = help();
  return cli_print(text) ? EXIT_DONE : EXIT_TROUBLE;
}

/* "redraft help diff" is "redraft diff --help". */
static int help_command(int argc, char **argv) {
  if (argc < 2) return print_help();
  char *arguments[] = {argv[1], (char[]){"--help"}, NULL};
  return run(2, arguments);
}

int main(int argc, char **argv) {
  signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error to tell of, as a full disk is */
  setlocale(LC_CTYPE, "");  /* names of files; numbers and dates stay as they are everywhere */
  const char *name = argc > 1 ? argv[1] : NULL;
  if (!name) {
    cli_complain("no command; redraft --help lists them");
    return EXIT_TROUBLE;
  }
  if (g_str_equal(name, "--help") || g_str_equal(name, "-h")) return print_help();
  if (g_str_equal(name, "--version"))
    return cli_print("redraft " REDRAFT_VERSION "\n") ? EXIT_DONE : EXIT_TROUBLE;
  if (g_str_equal(name, "help")) return help_command(argc - 1, argv + 1);
  return run(argc - 1, argv + 1);
}
