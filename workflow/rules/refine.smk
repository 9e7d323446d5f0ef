# Dataset -> values of the next round, where a measure changes fast. One round per call; it says when it has stopped.


rule refine:
    input:
        brackets=lambda _: (
            one_line(need_refinement, plan(STUDY).study)
            and of_study("results/{study}/analysis/brackets.csv")
        ),
    run:
        print(
            f"homeotherm: {one_line(refine, plan(STUDY).study, Path(input.brackets[0]), CONFIG)}",
            file=sys.stderr,
        )
