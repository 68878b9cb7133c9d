/* The list of changes as JSON, redraft-diff/1 (docs/diff.schema.json): one document on one line. */
#include "report/writers.h"

#include "model/doc_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *text_json(const char *text) { return json_string(text ? text : ""); }

static json_t *side_json(const DiffSide *side, const char *title) {
  json_t *object = json_object();
  json_object_set_new(object, "name", text_json(side->name));
  if (title) json_object_set_new(object, "title", json_string(title));
  if (side->sha256) json_object_set_new(object, "sha256", json_string(side->sha256));
  return object;
}

static json_t *end_json(const DiffEnd *end) {
  json_t *object = json_object();
  json_object_set_new(object, "text", text_json(end->text));
  if (end->page) json_object_set_new(object, "page", json_integer(end->page));
  if (end->printed) json_object_set_new(object, "printed", json_string(end->printed));
  json_object_set_new(object, "path", text_json(end->path));
  return object;
}

static json_t *words_json(const DiffChange *change) {
  static const char *const names[] = {
      [DIFF_EQUAL] = "equal", [DIFF_DELETED] = "delete", [DIFF_INSERTED] = "insert"};
  json_t *words = json_array();
  for (uint32_t i = 0; i < change->word_count; i++) {
    json_t *word = json_object();
    json_object_set_new(word, "op", json_string(names[change->words[i].op]));
    json_object_set_new(word, "text", text_json(change->words[i].text));
    json_array_append_new(words, word);
  }
  return words;
}

static json_t *classes_json(const DiffChange *change) {
  json_t *classes = json_array();
  for (uint32_t i = 0; i < change->class_count; i++) {
    const DiffClass *class = &change->classes[i];
    json_t *object = json_pack("{s:s, s:s, s:s, s:s}", "class", diff_class_name(class->kind), "old",
                               class->old_text, "new", class->new_text, "why", class->why);
    if (class->same_value) json_object_set_new(object, "same_value", json_true());
    json_array_append_new(classes, object);
  }
  return classes;
}

static json_t *change_json(const DiffChange *change) {
  json_t *object = json_object(), *section = json_array();
  for (const char **p = change->section; p && *p; p++) json_array_append_new(section, json_string(*p));
  json_object_set_new(object, "kind", json_string(diff_kind_name(change->kind)));
  json_object_set_new(object, "moved", json_boolean(change->moved));
  if (change->layout) json_object_set_new(object, "layout", json_true());
  json_object_set_new(object, "paper", json_integer(change->paper));
  json_object_set_new(object, "block", json_string(change->block));
  json_object_set_new(object, "section", section);
  if (change->old_end.present) json_object_set_new(object, "old", end_json(&change->old_end));
  if (change->new_end.present) json_object_set_new(object, "new", end_json(&change->new_end));
  if (change->word_count) json_object_set_new(object, "words", words_json(change));
  json_object_set_new(object, "classes", classes_json(change));
  json_object_set_new(object, "rank", json_integer(change->rank));
  return object;
}

static json_t *explanation_json(const DiffReport *report) {
  json_t *lines = json_array();
  for (const char **p = report->explanation; *p; p++) json_array_append_new(lines, json_string(*p));
  return lines;
}

static json_t *sections_json(const DiffReport *report) {
  json_t *sections = json_array();
  for (uint32_t i = 0; i < report->section_count; i++) {
    const DiffSection *s = &report->sections[i];
    json_t *object =
        json_pack("{s:i, s:s, s:i, s:s, s:b, s:b, s:i, s:i, s:i, s:i, s:b}", "paper", s->paper, "heading",
                  s->heading, "level", s->level, "in",
                  s->in_old && s->in_new ? "both"
                  : s->in_new            ? "new"
                                         : "old",
                  "moved", s->moved, "renumbered", s->renumbered, "changes", s->changes, "words_inserted",
                  s->words_inserted, "words_deleted", s->words_deleted, "rank", s->rank, "skip", !s->changes);
    if (s->old_page) json_object_set_new(object, "old_page", json_integer(s->old_page));
    if (s->new_page) json_object_set_new(object, "new_page", json_integer(s->new_page));
    if (s->first_change) json_object_set_new(object, "first_change", json_integer(s->first_change));
    json_array_append_new(sections, object);
  }
  return sections;
}

