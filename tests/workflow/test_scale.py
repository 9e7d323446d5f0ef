"""A study of many points, killed three times on its way: nothing is simulated twice, and the dataset is the same."""

import os

import pytest

from benchmarks.interrupted import SHARES, killed_three_times, undisturbed
from benchmarks.maps import STUDY
from benchmarks.parts.killed import CORES, place
from homeotherm.design import LARGEST_BATCH
from homeotherm.files import read_dataset

pytestmark = pytest.mark.slow
POINTS = int(os.environ.get("HOMEOTHERM_POINTS", "10000"))
"""A power of ten from 1000 on; 100000 takes about ten minutes."""


@pytest.mark.timeout(0 if POINTS > 10_000 else 3600)
def test_killed_three_times(tmp_path):
    name = STUDY.format(points=POINTS)
    calm, disturbed = (place(tmp_path / case, POINTS, name) for case in ("calm", "disturbed"))
    whole = undisturbed(calm, name, *CORES, "gather")
    outcome = killed_three_times(disturbed, name, POINTS, *CORES, "gather")
    assert [leg.finished for leg in whole.legs] == [0] and whole.lost == whole.repeated == 0
    first, second, third, last = outcome.legs
    assert SHARES[0] * POINTS <= second.finished < third.finished and SHARES[1] * POINTS <= third.finished < POINTS
    assert outcome.repeated == 0
    assert outcome.lost < 100  # those that were being simulated, or had not reached the journal yet
    assert sum(leg.started for leg in outcome.legs) == POINTS + outcome.lost
    assert outcome.digest == whole.digest
    results = disturbed / "results" / name
    assert read_dataset(results / "dataset.nc")["status"].size == POINTS
    assert len(list((results / "recordings").glob("*.nc"))) <= max(1, POINTS // LARGEST_BATCH) + 10
    assert not list(results.rglob("*.part"))
