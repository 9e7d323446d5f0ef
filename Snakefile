# What can be made: a study from its design to its figures. See README.md; targets are at the end.
import sys
from pathlib import Path

from snakemake.utils import min_version

min_version("9.17.1")
sys.path.insert(0, str(Path(workflow.basedir) / "scripts"))


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


wildcard_constraints:
    study=r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}",
    batch=r"[0-9a-f]{12}",
    build=r"[0-9a-f]{16}",
    figure=r"[a-z_]+",


include: "workflow/rules/common.smk"
include: "workflow/rules/functions.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/compare.smk"


WHOLE = [rules.figures.input]
# From published results figures are drawn and nothing else can be made, so that nothing is simulated by mistake.
if SETTINGS.source == "simulation":

    include: "workflow/rules/design.smk"
    include: "workflow/rules/build.smk"
    include: "workflow/rules/simulate.smk"
    include: "workflow/rules/measure.smk"
    include: "workflow/rules/gather.smk"
    include: "workflow/rules/failed.smk"
    include: "workflow/rules/analyse.smk"
    include: "workflow/rules/publish.smk"
    include: "workflow/rules/manifest.smk"
    include: "workflow/rules/crate.smk"
    include: "workflow/rules/progress.smk"
    include: "workflow/rules/start.smk"
    include: "workflow/rules/refine.smk"

    WHOLE += [
        rules.analyse.input,
        rules.failed.input,
        rules.design.input,
        rules.manifest.input,
    ]


rule all:
    default_target: True
    input:
        WHOLE,


# To a cluster go builds and batches; everything else takes seconds and runs beside the main process.
workflow.localrules(
    *{rule.name for rule in workflow.rules} - {"build_model", "simulate_batch"}
)
preflight()
