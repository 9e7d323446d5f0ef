"""The parameter table of a model: what `config/models/<model>.yaml` says, checked.

A table row is a `Parameter`; a study's overrides and swept values are read against it. Values are floats in the unit of
the table; `homeotherm.quantities.to_si` converts them for a simulation. A model may inherit rows and states of another
one, so that a value stands in one place.
"""

from dataclasses import dataclass
from pathlib import Path

from homeotherm.errors import InputError, listed, nearest
from homeotherm.quantities import dimension_of, parse_quantity
from homeotherm.strict_yaml import read_yaml

DRIVERS = ("temperature", "metabolic_rate")


@dataclass(frozen=True)
class Parameter:
    """One row of a parameter table; one with an `option` counts only where that parameter is not 0.

    `meaning` says in a short phrase what the parameter is, `source` whose value it has and why. A parameter with
    `choices` is one of these names; its value is the position of the name. A `limit` (0 for none) ends a simulation
    early and changes nothing before: it is the same for all points of a study and no part of their ids.
    """

    name: str
    table: str
    symbol: str
    value: float
    unit: str
    allowed: tuple[float, float]
    meaning: str
    source: str
    structural: bool = False
    integer: bool = False
    driver: str | None = None
    option: str | None = None
    choices: tuple[str, ...] | None = None
    limit: bool = False

    def read(self, key: str, given: object, default_unit: str | None = None) -> float:
        """Read a person's value for this parameter (number or text with unit) and check its range."""
        if self.choices is not None:
            if given not in self.choices:
                raise InputError(
                    f"{key}: {given!r} is no choice{nearest(str(given), self.choices)}; allowed: {listed(self.choices)}"
                )
            return float(self.choices.index(str(given)))
        value = parse_quantity(key, given, self.unit, default_unit)
        low, high = self.allowed
        unit = "" if self.unit == "1" else f" {self.unit}"
        if not low <= value <= high:
            hint = " (in kelvin? temperatures are in degC)" if self.unit == "degC" and value > 200 else ""
            raise InputError(f"{key}: {given} is out of range{hint}; allowed: {low:g} to {high:g}{unit}")
        if self.integer and value != int(value):
            raise InputError(f"{key}: {given} is not a whole number; allowed: whole numbers from {low:g} to {high:g}")
        return value


@dataclass(frozen=True)
class CostModel:
    """What one simulation costs on one core, as measured for the model.

    Attributes
    ----------
    fixed_seconds, per_neuron_seconds : per second of biological time, at the time step of `design.COST_STEP`
    per_event_seconds : per synaptic event, for models whose cost has ``synaptic_events``
    recording_megabytes_per_neuron : of a point
    compile_seconds : of a structure
    """

    fixed_seconds: float
    per_neuron_seconds: float
    recording_megabytes_per_neuron: float
    compile_seconds: float
    per_event_seconds: float = 0.0


@dataclass(frozen=True)
class MetabolicState:
    """A named metabolic rate, relative to normal at the same temperature, and what it means in words."""

    metabolic_rate: float
    meaning: str


@dataclass(frozen=True)
class ModelTable:
    """All parameters of a model, its named metabolic states and its cost."""

    model: str
    title: str
    source: str
    parameters: dict[str, Parameter]
    states: dict[str, MetabolicState]
    cost: CostModel

    def parameter(self, name: str, key: str) -> Parameter:
        """Return a parameter by name; `key` says where in a file the name stands."""
        if name not in self.parameters:
            raise InputError(
                f"{key}: '{name}' is no parameter of {self.model}{nearest(name, self.parameters)}; "
                f"allowed: a name of config/models/{self.model}.yaml"
            )
        return self.parameters[name]

    def defaults(self) -> dict[str, float]:
        """Return the value of every parameter in the unit of its table."""
        return {name: parameter.value for name, parameter in self.parameters.items()}

    def metabolic_rates(self) -> dict[str, float]:
        """Return the metabolic rate of every state."""
        return {name: state.metabolic_rate for name, state in self.states.items()}

    def in_force(self, values: dict[str, float]) -> dict[str, Parameter]:
        """Return the parameters that these values use: those of an option that is off have no effect."""
        return {
            name: parameter
            for name, parameter in self.parameters.items()
            if parameter.option is None or values[parameter.option] != 0
        }

    def identifying(self, values: dict[str, float]) -> dict[str, Parameter]:
        """Return the parameters that make a point what it is: those in force, without limits."""
        return {name: parameter for name, parameter in self.in_force(values).items() if not parameter.limit}

    def limits(self, values: dict[str, float]) -> dict[str, float]:
        """Return the limits that are set."""
        return {name: values[name] for name, row in self.parameters.items() if row.limit and values[name] != 0}

    def structure(self, values: dict[str, float]) -> dict[str, float]:
        """Return the values that a compiled binary is made for."""
        return {name: values[name] for name, parameter in self.in_force(values).items() if parameter.structural}


