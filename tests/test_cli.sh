#!/bin/sh
# The command line: names, options, exit statuses, where output goes, and one clear line for every bad input.
# Usage: test_cli.sh REDRAFT SOURCE_DIR
set -u
. "$2/tests/command_line.sh"

# complains TEXT: standard error is one line that has it, and nothing else came out.
silent() { [ ! -s err ] || complain "standard error: $(head -n 3 err)"; }
one_line() {
  [ "$(wc -l <err)" -eq 1 ] || complain "not one line: $(cat err)"
  grep -qF -e "$1" err || complain "the message lacks '$1': $(cat err)"
  case $(cat err) in
  'redraft: '*) ;;
  *) complain "no 'redraft: ' before: $(cat err)" ;;
  esac
  [ ! -s out ] || complain "output beside the message '$1': $(head -n 3 out)"
}

# ---- help

run 0 --help
says 'ingest'
run 0 --version
says 'redraft '
run 0 help diff
says 'OLD NEW'
for command in ingest extract diff log list show blame history search export push withdraw purge relink reextract fsck; do
  run 0 "$command" --help
  says "redraft $command"
  silent
done
run 2
one_line 'no command'
run 2 dif
one_line 'is it diff?'
run 2 frobnicate
one_line 'no such command'
run 2 diff --frobnicate a b
one_line 'frobnicate'
run 2 diff one
one_line 'OLD NEW'
run 2 extract --format runes "$update/april.md"
one_line 'runes'
run 2 diff --format runes "$update/april.md" "$update/may.md"
one_line 'runes'
run 2 diff --color sometimes "$update/april.md" "$update/may.md"
one_line 'sometimes'

# ---- extract

run 0 extract --explain "$update/april.pdf"
says 'style 1 of the'
says 'the same words'
run 0 extract --explain --format json "$update/april.pdf"
says '"why":"'
run 0 extract --format json "$update/april.pdf"
grep -q '"why"' out && complain "reasons that nobody asked for"
run 2 extract --explain --format xml "$update/april.pdf"
one_line '--explain --format xml'
printf '<html><body><p>The fee is <del>ten</del><ins>twelve</ins> pounds a day.</p></body></html>\n' >tracked.html
run 0 extract tracked.html
says 'The fee is twelve pounds'
run 0 extract --tracked=reject tracked.html
says 'The fee is ten pounds'

# ---- a link that leads elsewhere, under the same words

for year in 2024 2025; do
  printf '<p>See the <a href="https://example.org/plan-%s">whole plan</a> of the ferry service.</p>\n' "$year" >"plan-$year.html"
done
run 1 diff plan-2024.html plan-2025.html
says '1 link leads to another address'
says 'plan-2025'
run 0 diff plan-2024.html plan-2024.html
run 0 diff --tracked=accept tracked.html tracked.html
run 2 extract --ocr-language=../eng tracked.html
one_line '--ocr-language ../eng: a name such as'
run 2 extract --tracked=both tracked.html
one_line '--tracked both: accept or reject'

run 0 extract --format json "$seed"/000*.txt
says '"papers":['
[ "$(wc -l <out)" -eq 1 ] || complain "a paper in JSON is not one line"
run 0 extract --format json "$seed"/000*.txt "$seed"/003*.txt
[ "$(wc -l <out)" -eq 2 ] || complain "two files in JSON are not two lines"
# One worker after another: each format asks for libraries that the worker before may not have.
run 0 extract --format json "$update/april.md" "$update/april.pdf" "$update/april.docx" "$update/april.pdf" "$update/april.txt"
[ "$(wc -l <out)" -eq 5 ] || complain "five files in four formats are not five lines: $(cat err)"
run 0 extract --format json "$(echo "$seed"/000*.txt)#2"
says 'HOSC Update'
grep -qF 'Lizzy Adam' out && complain "FILE#2 gives more than the second paper"
run 0 extract "$update/april.md"
says 'Ellenshire'
status=0
"$redraft" extract --format text - <"$update/april.md" >out 2>err || status=$?
[ "$status" -eq 0 ] || complain "extract -: exits $status"
says 'Ellenshire'
run 2 extract --format json nothing.txt "$update/april.md"
says '"format":"redraft-paper/1"'
grep -q 'nothing.txt: no such file' err || complain "a missing file among others: $(cat err)"

