"""The model description in the tables of Nordlie, Gewaltig & Plesser (2009), PLoS Comput Biol 5:e1000456.

Equations, codes, connections and protocol are read off the assembled network, parameters off config/models, measures
off the model's observables, so that the document cannot say what the simulation does not do. ``make docs`` writes
docs/<model>_description.md.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from homeotherm.atomic import write_text
from homeotherm.describe import table_row
from homeotherm.engine.reading import Cells, Operation, Projection, Reading, read_network
from homeotherm.errors import InputError
from homeotherm.models import has_room, is_one_module, room
from homeotherm.parameters import ModelTable, Parameter, load_model_table
from homeotherm.physiology.q10 import equivalent_temperature, metabolic_rate, q10_factor

TEMPERATURES = (30.0, 42.0)
"""degC at which the factors are given; at the reference temperature all are 1."""
PAIRS = {"condition": "`{}`", "j": "`j = {}`", "p": "with probability `{}`"}
"""How the arguments of Brian2's connect are written."""
TAGS = ("abstract", "literature", "choice")


def description(table: ModelTable) -> str:
    """Return the whole document as Markdown.

    Raises
    ------
    InputError
        If an object of the network has no words in the model's `description`.
    """
    words = room(table.model, "description")
    values = table.defaults()
    reading = read_network(table.model, table.structure(values))
    variants = {
        switch.name: read_network(table.model, table.structure({**values, switch.name: 1.0}))
        for switch in _switches(table)
    }
    for found in (reading, *variants.values()):
        _require_words(table.model, found, words.WORDS)
    comments = comments_of(room(table.model, "equations"))
    sections = [
        _head(table), _summary(table, reading, words), _populations(values, words),
        _connectivity(reading, words.populations(values)), _neuron(reading, words, comments),
        _plasticity(reading, words), _input(reading, words), _measurements(table, reading, words), _parameters(table),
        _coupling(table, reading, variants, words), *_options(table, reading, variants, words, comments),
    ]  # fmt: skip
    return "\n\n".join(section.strip("\n") for section in sections) + "\n"


def described_models(models_directory: Path) -> list[str]:
    """Return the models that are networks: those with a room `description`."""
    names = sorted(path.stem for path in models_directory.glob("*.yaml"))
    return [name for name in names if not is_one_module(name) and has_room(name, "description")]


def comments_of(equations: ModuleType) -> dict[tuple[str, str], str]:
    """Return the comments behind declarations in the strings of a module, by variable and flags."""
    texts = [text for text in vars(equations).values() if isinstance(text, str)]
    found = re.findall(r"^(\w+) : \w+ *(\([^)#\n]*\))? *# (.+)$", "\n".join(texts), flags=re.MULTILINE)
    return {(name, flags): comment.strip() for name, flags, comment in found}


def factor_rows(table: ModelTable) -> list[tuple[str, Parameter, list[float]]]:
    """Return every Q10 factor: symbol, parameter, and its value at `TEMPERATURES` with a normal metabolism (m = 1)."""
    reference = table.parameters["reference_temperature"].value
    rows = []
    for parameter in table.parameters.values():
        if parameter.driver is not None:
            factors = [q10_factor(parameter.value, temperature, reference) for temperature in TEMPERATURES]
            rows.append((room(table.model, "arguments").factor_symbol(parameter.symbol), parameter, factors))
    return rows


def _switches(table: ModelTable) -> list[Parameter]:
    """Return the options of a model: structural parameters that are 0 or 1."""
    return [row for row in table.parameters.values() if row.structural and row.integer and row.allowed == (0.0, 1.0)]


def _require_words(model: str, reading: Reading, words: dict[str, tuple[str, str]]) -> None:
    for name in [*reading.code(), *reading.monitors]:
        if name not in words:
            raise InputError(
                f"models/{model}/description.py: WORDS lacks '{name}', an object of the network; "
                "required: words for every object"
            )


