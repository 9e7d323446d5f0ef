"""Looks of figures: labels with units, ticks, places of points, and what a grey print keeps."""

import numpy as np
import pytest
from drawn import lines_from, luminance
from microcircuit_figures import FIGURES, microcircuit_drawings
from synthetic import synthetic_dataset

from homeotherm.figures import synchrony
from homeotherm.figures.drawing import spread
from homeotherm.figures.style import NAMED_LOOKS, state_looks, temperature_map, time_map

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def drawings():
    return microcircuit_drawings()


# --- axes


@pytest.mark.parametrize("name", FIGURES)
def test_every_axis_is_labelled_with_a_unit(drawings, name):
    for panel in drawings[name].figure.axes:
        if panel.get_label() == "<colorbar>":
            assert panel.get_ylabel().endswith(")")
            continue
        columns, rows = panel.get_shared_x_axes(), panel.get_shared_y_axes()
        along_x = [other.get_xlabel() for other in columns.get_siblings(panel)]
        along_y = [panel.get_ylabel(), *(other.get_ylabel() for other in rows.get_siblings(panel))]
        if name == "raster":  # the panels of a row have the same axis, set by hand
            position = panel.get_subplotspec().rowspan.start
            along_y += [
                other.get_ylabel()
                for other in drawings[name].figure.axes
                if other.get_subplotspec().rowspan.start == position
            ]
        for labels in (along_x, along_y):
            assert any("(" in label and label.endswith(")") for label in labels)


def test_fano_factor_has_a_logarithmic_axis(drawings):
    scales = {panel.get_ylabel(): panel.get_yscale() for panel in drawings["synchrony"].figure.axes}
    assert scales["Population Fano factor (1)"] == "log"
    assert scales["Voltage synchrony χ (1)"] == "linear"


def test_thirteen_temperatures_have_ticks_that_can_be_read():
    drawing = synchrony.draw(synthetic_dataset(states=False, temperatures=tuple(range(30, 43)), seeds=2))
    assert set(drawing.table["temperature"]) == set(map(float, range(30, 43)))
    ticks = [label.get_text() for label in drawing.figure.axes[0].get_xticklabels()]
    assert ticks == ["30", "32", "34", "36", "38", "40", "42"]


@pytest.mark.parametrize("name", ["synchrony", "degradation", "inverted_u", "bifurcation"])
def test_nothing_lies_outside_its_panel(drawings, name):
    for line in [*lines_from(drawings[name], "seeds"), *lines_from(drawings[name], "means")]:
        low, high = line.axes.get_ylim()
        left, right = line.axes.get_xlim()
        x, y = (np.asarray(values, dtype=float) for values in line.get_data())
        assert np.nanmin(y) >= low
        assert np.nanmax(y) <= high
        assert left <= x.min()
        assert x.max() <= right


# --- points


def test_points_stay_near_their_condition(drawings):
    drawing = drawings["synchrony"]
    for line in lines_from(drawing, "seeds"):
        nearest = np.abs(line.get_xdata()[:, np.newaxis] - np.array([30.0, 37.0, 42.0])).min(axis=1)
        assert nearest.max() < 1.0  # °C: far less than the 5 °C between conditions


def test_spread_is_centred_and_gives_each_seed_its_own_place():
    for count in (2, 3, 5, 10):
        places = spread(count, 0.4)
        np.testing.assert_allclose(np.sort(places), np.linspace(-0.2, 0.2, count))
    assert spread(1, 0.4) == 0


def test_open_symbols_are_before_and_filled_ones_after(drawings):
    for line in lines_from(drawings["synchrony"], "seeds"):
        is_open = line.get_markerfacecolor() == "white"
        assert is_open == line.get_label().endswith("before")


# --- colours


def test_states_differ_in_grey_and_in_marker():
    greys = sorted(luminance(look.colour) for look in NAMED_LOOKS.values())
    assert min(np.diff(greys)) > 0.1
    looks = state_looks([*NAMED_LOOKS, "torpid", "febrile"])
    assert len(set(looks.values())) == len({look.marker for look in looks.values()}) == 5


@pytest.mark.parametrize("colour_map", [temperature_map(), time_map()])
def test_colour_maps_are_ordered_in_grey_and_visible_on_white(colour_map):
    greys = np.array([luminance(colour_map(place)) for place in np.linspace(0, 1, 64)])
    steps = np.diff(greys)
    assert (steps > 0).all() or (steps < 0).all()
    assert greys.max() < 0.65  # white is 1
