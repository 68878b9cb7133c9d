/* Tests of ingest that stand in files of their own: each registers its own. */
#pragma once

#include "ingest/layout.h"

/* Adds the words of a text to the page last added, in type half as wide as high, from x on; returns where they end. */
float add_words(Layout *layout, float x, float y, float size, const char *text);

/* A layout with one page of 600 by 800 points; and the dump of the paper that it is, page numbers left out. */
Layout *page_new(void);
char *build_dump(Layout *layout);

void add_html_tests(void);
void add_docx_tests(void);
void add_odt_tests(void);
void add_ocr_tests(void);
void add_pack_tests(void);
void add_worker_tests(void);
void add_layout_tests(void);
void add_scratch_tests(void);
void add_table_tests(void);
void add_heading_tests(void);
void add_page_tests(void);
void add_drawing_tests(void);
void add_drawn_tests(void);
void add_figure_tests(void);
