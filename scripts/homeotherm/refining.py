"""One round of refinement: from the brackets of a study to the values that are to be run next."""

from pathlib import Path

from homeotherm.atomic import write_text
from homeotherm.errors import InputError
from homeotherm.files import read_table
from homeotherm.refinement import STATE, STOPPED, Refinement, next_values, write_added
from homeotherm.study import Study, results_of


def need_refinement(study: Study) -> Refinement:
    """Return the refinement of a study, or refuse one without."""
    if study.refinement is None:
        raise InputError(f"refine: study '{study.name}' has no refinement; allowed: a study with the key refinement")
    return study.refinement


def refine(study: Study, brackets: Path, config_directory: Path) -> str:
    """Add the values of the next round to a study, unless it has stopped, and return the line that says so.

    The same line is written into the results of the study, where a script can wait for its first word.
    """
    refinement = need_refinement(study)
    table = read_table(brackets)
    known = next(axis.values for axis in study.axes if axis.name == refinement.axis)
    ends = [(float(low), float(high)) for low, high in zip(table["low"], table["high"], strict=True)]
    reason, values = next_values(ends, refinement, known)
    folder = results_of(study.name, config_directory)
    done = len(refinement.added)
    if reason:
        line = f"{STOPPED} after {done} rounds: {reason}; {len(ends)} brackets in {brackets}"
    else:
        write_added(folder, refinement, values)
        line = (
            f"round {done + 1} of study {study.name} adds {len(values)} values of {refinement.axis}, "
            f"from {values[0]:g} to {values[-1]:g}; run refine again"
        )
    write_text(line + "\n", folder / STATE)
    return line
