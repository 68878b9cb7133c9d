/* What agendas and minutes say of their meeting, and what reports recommend: particulars that no "Key: value"
 * line gives. Linear in a paper's blocks. */
#include "ingest/dates.h"
#include "ingest/refine.h"
#include "model/text.h"

#include <string.h>

/* The opening of a paper: blocks in which a meeting names itself, and the longest name of a body. */
enum { OPENING_BLOCKS = 8, NAME_BYTES_MAX = 90, TEXT_BYTES_MAX = 400 };
/* A recommendation longer than this is given up to the last block that fits; the paper itself has all of it.
 */
enum { RECOMMENDATION_BYTES_MAX = 4000 };

static const DocNode *node_of(const Doc *raw, const GArray *flow, uint32_t i) {
  return doc_node(raw, g_array_index(flow, FlowBlock, i).node);
}

/* ---- bodies */

static bool has_word(const char *key, const char *word) {
  size_t len = strlen(word);
  for (const char *p = strstr(key, word); p; p = strstr(p + 1, word))
    if ((p == key || !g_ascii_isalnum(p[-1])) && !g_ascii_isalnum(p[len])) return true;
  return false;
}

bool flow_names_body(const char *key) {
  static const char *const bodies[] = {"committee", "subcommittee", "cabinet",    "board",     "council",
                                       "panel",     "forum",        "commission", "executive", "assembly",
                                       "governors", "tribunal",     "authority",  "senate"};
  static const char *const others[] = {
      "report",          "minutes",     "agenda",   "update", "budget",
      "review",          "plan",        "strategy", "item",   "members",
      "reconsideration", "performance", "proposal", "policy", "of the meeting"};
  if (strlen(key) > NAME_BYTES_MAX || strpbrk(key, ":;?!")) return false;
  for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
    if (has_word(key, others[i])) return false;
  for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++)
    if (has_word(key, bodies[i])) return true;
  return false;
}

/* Narrower bodies say more than the authority that they belong to: "Cabinet" under "Example County Council".
 */
static bool is_authority(const char *key) {
  return g_str_has_suffix(key, "council") && !g_str_equal(key, "council") &&
         !g_str_equal(key, "full council");
}

/* "Cabinet - 4 March 2025": the name before the day. */
static char *name_before_date(const char *text) {
  gsize start = strlen(text);
  g_autofree char *date = date_find(text, &start, NULL);
  char *name = g_strndup(text, date ? start : strlen(text));
  static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                     "friday", "saturday", "sunday"};
  for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
    size_t len = strlen(name), day = strlen(days[i]);
    while (len && (name[len - 1] == ' ' || name[len - 1] == ',')) name[--len] = '\0';
    if (len > day && g_ascii_strcasecmp(name + len - day, days[i]) == 0) name[len - day] = '\0';
  }
  for (char *last = g_utf8_find_prev_char(name, name + strlen(name));
       last && !g_unichar_isalnum(g_utf8_get_char(last)) && *last != ')';
       last = g_utf8_find_prev_char(name, last))
    *last = '\0';
  return name;
}

/* "ADULT CARE COMMITTEE" -> "Adult Care Committee": capitals are type. Words of three letters and words
 * without a vowel are abbreviations. */
static char *in_small_letters(const char *name) {
  static const char *const small[] = {"and", "of", "the", "for", "on", "in", "to", "with"};
  g_auto(GStrv) words = g_strsplit(name, " ", -1);
  for (const char *p = name; *p; p = g_utf8_next_char(p))
    if (g_unichar_islower(g_utf8_get_char(p))) return g_strdup(name);
  for (char **w = words; *w; w++) {
    g_autofree char *lower = g_ascii_strdown(*w, -1);
    bool is_small = false;
    for (size_t i = 0; w > words && i < G_N_ELEMENTS(small); i++)
      is_small = is_small || g_str_equal(small[i], lower);
    if (!is_small && (strlen(lower) <= 3 || !strpbrk(lower, "aeiouy"))) continue;
    memcpy(*w + !is_small, lower + !is_small, strlen(lower) - !is_small);
  }
  return g_strjoinv(" ", words);
}

/* ---- agendas and minutes */

typedef struct {
  bool agenda, minutes;
  char *committee, *date;
} Meeting;

/* "minutes of a meeting of the X held at ...": what follows, and where the name ends in it. */
static void read_minutes_line(Meeting *meeting, const DocNode *node) {
  static const char pattern[] = "\\b(?:minutes of|of|at) (?:a |an |the )?(?:[a-z]+ )?meeting of (?:the "
                                ")?(.+?)(?:,? (?:held|which|at|on|in) |, |$)";
  static GRegex *regex;
  if (g_once_init_enter(&regex))
    g_once_init_leave(&regex, g_regex_new(pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));
  g_autoptr(GMatchInfo) match = NULL;
  if (strlen(node->text) > TEXT_BYTES_MAX || !g_regex_match(regex, node->text, 0, &match)) return;
  g_autofree char *said = g_match_info_fetch(match, 1);
  g_autofree char *name = name_before_date(said);
  if (!meeting->committee && *name && strlen(name) < NAME_BYTES_MAX)
    meeting->committee = g_steal_pointer(&name);
  if (!meeting->date) meeting->date = date_find(node->text, NULL, NULL);
}

static bool is_word_title(const char *key, const char *word) {
  size_t len = strlen(word);
  return g_str_has_prefix(key, word) &&
         (!key[len] || (!g_ascii_isalnum(key[len]) && strlen(key) < NAME_BYTES_MAX));
}

