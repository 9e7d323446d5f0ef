"""Sampled designs: their points, what stays the same, and the one line that says why a design is not usable."""

import copy
import itertools
from dataclasses import replace

import numpy as np
import pytest
from sampled import invented_axis, invented_table
from test_dataset import MANIFEST, ORIGIN, write_measures
from test_study import DELETE, change

from homeotherm.catalogue import figures_of
from homeotherm.dataset import gather
from homeotherm.design import batches_of, design_rows, point_id, points_of, summary
from homeotherm.digests import digest
from homeotherm.errors import InputError
from homeotherm.files import read_dataset
from homeotherm.sampling import Design, sample_axis

MORRIS = {
    "method": "morris", "trajectories": 3, "levels": 4, "random_seed": 1,
    "factors": {
        "q10_afferent_rate": [2, 4], "temperature": {"from": 30, "to": 42, "unit": "degC"},
        "adaptation_increment": ["3 nS", "12 nS"],
    },
}  # fmt: skip
SOBOL = {"method": "sobol", "samples": 4, "factors": MORRIS["factors"]}


@pytest.fixture
def sampled(content):
    """Return the content of a small study with a design of Morris."""
    changed = {key: value for key, value in content.items() if key != "axes"}
    return {**changed, "design": copy.deepcopy(MORRIS)}


def in_batches(study, size=None):
    """Return the batches of a study that all share one build."""
    points = points_of(study)
    return batches_of(points, ["b"] * len(points), size)


# --- what is sampled


def test_points_are_samples_times_seeds(study_of, sampled):
    study = study_of(sampled)
    assert study.shape == (3 * 4, 2)
    points = points_of(study)
    assert [point.index for point in points] == list(itertools.product(range(12), range(2)))
    assert {point.parameters["neurons"] for point in points} == {200.0}
    assert points[0].parameters["temperature"] == study.axes[0].at(0)["temperature"]


def test_trajectories_run_on_the_grid_and_change_one_factor_by_two_thirds(study_of, sampled):
    axis = study_of(sampled).sampled
    places = (np.array(axis.values) - [2, 30, 3]) / [2, 12, 9]
    assert np.allclose(places * 3, np.round(places * 3), atol=1e-5)  # levels 0, 1/3, 2/3, 1
    steps = np.diff(places.reshape(3, 4, 3), axis=1)
    assert ((steps != 0).sum(axis=2) == 1).all() and ((steps != 0).sum(axis=1) == 1).all()
    assert np.allclose(np.abs(steps[steps != 0]), 2 / 3, atol=1e-5)


def test_blocks_mix_two_rows(study_of, sampled):
    axis = study_of({**sampled, "design": SOBOL}).sampled
    values = np.array(axis.values)
    assert values.shape == (4 * (3 + 2), 3)
    assert (values >= [2, 30, 3]).all() and (values <= [4, 42, 12]).all()
    for block in values.reshape(4, 5, 3):
        for factor in range(3):
            expected = block[0].copy()
            expected[factor] = block[-1][factor]
            assert block[1 + factor].tolist() == expected.tolist()


def test_second_order_doubles_the_block(study_of, sampled):
    study = study_of({**sampled, "design": {**SOBOL, "second_order": True}})
    assert len(study.sampled) == 4 * (2 * 3 + 2) and study.sampled.group_size == 8


def test_values_have_six_significant_digits(study_of, sampled):
    for design in (MORRIS, SOBOL):
        for value in np.ravel(study_of({**sampled, "design": design}).sampled.values):
            assert value == float(f"{value:.6g}")


def test_the_seed_decides_the_sample(study_of, sampled):
    other = {**sampled, "design": {**MORRIS, "random_seed": 2}}
    assert study_of(sampled).sampled.values == study_of(copy.deepcopy(sampled)).sampled.values
    assert study_of(sampled).sampled.values != study_of(other).sampled.values


def test_samples_are_a_contract():
    """Published studies stand on these points: another version of the sampler must not change them unseen."""
    ranges = {"x": (0.0, 1.0), "y": (10.0, 40.0)}
    assert {
        method: digest(invented_axis(ranges, method=method, **size).values)
        for method, size in (("morris", {"trajectories": 4}), ("sobol", {"samples": 8}))
    } == {"morris": "2ad5ccc948f9508f", "sobol": "e440f5a692f213cc"}


def test_more_seeds_leave_old_points_alone(study_of, sampled):
    more = {**sampled, "seeds": {"count": 3}}
    old, new = ({point.id for point in points_of(study_of(content))} for content in (sampled, more))
    assert old < new


# --- points that repeat

REPEATING = {"method": "morris", "trajectories": 20, "factors": {"q10_turnover": [1, 3], "q10_adaptation": [1, 3]}}


