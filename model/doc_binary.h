/* A paper as bytes, for handing over between processes: quick to write, and checked in every field when read.
 *
 * It is no form to keep: another version of redraft may refuse it. The stored form is doc_xml.h's. */
#pragma once

#include "model/doc.h"

/* Appends the paper's bytes. Runs and joins that do not stand between characters of their text are left out,
 * so that what is written is always read. */
void doc_binary_append(GByteArray *out, const Doc *doc);

/* Reads what doc_binary_append wrote: a paper of which every index, offset, text and number holds what doc.h
 * says, whoever made the bytes. Only that text is NFC, and that a key is its text's, is taken on trust. The
 * caller's; NULL and an error (DOC_ERROR_BINARY) otherwise. Time and memory are linear in `size`. */
Doc *doc_binary_read(const void *data, gsize size, GError **error);
