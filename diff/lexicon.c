/* The word lists, each ended by NULL. Gathered from the classes named in the design and from council papers;
 * a word goes in if it tells its class in most places where it stands. */
#include "diff/lexicon.h"

#include <glib.h>
#include <string.h>

/* clang-format off: lists are read by the line. */

static const char *const numbers[] = {
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty",
    "seventy", "eighty", "ninety", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth", "thirtieth", "once", "twice", "dozen", "twenty-one", "twenty-two", "twenty-three", "twenty-four", "twenty-five",
    "twenty-six", "twenty-seven", "twenty-eight", "twenty-nine", "thirty-one", NULL,
};
static const char *const fractions[] = {
    "half", "thirds", "third", "quarter", "quarters", "two-thirds", "one-third", "three-quarters", "one-quarter", "fifths",
    "one-half", NULL,
};
static const char *const multipliers[] = {"hundred", "thousand", "million", "billion", "trillion", "m", "bn", "k", NULL};
static const char *const ordinal_ends[] = {"st", "nd", "rd", "th", NULL};
static const char *const months[] = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", NULL,
};
static const char *const weekdays[] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", NULL,
};
static const char *const half_days[] = {"am", "pm", "a.m", "p.m", "noon", NULL};
static const char *const before_month[] = {
    "in", "early", "late", "mid", "by", "until", "since", "from", "to", "and", "end", "during", "before", "after", "next",
    "last", "this", "or", "between", "through", "for", NULL,
};
static const char *const seasons[] = {"spring", "summer", "autumn", "winter", NULL};
static const char *const modality[] = {
    "may", "shall", "will", "must", "would", "should", "could", "can", "might", "ought to", "is to", "are to", "was to",
    "were to", "is expected to", "are expected to", "was expected to", "were expected to", "expected to", "is likely to",
    "are likely to", "likely to", "intends to", "intend to", "intended to", "plans to", "proposes to", "aims to",
    "subject to", "is required to", "are required to", "required to", "need to", "needs to", "has to", "have to", "agreed to",
    "agrees to", "decided to", "committed to", "is due to", "are due to", "provided that", "if confirmed", "if agreed",
    "if approved", NULL,
};
/* What a committee is asked to do: in papers these stand in capitals. */
static const char *const decisions[] = {
    "note", "approve", "agree", "endorse", "adopt", "authorise", "confirm", "consider", "decide", "defer", "delegate",
    "ratify", "receive", "recommend", "recommended", "refer", "reject", "resolve", "resolved", "support", NULL,
};
static const char *const negation[] = {
    "not", "no", "never", "none", "neither", "nor", "without", "cannot", "no longer", "unable to", "not yet", NULL,
};
static const char *const qualifiers[] = {
    "significant", "significantly", "limited", "unacceptable", "acceptable", "material", "substantial", "substantially",
    "adequate", "inadequate", "reasonable", "major", "minor", "serious", "considerable", "slight", "slightly", "good", "poor",
    "fully", "partially", "partly", "provisional", "provisionally", "final", "draft", "interim", "urgent", "severe",
    "moderate", "high", "low", "strong", "weak", "approximately", "about", "around", "nearly", "almost", "at least",
    "at most", "up to", "more than", "less than", "fewer than", "only", "some", "most", "many", "few", "several",
    "potential", "possible", "probable", "likely", "unlikely", "permanent", "temporary", "immediate", "immediately",
    "satisfactory", "unsatisfactory", "critical", "key", "essential", "independent", NULL,
};
static const char *const references[] = {
    "appendix", "appendices", "annex", "annexe", "schedule", "section", "sections", "paragraph", "paragraphs", "para", "paras",
    "item", "items", "minute", "table", "figure", "chapter", "clause", "article", "exhibit", "ref", "recommendation", "option",
    "page", "part", "policy", "note", NULL,
};
static const char *const laws[] = {
    "act", "acts", "regulation", "regulations", "order", "directive", "measure", "bill", "byelaws", "code", NULL,
};
static const char *const promises[] = {
    "to follow", "verbal update", "oral update", "verbal update to follow", "verbal report", "oral report", "to be confirmed",
    "tbc", "tba", "to be announced", "to be circulated", "to be tabled", "will be tabled", "will be circulated",
    "will be reported", "will report back", "report back", "in due course", "at a later date", "will follow",
    "will be provided", "to be provided", "to be agreed", "to be determined", "further report", "at the meeting", NULL,
};
static const char *const exempt[] = {
    "exempt", "confidential", "not for publication", "part ii", "restricted", "press and public", "open", "unrestricted",
    "official-sensitive", "exclusion of the press", NULL,
};
static const char *const titles[] = {
    "mr", "mrs", "ms", "miss", "dr", "cllr", "councillor", "professor", "prof", "sir", "lord", "lady", "dame", "baroness",
    "rev", "reverend", "judge", NULL,
};
static const char *const organisations[] = {
    "council", "committee", "board", "authority", "trust", "ccg", "ccgs", "nhs", "partnership", "group", "groups", "university",
    "college", "school", "ltd", "limited", "plc", "llp", "association", "department", "agency", "service", "services", "cabinet",
    "police", "commission", "ministry", "office", "forum", "federation", "foundation", "society", "company", "parliament",
    "government", "panel", "hospital", "fund", "bank", "institute", "stp", "county", "borough", "district", "union", NULL,
};
static const char *const roles[] = {
    "director", "directors", "officer", "officers", "manager", "managers", "chair", "chairman", "chairperson", "chairwoman",
    "vice-chairman", "vice-chair", "leader", "head", "executive", "secretary", "clerk", "lead", "treasurer", "solicitor",
    "mayor", "councillors", "commissioner", "lay-members", "lay-member", "member", "members", "governor", "auditor", "adviser",
    "advisor", "consultant", "coordinator", "co-ordinator", "engineer", "planner", "accountant", "inspector", "constable",
    "proposer", "seconder", "author", NULL,
};
static const char *const role_modifiers[] = {
    "chief", "deputy", "accountable", "managing", "senior", "executive", "assistant", "vice", "interim", "acting", "corporate",
    "strategic", "monitoring", "lead", "cabinet", "principal", "portfolio", "scrutiny", "research", "finance", "financial",
    "legal", "democratic", "operating", "medical", "head", "lay", NULL,
};
/* Words that a two-word name of a place has, and no person's. */
static const char *const places[] = {
    "road", "street", "avenue", "lane", "close", "house", "hall", "north", "south", "east", "west", "coast", "park", "bridge",
    "hill", "green", "centre", "station", "river", "valley", "kingdom", "england", "wales", "scotland", "ireland", NULL,
};
static const char *const joiners[] = {"of", "and", "&", "for", "the", "in", "to", NULL};
static const char *const not_names[] = {
    "however", "members", "making", "following", "i", "if", "when", "while", "no", "yes", "what", "how", "why", "where",
    "there", "here", "total", "summary", "background", "introduction", "conclusion", "recommendation", "recommendations",
    "subject", "date", "by", "from", "report", "appendix", "annex", "table", "figure", "section", "item", "page", "paragraph",
    "nationally", "locally", "also", "all", "each", "some", "other", "any", "both", "not", "only", "after", "before", "since",
    "until", "during", "under", "over", "between", "within", "without", NULL,
};
/* Nouns and adjectives that headings, events and schemes are called by, and people seldom: "Cream Tea", "Public Rights". */
static const char *const common[] = {
    "academic", "access", "accounts", "action", "actions", "adult", "advice", "affairs", "agenda", "agreement", "air",
    "allowance", "annual", "archive", "arts", "assembly", "assessment", "asset", "assets", "audit", "award", "awards", "ball",
    "benefit", "benefits", "big", "budget", "building", "bus", "business", "calendar", "campaign", "capital", "care", "cash",
    "children", "christmas", "city", "civic", "clean", "climate", "club", "coffee", "communications", "community", "complaints",
    "conference", "constitution", "consultation", "contract", "corporate", "cost", "costs", "country", "course", "covid",
    "cream", "crime", "culture", "cycle", "data", "day", "debate", "decision", "design", "desk", "development", "digital",
    "diversity", "easter", "economic", "economy", "education", "election", "elections", "emergency", "energy", "environment",
    "equality", "estate", "event", "events", "exhibition", "fair", "family", "festival", "fete", "film", "fire", "flood",
    "food", "formal", "framework", "free", "fuel", "funding", "future", "games", "general", "governance", "grant", "grants",
    "growth", "guide", "guidance", "health", "heritage", "highway", "highways", "history", "home", "homes", "housing",
    "human", "impact", "improvement", "income", "industry", "information", "infrastructure", "integrated", "internal",
    "investment", "job", "joint", "joy", "land", "last", "learning", "leisure", "letter", "levy", "library", "licence",
    "licensing", "living", "local", "log", "loan", "management", "map", "market", "matters", "meeting", "meetings", "mental",
    "minutes", "model", "money", "month", "motion", "motions", "museum", "music", "national", "neighbourhood", "network",
    "new", "next", "night", "notice", "open", "operational", "order", "out", "parking", "past", "pay", "payment", "payments",
    "pension", "pensions", "people", "performance", "permit", "phase", "pilot", "plan", "planning", "plans", "plant", "play",
    "policy", "population", "post", "poverty", "primary", "priority", "procedure", "procurement", "programme", "project",
    "projects", "property", "proposal", "proposals", "public", "pupil", "quality", "quiz", "rail", "rate", "rates", "recovery",
    "recycling", "regeneration", "register", "registration", "report", "reports", "reserve", "reserves", "resource",
    "resources", "response", "results", "revenue", "review", "rights", "risk", "risks", "rural", "safe", "safety", "sale",
    "scheme", "schemes", "school", "schools", "science", "secondary", "sector", "security", "site", "skills", "social",
    "special", "sponsor", "sport", "sports", "staff", "standard", "standards", "standing", "state", "statement", "stop",
    "strategic", "strategy", "street", "student", "suggestions", "summer", "supplementary", "support", "survey", "system",
    "talks", "target", "targets", "task", "tax", "tea", "team", "technical", "technology", "term", "thank", "the", "think",
    "town", "trade", "traffic", "training", "transport", "travel", "treasury", "trip", "update", "updates", "urban", "value",
    "village", "vision", "vote", "voting", "walk", "ward", "waste", "water", "way", "website", "week", "welfare", "winter",
    "work", "workforce", "working", "world", "year", "young", "youth", NULL,
};

