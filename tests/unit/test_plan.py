"""Plans: settings, builds that structures share, figures that fit, examples that are shown."""

import json

import pytest

from homeotherm.catalogue import FIGURES, figures_of
from homeotherm.engine.compiler import TUNINGS
from homeotherm.errors import InputError
from homeotherm.examples import example_points
from homeotherm.figures import registry
from homeotherm.plan import CONFIG_KEYS, check_settings, open_plan
from homeotherm.strict_yaml import read_yaml
from homeotherm.study import check_study

CONFIG = {"study": "quick", "batch_size": "auto", "compiler_tuning": "portable", "builds": "results/builds"}


@pytest.fixture
def study_of(project):
    """Return a function that makes a study of a content."""
    return lambda content: check_study("small", content, project / "config" / "models")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"studdy": 1}, "unknown key 'studdy' (did you mean 'study'?)"), ({"batch_size": "big"}, "batch_size: 'big'"),
        ({"batch_size": True}, "batch_size: True"), ({"batch_size": -2}, "batch_size: -2"), ({"builds": ""}, "builds: ''"),
        ({"builds": "a{b}"}, "builds: 'a{b}'"), ({"compiler_tuning": "portabel"}, "did you mean 'portable'"),
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
    assert three.structures == full.structures  # 5000 neurons, 160 s
    assert set(quick.structures) != set(settled.structures)  # 100 s and 160 s


def test_native_flags_are_another_build(project):
    portable, native = (
        open_plan("quick", {**CONFIG, "compiler_tuning": tuning}, project) for tuning in ("portable", "native")
    )
    assert set(portable.structures).isdisjoint(native.structures)


def test_catalogue_and_registry_agree():
    assert tuple(registry.FIGURES) == FIGURES


def test_figures_that_fit(study_of, content):
    assert figures_of(study_of(content)) == list(FIGURES)
    content["axes"]["learning_rate"] = ["0.1 nS", "0.2 nS"]
    assert figures_of(study_of(content)) == ["raster"]
    content["figures"] = ["learning"]
    with pytest.raises(InputError, match="figures: 'learning' cannot show the axis learning_rate"):
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
    assert read_yaml(project / "config" / "config.yaml") == CONFIG
