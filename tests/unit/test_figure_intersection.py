"""The figure of the cut loop: every cell and scale is drawn, stars are where calcium is at its target."""

import numpy as np
import pytest
from synthetic_cells import open_loop_dataset, swept

from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import draw_figure

pytestmark = pytest.mark.filterwarnings("error:::homeotherm")
KINDS = ("none", "sharp", "controlled")
TARGET = 125.0


def draw(dataset):
    return draw_figure("intersection", {"dataset": dataset})


@pytest.fixture(scope="module")
def dataset():
    return open_loop_dataset()


@pytest.fixture(scope="module")
def drawing(dataset):
    return draw(dataset)


def lines_of(panel, label):
    return [line for line in panel.lines if line.get_label() == label]


def test_invented_cells_rest_where_they_should(dataset):
    rest = dataset["settling_scale"].isel(seed=0, cell=0).sel(neuromodulation=["none", "controlled"])
    np.testing.assert_allclose(rest, [1.25, 0.3125], rtol=0.04)  # 100 s and 400 s are 125; places are 1.8 apart
    assert dataset["function_and_calcium_share"].isel(seed=0).values.tolist() == [0, 0, 1]


def test_curves_of_the_first_cell(dataset, drawing):
    first = dataset.isel(seed=0, cell=0)
    for panel, name in ((0, "held_calcium"), (1, "dynamic_input_conductance")):
        for line, kind in zip(lines_of(drawing.figure.axes[panel], "curve"), KINDS, strict=True):
            values = first[name].sel(neuromodulation=kind)
            values = values.sel(timescale="slow") if "timescale" in values.dims else values
            np.testing.assert_array_equal(line.get_ydata(), values)
            np.testing.assert_array_equal(line.get_xdata(), dataset["scale"])


def test_stars_are_where_calcium_is_at_its_target(dataset, drawing):
    for star, kind in zip(lines_of(drawing.figure.axes[0], "rest"), KINDS, strict=True):
        rest = dataset["settling_scale"].isel(seed=0, cell=0).sel(neuromodulation=kind)
        assert (star.get_xdata()[0], star.get_ydata()[0]) == (rest, TARGET)
    for stars, kind in zip(lines_of(drawing.figure.axes[3], "rests"), KINDS, strict=True):
        expected = dataset["settling_scale"].sel(neuromodulation=kind).transpose("seed", "cell").values.ravel()
        np.testing.assert_array_equal(stars.get_xdata(), expected)
        assert (np.asarray(stars.get_ydata()) == TARGET).all()


def test_every_cell_has_its_curve(drawing):
    curves = lines_of(drawing.figure.axes[3], "curves")
    assert len(curves) == 3 * 2 * 3 and all(len(line.get_xdata()) == 13 for line in curves)


def test_plane_ends_a_little_beyond_the_switch_or_the_rest(dataset, drawing):
    shown = [np.size(line.get_xdata()) for line in lines_of(drawing.figure.axes[2], "curve")]
    scale = dataset["scale"].values
    highest = [1.15 * max(1.0, float(dataset["settling_scale"].isel(seed=0, cell=0)[number])) for number in range(3)]
    assert shown == [(scale <= limit).sum() for limit in highest]
    (below,) = (lines_of(drawing.figure.axes[2], "rest")[1],)
    assert below.get_ydata()[0] < 0


def test_symbols_tell_bursting_from_tonic(drawing):
    panel = drawing.figure.axes[0]
    bursting = [len(line.get_xdata()) for line in lines_of(panel, "scales: bursting")]
    tonic = [len(line.get_xdata()) for line in lines_of(panel, "scales: tonic")]
    assert bursting == [0, 5, 9] and tonic == [13, 8, 4]  # of 13 scales, four to a decade
    assert lines_of(panel, "scales: bursting")[1].get_markerfacecolor() != "white"
    assert lines_of(panel, "scales: tonic")[1].get_markerfacecolor() == "white"


def test_outcomes_are_counted(drawing):
    panel = drawing.figure.axes[5]
    assert [text.get_text() for text in panel.texts] == ["6", "6", "6"]
    assert [bar.get_height() for bar in panel.patches] == [1.0, 1.0, 1.0]
    labels = [bars.get_label() for bars in panel.containers]
    assert labels == ["does not burst there", "does not burst there", "bursts there"]


def test_cells_without_rest_are_counted_and_have_no_star():
    dataset = open_loop_dataset(("controlled",), seeds=1)
    for name in ("settling_scale", "settling_activity", "settling_conductance", "settling_input_conductance"):
        dataset[name][:] = np.nan
    dataset["settles"][:] = dataset["function_and_calcium"][:] = 0.0
    drawing = draw(dataset)
    assert [bars.get_label() for bars in drawing.figure.axes[5].containers] == ["has no such scale"]
    (star,) = lines_of(drawing.figure.axes[0], "rest")
    assert not np.isfinite(np.asarray(star.get_xdata(), dtype=float)).any()


def test_study_of_blocked_channels():
    dataset = swept(open_loop_dataset(("controlled",)), "blocked_channel", ["none", "KCa", "H"])
    drawing = draw(dataset.isel(neuromodulation=0, drop=True))
    labels = [label.get_text() for label in drawing.figure.axes[5].get_xticklabels()]
    assert labels == ["none", "KCa", "H"] and "Colours are values of blocked channel." in drawing.caption


def test_failed_points_are_said_and_left_out():
    drawing = draw(open_loop_dataset(("sharp", "controlled"), failed=[(0, 1)]))
    assert "1 of 4 points missing." in drawing.caption
    assert [text.get_text() for text in drawing.figure.axes[5].texts] == ["3", "6"]


def test_study_without_any_result_can_be_drawn():
    assert "1 of 1 points missing." in draw(open_loop_dataset(("sharp",), seeds=1, failed=[(0, 0)])).caption


def test_same_bytes(tmp_path):
    small = open_loop_dataset(("sharp",), seeds=1, cells=2, scales=4)
    first, second = (save_drawing(draw(small), tmp_path / folder, "intersection") for folder in ("a", "b"))
    for suffix in ("svg", "png", "csv"):
        assert first[suffix].read_bytes() == second[suffix].read_bytes()