# ---- bad input

mkdir folder
: >empty.pdf
head -c 3000 "$update/april.pdf" >cut.pdf
cp "$update/april.txt" text.pdf
head -c 4096 /dev/urandom >noise.pdf
printf 'caf\303 au lait \377\n' >invalid.txt
run 2 extract nothing.pdf
one_line 'nothing.pdf: no such file'
run 2 extract folder
one_line 'folder: is a folder'
run 2 extract empty.pdf
one_line 'empty.pdf'
run 2 extract text.pdf
one_line 'text.pdf'
run 2 extract noise.pdf
one_line 'noise.pdf'
run 0 extract --format json invalid.txt
says 'au lait'
printf '\377\376T\000h\000e\000 \000d\000u\000e\000s\000' >wide.txt
run 0 extract --format text wide.txt
says 'The dues'
printf '{\\rtf1\\ansi The \\b dues\\b0 .}' >dues.rtf
run 2 extract dues.rtf
one_line 'dues.rtf: not a format'
run 2 extract "$update/april.md#2"
one_line 'it holds 1'
run 2 extract -- --help
one_line -- '--help: no such file'
run 2 diff nothing.pdf "$update/april.md"
one_line 'nothing.pdf: no such file'
run 2 diff "$update/april.md" empty.pdf
one_line 'empty.pdf'
run 2 diff -o out.html empty.pdf "$update/april.md"
[ ! -e out.html ] || complain "a comparison that failed left out.html"
# What was cut off may be refused, or read in part and said to be; it is never the same as the whole.
status=0
"$redraft" diff cut.pdf "$update/april.pdf" >out 2>err || status=$?
[ "$status" -ne 0 ] || complain "a PDF that was cut off is the same as the whole"
[ -s err ] || complain "a PDF that was cut off: nothing is said"
run 2 log nothing
one_line 'no store'
run 2 list
one_line 'papers.git'
run 2 fsck
one_line 'papers.git'
run 2 fsck papers.git
one_line 'takes no names'
run 2 show --store folder nothing
one_line 'not a store'

# ---- diff

run 1 diff "$update/april.md" "$update/may.md"
[ -s out ] || complain "diff says nothing"
run 0 diff "$update/april.md" "$update/april.md"
run 1 diff -o report.html "$update/april.md" "$update/may.md"
grep -qi '<html' report.html || complain "-o report.html is not HTML"
[ ! -s out ] || complain "diff -o writes to standard output too"
run 1 diff --explain 1 "$update/april.md" "$update/may.md"
says 'matched: '
run 2 diff --explain 999 "$update/april.md" "$update/may.md"
run 1 diff --format json -o - "$update/april.md" "$update/may.md"
says '"format":"redraft-diff/1"'
run 2 diff -o folder "$update/april.md" "$update/may.md"
run 2 diff -o no/such/folder.html "$update/april.md" "$update/may.md"
[ "$(find . -name '*.??????' -type f | grep -c 'report.html\.')" -eq 0 ] || complain "-o leaves a temporary file"
run 1 diff -o /dev/null "$update/april.md" "$update/may.md"
[ -c /dev/null ] || complain "-o replaced /dev/null"
if [ -w /dev/full ]; then
  status=0
  "$redraft" diff "$update/april.md" "$update/may.md" >/dev/full 2>err || status=$?
  [ "$status" -eq 2 ] || complain "a full device: exits $status"
fi
"$redraft" extract --format json "$update/april.md" "$update/may.md" 2>err | head -c 1 >out
[ ! -s err ] || complain "a closed pipe: $(cat err)"
run 1 diff --color=always "$update/april.md" "$update/may.md"
grep -q "$(printf '\033')" out || complain "--color=always has no colour"
run 1 diff "$update/april.md" "$update/may.md"
grep -q "$(printf '\033')" out && complain "colour where it is no terminal"

[ "$bad" -eq 0 ] && echo "command line: as it should be"
exit "$bad"