static json_t *summary_json(const DiffSummary *s) {
  const struct {
    const char *name;
    uint32_t count;
  } rows[] = {{"inserted", s->inserted},
              {"deleted", s->deleted},
              {"edited", s->edited},
              {"moved", s->moved},
              {"split", s->split},
              {"merged", s->merged},
              {"renumbered", s->renumbered},
              {"restructured", s->restructured},
              {"words_inserted", s->words_inserted},
              {"words_deleted", s->words_deleted},
              {"layout_only", s->layout_only}};
  json_t *object = json_object();
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    json_object_set_new(object, rows[i].name, json_integer(rows[i].count));
  return object;
}

static json_t *papers_json(const DiffReport *report) {
  json_t *papers = json_array();
  for (uint32_t i = 0; i < report->paper_count; i++) {
    const DiffPaper *paper = &report->papers[i];
    json_t *particulars = json_array(), *object = json_object();
    for (uint32_t k = 0; k < paper->particular_count; k++) {
      const DiffParticular *p = &paper->particulars[k];
      json_t *entry = json_object();
      json_object_set_new(entry, "key", json_string(p->key));
      json_object_set_new(entry, "old", p->old_value ? json_string(p->old_value) : json_null());
      json_object_set_new(entry, "new", p->new_value ? json_string(p->new_value) : json_null());
      json_array_append_new(particulars, entry);
    }
    json_object_set_new(object, "title", text_json(paper->title));
    json_object_set_new(object, "old",
                        paper->old_paper < 0 ? json_null() : json_integer(paper->old_paper + 1));
    json_object_set_new(object, "new",
                        paper->new_paper < 0 ? json_null() : json_integer(paper->new_paper + 1));
    json_object_set_new(object, "particulars", particulars);
    json_array_append_new(papers, object);
  }
  return papers;
}

static void append_notes(json_t *notes, const DiffSide *side, const char *which) {
  for (size_t p = 0; p < side->count; p++) {
    json_t *own = doc_notes_json(side->papers[p]), *note;
    size_t i;
    json_array_foreach(own, i, note) {
      json_object_set_new(note, "side", json_string(which));
      json_object_set_new(note, "paper", json_integer((json_int_t)p + 1));
      json_array_append(notes, note);
    }
    json_decref(own);
  }
}

static const char *side_title(const DiffSide *side) {
  return side->count ? doc_particular(side->papers[0], "title") : NULL;
}

char *report_write_json(const DiffReport *report, const ReportOptions *options) {
  (void)options;
  json_t *root = json_object(), *reasons = json_array(), *changes = json_array(), *notes = json_array();
  for (const char **p = report->reasons; *p; p++) json_array_append_new(reasons, json_string(*p));
  for (uint32_t i = 0; i < report->change_count; i++) {
    json_t *change = change_json(&report->changes[i]);
    if (i + 1 == report->explained) json_object_set_new(change, "explanation", explanation_json(report));
    json_array_append_new(changes, change);
  }
  append_notes(notes, &report->old_side, "old");
  append_notes(notes, &report->new_side, "new");
  json_object_set_new(root, "format", json_string("redraft-diff/1"));
  json_object_set_new(root, "complete", json_boolean(report->complete));
  json_object_set_new(root, "old", side_json(&report->old_side, side_title(&report->old_side)));
  json_object_set_new(root, "new", side_json(&report->new_side, side_title(&report->new_side)));
  json_object_set_new(root, "verdict", json_string(diff_verdict_name(report->verdict)));
  json_object_set_new(root, "reasons", reasons);
  json_object_set_new(root, "summary", summary_json(&report->summary));
  json_object_set_new(root, "papers", papers_json(report));
  json_object_set_new(root, "notes", notes);
  json_object_set_new(root, "sections", sections_json(report));
  json_object_set_new(root, "changes", changes);
  char *text = json_dumps(root, JSON_COMPACT), *line = g_strconcat(text, "\n", NULL);
  free(text);
  json_decref(root);
  return line;
}
