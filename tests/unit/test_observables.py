"""The binding of recordings to measures: windows, populations and names, on a recording made by hand."""

import numpy as np
import pytest

from homeotherm.models.microcircuit.observables import MEASURES, coordinates, measure, responses_to_cues
from homeotherm.models.microcircuit.protocol import assemblies, layout, stimuli
from homeotherm.recording import PointRecording

TRAIN_STEPS = 50  # a spike each 10 ms in every E cell of the first spontaneous window


@pytest.fixture
def values(table) -> dict[str, float]:
    """Return the parameters of a small network."""
    return {**table.defaults(), "neurons": 200.0, "training_duration": 6.0}


@pytest.fixture
def recording(values) -> PointRecording:
    """Return a recording: regular spikes before training, answers of the whole assembly to its cue after it."""
    plan, drawn = layout(values), stimuli(values, 1)
    assembly, _ = assemblies(values)
    rows = []
    for neuron in range(plan.neurons):
        steps = list(range(0, plan.spontaneous, TRAIN_STEPS)) if neuron < plan.excitatory else []
        own = drawn.onset[1][drawn.identity[1] == assembly[neuron]] + 5
        rows.append(sorted([*steps, *own]))
    pairs = np.array([(i, j) for i in range(plan.excitatory) for j in range(plan.excitatory) if i != j])
    time = np.arange(0.1, 6.0, 0.5)
    voltage = np.sin(np.arange(2000) / 20.0) * np.ones((2, 10, 1))
    return PointRecording(
        {
            "row_size": np.array([len(row) for row in rows]), "spike_step": np.concatenate(rows).astype(np.int32),
            "voltage": voltage.astype(np.float32), "weight": np.where(assembly[pairs[:, 0]] == assembly[pairs[:, 1]], 6.0, 1.0),
            "presynaptic": pairs[:, 0], "postsynaptic": pairs[:, 1], "time": time, "weight_mean": 2.0 + 0.1 * time,
            "weight_within": 2.0 + time, "weight_across": 2.0 + 0 * time, "rate": time,
            "stimulus_step": drawn.onset, "stimulus": drawn.identity,
            "temperature": np.full(time.size, 37.0), "population_count": np.tile([0, 2], 600).astype(np.int32),
        }
    )  # fmt: skip


def test_all_measures_and_only_those(recording, values):
    measured = measure(recording, values)
    assert set(measured) == set(MEASURES)
    sizes = {name: np.size(value[1]) for name, value in coordinates(recording, {}).items()}
    for name, (variable, _, _) in MEASURES.items():
        assert np.shape(measured[name]) == tuple(sizes[dim] for dim in variable.dims), name


def test_windows_and_populations(recording, values):
    measured = measure(recording, values)
    assert measured["rate_excitatory"].tolist() == pytest.approx([100.0, 0.0])  # one spike each 10 ms, then silence
    assert measured["rate_inhibitory"].tolist() == [0.0, 0.0]
    assert measured["cv"][0] == pytest.approx(0.0, abs=1e-9) and np.isnan(measured["cv"][1])
    assert measured["voltage_synchrony"].tolist() == pytest.approx([1.0, 1.0])
    assert np.isnan(measured["pairwise_correlation"][1])


def test_selectivity_of_perfect_answers(recording, values):
    measured = measure(recording, values)
    assert measured["decoding_accuracy"][0] == pytest.approx(1 / 6)  # silent during cues before training: chance
    assert measured["decoding_accuracy"][1] == 1.0
    assert measured["completion_index"][1] == 1.0 and measured["completion_index_untrained"][1] == 1.0


def test_responses_are_spikes_within_the_cue(recording, values):
    plan = layout(values)
    spikes = recording.arrays["spike_step"] * plan.time_step
    responses = responses_to_cues(recording, values, plan, 1, spikes)
    assert responses.shape == (24, 160) and responses.sum() == 24 * 16
    assembly, _ = assemblies(values)
    for row, stimulus in zip(responses, recording.arrays["stimulus"][1], strict=True):
        assert (row[assembly[:160] == stimulus] == 1).all()


def test_weights_by_class(recording, values):
    measured = measure(recording, values)
    assert measured["weight_within"] == 6.0 and measured["weight_within_untrained"] == 6.0
    # 8 assemblies of 16 cells and 32 cells without one, whose mutual weights are 6 nS too
    within = 6 * 16 * 15
    every, high = 160 * 159, 8 * 16 * 15 + 32 * 31
    assert measured["weight_mean"] == pytest.approx((high * 6 + (every - high)) / every)
    assert measured["saturated_fraction"] == pytest.approx(high / every)
    assert measured["weight_across"] == pytest.approx(((high - within) * 6 + every - high) / (every - within))
    assert measured["weight_initial_slope"] == pytest.approx(0.1) and measured["weight_acceleration"] == pytest.approx(
        1.0
    )
