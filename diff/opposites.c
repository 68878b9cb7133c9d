/* Words that say the opposite of one another: "lawful" and "unlawful", "rose" and "fell". English.
 *
 * A pair goes into the list if one put for the other turns a finding of a committee paper round. */
#include "diff/lexicon.h"

#include <glib.h>
#include <string.h>

/* The shorter word has at least this many letters: "til" is no word that "until" turns round. */
enum { STEM_MIN = 4 };

static const char *const pairs[][2] = {
    {"above", "below"},
    {"accept", "reject"},
    {"accepted", "rejected"},
    {"accepts", "rejects"},
    {"add", "remove"},
    {"added", "removed"},
    {"after", "before"},
    {"against", "for"},
    {"agree", "disagree"},
    {"agrees", "rejects"},
    {"agreed", "rejected"},
    {"agree", "reject"},
    {"allow", "prohibit"},
    {"allowed", "prohibited"},
    {"approve", "refuse"},
    {"approved", "refused"},
    {"approve", "reject"},
    {"approved", "rejected"},
    {"approves", "rejects"},
    {"better", "worse"},
    {"close", "open"},
    {"closed", "open"},
    {"decline", "rise"},
    {"declined", "rose"},
    {"decrease", "increase"},
    {"decreased", "increased"},
    {"decreases", "increases"},
    {"decreasing", "increasing"},
    {"deficit", "surplus"},
    {"deficits", "surpluses"},
    {"exclude", "include"},
    {"excluded", "included"},
    {"excludes", "includes"},
    {"excluding", "including"},
    {"expenditure", "income"},
    {"fail", "pass"},
    {"failed", "passed"},
    {"failed", "succeeded"},
    {"failure", "success"},
    {"fall", "rise"},
    {"falling", "rising"},
    {"falls", "rises"},
    {"fell", "rose"},
    {"fewer", "more"},
    {"gain", "loss"},
    {"granted", "refused"},
    {"grant", "refuse"},
    {"higher", "lower"},
    {"highest", "lowest"},
    {"improve", "worsen"},
    {"improved", "worsened"},
    {"improved", "deteriorated"},
    {"improving", "worsening"},
    {"inside", "outside"},
    {"less", "more"},
    {"lose", "gain"},
    {"maximum", "minimum"},
    {"negative", "positive"},
    {"object", "support"},
    {"objected", "supported"},
    {"oppose", "support"},
    {"opposed", "supported"},
    {"over", "under"},
    {"overspend", "underspend"},
    {"overspending", "underspending"},
    {"overspent", "underspent"},
    {"private", "public"},
    {"raise", "reduce"},
    {"raised", "reduced"},
    {"increased", "reduced"},
    {"increase", "reduce"},
    {"increase", "reduction"},
    {"start", "stop"},
    {"stronger", "weaker"},
    {"true", "false"},
    {"with", "without"},
    {"within", "outside"},
    {"won", "lost"},
};

static bool is_listed(const char *a, const char *b) {
  for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
    if (strcmp(pairs[i][0], a) == 0 && strcmp(pairs[i][1], b) == 0) return true;
  return false;
}

/* "unlawful" of "lawful", "non-statutory" of "statutory", "irregular" of "regular". */
static bool negates(const char *word, const char *stem) {
  static const char *const prefixes[] = {"un", "in", "im", "ir", "il", "dis", "non", "non-"};
  for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++)
    if (g_str_has_prefix(word, prefixes[i]) && strcmp(word + strlen(prefixes[i]), stem) == 0)
      return strlen(stem) >= STEM_MIN;
  return false;
}

bool lexicon_are_opposites(const char *a, const char *b) {
  return is_listed(a, b) || is_listed(b, a) || negates(a, b) || negates(b, a);
}
