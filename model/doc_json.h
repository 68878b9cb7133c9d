/* Pieces of the JSON form that reports share. */
#pragma once

#include "model/doc.h"

#include <jansson.h>

json_t *doc_notes_json(const Doc *doc);       /* [{"page":7,"what":"..."}] */
json_t *doc_particulars_json(const Doc *doc); /* {"title":"..."} */

/* One paper as itself, several as {"papers":[...]}. */
void doc_append_papers_json(GString *out, const Doc *const *papers, size_t count);
