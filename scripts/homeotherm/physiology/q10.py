"""Q10 scaling, and the two axes on which it works: temperature and metabolic rate.

Temperature T acts on everything biophysical. Metabolic rate M acts on what metabolism drives. A state scales the
metabolism of a normal animal, m = 1, at the same temperature, so that ``M = m Q_M**((T - T_ref)/10)``; what metabolism
drives sees the temperature at which a normal metabolism would run at rate M, which is T itself when m = 1.
"""

import math


def q10_factor(q10: float, temperature: float, reference: float) -> float:
    """Return ``q10**((temperature - reference)/10)``; temperatures in degC."""
    return q10 ** ((temperature - reference) / 10.0)


def metabolic_rate(relative_rate: float, temperature: float, q10_metabolism: float, reference: float) -> float:
    """Return the metabolic rate M of a state with rate `relative_rate` (m, 1 = normal) at `temperature` in degC.

    The default Q10 of 2.8 is that of cerebral oxygen consumption in man (Croughwell et al. 1992).
    """
    return relative_rate * q10_factor(q10_metabolism, temperature, reference)


def equivalent_temperature(relative_rate: float, temperature: float, q10_metabolism: float, reference: float) -> float:
    """Return the temperature in degC at which a normal metabolism runs at the rate of this state.

    ``T_M = T_ref + 10 ln M / ln Q_M``, which equals ``T + 10 ln m / ln Q_M``; the latter is computed, so that m = 1
    gives T exactly.
    """
    return temperature + 10.0 * math.log(relative_rate) / math.log(q10_metabolism)
