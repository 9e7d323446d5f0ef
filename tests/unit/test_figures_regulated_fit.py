"""Which studies figures of regulated cells fit, and the one line that says why one does not."""

import pytest
from synthetic_regulated import NEUROMODULATION

from homeotherm.catalogue import COURSE_WINDOW, FIGURES, MOST_CONDITIONS, REGULATED, analyses_of, figures_of
from homeotherm.errors import InputError
from homeotherm.regulated import observables
from tiny import tiny_stg_study

pytestmark = pytest.mark.filterwarnings("error")
OF_SWEEPS = {"survival", "crash_survival", "survivors", "activity_map", "sweep_courses", "sweep_bifurcation"}
OF_CELLS = ("traces", "burstiness", "regulation", "fates")
KINDS = list(NEUROMODULATION["neuromodulation"])


@pytest.fixture
def content() -> dict:
    return tiny_stg_study()


def test_figures_of_regulated_cells_fit_axes_with_names(study_of, content):
    study = study_of(content)
    every = {name for name, figure in FIGURES.items() if figure.models == REGULATED and figure.any_axes}
    own = every - OF_SWEEPS
    assert every >= OF_SWEEPS and not OF_SWEEPS & set(figures_of(study))  # there is no sweep of the temperature
    assert own >= set(OF_CELLS) and own <= set(figures_of(study))
    assert "traces.nc" in analyses_of(study)
    content["axes"] |= {"blocked_channel": ["none", "Na"], "slow_target": [-8]}  # one value is no obstacle
    assert own <= set(figures_of(study_of(content)))


@pytest.mark.parametrize(
    ("axes", "line"),
    [
        ({"slow_target": [-8, -4]}, "cannot show the axis slow_target, whose values have no names"),
        ({"neuromodulation": KINDS, "blocked_channel": ["none", "Na", "CaT", "KCa", "H"]},
         f"cannot show 15 conditions ({MOST_CONDITIONS} at most)"),
    ],
)  # fmt: skip
def test_other_axes_are_refused_in_one_line(study_of, content, axes, line):
    content["axes"] = axes
    assert not set(OF_CELLS) & set(figures_of(study_of(content)))
    assert "traces.nc" not in analyses_of(study_of(content))
    for name in OF_CELLS:
        content["figures"] = [name]
        with pytest.raises(InputError) as error:
            figures_of(study_of(content))
        assert str(error.value).startswith(f"figures: '{name}' {line}; allowed: ") and "\n" not in str(error.value)


def test_other_models_have_no_such_figures(study_of, content):
    content |= {"model": "microcircuit", "parameters": {}, "figures": ["fates"]}
    content["axes"] = {"state": ["normometabolic"]}
    with pytest.raises(InputError, match="figures: 'fates' does not show the model microcircuit"):
        figures_of(study_of(content))


def test_fates_need_a_window(study_of, content):
    content.setdefault("parameters", {}).update(
        {"settle_duration": "5 s", "modulated_duration": "8 s", "early_test": "2 s"}
    )
    content["figures"] = ["fates"]
    with pytest.raises(InputError, match="figures: 'fates' needs 10 s before or after the switch"):
        figures_of(study_of(content))
    assert COURSE_WINDOW == observables.COURSE_WINDOW
