#!/bin/sh
# The cost of reading, as a ratio to pdftotext on the same files in one run: user and system time of one redraft over all of
# them, and of a pdftotext a file. Usage: bench/extract.sh REDRAFT FILE.pdf...
set -eu
[ $# -ge 2 ] || { sed -n '2,3p' "$0" >&2; exit 2; }
redraft=$1
shift
command -v pdftotext >/dev/null || { echo "pdftotext is needed (apt install poppler-utils)" >&2; exit 2; }

# User and system seconds of a command's children, from times(1): the last line is the children's.
spent() {
  sh -c '"$@" >/dev/null 2>&1 || :; times' sh "$@" | tail -n 1 |
    sed 's/[ms]/ /g' | awk '{ printf "%.3f\n", $1 * 60 + $2 + $3 * 60 + $4 }'
}

ours=$(spent "$redraft" extract --format json "$@")
theirs=$(spent sh -c 'for f; do pdftotext "$f" -; done' sh "$@")
awk -v a="$ours" -v b="$theirs" -v n=$# 'BEGIN { printf "%d files: redraft %.2f s, pdftotext %.2f s, ratio %.2f\n", n, a, b, a / b }'
