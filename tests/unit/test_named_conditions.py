"""Conditions of figures with axes of names: letters, titles, and values of failed points."""

import numpy as np
import pytest
from synthetic_regulated import BLOCKADE, NEUROMODULATION, regulated_dataset

from homeotherm.figures import fates
from homeotherm.figures.named_conditions import named_conditions

pytestmark = pytest.mark.filterwarnings("error")


def test_conditions_have_letters_names_and_masked_failures():
    chosen = named_conditions(regulated_dataset(BLOCKADE, failed=[(1, 2, 0)]), "fates", fates.NEEDED)
    assert chosen.sizes["condition"] == 10 and "".join(chosen["letter"].values) == "abcdefghij"
    assert chosen["title"].values[7] == "neuromodulation: controlled, blocked channel: CaT"
    assert chosen.attrs["columns"] == 5 and chosen.attrs["axes"] == list(BLOCKADE)
    assert chosen["status"].values[7].tolist() == [1, 0]
    assert np.isnan(chosen["tonic_share"].values[7, 0]).all() and np.isfinite(chosen["tonic_share"].values[7, 1]).all()


def test_an_axis_with_one_value_is_no_title():
    chosen = named_conditions(regulated_dataset({**NEUROMODULATION, "blocked_channel": ("Na",)}), "fates", fates.NEEDED)
    assert list(chosen["title"].values) == [f"neuromodulation: {name}" for name in NEUROMODULATION["neuromodulation"]]


def test_missing_variable_is_named():
    with pytest.raises(ValueError, match="figure fates needs the variable loss_time, which the dataset lacks"):
        fates.draw(regulated_dataset().drop_vars("loss_time"))
