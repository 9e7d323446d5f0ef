"""STG neurons in JAX: exponential Euler in one compiled loop, double precision, no homeostasis."""

import jax
import jax.numpy as jnp
from report import Clock, answer, work

jax.config.update("jax_enable_x64", True)


def main() -> None:
    """Simulate the cells and count their spikes."""
    given = work()
    time_step, steps = given["time_step"], round(given["seconds"] * 1000 / given["time_step"])
    conductance = dict(zip(given["names"], jnp.array(given["conductances"]).T, strict=True))
    first, last = (round(second * 1000 / time_step) for second in given["counted"])
    code = {
        gate["name"]: [compile(gate[part], gate["name"], "eval") for part in ("steady_state", "time_constant")]
        for current in given["currents"]
        for gate in current["gates"]
    }

    def value(expression, v, calcium):
        return eval(expression, {"exp": jnp.exp, "v": v, "Ca": calcium, "kca_slowing": 1.0})

    def step(state, number):
        v, calcium, gates, spikes = state
        total, drive, inward = 0.0, 0.0, 0.0
        for current in given["currents"]:
            open_channels, reversal = conductance[current["name"]], given["reversals"][current["reversal"]]
            for gate in current["gates"]:
                open_channels = open_channels * gates[gate["name"]] ** gate["power"]
            total, drive = total + open_channels, drive + open_channels * reversal
            if current["carries_calcium"]:
                inward = inward + open_channels * (v - reversal)
        new = {}
        for name, (steady, time_constant) in code.items():
            end = value(steady, v, calcium)
            new[name] = end + (gates[name] - end) * jnp.exp(-time_step / value(time_constant, v, calcium))
        rest = -given["calcium"]["per_current"] * inward + given["calcium"]["baseline"]
        decay = jnp.exp(-time_step / given["calcium"]["time_constant"])
        target = drive / total
        moved = target + (v - target) * jnp.exp(-time_step * total / given["capacitance"])
        counted = (number >= first) & (number < last) & (v <= 10.0) & (moved > 10.0)
        return (moved, rest + (calcium - rest) * decay, new, spikes + counted), None

    cells = len(given["conductances"])
    v, calcium = jnp.full(cells, given["initial_voltage"]), jnp.full(cells, given["initial_calcium"])
    gates = {name: value(steady, v, calcium) for name, (steady, _) in code.items()}
    start = (v, calcium, gates, jnp.zeros(cells, dtype=int))
    run = jax.jit(lambda state: jax.lax.scan(step, state, jnp.arange(steps))[0]).lower(start).compile()
    with Clock() as clock:
        end = jax.block_until_ready(run(start))
    rate = float(end[3].sum()) / cells / (given["counted"][1] - given["counted"][0])
    answer(jax.__version__, rate, clock, f"step {time_step:g} ms, exponential Euler, no homeostasis")


if __name__ == "__main__":
    main()
