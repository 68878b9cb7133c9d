#!/bin/sh
# Ingesting, reading back and comparing what is stored, by the command line, checked with git itself.
# Usage: test_store.sh REDRAFT SOURCE_DIR
set -u
. "$2/tests/command_line.sh"
sound() {
  git -C "$1" fsck --strict --no-dangling >fsck.out 2>&1 || complain "$1: git fsck: $(cat fsck.out)"
  [ ! -s fsck.out ] || complain "$1: git fsck: $(cat fsck.out)"
}

# ---- the seed, in either order

run 0 ingest "$seed"/000*.txt
says '2 new,'
run 0 ingest "$seed"/003*.txt
says 'new rendition of v1'
sound papers.git
run 0 list
says 'Kent and Medway Strategic Commissioner – HOSC Update'
[ "$(wc -l <out)" -eq 2 ] || complain "not two papers: $(cat out)"
run 0 ingest "$seed"
says '3 unchanged, 0 refused'

REDRAFT_STORE=$work/other.git
export REDRAFT_STORE
run 0 ingest "$seed"/003*.txt
run 0 ingest "$seed"/000*.txt
says 'new rendition of v1'
run 0 list
says 'Kent and Medway Strategic Commissioner – HOSC Update'
[ "$(wc -l <out)" -eq 2 ] || complain "not two papers in the other order: $(cat out)"
update_id=$(grep 'HOSC Update' out | cut -d ' ' -f 1)
run 0 log "$update_id"
[ "$(wc -l <out)" -eq 1 ] || complain "the update is not one version: $(cat out)"
says '000_df5bf3e8c84281d5.txt#2'
says '003_efbd73f297d6db5a.txt'
sound other.git
unset REDRAFT_STORE

# ---- three drafts in three forms

for month in april may july; do
  for form in md txt pdf; do
    run 0 ingest --store series.git --first-seen 2024-08-01 "$update/$month.$form"
  done
done
run 0 list --store series.git
[ "$(wc -l <out)" -eq 1 ] || complain "the series is not one paper: $(cat out)"
id=$(cut -d ' ' -f 1 out)
run 0 log --store series.git "$id"
[ "$(wc -l <out)" -eq 3 ] || complain "the series has not three versions: $(cat out)"
for month in april may july; do
  grep -q "$month.md, $month.txt, $month.pdf" out || complain "$month is not one version in three forms: $(cat out)"
done
sound series.git
git -C series.git log -p --format=%B main >log.out 2>&1 || complain "git log -p"
for trailer in Paper-Id Paper-Version Meeting-Date Source-Sha256 Source-Name Rendition-Of Extractor Changes; do
  grep -q "^$trailer: " log.out || complain "no trailer $trailer"
done
git clone -q series.git clone 2>err || complain "git clone: $(cat err)"
cmp -s clone/papers/*/*/"$id"/*."$(sha256sum "$update/july.pdf" | cut -c 1-12)".pdf "$update/july.pdf" ||
  complain "the source in a clone is not byte for byte the file"

run 0 show --store series.git "$id@v1"
says 'six of the eight'
run 0 show --store series.git --format markdown "$id"
says 'all eight boards'
run 0 show --store series.git --source 3 "$id@v2"
cmp -s out "$update/may.pdf" || complain "show --source is not byte for byte the file"
run 2 show --store series.git --source 4 "$id"
run 1 diff --store series.git "$id@v1" "$id@v2"
says 'seven'
run 0 diff --store series.git "$id@v3" "store:$id"
run 0 diff --store series.git "$id@v3" "$update/july.md"
run 2 diff --store series.git "$id@v1" "$id@v9"
grep -q 'there is no version 9' err || complain "an unknown version: $(cat err)"
run 2 show --store series.git ellenshire
grep -qF "is it $id?" err || complain "no near name: $(cat err)"

# ---- the same inputs, the same object ids

for store in one.git two.git; do
  run 0 ingest --store $store --first-seen 2024-08-01T09:00:00Z --date 2024-04-25 "$update/april.md" "$update/may.md" "$seed"
done
[ "$(git -C one.git rev-parse main)" = "$(git -C two.git rev-parse main)" ] || complain "the same inputs give other ids"

# ---- refused files cost only themselves

mkdir mixed
: >mixed/a-empty.pdf
head -c 2000 /dev/zero >mixed/b-zero.pdf
cp "$update/april.md" mixed/c.md
run 1 ingest --store none.git mixed/a-empty.pdf nothing.txt
[ ! -e none.git ] || complain "a store was made of nothing"
[ "$(grep -c '^redraft: .*refused: ' err)" -eq 2 ] || complain "not a line a refusal: $(cat err)"
run 1 ingest --store mixed.git mixed
says '1 new, 0 new version, 0 new rendition, 0 unchanged, 2 refused'
sound mixed.git
[ "$(git -C mixed.git rev-list --count main)" -eq 1 ] || complain "refused files left commits"

# ---- stores that cannot be

mkdir taken
echo x >taken/file
run 2 ingest --store taken "$update/april.md"
grep -q 'taken: not a store' err || complain "a folder with something in it: $(cat err)"
run 2 ingest --store no/such/place.git "$update/april.md"
run 2 ingest --date tomorrow "$update/april.md"
grep -q 'tomorrow: not a date' err || complain "no date: $(cat err)"

# ---- two writers at once

mkdir left right
for n in 1 2 3 4 5; do
  printf '# Left %s\n\nThe roads of the %s. district were mended in the spring of that year.\n' $n $n >left/$n.md
  printf '# Right %s\n\nA school in ward %s was given a new roof, and its hall new windows.\n' $n $n >right/$n.md
done
"$redraft" ingest --store both.git left >/dev/null 2>left.err &
"$redraft" ingest --store both.git right >/dev/null 2>right.err &
wait
run 0 list --store both.git
[ "$(grep -c '^left-\|^right-' out)" -eq 10 ] || complain "two writers: $(cat out left.err right.err)"
sound both.git

[ "$bad" -eq 0 ] && echo "store: as it should be"
exit "$bad"
