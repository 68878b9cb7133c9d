/* Finds in a run of tokens what a reader of committee papers takes as one thing: an amount, a date, "seven of
 * the eight", "is expected to", "Appendix L", a name.
 *
 * Each recogniser looks at one place and says how far its thing goes; a table of them is tried at every
 * token. The words are English; in another language amounts, percentages, numbers, dates in digits, addresses
 * and names by capitals are still found. Linear in the tokens. */
#include "diff/diff_priv.h"
#include "diff/lexicon.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const DiffVocabulary *v;
  const DiffPaperSide *side;
  uint32_t first, end;
} Reader;

/* --- looking at tokens --- */

static const char *word_at(const Reader *r, uint32_t t) {
  return t >= r->first && t < r->end ? vocabulary_word(r->v, side_token(r->side, t)->id) : "";
}

static WordKind kind_at(const Reader *r, uint32_t t) {
  return t < r->end ? side_token(r->side, t)->kind : WORD_PUNCTUATION;
}

static const char *shown_at(const Reader *r, uint32_t t) {
  const DiffToken *token = side_token(r->side, t);
  return doc_node(r->side->doc, token->node)->text + token->start;
}

static bool is(const Reader *r, uint32_t t, const char *word) { return strcmp(word_at(r, t), word) == 0; }

static bool is_among(const Reader *r, uint32_t t, LexiconList list) {
  return t >= r->first && t < r->end && vocabulary_lists(r->v, side_token(r->side, t)->id) & (1u << list);
}

static bool is_capitalised(const Reader *r, uint32_t t) {
  return t < r->end && kind_at(r, t) == WORD_PLAIN && g_unichar_isupper(g_utf8_get_char(shown_at(r, t)));
}

static bool same_block(const Reader *r, uint32_t t, uint32_t u) {
  return u < r->end && side_token(r->side, t)->node == side_token(r->side, u)->node;
}

static bool all_digits(const char *word) { return *word && strspn(word, "0123456789") == strlen(word); }

/* --- recognisers: where the thing that begins at t ends, or t --- */

static uint32_t find_money(const Reader *r, uint32_t t) {
  bool money = kind_at(r, t) == WORD_MONEY, number = kind_at(r, t) == WORD_NUMBER;
  if (!money && !number) return t;
  uint32_t end = t + 1;
  if (is_among(r, end, LEXICON_MULTIPLIERS)) end++;
  bool unit = is(r, end, "pounds") || is(r, end, "pence") || is(r, end, "euros");
  if (unit) end++;
  return money || unit ? end : t;
}

static uint32_t find_percentage(const Reader *r, uint32_t t) {
  if (kind_at(r, t) == WORD_PERCENTAGE) return is(r, t + 1, "points") ? t + 2 : t + 1;
  if (kind_at(r, t) != WORD_NUMBER && !is_among(r, t, LEXICON_NUMBERS)) return t;
  if (is(r, t + 1, "percent") || is(r, t + 1, "percentage") || is(r, t + 1, "%")) return t + 2;
  return is(r, t + 1, "per") && is(r, t + 2, "cent") ? t + 3 : t;
}

static bool is_day(const Reader *r, uint32_t t) {
  const char *word = word_at(r, t);
  size_t digits = strspn(word, "0123456789");
  int day = atoi(word);
  bool suffix = word[digits] == '\0' || lexicon_has(LEXICON_ORDINAL_ENDS, word + digits);
  return digits >= 1 && digits <= 2 && suffix && day >= 1 && day <= 31;
}

static bool is_year(const Reader *r, uint32_t t) {
  const char *word = word_at(r, t);
  if (*word == '(' && strlen(word) == strlen("(2018)"))
    return atoi(word + 1) >= 1900 && atoi(word + 1) <= 2100;
  return strlen(word) == 4 && all_digits(word) && atoi(word) >= 1900 && atoi(word) <= 2100;
}

/* "May" and "March" are months after a day or before a year, or with a capital where a time is spoken of; "Cllr June"
 * is nobody's month. */
static bool is_month(const Reader *r, uint32_t t) {
  if (!is_among(r, t, LEXICON_MONTHS) || (t > r->first && is_among(r, t - 1, LEXICON_TITLES))) return false;
  if (!is(r, t, "may") && !is(r, t, "march") && !is(r, t, "mar")) return true;
  if (!is_capitalised(r, t)) return false;
  return is_year(r, t + 1) ||
         (t > r->first &&
          (is_day(r, t - 1) || is_among(r, t - 1, LEXICON_BEFORE_MONTH) || is(r, t - 1, "of")));
}

