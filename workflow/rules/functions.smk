# What rules ask about their wildcards: inputs, parameters and resources of jobs.


def design_digest(wildcards):
    """Return a digest of the table, so that it is written again when the design changes."""
    planned = plan(wildcards.study)
    axes = [[axis.name, *map(axis.at, range(len(axis)))] for axis in planned.study.axes]
    return digest([axes, planned.study.seeds, [batch.id for batch in planned.batches]])


def build_params(wildcards):
    """Return model and structure of a build, and the numpy that a model without a compiler is computed with."""
    model, structure = structure_of(wildcards.build)
    made_with = {"numpy": SETTINGS.numpy} if is_computed(model) else {}
    return {"model": model, "structure": structure, **made_with}


def binary_of_batch(wildcards):
    """Return the manifest of the build that a batch runs."""
    build = plan(wildcards.study).batch(wildcards.batch).build
    return MANIFEST.format(build=build)


def simulation_code(wildcards):
    """Return the digest of all code that decides the numbers of a batch."""
    planned = plan(wildcards.study)
    build = planned.batch(wildcards.batch).build
    return code_digest(planned.study.model, build, planned.study.limits)


def simulation_codes(wildcards):
    """Return the digests of all code that decides the numbers of a study, one per build."""
    planned = plan(wildcards.study)
    study = planned.study
    return sorted(
        code_digest(study.model, build, study.limits) for build in planned.structures
    )


def on_cluster():
    """Tell whether jobs go to a cluster: asked in the main process, and in a job there."""
    return workflow.remote_exec or workflow.non_local_exec


def cores_of_batch(wildcards):
    """Return how many points of a batch run side by side."""
    planned = plan(wildcards.study)
    batch = planned.batch(wildcards.batch)
    return job_resources.cores(planned.study, batch, on_cluster())


def simulation_memory(wildcards, threads, attempt):
    """Return megabytes for a batch job, more at each attempt."""
    planned = plan(wildcards.study)
    batch = planned.batch(wildcards.batch)
    return job_resources.megabytes(planned.study, batch, threads, attempt)


def simulation_minutes(wildcards, threads, attempt):
    """Return minutes for a batch job, more at each attempt."""
    planned = plan(wildcards.study)
    batch = planned.batch(wildcards.batch)
    return job_resources.minutes(planned.study, batch, threads, attempt)


def measuring_code(wildcards):
    """Return the digest of the code that turns recordings into numbers."""
    model = plan(wildcards.study).study.model
    return source_digest("homeotherm.measuring", *measuring_modules(model))


def measures_of_study(wildcards):
    """Return the measure files of a study."""
    return [
        f"results/{wildcards.study}/measures/{batch.id}.nc"
        for batch in plan(wildcards.study).batches
    ]


def manifests_of_study(wildcards):
    """Return the manifests of the builds of a study."""
    return expand(MANIFEST, build=sorted(plan(wildcards.study).structures))


def study_digest(wildcards):
    """Return a digest of what the dataset carries of the study file."""
    return digest(plan(wildcards.study).study.simulated_content)


def recordings_of_examples(wildcards):
    """Return the recordings that hold the points shown in rasters."""
    from homeotherm.examples import example_points

    points = [point for _, point in example_points(plan(wildcards.study).study)]
    return recordings_of(wildcards.study, points)


def recordings_of_traces(wildcards):
    """Return the recordings that hold the points whose potentials are shown."""
    from homeotherm.potentials import shown_points

    return recordings_of(wildcards.study, shown_points(plan(wildcards.study).study))


def recordings_of(study, points):
    """Return the recordings that hold some points of a study."""
    batches = {plan(study).batch_of(point.id).id for point in points}
    return [f"results/{study}/recordings/{batch}.nc" for batch in sorted(batches)]


def code_of_cells(analysis):
    """Return the function that digests an analysis of regulated cells, with what it reads of their model."""

    def digest_of(wildcards):
        model = plan(wildcards.study).study.model
        rooms = [
            f"homeotherm.models.{model}.{room}" for room in ("membrane", "protocol")
        ]
        return source_digest(f"homeotherm.analysis.{analysis}", *rooms)

    return digest_of


def claims_digest(wildcards):
    """Return a digest of the claims, so that a changed claim is judged again and nothing else is done."""
    return digest([asdict(claim) for claim in plan(wildcards.study).study.claims])


