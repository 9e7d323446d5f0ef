"""Everything that can happen to jobs on a cluster, done for real: the dataset is the same, and no finished point is lost.

Waiting takes most of the time (a lost node is noticed after seconds, a time limit is a minute at least), so that one
study suffers all the faults of jobs at once, each in a batch of its own.
"""

import os
import signal
import subprocess
import sys

import pytest
from place import BATCH, MAPS, wait_until
from slurm_cluster import memory_is_limited

pytestmark = pytest.mark.slow

SIX = {**MAPS, "seeds": {"count": 6}}
"""Six batches."""


def test_a_study_in_which_every_job_meets_another_fault(place, undisturbed):
    assert memory_is_limited(), "this machine has no control groups of memory and freezer (version 1)"
    place.write_study(SIX)
    failing, hoarding, limited, cancelled, lost, healthy = place.batches()
    place.plot(failing, "fail")
    place.plot(hoarding, "hoard")
    for batch in (limited, cancelled, lost):
        place.plot(batch, "hold")
    expected = undisturbed(SIX, place)
    process = place.start(place.on_slurm("gather"))
    for batch in (limited, cancelled, lost):
        place.wait_for(batch, "hold", process)
    (job,) = place.jobs_of(limited)
    place.cluster.said("scontrol", "update", f"JobId={job}", "TimeLimit=1")
    place.cluster.said("scancel", *place.jobs_of(cancelled))
    (job,) = place.jobs_of(lost)
    node = place.node_of(job)
    place.cluster.kill_node(node)
    try:
        assert place.ended(process) == 0, place.said[-6000:]
    finally:
        place.cluster.start_node(node)
    assert place.fates_of(failing) == ["FAILED", "COMPLETED"]
    assert place.fates_of(hoarding) == ["FAILED", "COMPLETED"]
    assert "oom" in place.log_of(place.jobs_of(hoarding)[0]), "what failed was killed for its memory"
    assert place.granted(hoarding, "Tres") == ["cpu=1,mem=951M,node=1,billing=1", "cpu=1,mem=1901M,node=1,billing=1"]
    assert place.granted(hoarding, "TimeLimit") == ["16", "31"], "minutes"
    assert place.fates_of(limited) == ["TIMEOUT", "COMPLETED"]
    assert place.fates_of(cancelled) == ["CANCELLED", "COMPLETED"]
    assert place.fates_of(lost) == ["NODE_FAIL", "COMPLETED"]
    assert place.fates_of(healthy)[-1] == "COMPLETED"
    assert place.repeated() == set() and len(place.kept()) == 24
    assert place.digest() == expected
    assert place.left_in_queue() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_main_process_that_is_ended_goes_on_where_it_was(place, undisturbed, number):
    place.write_study(MAPS)
    (first,) = place.batches()
    place.plot(first, "hold")
    expected = undisturbed(MAPS, place)
    process = place.start(place.on_slurm("gather"))
    place.wait_for(first, "hold", process)
    wait_until("the status of a running study", lambda: "1 running" in status(place))
    os.kill(process.pid, number)
    if number == signal.SIGTERM:  # it waits for the jobs that run, and submits no more
        place.struck(first, "hold").unlink()
    assert place.ended(process) != 0
    if number == signal.SIGINT:
        wait_until("the end of the cancelled jobs", lambda: not place.left_in_queue())
    left = place.left_in_queue()
    kept = set(place.kept())
    if number == signal.SIGKILL:
        assert left == place.jobs_of(first), "the job of the dead main process is still there, and holds"
        subprocess.run(place.snakemake("--unlock"), cwd=place.folder, env=place.environment, check=True)
    else:
        assert left == []
    place.run(place.on_slurm("gather"))
    if number == signal.SIGKILL:
        assert f"ended SLURM jobs {', '.join(left)} of an earlier run" in place.said
        assert place.fates_of(first) == ["CANCELLED", "COMPLETED"]
    assert len(kept) >= 2 and place.repeated() == set()
    assert set(place.kept()) >= kept and len(set(place.kept())) == BATCH
    assert place.digest() == expected
    assert "4 of 4 points done, 0 of them not ok; 0 running, 0 left" in status(place)


def status(place) -> str:
    """Return what make status says of the study."""
    return subprocess.run(
        [sys.executable, "-m", "homeotherm.status", "tiny", "--config", f"batch_size={BATCH}"], cwd=place.folder, text=True,
        env={**os.environ, "PYTHONPATH": "scripts"}, stdout=subprocess.PIPE, check=True,
    ).stdout  # fmt: skip
