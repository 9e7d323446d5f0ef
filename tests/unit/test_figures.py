"""Figures: what is drawn is the dataset, the table is what is drawn, files are the same bytes each time."""

import os
import subprocess
import sys

import matplotlib
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.colors import to_rgb
from scipy import stats
from synthetic import synthetic_dataset, synthetic_rasters

from homeotherm.analysis.bifurcation import bifurcation_diagram
from homeotherm.catalogue import FIGURES as CATALOGUE
from homeotherm.figures import bifurcation, inverted_u, learning, raster, synchrony, weights
from homeotherm.figures.conditions import conditions_of, mean_rows
from homeotherm.figures.drawing import save_drawing, spread
from homeotherm.figures.registry import FIGURES as ALL_FIGURES
from homeotherm.figures.registry import draw_figure
from homeotherm.figures.style import NAMED_LOOKS, state_looks, temperature_map, time_map

pytestmark = pytest.mark.filterwarnings("error")
# Figures of studies that are swept otherwise are tested in test_figures_dynamics.py.
FIGURES = {
    name: ALL_FIGURES[name]
    for name, figure in CATALOGUE.items()
    if figure.models == ("microcircuit",) and not figure.own_axis and name != "hysteresis"
}
OF_DATASETS = [name for name in FIGURES if name != "raster"]


@pytest.fixture(scope="module")
def dataset():
    return synthetic_dataset(temperatures=(30, 37, 42), seeds=4)


@pytest.fixture(scope="module")
def rasters():
    return synthetic_rasters()


@pytest.fixture(scope="module")
def drawings(dataset, rasters):
    inputs = {"dataset": dataset, "rasters": rasters, "diagram": bifurcation_diagram(dataset)}
    return {name: draw_figure(name, inputs) for name in FIGURES}


@pytest.fixture(scope="module")
def sources():
    """Inputs of the smallest study that every figure can show."""
    study = synthetic_dataset(states=False, temperatures=(30, 42), seeds=2)
    return {"dataset": study, "rasters": synthetic_rasters()}


@pytest.fixture(scope="module")
def saved(sources, tmp_path_factory):
    folder = tmp_path_factory.mktemp("first") / "not there yet"
    tables, paths = {}, {}
    for name in FIGURES:
        drawing = draw_figure(name, sources)
        tables[name], paths[name] = drawing.table, save_drawing(drawing, folder, name)
    return paths, tables


def drawn_lines(drawing, beginning):
    """Return the lines whose label begins so, over all panels."""
    lines = [line for panel in drawing.figure.axes for line in panel.lines]
    return [line for line in lines if line.get_label().startswith(beginning)]


def drawn_values(lines):
    """Return the sorted finite y values of lines."""
    values = np.concatenate([np.asarray(line.get_ydata(), dtype=float) for line in lines])
    return np.sort(values[np.isfinite(values)])


def luminance(colour):
    """Return the relative luminance of a colour: what a grey print keeps (Rec. 709 weights, linear light)."""
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


# --- files


@pytest.mark.parametrize("name", FIGURES)
def test_three_files_lie_beside_each_other(saved, name):
    paths = saved[0][name]
    assert {suffix: path.name for suffix, path in paths.items()} == {
        "svg": f"{name}.svg",
        "png": f"{name}.png",
        "csv": f"{name}.csv",
    }
    assert len({path.parent for path in paths.values()}) == 1
    assert paths["svg"].read_bytes().startswith(b"<?xml")
    content = paths["png"].read_bytes()
    assert content.startswith(b"\x89PNG\r\n")
    # width in pixels: the first field of the IHDR chunk; 180 mm at 200 dots per inch
    assert int.from_bytes(content[16:20], "big") == int(180 / 25.4 * 200)
    assert not [path for path in paths["svg"].parent.iterdir() if path.name.endswith(".part")]


