# Model structure -> compiled binary, one for all states, temperatures and seeds.


rule build_model:
    output:
        manifest=MANIFEST,
    log:
        "logs/builds/{build}.log",
    threads: 4
    resources:
        mem_mb=2000,
        runtime="30m",
    params:
        built=build_params,
        tuning=SETTINGS.compiler_tuning,
        brian2=SETTINGS.brian2,
    message:
        "Building model {params.built[model]} ({wildcards.build})"
    script:
        "../../scripts/build_model.py"


rule build:
    input:
        expand(MANIFEST, build=list(plan(STUDY).structures)),
