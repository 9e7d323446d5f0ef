"""The study: a question, its model, the swept axes, seeds and figures, checked before anything runs.

`load_study` reads ``config/studies/<name>.yaml`` into a `Study`. Every mistake is one line that names the key, the
value and what is allowed.
"""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from homeotherm.axes import LARGEST_DESIGN, Axis, read_axes
from homeotherm.claim import Claim, check_claims
from homeotherm.claim_schema import ClaimEntry
from homeotherm.errors import InputError, listed, nearest
from homeotherm.extent import check_extent
from homeotherm.measured import measures_of, phases_of
from homeotherm.models import room
from homeotherm.names import check_name
from homeotherm.parameters import DRIVERS, ModelTable, load_model_table
from homeotherm.refinement import Refinement, RefinementEntry, check_refinement, read_added, with_added
from homeotherm.sampling import SampleAxis, sample_axis
from homeotherm.study_file import LARGEST_SEED, PublishedValues, Seeds, parse_study, read_study


@dataclass(frozen=True)
class Study:
    """A checked study."""

    name: str
    title: str
    question: str
    authors: tuple[str, ...]
    references: tuple[str, ...]
    table: ModelTable
    fixed: dict[str, float]
    drivers: dict[str, str]
    axes: tuple[Axis | SampleAxis, ...]
    seeds: tuple[int, ...]
    figures: tuple[str, ...] | None
    claims: tuple[Claim, ...]
    published_values: PublishedValues | None
    refinement: Refinement | None
    content: dict[str, Any]

    @property
    def model(self) -> str:
        """Return the name of the model."""
        return self.table.model

    @property
    def base(self) -> dict[str, float]:
        """Return every parameter in table units, before an axis sweeps it."""
        return {**self.table.defaults(), **self.fixed}

    @property
    def swept(self) -> dict[str, str]:
        """Return where every parameter that an axis or a design sets stands in the study file."""
        if self.sampled is not None:
            return {parameter.name: f"design.factors.{parameter.name}" for parameter in self.sampled.parameters}
        own = {axis.parameter.name: f"axes.{axis.name}" for axis in self.axes}
        return own | {each.name: f"settings.{axis.name}" for axis in self.axes for each in axis.further}

    @property
    def limits(self) -> dict[str, float]:
        """Return the limits that end simulations early, as far as they are set."""
        return self.table.limits(self.base)

    @property
    def sampled(self) -> SampleAxis | None:
        """Return the axis of a sampled design, None for a study with axes."""
        return next((axis for axis in self.axes if isinstance(axis, SampleAxis)), None)

    @property
    def simulated_content(self) -> dict[str, Any]:
        """Return what the dataset carries of the study file: all but what is judged on the dataset."""
        judged = ("claims", "published_values", "refinement")
        return {key: value for key, value in self.content.items() if key not in judged}

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the lengths of the axes, seeds last."""
        return (*(len(axis) for axis in self.axes), len(self.seeds))


def load_study(name: str, config_directory: Path) -> Study:
    """Read and check ``<config_directory>/studies/<name>.yaml``.

    Raises
    ------
    InputError
        One line: which key, which value, what is allowed, and the nearest valid name.
    """
    check_name("study", name)
    directory = Path(config_directory) / "studies"
    available = sorted(path.stem for path in directory.glob("*.yaml"))
    if name not in available:
        raise InputError(f"study: '{name}' is unknown{nearest(name, available)}; allowed: {listed(available)}")
    path = directory / f"{name}.yaml"
    content = read_study(path)
    try:
        return check_study(
            name, content, Path(config_directory) / "models", read_added(results_of(name, config_directory))
        )
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def results_of(name: str, config_directory: Path) -> Path:
    """Return the folder of a study's results, in which the values of its rounds of refinement are."""
    return Path(config_directory).parent / "results" / name


