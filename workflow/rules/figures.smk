# Dataset and analysis -> figures, each beside the numbers that it shows.


rule draw_figure:
    input:
        unpack(inputs_of_figure),
    output:
        vector=report(
            "results/{study}/figures/{figure}.svg",
            caption="../report/figure.rst",
            category="Figures",
            labels={"figure": "{figure}", "what": "drawing"},
        ),
        picture="results/{study}/figures/{figure}.png",
        numbers="results/{study}/figures/{figure}.csv",
        caption=report(
            "results/{study}/figures/{figure}.txt",
            caption="../report/figure.rst",
            category="Figures",
            labels={"figure": "{figure}", "what": "caption"},
        ),
    log:
        "logs/{study}/draw_figure/{figure}.log",
    params:
        shows=shown_by,
        code=figure_code,
    message:
        "Drawing figure {wildcards.figure} of study {wildcards.study}"
    script:
        "../../scripts/draw_figure.py"


rule figures:
    input:
        of_study(
            "results/{study}/figures/{figure}.{suffix}",
            figure=figures_to_draw(),
            suffix=["svg", "png", "csv", "txt"],
        ),
