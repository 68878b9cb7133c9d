/* Which commits belong to the versions that are to go, and what the others say without them.
 *
 * A version's number changes when versions before it move to another paper, and so may its paper; the log
 * says only the numbers of its time. So each version gets a serial number when it first appears, and each
 * paper is followed as a list of those. */
#include "store/store_priv.h"

#include <string.h>

struct StorePlan {
  GHashTable *papers; /* id -> GArray of guint: its versions so far */
  GHashTable *purged; /* serials */
  GPtrArray *touched; /* ids of papers that had a purged one */
  guint next;
  StoreStep step;
  GArray *before; /* versions of the step's paper before it, and of the one it takes from */
  GArray *from_before;
};

static GArray *versions_of(const StorePlan *plan, const char *id) {
  GArray *versions = g_hash_table_lookup(plan->papers, id);
  if (versions) return versions;
  versions = g_array_new(FALSE, FALSE, sizeof(guint));
  g_hash_table_insert(plan->papers, g_strdup(id), versions);
  return versions;
}

static void step_clear(StorePlan *plan) {
  g_clear_pointer(&plan->step.paper, g_free);
  g_clear_pointer(&plan->step.from, g_free);
  g_clear_pointer(&plan->before, g_array_unref);
  g_clear_pointer(&plan->from_before, g_array_unref);
}

void store_plan_free(StorePlan *plan) {
  if (!plan) return;
  step_clear(plan);
  g_hash_table_unref(plan->papers);
  g_hash_table_unref(plan->purged);
  g_ptr_array_unref(plan->touched);
  g_free(plan);
}

void store_plan_rewind(StorePlan *plan) {
  g_hash_table_remove_all(plan->papers);
  plan->next = 0;
}

/* ---- one commit */

static const struct {
  const char *trailer;
  StoreKind kind;
} kinds[] = {
    {"Paper-Version", STORE_VERSION},
    {"Withdrawn", STORE_WITHDRAWAL},
    {"Reextracted", STORE_REEXTRACTION},
    {"Relinked-From", STORE_RELINK},
};

static StoreKind kind_of(const char *message, char **value) {
  g_autofree char *id = store_trailer(message, "Paper-Id");
  for (size_t i = 0; *id && i < G_N_ELEMENTS(kinds); i++) {
    *value = store_trailer(message, kinds[i].trailer);
    if (**value) return kinds[i].kind;
    g_clear_pointer(value, g_free);
  }
  return STORE_OTHER;
}

static bool at(const GArray *versions, unsigned number, guint *version) {
  if (number == 0 || number > versions->len) return false;
  *version = g_array_index(versions, guint, number - 1);
  return true;
}

/* As store_history.c has it, on serials. False where the commit is none of ours. */
static bool follow(StorePlan *plan, const char *message, const char *value) {
  StoreStep *step = &plan->step;
  GArray *versions = versions_of(plan, step->paper);
  unsigned number = step->kind == STORE_VERSION ? store_trailer_number(message, "Paper-Version")
                                                : store_trailer_number(message, "Reextracted");
  if (step->kind == STORE_VERSION && number == versions->len + 1) g_array_append_val(versions, plan->next);
  if (step->kind == STORE_VERSION && number == versions->len) plan->next++;
  if (step->kind == STORE_VERSION || step->kind == STORE_REEXTRACTION)
    return at(versions, number, &step->version);
  if (step->kind == STORE_WITHDRAWAL) return versions->len > 0;
  char *mark = strrchr(value, ' ');
  if (!mark) return false;
  step->from = g_strndup(value, (gsize)(mark - value));
  GArray *source = versions_of(plan, step->from);
  number = mark[1] == 'v' ? (unsigned)g_ascii_strtoull(mark + 2, NULL, 10) : 0;
  plan->from_before = g_array_copy(source);
  if (!at(source, number, &step->version)) return false;
  g_array_remove_index(source, number - 1);
  g_array_append_val(versions, step->version);
  return true;
}

const StoreStep *store_plan_step(StorePlan *plan, const StoreLogEntry *entry) {
  g_autofree char *value = NULL;
  step_clear(plan);
  plan->step = (StoreStep){.kind = kind_of(entry->message, &value)};
  plan->step.paper =
      plan->step.kind == STORE_OTHER ? g_strdup("") : store_trailer(entry->message, "Paper-Id");
  plan->before = g_array_copy(versions_of(plan, plan->step.paper));
  if (plan->step.kind != STORE_OTHER && !follow(plan, entry->message, value)) plan->step.kind = STORE_OTHER;
  if (!plan->step.from) plan->step.from = g_strdup("");
  return &plan->step;
}

/* ---- what is to go */

static void note_touched(StorePlan *plan, const char *id) {
  for (guint i = 0; i < plan->touched->len; i++)
    if (g_str_equal(g_ptr_array_index(plan->touched, i), id)) return;
  g_ptr_array_add(plan->touched, g_strdup(id));
}

