"""Early warning against hand-made residuals and the identities of the Ornstein-Uhlenbeck process."""

import numpy as np
import pytest

from homeotherm.measures.early_warning import early_warning


def ornstein_uhlenbeck(decay, sigma, step, samples, seed):
    """Return exact samples: x' = x exp(-decay step) + noise, in its stationary state."""
    rng = np.random.default_rng(seed)
    memory, variance = np.exp(-decay * step), sigma**2 / (2 * decay)
    noise = rng.standard_normal(samples) * np.sqrt(variance * (1 - memory**2))
    values = np.empty(samples)
    values[0] = rng.standard_normal() * np.sqrt(variance)
    for k in range(1, samples):
        values[k] = memory * values[k - 1] + noise[k]
    return step * np.arange(samples), values


def test_residuals_by_hand():
    """1, -1, -1, 1 has mean and slope zero: deviation sqrt(4 / 2), autocorrelation (-1 + 1 - 1) / 4."""
    time = np.arange(12.0)
    values = np.concatenate([np.full(8, 9.0), [1, -1, -1, 1]])
    found = early_warning(time, values, window=3.0)
    assert found.deviation == pytest.approx(np.sqrt(2))
    assert found.autocorrelation == pytest.approx(-0.25)


def test_a_trend_is_no_fluctuation():
    time = 0.5 * np.arange(300)
    _, noise = ornstein_uhlenbeck(0.5, 0.2, 0.5, 300, seed=1)
    plain, tilted = early_warning(time, noise), early_warning(time, noise + 3 + 0.7 * time)
    assert tilted == pytest.approx(plain)
    line = early_warning(time, 3 + 0.7 * time)
    assert line.deviation == 0 and np.isnan(line.autocorrelation)


def test_autocorrelation_has_no_unit_and_the_deviation_has_that_of_the_values():
    time, values = ornstein_uhlenbeck(0.5, 0.2, 0.5, 400, seed=2)
    once, tenfold = early_warning(time, values), early_warning(time, 10 * values)
    assert tenfold.deviation == pytest.approx(10 * once.deviation)
    assert tenfold.autocorrelation == pytest.approx(once.autocorrelation)


@pytest.mark.parametrize("decay", [0.05, 0.2, 1.0])
def test_ornstein_uhlenbeck(decay):
    """Variance sigma^2 / (2 lambda), autocorrelation exp(-lambda D).

    Bartlett: the autocorrelation of n samples errs by sqrt((1 - rho^2) / n), the standard deviation relatively by
    sqrt((1 + rho^2) / (1 - rho^2) / (2 n)); four errors are allowed.
    """
    sigma, step, samples = 0.3, 0.5, 40_000
    time, values = ornstein_uhlenbeck(decay, sigma, step, 3 * samples, seed=3)
    found = early_warning(time, values, window=samples * step)
    memory, deviation = np.exp(-decay * step), sigma / np.sqrt(2 * decay)
    assert found.autocorrelation == pytest.approx(memory, abs=4 * np.sqrt((1 - memory**2) / samples))
    error = np.sqrt((1 + memory**2) / (1 - memory**2) / (2 * samples))
    assert found.deviation == pytest.approx(deviation, rel=4 * error)


def test_both_rise_towards_the_fold():
    """In windows of the length of a study: the mean over 20 trajectories rises as the decay slows."""
    means = []
    for decay in (2.0, 0.5, 0.125):
        each = [early_warning(*ornstein_uhlenbeck(decay, 0.1, 0.5, 480, seed)) for seed in range(20)]
        means.append(np.mean(each, axis=0))
    deviation, autocorrelation = np.transpose(means)
    assert (np.diff(deviation) > 0).all() and (np.diff(autocorrelation) > 0).all()


def test_only_the_end_counts():
    time, values = ornstein_uhlenbeck(0.5, 0.2, 0.5, 600, seed=4)
    changed = values.copy()
    changed[: 600 - 121] = 1000.0
    assert early_warning(time, changed) == early_warning(time, values)
    changed[600 - 121] = 1000.0
    assert early_warning(time, changed) != early_warning(time, values)


def test_of_a_short_trajectory_the_last_third_counts():
    time, values = ornstein_uhlenbeck(0.5, 0.2, 0.5, 61, seed=5)  # 30 s: the last 10 s are 21 samples
    assert early_warning(time, values) == early_warning(time, values, window=10.0)
    assert early_warning(time, values) != early_warning(time, values, window=9.0)


def test_unknown_without_enough_samples_or_with_gaps():
    assert np.isnan(early_warning(np.arange(3.0), [1, 2, 1])).all()
    assert np.isnan(early_warning(np.arange(9.0), np.arange(9.0) ** 2, window=2.0)).all()
    assert np.isnan(early_warning(np.arange(60.0), np.where(np.arange(60) == 50, np.nan, 1.0))).all()


@pytest.mark.parametrize(
    ("time", "values", "window"),
    [([0, 1, 3, 4], [0, 1, 0, 1], 60.0), ([0, 1], [0, 1, 2], 60.0), ([3, 2, 1, 0], [0, 1, 0, 1], 60.0), ([0, 1], [0, 1], 0.0)],
)  # fmt: skip
def test_nonsense_is_refused(time, values, window):
    with pytest.raises(ValueError):
        early_warning(time, values, window)
