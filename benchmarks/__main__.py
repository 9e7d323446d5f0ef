"""Run the benchmark: ``python -m benchmarks`` (all parts), or with the names of parts and options; see --help."""

import argparse
import importlib
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import ROOT, machine, store
from benchmarks.forecasts import forecasts
from benchmarks.measurement import to_table
from benchmarks.options import Options
from benchmarks.page import write_page
from benchmarks.parts import ALL, NAMES, SCALE
from benchmarks.picture import draw
from benchmarks.scale_page import write_scale_page
from benchmarks.scale_picture import draw_scale
from homeotherm.errors import listed

RESULTS = ROOT / "benchmarks" / "results"
DOCS = ROOT / "docs"
PERFORMANCE, SCALE_PAGE = "performance.md", "scale.md"


def main(arguments: list[str] | None = None) -> None:
    """Run the parts that are asked for, put their results in place of the older ones, and write tables and figure."""
    asked = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="homeotherm-benchmark-") as scratch:
        work = Path(asked.work or scratch).resolve()
        work.mkdir(parents=True, exist_ok=True)
        options = Options(work, 1 if asked.quick else asked.repeats, asked.quick, asked.growth)
        for part in asked.parts:
            run_part(part, options, results_of(part, asked.results))
    if asked.docs is not None:
        write(asked.results, asked.docs)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = f"of {listed(ALL)}; all up to {NAMES[-1]} if none is named"
    parser.add_argument("parts", nargs="*", metavar="part", help=names)
    parser.add_argument("--growth", action="store_true", help="smaller and larger sizes, too (about an hour)")
    parser.add_argument("--quick", action="store_true", help="the smallest sizes, to see whether it runs")
    parser.add_argument("--repeats", type=int, default=2, help="runs of each simulation, the cheapest counts")
    parser.add_argument("--work", type=Path, help="folder for compiled models and scratch files, kept for the next run")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the tables of results")
    parser.add_argument(
        "--docs", type=Path, default=DOCS, help="folder of the pages whose tables and figures are written"
    )
    parser.add_argument("--no-page", dest="docs", action="store_const", const=None, help="write results only")
    parser.add_argument("--only-page", action="store_true", help="write tables and figures from older results")
    asked = parser.parse_args(arguments)
    unknown = [part for part in asked.parts if part not in ALL]
    if unknown:
        parser.error(f"unknown part {listed(unknown)}; allowed: {listed(ALL)}")
    if asked.repeats < 1:
        parser.error(f"--repeats {asked.repeats} is not usable; allowed: 1 or more")
    asked.parts = [] if asked.only_page else asked.parts or list(NAMES)
    return asked


def run_part(part: str, options: Options, results: Path) -> None:
    """Run one part and keep its results at once, so that an interrupted run loses one part only."""
    said = machine.about()
    began = time.monotonic()
    print(f"{part} ...", file=sys.stderr, flush=True)
    result = importlib.import_module(f"benchmarks.parts.{part}").run(options)
    seconds = time.monotonic() - began
    about = {"machine": said, "left_out": result.left_out, "wall_seconds": round(seconds), "growth": options.growth}
    store.put(results, part, to_table(result.rows), about)
    for line in result.left_out:
        print(f"  left out: {line}", file=sys.stderr)
    print(f"  {len(result.rows)} rows in {seconds:.0f} s", file=sys.stderr, flush=True)


def results_of(part: str, results: Path) -> Path:
    """Return the folder of the table that a part belongs to: those of docs/scale.md have one of their own."""
    return results / "scale" if part in SCALE else results


def write(results: Path, docs: Path) -> None:
    """Write tables and figures of both pages from the tables of results."""
    from homeotherm.figures.drawing import save_drawing  # noqa: PLC0415 - after the parts: it takes memory

    table, about = store.read(results)
    if table is not None:
        found, left_out = forecasts()
        write_page(docs / PERFORMANCE, table, about, found)
        save_drawing(draw(table), docs / "figures" / "performance", "benchmark")
        for line in left_out:
            print(f"  left out: {line}", file=sys.stderr)
    table, about = store.read(results_of(SCALE[0], results))
    if table is not None:
        write_scale_page(docs / SCALE_PAGE, table, about)
        save_drawing(draw_scale(table), docs / "figures" / "scale", "scale")


if __name__ == "__main__":
    main()
