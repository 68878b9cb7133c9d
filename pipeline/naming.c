/* What a paper is called and where it is filed, from its particulars and its first words. */
#include "ingest/dates.h"
#include "model/text.h"
#include "pipeline/pipeline_priv.h"

#include <string.h>

/* File names stay below 255 bytes with hash and extension, and readable in a listing. In the opening of the
 * agendas and minutes of the test corpora the word and the date stand in the first seven blocks. */
enum { SLUG_MAX = 60, TITLE_WORDS = 10, OPENING_BLOCKS = 8 };

/* Lower-case ASCII letters and digits, the rest hyphens, cut at a hyphen. */
char *naming_slug(const char *text, const char *otherwise) {
  g_autofree char *plain = g_str_to_ascii(text, "C");
  g_autoptr(GString) out = g_string_new(NULL);
  for (const char *p = plain; *p; p++) {
    if (g_ascii_isalnum(*p))
      g_string_append_c(out, g_ascii_tolower(*p));
    else if (*p != '\'' && out->len && out->str[out->len - 1] != '-')
      g_string_append_c(out, '-');
  }
  if (out->len > SLUG_MAX) {
    const char *hyphen = g_strrstr_len(out->str, SLUG_MAX + 1, "-");
    g_string_truncate(out, hyphen ? (gsize)(hyphen - out->str) : SLUG_MAX);
  }
  if (out->len && out->str[out->len - 1] == '-') g_string_truncate(out, out->len - 1);
  return g_strdup(out->len ? out->str : otherwise);
}

static char *first_words(const char *text) {
  g_auto(GStrv) words = g_strsplit(text, " ", TITLE_WORDS + 1);
  if (g_strv_length(words) > TITLE_WORDS) {
    g_free(words[TITLE_WORDS]);
    words[TITLE_WORDS] = NULL;
  }
  return g_strjoinv(" ", words);
}

char *naming_title(const Doc *doc) {
  const char *title = doc_particular(doc, "title"), *subject = doc_particular(doc, "subject");
  const char *heading = NULL, *words = NULL;
  for (uint32_t i = 1; i < doc_count(doc); i++) {
    const DocNode *node = doc_node(doc, i);
    if (!heading && node->kind == DOC_SECTION && *node->text) heading = node->text;
    if (!words && *node->text) words = node->text;
  }
  const char *best = title ? title : subject ? subject : heading;
  if (best) return g_strdup(best);
  return words ? first_words(words) : g_strdup("untitled");
}

bool naming_is_of_meeting(const Doc *doc) {
  uint32_t blocks = 0;
  for (uint32_t i = 1; i < doc_count(doc) && blocks < OPENING_BLOCKS; i++) {
    const char *key = doc_key(doc, doc_node(doc, i));
    if (g_str_has_prefix(key, "agenda") || g_str_has_prefix(key, "minutes")) return true;
    blocks += *key != '\0';
  }
  const char *title = doc_particular(doc, "title");
  g_autofree char *key = text_key(title ? title : "", -1);
  return strstr(key, "agenda") || strstr(key, "minutes");
}

static char *opening_date(const Doc *doc) {
  char *date = NULL;
  uint32_t blocks = 0;
  for (uint32_t i = 1; i < doc_count(doc) && blocks < OPENING_BLOCKS && !date; i++) {
    const DocNode *node = doc_node(doc, i);
    date = date_find(node->text, NULL, NULL);
    blocks += *node->text != '\0';
  }
  return date;
}

char *naming_meeting(const Doc *doc) {
  const char *meeting = doc_particular(doc, "meeting_date"), *date = doc_particular(doc, "date");
  if (meeting || date) return g_strdup(meeting ? meeting : date);
  return naming_is_of_meeting(doc) ? opening_date(doc) : NULL;
}

/* "Cabinet, 4 March 2025" -> "Cabinet". */
static char *before_date(const char *text) {
  char *name = g_strndup(text, strcspn(text, ",;(0123456789"));
  char *dash = strstr(name, " – ");
  if (dash) *dash = '\0';
  return g_strstrip(name);
}

char *naming_committee(const Doc *doc) {
  const char *committee = doc_particular(doc, "committee"), *to = doc_particular(doc, "to");
  g_autofree char *name = before_date(committee ? committee : to ? to : "");
  return *name ? naming_slug(name, NAMING_UNFILED) : NULL;
}

/* The first number of 1900 to 2099 that stands alone. */
char *naming_year_of(const char *text) {
  for (const char *p = text; *p; p += strspn(p, "0123456789")) {
    p += strcspn(p, "0123456789");
    bool four = strspn(p, "0123456789") == 4;
    if (four && (g_str_has_prefix(p, "19") || g_str_has_prefix(p, "20"))) return g_strndup(p, 4);
  }
  return NULL;
}

char *naming_year(const Doc *doc) {
  g_autofree char *meeting = naming_meeting(doc);
  const char *to = doc_particular(doc, "to");
  char *year = meeting ? naming_year_of(meeting) : NULL;
  return year || !to ? year : naming_year_of(to);
}

/* Levenshtein's distance, in two rows. */
static guint distance(const char *a, const char *b) {
  size_t width = strlen(b) + 1;
  g_autofree guint *row = g_new(guint, width);
  for (guint j = 0; j < width; j++) row[j] = j;
  for (guint i = 1; a[i - 1]; i++) {
    guint diagonal = row[0];
    row[0] = i;
    for (guint j = 1; j < width; j++) {
      guint changed = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = MIN(changed, MIN(row[j], row[j - 1]) + 1);
    }
  }
  return row[width - 1];
}

bool pipeline_is_near(const char *name, const char *asked) {
  size_t length = strlen(asked);
  if (length == 0) return false;
  return (length >= 3 && strstr(name, asked)) || distance(name, asked) <= (length + 3) / 4;
}
