/* A PDF's objects (ISO 32000-1, 7.3) by libqpdf: what poppler-glib does not hand out, the drawing operators of
 * a page and the bytes of its pictures, at a tenth of what interpreting the page costs.
 *
 * Every object handed out is valid until pdf_file_release, and PDF_NONE where it is missing or of another
 * type; every function takes PDF_NONE. Nothing here fails loudly: a damaged file has fewer objects. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct PdfFile PdfFile;
typedef unsigned PdfObject;
#define PDF_NONE 0u

/* NULL where libqpdf cannot be loaded or cannot open the file, as where the password is wrong. `bytes` must outlive it. */
PdfFile *pdf_file_open(GBytes *bytes, const char *password);
void pdf_file_free(PdfFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfFile, pdf_file_free)

int pdf_file_pages(PdfFile *file);
PdfObject pdf_file_page(PdfFile *file, int index); /* from 0 */
void pdf_file_release(PdfFile *file);              /* all objects handed out so far */

/* The value of a dictionary's key ("/Subtype", of a stream too), or of a page's or of one of its ancestors in
 * the page tree. */
PdfObject pdf_file_get(PdfFile *file, PdfObject dictionary, const char *key);
PdfObject pdf_file_inherited(PdfFile *file, PdfObject page, const char *key);
PdfObject pdf_file_item(PdfFile *file, PdfObject array, int index); /* may be the null object */

/* The same number for the same indirect object; 0 for one that lies within another. */
int pdf_file_id(PdfFile *file, PdfObject object);

/* Gives back what an indirect object takes; whoever asks for it again gets null. Nothing where it is a direct one. */
void pdf_file_forget(PdfFile *file, PdfObject object);

bool pdf_file_is_name(PdfFile *file, PdfObject object, const char *name);
bool pdf_file_number(PdfFile *file, PdfObject object, double *number);
bool pdf_file_numbers(PdfFile *file, PdfObject array, double *numbers, int count);

/* A text string (7.9.2.2) as UTF-8, NULL for another object. Caller frees. */
char *pdf_file_text(PdfFile *file, PdfObject object);

/* A stream's bytes as they lie in the file, and decoded where its filter is Flate or none and no more than
 * `most` bytes come out: a bomb gives NULL. */
GBytes *pdf_file_raw(PdfFile *file, PdfObject stream);
GBytes *pdf_file_stream(PdfFile *file, PdfObject stream, gsize most);

/* The same where the filter has parameters, which are left to the caller: a predictor (7.4.4.4). */
GBytes *pdf_file_inflated(PdfFile *file, PdfObject stream, gsize most);

/* The bytes of a string, or of a stream. */
GBytes *pdf_file_bytes(PdfFile *file, PdfObject object, gsize most);

/* The streams of a page's content, one after the other; NULL where one of them cannot be had. */
GBytes *pdf_file_content(PdfFile *file, PdfObject page, gsize most);
