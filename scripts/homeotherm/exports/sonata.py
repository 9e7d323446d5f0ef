"""Spikes of a point as a SONATA file, which NEST, BMTK, snap and others read.

Written with h5py: SONATA asks for an attribute of an enumerated type, which netCDF4 cannot write.
"""

from pathlib import Path

import h5py
import numpy as np

from homeotherm.atomic import replacing
from homeotherm.errors import SimulationError
from homeotherm.measures import trains
from homeotherm.spiking import Spiking

MAGIC, VERSION = 0x0A7A, (0, 1)
"""What the root of every SONATA file says of itself."""
SORTING = {"none": 0, "by_id": 1, "by_time": 2}


def write_sonata(spiking: Spiking, target: Path) -> None:
    """Write ``/spikes/<population>/timestamps`` (ms since the simulation began) and ``node_ids``, sorted by time.

    Node ids count from 0 in each population. Neurons without spikes do not stand in the file; its readers know the
    sizes of populations from elsewhere, here from the attribute ``neurons`` of each.

    Raises
    ------
    SimulationError
        If what is read back differs from what was written.

    References
    ----------
    Dai et al. 2020, *The SONATA data format*, and its developer guide, "Spike file".
    """
    expected = {name: _sorted(spiking, *span) for name, span in spiking.populations.items()}
    with replacing(target) as temporary:
        with h5py.File(temporary, "w") as file:
            file.attrs["magic"] = np.uint32(MAGIC)
            file.attrs["version"] = np.array(VERSION, dtype=np.uint32)
            for name, (timestamps, node_ids) in expected.items():
                group = file.create_group(f"spikes/{name}", track_order=True)
                group.attrs.create("sorting", SORTING["by_time"], dtype=h5py.enum_dtype(SORTING, basetype="u1"))
                first, last = spiking.populations[name]
                group.attrs["neurons"] = last - first
                group.create_dataset("timestamps", data=timestamps).attrs["units"] = "ms"
                group.create_dataset("node_ids", data=node_ids)
        with h5py.File(temporary) as file:
            for name, arrays in expected.items():
                group = file["spikes"][name]
                read = group["timestamps"][:], group["node_ids"][:]
                if not all(map(np.array_equal, read, arrays)):
                    raise SimulationError(f"{target}: what was read back differs from what was written")


def _sorted(spiking: Spiking, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Return times in ms and node ids of the spikes of some neurons, by time and then by neuron."""
    times, sizes = trains.take(spiking.times, spiking.row_size, np.arange(first, last))
    order = np.argsort(times, kind="stable")
    return times[order] * 1e3, trains.neuron_of_spike(sizes)[order].astype(np.uint64)
