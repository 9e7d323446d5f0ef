"""The registry of figures: it draws each from what it says, by its name, and imports no more than that."""

import os
import subprocess
import sys

import pytest
from microcircuit_figures import FIGURES, microcircuit_dataset, microcircuit_drawings
from synthetic import synthetic_rasters

from homeotherm.figures.registry import draw_figure

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def dataset():
    return microcircuit_dataset()


@pytest.fixture(scope="module")
def rasters():
    return synthetic_rasters()


@pytest.fixture(scope="module")
def drawings():
    return microcircuit_drawings()


def test_registry_draws_each_figure_from_what_it_says(drawings, rasters, dataset):
    assert set(FIGURES) == {
        "learning",
        "bifurcation",
        "synchrony",
        "raster",
        "weights",
        "degradation",
        "inverted_u",
        "bursts",
        "early_warning",
    }
    for name, entry in FIGURES.items():
        source = rasters if name == "raster" else dataset
        assert set(entry.variables) <= set(source.variables)
        assert entry.caption.endswith(".")
        assert drawings[name].caption.endswith(".")


@pytest.mark.parametrize("name", ["weights", "claims"])
def test_a_figure_imports_its_own_module_and_no_slow_library(project, name):
    code = (
        "import sys; from homeotherm.figures.registry import FIGURES, OF_SAMPLES; "
        f"FIGURES['{name}'].draw; known = FIGURES | OF_SAMPLES; "
        "print([name for name in known if f'homeotherm.figures.{name}' in sys.modules], "
        "[name for name in ('scipy.stats', 'SALib', 'pydantic', 'brian2') if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(project / "scripts")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"['{name}'] []"


def test_registry_names_what_is_wrong(dataset):
    with pytest.raises(ValueError, match="did you mean 'synchrony'"):
        draw_figure("synchony", {"dataset": dataset})
    with pytest.raises(ValueError, match="figure raster needs the input rasters"):
        draw_figure("raster", {"dataset": dataset, "rasters": None})
