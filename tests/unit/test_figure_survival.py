"""The survival figure: its numbers are the dataset's, its panels, colours and lines are the study's."""

import numpy as np
import pytest
import xarray as xr

from homeotherm.figures.survival import draw


@pytest.fixture
def dataset() -> xr.Dataset:
    """Return shares of cells with their function that fall with temperature and spread; one point has failed."""
    temperature, spread = np.array([10.0, 15.0, 20.0]), np.array([0.0, 1.0])
    shares = np.empty((2, 2, 2, 1, 2, 3))
    by_spread = spread.reshape(2, 1, 1, 1, 1, 1)
    shares[:] = 1 - (temperature - 10) / 20 * (1 + by_spread) / 2
    dims = ("q10_spread", "q10_set", "sweep_regulation", "seed")
    status = np.zeros((2, 2, 2, 1), np.int8)
    status[1, 1, 1] = 1
    return xr.Dataset(
        {
            "function_share": ((*dims, "direction", "sweep_temperature"), shares, {"units": "1"}),
            "crash_temperature_median": (dims, np.full(status.shape, np.nan), {"units": "degree_Celsius"}),
            "status": (dims, status),
        },
        coords={
            "q10_spread": spread, "q10_set": [1.0, 2.0],
            "sweep_regulation": np.array(["running", "frozen"], dtype=object), "seed": [1],
            "direction": np.array(["up", "down"], dtype=object), "sweep_temperature": temperature, "cell": [0, 1],
        },
    )  # fmt: skip


def test_the_table_holds_the_numbers_of_the_dataset(dataset):
    table = draw(dataset).table
    assert len(table) == dataset["function_share"].size
    row = table[
        (table.q10_spread == 1) & (table.q10_set == 1) & (table.sweep_regulation == "frozen")
        & (table.direction == "up") & (table.sweep_temperature == 20)
    ]  # fmt: skip
    assert row["value"].tolist() == [0.5]
    assert table["value"].isna().sum() == 2 * 3  # the failed point


def test_a_panel_per_name_a_colour_per_number_a_line_per_point_and_direction(dataset):
    figure = draw(dataset).figure
    panels = [panel for panel in figure.axes if panel.axison]
    assert [panel.get_title(loc="left") for panel in panels] == [
        "sweep regulation: running", "sweep regulation: frozen",
    ]  # fmt: skip
    for panel in panels:
        assert len(panel.lines) == 2 * 2 * 2
        assert len({line.get_color() for line in panel.lines}) == 2
        assert panel.get_xlabel() == "Temperature (°C)"
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words == ["Q10 spread 0", "Q10 spread 1", "way up", "way down"]


def test_four_conditions_of_two_names_fill_two_rows(dataset):
    """Each name has a line of the title: side by side they would run into those of the next panel."""
    more = [dataset.expand_dims(neuromodulation=np.array([kind], dtype=object)) for kind in ("sharp", "controlled")]
    figure = draw(xr.concat(more, "neuromodulation")).figure
    panels = [panel for panel in figure.axes if panel.axison]
    assert panels[0].get_title(loc="left") == "neuromodulation: sharp\nsweep regulation: running"
    assert [panel.get_subplotspec().get_geometry()[:2] for panel in panels] == [(2, 2)] * 4


def test_the_caption_counts_what_is_missing(dataset):
    assert "1 of 8 points missing." in draw(dataset).caption


def test_a_dataset_without_a_sweep_is_refused(dataset):
    with pytest.raises(ValueError, match="figure survival needs the variable function_share"):
        draw(dataset.drop_vars("function_share"))
