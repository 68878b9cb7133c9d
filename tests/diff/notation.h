/* A small notation for papers, and one for what a comparison says about them; both are explained in spec.md.
 */
#pragma once

#include "diff/diff.h"

/* Several papers are parted by a line "%%". */
GPtrArray *notation_read(const char *text);

/* One line a change, each with a line feed. */
char *notation_write(const DiffReport *report);
/* One line a class of each change, "change number, class: old → new". */
char *notation_write_classes(const DiffReport *report);

DiffReport *notation_diff(GPtrArray *old_papers, GPtrArray *new_papers, bool show_layout);