def refinement_digest(wildcards):
    """Return a digest of what a study refines, and of the values of its rounds so far."""
    return digest(asdict(plan(wildcards.study).study.refinement))


def published_values_of(wildcards):
    """Return the file of a paper's numbers that a study is compared with."""
    return str(
        CONFIG
        / "reference"
        / f"{plan(wildcards.study).study.published_values.file}.csv"
    )


def claims_to_compare(wildcards):
    """Return the judged claims of the studies that are compared."""
    if SETTINGS.source == "simulation":
        for study in config["compare"]:
            one_line(need_claims, plan(study).study)
    return [result_of(study, "analysis/claims.csv") for study in config["compare"]]


def inputs_of_figure(wildcards):
    """Return the files that a figure is drawn from, by the name of the input."""
    return {
        name: result_of(wildcards.study, file)
        for name, file in one_line(sources_of, wildcards.figure).items()
    }


def figures_to_draw(study=STUDY):
    """Return the figures of a study, the chosen one if none is named, or those that its published results allow."""
    if SETTINGS.source == "published":
        drawn, _ = one_line(publication(study).figures, CONFIG / "models")
        return drawn
    return one_line(figures_of, plan(study).study)


def shown_by(wildcards):
    """Return what a figure shows in any study, for the report that Snakemake makes."""
    from homeotherm.figures.registry import FIGURES, OF_SAMPLES

    return {**FIGURES, **OF_SAMPLES}[wildcards.figure].caption


def figure_code(wildcards):
    """Return the digest of the code of one figure."""
    return source_digest(
        f"homeotherm.figures.{wildcards.figure}", "homeotherm.figures.drawing"
    )


def inputs_of_report(wildcards):
    """Return what a report is made of: dataset, judged claims if there are any, and the files of all figures."""
    study = wildcards.study
    suffixes = {
        "vectors": "svg",
        "pictures": "png",
        "numbers": "csv",
        "captions": "txt",
    }
    figures = {
        part: expand(
            "results/{study}/figures/{figure}.{suffix}",
            study=study,
            figure=figures_to_draw(study),
            suffix=suffix,
        )
        for part, suffix in suffixes.items()
    }
    claims = "analysis/claims.csv"
    return {
        "dataset": result_of(study, "dataset.nc"),
        "claims": [result_of(study, claims)] if has_claims(study) else [],
        **figures,
    }


def has_claims(study):
    """Tell whether a study has claims, or judged ones are published."""
    if SETTINGS.source == "published":
        return "analysis/claims.csv" in publication(study).manifest["files"]
    return bool(plan(study).study.claims)


def content_of_report(wildcards):
    """Return a digest of what a report says of the study file besides what stands in the dataset."""
    if SETTINGS.source == "published":
        return publication(wildcards.study).manifest["study_digest"]
    return digest(plan(wildcards.study).study.content)


def code_of_report(wildcards):
    """Return a digest of the code of the report, its template and its style sheet."""
    return page_digest(["report"], "homeotherm.report.page")


def code_of_explorer(wildcards):
    """Return a digest of the code of the explorer, its template, style sheets and script."""
    modules = ["homeotherm.explorer.page", "homeotherm.explorer.data"]
    return page_digest(["report", "explorer"], *modules)


def page_digest(folders, *modules):
    """Return a digest of some modules and of what pages are made of besides code, in some folders of the library."""
    files = [
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted((BASE / "scripts" / "homeotherm" / folder).glob("page.*"))
        if path.suffix != ".py"
    ]
    return digest([source_digest(*modules), *files])


def inputs_of_explorer(wildcards):
    """Return what an explorer shows: dataset, example spikes and bifurcation diagram if the study has them."""
    study = wildcards.study
    parts = {"rasters": "analysis/rasters.nc", "diagram": "analysis/bifurcation.nc"}
    there = files_of(study)
    return {
        "dataset": result_of(study, "dataset.nc"),
        **{
            name: [result_of(study, file)] if file in there else []
            for name, file in parts.items()
        },
    }


def files_of(study):
    """Return the files of the analyses of a study, or of what is published of it."""
    if SETTINGS.source == "published":
        return list(publication(study).manifest["files"])
    return [f"analysis/{file}" for file in one_line(analyses_of, plan(study).study)]