/* 2018/19, 2018-19, 2018/2019. */
static bool is_financial_year(const char *word) {
  size_t n = strlen(word);
  if ((n != 7 && n != 9) || (word[4] != '/' && word[4] != '-')) return false;
  return strspn(word, "0123456789") == 4 && all_digits(word + 5);
}

/* 12/03/2018, 12.3.18, 2018-03-12. */
static bool is_numeric_date(const char *word) {
  int parts[3] = {0}, part = 0, digits = 0;
  char mark = 0;
  for (const char *p = word; *p; p++) {
    if (g_ascii_isdigit(*p)) {
      if (++digits > 4) return false;
      parts[part] = parts[part] * 10 + (*p - '0');
    } else if (strchr("/-.", *p) && digits && part < 2 && (!mark || mark == *p)) {
      mark = *p, digits = 0, part++;
    } else {
      return false;
    }
  }
  if (part != 2 || !digits) return false;
  bool year_first = parts[0] > 31;
  return parts[1] >= 1 && parts[1] <= 12 &&
         (year_first ? parts[2] <= 31 : parts[0] >= 1 && parts[0] <= 31 && (mark != '.' || parts[2] > 12));
}

/* 12/03, where it is no fraction or year: with a nought, or after a word that a day follows. */
static bool is_day_and_month(const Reader *r, uint32_t t) {
  const char *word = word_at(r, t), *mark = strchr(word, '/');
  size_t first = strspn(word, "0123456789"), second = mark ? strspn(mark + 1, "0123456789") : 0;
  if (!mark || word + first != mark || mark[1 + second] || first > 2 || second > 2 || !first || !second)
    return false;
  if (atoi(word) < 1 || atoi(word) > 31 || atoi(mark + 1) < 1 || atoi(mark + 1) > 12) return false;
  return mark[1] == '0' ||
         (t > r->first && (is(r, t - 1, "on") || is(r, t - 1, "by") || is(r, t - 1, "until") ||
                           is(r, t - 1, "since") || is(r, t - 1, "dated")));
}

static bool is_clock(const Reader *r, uint32_t t) {
  const char *word = word_at(r, t);
  size_t digits = strspn(word, "0123456789");
  if (digits < 1 || digits > 2 || atoi(word) > 24) return false;
  const char *rest = word + digits;
  if ((*rest == ':' || *rest == '.') && strspn(rest + 1, "0123456789") == 2) {
    bool colon = *rest == ':';
    rest += 3;
    return lexicon_has(LEXICON_HALF_DAYS, rest) ||
           (!*rest && (colon || is_among(r, t + 1, LEXICON_HALF_DAYS)));
  }
  return lexicon_has(LEXICON_HALF_DAYS, rest) || (!*rest && is_among(r, t + 1, LEXICON_HALF_DAYS));
}

static uint32_t find_day_and_month(const Reader *r, uint32_t t) {
  uint32_t end = t;
  if (is_day(r, t)) {
    uint32_t month = is(r, t + 1, "of") ? t + 2 : t + 1;
    if (!is_month(r, month)) return t;
    end = month + 1;
  } else if (is_month(r, t)) {
    end = is_day(r, t + 1) && !is_month(r, t + 2) ? t + 2 : t + 1;
  } else {
    return t;
  }
  if (is(r, end, ",") && is_year(r, end + 1)) end++;
  return is_year(r, end) ? end + 1 : end;
}

/* "Q2", "third quarter", "Spring", each with the year that follows. */
static uint32_t find_part_of_year(const Reader *r, uint32_t t) {
  const char *word = word_at(r, t);
  uint32_t end = t;
  if (*word == 'q' && word[1] >= '1' && word[1] <= '4' && !word[2])
    end = t + 1;
  else if (is_among(r, t, LEXICON_NUMBERS) && is(r, t + 1, "quarter"))
    end = t + 2;
  else if (is_among(r, t, LEXICON_SEASONS) && (is_year(r, t + 1) || is_capitalised(r, t) ||
                                               (t > r->first && is_among(r, t - 1, LEXICON_BEFORE_MONTH))))
    end = t + 1;
  if (end == t) return t;
  uint32_t year = is(r, end, "of") ? end + 1 : end;
  return is_year(r, year) || is_financial_year(word_at(r, year)) ? year + 1 : end;
}

