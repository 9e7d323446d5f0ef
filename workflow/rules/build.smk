# Model structure -> compiled binary, one for all states, temperatures and seeds.


def build_params(wildcards):
    """Return model and structure of a build."""
    model, structure = structure_of(wildcards.build)
    return {"model": model, "structure": structure}


rule build_model:
    output:
        manifest=BUILDS + "/{build}/manifest.json",
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
        "Compiling model {params.built[model]} ({wildcards.build})"
    script:
        "../../scripts/build_model.py"


rule build:
    input:
        [BUILDS + f"/{name}/manifest.json" for name in plan(STUDY).structures],
