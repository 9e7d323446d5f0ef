# Before the first job: is there a place for the results? On a cluster the jobs that a killed main process has left there
# are ended. While points are simulated, their progress is shown. Snakemake takes one block of each of these.


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


onstart:
    one_line(prepare, STUDY)
    end_left_over_jobs()
    watch_points()


onsuccess:
    stop_watching()


onerror:
    stop_watching()
