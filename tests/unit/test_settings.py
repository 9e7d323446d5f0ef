"""Settings: what values of an axis set besides it, from the study file to points, design table and dataset."""

import numpy as np
import pytest
import xarray as xr

from homeotherm.dataset import gather
from homeotherm.design import batches_of, design_rows, points_of
from homeotherm.errors import InputError
from homeotherm.files import read_dataset, write_dataset
from homeotherm.study import check_study, load_study

BLOCKADE = {"H": {"ultraslow_target": -4}, "CaT": {"slow_target": -10, "ultraslow_target": 3}}


@pytest.fixture
def content() -> dict:
    """Return the content of a study of a blocked channel, out of order on purpose."""
    return {
        "title": "A study", "question": "Does it work?", "model": "stg", "parameters": {"ultraslow_target": 5},
        "axes": {"blocked_channel": ["H", "none", "CaT"], "calcium_target": [100, 125]}, "seeds": {"count": 2},
    }  # fmt: skip


@pytest.fixture
def check(project, content):
    """Return a function that checks the study with these settings."""
    return lambda settings: check_study("small", {**content, "settings": settings}, project / "config" / "models")


def test_a_point_has_what_its_value_sets_and_the_others_what_the_study_says(check):
    found = {
        (point.parameters["blocked_channel"], point.parameters["slow_target"], point.parameters["ultraslow_target"])
        for point in points_of(check({"blocked_channel": BLOCKADE}))
    }
    assert found == {(0, -8, 5), (2, -10, 3), (7, -8, -4)}


def test_settings_lead_to_the_same_points_as_parameters_do(check, content, project):
    by_axis = {point.id for point in points_of(check({"blocked_channel": BLOCKADE}))}
    alone = {**content, "parameters": {"ultraslow_target": -4}}
    alone["axes"] = {"blocked_channel": ["H"], "calcium_target": [125]}
    study = check_study("alone", alone, project / "config" / "models")
    assert {point.id for point in points_of(study)} < by_axis


def test_values_of_numbers_have_settings_too(check):
    study = check({"calcium_target": {100: {"translation_time": "200 ms"}}})
    times = {point.parameters["calcium_target"]: point.parameters["translation_time"] for point in points_of(study)}
    assert times == {100: 200, 125: 100}


def test_the_design_table_shows_them(check):
    study = check({"blocked_channel": BLOCKADE})
    points = points_of(study)
    header, rows = design_rows(study, batches_of(points, ["b"] * len(points), None))
    chosen = [header.index(name) for name in ("blocked_channel", "slow_target", "ultraslow_target")]
    assert {tuple(row[place] for place in chosen) for row in rows} == {
        ("none", "-8.0", "5.0"), ("CaT", "-10.0", "3.0"), ("H", "-8.0", "-4.0"),
    }  # fmt: skip


REFUSED = [
    ({"blocked_chanel": BLOCKADE}, "settings.blocked_chanel: is no axis of this study (did you mean 'blocked_channel'?); allowed: blocked_channel, calcium_target"),
    ({"blocked_channel": {"h": {"slow_target": 1}}}, "settings.blocked_channel.h: is not on the axis"),
    ({"calcium_target": {101: {"slow_target": 1}}}, "settings.calcium_target.101: is not on the axis; allowed: 100, 125"),
    ({"blocked_channel": {"H": {"slow_targte": 1}}}, "settings.blocked_channel.H.slow_targte: 'slow_targte' is no parameter of stg (did you mean 'slow_target'?)"),
    ({"blocked_channel": {"H": {"slow_target": 1000}}}, "settings.blocked_channel.H.slow_target: 1000 is out of range; allowed: -100 to 100"),
    ({"blocked_channel": {"H": {"calcium_target": 1}}}, "settings.blocked_channel.H.calcium_target: is set under axes.calcium_target; allowed: one of the two places"),
    ({"blocked_channel": BLOCKADE, "calcium_target": {100: {"slow_target": 1}}}, "settings.calcium_target.100.slow_target: is set under settings.blocked_channel; allowed: one of the two places"),
    ({"blocked_channel": {"H": {}}}, "settings.blocked_channel.H: sets nothing; allowed: parameters and their values"),
    ({"blocked_channel": {}}, "settings.blocked_channel: is empty; allowed: values of the axis and what they set"),
    ({"blocked_channel": {"H": 3}}, "settings.blocked_channel.H: 3 is not usable; allowed: axis to value to parameters"),
    ({"blocked_channel": {"H": {"settle_duration": "150.5 s"}}}, "settle_duration: 150.5 s; allowed: a multiple of 1 s"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "line"), REFUSED, ids=[line[:50] for _, line in REFUSED])
def test_refused_with_one_line(check, settings, line):
    with pytest.raises(InputError) as error:
        check(settings)
    assert str(error.value).startswith(line)
    assert "allowed: " in str(error.value) and "\n" not in str(error.value)


def test_refused_beside_a_sampled_design(project):
    content = {
        "title": "A study", "question": "Does it work?", "model": "stg", "seeds": {"count": 1},
        "design": {"method": "morris", "trajectories": 2, "factors": {"calcium_target": [100, 125], "slow_target": [-8, -6]}},
        "settings": {"calcium_target": {100: {"slow_target": 1}}},
    }  # fmt: skip
    with pytest.raises(InputError, match=r"^settings: stand beside a sampled design; allowed: with axes"):
        check_study("sampled", content, project / "config" / "models")


def test_the_dataset_has_them_along_their_axis(check, tmp_path):
    study = check({"blocked_channel": {"H": {"ultraslow_target": -4, "neuromodulation": "sharp"}}})
    points = points_of(study)
    measured = xr.Dataset(
        {"status": ("point", np.zeros(len(points), np.int8)),
         "message": ("point", np.array([""] * len(points), dtype=object))},
        coords={"point": np.array([point.id for point in points], dtype=object)},
    )  # fmt: skip
    write_dataset(measured, tmp_path / "a.nc")
    manifest = {"model": "stg", "structure": {}, "brian2": "0", "compiler": "none", "flags": []}
    gather(study, [tmp_path / "a.nc"], [manifest], {"commit": "unknown", "versions": {}}, tmp_path / "dataset.nc")
    dataset = read_dataset(tmp_path / "dataset.nc")
    assert dataset["ultraslow_target"].dims == dataset["neuromodulation"].dims == ("blocked_channel",)
    assert dataset["blocked_channel"].values.tolist() == ["none", "CaT", "H"]
    assert dataset["ultraslow_target"].values.tolist() == [5, 5, -4]
    assert dataset["neuromodulation"].values.tolist() == ["controlled", "controlled", "sharp"]


def test_targets_of_a_blocked_channel_are_those_published(project):
    study = load_study("blockade", project / "config")
    targets = {
        study.axes[0].labels[position]: (values["slow_target"], values["ultraslow_target"])
        for position in range(len(study.axes[0]))
        for values in [study.axes[0].at(position)]
    }
    assert targets == {"none": (-8, 4), "Na": (-8, 4), "CaT": (-10, 3), "KCa": (-8, -4), "H": (-8, -4)}
