"""Points, ids, streams and batches: what stays the same when a study grows."""

import copy
import hashlib
import math
from pathlib import Path

import numpy as np
import pytest
from sampled import invented_table

from homeotherm.design import LARGEST_BATCH, batches_of, design_rows, point_id, point_seconds, points_of, summary
from homeotherm.digests import digest
from homeotherm.errors import InputError
from homeotherm.files import read_dataset
from homeotherm.models.microcircuit.cost import EXPECTED_RATES, biological_seconds, synaptic_events
from homeotherm.point import ROOMS
from homeotherm.simulation_code import code_digest
from homeotherm.source import source_digest
from homeotherm.streams import streams
from homeotherm.study import load_study

STUDIES = Path(__file__).parents[2] / "config" / "studies"


def in_batches(study, size=None):
    """Return the batches of a study that all share one build."""
    points = points_of(study)
    return batches_of(points, ["b"] * len(points), size)


def test_points_are_the_grid_with_seeds_fastest(study_of, content):
    points = points_of(study_of(content))
    assert [(point.parameters["temperature"], point.seed) for point in points] == [(30, 1), (30, 2), (37, 1), (37, 2)]
    assert len({point.id for point in points}) == 4
    assert all(len(point.id) == 16 and int(point.id, 16) >= 0 for point in points)


def test_a_point_is_the_same_in_a_larger_study(study_of, content):
    larger = copy.deepcopy(content)
    larger["axes"]["temperature"]["values"] = [37, 25, 30]
    larger["seeds"] = [5, 2, 1]
    larger["title"] = "Another study"
    small, large = ({point.id for point in points_of(study_of(c))} for c in (content, larger))
    assert small < large


@pytest.mark.parametrize("name", sorted(path.stem for path in STUDIES.glob("*.yaml")))
def test_listed_ids_are_those_of_the_values(project, name):
    """Ids are put together from parts; `point_id` says what they must be."""
    study = load_study(name, project / "config")
    points = points_of(study)
    chosen = points[:: max(1, len(points) // 50)]
    assert [point.id for point in chosen] == [
        point_id(study.table, point.parameters, point.drivers, point.seed) for point in chosen
    ]
    assert points.names()[-1] == points[-1].id and len(points) == math.prod(study.shape)


def test_ids_are_a_contract():
    """Published results are found by these ids: a change makes every recorded point another one."""
    table = invented_table({"leak": (0, 1), "gain": (1, 3)})
    text = (
        '{"drivers":{"gain":"temperature"},"model":"invented","parameters":{"gain":[2.0,"1"],"leak":[0.1,"1"]},'
        '"schema":1,"seed":3}'
    )
    identifier = point_id(table, {"leak": 0.1, "gain": 2}, {"gain": "temperature"}, 3)
    assert identifier == hashlib.sha256(text.encode()).hexdigest()[:16]


def test_equal_quantities_make_equal_points(study_of, content):
    other = copy.deepcopy(content)
    other["parameters"] = {"training_duration": "1000 ms", "neurons": 200.0}
    other["axes"]["temperature"] = ["30.0 degC", "37 °C"]
    assert [p.id for p in points_of(study_of(content))] == [p.id for p in points_of(study_of(other))]


def test_every_parameter_driver_and_seed_is_in_the_id(table):
    values, drivers = table.defaults(), {"q10_turnover": "temperature"}
    ids = {point_id(table, values, drivers, 1)}
    for name in values:
        ids.add(point_id(table, {**values, name: values[name] + 0.5}, drivers, 1))
    ids.add(point_id(table, values, {"q10_turnover": "metabolic_rate"}, 1))
    ids.add(point_id(table, values, drivers, 2))
    unused = [name for name, parameter in table.parameters.items() if parameter.option == "energy"]
    limits = [name for name, parameter in table.parameters.items() if parameter.limit]
    assert len(unused) == 15 and limits == ["rate_limit"]
    assert len(ids) == len(values) + 3 - len(unused) - len(limits)


def test_a_limit_changes_no_id_but_marks_what_was_simulated_within_it(study_of, content):
    limited = copy.deepcopy(content)
    limited["parameters"]["rate_limit"] = "0.1 kHz"
    free, bound = study_of(content), study_of(limited)
    assert points_of(free).names() == points_of(bound).names()
    assert (free.limits, bound.limits) == ({}, {"rate_limit": 100.0})
    assert points_of(bound)[0].parameters["rate_limit"] == 100.0
    codes = [code_digest("microcircuit", "build", limits) for limits in (free.limits, bound.limits)]
    assert codes[0] != codes[1] and codes[0] == digest(
        ["build", source_digest("homeotherm.point", *(f"homeotherm.models.microcircuit.{name}" for name in ROOMS))], 12
    )


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"axes": {"rate_limit": ["50 Hz", "100 Hz"]}}, "axes.rate_limit"),
        (
            {
                "axes": {"temperature": {"values": [30, 37], "unit": "degC"}},
                "settings": {"temperature": {"30 degC": {"rate_limit": "50 Hz"}}},
            },
            "settings.temperature",
        ),
    ],
)
def test_a_limit_is_the_same_for_all_points(study_of, content, changes, place):
    with pytest.raises(InputError, match=f"{place}.*: is a limit, the same for all points; allowed: as parameters"):
        study_of({**content, **changes})


