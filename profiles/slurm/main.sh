#!/usr/bin/env bash
# The main process of a study as a job of its own, for studies that outlast a login and for sites that forbid long
# processes on login nodes:   make submit STUDY=states   or   sbatch profiles/slurm/main.sh --config study=states
# It needs little. Ten minutes before its time limit it cancels its jobs, whose finished points are kept, and goes back
# to the queue; after the loss of its node SLURM starts it again. Options of sbatch before the script replace these.
#SBATCH --job-name=homeotherm
#SBATCH --cpus-per-task=2
#SBATCH --mem=6000
#SBATCH --time=1-00:00:00
#SBATCH --signal=B:USR1@600
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=homeotherm-%j.log
set -uo pipefail
set -m # a process in the background can be interrupted

if [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then # a lost node leaves Snakemake's lock
    snakemake --workflow-profile slurm --unlock "$@" || exit 1
fi
snakemake --workflow-profile slurm "$@" &
main=$!
# A plain TERM or a cancelled job ends the study; the signal before the limit makes it go on later.
again=no
trap 'again=yes; kill -INT "$main"' USR1
trap 'kill -INT "$main"' TERM
wait "$main"
status=$?
while kill -0 "$main" 2>/dev/null; do # a signal ends a wait, not the process
    wait "$main"
    status=$?
done
if [ "$again" = yes ] && [ "$status" -ne 0 ]; then
    exec scontrol requeue "$SLURM_JOB_ID"
fi
exit "$status"