/* clang-format on */

static const char *const *const lists[LEXICON_LISTS] = {
    [LEXICON_NUMBERS] = numbers,           [LEXICON_FRACTIONS] = fractions,
    [LEXICON_MULTIPLIERS] = multipliers,   [LEXICON_ORDINAL_ENDS] = ordinal_ends,
    [LEXICON_MONTHS] = months,             [LEXICON_WEEKDAYS] = weekdays,
    [LEXICON_HALF_DAYS] = half_days,       [LEXICON_BEFORE_MONTH] = before_month,
    [LEXICON_SEASONS] = seasons,
    [LEXICON_MODALITY] = modality,         [LEXICON_DECISIONS] = decisions,
    [LEXICON_NEGATION] = negation,
    [LEXICON_QUALIFIERS] = qualifiers,     [LEXICON_REFERENCES] = references,
    [LEXICON_LAWS] = laws,                 [LEXICON_PROMISES] = promises,
    [LEXICON_EXEMPT] = exempt,             [LEXICON_TITLES] = titles,
    [LEXICON_ORGANISATIONS] = organisations, [LEXICON_ROLES] = roles,
    [LEXICON_ROLE_MODIFIERS] = role_modifiers, [LEXICON_PLACES] = places,
    [LEXICON_JOINERS] = joiners,           [LEXICON_NOT_NAMES] = not_names,
    [LEXICON_COMMON] = common,
};

