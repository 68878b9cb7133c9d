#!/bin/sh
#SBATCH --job-name=redraft --ntasks=1 --cpus-per-task=1 --requeue
# A Slurm array job that reads papers: each task a share of them, into an inbox that all nodes see. From docs/scale.md:
#
#   INBOX=/shared/inbox OPTIONS='--first-seen 2024-08-02' sbatch --array=1-200 redraft-array.sh /shared/papers
#
# REDRAFT is the program, else the one in PATH. Task numbers begin with 1. A task that runs twice does no harm.
set -eu
if [ "$SLURM_ARRAY_TASK_MIN" -ne 1 ]; then
  echo "the array begins with 1: sbatch --array=1-N" >&2
  exit 2
fi
# shellcheck disable=SC2086 # a list of words
exec "${REDRAFT:-redraft}" extract --chunk "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --inbox "$INBOX" ${OPTIONS:-} "$@"
