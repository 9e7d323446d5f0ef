"""The figure of fates: shares of activities by window and seed, and when bursting is lost."""

import numpy as np
import pytest
from drawn import rows_at
from matplotlib.colors import to_rgba
from synthetic_regulated import regulated_dataset

from homeotherm.figures.activities import COLOURS
from homeotherm.figures.registry import draw_figure

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def dataset():
    return regulated_dataset()


@pytest.fixture(scope="module")
def drawing(dataset):
    return draw_figure("fates", {"dataset": dataset})


def test_shares_are_stacked_by_window_and_seed(dataset, drawing):
    table = drawing.table
    course = rows_at(table, quantity="activity_course", neuromodulation="sharp", seed=1)
    np.testing.assert_array_equal(
        course["value"], dataset["activity_course"].sel(neuromodulation="sharp", seed=1).values.ravel()
    )
    panel = drawing.figure.axes[1]
    heights = {(bar.get_x(), to_rgba(bar.get_facecolor())): (bar.get_y(), bar.get_height()) for bar in panel.patches}
    tonic, bursting = (to_rgba(COLOURS[name]) for name in ("tonic", "bursting"))
    assert heights[0.0, tonic] == (0.0, 1.0)  # two seeds share each window of 10 s
    assert heights[20.0, bursting] == heights[25.0, bursting] == (0.0, 1.0)
    assert heights[30.0, tonic] == (0.0, 0.5) and heights[35.0, bursting] == (0.5, 0.5)
    assert heights[40.0, bursting] == (1.0, 0.0)


def test_losses_add_up(drawing):
    lost = rows_at(drawing.table, quantity="lost_until", seed=1)
    assert rows_at(lost, neuromodulation="sharp")["value"].tolist() == [0, 0, 0, 0.5, 1, 1]
    assert rows_at(lost, neuromodulation="sharp")["course_time"].tolist() == [0, 10, 20, 30, 40, 50]
    assert rows_at(lost, neuromodulation="controlled")["value"].tolist() == [0] * 6
    assert (
        "Bursting stops for good (by seed; time in the median): neuromodulation: sharp, 100 % of the cells that burst, "
        "15 s after the switch." in drawing.caption
    )


def test_shares_at_tested_moments(drawing):
    tested = rows_at(drawing.table, neuromodulation="sharp", phase="modulated", seed=2).set_index("class")
    assert tested["value"].to_dict() == {"silent": 0.25, "tonic": 0.75, "doublet": 0, "bursting": 0, "irregular": 0}
    assert [label.get_text() for label in drawing.figure.axes[7].get_xticklabels()] == [
        "settled", "early", "modulated",
    ]  # fmt: skip
