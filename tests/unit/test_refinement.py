"""Adaptive refinement: known transitions are bracketed, by the code that studies use, and only new values are added."""

import copy
import math

import numpy as np
import pytest
import xarray as xr

from homeotherm.analysis.brackets import OPEN, RESOLVED, bracket_table
from homeotherm.computed_point import compute_point
from homeotherm.errors import InputError, SimulationError
from homeotherm.files import write_table
from homeotherm.models.maps.observables import measure
from homeotherm.points import points_of
from homeotherm.refinement import FILE, STATE, Refinement, next_values, read_added, write_added
from homeotherm.refining import refine
from homeotherm.study import check_study, load_study, results_of
from homeotherm.study_file import read_study


def refined(project, content, folder):
    """Refine a study of maps until it stops; return the study, its brackets, the line, and the points of each round."""
    config, runs, done = folder / "config", [], {}
    for _ in range(50):
        study = check_study("small", content, project / "config" / "models", read_added(results_of("small", config)))
        points = points_of(study)
        new = [point for point in points if point.id not in done]
        for point in new:
            kept = compute_point(study.table, point.id, point.parameters, point.seed)
            done[point.id] = measure(kept, point.parameters)[content["refinement"]["quantity"]]
        runs.append({point.id for point in new})
        dims = (*(axis.name for axis in study.axes), "seed")
        values = np.array([done[name] for name in points.names()], float).reshape(study.shape)
        dataset = xr.Dataset(
            {
                content["refinement"]["quantity"]: (dims, values, {"units": "1"}),
                "status": (dims, np.zeros(values.shape)),
            },
            coords={axis.name: list(axis.values) for axis in study.axes} | {"seed": list(study.seeds)},
        )
        table = bracket_table(dataset, study.refinement)
        write_table(table, folder / "brackets.csv")
        line = refine(study, folder / "brackets.csv", config)
        assert (results_of("small", config) / STATE).read_text() == line + "\n"
        if line.startswith("stopped"):
            return study, table, line, runs
    raise AssertionError("it does not stop")


def test_period_doublings_of_the_logistic_map(project, tmp_path):
    """From 1 to 2 at r = 3 and from 2 to 4 at r = 1 + sqrt 6, each within 0.001."""
    content = read_study(project / "config" / "studies" / "maps_refined.yaml")
    study, table, line, runs = refined(project, content, tmp_path)
    assert (table["status"] == RESOLVED).all() and (table["width"] <= 0.001).all()
    assert table[["value_at_low", "value_at_high"]].values.tolist() == [[1, 2], [2, 4]]
    for place, (low, high) in zip((3, 1 + math.sqrt(6)), table[["low", "high"]].values, strict=True):
        assert low < place < high
    assert line.startswith("stopped after 9 rounds: all brackets are 0.001 wide or narrower; 2 brackets in")
    assert [len(points) for points in runs] == [12, *[6] * 8, len(runs[-1])] and not set.intersection(*runs)
    assert len(study.axes[0]) == 4 + sum(map(len, study.refinement.added))


def test_folds_from_either_side(project, tmp_path):
    """A state followed from below jumps at 2/(3 sqrt 3), one followed from above at -2/(3 sqrt 3): hysteresis."""
    content = read_study(project / "config" / "studies" / "folds_refined.yaml")
    _, table, _, _ = refined(project, content, tmp_path)
    fold = 2 / (3 * math.sqrt(3))
    assert table["lowest_start"].tolist() == [-1.5, 1.5] and (table["status"] == RESOLVED).all()
    for place, (low, high) in zip((fold, -fold), table[["low", "high"]].values, strict=True):
        assert low < place < high and high - low <= 0.0005


def test_onset_without_a_jump_leaves_no_bracket(project, tmp_path):
    """The frequency sqrt(I)/pi starts from 0: below I = (0.05 pi)^2 = 0.025 it changes by less than 0.05."""
    content = read_study(project / "config" / "studies" / "folds_refined.yaml")
    content |= {"axes": {"drive": [-0.5, 0.5]}, "parameters": {"map": "quadratic", "transient": 2000, "iterations": 2000},
                "refinement": {"axis": "drive", "quantity": "frequency", "change": 0.05, "width": 0.001}}  # fmt: skip
    del content["settings"]
    _, table, line, _ = refined(project, content, tmp_path)
    assert table.empty and "no change of frequency by 0.05 or more is left" in line


def test_rounds_and_values_are_bounded(project, tmp_path):
    content = read_study(project / "config" / "studies" / "maps_refined.yaml")
    content["parameters"] = {"transient": 2000}
    content["refinement"]["rounds"] = 2
    _, table, line, runs = refined(project, content, tmp_path / "rounds")
    assert "2 rounds are done, 2 brackets are wider than 0.001" in line and (table["status"] == OPEN).all()
    content["refinement"] |= {"rounds": 9, "values": 7}
    study, _, line, _ = refined(project, content, tmp_path / "values")
    assert "more than 7 values" in line and len(study.axes[0]) <= 7


