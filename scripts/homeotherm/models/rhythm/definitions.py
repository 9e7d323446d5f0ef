"""What is measured of rhythm-generating networks: dims, unit, meaning, definition and source of every measure."""

from homeotherm.recording import Variable

SLOW_RHYTHM = 3.0
"""Hz. Cells whose mean pause between bursts is longer than a third of a second have the slow rhythm. Without modulation
pauses of the slow pair are those between inhibitory volleys of the fast pair, some 0.2 s; with it they are near 0.8 s."""
FYON = "Fyon & Drion 2024"
GUTIERREZ = "Gutierrez, O'Leary & Marder 2013"
OWN = "this project"
SHARE: tuple[str, ...] = ("phase",)
NETWORK: tuple[str, ...] = ("network", "phase")
PAIR: tuple[str, ...] = ("network", "half_centre", "phase")
CELL: tuple[str, ...] = ("network", "cell", "phase")
SLOW = "both cells of the slow pair burst with fewer than 3 bursts per second of pause"


def _variable(
    dims: tuple[str, ...], units: str, long_name: str, definition: str, references: str = OWN
) -> tuple[Variable, str, str]:
    return Variable(dims, units, long_name), definition, references


MEASURES = {
    # what the networks do, one number per window
    "slow_rhythm_share": _variable(SHARE, "1", "share of networks with the slow rhythm", SLOW),
    "slow_rhythm_kept_share": _variable((), "1", "share of networks that keep the slow rhythm", "of the networks that have it after the switch, those that have it at the end; missing without any"),
    "slow_frequency_mean": _variable(SHARE, "Hz", "mean interburst frequency of the slow pair", "mean over cells 4 and 5 that burst", FYON),
    "slow_spikes_per_burst_mean": _variable(SHARE, "1", "mean spikes per burst of the slow pair", "mean over cells 4 and 5 that burst", FYON),
    "slow_overlap_mean": _variable(SHARE, "1", "mean overlap of the slow pair", "mean over networks in which both cells burst"),
    "fast_frequency_mean": _variable(SHARE, "Hz", "mean interburst frequency of the fast pair", "mean over cells 1 and 2 that burst", FYON),
    "calcium_error": _variable(SHARE, "1", "error of calcium over its target", "size of (mean calcium - target)/target, mean over all cells", FYON),
    "calcium_error_largest": _variable(SHARE, "1", "largest error of calcium over its target", "size of (mean calcium - target)/target, largest of all cells"),
    "negative_share": _variable(SHARE, "1", "share of cells with a negative conductance", "any maximal conductance below 0 in the window"),
    # each network
    "slow_rhythm": _variable(NETWORK, "1", "1 where a network has the slow rhythm", SLOW),
    "antiphase": _variable(PAIR, "1", "antiphase of a half-centre", "mean of -cos(2 pi phase) of each cell's burst onsets in the other's cycle: 1 in antiphase, -1 together", GUTIERREZ),
    "overlap": _variable(PAIR, "1", "overlap of a half-centre", "time in which both cells are in bursts over that of the cell with the shorter ones", OWN),
    # each cell
    "activity": _variable(CELL, "1", "what the cell does", "0 silent, 1 tonic, 2 doublet, 3 bursting, 4 irregular"),
    "frequency": _variable(CELL, "Hz", "firing frequency", "1/mean interspike interval", FYON),
    "burstiness": _variable(CELL, "Hz2", "burstiness", "spikes per burst x intraburst frequency / mean pause; missing where the cell does not burst", FYON),
    "spikes_per_burst": _variable(CELL, "1", "spikes per burst", "rounded mean", FYON),
    "intraburst_frequency": _variable(CELL, "Hz", "frequency within bursts", "1/mean interval within bursts", FYON),
    "interburst_frequency": _variable(CELL, "Hz", "1 over mean pause", "pause from the last spike of a burst to the first of the next", FYON),
    "duty_cycle": _variable(CELL, "1", "share of the cycle within bursts", "first to last spike of each burst over burst onset to burst onset", "Prinz et al. 2004"),
    "period": _variable(CELL, "s", "burst period", "mean time from burst onset to burst onset", GUTIERREZ),
    "period_variability": _variable(CELL, "1", "coefficient of variation of the burst period", "standard deviation over mean", GUTIERREZ),
    "burst_phase": _variable(CELL, "1", "phase of the bursts in the cycle of cell 1", "circular mean of the onsets, in cycles", "Prinz et al. 2004"),
    "burst_phase_concentration": _variable(CELL, "1", "concentration of the phase", "length of the mean vector: 1 if always the same", "Fisher 1993"),
    "calcium": _variable(CELL, "1", "calcium", "mean over the window, in the unit of the model", FYON),
    "calcium_deviation": _variable(CELL, "1", "deviation of calcium from its target", "(mean calcium - target)/target, with its sign", FYON),
    "conductance": _variable(("network", "cell", "channel", "phase"), "mS cm-2", "maximal conductance", "mean over the window", FYON),
    "dynamic_input_conductance": _variable(("network", "cell", "timescale", "phase"), "1", "dynamic input conductance over leak", "of the mean conductances, at the threshold voltage of the cell", "Drion et al. 2015; Fyon et al. 2024"),
    "threshold_voltage": _variable(("network", "cell"), "mV", "threshold voltage", "where the input conductance of the drawn cell changes its sign", FYON),
    # courses
    "slow_rhythm_course": _variable(("course_time",), "1", "share of networks with the slow rhythm", f"{SLOW}, in windows of 10 s"),
    "calcium_course": _variable(("cell", "calcium_time"), "1", "mean calcium", "mean over networks of the moving average over 5 s", FYON),
    "conductance_course": _variable(("cell", "channel", "time"), "mS cm-2", "mean maximal conductance", "mean over networks", FYON),
}  # fmt: skip
