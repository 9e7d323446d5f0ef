"""Every parameter of every model, from the tables that simulations read."""

from homeotherm.parameters import ModelTable, Parameter
from homeotherm.reference.markdown import code, page, plain, table

HEADER = ("parameter", "symbol", "meaning", "default", "allowed", "notes", "source")


def parameters_page(tables: list[ModelTable]) -> str:
    """Return the page as Markdown."""
    parts = [
        "Any of these can stand under `parameters` or `axes` of a study, by its name, with its unit. The equations on "
        "the page of the model have its symbol. What is allowed is in the unit of the default. *Structural* parameters "
        "need another binary; the others are arguments of the same one. Sources say whose value the default is: "
        "*paper* or *abstract*, *literature*, or a *choice* of this project.",
    ]
    for model in tables:
        parts += [
            f"## {model.model}: {plain(model.title)}",
            f"Source: {plain(model.source)}. See [its page](../{model.model}.md).",
        ]
        for name in dict.fromkeys(each.table for each in model.parameters.values()):
            rows = [_row(each) for each in model.parameters.values() if each.table == name]
            parts += [f"### {model.model}: {plain(name)}", table(HEADER, rows)]
        if model.states:
            states = [
                (code(name), f"{state.metabolic_rate:g}", plain(state.meaning)) for name, state in model.states.items()
            ]
            parts += [f"### {model.model}: metabolic states", table(("state", "metabolic rate", "meaning"), states)]
    return page("Parameters of the models", *parts)


def _row(each: Parameter) -> tuple[str, ...]:
    if each.choices is None:
        unit = "" if each.unit == "1" else f" {each.unit}"
        default, allowed = f"{each.value:g}{unit}", f"{each.allowed[0]:g} to {each.allowed[1]:g}"
    else:
        default, allowed = each.choices[int(each.value)], ", ".join(each.choices)
    notes = [
        "structural" if each.structural else "",
        "whole number" if each.integer and each.choices is None else "",
        f"with {code(each.option)}" if each.option else "",
        f"follows {each.driver.replace('_', ' ')}" if each.driver else "",
    ]
    return (
        code(each.name), plain(each.symbol), plain(each.meaning), plain(default), plain(allowed),
        "; ".join(filter(None, notes)), plain(each.source),
    )  # fmt: skip
