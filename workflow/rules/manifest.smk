# All results of a study -> a list of its files with their checksums, which `make verify` compares them with.


rule write_manifest:
    input:
        dataset=f"results/{STUDY}/dataset.nc",
        results=[
            rules.design.input,
            rules.failed.input,
            rules.analyse.input,
            rules.figures.input,
        ],
    output:
        manifest=f"results/{STUDY}/manifest.json",
    log:
        f"logs/{STUDY}/write_manifest.log",
    params:
        code=source_digest("homeotherm.results_manifest"),
    message:
        f"Listing the results of study {STUDY} with their checksums"
    script:
        "../../scripts/write_manifest.py"


rule manifest:
    input:
        rules.write_manifest.output,
