"""The figure of the networks' traces: the last seconds of each measured window, of which no outline is lost."""

import json

import numpy as np
import pytest
from drawn import lines, rows_at
from synthetic_traces import network_excerpt

from homeotherm.figures import network_traces
from homeotherm.figures.roles import role_of
from tiny import tiny_rhythm_study

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def content() -> dict:
    return tiny_rhythm_study()


@pytest.fixture
def excerpt_of(study_of, tmp_path):
    """Return a function that takes the traces of a study of a content."""
    return lambda content, failed=None: network_excerpt(study_of(content), tmp_path, failed)


def test_traces_are_the_last_seconds_of_the_measured_windows(excerpt_of, content):
    taken = excerpt_of(content)
    assert dict(taken["voltage"].sizes) == {
        "neuromodulation": 2, "initialisation": 2, "seed": 1, "window": 3, "cell": 5, "voltage_time": 8000,
    }  # fmt: skip
    assert taken["seed"].values.tolist() == [5] and taken["cell"].values.tolist() == [1, 2, 3, 4, 5]
    assert taken["window"].values.tolist() == ["before", "after", "end"] and taken["voltage"].attrs["units"] == "mV"
    # windows of 10 s end at the switch, 25 s after it, and at the end
    assert taken["window_start"].sel(initialisation="consistent").values.tolist() == [[16, 41, 66], [26, 51, 66]]
    assert taken["window_start"].attrs["units"] == "s"
    for window, recorded in enumerate((0, 3, 4)):  # those at the switch and at the start of homeostasis are left out
        period = 20 + recorded + 10 * 3 + 100 * 2
        wave = 50 * np.sin(2 * np.pi * np.arange(12000, 20000) / period)
        np.testing.assert_allclose(taken["voltage"].values[1, 0, 0, window, 3], wave, atol=1e-5)
    assert json.loads(taken.attrs["parameters_json"])["duration"] == 70


def test_short_windows_are_taken_whole(excerpt_of, content):
    content["parameters"] |= {"window": "3 s"}
    taken = excerpt_of(content)
    assert taken.sizes["voltage_time"] == 6000
    assert taken["window_start"].values[0, 0].tolist() == [17, 35, 67]  # the second 15 s after the switch
    assert "the last 3 s of the windows" in network_traces.draw(taken).caption


def test_traces_lose_nothing_of_their_outline(excerpt_of, content):
    taken = excerpt_of(content)
    drawing = network_traces.draw(taken)
    rows = rows_at(drawing.table, panel="c", cell=4, window="after")
    samples = taken["voltage"].values[1, 0, 0, 1, 3]
    assert set(rows["value"]) <= set(samples) and len(rows) == 1000
    assert rows["value"].max() == samples.max() and rows["value"].min() == samples.min()
    assert set(rows["role"]) == {"slow pair"} and set(rows["window_start"]) == {51.0} and set(rows["units"]) == {"mV"}
    drawn = [line for panel in drawing.figure.axes for line in lines(panel, "c cell 4")]
    assert len(drawn) == 3  # windows
    np.testing.assert_array_equal(drawn[1].get_ydata(), rows["value"])
    np.testing.assert_array_equal(drawn[1].get_xdata(), rows["time"])


def test_rows_are_cells_and_columns_windows(excerpt_of, content):
    figure = network_traces.draw(excerpt_of(content)).figure
    written = [text.get_text() for panel in figure.axes for text in panel.texts]
    assert written[:5] == [
        "a", "neuromodulation: sharp, initialisation: published",
        "before: 16 to 20 s", "after: 41 to 45 s", "end: 66 to 70 s",
    ]  # fmt: skip
    assert written[12:15] == ["before: 26 to 30 s", "after: 51 to 55 s", "end: 66 to 70 s"]
    labels = [panel.get_ylabel() for panel in figure.axes if panel.get_ylabel()]
    assert labels == ["fast 1", "fast 2", "hub 3", "slow 4", "slow 5"] * 4
    assert figure.get_supylabel() == "Membrane potential (mV)"
    assert {panel.get_xlabel() for panel in figure.axes if panel.get_xlabel()} == {"Time in the window (s)"}
    for panel in figure.axes:
        for line in panel.lines:
            assert line.get_color() == role_of(int(line.get_label()[-1])).colour


def test_failed_point_has_no_trace_but_a_note(excerpt_of, content):
    drawing = network_traces.draw(excerpt_of(content, failed=1))
    assert "1 of 4 points missing." in drawing.caption
    rows = rows_at(drawing.table, panel="b")
    assert rows["value"].isna().all() and len(rows) == 15 and set(rows["window_start"]) == {16.0, 41.0, 66.0}
    notes = [text.get_text() for panel in drawing.figure.axes for text in panel.texts]
    assert notes.count("no result") == 15  # five cells in three windows
    assert "before: 16 to 20 s" in notes
