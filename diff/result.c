/* What the report is made in: it owns every string and array reachable from it. */
#include "diff/diff_priv.h"

#include <string.h>

const char *result_string(DiffResult *r, const char *text, gssize len) {
  if (!text) return NULL;
  return len < 0 ? g_string_chunk_insert(r->strings, text) : g_string_chunk_insert_len(r->strings, text, len);
}

void *result_take_array(DiffResult *r, GArray *array, uint32_t *count) {
  if (count) *count = array->len;
  void *data = g_array_free(array, FALSE);
  if (data) g_ptr_array_add(r->blocks, data);
  return data;
}

void diff_report_free(DiffReport *report) {
  if (!report) return;
  DiffResult *r = (DiffResult *)report;
  g_string_chunk_free(r->strings);
  g_ptr_array_unref(r->blocks);
  g_free(r);
}
