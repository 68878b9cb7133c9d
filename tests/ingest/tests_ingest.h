/* Tests of ingest that stand in files of their own: each registers its own. */
#pragma once

void add_html_tests(void);
void add_docx_tests(void);
void add_odt_tests(void);
void add_ocr_tests(void);
void add_pack_tests(void);
void add_layout_tests(void);
