/* Parsing of labels by a small grammar: [ "(" ] ( digits { "." digits } | letter | roman ) [ "." | ")" | ":"
 * ] space. */
#include "ingest/labels.h"

#include "model/text.h"

#include <string.h>

enum { NUMBER_MAX = 999, PART_DIGITS_MAX = 3, ROMAN_MAX = 39, DEPTH_MAX = 6 };

static unsigned roman_value(const char *s, size_t len) {
  static const struct {
    const char *digits;
    unsigned value;
  } numerals[] = {{"xxx", 30}, {"xx", 20}, {"xl", 40}, {"x", 10},  {"ix", 9}, {"viii", 8}, {"vii", 7},
                  {"vi", 6},   {"iv", 4},  {"v", 5},   {"iii", 3}, {"ii", 2}, {"i", 1}};
  unsigned value = 0;
  while (len) {
    size_t i = 0;
    while (i < G_N_ELEMENTS(numerals) &&
           (strlen(numerals[i].digits) > len ||
            g_ascii_strncasecmp(s, numerals[i].digits, strlen(numerals[i].digits)) != 0))
      i++;
    if (i == G_N_ELEMENTS(numerals) || (value && numerals[i].value >= 10 && value < 10)) return 0;
    value += numerals[i].value;
    s += strlen(numerals[i].digits);
    len -= strlen(numerals[i].digits);
  }
  return value <= ROMAN_MAX ? value : 0;
}

/* "1", "12.3", "4.2.1": bytes taken, 0 if none. */
static size_t parse_decimal(const char *s, Label *label) {
  size_t at = 0;
  for (label->depth = 0; label->depth < DEPTH_MAX;) {
    size_t digits = strspn(s + at, "0123456789");
    if (digits == 0 || digits > PART_DIGITS_MAX) break;
    label->value = (unsigned)g_ascii_strtoull(s + at, NULL, 10);
    label->depth++;
    at += digits;
    if (s[at] != '.' || !g_ascii_isdigit(s[at + 1])) break;
    at++;
  }
  if (label->depth == 0 || g_ascii_isdigit(s[at])) return 0;
  label->kind = label->depth > 1 ? LABEL_OUTLINE : LABEL_DECIMAL;
  return at;
}

static size_t parse_letters(const char *s, Label *label) {
  size_t len = 0;
  while (g_ascii_isalpha(s[len])) len++;
  if (len == 0 || len > 6 || !s[len] || !strchr(".):", s[len])) return 0; /* one of these ends all labels of letters */
  unsigned roman = roman_value(s, len);
  label->depth = 1;
  if (roman && (len > 1 || *s == 'i' || *s == 'v' || *s == 'x')) {
    label->kind = LABEL_ROMAN;
    label->value = roman;
    return len;
  }
  if (len > 2 || (len == 2 && s[0] != s[1])) return 0; /* after z comes aa */
  label->kind = LABEL_LETTER;
  label->value = (unsigned)(g_ascii_tolower(*s) - 'a') + 1 + (len == 2 ? 26 : 0);
  return len;
}

static Label parse_bullet(const char *text) {
  gunichar c = g_utf8_get_char(text);
  const char *after = g_utf8_next_char(text);
  bool ascii = c == '-' || c == '*' || c == 'o' || c == 0x2013 || c == 0x2014;
  /* a bullet glyph may touch its text ("•Review"); a dash, star or o must stand apart */
  if (!text_is_bullet(c) && !(ascii && *after == ' ' && after[1])) return (Label){0};
  unsigned length = (unsigned)(after - text);
  return (Label){
      .kind = LABEL_BULLET, .length = length, .skip = length + (unsigned)strspn(after, " "), .depth = 1};
}

/* A space follows a label, or nothing; a bracket may touch the capital that begins the text: "(m)In
 * February". */
static Label finish(const char *text, Label label, size_t at) {
  bool touching = label.style == 'b' && g_ascii_isupper(text[at]) && g_ascii_islower(text[at + 1]);
  if (text[at] != '\0' && text[at] != ' ' && !touching) return (Label){0};
  label.length = (unsigned)at;
  label.skip = (unsigned)(at + strspn(text + at, " "));
  return label;
}

