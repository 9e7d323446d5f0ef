"""Study files: what is accepted, and the one line that says why something is not."""

import copy
import math

import pytest

from homeotherm.catalogue import analyses_of
from homeotherm.errors import InputError
from homeotherm.study import check_name, check_study, load_study
from homeotherm.study_schema import schema_text


@pytest.fixture
def check(project):
    """Return a function that checks a study's content."""
    return lambda content: check_study("small", content, project / "config" / "models")


def test_valid_study(check, content):
    study = check(content)
    assert study.shape == (2, 2)
    assert study.seeds == (1, 2)
    assert study.axes[0].values == (30.0, 37.0)
    assert study.fixed == {"neurons": 200.0, "training_duration": 1.0}


def test_state_axis_is_sorted_by_rate_and_sets_the_metabolic_rate(check, content):
    content["axes"] = {"state": ["hypermetabolic", "hypometabolic", "normometabolic"]}
    axis = check(content).axes[0]
    assert axis.labels == ("hypometabolic", "normometabolic", "hypermetabolic")
    assert axis.values == (0.49, 1.0, 1.67)
    assert axis.parameter.name == "metabolic_rate"


def test_range_includes_its_end_exactly(check, content):
    content["axes"] = {"temperature": {"from": 30, "to": 31, "step": 0.1, "unit": "degC"}}
    values = check(content).axes[0].values
    assert len(values) == 11 and values[3] == 30.3 and values[-1] == 31.0


def test_own_states_and_drivers(check, content):
    content["states"] = {"torpid": 0.1}
    content["axes"] = {"state": ["torpid", "normometabolic"]}
    content["drivers"] = {"q10_afferent_rate": "temperature"}
    study = check(content)
    assert study.axes[0].values == (0.1, 1.0)
    assert study.drivers["q10_afferent_rate"] == "temperature"
    assert study.drivers["q10_stdp_amplitude"] == "metabolic_rate"


def change(path: str, value: object):
    """Return a change of a study's content at a dotted path; DELETE removes the key."""

    def apply(content: dict) -> dict:
        changed = copy.deepcopy(content)
        *parents, last = path.split(".")
        place = changed
        for key in parents:
            place = place[key]
        if value is DELETE:
            del place[last]
        else:
            place[last] = value
        return changed

    return apply


class _Delete:
    """What stands for a key to be taken away; named alike in all processes, since it stands in the names of tests."""

    def __repr__(self):
        return "DELETE"


