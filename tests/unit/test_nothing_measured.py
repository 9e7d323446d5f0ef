"""A study of which no point is ok: every figure and analysis of its empty dataset is one line, not a traceback."""

import numpy as np
import pytest
from synthetic import synthetic_dataset

from homeotherm.analysis.bifurcation import bifurcation_diagram
from homeotherm.analysis.robustness import seed_values
from homeotherm.analysis.synchrony import synchrony_indices
from homeotherm.catalogue import FIGURES
from homeotherm.errors import SimulationError
from homeotherm.figures.registry import draw_figure
from homeotherm.recording import STATUS

OF_DATASET = ("bifurcation", "bursts", "degradation", "early_warning", "inverted_u", "learning", "synchrony", "weights")


@pytest.fixture(scope="module")
def dataset():
    """Return a dataset as it is gathered when every point ran away: no measures, statuses only."""
    whole = synthetic_dataset(states=False)
    status = np.full_like(whole["status"].values, STATUS["runaway"])
    return whole.drop_vars([name for name in whole.data_vars if name != "status"]).assign(
        status=(whole["status"].dims, status)
    )


@pytest.mark.parametrize("figure", OF_DATASET)
def test_figures_say_it(dataset, figure):
    assert figure in FIGURES
    with pytest.raises(SimulationError, match=f"figure {figure}: no point of the study is ok, .*; failed.csv says why"):
        draw_figure(figure, {"dataset": dataset})


def test_analyses_say_it(dataset):
    with pytest.raises(SimulationError, match="synchrony indices: no point of the study is ok"):
        synchrony_indices(dataset)
    with pytest.raises(SimulationError, match="analysis of weight_mean: no point of the study is ok"):
        seed_values(dataset, "weight_mean")
    with pytest.raises(SimulationError, match="no point of the study is ok"):
        bifurcation_diagram(dataset, "weight_mean")


def test_a_missing_measure_of_points_that_are_ok_is_another_matter():
    whole = synthetic_dataset(states=False)
    with pytest.raises(ValueError, match="no measure 'x' in the dataset; it has: "):
        seed_values(whole, "x")
