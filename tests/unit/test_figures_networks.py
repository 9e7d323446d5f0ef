"""Figures of rhythm-generating networks: what is drawn is the dataset, in every condition, for every seed."""

import json

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_rgba
from synthetic_networks import AXES, network_dataset

from homeotherm.axes import STATE_AXIS
from homeotherm.catalogue import COURSE_WINDOW, MOST_CONDITIONS_OF_NETWORKS, analyses_of, figures_of
from homeotherm.errors import InputError
from homeotherm.figures import network_rhythm, network_traces
from homeotherm.figures.drawing import save_drawing
from homeotherm.figures.named_conditions import named_conditions
from homeotherm.figures.network_moments import moments_of_conditions
from homeotherm.figures.registry import FIGURES, draw_figure
from homeotherm.figures.roles import ROLES, role_of
from homeotherm.figures.style import MILLIMETRES_PER_INCH
from homeotherm.files import read_dataset, write_dataset
from homeotherm.models import room
from homeotherm.models.rhythm import observables
from homeotherm.models.rhythm.protocol import windows
from homeotherm.network_trace_excerpt import write_network_traces
from homeotherm.parameters import load_model_table
from homeotherm.potentials import shown_points
from homeotherm.recording import PointRecording, to_dataset
from homeotherm.study import check_study

pytestmark = pytest.mark.filterwarnings("error")
NAMES = ("network_traces", "network_rhythm")
THREE_KINDS = {**AXES, "neuromodulation": ("none", "sharp", "controlled")}


@pytest.fixture(scope="module")
def values(project):
    return {**load_model_table("rhythm", project / "config" / "models").defaults(), "networks": 3.0}


