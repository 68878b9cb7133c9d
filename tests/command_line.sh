# What the tests of the command line share: sourced with REDRAFT SOURCE_DIR as the arguments, it leaves the caller in an
# empty folder that is gone at the end, with `redraft`, `source`, `seed` and `update` named.
# shellcheck disable=SC2034 # they use what is set here
case $1 in
/*) redraft=$1 ;;
*) redraft=$PWD/$1 ;;
esac
[ -x "$redraft" ] || {
  echo "$redraft: no program is there"
  exit 2
}
source=$(cd "$2" && pwd) || exit 2
seed=$source/samples/seed
update=$source/samples/update
NO_COLOR=1
export NO_COLOR
unset REDRAFT_STORE PAGER
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
bad=0
complain() {
  echo "FAILED: $*"
  bad=1
}

# run STATUS ARGUMENTS...: redraft with these, output in out and err.
run() {
  expected=$1
  shift
  status=0
  "$redraft" "$@" >out 2>err || status=$?
  [ "$status" -eq "$expected" ] || complain "redraft $*: exits $status, not $expected: $(head -n 3 out err)"
}

# says TEXT: standard output has it; complains TEXT: standard error has it.
says() { grep -qF -e "$1" out || complain "standard output lacks '$1': $(head -n 8 out)"; }
complains() { grep -qF -e "$1" err || complain "standard error lacks '$1': $(head -n 8 err)"; }
