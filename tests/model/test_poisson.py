"""The compiled Poisson numbers against their distribution."""

import subprocess

import numpy as np
import pytest
from scipy import stats

from homeotherm.engine.compiler import flags
from homeotherm.physiology.poisson import _CPP

CELLS, STEPS = 1003, 2000  # no multiple of the generators side by side
PROGRAM = """
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>
static std::mt19937 source(5);
static double _rand(const int) {{ return source()/4294967296.0; }}
{code}
int main() {{
    for (int step = 0; step < {steps}; ++step) {{
        const int trains = draw_poisson({mean}, {larger}, {either}, {cells});
        int32_t counts[2*{cells}];
        for (int cell = 0; cell < {cells}; ++cell)
            for (int driven = 0; driven < 2; ++driven)
                counts[driven*{cells} + cell] = poisson_count(trains, driven, cell);
        fwrite(counts, sizeof(int32_t), 2*{cells}, stdout);
    }}
}}
"""


@pytest.fixture
def draw(tmp_path):
    """Return a function that compiles and draws counts, (steps, quiet or driven, cells)."""

    def run(mean: float, larger: float, either: int = 1) -> np.ndarray:
        source = tmp_path / "program.cpp"
        source.write_text(
            PROGRAM.format(code=_CPP, mean=mean, larger=larger, either=either, cells=CELLS, steps=STEPS),
            encoding="utf-8",
        )
        subprocess.run(["g++", *flags("portable"), str(source), "-o", str(tmp_path / "program")], check=True)
        printed = subprocess.run([tmp_path / "program"], capture_output=True, check=True).stdout
        return np.frombuffer(printed, dtype=np.int32).reshape(STEPS, 2, CELLS)

    return run


def probability_of_fit(counts: np.ndarray, mean: float) -> float:
    """Return the p-value of a chi-square test; numbers of events expected less than 20 times are taken together."""
    largest = int(stats.poisson.isf(20 / counts.size, mean)) - 1
    found = np.bincount(np.minimum(counts.ravel(), largest + 1), minlength=largest + 2)
    shares = stats.poisson.pmf(np.arange(largest + 1), mean)
    return stats.chisquare(found, counts.size * np.append(shares, 1 - shares.sum())).pvalue


@pytest.mark.parametrize(("mean", "larger"), [(0.16, 1.0), (0.02, 0.4), (0.7, 5.3)])
def test_counts_of_both_means_have_the_distribution(draw, mean, larger):
    counts = draw(mean, larger)
    assert probability_of_fit(counts[:, 0], mean) > 0.001
    assert probability_of_fit(counts[:, 1], larger) > 0.001


def test_counts_of_cells_and_steps_are_independent(draw):
    counts = draw(0.16, 1.0)[:, 1].astype(float) - 1.0
    bound = 4.5 / np.sqrt(counts.size)
    for lag in (1, 2, 4, 8, 16, 31, 32, 33, 64):
        assert abs((counts[:, lag:] * counts[:, :-lag]).mean()) < bound, f"cells {lag} apart"
        assert abs((counts[lag:] * counts[:-lag]).mean()) < bound, f"steps {lag} apart"
    of_all = counts.sum(axis=1)  # of a step; its variance is the number of cells
    assert of_all.var() / CELLS == pytest.approx(1.0, abs=4.5 * np.sqrt(2 / STEPS))


def test_no_mean_no_events(draw):
    assert draw(0.0, 0.0).sum() == 0


def test_without_driven_cells_all_have_the_smaller_mean(draw):
    counts = draw(0.16, 1.0, either=0)
    np.testing.assert_array_equal(counts[:, 0], counts[:, 1])
    np.testing.assert_array_equal(counts[:, 0], draw(0.16, 1.0)[:, 0])