def test_a_repeated_point_is_simulated_once_and_shown_at_each_place(study_of, sampled, tmp_path):
    study = study_of({**sampled, "design": REPEATING})
    points = points_of(study)
    unique = {point.id for point in points}
    # 60 positions on a grid of 4 x 4
    assert len(points) == 120 and len(unique) <= 32
    for size in (None, 1, 7):
        held = [point.id for batch in in_batches(study, size) for point in batch.points]
        assert len(held) == len(set(held)) == len(unique) and set(held) == unique
    files = [write_measures(batch.points, tmp_path / f"{batch.id}.nc") for batch in in_batches(study, 7)]
    gather(study, files, [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
    dataset = read_dataset(tmp_path / "dataset.nc")
    assert dataset["weight_mean"].dims == ("sample", "seed") and dataset["weight_mean"].shape == (60, 2)
    assert np.isfinite(dataset["weight_mean"].values).all() and (dataset["status"] == 0).all()
    assert len(set(dataset["point"].values.ravel())) == len(unique)
    for point in points:
        assert dataset["point"].values[point.index] == point.id
        assert dataset["weight_mean"].values[point.index] == point.seed + 3.7


def test_preflight_line_tells_repeated_points(study_of, sampled):
    study = study_of({**sampled, "design": REPEATING})
    batches = in_batches(study)
    unique = sum(len(batch.points) for batch in batches)
    assert f"60 sample x 2 seeds = 120 points ({120 - unique} of them repeated) in" in summary(study, batches)
    study = study_of(sampled)
    assert "12 sample x 2 seeds = 24 points in 1 batch" in summary(study, in_batches(study))


# --- what comes out


def test_dataset_says_what_was_sampled(study_of, sampled, tmp_path):
    study = study_of(sampled)
    write_measures(points_of(study), tmp_path / "a.nc")
    gather(study, [tmp_path / "a.nc"], [MANIFEST], ORIGIN, tmp_path / "dataset.nc")
    dataset = read_dataset(tmp_path / "dataset.nc")
    values = np.array(study.sampled.values)
    assert dataset["q10_afferent_rate"].dims == ("sample",)
    assert dataset["temperature"].attrs["units"] == "degree_Celsius"
    assert dataset["adaptation_increment"].attrs["units"] == "nS"
    assert np.array_equal(dataset["temperature"].values, values[:, 1])
    assert dataset["group"].values.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    assert float(dataset["metabolic_rate"]) == 1.0
    assert np.array_equal(dataset["weight_mean"].values, np.array([1, 2]) + values[:, [1]] / 10)
    assert "SALib 1" in dataset.attrs["design_json"]


def test_design_table_holds_every_factor(study_of, sampled):
    study = study_of(sampled)
    header, rows = design_rows(study, in_batches(study))
    assert header == [
        "point", "batch", "sample", "q10_afferent_rate", "temperature_celsius", "adaptation_increment_nS",
        "metabolic_rate", "seed",
    ]  # fmt: skip
    assert [row[2] for row in rows] == [str(number) for number in range(12) for _ in range(2)]
    assert [float(cell) for cell in rows[2][3:6]] == list(study.sampled.values[1])


def test_studies_with_axes_are_as_before(study_of, content):
    """Points, their order and the table of a grid, made here by hand."""
    content["axes"] = {"state": ["hypometabolic", "normometabolic"], "temperature": ["30 degC", "37 degC"]}
    study = study_of(content)
    assert study.sampled is None
    expected = []
    for index in itertools.product(range(2), range(2), range(2)):
        rate, temperature = (0.49, 1.0)[index[0]], (30.0, 37.0)[index[1]]
        values = {**study.base, "metabolic_rate": rate, "temperature": temperature}
        expected.append((point_id(study.table, values, study.drivers, index[2] + 1), index))
    assert [(point.id, point.index) for point in points_of(study)] == expected
    (batch,) = in_batches(study)
    assert batch.id == digest([identifier for identifier, _ in expected], 12)
    header, rows = design_rows(study, [batch])
    assert header == ["point", "batch", "state", "metabolic_rate", "temperature_celsius", "seed"]
    assert rows[5][2:] == ["normometabolic", "1.0", "30.0", "2"]


def test_only_the_figure_of_samples_fits(study_of, sampled, content):
    assert figures_of(study_of(sampled)) == ["sensitivity"]
    assert "sensitivity" not in figures_of(study_of(content))
    with pytest.raises(InputError, match="figures: 'learning' cannot show a sampled design; allowed: sensitivity"):
        figures_of(study_of({**sampled, "figures": ["learning"]}))
    with pytest.raises(InputError, match="figures: 'sensitivity' shows sampled designs only; allowed: learning"):
        figures_of(study_of({**content, "figures": ["sensitivity"]}))


# --- what is refused

REFUSED = [
    ("axes", {"temperature": ["30 degC"]}, "design: stands beside axes; required: either"),
    ("design", DELETE, "axes: is missing; required: either axes (a grid) or design (a sample)"),
    ("design", 3, "design: 3 is not usable; allowed: a mapping of method, factors"),
    ("design.method", DELETE, "design.method: is missing; required: method, factors"),
    ("design.method", "moris", "design.method: 'moris' is unknown (did you mean 'morris'?); allowed: morris, sobol"),
    ("design.method", 1, "design.method: 1 is not usable; allowed: morris, sobol"),
    ("design.trajectory", 4, "design.trajectory: unknown key (did you mean 'trajectories'?); allowed: method"),
    ("design.trajectories", DELETE, "design.trajectories: is missing; required: a whole number from 2 on"),
    ("design.trajectories", 1, "design.trajectories: 1 is not usable; allowed: a whole number from 2 on"),
    ("design.trajectories", 2.5, "design.trajectories: 2.5 is not usable"),
    ("design.trajectories", 10**6, "design: asks for 4000000 points of each seed; allowed: at most 500000"),
    ("design.levels", 5, "design.levels: 5 is not usable; allowed: an even number from 2 on"),
    ("design.samples", 4, "design.samples: belongs to sobol, not to morris; allowed: trajectories, levels"),
    ("design.second_order", False, "design.second_order: belongs to sobol, not to morris"),
    ("design.random_seed", -1, "design.random_seed: -1 is not usable; allowed: a whole number from 0 on"),
    ("design.factors", {}, "design.factors: holds 0; allowed: at least two parameters"),
    ("design.factors", {"q10_turnover": [1, 2]}, "design.factors: holds 1; allowed: at least two parameters"),
    ("design.factors.q10_turnovr", [1, 2], "design.factors.q10_turnovr: 'q10_turnovr' is no parameter of microcircuit (did you mean 'q10_turnover'?)"),
    ("design.factors.state", ["normometabolic", "hypermetabolic"], "design.factors.state: states are names and cannot be sampled; allowed: metabolic_rate"),
    ("design.factors.time_step", ["0.1 ms", "0.2 ms"], "design.factors.time_step: is structural, each value would be compiled by itself; allowed:"),
    ("design.factors.neurons", [200, 300], "design.factors.neurons: is structural"),
    ("design.factors.feedback", [0, 1], "design.factors.feedback: has no effect while energy is 0"),
    ("design.factors.q10_turnover", 2, "design.factors.q10_turnover: 2 is not usable; allowed: at least two parameters"),
    ("design.factors.q10_turnover", [1, 2, 3], "design.factors.q10_turnover: has 3 values; allowed: [lowest, highest]"),
    ("design.factors.q10_turnover", [2, 1], "design.factors.q10_turnover: from 2 to 1 is no range; allowed: lowest below highest"),
    ("design.factors.q10_turnover", [2, 2.0001], "design.factors.q10_turnover: from 2 to 2.0001 is no range"),
    ("design.factors.q10_turnover", [1, 30], "design.factors.q10_turnover: 30 is out of range; allowed: 0.1 to 20"),
    ("design.factors.temperature", [30, 37], "design.factors.temperature: 30 has no unit"),
    ("design.factors.temperature", {"from": 30, "to": 42}, "design.factors.temperature: 30 is in '1'"),
    ("design.factors.temperature", {"from": 30, "unit": "degC"}, "design.factors.temperature"),
    ("design.factors.training_gap", ["200 ms", "300 ms"], "design.factors.training_gap: is structural"),
    ("parameters.q10_afferent_rate", 3, "parameters.q10_afferent_rate: is sampled under design.factors.q10_afferent_rate"),
    ("design.factors.reset", ["-60 mV", "-40 mV"], "reset: -"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "line"), REFUSED, ids=[f"{path}={value!r}"[:60] for path, value, _ in REFUSED]
)
def test_refused_with_one_line(study_of, sampled, path, value, line):
    with pytest.raises(InputError) as error:
        study_of(change(path, value)(sampled))
    message = str(error.value)
    assert message.startswith(line)
    assert ("allowed: " in message or "required: " in message) and "\n" not in message


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("design.samples", 12, "design.samples: 12 is not usable; allowed: a power of 2 from 2 on"),
        ("design.samples", DELETE, "design.samples: is missing; required: a power of 2 from 2 on"),
        ("design.levels", 4, "design.levels: belongs to morris, not to sobol; allowed: samples, second_order"),
        ("design.second_order", "yes", "design.second_order: 'yes' is not usable; allowed: true or false"),
    ],
)
def test_refused_of_sobol(study_of, sampled, path, value, line):
    with pytest.raises(InputError) as error:
        study_of(change(path, value)({**sampled, "design": SOBOL}))
    assert str(error.value).startswith(line)


def test_whole_numbers_are_refused():
    """No integer parameter of the microcircuit is free of structure, so the table is an invented one."""
    table = invented_table({"x": (0, 1), "y": (0, 1)})
    table.parameters["y"] = replace(table.parameters["y"], integer=True)
    with pytest.raises(InputError, match="design.factors.y: takes whole numbers only; allowed: a parameter"):
        sample_axis(Design(method="morris", trajectories=2, factors={"x": [0, 1], "y": [0, 1]}), table, {}, 100)
