"""The figure of networks along a sweep of the temperature: its numbers are means of the dataset's."""

import numpy as np
import pytest
import xarray as xr

from homeotherm.figures.network_temperature import LABELS, draw


@pytest.fixture
def dataset() -> xr.Dataset:
    """Return two networks whose frequency doubles with each step; the second loses its rhythms at the last one."""
    dims, sizes = ("q10_set", "sweep_regulation", "seed"), (2, 2, 2)
    steps = (1, 3)
    both = np.ones((*sizes, 2, *steps))
    both[..., 1, 0, 2] = 0
    frequency = np.empty((*sizes, 2, 2, *steps))
    frequency[:] = np.array([1.0, 2.0, 4.0]) * np.array([1.0, 3.0]).reshape(2, 1, 1, 1)  # by network, then step
    status = np.zeros(sizes, np.int8)
    status[1, 1, 1] = 1
    pair = (*dims, "network", "half_centre", "direction", "sweep_temperature")
    return xr.Dataset(
        {
            "status": (dims, status),
            "both_rhythms_share": ((*dims, "direction", "sweep_temperature"), both.mean(axis=3), {"units": "1"}),
            "sweep_both_rhythms": ((*dims, "network", "direction", "sweep_temperature"), both, {"units": "1"}),
            "sweep_frequency": (pair, frequency, {"units": "Hz"}),
            "sweep_duty_cycle": (pair, np.full_like(frequency, 0.4), {"units": "1"}),
            "sweep_phase": (pair, np.full_like(frequency, 0.5), {"units": "1"}),
        },
        coords={
            "q10_set": [0.0, 1.0], "sweep_regulation": np.array(["running", "frozen"], dtype=object), "seed": [1, 2],
            "half_centre": np.array(["fast", "slow"], dtype=object), "sweep_temperature": [10.0, 15.0, 20.0],
            "direction": np.array(["up"], dtype=object),
        },
    )  # fmt: skip


def test_means_are_over_networks_with_both_rhythms(dataset):
    table = draw(dataset).table
    rows = table[
        (table.quantity == "sweep_frequency") & (table.q10_set == 0) & (table.sweep_regulation == "running")
        & (table.seed == 1) & (table.half_centre == "slow")
    ]  # fmt: skip
    assert rows.sort_values("sweep_temperature")["value"].tolist() == [2.0, 4.0, 4.0]
    shares = table[(table.quantity == "both_rhythms_share") & (table.sweep_temperature == 20)]["value"]
    assert shares.dropna().unique().tolist() == [0.5] and shares.isna().sum() == 1  # the failed point


def test_a_row_per_name_a_line_per_point_and_pair(dataset):
    figure = draw(dataset).figure
    assert len(figure.axes) == 2 * len(LABELS)
    share, frequency, *_ = figure.axes
    assert len(share.lines) == 4 and len(frequency.lines) == 8 and frequency.get_yscale() == "log"
    assert len({line.get_color() for line in share.lines}) == 2
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words == ["Q10 set 0", "Q10 set 1", "slow pair", "fast pair"]


def test_the_caption_counts_what_is_missing(dataset):
    assert "8 points of 2 networks (2 seeds). 1 of 8 points missing." in draw(dataset).caption


def test_a_dataset_without_a_sweep_is_refused(dataset):
    with pytest.raises(ValueError, match="figure network_temperature needs the variable sweep_phase"):
        draw(dataset.drop_vars("sweep_phase"))
