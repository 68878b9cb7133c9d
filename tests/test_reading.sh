#!/bin/sh
# What is read back from a store: filters, blame, the history of a section, search, bags, remotes and bundles.
# Usage: test_reading.sh REDRAFT SOURCE_DIR
set -u
. "$2/tests/command_line.sh"
lacks() { grep -qF -e "$1" out && complain "has '$1': $(head -n 8 out)"; }
lines() { [ "$(wc -l <out)" -eq "$1" ] || complain "not $1 lines: $(cat out)"; }

run 0 ingest --date 2024-04-25 "$update/april.md"
run 0 ingest --date 2024-05-23 "$update/may.md"
run 0 ingest --date 2024-07-18 "$update/july.md"
run 0 ingest --date 2018-04-27 "$seed"/000*.txt # two papers
run 0 list --changed
id=$(cut -d ' ' -f 1 out)

# ---- list

lines 1
run 0 list --committee 'Transport and Access'
lines 1
says "$id"
run 0 list --committee health
lines 2
lacks "$id"
run 0 list --committee nobody
lines 0
run 0 list --meeting 2018-04-27
lines 2
run 0 list --meeting 2024
says "$id"
run 0 list --since 2024-07-18
lines 1
run 0 list --since 2024-07-19
lines 0
run 0 list --since 2018-01-01
lines 3
run 0 list --since 2018-01-01 --changed
lines 1
run 2 list --since yesterday
complains 'yesterday: not a date'

# ---- log: verdict and counts

run 0 log "$id"
lines 3
says 'major: '
says 'words in'

# ---- blame

run 0 blame "$id"
grep -q '^v1   2024-04-25  Does this mean the boards have merged?$' out || complain "a sentence that moved: $(grep merged out)"
grep -q '^v2 .* decided on 19 April to join' out || complain "a sentence of v2: $(grep 'to join' out)"
grep -q '^v3 .*all eight boards have committed' out || complain "a sentence of v3: $(grep committed out)"
run 0 blame "$id@v1"
grep -v '^v1 ' out && complain "sentences of the first version that are not its own"
run 2 blame nothing
complains 'nothing'

# ---- history

run 0 history --section budget "$id"
says 'v2  2024-05-23'
says '{+£740,750+}'
lacks 'committed'
run 0 history "$id@v2"
says 'boards have committed'
lacks 'v3'
run 2 history --section 'No such heading' "$id"
complains 'No such heading'

# ---- search

run 0 search contingency
says "$id  v3"
says '[Contingency]'
lacks 'v1'
run 0 search '"strengthen how the boards"'
says 'v1, v2, v3'
run 0 search streng* boards
says '[strengthen]'
run 1 search strength* nowhere
run 1 search 'AND OR ( NEAR'
run 1 search 'x"y'
run 2 search '""'
complains 'no word'
run 2 search --limit 0 boards
run 0 search --limit 1 boards
lines 2
printf '# Ferry\n\nThe contingency of the ferry.\n' >ferry.md
run 0 ingest --paper ferry ferry.md
run 0 search contingency # what is new is found at once
says 'ferry  v1'
run 0 relink ferry barge # and what is no more is not
run 0 search ferry
says 'barge  v1'
lacks 'ferry  v1'
head -c 9000 /dev/urandom >papers.git/redraft/search.sqlite
run 0 search contingency
says 'barge  v1'
run 0 search --rebuild contingency
says 'barge  v1'
chmod a-w papers.git/redraft papers.git/redraft/*
run 0 search contingency # (root may write all the same)
chmod u+w papers.git/redraft papers.git/redraft/*

# ---- export

run 2 export
complains '--bagit'
run 0 export --bagit bag
(cd bag && sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt) >sums 2>&1 || complain "sums: $(cat sums)"
[ "$(head -n 1 bag/bagit.txt)" = 'BagIt-Version: 1.0' ] || complain "bagit.txt: $(cat bag/bagit.txt)"
oxum=$(find bag/data -type f -exec cat {} + | wc -c).$(find bag/data -type f | wc -l)
grep -q "^Payload-Oxum: $oxum\$" bag/bag-info.txt || complain "Payload-Oxum is not $oxum: $(cat bag/bag-info.txt)"
[ "$(find bag/data -type f | wc -l)" -eq "$(wc -l <bag/manifest-sha256.txt)" ] || complain "not each file is in the manifest"
cmp -s bag/data/*/2024/"$id"/v2/*.????????????.md "$update/may.md" || complain "a source in the bag is not the file"
grep -q "\"$id\",\"3\"" bag/data/versions.csv || complain "versions.csv: $(cat bag/data/versions.csv)"
run 2 export --bagit bag
complains 'is there already'
run 0 export --bagit one "$id@v2"
says '1 versions'
run 2 export --bagit other nothing
[ -z "$(find . -maxdepth 1 -name 'other*')" ] || complain "a bag that failed is left"

# ---- push, clone

run 0 push papers.bundle
git clone -q --bare papers.bundle again.git 2>clone.err || complain "clone of a bundle: $(cat clone.err)"
run 0 list --store again.git
says "$id"
printf '# Canal\n\nThe canal.\n' >canal.md
run 0 ingest canal.md
run 0 push again.git # a remote by its path
[ "$(git -C again.git rev-parse main)" = "$(git -C papers.git rev-parse main)" ] || complain "a push that did not arrive"
run 0 ingest --store again.git --paper lock ferry.md
run 0 ingest --paper quay ferry.md
run 2 push again.git # which has what we have not
complains 'git: '
run 0 list --store again.git
says 'lock'
run 2 push no/such/place
complains 'no/such/place'
run 2 push no/such/place.bundle

[ "$bad" -eq 0 ] && echo "reading back: as it should be"
exit "$bad"
