# Batch of points -> recording. Points run side by side on the cores of the job.


rule simulate_batch:
    input:
        manifest=ancient(binary_of_batch),
    output:
        recording="results/{study}/recordings/{batch}.nc",
    log:
        "logs/{study}/simulate_batch/{batch}.log",
    benchmark:
        "logs/{study}/simulate_batch/{batch}.tsv"
    # By the main process, with more memory and time; a job on a cluster must not try again within its own limits.
    retries: 2 if workflow.is_main_process else 0
    threads: cores_of_batch
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
