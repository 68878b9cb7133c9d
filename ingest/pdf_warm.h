/* Keeping the PDF library warm. */
#pragma once

/* Opens a small document that stays open for the life of the process: without one the library tears down and
 * reads its tables of encodings again with every file. A second call does nothing. */
void pdf_warm(void);
