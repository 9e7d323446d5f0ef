"""Figures of dynamics: what is drawn is what the analyses find, seed by seed."""

import numpy as np
import pytest
import xarray as xr
from synthetic import synthetic_dataset
from synthetic_dynamics import bistable_dataset, network_ramp

from homeotherm.analysis.critical import critical_table
from homeotherm.analysis.hysteresis import hysteresis as loop_of
from homeotherm.figures import bistability, bursts, early_warning, hysteresis
from homeotherm.figures.drawing import save_drawing

pytestmark = pytest.mark.filterwarnings("error")


def drawn(drawing, beginning):
    """Return the sorted finite y values of all lines whose label begins so."""
    lines = [line for panel in drawing.figure.axes for line in panel.lines if line.get_label().startswith(beginning)]
    values = np.concatenate([np.asarray(line.get_ydata(), dtype=float) for line in lines])
    return np.sort(values[np.isfinite(values)])


def spans(panel):
    """Return the shaded intervals of a panel."""
    return [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in panel.patches if hasattr(patch, "get_x")]


@pytest.fixture(scope="module")
def ramp():
    return hysteresis.draw(network_ramp(seeds=3))


@pytest.fixture(scope="module")
def starts():
    return bistability.draw(bistable_dataset())


# --- hysteresis


def test_every_seed_and_mean_of_the_ramp_is_drawn(ramp):
    table = ramp.table
    for statistic, beginning in (("seed", "seed"), ("mean", "mean"), ("crossing", "crossing")):
        rows = table[table["statistic"] == statistic]
        shown = rows["level" if statistic == "crossing" else "value"].to_numpy(dtype=float)
        np.testing.assert_array_equal(drawn(ramp, beginning), np.sort(shown))
    seeds = [line for line in ramp.figure.axes[0].lines if line.get_label().startswith("seed")]
    assert len(seeds) == 3 * 2  # seeds and ways


def test_table_of_the_ramp_is_the_analysis(ramp):
    loop = loop_of(network_ramp(seeds=3))
    rows = ramp.table[ramp.table["quantity"] == "weight_mean_trajectory"].set_index("statistic")
    assert rows.loc["width", "value"] == float(loop["width_mean"]) and rows.loc["width", "units"] == "K"
    assert rows.loc["area", "value"] == float(loop["area_mean"]) and rows.loc["area", "units"] == "nS K"
    np.testing.assert_array_equal(rows.loc["crossing", "value"], loop["crossing_mean"])


def test_caption_of_the_ramp_says_rate_and_width(ramp):
    loop = loop_of(network_ramp(seeds=3))
    assert "0.05 K/s (0.75 K per time constant of turnover)" in ramp.caption
    assert f"mean weight: width {float(loop['width_mean']):.2f} K" in ramp.caption
    assert "population Fano factor: width" in ramp.caption
    assert "3 of 3 seeds cross the level both ways" in ramp.caption and "Thin lines are seeds (3 seeds)" in ramp.caption


def test_ways_look_different_without_colour(ramp):
    lines = {line.get_label(): line for line in ramp.figure.axes[0].lines}
    assert lines["mean up"].get_linestyle() == "-" and lines["mean down"].get_linestyle() == "--"


def test_arrows_follow_time(ramp):
    arrows = [text for text in ramp.figure.axes[0].texts if hasattr(text, "arrow_patch") and text.arrow_patch]
    directions = {text.arrow_patch.get_edgecolor(): set() for text in arrows}
    for text in arrows:
        directions[text.arrow_patch.get_edgecolor()].add(np.sign(text.xy[0] - text.xyann[0]))
    assert sorted(directions.values(), key=str) == [{-1.0}, {1.0}]


def test_ramp_that_does_not_come_back():
    drawing = hysteresis.draw(network_ramp(seeds=3, down=20.0))
    assert "mean weight: width undefined, area " in drawing.caption
    assert "0 of 3 seeds cross the level both ways" in drawing.caption
    assert len([line for line in drawing.figure.axes[0].lines if line.get_label() == "crossing down"]) == 0


def test_ramps_by_state():
    other = network_ramp(seeds=2, up=37.0)
    both = xr.concat([network_ramp(seeds=2), other], "state", data_vars="all", coords="different", compat="equals")
    both = both.drop_vars("metabolic_rate").assign_coords(
        state=["normometabolic", "hypermetabolic"], metabolic_rate=("state", [1.0, 1.67])
    )
    drawing = hysteresis.draw(both)
    assert len(drawing.figure.axes) == 4
    widths = drawing.table[drawing.table["statistic"] == "width"].set_index(["quantity", "state"])["value"]
    assert widths["weight_mean_trajectory", "normometabolic"] == pytest.approx(3.0, abs=0.5)
    assert widths["weight_mean_trajectory", "hypermetabolic"] == pytest.approx(1.0, abs=0.5)
    assert "by metabolic state" in drawing.caption


def test_failed_ramps_are_counted():
    drawing = hysteresis.draw(network_ramp(seeds=3, failed=[0]))
    assert "1 of 3 points missing." in drawing.caption


