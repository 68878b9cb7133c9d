/* Content streams: a scanner that looks at each byte once, as most of them are text to pass over. */
#include "ingest/pdf_content.h"

#include <string.h>

typedef enum { REGULAR, WHITE, DELIMITER, NUMERIC } ByteKind;

/* ISO 32000-1, tables 1 and 2; what may begin a number apart. */
static const guint8 kinds[256] = {
    ['\0'] = WHITE,    ['\t'] = WHITE,    ['\n'] = WHITE,    ['\f'] = WHITE,    ['\r'] = WHITE,
    [' '] = WHITE,     ['('] = DELIMITER, [')'] = DELIMITER, ['<'] = DELIMITER, ['>'] = DELIMITER,
    ['['] = DELIMITER, [']'] = DELIMITER, ['{'] = DELIMITER, ['}'] = DELIMITER, ['/'] = DELIMITER,
    ['%'] = DELIMITER, ['0'] = NUMERIC,   ['1'] = NUMERIC,   ['2'] = NUMERIC,   ['3'] = NUMERIC,
    ['4'] = NUMERIC,   ['5'] = NUMERIC,   ['6'] = NUMERIC,   ['7'] = NUMERIC,   ['8'] = NUMERIC,
    ['9'] = NUMERIC,   ['.'] = NUMERIC,   ['-'] = NUMERIC,   ['+'] = NUMERIC,
};

static ByteKind kind_of(char c) { return kinds[(guchar)c]; }
static bool in_token(char c) { return kind_of(c) == REGULAR || kind_of(c) == NUMERIC; }

static void skip_comment(PdfContent *c) {
  while (c->at < c->end && *c->at != '\n' && *c->at != '\r') c->at++;
}

/* Parentheses in a string are balanced or escaped. */
static void skip_string(PdfContent *c) {
  int depth = 0;
  for (; c->at < c->end; c->at++) {
    if (in_token(*c->at) && *c->at != '\\') continue;
    if (*c->at == '\\')
      c->at++;
    else if (*c->at == '(')
      depth++;
    else if (*c->at == ')' && --depth == 0)
      break;
  }
  c->at = MIN(c->at + 1, c->end);
}

static void skip_hex(PdfContent *c) {
  const char *close = memchr(c->at, '>', (size_t)(c->end - c->at));
  c->at = close ? close + 1 : c->end;
}

static bool at_dictionary(const PdfContent *c) {
  return c->end - c->at >= 2 && c->at[0] == '<' && c->at[1] == '<';
}

/* Passes over an array or a dictionary, and what is nested in it. */
static void skip_collection(PdfContent *c) {
  int depth = 0;
  do {
    while (c->at < c->end && kind_of(*c->at) != DELIMITER) c->at++;
    if (c->at == c->end) return;
    if (at_dictionary(c))
      depth++, c->at += 2;
    else if (*c->at == '[')
      depth++, c->at++;
    else if (*c->at == ']')
      depth--, c->at++;
    else if (*c->at == '>')
      depth--, c->at += MIN(2, c->end - c->at);
    else if (*c->at == '(')
      skip_string(c);
    else if (*c->at == '<')
      skip_hex(c);
    else if (*c->at == '%')
      skip_comment(c);
    else
      c->at++;
  } while (depth > 0 && c->at < c->end);
}

static void skip_delimited(PdfContent *c) {
  if (*c->at == '(')
    skip_string(c);
  else if (*c->at == '[' || at_dictionary(c))
    skip_collection(c);
  else if (*c->at == '<')
    skip_hex(c);
  else if (*c->at == '%')
    skip_comment(c);
  else
    c->at++;
}

/* The data of an inline image ends at an EI between white space; data that is packed may hold one by chance,
 * which is then followed by bytes that are no text. */
static bool is_image_end(const char *at, const char *end) {
  if (kind_of(at[-1]) != WHITE || at[0] != 'E' || at[1] != 'I') return false;
  enum { LOOK_AHEAD = 12 };
  if (at + 2 < end && kind_of(at[2]) != WHITE) return false;
  for (const char *p = at + 2; p < end && p < at + LOOK_AHEAD; p++)
    if (!(*p >= ' ' && *p <= '~') && kind_of(*p) != WHITE) return false;
  return true;
}

static void take_image_data(PdfContent *c, PdfOperation *op) {
  op->data = c->at;
  for (const char *p = c->at + 1; p + 1 < c->end; p++) {
    if (!is_image_end(p, c->end)) continue;
    op->data_size = (size_t)(p - op->data);
    c->at = p + 2;
    return;
  }
  op->data_size = (size_t)(c->end - op->data);
  c->at = c->end;
}

/* "-.5", "12", "3.": a content stream has no exponents. */
static double take_number(PdfContent *c) {
  double sign = 1, value = 0, place = 0;
  for (; c->at < c->end && kind_of(*c->at) == NUMERIC; c->at++) {
    if (*c->at == '-')
      sign = -1;
    else if (*c->at == '.')
      place = place ? place : 1;
    else if (*c->at != '+') {
      value = value * 10 + (*c->at - '0');
      place *= 10;
    }
  }
  return sign * (place > 1 ? value / place : value);
}

static void add_number(PdfOperation *op, double number) {
  if (op->count == PDF_OPERANDS_MAX) {
    memmove(op->numbers, op->numbers + 1, (PDF_OPERANDS_MAX - 1) * sizeof *op->numbers);
    op->count--;
  }
  op->numbers[op->count++] = number;
}

static void take_name(PdfContent *c, PdfOperation *op) {
  op->name = ++c->at;
  while (c->at < c->end && in_token(*c->at)) c->at++;
  op->name_length = (int)(c->at - op->name);
}

/* 0 for a word that is longer than every operator. */
static uint32_t take_operator(PdfContent *c) {
  uint32_t code = 0;
  int length = 0;
  for (; c->at < c->end && in_token(*c->at); c->at++, length++)
    if (length < 3) code |= (uint32_t)(guchar)*c->at << 8 * length;
  return length <= 3 ? code : 0;
}

/* False where what was read is no operation: "true", or the beginning of an inline image. */
static bool take_operation(PdfContent *c, PdfOperation *op) {
  op->code = take_operator(c);
  if (op->code == PDF_OP('I', 'D', 0)) {
    take_image_data(c, op);
    op->code = PDF_OP('E', 'I', 0);
  }
  return op->code && op->code != PDF_OP('B', 'I', 0);
}

bool pdf_content_next(PdfContent *c, PdfOperation *op) {
  op->count = 0;
  op->name = op->data = NULL;
  op->name_length = 0;
  op->data_size = 0;
  while (c->at < c->end) {
    ByteKind kind = kind_of(*c->at);
    if (kind == WHITE)
      c->at++;
    else if (kind == NUMERIC)
      add_number(op, take_number(c));
    else if (*c->at == '/')
      take_name(c, op);
    else if (kind == DELIMITER)
      skip_delimited(c);
    else if (take_operation(c, op))
      return true;
  }
  return false;
}
