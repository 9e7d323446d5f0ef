# Batch of points -> recording. Points run side by side on the cores of the job.


def binary_of_batch(wildcards):
    """Return the manifest of the build that a batch runs."""
    return (
        f"{BUILDS}/{plan(wildcards.study).batch(wildcards.batch).build}/manifest.json"
    )


def simulation_code(wildcards):
    """Return the digest of all code that decides the numbers of a batch."""
    planned = plan(wildcards.study)
    return code_digest(planned.study.model, planned.batch(wildcards.batch).build)


def points_in_batch(wildcards):
    """Return how many points a batch holds, which is as many cores as it can use."""
    return min(64, len(plan(wildcards.study).batch(wildcards.batch).points))


def simulation_memory(wildcards, attempt):
    """Return megabytes for a batch job, more at each attempt."""
    return 2000 * attempt


def simulation_minutes(wildcards, attempt):
    """Return minutes for a batch job, more at each attempt."""
    return 120 * attempt


rule simulate_batch:
    input:
        manifest=ancient(binary_of_batch),
    output:
        recording="results/{study}/recordings/{batch}.nc",
    log:
        "logs/{study}/simulate_batch/{batch}.log",
    benchmark:
        "logs/{study}/simulate_batch/{batch}.tsv"
    retries: 1
    threads: points_in_batch
    resources:
        mem_mb=simulation_memory,
        runtime=simulation_minutes,
    params:
        code=simulation_code,
    message:
        "Simulating batch {wildcards.batch} of study {wildcards.study} ({threads} side by side; progress in {log})"
    script:
        "../../scripts/simulate_batch.py"


rule simulate:
    input:
        of_study(
            rules.simulate_batch.output.recording,
            batch=[batch.id for batch in plan(STUDY).batches],
        ),
