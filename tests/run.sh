#!/bin/sh
# Runs every test. On a fresh Debian 12 it first installs what is missing (root or sudo, and network, for that only).
# Usage: sh tests/run.sh, from anywhere. Stops at the first failure.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
. tests/setup.sh

# The scorers of ../shared are Python programs; where that folder is missing they are not needed.
REDRAFT_SHARED=${REDRAFT_SHARED:-$root/../shared}
export REDRAFT_SHARED
if [ -d "$REDRAFT_SHARED/tools" ]; then
  setup python3 python3-numpy
else
  setup
  say "skipped: the scores against ../shared, which is not there (REDRAFT_SHARED names another place)"
fi

say "layers: includes against the design"
sh tests/layers.sh || fail "an #include breaks the layer rule"

run_tests() { # PRESET
  say "tests: preset $1"
  start=$(date +%s)
  ctest --preset "$1" -j "$(nproc)" || fail "tests of preset $1 failed"
  say "tests: preset $1 passed in $(($(date +%s) - start)) s"
}

# Warnings are failures here; in a build by hand they are only printed.
export CC=gcc # in a fresh build folder; one that is there keeps its compiler
setup_build dev -DCMAKE_COMPILE_WARNING_AS_ERROR=ON
run_tests dev

# The leak checker needs ptrace, which some containers forbid; then the other checks still run.
leak_check() {
  probe=$(mktemp -d)
  printf 'int main(void) { return 0; }\n' >"$probe/probe.c"
  works=1
  gcc -fsanitize=address -o "$probe/probe" "$probe/probe.c" && ASAN_OPTIONS=detect_leaks=1 "$probe/probe" 2>"$probe/said" || works=0
  rm -rf "$probe"
  echo "$works"
}
leaks=$(leak_check)
[ "$leaks" = 1 ] || say "the leak checker does not work in this place; memory errors are checked, leaks are not"
ASAN_OPTIONS=detect_leaks=$leaks:${ASAN_OPTIONS:-}
UBSAN_OPTIONS=print_stacktrace=1:${UBSAN_OPTIONS:-}
# shellcheck disable=SC2089 # the sanitizer takes the quotes away, for a path with spaces
LSAN_OPTIONS=suppressions=\"$root/tests/lsan.supp\":print_suppressions=0:${LSAN_OPTIONS:-}
# shellcheck disable=SC2090
export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
setup_build asan -DCMAKE_COMPILE_WARNING_AS_ERROR=ON '-DCMAKE_C_FLAGS_DEBUG=-g -O1' # -O1: half the time of -O0
run_tests asan

if command -v clang >/dev/null 2>&1; then
  setup_build clang -DCMAKE_COMPILE_WARNING_AS_ERROR=ON
else
  say "skipped: the build with clang, which is not installed"
fi
say "all passed"