# --- bistability


def test_every_seed_of_every_start_is_drawn(starts):
    weights = bistable_dataset()["weight_mean"]
    np.testing.assert_array_equal(drawn(starts, "seeds: start"), np.sort(weights.values.ravel()))
    difference = (weights.sel(initial_scale=1.75) - weights.sel(initial_scale=0.5)).values.ravel()
    np.testing.assert_array_equal(drawn(starts, "seeds: difference"), np.sort(difference))


def test_caption_says_where_there_are_two_branches(starts):
    assert "More than one branch at: 34 °C (2, " in starts.caption and "; 38 °C (2, " in starts.caption
    assert "5 seeds per condition" in starts.caption
    labels = [text.get_text() for text in starts.figure.legends[0].get_texts()]
    assert labels == ["start 0.5 w₀ = 1 nS", "start 1 w₀ = 2 nS", "start 1.75 w₀ = 3.5 nS"]
    assert "One branch at every condition." in bistability.draw(bistable_dataset(between=(36.0, 36.0))).caption
    assert "too few seeds" in bistability.draw(bistable_dataset(seeds=2)).caption


def test_missing_starts_are_counted():
    dataset = bistable_dataset()
    dataset["status"][0, 0, 0] = 1
    drawing = bistability.draw(dataset)
    assert "1 of 60 points missing." in drawing.caption
    rows = drawing.table[(drawing.table["quantity"] == "difference by start") & (drawing.table["temperature"] == 30)]
    assert rows["value"].isna().sum() == 1


def test_starts_by_state():
    one = bistable_dataset()
    both = xr.concat([one, one], "state", data_vars="all", coords="different", compat="equals")
    both = both.drop_vars("metabolic_rate").assign_coords(
        state=["normometabolic", "hypermetabolic"], metabolic_rate=("state", [1.0, 1.67])
    )
    drawing = bistability.draw(both)
    assert len(drawing.figure.axes) == 4
    assert "normometabolic, 34 °C (2, " in drawing.caption


def test_starts_need_their_axis():
    with pytest.raises(ValueError, match="initial_scale"):
        bistability.draw(synthetic_dataset())


# --- early warning


def test_interval_of_the_critical_temperature_is_shaded():
    dataset = synthetic_dataset(states=False, temperatures=(30, 34, 36, 38, 42), seeds=4)
    (critical,) = critical_table(dataset, ["weight_mean"]).to_dict("records")
    drawing = early_warning.draw(dataset)
    for panel in drawing.figure.axes:
        assert spans(panel) == [pytest.approx((critical["low"], critical["high"]))]
    row = drawing.table[drawing.table["statistic"] == "critical"].iloc[0]
    assert row[["value", "low", "high"]].tolist() == [critical[name] for name in ("estimate", "low", "high")]
    assert f"{critical['estimate']:.2f} °C ({critical['low']:.2f} to {critical['high']:.2f})" in drawing.caption
    assert "training" not in drawing.caption.split(".")[0]  # taken once: neither before nor after


def test_a_single_seed_gives_a_line():
    drawing = early_warning.draw(synthetic_dataset(states=False, temperatures=(30, 34, 38, 42), seeds=1))
    assert all(spans(panel) == [] for panel in drawing.figure.axes)
    row = drawing.table[drawing.table["statistic"] == "critical"].iloc[0]
    assert np.isfinite(row["value"]) and np.isnan(row["low"])


def test_nothing_is_shaded_where_nothing_changes():
    dataset = synthetic_dataset(states=False, seeds=6)
    noise = np.random.default_rng(0).standard_normal(dataset["weight_mean"].shape)
    dataset["weight_mean"].values[:] = 2 + 0.1 * noise
    drawing = early_warning.draw(dataset)
    assert all(spans(panel) == [] for panel in drawing.figure.axes)
    assert "not known" in drawing.caption


# --- bursts


def test_bursts_before_and_after():
    dataset = synthetic_dataset(states=False, seeds=4)
    drawing = bursts.draw(dataset)
    rows = drawing.table[drawing.table["statistic"] == "seed"]
    for name in bursts.NEEDED:
        expected = dataset[name].values
        np.testing.assert_array_equal(
            np.sort(rows.loc[rows["quantity"] == name, "value"].dropna()), np.sort(expected[np.isfinite(expected)])
        )
    assert [panel.get_ylabel() for panel in drawing.figure.axes] == [
        "Rate of bursts (Hz)", "Duration of a burst (s)", "Pause between bursts (s)",
    ]  # fmt: skip
    assert "undefined there" in drawing.caption


# --- files


@pytest.mark.parametrize(("figure", "make"), [(hysteresis, network_ramp), (bistability, bistable_dataset)])
def test_same_input_gives_the_same_bytes(figure, make, tmp_path):
    first, second = (save_drawing(figure.draw(make(seeds=2)), tmp_path / name, "figure") for name in "ab")
    for suffix, path in first.items():
        assert path.read_bytes() == second[suffix].read_bytes(), suffix
