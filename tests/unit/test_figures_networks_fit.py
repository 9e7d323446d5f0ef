"""Which studies figures of networks fit, and the one line that says why one does not."""

import pytest

from homeotherm.axes import STATE_AXIS
from homeotherm.catalogue import COURSE_WINDOW, MOST_CONDITIONS_OF_NETWORKS, analyses_of, figures_of
from homeotherm.errors import InputError
from homeotherm.models.rhythm import observables
from tiny import tiny_rhythm_study

pytestmark = pytest.mark.filterwarnings("error")
NAMES = ("network_traces", "network_rhythm")


@pytest.fixture
def content() -> dict:
    return tiny_rhythm_study()


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
