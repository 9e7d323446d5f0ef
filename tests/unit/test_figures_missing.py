"""Missing results: figures leave them out, count them, and tell them from values that are undefined."""

import numpy as np
import pytest
from microcircuit_figures import FIGURES, OF_DATASETS, microcircuit_dataset
from synthetic import synthetic_dataset

from homeotherm.figures import learning, synchrony
from homeotherm.figures.conditions import conditions_of

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def dataset():
    return microcircuit_dataset()


@pytest.mark.parametrize("name", OF_DATASETS)
def test_missing_points_are_counted_and_left_out(name):
    """One seed of three at 30 °C and all at 37 °C diverged."""
    failed = [{"temperature": 0, "seed": 2}, *({"temperature": 1, "seed": seed} for seed in range(3))]
    drawing = FIGURES[name].draw(synthetic_dataset(states=False, seeds=3, failed=failed))
    assert "4 of 9 points missing." in drawing.caption
    table = drawing.table
    undefined = table["quantity"].isin(["burst_duration", "burst_interval"])  # where there are no bursts
    means = table[(table["statistic"] == "mean") & ~undefined]
    for temperature, number in ((30, 2), (37, 0), (42, 3)):
        rows = means[means["temperature"] == temperature]
        assert len(rows) > 0
        assert (rows["number_of_seeds"] == number).all()
        assert rows["value"].isna().all() == (number == 0)
    third = table[(table["statistic"] == "seed") & (table["temperature"] == 30) & (table["seed"] == 3)]
    assert len(third) > 0
    assert third["value"].isna().all()


def test_values_of_a_failed_point_are_never_shown(dataset):
    """A point that diverged may have left numbers behind; its status decides."""
    study = dataset.copy(deep=True)
    study["status"][0, 0, 0] = 2
    chosen = conditions_of(study, "learning", learning.NEEDED)
    assert np.isnan(chosen["weight_mean_trajectory"].values[0, 0, 0]).all()
    assert np.isfinite(chosen["weight_mean_trajectory"].values[0, 0, 1]).all()


@pytest.mark.parametrize("name", OF_DATASETS)
def test_study_without_any_result_can_be_drawn(name):
    failed = [{"temperature": place, "seed": 0} for place in range(2)]
    study = synthetic_dataset(states=False, temperatures=(30, 37), seeds=1, failed=failed)
    assert "2 of 2 points missing." in FIGURES[name].draw(study).caption


def test_undefined_values_are_told_from_missing_points(dataset):
    study = dataset.copy(deep=True)
    study["spectral_peak_frequency"][0, 0, 0, 0] = np.nan
    caption = synchrony.draw(study).caption
    assert "1 of 36 points lack some values" in caption
    assert "missing" not in caption


def test_missing_variable_is_named(dataset):
    with pytest.raises(ValueError, match="figure synchrony needs the variable kuramoto_floor"):
        synchrony.draw(dataset.drop_vars("kuramoto_floor"))
