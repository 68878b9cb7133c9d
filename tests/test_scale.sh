#!/bin/sh
# Past one machine: chunks that are read anywhere, by hand, by GNU parallel and by a real Slurm of two nodes on this
# machine, give the same tip commit id as one ingest. Usage: test_scale.sh REDRAFT SOURCE_DIR
set -u
. "$2/tests/command_line.sh"
started=
clean_up() {
  for pid in $started; do kill "$pid" 2>/dev/null; done
  for pid in $started; do wait "$pid" 2>/dev/null; done
  rm -rf "$work"
}
trap clean_up EXIT
tip() { git -C "$1" rev-parse main 2>/dev/null; }

# What is taken in: folders, a zip, a file that is refused, one that is not there.
mkdir papers
cp "$source"/samples/update/april.* "$source"/samples/update/may.md "$source"/samples/update/july.* papers
cp "$source"/samples/seed/*.txt papers
cp "$source/tests/pipeline/papers.zip" papers
: >papers/empty.txt
chmod -R a+rX "$work"
dates='--first-seen 2024-08-02 --date 2024-08-01'
# shellcheck disable=SC2086 # a list of words
run 1 ingest --store one.git $dates papers nothing.pdf
cp out one.out
cp err one.err
one_tip=$(tip one.git)
[ -n "$one_tip" ] || complain "no tip"

# ---- by hand, in any order, one of them twice

same_as_one() { # INBOX STORE
  run 1 commit --inbox "$1" --store "$2"
  cmp -s out one.out && cmp -s err one.err || complain "$1: other lines than one ingest: $(diff out one.out) $(diff err one.err)"
  [ "$(tip "$2")" = "$one_tip" ] || complain "$1: another tip than one ingest"
  [ "$(find "$1" -name 'chunk-*' | wc -l)" -eq 0 ] || complain "$1: chunks are left"
  git -C "$2" fsck --strict --no-dangling >fsck.out 2>&1 || complain "$2: $(cat fsck.out)"
}
for chunk in 3 1; do
  # shellcheck disable=SC2086
  run 0 extract --chunk $chunk/3 --inbox hand $dates papers nothing.pdf
done
run 2 commit --inbox hand --store hand.git
complains 'chunk 2 of 3 is missing'
[ ! -e hand.git ] || complain "an incomplete inbox made a store"
cp hand/chunk-00003-of-00003.redraft first
for chunk in 2 3; do
  # shellcheck disable=SC2086
  run 0 extract --jobs 2 --chunk $chunk/3 --inbox hand $dates papers nothing.pdf
done
cmp -s first hand/chunk-00003-of-00003.redraft || complain "a chunk made twice is not the same"
[ "$(find hand -name '.chunk*' | wc -l)" -eq 0 ] || complain "a temporary file is left"
cp -r hand odd
cp -r hand cut
same_as_one hand hand.git
run 2 commit --inbox hand --store hand.git
complains 'hand: no chunk is there'

# ---- inboxes that are no list

# shellcheck disable=SC2086
run 0 extract --chunk 2/3 --inbox odd $dates papers
run 2 commit --inbox odd --store odd.git
complains 'of another list of files'
head -c 3000 first >cut/chunk-00003-of-00003.redraft
run 2 commit --inbox cut --store cut.git
complains 'damaged'
[ -e cut/chunk-00001-of-00003.redraft ] || complain "chunks of a failed commit are gone"
run 2 extract --chunk 4/3 --inbox odd papers
complains '--chunk 4/3'
run 2 extract --chunk 1/3 papers
complains 'go together'

# ---- GNU parallel

if command -v parallel >/dev/null 2>&1 && parallel --version 2>/dev/null | grep -q GNU; then
  # shellcheck disable=SC2086
  HOME=$work parallel --will-cite -q -j 2 "$redraft" extract --chunk '{}/5' --inbox gnu $dates papers nothing.pdf ::: 1 2 3 4 5 ||
    complain "parallel"
  same_as_one gnu gnu.git
else
  echo "skipped: GNU parallel is not installed (apt install parallel)"
fi

# ---- Slurm: munge, a controller and two nodes, all on this machine, with files of their own

slurm_missing() {
  [ "$(id -u)" -eq 0 ] || {
    echo "not root"
    return
  }
  for program in munged mungekey slurmctld slurmd sbatch sinfo setpriv; do
    command -v $program >/dev/null 2>&1 || PATH=$PATH:/usr/sbin command -v $program >/dev/null 2>&1 || {
      echo "$program is not installed (apt install slurm-wlm munge)"
      return
    }
  done
  getent passwd munge >/dev/null && getent passwd slurm >/dev/null || echo "no users munge and slurm"
}

free_port() { # FROM: one that nobody listens on
  port=$1
  while ss -Hltn "sport = :$port" 2>/dev/null | grep -q .; do port=$((port + 1)); done
  echo "$port"
}

start_munge() {
  mkdir munge
  mungekey --create --keyfile="$work/munge/key" || return 1
  chown -R munge: munge
  chmod 755 munge
  chmod 400 munge/key
  setpriv --reuid munge --regid munge --clear-groups munged --foreground --key-file="$work/munge/key" \
    --socket="$work/munge/socket" --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" >munge.out 2>&1 &
  started="$started $!"
}

start_slurm() {
  host=$(hostname)
  control=$(free_port 26817)
  first=$(free_port $((control + 1)))
  second=$(free_port $((first + 1)))
  mkdir -p slurm/state slurm/w1 slurm/w2
  chown -R slurm: slurm/state
  cat >slurm/slurm.conf <<CONF
ClusterName=redraft
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$control
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
SlurmUser=slurm
SlurmdUser=root
StateSaveLocation=$work/slurm/state
SlurmdSpoolDir=$work/slurm/%n
SlurmctldPidFile=$work/slurm/state/pid
SlurmdPidFile=$work/slurm/%n.pid
SlurmctldLogFile=$work/slurm/state/log
SlurmdLogFile=$work/slurm/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SlurmdParameters=config_overrides
SlurmdTimeout=10
ReturnToService=2
SchedulerParameters=sched_min_interval=100000
NodeName=w1 NodeAddr=127.0.0.1 NodeHostname=$host Port=$first CPUs=2
NodeName=w2 NodeAddr=127.0.0.1 NodeHostname=$host Port=$second CPUs=2
PartitionName=all Nodes=w1,w2 Default=YES MaxTime=10 State=UP
CONF
  SLURM_CONF=$work/slurm/slurm.conf
  export SLURM_CONF
  setpriv --reuid slurm --regid slurm --clear-groups slurmctld -D -f "$SLURM_CONF" >slurm/ctld.out 2>&1 &
  started="$started $!"
  for node in w1 w2; do
    slurmd -D -N $node -f "$SLURM_CONF" >slurm/$node.out 2>&1 &
    started="$started $!"
  done
}

wait_until() { # SECONDS COMMAND...
  left=$(($1 * 5))
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.2
  done
}
nodes_idle() { [ "$(sinfo -h -N -o '%T' 2>/dev/null | grep -c '^idle')" -eq 2 ]; }
no_jobs() { [ -z "$(squeue -h 2>/dev/null)" ]; }

by_slurm() {
  PATH=$PATH:/usr/sbin
  start_munge || return 1
  wait_until 10 test -S munge/socket || return 1
  start_slurm
  wait_until 20 nodes_idle || return 1
  # the script of docs/, as it stands, with what it is told by its environment
  REDRAFT=$redraft INBOX=$work/slurm-inbox OPTIONS=$dates \
    sbatch --array=1-4 --chdir="$work" --output="$work/slurm/task-%a.out" "$source/docs/redraft-array.sh" papers nothing.pdf >slurm/sbatch.out 2>&1 || return 1
  wait_until 60 no_jobs && wait_until 20 nodes_idle # so that no step is left behind
}

missing=$(slurm_missing)
if [ -n "$missing" ]; then
  echo "skipped: Slurm: $missing"
elif by_slurm; then
  grep -q 'NodeList=w1' slurm/state/log || complain "no task ran on w1"
  grep -q 'NodeList=w2' slurm/state/log || complain "no task ran on w2"
  same_as_one slurm-inbox slurm.git
else
  complain "Slurm: $(cat munge.out slurm/*.out 2>/dev/null | tail -n 20; sinfo 2>&1 | tail -n 3)"
fi

[ "$bad" -eq 0 ] && echo "scale: as it should be"
exit "$bad"
