# Measures of all batches -> one labelled dataset.


def measures_of_study(wildcards):
    """Return the measure files of a study."""
    return [
        f"results/{wildcards.study}/measures/{batch.id}.nc"
        for batch in plan(wildcards.study).batches
    ]


def manifests_of_study(wildcards):
    """Return the manifests of the builds of a study."""
    return [
        f"{BUILDS}/{name}/manifest.json"
        for name in sorted(plan(wildcards.study).structures)
    ]


def study_digest(wildcards):
    """Return a digest of the study file's content, which the dataset carries."""
    return digest(plan(wildcards.study).study.content)


rule gather_dataset:
    input:
        measures=measures_of_study,
        manifests=ancient(manifests_of_study),
    output:
        dataset="results/{study}/dataset.nc",
    log:
        "logs/{study}/gather_dataset.log",
    resources:
        mem_mb=4000,
        runtime="60m",
    params:
        study=study_digest,
        code=source_digest("homeotherm.dataset"),
    message:
        "Gathering the dataset of study {wildcards.study}"
    script:
        "../../scripts/gather_dataset.py"


rule gather:
    input:
        of_study(rules.gather_dataset.output.dataset),
