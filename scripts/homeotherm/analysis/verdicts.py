"""The three verdicts on a claim, in the words that tables and figures use, from the best to the worst."""

HOLDS = "holds"
UNDECIDED = "undecided"
FAILS = "does not hold"
VERDICTS = (HOLDS, UNDECIDED, FAILS)