static uint32_t find_date(const Reader *r, uint32_t t) {
  const char *word = word_at(r, t);
  if (is_among(r, t, LEXICON_WEEKDAYS)) {
    uint32_t end = find_day_and_month(r, is(r, t + 1, ",") ? t + 2 : t + 1);
    return end > t + 2 ? end : t + 1;
  }
  uint32_t end = find_day_and_month(r, t);
  if (end == t) end = find_part_of_year(r, t);
  if (end > t) return end;
  bool part = is(r, t, "early") || is(r, t, "late") || is(r, t, "mid") || is(r, t, "end");
  uint32_t month = is(r, t + 1, "of") ? t + 2 : t + 1;
  if (part && is_month(r, month)) return find_day_and_month(r, month);
  if (is_financial_year(word) || is_numeric_date(word) || is_year(r, t) || is_day_and_month(r, t))
    return t + 1;
  if (is_clock(r, t)) return is_among(r, t + 1, LEXICON_HALF_DAYS) ? t + 2 : t + 1;
  return t;
}

/* "forty-two", "twenty-first": there are too many for a list. */
static bool is_compound_number(const char *word) {
  double value;
  return strchr(word, '-') && lexicon_number(word, &value);
}

static bool is_number(const Reader *r, uint32_t t) {
  return kind_at(r, t) == WORD_NUMBER || is_among(r, t, LEXICON_NUMBERS) ||
         is_among(r, t, LEXICON_FRACTIONS) || is_compound_number(word_at(r, t));
}

/* "seven", "all eight", "six of the eight", "two thirds", "1.2 million". */
static uint32_t find_number(const Reader *r, uint32_t t) {
  bool whole = is(r, t, "all") || is(r, t, "both") || is(r, t, "none");
  if (!is_number(r, t) && !whole) return t;
  if (find_date(r, t) > t || find_percentage(r, t) > t || find_money(r, t) > t) return t;
  uint32_t end = t + 1;
  if (is(r, t, "all") && is_number(r, end)) return end + 1;
  while (end < t + 4 && (is_among(r, end, LEXICON_MULTIPLIERS) || is_among(r, end, LEXICON_FRACTIONS))) end++;
  uint32_t of = is(r, end, "out") ? end + 1 : end;
  uint32_t other = is(r, of + 1, "the") || is(r, of + 1, "all") ? of + 2 : of + 1;
  bool share = is(r, of, "of") && is_number(r, other) && find_date(r, other) == other;
  if (share) return other + 1;
  return is(r, t, "all") ? t : end;
}

static uint32_t find_phrase(const Reader *r, uint32_t t, LexiconList list) {
  uint32_t longest = 0;
  if (!is_among(r, t, list)) return t;
  for (size_t i = 0;; i++) {
    const char *phrase = lexicon_at(list, i);
    if (!phrase) return t + longest;
    uint32_t words = 0;
    for (const char *p = phrase; *p; words++) {
      size_t n = strcspn(p, " ");
      const char *word = word_at(r, t + words);
      if (strlen(word) != n || strncmp(word, p, n) != 0) break;
      p += n + (p[n] == ' ');
      if (!*p) longest = MAX(longest, words + 1);
    }
  }
}

static uint32_t find_modality(const Reader *r, uint32_t t) {
  return is_month(r, t) ? t : find_phrase(r, t, LEXICON_MODALITY);
}
static uint32_t find_negation(const Reader *r, uint32_t t) {
  const char *word = word_at(r, t);
  return g_str_has_suffix(word, "n't") ? t + 1 : find_phrase(r, t, LEXICON_NEGATION);
}
static uint32_t find_qualifier(const Reader *r, uint32_t t) { return find_phrase(r, t, LEXICON_QUALIFIERS); }
static uint32_t find_promise(const Reader *r, uint32_t t) { return find_phrase(r, t, LEXICON_PROMISES); }
static uint32_t find_exempt(const Reader *r, uint32_t t) { return find_phrase(r, t, LEXICON_EXEMPT); }

/* "Appendix L", "paragraph 3.2", "(b)". */
static uint32_t find_reference(const Reader *r, uint32_t t) {
  if (is_among(r, t, LEXICON_REFERENCES)) {
    WordKind kind = kind_at(r, t + 1);
    size_t length = strlen(word_at(r, t + 1));
    bool letter = kind == WORD_PLAIN && length <= 2 && is_capitalised(r, t + 1);
    bool roman = kind == WORD_PLAIN && length && strspn(word_at(r, t + 1), "ivx") == length;
    if (same_block(r, t, t + 1) && (kind == WORD_NUMBER || kind == WORD_REFERENCE || letter || roman))
      return t + 2;
  }
  bool year =
      strlen(word_at(r, t)) == strlen("(2018)") && strspn(word_at(r, t) + 1, "0123456789") == strlen("2018");
  return kind_at(r, t) == WORD_REFERENCE && !year ? t + 1 : t;
}

