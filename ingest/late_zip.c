/* Where libzip is loaded from. */
#include "ingest/late_zip.h"

Library late_zip = {.soname = LIBZIP_SONAME};
