/* A content stream (ISO 32000-1, 7.8.2) as its operations, one at a time: the operator and the operands that
 * drawing needs. Strings, arrays and dictionaries are passed over, inline images as one operation. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum { PDF_OPERANDS_MAX = 8 };

/* An operator of up to four characters as a number. */
#define PDF_OP(a, b, c) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)

typedef struct {
  uint32_t code;
  double numbers[PDF_OPERANDS_MAX]; /* the last of them */
  int count;
  const char *name; /* the last name before the operator, without its slash; in the stream's bytes */
  int name_length;
  const char *data; /* of an inline image, in the stream's bytes */
  size_t data_size;
} PdfOperation;

typedef struct {
  const char *at, *end;
} PdfContent;

/* False at the end. An inline image is the operation "EI". Operators that only set text or mark structure ("BT", "Tf", "TJ",
 * "BDC") are passed over, as they are most of all. */
bool pdf_content_next(PdfContent *content, PdfOperation *operation);
