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

TANG = "Tang et al. 2010"
STEPS: tuple[str, ...] = ("direction", "sweep_temperature")
NETWORK_STEPS: tuple[str, ...] = ("network", *STEPS)
PAIR_STEPS: tuple[str, ...] = ("network", "half_centre", *STEPS)
STEP = "at a step of the sweep, after its transient"
BOTH = "the cells of both half-centres burst, those of the slow one at most half as often as those of the fast one"
ON_THE_WAY = "over the steps on the way up at which the network has both rhythms; missing with fewer than three"


def _of_half_centre(pair: str) -> dict[str, tuple[Variable, str, str]]:
    """Return the measures of how one half-centre changes with temperature."""
    found = {
        f"{pair}_frequency_q10": _variable(("network",), "1", f"Q10 of the burst frequency of the {pair} pair", f"least squares of its logarithm on temperature {ON_THE_WAY}", TANG),
        f"{pair}_frequency_q10_mean": _variable((), "1", f"mean Q10 of the burst frequency of the {pair} pair", "mean over networks", TANG),
    }  # fmt: skip
    for name, words in (("duty_cycle", "duty cycle"), ("phase", "phase of the second cell")):
        found |= {
            f"{pair}_{name}_change": _variable(("network",), "1", f"change of the {words} of the {pair} pair per 10 degC", f"slope by least squares {ON_THE_WAY}", TANG),
            f"{pair}_{name}_change_mean": _variable((), "1", f"mean change of the {words} of the {pair} pair per 10 degC", "mean over networks, with its sign", TANG),
            f"{pair}_{name}_change_size_mean": _variable((), "1", f"mean size of the change of the {words} of the {pair} pair per 10 degC", "mean over networks of its size", TANG),
        }  # fmt: skip
    return found


SWEEP = {
    # the networks
    "both_rhythms_share": _variable(STEPS, "1", "share of networks with both rhythms along the sweep", BOTH),
    "crashed_share": _variable((), "1", "share of networks that crash", "lack one of the rhythms at any step", "Tang et al. 2012"),
    "crash_temperature_median": _variable((), "degree_Celsius", "median crash temperature", "lowest temperature on the way up at which half of the networks or more have lost a rhythm there or before; missing if they do not", "Tang et al. 2012"),
    "recovered_share": _variable((), "1", "share of crashed networks that recover", "of the networks that crash on the way up, those that have both rhythms at the last step down"),
    **_of_half_centre("fast"), **_of_half_centre("slow"),
    # each network
    "crash_temperature": _variable(("network",), "degree_Celsius", "crash temperature", "of the first step without both rhythms; missing where a network never loses them", "Tang et al. 2012"),
    "sweep_both_rhythms": _variable(NETWORK_STEPS, "1", "whether a network has both rhythms along the sweep", f"1 if {BOTH}, else 0"),
    "sweep_calcium_error": _variable(NETWORK_STEPS, "1", "error of calcium over its target along the sweep", f"size of (mean calcium - target)/target {STEP}, mean over cells"),
    "sweep_period": _variable(PAIR_STEPS, "s", "burst period along the sweep", f"mean of both cells {STEP}", TANG),
    "sweep_frequency": _variable(PAIR_STEPS, "Hz", "burst frequency along the sweep", "1/period", TANG),
    "sweep_duty_cycle": _variable(PAIR_STEPS, "1", "share of the cycle within bursts along the sweep", f"mean of both cells {STEP}", "Prinz et al. 2004"),
    "sweep_spikes_per_burst": _variable(PAIR_STEPS, "1", "spikes per burst along the sweep", f"mean of both cells {STEP}", FYON),
    "sweep_phase": _variable(PAIR_STEPS, "1", "phase of the second cell along the sweep", f"circular mean of its burst onsets in the cycle of the first cell {STEP}, in cycles", TANG),
    "sweep_antiphase": _variable(PAIR_STEPS, "1", "antiphase of a half-centre along the sweep", f"as antiphase, {STEP}", GUTIERREZ),
    "sweep_overlap": _variable(PAIR_STEPS, "1", "overlap of a half-centre along the sweep", f"as overlap, {STEP}"),
}  # fmt: skip
"""Further measures of networks whose temperature is swept."""
