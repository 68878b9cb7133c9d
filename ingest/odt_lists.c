/* Lists of an ODT (ODF 1.3 part 3, 5.3, 16.30, 16.31, 16.34).
 *
 * A list counts anew unless it says which one it continues (19.784, 19.785): then both share their counters.
 */
#include "ingest/odt_lists.h"

#include "ingest/office_number.h"

#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
enum { NUMBER_MAX = 1000000, PARTS_BYTES_MAX = 40 };

typedef struct {
  bool there;
  OfficeNumberFormat format;
  const char *prefix, *suffix, *bullet; /* of the part */
  int start, shown;                     /* shown: how many levels the label gives */
  int indent;
} Level;

typedef struct {
  Level levels[ODT_LEVELS];
} ListStyle;

typedef struct {
  int id;
  int count[ODT_LEVELS];
  bool used[ODT_LEVELS];
} Counters;

typedef struct {
  const char *style;  /* name; "" unknown */
  Counters *counters; /* owned by the lists */
} Open;

struct OdtLists {
  GHashTable *styles;           /* name -> ListStyle */
  GHashTable *by_style, *by_id; /* name, xml:id -> Counters of the last such list */
  GPtrArray *counters;          /* all */
  GArray *open;                 /* Open */
  ListStyle outline;
  Counters outline_counters;
};

/* ---- reading */

static OfficeNumberFormat read_format(const char *format) {
  static const struct {
    const char *name;
    OfficeNumberFormat format;
  } formats[] = {{"1", OFFICE_NUMBER_DECIMAL},      {"a", OFFICE_NUMBER_LOWER_LETTER},
                 {"A", OFFICE_NUMBER_UPPER_LETTER}, {"i", OFFICE_NUMBER_LOWER_ROMAN},
                 {"I", OFFICE_NUMBER_UPPER_ROMAN},  {"01, 02, 03, ...", OFFICE_NUMBER_DECIMAL_ZERO},
                 {"1st", OFFICE_NUMBER_ORDINAL}};
  if (!format || !*format) return OFFICE_NUMBER_NONE;
  for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
    if (g_str_equal(format, formats[i].name)) return formats[i].format;
  return OFFICE_NUMBER_DECIMAL;
}

static Level read_level(const xmlNode *node) {
  Level level = {.there = true,
                 .start = xml_attribute_int(node, "start-value", 1),
                 .shown = xml_attribute_int(node, "display-levels", 1)};
  const char *prefix = xml_attribute(node, "num-prefix"), *suffix = xml_attribute(node, "num-suffix"),
             *bullet = xml_attribute(node, "bullet-char");
  level.prefix = prefix ? prefix : "";
  level.suffix = suffix ? suffix : "";
  level.bullet = bullet ? bullet : "";
  bool number = xml_is(node, "list-level-style-number") || xml_is(node, "outline-level-style");
  level.format = number ? read_format(xml_attribute(node, "num-format")) : OFFICE_NUMBER_BULLET;
  if (xml_is(node, "list-level-style-image")) level.bullet = "\xE2\x80\xA2";
  const xmlNode *properties = xml_child(node, "list-level-properties"),
                *aligned = xml_child(properties, "list-level-label-alignment");
  level.indent = aligned ? odt_length(xml_attribute(aligned, "margin-left"))
                         : odt_length(xml_attribute(properties, "space-before")) +
                               odt_length(xml_attribute(properties, "min-label-width"));
  return level;
}

static void read_levels(const xmlNode *node, ListStyle *style) {
  for (const xmlNode *child = node ? node->children : NULL; child; child = child->next) {
    int i = child->type == XML_ELEMENT_NODE ? xml_attribute_int(child, "level", 0) - 1 : -1;
    if (i >= 0 && i < ODT_LEVELS) style->levels[i] = read_level(child);
  }
}

static void add_styles(OdtLists *l, const xmlNode *group) {
  for (const xmlNode *node = xml_child(group, "list-style"); node; node = xml_next(node, "list-style")) {
    const char *name = xml_attribute(node, "name");
    if (!name) continue;
    ListStyle *style = g_new0(ListStyle, 1);
    read_levels(node, style);
    g_hash_table_insert(l->styles, (gpointer)name, style);
  }
}

OdtLists *odt_lists_new(const xmlDoc *styles, const xmlDoc *content) {
  OdtLists *l = g_new0(OdtLists, 1);
  l->styles = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  l->by_style = g_hash_table_new(g_str_hash, g_str_equal);
  l->by_id = g_hash_table_new(g_str_hash, g_str_equal);
  l->counters = g_ptr_array_new_with_free_func(g_free);
  l->open = g_array_new(FALSE, FALSE, sizeof(Open));
  const xmlNode *named = xml_child(xml_root(styles, "document-styles"), "styles");
  add_styles(l, named);
  add_styles(l, xml_child(xml_root(content, "document-content"), "automatic-styles"));
  const xmlNode *outline = xml_child(named, "outline-style");
  read_levels(outline, &l->outline);
  if (outline && xml_attribute(outline, "name")) /* a list may name it, too */
    g_hash_table_insert(l->styles, (gpointer)xml_attribute(outline, "name"),
                        g_memdup2(&l->outline, sizeof l->outline));
  return l;
}

