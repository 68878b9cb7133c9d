/* Text normalisation: what is shown, and what is compared. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Appends `len` bytes of `text` (-1: up to NUL) as they are shown: NFC (Unicode UAX #15), ligatures
 * U+FB00..FB06 spelled out, soft hyphens, zero-width and control characters dropped, invalid UTF-8 replaced
 * by U+FFFD. Runs of white space become one space, also across calls (a space is held back at the beginning
 * of `out`), unless `keep_space`, which keeps spaces and line feeds. NFC and not NFKC: a superscript 2 is no
 * digit to a reader. */
void text_append_shown(GString *out, const char *text, gssize len, bool keep_space);

/* The comparison key: NFKC, quotes, dashes, bullets and spaces of any make folded to ASCII, lower case
 * (Unicode case folding), single spaces, none at the ends. Caller frees. */
char *text_key(const char *text, gssize len);

/* Bytes of a file as UTF-8 without a BOM, line ends as "\n": UTF-8 as it is, UTF-16 with a BOM, else
 * Windows-1252 (a superset of ISO 8859-1 as the WHATWG Encoding Standard has it). `*invalid` is the number
 * of bytes that are no text in any of them, each now U+FFFD. Caller frees. */
char *text_decode(const char *bytes, gsize len, gsize *invalid);

/* Bytes at the beginning of `text` that are printable ASCII, the space among it; that are ASCII; and whether all of it is UTF-8 without NUL, as g_utf8_validate() has
 * it, which looks at every byte where most stretches of most papers are ASCII. */
gsize text_printable_prefix(const char *text, gsize len);
gsize text_ascii_prefix(const char *text, gsize len);
bool text_is_utf8(const char *text, gsize len);

/* What kind of character joins or parts words. */
bool text_is_dash(gunichar c);   /* hyphen, non-breaking hyphen, figure dash, en and em dash, minus ... */
bool text_is_hyphen(gunichar c); /* those that stand inside a word: - U+2010 U+2011 */
bool text_is_bullet(gunichar c); /* list bullets, among them those of symbol fonts (U+F0A7, U+F0B7 ...) */

/* A label that is a bullet or dash and nothing more: it numbers nothing. */
bool text_label_is_bullet(const char *label);

/* Whether there is a letter in it, of any script. */
bool text_has_letter(const char *text);
