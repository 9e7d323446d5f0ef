"""What a job that simulates a batch asks a scheduler for: cores, minutes and megabytes, from the model's measured cost.

The cost is a mean over conditions; a runaway network takes up to ten times as long, unless the study limits its rate.
The time limit therefore has a wide margin and doubles from attempt to attempt: what a job has finished when its limit
ends it is kept.
"""

import math

import numpy as np

from homeotherm.design import Batch, point_seconds
from homeotherm.engine.computed import is_computed
from homeotherm.models import room
from homeotherm.study import Study

JOB_SECONDS = 600.0
"""A job on a cluster takes about so long where its points can share cores; its start costs twenty seconds."""
MOST_CORES = 64
SAMPLE = 100
"""Most points of a batch whose cost is added up one by one; of more as many, evenly spaced, stand for all."""
START_MINUTES = 15
MARGIN = 4.0
FIXED_MEGABYTES = 800
"""Of a job before it simulates: Snakemake twice and the process that prepares points."""
CORE_MEGABYTES = 150
RECORDING_SHARE = 8.0
"""A batch in memory beside its compressed file, before it is written."""


def cores(study: Study, batch: Batch, on_cluster: bool) -> int:
    """Return how many points run side by side.

    On a machine of one's own as many as there are, or one where nothing is compiled. On a cluster as few as finish the
    batch in `JOB_SECONDS`: many cores that work for seconds wait longer in the queue than they save.
    """
    if is_computed(study.model):
        return 1
    most = min(MOST_CORES, len(batch.points))
    if not on_cluster:
        return most
    total, _ = _seconds(study, batch)
    return max(1, min(most, math.ceil(total / JOB_SECONDS)))


def minutes(study: Study, batch: Batch, workers: int, attempt: int) -> int:
    """Return the time limit in minutes: all points shared out to the workers, and the longest last."""
    total, longest = _seconds(study, batch)
    expected = (total / workers + longest) / 60.0
    return math.ceil((START_MINUTES + MARGIN * expected) * 2 ** (attempt - 1))


def megabytes(study: Study, batch: Batch, workers: int, attempt: int) -> int:
    """Return the memory in megabytes: what every job takes, its workers, and the recording that it puts together."""
    neurons = room(study.model, "cost").neurons(batch.points[0].parameters)
    recording = study.table.cost.recording_megabytes_per_neuron * neurons * len(batch.points)
    return math.ceil((FIXED_MEGABYTES + CORE_MEGABYTES * workers + RECORDING_SHARE * recording) * attempt)


def _seconds(study: Study, batch: Batch) -> tuple[float, float]:
    """Return the expected seconds of one core of all points together, and of the longest."""
    count = len(batch.points)
    chosen = np.linspace(0, count - 1, min(count, SAMPLE)).astype(int)
    seconds = [point_seconds(study, batch.points[int(number)]) for number in chosen]
    return sum(seconds) * count / len(chosen), max(seconds)
