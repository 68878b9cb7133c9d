/* Pages set sideways: a landscape table on a portrait page, without the page saying that it is turned.
 * Linear. */
#include "ingest/layout_rows.h"

#include <string.h>

/* Share of a page's characters that must be set one way for the page to be turned. */
static const float TURNED_SHARE = 0.5f;

bool layout_has_turned_words(const Layout *layout, const LayoutPage *page) {
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++)
    if (layout_word(layout, w)->turned) return true;
  return false;
}

/* 1 or -1 if most of the page's characters are set upwards or downwards; else 0. */
static int direction_of(const Layout *layout, const LayoutPage *page) {
  size_t all = 0, up = 0, down = 0;
  if (!layout_has_turned_words(layout, page)) return 0;
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    const LayoutWord *word = layout_word(layout, w);
    size_t len = strlen(word->text);
    all += len;
    up += word->turned > 0 ? len : 0;
    down += word->turned < 0 ? len : 0;
  }
  if ((float)up > TURNED_SHARE * (float)all) return 1;
  return (float)down > TURNED_SHARE * (float)all ? -1 : 0;
}

/* Text set upwards reads from the foot of the page to its head: y counts down from the foot and becomes x. */
static DocBox turn_box(DocBox box, const LayoutPage *page, int direction) {
  if (direction > 0) return (DocBox){page->height - box.y1, box.x0, page->height - box.y0, box.x1};
  return (DocBox){box.y0, page->width - box.x1, box.y1, page->width - box.x0};
}

static void turn_page(Layout *layout, LayoutPage *page, int direction) {
  for (uint32_t w = page->first_word; w < page->first_word + page->word_count; w++) {
    LayoutWord *word = layout_word(layout, w);
    word->box = turn_box(word->box, page, direction);
    word->turned = 0;
  }
  for (uint32_t i = page->first_rule; i < page->first_rule + page->rule_count; i++) {
    LayoutRule *rule = &g_array_index(layout->rules, LayoutRule, i);
    DocBox box = turn_box((DocBox){rule->x0, rule->y0, rule->x1, rule->y1}, page, direction);
    *rule = (LayoutRule){box.x0, box.y0, box.x1, box.y1};
  }
  float width = page->width;
  page->width = page->height;
  page->height = width;
}

void layout_turn(Layout *layout) {
  if (layout->is_text) return;
  for (uint32_t p = 0; p < layout->pages->len; p++) {
    LayoutPage *page = layout_page(layout, p);
    layout_rest(layout, p);
    int direction = direction_of(layout, page);
    if (!direction) continue;
    turn_page(layout, page, direction);
    layout_forget_rows(layout, p);
  }
}
