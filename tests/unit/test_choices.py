"""Parameters whose values are names: in tables, study files, designs, datasets and claims."""

import re

import numpy as np
import pytest
import xarray as xr

from homeotherm.analysis.claims import claim_table
from homeotherm.dataset import gather
from homeotherm.design import batches_of, design_rows, point_id, points_of, with_unit
from homeotherm.errors import InputError
from homeotherm.files import read_dataset, read_table, write_dataset, write_table
from homeotherm.models import room
from homeotherm.parameters import load_model_table
from homeotherm.study import check_study

MANIFEST = {"model": "stg", "structure": {}, "brian2": "0", "compiler": "none", "flags": []}
ORIGIN = {"commit": "unknown", "versions": {}}


@pytest.fixture(scope="module")
def stg(project):
    return load_model_table("stg", project / "config" / "models")


@pytest.fixture
def content() -> dict:
    """Return the content of a small study of neurons under neuromodulation."""
    return {
        "title": "A study", "question": "Does it work?", "model": "stg", "parameters": {"cells": 4},
        "axes": {"neuromodulation": ["sharp", "none"]}, "seeds": {"count": 3},
    }  # fmt: skip


@pytest.fixture
def check(project, content):
    """Return a function that checks the study with other top-level keys."""
    return lambda **changes: check_study("small", {**content, **changes}, project / "config" / "models")


def claim(**changes: object) -> dict:
    """Return a claim that holds where sharp neuromodulation lowers the share; a change to None takes the key away."""
    entry = {
        "name": "lost", "claim": "Fewer burst.", "quantity": "bursting_share", "phase": "modulated", "test": "difference",
        "between": [{"neuromodulation": "none"}, {"neuromodulation": "sharp"}], "direction": "falls", "minimum_effect": 0.25,
    }  # fmt: skip
    return {key: value for key, value in {**entry, **changes}.items() if value is not None}


# --- tables


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("value: controlled", "value: kontrolled", "neuromodulation.neuromodulation.value: 'kontrolled' is no choice; allowed: none, sharp, controlled"),
        ("choices: [none, sharp, controlled]", "chioces: [none, sharp, controlled]", "unknown key 'chioces' (did you mean 'choices'?)"),
        ("choices: [none, sharp, controlled], value: controlled,", "value: 1,", "allowed, unit is missing; required:"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_one_line(project, tmp_path, old, new, line):
    text = (project / "config" / "models" / "stg.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "stg.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_model_table("stg", tmp_path)
    assert line in str(error.value) and "\n" not in str(error.value)


def test_a_value_is_the_position_of_its_name(stg):
    kind = stg.parameters["neuromodulation"]
    assert stg.defaults()["neuromodulation"] == 2.0
    assert [kind.read("key", name) for name in kind.choices] == [0.0, 1.0, 2.0]
    assert stg.structure(stg.defaults())["modulated_pair"] == 0.0


@pytest.mark.parametrize("given", ["Sharp", "", 1, 1.0, True, None, ["none"], "none ", "1"])
def test_nothing_else_is_a_value(stg, given):
    with pytest.raises(InputError, match=r"^key: .* is no choice.*; allowed: none, sharp, controlled$"):
        stg.parameters["neuromodulation"].read("key", given)


# --- study files


def test_an_axis_has_the_order_of_the_table(check):
    (axis,) = check().axes
    assert (axis.values, axis.labels) == ((0.0, 1.0), ("none", "sharp"))
    assert check(parameters={"blocked_channel": "KCa"}).fixed == {"blocked_channel": 5.0}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"axes": {"neuromodulation": ["none", "shrap"]}}, "axes.neuromodulation: 'shrap' is no choice (did you mean 'sharp'?); allowed: none, sharp, controlled"),
        ({"axes": {"neuromodulation": [0, 1]}}, "axes.neuromodulation: 0 is no choice; allowed: none, sharp, controlled"),
        ({"axes": {"neuromodulation": ["none", "none"]}}, "axes.neuromodulation: 'none' stands twice; allowed: each value once"),
        ({"axes": {"neuromodulation": []}}, "axes.neuromodulation: is empty"),
        ({"axes": {"neuromodulation": {"from": 0, "to": 2, "step": 1}}}, "axes.neuromodulation: is not a list; allowed: a list of none, sharp, controlled"),
        ({"axes": {"neuromodulation": {"values": ["none"], "unit": "1"}}}, "axes.neuromodulation: is not a list"),
        ({"parameters": {"blocked_channel": "Kda"}}, "parameters.blocked_channel: 'Kda' is no choice (did you mean 'Kd'?); allowed: none, Na, CaT"),
        ({"parameters": {"blocked_channel": "leak"}}, "parameters.blocked_channel: 'leak' is no choice"),
        ({"parameters": {"modulated_pair": 0}}, "parameters.modulated_pair: 0 is no choice; allowed: CaS_A, CaS_H"),
    ],
)  # fmt: skip
def test_refused_with_one_line(check, changes, line):
    with pytest.raises(InputError) as error:
        check(**changes)
    assert str(error.value).startswith(line) and "allowed: " in str(error.value) and "\n" not in str(error.value)


