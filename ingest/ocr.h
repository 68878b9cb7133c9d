/* Recognising scanned pages by the tesseract program: a picture -> words of a page. */
#pragma once

#include "ingest/layout.h"

#include <sys/types.h>

/* Words that tesseract is less sure of than this (in percent) are counted as doubtful. */
enum { OCR_CONFIDENCE_MIN = 60 };

typedef struct {
  guint words, doubtful;
  double confidence; /* mean of the words', in percent */
} OcrCount;

/* Has a picture (Netpbm, at 300 dots an inch) recognised; gives what the program printed as TSV. NULL and a
 * message where it failed or took longer than a minute. Caller frees. In a worker `program` is not used: the
 * pool is asked, which starts programs. */
char *ocr_run(const char *program, GBytes *picture, char **failure);

/* What ocr_run does instead, from now on in this process: asks somebody else. */
typedef char *(*OcrAsk)(GBytes *picture, char **failure);
void ocr_ask_by(OcrAsk ask);

/* A program that is at work on a picture, in a jail: it can read what is installed, and write only its
 * answer. */
typedef struct {
  pid_t pid;
  int output;   /* a memory file */
  gint64 until; /* when it is late, in g_get_monotonic_time */
} OcrProgram;

/* `language` is as tesseract's -l takes it ("eng", "cym+eng"), NULL for English. NULL and a message where it cannot be
 * started. */
OcrProgram *ocr_start(const char *program, const char *language, GBytes *picture, char **failure);

/* True once it has ended, and kills it when it is late: then `*tsv` or `*failure` is set, the caller's, and
 * the program is gone. */
bool ocr_ended(OcrProgram *program, char **tsv, char **failure);
void ocr_stop(OcrProgram *program); /* kills it */

/* Adds the words of a TSV of tesseract to the layout's last page; `points` is the size of a dot. */
OcrCount ocr_add_words(Layout *layout, const char *tsv, double points);
