"""The figure of burstiness: every cell is a dot, those without bursts at 0."""

import numpy as np
import pytest
from drawn import courses, rows_at
from synthetic_regulated import NEUROMODULATION, regulated_dataset

from homeotherm.figures import burstiness
from homeotherm.figures.registry import draw_figure
from homeotherm.measures.activity import ACTIVITY

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def dataset():
    return regulated_dataset()


@pytest.fixture(scope="module")
def drawing(dataset):
    return draw_figure("burstiness", {"dataset": dataset})


def test_every_cell_is_a_dot_and_those_without_bursts_lie_at_0(dataset, drawing):
    table = drawing.table
    for quantity in ("burstiness", "frequency"):
        for number, name in enumerate(NEUROMODULATION["neuromodulation"]):
            rows = rows_at(table, quantity=quantity, neuromodulation=name, statistic="cell")
            expected = dataset[quantity].sel(neuromodulation=name).fillna(0).values.ravel()
            np.testing.assert_array_equal(np.sort(rows["value"]), np.sort(expected))
            panel = drawing.figure.axes[number + 3 * (quantity == "frequency")]
            drawn = [courses(panel, f"cells: {activity}") for activity in ACTIVITY]
            np.testing.assert_array_equal(np.sort(np.concatenate(sum(drawn, []))), np.sort(expected))
    sharp = rows_at(table, quantity="burstiness", neuromodulation="sharp", phase="modulated", seed=1)
    assert rows_at(sharp, statistic="lacking")["value"].tolist() == [4.0]
    assert rows_at(sharp, statistic="median")["value"].tolist() == [0.0]
    assert rows_at(sharp, statistic="cell")["activity"].tolist() == ["silent", "tonic", "tonic", "tonic"]


def test_medians_and_numbers_of_strips(drawing):
    table = rows_at(drawing.table, neuromodulation="controlled", quantity="burstiness", phase="early")
    # bursting with 5000, 5001, 5002, 5003 Hz2 in seed 1, ten more in seed 2
    assert rows_at(table, statistic="median")["value"].tolist() == [5001.5, 5011.5]
    assert rows_at(table, statistic="lacking")["value"].tolist() == [0.0, 0.0]
    none = drawing.figure.axes[0]
    assert [text.get_text() for text in none.texts[1:]] == ["4"] * 6  # after the letter: phases and seeds
    assert none.get_ylabel() == "Burstiness (Hz²)"


def test_numbers_of_cells_do_not_stretch_the_axis(dataset):
    slow = dataset.assign(frequency=(dataset["frequency"] / 1000).assign_attrs(dataset["frequency"].attrs))
    panel = burstiness.draw(slow).figure.axes[3]
    assert panel.get_ylim()[1] == pytest.approx(1.05 * 0.023)  # 23 Hz; one cell is silent


def test_dots_of_seeds_do_not_meet(drawing):
    panel = drawing.figure.axes[0]
    places = np.concatenate([line.get_xdata() for line in panel.lines if line.get_label().startswith("cells")])
    assert np.unique(places.round(9)).size == 3 * 2 * 4  # phases, seeds, cells
