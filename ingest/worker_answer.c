/* A worker's answer as bytes: what it is, the reader's name, and papers, names, a member's bytes or an error.
 *
 * A worker may have been taken over by the file that it read, so each length is held against what is left,
 * each text against UTF-8, each code against those there are, and papers against doc_binary.h. */
#include "ingest/worker_priv.h"
#include "model/doc_binary.h"

#include <string.h>

typedef enum { ANSWER_PAPERS = 1, ANSWER_MEMBERS, ANSWER_BYTES, ANSWER_ERROR } AnswerKind;
/* A council's papers of a year are some 3,000; zip_archive.c takes archives up to the same number. */
enum { PAPERS_MAX = 20000, MEMBERS_MAX = 20000, TEXT_BYTES_MAX = 4096 };

/* Papers are handed on together from so many bytes on. */
enum { PIECE_BYTES = 256 * 1024 };

void worker_answer_free(WorkerAnswer *answer) {
  if (!answer) return;
  g_clear_pointer(&answer->papers, g_ptr_array_unref);
  g_clear_pointer(&answer->members, g_ptr_array_unref);
  g_clear_pointer(&answer->bytes, g_bytes_unref);
  g_clear_error(&answer->error);
  g_free(answer);
}

WorkerAnswer *worker_answer_failed(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  WorkerAnswer *answer = g_new0(WorkerAnswer, 1);
  answer->error = g_error_new_valist(INGEST_ERROR, INGEST_ERROR_WORKER, format, arguments);
  va_end(arguments);
  return answer;
}

/* ---- writing */

static void put(GByteArray *out, guint32 value) {
  guint32 le = GUINT32_TO_LE(value);
  g_byte_array_append(out, (const guint8 *)&le, sizeof le);
}

static void put_text(GByteArray *out, const char *text) {
  gsize len = MIN(strlen(text), (gsize)TEXT_BYTES_MAX);
  put(out, (guint32)len);
  g_byte_array_append(out, (const guint8 *)text, (guint)len);
}

/* All but its texts, which are the caller's to put behind it. */
static GString *put_paper(GByteArray *out, const Doc *doc) {
  guint at = out->len;
  put(out, 0);
  GString *texts = doc_binary_append(out, doc);
  guint32 size = GUINT32_TO_LE(out->len + (guint)texts->len - at - (guint)sizeof(guint32));
  memcpy(out->data + at, &size, sizeof size);
  return texts;
}

static AnswerKind kind_of(const WorkerAnswer *answer) {
  return answer->papers    ? ANSWER_PAPERS
         : answer->members ? ANSWER_MEMBERS
         : answer->bytes   ? ANSWER_BYTES
                           : ANSWER_ERROR;
}

static void put_head(GByteArray *out, const WorkerAnswer *answer) {
  put(out, kind_of(answer));
  put_text(out, answer->format ? answer->format : "");
  if (answer->papers) put(out, answer->papers->len);
}

/* What is no papers. */
static void put_rest(GByteArray *out, const WorkerAnswer *answer) {
  if (answer->members) {
    put(out, answer->members->len);
    for (guint i = 0; i < answer->members->len; i++) put_text(out, g_ptr_array_index(answer->members, i));
  } else if (answer->bytes) {
    gsize size;
    const guint8 *data = g_bytes_get_data(answer->bytes, &size);
    g_byte_array_append(out, data, (guint)size);
  } else if (answer->error) {
    put(out, (guint32)answer->error->code);
    put_text(out, answer->error->message);
  }
}

GByteArray *worker_answer_write(const WorkerAnswer *answer) {
  GByteArray *out = g_byte_array_new();
  put_head(out, answer);
  for (guint i = 0; answer->papers && i < answer->papers->len; i++) {
    g_autoptr(GString) texts = put_paper(out, g_ptr_array_index(answer->papers, i));
    g_byte_array_append(out, (const guint8 *)texts->str, (guint)texts->len);
  }
  put_rest(out, answer);
  return out;
}

static bool hand_on(GByteArray *out, const GString *texts, WorkerSink sink) {
  bool taken = sink(out->data, out->len) && (!texts || sink(texts->str, texts->len));
  g_byte_array_set_size(out, 0);
  return taken;
}

/* The texts of a short paper go with those of others. */
static bool hand_on_paper(GByteArray *out, const Doc *paper, WorkerSink sink) {
  g_autoptr(GString) texts = put_paper(out, paper);
  if (out->len + texts->len >= PIECE_BYTES) return hand_on(out, texts, sink);
  g_byte_array_append(out, (const guint8 *)texts->str, (guint)texts->len);
  return true;
}