def check_study(
    name: str, content: dict[str, Any], models_directory: Path, added: Sequence[Sequence[float]] = ()
) -> Study:
    """Check the content of a study file against the schema and the model's parameter table.

    Parameters
    ----------
    added
        Values of every round of refinement so far, for a study that refines an axis.
    """
    file = parse_study(content)
    table = load_model_table(file.model, models_directory)
    for key, text in (("title", file.title), ("question", file.question)):
        if not text.strip():
            raise InputError(f"{key}: is empty; allowed: text")
    states = table.metabolic_rates()
    for state, rate in file.states.items():
        check_name(f"states.{state}", state)
        states[state] = table.parameter("metabolic_rate", "states").read(f"states.{state}", rate)
    fixed = {
        key: table.parameter(key, f"parameters.{key}").read(f"parameters.{key}", given)
        for key, given in file.parameters.items()
    }
    seeds = _seeds(file.seeds)
    if (file.axes is None) == (file.design is None):
        key, found = ("axes", "is missing") if file.axes is None else ("design", "stands beside axes")
        raise InputError(f"{key}: {found}; required: either axes (a grid) or design (a sample)")
    if file.design is not None:
        if file.settings:
            raise InputError("settings: stand beside a sampled design; allowed: with axes, whose values set them")
        axes = (sample_axis(file.design, table, fixed, LARGEST_DESIGN // len(seeds)),)
    else:
        axes = read_axes(file.axes, file.settings, table, states, fixed)
    study = Study(
        name=name, title=file.title.strip(), question=file.question.strip(), authors=tuple(file.authors),
        references=tuple(file.references), table=table, fixed=fixed, drivers=_drivers(file.drivers, table), axes=axes,
        seeds=seeds, figures=_figures(file.figures), claims=(),
        published_values=_published_values(file.published_values, axes), refinement=None, content=content,
    )  # fmt: skip
    _check_rules(study)
    if file.refinement is not None:
        study = _refined(study, file.refinement, added)
    study = replace(study, claims=_claims(file.claims, study))
    points = 1
    for length in study.shape:
        points *= length
    if points > LARGEST_DESIGN:
        raise InputError(f"axes: {points} points; allowed: at most {LARGEST_DESIGN}")
    return study


def _refined(study: Study, entry: RefinementEntry, added: Sequence[Sequence[float]]) -> Study:
    """Return a study with the values of its rounds of refinement on the axis."""
    if study.sampled is not None:
        raise InputError("refinement: stands beside a sampled design; allowed: with axes, of which one is refined")
    measures = measures_of(study.model, study.base)
    one_number = [name for name, (variable, *_) in measures.items() if variable.dims in ((), ("phase",))]
    refinement = check_refinement(entry, study.axes, one_number, added)
    return replace(study, refinement=refinement, axes=with_added(study.axes, refinement))


def _check_rules(study: Study) -> None:
    """Let the model check its rules between parameters, at every corner of the axes."""
    base = study.base
    _check_options(study)
    _check_limits(study)
    for corner in itertools.product(*(axis.corners() for axis in study.axes)):
        values = dict(base)
        for setting in corner:
            values |= setting
        room(study.model, "protocol").check(values, study.table)
    check_extent(study)


def _check_options(study: Study) -> None:
    """Refuse values that have no effect, because the option that they belong to is off."""
    places = {**{name: f"parameters.{name}" for name in study.fixed}, **study.swept}
    for name, place in places.items():
        option = study.table.parameters[name].option
        if option is not None and option not in study.swept and study.base[option] == 0:
            raise InputError(f"{place}: has no effect while {option} is 0; allowed: with parameters.{option}: 1")


def _check_limits(study: Study) -> None:
    """Refuse limits that an axis sets, for points that differ in nothing else would be one."""
    for name, place in study.swept.items():
        if study.table.parameters[name].limit:
            raise InputError(f"{place}: is a limit, the same for all points; allowed: as parameters.{name}")


def _drivers(given: dict[str, str], table: ModelTable) -> dict[str, str]:
    scaled = {name: parameter.driver for name, parameter in table.parameters.items() if parameter.driver}
    for name, driver in given.items():
        if name not in scaled:
            raise InputError(
                f"drivers.{name}: is no Q10 with a driver{nearest(name, scaled)}; allowed: {listed(scaled)}"
            )
        if driver not in DRIVERS:
            raise InputError(
                f"drivers.{name}: '{driver}' is unknown{nearest(driver, DRIVERS)}; allowed: {listed(DRIVERS)}"
            )
    return {**scaled, **given}


def _seeds(given: Seeds | list[int]) -> tuple[int, ...]:
    if isinstance(given, Seeds):
        if given.first + given.count - 1 > LARGEST_SEED:
            raise InputError(
                f"seeds: first {given.first} with count {given.count} passes {LARGEST_SEED}; allowed: up to that seed"
            )
        return tuple(range(given.first, given.first + given.count))
    if not given:
        raise InputError("seeds: is empty; allowed: at least one seed")
    for seed in given:
        if not 0 <= seed <= LARGEST_SEED:
            raise InputError(f"seeds: {seed} is out of range; allowed: whole numbers from 0 to {LARGEST_SEED}")
    for seed, count in Counter(given).items():
        if count > 1:
            raise InputError(f"seeds: {seed} stands twice; allowed: each seed once")
    return tuple(sorted(given))


def _figures(given: list[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    for name in given:
        check_name("figures", name)
    return tuple(given)


def _published_values(given: PublishedValues | None, axes: tuple[Axis | SampleAxis, ...]) -> PublishedValues | None:
    if given is None:
        return None
    check_name("published_values.file", given.file)
    names = [axis.name for axis in axes]
    for name in given.at:
        if name not in names:
            raise InputError(
                f"published_values.at: '{name}' is no axis{nearest(name, names)}; allowed: {listed(names)}"
            )
    for axis in axes:
        known = [str(label) for label in axis.labels or axis.values]
        value = str(given.at.get(axis.name, "" if len(axis) > 1 else known[0]))
        if value not in known:
            raise InputError(
                f"published_values.at.{axis.name}: '{value}' is not on the axis{nearest(value, known)}; "
                f"allowed: {listed(known)}"
            )
    return given


def _claims(given: list[ClaimEntry] | str, study: Study) -> tuple[Claim, ...]:
    if isinstance(given, str):
        raise InputError(f"claims: {given!r} is a name; allowed outside of config/studies: a list of claims")
    if not given:
        return ()
    if study.sampled is not None:
        raise InputError("claims: stand beside a sampled design; allowed: with axes, on which conditions can lie")
    # the last values, for an axis that switches an option on has its measures
    values = {**study.base, **{axis.parameter.name: axis.values[-1] for axis in study.axes}}
    return check_claims(given, study.axes, measures_of(study.model, values), phases_of(study.model, values))
