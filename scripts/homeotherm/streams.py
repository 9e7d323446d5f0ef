"""Seeds of the random streams of a point, from the values of the point alone.

The network, the initial state and the order of stimuli come from the seed: conditions of one seed share them and can be
compared pairwise. The noise of the input comes from the whole point.
"""

import hashlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Streams:
    """One seed per stream, each within 31 bits (a Brian2 binary reads them as int32)."""

    network: int
    initial: int
    stimuli: int
    noise: int


def streams(model: str, point: str, seed: int) -> Streams:
    """Return the seeds of a point's streams, by numpy's SeedSequence over digests.

    Parameters
    ----------
    point
        Id of the point, which covers all of its values.
    seed
        The replicate.
    """

    def derive(name: str, source: str) -> int:
        words = hashlib.sha256(f"{model}/{name}/{source}".encode()).digest()
        sequence = np.random.SeedSequence(int.from_bytes(words, "big"))
        return int(sequence.generate_state(1)[0]) & 0x7FFFFFFF

    return Streams(
        network=derive("network", str(seed)),
        initial=derive("initial", str(seed)),
        stimuli=derive("stimuli", str(seed)),
        noise=derive("noise", point),
    )
