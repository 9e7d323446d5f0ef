# Before the first job: is there a place for the results? And on a cluster: the jobs that a killed main process has left
# there are ended before this one submits any.


onstart:
    one_line(prepare, STUDY)
    if on_cluster() and workflow.executor_plugin.cli_prefix == "slurm":
        marks = slurm.marks_of(STUDY, plan(STUDY).structures)
        ended = one_line(slurm.end_left_over, Path.cwd(), marks)
        if ended:
            print(
                f"homeotherm: ended SLURM jobs {', '.join(ended)} of an earlier run; their finished points are kept",
                file=sys.stderr,
            )