bool lexicon_has(LexiconList list, const char *word) {
  if (!*word) return false;
  for (const char *const *p = lists[list]; *p; p++)
    if (**p == *word && strcmp(*p, word) == 0) return true;
  return false;
}

/* The first word of each entry -> a bit for each list that it is in. Made once: every word of two papers is asked for. */
static GHashTable *first_words(void) {
  static GHashTable *table;
  if (table) return table;
  table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (unsigned list = 0; list < LEXICON_LISTS; list++)
    for (const char *const *p = lists[list]; *p; p++) {
      char *first = g_strndup(*p, strcspn(*p, " "));
      guint bits = GPOINTER_TO_UINT(g_hash_table_lookup(table, first));
      g_hash_table_insert(table, first, GUINT_TO_POINTER(bits | 1u << list));
    }
  return table;
}

uint32_t lexicon_lists(const char *word) {
  return GPOINTER_TO_UINT(g_hash_table_lookup(first_words(), word));
}

const char *lexicon_at(LexiconList list, size_t i) { return lists[list][i]; }

static bool unit_value(const char *word, gsize len, double *value) {
  static const int values[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13,
                               14, 15, 16, 17, 18, 19, 20, 30, 40, 50, 60, 70, 80, 90};
  for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
    if (strlen(numbers[i]) == len && g_ascii_strncasecmp(numbers[i], word, len) == 0) {
      *value = values[i];
      return true;
    }
  return false;
}

