#!/bin/sh
# The cost of taking papers in, in one run: wall time of redraft ingest --jobs 2 into a new store beside a shell loop of
# pdftotext over the same files, the share that goes to matching and writing alone (chunks that are read already), and
# what a second run costs. Usage: bench/ingest.sh REDRAFT FILE.pdf...
set -eu
[ $# -ge 2 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
case $1 in
*/*) redraft=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") ;;
*) redraft=$1 ;;
esac
shift
command -v pdftotext >/dev/null || { echo "pdftotext is needed (apt install poppler-utils)" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

seconds() { # COMMAND...: wall time; what it prints and how it ends does not count
  start=$(date +%s.%N)
  "$@" >/dev/null 2>&1 || :
  date +%s.%N | awk -v a="$start" '{ printf "%.3f\n", $1 - a }'
}

cat "$@" >/dev/null # all begin with files that are in memory
loop=$(seconds sh -c 'for f; do pdftotext "$f" /dev/null; done' sh "$@")
first=$(seconds "$redraft" ingest --store "$work/papers.git" --jobs 2 "$@")
before=$(git -C "$work/papers.git" rev-parse main)
second=$(seconds "$redraft" ingest --store "$work/papers.git" --jobs 2 "$@")
[ "$before" = "$(git -C "$work/papers.git" rev-parse main)" ] || echo "the second run changed the store"
"$redraft" extract --chunk 1/1 --inbox "$work/inbox" "$@"
commit=$(seconds "$redraft" commit --inbox "$work/inbox" --store "$work/chunks.git")
awk -v n=$# -v l="$loop" -v f="$first" -v s="$second" -v c="$commit" 'BEGIN {
  printf "%d files: pdftotext one after another %.2f s, ingest --jobs 2 %.2f s, ratio %.2f\n", n, l, f, f / l
  printf "matching and writing alone %.2f s, a second run %.2f s (%.1f %%)\n", c, s, 100 * s / f }'
