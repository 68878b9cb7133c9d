#!/bin/sh
# Withdrawing, moving versions to the right paper, reading sources again, and taking papers out of the history.
# Usage: test_amend.sh REDRAFT SOURCE_DIR
set -u
case $1 in
/*) redraft=$1 ;;
*) redraft=$PWD/$1 ;;
esac
[ -x "$redraft" ] || {
  echo "$redraft: no program is there"
  exit 2
}
source=$(cd "$2" && pwd) || exit 2
update=$source/samples/update
unset REDRAFT_STORE PAGER
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
bad=0
complain() {
  echo "FAILED: $*"
  bad=1
}
run() {
  expected=$1
  shift
  status=0
  "$redraft" "$@" >out 2>err || status=$?
  [ "$status" -eq "$expected" ] || complain "redraft $*: exits $status, not $expected: $(head -n 3 out err)"
}
says() { grep -qF -e "$1" out || complain "lacks '$1': $(head -n 8 out)"; }
lacks() { grep -qF -e "$1" out && complain "has '$1': $(head -n 8 out)"; }
complains() { grep -qF -e "$1" err || complain "the message lacks '$1': $(cat err)"; }
sound() {
  git -C papers.git fsck --strict --no-dangling >fsck.out 2>&1 || complain "git fsck: $(cat fsck.out)"
  [ ! -s fsck.out ] || complain "git fsck: $(cat fsck.out)"
  run 0 fsck
}
files() { git -C papers.git ls-tree -r --name-only main | grep "/$1/"; }
paper() { printf '# %s\n\n%s The roads of the district were mended in that year, and the bridges too.\n' "$1" "$2"; }

paper Roads 'One.' >roads.md
paper Trees 'The oaks, beeches and limes of seven parks were pruned, and forty were felled.' >trees.md
run 0 ingest --paper roads roads.md
paper Roads 'Two.' >roads.md
run 0 ingest --paper roads roads.md
run 0 ingest --paper roads trees.md
paper Roads 'Four.' >roads.md
run 0 ingest --paper roads roads.md
run 0 ingest --paper bridges "$update/april.md"
sound

# ---- withdraw

run 2 withdraw bridges
complains '--reason'
run 2 withdraw --reason x nothing
complains 'nothing'
run 2 withdraw --reason x bridges@v1
complains 'as a whole'
run 0 withdraw --reason 'Published in error' bridges
[ "$(files bridges | wc -l)" -eq 1 ] || complain "a tombstone and nothing else: $(files bridges)"
git -C papers.git show "main:$(files bridges)" >out
says ': Published in error'
run 0 list
says '(withdrawn: Published in error)'
run 0 log bridges
says 'withdrawn: Published in error'
run 0 show bridges@v1
says 'Ellenshire'
complains 'withdrawn: Published in error'
run 0 ingest --paper bridges "$update/april.pdf" # another rendition leaves the tombstone
says 'new rendition of v1'
run 0 show bridges
says 'Ellenshire'
sound
run 0 ingest --paper bridges "$update/may.md" # a new version ends it
run 0 list
lacks 'withdrawn'
files bridges | grep -q 'bridges.xml' || complain "no text after a withdrawal: $(files bridges)"
sound

# ---- relink: the third version of "roads" is another paper

run 2 relink roads@v3 roads
complains 'already'
run 2 relink roads@v3 'Bad Name'
complains 'not an id'
run 2 relink roads@v9 trees
run 0 relink roads@v3 trees
says 'roads@v3 is now trees@v1'
run 0 log roads
[ "$(wc -l <out)" -eq 3 ] || complain "roads has not three versions: $(cat out)"
run 0 show roads@v3
says 'Four.'
run 0 show trees
says 'beeches'
run 0 show --source 1 trees@v1
cmp -s out trees.md || complain "the source of a moved version"
git -C papers.git show "main:$(files trees | grep 'trees.md$')" >out
says 'beeches'
sound
run 0 relink roads trees # the current one: what was before it is current again
git -C papers.git show "main:$(files roads | grep 'roads.md$')" >out
says 'Two.'
run 0 show roads
says 'Two.'
run 0 log trees
says 'edited'
run 0 relink roads@v1 trees
run 0 relink roads trees # the last of its versions: the paper is no more
run 2 show roads
[ -z "$(files roads)" ] || complain "files of a paper without versions: $(files roads)"
run 0 log trees
[ "$(wc -l <out)" -eq 4 ] || complain "trees has not four versions: $(cat out)"
sound
run 0 ingest --paper trees roads.md # and goes on
says 'unchanged'

# ---- reextract, with nothing to do; tests/pipeline has texts that differ

run 0 reextract
says '0 with another text'
run 2 reextract nothing

[ "$bad" -eq 0 ] && echo "amendments: as they should be"
exit "$bad"
