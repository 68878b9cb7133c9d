#!/bin/sh
# Shows the main job on the invented updates of samples/update: three drafts into a store, its history, what changed.
# On a fresh Debian 12 it first installs what is missing (root or sudo, and network, for that only).
# Usage: sh samples/demo.sh, from anywhere. Stops at the first failure.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
. tests/setup.sh
setup
setup_build release
PATH=$root/build-release:$PATH
demo=build/demo
REDRAFT_STORE=$demo/papers.git
export PATH REDRAFT_STORE
rm -rf "$demo"
mkdir -p "$demo"

# show EXPECTED COMMAND...: prints the command, runs it; `redraft diff` exits 1 where there are changes, as diff(1).
show() {
  expected=$1
  shift
  printf '\n$ %s\n' "$*"
  code=0
  "$@" || code=$?
  [ "$code" -eq "$expected" ] || fail "'$*' exits $code, not $expected"
}

say "the store is $REDRAFT_STORE; three drafts go in, April's also as Markdown, which is no new version"
show 0 redraft ingest samples/update/april.pdf
show 0 redraft ingest samples/update/april.md
show 0 redraft ingest samples/update/may.pdf samples/update/july.pdf
show 0 redraft list

paper=$(redraft list | awk 'NR == 1 { print $1 }')
[ -n "$paper" ] || fail "redraft list names no paper"
show 0 redraft log "$paper"

say "what changed between the first draft and the last"
show 1 redraft diff "$paper@v1" "$paper@v3"
show 1 redraft diff --format html -o "$demo/april-july.html" "$paper@v1" "$paper@v3"

say "the store is a plain git repository"
show 0 git --git-dir="$REDRAFT_STORE" --no-pager log --stat
show 0 git --git-dir="$REDRAFT_STORE" fsck --strict

say "the HTML report: $root/$demo/april-july.html"
