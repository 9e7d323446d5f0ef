"""From a finished study to other tools: a Neo block and a SONATA file of a point, a research object of the whole."""

import json
import subprocess
import sys

import libsonata
import numpy as np
import pytest
from elephant.statistics import mean_firing_rate
from rocrate.rocrate import ROCrate

from homeotherm.exports import open_point, to_neo
from homeotherm.files import read_dataset

pytestmark = [
    pytest.mark.slow,
    # Elephant's and Neo's own use of the quantities package, not ours.
    pytest.mark.filterwarnings("ignore:The 'copy' argument in Quantity is deprecated"),
]


def library(place, *arguments):
    """Run a command of the library as make does."""
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=place.folder, text=True, capture_output=True,
        env={"PYTHONPATH": "scripts"},
    )  # fmt: skip


def test_the_spikes_of_a_point(workplace):
    dataset = read_dataset(workplace.path("tiny", "dataset.nc")).isel(state=1, temperature=1, seed=0)
    identifier = str(dataset["point"].item())
    done = library(workplace, "homeotherm.export", "tiny", identifier, "sonata")
    assert done.returncode == 0, done.stderr
    path = workplace.path("tiny", "exports", f"{identifier}.h5")
    assert done.stdout.strip() == str(path)
    spikes = libsonata.SpikeReader(str(path))["excitatory"].get()
    point = open_point("tiny", identifier, root=workplace.folder)
    block = to_neo(point)
    excitatory = block.groups[0].spiketrains
    assert len(spikes) == sum(map(len, excitatory)) > 0
    start, stop = point.spiking.stretches["spontaneous after"]
    start += point.point.parameters["spontaneous_transient"] / 1000
    trains = [t for t in block.segments[1].spiketrains if t.annotations["population"] == "excitatory"]
    rates = [
        mean_firing_rate(train.time_slice(start * train.times.units, stop * train.times.units)) for train in trains
    ]
    expected = float(dataset["rate_excitatory"].sel(phase="after"))
    assert np.mean([rate.rescale("Hz").item() for rate in rates]) == pytest.approx(expected, rel=0.02)
    refused = library(workplace, "homeotherm.export", "tiny", "0" * 16, "sonata")
    assert refused.returncode == 1 and refused.stderr.count("\n") == 1


def test_a_study_as_a_research_object(workplace):
    workplace.snakemake("crate")
    crate = ROCrate(workplace.path("tiny"))
    manifest = json.loads(workplace.path("tiny", "manifest.json").read_text())
    names = {entity.id for entity in crate.get_by_type("File")}
    assert names == {*manifest["files"], "manifest.json", "study.yaml"}
    assert "are as they were made" in library(workplace, "homeotherm.verify", "tiny").stdout
    assert "Nothing to be done" in workplace.snakemake("crate").stdout
