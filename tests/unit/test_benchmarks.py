"""The pure parts of the benchmark: rates, tables, markers, what is kept; and its smallest part for real."""

import importlib
import json
import math

import numpy as np
import pandas as pd
import pytest

from benchmarks import markdown, page, picture, store
from benchmarks.__main__ import main, parse
from benchmarks.cost import Cost, best, in_process, metered
from benchmarks.forecasts import Forecast, forecasts
from benchmarks.measurement import Measurement, measured, to_table
from benchmarks.parts import compiling, density, measures, network, overhead, population
from benchmarks.parts.peers import SCRIPTS, Peer, reason, row_of, stimulated
from benchmarks.plain.network import input_rates
from benchmarks.points import study_of
from benchmarks.rates import alike, only_alike
from homeotherm.design import points_of
from homeotherm.models.microcircuit.protocol import layout
from tiny import TINY_PARAMETERS

WARM = {"temperature": {"values": [37], "unit": "degC"}}
FORECASTS = [Forecast("one", "stg", 9, 2.0, 1.6)]
ABOUT = {
    "network": {
        "machine": {
            "date": "2026-01-02", "commit": "0123456789abcdef", "processor": "a processor", "cores": 2,
            "memory_gigabytes": 8.0, "load_at_start": 0.5, "compiler": "g++ 12", "c_library": "glibc 2.36",
            "versions": {"python": "3.12.1", "brian2": "2.10.1", "numpy": "2.5"},
        },
        "left_out": ["network, another simulator, 1000 neurons: 3 Hz, homeotherm, portable 5 Hz"],
    }
}  # fmt: skip


def row(case, size=1000, cpu=2.0, rate=5.0, part="network", unit="neurons", **more):
    return Measurement(part, case, size, unit, 10.0, "s", cpu, 3.0, 40.0, rate, **more)


def every_part():
    """Return the results of all parts, at one size each."""
    return to_table([
        row("homeotherm, portable", own_cpu_seconds=0.5, expected_seconds=2.5), row("homeotherm, native", cpu=1.0, flags="-O3"),
        row("Brian2, plain", cpu=8.0),
        row("homeotherm, portable", part="population", unit="cells"), row("Brian2, plain", cpu=4.0, part="population"),
        row("stg, its binary", part="overhead", unit="points"), row("snakemake -n", part="planning", unit="points"),
        row("gather", part="gathering", unit="points"), row("figures of one", part="figures", unit="figures"),
        row("stg, simulating", part="measures", unit="points", cpu=50.0),
        row("stg, measuring", part="measures", unit="points", cpu=1.0),
        row("Kuramoto order", part="measures", unit="spikes", cpu=0.25),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("rate", "expected"), [(5.0, True), (5.5, True), (5.51, False), (4.49, False), (math.nan, False)]
)
def test_rates_are_alike_within_a_tenth(rate, expected):
    assert alike(rate, 5.0) is expected


def test_a_rate_beside_an_unknown_one_is_not_alike():
    assert not alike(5.0, math.nan)


def test_other_work_is_left_out_and_said():
    rows = [row("ours"), row("same"), row("other", rate=9.0), row("same", size=2000)]
    kept, left_out = only_alike(rows, "ours")
    assert [(each.case, each.size) for each in kept] == [("ours", 1000), ("same", 1000)]
    assert left_out == [
        "network, other, 1000 neurons: 9 Hz, ours 5 Hz",
        "network, same, 2000 neurons: 5 Hz, ours nan Hz",
    ]


def test_a_comparison_needs_its_reference():
    with pytest.raises(ValueError, match="no row is of the case 'ours'"):
        only_alike([row("other")], "ours")


def test_cost_per_work_stands_in_the_table():
    cost = Cost(own_cpu=1.0, child_cpu=3.0, wall=5.0, own_megabytes=20.0, child_megabytes=10.0)
    table = to_table([measured("network", "ours", 1000, "neurons", 8.0, "s", cost)])
    assert table.loc[0, "cpu_seconds"] == 4.0
    assert table.loc[0, "cpu_per_work"] == 0.5
    assert table.loc[0, "peak_megabytes"] == 20.0


def test_the_cost_of_children_leaves_the_process_out():
    cost = Cost(1.0, 3.0, 5.0, 20.0, 10.0).of_children
    assert (cost.cpu, cost.megabytes, cost.wall) == (3.0, 10.0, 5.0)


def test_the_cheapest_run_counts():
    slow, fast = Cost(2.0, 1.0, 9.0, 1.0, 1.0), Cost(0.5, 2.0, 30.0, 1.0, 1.0)
    assert best([slow, fast]) is fast


def burn(seconds):
    """Use CPU for a while and hold 50 MB."""
    import time  # noqa: PLC0415

    held = bytearray(50_000_000)
    held[::4096] = b"x" * len(held[::4096])
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return len(held)


def test_work_in_a_process_of_its_own_is_measured():
    result, cost = in_process(burn, 0.2)
    assert result == 50_000_000
    assert cost.own_cpu >= 0.2
    assert cost.own_megabytes > 50
    assert cost.child_cpu == 0


def test_a_child_is_told_from_its_parent():
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    code = "import time\nheld = b'x'*80_000_000\nwhile time.process_time() < 0.5: pass"
    with metered() as meter:
        subprocess.run([sys.executable, "-c", code], check=True)
    assert meter.cost.child_cpu >= 0.5
    assert meter.cost.child_megabytes > 80


def fail():
    """Raise."""
    raise ValueError("no luck")


def test_a_failure_in_a_process_is_told():
    with pytest.raises(RuntimeError, match="fail: (.|\n)*ValueError: no luck"):
        in_process(fail)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.01234, "0.0123"), (1.0, "1"), (12.34, "12.3"), (123.4, "123"), (12345, "12300"), (math.nan, "–"),
     (0.9999, "1"), (-2.5, "-2.5")],
)  # fmt: skip
def test_numbers_have_three_digits(value, text):
    assert markdown.number(value) == text


