"""Where in the plane of the two modulated conductances the targets of neuromodulation hold, cell by cell.

At the threshold voltage the slow and the ultraslow input conductance are linear in the two modulated conductances once
the others are given, so that each target holds on a line, and both hold where the lines cross: at the reference, which
a sharp neuromodulation sets once and a controlled one follows (Fyon & Drion 2024, arXiv 2412.04172). Homeostasis moves
the other conductances, and with them the lines.
"""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from homeotherm.analysis.robustness import axis_names
from homeotherm.analysis.treatment import Treatment, treatment
from homeotherm.models import room
from homeotherm.physiology.channels import Membrane
from homeotherm.physiology.compensation import reference_constants, reference_of_pair

TIMESCALES = ("slow", "ultraslow")
CELL = ("cell", "phase")


def target_lines(dataset: xr.Dataset) -> xr.Dataset:
    """Return the lines on which the targets hold, and where they cross, for every cell at every tested moment.

    Parameters
    ----------
    dataset
        Of a study of regulated cells, all with the same modulated pair.

    Returns
    -------
    xarray.Dataset
        Over the axes of the study, `seed`, `cell` and `phase`: `reference` (`modulated`: the two conductances) and,
        for each `timescale`, the input conductance over the leak as ``base + sum(slope*modulated conductance)``, with
        `base` and `slope` (per mS/cm2); `target` of each time scale, without seed and cell. NaN where a point failed.

        A line is that of the controller, in which the calcium that a calcium-gated current sees does not follow a
        modulated calcium conductance, see `compensation`. At the moment `settled` and after washout the targets are
        those before the switch. A channel blocked at the moment counts as 0.

    Raises
    ------
    ValueError
        If the pair differs between conditions.
    """
    axes = axis_names(dataset)
    membrane = room(dataset.attrs["model"], "membrane").MEMBRANE
    phases = [str(name) for name in dataset["phase"].values]
    over = [dataset.sizes[axis] for axis in axes]
    cells = (*over, dataset.sizes["seed"], dataset.sizes["cell"], len(phases))
    pair, target = None, np.empty((*over, len(phases), 2))
    reference, base, slope = (np.full((*cells, *further), np.nan) for further in ((2,), (2,), (2, 2)))
    for place in np.ndindex(*over):
        condition = dataset.isel(dict(zip(axes, place, strict=True)))
        done = treatment(condition)
        if done.pair != (pair := pair or done.pair):
            raise ValueError("target lines need one modulated pair: select one value of modulated_pair first")
        target[place] = [[done.targets(phase)[timescale] for timescale in TIMESCALES] for phase in phases]
        for seed in range(dataset.sizes["seed"]):
            point = condition.isel(seed=seed)
            if point["status"].item() == 0:
                at = (*place, seed)
                reference[at], base[at], slope[at] = _of_point(point, done, phases, target[place], membrane)
    points = (*axes, "seed")
    lines = xr.Dataset(
        {
            "reference": ((*points, *CELL, "modulated"), reference),
            "base": ((*points, *CELL, "timescale"), base),
            "slope": ((*points, *CELL, "timescale", "modulated"), slope),
            "target": ((*axes, "phase", "timescale"), target),
        },
        coords={
            **{name: dataset[name].variable for name in (*points, "phase")},
            "timescale": list(TIMESCALES), "modulated": list(pair),
        },
    )  # fmt: skip
    return _described(lines).assign_attrs(study=dataset.attrs.get("study", ""))


def _of_point(
    point: xr.Dataset, done: Treatment, phases: Sequence[str], targets: np.ndarray, membrane: Membrane
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return reference (cells, phases, pair), base (cells, phases, timescales) and slope of one simulation."""
    conductance = point["conductance"].transpose("cell", "phase", "channel").values.astype(float)
    constants = reference_constants(membrane, done.pair, point["threshold_voltage"].values)
    per_pair = np.linalg.inv(constants.inverse)  # (cells, timescales, pair)
    reference, slope = [], []
    for number, phase in enumerate(phases):
        others = conductance[:, number]
        if blocked := done.blocked_at(phase):
            others[:, membrane.names.index(blocked)] = 0.0
        reference.append(reference_of_pair(constants, others, *targets[number]))
        slope.append(per_pair / others[:, -1, np.newaxis, np.newaxis])
    reference, slope = np.stack(reference, axis=1), np.stack(slope, axis=1)
    return reference, targets - np.einsum("cktp,ckp->ckt", slope, reference), slope


def _described(lines: xr.Dataset) -> xr.Dataset:
    for name, units, words in (
        ("reference", "mS cm-2", "modulated conductances with which both targets hold"),
        ("base", "1", "input conductance over leak without the modulated conductances"),
        ("slope", "cm2 mS-1", "input conductance over leak per modulated conductance"),
        ("target", "1", "target of the input conductance over leak"),
    ):
        lines[name].attrs = {"units": units, "long_name": words}
    return lines
