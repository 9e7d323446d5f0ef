"""Numbers of figures: the table is the dataset, and what is drawn is the table."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from drawn import heights, lines_from
from microcircuit_figures import OF_DATASETS, microcircuit_dataset, microcircuit_drawings
from scipy import stats
from synthetic import synthetic_dataset

from homeotherm.figures import bifurcation, inverted_u, learning, weights
from homeotherm.figures.conditions import mean_rows

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def dataset():
    return microcircuit_dataset()


@pytest.fixture(scope="module")
def drawings():
    return microcircuit_drawings()


# --- every figure


@pytest.mark.parametrize("name", OF_DATASETS)
def test_seed_rows_are_all_values_of_the_dataset(drawings, dataset, name):
    table = drawings[name].table
    seeds = table[table["statistic"] == "seed"]
    assert len(seeds) > 0
    for quantity, rows in seeds.groupby("quantity"):
        values = dataset[quantity]
        places = {axis: xr.DataArray(list(rows[axis]), dims="row") for axis in values.dims}
        np.testing.assert_array_equal(rows["value"].to_numpy(), values.sel(places).values)
        if quantity != bifurcation.TRAJECTORY and name != "inverted_u":  # these show some times, one phase
            assert len(rows) == values.size


@pytest.mark.parametrize("name", ["bifurcation", "synchrony", "degradation", "inverted_u"])
def test_mean_rows_have_student_intervals_for_few_seeds(drawings, dataset, name):
    table = drawings[name].table
    rows = table[(table["statistic"] == "mean") & table["low"].notna()]
    assert len(rows) > 0
    for row in rows.itertuples():
        place = {"state": row.state, "temperature": row.temperature}
        values = dataset[row.quantity]
        if "phase" in values.dims:
            place["phase"] = row.phase if isinstance(getattr(row, "phase", None), str) else "after"
        sample = values.sel(place).values
        half = stats.t.ppf(0.975, sample.size - 1) * sample.std(ddof=1) / np.sqrt(sample.size)
        assert row.value == pytest.approx(sample.mean(), rel=1e-12)
        assert (row.low, row.high) == pytest.approx((sample.mean() - half, sample.mean() + half), rel=1e-9)
        assert row.number_of_seeds == 4


def test_means_do_not_depend_on_the_order_of_seeds(dataset):
    values = dataset["weight_mean"]
    turned = values.isel(seed=slice(None, None, -1))
    pd.testing.assert_frame_equal(mean_rows(turned), mean_rows(values), check_exact=True)


@pytest.mark.parametrize("name", ["bifurcation", "synchrony", "degradation", "inverted_u"])
def test_points_drawn_are_the_rows(drawings, name):
    drawing = drawings[name]
    seeds = drawing.table[drawing.table["statistic"] == "seed"]["value"]
    np.testing.assert_array_equal(heights(lines_from(drawing, "seeds")), np.sort(seeds.dropna()))
    means = drawing.table[drawing.table["statistic"] == "mean"]
    means = means[means["quantity"] != "kuramoto_floor"]["value"]
    np.testing.assert_array_equal(heights(lines_from(drawing, "means")), np.sort(means.dropna()))


# --- single figures


def test_learning_draws_every_trajectory(drawings, dataset):
    lines = drawings["learning"].figure.axes[1].lines  # normometabolic, all synapses
    shown = {tuple(line.get_ydata()) for line in lines}
    of_state = dataset["weight_mean_trajectory"].sel(state="normometabolic")
    for temperature in (30, 37, 42):
        runs = of_state.sel(temperature=temperature)
        for seed in runs["seed"].values:
            assert tuple(runs.sel(seed=seed).values) in shown
    assert len(lines) == 3 * (4 + 1)  # temperatures × (seeds and their mean)


def test_long_trajectories_are_thinned_and_the_caption_says_so():
    long = synthetic_dataset(states=False, temperatures=(37,), seeds=2)
    long = long.interp(time=np.linspace(0, 160, 1001))
    drawing = learning.draw(long)
    assert drawing.table["time"].nunique() == 201  # every fifth of 1001
    assert "One sample in 5" in drawing.caption


def test_weights_draw_the_histograms(drawings, dataset):
    panel = drawings["weights"].figure.axes[0]  # hypometabolic
    steps = [patch.get_data() for patch in panel.patches]
    assert len(steps) == 3 * (4 + 1)
    expected = dataset["weight_histogram"].sel(state="hypometabolic", temperature=30, seed=2).values
    assert any(np.array_equal(step.values, expected) for step in steps)
    np.testing.assert_allclose(steps[0].edges, np.linspace(0, 1, 41), atol=1e-12)
    assert panel.get_yscale() == "log"


def test_bin_edges_lie_halfway_between_centres():
    np.testing.assert_allclose(weights.bin_edges(np.array([1.0, 2.0, 4.0])), [0.5, 1.5, 3.0, 5.0])


def test_kuramoto_floor_is_drawn_as_in_the_dataset(drawings, dataset):
    floors = heights(lines_from(drawings["synchrony"], "floor"))
    expected = np.sort(dataset["kuramoto_floor"].mean("seed").values.ravel())
    np.testing.assert_allclose(floors, expected, rtol=1e-12)


def test_metabolic_rate_joins_state_and_temperature():
    assert inverted_u.total_metabolic_rate(1.0, 37.0) == 1.0
    assert inverted_u.total_metabolic_rate(1.0, 47.0) == pytest.approx(2.8)
    assert inverted_u.total_metabolic_rate(0.49, 27.0) == pytest.approx(0.175)


def test_inverted_u_shows_chance(drawings):
    level = drawings["inverted_u"].figure.axes[0].lines[0]
    np.testing.assert_allclose(level.get_ydata(), 1 / 6)
