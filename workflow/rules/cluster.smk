# On a cluster: before the main process submits anything, the jobs that a killed one has left there are ended.


def end_left_over_jobs():
    """End what an earlier main process has left in the queue, and say so."""
    if not (on_cluster() and workflow.executor_plugin.cli_prefix == "slurm"):
        return
    marks = slurm.marks_of(STUDY, plan(STUDY).structures)
    ended = one_line(slurm.end_left_over, Path.cwd(), marks)
    if ended:
        print(
            f"homeotherm: ended SLURM jobs {', '.join(ended)} of an earlier run; their finished points are kept",
            file=sys.stderr,
        )
