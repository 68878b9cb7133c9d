/* Tests of the pipeline that stand in files of their own: each registers its own. */
#pragma once

void add_input_tests(void);
