/* Text normalisation (Unicode UAX #15 forms by GLib; the folds are our own tables). */
#include "model/text.h"

#include <string.h>

bool text_is_hyphen(gunichar c) { return c == '-' || c == 0x2010 || c == 0x2011; }

bool text_is_dash(gunichar c) {
  return text_is_hyphen(c) || (c >= 0x2012 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63 ||
         c == 0xFF0D;
}

bool text_is_bullet(gunichar c) {
  switch (c) {
  case 0x00B7:
  case 0x2022:
  case 0x2023:
  case 0x2043:
  case 0x204C:
  case 0x204D:
  case 0x2219:
  case 0x25A0:
  case 0x25A1:
  case 0x25AA:
  case 0x25AB:
  case 0x25B8:
  case 0x25BA:
  case 0x25CB:
  case 0x25CF:
  case 0x25E6:
  case 0x2610:
  case 0x2611:
  case 0x2713:
  case 0x2714:
  case 0x2756:
  case 0x27A2:
  case 0x27A4:
  case 0x2BC8: return true;
  default: return c >= 0xF020 && c <= 0xF0FF; /* where Symbol and Wingdings are mapped to */
  }
}

/* Never shown: soft hyphen, zero-width characters, direction marks, byte order mark, noncharacters. */
static bool is_invisible(gunichar c) {
  return c == 0x00AD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
         (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

static bool is_space(gunichar c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

static const char *ligature(gunichar c) {
  static const char *const spelled[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  return c >= 0xFB00 && c <= 0xFB06 ? spelled[c - 0xFB00] : NULL;
}

/* Printable ASCII but the space: nothing is done to it. */
static bool is_plain(gunichar c) { return c > ' ' && c < 0x7F; }

static void append_character(GString *out, gunichar c, bool keep_space) {
  if (is_plain(c)) {
    g_string_append_c(out, (char)c);
    return;
  }
  if (is_invisible(c)) return;
  if (keep_space && (c == ' ' || c == '\n')) {
    g_string_append_c(out, (char)c);
  } else if (is_space(c)) {
    if (keep_space)
      g_string_append(out, c == '\t' ? "    " : " ");
    else if (out->len && out->str[out->len - 1] != ' ')
      g_string_append_c(out, ' ');
  } else if (ligature(c)) {
    g_string_append(out, ligature(c));
  } else if (!g_unichar_iscntrl(c)) {
    g_string_append_unichar(out, c);
  }
}

/* Characters that no normal form changes, in any company of their own: Latin-1's letters and signs without
 * those that have a compatibility form, and the marks of print. */
static bool is_settled(gunichar c) {
  if (c < 0x80) return true;
  if (c >= 0xC0 && c <= 0xFF) return true;
  switch (c) {
  case 0xA3:
  case 0xA7:
  case 0xA9:
  case 0xAE:
  case 0xB0:
  case 0xB1:
  case 0x2013:
  case 0x2014:
  case 0x2018:
  case 0x2019:
  case 0x201C:
  case 0x201D:
  case 0x2022:
  case 0x20AC: return true;
  default: return false;
  }
}

static bool is_settled_text(const char *text, gsize len) {
  for (const char *p = text; p < text + len; p = g_utf8_next_char(p))
    if (!is_settled(g_utf8_get_char_validated(p, (gssize)(len - (gsize)(p - text))))) return false;
  return true;
}

static bool is_ascii(const char *text, gsize len) {
  for (gsize i = 0; i < len; i++)
    if (text[i] & 0x80) return false;
  return true;
}

/* What append_character() makes of ASCII, spaces not kept: most text is, and most time would be spent there. */
static void append_ascii(GString *out, const char *text, gsize len, bool lower) {
  gsize at = out->len;
  g_string_set_size(out, at + len);
  for (gsize i = 0; i < len; i++) {
    char c = text[i];
    if (c > ' ' && c < 0x7F)
      out->str[at++] = lower && c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    else if ((c == ' ' || (c >= '\t' && c <= '\r')) && at && out->str[at - 1] != ' ')
      out->str[at++] = ' ';
  }
  g_string_truncate(out, at);
}

void text_append_shown(GString *out, const char *text, gssize len, bool keep_space) {
  gsize size = len < 0 ? strlen(text) : (gsize)len;
  if (is_ascii(text, size)) {
    if (!keep_space) append_ascii(out, text, size, false);
    for (gsize i = 0; keep_space && i < size; i++) append_character(out, (guchar)text[i], keep_space);
    return;
  }
  if (is_settled_text(text, size)) {
    for (const char *p = text; p < text + size; p = g_utf8_next_char(p))
      append_character(out, g_utf8_get_char(p), keep_space);
    return;
  }
  g_autofree char *valid = g_utf8_make_valid(text, (gssize)size);
  g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  for (const char *p = composed; *p; p = g_utf8_next_char(p))
    append_character(out, g_utf8_get_char(p), keep_space);
}

static gunichar fold_character(gunichar c) {
  if (text_is_dash(c)) return '-';
  switch (c) {
  case 0x2018:
  case 0x2019:
  case 0x201A:
  case 0x201B:
  case 0x2032:
  case 0x00B4:
  case 0x02BC: return '\'';
  case 0x201C:
  case 0x201D:
  case 0x201E:
  case 0x201F:
  case 0x2033:
  case 0x00AB:
  case 0x00BB: return '"';
  default: return text_is_bullet(c) ? 0x2022 : c;
  }
}

static void append_folded(GString *out, const char *text) {
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (c < 0x80)
      append_character(out, (gunichar)g_ascii_tolower((char)c), false);
    else
      append_character(out, g_unichar_tolower(fold_character(c)), false);
  }
}

char *text_key(const char *text, gssize len) {
  gsize size = len < 0 ? strlen(text) : strnlen(text, (gsize)len);
  GString *out = g_string_sized_new(size);
  if (is_ascii(text, size)) {
    append_ascii(out, text, size, true);
  } else {
    bool settled = is_settled_text(text, size);
    g_autofree char *compatible =
        settled ? g_strndup(text, size) : g_utf8_normalize(text, (gssize)size, G_NORMALIZE_ALL_COMPOSE);
    append_folded(out, compatible ? compatible : "");
  }
  while (out->len && out->str[out->len - 1] == ' ') g_string_truncate(out, out->len - 1);
  return g_string_free(out, FALSE);
}

/* Windows-1252, 0x80 .. 0x9F, as the WHATWG Encoding Standard has it; 0 where it has none. */
static const guint16 windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static char *decode_windows_1252(const guchar *bytes, gsize len, gsize *invalid) {
  GString *out = g_string_sized_new(len + len / 8);
  for (gsize i = 0; i < len; i++) {
    gunichar c = bytes[i];
    if (c >= 0x80 && c < 0xA0) c = windows_1252[c - 0x80];
    bool bad = c == 0 || (c < 0x20 && !g_ascii_isspace((char)c));
    if (bad) ++*invalid;
    g_string_append_unichar(out, bad ? 0xFFFD : c);
  }
  return g_string_free(out, FALSE);
}

/* Mostly good UTF-8 with a few torn bytes is UTF-8 that was damaged, not another encoding. */
static bool is_damaged_utf8(const char *bytes, gsize len, gsize *bad, gsize *good) {
  *bad = *good = 0;
  for (const char *p = bytes, *end = bytes + len; p < end;) {
    gunichar c = g_utf8_get_char_validated(p, end - p);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
      ++*bad;
      p++;
    } else {
      *good += c >= 0x80;
      p = g_utf8_next_char(p);
    }
  }
  return *good > *bad;
}

static char *replace_invalid(const char *bytes, gsize len) {
  GString *out = g_string_sized_new(len);
  for (const char *p = bytes, *end = bytes + len; p < end;) {
    gunichar c = g_utf8_get_char_validated(p, end - p);
    bool bad = c == (gunichar)-1 || c == (gunichar)-2 || c == 0;
    g_string_append_unichar(out, bad ? 0xFFFD : c);
    p = bad ? p + 1 : g_utf8_next_char(p);
  }
  return g_string_free(out, FALSE);
}

static char *unify_line_ends(char *text) {
  char *to = text;
  for (const char *from = text; *from; from++) {
    if (*from == '\r' && from[1] == '\n') continue;
    *to++ = *from == '\r' ? '\n' : *from;
  }
  *to = '\0';
  return text;
}

static char *decode_utf16(const char *bytes, gsize len, gsize *invalid) {
  const char *charset = (guchar)bytes[0] == 0xFF ? "UTF-16LE" : "UTF-16BE";
  char *text = g_convert_with_fallback(bytes + 2, (gssize)((len - 2) & ~(gsize)1), "UTF-8", charset, NULL,
                                       NULL, NULL, NULL);
  if (text) return text;
  *invalid = len;
  return g_strdup("");
}

char *text_decode(const char *bytes, gsize len, gsize *invalid) {
  gsize bad, good;
  *invalid = 0;
  if (len >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
    return unify_line_ends(decode_utf16(bytes, len, invalid));
  if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, len -= 3;
  if (g_utf8_validate(bytes, (gssize)len, NULL)) return unify_line_ends(g_strndup(bytes, len));
  if (is_damaged_utf8(bytes, len, &bad, &good)) {
    *invalid = bad;
    return unify_line_ends(replace_invalid(bytes, len));
  }
  return unify_line_ends(decode_windows_1252((const guchar *)bytes, len, invalid));
}

bool text_label_is_bullet(const char *label) {
  gunichar c = g_utf8_get_char(label);
  if (!c || *g_utf8_next_char(label)) return false;
  return text_is_bullet(c) || text_is_dash(c) || c == '*' || c == '+' || c == 'o';
}
