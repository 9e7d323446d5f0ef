"""How much there is to compute in one simulation of the microcircuit."""


def biological_seconds(parameters: dict[str, float]) -> float:
    """Return the simulated time of one point in seconds."""
    presentation = (parameters["test_stimulus"] + parameters["test_gap"]) / 1000.0
    test = parameters["spontaneous_duration"] + parameters["test_repetitions"] * parameters["assemblies"] * presentation
    return parameters["training_duration"] + 2.0 * test


def neurons(parameters: dict[str, float]) -> float:
    """Return the number of cells that are simulated at a time."""
    return parameters["neurons"]
