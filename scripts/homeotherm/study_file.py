"""What may stand in a study file, and the one line that says what may not.

These classes are the schema: every key with its kind and its meaning, of which the JSON schema for editors and the
reference are made. What values mean for a model is checked afterwards, in `homeotherm.study`.
"""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from homeotherm.axes import Quantity, Range, Values
from homeotherm.claim_schema import ClaimEntry, line_of
from homeotherm.errors import InputError, listed, nearest
from homeotherm.parameters import DRIVERS
from homeotherm.refinement import RefinementEntry
from homeotherm.sampling import ALLOWED, Design
from homeotherm.strict_yaml import read_yaml

LARGEST_SEED = 2**31 - 1


class Seeds(BaseModel):
    """The replicates of every condition."""

    model_config = ConfigDict(extra="forbid", strict=True)
    first: Annotated[int, Field(ge=0, le=LARGEST_SEED)] = Field(default=1, description="First seed.")
    count: Annotated[int, Field(ge=1, le=100_000)] = Field(description="Number of seeds: first, first + 1, ...")


class PublishedValues(BaseModel):
    """A file of config/reference, the condition that it belongs to, and the number of cells behind it."""

    model_config = ConfigDict(extra="forbid", strict=True)
    file: str = Field(description="Name of a file of config/reference, without .csv.")
    at: dict[str, Quantity] = Field(default_factory=dict, description="Axis to value, for every axis.")
    cells: Annotated[int, Field(ge=2)] = Field(description="Number of cells that the paper's numbers are means over.")


class StudyFile(BaseModel):
    """What may stand in a study file; values are checked against the model's parameter table afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True)
    title: str = Field(description="One line: what the study is.")
    question: str = Field(description="The question that the study asks.")
    authors: list[str] = Field(default_factory=list, description="Who designed the study.")
    references: list[str] = Field(default_factory=list, description="Works that the study stands on.")
    model: str = Field(description="Name of a model, a file of config/models.")
    parameters: dict[str, Quantity] = Field(
        default_factory=dict, description="Values that differ from the model's table, with units: '100 s', '0.1 nS'."
    )
    states: dict[str, Quantity] = Field(
        default_factory=dict, description="Further metabolic states: name to metabolic rate relative to normal."
    )
    drivers: dict[str, str] = Field(
        default_factory=dict, description="What a Q10 factor follows instead: temperature or metabolic_rate."
    )
    axes: dict[str, list[Quantity] | Values | Range] | None = Field(
        default=None, description="Swept axes: 'state' (names), or any parameter of the model (values with units)."
    )
    settings: dict[str, dict[Quantity, dict[str, Quantity]]] = Field(
        default_factory=dict,
        description="What values of an axis set besides it: axis to value to parameters, as under parameters.",
    )
    design: Design | None = Field(default=None, description="A sampled design instead of axes, to rank parameters.")
    seeds: Seeds | list[int] = Field(description="Replicates: {first, count} or a list of whole numbers.")
    refinement: RefinementEntry | None = Field(
        default=None,
        description="Further values of an axis, where a measure changes fast, in rounds: snakemake refine.",
    )
    figures: list[str] | None = Field(default=None, description="Figures to draw; all that fit if left out.")
    published_values: PublishedValues | None = Field(
        default=None, description="Numbers of a paper for cells of one condition, to set beside the dataset's."
    )
    claims: list[ClaimEntry] | str = Field(
        default_factory=list,
        description="Sentences as tests on the dataset; or the name of the study whose claims are tested here too.",
    )


def read_study(path: Path) -> dict[str, Any]:
    """Read a study file; claims that it takes from another study stand in it as if they were its own.

    Raises
    ------
    InputError
        If the file is no YAML mapping, or there is no such other study.
    """
    content = read_yaml(path)
    other = content.get("claims")
    if not isinstance(other, str):
        return content
    available = sorted(place.stem for place in Path(path).parent.glob("*.yaml"))
    if other not in available:
        raise InputError(
            f"{path}: claims: '{other}' is no study{nearest(other, available)}; allowed: {listed(available)}"
        )
    claims = read_yaml(Path(path).parent / f"{other}.yaml").get("claims")
    if not isinstance(claims, list):
        raise InputError(f"{path}: claims: study '{other}' lists no claims; allowed: a study that lists its own")
    return {**content, "claims": claims}


def parse_study(content: dict[str, Any]) -> StudyFile:
    """Check the content of a study file against the schema.

    Raises
    ------
    InputError
        The first mistake, in one line.
    """
    try:
        return StudyFile.model_validate(content)
    except ValidationError as error:
        raise InputError(_one_line(error, content)) from None


def _one_line(error: ValidationError, content: dict[str, Any]) -> str:
    """Turn the first of pydantic's findings into one line of ours."""
    found = error.errors()[0]
    if found["loc"][0] == "claims":
        return line_of(found, content)
    place = [
        str(part)
        for part in found["loc"]
        if not str(part).startswith(("function", "list[", "Values", "Range", "Seeds", "Bounds"))
    ]
    key = ".".join(part for part in place if part not in {"int", "float", "str"})
    names = list(StudyFile.model_fields)
    of_design = list(Design.model_fields)
    if found["type"] == "extra_forbidden":
        if len(found["loc"]) == 1:
            return f"{key}: unknown key{nearest(key, names)}; allowed: {listed(names)}"
        of_refinement = list(RefinementEntry.model_fields)
        siblings = {
            "refinement": of_refinement,
            "axes": ["values", "unit", "from", "to", "step"],
            "seeds": ["first", "count"],
            "design": of_design,
        }
        siblings = siblings.get(place[0], names)
        return f"{key}: unknown key{nearest(place[-1], siblings)}; allowed: {listed(siblings)}"
    if found["type"] == "missing":
        models = {"design": Design, "refinement": RefinementEntry}
        fields = models.get(place[0] if len(place) > 1 else "", StudyFile).model_fields
        return f"{key}: is missing; required: {listed(n for n, f in fields.items() if f.is_required())}"
    value = found["input"] if not isinstance(found["input"], dict) else list(found["input"])
    allowed = {
        "axes": "a list of values, {values, unit} or {from, to, step, unit}",
        "seeds": f"{{first, count}}, whole numbers from 0 and 1 on, or a list of whole numbers up to {LARGEST_SEED}",
        "parameters": "a number, or text with a unit",
        "refinement": "axis, quantity, change, width, and rounds and values (whole numbers)",
        "settings": "axis to value to parameters, such as blocked_channel: {H: {ultraslow_target: -4}}",
        "states": "a number", "drivers": listed(DRIVERS), "figures": "a list of names",
        "authors": "a list of names", "references": "a list of texts",
        "design": ALLOWED.get(place[1], "text") if len(place) > 1 else f"a mapping of {listed(of_design)}",
    }.get(key.split(".")[0], "text")  # fmt: skip
    return f"{key}: {value!r} is not usable; allowed: {allowed}"
