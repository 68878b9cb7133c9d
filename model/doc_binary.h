/* A paper as bytes, for handing over between processes: quick to write, and checked in every field when read.
 *
 * It is no form to keep: another version of redraft may refuse it. The stored form is doc_xml.h's. */
#pragma once

#include "model/doc.h"

/* Appends the first part of the paper's bytes, and gives the second, which follows it: two, as the texts of a long paper are
 * not to be held twice more. Runs and joins that do not stand between characters of their text are left out, so that what
 * is written is always read. The string is the caller's. */
GString *doc_binary_append(GByteArray *out, const Doc *doc);

/* Reads what doc_binary_append wrote: a paper of which every index, offset, text and number holds what doc.h
 * says, whoever made the bytes. Only that text is NFC is taken on trust. The paper keeps the bytes, as its texts stay there;
 * nobody may change them. The caller's; NULL and an error (DOC_ERROR_BINARY) otherwise. Linear in them. */
Doc *doc_binary_read(GBytes *bytes, GError **error);
