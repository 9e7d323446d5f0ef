"""The figure of traces: the potentials of the first cells, of which nothing of the outline is lost."""

import numpy as np
import pytest
from drawn import courses, rows_at
from synthetic_regulated import NEUROMODULATION
from synthetic_traces import regulated_excerpt

from homeotherm.figures import traces
from homeotherm.figures.trace_panels import thinned
from tiny import tiny_stg_study

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def content() -> dict:
    return tiny_stg_study()


@pytest.fixture
def excerpt_of(study_of, tmp_path):
    """Return a function that takes the traces of a study of a content."""
    return lambda content, failed=None: regulated_excerpt(study_of(content), tmp_path, failed)


def test_traces_are_those_of_the_first_seed_and_cells(excerpt_of, content):
    taken = excerpt_of(content)
    assert taken["seed"].values.tolist() == [5] and taken.sizes["cell"] == 3
    assert list(taken["window_name"].values) == ["settled", "switched", "early", "modulated"]
    assert taken["window"].values.tolist() == [16, 20, 26, 55]
    wave = 50 * np.sin(
        2 * np.pi * np.arange(8000) / (20 + 2 + 10 * 1 + 100 * 1)
    )  # third window, second cell, second point
    np.testing.assert_allclose(taken["voltage"].values[1, 0, 2, 1], wave, atol=1e-5)


def test_more_conditions_show_fewer_cells(excerpt_of, content):
    content["axes"] = {"neuromodulation": list(NEUROMODULATION["neuromodulation"]), "blocked_channel": ["none", "Na"]}
    taken = excerpt_of(content)
    assert taken.sizes["cell"] == 2
    table = traces.draw(taken).table
    assert set(table["panel"]) == set("abcdef") and set(table["cell"]) == {0, 1}


def test_traces_lose_nothing_of_their_outline(excerpt_of, content):
    taken = excerpt_of(content)
    drawing = traces.draw(taken)
    assert list(drawing.table["stretch"].unique()) == ["around the switch", "early", "modulated"]
    rows = rows_at(drawing.table, panel="b", cell=1, stretch="early")
    samples = taken["voltage"].values[1, 0, 2, 1, 4000:]  # the last 2 s of 4 s
    assert set(rows["value"]) <= set(samples) and len(rows) == 1000
    assert rows["value"].max() == samples.max() and rows["value"].min() == samples.min()
    (panel,) = [panel for panel in drawing.figure.axes if courses(panel, "b cell 1") and panel.get_xlim()[0] == 28.0]
    np.testing.assert_array_equal(courses(panel, "b cell 1")[0], rows["value"])
    around = rows_at(drawing.table, panel="a", cell=0, stretch="around the switch")["time"]
    assert around.min() >= 19 and around.max() < 23
    assert "first 3 cells of seed 5" in drawing.caption and "the dotted line is the switch at 20 s" in drawing.caption


def test_failed_point_has_no_trace_but_a_note(excerpt_of, content):
    drawing = traces.draw(excerpt_of(content, failed=1))
    assert "1 of 3 points missing." in drawing.caption
    assert rows_at(drawing.table, panel="b")["value"].isna().all()
    notes = [text.get_text() for panel in drawing.figure.axes for text in panel.texts]
    assert notes.count("no result") == 9  # three cells in three stretches


def test_thinning_keeps_extremes_in_the_order_of_time():
    time = np.arange(10) * 0.1
    values = np.array([3.0, 1, 2, 5, 4, 0, 0, 0, 9, -9])
    kept_time, kept = thinned(time, values, 0.5)
    assert kept_time.tolist() == pytest.approx([0.1, 0.3, 0.8, 0.9]) and kept.tolist() == [1, 5, 9, -9]
