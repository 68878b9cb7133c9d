#!/bin/sh
# Scores the tool on the pairs of ../shared, where that folder is (REDRAFT_SHARED names another place), against what it has
# reached, a little below, so that nothing is lost unseen. Usage: test_shared.sh REDRAFT SOURCE_DIR
set -eu
redraft=$1
shared=${REDRAFT_SHARED:-$2/../shared}
if [ ! -f "$shared/tools/score_diff.py" ] || [ ! -d "$shared/cases" ]; then
  echo "skipped: $shared has no tools and cases"
  exit 77
fi

# Debian's own Python has Debian's numpy; another one that stands first in PATH may not.
python=
for candidate in python3 /usr/bin/python3; do
  if "$candidate" -c 'import numpy' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "skipped: the scorers need python3 and python3-numpy"
  exit 77
fi

bad=0
at_least() { # WHAT VALUE THRESHOLD
  if awk -v v="$2" -v t="$3" 'BEGIN { exit !(v != "" && v + 0 >= t + 0) }'; then return; fi
  echo "FAILED: $1 is ${2:-not there}, should be at least $3"
  bad=1
}
at_most() {
  if awk -v v="$2" -v t="$3" 'BEGIN { exit !(v != "" && v + 0 <= t + 0) }'; then return; fi
  echo "FAILED: $1 is ${2:-not there}, should be at most $3"
  bad=1
}

score_diff() { # EXTENSION EXACT
  out=$("$python" "$shared/tools/score_diff.py" "$shared/cases" --tools redraft --bin "$redraft" --old-ext "$1" --new-ext "$1" -v) || bad=1
  printf '%s\n' "$1: $out"
  exact=$(printf '%s\n' "$out" | sed -n 's|^redraft .* exact \([0-9]*\)/.*|\1|p')
  at_least "exact pairs with $1 on both sides" "$exact" "$2"
}
for extension in md txt pdf docx; do score_diff $extension 19; done

out=$("$python" "$shared/tools/score_extract.py" "$shared/pairs" --tools redraft --bin "$redraft" -v) || bad=1
printf '%s\n' "$out"
metric() { printf '%s\n' "$out" | sed -n "s|^redraft .* $1 \([0-9.]*\).*|\1|p"; }
at_least para "$(metric para)" 0.98
at_least heading "$(metric heading)" 0.97
at_least item "$(metric item)" 0.97
at_least cells "$(metric cells)" 0.94
at_most leak "$(metric leak)" 0
exit "$bad"
