"""Running a binary: nothing that it says is trusted. The binary here is a small program with Brian2's bad habits."""

import json
import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from homeotherm.engine.run import read_manifest, run_binary
from homeotherm.errors import SimulationError

PROGRAM = """#!{python}
import os, pathlib, struct, sys
results = pathlib.Path(sys.argv[2])
behaviour = "{behaviour}"
for argument in sys.argv[3:]:
    name, value = argument.split("=", 1)
    if name == "cell.rate":
        (results / "rate").write_bytes(struct.pack("<d", 7.0 if behaviour == "ignores" else float(value)))
    if name == "streams.noise":
        (results / "noise").write_bytes(struct.pack("<i", int(value)))
    if name == "pattern.values":
        (results / "seen").write_bytes(pathlib.Path(value).read_bytes())
if behaviour not in ("unfinished", "ends early"):
    (results / "last_run_info.txt").write_text("0.1 1.0")
if behaviour == "complains":
    print("Error reading 'x'", file=sys.stderr)
if behaviour == "killed":
    os.kill(os.getpid(), 9)
if behaviour == "ends early":
    for name, number in (("reached", 212.4), ("r_max", 150.0), ("window", 0.5), ("ended", 12.5)):
        (results / name).write_bytes(struct.pack("<d", number))
sys.exit(3 if behaviour == "fails" else 0)
"""
MANIFEST = {
    "constants": {"cell.rate": {"symbol": "rate", "dtype": "<f8"}, "streams.noise": {"symbol": "noise", "dtype": "<i4"}},
    "arrays": {
        "cell.rate": {"file": "rate", "dtype": "<f8"}, "streams.noise": {"file": "noise", "dtype": "<i4"},
        "seen": {"file": "seen", "dtype": "<f8"},
    },
    "tables": {"pattern": {"size": 3, "dtype": "<f8"}},
}  # fmt: skip


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a program of the given behaviour."""

    def call(behaviour: str = "good", values=None, seeds=None, table=(1.0, 2.0, 3.0)):
        folder, results = tmp_path / "build", tmp_path / "results"
        folder.mkdir(exist_ok=True), results.mkdir(exist_ok=True)
        program = folder / "main"
        program.write_text(PROGRAM.format(python=sys.executable, behaviour=behaviour))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        (folder / "manifest.json").write_text(json.dumps(MANIFEST))
        return run_binary(
            folder, read_manifest(folder), values={"rate": 0.1} if values is None else values,
            seeds={"noise": 5} if seeds is None else seeds, tables={"pattern": np.array(table)}, results=Path(results),
        )  # fmt: skip

    return call


def test_values_seeds_and_tables_arrive_exactly(run):
    value = 0.1 + 0.2
    raw = run(values={"rate": value})
    assert raw.array("cell.rate")[0] == value
    assert raw.array("streams.noise")[0] == 5
    assert raw.array("seen").tolist() == [1.0, 2.0, 3.0]


def test_monitor_has_cells_first(run, tmp_path):
    raw = run()
    np.arange(6.0).tofile(tmp_path / "results" / "seen")
    assert raw.monitor("seen", samples=3).tolist() == [[0, 2, 4], [1, 3, 5]]
    with pytest.raises(SimulationError, match="no multiple"):
        raw.monitor("seen", samples=4)
    with pytest.raises(SimulationError, match="writes no array"):
        raw.array("nothing")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"behaviour": "fails"}, "ended with code 3"),
        ({"behaviour": "complains"}, "the binary said: Error reading"),
        ({"behaviour": "unfinished"}, "did not finish"),
        ({"behaviour": "killed"}, "the binary was ended by SIGKILL: no message"),
        ({"behaviour": "ignores"}, "the binary ran with cell.rate"),
        ({"values": {}}, "takes cell.rate, and nothing gives it a value"),
        ({"values": {"rate": 1.0, "rtae": 2.0}}, "takes no value for rtae"),
        ({"values": {"rate": float("nan")}}, "is not finite"),
        ({"values": {"rate": float("inf")}}, "is not finite"),
        ({"seeds": {"noise": 2**31}}, "does not fit into 31 bits"),
        ({"seeds": {"noise": -1}}, "does not fit into 31 bits"),
        ({"table": (1.0, 2.0)}, "table 'pattern' has 2 values"),
        ({"table": (1.0, 2.0, float("nan"))}, "finite"),
    ],
)
def test_whatever_goes_wrong_raises(run, arguments, line):
    with pytest.raises(SimulationError, match=line.replace("(", "\\(")):
        run(**arguments)


def test_a_run_that_its_limit_ended_says_so_and_needs_no_end(run, monkeypatch):
    guard = {f"guard.{name}": {"file": name, "dtype": "<f8"} for name in ("reached", "r_max", "window", "ended")}
    monkeypatch.setitem(MANIFEST, "arrays", {**MANIFEST["arrays"], **guard})
    end = run("ends early").early_end
    assert (end.rate, end.limit, end.window, end.seconds) == (212.4, 150.0, 0.5, 12.5)
    assert end.line() == "a population rate of 212.4 Hz over 0.5 s, above the limit of 150 Hz; ended at 12.5 s"


def test_a_build_that_is_damaged_is_named(run, tmp_path):
    run()
    build = tmp_path / "build"
    (build / "main").write_bytes(b"\x7fELF and no more")
    manifest = read_manifest(build)
    with pytest.raises(SimulationError, match=f"{build}: its binary cannot be run \\(.*; remove it to build it again"):
        run_binary(build, manifest, {"rate": 0.1}, {"noise": 5}, {"pattern": np.ones(3)}, tmp_path / "results")
    (build / "manifest.json").write_text("{")
    with pytest.raises(SimulationError, match="manifest.json: cannot be read .*; remove it to build it again"):
        read_manifest(build)