def test_parameters_of_an_option_count_where_it_is_on(table):
    values = {**table.defaults(), "energy": 1.0}
    assert point_id(table, values, {}, 1) != point_id(table, {**values, "feedback": 0.0}, {}, 1)
    off = table.defaults()
    assert point_id(table, off, {}, 1) == point_id(
        table, {**off, "feedback": 0.0}, {"q10_maintenance": "temperature"}, 1
    )


def test_streams_network_ignores_temperature_noise_does_not(study_of, content):
    cold1, cold2, warm1, _ = points_of(study_of(content))
    a, b, c = (streams("microcircuit", point.id, point.seed) for point in (cold1, cold2, warm1))
    assert (a.network, a.initial, a.stimuli) == (c.network, c.initial, c.stimuli)
    assert a.noise != c.noise
    assert len({a.network, b.network, a.initial, b.initial, a.stimuli, b.stimuli, a.noise, b.noise}) == 8
    assert all(0 <= seed < 2**31 for seed in vars(a).values())


def test_streams_are_a_contract():
    """Published results stand on these numbers: a change makes every recorded point another one."""
    assert vars(streams("microcircuit", "0" * 16, 1)) == {
        "network": 738145002,
        "initial": 1281035726,
        "stimuli": 902281572,
        "noise": 990060403,
    }


@pytest.mark.parametrize("size", [None, 1, 2, 3, 100])
def test_batches_hold_every_point_once(study_of, content, size):
    study = study_of(content)
    batches = in_batches(study, size)
    held = [point.id for batch in batches for point in batch.points]
    assert sorted(held) == sorted(point.id for point in points_of(study))
    assert all(len(batch.points) <= (size or LARGEST_BATCH) for batch in batches)


def test_more_seeds_leave_old_batches_alone(study_of, content):
    larger = {**content, "seeds": {"count": 4}}
    old, new = ({batch.id for batch in in_batches(study, 2)} for study in map(study_of, (content, larger)))
    assert old < new


def test_batches_share_one_build(study_of, content):
    content["axes"] = {"neurons": [200, 300]}
    del content["parameters"]["neurons"]
    study = study_of(content)
    points = points_of(study)
    for batch in batches_of(points, [str(point.parameters["neurons"]) for point in points], None):
        assert {str(point.parameters["neurons"]) for point in batch.points} == {batch.build}


def test_design_table(study_of, content):
    content["axes"] = {"state": ["hypometabolic", "normometabolic"], "learning_rate": ["0.1 nS"]}
    study = study_of(content)
    batches = in_batches(study)
    header, rows = design_rows(study, batches)
    assert header == ["point", "batch", "state", "metabolic_rate", "learning_rate_nS", "temperature_celsius", "seed"]
    assert rows[0][2:] == ["hypometabolic", "0.49", "0.1", "37.0", "1"]
    assert len(rows) == 4


def test_biological_seconds_by_hand(table):
    # two tests of 2 s and 24 cues of 0.35 s, and 160 s of training
    assert biological_seconds(table.defaults()) == pytest.approx(2 * (2 + 24 * 0.35) + 160)


def test_expected_cost_by_hand(study_of, content):
    study = study_of({**content, "axes": {"temperature": {"values": [37, 42], "unit": "degC"}}, "seeds": [1]})
    normal, warm = points_of(study)
    cost, values = study.table.cost, normal.parameters
    synapses = values["neurons"] * values["in_degree"]
    steps = cost.fixed_seconds + cost.per_neuron_seconds * values["neurons"]
    for point, rate in ((normal, 5.0), (warm, 21.0)):  # Hz, as measured at these temperatures
        expected = biological_seconds(values) * (
            steps * 0.2 / values["time_step"] + cost.per_event_seconds * synapses * rate
        )
        assert point_seconds(study, point) == pytest.approx(expected)


def test_expected_rates_are_those_of_the_published_study(project):
    published = read_dataset(project / "published" / "metaboplasticity" / "dataset.nc")
    measured = published["rate_trajectory"].mean(["seed", "time"])
    np.testing.assert_allclose(measured["temperature"], EXPECTED_RATES[0])
    np.testing.assert_allclose(measured, EXPECTED_RATES[1], rtol=0.1)


def test_a_state_costs_what_its_equivalent_temperature_does(table):
    values = table.defaults()
    state = {**values, "metabolic_rate": values["q10_metabolism"] ** 0.2}  # 2 K more for what metabolism drives
    assert synaptic_events(state) == pytest.approx(synaptic_events({**values, "temperature": 39.0}))


def test_preflight_line(study_of, content):
    study = study_of(content)
    line = summary(study, in_batches(study, 1))
    assert "2 temperature x 2 seeds = 4 points in 4 batches, 1 build" in line and "core-hours" in line and "MB" in line
