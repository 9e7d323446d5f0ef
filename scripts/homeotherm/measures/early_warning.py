"""Early warning: a quantity that nears a tipping point fluctuates more, and more slowly."""

from typing import NamedTuple

import numpy as np

ROUNDING = 1e-12


class EarlyWarning(NamedTuple):
    """Fluctuation of a trajectory around its trend.

    Attributes
    ----------
    deviation : float
        Standard deviation around the trend, in the unit of the values.
    autocorrelation : float
        Correlation of neighbouring samples, without unit.
    """

    deviation: float
    autocorrelation: float


def early_warning(time, values, window: float = 60.0) -> EarlyWarning:
    """Return standard deviation and lag-1 autocorrelation of the end of a trajectory, around its linear trend.

    Near a fold the rate lambda at which a disturbance decays goes to zero (critical slowing down). For an
    Ornstein-Uhlenbeck process dx = -lambda x dt + sigma dW, sampled every D, the variance is sigma^2 / (2 lambda) and
    the autocorrelation exp(-lambda D): both rise.

    The trend is the least-squares line. With its residuals x_1 ... x_n the deviation is sqrt(sum x^2 / (n - 2)) and
    the autocorrelation sum x_k x_(k+1) / sum x^2. Both are biased towards zero where the memory is not short against
    the window (the trend follows the slow part): compare equal windows only.

    Parameters
    ----------
    time : array_like, shape (T,)
        Equally spaced, increasing times in s.
    values : array_like, shape (T,)
        The trajectory, for example the mean weight in nS.
    window : float
        Length of the end in s; of a trajectory shorter than three windows, its last third.

    Returns
    -------
    EarlyWarning
        NaN if a value is not finite or fewer than four samples lie in the window. The autocorrelation is NaN, and the
        deviation 0, if the values follow the trend to rounding.

    References
    ----------
    Scheffer et al. 2009; Dakos et al. 2008.
    """
    time, values = np.asarray(time, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if time.ndim != 1 or time.shape != values.shape:
        raise ValueError("time and values must have one dimension and the same length")
    if not window > 0:
        raise ValueError(f"the window must be positive, not {window} s")
    nothing = float("nan")
    if time.size < 4 or not np.isfinite(values).all():
        return EarlyWarning(nothing, nothing)
    duration = time[-1] - time[0]
    interval = duration / (time.size - 1)
    # A thousandth of a step lets stored times be rounded, but no sample be missing.
    if not (np.abs(np.diff(time) - interval) <= 1e-3 * interval).all() or interval <= 0:
        raise ValueError("times must increase in equal steps")
    end = values[time >= time[-1] - min(window, duration / 3) - 1e-3 * interval]
    if end.size < 4:
        return EarlyWarning(nothing, nothing)
    place = np.arange(end.size) - (end.size - 1) / 2
    centred = end - end.mean()
    residual = centred - place * (place @ centred) / (place @ place)
    if np.abs(residual).max() <= ROUNDING * np.abs(end).max():
        return EarlyWarning(0.0, nothing)
    power = float(residual @ residual)
    return EarlyWarning(float(np.sqrt(power / (end.size - 2))), float(residual[:-1] @ residual[1:] / power))