DELETE = _Delete()
REFUSED = [
    ("tilte", "x", "tilte: unknown key (did you mean 'title'?)"),
    ("title", "  ", "title: is empty"),
    ("title", DELETE, "title: is missing"),
    ("model", "microcircus", "model: 'microcircus' is unknown (did you mean 'microcircuit'?)"),
    ("model", "../../etc", "model: '../../etc' is unknown"),
    ("parameters.neurons", 10, "parameters.neurons: 10 is out of range; allowed: 100 to 100000"),
    ("parameters.neurons", 200.5, "parameters.neurons: 200.5 is not a whole number"),
    ("parameters.neurns", 200, "parameters.neurns: 'neurns' is no parameter of microcircuit (did you mean 'neurons'?)"),
    ("parameters.training_duration", 1, "parameters.training_duration: 1 has no unit"),
    ("parameters.training_duration", "1 mV", "parameters.training_duration: 1 mV is in 'mV'; allowed: a unit of time"),
    ("parameters.training_duration", "nan s", "parameters.training_duration: 'nan s' is not a number"),
    ("parameters.in_degree", math.nan, "parameters.in_degree: nan is not finite"),
    ("parameters.in_degree", True, "parameters.in_degree: True is not"),
    ("parameters.in_degree", None, "parameters.in_degree: None is not usable"),
    ("parameters", [1], "parameters: [1] is not usable"),
    ("axes", {}, "axes: is empty"),
    ("axes.temperature", [], "axes.temperature: is empty"),
    ("axes.temperature", [30, 37], "axes.temperature: 30 has no unit"),
    ("axes.temperature", {"values": [30, 30.0], "unit": "degC"}, "axes.temperature: 30 stands twice"),
    ("axes.temperature", {"values": [310], "unit": "degC"}, "axes.temperature: 310 is out of range (in kelvin?"),
    ("axes.temperature", {"values": [310], "unit": "K"}, "axes.temperature: 310 is in 'K' (temperatures are in degC"),
    ("parameters.feedback", 0.5, "parameters.feedback: has no effect while energy is 0; allowed: with parameters.energy: 1"),
    ("parameters.ramp_span", "9 K", "ramp_span: 9 K from 37 °C leads to 46 °C; allowed: turning points from 15 to 45 °C"),
    ("axes.temperature", {"from": 30, "to": 37, "step": 2, "unit": "degC"}, "axes.temperature: 2 does not divide 30 to 37"),
    ("axes.temperature", {"from": 37, "to": 30, "step": 1, "unit": "degC"}, "axes.temperature: from 37 to 30"),
    ("axes.temperature", {"from": 30, "to": 37, "stp": 1, "unit": "degC"}, "axes.temperature"),
    ("axes.temprature", ["30 degC"], "axes.temprature: 'temprature' is no parameter of microcircuit (did you mean 'temperature'?)"),
    ("axes.state", ["hypermetabolik"], "axes.state: 'hypermetabolik' is no metabolic state (did you mean 'hypermetabolic'?)"),
    ("axes.state", [], "axes.state: is empty"),
    ("axes.neurons", [200, 300], "parameters.neurons: is swept under axes.neurons"),
    ("seeds", [], "seeds: is empty"),
    ("seeds", [1, 1], "seeds: 1 stands twice"),
    ("seeds", [-1], "seeds: -1 is out of range"),
    ("seeds", {"count": 0}, "seeds.count: 0 is not usable"),
    ("seeds", {"count": 2.5}, "seeds.count: 2.5 is not usable"),
    ("seeds", {"first": 2**31 - 1, "count": 2}, "seeds: first 2147483647 with count 2 passes"),
    ("states", {"../x": 0.5}, "states.../x: '../x' is not a safe name"),
    ("drivers", {"q10_afferent_rat": "temperature"}, "drivers.q10_afferent_rat: is no Q10 with a driver (did you mean"),
    ("drivers", {"q10_afferent_rate": "heat"}, "drivers.q10_afferent_rate: 'heat' is unknown"),
    ("figures", ["../../x"], "figures: '../../x' is not a safe name"),
    ("parameters.trained_assemblies", 9, "trained_assemblies: 9 of 8 assemblies"),
    ("parameters.test_gap", "150.05 ms", "test_gap: 150.05 is no whole number of time steps of 0.2 ms"),
    ("parameters.spontaneous_transient", "3 s", "spontaneous_transient: 3000 ms leaves nothing"),
    ("parameters.reset", "-50 mV", "reset: -50 mV is not below the threshold"),
]  # fmt: skip


def test_what_breaks_a_line_is_escaped(check, content):
    content["axes"]["temperature"]["unit"] = "a\nb\x1b[2J"
    with pytest.raises(InputError, match=r"unknown unit 'a\\nb\\x1b\[2J'; allowed"):
        check(content)


@pytest.mark.parametrize(
    ("path", "value", "line"), REFUSED, ids=[f"{path}={value!r}"[:60] for path, value, _ in REFUSED]
)
def test_refused_with_one_line(check, content, path, value, line):
    with pytest.raises(InputError) as error:
        check(change(path, value)(content))
    message = str(error.value)
    assert message.startswith(line)
    assert ("allowed: " in message or "required: " in message) and "\n" not in message


def test_state_and_metabolic_rate_together_are_refused(check, content):
    content["axes"] = {"state": ["normometabolic"], "metabolic_rate": [1, 2]}
    with pytest.raises(InputError, match="sets metabolic_rate a second time"):
        check(content)


@pytest.mark.parametrize(
    "name", ["", "..", "a/b", "a b", "-x", "all", "ALL", "x" * 65, "é", "a\0b", "$(touch x)", None, 3]
)
def test_unsafe_names(name):
    with pytest.raises(InputError, match="safe name"):
        check_name("study", name)


