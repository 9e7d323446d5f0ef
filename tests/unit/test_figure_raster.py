"""The figure of example rasters: every spike and every rate is drawn."""

import numpy as np
import pytest
from microcircuit_figures import microcircuit_drawings
from synthetic import synthetic_rasters

from homeotherm.figures import raster

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def rasters():
    return synthetic_rasters()


@pytest.fixture(scope="module")
def drawings():
    return microcircuit_drawings()


def test_raster_draws_every_spike_and_rate(drawings, rasters):
    drawing = drawings["raster"]
    table = drawing.table
    spikes = table[table["kind"] == "spike"]
    np.testing.assert_array_equal(spikes["time"], rasters["spike_time"].values)
    np.testing.assert_array_equal(spikes["neuron"].astype(int), rasters["spike_neuron"].values)
    np.testing.assert_array_equal(spikes.groupby("example").size(), rasters["spike_count"].values)
    assert set(spikes[spikes["neuron"] >= 160]["population"]) == {"inhibitory"}
    assert set(spikes[spikes["neuron"] < 160]["population"]) == {"excitatory"}
    drawn = [line for line in drawing.figure.axes[2].lines if line.get_label() in ("excitatory", "inhibitory")]
    drawn_times = np.sort(np.concatenate([line.get_xdata()[::3] for line in drawn]))
    third = spikes[spikes["example"] == 2]["time"]
    np.testing.assert_array_equal(drawn_times, np.sort(third))
    rate_panel = drawing.figure.axes[3]
    rate = next(line for line in rate_panel.lines if line.get_label() == "excitatory")
    np.testing.assert_array_equal(rate.get_ydata(), rasters["rate_excitatory"].values[0])


def test_raster_refuses_counts_that_do_not_add_up(rasters):
    wrong = rasters.assign(spike_count=rasters["spike_count"] + 1)
    with pytest.raises(ValueError, match="counts of the examples sum to"):
        raster.draw(wrong)


def test_raster_of_a_silent_example(rasters):
    counts = rasters["spike_count"].values
    silent = rasters.isel(spike=slice(counts[0], None))
    silent["spike_count"] = ("example", np.array([0, *counts[1:]]))
    silent["rate_excitatory"] = silent["rate_excitatory"] * 0
    table = raster.draw(silent).table
    assert set(table[table["kind"] == "spike"]["example"]) == {1, 2}
