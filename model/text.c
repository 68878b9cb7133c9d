/* Text normalisation (Unicode UAX #15 forms by GLib; the folds are our own tables). */
#include "model/text.h"

#include <string.h>

/* Eight bytes at a time: a one in each, and the top bit of each. */
static const guint64 ONES = 0x0101010101010101, TOP_BITS = 0x8080808080808080;

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

/* ---- most text is printable ASCII with single spaces: eight bytes of it are looked at in one step */

/* The top bit of each byte that is `least` or more; all eight must be ASCII, so that no sum reaches the next byte. */
static guint64 bytes_from(guint64 eight, guint least) { return (eight + (0x80 - least) * ONES) & TOP_BITS; }

gsize text_ascii_prefix(const char *text, gsize len) {
  gsize at = 0;
  for (guint64 eight; at + sizeof eight <= len; at += sizeof eight) {
    memcpy(&eight, text + at, sizeof eight);
    if (eight & TOP_BITS) break;
  }
  while (at < len && !(text[at] & 0x80)) at++;
  return at;
}

static bool is_printable(guint64 eight) {
  return !(eight & TOP_BITS) && (bytes_from(eight, ' ') & ~bytes_from(eight, 0x7F)) == TOP_BITS;
}

/* Of printable ones: a space beside a space. */
static bool has_double_space(guint64 eight) {
  guint64 spaces = ~bytes_from(eight, ' ' + 1) & TOP_BITS;
  return (spaces & spaces >> 8) != 0;
}

gsize text_printable_prefix(const char *text, gsize len) {
  gsize at = 0;
  for (guint64 eight; at + sizeof eight <= len; at += sizeof eight) {
    memcpy(&eight, text + at, sizeof eight);
    if (!is_printable(eight)) break;
  }
  while (at < len && (is_plain((guchar)text[at]) || text[at] == ' ')) at++;
  return at;
}

/* Bytes at the beginning of the text that are shown as they are: printable, with single spaces. */
static gsize plain_prefix(const char *text, gsize len) {
  gsize at = 0;
  for (guint64 eight; at + sizeof eight <= len; at += sizeof eight) {
    memcpy(&eight, text + at, sizeof eight);
    if (!is_printable(eight) || has_double_space(eight)) break;
    if (at && text[at] == ' ' && text[at - 1] == ' ') break;
  }
  while (at < len && (is_plain((guchar)text[at]) || (text[at] == ' ' && !(at && text[at - 1] == ' ')))) at++;
  return at;
}

/* ASCII letters. */
static void make_small(char *text, gsize len) {
  gsize at = 0;
  for (guint64 eight; at + sizeof eight <= len; at += sizeof eight) {
    memcpy(&eight, text + at, sizeof eight);
    eight |= (bytes_from(eight, 'A') & ~bytes_from(eight, 'Z' + 1)) >> 2; /* 0x80 >> 2 is 'a' - 'A' */
    memcpy(text + at, &eight, sizeof eight);
  }
  for (; at < len; at++) text[at] = g_ascii_tolower(text[at]);
}

static bool is_settled_text(const char *text, gsize len) {
  for (gsize at = 0; at < len;) {
    at += text_ascii_prefix(text + at, len - at);
    if (at == len) break;
    if (!is_settled(g_utf8_get_char_validated(text + at, (gssize)(len - at)))) return false;
    at += (gsize)(g_utf8_next_char(text + at) - (text + at));
  }
  return true;
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

/* Valid text as it is shown, spaces not kept; or as it is compared. */
static void append_text(GString *out, const char *text, gsize len, bool fold) {
  for (gsize at = 0, plain; at < len; at += plain) {
    bool second = text[at] == ' ' && (!out->len || out->str[out->len - 1] == ' ');
    plain = second ? 1 : plain_prefix(text + at, len - at);
    if (second) continue;
    if (plain) {
      g_string_append_len(out, text + at, (gssize)plain);
      if (fold) make_small(out->str + out->len - plain, plain);
      continue;
    }
    gunichar c = g_utf8_get_char(text + at);
    append_character(out, fold ? g_unichar_tolower(fold_character(c)) : c, false);
    plain = (gsize)(g_utf8_next_char(text + at) - (text + at));
  }
}

static void append_kept(GString *out, const char *text, gsize len) {
  for (const char *p = text; p < text + len; p = g_utf8_next_char(p))
    append_character(out, g_utf8_get_char(p), true);
}

void text_append_shown(GString *out, const char *text, gssize len, bool keep_space) {
  gsize size = len < 0 ? strlen(text) : (gsize)len;
  g_autofree char *composed = NULL;
  if (!is_settled_text(text, size)) {
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)size);
    composed = g_utf8_normalize(valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    text = composed;
    size = strlen(composed);
  }
  if (keep_space)
    append_kept(out, text, size);
  else
    append_text(out, text, size, false);
}

