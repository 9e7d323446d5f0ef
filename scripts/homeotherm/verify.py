"""Whether the results of a study are as they were made: every file against its checksum."""

from pathlib import Path

from homeotherm.command_line import arguments, told
from homeotherm.errors import SimulationError
from homeotherm.names import check_name
from homeotherm.results_manifest import damages


def verified(study: str, results: Path) -> str:
    """Return one line that says that the results of a study are whole.

    Raises
    ------
    SimulationError
        If they are not: a line for each damaged file says how it is made again.
    """
    check_name("study", study)
    count, found, unlisted = damages(study, results / study)
    if found:
        lines = [f"{len(found)} of {count} files of study {study} are not as they were"]
        raise SimulationError("\n".join(lines + [damage.line(study, results / study) for damage in found]))
    more = f"; not listed, and not checked: {', '.join(unlisted)}" if unlisted else ""
    return f"study {study}: all {count} files are as they were made{more}"


def main() -> None:
    """Check the results of the study on the command line."""
    given = arguments("Check the results of a study against the checksums of its manifest.", "study")
    print(verified(given.study, Path("results")))


if __name__ == "__main__":
    told(main)
