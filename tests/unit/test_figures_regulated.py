"""Figures of regulated cells: what is drawn is the dataset, in every condition, for every seed."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.colors import to_rgba
from synthetic_regulated import CHANNELS, NEUROMODULATION, regulated_dataset

from homeotherm.catalogue import COURSE_WINDOW, MOST_CONDITIONS, REGULATED, analyses_of, figures_of
from homeotherm.catalogue import FIGURES as CATALOGUE
from homeotherm.errors import InputError
from homeotherm.figures import burstiness, fates, regulation, traces
from homeotherm.figures.activities import COLOURS
from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.named_conditions import named_conditions
from homeotherm.figures.registry import FIGURES, draw_figure
from homeotherm.figures.trace_panels import thinned
from homeotherm.files import read_dataset, write_dataset
from homeotherm.measures.activity import ACTIVITY
from homeotherm.models import room
from homeotherm.potentials import shown_points
from homeotherm.recording import PointRecording, to_dataset
from homeotherm.regulated import observables
from homeotherm.regulated.protocol import layout
from homeotherm.regulated.recording import windows
from homeotherm.study import check_study
from homeotherm.trace_excerpt import write_traces

pytestmark = pytest.mark.filterwarnings("error")
OF_SWEEPS = {"survival", "crash_survival", "survivors", "activity_map", "sweep_courses", "sweep_bifurcation"}
OF_DATASETS = ("burstiness", "regulation", "fates")
BLOCKADE = {"neuromodulation": ("none", "controlled"), "blocked_channel": ("none", "Na", "CaT", "KCa", "H")}
NAMES = list(NEUROMODULATION["neuromodulation"])


@pytest.fixture
def content() -> dict:
    """Return the content of a small study of STG neurons."""
    return {
        "title": "A study", "question": "Does it work?", "model": "stg",
        "parameters": {"cells": 4, "settle_duration": "20 s", "modulated_duration": "40 s", "early_test": "10 s",
                       "test_duration": "10 s"},
        "axes": {"neuromodulation": NAMES}, "seeds": {"first": 5, "count": 2},
    }  # fmt: skip


@pytest.fixture
def study_of(project):
    """Return a function that makes a study of a content."""
    return lambda content: check_study("small", content, project / "config" / "models")


@pytest.fixture
def excerpt_of(study_of, tmp_path):
    """Return a function that takes the traces of a study whose potentials are waves of -50 to 50 mV."""

    def take(content: dict, failed: int | None = None) -> xr.Dataset:
        study = study_of(content)
        recordings, points = [], shown_points(study)
        plan = layout(points[0].parameters)
        starts = windows(plan)
        for number in range(len(points)):
            # each point, window and cell has its own period
            period = 20 + np.arange(starts.size)[:, np.newaxis, np.newaxis] + 10 * np.arange(3)[:, np.newaxis] + number
            voltage = (50 * np.sin(2 * np.pi * np.arange(8000) / period)).astype(np.float32)
            arrays = {"row_size": np.zeros(4, np.int32), "spike_step": np.zeros(0, np.int32), "window": starts,
                      "voltage": voltage}  # fmt: skip
            bad = number == failed
            recordings.append(PointRecording({} if bad else arrays, "diverged" if bad else "ok", "no" if bad else ""))
        kept = to_dataset(recordings, {"point": [point.id for point in points]}, room("stg", "recording").VARIABLES)
        write_dataset(kept, tmp_path / "recording.nc")
        write_traces(study, lambda point: tmp_path / "recording.nc", tmp_path / "traces.nc")
        return read_dataset(tmp_path / "traces.nc")

    return take


@pytest.fixture(scope="module")
def dataset():
    return regulated_dataset()


@pytest.fixture(scope="module")
def drawings(dataset):
    return {name: draw_figure(name, {"dataset": dataset}) for name in OF_DATASETS}


def rows_at(table: pd.DataFrame, **where) -> pd.DataFrame:
    """Return the rows of a table with the given values."""
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def lines(panel, label):
    """Return the y values of the lines of a panel with a label."""
    return [np.asarray(line.get_ydata(), dtype=float) for line in panel.lines if line.get_label() == label]


# --- which studies they fit


def test_figures_of_regulated_cells_fit_axes_with_names(study_of, content):
    study = study_of(content)
    every = {name for name, figure in CATALOGUE.items() if figure.models == REGULATED and figure.any_axes}
    own = every - OF_SWEEPS
    assert every >= OF_SWEEPS and not OF_SWEEPS & set(figures_of(study))  # there is no sweep of the temperature
    assert own >= {"traces", *OF_DATASETS} and own <= set(figures_of(study))
    assert "traces.nc" in analyses_of(study)
    content["axes"] |= {"blocked_channel": ["none", "Na"], "slow_target": [-8]}  # one value is no obstacle
    assert own <= set(figures_of(study_of(content)))


@pytest.mark.parametrize(
    ("axes", "line"),
    [
        ({"slow_target": [-8, -4]}, "cannot show the axis slow_target, whose values have no names"),
        ({"neuromodulation": NAMES, "blocked_channel": ["none", "Na", "CaT", "KCa", "H"]},
         f"cannot show 15 conditions ({MOST_CONDITIONS} at most)"),
    ],
)  # fmt: skip
def test_other_axes_are_refused_in_one_line(study_of, content, axes, line):
    content["axes"] = axes
    assert not {"traces", *OF_DATASETS} & set(figures_of(study_of(content)))
    assert "traces.nc" not in analyses_of(study_of(content))
    for name in ("traces", *OF_DATASETS):
        content["figures"] = [name]
        with pytest.raises(InputError) as error:
            figures_of(study_of(content))
        assert str(error.value).startswith(f"figures: '{name}' {line}; allowed: ") and "\n" not in str(error.value)


def test_other_models_have_no_such_figures(study_of, content):
    content |= {"model": "microcircuit", "parameters": {}, "figures": ["fates"]}
    content["axes"] = {"state": ["normometabolic"]}
    with pytest.raises(InputError, match="figures: 'fates' does not show the model microcircuit"):
        figures_of(study_of(content))


# --- conditions


def test_conditions_have_letters_names_and_masked_failures():
    chosen = named_conditions(regulated_dataset(BLOCKADE, failed=[(1, 2, 0)]), "fates", fates.NEEDED)
    assert chosen.sizes["condition"] == 10 and "".join(chosen["letter"].values) == "abcdefghij"
    assert chosen["title"].values[7] == "neuromodulation: controlled, blocked channel: CaT"
    assert chosen.attrs["columns"] == 5 and chosen.attrs["axes"] == list(BLOCKADE)
    assert chosen["status"].values[7].tolist() == [1, 0]
    assert np.isnan(chosen["tonic_share"].values[7, 0]).all() and np.isfinite(chosen["tonic_share"].values[7, 1]).all()


def test_an_axis_with_one_value_is_no_title():
    chosen = named_conditions(regulated_dataset({**NEUROMODULATION, "blocked_channel": ("Na",)}), "fates", fates.NEEDED)
    assert list(chosen["title"].values) == [f"neuromodulation: {name}" for name in NAMES]


def test_missing_variable_is_named(dataset):
    with pytest.raises(ValueError, match="figure fates needs the variable loss_time, which the dataset lacks"):
        fates.draw(dataset.drop_vars("loss_time"))


# --- burstiness


def test_every_cell_is_a_dot_and_those_without_bursts_lie_at_0(dataset, drawings):
    table = drawings["burstiness"].table
    for quantity in ("burstiness", "frequency"):
        for number, name in enumerate(NAMES):
            rows = rows_at(table, quantity=quantity, neuromodulation=name, statistic="cell")
            expected = dataset[quantity].sel(neuromodulation=name).fillna(0).values.ravel()
            np.testing.assert_array_equal(np.sort(rows["value"]), np.sort(expected))
            panel = drawings["burstiness"].figure.axes[number + 3 * (quantity == "frequency")]
            drawn = [lines(panel, f"cells: {activity}") for activity in ACTIVITY]
            np.testing.assert_array_equal(np.sort(np.concatenate(sum(drawn, []))), np.sort(expected))
    sharp = rows_at(table, quantity="burstiness", neuromodulation="sharp", phase="modulated", seed=1)
    assert rows_at(sharp, statistic="lacking")["value"].tolist() == [4.0]
    assert rows_at(sharp, statistic="median")["value"].tolist() == [0.0]
    assert rows_at(sharp, statistic="cell")["activity"].tolist() == ["silent", "tonic", "tonic", "tonic"]


def test_medians_and_numbers_of_strips(drawings):
    table = rows_at(drawings["burstiness"].table, neuromodulation="controlled", quantity="burstiness", phase="early")
    # bursting with 5000, 5001, 5002, 5003 Hz2 in seed 1, ten more in seed 2
    assert rows_at(table, statistic="median")["value"].tolist() == [5001.5, 5011.5]
    assert rows_at(table, statistic="lacking")["value"].tolist() == [0.0, 0.0]
    none = drawings["burstiness"].figure.axes[0]
    assert [text.get_text() for text in none.texts[1:]] == ["4"] * 6  # after the letter: phases and seeds
    assert none.get_ylabel() == "Burstiness (Hz²)"


def test_numbers_of_cells_do_not_stretch_the_axis(dataset):
    slow = dataset.assign(frequency=(dataset["frequency"] / 1000).assign_attrs(dataset["frequency"].attrs))
    panel = burstiness.draw(slow).figure.axes[3]
    assert panel.get_ylim()[1] == pytest.approx(1.05 * 0.023)  # 23 Hz; one cell is silent


def test_dots_of_seeds_do_not_meet(drawings):
    panel = drawings["burstiness"].figure.axes[0]
    places = np.concatenate([line.get_xdata() for line in panel.lines if line.get_label().startswith("cells")])
    assert np.unique(places.round(9)).size == 3 * 2 * 4  # phases, seeds, cells


# --- regulation


def test_courses_are_those_of_the_dataset(dataset, drawings):
    table = drawings["regulation"].table
    rows = rows_at(table, quantity="calcium_course", neuromodulation="sharp", seed=2, statistic="seed")
    np.testing.assert_array_equal(rows["value"], dataset["calcium_course"].sel(neuromodulation="sharp", seed=2))
    np.testing.assert_array_equal(rows["time"], dataset["calcium_time"])
    assert (rows["spread"] == 5).all()
    drawn = lines(drawings["regulation"].figure.axes[1], "calcium")
    np.testing.assert_array_equal(drawn[1], rows["value"])


def test_conductances_are_relative_to_their_start(drawings):
    table = drawings["regulation"].table
    time = np.arange(60.0)
    for channel in CHANNELS:
        rows = rows_at(table, quantity="conductance_course", neuromodulation="sharp", component=channel, seed=1)
        sign = np.where((time >= 20) & (channel == "A"), -1, 1)
        np.testing.assert_allclose(rows["value"], sign * (1 + time / 100))
        (drawn, _) = lines(drawings["regulation"].figure.axes[4], channel)
        np.testing.assert_array_equal(drawn, rows["value"])


def test_targets_stand_where_they_act(drawings):
    targets = rows_at(drawings["regulation"].table, statistic="target")
    calcium = rows_at(targets, quantity="calcium_course")
    assert (calcium["value"] == 125).all() and len(calcium) == 6
    slow = rows_at(targets, component="slow")
    expected = {"sharp": [(20, -8), (60, -8)], "controlled": [(0, 5), (20, 5), (20, -8), (60, -8)]}
    for name in NAMES:
        rows = rows_at(slow, neuromodulation=name)
        assert list(zip(rows["time"], rows["value"], strict=True)) == expected.get(name, [])
    drawn = lines(drawings["regulation"].figure.axes[7], "target")
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


# --- fates


def test_shares_are_stacked_by_window_and_seed(dataset, drawings):
    table = drawings["fates"].table
    course = rows_at(table, quantity="activity_course", neuromodulation="sharp", seed=1)
    np.testing.assert_array_equal(
        course["value"], dataset["activity_course"].sel(neuromodulation="sharp", seed=1).values.ravel()
    )
    panel = drawings["fates"].figure.axes[1]
    heights = {(bar.get_x(), to_rgba(bar.get_facecolor())): (bar.get_y(), bar.get_height()) for bar in panel.patches}
    tonic, bursting = (to_rgba(COLOURS[name]) for name in ("tonic", "bursting"))
    assert heights[0.0, tonic] == (0.0, 1.0)  # two seeds share each window of 10 s
    assert heights[20.0, bursting] == heights[25.0, bursting] == (0.0, 1.0)
    assert heights[30.0, tonic] == (0.0, 0.5) and heights[35.0, bursting] == (0.5, 0.5)
    assert heights[40.0, bursting] == (1.0, 0.0)


def test_losses_add_up(drawings):
    lost = rows_at(drawings["fates"].table, quantity="lost_until", seed=1)
    assert rows_at(lost, neuromodulation="sharp")["value"].tolist() == [0, 0, 0, 0.5, 1, 1]
    assert rows_at(lost, neuromodulation="sharp")["course_time"].tolist() == [0, 10, 20, 30, 40, 50]
    assert rows_at(lost, neuromodulation="controlled")["value"].tolist() == [0] * 6
    assert (
        "Bursting stops for good (by seed; time in the median): neuromodulation: sharp, 100 % of the cells that burst, "
        "15 s after the switch." in drawings["fates"].caption
    )


def test_shares_at_tested_moments(drawings):
    tested = rows_at(drawings["fates"].table, neuromodulation="sharp", phase="modulated", seed=2).set_index("class")
    assert tested["value"].to_dict() == {"silent": 0.25, "tonic": 0.75, "doublet": 0, "bursting": 0, "irregular": 0}
    assert [label.get_text() for label in drawings["fates"].figure.axes[7].get_xticklabels()] == [
        "settled", "early", "modulated",
    ]  # fmt: skip


# --- traces


def test_traces_are_those_of_the_first_seed_and_cells(excerpt_of, content):
    taken = excerpt_of(content)
    assert taken["seed"].values.tolist() == [5] and taken.sizes["cell"] == 3
    assert list(taken["window_name"].values) == ["settled", "switched", "early", "modulated"]
    assert taken["window"].values.tolist() == [16, 20, 26, 55]
    wave = 50 * np.sin(2 * np.pi * np.arange(8000) / (20 + 2 + 10 * 1 + 1))  # third window, second cell, second point
    np.testing.assert_allclose(taken["voltage"].values[1, 0, 2, 1], wave, atol=1e-5)


def test_more_conditions_show_fewer_cells(excerpt_of, content):
    content["axes"] = {"neuromodulation": NAMES, "blocked_channel": ["none", "Na"]}
    taken = excerpt_of(content)
    assert taken.sizes["cell"] == 2
    table = traces.draw(taken).table
    assert set(table["panel"]) == set("abcdef") and set(table["cell"]) == {0, 1}


def test_traces_lose_nothing_of_their_outline(excerpt_of, content):
    taken = excerpt_of(content)
    drawing = traces.draw(taken)
    assert list(drawing.table["stretch"].unique()) == ["around the switch", "early", "modulated"]
    rows = rows_at(drawing.table, panel="b", cell=1, stretch="early")
    samples = taken["voltage"].values[1, 0, 2, 1, 4000:]  # the last 2 s of 4 s
    assert set(rows["value"]) <= set(samples) and len(rows) == 1000
    assert rows["value"].max() == samples.max() and rows["value"].min() == samples.min()
    (panel,) = [panel for panel in drawing.figure.axes if lines(panel, "b cell 1") and panel.get_xlim()[0] == 28.0]
    np.testing.assert_array_equal(lines(panel, "b cell 1")[0], rows["value"])
    around = rows_at(drawing.table, panel="a", cell=0, stretch="around the switch")["time"]
    assert around.min() >= 19 and around.max() < 23
    assert "first 3 cells of seed 5" in drawing.caption and "the dotted line is the switch at 20 s" in drawing.caption


def test_failed_point_has_no_trace_but_a_note(excerpt_of, content):
    drawing = traces.draw(excerpt_of(content, failed=1))
    assert "1 of 3 points missing." in drawing.caption
    assert rows_at(drawing.table, panel="b")["value"].isna().all()
    notes = [text.get_text() for panel in drawing.figure.axes for text in panel.texts]
    assert notes.count("no result") == 9  # three cells in three stretches


def test_thinning_keeps_extremes_in_the_order_of_time():
    time = np.arange(10) * 0.1
    values = np.array([3.0, 1, 2, 5, 4, 0, 0, 0, 9, -9])
    kept_time, kept = thinned(time, values, 0.5)
    assert kept_time.tolist() == pytest.approx([0.1, 0.3, 0.8, 0.9]) and kept.tolist() == [1, 5, 9, -9]


# --- all of them


@pytest.mark.parametrize("name", OF_DATASETS)
def test_captions_say_seeds_and_moments(drawings, name):
    caption = drawings[name].caption
    assert "2 seeds of 4 cells each" in caption and caption.endswith(".") and "missing" not in caption
    assert "settled (19 s), early (30 s), modulated (59 s)" in caption or "the switch at 20 s" in caption


@pytest.mark.parametrize("name", OF_DATASETS)
def test_failed_points_are_counted_and_left_out(name):
    drawing = draw_figure(name, {"dataset": regulated_dataset(failed=[(1, 0), (2, 0), (2, 1)])})
    assert "3 of 6 points missing." in drawing.caption
    values = drawing.table[drawing.table.get("statistic") != "target"].set_index(["neuromodulation", "seed"])["value"]
    assert values["controlled"].isna().all() and values["sharp", 1].isna().all()
    assert values["sharp", 2].notna().any() and values["none"].notna().any()


@pytest.mark.parametrize("name", OF_DATASETS)
def test_study_without_any_result_can_be_drawn(name):
    drawing = draw_figure(name, {"dataset": regulated_dataset(seeds=1, failed=[(0, 0), (1, 0), (2, 0)])})
    assert "3 of 3 points missing." in drawing.caption


@pytest.mark.parametrize("name", OF_DATASETS)
def test_ten_conditions_and_none_at_all(name):
    drawing = draw_figure(name, {"dataset": regulated_dataset(BLOCKADE, seeds=1)})
    assert set(drawing.table["panel"]) == set("abcdefghij") and set(drawing.table["blocked_channel"]) == {
        "none", "Na", "CaT", "KCa", "H",
    }  # fmt: skip
    titles = [panel.get_title(loc="left") for panel in drawing.figure.axes[:5]]
    assert titles == ["neuromodulation: none, blocked channel:\nnone", "\nNa", "\nCaT", "\nKCa", "\nH"]
    assert set(draw_figure(name, {"dataset": regulated_dataset({}, seeds=1)}).table["panel"]) == {"a"}


@pytest.mark.parametrize("name", OF_DATASETS)
def test_every_axis_has_a_unit(drawings, name):
    for panel in drawings[name].figure.axes:
        if panel.get_subplotspec().is_first_col():
            assert panel.get_ylabel().endswith(")")
        bottom = panel.get_subplotspec().is_last_row()
        assert not bottom or panel.get_xlabel() == "Time (s)" or panel.get_xticklabels()[0].get_text() == "settled"


@pytest.mark.parametrize("name", OF_DATASETS)
def test_nothing_lies_outside_its_panel(drawings, name):
    for panel in drawings[name].figure.axes:
        low, high = panel.get_ylim()
        for line in panel.lines:
            values = np.asarray(line.get_ydata(), dtype=float)
            if line.get_transform() == panel.transData and values.size:
                assert np.nanmin(values) >= low and np.nanmax(values) <= high


@pytest.mark.parametrize("name", OF_DATASETS)
def test_same_input_gives_the_same_bytes(name, tmp_path):
    dataset = regulated_dataset({"neuromodulation": ("sharp",)}, seeds=1)
    first, second = (save_drawing(draw_figure(name, {"dataset": dataset}), tmp_path / part, name) for part in "ab")
    for suffix, path in first.items():
        assert path.read_bytes() == second[suffix].read_bytes(), suffix


def test_registry_says_what_they_need(dataset):
    for name, module in (("burstiness", burstiness), ("regulation", regulation), ("fates", fates), ("traces", traces)):
        assert FIGURES[name].variables == module.NEEDED and FIGURES[name].caption.endswith(".")
        assert name == "traces" or set(module.NEEDED) <= set(dataset.data_vars)


def test_activities_look_different_in_grey():
    channels = [np.array(to_rgba(colour)[:3]) for colour in COLOURS.values()]
    grey = np.array([(((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722] for c in channels])
    lightness = 116 * np.cbrt(grey) - 16
    assert (np.abs(np.diff(lightness)) > 10).all()


def test_fates_need_a_window(study_of, content):
    content.setdefault("parameters", {}).update(
        {"settle_duration": "5 s", "modulated_duration": "8 s", "early_test": "2 s"}
    )
    content["figures"] = ["fates"]
    with pytest.raises(InputError, match="figures: 'fates' needs 10 s before or after the switch"):
        figures_of(study_of(content))
    assert COURSE_WINDOW == observables.COURSE_WINDOW