def test_names_cannot_be_sampled(check):
    design = {
        "method": "morris", "trajectories": 2,
        "factors": {"slow_target": [-8, 5], "neuromodulation": ["none", "controlled"]},
    }  # fmt: skip
    with pytest.raises(
        InputError, match="^design.factors.neuromodulation: takes names, which cannot be sampled; allowed"
    ):
        check(axes=None, design=design)


def test_every_name_is_another_point(stg):
    values = stg.defaults()
    kinds = {point_id(stg, {**values, "neuromodulation": float(kind)}, {}, 1) for kind in range(3)}
    assert len(kinds) == 3


# --- design and dataset


def test_design_says_the_name_once(check):
    study = check(axes={"neuromodulation": ["sharp", "none"], "slow_target": [-8, -4]})
    points = points_of(study)
    header, rows = design_rows(study, batches_of(points, ["b"] * len(points), None))
    assert header == ["point", "batch", "neuromodulation", "slow_target", "seed"]
    assert [row[2:] for row in rows[::3]] == [["none", "-8.0", "1"], ["none", "-4.0", "1"], ["sharp", "-8.0", "1"], ["sharp", "-4.0", "1"]]  # fmt: skip


def test_every_parameter_can_be_a_column_of_a_file(stg, tmp_path):
    """No name of a NetCDF variable may hold a slash, and the unit of a conductance per area has one."""
    names = [with_unit(name, row.unit) for name, row in stg.parameters.items()]
    assert "membrane_capacitance_uF_per_cm2" in names and "sodium_synthesis_time_ms_cm2_per_mS" in names
    assert not any(re.search(r"[^A-Za-z0-9_]", name) for name in names)
    write_dataset(xr.Dataset({name: ("point", [1.0]) for name in names}), tmp_path / "columns.nc")


def measured(study, path, share):
    """Write a measure file in which a share of the cells bursts, by kind and phase."""
    points, phases = points_of(study), room("stg", "observables").phases(study.base)
    values = [[share(point.parameters["neuromodulation"], phase, point.seed) for phase in phases] for point in points]
    dataset = xr.Dataset(
        {
            "bursting_share": (("point", "phase"), np.array(values), {"units": "1"}),
            "status": ("point", np.zeros(len(points), np.int8)),
            "message": ("point", np.array([""] * len(points), dtype=object)),
        },
        coords={"point": np.array([point.id for point in points], dtype=object), "phase": list(phases)},
    )
    write_dataset(dataset, path)
    return path