/* "Local Government Act 1972". */
static uint32_t find_law(const Reader *r, uint32_t t) {
  uint32_t end = t;
  if (!is_capitalised(r, t) || vocabulary_is_stop_word(r->v, side_token(r->side, t)->id)) return t;
  while (end < t + 10 && same_block(r, t, end) &&
         (is_capitalised(r, end) || is(r, end, "and") || is(r, end, "of")))
    if (is_among(r, end++, LEXICON_LAWS)) return is_year(r, end) ? end + 1 : end;
  return t;
}

/* "section 151 of the Local Government Act 1972", "s.100B(4)(b)", "regulation 12", "Schedule 12A". */
static uint32_t find_legal(const Reader *r, uint32_t t) {
  const char *word = word_at(r, t), *next = word_at(r, t + 1);
  if (kind_at(r, t) == WORD_REFERENCE && g_str_has_prefix(word, "s.")) return t + 1;
  bool numbered = kind_at(r, t + 1) != WORD_PUNCTUATION && g_ascii_isdigit(*next);
  if (numbered && (is(r, t, "schedule") || is(r, t, "regulation") || is(r, t, "regulations"))) return t + 2;
  uint32_t part = find_reference(r, t);
  uint32_t law = is(r, part + 1, "the") ? part + 2 : part + 1;
  if (part > t && is(r, part, "of") && find_law(r, law) > law) return find_law(r, law);
  return find_law(r, t);
}

static uint32_t find_contact(const Reader *r, uint32_t t) {
  if (kind_at(r, t) == WORD_EMAIL) return t + 1;
  const char *word = word_at(r, t);
  if (*word != '0' && *word != '+') return t;
  uint32_t end = t;
  size_t digits = 0;
  while (end < r->end && end < t + 4 && (all_digits(word_at(r, end)) || *word_at(r, end) == '+'))
    digits += strspn(word_at(r, end), "+0123456789"), end++;
  return digits >= 9 ? end : t;
}

static uint32_t find_link(const Reader *r, uint32_t t) { return kind_at(r, t) == WORD_URL ? t + 1 : t; }

/* --- names: runs of capitals --- */

static bool begins_sentence(const Reader *r, uint32_t t) {
  if (t == 0) return true;
  const DiffToken *before = side_token(r->side, t - 1);
  return before->node != side_token(r->side, t)->node || before->kind == WORD_PUNCTUATION;
}

static bool is_acronym(const Reader *r, uint32_t t) {
  const DiffToken *token = side_token(r->side, t);
  const char *p = shown_at(r, t), *end = doc_node(r->side->doc, token->node)->text + token->end;
  unsigned capitals = 0;
  for (; p < end && g_unichar_isupper(g_utf8_get_char(p)); p = g_utf8_next_char(p)) capitals++;
  return capitals >= 2 && (p == end || strcmp(p, "s") == 0 || (*p == 's' && p + 1 == end));
}

/* A run of capitalised words from t; small words stand inside it only before a capital. */
static uint32_t name_end(const Reader *r, uint32_t t, bool joined) {
  uint32_t end = t;
  if (!is_capitalised(r, t) || is_among(r, t, LEXICON_NOT_NAMES) || is_month(r, t)) return t;
  if (vocabulary_is_stop_word(r->v, side_token(r->side, t)->id)) return t;
  while (end < t + 12 && same_block(r, t, end)) {
    if (is_capitalised(r, end) && !is_month(r, end))
      end++;
    else if (joined && is_among(r, end, LEXICON_JOINERS) && same_block(r, t, end + 1) &&
             is_capitalised(r, end + 1))
      end++;
    else
      break;
  }
  return end;
}

static bool run_has(const Reader *r, uint32_t t, uint32_t end, LexiconList list) {
  for (; t < end; t++)
    if (is_among(r, t, list)) return true;
  return false;
}

/* Only the first word of a run is tried: the rest of "Kent County Council" is no name of its own. */
static bool is_inside_name(const Reader *r, uint32_t t) {
  return t > r->first && same_block(r, t - 1, t) && name_end(r, t - 1, false) > t;
}

