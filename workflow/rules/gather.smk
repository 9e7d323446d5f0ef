# Measures of all batches -> one labelled dataset.


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
        simulated_by=simulation_codes,
    message:
        "Gathering the dataset of study {wildcards.study}"
    script:
        "../../scripts/gather_dataset.py"


rule gather:
    input:
        of_study(rules.gather_dataset.output.dataset),
