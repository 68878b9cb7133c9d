/* Names of encodings -> converters: a table after the WHATWG Encoding Standard (section 4.2), which says what pages mean
 * by a name, and what to take for it where the page says less than it uses (GBK for GB2312). */
#include "ingest/encodings.h"

#include <errno.h>
#include <string.h>

/* The standard looks for a declaration in the first 1024 bytes; Word may put it later. */
enum { HEAD_BYTES = 4096 };

static struct {
  const char *converter;
  const char *names[6];
  GIConv open;
} table[] = {
    {"ISO-8859-2", {"iso-8859-2", "latin2", "iso8859-2", "l2"}, NULL},
    {"ISO-8859-3", {"iso-8859-3", "latin3"}, NULL},
    {"ISO-8859-4", {"iso-8859-4", "latin4"}, NULL},
    {"ISO-8859-5", {"iso-8859-5", "cyrillic"}, NULL},
    {"ISO-8859-6", {"iso-8859-6", "arabic"}, NULL},
    {"ISO-8859-7", {"iso-8859-7", "greek"}, NULL},
    {"ISO-8859-8", {"iso-8859-8", "iso-8859-8-i", "hebrew"}, NULL},
    {"ISO-8859-10", {"iso-8859-10", "latin6"}, NULL},
    {"ISO-8859-13", {"iso-8859-13"}, NULL},
    {"ISO-8859-14", {"iso-8859-14"}, NULL},
    {"ISO-8859-15", {"iso-8859-15", "latin9", "latin-9"}, NULL},
    {"ISO-8859-16", {"iso-8859-16"}, NULL},
    {"CP1250", {"windows-1250", "cp1250", "x-cp1250"}, NULL},
    {"CP1251", {"windows-1251", "cp1251", "x-cp1251"}, NULL},
    {"CP1253", {"windows-1253", "cp1253"}, NULL},
    {"CP1254", {"windows-1254", "cp1254", "iso-8859-9", "latin5"}, NULL},
    {"CP1255", {"windows-1255", "cp1255"}, NULL},
    {"CP1256", {"windows-1256", "cp1256"}, NULL},
    {"CP1257", {"windows-1257", "cp1257"}, NULL},
    {"CP1258", {"windows-1258", "cp1258"}, NULL},
    {"CP874", {"windows-874", "tis-620", "iso-8859-11", "dos-874"}, NULL},
    {"KOI8-R", {"koi8-r", "koi8", "koi"}, NULL},
    {"KOI8-U", {"koi8-u", "koi8-ru"}, NULL},
    {"IBM866", {"ibm866", "cp866", "866"}, NULL},
    {"MACINTOSH", {"macintosh", "mac", "x-mac-roman"}, NULL},
    {"CP932", {"shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms932"}, NULL},
    {"EUC-JP", {"euc-jp", "x-euc-jp"}, NULL},
    {"ISO-2022-JP", {"iso-2022-jp"}, NULL},
    {"GB18030", {"gb18030", "gbk", "gb2312", "gb_2312-80", "x-gbk"}, NULL},
    {"BIG5-HKSCS", {"big5", "big5-hkscs", "x-x-big5"}, NULL},
    {"UHC", {"euc-kr", "ks_c_5601-1987", "windows-949", "korean"}, NULL},
};

char *encodings_declared(const char *data, gsize size) {
  g_autofree char *head = g_ascii_strdown(data, (gssize)MIN(size, HEAD_BYTES));
  const char *at = strstr(head, "charset"), *xml = strstr(head, "<?xml");
  if (at)
    at += strlen("charset");
  else if ((at = xml ? strstr(xml, "encoding") : NULL))
    at += strlen("encoding");
  if (!at) return NULL;
  at += strspn(at, " =\"'");
  gsize len = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-_:");
  return len ? g_strndup(at, len) : NULL;
}

/* The table's row of a name, -1 for none. */
static int row_of(const char *encoding) {
  for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
    for (size_t k = 0; k < G_N_ELEMENTS(table[i].names) && table[i].names[k]; k++)
      if (g_str_equal(table[i].names[k], encoding)) return (int)i;
  return -1;
}

bool encodings_is_utf8(const char *data, gsize size) {
  return g_utf8_validate(data, (gssize)size, NULL) && !memchr(data, '\x1B', size);
}

bool encodings_recognise(const char *data, gsize size, const char *name) {
  (void)name;
  if (size < 2 || !memchr(data, '<', MIN(size, HEAD_BYTES))) return false;
  g_autofree char *encoding = encodings_declared(data, size);
  return encoding && row_of(encoding) >= 0 && !encodings_is_utf8(data, size);
}

static GIConv converter(int row) {
  if (!table[row].open) table[row].open = g_iconv_open("UTF-8", table[row].converter);
  return table[row].open;
}

void encodings_load(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(table); i++) converter((int)i);
}

char *encodings_decode(const char *data, gsize size, const char *encoding, gsize *invalid) {
  int row = row_of(encoding);
  GIConv open = row >= 0 ? converter(row) : (GIConv)-1;
  if (open == (GIConv)-1) return NULL;
  GString *out = g_string_sized_new(size + size / 4);
  char *from = (char *)data, piece[4096];
  g_iconv(open, NULL, NULL, NULL, NULL); /* another file may have left it in the middle of a letter */
  for (gsize left = size; left;) {
    char *to = piece;
    gsize room = sizeof piece;
    bool wrong = g_iconv(open, &from, &left, &to, &room) == (gsize)-1 && errno != E2BIG;
    if (!left && !wrong) g_iconv(open, NULL, NULL, &to, &room); /* what it holds back to see a mark behind it */
    g_string_append_len(out, piece, to - piece);
    if (!wrong || !left) continue;
    g_string_append(out, "\xEF\xBF\xBD");
    ++*invalid;
    from++, left--;
  }
  for (gsize i = 0; i < out->len; i++)
    if (!out->str[i]) out->str[i] = ' '; /* an end to those who read it */
  return g_string_free(out, FALSE);
}
