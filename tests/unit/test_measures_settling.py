"""Where a loop comes to rest, on curves whose crossings are derived by hand."""

import numpy as np
import pytest

from homeotherm.measures.settling import between, nearest_place, settling_point

DECADES = [0.1, 1.0, 10.0]
RISING = [0.0, 100.0, 200.0]


@pytest.mark.parametrize(("target", "expected"), [(50.0, 10**-0.5), (150.0, 10**0.5), (100.0, 1.0), (75.0, 10**-0.25)])
def test_crossings_of_a_rising_curve(target, expected):
    assert settling_point(DECADES, RISING, target) == pytest.approx(expected)


@pytest.mark.parametrize("target", [-1.0, 201.0])
def test_target_out_of_reach(target):
    assert np.isnan(settling_point(DECADES, RISING, target))


def test_first_crossing_on_the_way_counts():
    """Down from 1, 90 falls through 50 before it rises again; what lies above 1 is not met."""
    scale, observed = [0.01, 0.1, 1.0, 10.0, 100.0], [90.0, 20.0, 90.0, 20.0, 90.0]
    assert settling_point(scale, observed, 50.0) == pytest.approx(10 ** -(40 / 70))


def test_unstable_crossings_are_left():
    """At the start the value is too high, and the way down only raises it: the crossing above is never met."""
    assert np.isnan(settling_point(DECADES, [200.0, 100.0, 0.0], 50.0))


def test_start_between_two_places():
    # at the start half-way between, 50 is too much; a quarter of the way from the lower place it is 25
    assert settling_point([0.5, 2.0], [0.0, 100.0], 25.0) == pytest.approx(0.5 * 4**0.25)
    assert settling_point([0.5, 2.0], [0.0, 100.0], 75.0) == pytest.approx(0.5 * 4**0.75)


def test_another_start():
    assert settling_point([0.1, 1.0, 10.0], [100.0, 0.0, 100.0], 50.0, start=10.0) == pytest.approx(10**0.5)


def test_target_met_exactly_at_a_place():
    assert settling_point(DECADES, RISING, 0.0) == pytest.approx(0.1)


def test_unknown_value_has_no_rest():
    assert np.isnan(settling_point(DECADES, [0.0, np.nan, 200.0], 50.0))


def test_values_between_places():
    values = np.array([[0.0, 10.0], [4.0, 10.0], [8.0, 30.0]])
    np.testing.assert_allclose(between(DECADES, values, 10**0.25), [5.0, 15.0])
    np.testing.assert_allclose(between(DECADES, values, 0.1), [0.0, 10.0])
    np.testing.assert_allclose(between(DECADES, values, 10.0), [8.0, 30.0])
    assert np.isnan(between(DECADES, values, np.nan)).all()


def test_nearest_place_by_ratio():
    assert [nearest_place([1.0, 10.0], scale) for scale in (0.1, 3.1, 3.2, 50.0)] == [0, 0, 1, 1]
