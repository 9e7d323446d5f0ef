# Study file -> table of points.


def design_digest(wildcards):
    """Return a digest of the table, so that it is written again when the design changes."""
    planned = plan(wildcards.study)
    return digest(design_rows(planned.study, planned.batches))


rule make_design:
    output:
        design="results/{study}/design.csv",
    log:
        "logs/{study}/make_design.log",
    localrule: True
    params:
        content=design_digest,
    message:
        "Writing the design of study {wildcards.study}"
    script:
        "../../scripts/make_design.py"


rule design:
    input:
        of_study(rules.make_design.output.design),