@pytest.mark.parametrize("name", FIGURES)
def test_same_input_gives_the_same_bytes(saved, sources, name, tmp_path):
    again = save_drawing(draw_figure(name, sources), tmp_path, name)
    for suffix, path in again.items():
        assert path.read_bytes() == saved[0][name][suffix].read_bytes(), suffix


@pytest.mark.parametrize("name", FIGURES)
def test_images_carry_no_date_and_no_version(saved, name):
    assert b"dc:date" not in saved[0][name]["svg"].read_bytes()
    pixels = saved[0][name]["png"].read_bytes()
    assert b"tIME" not in pixels
    assert b"Software" not in pixels
    assert matplotlib.__version__.encode() not in pixels


@pytest.mark.parametrize("name", FIGURES)
def test_csv_is_the_table(saved, name):
    paths, tables = saved
    table = tables[name]
    read = pd.read_csv(paths[name]["csv"], dtype=str)  # text, so that no parser rounds
    assert list(read.columns) == list(table.columns)
    for column in table:
        if pd.api.types.is_numeric_dtype(table[column]):
            expected = table[column].to_numpy(dtype=float, na_value=np.nan)
            np.testing.assert_array_equal([float(word) for word in read[column]], expected, err_msg=column)


def test_drawing_leaves_matplotlib_as_it_was(dataset, tmp_path):
    with matplotlib.rc_context({"font.size": 23.0, "svg.hashsalt": "mine"}):
        before = dict(matplotlib.rcParams)
        inverted_u.draw(dataset)
        assert dict(matplotlib.rcParams) == before


def test_a_users_own_settings_do_not_change_a_figure(sources, saved, tmp_path):
    with matplotlib.rc_context({"font.size": 23.0, "axes.facecolor": "red", "savefig.bbox": "tight"}):
        paths = save_drawing(draw_figure("weights", sources), tmp_path, "weights")
    assert paths["png"].read_bytes() == saved[0]["weights"]["png"].read_bytes()


# --- the table is the dataset


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


@pytest.mark.parametrize("name", ["bifurcation", "synchrony", "degradation", "inverted_u"])
def test_points_drawn_are_the_rows(drawings, name):
    drawing = drawings[name]
    seeds = drawing.table[drawing.table["statistic"] == "seed"]["value"]
    np.testing.assert_array_equal(drawn_values(drawn_lines(drawing, "seeds")), np.sort(seeds.dropna()))
    means = drawing.table[drawing.table["statistic"] == "mean"]
    means = means[means["quantity"] != "kuramoto_floor"]["value"]
    np.testing.assert_array_equal(drawn_values(drawn_lines(drawing, "means")), np.sort(means.dropna()))


def test_points_stay_near_their_condition(drawings):
    drawing = drawings["synchrony"]
    for line in drawn_lines(drawing, "seeds"):
        nearest = np.abs(line.get_xdata()[:, np.newaxis] - np.array([30.0, 37.0, 42.0])).min(axis=1)
        assert nearest.max() < 1.0  # °C: far less than the 5 °C between conditions


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


def test_raster_draws_every_spike_and_rate(drawings, rasters):
    drawing = drawings["raster"]
    table = drawing.table
    spikes = table[table["kind"] == "spike"]
    np.testing.assert_array_equal(spikes["time"], rasters["spike_time"].values)
    np.testing.assert_array_equal(spikes["neuron"].astype(int), rasters["spike_neuron"].values)
    np.testing.assert_array_equal(spikes.groupby("example").size(), rasters["spike_count"].values)
    assert set(spikes[spikes["neuron"] >= 160]["population"]) == {"inhibitory"}
    assert set(spikes[spikes["neuron"] < 160]["population"]) == {"excitatory"}
    drawn = [line for line in drawing.figure.axes[2].lines if line.get_label() in ("excitatory", "inhibitory")]
    drawn_times = np.sort(np.concatenate([line.get_xdata()[::3] for line in drawn]))
    third = spikes[spikes["example"] == 2]["time"]
    np.testing.assert_array_equal(drawn_times, np.sort(third))
    rate_panel = drawing.figure.axes[3]
    rate = next(line for line in rate_panel.lines if line.get_label() == "excitatory")
    np.testing.assert_array_equal(rate.get_ydata(), rasters["rate_excitatory"].values[0])