void odt_lists_free(OdtLists *l) {
  if (!l) return;
  g_hash_table_unref(l->styles);
  g_hash_table_unref(l->by_style);
  g_hash_table_unref(l->by_id);
  g_ptr_array_unref(l->counters);
  g_array_unref(l->open);
  g_free(l);
}

/* ---- lists */

static Counters *find_continued(const OdtLists *l, const xmlNode *list, const char *style) {
  const char *id = xml_attribute(list, "continue-list");
  if (id && g_hash_table_lookup(l->by_id, id)) return g_hash_table_lookup(l->by_id, id);
  return xml_attribute_is(list, "continue-numbering", "true") ? g_hash_table_lookup(l->by_style, style)
                                                              : NULL;
}

static Counters *counters_new(OdtLists *l) {
  Counters *counters = g_new0(Counters, 1);
  g_ptr_array_add(l->counters, counters);
  counters->id = (int)l->counters->len;
  return counters;
}

/* A list inside another has its style and counters, unless it names a style of its own (5.3.1). */
void odt_lists_enter(OdtLists *l, const xmlNode *list) {
  const Open *outer = l->open->len ? &g_array_index(l->open, Open, l->open->len - 1) : NULL;
  const char *name = xml_attribute(list, "style-name"), *id = xml_attribute(list, "id");
  Open open = {.style = name ? name : outer ? outer->style : ""};
  open.counters = outer ? outer->counters : find_continued(l, list, open.style);
  if (!open.counters) open.counters = counters_new(l);
  g_hash_table_insert(l->by_style, (gpointer)open.style, open.counters);
  if (id) g_hash_table_insert(l->by_id, (gpointer)id, open.counters);
  g_array_append_val(l->open, open);
}

void odt_lists_leave(OdtLists *l) { g_array_set_size(l->open, l->open->len - 1); }

unsigned odt_lists_depth(const OdtLists *l) { return l->open->len; }

static const Open *innermost(const OdtLists *l) { return &g_array_index(l->open, Open, l->open->len - 1); }

int odt_lists_id(const OdtLists *l) { return l->open->len ? innermost(l)->counters->id : 0; }

static const ListStyle *style_of(const OdtLists *l) {
  return g_hash_table_lookup(l->styles, innermost(l)->style);
}

int odt_lists_indent(const OdtLists *l) {
  const ListStyle *style = l->open->len ? style_of(l) : NULL;
  return style ? style->levels[MIN(l->open->len, ODT_LEVELS) - 1].indent : 0;
}

/* ---- labels */

static void count_on(const ListStyle *style, Counters *c, int level, const xmlNode *item) {
  int start = xml_attribute_int(item, "start-value", -1);
  bool starts = start >= 0 || !c->used[level];
  c->count[level] =
      starts ? (start >= 0 ? start : style->levels[level].start) : MIN(c->count[level] + 1, NUMBER_MAX);
  c->used[level] = true;
  for (int i = 0; i < level; i++) {
    if (!c->used[i]) c->count[i] = style->levels[i].start;
    c->used[i] = true;
  }
  for (int i = level + 1; i < ODT_LEVELS; i++) c->used[i] = false;
}

/* The numbers of the levels shown are parted by dots (19.797). */
static char *write_label(const ListStyle *style, const Counters *c, int level) {
  const Level *own = &style->levels[level];
  if (own->format == OFFICE_NUMBER_BULLET)
    return g_strdup(own->bullet[strspn(own->bullet, " ")] ? office_bullet(own->bullet) : "");
  g_autoptr(GString) numbers = g_string_new(NULL);
  for (int i = MAX(level + 1 - own->shown, 0);
       i <= level && own->format != OFFICE_NUMBER_NONE && numbers->len < PARTS_BYTES_MAX; i++) {
    if (numbers->len && style->levels[i].format != OFFICE_NUMBER_NONE) g_string_append_c(numbers, '.');
    office_number_append(numbers, style->levels[i].format, (unsigned)MAX(c->count[i], 0));
  }
  bool shows = numbers->len || own->prefix[strcspn(own->prefix, LETTERS)];
  return g_strstrip(shows ? g_strdup_printf("%s%s%s", own->prefix, numbers->str, own->suffix) : g_strdup(""));
}

char *odt_lists_item(OdtLists *l, const xmlNode *item) {
  const ListStyle *style = style_of(l);
  int level = (int)MIN(l->open->len, ODT_LEVELS) - 1;
  if (!style || !style->levels[level].there) return g_strdup(style ? "" : "\xE2\x80\xA2");
  count_on(style, innermost(l)->counters, level, item);
  return write_label(style, innermost(l)->counters, level);
}

char *odt_lists_heading(OdtLists *l, const xmlNode *heading, int level) {
  int i = CLAMP(level, 1, ODT_LEVELS) - 1;
  if (!l->outline.levels[i].there || xml_attribute_is(heading, "is-list-header", "true")) return g_strdup("");
  if (xml_attribute_is(heading, "restart-numbering", "true")) l->outline_counters.used[i] = false;
  count_on(&l->outline, &l->outline_counters, i,
           xml_attribute_is(heading, "restart-numbering", "true") ? heading : NULL);
  return write_label(&l->outline, &l->outline_counters, i);
}
