/* Encodings of text other than Unicode and Windows-1252, by the C library's converters. Those are modules that a worker
 * in its jail can load no more, so all that are known here are opened before it goes in. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The encoding that a page of HTML declares in its first bytes, in small letters; NULL for none. The caller's. */
char *encodings_declared(const char *data, gsize size);

/* Whether bytes are UTF-8, whatever they say of themselves. ISO-2022 writes all letters as ASCII between escapes. */
bool encodings_is_utf8(const char *data, gsize size);

/* A page that is not UTF-8 and declares one of them; `name` is not looked at. */
bool encodings_recognise(const char *data, gsize size, const char *name);

/* Opens the converters, for as long as the process lives. */
void encodings_load(void);

/* As UTF-8, what is wrong as U+FFFD and counted; NULL where the encoding is not known, or its converter not there. The
 * caller's. */
char *encodings_decode(const char *data, gsize size, const char *encoding, gsize *invalid);
