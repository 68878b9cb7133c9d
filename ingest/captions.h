/* Captions of figures: "Figure 3: Spend by year", "Chart 2 - Trend", "Fig. 1". */
#pragma once

#include <stdbool.h>

/* Whether a text begins as a caption does: the name of a kind of picture, then its number. */
bool caption_begins(const char *text);

/* Whether a word is the name of a kind of picture: cheap, for looking whether a page may have captions at all. */
bool caption_is_name(const char *word);
