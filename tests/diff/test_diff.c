/* Tests of diff/: examples with their reasons (spec.md), laws on generated papers, the parts, hostile sizes.
 */
#include "tests_diff.h"

#include <glib.h>
#include <locale.h>

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_test_init(&argc, &argv, NULL);
  spec_add_tests();
  properties_add_tests();
  parts_add_tests();
  hostile_add_tests();
  figures_add_tests();
  return g_test_run();
}