/* "NOTE", "APPROVE": in capitals, for as plain words they decide nothing. */
static uint32_t find_decision(const Reader *r, uint32_t t) {
  return is_among(r, t, LEXICON_DECISIONS) && is_acronym(r, t) ? t + 1 : t;
}

static uint32_t find_organisation(const Reader *r, uint32_t t) {
  if (is_inside_name(r, t) || find_decision(r, t) > t) return t;
  uint32_t end = name_end(r, t, true);
  if (end > t && run_has(r, t, end, LEXICON_ORGANISATIONS)) return end;
  return end == t + 1 && is_acronym(r, t) ? end : t;
}

static uint32_t find_role(const Reader *r, uint32_t t) {
  uint32_t end = t;
  while (is_among(r, end, LEXICON_ROLE_MODIFIERS)) end++;
  if (!is_among(r, end, LEXICON_ROLES) && end > t + 1)
    end--; /* "Chief Executive": a modifier in other roles */
  if (!is_among(r, end, LEXICON_ROLES)) return t;
  while (is_among(r, end, LEXICON_ROLES)) end++;
  if (is(r, end, "of") && is_capitalised(r, end + 1)) end = name_end(r, end + 1, true);
  return end;
}

static uint32_t find_person(const Reader *r, uint32_t t) {
  if (is_among(r, t, LEXICON_TITLES)) {
    uint32_t name = is(r, t + 1, ".") ? t + 2 : t + 1, end = name_end(r, name, false);
    return end > name ? end : t;
  }
  if (is_inside_name(r, t)) return t;
  uint32_t end = name_end(r, t, false), words = end - t;
  if (words < 2 || words > 4) return t;
  if (run_has(r, t, end, LEXICON_ORGANISATIONS) || run_has(r, t, end, LEXICON_ROLES) ||
      run_has(r, t, end, LEXICON_LAWS) || run_has(r, t, end, LEXICON_REFERENCES) ||
      run_has(r, t, end, LEXICON_ROLE_MODIFIERS) || run_has(r, t, end, LEXICON_PLACES) ||
      run_has(r, t, end, LEXICON_COMMON))
    return t;
  for (uint32_t u = t; u < end; u++)
    if (is_acronym(r, u) || vocabulary_is_small(r->v, side_token(r->side, u)->id)) return t;
  return words == 2 || !begins_sentence(r, t) ? end : t;
}

/* --- the table --- */

static const struct {
  DiffClassKind kind;
  uint32_t (*find)(const Reader *r, uint32_t t);
} recognisers[] = {
    {DIFF_CLASS_RECOMMENDATION, find_decision},
    {DIFF_CLASS_MONEY, find_money},
    {DIFF_CLASS_PERCENTAGE, find_percentage},
    {DIFF_CLASS_DATE, find_date},
    {DIFF_CLASS_NUMBER, find_number},
    {DIFF_CLASS_MODALITY, find_modality},
    {DIFF_CLASS_NEGATION, find_negation},
    {DIFF_CLASS_QUALIFIER, find_qualifier},
    {DIFF_CLASS_REFERENCE, find_reference},
    {DIFF_CLASS_LEGAL, find_legal},
    {DIFF_CLASS_PROMISE, find_promise},
    {DIFF_CLASS_EXEMPT, find_exempt},
    {DIFF_CLASS_CONTACT, find_contact},
    {DIFF_CLASS_LINK, find_link},
    {DIFF_CLASS_ORGANISATION, find_organisation},
    {DIFF_CLASS_ROLE, find_role},
    {DIFF_CLASS_PERSON, find_person},
};

void entities_find(const DiffVocabulary *v, const DiffPaperSide *side, const uint32_t bounds[2],
                   uint32_t from, uint32_t to, GArray *out) {
  Reader reader = {v, side, bounds[0], bounds[1]};
  uint32_t past[G_N_ELEMENTS(recognisers)] = {
      0}; /* a thing found is not looked into for another of its class */
  for (uint32_t t = from; t < to; t++)
    for (size_t k = 0; k < G_N_ELEMENTS(recognisers); k++) {
      if (t < past[k]) continue;
      uint32_t stop = MIN(recognisers[k].find(&reader, t), bounds[1]);
      if (stop <= t) continue;
      DiffEntity entity = {recognisers[k].kind, t, stop};
      g_array_append_val(out, entity);
      past[k] = stop;
    }
}
