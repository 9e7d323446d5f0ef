"""Plans: settings, builds that structures share, figures that fit, examples that are shown."""

import json

import pytest

from homeotherm.analysis.critical import START_AXIS
from homeotherm.catalogue import ANALYSES, FIGURES, OF_SAMPLES, analyses_of, figures_of, sources_of
from homeotherm.engine.compiler import TUNINGS
from homeotherm.errors import InputError
from homeotherm.examples import example_points
from homeotherm.figures import registry
from homeotherm.plan import CONFIG_KEYS, RESULT_SOURCES, check_settings, open_plan
from homeotherm.strict_yaml import read_yaml

CONFIG = {
    "study": "quick", "source": "simulation", "batch_size": "auto", "compiler_tuning": "portable", "builds": "results/builds",
    "largest_failed_share": 0.1, "progress_seconds": 60,
    "compare": ["metaboplasticity", "metaboplasticity_small", "uniform_q10", "plasticity_only", "depression_dominated", "energy_feedback"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"studdy": 1}, "unknown key 'studdy' (did you mean 'study'?)"), ({"batch_size": "big"}, "batch_size: 'big'"),
        ({"largest_failed_share": 1.5}, "largest_failed_share: 1.5"), ({"largest_failed_share": "no"}, "largest_failed_share: 'no'"),
        ({"progress_seconds": -1}, "progress_seconds: -1"), ({"progress_seconds": "often"}, "progress_seconds: 'often'"),
        ({"batch_size": True}, "batch_size: True"), ({"batch_size": -2}, "batch_size: -2"), ({"builds": ""}, "builds: ''"),
        ({"builds": "a{b}"}, "builds: 'a{b}'"), ({"compiler_tuning": "portabel"}, "did you mean 'portable'"),
        ({"source": "publishd"}, "source: 'publishd' is unknown (did you mean 'published'?)"),
    ],
)  # fmt: skip
def test_settings_are_checked(project, change, line):
    with pytest.raises(InputError) as error:
        check_settings({**CONFIG, **change}, project / "envs" / "requirements.txt")
    assert line in str(error.value) and "allowed" in str(error.value)


def test_missing_setting_is_named(project):
    with pytest.raises(InputError, match="builds is missing"):
        check_settings(
            {key: value for key, value in CONFIG.items() if key != "builds"}, project / "envs" / "requirements.txt"
        )


def test_one_structure_one_build_for_all_studies_of_a_size(project):
    quick, settled, three, full = (
        open_plan(name, CONFIG, project) for name in ("quick", "settled", "three_states", "metaboplasticity")
    )
    assert len(quick.structures) == len(full.structures) == 1
    assert len(three.structures) == 1 and three.structures != full.structures  # 2 s and 8 s of spontaneous activity
    assert set(quick.structures) != set(settled.structures)  # 100 s and 160 s


def test_native_flags_are_another_build(project):
    portable, native = (
        open_plan("quick", {**CONFIG, "compiler_tuning": tuning}, project) for tuning in ("portable", "native")
    )
    assert set(portable.structures).isdisjoint(native.structures)


def test_catalogue_and_registry_agree():
    assert list(registry.FIGURES) == list(FIGURES) and list(registry.OF_SAMPLES) == list(OF_SAMPLES)
    for name, entry in {**registry.FIGURES, **registry.OF_SAMPLES}.items():
        inputs = {**FIGURES, **OF_SAMPLES}[name].inputs
        assert inputs == (*entry.inputs, *entry.optional_inputs) and set(sources_of(name)) == set(inputs)
        assert entry.draw.__module__ == f"homeotherm.figures.{name}" and isinstance(entry.variables, tuple)


def test_figures_that_fit(study_of, content):
    special = {"hysteresis", "bistability", "energy_feedback", "energy_budget"}
    of_networks = [name for name, figure in FIGURES.items() if figure.models == ("microcircuit",)]
    assert figures_of(study_of(content)) == [name for name in of_networks if name not in special]
    assert analyses_of(study_of(content)) == list(ANALYSES["microcircuit"])
    content["axes"]["learning_rate"] = ["0.1 nS", "0.2 nS"]
    assert figures_of(study_of(content)) == ["raster", "responses"]
    content["figures"] = ["learning"]
    with pytest.raises(InputError, match="figures: 'learning' cannot show the axis learning_rate"):
        figures_of(study_of(content))


def test_figures_of_starts(study_of, content):
    content["axes"]["initial_scale"] = [0.5, 1.5]
    assert figures_of(study_of(content)) == ["raster", "bistability", "responses"]
    content["axes"]["initial_scale"] = [0.5]
    content["figures"] = ["bistability"]
    with pytest.raises(InputError, match="figures: 'bistability' needs the axis initial_scale with two values"):
        figures_of(study_of(content))
    assert FIGURES["bistability"].own_axis == START_AXIS


def test_figures_and_analyses_of_ramps(study_of, content):
    content["axes"] = {"temperature": {"values": [30], "unit": "degC"}}
    content["parameters"]["ramp_span"] = "12 K"
    ramp = study_of(content)
    assert "hysteresis" in figures_of(ramp) and "early_warning" not in figures_of(ramp)
    assert analyses_of(ramp) == [*ANALYSES["microcircuit"], "hysteresis.nc"]
    content["axes"]["temperature"]["values"] = [30, 31]
    assert "hysteresis" not in figures_of(study_of(content)) and analyses_of(study_of(content)) == list(
        ANALYSES["microcircuit"]
    )
    content["figures"] = ["hysteresis"]
    with pytest.raises(InputError, match="figures: 'hysteresis' needs a ramp of the temperature"):
        figures_of(study_of(content))


def test_pairing_has_its_own_figure_and_no_analysis(study_of, content):
    content |= {"model": "pairing", "parameters": {}}
    assert figures_of(study_of(content)) == ["stdp_kernel"] and analyses_of(study_of(content)) == []
    content["figures"] = ["raster"]
    with pytest.raises(InputError, match="figures: 'raster' does not show the model pairing; allowed: stdp_kernel"):
        figures_of(study_of(content))


def test_examples_are_states_at_37_or_three_temperatures(study_of, content):
    content["axes"] = {"temperature": {"from": 30, "to": 42, "step": 1, "unit": "degC"}}
    assert [label for label, _ in example_points(study_of(content))] == ["30 °C", "37 °C", "42 °C"]
    content["axes"] = {
        "state": ["hypermetabolic", "hypometabolic"],
        "temperature": {"values": [30, 36], "unit": "degC"},
    }
    shown = example_points(study_of(content))
    assert [label for label, _ in shown] == ["hypometabolic, 36 °C", "hypermetabolic, 36 °C"]
    assert {point.seed for _, point in shown} == {1}


def test_schema_of_the_configuration_is_in_step(project):
    schema = json.loads((project / "workflow" / "schemas" / "config.schema.json").read_text())
    assert tuple(schema["properties"]) == CONFIG_KEYS == tuple(schema["required"])
    assert tuple(schema["properties"]["compiler_tuning"]["enum"]) == TUNINGS
    assert tuple(schema["properties"]["source"]["enum"]) == RESULT_SOURCES
    assert read_yaml(project / "config" / "config.yaml") == CONFIG
