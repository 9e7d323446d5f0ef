"""The energy of a cell, relative ATP, as Brian2 code per millisecond: production, maintenance, and what is billed.

    tau_a da/dt = min(S phi_S (1 - a), S_max) - m_r phi_m a - uses

The energy a is 1 when nothing is used. What the last millisecond used is billed and paid at once; a cell pays no more
than it has. Lack of energy gates other processes through the sufficiency, a**4/(a**4 + theta_a**4). The form is this
project's, after Fardet & Levina (2020) and Jaras et al. (2025).
"""

INTERVAL = 1
"""Milliseconds from one balance to the next."""
SUFFICIENCY = "sufficiency = a**4/(a**4 + theta_a**4)\n"
RESTING = "clip(S*{supply}/(S*{supply} + m_r*{maintenance}), 0, S_max/(m_r*{maintenance}))"
"""Energy at which production pays for maintenance; `supply` and `maintenance` are their factors."""


def balance(uses: tuple[str, ...], supply: str, maintenance: str, books: bool = False) -> str:
    """Return the code of one balance.

    Parameters
    ----------
    uses
        What is billed: each use has a variable ``<use>_bill``, which is paid and then 0.
    supply, maintenance
        Factors of production and of maintenance.
    books
        Whether sums since the start are kept: produced, maintained, spent_<use>, and unpaid, which an empty cell owes.
    """
    bills = " - ".join(["", *(f"{use}_bill" for use in uses)])
    sums = ["produced += gained", "maintained += kept_up", *(f"spent_{use} += {use}_bill" for use in uses)]
    return "\n".join(
        [
            "", f"gained = clip(S*{supply}*(1 - a), 0, S_max)*({INTERVAL}*ms)/tau_a",
            f"kept_up = m_r*{maintenance}*a*({INTERVAL}*ms)/tau_a",
            f"left = a + gained - kept_up{bills}",
            *([*sums, "unpaid += clip(-left, 0, 1e9)"] if books else []),
            "a = clip(left, 0, 1)", *(f"{use}_bill = 0" for use in uses), "",
        ]
    )  # fmt: skip
