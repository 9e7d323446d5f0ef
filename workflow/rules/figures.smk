# Dataset and analysis -> figures, each beside the numbers that it shows.


rule draw_figure:
    input:
        unpack(inputs_of_figure),
    output:
        vector="results/{study}/figures/{figure}.svg",
        picture="results/{study}/figures/{figure}.png",
        numbers="results/{study}/figures/{figure}.csv",
        caption="results/{study}/figures/{figure}.txt",
    log:
        "logs/{study}/draw_figure/{figure}.log",
    params:
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
