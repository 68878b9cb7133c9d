/* Figures of both drafts: which is which, and whether it is still the same picture.
 *
 * They are paired by their captions, then by their bytes, then by what they look like, then by where they stand. Engines
 * encode a picture anew when they write a paper, so other bytes alone are no other picture: what it looks like decides
 * (model/look.h), and where that is not known, bytes count between two papers of one format only. Words are told elsewhere:
 * a change here has none. Cost: the product of the counts, which is capped. */
#include "diff/teller.h"

#include "model/look.h"
#include "model/text.h"

#include <string.h>

/* Of a paper with more, those after it are not compared. */
enum { FIGURES_MAX = 400 };

typedef struct {
  uint32_t node, peer; /* index among the other side's, DIFF_NONE */
  const DocFigure *figure;
  char *caption;  /* as compared */
  uint32_t place; /* the unit of the new paper that it stands before */
} Figure;

typedef struct {
  DiffTeller *t;
  GArray *of[2]; /* Figure: OLD, NEW */
  bool one_format;
} Figures;

static Figure *figure_at(const Figures *f, unsigned which, guint i) {
  return &g_array_index(f->of[which], Figure, i);
}

static void figure_clear(gpointer figure) { g_free(((Figure *)figure)->caption); }

static GArray *collect(const DiffTeller *t, unsigned which) {
  const DiffPaperSide *side = teller_side(t, which);
  GArray *figures = g_array_new(FALSE, FALSE, sizeof(Figure));
  g_array_set_clear_func(figures, figure_clear);
  for (uint32_t i = 1; i < doc_count(side->doc) && figures->len < FIGURES_MAX; i++) {
    const DocFigure *figure = doc_node(side->doc, i)->figure;
    if (!figure) continue;
    uint32_t unit = side->first_unit[i];
    uint32_t place = which == NEW              ? unit
                     : unit < side->units->len ? t->slot[unit]
                                               : teller_side(t, NEW)->units->len;
    Figure found = {i, DIFF_NONE, figure, text_key(figure->caption, -1), place};
    g_array_append_val(figures, found);
  }
  return figures;
}

/* ---- the same picture? */

static bool is_drawn(const DocFigure *figure) { return g_str_has_prefix(figure->look, "0x0:"); }

static LookAnswer compare(const Figures *f, const DocFigure *a, const DocFigure *b) {
  if (*a->hash && strcmp(a->hash, b->hash) == 0) return LOOKS_SAME;
  LookAnswer answer = look_compare(a->look, b->look);
  bool bytes_tell = f->one_format && *a->hash && *b->hash && !is_drawn(a) && !is_drawn(b);
  return answer == LOOKS_UNKNOWN && bytes_tell ? LOOKS_OTHER : answer;
}

/* ---- pairs */

typedef bool (*Test)(const Figures *f, const Figure *a, const Figure *b);

static bool same_caption(const Figures *f, const Figure *a, const Figure *b) {
  (void)f;
  return *a->caption && strcmp(a->caption, b->caption) == 0;
}

static bool same_bytes(const Figures *f, const Figure *a, const Figure *b) {
  (void)f;
  return *a->figure->hash && strcmp(a->figure->hash, b->figure->hash) == 0;
}

static bool same_look(const Figures *f, const Figure *a, const Figure *b) {
  (void)f;
  return look_compare(a->figure->look, b->figure->look) == LOOKS_SAME;
}

static bool same_place(const Figures *f, const Figure *a, const Figure *b) {
  (void)f;
  return a->place == b->place;
}

static void pair_by(Figures *f, Test test) {
  for (guint i = 0; i < f->of[OLD]->len; i++) {
    Figure *a = figure_at(f, OLD, i);
    for (guint j = 0; j < f->of[NEW]->len && a->peer == DIFF_NONE; j++) {
      Figure *b = figure_at(f, NEW, j);
      if (b->peer != DIFF_NONE || !test(f, a, b)) continue;
      a->peer = j;
      b->peer = i;
    }
  }
}

/* ---- changes */

