"""Calcium homeostasis by the synthesis of channels, as Brian2 code for one slow step.

Every regulated conductance X has a synthesis variable M_X (messenger RNA) that integrates the error of calcium, and
follows it (O'Leary, Williams, Franci & Marder 2014):

    dM_X/dt = (Ca_target - Ca)/tau_X,    dg_X/dt = (M_X - g_X)/tau_g,    tau_X = tau_Na g_Na(0)/g_X(0).

All of them integrate the same error, so that two numbers per cell stand for all: the integral I of the error, and Y
that follows I with tau_g. With the slope s_X = g_X(0)/(g_Na(0) tau_Na), M_X = o_X + s_X I and g_X = o_X + s_X Y, where
o_X is g_X(0) until neuromodulation moves it. All regulated conductances move along one ray, and their ratios stay.
"""

INTEGRATORS = """
I : second                      # integral of the error of calcium
Y : second                      # I as the conductances see it
"""
STEP = """
I += regulation*(Ca_target - Ca)*({interval}*ms)
Y += regulation*(I - Y)*(1 - exp(-{interval}*ms/tau_g))
"""


def conductance(name: str) -> str:
    """Return the expression of a conductance on its ray."""
    return f"(o_{name} + s_{name}*Y)"
