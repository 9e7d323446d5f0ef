"""The measures of regulated cells: dims, units, meaning, definition and source of each."""

from homeotherm.measures.intervals import LEVELS
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

REST = "where the closed loop would rest"
SCALED: tuple[str, ...] = ("cell", "scale")
OPEN_LOOP = {
    # what the population could do, one number per simulation
    "settles_share": _variable((), "1", "share of cells for which there is a scale at which the closed loop would rest", "see settles"),
    "settling_below_zero_share": _variable((), "1", f"share of cells with a conductance below zero {REST}", "of those for which there is such a scale"),
    "function_and_calcium_share": _variable((), "1", "share of cells that can burst with calcium at its target", "see function_and_calcium"),
    # each cell at each scale
    "held_calcium": _variable(SCALED, "1", "mean calcium at an imposed scale", "over the second half of the time between switch and tests"),
    "activity": _variable(SCALED, "1", "what the cell does at an imposed scale", f"0 silent, 1 tonic, 2 doublet, 3 bursting, 4 irregular; of {FROZEN}"),
    "burstiness": _variable(SCALED, "Hz2", "burstiness at an imposed scale", f"spikes per burst x intraburst frequency / mean pause of {FROZEN}; missing where it does not burst", FYON),
    "conductance": _variable((*SCALED, "channel"), "mS cm-2", "maximal conductance", "just before the tests", FYON),
    "dynamic_input_conductance": _variable((*SCALED, "timescale"), "1", "dynamic input conductance over leak", f"{AT_WORK} the cell", DRION),
    # each cell where its loop would rest
    "settles": _variable(ONCE, "1", "whether there is a scale at which the closed loop would rest", "1 if mean calcium reaches its target within the range of scales, in the direction in which its error drives the cell from the switch on, else 0"),
    "settling_scale": _variable(ONCE, "1", f"scale {REST}", "where mean calcium first reaches its target, linear between scales in their logarithm; missing if it does not"),
    "settling_activity": _variable(ONCE, "1", f"what the cell does {REST}", "activity at the nearest scale; missing if it does not rest"),
    "settling_conductance": _variable(("cell", "channel"), "mS cm-2", f"maximal conductance {REST}", "linear between scales in their logarithm"),
    "settling_input_conductance": _variable(("cell", "timescale"), "1", f"dynamic input conductance over leak {REST}", "linear between scales in their logarithm"),
    "settling_below_zero": _variable(ONCE, "1", f"whether a conductance is below zero {REST}", "1 or 0; missing if it does not rest"),
    "function_and_calcium": _variable(ONCE, "1", "whether the cell can burst with calcium at its target", "1 if the closed loop would rest and the cell bursts there, else 0"),
}  # fmt: skip
"""Measures of homeostasis with its loop cut, where copies of every cell are held at scales of their own."""

