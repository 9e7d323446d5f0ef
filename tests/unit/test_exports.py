"""Spikes for other tools: Elephant on a Neo block and libsonata on a SONATA file say what our measures say."""

import sys

import libsonata
import numpy as np
import pandas as pd
import pytest
import quantities as pq
from elephant.statistics import cv, isi, mean_firing_rate
from microcircuit_recording import random_spikes

from homeotherm.errors import InputError, SimulationError
from homeotherm.export import FORMATS, export, write_table
from homeotherm.exports import SimulatedPoint, open_point, to_neo, write_sonata
from homeotherm.measures.rates import irregularity, mean_rate
from homeotherm.measures.trains import select
from homeotherm.models.microcircuit.protocol import layout
from homeotherm.models.microcircuit.spiking import spiking
from homeotherm.points import points_of
from homeotherm.study import check_study

# Elephant's and Neo's own use of the quantities package, not ours.
pytestmark = pytest.mark.filterwarnings("ignore:The 'copy' argument in Quantity is deprecated")


@pytest.fixture(scope="module")
def simulated(project):
    """Return a point of a small study with spikes at random."""
    content = {
        "title": "Small", "question": "Is it the same?", "model": "microcircuit", "seeds": {"count": 1},
        "parameters": {"neurons": 200, "training_duration": "3 s"},
        "axes": {"temperature": {"values": [30, 37], "unit": "degC"}},
    }  # fmt: skip
    study = check_study("small", content, project / "config" / "models")
    point = points_of(study)[0]
    return SimulatedPoint(study, point, spiking(random_spikes(point.parameters), point.parameters))


@pytest.fixture(scope="module")
def plan(simulated):
    """Return the protocol of the point."""
    return layout(simulated.point.parameters)


@pytest.fixture(scope="module")
def block(simulated):
    """Return the point as a Neo block."""
    return to_neo(simulated)


def test_the_block_says_what_it_is(block, simulated):
    assert block.name == f"small {simulated.point.id}"
    about = {"study": "small", "model": "microcircuit", "seed": 1, "temperature_celsius": 30.0}
    assert about.items() <= block.annotations.items()
    assert [segment.name for segment in block.segments] == ["before", "after"]
    assert {group.name: len(group.spiketrains) for group in block.groups} == {"excitatory": 320, "inhibitory": 80}


def test_every_spike_is_in_the_block_once(block, simulated, plan):
    times = np.concatenate([train.times.rescale("s").magnitude for s in block.segments for train in s.spiketrains])
    assert np.allclose(np.sort(times), np.sort(simulated.spiking.times), rtol=0, atol=1e-9)
    for segment in block.segments:
        assert len(segment.spiketrains) == 200 and len(segment.spiketrains[199]) == 0
        assert segment.spiketrains[160].annotations == {"population": "inhibitory", "neuron": 160}
    after = block.segments[1].spiketrains[0]
    assert after.t_start == plan.spontaneous_start("after") * plan.time_step * pq.s
    assert after.t_stop == plan.total * plan.time_step * pq.s


@pytest.mark.parametrize("window", [0, 1])
def test_elephant_finds_the_same_rate_and_irregularity(block, simulated, window):
    segment, spiking = block.segments[window], simulated.spiking
    trains = [train for train in segment.spiketrains if train.annotations["population"] == "excitatory"]
    start, stop = list(spiking.windows.values())[window]
    times, sizes = select(spiking.times, spiking.row_size, start, stop)
    ours = irregularity(times[: sizes[:160].sum()], sizes[:160])
    rates = [mean_firing_rate(train).rescale("Hz").item() for train in trains]
    assert mean_rate(sizes[:160], stop - start) == pytest.approx(np.mean(rates), rel=1e-9)
    assert 6.0 < np.mean(rates) < 10.0
    irregular = [cv(isi(train).magnitude) for train in trains if len(train) >= 3]
    assert ours.cv == pytest.approx(np.mean(irregular), rel=1e-9) and ours.neurons == len(irregular)


def test_potentials_have_units_times_and_neurons(block, simulated, plan):
    for segment, potential in zip(block.segments, simulated.spiking.potentials, strict=True):
        (signal,) = segment.analogsignals
        assert signal.units == pq.mV and signal.sampling_period == 1 * pq.ms
        assert np.array_equal(signal.magnitude, potential.values.T)
        assert signal.array_annotations["neuron"].tolist() == np.linspace(0, 159, 100).astype(int).tolist()
        assert float(signal.t_stop.rescale("s")) == pytest.approx(potential.stop)
    assert block.segments[1].analogsignals[0].t_start == plan.spontaneous_start("after") * plan.time_step * pq.s


