#!/bin/sh
# What is acknowledged stays: kills, stale locks, two writers, full disks, read-only stores, flipped bits.
# Usage: test_durability.sh REDRAFT SOURCE_DIR     KILLS=10 and PAPERS=40 (of each of two writers) by default; bench/kills.sh
# runs it with more.
set -u
. "$2/tests/command_line.sh"
kills=${KILLS:-10} papers=${PAPERS:-40} each=40 # papers that come in each round of kills
mounted=
trap '[ -z "$mounted" ] || umount "$work/small"; chmod -R u+w "$work"; rm -rf "$work"' EXIT
sound() {
  git -C "$1" fsck --strict --no-dangling >fsck.out 2>&1 || complain "$1: git fsck: $(cat fsck.out)"
  grep -v '^notice: ' fsck.out >fsck.rest && complain "$1: git fsck: $(cat fsck.rest)"
}
below() { od -An -N4 -tu4 /dev/urandom | awk -v n="$1" '{ print $1 % n }'; } # a random number
folder_of() { # FOLDER COUNT WORD: as many papers, each with a title and words of its own
  mkdir "$1"
  awk -v folder="$1" -v count="$2" -v word="$3" '
    function syllable() { return substr("badefogulimonarepisotuvexywa", 1 + 2 * int(rand() * 14), 2) }
    BEGIN {
      for (i = 1; i <= length(word); i++) seed = seed * 31 % 65521 + index("abcdefghijklmnopqrstuvwxyz0123456789", substr(word, i, 1))
      srand(seed)
      for (n = 1; n <= count; n++) {
        file = folder "/" n ".md"
        printf "# %s %s%s%s %d\n\n", word, syllable(), syllable(), syllable(), n >file
        for (w = 1; w <= 150; w++) printf "%s%s%s%s", syllable(), syllable(), syllable(), w % 15 ? " " : ".\n" >file
        close(file)
      }
    }'
}

# ---- kills

folder_of many $((each * 4)) road
# A kill comes at any moment of a run, however busy the machine is: how long does one take?
begin=$(date +%s%N)
"$redraft" ingest --store timed.git many >out 2>err || complain "a run that nobody disturbs: $(cat err)"
span=$((($(date +%s%N) - begin) / 1000000))
rm -rf timed.git
plant() { # what killed writers of git leave behind
  for left in refs/heads/main.lock packed-refs.lock HEAD.lock config.lock objects/pack/pack_git2_x \
    objects/pack/tmp_redraft_x; do : >"$1/$left"; done
}
: >acknowledged
round=0 hits=0
while [ "$round" -lt "$kills" ]; do
  round=$((round + 1))
  [ $((round % 3)) -ne 0 ] || [ ! -d killed.git ] || plant killed.git
  # a full run now and then would leave nothing to do: each begins with other papers
  folder_of "round$round" "$each" "school$round"
  "$redraft" ingest --store killed.git "round$round" many >out 2>err &
  writer=$!
  sleep "$(below $((span * 3 / 5)) | awk '{ print $1 / 1000 }')"
  kill -9 $writer 2>kill.err
  wait $writer 2>wait.err
  [ $? -ne 137 ] || hits=$((hits + 1))
  grep '^new' out | sed 's/^new  *\([^ ]*\) .*/\1/' >>acknowledged
  [ ! -d killed.git ] || sound killed.git
done
run 0 ingest --store killed.git round* many
grep -q ' 0 refused' out || complain "the run after the kills: $(tail -n 1 out)"
sound killed.git
run 0 list --store killed.git
cut -d ' ' -f 1 out | sort >there
sort -u acknowledged >told
lost=$(comm -23 told there | wc -l)
[ "$lost" -eq 0 ] || complain "$lost acknowledged papers are lost"
[ "$(wc -l <there)" -eq $((each * 4 + kills * each)) ] || complain "not all papers are there: $(wc -l <there)"
run 0 fsck --store killed.git
find killed.git -name '*.lock' -o -name '*_git2_*' -o -name 'tmp_redraft_*' | grep -q . && complain "stale files are still there"
[ "$hits" -gt 0 ] || complain "no kill found a writer that ran"
echo "$kills kills, $hits of a running writer: $(wc -l <told) acknowledged papers, $lost lost"

# ---- two writers

folder_of left "$papers" bridge
folder_of right "$papers" ferry
"$redraft" ingest --store both.git left >left.out 2>left.err &
"$redraft" ingest --store both.git right >right.out 2>right.err || complain "one of two writers: $(cat right.err)"
wait $! || complain "the other of two writers: $(cat left.err)"
run 0 list --store both.git
[ "$(wc -l <out)" -eq $((papers * 2)) ] || complain "two writers: $(wc -l <out) of $((papers * 2)) papers"
sound both.git

