/* Lines of a program or of data: their comments stand in columns as cells do, but they are no table.
 *
 *     "results": [                          # See 3.14.5.
 *       { "ruleId": "C2001" }               a bracket, brace or semicolon ends the line, or begins it
 *     ], */
#include "ingest/layout.h"

#include <string.h>

/* Ends a line of code; a comma or semicolon does after some. */
static const char code_ends[] = "{}[";

bool layout_is_code(const Layout *layout, const LayoutLine *line) {
  const LayoutWord *first = layout_word(layout, line->first_word), *last = first + line->word_count - 1;
  if (strchr("{}", *first->text) || g_str_equal(first->text, "]") || g_str_equal(first->text, "],"))
    return true;
  size_t len = strlen(last->text);
  char end = last->text[len - 1], before = len > 1 ? last->text[len - 2] : ' ';
  if (end == ']')
    return line->word_count > 1 && (len == 1 || before == '[' || before == '"'); /* "[12]" cites */
  if (end == ';')
    return before == '"' || before == '}' || g_str_has_suffix(last->text, "();"); /* not "(a b);" */
  return strchr(code_ends, end) || (end == ',' && strchr("\"}]", before));
}
