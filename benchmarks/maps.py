"""Studies of the logistic map of any size: points so cheap that what surrounds them is what counts."""

STUDY = "points_{points}"


def study_with(points: int) -> dict:
    """Return a study of so many points, ten or more and a power of ten, each with 22 numbers and two short series.

    The seeds are 10, of 10^5 points and more 100.
    """
    seeds = 10 if points < 100_000 else 100
    conditions = points // seeds
    rates = {"from": round(2.8 + 1 / conditions, 6), "to": 3.8, "step": 1 / conditions} if conditions > 1 else [3.2]
    return {
        "title": f"{points} points", "question": "What does their number cost?", "model": "maps",
        "axes": {"growth_rate": rates}, "seeds": {"first": 1, "count": seeds},
    }  # fmt: skip
