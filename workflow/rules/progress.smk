# While points are simulated, here or on a cluster, their progress is shown.
from snakemake.settings.enums import Quietness

WATCHERS = []


def watch_points():
    """Begin to show the progress of the studies of which batches are to be simulated, unless nobody wants to see it."""
    pause = config["progress_seconds"]
    quiet = workflow.output_settings.quiet or set()
    if not pause or quiet & {Quietness.ALL, Quietness.PROGRESS}:
        return
    jobs = workflow.dag.needrun_jobs()
    studies = {job.wildcards.study for job in jobs if job.rule.name == "simulate_batch"}
    if studies:
        plans = [plan(study) for study in sorted(studies)]
        display = display_on(sys.stderr, plans, pause, log_of_snakemake.handlers)
        WATCHERS.append(Watcher(reading(plans, Path("results")), display))
        WATCHERS[-1].start()


def stop_watching():
    """Show the progress a last time."""
    for watcher in WATCHERS:
        watcher.stop()
