"""Published values beside those of a dataset: statistics over cells and the interval of the difference, by hand."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from homeotherm.analysis.published_values import published_values, read_published
from homeotherm.errors import InputError


@pytest.fixture
def dataset():
    """Two kinds, two seeds of two cells, two moments; the cells of the controlled kind have 1, 2, 3, 4 at the end."""
    frequency = np.full((2, 2, 2, 2), 9.0)
    frequency[1, :, :, 1] = [[1, 2], [3, 4]]
    return xr.Dataset(
        {
            "frequency": (("neuromodulation", "seed", "cell", "phase"), frequency, {"units": "Hz"}),
            "status": (("neuromodulation", "seed"), np.zeros((2, 2), dtype=np.int8)),
        },
        coords={
            "neuromodulation": ["sharp", "controlled"], "seed": [1, 2], "phase": ["settled", "modulated"],
        },
    )  # fmt: skip


def published(**changed):
    entry = {"measure": "frequency", "where": "phase=modulated", "statistic": "mean", "value": 2.0, "deviation": 1.0}
    return pd.DataFrame([{**entry, **changed}])


def test_mean_and_interval_by_hand(dataset):
    row = published_values(dataset, published(), {"neuromodulation": "controlled"}, cells=100).iloc[0]
    assert (row["cells"], row["observed"], row["difference"], row["relative_difference"]) == (4, 2.5, 0.5, 0.25)
    ours, theirs = np.sqrt(5 / 3) / 2, 1 / 10  # standard errors
    assert row["high"] - row["difference"] == pytest.approx(1.959964 * np.hypot(ours, theirs), rel=1e-6)
    assert row["agrees"]


def test_far_off_value_does_not_agree(dataset):
    row = published_values(dataset, published(value=20.0), {"neuromodulation": "controlled"}, cells=100).iloc[0]
    assert not row["agrees"] and row["high"] < 0


def test_variation_is_the_deviation_over_the_mean(dataset):
    given = published(statistic="variation", value=0.5, deviation=np.nan)
    row = published_values(dataset, given, {"neuromodulation": "controlled"}, cells=100).iloc[0]
    assert row["observed"] == pytest.approx(np.sqrt(5 / 3) / 2.5) and row["units"] == "1"


def test_points_that_are_not_ok_are_left_out(dataset):
    dataset["status"][1, 1] = 1
    row = published_values(dataset, published(statistic="median"), {"neuromodulation": "controlled"}, cells=100).iloc[0]
    assert (row["cells"], row["observed"]) == (2, 1.5)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"measure": "frequenzy"}, "'frequenzy' is not in the dataset (did you mean 'frequency'?)"),
        (
            {"where": "phase=modulatet"},
            "'phase=modulatet' of frequency is not in the dataset (did you mean 'modulated'?)",
        ),
        ({"where": ""}, "leaves"),
    ],
)
def test_wrong_entry_is_one_line(dataset, changed, words):
    with pytest.raises(InputError) as error:
        published_values(dataset, published(**changed), {"neuromodulation": "controlled"}, cells=100)
    assert words in str(error.value) and "\n" not in str(error.value)


def test_file_without_a_column_is_one_line(tmp_path):
    path = tmp_path / "paper.csv"
    published().drop(columns="value").to_csv(path, index=False)
    with pytest.raises(InputError, match="value is missing"):
        read_published(path)


def test_unknown_statistic_is_one_line(tmp_path):
    path = tmp_path / "paper.csv"
    published(statistic="men").to_csv(path, index=False)
    with pytest.raises(InputError, match="did you mean 'mean'"):
        read_published(path)
