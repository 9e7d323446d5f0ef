"""The compiled powers of two against numpy, and a compiled population with them against one with the C library's."""

import ctypes
import subprocess

import brian2
import numpy as np
import pytest

from exact_neuron import rest
from homeotherm.engine import precompiled
from homeotherm.engine.compiler import flags
from homeotherm.engine.exponential import LARGEST, NAMESPACE, SMALLEST, SOURCES
from homeotherm.engine.generation import _compile, _vectorised
from homeotherm.engine.staggered import staggered
from homeotherm.engine.vectorised import packed_share, state_updates
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.models.stg.population import POPULATION
from homeotherm.physiology.membrane_equations import neuron_equations
from homeotherm.physiology.population import draw_population

PRECISION = 1e-13
STEP, STEPS = 5e-5, 800


@pytest.fixture(scope="module")
def power(tmp_path_factory):
    """Return a function that evaluates a compiled power of two at an array."""
    folder = tmp_path_factory.mktemp("powers")
    loops = "".join(
        f'extern "C" void {name}(const double* x, double* y, long n) '
        f"{{ for (long i = 0; i < n; i++) y[i] = _power_of_two{name.removeprefix('exp2')}(x[i]); }}\n"
        for name in SOURCES
    )
    (folder / "powers.cpp").write_text("#include <cstdint>\n" + "".join(SOURCES.values()) + loops)
    # linked without the flags: gcc would add start-up code to the library that takes subnormal numbers from the process
    for command in (
        ["g++", *flags("portable"), "-fPIC", "-c", "powers.cpp", "-o", "powers.o"],
        ["g++", "-shared", "powers.o", "-o", "powers.so"],
    ):
        subprocess.run(command, cwd=folder, check=True)
    library = ctypes.CDLL(str(folder / "powers.so"))

    def evaluate(name: str, x: np.ndarray) -> np.ndarray:
        x, y = np.ascontiguousarray(x, dtype=float), np.empty(len(x))
        pointer = ctypes.POINTER(ctypes.c_double)
        getattr(library, name)(x.ctypes.data_as(pointer), y.ctypes.data_as(pointer), ctypes.c_long(x.size))
        return y

    return evaluate


@pytest.mark.parametrize("name", ["exp2", "exp2_inside"])
def test_powers_of_two_over_the_whole_range(power, name):
    x = np.concatenate([np.linspace(SMALLEST, LARGEST, 1_000_001), np.linspace(-2, 2, 1_000_001)])
    assert abs(power(name, x) / np.exp2(x) - 1.0).max() < PRECISION
    whole = np.arange(SMALLEST, LARGEST + 1)
    np.testing.assert_array_equal(power(name, whole), np.exp2(whole))
    small = np.geomspace(1e-12, 1e-3, 1000)
    # 1 at 0, so that 2**x - 1 keeps its precision beside rounding
    np.testing.assert_allclose(power(name, small) - 1.0, np.expm1(small * np.log(2)), rtol=3e-12, atol=3e-16)


def test_beyond_its_range_it_stays_a_normal_number(power):
    x = np.array([SMALLEST - 0.01, -1e4, -1e300, -np.inf, LARGEST + 0.01, 1e4, 1e300, np.inf])
    expected = np.repeat(np.exp2([SMALLEST, LARGEST]), 4)
    np.testing.assert_array_equal(power("exp2", x), expected)
    assert np.isnan(power("exp2", np.full(9, np.nan))).all()
    assert np.isnan(power("exp2_inside", np.full(9, np.nan))).all()


# --- a population


def simulated(folder, namespace, cells: np.ndarray, tuning=None) -> np.ndarray:
    """Return the potentials (mV) of cells (cells, currents) after `STEPS`, compiled with a namespace."""
    brian2.prefs.logging.file_log = False
    brian2.set_device("cpp_standalone", build_on_run=False)
    device = brian2.get_device()
    device.reinit()
    device.activate(build_on_run=False)
    tuning = tuning or flags("portable")
    brian2.prefs.codegen.cpp.extra_compile_args_gcc = tuning
    device.extra_compile_args = list(precompiled.FLAGS)
    brian2.defaultclock.dt = STEP * brian2.second
    group = brian2.NeuronGroup(
        len(cells), neuron_equations(MEMBRANE), method=staggered("v", ("Ca",), reach=0.3), name="cells",
        namespace={**namespace, "uamp": brian2.uamp, "cmeter": brian2.cmeter},
    )  # fmt: skip
    for name, value in rest(MEMBRANE, -60.0, 0.5).items():
        setattr(group, name, value * brian2.mV if name == "v" else value)
    for name, value in zip(MEMBRANE.names, 10.0 * cells.T, strict=True):
        setattr(group, f"c_{name}", value * brian2.siemens / brian2.meter**2)
    group.C = 0.01 * brian2.farad / brian2.meter**2
    network = brian2.Network(group)
    network.run(STEPS * STEP * brian2.second, namespace={})
    _compile(device, folder, tuning, cores=2)
    device.run(directory=str(folder), with_output=False, run_args=[])
    return np.array(group.v) * 1e3


@pytest.fixture(scope="module")
def cells():
    """Return eight cells, and the same in reverse order."""
    drawn = draw_population(MEMBRANE, POPULATION, 8, 3)
    return np.concatenate([drawn, drawn[::-1]])


@pytest.fixture(scope="module")
def with_own(cells, tmp_path_factory):
    folder = tmp_path_factory.mktemp("own") / "source"
    return simulated(folder, NAMESPACE, cells), state_updates(folder)


def test_a_population_with_the_exponential_of_the_c_library(with_own, cells, tmp_path):
    """40 ms, in which every cell fires.

    An error of 1e-13 in each exponential moves a gate by that per step at most, 8e-11 after 800 steps, and the
    potential, of 0.1 V, by 1e-8 mV; 3000 times as much in the upstroke of a spike, where 1 us is 0.4 mV and the
    potential rises hundredfold.
    """
    library = {}
    for name in NAMESPACE:
        library[name] = brian2.Function(np.exp2, arg_units=[1], return_unit=1, arg_names=["x"])
        library[name].implementations.add_implementation("cpp", code=None, name="exp2")
    found = simulated(tmp_path / "source", library, cells)
    assert np.ptp(found) > 1.0  # cells differ
    np.testing.assert_allclose(with_own[0], found, rtol=0, atol=3e-5)


def test_the_order_of_cells_does_not_matter(with_own):
    v, _ = with_own
    np.testing.assert_array_equal(v[:8], v[8:][::-1])


# --- vectors


def test_state_updates_are_vectorised_and_seen_not_to_be(with_own, cells, tmp_path, caplog):
    assert with_own[1] == {"cells": True}
    scalar = simulated(tmp_path / "source", NAMESPACE, cells, [*flags("portable"), "-fno-tree-vectorize"])
    assert _vectorised(tmp_path / "source") == {"cells": False}
    (line,) = [record.message for record in caplog.records if record.name == "homeotherm.engine.generation"]
    assert line.startswith("the compiler did not vectorise the state update of cells: ")
    np.testing.assert_allclose(scalar, with_own[0], rtol=0, atol=3e-5)


def test_the_share_of_packed_arithmetic():
    lines = ["vmulpd %ymm0", "vfmadd213pd %ymm1", "vaddsd %xmm0", "divsd %xmm1", "vmovapd %ymm0", "call 0"]
    assert packed_share("".join(f"  1f:\t{line}\n" for line in lines)) == 0.5
    assert packed_share("  1f:\tret\n") == 0.0
