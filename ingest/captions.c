/* Captions by their words: there is no other sign of them in a PDF, and a style "Caption" is on those of tables too. */
#include "ingest/captions.h"

#include <glib.h>
#include <string.h>

static const char *const names[] = {"figure",       "fig",     "chart",   "graph",      "diagram",
                                    "map",          "picture", "photo",   "photograph", "plate",
                                    "illustration", "image",   "drawing", "plan"};

static const char *after_name(const char *text) {
  gsize letters = 0;
  while (g_ascii_isalpha(text[letters])) letters++;
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (strlen(names[i]) == letters && g_ascii_strncasecmp(text, names[i], letters) == 0)
      return text + letters;
  return NULL;
}

bool caption_is_name(const char *word) {
  const char *rest = after_name(word);
  return rest && (!*rest || g_str_equal(rest, "."));
}

/* "3", "3.1", "A2", "iv", then the end, a mark, or a capital: "Figure 3 shows" goes on in a sentence. */
static bool is_number_of_caption(const char *text) {
  gsize length = strspn(text, "0123456789.ABCDEFGHIJKLMNOPQRSTUVWXYZivx");
  bool digits = strcspn(text, "0123456789") < length, letter = length == 1 && g_ascii_isupper(*text);
  if (!digits && !letter) return false;
  const char *rest = text + length;
  if (!*rest || strchr(":-)", *rest) || g_str_has_prefix(rest, "\xE2\x80\x93") ||
      g_str_has_prefix(rest, "\xE2\x80\x94"))
    return true;
  if (*rest != ' ') return false;
  gunichar next = g_utf8_get_char(rest + strspn(rest, " "));
  return !next || !g_unichar_islower(next);
}

bool caption_begins(const char *text) {
  const char *rest = after_name(text);
  if (!rest) return false;
  rest += *rest == '.';
  gsize spaces = strspn(rest, " \xC2\xA0");
  return spaces && is_number_of_caption(rest + spaces);
}
