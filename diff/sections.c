/* The sections of a pair of papers and how much changed in each, for the overview that comes first.
 *
 * A change belongs to the innermost section that it stands in, on the new side where it is there; what stands in a
 * section that came or went whole is told with it. Linear in the nodes and changes. */
#include "diff/teller.h"

#include <string.h>

typedef struct {
  const DiffTeller *t;
  GArray *list;        /* DiffSection */
  uint32_t *of[2];     /* by node, old and new: 1 + the index of the section's entry, 0 none */
  uint32_t *within[2]; /* by node: the innermost section that it is or stands in, 0 none */
} Overview;

static uint32_t *innermost(const Doc *doc) {
  uint32_t *section = g_new0(uint32_t, doc_count(doc));
  for (uint32_t i = 1; i < doc_count(doc); i++)
    section[i] = doc_node(doc, i)->kind == DOC_SECTION ? i : section[doc_node(doc, i)->parent];
  return section;
}

static const char *heading_of(const Overview *o, unsigned which, uint32_t node) {
  const DocNode *n = doc_node(teller_side(o->t, which)->doc, node);
  g_autofree char *text = *n->label ? g_strdup_printf("%s %s", n->label, n->text) : g_strdup(n->text);
  return result_string(o->t->r, text, -1);
}

static DiffSection *entry(Overview *o, unsigned which, uint32_t node) {
  return o->of[which][node] ? &g_array_index(o->list, DiffSection, o->of[which][node] - 1) : NULL;
}

static void add_entry(Overview *o, uint32_t old_node, uint32_t new_node) {
  unsigned which = new_node ? NEW : OLD;
  const DiffPaperSide *side = teller_side(o->t, which);
  uint32_t node = new_node ? new_node : old_node;
  DiffSection section = {.paper = o->t->paper,
                         .heading = node ? heading_of(o, which, node) : "",
                         .level = doc_node(side->doc, node)->depth,
                         .in_old = old_node || !node,
                         .in_new = new_node || !node};
  if (old_node) section.old_page = doc_node(teller_side(o->t, OLD)->doc, old_node)->page;
  if (new_node) section.new_page = doc_node(teller_side(o->t, NEW)->doc, new_node)->page;
  g_array_append_val(o->list, section);
  if (old_node) o->of[OLD][old_node] = o->list->len;
  if (new_node) o->of[NEW][new_node] = o->list->len;
}

/* By node: part of a section that one change says came or went. */
static bool *inside_whole(const Overview *o, unsigned which, guint first_change) {
  const Doc *doc = teller_side(o->t, which)->doc;
  bool *inside = g_new0(bool, doc_count(doc));
  const GArray *changes = o->t->r->changes;
  for (guint i = first_change; i < changes->len; i++) {
    const DiffChange *change = &g_array_index(changes, DiffChange, i);
    if (change->kind != (which == OLD ? DIFF_DELETE : DIFF_INSERT) || strcmp(change->block, "section") != 0)
      continue;
    uint32_t node = which == OLD ? change->old_end.node : change->new_end.node;
    for (uint32_t n = node + 1; n <= doc_node(doc, node)->last; n++) inside[n] = true;
  }
  return inside;
}

/* New sections in their order; one that is only in the old draft stands after the last one before it. */
static void add_entries(Overview *o, guint first_change) {
  const Doc *a = teller_side(o->t, OLD)->doc, *b = teller_side(o->t, NEW)->doc;
  const uint32_t *peer[2] = {o->t->m->section_peer[o->t->side_of[OLD]],
                             o->t->m->section_peer[o->t->side_of[NEW]]};
  g_autofree bool *gone = inside_whole(o, OLD, first_change), *come = inside_whole(o, NEW, first_change);
  uint32_t i = 1;
  add_entry(o, 0, 0);
  for (uint32_t j = 1; j <= doc_count(b); j++) {
    bool end = j == doc_count(b);
    if (!end && (doc_node(b, j)->kind != DOC_SECTION || come[j])) continue;
    uint32_t stop = end ? doc_count(a) : peer[NEW][j];
    for (; i < stop; i++)
      if (doc_node(a, i)->kind == DOC_SECTION && !peer[OLD][i] && !gone[i]) add_entry(o, i, 0);
    if (!end) add_entry(o, peer[NEW][j], j);
  }
}

static void count_words(DiffSection *section, const DiffChange *change) {
  for (uint32_t w = 0; w < change->word_count; w++) {
    if (change->words[w].op == DIFF_DELETED) section->words_deleted += words_count(change->words[w].text);
    if (change->words[w].op == DIFF_INSERTED) section->words_inserted += words_count(change->words[w].text);
  }
  if (change->word_count) return;
  if (change->kind == DIFF_DELETE) section->words_deleted += words_count(change->old_end.text);
  if (change->kind == DIFF_INSERT) section->words_inserted += words_count(change->new_end.text);
}

static DiffSection *section_of_change(Overview *o, const DiffChange *change) {
  unsigned which = change->new_end.present ? NEW : OLD;
  uint32_t node = which == NEW ? change->new_end.node : change->old_end.node;
  uint32_t section = o->within[which][node];
  DiffSection *found = section ? entry(o, which, section) : NULL;
  return found ? found : &g_array_index(o->list, DiffSection, 0);
}

static void add_change(Overview *o, const DiffChange *change, uint32_t number) {
  if (change->layout) return;
  DiffSection *section = section_of_change(o, change);
  if (change->kind == DIFF_RENUMBER || change->kind == DIFF_RELEVEL) {
    section->renumbered = true;
    return;
  }
  section->moved |= change->kind == DIFF_MOVE && strcmp(change->block, "section") == 0;
  if (!section->changes++) section->first_change = number;
  section->rank = MAX(section->rank, change->rank);
  count_words(section, change);
}

void sections_tell(DiffTeller *t, guint first_change) {
  Overview o = {.t = t, .list = g_array_new(FALSE, FALSE, sizeof(DiffSection))};
  for (unsigned which = OLD; which <= NEW; which++) {
    o.of[which] = g_new0(uint32_t, doc_count(teller_side(t, which)->doc));
    o.within[which] = innermost(teller_side(t, which)->doc);
  }
  add_entries(&o, first_change);
  for (guint i = first_change; i < t->r->changes->len; i++)
    add_change(&o, &g_array_index(t->r->changes, DiffChange, i), i + 1);
  /* What stands before the first heading is a section only if something happened there. */
  guint from = g_array_index(o.list, DiffSection, 0).changes ? 0 : 1;
  if (o.list->len > from)
    g_array_append_vals(t->r->sections, &g_array_index(o.list, DiffSection, from), o.list->len - from);
  g_array_unref(o.list);
  for (unsigned which = OLD; which <= NEW; which++) g_free(o.of[which]), g_free(o.within[which]);
}
