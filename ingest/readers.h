/* The readers and what they hand over: a raw paper for all of a file, which refine_papers then mends and parts. */
#pragma once

#include "ingest/ingest.h"
#include "model/builder.h"

/* Each reads the bytes of a whole file into one raw Doc. */
Doc *read_pdf(GBytes *bytes, const IngestHints *hints, GError **error);
Doc *read_markdown(GBytes *bytes, const IngestHints *hints, GError **error);
Doc *read_text(GBytes *bytes, const IngestHints *hints, GError **error);

/* Decodes a text file; notes what was invalid and fails where it holds no text at all. Caller frees. */
char *read_decoded(GBytes *bytes, DocBuilder *notes, GError **error);
