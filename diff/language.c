/* Whether a paper is written in English, for the classes whose word lists are.
 *
 * A quarter and more of English prose is a few dozen small words; in Welsh, French, German and Dutch papers the same
 * letters make up less than a tenth. Linear in the words. */
#include "diff/diff_priv.h"

/* Share of the small words in what is written without a capital, and how much of that there must be to judge by. */
static const double ENGLISH_MIN = 0.10;
enum { PROSE_MIN = 12 };
/* Prose is blocks of so many words of which half have no capital; an agenda's points have few small words. */
enum { PROSE_BLOCK_WORDS = 8 };

bool paper_is_english(const DiffVocabulary *v, const DiffPaperSide *side) {
  uint32_t prose = 0, stops = 0;
  for (guint u = 0; u < side->units->len; u++) {
    const DiffUnit *unit = side_unit(side, u);
    uint32_t words = unit->end - unit->first, small = 0, stop = 0;
    for (uint32_t w = unit->first; w < unit->end; w++) {
      small += side_word(side, w)->kind == WORD_PLAIN && vocabulary_is_small(v, side->word_id[w]);
      stop += vocabulary_is_stop_word(v, side->word_id[w]);
    }
    if (unit->kind != UNIT_TEXT || words < PROSE_BLOCK_WORDS || 2 * small < words) continue;
    prose += small, stops += stop;
  }
  return prose < PROSE_MIN || stops >= ENGLISH_MIN * prose;
}
