#!/bin/sh
# Samples against their goldens: every sample's tree (NAME.EXT.dump beside it) and the reports of the revisions
# (OLD-NEW.EXT.terminal, OLD-NEW.EXT.json). Then what holds whatever the goldens say: renditions of one revision have
# the same words; the stored form follows its schema; the seed's two renditions differ in no word.
# Usage: test_samples.sh REDRAFT SOURCE_DIR. UPDATE_GOLDEN=1 rewrites the goldens, for a person to read.
set -eu
case $1 in
/*) redraft=$1 ;;
*) redraft=$PWD/$1 ;;
esac
cd "$2/samples"
NO_COLOR=1
export NO_COLOR
unset REDRAFT_STORE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
complain() {
  echo "FAILED: $*"
  bad=1
}

# golden FILE: compares it with what stands in $work/got, or rewrites it.
golden() {
  if [ "${UPDATE_GOLDEN:-0}" = 1 ]; then
    cp "$work/got" "$1"
  elif [ ! -f "$1" ]; then
    complain "$1 is missing (UPDATE_GOLDEN=1 makes it)"
  elif ! diff -u "$1" "$work/got"; then
    complain "$1"
  fi
}

# run EXPECTED COMMAND...: its output into $work/got; complains and is false where it exits otherwise.
run() {
  expected=$1
  shift
  code=0
  "$@" >"$work/got" 2>"$work/err" || code=$?
  [ "$code" -eq "$expected" ] && return
  complain "$* exits $code, not $expected: $(head -n 3 "$work/err")"
  return 1
}

# ---- trees

for sample in seed/*.txt update/*.md update/*.txt update/*.pdf; do
  case $sample in
  */README.md | */SOURCE.md) continue ;;
  esac
  if run 0 "$redraft" extract --format dump "$sample"; then golden "$sample.dump"; fi
  if run 0 "$redraft" extract --format xml "$sample"; then
    xmllint --noout --relaxng ../docs/paper.rng "$work/got" 2>"$work/err" ||
      complain "$sample: its XML does not follow docs/paper.rng: $(head -n 3 "$work/err")"
  fi
done

# ---- reports

# compare EXPECTED OLD NEW NAME: the two reports of a pair.
compare() {
  if run "$1" "$redraft" diff --format terminal "$2" "$3"; then golden "$4.terminal"; fi
  if run "$1" "$redraft" diff --format json "$2" "$3"; then
    # a change a line, so that a golden's own difference can be read
    sed 's/"changes":\[/&\n/; s/},{"kind":/},\n{"kind":/g' "$work/got" >"$work/lines"
    mv "$work/lines" "$work/got"
    golden "$4.json"
  fi
}
compare 1 update/april.pdf update/may.pdf update/april-may.pdf
compare 1 update/may.pdf update/july.pdf update/may-july.pdf
compare 1 update/april.pdf update/july.pdf update/april-july.pdf
compare 1 update/april.md update/july.md update/april-july.md
compare 1 seed/000_df5bf3e8c84281d5.txt seed/003_efbd73f297d6db5a.txt seed/000-003

# ---- what holds of any report

count() { # MEMBER: a number of the summary in $work/got
  tr -d ' \n' <"$work/got" | sed -n 's|.*"summary":{[^}]*"'"$1"'":\([0-9]*\).*|\1|p'
}

# same_words OLD NEW: no word inserted or deleted, and nothing but layout said to differ.
same_words() {
  run 0 "$redraft" diff --format json "$1" "$2" || return 0
  no_words "$1" "$2"
}
no_words() {
  [ "$(count words_inserted) $(count words_deleted)" = "0 0" ] ||
    complain "$1 and $2 have the same words; reported: $(count words_deleted) deleted, $(count words_inserted) inserted"
}
both_ways() {
  same_words "$1" "$2"
  same_words "$2" "$1"
}
for name in april may july; do
  both_ways update/"$name".md update/"$name".txt
  both_ways update/"$name".md update/"$name".pdf
  both_ways update/"$name".txt update/"$name".pdf
done
both_ways 'seed/000_df5bf3e8c84281d5.txt#2' seed/003_efbd73f297d6db5a.txt

# In raw text nothing tells where a paragraph ends if its last line is long: divided ones may be reported, words not.
for pair in 'july-raw.txt july.md' 'july.md july-raw.txt' 'july-raw.txt july.pdf' 'july.pdf july-raw.txt'; do
  code=0
  "$redraft" diff --format json update/"${pair% *}" update/"${pair#* }" >"$work/got" 2>"$work/err" || code=$?
  [ "$code" -le 1 ] || complain "diff of $pair exits $code: $(head -n 3 "$work/err")"
  no_words "${pair% *}" "${pair#* }"
done

# A change of words is the same change whatever the renditions are that show it.
words_changed() { # OLD NEW: sets $changed
  changed=nothing
  run 1 "$redraft" diff --format json "$1" "$2" || return 0
  changed="$(count words_deleted) deleted, $(count words_inserted) inserted"
}
same_change() { # OLD NEW: as revisions
  words_changed "update/$1.md" "update/$2.md"
  want=$changed
  case $want in
  [1-9]*', '[1-9]*) ;;
  *) complain "$1.md and $2.md differ in words; reported: $want" ;;
  esac
  for extensions in 'txt txt' 'pdf pdf' 'md pdf' 'pdf txt'; do
    words_changed "update/$1.${extensions% *}" "update/$2.${extensions#* }"
    [ "$changed" = "$want" ] || complain "$1 to $2 as $extensions: $changed; as Markdown: $want"
  done
}
same_change april may
same_change may july
same_change april july

exit "$bad"