def test_dataset_has_the_names_on_its_axis(check, tmp_path):
    study = check()
    files = [measured(study, tmp_path / "a.nc", lambda kind, phase, seed: kind + 10 * seed)]
    gather(study, files, [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
    dataset = read_dataset(tmp_path / "dataset.nc")
    assert dataset["neuromodulation"].values.tolist() == ["none", "sharp"]
    assert dataset["neuromodulation"].attrs == {"long_name": "neuromodulation"}
    assert dataset["bursting_share"].dims == ("neuromodulation", "seed", "phase")
    assert dataset["bursting_share"].sel(neuromodulation="sharp", seed=2, phase="early").item() == 21.0


def test_names_survive_a_table(tmp_path):
    """Pandas reads some words as missing numbers; no name of a choice may be one of them."""
    import pandas as pd

    names = ["none", "Na", "sharp", "CaS_A"]
    write_table(pd.DataFrame({"name": names}), tmp_path / "names.csv")
    assert read_table(tmp_path / "names.csv")["name"].tolist() == names


# --- claims with phases of the model


def test_a_claim_on_names_and_phases_is_judged(check, tmp_path):
    study = check(claims=[claim(), claim(name="before", phase="settled")])
    files = [measured(study, tmp_path / "a.nc", lambda kind, phase, seed: 1.0 - 0.5 * kind * (phase == "modulated") + 0.01 * seed)]  # fmt: skip
    gather(study, files, [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
    table = claim_table(read_dataset(tmp_path / "dataset.nc"), study.claims).set_index("claim")
    assert table["verdict"].to_dict() == {"lost": "holds", "before": "does not hold"}
    assert table.loc["lost", "observed"] == pytest.approx(-0.5) and table.loc["lost", "phase"] == "modulated"
    assert table.loc["lost", "conditions"] == "neuromodulation none / neuromodulation sharp"


def test_the_last_phase_counts_if_none_is_named(check):
    assert check(claims=[claim(phase=None)]).claims[0].phase == "modulated"
    washed = check(claims=[claim(phase=None)], parameters={"washout_duration": "5 s"})
    assert washed.claims[0].phase == "washed_out"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"phase": "modulatd"}, "claims.lost.phase: 'modulatd' is no phase (did you mean 'modulated'?); allowed: settled, early, modulated"),
        ({"phase": "washed_out"}, "claims.lost.phase: 'washed_out' is no phase; allowed: settled, early, modulated"),
        ({"quantity": "lost_share"}, "claims.lost.phase: 'lost_share' has no phases; allowed: to leave it out"),
        ({"quantity": "burstiness"}, "claims.lost.quantity: 'burstiness' is not one number per point (it has cell, phase)"),
        ({"between": [{"neuromodulation": "none"}, {"neuromodulation": "controled"}]}, "claims.lost.between.neuromodulation: 'controled' is not on the axis; allowed: none, sharp"),
        ({"between": [{"neuromodulation": "none"}, {"neuromodulation": "shrap"}]}, "claims.lost.between.neuromodulation: 'shrap' is not on the axis (did you mean 'sharp'?)"),
        ({"between": [{"neuromodulation": 0}, {"neuromodulation": 1}]}, "claims.lost.between.neuromodulation: 0 is not on the axis"),
    ],
)  # fmt: skip
def test_wrong_claims_are_one_line(check, changes, line):
    with pytest.raises(InputError) as error:
        check(claims=[claim(**changes)])
    assert str(error.value).startswith(line) and "\n" not in str(error.value)


def test_names_have_no_order_to_go_along(check):
    along = claim(
        test="monotone", between=None, direction=None, minimum_effect=None, along="neuromodulation", above=0.5
    )
    axes = {"neuromodulation": ["none", "sharp", "controlled"], "slow_target": [-8]}
    with pytest.raises(InputError) as error:
        check(claims=[along], axes=axes)
    assert str(error.value) == (
        "claims.lost.along: neuromodulation is an axis of names, which have no order; "
        "allowed: an axis of numbers (slow_target)"
    )
