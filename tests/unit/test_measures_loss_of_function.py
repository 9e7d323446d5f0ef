"""Loss of function on hand-made classes in windows of 10 s."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeotherm.errors import InputError
from homeotherm.measures.activity import ACTIVITY
from homeotherm.measures.loss_of_function import FATE, loss_of_function

LETTER = {"s": "silent", "t": "tonic", "d": "doublet", "b": "bursting", "i": "irregular"}
TIME = 150 + 10 * np.arange(6)


def found(*cells, **options):
    classes = np.array([[ACTIVITY[LETTER[letter]] for letter in cell] for cell in cells])
    return loss_of_function(classes, TIME, **options)


@pytest.mark.parametrize(
    ("cell", "fate", "time", "into"),
    [
        ("bbbbbb", "kept", None, None),
        ("tttttt", "never", None, None),
        ("bbbttt", "lost", 180, "tonic"),
        ("tbsbdd", "lost", 190, "doublet"),  # it recovers from the gap
        ("bstsst", "lost", 160, "silent"),  # three windows of five
        ("bitddt", "lost", 160, "tonic"),  # two of each: which came first
        ("tttttb", "kept", None, None),
        ("bbbbbi", "lost", 200, "irregular"),
        ("bttttb", "kept", None, None),
    ],
)
def test_by_hand(cell, fate, time, into):
    loss = found(cell)
    assert loss.fate.tolist() == [FATE[fate]]
    assert loss.time == pytest.approx([np.nan if time is None else time], nan_ok=True)
    assert loss.into == pytest.approx([np.nan if into is None else ACTIVITY[into]], nan_ok=True)


def test_doublets_may_count_as_function():
    cells = "bbdddd", "bbddss"
    assert found(*cells).time.tolist() == [170, 170]
    counted = found(*cells, working=("bursting", "doublet"))
    assert counted.fate.tolist() == [FATE["kept"], FATE["lost"]]
    assert counted.time[1] == 190 and counted.into[1] == ACTIVITY["silent"]


@given(st.lists(st.text("stdbi", min_size=6, max_size=6), max_size=8))
def test_fates_agree_with_the_windows(cells):
    classes = np.array([[ACTIVITY[LETTER[letter]] for letter in cell] for cell in cells]).reshape(-1, 6)
    loss = loss_of_function(classes, TIME)
    for cell, fate, time, into in zip(cells, *loss, strict=True):
        after = cell[cell.rfind("b") + 1 :]
        assert (fate == FATE["never"]) == ("b" not in cell)
        assert (fate == FATE["kept"]) == cell.endswith("b")
        if fate == FATE["lost"]:
            assert time == TIME[cell.rfind("b") + 1]
            most = max(sorted(after, key=after.index), key=after.count)
            assert into == ACTIVITY[LETTER[most]]


def test_what_is_no_set_of_classes_is_refused():
    with pytest.raises(InputError, match="working: 'burst' is no activity.*did you mean 'bursting'"):
        found("bbbbbb", working=("burst",))
    for classes, time in (([[3, 5]], [0, 1]), ([[3, 3]], [0, 0]), ([3, 3], [0, 1]), ([[3, 3]], [0]), ([[]], [])):
        with pytest.raises(ValueError):
            loss_of_function(classes, time)
