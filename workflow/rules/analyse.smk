# Dataset -> bifurcation diagram, transitions, hysteresis, synchrony indices, robustness, claims, degeneracy and
# target lines of regulated cells, survival in the heat, or the sensitivity of a sampled design; recordings -> example rasters and traces.


rule analyse_bifurcation:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        diagram="results/{study}/analysis/bifurcation.nc",
    log:
        "logs/{study}/analyse_bifurcation.log",
    params:
        code=source_digest(
            "homeotherm.analysis.bifurcation", "homeotherm.analysis.axes"
        ),
    message:
        "Analysing bifurcations of study {wildcards.study}"
    script:
        "../../scripts/analyse_bifurcation.py"


rule analyse_synchrony:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        indices="results/{study}/analysis/synchrony.csv",
    log:
        "logs/{study}/analyse_synchrony.log",
    params:
        code=source_digest("homeotherm.analysis.synchrony"),
    message:
        "Tabulating synchrony indices of study {wildcards.study}"
    script:
        "../../scripts/analyse_synchrony.py"


rule analyse_robustness:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        conditions="results/{study}/analysis/conditions.csv",
        comparisons="results/{study}/analysis/comparisons.csv",
        variance="results/{study}/analysis/variance.csv",
    log:
        "logs/{study}/analyse_robustness.log",
    params:
        code=source_digest("homeotherm.analysis.robustness", "homeotherm.analysis.axes"),
    message:
        "Computing robustness statistics of study {wildcards.study}"
    script:
        "../../scripts/analyse_robustness.py"


rule analyse_sensitivity:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        sensitivity="results/{study}/analysis/sensitivity.csv",
    log:
        "logs/{study}/analyse_sensitivity.log",
    params:
        code=source_digest("homeotherm.analysis.sensitivity"),
    message:
        "Ranking the factors of study {wildcards.study}"
    script:
        "../../scripts/analyse_sensitivity.py"


rule analyse_transitions:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        transitions="results/{study}/analysis/transitions.csv",
    log:
        "logs/{study}/analyse_transitions.log",
    params:
        code=source_digest("homeotherm.analysis.transitions"),
    message:
        "Tabulating transitions of study {wildcards.study}"
    script:
        "../../scripts/analyse_transitions.py"


rule analyse_hysteresis:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        loops="results/{study}/analysis/hysteresis.nc",
    log:
        "logs/{study}/analyse_hysteresis.log",
    params:
        code=source_digest("homeotherm.analysis.hysteresis"),
    message:
        "Analysing hysteresis of study {wildcards.study}"
    script:
        "../../scripts/analyse_hysteresis.py"


rule analyse_degeneracy:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        degeneracy="results/{study}/analysis/degeneracy.csv",
    log:
        "logs/{study}/analyse_degeneracy.log",
    params:
        code=code_of_cells("degeneracy"),
    message:
        "Tabulating the degeneracy of the cells of study {wildcards.study}"
    script:
        "../../scripts/analyse_degeneracy.py"


rule analyse_target_lines:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        lines="results/{study}/analysis/target_lines.nc",
    log:
        "logs/{study}/analyse_target_lines.log",
    params:
        code=code_of_cells("target_lines"),
    message:
        "Computing where the targets of neuromodulation hold in study {wildcards.study}"
    script:
        "../../scripts/analyse_target_lines.py"


rule analyse_survival:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        survival="results/{study}/analysis/survival.csv",
    log:
        "logs/{study}/analyse_survival.log",
    params:
        code=source_digest("homeotherm.analysis.sweep_survival"),
    message:
        "Estimating the survival of the cells of study {wildcards.study}"
    script:
        "../../scripts/analyse_survival.py"


rule analyse_survivors:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        survivors="results/{study}/analysis/survivors.csv",
    log:
        "logs/{study}/analyse_survivors.log",
    params:
        code=source_digest("homeotherm.analysis.sweep_survivors"),
    message:
        "Tabulating what tells survivors of study {wildcards.study} from others"
    script:
        "../../scripts/analyse_survivors.py"


rule find_brackets:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        brackets="results/{study}/analysis/brackets.csv",
    log:
        "logs/{study}/find_brackets.log",
    params:
        refinement=refinement_digest,
        code=source_digest("homeotherm.analysis.brackets"),
    message:
        "Finding the brackets of transitions of study {wildcards.study}"
    script:
        "../../scripts/find_brackets.py"


rule analyse_claims:
    input:
        dataset="results/{study}/dataset.nc",
    output:
        claims=report(
            "results/{study}/analysis/claims.csv",
            caption="../report/claims.rst",
            category="Claims",
            labels={"study": "{study}", "what": "judged claims"},
        ),
    log:
        "logs/{study}/analyse_claims.log",
    params:
        claims=claims_digest,
        code=source_digest("homeotherm.analysis.claims"),
    message:
        "Judging the claims of study {wildcards.study}"
    script:
        "../../scripts/analyse_claims.py"


rule analyse_published_values:
    input:
        dataset="results/{study}/dataset.nc",
        published=published_values_of,
    output:
        table="results/{study}/analysis/published_values.csv",
    log:
        "logs/{study}/analyse_published_values.log",
    params:
        code=source_digest("homeotherm.analysis.published_values"),
    message:
        "Comparing study {wildcards.study} with published values"
    script:
        "../../scripts/analyse_published_values.py"


rule excerpt_rasters:
    input:
        recordings=recordings_of_examples,
    output:
        rasters="results/{study}/analysis/rasters.nc",
    log:
        "logs/{study}/excerpt_rasters.log",
    resources:
        mem_mb=2000,
    params:
        code=source_digest("homeotherm.excerpt"),
    message:
        "Taking example rasters of study {wildcards.study}"
    script:
        "../../scripts/excerpt_rasters.py"


rule excerpt_traces:
    input:
        recordings=recordings_of_traces,
    output:
        traces="results/{study}/analysis/traces.nc",
    log:
        "logs/{study}/excerpt_traces.log",
    resources:
        mem_mb=2000,
    params:
        code=source_digest("homeotherm.trace_excerpt"),
    message:
        "Taking example traces of study {wildcards.study}"
    script:
        "../../scripts/excerpt_traces.py"


rule excerpt_network_traces:
    input:
        recordings=recordings_of_traces,
    output:
        traces="results/{study}/analysis/network_traces.nc",
    log:
        "logs/{study}/excerpt_network_traces.log",
    resources:
        mem_mb=2000,
    params:
        code=source_digest("homeotherm.network_trace_excerpt"),
    message:
        "Taking example traces of study {wildcards.study}"
    script:
        "../../scripts/excerpt_network_traces.py"


rule analyse:
    input:
        of_study(
            "results/{study}/analysis/{file}",
            file=one_line(analyses_of, plan(STUDY).study),
        ),
