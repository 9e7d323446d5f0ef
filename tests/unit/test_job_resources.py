"""What jobs ask a scheduler for, from the cost of the model; numbers worked out by hand."""

from dataclasses import replace

import pytest

from homeotherm import job_resources
from homeotherm.design import batches_of, points_of
from homeotherm.parameters import CostModel
from homeotherm.study import check_study

COST = CostModel(
    fixed_seconds=0.5, per_neuron_seconds=0.0025, recording_megabytes_per_neuron=0.5, compile_seconds=1.0
)  # a second per second of the 200 neurons, and 100 MB of each point


@pytest.fixture
def planned(project, content):
    """Return a study and its one batch: four points of 100 s each."""
    content["seeds"] = {"first": 0, "count": 2}
    content["parameters"] |= {
        "training_duration": "90 s", "spontaneous_duration": "1 s", "test_repetitions": 1, "test_stimulus": "400 ms",
        "test_gap": "100 ms",
    }  # fmt: skip
    study = check_study("small", content, project / "config" / "models")
    study = replace(study, table=replace(study.table, cost=COST))
    points = points_of(study)
    (batch,) = batches_of(points, ["b"] * len(points), 4)
    return study, batch


def test_on_a_machine_of_ones_own_every_point_has_a_core(planned):
    assert job_resources.cores(*planned, on_cluster=False) == 4


def test_on_a_cluster_cores_finish_a_batch_in_ten_minutes(planned):
    study, batch = planned
    assert job_resources.cores(study, batch, on_cluster=True) == 1, "400 s"
    slower = replace(study.table, cost=replace(COST, fixed_seconds=2.4))
    assert job_resources.cores(replace(study, table=slower), batch, on_cluster=True) == 2, "1160 s"
    slowest = replace(study.table, cost=replace(COST, fixed_seconds=100.0))
    assert job_resources.cores(replace(study, table=slowest), batch, on_cluster=True) == 4, "no more than points"


def test_the_time_limit_doubles_with_every_attempt(planned):
    # 400 s on two cores and the longest last: 300 s = 5 min; 15 min + 4 x 5 min
    assert [job_resources.minutes(*planned, workers=2, attempt=attempt) for attempt in (1, 2, 3)] == [35, 70, 140]


def test_memory_grows_with_every_attempt(planned):
    # 800 MB + 2 x 150 MB + 8 x 4 x 100 MB
    assert [job_resources.megabytes(*planned, workers=2, attempt=attempt) for attempt in (1, 2)] == [4300, 8600]


def test_a_model_without_a_compiler_has_one_core(project):
    content = {
        "title": "Maps", "question": "?", "model": "maps", "axes": {"growth_rate": [3, 3.5]},
        "seeds": {"first": 0, "count": 2},
    }  # fmt: skip
    study = check_study("small", content, project / "config" / "models")
    (batch,) = batches_of(points_of(study), ["b"] * 4, 4)
    assert job_resources.cores(study, batch, on_cluster=True) == 1
    assert job_resources.cores(study, batch, on_cluster=False) == 1
