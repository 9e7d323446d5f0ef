"""A simulated point as a Neo block, for Elephant and others that take Neo's objects. Neo is no requirement of ours."""

from typing import TYPE_CHECKING

import numpy as np

from homeotherm.errors import InputError
from homeotherm.exports.simulated_point import SimulatedPoint
from homeotherm.measures import trains
from homeotherm.spiking import Potential, Spiking

if TYPE_CHECKING:
    from neo import Block, Segment


def to_neo(simulated: SimulatedPoint) -> "Block":
    """Return a point as a `neo.Block`.

    A segment for each stretch in which spikes were recorded holds a `SpikeTrain` of every neuron, silent ones included
    (s), the potentials as `AnalogSignal` (mV, one channel per neuron), and what was done as an `Epoch`. A group for
    each population holds its spike trains of all segments. Times are those of the simulation, so that segments after
    the first do not begin at zero.

    Raises
    ------
    InputError
        If Neo is not installed.
    """
    try:
        from neo import Block, Group
    except ImportError as error:
        raise InputError("neo: is not installed; allowed: after pip install neo") from error
    study, point, spiking = simulated.study, simulated.point, simulated.spiking
    block = Block(
        name=f"{study.name} {point.id}", description=f"{study.title}. {study.table.title}", study=study.name,
        model=study.model, point=point.id, seed=point.seed, **simulated.condition,
    )  # fmt: skip
    groups = {name: Group(name=name) for name in spiking.populations}
    for window in spiking.windows:
        segment = _segment(spiking, window)
        block.segments.append(segment)
        for train in segment.spiketrains:
            groups[train.annotations["population"]].add(train)
    block.groups.extend(groups.values())
    block.check_relationships()
    return block


def _segment(spiking: Spiking, window: str) -> "Segment":
    from neo import Epoch, Segment, SpikeTrain

    start, stop = spiking.windows[window]
    segment = Segment(name=window)
    times, sizes = trains.select(spiking.times, spiking.row_size, start, stop)
    rows = np.split(np.clip(times, start, stop), np.cumsum(sizes)[:-1])  # rounding puts a spike 1e-13 s beside an edge
    for name, (first, last) in spiking.populations.items():
        segment.spiketrains.extend(
            [
                SpikeTrain(
                    rows[neuron], units="s", t_start=start, t_stop=stop, name=f"{name} {neuron - first}",
                    population=name, neuron=neuron,
                )
                for neuron in range(first, last)
            ]
        )  # fmt: skip
    segment.analogsignals.extend([_signal(each) for each in spiking.potentials if start <= each.start < stop])
    inside = {name: span for name, span in spiking.stretches.items() if start <= span[0] < stop}
    if inside:
        begin, end = np.array(list(inside.values())).T
        segment.epochs.append(
            Epoch(times=begin, durations=end - begin, labels=list(inside), units="s", name="protocol")
        )
    return segment


def _signal(potential: Potential):
    import quantities as pq
    from neo import AnalogSignal

    return AnalogSignal(
        potential.values.T, units="mV", t_start=potential.start * pq.s, sampling_period=potential.interval * pq.s,
        name="membrane potential", array_annotations={"neuron": potential.neurons},
    )  # fmt: skip