def test_raster_refuses_counts_that_do_not_add_up(rasters):
    wrong = rasters.assign(spike_count=rasters["spike_count"] + 1)
    with pytest.raises(ValueError, match="counts of the examples sum to"):
        raster.draw(wrong)


def test_raster_of_a_silent_example(rasters):
    counts = rasters["spike_count"].values
    silent = rasters.isel(spike=slice(counts[0], None))
    silent["spike_count"] = ("example", np.array([0, *counts[1:]]))
    silent["rate_excitatory"] = silent["rate_excitatory"] * 0
    table = raster.draw(silent).table
    assert set(table[table["kind"] == "spike"]["example"]) == {1, 2}


# --- axes


@pytest.mark.parametrize("name", FIGURES)
def test_every_axis_is_labelled_with_a_unit(drawings, name):
    for panel in drawings[name].figure.axes:
        if panel.get_label() == "<colorbar>":
            assert panel.get_ylabel().endswith(")")
            continue
        columns, rows = panel.get_shared_x_axes(), panel.get_shared_y_axes()
        along_x = [other.get_xlabel() for other in columns.get_siblings(panel)]
        along_y = [panel.get_ylabel(), *(other.get_ylabel() for other in rows.get_siblings(panel))]
        if name == "raster":  # the panels of a row have the same axis, set by hand
            position = panel.get_subplotspec().rowspan.start
            along_y += [
                other.get_ylabel()
                for other in drawings[name].figure.axes
                if other.get_subplotspec().rowspan.start == position
            ]
        for labels in (along_x, along_y):
            assert any("(" in label and label.endswith(")") for label in labels)


def test_fano_factor_has_a_logarithmic_axis(drawings):
    scales = {panel.get_ylabel(): panel.get_yscale() for panel in drawings["synchrony"].figure.axes}
    assert scales["Population Fano factor (1)"] == "log"
    assert scales["Voltage synchrony χ (1)"] == "linear"


@pytest.mark.parametrize("name", ["synchrony", "degradation", "inverted_u", "bifurcation"])
def test_nothing_lies_outside_its_panel(drawings, name):
    for panel in drawings[name].figure.axes:
        low, high = panel.get_ylim()
        left, right = panel.get_xlim()
        for line in panel.lines:
            if line.get_label().startswith(("seeds", "means")):
                x, y = (np.asarray(values, dtype=float) for values in line.get_data())
                assert np.nanmin(y) >= low
                assert np.nanmax(y) <= high
                assert left <= x.min()
                assert x.max() <= right


# --- studies of all shapes


@pytest.mark.parametrize("name", OF_DATASETS)
def test_study_of_states_at_one_temperature(name):
    table = FIGURES[name].draw(synthetic_dataset(temperatures=None, seeds=2)).table
    table = table[table.get("statistic", "") != "critical"]  # which lies between states
    assert set(table["state"]) == {"hypometabolic", "normometabolic", "hypermetabolic"}
    assert set(table["temperature"].dropna()) == {37.0}


@pytest.mark.parametrize("name", OF_DATASETS)
def test_study_of_one_run(name):
    table = FIGURES[name].draw(synthetic_dataset(states=False, temperatures=None, seeds=1)).table
    assert set(table["state"]) == {""}
    assert set(table["temperature"].dropna()) == {37.0}
    assert set(table["metabolic_rate"].dropna()) == {1.0}