RULE = Refinement("drive", "mean", 0.5, 0.1, 3, 50)


@pytest.mark.parametrize(
    ("brackets", "known", "reason", "values"),
    [
        ([(0, 1), (2, 2.1)], [0, 1, 2, 2.1], "", (0.5,)),
        ([(0, 1), (0, 1), (1, 2)], [0, 1, 2], "", (0.5, 1.5)),
        ([(0, 0.1)], [0, 0.1, 1], "all brackets are 0.1 wide or narrower", ()),
        ([], [0, 1], "no change of mean by 0.5 or more is left", ()),
    ],
)
def test_next_values(brackets, known, reason, values):
    assert next_values(brackets, RULE, known) == (reason, values)


def test_rounds_come_back_from_their_file(tmp_path):
    assert read_added(tmp_path) == []
    write_added(tmp_path, RULE, (0.1, 0.3))
    once = Refinement("drive", "mean", 0.5, 0.1, 3, 50, ((0.1, 0.3),))
    write_added(tmp_path, once, (1 / 3,))
    assert read_added(tmp_path) == [[0.1, 0.3], [1 / 3]]
    (tmp_path / FILE).write_text("round,axis,value\n2,drive,0.1\n")
    with pytest.raises(SimulationError, match="is no list of rounds .*; remove it to start refining again"):
        read_added(tmp_path)


def test_brackets_leave_out_what_no_seed_has():
    """Means over the seeds that are ok: 1, 1, missing, 3, 3, of which nothing is said next to the missing one."""
    values = np.array([[1, 1], [1, 1], [9, 9], [3, np.nan], [4, 2]], float)
    status = np.zeros((5, 2))
    status[2] = 1
    dataset = xr.Dataset(
        {"mean": (("drive", "seed"), values), "status": (("drive", "seed"), status)},
        coords={"drive": np.arange(5.0), "seed": [1, 2]},
    )
    assert bracket_table(dataset, RULE).empty
    dataset["status"][2] = 0
    table = bracket_table(dataset, RULE)
    assert table[["low", "high", "seeds", "status"]].values.tolist() == [[1, 2, 2, OPEN], [2, 3, 1, OPEN]]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"axis": "growth"}, "refinement.axis: 'growth' is no axis of this study (did you mean 'growth_rate'?); allowed: growth_rate"),
        ({"quantity": "density"}, "refinement.quantity: 'density' is not one number per point"),
        ({"width": 1}, "refinement.width: 1; allowed: above 0 and below the length of the axis, 0.7"),
        ({"change": 0}, "refinement.change: 0 is not usable; allowed: axis, quantity, change, width"),
        ({"wdth": 1}, "refinement.wdth: unknown key (did you mean 'width'?); allowed: axis"),
    ],
)  # fmt: skip
def test_refused_with_one_line(project, changes, line):
    content = copy.deepcopy(read_study(project / "config" / "studies" / "maps_refined.yaml"))
    content["refinement"] |= changes
    with pytest.raises(InputError) as error:
        check_study("small", content, project / "config" / "models")
    assert str(error.value).startswith(line)


def test_values_beyond_the_axis_are_refused(project):
    content = read_study(project / "config" / "studies" / "maps_refined.yaml")
    with pytest.raises(
        InputError, match="refinement.csv: 9 lies beyond axes.growth_rate; allowed: between 2.8 and 3.5"
    ):
        check_study("small", content, project / "config" / "models", [[9.0]])


def test_a_study_without_refinement_cannot_be_refined(project, tmp_path):
    with pytest.raises(InputError, match="refine: study 'maps' has no refinement"):
        refine(load_study("maps", project / "config"), tmp_path / "brackets.csv", tmp_path)


def test_microcircuits_and_stg_neurons_can_be_refined_too(project):
    """The key is no matter of the model: an axis of numbers and a measure that is one number per point."""
    for name, axis, quantity, width in (("metaboplasticity_small", "temperature", "weight_mean", 0.1),
                                        ("temperature", "q10_spread", "crashed_share", 0.05)):  # fmt: skip
        content = read_study(project / "config" / "studies" / f"{name}.yaml")
        content["refinement"] = {"axis": axis, "quantity": quantity, "change": 0.1, "width": width}
        first = check_study(name, content, project / "config" / "models")
        middle = sum(first.axes[0].values[:2]) / 2
        longer = check_study(name, content, project / "config" / "models", [[middle]])
        assert middle in longer.axes[0].values and len(longer.axes[0]) == len(first.axes[0]) + 1
        assert set(points_of(first).names()) < set(points_of(longer).names())