static Label parse_numbered(const char *text, bool heading) {
  Label label = {0};
  bool bracket = *text == '(';
  size_t at = bracket;
  size_t taken = parse_decimal(text + at, &label);
  if (!taken) taken = parse_letters(text + at, &label);
  if (!taken) return (Label){0};
  at += taken;
  if (bracket) {
    if (text[at] != ')' || label.depth > 1) return (Label){0};
    label.style = 'b';
    return finish(text, label, at + 1);
  }
  if (text[at] == '.' || text[at] == ')' || (text[at] == ':' && label.kind == LABEL_DECIMAL && heading))
    label.style = text[at++];
  else if (label.kind != LABEL_OUTLINE && !(heading && label.kind == LABEL_DECIMAL))
    return (Label){0};
  return finish(text, label, at);
}

/* "Appendix A:", "Item 4 -", "Section 3." at the beginning of a heading. */
static Label parse_named(const char *text) {
  static const char *const names[] = {"appendix", "annex",   "annexe", "schedule",   "section",
                                      "part",     "chapter", "item",   "agenda item"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    size_t len = strlen(names[i]);
    if (g_ascii_strncasecmp(text, names[i], len) != 0 || text[len] != ' ') continue;
    Label label = {0};
    size_t at = len + 1, taken = parse_decimal(text + at, &label);
    if (!taken) taken = parse_letters(text + at, &label);
    if (!taken) return (Label){0};
    at += taken;
    if (text[at] != ':' && text[at] != '.') return (Label){0};
    label.kind = LABEL_NAMED;
    label.style = text[at];
    label = finish(text, label, at + 1);
    return text[label.skip] ? label : (Label){0};
  }
  return (Label){0};
}

/* "F.1", "A.2.3" at the beginning of a heading: the sections of an appendix. */
static Label parse_lettered(const char *text) {
  Label label = {0};
  if (!g_ascii_isupper(*text) || text[1] != '.') return label;
  size_t taken = parse_decimal(text + 2, &label);
  if (!taken) return (Label){0};
  label.kind = LABEL_OUTLINE;
  label.depth++;
  return finish(text, label, 2 + taken);
}

Label label_parse(const char *text) {
  Label bullet = parse_bullet(text);
  return bullet.kind ? bullet : parse_numbered(text, false);
}

/* "3.3.2 text property" is numbered, "1.5 million homes" begins with an amount. */
static bool is_amount(const Label *label, const char *text) {
  static const char *const units[] = {"million", "billion", "thousand", "per ",  "percent",
                                      "times",   "hours",   "days",     "weeks", "months",
                                      "years",   "miles",   "hectares", "square"};
  if (label->kind != LABEL_OUTLINE || label->depth != 2) return label->kind != LABEL_OUTLINE;
  for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
    if (g_str_has_prefix(text, units[i])) return true;
  return false;
}

Label label_parse_heading(const char *text) {
  Label named = parse_named(text), lettered = parse_lettered(text);
  if (named.kind) return named;
  if (lettered.kind && text[lettered.skip]) return lettered;
  Label label = parse_numbered(text, true);
  /* "2018 budget" and "12 March" number nothing */
  if (label.kind == LABEL_DECIMAL && !label.style && label.value > 99) return (Label){0};
  bool small = g_unichar_islower(g_utf8_get_char(text + label.skip));
  bool has_text = text[label.skip] != '\0' && !(small && is_amount(&label, text + label.skip));
  return has_text ? label : (Label){0};
}

bool label_follows(const Label *a, const Label *b) {
  return a->kind == b->kind && a->style == b->style && a->depth == b->depth && b->value == a->value + 1;
}

unsigned label_depth(const Label *label) {
  return label->kind == LABEL_OUTLINE && label->value == 0 ? label->depth - 1 : label->depth;
}

bool label_same_family(const Label *a, const Label *b) {
  return a->kind == b->kind && a->style == b->style && label_depth(a) == label_depth(b);
}

bool label_nests(const Label *a, const Label *b) {
  if (a->kind <= LABEL_BULLET) return false;
  if (b->kind == LABEL_OUTLINE) return label_depth(b) > label_depth(a);
  return b->kind == LABEL_BULLET || b->value == 1;
}

void label_read_as_letter(const Label *before, Label *label, const char *text) {
  const char *mark = text + (*text == '(');
  unsigned letter = (unsigned)(g_ascii_tolower(*mark) - 'a') + 1;
  if (before->kind != LABEL_LETTER || label->kind != LABEL_ROMAN || before->style != label->style) return;
  if (g_ascii_isalpha(mark[1]) || letter != before->value + 1) return;
  label->kind = LABEL_LETTER;
  label->value = letter;
}