/* "first" is 1; after tens, "twenty-first". */
static bool ordinal_value(const char *word, gsize len, double *value) {
  static const char *const ordinals[] = {
      "first",      "second",     "third",     "fourth",    "fifth",     "sixth",       "seventh",
      "eighth",     "ninth",      "tenth",     "eleventh",  "twelfth",   "thirteenth",  "fourteenth",
      "fifteenth",  "sixteenth",  "seventeenth", "eighteenth", "nineteenth", "twentieth"};
  for (gsize i = 0; i < G_N_ELEMENTS(ordinals); i++)
    if (strlen(ordinals[i]) == len && g_ascii_strncasecmp(ordinals[i], word, len) == 0) {
      *value = (double)i + 1;
      return true;
    }
  return false;
}

static bool word_value(const char *word, gsize len, double *value) {
  return unit_value(word, len, value) || ordinal_value(word, len, value);
}

bool lexicon_number(const char *text, double *value) {
  gsize len = strcspn(text, "- ");
  double units;
  if (!word_value(text, len, value)) return false;
  if (!text[len]) return true;
  gsize rest = strcspn(text + len + 1, " ");
  bool tens = *value >= 20 && text[len] == '-' && !text[len + 1 + rest];
  if (!tens || !word_value(text + len + 1, rest, &units) || units >= 10) return false;
  *value += units;
  return true;
}

bool lexicon_is_decision(const char *word) {
  static const char *const endings[] = {"", "s", "d", "ed", "es", "red", "ied"};
  for (const char *const *verb = decisions; *verb; verb++) {
    size_t stem = strlen(*verb) - g_str_has_suffix(*verb, "y");
    if (strncmp(word, *verb, stem) != 0) continue;
    const char *end = word[stem] == 'y' ? word + stem + 1 : word + stem;
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
      if (strcmp(end, endings[i]) == 0) return true;
  }
  return false;
}

bool lexicon_is_ordinal(const char *text) {
  const char *hyphen = strrchr(text, '-'), *last = hyphen ? hyphen + 1 : text;
  double value;
  size_t digits = strspn(text, "0123456789");
  if (digits) return lexicon_has(LEXICON_ORDINAL_ENDS, text + digits);
  return ordinal_value(last, strlen(last), &value);
}
