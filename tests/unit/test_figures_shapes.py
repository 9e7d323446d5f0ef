"""Studies of all shapes: what figures show of one state or run or seed, and which axes they refuse."""

import pandas as pd
import pytest
from microcircuit_figures import FIGURES, OF_DATASETS
from synthetic import synthetic_dataset

from homeotherm.figures import inverted_u, learning, synchrony

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("name", OF_DATASETS)
def test_study_of_states_at_one_temperature(name):
    table = FIGURES[name].draw(synthetic_dataset(temperatures=None, seeds=2)).table
    table = table[table.get("statistic", "") != "critical"]  # which lies between states
    assert set(table["state"]) == {"hypometabolic", "normometabolic", "hypermetabolic"}
    assert set(table["temperature"].dropna()) == {37.0}


@pytest.mark.parametrize("name", OF_DATASETS)
def test_study_of_one_run(name):
    table = FIGURES[name].draw(synthetic_dataset(states=False, temperatures=None, seeds=1)).table
    assert set(table["state"]) == {""}
    assert set(table["temperature"].dropna()) == {37.0}
    assert set(table["metabolic_rate"].dropna()) == {1.0}


def test_one_seed_has_no_interval():
    drawing = synchrony.draw(synthetic_dataset(seeds=1))
    assert drawing.table[["low", "high"]].isna().all().all()
    assert "1 seed per condition" in drawing.caption
    assert "no intervals" in drawing.caption


def test_further_axis_is_refused_by_name():
    study = synthetic_dataset(seeds=1, learning_rates=(0.04, 0.08))
    for name in OF_DATASETS:
        with pytest.raises(ValueError, match="also sweeps learning_rate"):
            FIGURES[name].draw(study)
    chosen = learning.draw(study.isel(learning_rate=[0])).table
    scalar = learning.draw(study.isel(learning_rate=0)).table
    pd.testing.assert_frame_equal(chosen, scalar)


def test_order_of_the_axes_does_not_matter():
    dataset = synthetic_dataset(seeds=4)
    shuffled = dataset.isel(state=[2, 0, 1], temperature=[1, 2, 0])
    shuffled = shuffled.transpose("seed", "temperature", "state", ...)
    expected = inverted_u.draw(dataset)
    given = inverted_u.draw(shuffled)
    pd.testing.assert_frame_equal(given.table, expected.table)
    assert given.caption == expected.caption
