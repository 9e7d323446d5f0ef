# Dataset and analysis -> a small folder in the repository, from which figures can be drawn anywhere.


rule publish_study:
    input:
        dataset=f"results/{STUDY}/dataset.nc",
        analysis=rules.analyse.input,
    output:
        manifest=f"{PUBLISHED}/{STUDY}/manifest.json",
    log:
        f"logs/{STUDY}/publish_study.log",
    resources:
        mem_mb=2000,
    params:
        code=source_digest("homeotherm.publishing"),
    message:
        f"Publishing study {STUDY}"
    script:
        "../../scripts/publish_study.py"


rule publish:
    input:
        rules.publish_study.output,
