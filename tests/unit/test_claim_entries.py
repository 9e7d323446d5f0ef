"""Claims in study files: what is accepted, and the one line that says why something is not."""

import copy

import pytest
from synthetic import synthetic_dataset

from homeotherm.analysis.claim_tests import TESTS
from homeotherm.analysis.claims import claim_table
from homeotherm.claim_schema import CLASSES
from homeotherm.errors import InputError
from homeotherm.study import check_study, load_study


@pytest.fixture
def check(project, content):
    """Return a function that checks a study of three temperatures and two states with one claim."""
    content["axes"] = {
        "state": ["normometabolic", "hypermetabolic"], "temperature": {"values": [30, 37, 42], "unit": "degC"},
    }  # fmt: skip

    def checked(*entries, **changes):
        return check_study("small", {**content, "claims": list(entries), **changes}, project / "config" / "models")

    return checked


def entry(**changes: object) -> dict:
    """Return a good claim; a change to None takes the key away."""
    claim = {
        "name": "rise", "claim": "Synchrony rises.", "quantity": "voltage_synchrony", "test": "difference",
        "between": [{"temperature": 30}, {"temperature": "42 degC"}], "where": {"state": "normometabolic"},
        "direction": "rises", "minimum_effect": 0.1,
    }  # fmt: skip
    return {key: value for key, value in {**claim, **changes}.items() if value is not None}


def along(test: str, **changes: object) -> dict:
    """Return a good claim along temperature."""
    return entry(
        **{"test": test, "between": None, "direction": None, "minimum_effect": None, "along": "temperature", **changes}
    )


def test_a_claim_is_complete(check):
    claim = check(entry()).claims[0]
    assert claim.conditions == (
        {"state": "normometabolic", "temperature": 30.0}, {"state": "normometabolic", "temperature": 42.0},
    )  # fmt: skip
    assert (claim.phase, claim.minimum_effect, claim.finding) == ("after", 0.1, "")
    claim = check(along("peak", inside=[34, "39 degC"], minimum_effect=1, phase="before", finding="inverted_u")).claims[
        0
    ]
    assert [condition["temperature"] for condition in claim.conditions] == list(claim.control) == [30.0, 37.0, 42.0]
    assert (claim.inside, claim.phase, claim.finding) == ((34.0, 39.0), "before", "inverted U")


def test_an_axis_of_one_value_needs_no_word(check):
    axes = {"state": ["normometabolic"], "temperature": {"values": [30, 42], "unit": "degC"}}
    assert check(entry(where=None), axes=axes).claims == check(entry(), axes=axes).claims


def test_states_of_a_claim_are_found_in_the_dataset(check):
    between = [{"state": "normometabolic"}, {"state": "hypermetabolic"}]
    claims = check(entry(between=between, where={"temperature": 37})).claims
    dataset = synthetic_dataset(seeds=4)
    row = claim_table(dataset, claims).iloc[0]
    values = dataset["voltage_synchrony"].sel(temperature=37, phase="after")
    difference = values.sel(state="hypermetabolic") - values.sel(state="normometabolic")
    assert row["observed"] == pytest.approx(float(difference.mean()), rel=1e-12)
    assert row["conditions"] == "state normometabolic / state hypermetabolic; temperature 37 °C"


def test_along_states_the_control_is_their_metabolic_rate(check):
    axes = {"state": ["normometabolic", "hypermetabolic", "hypometabolic"]}
    claim = check(along("monotone", along="state", where=None, above=0.5), axes=axes).claims[0]
    assert claim.control == (0.49, 1.0, 1.67)
    row = claim_table(synthetic_dataset(temperatures=None), [claim]).iloc[0]
    assert (row["observed"], row["conditions"]) == (1.0, "state 0.49 to 1.67")


