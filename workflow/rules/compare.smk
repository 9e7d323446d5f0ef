# Judged claims of several studies -> one table and one figure: a model beside its counter-models.


rule compare_claims:
    input:
        claims=claims_to_compare,
    output:
        numbers="results/comparisons/claims.csv",
        vector="results/comparisons/claims.svg",
        picture="results/comparisons/claims.png",
        caption="results/comparisons/claims.txt",
    log:
        "logs/comparisons/compare_claims.log",
    params:
        studies=config["compare"],
        code=source_digest(
            "homeotherm.analysis.claim_comparison", "homeotherm.figures.claim_matrix"
        ),
    message:
        "Comparing the claims of studies {params.studies}"
    script:
        "../../scripts/compare_claims.py"


rule compare:
    input:
        rules.compare_claims.output,
