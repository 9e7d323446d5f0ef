"""The measures of regulated cells: dims, units, meaning, definition and source of each."""

from homeotherm.recording import Variable

FYON = "Fyon & Drion 2024"
OWN = "this project"
DRION = "Drion et al. 2015; Fyon et al. 2024"
AT_WORK = "of the conductances that the membrane shows (open channels, none below zero) at the threshold voltage of"
FROZEN = "the cell with the conductances of that moment, without regulation, from its initial state"
TESTED: tuple[str, ...] = ("phase",)
CELL: tuple[str, ...] = ("cell", "phase")
ONCE: tuple[str, ...] = ("cell",)


def _variable(
    dims: tuple[str, ...], units: str, long_name: str, definition: str, references: str = OWN
) -> tuple[Variable, str, str]:
    return Variable(dims, units, long_name), definition, references


MEASURES = {
    # what the population does, one number per tested moment
    "bursting_share": _variable(TESTED, "1", "share of cells that burst", f"activity 'bursting' of {FROZEN}"),
    "doublet_share": _variable(TESTED, "1", "share of cells that fire doublets", f"activity 'doublet' of {FROZEN}"),
    "tonic_share": _variable(TESTED, "1", "share of cells that fire tonically", f"activity 'tonic' of {FROZEN}"),
    "silent_share": _variable(TESTED, "1", "share of silent cells", f"activity 'silent' of {FROZEN}"),
    "irregular_share": _variable(TESTED, "1", "share of cells that fire irregularly", f"activity 'irregular' of {FROZEN}"),
    "burstiness_mean": _variable(TESTED, "Hz2", "mean burstiness", "mean over cells, 0 for cells that do not burst", FYON),
    "burstiness_median": _variable(TESTED, "Hz2", "median burstiness", "median over cells, 0 for cells that do not burst", FYON),
    "frequency_mean": _variable(TESTED, "Hz", "mean firing frequency", "mean over the cells that fire", FYON),
    "calcium_mean": _variable(TESTED, "1", "mean calcium", "mean over cells of the 5 s before the moment", FYON),
    "calcium_error": _variable(TESTED, "1", "error of calcium over its target", "(calcium - target)/target, mean over cells of its size in the 5 s before the moment", FYON),
    "negative_share": _variable(TESTED, "1", "share of cells with a negative conductance", "any maximal conductance below 0 at the moment"),
    "participation_ratio": _variable(TESTED, "1", "dimensions of the spread of conductances", "(sum of eigenvalues)^2 / sum of their squares, of the correlation matrix over cells"),
    "dynamic_input_conductance_mean": _variable(("timescale", "phase"), "1", "mean dynamic input conductance over leak", f"mean over cells; {AT_WORK} each", DRION),
    "lost_share": _variable((), "1", "share of bursting cells that lose it", "of the cells that burst in a window of 10 s after the switch, those that do not in the last one and never again", OWN),
    "loss_time_median": _variable((), "s", "median time of loss", "median over these cells of the start of their first window without bursts for good, since the switch", OWN),
    # each cell
    "activity": _variable(CELL, "1", "what the cell does", f"0 silent, 1 tonic, 2 doublet, 3 bursting, 4 irregular; of {FROZEN}", OWN),
    "frequency": _variable(CELL, "Hz", "firing frequency", f"1/mean interspike interval of {FROZEN}", FYON),
    "burstiness": _variable(CELL, "Hz2", "burstiness", f"spikes per burst x intraburst frequency / mean pause of {FROZEN}; missing where it does not burst", FYON),
    "spikes_per_burst": _variable(CELL, "1", "spikes per burst", f"rounded mean of {FROZEN}", FYON),
    "intraburst_frequency": _variable(CELL, "Hz", "frequency within bursts", f"1/mean interval within bursts of {FROZEN}", FYON),
    "interburst_frequency": _variable(CELL, "Hz", "1 over mean pause", f"of {FROZEN}", FYON),
    "duty_cycle": _variable(CELL, "1", "share of the cycle within bursts", f"of {FROZEN}", "Prinz et al. 2004"),
    "calcium": _variable(CELL, "1", "calcium", "mean of the 5 s before the moment, in the unit of the model", FYON),
    "conductance": _variable(("cell", "channel", "phase"), "mS cm-2", "maximal conductance", "at the moment", FYON),
    "dynamic_input_conductance": _variable(("cell", "timescale", "phase"), "1", "dynamic input conductance over leak", f"{AT_WORK} the cell", DRION),
    "threshold_voltage": _variable(ONCE, "mV", "threshold voltage", "where the targets of neuromodulation hold: of STG neurons, where the input conductance at the start changes its sign; of dopaminergic neurons, as set", FYON),
    "loss_time": _variable(ONCE, "s", "time of loss of bursting", "start of the first window of 10 s without bursts for good, since the switch; missing unless lost", OWN),
    "lost_into": _variable(ONCE, "1", "what the cell does after the loss", "most frequent activity of the windows from then on", OWN),
    # courses
    "activity_course": _variable(("class", "course_time"), "1", "share of cells by activity while they are regulated", "in windows of 10 s", OWN),
    "conductance_course": _variable(("channel", "time"), "mS cm-2", "mean maximal conductance", "mean over cells", FYON),
    "conductance_spread_course": _variable(("channel", "time"), "mS cm-2", "standard deviation of the maximal conductance", "over cells", FYON),
    "conductance_of_example": _variable(("example", "channel", "time"), "mS cm-2", "maximal conductance of the first cells", "of the first 20", FYON),
    "dynamic_input_conductance_course": _variable(("timescale", "time"), "1", "mean dynamic input conductance over leak", f"mean over cells; {AT_WORK} each", DRION),
    "dynamic_input_conductance_spread_course": _variable(("timescale", "time"), "1", "standard deviation of the dynamic input conductance over leak", f"over cells; {AT_WORK} each", DRION),
    "calcium_course": _variable(("calcium_time",), "1", "mean calcium", "mean over cells of the moving average over 5 s", FYON),
    "calcium_spread_course": _variable(("calcium_time",), "1", "standard deviation of calcium", "over cells, of the moving average over 5 s", FYON),
    "calcium_of_example": _variable(("example", "calcium_time"), "1", "calcium of the first cells", "moving average over 5 s, of the first 20", FYON),
}  # fmt: skip
