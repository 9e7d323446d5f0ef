"""What ``snakemake -n`` costs, by the number of points of a study."""

from benchmarks.cost import in_process
from benchmarks.measurement import measured
from benchmarks.options import Options
from benchmarks.parts import Result
from benchmarks.project import copy_project, snakemake, write_study

PART = "planning"
POINTS = (100, 1000, 10_000)
CONDITIONS = 10
LARGEST = 100_000


def study_with(points: int) -> dict:
    """Return a study of so many points of the size of the default study."""
    return {
        "title": f"{points} points", "question": "How long does planning take?", "model": "microcircuit",
        "parameters": {"neurons": 1000, "training_duration": "100 s"},
        "axes": {"temperature": {"values": [33 + 0.5 * step for step in range(CONDITIONS)], "unit": "degC"}},
        "seeds": {"first": 1, "count": points // CONDITIONS},
    }  # fmt: skip


def run(options: Options) -> Result:
    """Measure dry runs; the memory is that of the largest process."""
    result = Result()
    project = copy_project(options.work / "project")
    for points in (100,) if options.quick else (*POINTS, LARGEST) if options.growth else POINTS:
        name = f"points_{points}"
        write_study(project, name, study_with(points))
        arguments = ("-n", "--quiet", "all", "--cores", "1", "--config", f"study={name}")
        _, cost = in_process(snakemake, project, *arguments)
        result.rows.append(measured(PART, "snakemake -n", points, "points", points, "points", cost))
    return result
