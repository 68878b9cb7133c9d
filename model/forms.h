/* The written forms of a paper. */
#pragma once

#include "model/doc.h"

/* A GError domain for the folder. */
#define DOC_ERROR doc_error_quark()
GQuark doc_error_quark(void);
typedef enum { DOC_ERROR_XML, DOC_ERROR_BINARY } DocErrorCode;

/* Canonical XML (docs/paper.rng): the stored form. doc_from_xml(doc_to_xml(d)) equals d. NULL and an error
 * for XML that is not of this form. */
char *doc_to_xml(const Doc *doc);
Doc *doc_from_xml(const char *xml, gsize len, GError **error);

/* True where the XML follows docs/paper.rng, which is compiled in. The error tells the first line that does
 * not. */
bool doc_xml_valid(const char *xml, gsize len, GError **error);

/* JSON (docs/paper.schema.json): one object, on one line, no line feed. */
char *doc_to_json(const Doc *doc);

/* CommonMark with one sentence a line, so that line tools (git diff, blame, log -L) work by sentences. */
char *doc_to_markdown(const Doc *doc);

/* The words: a block a line, cells parted by tabs, labels and heading numbers before their text. */
char *doc_to_text(const Doc *doc);

/* Every fact on a line, for goldens and for looking: kind, level, label, page, text. */
char *doc_to_dump(const Doc *doc);

/* The papers of one file in one of the forms above; where there are several, JSON and XML wrap them
 * ("papers"), the others put them one after the other. Ends with a line feed. Caller frees. */
typedef struct {
  const char *name;
  char *(*write)(const Doc *const *papers, size_t count);
  const char *help;
} DocForm;

/* By name: xml, json, markdown, text, dump. NULL if there is none. doc_form_at gives them in order, then
 * NULL. */
const DocForm *doc_form_find(const char *name);
const DocForm *doc_form_at(size_t i);