# ---- no room

tip() { git -C "$1" rev-parse main; }
noise() { # FOLDER COUNT: papers with a source that does not shrink
  mkdir "$1"
  for n in $(seq "$2"); do
    { printf '# Noise %s\n\n' "$n"; head -c 60000 /dev/urandom | base64 -w 76; } >"$1/$n.md"
  done
}
noise noise 30
folder_of few 10 wharf
run 0 ingest --store limited.git few
before=$(tip limited.git)
status=0
(ulimit -f 400 && exec "$redraft" ingest --store limited.git noise) >out 2>err || status=$?
[ "$status" -eq 2 ] || complain "files that may not grow: exits $status"
grep -q '^redraft: limited.git: no room for a batch: ' err || complain "files that may not grow: $(cat err)"
[ "$(tip limited.git)" = "$before" ] || complain "files that may not grow: the branch moved"
sound limited.git
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=1m none small 2>mount.err; then
  mounted=yes
  cp -r limited.git small/full.git
  status=0
  "$redraft" ingest --store small/full.git noise >out 2>err || status=$?
  [ "$status" -eq 2 ] || complain "a full disk: exits $status"
  grep -q 'No space left on device' err || complain "a full disk: $(cat err)"
  [ "$(tip small/full.git)" = "$before" ] || complain "a full disk: the branch moved"
  sound small/full.git
  run 0 list --store small/full.git
  mount -o remount,size=64m small && run 0 ingest --store small/full.git noise
  mount -o remount,ro small
  run 2 ingest --store small/full.git many/1.md
  grep -q 'Read-only file system' err || complain "a read-only disk: $(cat err)"
  run 0 list --store small/full.git
  run 0 fsck --store small/full.git
else
  echo "skipped: a full disk and a read-only one, which only root can mount"
fi
run 0 ingest --store limited.git noise # with room it goes on
if [ "$(id -u)" -ne 0 ]; then
  chmod -R a-w both.git
  run 2 ingest --store both.git many/1.md
  grep -q 'Permission denied' err || complain "a read-only store: $(cat err)"
  run 0 list --store both.git
  chmod -R u+w both.git
fi

# ---- a flipped bit

flip() { # FILE OFFSET: changes a bit of that byte
  byte=$(od -An -tu1 -j "$2" -N 1 "$1")
  chmod u+w "$1"
  # shellcheck disable=SC2059 # an octal escape
  printf "$(printf '\\%03o' $((byte ^ 4)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>dd.err
}
update=$source/samples/update
run 0 ingest --store good.git --first-seen 2024-08-01 "$update/april.pdf" "$update/may.pdf" "$update/july.pdf" few
run 0 list --store good.git
id=$(grep -v '^wharf' out | cut -d ' ' -f 1)
pack=$(cd good.git && ls objects/pack/*.pack)
offset_of() { # OBJECT: where its record begins
  git -C good.git verify-pack -v "${pack%.pack}.idx" | awk -v id="$1" '$1 == id { print $5 }'
}
blob_of() { # COMMIT PATTERN
  git -C good.git ls-tree -r "$1" | grep "$id.*$2" | sed 's/.* blob \([0-9a-f]*\).*/\1/'
}
second=$(git -C good.git log --format=%H --grep="^Paper-Id: $id\$" main | sed -n 2p)
for what in '\.md$' '\.xml$' '\.pdf$'; do
  rm -rf flipped.git
  cp -r good.git flipped.git
  flip "flipped.git/$pack" $(($(offset_of "$(blob_of "$second" "$what")") + 60))
  run 1 fsck --store flipped.git
  grep -q "^$id@v2: " out || complain "a flipped bit in $what: $(head -n 3 out)"
done
rm -rf flipped.git
cp -r good.git flipped.git
flip "flipped.git/$pack" $(($(offset_of "$second") + 30)) # the commit itself
run 2 fsck --store flipped.git
grep -q "$id@v3" err || complain "a flipped bit in a commit: $(cat err)"
size=$(wc -c <"good.git/$pack")
for try in 1 2 3; do
  rm -rf flipped.git
  cp -r good.git flipped.git
  at=$(below "$size")
  flip "flipped.git/$pack" "$at"
  "$redraft" fsck --store flipped.git >out 2>err && complain "a flipped bit at $at of $size goes unnoticed (try $try)"
done

[ "$bad" -eq 0 ] && echo "durability: as it should be"
exit "$bad"
