/* Where poppler-glib, libqpdf, libdeflate and cairo are loaded from. */
#include "ingest/late_pdf.h"

Library late_poppler = {.soname = POPPLER_SONAME};
Library late_qpdf = {.soname = QPDF_SONAME};
Library late_cairo = {.soname = CAIRO_SONAME};
Library late_deflate = {.soname = LIBDEFLATE_SONAME};