char *text_key(const char *text, gssize len) {
  gsize size = len < 0 ? strlen(text) : strnlen(text, (gsize)len);
  GString *out = g_string_sized_new(size);
  bool settled = is_settled_text(text, size);
  g_autofree char *compatible =
      settled ? NULL : g_utf8_normalize(text, (gssize)size, G_NORMALIZE_ALL_COMPOSE);
  if (settled)
    append_text(out, text, size, true);
  else if (compatible)
    append_text(out, compatible, strlen(compatible), true);
  while (out->len && out->str[out->len - 1] == ' ') g_string_truncate(out, out->len - 1);
  return g_string_free(out, FALSE);
}

bool text_is_utf8(const char *text, gsize len) {
  if (memchr(text, '\0', len)) return false;
  for (gsize at = 0, end; at < len; at = end) {
    end = at += text_ascii_prefix(text + at, len - at);
    while (end < len && text[end] & 0x80) end++;
    if (!g_utf8_validate(text + at, (gssize)(end - at), NULL)) return false;
  }
  return true;
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
  char *to = strchr(text, '\r');
  if (!to) return text;
  for (const char *from = to; *from; from++) {
    if (*from == '\r' && from[1] == '\n') continue;
    *to++ = *from == '\r' ? '\n' : *from;
  }
  *to = '\0';
  return text;
}

/* g_strndup() looks at every byte for an end that is known here. */
static char *copy_bytes(const char *bytes, gsize len) {
  char *copy = g_malloc(len + 1);
  memcpy(copy, bytes, len);
  copy[len] = '\0';
  return copy;
}

static gunichar utf16_unit(const guchar *bytes, bool little) {
  return little ? (gunichar)(bytes[0] | bytes[1] << 8) : (gunichar)(bytes[1] | bytes[0] << 8);
}

/* Done here, since the C library's converter is a module that a worker cannot load. A NUL or half of a pair is not
 * valid. */
static char *decode_utf16(const char *bytes, gsize len, gsize *invalid) {
  const guchar *p = (const guchar *)bytes + 2, *end = p + ((len - 2) & ~(gsize)1);
  bool little = (guchar)bytes[0] == 0xFF;
  GString *out = g_string_sized_new(len / 2 + 1);
  for (; p < end; p += 2) {
    gunichar c = utf16_unit(p, little), next = end - p > 2 ? utf16_unit(p + 2, little) : 0;
    if (c >= 0xD800 && c < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00);
      p += 2;
    }
    bool valid = c && g_unichar_validate(c);
    *invalid += valid ? 0 : 2;
    g_string_append_unichar(out, valid ? c : 0xFFFD);
  }
  return g_string_free(out, FALSE);
}

char *text_decode(const char *bytes, gsize len, gsize *invalid) {
  gsize bad, good;
  *invalid = 0;
  if (len >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
    return unify_line_ends(decode_utf16(bytes, len, invalid));
  if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, len -= 3;
  if (text_is_utf8(bytes, len)) return unify_line_ends(copy_bytes(bytes, len));
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

bool text_has_letter(const char *text) {
  for (; *text; text = g_utf8_next_char(text))
    if (g_unichar_isalpha(g_utf8_get_char(text))) return true;
  return false;
}
