# Recording -> measures. No simulation: a new measure measures again.


rule measure_batch:
    input:
        recording="results/{study}/recordings/{batch}.nc",
    output:
        measures="results/{study}/measures/{batch}.nc",
    log:
        "logs/{study}/measure_batch/{batch}.log",
    # Before other simulations: the journals of a batch, which are large, go once its recording is measured.
    priority: 1
    resources:
        mem_mb=2000,
        runtime="60m",
    params:
        code=measuring_code,
        simulated_by=simulation_code,
    message:
        "Measuring batch {wildcards.batch} of study {wildcards.study}"
    script:
        "../../scripts/measure_batch.py"


rule measure:
    input:
        of_study(
            rules.measure_batch.output.measures,
            batch=[batch.id for batch in plan(STUDY).batches],
        ),