@pytest.fixture
def content() -> dict:
    """Return the content of a small study of networks."""
    return {
        "title": "A study", "question": "Does it work?", "model": "rhythm",
        "parameters": {"networks": 3, "duration": "70 s", "switch_controlled": "30 s", "switch_sharp": "20 s"},
        "axes": {name: list(each) for name, each in AXES.items()}, "seeds": {"first": 5, "count": 2},
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
        for number, point in enumerate(points):
            samples = round(point.parameters["window"] * 2000)
            starts = windows(point.parameters)
            # each point, window and cell has its own period
            period = 20 + np.arange(len(starts))[:, np.newaxis, np.newaxis] + 10 * np.arange(5)[:, np.newaxis] + number
            voltage = (50 * np.sin(2 * np.pi * np.arange(samples) / period)).astype(np.float32)
            arrays = {"row_size": np.zeros(15, np.int32), "spike_step": np.zeros(0, np.int32), "voltage": voltage,
                      "window_start": np.array(list(starts.values()))}  # fmt: skip
            bad = number == failed
            recordings.append(PointRecording({} if bad else arrays, "diverged" if bad else "ok", "no" if bad else ""))
        kept = to_dataset(recordings, {"point": [point.id for point in points]}, room("rhythm", "recording").VARIABLES)
        write_dataset(kept, tmp_path / "recording.nc")
        write_network_traces(study, lambda point: tmp_path / "recording.nc", tmp_path / "network_traces.nc")
        return read_dataset(tmp_path / "network_traces.nc")

    return take


@pytest.fixture(scope="module")
def dataset(values):
    return network_dataset(values)


@pytest.fixture(scope="module")
def drawing(dataset):
    return draw_figure("network_rhythm", {"dataset": dataset})


def rows_at(table, **where):
    """Return the rows of a table with the given values."""
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def lines(panel, label):
    """Return the lines of a panel with a label."""
    return [line for line in panel.lines if line.get_label() == label]


def of_condition(drawing, number):
    """Return the four panels of a condition of `network_rhythm`."""
    row = 2 * number + 1
    return sorted((panel for panel in drawing.figure.axes if panel.get_subplotspec().rowspan.start == row),
                  key=lambda panel: panel.get_subplotspec().colspan.start)  # fmt: skip


# --- which studies they fit


def test_they_fit_studies_of_networks_with_few_named_conditions(study_of, content):
    assert set(NAMES) <= set(figures_of(study_of(content)))
    assert analyses_of(study_of(content)) == ["claims.csv", "network_traces.nc"]
    content["axes"] = {"neuromodulation": ["none", "sharp"], "blocked_channel": ["none", "Na", "CaT", "H"]}
    assert not set(NAMES) & set(figures_of(study_of(content)))
    assert analyses_of(study_of(content)) == ["claims.csv"]
    for name in NAMES:
        with pytest.raises(InputError) as error:
            figures_of(study_of({**content, "figures": [name]}))
        assert str(error.value).startswith(
            f"figures: '{name}' cannot show 8 conditions ({MOST_CONDITIONS_OF_NETWORKS} at most); allowed: "
        )


def test_other_axes_and_models_have_no_such_figures(study_of, content):
    content["axes"] = {"slow_target": [-8, -4]}
    with pytest.raises(InputError, match="'network_rhythm' cannot show the axis slow_target, whose values have no nam"):
        figures_of(study_of({**content, "figures": ["network_rhythm"]}))
    content |= {"model": "microcircuit", "parameters": {}, "figures": ["network_traces"]}
    content["axes"] = {STATE_AXIS: ["normometabolic"]}
    with pytest.raises(InputError, match="figures: 'network_traces' does not show the model microcircuit"):
        figures_of(study_of(content))


def test_the_course_of_the_rhythm_needs_a_window(study_of, content):
    content["parameters"] |= {"duration": "9 s", "window": "1 s", "transition": "1 s", "switch_controlled": "2 s",
                              "switch_sharp": "2 s", "homeostasis_start_sharp": "5 s"}  # fmt: skip
    assert figures_of(study_of(content)) == ["network_traces"]
    with pytest.raises(
        InputError, match=r"figures: 'network_rhythm' needs 10 s or more \(duration\); allowed: network_t"
    ):
        figures_of(study_of({**content, "figures": ["network_rhythm"]}))
    assert COURSE_WINDOW == observables.COURSE_WINDOW


# --- roles and moments


def test_roles_are_those_of_the_wiring():
    assert {role.in_words for role in ROLES} == {"fast pair (cells 1, 2)", "hub (cell 3)", "slow pair (cells 4, 5)"}
    assert [role_of(cell).short for cell in range(1, 6)] == ["fast", "fast", "hub", "slow", "slow"]


def test_roles_look_different_in_grey():
    channels = [np.array(to_rgba(role.colour)[:3]) for role in ROLES]
    grey = np.array([(((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722] for c in channels])
    lightness = np.sort(116 * np.cbrt(grey) - 16)
    assert (np.diff(lightness) > 8).all() and len({role.marker for role in ROLES}) == 3


def test_every_condition_has_moments_of_its_own(dataset):
    a, _, c, _ = moments_of_conditions(named_conditions(dataset, "network_rhythm", network_rhythm.NEEDED))
    assert (a.switch, a.homeostasis, c.switch, c.homeostasis) == (25, 50, 50, 0) and a.end == c.end == 150
    assert a.windows == {"before": (15, 25), "after": (40, 50), "end": (140, 150)}
    assert c.windows == {"before": (40, 50), "after": (65, 75), "end": (140, 150)}


def test_moments_follow_what_a_condition_sets(dataset):
    set_by_start = dataset.assign_coords(
        switch_sharp=("initialisation", [25.0, 30.0]), calcium_target=("initialisation", [125.0, 90.0])
    )
    found = moments_of_conditions(named_conditions(set_by_start, "network_rhythm", network_rhythm.NEEDED))
    assert [each.switch for each in found] == [25, 30, 50, 50]
    assert [each.calcium_target for each in found] == [125, 90, 125, 90]
    assert found[1].windows["before"] == (20, 30)


def test_neuromodulation_that_is_not_swept_is_that_of_the_parameters(values):
    for kind, switch in ((0.0, 25), (2.0, 50)):
        data = network_dataset({**values, "neuromodulation": kind}, {"initialisation": AXES["initialisation"]}, 1)
        found = moments_of_conditions(named_conditions(data, "network_rhythm", network_rhythm.NEEDED))
        assert [each.switch for each in found] == [switch, switch]


# --- network_rhythm


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


# --- network_traces


def test_traces_are_the_last_seconds_of_the_measured_windows(excerpt_of, content):
    taken = excerpt_of(content)
    assert dict(taken["voltage"].sizes) == {
        "neuromodulation": 2, "initialisation": 2, "seed": 1, "window": 3, "cell": 5, "voltage_time": 8000,
    }  # fmt: skip
    assert taken["seed"].values.tolist() == [5] and taken["cell"].values.tolist() == [1, 2, 3, 4, 5]
    assert taken["window"].values.tolist() == ["before", "after", "end"] and taken["voltage"].attrs["units"] == "mV"
    # windows of 10 s end at the switch, 25 s after it, and at the end
    assert taken["window_start"].sel(initialisation="consistent").values.tolist() == [[16, 41, 66], [26, 51, 66]]
    assert taken["window_start"].attrs["units"] == "s"
    for window, recorded in enumerate((0, 3, 4)):  # those at the switch and at the start of homeostasis are left out
        period = 20 + recorded + 10 * 3 + 2
        wave = 50 * np.sin(2 * np.pi * np.arange(12000, 20000) / period)
        np.testing.assert_allclose(taken["voltage"].values[1, 0, 0, window, 3], wave, atol=1e-5)
    assert json.loads(taken.attrs["parameters_json"])["duration"] == 70


def test_short_windows_are_taken_whole(excerpt_of, content):
    content["parameters"] |= {"window": "3 s"}
    taken = excerpt_of(content)
    assert taken.sizes["voltage_time"] == 6000
    assert taken["window_start"].values[0, 0].tolist() == [17, 35, 67]  # the second 15 s after the switch
    assert "the last 3 s of the windows" in network_traces.draw(taken).caption


def test_traces_lose_nothing_of_their_outline(excerpt_of, content):
    taken = excerpt_of(content)
    drawing = network_traces.draw(taken)
    rows = rows_at(drawing.table, panel="c", cell=4, window="after")
    samples = taken["voltage"].values[1, 0, 0, 1, 3]
    assert set(rows["value"]) <= set(samples) and len(rows) == 1000
    assert rows["value"].max() == samples.max() and rows["value"].min() == samples.min()
    assert set(rows["role"]) == {"slow pair"} and set(rows["window_start"]) == {51.0} and set(rows["units"]) == {"mV"}
    drawn = [line for panel in drawing.figure.axes for line in lines(panel, "c cell 4")]
    assert len(drawn) == 3  # windows
    np.testing.assert_array_equal(drawn[1].get_ydata(), rows["value"])
    np.testing.assert_array_equal(drawn[1].get_xdata(), rows["time"])


def test_rows_are_cells_and_columns_windows(excerpt_of, content):
    figure = network_traces.draw(excerpt_of(content)).figure
    written = [text.get_text() for panel in figure.axes for text in panel.texts]
    assert written[:5] == [
        "a", "neuromodulation: sharp, initialisation: published",
        "before: 16 to 20 s", "after: 41 to 45 s", "end: 66 to 70 s",
    ]  # fmt: skip
    assert written[12:15] == ["before: 26 to 30 s", "after: 51 to 55 s", "end: 66 to 70 s"]
    labels = [panel.get_ylabel() for panel in figure.axes if panel.get_ylabel()]
    assert labels == ["fast 1", "fast 2", "hub 3", "slow 4", "slow 5"] * 4
    assert figure.get_supylabel() == "Membrane potential (mV)"
    assert {panel.get_xlabel() for panel in figure.axes if panel.get_xlabel()} == {"Time in the window (s)"}
    for panel in figure.axes:
        for line in panel.lines:
            assert line.get_color() == role_of(int(line.get_label()[-1])).colour


def test_failed_point_has_no_trace_but_a_note(excerpt_of, content):
    drawing = network_traces.draw(excerpt_of(content, failed=1))
    assert "1 of 4 points missing." in drawing.caption
    rows = rows_at(drawing.table, panel="b")
    assert rows["value"].isna().all() and len(rows) == 15 and set(rows["window_start"]) == {16.0, 41.0, 66.0}
    notes = [text.get_text() for panel in drawing.figure.axes for text in panel.texts]
    assert notes.count("no result") == 15  # five cells in three windows
    assert "before: 16 to 20 s" in notes


# --- both of them


def test_six_conditions_fit_on_a_page(values, excerpt_of, content):
    content["axes"]["neuromodulation"] = list(THREE_KINDS["neuromodulation"])
    traces, rhythm = network_traces.draw(excerpt_of(content)), network_rhythm.draw(network_dataset(values, THREE_KINDS))
    for drawing in (traces, rhythm):
        assert drawing.figure.get_figheight() * MILLIMETRES_PER_INCH <= 240.001
        assert set(drawing.table["panel"]) == set("abcdef")


def test_same_input_gives_the_same_bytes(values, excerpt_of, content, tmp_path):
    content["axes"] = {"neuromodulation": ["sharp"]}
    inputs = {
        "dataset": network_dataset(values, {"neuromodulation": ("sharp",)}, 1),
        "network_traces": excerpt_of(content),
    }
    for name in NAMES:
        first, second = (save_drawing(draw_figure(name, inputs), tmp_path / part, name) for part in "ab")
        for suffix, path in first.items():
            assert path.read_bytes() == second[suffix].read_bytes(), (name, suffix)


def test_registry_says_what_they_need(dataset):
    for name, module in (("network_traces", network_traces), ("network_rhythm", network_rhythm)):
        assert FIGURES[name].variables == module.NEEDED and FIGURES[name].caption.endswith(".")
    with pytest.raises(ValueError, match="figure network_rhythm needs the variable antiphase, which the dataset lacks"):
        network_rhythm.draw(dataset.drop_vars("antiphase"))