def _head(table: ModelTable) -> str:
    return (
        f"# {table.title}: model description\n\n"
        "Tables after Nordlie, Gewaltig & Plesser (2009). Made by `make docs` from the assembled Brian2 network, the "
        f"parameter table and the measures; not to be edited. [{table.model}.md]({table.model}.md) explains the model."
        "\n\n"
        f"Source: {table.source}. Codes and equations are those that are compiled; symbols are those of table H; "
        "values are the defaults, which a study may change."
    )


def _summary(table: ModelTable, reading: Reading, words: ModuleType) -> str:
    populations = words.populations(table.defaults())
    sizes = ", ".join(f"{name} ({last - first})" for name, (first, last), _ in populations if name != "all")
    links = [f"{_ends(projection, populations)}" for projection in reading.projections if _is_random(projection)]
    rows = {
        "Populations": sizes,
        "Topology": words.SUMMARY["Topology"],
        "Connectivity": f"random, independent for each pair of cells: {', '.join(links)}",
        **{name: text for name, text in words.SUMMARY.items() if name != "Topology"},
        "Options": ", ".join(f"`{switch.name}` (table J)" for switch in _switches(table)) or "none",
        "Measurements": f"{len(_measures(table))} measures of spikes, membrane potentials and weights",
        "Integration": f"{reading.cells[0].method}, time step {table.parameters['time_step'].value:g} ms",
    }
    return _section("A", "Model summary", _table(["", ""], rows.items()))


def _populations(values: dict[str, float], words: ModuleType) -> str:
    rows = [(name, str(last - first), rule) for name, (first, last), rule in words.populations(values)]
    return _section("B", "Populations", _table(["name", "cells", "rule"], [*rows, *words.subpopulations(values)]))


def _connectivity(reading: Reading, populations: list) -> str:
    rows = []
    for projection in reading.projections:
        rule = ", ".join(PAIRS[key].format(text) for key, text in sorted(projection.connect.items()))
        delay = "" if projection.delay is None else f"{projection.delay * 1e3:g} ms"
        weight = reading.initial.get(f"{projection.name}.w", "")
        rows.append(
            (f"`{projection.name}`", _ends(projection, populations), rule, delay, f"`{weight}`" if weight else "")
        )
    return _section("C", "Connectivity", _table(["name", "from, to", "pairs i, j", "delay", "initial weight"], rows))


def _neuron(reading: Reading, words: ModuleType, comments: dict[tuple[str, str], str]) -> str:
    parts = []
    for group in reading.cells:
        lines = [line for line in group.equations.splitlines() if "(shared, constant)" not in line]
        start = reading.initial.get(f"{group.name}.v")
        parts += [
            words.WORDS[group.name][1],
            _code([line for line in lines if "/dt" in line or " = " in line]),
            f"Spike: `{group.threshold}`;{_refractoriness(group)} method {group.method}."
            + (f" Membrane potential at the start: `{start}`." if start else ""),
            "Reset:",
            _code(group.reset.splitlines()),
            _table(["variable of a cell", "unit", "meaning"], _variables(lines, comments)),
        ]
    synapses = [projection for projection in reading.projections if _is_random(projection)]
    parts.append("A presynaptic spike that arrives:")
    parts += [f"`{projection.name}`:\n\n{_code(projection.arrival.splitlines())}" for projection in synapses]
    return _section("D", "Neuron and synapse model", "\n\n".join(parts))


def _refractoriness(group: Cells) -> str:
    """Return nothing where the equations say what a cell does after a spike."""
    return f" refractory for `{group.refractory}`;" if group.refractory else ""


def _plasticity(reading: Reading, words: ModuleType) -> str:
    parts = []
    for projection in reading.projections:
        if projection.postsynaptic_spike:
            parts += [
                f"`{projection.name}`: {words.WORDS[projection.name][1]} An arriving spike does what stands in table "
                "D; a postsynaptic spike:",
                _code(projection.postsynaptic_spike.splitlines()),
            ]
        elif not _is_random(projection):
            parts += [f"`{projection.name}`: {words.WORDS[projection.name][1]}", _code(projection.arrival.splitlines())]
    return _section("E", "Plasticity", "\n\n".join([*parts, *_regular(reading, words, "E")]))


