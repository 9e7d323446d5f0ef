# Dataset -> list of the points that are not ok; too many of them fail the study.


rule list_failed:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        failed="results/{study}/failed.csv",
    log:
        "logs/{study}/list_failed.log",
    params:
        code=source_digest("homeotherm.failed_points"),
    message:
        "Listing points of study {wildcards.study} that are not ok"
    script:
        "../../scripts/list_failed.py"


rule check_failed:
    input:
        dataset="results/{study}/dataset.nc",
        failed=rules.list_failed.output.failed,
    output:
        counted="results/{study}/failed_count.csv",
    log:
        "logs/{study}/check_failed.log",
    params:
        largest_share=config["largest_failed_share"],
        code=source_digest("homeotherm.failed_points"),
    message:
        "Counting points of study {wildcards.study} that are not ok"
    script:
        "../../scripts/check_failed.py"


rule failed:
    input:
        # The list is asked for by itself, too: Snakemake makes no missing file again of which only others are made.
        of_study(rules.list_failed.output.failed),
        of_study(rules.check_failed.output.counted),