REFUSED = [
    ([1], "claims: 1 is not usable; allowed: entries"),
    ([entry(name="a b")], "claims.a b: 'a b' is not a safe name"),
    ([entry(), entry()], "claims.rise: stands twice"),
    ([entry(name=None)], "claims.1.name: is missing; required: a name"),
    ([entry(claim=" ")], "claims.rise.claim: is empty"),
    ([entry(test=None)], "claims.rise.test: is missing; allowed: difference, bound"),
    ([entry(test="diference")], "claims.rise.test: 'diference' is unknown (did you mean 'difference'?)"),
    ([entry(quantity="voltage_synchron")], "claims.rise.quantity: 'voltage_synchron' is no measure (did you mean 'voltage_synchrony'?)"),
    ([entry(quantity="rate_trajectory")], "claims.rise.quantity: 'rate_trajectory' is not one number per point (it has time)"),
    ([entry(quantity="energy_mean")], "claims.rise.quantity: 'energy_mean' is no measure"),
    ([entry(quantity="weight_mean", phase="before")], "claims.rise.phase: 'weight_mean' has no phases"),
    ([entry(phase="during")], "claims.rise.phase: 'during' is no phase; allowed: before, after"),
    ([entry(phase="afterr")], "claims.rise.phase: 'afterr' is no phase (did you mean 'after'?); allowed: before, after"),
    ([entry(between=None)], "claims.rise.between: is missing; required: two conditions"),
    ([entry(between=[{"temperature": 30}])], "claims.rise.between: [{'temperature': 30}] is not usable; allowed: two conditions"),
    ([entry(between=[{"temperature": 30}, {"temperature": 41}])], "claims.rise.between.temperature: 41 is not on the axis; allowed: 30, 37, 42"),
    ([entry(between=[{"temperature": 30}, {"temperature": 30}])], "claims.rise.between: {'temperature': 30} stands twice"),
    ([entry(between=[{"temperature": 30}, {"temperature": "42 Hz"}])], "claims.rise.between.temperature: 42 Hz is in 'Hz'; allowed: a unit of temperature"),
    ([entry(between=[{"temperature": 30}, {"temprature": 42}])], "claims.rise.between: 'temprature' is no axis of this study (did you mean 'temperature'?)"),
    ([entry(where=None)], "claims.rise.where: state is left open; required: one value of state"),
    ([entry(where={"state": "hipermetabolic"})], "claims.rise.where.state: 'hipermetabolic' is not on the axis (did you mean 'hypermetabolic'?)"),
    ([entry(where={"state": "normometabolic", "temperature": 37})], "claims.rise.where: 'temperature' stands under between too"),
    ([entry(direction="up")], "claims.rise.direction: 'up' is not usable; allowed: rises or falls"),
    ([entry(minimum_effect=0)], "claims.rise.minimum_effect: 0 is not usable; allowed: a number above 0"),
    ([entry(minimum_effect="0.1 nS")], "claims.rise.minimum_effect: '0.1 nS' is not usable; allowed: a number above 0"),
    ([entry(minimum_efect=1)], "claims.rise.minimum_efect: unknown key (did you mean 'minimum_effect'?)"),
    ([entry(finding=6)], "claims.rise.finding: 6 is not usable; allowed: 1 to 5, inverted_u or reciprocal"),
    ([along("monotone")], "claims.rise.above or below: is missing; required: one of the two"),
    ([along("monotone", above=0.5, below=0.6)], "claims.rise.above or below: both are given"),
    ([along("monotone", above=1.5)], "claims.rise.above: 1.5 is not usable; allowed: a number between -1 and 1"),
    ([along("monotone", above=0.5, along="neurons")], "claims.rise.along: 'neurons' is no axis of this study"),
    ([along("monotone", above=0.5, along="state", where={"temperature": 37})], "claims.rise.along: state has 2 values; allowed: an axis of at least 3"),
    ([along("monotone", above=0.5, where={"state": "normometabolic", "temperature": 37})], "claims.rise.where: 'temperature' is the axis of along"),
    ([along("transition", above=2)], "claims.rise.minimum_effect: is missing"),
    ([along("transition", above=0.5, minimum_effect=1)], "claims.rise.above: 0.5 is not usable; allowed: a number from 1 on"),
    ([along("peak", inside=[36, 42], minimum_effect=1)], "claims.rise.inside: 36 to 42; allowed: low < high, between 30 and 42"),
    ([along("peak", inside=[38, 39], minimum_effect=1)], "claims.rise.inside: 38 to 39 holds no value of temperature"),
    ([along("peak", inside=[38], minimum_effect=1)], "claims.rise.inside: [38] is not usable; allowed: two values"),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "line"), REFUSED, ids=[line[:70] for _, line in REFUSED])
def test_refused_with_one_line(check, entries, line):
    with pytest.raises(InputError) as error:
        check(*copy.deepcopy(entries))
    message = str(error.value)
    assert message.startswith(line)
    assert ("allowed" in message or "required: " in message) and "\n" not in message


def test_claims_that_are_no_list(check):
    for value in (3, {"name": "x"}, None):
        with pytest.raises(
            InputError, match="^claims: .* is not usable; allowed: a list of claims, or the name of a study"
        ):
            check(claims=value)


def test_claims_beside_a_sampled_design(check):
    design = {
        "method": "morris",
        "trajectories": 2,
        "factors": {"inhibition_ratio": [7, 13], "temperature": ["37 degC", "42 degC"]},
    }
    with pytest.raises(InputError, match="^claims: stand beside a sampled design; allowed: with axes"):
        check(entry(), axes=None, design=design)


def test_every_class_is_a_test_that_can_be_run():
    assert set(CLASSES) == set(TESTS)


def test_claims_of_another_study(project, tmp_path):
    """A counter-model names the study whose claims it is held against; chains and strangers are refused."""
    full, counter = (load_study(name, project / "config") for name in ("metaboplasticity", "uniform_q10"))
    assert [claim.name for claim in counter.claims] == [claim.name for claim in full.claims]
    assert len(full.claims) > 20 and isinstance(counter.content["claims"], list)
    assert "claims" not in counter.simulated_content
    (tmp_path / "studies").mkdir()
    (tmp_path / "models").symlink_to(project / "config" / "models")
    text = (project / "config" / "studies" / "uniform_q10.yaml").read_text()
    for other, line in (
        ("b", "claims: study 'b' lists no claims"),
        ("metaboplastic", "claims: 'metaboplastic' is no study"),
    ):
        for name in ("a", "b"):
            changed = text.replace("claims: metaboplasticity", f"claims: {other}")
            (tmp_path / "studies" / f"{name}.yaml").write_text(changed)
        with pytest.raises(InputError, match=line):
            load_study("a", tmp_path)


@pytest.mark.parametrize(
    ("over", "line"),
    [
        ("q10_sets", "claims.matching_crash.over: 'q10_sets' is no axis of this study (did you mean 'q10_set'?)"),
        (
            "q10_spread",
            "claims.matching_crash.over: the values of q10_spread are no numbered draws; allowed: an axis of",
        ),
        ("sweep_regulation", "claims.matching_crash.over: the values of sweep_regulation are no numbered draws"),
    ],
)
def test_replicates_must_be_an_axis_of_draws(project, over, line):
    content = copy.deepcopy(load_study("temperature", project / "config").content)
    content["claims"][0]["over"] = over
    with pytest.raises(InputError) as error:
        check_study("temperature", content, project / "config" / "models")
    assert str(error.value).startswith(line)
