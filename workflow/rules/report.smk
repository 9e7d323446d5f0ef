# Dataset, judged claims and figures -> one page that holds all of it, and one to look at the dataset.


rule make_report:
    input:
        unpack(inputs_of_report),
    output:
        page=report(
            "results/{study}/report.html",
            caption="../report/report.rst",
            category="Report",
            labels={"study": "{study}", "what": "the whole study on one page"},
        ),
    log:
        "logs/{study}/make_report.log",
    resources:
        mem_mb=2000,
    params:
        published=PUBLISHED,
        study=content_of_report,
        code=code_of_report,
    message:
        "Making the report of study {wildcards.study}"
    script:
        "../../scripts/make_report.py"


rule report:
    input:
        of_study(rules.make_report.output.page),


rule make_explorer:
    input:
        unpack(inputs_of_explorer),
    output:
        page=report(
            "results/{study}/explorer.html",
            caption="../report/explorer.rst",
            category="Report",
            labels={"study": "{study}", "what": "explorer of the dataset"},
        ),
    log:
        "logs/{study}/make_explorer.log",
    resources:
        mem_mb=2000,
    params:
        published=PUBLISHED,
        code=code_of_explorer,
    message:
        "Making the explorer of study {wildcards.study}"
    script:
        "../../scripts/make_explorer.py"


rule explorer:
    input:
        of_study(rules.make_explorer.output.page),
