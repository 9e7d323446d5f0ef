# Study file -> table of points.


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
