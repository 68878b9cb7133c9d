/* numbering.xml of a DOCX (ECMA-376 part 1, 17.9).
 *
 *     w:p -> numId -> w:num -> abstractNumId -> w:abstractNum -> w:lvl [0..8]
 *                     overrides of levels and starts
 *
 * The counters belong to the abstract numbering: instances of it go on counting where another one stopped,
 * unless they override the start (17.9.26). */
#include "ingest/docx_numbering.h"

#include "ingest/office_number.h"

#include <string.h>

enum { LABEL_BYTES_MAX = 200, ABSTRACTS_MAX = 50000, NUMBER_MAX = 1000000 };

typedef struct {
  OfficeNumberFormat format;
  const char *text; /* lvlText, of the part */
  int start;
  int restart; /* lvlRestart; -1 after any higher level */
  bool legal;  /* isLgl: the numbers of higher levels in digits */
  bool picture;
  bool there;
  int left;
  const char *style; /* pStyle */
} Level;

typedef struct {
  Level levels[DOCX_LEVELS];
  const char *style_link; /* numStyleLink: the levels are another's */
  int count[DOCX_LEVELS];
  bool used[DOCX_LEVELS];
} Abstract;

typedef struct {
  Abstract *abstract; /* or NULL */
  int abstract_id;
  Level levels[DOCX_LEVELS]; /* overrides, where `there` */
  int start[DOCX_LEVELS];    /* overrides; -1 none */
  bool started[DOCX_LEVELS];
} Num;

struct DocxNumbering {
  GHashTable *abstracts, *nums; /* by id */
};

/* ---- reading */

static OfficeNumberFormat read_format(const char *name) {
  static const struct {
    const char *name;
    OfficeNumberFormat format;
  } formats[] = {{"bullet", OFFICE_NUMBER_BULLET},
                 {"none", OFFICE_NUMBER_NONE},
                 {"decimalZero", OFFICE_NUMBER_DECIMAL_ZERO},
                 {"ordinal", OFFICE_NUMBER_ORDINAL},
                 {"lowerLetter", OFFICE_NUMBER_LOWER_LETTER},
                 {"upperLetter", OFFICE_NUMBER_UPPER_LETTER},
                 {"lowerRoman", OFFICE_NUMBER_LOWER_ROMAN},
                 {"upperRoman", OFFICE_NUMBER_UPPER_ROMAN}};
  for (size_t i = 0; name && i < G_N_ELEMENTS(formats); i++)
    if (g_str_equal(name, formats[i].name)) return formats[i].format;
  return OFFICE_NUMBER_DECIMAL;
}

static int child_value(const xmlNode *node, const char *name, int otherwise) {
  const xmlNode *child = xml_child(node, name);
  return child ? xml_attribute_int(child, "val", otherwise) : otherwise;
}

static Level read_level(const xmlNode *node) {
  Level level = {.there = true, .left = -1};
  level.format = read_format(xml_attribute(xml_child(node, "numFmt"), "val"));
  const char *text = xml_attribute(xml_child(node, "lvlText"), "val");
  level.text = text ? text : "";
  level.start = child_value(node, "start", 0);
  level.restart = child_value(node, "lvlRestart", -1);
  level.legal = xml_child(node, "isLgl") != NULL;
  level.picture = xml_child(node, "lvlPicBulletId") != NULL;
  level.style = xml_attribute(xml_child(node, "pStyle"), "val");
  const xmlNode *indent = xml_child(xml_child(node, "pPr"), "ind");
  if (indent) level.left = xml_attribute_int(indent, "left", xml_attribute_int(indent, "start", -1));
  return level;
}

static void read_levels(const xmlNode *parent, Level levels[DOCX_LEVELS]) {
  for (const xmlNode *node = xml_child(parent, "lvl"); node; node = xml_next(node, "lvl")) {
    int i = xml_attribute_int(node, "ilvl", -1);
    if (i >= 0 && i < DOCX_LEVELS) levels[i] = read_level(node);
  }
}

static void read_abstracts(DocxNumbering *n, const xmlNode *root) {
  for (const xmlNode *node = xml_child(root, "abstractNum"); node; node = xml_next(node, "abstractNum")) {
    if (g_hash_table_size(n->abstracts) >= ABSTRACTS_MAX) return;
    Abstract *abstract = g_new0(Abstract, 1);
    abstract->style_link = xml_attribute(xml_child(node, "numStyleLink"), "val");
    read_levels(node, abstract->levels);
    g_hash_table_insert(n->abstracts, GINT_TO_POINTER(xml_attribute_int(node, "abstractNumId", -1)),
                        abstract);
  }
}

static void read_overrides(const xmlNode *node, Num *num) {
  for (const xmlNode *over = xml_child(node, "lvlOverride"); over; over = xml_next(over, "lvlOverride")) {
    int i = xml_attribute_int(over, "ilvl", -1);
    if (i < 0 || i >= DOCX_LEVELS) continue;
    num->start[i] = child_value(over, "startOverride", -1);
    const xmlNode *level = xml_child(over, "lvl");
    if (level) num->levels[i] = read_level(level);
  }
}

