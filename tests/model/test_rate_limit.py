"""A compiled network that runs away is ended at the limit of its rate; below the limit nothing changes."""

import numpy as np
import pytest

from homeotherm.design import point_id
from homeotherm.engine.run import read_manifest, run_binary
from homeotherm.errors import SimulationError
from homeotherm.models.microcircuit import arguments, protocol
from homeotherm.models.microcircuit.equations import RATE_WINDOW
from homeotherm.models.microcircuit.protocol import layout
from homeotherm.streams import streams

RUNAWAY = {"inhibition_ratio": 0.0, "initial_scale": 3.0, "adaptation_increment": 0.0}
"""Strong excitation and nothing against it: cells fire as often as refractoriness lets them."""


@pytest.fixture(scope="module")
def run_raw(table, tiny_values, tiny_build, tmp_path_factory):
    """Return a function that runs the binary of the tiny network and leaves its arrays on disk."""
    drivers = {name: parameter.driver for name, parameter in table.parameters.items() if parameter.driver}

    def run(**changes: float):
        values = {**tiny_values, **changes}
        seeds = streams("microcircuit", point_id(table, values, drivers, 1), 1)
        return run_binary(
            tiny_build, read_manifest(tiny_build), arguments.binary_values(table, values, drivers),
            {"network": seeds.network, "initial": seeds.initial, "noise": seeds.noise},
            {
                **protocol.tables(protocol.stimuli(values, seeds.stimuli)),
                **arguments.tables(table, values, drivers),
            },
            tmp_path_factory.mktemp("arrays"),
        )  # fmt: skip

    return run


def rate_of_window(raw, plan, stop: float) -> float:
    """Return the rate of the E cells in Hz over the window that ends at a time in s."""
    spikes = raw.array("spikes.t")[raw.array("spikes.i") < plan.excitatory]
    start = stop - RATE_WINDOW
    inside = (spikes > start - 0.5 * plan.time_step) & (spikes < stop - 0.5 * plan.time_step)
    return inside.sum() / (plan.excitatory * RATE_WINDOW)


def test_runaway_is_a_status_with_rate_limit_and_time(simulate):
    kept = simulate(**RUNAWAY, rate_limit=50.0)
    assert kept.status == "runaway" and kept.arrays == {}
    assert kept.message.startswith("a population rate of ") and " over 0.5 s, above the limit of 50 Hz" in kept.message
    assert kept.message.endswith("; ended at 0.5 s")
    assert 0.0 < kept.cpu_seconds < kept.wall_seconds + 0.1


def test_a_limit_that_is_not_passed_changes_no_bit(simulate):
    free, bound = simulate(), simulate(rate_limit=400.0)
    assert bound.status == "ok" and free.arrays.keys() == bound.arrays.keys()
    for name in free.arrays:
        np.testing.assert_array_equal(free.arrays[name], bound.arrays[name], err_msg=name)


def test_the_rate_is_that_of_the_spikes_and_nothing_is_stored_after_it(run_raw, tiny_values):
    """Memory is bounded: of spikes and rates there is what was before the end, and the step in which it was noticed."""
    plan = layout(tiny_values)
    raw = run_raw(**RUNAWAY, rate_limit=50.0)
    end = raw.early_end
    assert (end.limit, end.window) == (50.0, RATE_WINDOW)
    assert end.seconds == pytest.approx(RATE_WINDOW)
    assert end.rate == pytest.approx(rate_of_window(raw, plan, RATE_WINDOW))
    assert 100.0 < end.rate < 250.0  # the refractory period is 4 ms
    assert raw.array("rate.rate").size == round(RATE_WINDOW / plan.time_step) + 1
    assert raw.array("spikes.t").max() <= end.seconds + 1e-9
    assert raw.array("spikes.t").size < 250.0 * plan.neurons * RATE_WINDOW
    assert raw.array("e_to_e.w").size > 0  # the network is there, and was not trained


def test_the_same_binary_ends_later_at_a_higher_limit(run_raw, tiny_values):
    """With the rate of the first window as the limit it is passed when stimuli come, and at once just below."""
    plan = layout(tiny_values)
    free = run_raw()
    assert free.early_end is None
    first = rate_of_window(free, plan, RATE_WINDOW)
    end = run_raw(rate_limit=first * (1 + 1e-9)).early_end
    assert end.rate > first and end.seconds > RATE_WINDOW
    windows = end.seconds / RATE_WINDOW
    assert windows == pytest.approx(round(windows))
    assert run_raw(rate_limit=first * (1 - 1e-9)).early_end.seconds == pytest.approx(RATE_WINDOW)


def test_a_run_that_ends_for_another_reason_is_not_taken_for_runaway(run_raw):
    """The results must say that the limit was passed: an interrupted run raises."""
    raw = run_raw(**RUNAWAY, rate_limit=50.0)
    (raw.folder / raw.arrays["guard.reached"]["file"]).unlink()
    with pytest.raises(SimulationError, match=r"array 'guard\.reached' of the binary cannot be read"):
        _ = raw.early_end
