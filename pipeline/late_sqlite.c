/* Where SQLite is loaded from. */
#include "pipeline/late_sqlite.h"

Library late_sqlite = {.soname = SQLITE_SONAME};
