/* Bytes of a file -> the papers in it. */
#pragma once

#include "model/doc.h"

#define INGEST_ERROR ingest_error_quark()
GQuark ingest_error_quark(void);
typedef enum {
  INGEST_ERROR_EMPTY,     /* no bytes, or nothing that could be a paper */
  INGEST_ERROR_FORMAT,    /* no reader knows these bytes */
  INGEST_ERROR_DAMAGED,   /* the reader could not make sense of them */
  INGEST_ERROR_ENCRYPTED, /* a password is needed, or the one given is wrong */
  INGEST_ERROR_WORKER,    /* the process that read them crashed, hung or went beyond its limits */
} IngestErrorCode;

typedef struct {
  const char *name;     /* the file's name, for what the bytes do not tell; NULL unknown */
  const char *password; /* for encrypted files; NULL none */
  const char *ocr_program; /* tesseract's path, for scanned pages; NULL: they are only noted */
  bool reject_changes;  /* tracked changes of a word processor are read as rejected, else as accepted */
  /* Gives back the memory of the bytes, which come again when they are read again: a file in memory is as large as what is
   * made of it. For readers of long files, now and then. NULL: they stay. */
  void (*rest)(GBytes *bytes);
  int scratch;          /* a file to write to, for what readers of long files need again later; 0 none */
  bool explain;         /* blocks and furniture say why they are (DocNode.why) */
} IngestHints;

/* The papers of a file in their order, at least one: a GPtrArray of Doc that frees them, the caller's. The
 * reader is chosen by content, then by name. A paper of which something could not be read is still given,
 * with a note that says so (doc_complete is false). NULL and an error where nothing could be read; the
 * message begins with the format ("pdf: password needed"), the caller prefixes the file's name. */
GPtrArray *ingest_bytes(GBytes *bytes, const IngestHints *hints, GError **error);

/* Name of the reader that ingest_bytes would choose ("pdf", "markdown", "text"), NULL if none. It is also the
 * extension that the bytes are best stored with (pdf, md, txt) in `*extension` where that is not NULL. */
const char *ingest_format(GBytes *bytes, const IngestHints *hints, const char **extension);

/* True where a reader has this name; then its name and extension as ingest_format gives them. */
bool ingest_reader_find(const char *name, const char **format, const char **extension);