STEPS: tuple[str, ...] = ("direction", "sweep_temperature")
CELL_STEPS: tuple[str, ...] = ("cell", *STEPS)
EXAMPLE_STEPS: tuple[str, ...] = ("example", *STEPS)
QUANTILE_STEPS: tuple[str, ...] = ("quantile", *STEPS)
STEP = "at a step of the sweep, after its transient"
HAS_FUNCTION = "does at a step what it does in the test of the last moment before the sweep"
CRASH = "Tang et al. 2012; Alonso & Marder 2020"
SWEEP = {
    # the population
    "function_share": _variable(STEPS, "1", "share of cells that have their function", f"a cell has it if it {HAS_FUNCTION}", CRASH),
    "sweep_activity_share": _variable(("class", *STEPS), "1", "share of cells by activity along the sweep", f"activity {STEP}"),
    "sweep_calcium_error": _variable(STEPS, "1", "error of calcium over its target along the sweep", f"size of (mean calcium - target)/target {STEP}, mean over cells"),
    "crashed_share": _variable((), "1", "share of cells that crash", "lose their function at any step", CRASH),
    "tolerated_warming_mean": _variable((), "K", "mean warming that cells tolerate", "mean over cells of tolerated_warming: the area below the share of cells that have not crashed", "restricted mean: Irwin 1949; Royston & Parmar 2013"),
    "crash_temperature_median": _variable((), "degree_Celsius", "median crash temperature", "lowest temperature on the way up at which half of the cells or more have lost their function there or before; missing if they do not", CRASH),
    "recovered_share": _variable((), "1", "share of crashed cells that recover", "of the cells that lose their function on the way up, those that have it at the last step down"),
    "hysteresis_mean": _variable((), "K", "mean hysteresis of the function", "mean over cells of hysteresis; missing without a way down"),
    "hysteresis_size_mean": _variable((), "K", "mean size of the hysteresis of the function", "mean over cells of the size of hysteresis; missing without a way down"),
    "frequency_q10_median": _variable((), "1", "median Q10 of the firing frequency", "median over cells of frequency_q10", CRASH),
    "period_q10_median": _variable((), "1", "median Q10 of the burst period", "median over cells of period_q10; below 1 where bursts come faster when warm", CRASH),
    "duty_cycle_q10_median": _variable((), "1", "median Q10 of the duty cycle", "median over cells of duty_cycle_q10; 1 where it stays", CRASH),
    # each cell
    "crash_temperature": _variable(ONCE, "degree_Celsius", "crash temperature", "of the first step without function; missing where a cell never loses it", CRASH),
    "crashed": _variable(ONCE, "1", "whether a cell crashes", "1 if it loses its function at any step, else 0", CRASH),
    "frequency_q10": _variable(ONCE, "1", "Q10 of the firing frequency", "least squares of its logarithm on temperature, on the way up over the steps with function; missing with fewer than three", CRASH),
    "period_q10": _variable(ONCE, "1", "Q10 of the burst period", "as frequency_q10", CRASH),
    "duty_cycle_q10": _variable(ONCE, "1", "Q10 of the duty cycle", "as frequency_q10", CRASH),
    "tolerated_warming": _variable(ONCE, "K", "warming that a cell tolerates", "from the first step up to the last one before it first loses its function; the whole sweep where it never does", CRASH),
    "hysteresis": _variable(ONCE, "K", "hysteresis of the function of a cell", "steps with function on the way up only, less those with function on the way down only, times their distance: by how much further the function is kept than it comes back; missing without a way down"),
    "sweep_function": _variable(CELL_STEPS, "1", "whether a cell has its function", f"1 if it {HAS_FUNCTION}, else 0", CRASH),
    "sweep_activity": _variable(CELL_STEPS, "1", "what the cell does along the sweep", f"0 silent, 1 tonic, 2 doublet, 3 bursting, 4 irregular, where intervals within 1 ms (not 25 ms) are regular; {STEP}"),
    "sweep_interval_branches": _variable(CELL_STEPS, "1", "branches of the interspike intervals along the sweep", f"groups of intervals whose neighbours in order are further apart than 0.2 ms + 5 %; {STEP}"),
    # quantiles over the cells that have a number
    "sweep_frequency_quantile": _variable(QUANTILE_STEPS, "Hz", "quantiles of the firing frequency along the sweep", f"over cells, of 1/mean interspike interval {STEP}", FYON),
    "sweep_period_quantile": _variable(QUANTILE_STEPS, "s", "quantiles of the burst period along the sweep", f"over cells that burst, of the mean time from burst onset to burst onset {STEP}", "Tang et al. 2010"),
    "sweep_duty_cycle_quantile": _variable(QUANTILE_STEPS, "1", "quantiles of the share of the cycle within bursts along the sweep", f"over cells that burst, {STEP}", "Prinz et al. 2004"),
    "sweep_calcium_quantile": _variable(QUANTILE_STEPS, "1", "quantiles of calcium along the sweep", f"over cells, of the mean {STEP}, in the unit of the model"),
    # the first cells
    "sweep_interval_of_example": _variable(("example", "interval", *STEPS), "s", "interspike intervals of the first cells along the sweep", f"{LEVELS} intervals at equally spaced ranks, from the shortest to the longest, {STEP}"),
    "sweep_frequency_of_example": _variable(EXAMPLE_STEPS, "Hz", "firing frequency of the first cells along the sweep", f"1/mean interspike interval {STEP}", FYON),
    "sweep_burstiness_of_example": _variable(EXAMPLE_STEPS, "Hz2", "burstiness of the first cells along the sweep", f"as burstiness, {STEP}", FYON),
    "sweep_spikes_per_burst_of_example": _variable(EXAMPLE_STEPS, "1", "spikes per burst of the first cells along the sweep", f"rounded mean {STEP}", FYON),
    "sweep_duty_cycle_of_example": _variable(EXAMPLE_STEPS, "1", "share of the cycle within bursts of the first cells along the sweep", f"{STEP}", "Prinz et al. 2004"),
    "sweep_period_of_example": _variable(EXAMPLE_STEPS, "s", "burst period of the first cells along the sweep", f"mean time from burst onset to burst onset {STEP}", "Tang et al. 2010"),
    "sweep_calcium_of_example": _variable(EXAMPLE_STEPS, "1", "calcium of the first cells along the sweep", f"mean {STEP}, in the unit of the model"),
    # the point
    "process_q10": _variable(("process",), "1", "Q10 of a process", "as it was in this simulation: the matched one, or drawn", "Caplan et al. 2014; Alonso & Marder 2020"),
}  # fmt: skip
"""Further measures of cells whose temperature is swept."""
LEFT_OUT_IN_HEAT = ("conductance_of_example", "calcium_of_example")
"""Courses that would make up most of the dataset where temperature acts, in studies with many points and in sweeps."""

SCALE = {
    "scale": _variable(CELL, "1", "scale of the regulated conductances", "leak conductance at the moment over that at the start: all conductances that homeostasis regulates have it"),
    "scale_mean": _variable(TESTED, "1", "mean scale of the regulated conductances", "mean over cells of scale"),
}  # fmt: skip
"""Further measures of cells on which temperature acts."""
ENERGY = {
    "energy": _variable(CELL, "1", "energy of the cell, relative ATP", "mean of the 5 s before the moment; 1 when nothing is used"),
    "energy_mean": _variable(TESTED, "1", "mean energy of the cells", "mean over cells of energy"),
}  # fmt: skip
"""Further measures of cells whose energy is limited."""
RANGE = {
    "bursting_range": _variable(ONCE, "K", "range over which a cell bursts", "number of steps of the way up at which it bursts, times their distance; it need not burst at all steps between"),
    "bursting_range_mean": _variable((), "K", "mean range over which cells burst", "mean over cells of bursting_range"),
    "bursting_coldest_share": _variable((), "1", "share of cells that burst in the cold", "at the lowest temperature of the sweep, on the way up"),
    "bursting_warmest_share": _variable((), "1", "share of cells that burst in the heat", "at the highest temperature of the sweep, on the way up"),
}  # fmt: skip
"""Further measures of cells whose temperature is swept, which do not refer to what a cell did before."""
