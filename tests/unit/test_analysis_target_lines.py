"""Target lines: what holds on them, where they cross, and whose conductances they follow."""

import numpy as np
import pytest
from synthetic_cells import regulated_dataset, swept

from homeotherm.analysis.target_lines import target_lines
from homeotherm.models.stg.membrane import MEMBRANE
from homeotherm.physiology.compensation import compensation
from homeotherm.physiology.conductances import dynamic_input_conductances

CAS, A, KCA, H = (MEMBRANE.names.index(name) for name in ("CaS", "A", "KCa", "H"))
TARGETS = {"slow": -8.0, "ultraslow": 4.0}


@pytest.fixture(scope="module")
def dataset():
    return regulated_dataset()


@pytest.fixture(scope="module")
def lines(dataset):
    return target_lines(dataset)


def conductances(dataset, **place):
    """Return the conductances (cells, channels) of a point at a moment."""
    return dataset["conductance"].sel(place).transpose("cell", "channel").values


def test_targets_in_force(lines):
    slow = lines["target"].sel(timescale="slow")
    assert slow.sel(neuromodulation="none").values.tolist() == [5.0, 5.0, 5.0]
    for kind in ("sharp", "controlled"):
        assert slow.sel(neuromodulation=kind).values.tolist() == [5.0, -8.0, -8.0]
    assert (lines["target"].sel(timescale="ultraslow") == 4.0).all()


def test_lines_cross_at_the_compensation(dataset, lines):
    place = {"neuromodulation": "sharp", "seed": 2, "phase": "modulated"}
    expected = compensation(MEMBRANE, conductances(dataset, **place), ("CaS", "A"), TARGETS, np.full(5, -49.7))
    found = lines.sel(place)
    np.testing.assert_allclose(found["reference"].transpose("cell", "modulated"), expected, rtol=1e-9)
    there = found["base"] + (found["slope"] * found["reference"]).sum("modulated")
    np.testing.assert_allclose(there.transpose("cell", "timescale"), [[-8.0, 4.0]] * 5, rtol=1e-9)


def test_lines_are_the_input_conductances_where_these_are_linear():
    """Without calcium-gated potassium they are linear in all conductances."""
    dataset = regulated_dataset()
    dataset["conductance"].loc[{"channel": "KCa"}] = 0.0
    place = {"neuromodulation": "controlled", "seed": 1, "phase": "early"}
    found = target_lines(dataset).sel(place)
    cells = conductances(dataset, **place)
    for first, second in ((0.0, 0.0), (10.0, 100.0), (30.0, -200.0)):
        cells[:, CAS], cells[:, A] = first, second
        expected = dynamic_input_conductances(MEMBRANE, cells, -49.7)[1:].T
        linear = (
            found["base"] + found["slope"].sel(modulated="CaS") * first + found["slope"].sel(modulated="A") * second
        )
        np.testing.assert_allclose(linear.transpose("cell", "timescale"), expected, rtol=1e-9, atol=1e-9)


def test_blocked_channel_counts_as_absent_from_the_switch_on():
    blocked = target_lines(swept(regulated_dataset(), "blocked_channel", ["none", "H"]))
    without = regulated_dataset()
    without["conductance"].loc[{"channel": "H"}] = 0.0
    without = target_lines(without)
    found, free = (blocked["reference"].sel(blocked_channel=name) for name in ("H", "none"))
    assert (found.sel(phase="settled") == free.sel(phase="settled")).all()
    for phase in ("early", "modulated"):
        np.testing.assert_array_equal(found.sel(phase=phase), without["reference"].sel(phase=phase))
        assert (found.sel(phase=phase) != free.sel(phase=phase)).any()


def test_failed_points_are_missing_and_others_as_before(lines):
    found = target_lines(regulated_dataset(failed=[(0, 1)]))
    for name in ("reference", "base", "slope"):
        assert found[name].isel(neuromodulation=0, seed=1).isnull().all()
        np.testing.assert_array_equal(found[name].isel(seed=0), lines[name].isel(seed=0))


def test_several_pairs_are_refused():
    with pytest.raises(ValueError, match="select one value of modulated_pair first"):
        target_lines(swept(regulated_dataset(), "modulated_pair", ["CaS_A", "CaS_H"]))