def test_what_was_done_is_an_epoch(block, simulated):
    (epoch,) = block.segments[1].epochs
    assert epoch.labels.tolist() == ["spontaneous after", "cues after"]
    ends = (epoch.times + epoch.durations).rescale("s").magnitude
    assert ends == pytest.approx([simulated.spiking.stretches[name][1] for name in epoch.labels])


def test_without_neo_one_line_says_so(simulated, monkeypatch):
    monkeypatch.setitem(sys.modules, "neo", None)
    with pytest.raises(InputError, match="neo: is not installed; allowed: after pip install neo"):
        to_neo(simulated)


def test_an_independent_reader_finds_the_same_spikes_in_a_sonata_file(simulated, tmp_path):
    path = tmp_path / "a.h5"
    write_sonata(simulated.spiking, path)
    reader = libsonata.SpikeReader(str(path))
    assert sorted(reader.get_population_names()) == ["excitatory", "inhibitory"]
    times, sizes = simulated.spiking.times, simulated.spiking.row_size
    starts = np.concatenate([[0], np.cumsum(sizes)])
    for name, (first, last) in simulated.spiking.populations.items():
        population = reader[name]
        assert population.sorting == "by_time" and population.time_units == "ms"
        found = population.get()
        for node in (0, 7, last - first - 1):
            expected = times[starts[first + node] : starts[first + node + 1]] * 1e3
            assert np.allclose([time for each, time in found if each == node], expected, rtol=0, atol=1e-9)
        assert len(found) == sizes[first:last].sum()
        some = population.get(node_ids=[7], tstart=0.0, tstop=500.0)
        own = times[starts[first + 7] : starts[first + 8]] * 1e3
        assert len(some) == (own <= 500.0).sum()


def test_the_parts_of_a_sonata_file(simulated, tmp_path):
    import h5py

    write_sonata(simulated.spiking, tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5") as file:
        assert file.attrs["magic"] == 0x0A7A and file.attrs["version"].tolist() == [0, 1]
        group = file["spikes/inhibitory"]
        assert group["timestamps"].dtype == np.float64 and group["timestamps"].attrs["units"] == "ms"
        assert group["node_ids"].dtype == np.uint64 and (np.diff(group["timestamps"][:]) >= 0).all()
        kind = h5py.check_enum_dtype(group.attrs.get_id("sorting").dtype)
        assert kind == {"none": 0, "by_id": 1, "by_time": 2} and group.attrs["sorting"] == 2
        assert group.attrs["neurons"] == 40


def test_a_sonata_file_that_is_not_what_was_written_is_none(simulated, tmp_path, monkeypatch):
    monkeypatch.setattr("homeotherm.exports.sonata.np.array_equal", lambda *_: False)
    with pytest.raises(SimulationError, match="differs from what was written"):
        write_sonata(simulated.spiking, tmp_path / "a.h5")
    assert not list(tmp_path.iterdir())


def test_the_table_of_spikes(simulated, tmp_path):
    write_table(simulated.spiking, tmp_path / "a.csv")
    table = pd.read_csv(tmp_path / "a.csv")
    counts = table.groupby("population")["neuron"].agg(["size", "max"])
    sizes = simulated.spiking.row_size
    assert counts.loc["excitatory"].tolist() == [sizes[:160].sum(), 159]
    assert counts.loc["inhibitory"].tolist() == [sizes[160:].sum(), 38]  # the last one is silent
    assert np.array_equal(table["time_seconds"], simulated.spiking.times)


def test_mistakes_are_one_line(project, tmp_path):
    with pytest.raises(InputError, match="format: 'sonta' is unknown .did you mean 'sonata'.*; allowed: sonata, csv"):
        export("quick", "0" * 16, "sonta", root=tmp_path)
    with pytest.raises(InputError, match="point: '0000000000000000' is none of study quick"):
        open_point("quick", "0" * 16)
    with pytest.raises(InputError, match="model: maps has no spikes to export; allowed: models of neurons"):
        open_point("maps", _first_point("maps", project))
    assert set(FORMATS) == {"sonata", "csv"}


def _first_point(study: str, project) -> str:
    from homeotherm.study import load_study

    return points_of(load_study(study, project / "config"))[0].id
