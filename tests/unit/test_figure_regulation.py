"""The figure of regulation: calcium and conductances are those of the dataset, targets stand where they act."""

import numpy as np
import pytest
from drawn import courses, rows_at
from synthetic_regulated import CHANNELS, NEUROMODULATION, regulated_dataset

from homeotherm.figures import regulation
from homeotherm.figures.registry import draw_figure

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def dataset():
    return regulated_dataset()


@pytest.fixture(scope="module")
def drawing(dataset):
    return draw_figure("regulation", {"dataset": dataset})


def test_courses_are_those_of_the_dataset(dataset, drawing):
    table = drawing.table
    rows = rows_at(table, quantity="calcium_course", neuromodulation="sharp", seed=2, statistic="seed")
    np.testing.assert_array_equal(rows["value"], dataset["calcium_course"].sel(neuromodulation="sharp", seed=2))
    np.testing.assert_array_equal(rows["time"], dataset["calcium_time"])
    assert (rows["spread"] == 5).all()
    drawn = courses(drawing.figure.axes[1], "calcium")
    np.testing.assert_array_equal(drawn[1], rows["value"])


def test_conductances_are_relative_to_their_start(drawing):
    table = drawing.table
    time = np.arange(60.0)
    for channel in CHANNELS:
        rows = rows_at(table, quantity="conductance_course", neuromodulation="sharp", component=channel, seed=1)
        sign = np.where((time >= 20) & (channel == "A"), -1, 1)
        np.testing.assert_allclose(rows["value"], sign * (1 + time / 100))
        (course, _) = courses(drawing.figure.axes[4], channel)
        np.testing.assert_array_equal(course, rows["value"])


def test_targets_stand_where_they_act(drawing):
    targets = rows_at(drawing.table, statistic="target")
    calcium = rows_at(targets, quantity="calcium_course")
    assert (calcium["value"] == 125).all() and len(calcium) == 6
    slow = rows_at(targets, component="slow")
    expected = {"sharp": [(20, -8), (60, -8)], "controlled": [(0, 5), (20, 5), (20, -8), (60, -8)]}
    for name in NEUROMODULATION["neuromodulation"]:
        rows = rows_at(slow, neuromodulation=name)
        assert list(zip(rows["time"], rows["value"], strict=True)) == expected.get(name, [])
    drawn = courses(drawing.figure.axes[7], "target")
    assert [values.tolist() for values in drawn] == [[-8, -8], [4, 4]]


def test_targets_come_back_at_washout():
    table = regulation.draw(regulated_dataset(washout_duration=30.0)).table
    rows = rows_at(table, statistic="target", component="slow", neuromodulation="controlled")
    assert sorted(zip(rows["time"], rows["value"], strict=True)) == [
        (0, 5), (20, -8), (20, 5), (60, -8), (60, 5), (90, 5),
    ]  # fmt: skip


def test_neuromodulation_that_is_not_swept_is_that_of_the_parameters():
    table = regulation.draw(regulated_dataset({"blocked_channel": ("none", "H")}, neuromodulation=0.0)).table
    assert set(rows_at(table, statistic="target")["quantity"]) == {"calcium_course"}