def test_unknown_study_names_the_nearest(project):
    with pytest.raises(InputError, match="study: 'quik' is unknown \\(did you mean 'quick'\\?\\)"):
        load_study("quik", project / "config")


@pytest.mark.parametrize(
    ("name", "shape", "neurons", "training"),
    [
        ("quick", (3, 3, 3), 1000, 100), ("metaboplasticity", (13, 5), 5000, 160), ("states", (5, 7, 5), 5000, 160),
        ("three_states", (3, 3), 5000, 160), ("settled", (3, 6), 1000, 160), ("settled_half_step", (3, 6), 1000, 160),
        ("settled_no_ceiling", (3, 3), 1000, 160), ("metaboplasticity_small", (7, 5), 1000, 160),
        ("metaboplasticity_short", (7, 5), 1000, 40), ("uniform_q10", (7, 5), 1000, 160),
        ("plasticity_only", (7, 5), 1000, 160), ("depression_dominated", (7, 5), 1000, 160),
        ("energy_feedback", (7, 5), 1000, 160), ("energy", (3, 3, 2, 4), 1000, 160), ("bistability", (5, 3, 3), 1000, 160),
        ("ramp", (1, 3), 1000, 640), ("ramp_fast", (1, 3), 1000, 320),
        ("sensitivity_screening", (10 * 19, 2), 1000, 40), ("intersection", (3, 3), None, None), ("intersection_blockade", (5, 3), None, None),
        ("maps", (241, 5), None, None), ("folds", (101, 10), None, None), ("maps_refined", (4, 3), None, None), ("folds_refined", (7, 2, 1), None, None), ("maps_large", (1000, 100), None, None),
        ("pairing", (13, 1), None, None), ("sensitivity", (32 * 7, 2), 1000, 40),
        ("neuromodulation", (3, 3), None, None), ("neuromodulation_quick", (3, 2), None, None),
        ("temperature", (3, 5, 2, 3), None, None), ("temperature_sets", (2, 40, 2, 1), None, None), ("washout", (2, 3), None, None), ("washout_early", (2, 3), None, None), ("neuromodulation_H", (2, 3), None, None),
        ("blockade", (5, 3), None, None), ("dopamine", (2, 3), None, None),
        ("rhythm_network", (2, 2, 5), None, None), ("rhythm_network_matched", (3, 2, 5), None, None),
        ("rhythm_network_quick", (2, 2, 1), None, None), ("rhythm_temperature", (4, 2, 5), None, None),
        ("neuromodulation_temperature", (2, 4, 3, 3), None, None), ("neuromodulation_sweep", (2, 2, 3, 3), None, None),
        ("acclimation", (4, 3, 3), None, None), ("acclimation_time", (3, 2, 3), None, None), ("energy_acclimation", (4, 2, 3), None, None),
        ("temperature_ramp", (2, 3, 3), None, None), ("temperature_ramp_fast", (2, 3, 3), None, None), ("dopamine_temperature", (2, 3, 2, 3), None, None),
        ("temperature_refined", (4, 1), None, None), ("metaboplasticity_refined", (3, 3), 1000, 40),
    ],
)  # fmt: skip
def test_shipped_studies(project, name, shape, neurons, training):
    study = load_study(name, project / "config")
    values = {**study.table.defaults(), **study.fixed}
    assert (study.shape, values.get("neurons"), values.get("training_duration")) == (shape, neurons, training)


def test_every_shipped_study_is_listed_above(project):
    listed = {mark.args[1][index][0] for mark in test_shipped_studies.pytestmark for index in range(len(mark.args[1]))}
    assert {path.stem for path in (project / "config" / "studies").glob("*.yaml")} == listed


def test_schema_for_editors_is_in_step(project):
    assert (project / "workflow" / "schemas" / "study.schema.json").read_text() == schema_text(), "run: make docs"


@pytest.mark.parametrize(
    ("name", "fits"), [("temperature", True), ("acclimation", True), ("rhythm_temperature", False)]
)
def test_survival_is_analysed_for_populations_of_cells(project, name, fits):
    files = analyses_of(load_study(name, project / "config"))
    assert ("survival.csv" in files) is fits and ("survivors.csv" in files) is fits
