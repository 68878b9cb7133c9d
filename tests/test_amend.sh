#!/bin/sh
# Withdrawing, moving versions to the right paper, reading sources again, and taking papers out of the history.
# Usage: test_amend.sh REDRAFT SOURCE_DIR
set -u
. "$2/tests/command_line.sh"
lacks() { grep -qF -e "$1" out && complain "has '$1': $(head -n 8 out)"; }
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

# ---- purge

anywhere() { # WORD: in any object of the store, named or not
  git -C "$1" cat-file --batch-all-objects --batch --unordered 2>fsck.out | grep -aq "$2"
}
: >expected
show_all() { # STORE PAPER...: the texts and sources of all versions
  store=$1
  shift
  for id; do
    "$redraft" log --store "$store" "$id" | sed -n 's/^v\([0-9]*\) .*/\1/p' | while read -r n; do
      echo "$id@v$n"
      "$redraft" show --store "$store" "$id@v$n"
      "$redraft" show --store "$store" --source 1 "$id@v$n"
    done
  done 2>&1
}
mkdir lanes
for n in 1 2 3 4; do
  paper "Lane $n" "The hedges of lane $n were cut by contractor number $n$n$n." >lanes/$n.md
done
s=--store=purged.git
run 0 ingest $s --paper first lanes/1.md
for word in Alpha Beta Gamma; do
  paper Secret "$word-secret." >secret.md
  run 0 ingest $s --paper secret secret.md
  paper Other "Draft $word." >other.md
  run 0 ingest $s --paper other other.md
done
printf 'Secret\n\nBeta-secret. The roads of the district were mended in that year, and the bridges too.\n' >late.txt
run 0 ingest $s --paper secret late.txt # a late rendition of v2
says 'rendition of v2'
run 0 ingest $s --paper last lanes/4.md
cp -r purged.git whole.git
show_all purged.git first other last >before
first=$(git -C purged.git rev-list --max-parents=0 main)

run 2 purge $s secret@v2
complains '--yes'
run 2 purge $s --yes secret@v7
git -C purged.git tag keep main
run 2 purge $s --yes secret@v2
complains 'refs/tags/keep'
git -C purged.git tag -d keep >/dev/null
echo 1 somewhere >purged.git/gc.pid
run 2 purge $s --yes secret@v2
complains 'git gc is running'
rm purged.git/gc.pid
git -C purged.git remote add mirror /nowhere
run 0 purge $s --yes secret@v2
says 'purged  secret@v2  (2 commits)'
says 'the remote mirror'
says 'backups'
anywhere purged.git Beta-secret && complain "a purged version is still there"
anywhere purged.git Gamma-secret || complain "the version behind it is gone"
grep -rqa Beta-secret purged.git && complain "a purged version lies beside the objects"
[ "$(git -C purged.git rev-list --max-parents=0 main)" = "$first" ] || complain "commits before the purged one have other ids"
show_all purged.git first other last >after
cmp -s before after || complain "other papers changed: $(diff before after | head -n 5)"
run 0 show $s secret@v2
says 'Gamma-secret'
run 0 log $s secret
[ "$(wc -l <out)" -eq 2 ] || complain "not two versions are left: $(cat out)"
git -C purged.git log --format=%s main >out
says 'Secret, version 2'
lacks 'Secret, version 3'
run 0 fsck $s
git -C purged.git fsck --strict >fsck.out 2>&1 || complain "git fsck: $(cat fsck.out)"
[ ! -s fsck.out ] || complain "git fsck after a purge: $(cat fsck.out)"
run 0 ingest $s --paper secret secret.md # the store goes on
says 'unchanged'

echo 'another tip' >purged.git/redraft/sweep # as a purge that was killed leaves it
run 1 fsck $s
says 'purge: was cut short'
run 0 ingest $s --paper last lanes/4.md
run 0 fsck $s

run 0 purge $s --yes secret
grep -rqa -e Alpha-secret -e Gamma-secret purged.git && complain "a purged paper is still there"
anywhere purged.git secret && complain "its name is still there"
run 2 show $s secret
show_all purged.git first other last >after
cmp -s before after || complain "other papers changed with the whole paper: $(diff before after | head -n 5)"
run 0 fsck $s

rm -rf purged.git # the current version: the one before is current again
cp -r whole.git purged.git
git -C purged.git gc -q # and what git made of it does not stand in the way
run 0 purge $s --yes secret@v3
anywhere purged.git Gamma-secret && complain "the purged current version is still there"
git -C purged.git show main:papers/unfiled/undated/secret/secret.md >out 2>err
says 'Beta-secret'
run 0 fsck $s
git -C purged.git fsck --strict >fsck.out 2>&1 || complain "git fsck: $(cat fsck.out)"
[ ! -s fsck.out ] || complain "git fsck after a gc and a purge: $(cat fsck.out)"

for delay in 0.004 0.008 0.012 0.016 0.02 0.03; do # killed: all of it or nothing, at the latest when the next writer comes
  rm -rf purged.git
  cp -r whole.git purged.git
  "$redraft" purge $s --yes secret@v2 >out 2>err &
  sleep $delay
  kill -9 $! 2>kill.err
  wait $! 2>wait.err
  run 0 ingest $s --paper last lanes/4.md
  run 0 log $s secret
  [ "$(wc -l <out)" -eq 3 ] || ! grep -rqa Beta-secret purged.git || complain "a purge that was killed left its text"
  run 0 fsck $s
  git -C purged.git fsck --strict --no-dangling >fsck.out 2>&1 || complain "git fsck after a kill: $(cat fsck.out)"
done

cp -r papers.git moved.git # versions that were moved: of trees, the first came from roads
run 0 purge --store moved.git --yes trees@v1
git -C moved.git fsck --strict >fsck.out 2>&1 || complain "git fsck: $(cat fsck.out)"
anywhere moved.git beeches && complain "a version that was moved is still there"
run 0 fsck --store moved.git
run 0 log --store moved.git trees
[ "$(wc -l <out)" -eq 3 ] || complain "trees has not three versions left: $(cat out)"

cp lanes/1.md alone.md # the only paper
run 0 ingest --store one.git --paper alone alone.md
run 0 purge --store one.git --yes alone
run 0 list --store one.git
[ ! -s out ] || complain "something is left of the only paper: $(cat out)"
run 0 ingest --store one.git --paper alone alone.md
says '1 new'
run 0 fsck --store one.git

[ "$bad" -eq 0 ] && echo "amendments: as they should be"
exit "$bad"
