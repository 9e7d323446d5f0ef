"""The figure of the networks' rhythm: courses and cells are those of the dataset, in every condition, for every seed."""

import numpy as np
import pytest
from drawn import lines, rows_at
from synthetic_networks import AXES, network_dataset, three_networks

from homeotherm.figures import network_rhythm
from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.registry import draw_figure

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def values(project):
    return three_networks(project)


@pytest.fixture(scope="module")
def dataset(values):
    return network_dataset(values)


@pytest.fixture(scope="module")
def drawing(dataset):
    return draw_figure("network_rhythm", {"dataset": dataset})


def of_condition(drawing, number):
    """Return the four panels of a condition of `network_rhythm`."""
    row = 2 * number + 1
    return sorted((panel for panel in drawing.figure.axes if panel.get_subplotspec().rowspan.start == row),
                  key=lambda panel: panel.get_subplotspec().colspan.start)  # fmt: skip


# --- courses


def test_courses_are_those_of_the_dataset(dataset, drawing):
    share = rows_at(drawing.table, quantity="slow_rhythm_course", panel="c", seed=2)
    expected = dataset["slow_rhythm_course"].sel(neuromodulation="controlled", initialisation="published", seed=2)
    np.testing.assert_array_equal(share["value"], expected)
    np.testing.assert_array_equal(share["time"], dataset["course_time"] + 5)  # the centres of windows of 10 s
    panel = of_condition(drawing, 2)[0]
    assert len(lines(panel, "share")) == 2
    np.testing.assert_array_equal(lines(panel, "share")[1].get_ydata(), share["value"])
    np.testing.assert_array_equal(lines(panel, "share")[1].get_xdata(), share["time"])


def test_calcium_is_the_mean_over_the_cells_of_a_role(dataset, drawing):
    for role, mean in (("fast pair", 150), ("hub", 300), ("slow pair", 450)):
        rows = rows_at(drawing.table, quantity="calcium_course", panel="a", role=role, seed=2)
        assert (rows["value"] == mean + 2).all() and len(rows) == dataset.sizes["calcium_time"]
        drawn = lines(of_condition(drawing, 0)[1], role)
        assert [line.get_ydata()[0] for line in drawn] == [mean + 1, mean + 2]
    target = rows_at(drawing.table, statistic="target", panel="b")
    assert list(zip(target["time"], target["value"], strict=True)) == [(0, 125), (150, 125)]
    assert list(lines(of_condition(drawing, 1)[1], "target")[0].get_ydata()) == [125, 125]


def test_switch_and_homeostasis_are_marked(drawing):
    for number, switch, start in ((0, 25, 50), (3, 50, 0)):
        for panel in of_condition(drawing, number)[:2]:
            assert [line.get_xdata()[0] for line in panel.lines if line.get_linestyle() == ":"] == [switch]
            assert list(lines(panel, "homeostasis")[0].get_xdata()) == [start, 150]
    assert "a: switch 25 s, homeostasis from 50 s" in drawing.caption
    assert "d: switch 50 s, homeostasis from 0 s" in drawing.caption


# --- cells


