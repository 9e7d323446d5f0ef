"""Figures of conductances: every cell is drawn, numbers are those of the measures, targets hold on their lines."""

import numpy as np
import pytest
from synthetic_cells import regulated_dataset, swept

from homeotherm.analysis.target_lines import target_lines
from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import draw_figure
from homeotherm.measures.conductance_space import rank_correlations

pytestmark = pytest.mark.filterwarnings("error:::homeotherm")
NAMES = ("conductance_matrix", "conductance_plane")


def draw(name, dataset):
    return draw_figure(name, {"dataset": dataset, "lines": target_lines(dataset)})


@pytest.fixture(scope="module")
def dataset():
    return regulated_dataset()


@pytest.fixture(scope="module")
def drawings(dataset):
    return {name: draw(name, dataset) for name in NAMES}


def lines_of(panel, beginning):
    return [line for line in panel.lines if line.get_label().startswith(beginning)]


@pytest.mark.parametrize("name", NAMES)
def test_same_bytes(name, tmp_path):
    small = regulated_dataset(("sharp",), seeds=1)
    first, second = (save_drawing(draw(name, small), tmp_path / folder, name) for folder in ("a", "b"))
    for suffix in ("svg", "png", "csv"):
        assert first[suffix].read_bytes() == second[suffix].read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_failed_points_are_said_and_left_out(name, drawings):
    drawing = draw(name, regulated_dataset(("none", "sharp"), failed=[(1, 1)]))
    assert "1 of 4 simulations failed and are left out." in drawing.caption
    assert "failed" not in drawings[name].caption


@pytest.mark.parametrize("name", NAMES)
def test_study_without_any_result_can_be_drawn(name):
    drawing = draw(name, regulated_dataset(("sharp",), seeds=1, failed=[(0, 0)]))
    assert "1 of 1 simulations failed" in drawing.caption


# The plane


def test_every_cell_is_drawn_at_every_moment(dataset, drawings):
    drawing = drawings["conductance_plane"]
    for panel, kind in zip(drawing.figure.axes, dataset["neuromodulation"].values, strict=True):
        for phase in dataset["phase"].values:
            values = dataset["conductance"].sel(neuromodulation=kind, phase=phase)
            for name, coordinate in (("CaS", "get_xdata"), ("A", "get_ydata")):
                (line,) = lines_of(panel, f"cells: {phase}")
                expected = values.sel(channel=name).transpose("seed", "cell").values.ravel()
                np.testing.assert_array_equal(getattr(line, coordinate)(), expected)


def test_nothing_lies_outside_the_plane(drawings):
    for panel in drawings["conductance_plane"].figure.axes:
        for line in [*lines_of(panel, "cells"), *lines_of(panel, "way"), *lines_of(panel, "first cell")]:
            for values, limits in ((line.get_xdata(), panel.get_xlim()), (line.get_ydata(), panel.get_ylim())):
                values = np.asarray(values, dtype=float)
                assert ((values > limits[0]) & (values < limits[1])).all()


def test_target_lines_cross_where_both_targets_hold(drawings):
    panels = drawings["conductance_plane"].figure.axes
    assert [len(line.get_xdata()) for line in lines_of(panels[0], "target")] == [0, 0]  # nothing is aimed at
    for panel in panels[1:]:
        (star,) = lines_of(panel, "both targets")
        for line in lines_of(panel, "target"):
            (left, right), (bottom, top) = line.get_xdata(), line.get_ydata()
            there = bottom + (top - bottom) * (star.get_xdata()[0] - left) / (right - left)
            assert there == pytest.approx(star.get_ydata()[0], rel=1e-9)


def test_ring_is_the_first_cell_at_the_end(dataset, drawings):
    (ring,) = lines_of(drawings["conductance_plane"].figure.axes[1], "first cell")
    assert (ring.get_xdata()[0], ring.get_ydata()[0]) == (22.0, -200.0)


def test_plane_of_a_study_with_a_further_axis():
    drawing = draw(
        "conductance_plane", swept(regulated_dataset(("none", "controlled")), "blocked_channel", ["none", "H"])
    )
    assert list(dict.fromkeys(drawing.table["condition"])) == [
        "no neuromodulation", "controlled", "H blocked, no neuromodulation", "H blocked, controlled",
    ]  # fmt: skip
    assert sum(panel.axison for panel in drawing.figure.axes) == 4


# The matrix


def test_written_numbers_are_means_of_rank_correlations(dataset, drawings):
    drawing = drawings["conductance_matrix"]
    panel = drawing.figure.axes[4]  # early, sharp
    values = dataset["conductance"].sel(neuromodulation="sharp", phase="early").transpose("seed", "cell", "channel")
    channels = [name for name in dataset["channel"].values if name not in ("CaS", "A")] + ["CaS", "A"]
    expected = np.mean([rank_correlations(cells) for cells in values.sel(channel=channels).values], axis=0)
    written = {text.get_position(): text.get_text() for text in panel.texts}
    for row in range(8):
        for column in range(row):
            text = written[column + 0.5, row + 0.52]
            assert float(text.replace("−", "-")) == pytest.approx(expected[row, column], abs=0.005001)


def test_every_cell_is_drawn_in_every_box(drawings):
    drawing = drawings["conductance_matrix"]
    for panel in drawing.figure.axes[:9]:
        (line,) = lines_of(panel, "cells")
        across, down = (np.asarray(values).reshape(10, 28) for values in (line.get_xdata(), line.get_ydata()))
        boxes = {
            (int(row[0]), int(column[0])) for column, row in zip(np.floor(across.T), np.floor(down.T), strict=True)
        }
        assert boxes == {(row, column) for column in range(8) for row in range(column)}  # above the diagonal
        for values in (across, down):
            assert (np.floor(values) == np.floor(values[0])).all()  # within one box, which they fill
            np.testing.assert_allclose(np.ptp(values, axis=0), 0.76)


def test_table_holds_means_seeds_and_cells(drawings):
    table = drawings["conductance_matrix"].table
    panel = table[table["panel"] == "e"]
    counts = panel.groupby("statistic", sort=False)["value"].size().to_dict()
    assert counts == {
        "coefficient_of_variation": 3 * 8, "rank_correlation": 3 * 28, "participation_ratio": 3, "conductance": 80,
    }  # fmt: skip
    correlations = panel[(panel["channel"] == "Na") & (panel["other_channel"] == "H")]
    means = correlations["value"][correlations["seed"].isna()].item()
    assert means == pytest.approx(correlations["value"][correlations["seed"].notna()].mean())