static const char *name_of(const DocFigure *figure) {
  return *figure->caption ? figure->caption : figure->alt;
}

static DiffTold *tell(Figures *f, DiffKind kind, const Figure *a, const Figure *b) {
  const Figure *const figures[2] = {a, b};
  DiffTold *told = teller_add(f->t, kind, "figure");
  told->place = b ? b->place : a->place;
  told->rank_in_place = b ? 1 : 0;
  for (unsigned which = OLD; which <= NEW; which++)
    if (figures[which])
      teller_set_end(f->t, &told->change, which, figures[which]->node,
                     a && b ? name_of(figures[which]->figure) : "");
  teller_set_section(f->t, &told->change);
  return told;
}

/* The caption stands in the reason: in a text it would be words that came or went. */
static void tell_one(Figures *f, const Figure *a, const Figure *b) {
  const char *name = name_of((a ? a : b)->figure), *what = a ? "taken out" : "put in";
  g_autofree char *why =
      *name ? g_strdup_printf("a picture was %s: %s", what, name) : g_strdup_printf("a picture was %s", what);
  DiffTold *told = tell(f, a ? DIFF_DELETE : DIFF_INSERT, a, b);
  teller_add_class(f->t, &told->change, DIFF_CLASS_FIGURE, "", "", why);
}

static void tell_pair(Figures *f, const Figure *a, const Figure *b) {
  const DocFigure *x = a->figure, *y = b->figure;
  LookAnswer answer = compare(f, x, y);
  g_autofree char *from = text_key(x->alt, -1), *to = text_key(y->alt, -1);
  bool described = f->one_format && *from && *to && strcmp(from, to) != 0;
  if (answer != LOOKS_OTHER && !described) return;
  DiffTold *told = tell(f, DIFF_EDIT, a, b);
  if (answer == LOOKS_OTHER) {
    const char *name = name_of(y);
    g_autofree char *why = *name ? g_strdup_printf("another picture stands here: %s", name)
                                 : g_strdup("another picture stands here");
    teller_add_class(f->t, &told->change, DIFF_CLASS_FIGURE, "", "", why);
  }
  if (described)
    teller_add_class(f->t, &told->change, DIFF_CLASS_FIGURE, x->alt, y->alt,
                     "its alternative text is another");
}

static bool has_caption(const DiffPaperSide *side, const char *caption) {
  for (uint32_t i = 1; i < doc_count(side->doc); i++)
    if (strcmp(doc_key(side->doc, doc_node(side->doc, i)), caption) == 0) return true;
  return false;
}

/* Readers of two formats do not see the same pictures; and a chart of lines and fills may go unseen in one of two prints,
 * so that its caption must have gone, too. */
static bool is_believed(const Figures *f, const Figure *figure, unsigned other) {
  if (!f->one_format) return false;
  return !is_drawn(figure->figure) || !has_caption(teller_side(f->t, other), figure->caption);
}

static void tell_figures(Figures *f) {
  for (guint i = 0; i < f->of[OLD]->len; i++) {
    const Figure *a = figure_at(f, OLD, i);
    if (a->peer != DIFF_NONE)
      tell_pair(f, a, figure_at(f, NEW, a->peer));
    else if (is_believed(f, a, NEW))
      tell_one(f, a, NULL);
  }
  for (guint j = 0; j < f->of[NEW]->len; j++) {
    const Figure *b = figure_at(f, NEW, j);
    if (b->peer == DIFF_NONE && is_believed(f, b, OLD)) tell_one(f, NULL, b);
  }
}

void figures_tell(DiffTeller *t) {
  const DiffReport *report = &t->r->report;
  Figures f = {.t = t, .of = {collect(t, OLD), collect(t, NEW)}};
  f.one_format = g_strcmp0(report->old_side.reader, report->new_side.reader) == 0;
  static const Test tests[] = {same_caption, same_bytes, same_look, same_place};
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) pair_by(&f, tests[i]);
  tell_figures(&f);
  g_array_unref(f.of[OLD]);
  g_array_unref(f.of[NEW]);
}
