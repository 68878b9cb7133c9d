#!/bin/sh
# The cost of the store beside git's own ways, in one run: commits a second, size, random reads, and how both grow.
# Usage: bench/store.sh BUILD_DIR [PAPERS]    (5000 papers; a release build with the target store_bench; some GB in TMPDIR)
# store_bench drives the store's interface, so that readers and the recognition of papers are not in the numbers.
# git fast-import gets the same commits, trees and blobs from git fast-export, without the cost of making them; both sync.
set -eu
[ $# -ge 1 ] || { sed -n '3,4p' "$0" >&2; exit 2; }
bench=$(cd "$1" && pwd)/store_bench
papers=${2:-5000}
[ -x "$bench" ] || { echo "$bench: build it first (cmake --build $1 --target store_bench)" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
git_synced() { git -c core.fsync=all -c core.fsyncMethod=fsync -c gc.auto=0 "$@"; }

elapsed() { # COMMAND...: its wall seconds
  begin=$(date +%s.%N)
  "$@" >/dev/null
  echo "$begin $(date +%s.%N)" | awk '{ printf "%.2f\n", $2 - $1 }'
}
mib() { du -sk "$1" | awk '{ printf "%.0f", $1 / 1024 }'; }
packs() { find "$1/objects/pack" -name '*.pack' | wc -l; }
fast_import() { git_synced -C imported.git fast-import --quiet <stream; }

beside_fast_import() { # SOURCE_KB LABEL
  ours=$("$bench" write ours.git "$papers" "$1" | cut -d ' ' -f 1)
  git -C ours.git fast-export main >stream
  git init -q --bare -b main imported.git
  theirs=$(elapsed fast_import)
  [ "$(git -C ours.git rev-parse main)" = "$(git -C imported.git rev-parse main)" ] || { echo "not the same tip" >&2; exit 1; }
  awk -v n="$papers" -v a="$ours" -v b="$theirs" -v sa="$(mib ours.git)" -v sb="$(mib imported.git)" -v l="$2" 'BEGIN {
    printf "%s: redraft %.0f commits/s, %d MiB; git fast-import %.0f commits/s, %d MiB; ratio %.2f\n", l, n / a, sa, n / b, sb, b / a }'
  git -C ours.git fsck --strict --no-progress
  rm -rf imported.git stream
}

beside_fast_import 200 "$papers papers with sources of 200 KB"
rm -rf ours.git
beside_fast_import 0 "$papers papers with sources of their text"
"$bench" read ours.git 1000 | awk '{ printf "1000 random versions read in %.2f s, after opening in %.2f s\n", $2, $1 }'

# git add and commit of a hundred more of such papers, three files each, into a working tree of the same store
git clone -q ours.git plain
mkdir more
"$bench" sources more 100
git_loop() {
  for file in more/*.txt; do
    name=$(basename "$file" .txt)
    mkdir -p "plain/papers/more/2020/$name"
    for form in txt md xml; do (cat "$file"; echo "$form") >"plain/papers/more/2020/$name/$name.$form"; done
    git_synced -C plain add "papers/more/2020/$name"
    git_synced -C plain -c user.name=A -c user.email=a@b commit -qm paper
  done
}
loop=$(elapsed git_loop)
awk -v n="$papers" -v a="$ours" -v b="$loop" 'BEGIN {
  printf "git add and commit: %.1f commits/s; redraft %.0f times as many\n", 100 / b, n / a / (100 / b) }'

# growth: each size is timed beside the first again, as machines are not always equally busy; first by the clock, then in
# time of the processor
for times in 4 10; do
  rm -rf ours.git many.git
  one=$("$bench" write ours.git "$papers" 0)
  many=$("$bench" write many.git $((papers * times)) 0)
  again=$(rm -rf ours.git && "$bench" write ours.git "$papers" 0)
  echo "$one $again $many" | awk -v n="$papers" -v t=$times -v s="$(mib many.git)" -v p="$(packs many.git)" '{
    printf "%d papers: %.2f times the time of %d (processor: %.2f); %d MiB in %d packs\n", n * t, $5 * 2 / ($1 + $3), n,
      $6 * 2 / ($2 + $4), s, p }'
done