bool worker_answer_hand_on(WorkerAnswer *answer, WorkerSink sink) {
  g_autoptr(GByteArray) out = g_byte_array_new();
  bool taken = true;
  put_head(out, answer);
  for (guint i = 0; answer->papers && taken && i < answer->papers->len; i++) {
    Doc **paper = (Doc **)&g_ptr_array_index(answer->papers, i);
    taken = hand_on_paper(out, *paper, sink);
    g_clear_pointer(paper, doc_free);
  }
  put_rest(out, answer);
  return taken && hand_on(out, NULL, sink);
}

/* ---- reading */

typedef struct {
  GBytes *bytes;
  const guint8 *at, *end;
  bool bad;
} Reader;

static guint32 take(Reader *r) {
  guint32 value = 0;
  r->bad = r->bad || r->end - r->at < (gssize)sizeof value;
  if (r->bad) return 0;
  memcpy(&value, r->at, sizeof value);
  r->at += sizeof value;
  return GUINT32_FROM_LE(value);
}

/* Bytes of a length that comes before them; NULL where there are not so many. */
static const guint8 *take_piece(Reader *r, gsize *size) {
  *size = take(r);
  r->bad = r->bad || (gsize)(r->end - r->at) < *size;
  if (r->bad) return NULL;
  const guint8 *piece = r->at;
  r->at += *size;
  return piece;
}

/* For a message or a name: valid, on one line. Caller frees. */
static char *take_text(Reader *r) {
  gsize size;
  const guint8 *piece = take_piece(r, &size);
  r->bad = r->bad || size > TEXT_BYTES_MAX;
  char *text = r->bad ? g_strdup("") : g_utf8_make_valid((const char *)piece, (gssize)size);
  for (char *p = text; *p; p++)
    if (g_ascii_iscntrl(*p)) *p = '?';
  return text;
}

/* Stays where it is, with all of the answer. */
static GBytes *piece_bytes(const Reader *r, const guint8 *piece, gsize size) {
  return g_bytes_new_from_bytes(r->bytes, (gsize)(piece - (const guint8 *)g_bytes_get_data(r->bytes, NULL)), size);
}

static GPtrArray *take_papers(Reader *r) {
  guint count = take(r);
  r->bad = r->bad || count < 1 || count > PAPERS_MAX;
  g_autoptr(GPtrArray) papers = g_ptr_array_new_with_free_func((GDestroyNotify)doc_free);
  for (guint i = 0; i < count && !r->bad; i++) {
    gsize size;
    const guint8 *piece = take_piece(r, &size);
    g_autoptr(GBytes) bytes = piece ? piece_bytes(r, piece, size) : NULL;
    Doc *doc = bytes ? doc_binary_read(bytes, NULL) : NULL;
    r->bad = r->bad || !doc;
    if (doc) g_ptr_array_add(papers, doc);
  }
  return r->bad ? NULL : g_steal_pointer(&papers);
}

static GPtrArray *take_members(Reader *r) {
  guint count = take(r);
  r->bad = r->bad || count > MEMBERS_MAX;
  GPtrArray *members = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < count && !r->bad; i++) g_ptr_array_add(members, take_text(r));
  return members;
}

static GError *take_error(Reader *r) {
  guint32 code = take(r);
  g_autofree char *message = take_text(r);
  r->bad = r->bad || code > INGEST_ERROR_WORKER;
  return g_error_new_literal(INGEST_ERROR, (gint)code, message);
}

static void take_kind(Reader *r, WorkerAnswer *answer, guint32 kind) {
  switch (kind) {
  case ANSWER_PAPERS: answer->papers = take_papers(r); break;
  case ANSWER_MEMBERS: answer->members = take_members(r); break;
  case ANSWER_ERROR: answer->error = take_error(r); break;
  case ANSWER_BYTES:
    answer->bytes = piece_bytes(r, r->at, (gsize)(r->end - r->at));
    r->at = r->end;
    break;
  default: r->bad = true;
  }
}

WorkerAnswer *worker_answer_read(GBytes *bytes) {
  gsize size;
  const guint8 *data = g_bytes_get_data(bytes, &size);
  Reader r = {bytes, data, data + size, false};
  g_autoptr(WorkerAnswer) answer = g_new0(WorkerAnswer, 1);
  guint32 kind = take(&r);
  g_autofree char *format = take_text(&r);
  if (*format) r.bad = !ingest_reader_find(format, &answer->format, &answer->extension) || r.bad;
  if (!r.bad) take_kind(&r, answer, kind);
  if (r.bad || r.at != r.end) return worker_answer_failed("the reader's answer is damaged");
  return g_steal_pointer(&answer);
}
