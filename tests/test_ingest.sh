#!/bin/sh
# Ingesting many files by the command line: jobs, archives, manifests, dry runs, watching, refused files, lines as JSON.
# Usage: test_ingest.sh REDRAFT SOURCE_DIR
set -u
. "$2/tests/command_line.sh"
watcher=
clean_up() {
  [ -z "$watcher" ] || kill "$watcher" 2>/dev/null
  rm -rf "$work"
}
trap clean_up EXIT
tip() { git -C "$1" rev-parse main 2>/dev/null; }

# ---- however many are read at once, the same object ids

: >empty.txt
for jobs in 1 2 5; do
  run 1 ingest --store jobs$jobs.git --jobs $jobs --date 2024-08-01 --first-seen 2024-08-02 "$update" empty.txt "$seed" \
    "$source/tests/pipeline/papers.zip"
  cp out jobs$jobs.out
  cp err jobs$jobs.err
  [ "$(tip jobs$jobs.git)" = "$(tip jobs1.git)" ] || complain "--jobs $jobs gives another tip"
  cmp -s jobs$jobs.out jobs1.out && cmp -s jobs$jobs.err jobs1.err || complain "--jobs $jobs prints other lines"
done
[ -n "$(tip jobs1.git)" ] || complain "no tip"
grep -q "$(printf '\r')" jobs1.err && complain "a progress bar where there is no terminal"
run 2 ingest --jobs -1 "$update"
complains '--jobs'
run 2 ingest
complains 'PATH'

# ---- standard input

status=0
"$redraft" ingest --store stdin.git - <"$update/april.md" >out 2>err || status=$?
[ "$status" -eq 0 ] || complain "ingest -: exits $status: $(cat err)"
says '1 new'

# ---- a dry run tells and leaves nothing

run 0 ingest --store dry.git --dry-run "$update/april.md" "$update/may.md"
says 'would be: 1 new, 1 new version'
[ ! -e dry.git ] || complain "a dry run made a store"
before=$(tip jobs1.git)
run 0 ingest --store jobs1.git --dry-run "$update/april.md"
says '1 unchanged'
[ "$(tip jobs1.git)" = "$before" ] || complain "a dry run changed the store"

# ---- lines for programs

run 1 ingest --store json.git --log-format json "$update/april.md" "$update/may.md" empty.txt
[ "$(wc -l <out)" -eq 4 ] || complain "not a line of JSON a paper and one for all: $(cat out)"
says '"event":"paper","outcome":"new version"'
says '"outcome":"refused","file":"empty.txt","reason":"empty file"'
says '{"event":"summary","dry_run":false,"new":1,"new version":1,"new rendition":0,"unchanged":0,"refused":1}'
run 2 ingest --log-format xml "$update/april.md"
complains 'text or json'

# ---- tags, on request

run 0 ingest --store tagged.git --tag --date 2024-04-25 "$update/april.md"
run 0 ingest --store tagged.git --tag --date 2024-05-16 "$update/may.md" "$update/may.md"
run 0 ingest --store tagged.git "$update/july.md"
git -C tagged.git tag --sort=creatordate | sed 's|.*/||' | tr '\n' ' ' >log
echo 'v1 v2 ' | tr -d '\n' | cmp -s - log || complain "tags: $(cat log)"
[ "$(git -C tagged.git rev-parse "$(git -C tagged.git tag | grep '/v2$')")" = "$(git -C tagged.git rev-parse main~1)" ] ||
  complain "the tag v2 is not the commit of version 2"

# ---- manifests

printf 'path,committee,meeting_date,title,published,status,item,source_url\n%s,"Transport, Scrutiny",2024-05-02,"An update, the first",2024-04-25,draft,6a,https://example.org/april\n' \
  "$update/april.md" >list.csv
printf '%s,,,,2024-07-18,,,\n' "$update/july.md" >>list.csv
printf '%s,,,,2024-05-16,final,,\n' "$update/may.md" >>list.csv
run 0 ingest --store list.git --import list.csv
says '1 new, 2 new version'
git -C list.git log --format='%ad %cd %(trailers:key=Status,valueonly,separator=%x20)' --date=short --reverse main >log
printf '2024-04-25 2024-04-25 draft\n2024-05-16 2024-05-16 final\n2024-07-18 2024-07-18 \n' >expected
cmp -s log expected || complain "import: $(cat log)"
git -C list.git log --format='%(trailers:key=Item,key=Source-Url,valueonly,separator=%x20)' --reverse main | head -n 1 >log
echo '6a https://example.org/april' | cmp -s - log || complain "item and address: $(cat log)"
run 0 list --store list.git
says 'an-update-the-first'
says 'transport-scrutiny/2024'
{
  head -n 1 list.csv
  tail -n 2 list.csv
  sed -n 2p list.csv
} >turned.csv
run 0 ingest --store turned.git --import turned.csv
[ "$(tip turned.git)" = "$(tip list.git)" ] || complain "an import in another order gives another tip"
printf '%s,,,,soon,,,\n' "$update/may.md" >>list.csv
run 2 ingest --store bad.git list.csv
complains "list.csv:5: published: 'soon' is not a date"
[ ! -e bad.git ] || complain "a bad manifest left a store"

# ---- refused files are kept and tried again

cp "$update/may.md" may.pdf
run 1 ingest --store again.git "$update/april.md" may.pdf
complains 'may.pdf: refused: named .pdf'
rm may.pdf
run 1 ingest --store again.git --retry-refused
complains 'may.pdf: refused: named .pdf'
[ "$(find again.git/redraft/refused -name '*.ini' | wc -l)" -eq 1 ] || complain "the refused file is not kept"
git -C again.git fsck --strict --no-dangling >fsck.out 2>&1 || complain "refused files upset git: $(cat fsck.out)"
run 0 ingest --store again.git "$update/may.md"
[ "$(find again.git/redraft/refused -type f | wc -l)" -eq 0 ] || complain "bytes that were taken in are still kept as refused"

# ---- watching a folder

wait_for() { # TEXT: until it stands in what the watcher printed
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    grep -qF -e "$1" watch.out && return
    sleep 0.5
  done
  complain "watch: lacks '$1': $(cat watch.out watch.err)"
}
mkdir -p inbox
cp "$update/april.md" inbox/1.md
"$redraft" ingest --store watch.git --watch inbox >watch.out 2>watch.err &
watcher=$!
wait_for 'inbox/1.md'
cp "$update/may.md" half.tmp
mv half.tmp inbox/2.md
wait_for 'inbox/2.md'
mkdir inbox/deep
cp "$update/july.md" inbox/deep/3.md
echo no paper >inbox/notes.log
wait_for 'inbox/deep/3.md'
run 0 ingest --store watch.git "$update/april.txt" # others can write meanwhile
kill "$watcher"
status=0
wait "$watcher" || status=$?
watcher=
[ "$status" -eq 0 ] || complain "watch: exits $status"
grep -qF '1 new, 2 new version' watch.out || complain "watch: no summary: $(cat watch.out)"
run 2 ingest --store watch.git --watch nowhere
complains 'nowhere: cannot be watched'

[ "$bad" -eq 0 ] && echo "ingest: as it should be"
exit "$bad"
