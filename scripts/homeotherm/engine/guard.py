"""A population rate above which a simulation ends early, so that a network that runs away does not use up the budget.

At the end of every window the binary compares the mean rate over it, which a monitor records anyway, with a limit. The
limit is an argument: one binary serves all, and 0 is none. What was not simulated is not there, so that nothing of a
run that was ended may be measured.
"""

import brian2
from brian2.devices.device import get_device
from brian2.units import Hz

from homeotherm.engine import GUARD, RATE_LIMIT

_GUARD = f"""
{RATE_LIMIT} : Hz (shared, constant)  # 0 for none
window : second (shared)
reached : Hz (shared)                 # rate that passed the limit, 0 as long as none has
ended : second (shared)               # end of the window in which it did
"""
_CPP = """
static inline double rate_above(const double limit) {{
    const std::vector<double>& rates = brian::{rates};
    if (!(limit > 0.0) || rates.size() < {steps}) return 0.0;
    double sum = 0.0;
    for (size_t step = rates.size() - {steps}; step < rates.size(); ++step) sum += rates[step];
    if (!(sum > limit*{steps})) return 0.0;
    Network::_globally_stopped = true;
    return sum/{steps};
}}
"""


def guard(monitor: brian2.PopulationRateMonitor, window: float) -> brian2.NeuronGroup:
    """Return what watches a recorded rate over windows of so many seconds; it belongs into the network."""
    code = _CPP.format(
        rates=get_device().get_array_name(monitor.variables["rate"], access_data=False),
        steps=round(window / float(monitor.clock.dt)),
    )
    rate_above = brian2.Function(_compiled_only, arg_units=[Hz], return_unit=Hz, stateless=False)
    rate_above.implementations.add_implementation("cpp", code, name="rate_above")
    group = brian2.NeuronGroup(1, _GUARD, name=GUARD, namespace={"rate_above": rate_above})
    group.window = window * brian2.second
    group.run_regularly(
        f"reached = rate_above({RATE_LIMIT})\nended = t*int(reached > 0*Hz)", dt=window * brian2.second, when="start",
        order=-2, name="watch_rate",
    )  # fmt: skip
    return group


def not_ended() -> str:
    """Return the condition, in C++, that the limit has not been passed."""
    return f"!(brian::_array_{GUARD}_reached[0] > 0.0)"


def _compiled_only(_limit: float) -> float:
    raise NotImplementedError("only a compiled network can be ended by its rate")
