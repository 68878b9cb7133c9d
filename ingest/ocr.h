/* Recognising scanned pages by the tesseract program: a picture -> words of a page. */
#pragma once

#include "ingest/layout.h"

/* Words that tesseract is less sure of than this (in percent) are counted as doubtful. */
enum { OCR_CONFIDENCE_MIN = 60 };

typedef struct {
  guint words, doubtful;
  double confidence; /* mean of the words', in percent */
} OcrCount;

/* Runs the program on a picture (a file that it can read, at 300 dots an inch); gives what it printed as TSV.
 * NULL and a message where it failed or took longer than a minute. Nothing of the picture's name is read by a
 * shell. Caller frees. */
char *ocr_run(const char *program, const char *picture, char **failure);

/* Adds the words of a TSV of tesseract to the layout's last page; `points` is the size of a dot. */
OcrCount ocr_add_words(Layout *layout, const char *tsv, double points);