def test_thirteen_temperatures_have_ticks_that_can_be_read():
    drawing = synchrony.draw(synthetic_dataset(states=False, temperatures=tuple(range(30, 43)), seeds=2))
    assert set(drawing.table["temperature"]) == set(map(float, range(30, 43)))
    ticks = [label.get_text() for label in drawing.figure.axes[0].get_xticklabels()]
    assert ticks == ["30", "32", "34", "36", "38", "40", "42"]


def test_one_seed_has_no_interval():
    drawing = synchrony.draw(synthetic_dataset(seeds=1))
    assert drawing.table[["low", "high"]].isna().all().all()
    assert "1 seed per condition" in drawing.caption
    assert "no intervals" in drawing.caption


def test_further_axis_is_refused_by_name(dataset):
    study = synthetic_dataset(seeds=1, learning_rates=(0.04, 0.08))
    for name in OF_DATASETS:
        with pytest.raises(ValueError, match="also sweeps learning_rate"):
            FIGURES[name].draw(study)
    chosen = learning.draw(study.isel(learning_rate=[0])).table
    scalar = learning.draw(study.isel(learning_rate=0)).table
    pd.testing.assert_frame_equal(chosen, scalar)


@pytest.mark.parametrize("name", OF_DATASETS)
def test_missing_points_are_counted_and_left_out(name):
    """One seed of three at 30 °C and all at 37 °C diverged."""
    failed = [{"temperature": 0, "seed": 2}, *({"temperature": 1, "seed": seed} for seed in range(3))]
    drawing = FIGURES[name].draw(synthetic_dataset(states=False, seeds=3, failed=failed))
    assert "4 of 9 points missing." in drawing.caption
    table = drawing.table
    undefined = table["quantity"].isin(["burst_duration", "burst_interval"])  # where there are no bursts
    means = table[(table["statistic"] == "mean") & ~undefined]
    for temperature, number in ((30, 2), (37, 0), (42, 3)):
        rows = means[means["temperature"] == temperature]
        assert (rows["number_of_seeds"] == number).all()
        assert rows["value"].isna().all() == (number == 0)
    third = table[(table["statistic"] == "seed") & (table["temperature"] == 30) & (table["seed"] == 3)]
    assert len(third) > 0
    assert third["value"].isna().all()


def test_values_of_a_failed_point_are_never_shown(dataset):
    """A point that diverged may have left numbers behind; its status decides."""
    study = dataset.copy(deep=True)
    study["status"][0, 0, 0] = 2
    chosen = conditions_of(study, "learning", learning.NEEDED)
    assert np.isnan(chosen["weight_mean_trajectory"].values[0, 0, 0]).all()
    assert np.isfinite(chosen["weight_mean_trajectory"].values[0, 0, 1]).all()


@pytest.mark.parametrize("name", OF_DATASETS)
def test_study_without_any_result_can_be_drawn(name):
    failed = [{"temperature": place, "seed": 0} for place in range(2)]
    study = synthetic_dataset(states=False, temperatures=(30, 37), seeds=1, failed=failed)
    assert "2 of 2 points missing." in FIGURES[name].draw(study).caption


def test_undefined_values_are_told_from_missing_points(dataset):
    study = dataset.copy(deep=True)
    study["spectral_peak_frequency"][0, 0, 0, 0] = np.nan
    caption = synchrony.draw(study).caption
    assert "1 of 36 points lack some values" in caption
    assert "missing" not in caption


def test_order_of_the_axes_does_not_matter(dataset):
    shuffled = dataset.isel(state=[2, 0, 1], temperature=[1, 2, 0])
    shuffled = shuffled.transpose("seed", "temperature", "state", ...)
    expected = inverted_u.draw(dataset)
    given = inverted_u.draw(shuffled)
    pd.testing.assert_frame_equal(given.table, expected.table)
    assert given.caption == expected.caption


def test_missing_variable_is_named(dataset):
    with pytest.raises(ValueError, match="figure synchrony needs the variable kuramoto_floor"):
        synchrony.draw(dataset.drop_vars("kuramoto_floor"))


# --- single figures


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


