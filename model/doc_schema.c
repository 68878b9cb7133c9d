/* Stored XML against its schema, docs/paper.rng (RELAX NG, ISO/IEC 19757-2), which the build puts into the
 * program. The schema is parsed once a process. */
#include "model/forms.h"
#include "paper_rng.h"

#include <libxml/relaxng.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlRelaxNGValidCtxt, xmlRelaxNGFreeValidCtxt)

static xmlRelaxNG *schema(void) {
  static xmlRelaxNG *parsed;
  static gsize once;
  if (!g_once_init_enter(&once)) return parsed;
  xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewMemParserCtxt((const char *)paper_rng, sizeof paper_rng);
  parsed = xmlRelaxNGParse(parser);
  xmlRelaxNGFreeParserCtxt(parser);
  g_assert(parsed);
  g_once_init_leave(&once, 1);
  return parsed;
}

/* Keeps the first complaint. */
static void note(void *user, xmlError *problem) {
  char **first = user;
  if (*first) return;
  *first = g_strdup_printf("line %d: %s", problem->line, problem->message ? problem->message : "");
  g_strchomp(*first);
}

bool doc_xml_valid(const char *xml, gsize len, GError **error) {
  g_autofree char *first = NULL;
  xmlDoc *tree =
      len > INT_MAX
          ? NULL
          : xmlReadMemory(xml, (int)len, NULL, NULL,
                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
  g_autoptr(xmlRelaxNGValidCtxt) check = xmlRelaxNGNewValidCtxt(schema());
  xmlRelaxNGSetValidStructuredErrors(check, note, &first);
  bool valid = tree && xmlRelaxNGValidateDoc(check, tree) == 0;
  if (tree) xmlFreeDoc(tree);
  if (!valid)
    g_set_error(error, DOC_ERROR, DOC_ERROR_XML, "does not follow the schema: %s", first ? first : "no XML");
  return valid;
}