def _input(reading: Reading, words: ModuleType) -> str:
    rows = []
    for name, phase in zip(words.PHASES, reading.phases, strict=True):
        resting = {thing.name for thing in phase.paused}
        recorded = ", ".join(f"`{monitor}`" for monitor in reading.monitors if monitor not in resting)
        rows.append((name, f"{phase.seconds:g} s", recorded))
    protocol = _table(["phase", "duration", "what is recorded"], rows)
    return _section("F", "Input and protocol", "\n\n".join([*_regular(reading, words, "F"), protocol]))


def _measurements(table: ModelTable, reading: Reading, words: ModuleType) -> str:
    monitors = [(f"`{name}`", words.WORDS[name][1]) for name in reading.monitors]
    rows = [
        (f"`{name}`", ", ".join(variable.dims), variable.units, definition.replace("<", "&lt;"), references)
        for name, (variable, definition, references) in _measures(table).items()
    ]
    return _section(
        "G",
        "Measurements",
        "\n\n".join(
            [
                _table(["recorded", ""], monitors),
                *_regular(reading, words, "G"),
                _table(["measure", "over", "unit", "definition", "reference"], rows),
            ]
        ),
    )


def _measures(table: ModelTable) -> dict:
    return room(table.model, "observables").MEASURES


def _parameters(table: ModelTable) -> str:
    parts = [
        "Tags: *abstract* is stated in the abstract of the source, *literature* is taken from the work named, *choice* "
        "is ours. Structural parameters (s) need another binary."
    ]
    for name in dict.fromkeys(parameter.table for parameter in table.parameters.values()):
        rows = [
            (
                row.symbol, f"`{row.name}`{' (s)' if row.structural else ''}", row.meaning, f"{row.value:g}", row.unit,
                f"{row.allowed[0]:g} to {row.allowed[1]:g}", *_tag(row),
            )
            for row in table.parameters.values() if row.table == name
        ]  # fmt: skip
        header = ["symbol", "parameter", "meaning", "value", "unit", "allowed", "tag", "source"]
        parts.append(f"### H: {name}\n\n{_table(header, rows)}")
    return _section("H", "Parameters", "\n\n".join(parts))


def _tag(row: Parameter) -> tuple[str, str]:
    """Return the tag of a parameter's source and the rest of it."""
    tag = next((tag for tag in TAGS if row.source.startswith(tag)), None)
    if tag is None:
        raise InputError(f"{row.name}.source: '{row.source}' has no tag; allowed: text that begins with one of {TAGS}")
    return tag, row.source.removeprefix(tag).lstrip(":, ")


def _coupling(table: ModelTable, reading: Reading, variants: dict[str, Reading], words: ModuleType) -> str:
    code: dict[str, str] = {}
    for found in (reading, *variants.values()):
        code |= {name: text for name, text in found.code().items() if words.WORDS[name][0] != "I"}
    header = ["factor", "Q10", "value", "follows", *(f"{t:g} °C" for t in TEMPERATURES), "used by", "tag", "source"]
    rows = []
    for symbol, parameter, factors in factor_rows(table):
        users = [name for name, text in code.items() if re.search(rf"(?<!\w){symbol}(_pre|_post)?(?!\w)", _used(text))]
        rows.append(
            (
                symbol, parameter.symbol, f"{parameter.value:g}", (parameter.driver or "").replace("_", " "),
                *(f"{factor:.3g}" for factor in factors), ", ".join(f"`{name}`" for name in users), *_tag(parameter),
            )
        )  # fmt: skip
    reference, q10 = (table.parameters[name].value for name in ("reference_temperature", "q10_metabolism"))
    states = [
        (
            f"`{name}`", f"{rate:g}", f"{equivalent_temperature(rate, reference, q10, reference):.1f}",
            *(f"{metabolic_rate(rate, temperature, q10, reference):.3g}" for temperature in TEMPERATURES),
        )
        for name, rate in table.metabolic_rates().items()
    ]  # fmt: skip
    state_header = ["state", "m", f"T_M at {reference:g} °C (°C)", *(f"M at {t:g} °C" for t in TEMPERATURES)]
    words_before = (
        f"phi = Q10^((T - T_ref)/10), 1 at T_ref = {reference:g} °C; the two columns are for a normal metabolism "
        "(m = 1). What follows the metabolic rate M = m Q_M^((T - T_ref)/10) sees T_M = T + 10 ln m / ln Q_M in place "
        "of T."
    )
    parts = [words_before, _table(header, rows), *_regular(reading, words, "I"), _table(state_header, states)]
    return _section("I", "Metabolic coupling", "\n\n".join(parts))