@pytest.mark.parametrize("number", range(4))
def test_every_cell_of_the_pairs_is_a_dot(dataset, drawing, number):
    names = {
        "neuromodulation": AXES["neuromodulation"][number // 2],
        "initialisation": AXES["initialisation"][number % 2],
    }
    for place, name, dim, members in (
        (2, "interburst_frequency", "cell", {"fast pair": [1, 2], "slow pair": [4, 5]}),
        (3, "antiphase", "half_centre", {"fast pair": ["fast"], "slow pair": ["slow"]}),
    ):
        for role, chosen in members.items():
            expected = dataset[name].sel({**names, dim: chosen}).values.ravel()
            (line,) = lines(of_condition(drawing, number)[place], role)
            np.testing.assert_array_equal(np.sort(line.get_ydata()), np.sort(expected))
            where = np.isfinite(line.get_ydata())
            spots = np.stack([line.get_xdata()[where], line.get_ydata()[where]])
            assert np.unique(spots.round(9), axis=1).shape[1] == np.isfinite(expected).sum()  # none hides another
    fast, slow = (lines(of_condition(drawing, number)[2], role)[0].get_xdata() for role in ("fast pair", "slow pair"))
    for window in range(3):
        inside = [at[np.round(at) == window] for at in (fast, slow)]
        assert inside[0].max() < inside[1].min() and all(each.size == 12 for each in inside)  # 2 cells, networks, seeds


def test_networks_and_cells_are_numbered_from_1(drawing):
    rows = rows_at(drawing.table, quantity="interburst_frequency", statistic="cell", panel="c", phase="after", seed=2)
    assert rows_at(rows, network=3, cell=4)["value"].tolist() == pytest.approx([6 - 5 + 0.2 + 0.02])
    assert set(rows["network"]) == {1, 2, 3} and set(rows["cell"]) == {1, 2, 4, 5}


def test_cells_that_do_not_burst_are_counted(drawing):
    lacking = rows_at(
        drawing.table, quantity="interburst_frequency", statistic="lacking", role="slow pair", phase="end"
    )
    assert rows_at(lacking, panel="a")["value"].tolist() == [6] and rows_at(lacking, panel="c")["value"].tolist() == [0]
    notes = [[text.get_text() for text in panel.texts] for panel in of_condition(drawing, 0)]
    assert notes == [[], [], ["6"], ["6"]]
    assert (
        "Cells that do not burst: a: 6 of 12 of the slow pair at the end; b: 6 of 12 of the slow pair at the end."
        in drawing.caption
    )
    assert "missing" not in drawing.caption and "2 seeds of 3 networks each" in drawing.caption


# --- axes and missing points


def test_axes_have_units_and_frequency_is_logarithmic(drawing):
    labels = [panel.get_ylabel() for panel in of_condition(drawing, 0)]
    assert labels == ["Share with\nslow rhythm (1)", "Calcium (1)", "Interburst\nfrequency (Hz)", "Antiphase (1)"]
    assert [panel.get_xlabel() for panel in of_condition(drawing, 3)] == ["Time (s)", "Time (s)", "", ""]
    frequency = of_condition(drawing, 0)[2]
    assert frequency.get_yscale() == "log"
    assert [label.get_text() for label in frequency.get_xticklabels()] == ["before", "after", "end"]


def test_nothing_lies_outside_its_panel_and_legends_not_inside(drawing):
    for number in range(4):
        for panel in of_condition(drawing, number):
            low, high = panel.get_ylim()
            assert panel.get_legend() is None
            for line in panel.lines:
                drawn = np.asarray(line.get_ydata(), dtype=float)
                if line.get_transform() == panel.transData:
                    assert np.nanmin(drawn) >= low and np.nanmax(drawn) <= high


def test_failed_points_are_counted_and_left_out(values):
    drawing = network_rhythm.draw(network_dataset(values, failed=[(0, 0, 0), (1, 1, 0), (1, 1, 1)]))
    assert "3 of 8 points missing." in drawing.caption
    seeds = drawing.table[drawing.table["statistic"].isin(["seed", "cell", "network"])].set_index(["panel", "seed"])
    assert seeds.loc["d", "value"].isna().all() and seeds.loc[("a", 1), "value"].isna().all()
    assert seeds.loc[("a", 2), "value"].notna().any()
    notes = [[text.get_text() for text in panel.texts] for panel in of_condition(drawing, 3)]
    assert notes == [["no result"]] * 4
    assert (
        "a: 3 of 6 of the slow pair at the end" in drawing.caption and "d: " not in drawing.caption.split("burst:")[1]
    )


def test_study_without_any_result_can_be_drawn(values, tmp_path):
    failed = [(first, second, 0) for first in range(2) for second in range(2)]
    drawing = network_rhythm.draw(network_dataset(values, seeds=1, failed=failed))
    assert "4 of 4 points missing." in drawing.caption and "1 seed of 3 networks)" in drawing.caption
    assert save_drawing(drawing, tmp_path, "network_rhythm")["png"].stat().st_size > 1000