def test_a_markdown_table():
    assert markdown.table(["case", "s"], [["a|b", 1.5], ["c", 20]]) == (
        "| case | s |\n| --- | ---: |\n| a\\|b | 1.5 |\n| c | 20 |\n"
    )


def test_a_table_without_rows_says_so():
    assert markdown.table(["case"], []) == "Not measured yet.\n"


def test_a_short_row_is_refused():
    with pytest.raises(ValueError, match="a row has 1 cells, the header 2"):
        markdown.table(["case", "s"], [["a"]])


PAGE = "Before\n<!-- x: written by python -m benchmarks -->\nold\n<!-- end of x -->\nAfter\n"


def test_only_what_is_between_the_markers_changes():
    written = markdown.between_markers(PAGE, "x", "new\n")
    assert written == PAGE.replace("old", "new")
    assert markdown.between_markers(written, "x", "new") == written


@pytest.mark.parametrize("page", ["", PAGE + PAGE, PAGE.replace("end of x", "end of y")])
def test_a_page_without_its_markers_is_refused(page):
    with pytest.raises(ValueError, match="once each"):
        markdown.between_markers(page, "x", "new")


def test_a_part_replaces_its_own_rows_only(tmp_path):
    store.put(tmp_path, "planning", to_table([row("snakemake -n", part="planning")]), {"run": 1})
    store.put(tmp_path, "network", to_table([row("ours"), row("other")]), {"run": 2})
    store.put(tmp_path, "network", to_table([row("ours", cpu=7.0)]), {"run": 3})
    table, about = store.read(tmp_path)
    assert table[["part", "case", "cpu_seconds"]].values.tolist() == [
        ["network", "ours", 7.0], ["planning", "snakemake -n", 2.0],
    ]  # fmt: skip
    assert about == {"planning": {"run": 1}, "network": {"run": 3}}


def test_sizes_stay_whole_when_other_parts_are_put(tmp_path):
    store.put(tmp_path, "measures", to_table([row("Kuramoto order", part="measures", size=499112)]), {})
    store.put(tmp_path, "network", to_table([row("ours")]), {})
    assert store.read(tmp_path)[0]["size"].tolist() == [1000, 499112]