static void read_nums(DocxNumbering *n, const xmlNode *root) {
  for (const xmlNode *node = xml_child(root, "num"); node; node = xml_next(node, "num")) {
    if (g_hash_table_size(n->nums) >= ABSTRACTS_MAX) return;
    Num *num = g_new0(Num, 1);
    for (int i = 0; i < DOCX_LEVELS; i++) num->start[i] = -1;
    num->abstract_id = child_value(node, "abstractNumId", -1);
    num->abstract = g_hash_table_lookup(n->abstracts, GINT_TO_POINTER(num->abstract_id));
    read_overrides(node, num);
    g_hash_table_insert(n->nums, GINT_TO_POINTER(xml_attribute_int(node, "numId", -1)), num);
  }
}

static Num *find(const DocxNumbering *n, int num_id) {
  return g_hash_table_lookup(n->nums, GINT_TO_POINTER(num_id));
}

/* An abstract numbering without levels of its own takes those of the one that its style names (17.9.21). */
static void follow_link(const DocxNumbering *n, const DocxStyles *styles, Num *num) {
  if (!num->abstract || !num->abstract->style_link) return;
  const Num *other = find(n, docx_styles_number_of(styles, num->abstract->style_link));
  if (!other || !other->abstract || other->abstract->style_link) return;
  num->abstract = other->abstract;
  num->abstract_id = other->abstract_id;
}

DocxNumbering *docx_numbering_new(const xmlDoc *part, const DocxStyles *styles) {
  DocxNumbering *n = g_new0(DocxNumbering, 1);
  n->abstracts = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  n->nums = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  const xmlNode *root = xml_root(part, "numbering");
  read_abstracts(n, root);
  read_nums(n, root);
  GHashTableIter iter;
  gpointer num;
  g_hash_table_iter_init(&iter, n->nums);
  while (g_hash_table_iter_next(&iter, NULL, &num)) follow_link(n, styles, num);
  return n;
}

void docx_numbering_free(DocxNumbering *n) {
  if (!n) return;
  g_hash_table_unref(n->abstracts);
  g_hash_table_unref(n->nums);
  g_free(n);
}

/* ---- counting */

static const Level *level_of(const Num *num, int i) {
  return num->levels[i].there ? &num->levels[i] : &num->abstract->levels[i];
}

static int start_of(const Num *num, int i) {
  return num->start[i] >= 0 ? num->start[i] : level_of(num, i)->start;
}

bool docx_numbering_of(const DocxNumbering *n, const DocxParagraphLook *look, int *list, int *level,
                       int *left) {
  const Num *num = look->num_id > 0 ? find(n, look->num_id) : NULL;
  if (!num || !num->abstract) return false;
  *level = CLAMP(look->ilvl, 0, DOCX_LEVELS - 1);
  /* a style is numbered at the level that names it (17.9.23) */
  for (int i = 0; i < DOCX_LEVELS && !look->own_numbering && look->style; i++)
    if (g_strcmp0(level_of(num, i)->style, look->style) == 0) *level = i;
  *list = num->abstract_id;
  *left = level_of(num, *level)->left;
  return level_of(num, *level)->there;
}

/* Levels below start again, unless they say after which level only (17.9.10). */
static void restart_below(const Num *num, int level) {
  for (int i = level + 1; i < DOCX_LEVELS; i++) {
    int restart = level_of(num, i)->restart;
    if (restart < 0 || (restart > 0 && level < restart)) num->abstract->used[i] = false;
  }
}

static void count_on(Num *num, int level) {
  Abstract *a = num->abstract;
  bool starts = (num->start[level] >= 0 && !num->started[level]) || !a->used[level];
  a->count[level] = starts ? start_of(num, level) : MIN(a->count[level] + 1, NUMBER_MAX);
  a->used[level] = num->started[level] = true;
  for (int i = 0; i < level; i++) {
    if (!a->used[i]) a->count[i] = start_of(num, i);
    a->used[i] = true;
  }
  restart_below(num, level);
}

/* lvlText (17.9.11): "%1.%2" with the numbers of the levels. */
static char *write_label(const Num *num, const Level *level) {
  GString *label = g_string_new(NULL);
  for (const char *p = level->text; *p && label->len < LABEL_BYTES_MAX; p++) {
    if (p[0] != '%' || p[1] < '1' || p[1] > '9') {
      g_string_append_c(label, *p);
      continue;
    }
    int i = *++p - '1';
    OfficeNumberFormat format = level_of(num, i)->format;
    office_number_append(label, level->legal ? OFFICE_NUMBER_DECIMAL : format,
                         (unsigned)MAX(num->abstract->count[i], 0));
  }
  return g_strstrip(g_string_free(label, FALSE));
}

char *docx_numbering_next(DocxNumbering *n, int num_id, int level) {
  Num *num = find(n, num_id);
  const Level *shape = level_of(num, level);
  count_on(num, level);
  if (shape->format != OFFICE_NUMBER_BULLET) return write_label(num, shape);
  bool blank = !shape->picture && shape->text[strspn(shape->text, " ")] == '\0';
  return g_strdup(blank ? "" : office_bullet(shape->text));
}
