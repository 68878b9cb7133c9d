/* The parts of test_diff. */
#pragma once

void spec_add_tests(void);
void properties_add_tests(void);
void parts_add_tests(void);
void hostile_add_tests(void);
void figures_add_tests(void);