def test_a_part_without_rows_leaves_none(tmp_path):
    store.put(tmp_path, "network", to_table([row("ours")]), {})
    store.put(tmp_path, "planning", to_table([row("snakemake -n", part="planning")]), {})
    store.put(tmp_path, "network", to_table([]), {"left_out": ["all"]})
    assert store.read(tmp_path)[0]["part"].tolist() == ["planning"]


def test_every_table_of_the_page():
    contents = page.contents(every_part(), ABOUT, FORECASTS)
    # 8 s of plain Brian2 over 2 s; 10 s of work
    assert "| homeotherm, portable | 1000 neurons | 0.2 | 4 | 2 | 0.5 | 3 | 40 | 5 |  |" in contents["network"]
    assert "| homeotherm, portable | 1000 cells | 5 | 2 | 2 | – | 3 | 40 | 5 |  |" in contents["population"]
    assert "| planning | snakemake -n | 1000 points | 2 | 2 | 3 | 40 |" in contents["around"]
    assert "| stg | 10 | 50 | 1 | 2 |" in contents["measures"]
    assert "| Kuramoto order | 1000 | 250 |" in contents["single measures"]
    assert "| network | homeotherm, portable | 1000 neurons | 2.5 | 2.5 | 1 |" in contents["expected cost"]
    assert "| one | stg | 9 | 2 | 1.6 | 1.25 |" in contents["published cost"]
    assert contents["flags"] == "- homeotherm, native: `-O3`"
    assert contents["machine"].splitlines()[0].startswith("- network: 2026-01-02, commit 0123456789ab, a processor")
    assert "left out: network, another simulator" in contents["machine"]


def test_the_page_of_the_project_has_a_place_for_every_table(tmp_path):
    from benchmarks.__main__ import DOCS, PERFORMANCE  # noqa: PLC0415

    copy = tmp_path / PERFORMANCE
    copy.write_text((DOCS / PERFORMANCE).read_text(encoding="utf-8"), encoding="utf-8")
    page.write_page(copy, every_part(), ABOUT, FORECASTS)
    assert "| one | stg | 9 |" in copy.read_text(encoding="utf-8")


def test_the_figure_shows_what_its_table_says():
    drawing = picture.draw(every_part())
    shares = drawing.table[drawing.table["quantity"] == "percent"]
    assert shares[["case", "value"]].values.tolist() == [["stg", 2.0]]
    network, population, planning, share = drawing.figure.axes
    assert network.get_xlabel() == "number of neurons"
    assert len(network.lines) == 3
    assert len(planning.lines) == 2


def test_a_forecast_within_a_quarter_is_within_the_goal():
    assert Forecast("a", "stg", 1, 1.25, 1.0).within_goal
    assert not Forecast("a", "stg", 1, 1.26, 1.0).within_goal
    assert not Forecast("a", "stg", 1, 0.74, 1.0).within_goal


def test_published_studies_have_forecasts():
    found, left_out = forecasts()
    names = {each.study for each in found} | {line.split(":")[0] for line in left_out}
    assert "metaboplasticity" in names
    assert all(each.expected > 0 and each.real > 0 for each in found)


@pytest.mark.parametrize("study", ["metaboplasticity_refined", "temperature_refined"])
def test_the_forecast_of_a_refined_study_is_of_all_its_rounds(project, study):
    manifest = json.loads((project / "published" / study / "manifest.json").read_text())
    (found,) = (each for each in forecasts()[0] if each.study == study)
    assert found.points == sum(manifest["points"].values())


def test_why_a_simulator_did_not_install():
    said = "WARNING: slow\nERROR: No matching distribution found for brian3\n\n[notice] a new pip\n"
    assert reason(said) == "ERROR: No matching distribution found for brian3"
    assert reason("one\ntwo\n") == "two"
    assert reason("") == reason(None) == "failed without a word"


