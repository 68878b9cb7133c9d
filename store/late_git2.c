/* Where libgit2 is loaded from. */
#include "store/late_git2.h"

Library late_git2 = {.soname = LIBGIT2_SONAME};
