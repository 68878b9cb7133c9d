/* Content streams: a scanner that looks at each byte once, as most of them are text to pass over. */
#include "ingest/pdf_content.h"

#include <string.h>

/* Kinds of bytes, as bits; IN_STRING are those that a string is not passed over at. */
enum { REGULAR = 0, WHITE = 1, DELIMITER = 2, NUMERIC = 4, IN_STRING = 8 };

/* ISO 32000-1, tables 1 and 2; what may begin a number apart. */
static const guint8 kinds[256] = {
    ['\0'] = WHITE,    ['\t'] = WHITE,     ['\n'] = WHITE,
    ['\f'] = WHITE,    ['\r'] = WHITE,     [' '] = WHITE,
    ['<'] = DELIMITER, ['>'] = DELIMITER,  ['['] = DELIMITER,
    [']'] = DELIMITER, ['{'] = DELIMITER,  ['}'] = DELIMITER,
    ['/'] = DELIMITER, ['%'] = DELIMITER,  ['('] = DELIMITER | IN_STRING,
    ['\\'] = IN_STRING, [')'] = DELIMITER | IN_STRING,
    ['0'] = NUMERIC,   ['1'] = NUMERIC,    ['2'] = NUMERIC,
    ['3'] = NUMERIC,   ['4'] = NUMERIC,    ['5'] = NUMERIC,
    ['6'] = NUMERIC,   ['7'] = NUMERIC,    ['8'] = NUMERIC,
    ['9'] = NUMERIC,   ['.'] = NUMERIC,    ['-'] = NUMERIC,
    ['+'] = NUMERIC,
};

static int kind_of(char c) { return kinds[(guchar)c]; }
static bool in_token(char c) { return !(kind_of(c) & (WHITE | DELIMITER)); }

/* The passes below take the first byte that is left to read, and give the one after what they passed. */

static const char *pass_token(const char *at, const char *end) {
  while (at < end && in_token(*at)) at++;
  return at;
}

static const char *pass_comment(const char *at, const char *end) {
  while (at < end && *at != '\n' && *at != '\r') at++;
  return at;
}

/* Parentheses in a string are balanced or escaped. */
static const char *pass_string(const char *at, const char *end) {
  int depth = 0;
  for (; at < end; at++) {
    if (!(kind_of(*at) & IN_STRING)) continue;
    if (*at == '\\')
      at++;
    else if (*at == '(')
      depth++;
    else if (--depth == 0)
      break;
  }
  return at < end ? at + 1 : end;
}

static const char *pass_hex(const char *at, const char *end) {
  const char *close = memchr(at, '>', (size_t)(end - at));
  return close ? close + 1 : end;
}

static bool is_doubled(const char *at, const char *end) { return end - at >= 2 && at[0] == at[1]; }

/* An array or a dictionary, and what is nested in it. */
static const char *pass_collection(const char *at, const char *end) {
  int depth = 0;
  do {
    while (at < end && !(kind_of(*at) & DELIMITER)) at++;
    if (at == end) return at;
    switch (*at) {
    case '(': at = pass_string(at, end); break;
    case '[': depth++, at++; break;
    case ']': depth--, at++; break;
    case '<':
      if (is_doubled(at, end))
        depth++, at += 2;
      else
        at = pass_hex(at, end);
      break;
    case '>': depth--, at += MIN(2, end - at); break;
    case '%': at = pass_comment(at, end); break;
    default: at++;
    }
  } while (depth > 0 && at < end);
  return at;
}

static const char *pass_delimited(const char *at, const char *end) {
  switch (*at) {
  case '(': return pass_string(at, end);
  case '[': return pass_collection(at, end);
  case '<': return is_doubled(at, end) ? pass_collection(at, end) : pass_hex(at, end);
  case '%': return pass_comment(at, end);
  default: return at + 1;
  }
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
static double number_at(const char *at, const char *end) {
  double sign = 1, value = 0, place = 0;
  for (; at < end && kind_of(*at) == NUMERIC; at++) {
    if (*at == '-')
      sign = -1;
    else if (*at == '.')
      place = place ? place : 1;
    else if (*at != '+') {
      value = value * 10 + (*at - '0');
      place *= 10;
    }
  }
  return sign * (place > 1 ? value / place : value);
}

/* Where the last operands begin that are numbers: they are read once it is known who wants them. */
typedef struct {
  const char *at[PDF_OPERANDS_MAX];
  unsigned count; /* of all; the i-th is at[i % PDF_OPERANDS_MAX] */
} Numbers;

static void read_numbers(const PdfContent *c, const Numbers *numbers, PdfOperation *op) {
  unsigned count = MIN(numbers->count, PDF_OPERANDS_MAX), first = numbers->count - count;
  for (unsigned i = 0; i < count; i++)
    op->numbers[i] = number_at(numbers->at[(first + i) % PDF_OPERANDS_MAX], c->end);
  op->count = (int)count;
}

/* 0 for a word that is longer than every operator. */
static uint32_t take_operator(PdfContent *c) {
  const char *word = c->at;
  c->at = pass_token(word, c->end);
  switch (c->at - word) {
  case 1: return (guchar)word[0];
  case 2: return PDF_OP((guchar)word[0], (guchar)word[1], 0);
  case 3: return PDF_OP((guchar)word[0], (guchar)word[1], (guchar)word[2]);
  default: return 0;
  }
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

/* Text and marks of structure: most operators of a page, and nobody draws them. */
static bool is_passed(uint32_t code) {
  return (code & 0xFF) == 'T' || code == PDF_OP('B', 'T', 0) || code == PDF_OP('E', 'T', 0) ||
         code == PDF_OP('B', 'D', 'C') || code == PDF_OP('E', 'M', 'C') || code == PDF_OP('B', 'M', 'C');
}

static void forget_operands(PdfOperation *op, Numbers *numbers) {
  op->count = 0;
  op->name = op->data = NULL;
  op->name_length = 0;
  op->data_size = 0;
  numbers->count = 0;
}

bool pdf_content_next(PdfContent *c, PdfOperation *op) {
  const char *at = c->at, *const end = c->end;
  Numbers numbers;
  forget_operands(op, &numbers);
  while (at < end) {
    int kind = kind_of(*at);
    if (kind & WHITE) {
      at++;
    } else if (kind & NUMERIC) {
      numbers.at[numbers.count++ % PDF_OPERANDS_MAX] = at;
      while (++at < end && kind_of(*at) & NUMERIC) continue;
    } else if (*at == '/') {
      op->name = ++at;
      at = pass_token(at, end);
      op->name_length = (int)(at - op->name);
    } else if (kind & DELIMITER) {
      at = pass_delimited(at, end);
    } else {
      c->at = at;
      bool taken = take_operation(c, op);
      at = c->at;
      if (taken && is_passed(op->code)) {
        forget_operands(op, &numbers);
      } else if (taken) {
        read_numbers(c, &numbers, op);
        return true;
      }
    }
  }
  c->at = at;
  return false;
}
