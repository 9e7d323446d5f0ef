# All results of a study -> metadata that make their folder a research object (RO-Crate).


rule describe_crate:
    input:
        manifest=f"results/{STUDY}/manifest.json",
    output:
        metadata=f"results/{STUDY}/ro-crate-metadata.json",
        study=f"results/{STUDY}/study.yaml",
    log:
        f"logs/{STUDY}/describe_crate.log",
    params:
        study=digest(plan(STUDY).study.content),
        code=source_digest("homeotherm.exports.crate"),
    message:
        f"Describing the results of study {STUDY} as a research object"
    script:
        "../../scripts/describe_crate.py"


rule crate:
    input:
        rules.describe_crate.output,
