"""Describe a model in words: its parameter tables as Markdown, made from config/models so that they cannot drift.

``make docs`` writes the tables into docs/<model>.md between its markers.
"""

from pathlib import Path

from homeotherm.atomic import write_text
from homeotherm.errors import InputError, listed
from homeotherm.parameters import ModelTable, Parameter, load_model_table

BEGIN = "<!-- tables: made by make docs from config/models -->"
END = "<!-- end of tables -->"


def markdown_tables(table: ModelTable) -> str:
    """Return the parameter tables of a model as Markdown."""
    sections = []
    for name in dict.fromkeys(parameter.table for parameter in table.parameters.values()):
        rows = [parameter for parameter in table.parameters.values() if parameter.table == name]
        scaled = any(parameter.driver for parameter in rows)
        header = ["symbol", "parameter", "meaning", "value", *(["follows"] if scaled else []), "source"]
        lines = [f"### {name.capitalize()}", "", table_row(header), table_row(["---"] * len(header))]
        for parameter in rows:
            follows = [(parameter.driver or "").replace("_", " ")] if scaled else []
            mark = " (structural)" if parameter.structural else ""
            lines.append(
                table_row(
                    [
                        parameter.symbol,
                        f"`{parameter.name}`{mark}",
                        parameter.meaning,
                        _value(parameter),
                        *follows,
                        parameter.source,
                    ]
                )
            )
        sections.append("\n".join(lines))
    if table.states:
        states = [table_row(["state", "metabolic rate", "meaning"]), table_row(["---", "---", "---"])]
        states += [
            table_row([f"`{name}`", f"{state.metabolic_rate:g}", state.meaning]) for name, state in table.states.items()
        ]
        sections.append("### Metabolic states\n\n" + "\n".join(states))
    return "\n\n".join(sections)


def _value(parameter: Parameter) -> str:
    """Return the value with its unit; of named choices also the others."""
    if parameter.choices is None:
        return f"{parameter.value:g}" + ("" if parameter.unit == "1" else f" {parameter.unit}")
    chosen = parameter.choices[int(parameter.value)]
    return f"{chosen} (or {listed(name for name in parameter.choices if name != chosen)})"


def with_tables(text: str, table: ModelTable) -> str:
    """Return a document with the tables of a model between its markers."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise InputError(f"docs/{table.model}.md: the markers '{BEGIN}' and '{END}' must stand there once")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{markdown_tables(table)}\n\n{END}{rest.split(END)[1]}"


def table_row(cells: list[str]) -> str:
    """Return a row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    root = Path(__file__).parents[2]
    for path in sorted((root / "config" / "models").glob("*.yaml")):
        document = root / "docs" / f"{path.stem}.md"
        write_text(
            with_tables(document.read_text(encoding="utf-8"), load_model_table(path.stem, path.parent)), document
        )