def load_model_table(model: str, directory: Path) -> ModelTable:
    """Read and check ``<directory>/<model>.yaml``.

    Raises
    ------
    InputError
        If the model is unknown or its table is not well formed, here or in the table that it inherits from.
    """
    available = sorted(path.stem for path in Path(directory).glob("*.yaml"))
    if model not in available:
        raise InputError(f"model: '{model}' is unknown{nearest(model, available)}; allowed: {listed(available)}")
    path = Path(directory) / f"{model}.yaml"
    content = read_yaml(path)
    parameters, states = _inherited(path, content.get("inherits"))
    for table, rows in content["tables"].items():
        for name, row in rows.items():
            if name in parameters:
                raise InputError(f"{path}: parameter '{name}' stands in two tables, or is inherited; allowed: once")
            parameters[name] = _read_row(path, table, name, row)
    for parameter in parameters.values():
        if parameter.option is not None and parameter.option not in parameters:
            raise InputError(
                f"{path}: {parameter.name}.option: '{parameter.option}' is no parameter; allowed: one of them"
            )
    states |= {name: _read_state(path, name, row) for name, row in content.get("states", {}).items()}
    return ModelTable(
        model=model,
        title=content["title"],
        source=content["source"],
        parameters=parameters,
        states=states,
        cost=CostModel(**{name: float(value) for name, value in content["cost"].items()}),
    )


def _inherited(path: Path, given: dict | None) -> tuple[dict[str, Parameter], dict[str, MetabolicState]]:
    """Return the rows that a table takes over from another model, in the order of that model, and its states."""
    if given is None:
        return {}, {}
    if set(given) != {"model", "parameters"}:
        raise InputError(f"{path}: inherits: {listed(sorted(given))} stand there; required: model, parameters")
    if given["model"] == path.stem:
        raise InputError(f"{path}: inherits.model: '{path.stem}' is the model itself; allowed: another model")
    parent = load_model_table(given["model"], path.parent)
    for name in given["parameters"]:
        parent.parameter(name, f"{path}: inherits.parameters")
    rows = {name: row for name, row in parent.parameters.items() if name in given["parameters"]}
    for row in rows.values():
        if row.option is not None and row.option not in rows:
            raise InputError(
                f"{path}: inherits.parameters: '{row.name}' without its option; allowed: with {row.option}"
            )
    return rows, dict(parent.states)


def _check_keys(key: str, row: dict, required: set[str], optional: set[str]) -> None:
    for given in row:
        if given not in required | optional:
            raise InputError(
                f"{key}: unknown key '{given}'{nearest(given, required | optional)}; "
                f"allowed: {listed(sorted(required | optional))}"
            )
    missing = required - set(row)
    if missing:
        raise InputError(f"{key}: {listed(sorted(missing))} is missing; required: {listed(sorted(required))}")


def _meaning(key: str, row: dict) -> str:
    meaning = row["meaning"]
    if not isinstance(meaning, str) or not meaning.strip() or len(meaning.splitlines()) > 1:
        raise InputError(f"{key}.meaning: {meaning!r} is no text of one line; allowed: a short phrase")
    return meaning.strip()


def _read_state(path: Path, name: str, row: dict) -> MetabolicState:
    key = f"{path}: states.{name}"
    _check_keys(key, row, {"metabolic_rate", "meaning"}, set())
    return MetabolicState(float(row["metabolic_rate"]), _meaning(key, row))


def _read_row(path: Path, table: str, name: str, row: dict) -> Parameter:
    key = f"{path}: {table}.{name}"
    required = {"symbol", "value", "meaning", "source", *(["choices"] if "choices" in row else ["unit", "allowed"])}
    optional = {"structural", "integer", "driver", "option", "choices", "limit"}
    _check_keys(key, row, required, optional)
    meaning = _meaning(key, row)
    choices = tuple(row["choices"]) if "choices" in row else None
    if choices is not None:
        if row["value"] not in choices:
            raise InputError(f"{key}.value: '{row['value']}' is no choice; allowed: {listed(choices)}")
        codes = {"value": choices.index(row["value"]), "unit": "1", "allowed": [0, len(choices) - 1], "integer": True}
        row = {**row, **codes}
    dimension_of(row["unit"])
    if row.get("driver") not in (None, *DRIVERS):
        raise InputError(f"{key}.driver: '{row['driver']}' is unknown; allowed: {listed(DRIVERS)}")
    low, high = (float(bound) for bound in row["allowed"])
    parameter = Parameter(
        name=name, table=table, symbol=row["symbol"], value=float(row["value"]), unit=row["unit"], allowed=(low, high),
        meaning=meaning, source=row["source"], structural=row.get("structural", False),
        integer=row.get("integer", False), driver=row.get("driver"), option=row.get("option"), choices=choices,
        limit=row.get("limit", False),
    )  # fmt: skip
    if choices is None:
        parameter.read(key, row["value"], default_unit=row["unit"])
    return parameter
