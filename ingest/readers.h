/* The readers and what they hand over: a raw paper for all of a file, which refine_papers then mends and
 * parts. */
#pragma once

#include "ingest/ingest.h"
#include "model/builder.h"

/* Each reads the bytes of a whole file into one raw Doc. */
Doc *read_pdf(GBytes *bytes, const IngestHints *hints, GError **error);
Doc *read_html(GBytes *bytes, const IngestHints *hints, GError **error);
Doc *read_docx(GBytes *bytes, const IngestHints *hints, GError **error);
Doc *read_odt(GBytes *bytes, const IngestHints *hints, GError **error);
Doc *read_markdown(GBytes *bytes, const IngestHints *hints, GError **error);
Doc *read_text(GBytes *bytes, const IngestHints *hints, GError **error);

/* True where a PDF's header stands in the first 1,024 bytes. */
bool pdf_recognise(const char *data, gsize size, const char *name);

/* True for HTML by its beginning, else by name and tags; false for other XML and for text that tags are
 * scattered in. */
bool html_recognise(const char *data, gsize size, const char *name);

/* True for a zip that holds a document of that kind, whole or damaged; also for compound files, which
 * read_docx refuses with a reason. */
bool docx_recognise(const char *data, gsize size, const char *name);
bool odt_recognise(const char *data, gsize size, const char *name);

/* Decodes a text file; notes what was invalid and fails where it holds no text at all. Caller frees. */
char *read_decoded(GBytes *bytes, DocBuilder *notes, GError **error);
