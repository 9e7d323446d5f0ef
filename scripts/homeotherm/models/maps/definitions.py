"""The measures of a map's orbit: dims, units and definitions."""

from homeotherm.recording import Variable

_MAY = "May 1976, Nature 261:459"
_STROGATZ = "Strogatz 1994, Nonlinear Dynamics and Chaos, chapter 10"
_OWN = "this project"


def _number(long_name: str, definition: str, references: str = _OWN) -> tuple[Variable, str, str]:
    return Variable((), "1", long_name), definition, references


def _series(dim: str, long_name: str, definition: str) -> tuple[Variable, str, str]:
    return Variable((dim,), "1", long_name), definition, _OWN


MEASURES = {
    "mean": _number("mean", "mean of the orbit"),
    "deviation": _number("standard deviation", "square root of the mean squared distance from the mean"),
    "minimum": _number("minimum", "smallest value of the orbit"),
    "maximum": _number("maximum", "largest value of the orbit"),
    "median": _number("median", "median of the orbit"),
    "skewness": _number("skewness", "third central moment over the cubed deviation; missing where nothing varies"),
    "kurtosis": _number("excess kurtosis", "fourth central moment over the deviation to the fourth, minus 3; missing where nothing varies"),
    "last": _number("last value", "last value of the orbit"),
    "period": _number("period", "smallest number of iterations, up to 64, after which the whole orbit repeats to 1e-6; missing without one", _MAY),
    "branches": _number("branches", "groups of values of the orbit whose neighbours in order are further apart than 0.0001: the period, where it is finite and the transient was long enough", _MAY),
    "frequency": _number("frequency", "of the quadratic integrate-and-fire neuron: 1/mean interval between spikes, per unit of time, 0 with fewer than three spikes; missing for the other maps", "Ermentrout & Kopell 1986, SIAM J Appl Math 46:233"),
    "repeat_error": _number("error of the repetition", "largest distance of values one period apart; missing without a period"),
    "multiplier": _number("multiplier of the cycle", "product of the slopes over the last period; a cycle is stable within -1 and 1; missing without a period", _STROGATZ),
    "lyapunov_exponent": _number("Lyapunov exponent", "mean of ln |f'(x)| over the orbit, in which |f'| below 1e-16 counts as that", _STROGATZ),
    "correlation_time": _number("correlation time", "first lag at which the autocorrelation falls below 1/e; missing within 32 lags without one"),
    "dominant_frequency": _number("dominant frequency", "frequency of the largest power, in cycles per iteration; missing where nothing varies"),
    "spectral_entropy": _number("spectral entropy", "entropy of the normalised power over that of a flat spectrum; missing where nothing varies"),
    "permutation_entropy": _number("permutation entropy", "entropy of the orders of three neighbours over ln 6", "Bandt & Pompe 2002, Phys Rev Lett 88:174102"),
    "density_entropy": _number("entropy of the density", "entropy of the density over that of a flat one"),
    "visited": _number("visited share", "share of the bins of the density that the orbit visits"),
    "rising": _number("rising share", "share of the iterations that raise the value"),
    "crossing": _number("crossing share", "share of the iterations that cross the mean"),
    "autocorrelation": _series("lag", "autocorrelation", "of the orbit, over all pairs at a lag, by the variance of the whole; missing where nothing varies"),
    "density": _series("place", "density of the orbit", "share of the values in each of 32 equal bins: of 0 to 1, of -2 to 2 for the fold, of -pi to pi for the quadratic neuron; values outside are left out"),
}  # fmt: skip