static void read_name(Meeting *meeting, const Doc *raw, const DocNode *node) {
  if (!flow_names_body(doc_key(raw, node))) return;
  g_autofree char *key = meeting->committee ? text_key(meeting->committee, -1) : NULL;
  if (key && !is_authority(key)) return;
  g_free(meeting->committee);
  g_autofree char *name = name_before_date(node->text);
  meeting->committee = in_small_letters(name);
}

/* Of an agenda's first lines and table: "Tuesday, 4th March, 2025, at 10.00 am". */
static void read_date(Meeting *meeting, const Doc *raw, uint32_t from) {
  for (uint32_t i = from; !meeting->date && i <= doc_node(raw, from)->last; i++) {
    bool short_text = strlen(doc_node(raw, i)->text) < TEXT_BYTES_MAX / 2;
    if (short_text) meeting->date = date_find(doc_node(raw, i)->text, NULL, NULL);
    if (doc_node(raw, from)->kind == DOC_SECTION) return; /* its blocks come one by one */
  }
}

static void read_opening(Meeting *meeting, const Doc *raw, const GArray *flow, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < MIN(to, from + OPENING_BLOCKS); i++) {
    const DocNode *node = node_of(raw, flow, i);
    const char *key = doc_key(raw, node);
    bool line = (node->kind == DOC_SECTION || node->kind == DOC_PARAGRAPH) &&
                g_array_index(flow, FlowBlock, i).fate == FLOW_KEEP;
    meeting->agenda =
        meeting->agenda || (line && (is_word_title(key, "agenda") || g_str_has_suffix(key, " agenda")));
    bool minutes = line && (is_word_title(key, "minutes") || g_str_has_prefix(key, "minutes of ") ||
                            g_str_has_suffix(key, " minutes"));
    meeting->minutes = meeting->minutes || (minutes && !*node->label);
  }
  if (!meeting->agenda && !meeting->minutes) return;
  for (uint32_t i = from; i < MIN(to, from + OPENING_BLOCKS); i++) /* a sentence names the body in full */
    if (doc_kind_has_text(node_of(raw, flow, i)->kind)) read_minutes_line(meeting, node_of(raw, flow, i));
  for (uint32_t i = from; i < MIN(to, from + OPENING_BLOCKS); i++) {
    const DocNode *node = node_of(raw, flow, i);
    if (node->kind == DOC_LIST || g_array_index(flow, FlowBlock, i).fate != FLOW_KEEP) continue;
    if (node->kind == DOC_SECTION || strlen(node->text) < NAME_BYTES_MAX) read_name(meeting, raw, node);
    if (!meeting->date) read_date(meeting, raw, g_array_index(flow, FlowBlock, i).node);
  }
}

char *flow_meeting(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to, DocBuilder *b) {
  Meeting meeting = {0};
  read_opening(&meeting, raw, flow, from, to);
  if (meeting.committee) doc_builder_particular(b, "committee", meeting.committee);
  if (meeting.date) doc_builder_particular(b, "meeting_date", meeting.date);
  const char *kind = meeting.minutes ? "Minutes" : meeting.agenda ? "Agenda" : NULL;
  char *title = kind && meeting.committee ? g_strdup_printf("%s: %s", kind, meeting.committee) : NULL;
  g_free(meeting.committee);
  g_free(meeting.date);
  return title;
}

/* ---- recommendations */

/* "Recommendation", "3. Recommendation(s)", "Recommendations:" and nothing more; for a paragraph, where its
 * text begins. */
static const char *after_word(const DocNode *node) {
  static const char *const words[] = {
      "recommendation",          "recommendations",      "recommendation(s)", "officer recommendation",
      "officer recommendations", "recommended decision", "proposed decision"};
  for (size_t i = G_N_ELEMENTS(words); i-- > 0;) {
    size_t len = strlen(words[i]);
    if (g_ascii_strncasecmp(node->text, words[i], len) != 0) continue;
    const char *rest = node->text + len;
    if (!*rest || *rest == ':') return rest + (*rest == ':') + strspn(rest + (*rest == ':'), " ");
  }
  return NULL;
}

static void append_block(GString *out, const char *text) {
  if (!*text || out->len + strlen(text) > RECOMMENDATION_BYTES_MAX) return;
  g_string_append_printf(out, "%s%s", out->len ? " " : "", text);
}

void flow_recommendation(const Doc *raw, const GArray *flow, uint32_t from, uint32_t to, DocBuilder *b) {
  for (uint32_t i = from; i < to; i++) {
    const DocNode *node = node_of(raw, flow, i);
    const char *rest = node->kind == DOC_SECTION || node->kind == DOC_PARAGRAPH ? after_word(node) : NULL;
    if (!rest) continue;
    g_autoptr(GString) out = g_string_new(rest);
    bool run_in = *rest != '\0';
    for (uint32_t j = i + 1; j < to && !run_in && node_of(raw, flow, j)->kind != DOC_SECTION; j++) {
      if (g_array_index(flow, FlowBlock, j).fate == FLOW_FURNITURE) continue;
      if (flow_is_end_matter(raw, node_of(raw, flow, j))) break;
      g_autofree char *text = doc_subtree_text(raw, g_array_index(flow, FlowBlock, j).node, " ");
      append_block(out, text);
      if (node->kind == DOC_PARAGRAPH) break;
    }
    if (out->len) {
      doc_builder_particular(b, "recommendation", out->str);
      return;
    }
  }
}
