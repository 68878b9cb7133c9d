/* Where libpng and libjpeg are loaded from. */
#include "ingest/late_pictures.h"

Library late_png = {.soname = PNG_SONAME};
Library late_jpeg = {.soname = JPEG_SONAME};
