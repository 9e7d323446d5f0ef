"""Claims on datasets of one measure, whose numbers can be checked by hand."""

import numpy as np
import pandas as pd
import xarray as xr

from homeotherm.analysis.claims import claim_table
from homeotherm.claim import Claim

COLD_WARM = [[1, 2, 3], [0, 0, 0], [2, 3.1, 3.9]]  # paired differences 1, 1.1, 0.9


def dataset_of(values, temperatures=(30.0, 36.0, 42.0), status=None) -> xr.Dataset:
    """Return a dataset of one measure without phases; `values` has a row per temperature and a column per seed."""
    values = np.array(values, dtype=float)
    status = np.zeros(values.shape, dtype=np.int8) if status is None else np.array(status, dtype=np.int8)
    axes = ("temperature", "seed")
    return xr.Dataset(
        {"weight_mean": (axes, values, {"units": "nS"}), "status": (axes, status)},
        coords={
            "temperature": ("temperature", np.array(temperatures, dtype=float), {"units": "degree_Celsius"}),
            "seed": np.arange(1, values.shape[1] + 1),
        },
    )


def judged(test: str, values, temperatures=(30.0, 36.0, 42.0), at=None, status=None, **needs) -> pd.Series:
    """Return the row of one claim on `weight_mean`; `at` are its temperatures, all in order if left out."""
    conditions = tuple({"temperature": float(value)} for value in (temperatures if at is None else at))
    if at is None:
        needs |= {"along": "temperature", "control": tuple(map(float, temperatures))}
    claim = Claim(
        name="x",
        sentence="A sentence.",
        finding="",
        quantity="weight_mean",
        phase="",
        test=test,
        conditions=conditions,
        **needs,
    )
    return claim_table(dataset_of(values, temperatures, status), [claim]).iloc[0]


PLACES = np.array([30, 33, 36, 39, 42.0])


def hills(*vertices: float) -> np.ndarray:
    """Return parabolas with these vertices and a curvature of -1/36 per square degree, one column per seed."""
    return np.stack([1 - (PLACES - vertex) ** 2 / 36 for vertex in vertices], axis=1)


def row_of(test: str, values, status=None) -> pd.Series:
    """Return the row of a claim of any test, with conditions and bounds that it needs."""
    needs = {
        "difference": {"at": (30, 36), "direction": "rises", "minimum_effect": 0.1}, "bound": {"at": (30,), "above": 0.1},
        "monotone": {"above": 0.1}, "peak": {"inside": (33.0, 39.0), "minimum_effect": 0.1},
        "transition": {"above": 1.1, "minimum_effect": 0.1}, "variance_share": {"at": (30, 36), "above": 0.1},
        "disjoint": {"at": (30, 36)}, "same": {"at": (30, 36), "within": 0.1},
    }[test]  # fmt: skip
    return judged(test, values, status=status, **needs)