def test_rows_of_other_simulators_belong_to_one_run(tmp_path):
    said = {
        "version": "1.2", "rate": 5.0, "cpu_seconds": 3.0, "wall_seconds": 4.0, "peak_megabytes": 9.0, "remark": "still",
    }  # fmt: skip
    ours = row("homeotherm", size=10, part="peers: population", unit="cells")
    one = row_of(Peer("sim", (), "population", "", 0.1), said, ours, work=20.0)
    assert (one.part, one.size, one.unit) == ("peers: population", 10, "cells")
    assert (one.case, one.work, one.cpu_per_work) == ("sim 1.2, 0.1 ms", 20.0, 0.15)
    store.put(tmp_path, "peers", to_table([one]), {})
    store.put(tmp_path, "network", to_table([row("ours")]), {})
    store.put(tmp_path, "peers", to_table([one]), {})
    assert store.read(tmp_path)[0]["part"].tolist() == ["network", "peers: population"]


def test_currents_as_a_mechanism_of_neuron(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    mechanism = importlib.import_module("neuron_population").mechanism
    gate = {"name": "m", "power": 2, "steady_state": "1/(1 + exp(-v))", "time_constant": "kca_slowing*(5 + Ca)"}
    given = {
        "names": ["K", "leak"], "reversals": {"E_K": -80.0, "E_leak": -50.0}, "initial_calcium": 0.5,
        "calcium": {"per_current": 0.94, "baseline": 0.05, "time_constant": 20.0},
        "currents": [
            {"name": "K", "reversal": "E_K", "gates": [gate], "carries_calcium": True},
            {"name": "leak", "reversal": "E_leak", "gates": [], "carries_calcium": False},
        ],
    }  # fmt: skip
    lines = mechanism(given).splitlines()
    assert "i = g_K*m*m*(v - (-80.0)) + g_leak*(v - (-50.0))" in lines
    assert "m' = (1/(1 + exp(-v)) - m)/(1*(5 + Ca))" in lines
    assert "Ca' = (0.05 - 940.0*(g_K*m*m*(v - (-80.0))) - Ca)/20.0" in lines


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        parse(["netwrok"])
    assert "unknown part netwrok; allowed: network" in capsys.readouterr().err


def test_no_repeats_are_refused(capsys):
    with pytest.raises(SystemExit):
        parse(["--repeats", "0"])
    assert "--repeats 0 is not usable" in capsys.readouterr().err


def test_the_smallest_part_runs(tmp_path):
    main(["gathering", "--quick", "--work", str(tmp_path / "work"), "--results", str(tmp_path), "--no-page"])
    table = pd.read_csv(tmp_path / "benchmark.csv")
    assert table[["part", "case", "size", "unit"]].values.tolist() == [["gathering", "gather", 100, "points"]]
    assert (table[["cpu_seconds", "wall_seconds", "peak_megabytes"]] > 0).all(axis=None)
    assert store.read(tmp_path)[1]["gathering"]["left_out"] == []


def test_stimuli_as_changes_of_rate_are_the_input_of_the_plain_network():
    """Every cell gets, at every moment, the background and what its group adds: the table of rates once more."""
    study = study_of("microcircuit", TINY_PARAMETERS, {"temperature": {"values": [37], "unit": "degC"}})
    values = points_of(study)[0].parameters
    plan = layout(values)
    rates = np.full((plan.total // plan.bin, plan.neurons), values["background_rate"])
    time = np.arange(len(rates)) * plan.bin * plan.time_step
    for group in stimulated(values, 1):
        held = np.searchsorted(np.array(group["times"]) - 1e-9, time, side="right") - 1
        rates[:, group["first"] : group["beyond"]] += np.array(group["rates"])[held][:, np.newaxis]
    np.testing.assert_array_equal(rates, input_rates(values, 1))
    assert rates.max() == values["maximal_afferent_rate"]


SIMULATED = [
    *((model, *content) for part in (measures.MODELS, overhead.SMALLEST, compiling.MODELS) for model, content in part.items()),
    *(("microcircuit", parameters, WARM) for parameters in (network.PROTOCOL, network.QUICK)),
    *(("microcircuit", {**density.PROTOCOL, **case}, WARM) for case in density.CASES),
    ("stg", population.PROTOCOL, {"neuromodulation": ["none"]}),
]  # fmt: skip


@pytest.mark.parametrize(("model", "parameters", "axes"), SIMULATED)
def test_what_is_simulated_is_a_valid_study(model, parameters, axes):
    assert len(points_of(study_of(model, parameters, axes))) == 1
