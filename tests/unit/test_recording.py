"""Recordings of many points in one file: what goes in comes out, point by point."""

import numpy as np
import pytest

from homeotherm.files import read_dataset, write_dataset
from homeotherm.recording import PointRecording, Variable, from_dataset, to_dataset

VARIABLES = {
    "row_size": Variable(("neuron",), "1", "spikes per neuron"), "spike_step": Variable(("spike",), "1", "steps"),
    "weight": Variable(("synapse",), "nS", "weights"), "time": Variable(("time",), "s", "time"),
    "rate": Variable(("time",), "Hz", "rate"),
}  # fmt: skip


def recording(spikes: list[list[int]], weights: int) -> PointRecording:
    """Return a recording with the given spikes of each neuron."""
    return PointRecording(
        {
            "row_size": np.array([len(row) for row in spikes], dtype=np.int32),
            "spike_step": np.array(sum(spikes, []), dtype=np.int32), "weight": np.arange(weights, dtype=np.float32),
            "time": np.array([0.5, 1.0]), "rate": np.array([np.nan, len(spikes[0])]),
        },
        wall_seconds=1.5, cpu_seconds=1.25,
    )  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_round_trip_of_ragged_points(tmp_path, order):
    recordings = [
        recording([[1, 5], [], [3]], 4),
        PointRecording(status="diverged", message="boom"),
        recording([[], [], []], 0),
    ]
    names = ["a", "b", "c"]
    dataset = to_dataset(
        [recordings[i] for i in order], {"point": [names[i] for i in order], "seed": [1, 1, 1]}, VARIABLES
    )
    write_dataset(dataset, tmp_path / "r.nc")
    again = from_dataset(read_dataset(tmp_path / "r.nc"), VARIABLES)
    for name, original in zip(names, recordings, strict=True):
        assert again[name].status == original.status and again[name].message == original.message
        costs = [(kept.wall_seconds, kept.cpu_seconds) for kept in (again[name], original)]
        np.testing.assert_array_equal(*costs)
        assert set(again[name].arrays) == set(original.arrays)
        for key, values in original.arrays.items():
            np.testing.assert_array_equal(again[name].arrays[key], values)
            assert again[name].arrays[key].dtype == values.dtype


def test_a_batch_of_only_diverged_points_can_be_written(tmp_path):
    write_dataset(
        to_dataset([PointRecording(status="diverged", message="x")], {"point": ["a"], "seed": [1]}, VARIABLES),
        tmp_path / "r.nc",
    )
    assert from_dataset(read_dataset(tmp_path / "r.nc"), VARIABLES)["a"].status == "diverged"


def test_ragged_arrays_follow_cf():
    dataset = to_dataset([recording([[1], [2], [3]], 2)], {"point": ["a"], "seed": [1]}, VARIABLES)
    assert dataset["row_size"].attrs["sample_dimension"] == "spike"
    assert dataset["status"].attrs["flag_meanings"].split()[0] == "ok"
