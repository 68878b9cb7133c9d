#!/bin/sh
# The long form of tests/test_durability.sh: 100 kills, and two writers of 300 papers each. Usage: bench/kills.sh REDRAFT
set -eu
[ $# -eq 1 ] || { sed -n '2p' "$0" >&2; exit 2; }
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
KILLS=100 PAPERS=300
export KILLS PAPERS
exec sh "$root/tests/test_durability.sh" "$1" "$root"