def test_kuramoto_floor_is_drawn_as_in_the_dataset(drawings, dataset):
    floors = drawn_values(drawn_lines(drawings["synchrony"], "floor"))
    expected = np.sort(dataset["kuramoto_floor"].mean("seed").values.ravel())
    np.testing.assert_allclose(floors, expected, rtol=1e-12)


def test_open_symbols_are_before_and_filled_ones_after(drawings):
    for line in drawn_lines(drawings["synchrony"], "seeds"):
        is_open = line.get_markerfacecolor() == "white"
        assert is_open == line.get_label().endswith("before")


def test_metabolic_rate_joins_state_and_temperature():
    assert inverted_u.total_metabolic_rate(1.0, 37.0) == 1.0
    assert inverted_u.total_metabolic_rate(1.0, 47.0) == pytest.approx(2.8)
    assert inverted_u.total_metabolic_rate(0.49, 27.0) == pytest.approx(0.175)


def test_inverted_u_shows_chance(drawings):
    level = drawings["inverted_u"].figure.axes[0].lines[0]
    np.testing.assert_allclose(level.get_ydata(), 1 / 6)


# --- parts


def test_spread_is_centred_and_gives_each_seed_its_own_place():
    for count in (2, 3, 5, 10):
        places = spread(count, 0.4)
        np.testing.assert_allclose(np.sort(places), np.linspace(-0.2, 0.2, count))
    assert spread(1, 0.4) == 0


def test_means_do_not_depend_on_the_order_of_seeds(dataset):
    values = dataset["weight_mean"]
    turned = values.isel(seed=slice(None, None, -1))
    pd.testing.assert_frame_equal(mean_rows(turned), mean_rows(values), check_exact=True)


def test_states_differ_in_grey_and_in_marker():
    greys = sorted(luminance(look.colour) for look in NAMED_LOOKS.values())
    assert min(np.diff(greys)) > 0.1
    looks = state_looks([*NAMED_LOOKS, "torpid", "febrile"])
    assert len(set(looks.values())) == len({look.marker for look in looks.values()}) == 5


@pytest.mark.parametrize("colour_map", [temperature_map(), time_map()])
def test_colour_maps_are_ordered_in_grey_and_visible_on_white(colour_map):
    greys = np.array([luminance(colour_map(place)) for place in np.linspace(0, 1, 64)])
    steps = np.diff(greys)
    assert (steps > 0).all() or (steps < 0).all()
    assert greys.max() < 0.65  # white is 1


# --- registry


def test_registry_draws_each_figure_from_what_it_says(drawings, rasters, dataset):
    assert set(FIGURES) == {
        "learning",
        "bifurcation",
        "synchrony",
        "raster",
        "weights",
        "degradation",
        "inverted_u",
        "bursts",
        "early_warning",
    }
    for name, entry in FIGURES.items():
        source = rasters if name == "raster" else dataset
        assert set(entry.variables) <= set(source.variables)
        assert entry.caption.endswith(".")
        assert drawings[name].caption.endswith(".")


@pytest.mark.parametrize("name", ["weights", "claims"])
def test_a_figure_imports_its_own_module_and_no_slow_library(project, name):
    code = (
        "import sys; from homeotherm.figures.registry import FIGURES, OF_SAMPLES; "
        f"FIGURES['{name}'].draw; known = FIGURES | OF_SAMPLES; "
        "print([name for name in known if f'homeotherm.figures.{name}' in sys.modules], "
        "[name for name in ('scipy.stats', 'SALib', 'pydantic', 'brian2') if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(project / "scripts")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"['{name}'] []"


def test_registry_names_what_is_wrong(dataset):
    with pytest.raises(ValueError, match="did you mean 'synchrony'"):
        draw_figure("synchony", {"dataset": dataset})
    with pytest.raises(ValueError, match="figure raster needs the input rasters"):
        draw_figure("raster", {"dataset": dataset, "rasters": None})
