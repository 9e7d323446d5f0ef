"""What redrawing all figures of a published study costs."""

from benchmarks.cost import in_process
from benchmarks.measurement import measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.project import copy_project, snakemake
from homeotherm.published import open_publication

PART = "figures"
STUDIES = ("metaboplasticity", "neuromodulation")


def run(options: Options) -> Result:
    """Measure the command with which a user redraws figures, Snakemake included."""
    result = Result()
    project = copy_project(options.work / "project", "published")
    for study in STUDIES[:1] if options.quick else STUDIES:
        figures, _ = open_publication(study, project / "published").figures(project / "config" / "models")
        _, cost = in_process(
            snakemake, project, "--cores", "1", "figures", "--config", f"study={study}", "source=published"
        )
        number = (len(figures), "figures") * 2
        result.rows.append(measured(PART, f"figures of {study}", *number, cost))
    return result
