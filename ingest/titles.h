/* Whether two texts are titles of one thing: an agenda's item, and the paper that it announces. */
#pragma once

#include <stdbool.h>

/* Both are keys (model/text.h). Dates, numbers and small words count for nothing: agendas abbreviate them. */
bool titles_agree(const char *item_key, const char *title_key);

/* Business that stands on every agenda ("Apologies", "Minutes of the last meeting") and so tells no paper. */
bool title_is_standing(const char *item_key);
