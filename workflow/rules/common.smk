# What the rules share: the plan of a study, and where it puts things.
from dataclasses import asdict

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger as log_of_snakemake

from homeotherm import job_resources, slurm
from homeotherm.catalogue import analyses_of, figures_of, sources_of
from homeotherm.claim import need_claims
from homeotherm.design import recording_megabytes, summary
from homeotherm.digests import digest
from homeotherm.engine.computed import is_computed
from homeotherm.errors import InputError, SimulationError
from homeotherm.places import check_places, hold, shortage
from homeotherm.measured import measuring_modules
from homeotherm.plan import LOCK, check_settings, plan_study
from homeotherm.progress import Watcher, display_on, reading
from homeotherm.published import open_publication
from homeotherm.simulation_code import code_digest
from homeotherm.refining import need_refinement, refine
from homeotherm.source import source_digest
from homeotherm.whole_lines import write_whole_lines

BASE = Path(workflow.basedir)
CONFIG = BASE / "config"


def one_line(function, *arguments):
    """Call a function of the library; a person's mistake becomes one line without a traceback."""
    try:
        return function(*arguments)
    except (InputError, SimulationError) as error:
        print(f"homeotherm: {error}", file=sys.stderr)
        sys.exit(1)


SETTINGS = one_line(check_settings, config, BASE / LOCK)
MANIFEST = str(Path(config["builds"]) / "{build}" / "manifest.json")
STUDY = config["study"]
PUBLISHED = "published"
held = []  # the locks of this process
write_whole_lines(log_of_snakemake.handlers)  # jobs write to the same pipe


def plan(study):
    """Return the plan of a study by name."""
    return one_line(plan_study, study, CONFIG, SETTINGS)


def structure_of(build):
    """Return model and structure of a build digest, looked for in the chosen study and then in all others."""
    names = [STUDY, *sorted(path.stem for path in (CONFIG / "studies").glob("*.yaml"))]
    for name in names:
        planned = plan(name)
        if build in planned.structures:
            return planned.study.model, planned.structures[build]
    raise WorkflowError(f"build {build} belongs to no study in config/studies")


def publication(study):
    """Return the published results of a study, checked against their manifest."""
    return one_line(open_publication, study, Path(PUBLISHED))


def result_of(study, file):
    """Return where a file of a study's results is read from: results, or what is published."""
    if SETTINGS.source == "published":
        return str(one_line(publication(study).path, file))
    return f"results/{study}/{file}"


def of_study(pattern, **more):
    """Return a path of the chosen study."""
    return expand(pattern, study=STUDY, **more)


def preflight():
    """Say once, before anything runs, what the chosen study asks for."""
    if not workflow.is_main_process:
        return
    if SETTINGS.source == "published":
        line = one_line(publication(STUDY).summary, CONFIG)
    else:
        planned = plan(STUDY)
        line = summary(planned.study, planned.batches)
    print(f"homeotherm: {line}", file=sys.stderr)


def prepare(study):
    """Check that a study can be made here and by nobody else, and say once if there may not be room for all of it."""
    folder = Path("results") / study
    check_places([folder, Path(config["builds"]), Path("logs")])
    held.append(hold(study, Path("results")))
    planned = plan(study)
    missing = [
        batch
        for batch in planned.batches
        if not (folder / "recordings" / f"{batch.id}.nc").exists()
    ]
    line = shortage(folder, recording_megabytes(planned.study, missing))
    if line is not None:
        print(f"homeotherm: {line}", file=sys.stderr)
