"""The figure of the bifurcation: it shows and says what the diagram found, and is whole without one."""

import numpy as np
import pandas as pd
import pytest
from microcircuit_figures import microcircuit_dataset, microcircuit_drawings
from synthetic import synthetic_dataset

from homeotherm.analysis.bifurcation import bifurcation_diagram
from homeotherm.figures import bifurcation

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def dataset():
    return microcircuit_dataset()


@pytest.fixture(scope="module")
def drawings():
    return microcircuit_drawings()


def test_bifurcation_is_the_same_with_and_without_diagram(dataset, drawings):
    """The diagram's means and intervals and the figure's own come from the same seeds."""
    alone = bifurcation.draw(dataset).table
    both = drawings["bifurcation"].table
    kept = both[both["statistic"].isin(["seed", "mean"])]
    columns = ["quantity", "statistic", "state", "temperature", "seed", "time", "value", "low", "high"]
    order = ["quantity", "statistic", "state", "temperature", "seed", "time"]
    kept, alone = (table[columns].sort_values(order, ignore_index=True) for table in (kept, alone))
    pd.testing.assert_frame_equal(kept, alone)


def test_bifurcation_shades_the_fastest_change():
    """2, 2, 4, 4 nS at 30, 34, 38, 42 °C: all change lies between 34 and 38 °C, at 3 times the mean slope."""
    study = synthetic_dataset(states=False, temperatures=(30, 34, 38, 42), seeds=5)
    steps = np.array([2.0, 2.0, 4.0, 4.0])[:, np.newaxis] + 0.01 * np.arange(5)
    study["weight_mean"] = study["weight_mean"].copy(data=steps)
    drawing = bifurcation.draw(study, bifurcation_diagram(study))
    for panel in drawing.figure.axes[:2]:
        (shade,) = panel.patches
        assert (shade.get_x(), shade.get_x() + shade.get_width()) == (34.0, 38.0)
    assert "fastest between 34 and 38 °C (3 times the mean slope)" in drawing.caption
    row = drawing.table[drawing.table["statistic"] == "transition"]
    assert (row["low"].item(), row["high"].item(), row["units"].item()) == (34.0, 38.0, "°C")


def test_bifurcation_says_what_the_diagram_found(dataset, drawings):
    diagram = bifurcation_diagram(dataset)
    p = float(diagram["pooled_dip_p"].sel(state="hypermetabolic"))
    caption = drawings["bifurcation"].caption
    assert f"dip test p = {p:.2g}" in caption.split("hypermetabolic:")[1]
    table = drawings["bifurcation"].table
    branches = table[(table["statistic"] == "most_branches") & (table["state"] == "normometabolic")]
    assert branches["value"].item() == float(diagram["branches"].sel(state="normometabolic").max())


def test_bifurcation_over_states():
    study = synthetic_dataset(temperatures=None, seeds=5)
    drawing = bifurcation.draw(study, bifurcation_diagram(study, control="metabolic_rate"))
    assert drawing.figure.axes[0].get_xlabel() == "Metabolic rate m (of normal)"
    assert (drawing.table["statistic"] == "transition").sum() == 1


def test_bifurcation_refuses_another_diagram(dataset):
    other = bifurcation_diagram(dataset, order_parameter="weight_within")
    with pytest.raises(ValueError, match="order parameter weight_mean, not weight_within"):
        bifurcation.draw(dataset, other)
    part = bifurcation_diagram(dataset.isel(temperature=[0, 1]))
    with pytest.raises(ValueError, match="the diagram lacks temperature 42"):
        bifurcation.draw(dataset, part)


def test_trajectories_are_sampled_in_halving_shares(drawings):
    times = drawings["bifurcation"].table["time"].dropna().unique()
    np.testing.assert_array_equal(np.sort(times), [0, 10, 20, 40, 80, 160])
