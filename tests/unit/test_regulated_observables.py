"""What regulated cells show to their membrane, from which dynamic input conductances are computed."""

import numpy as np

from homeotherm.regulated.observables import at_work


def test_negative_and_blocked_conductances_are_not_shown():
    time = np.array([0.0, 1.0, 2.0, 3.0])
    conductance = np.array([[[1.0, 2.0, -3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]])  # one cell, a current and its leak
    expected = [[[1.0, 2.0, 0.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]
    np.testing.assert_array_equal(at_work(conductance, time, 2.0, 0), expected)
    expected[0][0] = [1.0, 2.0, 0.0, 0.0]  # from the switch on
    np.testing.assert_array_equal(at_work(conductance, time, 2.0, 1), expected)
    assert conductance[0, 0, 2] == -3.0  # what is regulated is left as it was


def test_without_leak_there_is_no_unit():
    shown = at_work(np.array([[[1.0, 1.0], [0.5, -0.5]]]), np.array([0.0, 1.0]), 5.0, 0)
    np.testing.assert_array_equal(shown, [[[1.0, 1.0], [0.5, np.nan]]])
