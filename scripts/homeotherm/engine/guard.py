"""A population rate above which a simulation ends early, so that a network that runs away does not use up the budget.

The binary counts the spikes of all cells and, at the end of every window, compares their rate with a limit, which is an
argument: one binary serves every limit, and 0 is none. It ends after the step in which the limit was passed. What was
not simulated is not there, so that nothing of such a run may be measured.
"""

import brian2
from brian2.devices.device import get_device
from brian2.units import Hz

from homeotherm.engine import GUARD, RATE_LIMIT

_GUARD = f"""
{RATE_LIMIT} : Hz (shared, constant)  # 0 for none
window : second (shared)
reached : Hz (shared)             # rate that passed the limit, 0 as long as none has
ended : second (shared)           # start of the step in which it did
"""
_CPP = """
static inline double rate_above(const double limit) {{
    static double spikes = 0.0;
    static int steps = 0;
    if (!(limit > 0.0)) return 0.0;
    spikes += brian::{spikes}[{cells}];  // the number of spikes of this step stands behind their cells
    if (++steps < {steps}) return 0.0;
    const double rate = spikes/{cell_seconds!r};
    spikes = 0.0;
    steps = 0;
    if (!(rate > limit)) return 0.0;
    Network::_globally_stopped = true;
    return rate;
}}
"""


def guard(neurons: brian2.NeuronGroup, window: float) -> brian2.NeuronGroup:
    """Return what watches the rate of a group over windows of so many seconds; it belongs into the network."""
    step = float(neurons.clock.dt)
    steps = round(window / step)
    code = _CPP.format(
        spikes=get_device().get_array_name(neurons.variables["_spikespace"]), cells=len(neurons), steps=steps,
        cell_seconds=len(neurons) * steps * step,
    )  # fmt: skip
    rate_above = brian2.Function(_compiled_only, arg_units=[Hz], return_unit=Hz, stateless=False)
    rate_above.implementations.add_implementation("cpp", code, name="rate_above")
    group = brian2.NeuronGroup(1, _GUARD, name=GUARD, namespace={"rate_above": rate_above})
    group.window = window * brian2.second
    group.run_regularly(
        f"reached = rate_above({RATE_LIMIT})\nended = t*int(reached > 0*Hz)", when="end", name="watch_rate"
    )
    return group


def not_ended() -> str:
    """Return the condition, in C++, that the limit has not been passed."""
    return f"!(brian::_array_{GUARD}_reached[0] > 0.0)"


def _compiled_only(_limit: float) -> float:
    raise NotImplementedError("only a compiled network can be ended by its rate")