static void find_touched(StorePlan *plan, const GArray *log) {
  store_plan_rewind(plan);
  for (guint i = log->len; i-- > 0;) {
    const StoreStep *step = store_plan_step(plan, &g_array_index(log, StoreLogEntry, i));
    bool counts = step->kind != STORE_OTHER && step->kind != STORE_WITHDRAWAL;
    if (counts && store_plan_purges(plan, step->version)) note_touched(plan, step->paper);
  }
}

StorePlan *store_plan_new(const GArray *log, const char *paper, unsigned number) {
  StorePlan *plan = g_new0(StorePlan, 1);
  plan->papers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  plan->purged = g_hash_table_new(NULL, NULL);
  plan->touched = g_ptr_array_new_with_free_func(g_free);
  for (guint i = log->len; i-- > 0;) store_plan_step(plan, &g_array_index(log, StoreLogEntry, i));
  const GArray *last = versions_of(plan, paper);
  for (guint i = 0; i < last->len; i++)
    if (number == 0 || i == number - 1)
      g_hash_table_add(plan->purged, GUINT_TO_POINTER(g_array_index(last, guint, i)));
  find_touched(plan, log);
  return plan;
}

const GPtrArray *store_plan_papers(const StorePlan *plan) { return plan->touched; }

bool store_plan_purges(const StorePlan *plan, guint version) {
  return g_hash_table_contains(plan->purged, GUINT_TO_POINTER(version));
}

bool store_plan_current(const StorePlan *plan, const char *paper, guint *version) {
  const GArray *versions = versions_of(plan, paper);
  return at(versions, versions->len, version);
}

/* The number of a version without those that go before it; 0 where it goes itself or is not there. */
static unsigned kept_number(const StorePlan *plan, const GArray *versions, unsigned number) {
  guint version;
  unsigned kept = 0;
  if (!at(versions, number, &version) || store_plan_purges(plan, version)) return 0;
  for (unsigned n = 1; n <= number; n++)
    kept += !store_plan_purges(plan, g_array_index(versions, guint, n - 1));
  return kept;
}

bool store_plan_has_any(const StorePlan *plan, const char *paper) {
  const GArray *versions = versions_of(plan, paper);
  for (guint i = 0; i < versions->len; i++)
    if (!store_plan_purges(plan, g_array_index(versions, guint, i))) return true;
  return false;
}

/* ---- messages */

/* True where the version before this one goes: what the message says of the difference was said of that
 * one. */
static bool lost_its_neighbour(const StorePlan *plan) {
  guint last;
  return at(plan->before, plan->before->len, &last) && store_plan_purges(plan, last);
}

/* A trailer that ends in a number of a version; false where it was a purged one. */
static bool renumber(const StorePlan *plan, const GArray *versions, GString *out, const char *line) {
  const char *digits = line + strlen(line);
  while (digits > line && g_ascii_isdigit(digits[-1])) digits--;
  unsigned number = kept_number(plan, versions, (unsigned)g_ascii_strtoull(digits, NULL, 10));
  if (number) g_string_append_printf(out, "%.*s%u\n", (int)(digits - line), line, number);
  return number != 0;
}

/* "The roads, version 3" */
static bool ends_in_version(const char *subject) {
  const char *last = strrchr(subject, ' ');
  return last && g_str_has_prefix(last - MIN(last - subject, 7), "version ") && g_ascii_isdigit(last[1]) &&
         strspn(last + 1, "0123456789") == strlen(last + 1);
}

static bool numbered(const char *line, bool subject) {
  static const char *const keys[] = {"Paper-Version: ", "Rendition-Of: v", "Same-As: v", "Reextracted: v"};
  if (subject) return ends_in_version(line);
  for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
    if (g_str_has_prefix(line, keys[i])) return true;
  return false;
}

static void append_line(const StorePlan *plan, GString *out, const char *line, bool subject) {
  const GArray *versions = versions_of(plan, plan->step.paper);
  if (g_str_has_prefix(line, "Changes: ") && lost_its_neighbour(plan)) return;
  if (g_str_has_prefix(line, "Confidence: ") && lost_its_neighbour(plan)) return;
  if (g_str_has_prefix(line, "Relinked-From: "))
    renumber(plan, plan->from_before, out, line);
  else if (numbered(line, subject))
    renumber(plan, versions, out, line);
  else
    g_string_append_printf(out, "%s\n", line);
}

static bool goes(const StorePlan *plan) {
  if (plan->step.kind == STORE_OTHER) return false;
  if (plan->step.kind == STORE_WITHDRAWAL) return !store_plan_has_any(plan, plan->step.paper);
  return store_plan_purges(plan, plan->step.version);
}

char *store_plan_message(const StorePlan *plan, const StoreLogEntry *entry) {
  if (goes(plan)) return NULL;
  if (plan->step.kind == STORE_OTHER) return g_strdup(entry->message);
  g_autofree char *message = g_strdup(entry->message);
  g_auto(GStrv) lines = g_strsplit(g_strchomp(message), "\n", -1);
  GString *out = g_string_new(NULL);
  for (char **line = lines; *line; line++) append_line(plan, out, *line, line == lines);
  return g_string_free(out, FALSE);
}