def _options(
    table: ModelTable,
    reading: Reading,
    variants: dict[str, Reading],
    words: ModuleType,
    comments: dict[tuple[str, str], str],
) -> Iterable[str]:
    """Describe each option by what it adds to the code of the network."""
    for name, variant in variants.items():
        parts = [f"With `{name}: 1` this is added, or stands in place of lines with the same left side:"]
        before = reading.code()
        for thing, text in variant.code().items():
            old = before.get(thing, "").splitlines()
            new = [line for line in text.splitlines() if line not in old and "(shared, constant)" not in line]
            declared = [line for line in new if re.match(r"\w+ : ", line)]
            done = [line for line in new if line not in declared]
            if new:
                parts.append(f"`{thing}`: {words.WORDS[thing][1]}")
            if declared:
                parts.append(_table(["variable of a cell", "unit", "meaning"], _variables(declared, comments)))
            if done:
                parts.append(_code(done))
        parts += [f"Start: `{key} = {text}`" for key, text in variant.initial.items() if key not in reading.initial]
        parts += [f"Recorded: `{m}`: {words.WORDS[m][1]}" for m in variant.monitors if m not in reading.monitors]
        yield _section("J", f"Option {name}", "\n\n".join(parts))


def _used(text: str) -> str:
    """Return code without declarations: a factor that is declared only is not used."""
    return "\n".join(line for line in text.splitlines() if not re.match(r"\w+ : ", line))


def _variables(lines: list[str], comments: dict[tuple[str, str], str]) -> list[tuple[str, str, str]]:
    """Return name, unit and meaning of declared variables; symbols of factors are in table I."""
    found = [re.match(r"(\w+) : (\S+) *(.*)", line) for line in lines]
    declared = [match.groups() for match in found if match and not match.group(1).startswith("phi_")]
    return [(f"`{name}`", unit, comments.get((name, flags), "")) for name, unit, flags in declared]


def _regular(reading: Reading, words: ModuleType, section: str) -> list[str]:
    """Return the regular operations that belong to a section."""
    chosen = [operation for operation in reading.operations() if words.WORDS[operation.name][0] == section]
    return [
        f"{_schedule(operation)} {words.WORDS[operation.name][1]}\n\n{_code(operation.code.splitlines())}"
        for operation in chosen
    ]


def _schedule(operation: Operation) -> str:
    return f"`{operation.name}`, every {operation.interval * 1e3:g} ms ({operation.slot} of the step):"


def _is_random(projection: Projection) -> bool:
    return "p" in projection.connect


def _ends(projection: Projection, populations: list) -> str:
    names = {cells: name for name, cells, _ in populations}
    return f"{names[projection.source]} → {names[projection.target]}"


def _section(letter: str, title: str, text: str) -> str:
    return f"## {letter}. {title}\n\n{text}"


def _code(lines: Iterable[str]) -> str:
    return "\n".join(["```text", *lines, "```"])


def _table(header: list[str], rows: Iterable[Iterable[str]]) -> str:
    return "\n".join(
        [table_row(header), table_row(["---"] * len(header)), *(table_row([str(cell) for cell in row]) for row in rows)]
    )


if __name__ == "__main__":
    root = Path(__file__).parents[2]
    for model in described_models(root / "config" / "models"):
        text = description(load_model_table(model, root / "config" / "models"))
        write_text(text, root / "docs" / f"{model}_description.md")
