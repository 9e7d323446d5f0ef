"""How much there is to compute for a map; an iteration counts as a second, for maps have no time of their own."""


def biological_seconds(parameters: dict[str, float]) -> float:
    """Return the number of iterations of one point."""
    return parameters["transient"] + parameters["iterations"]


def neurons(_parameters: dict[str, float]) -> float:
    """Return the number of state variables: one."""
    return 1.0
